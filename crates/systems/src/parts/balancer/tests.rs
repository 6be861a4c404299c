//! What a balancer does with its targets, seen from outside.

use sim::{
    Decision, Fault, Intervention, NodeId, Popularity, Probability, Reason, Record, Simulation,
};

use super::*;
use crate::model::{Percent, Span};
use crate::parts::hashing::of_name;
use crate::parts::testing::{Demand, company, machine, run_to, run_until};

const DEMAND: Demand = Demand {
    per_second: 200,
    keys: 500,
    popularity: Popularity::Uniform,
    writes_percent: 0,
};

/// Few enough requests to check every law after every event.
const SLOW: Demand = Demand {
    per_second: 50,
    ..DEMAND
};

fn target(place: u16) -> NodeId {
    NodeId(2 + place)
}

fn setup(choice: Choice, targets: u16) -> Setup {
    Setup {
        targets: (0..targets).map(|place| (target(place), true)).collect(),
        choice,
        checks: Some(Checks::default()),
        outliers: None,
        fail_open: true,
        patience: Duration::from_secs(2),
        choices: Stream::named(1, "door", "choices"),
    }
}

fn run_of(setup: Setup, demand: Demand, seed: u64) -> Simulation {
    let targets = setup.targets.len() as u16;
    company(machine(BalancerProcess::new(setup)), targets, demand, seed)
}

fn strike(run: &mut Simulation, fault: Fault) {
    assert!(run.takes_hold(fault), "{fault:?} changes nothing");
    run.intervene(Intervention::Fault(fault));
}

/// Every choice so far: when, for which key, whom, and whether it failed open.
fn choices(run: &Simulation) -> Vec<(f64, u32, NodeId, bool)> {
    let (entries, missed) = run.trace().since(0);
    assert_eq!(missed, 0, "the whole run is kept");
    let mut failed_open = false;
    let mut choices = Vec::new();
    let mut keys = Vec::new();
    for entry in entries {
        match entry.record {
            Record::Issued { key, .. } => keys.push(key),
            Record::Decided {
                request, decision, ..
            } => match decision {
                Decision::FailedOpen => failed_open = true,
                Decision::Chose { target } => {
                    let request = request.expect("calls here are made for requests");
                    let key = keys[request.0 as usize];
                    let failed_open = std::mem::take(&mut failed_open);
                    choices.push((entry.time.as_secs_f64(), key, target, failed_open));
                }
                _ => {}
            },
            _ => {}
        }
    }
    choices
}

/// Every policy, over so many targets.
fn policies(targets: u16) -> Vec<Choice> {
    let count = usize::from(targets);
    let names = (0..targets).map(|place| of_name(&place.to_string()));
    vec![
        Choice::round_robin(),
        Choice::weighted((1..=u32::from(targets)).collect()),
        Choice::Random,
        Choice::least_connections(count),
        Choice::PowerOfTwoChoices,
        Choice::Sticky { count },
        Choice::consistent_hashing(names.collect(), 100),
    ]
}

#[test]
fn every_law_holds_under_every_policy_and_random_faults() {
    for (index, choice) in policies(5).into_iter().enumerate() {
        for seed in 0..4 {
            let mut setup = setup(choice.clone(), 5);
            setup.outliers = (seed % 2 == 1).then(Outliers::default);
            setup.fail_open = seed < 2;
            let mut run = run_of(setup, SLOW, seed);
            let mut dice = Stream::named(seed, "test", "dice");
            for second in 1..=30 {
                run_to(&mut run, second);
                // The balancer itself is one of those that are struck.
                let node = NodeId(1 + dice.below(6) as u16);
                let faults = [
                    Fault::Crash { node },
                    Fault::Restart { node },
                    Fault::Restart { node },
                    Fault::Pause { node },
                    Fault::Resume { node },
                    Fault::Gray {
                        node,
                        share: Probability::from_percent(60),
                    },
                    Fault::Cure { node },
                ];
                let fault = faults[dice.below(faults.len() as u32) as usize];
                run.intervene(Intervention::Fault(fault));
            }
            let totals = run.ledger().totals;
            assert!(
                totals.succeeded > 300,
                "policy {index}, seed {seed}: {totals:?}"
            );
        }
    }
}

#[test]
fn a_target_that_stops_gets_no_more_work_and_one_that_is_back_gets_its_share() {
    let mut run = run_of(setup(Choice::round_robin(), 3), DEMAND, 1);
    run_until(&mut run, 10);
    strike(&mut run, Fault::Crash { node: target(1) });
    run_until(&mut run, 20);
    strike(&mut run, Fault::Restart { node: target(1) });
    run_until(&mut run, 40);
    let share = |from: f64, until: f64| {
        let mut counts = [0_u32; 3];
        for (at, _, target, _) in choices(&run) {
            if at >= from && at < until {
                counts[target.index() - 2] += 1;
            }
        }
        counts
    };
    let [first, second, third] = share(0.0, 10.0);
    assert!(first.abs_diff(second) <= 1 && second.abs_diff(third) <= 1);
    // Two failed probes take at most two rounds and the wait for the answer: 5 s.
    assert_eq!(share(15.0, 20.0)[1], 0);
    let [first, second, third] = share(25.0, 40.0);
    assert!(first.abs_diff(second) <= 1 && second.abs_diff(third) <= 1);
}

/// When trust in a target was lost or won, in seconds.
fn trust_changes(run: &Simulation) -> Vec<(f64, NodeId, bool)> {
    let (entries, _) = run.trace().since(0);
    let changes = entries.filter_map(|entry| match entry.record {
        Record::Trust {
            target, trusted, ..
        } => Some((entry.time.as_secs_f64(), target, trusted)),
        _ => None,
    });
    changes.collect()
}

#[test]
fn trust_is_lost_and_won_after_the_stated_number_of_probes() {
    let mut setup = setup(Choice::round_robin(), 2);
    setup.checks = Some(Checks {
        failures: 3,
        successes: 4,
        ..Checks::default()
    });
    let mut run = run_of(setup, DEMAND, 1);
    run_until(&mut run, 10);
    strike(&mut run, Fault::Crash { node: target(0) });
    run_until(&mut run, 20);
    strike(&mut run, Fault::Restart { node: target(0) });
    run_until(&mut run, 40);
    // Probes leave every two seconds and are given up after one: those of 10, 12 and 14 s fail,
    // those of 20, 22, 24 and 26 s come back.
    let expected = vec![(15.0, target(0), false), (26.002, target(0), true)];
    assert_eq!(trust_changes(&run), expected);
}

#[test]
fn after_a_crash_it_asks_everybody_who_is_there() {
    let mut setup = setup(Choice::round_robin(), 2);
    setup.targets[1].1 = false;
    let mut run = run_of(setup, DEMAND, 1);
    run_until(&mut run, 10);
    assert!(choices(&run).iter().all(|choice| choice.2 == target(0)));
    strike(&mut run, Fault::Crash { node: NodeId(1) });
    strike(&mut run, Fault::Restart { node: NodeId(1) });
    run_until(&mut run, 20);
    let now_second = choices(&run).iter().any(|choice| choice.2 == target(1));
    assert!(now_second, "it is there, so it gets work");
}

#[test]
fn with_nobody_to_trust_it_tries_everybody_or_says_so_at_once() {
    for fail_open in [true, false] {
        let mut setup = setup(Choice::least_connections(2), 2);
        setup.fail_open = fail_open;
        let mut run = run_of(setup, DEMAND, 2);
        // The probes are lost and the calls are not: both are judged by their answers alone.
        for place in 0..2 {
            strike(
                &mut run,
                Fault::Crash {
                    node: target(place),
                },
            );
        }
        run_until(&mut run, 10);
        let tried = choices(&run).into_iter().filter(|choice| choice.0 > 6.0);
        let tried: Vec<_> = tried.collect();
        let refused = run.ledger().totals.failed[Reason::Unavailable.index()];
        assert_eq!(
            tried.iter().all(|choice| choice.3),
            fail_open || tried.is_empty()
        );
        assert_eq!(tried.len() > 500, fail_open, "{}", tried.len());
        assert_eq!(refused > 500, !fail_open, "{refused}");
    }
}

#[test]
fn a_gray_target_draws_the_work_of_least_connections_until_it_is_ejected() {
    let share_of_failures = |outliers| {
        let mut setup = setup(Choice::least_connections(4), 4);
        setup.outliers = outliers;
        let mut run = run_of(setup, DEMAND, 3);
        let share = Probability::from_percent(100);
        strike(
            &mut run,
            Fault::Gray {
                node: target(0),
                share,
            },
        );
        run_until(&mut run, 60);
        let totals = run.ledger().totals;
        totals.failed_total() as f64 / totals.issued as f64
    };
    let unnoticed = share_of_failures(None);
    assert!(unnoticed > 0.5, "its probes are fine: {unnoticed}");
    // Five errors, then 30 s without it, twice.
    let ejected = share_of_failures(Some(Outliers::default()));
    assert!(ejected < 0.002, "{ejected}");
}

#[test]
fn no_more_than_the_stated_share_is_ejected() {
    for (percent, most) in [(0, 0), (50, 2), (100, 4)] {
        let mut setup = setup(Choice::round_robin(), 4);
        setup.outliers = Some(Outliers {
            share: Percent::new(percent),
            time: Span::from_millis(3_600_000),
            ..Outliers::default()
        });
        let mut run = run_of(setup, DEMAND, 4);
        for place in 0..4 {
            let share = Probability::from_percent(100);
            strike(
                &mut run,
                Fault::Gray {
                    node: target(place),
                    share,
                },
            );
        }
        run_until(&mut run, 20);
        let (entries, _) = run.trace().since(0);
        let ejected =
            entries.filter(|entry| matches!(entry.record, Record::Trust { trusted: false, .. }));
        assert_eq!(ejected.count(), most, "{percent} %");
    }
}

#[test]
fn a_key_stays_with_its_target_and_comes_back_to_it() {
    for choice in policies(4).split_off(5) {
        let mut run = run_of(setup(choice, 4), DEMAND, 5);
        run_until(&mut run, 20);
        strike(&mut run, Fault::Crash { node: target(2) });
        run_until(&mut run, 40);
        strike(&mut run, Fault::Restart { node: target(2) });
        run_until(&mut run, 70);
        let choices = choices(&run);
        let owner_at = |key: u32, from: f64, until: f64| {
            let owners = choices.iter().filter(|choice| choice.1 == key);
            let mut owners = owners.filter(|choice| choice.0 >= from && choice.0 < until);
            let first = owners.next()?.2;
            assert!(owners.all(|choice| choice.2 == first), "key {key} moved");
            Some(first)
        };
        let mut fell_over = 0;
        for key in 0..DEMAND.keys {
            let owners = [(0.0, 20.0), (25.0, 40.0), (45.0, 70.0)];
            let owners = owners.map(|(from, until)| owner_at(key, from, until));
            let [Some(before), Some(meanwhile), Some(after)] = owners else {
                continue;
            };
            assert_eq!(before, after);
            assert_ne!(meanwhile, target(2));
            assert!(
                before == meanwhile || before == target(2),
                "only its keys move"
            );
            fell_over += u32::from(before != meanwhile);
        }
        assert!(
            (75..175).contains(&fell_over),
            "a fourth of 500: {fell_over}"
        );
    }
}

#[test]
fn a_call_that_is_never_answered_is_given_up_once() {
    let mut setup = setup(Choice::round_robin(), 1);
    setup.checks = None;
    let mut run = run_of(setup, DEMAND, 6);
    run_until(&mut run, 1);
    strike(&mut run, Fault::Crash { node: target(0) });
    run_until(&mut run, 10);
    let totals = run.ledger().totals;
    let given_up = totals.failed[Reason::DependencyTimedOut.index()];
    assert_eq!(given_up, totals.failed_total());
    // What came within the last two seconds and two milliseconds still waits.
    assert!((1_300..1_500).contains(&given_up), "{given_up}");
}

#[test]
fn alarms_survive_their_tokens() {
    for alarm in [
        Alarm::Round,
        Alarm::ProbesDue { round: 1 << 40 },
        Alarm::Patience,
        Alarm::Return { place: 4_999 },
    ] {
        assert_eq!(Alarm::of(alarm.token()), alarm);
    }
}
