//! However a person moves about in time, what is there is what a straight run has there.

use proptest::prelude::*;
use sim::{
    Blueprint, Duration, Intervention, KeyframeLimits, Position, Progress, Time, Timeline,
    replay_to,
};
use systems::ENTRIES;

use crate::support::{Dice, any_fault, scenario, shop};

/// The system of every part.
const SHOP: &str = "shop";

/// Keyframes so close and so few that short runs take, use and give up many.
const CLOSE: KeyframeLimits = KeyframeLimits {
    events: 700,
    span: Duration::from_millis(900),
    count: 6,
    bytes: 64 << 20,
};

/// What a person can do with a run.
#[derive(Clone, Copy, Debug)]
enum Move {
    /// To so many thousandths of what was reached.
    Seek(u64),
    /// The same, by so many events at a time.
    Slices(u64, u64),
    Forward(u8),
    Back(u8),
    /// Runs on by so many milliseconds, by so many events at a time.
    Advance(u64, u64),
    /// Stops in the middle of an instant, maybe.
    Events(u64),
    Fault(u64),
    Demand(u64),
    Units(u16),
    /// Goes on in another future; the old one stays.
    Fork,
    /// Goes on in one of the other futures.
    Switch(usize),
}

fn any_move() -> impl Strategy<Value = Move> {
    prop_oneof![
        (0_u64..1_100).prop_map(Move::Seek),
        (0_u64..1_100, 1_u64..400).prop_map(|(share, budget)| Move::Slices(share, budget)),
        (1_u8..6).prop_map(Move::Forward),
        (1_u8..6).prop_map(Move::Back),
        (0_u64..3_000, 1_u64..2_000).prop_map(|(millis, budget)| Move::Advance(millis, budget)),
        (0_u64..1_000).prop_map(Move::Events),
        any::<u64>().prop_map(Move::Fault),
        (0_u64..300).prop_map(Move::Demand),
        (1_u16..8).prop_map(Move::Units),
        Just(Move::Fork),
        (0_usize..4).prop_map(Move::Switch),
    ]
}

/// A system of the catalogue, or the one of every part.
fn blueprint(system: &str, seed: u64) -> Blueprint {
    // Hashing a state prints every record that is kept.
    const TRACE_CAPACITY: usize = 100;
    if system == SHOP {
        return shop(seed, TRACE_CAPACITY);
    }
    let scenario = scenario(system, seed, &[("rate", 80)]);
    let mut blueprint = systems::blueprint(&scenario).expect("a valid scenario");
    blueprint.trace_capacity = TRACE_CAPACITY;
    blueprint
}

fn all_systems() -> impl Iterator<Item = &'static str> {
    ENTRIES.iter().map(|entry| entry.id).chain([SHOP])
}

fn millis(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

fn intervene(timeline: &mut Timeline, what: Intervention) {
    let count = timeline.simulation().interventions().len();
    timeline.intervene(what);
    assert!(!timeline.has_future(), "what came later is discarded");
    assert_eq!(timeline.interventions().len(), count + 1);
    assert_eq!(timeline.interventions()[count].what, what);
    assert_eq!(timeline.frontier(), timeline.now());
}

/// One move in one future; no other is touched.
fn go(timeline: &mut Timeline, step: Move) {
    let horizon = timeline.simulation().horizon();
    let frontier = timeline.frontier().as_nanos();
    let share = |share: u64| Time::from_nanos(frontier / 1_000 * share).min(horizon);
    match step {
        Move::Seek(thousandths) => {
            let to = share(thousandths);
            timeline.seek(to);
            assert_eq!(timeline.now(), to);
        }
        Move::Slices(thousandths, budget) => {
            let to = share(thousandths);
            while timeline.seek_by(to, budget) == Progress::BudgetSpent {}
            assert_eq!(timeline.now(), to);
        }
        Move::Forward(count) => (0..count).for_each(|_| {
            timeline.step_forward();
        }),
        Move::Back(count) => (0..count).for_each(|_| {
            let before = (timeline.position(), timeline.simulation().trace().total());
            let stepped = timeline.step_back();
            let after = (timeline.position(), timeline.simulation().trace().total());
            assert_eq!(stepped, after.0 < before.0);
            assert!(!stepped || after.1 < before.1 || after.0 == Position::START);
        }),
        Move::Advance(span, budget) => {
            let to = (timeline.now() + millis(span)).min(horizon);
            while timeline.advance(to, budget) == Progress::BudgetSpent {}
            assert_eq!(timeline.now(), to);
        }
        Move::Events(count) => {
            let events = timeline.simulation().events();
            timeline.advance(timeline.now() + millis(5_000), count);
            assert!(timeline.simulation().events() <= events + count);
        }
        Move::Fault(roll) => {
            let fault = any_fault(timeline.simulation(), &mut Dice(roll));
            intervene(timeline, Intervention::Fault(fault));
        }
        Move::Demand(per_second) => {
            let per_second_milli = per_second * 1_000;
            intervene(timeline, Intervention::SetDemand { per_second_milli });
        }
        Move::Units(count) => {
            intervene(timeline, Intervention::SetUnits { group: 0, count });
        }
        Move::Fork | Move::Switch(_) => {}
    }
}

/// All futures after these moves.
fn travel(blueprint: &Blueprint, moves: &[Move]) -> Vec<Timeline> {
    // Some have room for two keyframes only.
    let limits = KeyframeLimits {
        bytes: if blueprint.seed.is_multiple_of(3) {
            1
        } else {
            CLOSE.bytes
        },
        ..CLOSE
    };
    let mut futures = vec![Timeline::keeping(blueprint.clone(), limits)];
    let mut current = 0;
    futures[0].advance(Time::ZERO + millis(2_000), u64::MAX);
    for step in moves {
        match *step {
            Move::Fork if futures.len() < 4 => {
                futures.push(futures[current].fork());
                current = futures.len() - 1;
                assert!(!futures[current].has_future());
            }
            Move::Switch(to) => current = to % futures.len(),
            step => go(&mut futures[current], step),
        }
        assert!(futures[current].keyframe_count() <= CLOSE.count);
    }
    futures
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 100,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]
    #[test]
    fn any_way_through_time_ends_where_a_straight_run_does(
        seed in 0_u64..1_000,
        moves in prop::collection::vec(any_move(), 1..25),
    ) {
        for system in all_systems() {
            let blueprint = blueprint(system, seed);
            for mut timeline in travel(&blueprint, &moves) {
                let straight = |timeline: &Timeline| {
                    replay_to(blueprint.clone(), timeline.interventions(), timeline.position())
                };
                let there = straight(&timeline);
                prop_assert_eq!(timeline.simulation().state_hash(), there.state_hash());
                // And it goes on alike.
                let to = timeline.frontier() + millis(1_500);
                let to = to.min(timeline.simulation().horizon());
                timeline.seek(to);
                let later = straight(&timeline);
                prop_assert_eq!(later.now(), to);
                prop_assert_eq!(later.interventions(), timeline.interventions());
                prop_assert_eq!(timeline.simulation().state_hash(), later.state_hash());
                prop_assert!(timeline.simulation().check().is_ok());
            }
        }
    }

    /// What a step forward does, a step back undoes, and forward again it comes out the same.
    #[test]
    fn a_step_back_is_undone_by_a_step_forward(
        seed in 0_u64..1_000,
        moves in prop::collection::vec(any_move(), 1..8),
        steps in 1_usize..30,
    ) {
        for system in all_systems() {
            let blueprint = blueprint(system, seed);
            let mut timeline = travel(&blueprint, &moves).remove(0);
            let here = |timeline: &Timeline| {
                let trace = timeline.simulation().trace();
                (trace.total(), trace.hash())
            };
            let mut been = vec![here(&timeline)];
            for _ in 0..steps {
                // The step to the very start takes nothing back.
                if timeline.step_back() && timeline.position() != Position::START {
                    been.push(here(&timeline));
                }
            }
            been.pop();
            for expected in been.iter().rev() {
                prop_assert!(timeline.step_forward());
                prop_assert_eq!(here(&timeline), *expected);
            }
        }
    }
}

#[test]
fn the_state_hash_sees_what_the_trace_does_not() {
    let blueprint = blueprint("web-rds", 1);
    let mut left = Timeline::new(blueprint.clone());
    let mut right = Timeline::new(blueprint);
    for timeline in [&mut left, &mut right] {
        timeline.advance(Time::ZERO + millis(1_000), u64::MAX);
    }
    assert_eq!(
        left.simulation().state_hash(),
        right.simulation().state_hash()
    );
    right.advance(Time::from_nanos(1_000_000_001), u64::MAX);
    assert_ne!(
        left.simulation().state_hash(),
        right.simulation().state_hash()
    );
    left.advance(Time::from_nanos(1_000_000_001), u64::MAX);
    assert_eq!(
        left.simulation().state_hash(),
        right.simulation().state_hash()
    );
}

#[test]
fn an_intervention_in_the_past_discards_the_future_unless_it_is_forked() {
    let crash = |timeline: &Timeline, roll| {
        Intervention::Fault(any_fault(timeline.simulation(), &mut Dice(roll)))
    };
    let mut timeline = Timeline::new(blueprint("centralized", 3));
    timeline.seek(Time::ZERO + millis(1_000));
    let first = crash(&timeline, 1);
    timeline.intervene(first);
    timeline.seek(Time::ZERO + millis(3_000));
    timeline.seek(Time::ZERO + millis(500));
    assert!(timeline.has_future());
    assert_eq!(timeline.frontier(), Time::ZERO + millis(3_000));
    assert_eq!(timeline.simulation().interventions().len(), 0);
    let mut fork = timeline.fork();
    fork.intervene(Intervention::SetDemand {
        per_second_milli: 0,
    });
    fork.seek(Time::ZERO + millis(3_000));
    assert_eq!(fork.interventions().len(), 1);
    timeline.seek(Time::ZERO + millis(3_000));
    assert_eq!(timeline.simulation().interventions()[0].what, first);
    assert!(!timeline.has_future());
}
