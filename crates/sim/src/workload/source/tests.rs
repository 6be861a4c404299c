//! When requests come, what they ask for, and how changes of the demand move them.

use super::*;
use crate::distribution::Distribution;
use crate::rng::Probability;
use crate::workload::{Crowd, Popularity};

fn workload(arrivals: Arrivals, per_second: u64) -> Workload {
    let share = |operation, weight| OperationShare {
        operation,
        weight,
        data: None,
    };
    Workload {
        node: NodeId(0),
        arrivals,
        per_second_milli: per_second * 1_000,
        operations: vec![share(0, 3), share(1, 1)],
        key_count: 10,
        popularity: Popularity::Uniform,
        profile: Vec::new(),
    }
}

fn source(arrivals: Arrivals, per_second: u64) -> Source {
    Source::new(&workload(arrivals, per_second), 1, "users")
}

fn closed(think: Duration, users: Option<u32>) -> Arrivals {
    let think = Distribution::Constant { value: think };
    Arrivals::Closed { think, users }
}

fn at(secs: u64) -> Time {
    Time::ZERO + Duration::from_secs(secs)
}

/// Arrival times and calls until `until`, with the steps of the profile taken on the way.
fn arrivals_until(source: &mut Source, until: Time) -> Vec<(Time, Call)> {
    let mut arrivals = Vec::new();
    let mut next = source.begin(Time::ZERO).pop();
    loop {
        let step = source.next_step().filter(|step| *step < until);
        let arrival = next.filter(|arrival| arrival.at < until);
        match (step, arrival) {
            (None, None) => return arrivals,
            (Some(step), arrival) if arrival.is_none_or(|arrival| step < arrival.at) => {
                next = source.take_step(step).pop();
            }
            (_, Some(arrival)) => {
                let (asked, following) = source
                    .arrive(arrival.at, arrival.generation)
                    .expect("what holds is planned");
                arrivals.extend(asked.map(|asked| (arrival.at, asked.call)));
                next = following;
            }
            (Some(_), None) => unreachable!("a step without an arrival is taken above"),
        }
    }
}

#[test]
fn a_poisson_workload_has_its_rate_and_its_mix() {
    let arrivals = arrivals_until(&mut source(Arrivals::Poisson, 100), at(1_000));
    let count = arrivals.len() as f64;
    assert!((count - 100_000.0).abs() < 1_000.0, "{count}");
    let second = arrivals.iter().filter(|(_, call)| call.operation == 1);
    assert!((second.count() as f64 / count - 0.25).abs() < 0.01);
}

#[test]
fn a_changed_rate_stretches_the_running_gap() {
    let mut source = source(Arrivals::Constant, 10);
    let first = source.begin(Time::ZERO)[0];
    assert_eq!(first.at, Time::ZERO + Duration::from_millis(100));
    let half = Time::ZERO + Duration::from_millis(50);
    let moved = source.set_demand(half, 100_000)[0];
    assert_eq!(moved.at, half + Duration::from_millis(5));
    assert!(source.arrive(first.at, first.generation).is_none());
}

#[test]
fn a_burst_multiplies_whatever_is_wanted_and_ends_without_a_trace() {
    let mut source = source(Arrivals::Constant, 10);
    source.begin(Time::ZERO);
    source.scale(Time::ZERO, 300);
    assert_eq!(source.per_second_milli(), 30_000);
    source.set_demand(Time::ZERO, 20_000);
    assert_eq!(source.per_second_milli(), 60_000);
    source.scale(Time::ZERO, 100);
    assert_eq!(source.per_second_milli(), 20_000);
}

#[test]
fn a_burst_multiplies_closed_users_too() {
    let mut source = source(closed(Duration::from_secs(2), Some(4)), 0);
    assert_eq!(source.begin(Time::ZERO).len(), 4);
    assert_eq!(source.scale(Time::ZERO, 300).len(), 8);
    assert_eq!(source.scale(Time::ZERO, 100), []);
    let leaves = |source: &mut Source| source.arrive(Time::ZERO, 0).is_none();
    assert_eq!((0..12).filter(|_| leaves(&mut source)).count(), 8);
}

#[test]
fn closed_users_ask_again_only_after_their_answer() {
    let mut source = source(closed(Duration::from_secs(2), None), 5);
    let begun = source.begin(Time::ZERO);
    assert_eq!(begun.len(), 10, "5 per second times 2 s of thinking");
    let (_, next) = source.arrive(begun[0].at, 0).expect("users ask");
    assert_eq!(next, None);
    let answered = begun[0].at + Duration::from_secs(1);
    let again = source.ended(answered, Ok(())).expect("thinks again");
    assert_eq!(again.at, answered + Duration::from_secs(2));
}

#[test]
fn as_many_users_as_stated_come_even_if_they_never_think() {
    let mut source = source(closed(Duration::ZERO, Some(7)), 0);
    assert_eq!(source.begin(Time::ZERO).len(), 7);
    assert!(
        source.set_demand(at(1), 9_000).is_empty(),
        "any demand is theirs"
    );
    assert!(source.ended(at(1), Ok(())).is_some());
    assert!(source.set_demand(at(2), 0).is_empty());
    assert_eq!(
        source.ended(at(2), Ok(())),
        None,
        "nobody is wanted any more"
    );
}

#[test]
fn a_step_changes_the_number_of_users_who_ask() {
    let mut workload = workload(closed(Duration::from_secs(3), Some(2)), 0);
    // 5 users are 1.667 requests per second: rounded to the nearest thousandth, they stay 5.
    for (secs, per_second_milli) in [(10, 1_667), (20, 333)] {
        workload.profile.push(RateStep {
            at: at(secs),
            per_second_milli,
        });
    }
    let mut source = Source::new(&workload, 1, "users");
    assert_eq!(source.begin(Time::ZERO).len(), 2);
    assert_eq!(source.take_step(at(10)).len(), 3);
    assert!(source.take_step(at(20)).is_empty());
    let left = (0..5).filter(|_| source.ended(at(21), Ok(())).is_none());
    assert_eq!(left.count(), 4, "1 of 5 goes on");
}

#[test]
fn a_profile_changes_the_rate_at_its_instants_and_ends_a_rest() {
    let mut workload = workload(Arrivals::Poisson, 100);
    for (secs, per_second) in [(200, 0), (100, 400), (300, 50)] {
        workload.profile.push(RateStep {
            at: at(secs),
            per_second_milli: per_second * 1_000,
        });
    }
    let mut source = Source::new(&workload, 1, "users");
    let arrivals = arrivals_until(&mut source, at(400));
    let between = |first, last| {
        let within = arrivals.iter();
        let within = within.filter(|(time, _)| (at(first)..at(last)).contains(time));
        within.count() as f64 / (last - first) as f64
    };
    // Four standard deviations.
    for (first, rate) in [(0, 100.0), (100, 400.0), (200, 0.0), (300, 50.0_f64)] {
        let seen = between(first, first + 100);
        assert!(
            (seen - rate).abs() <= 0.4 * rate.sqrt(),
            "{seen} for {rate}"
        );
    }
}

#[test]
fn what_a_person_asks_for_holds_until_the_next_step() {
    let mut workload = workload(Arrivals::Constant, 10);
    workload.profile.push(RateStep {
        at: at(5),
        per_second_milli: 20_000,
    });
    let mut source = Source::new(&workload, 1, "users");
    source.begin(Time::ZERO);
    source.set_demand(at(1), 1_000);
    assert_eq!(source.per_second_milli(), 1_000);
    assert_eq!(source.next_step(), Some(at(5)));
    source.take_step(at(5));
    assert_eq!(source.per_second_milli(), 20_000);
    assert_eq!(source.next_step(), None);
}

#[test]
fn recorded_requests_come_as_they_were_recorded() {
    let instants = vec![at(3), at(1), at(3), at(7)];
    let mut source = source(Arrivals::Recorded { at: instants }, 0);
    assert!(source.set_demand(Time::ZERO, 5_000).is_empty());
    assert_eq!(
        source.per_second_milli(),
        0,
        "the demand is not theirs to change"
    );
    let times: Vec<Time> = arrivals_until(&mut source, at(100))
        .iter()
        .map(|(time, _)| *time)
        .collect();
    assert_eq!(times, [at(1), at(3), at(3), at(7)]);
}

#[test]
fn which_keys_are_popular_changes_neither_instants_nor_operations() {
    let runs = [
        Popularity::Uniform,
        Popularity::Zipf {
            exponent_percent: 100,
        },
        Popularity::OneHot {
            share: Probability::from_percent(50),
        },
    ]
    .map(|popularity| {
        let workload = Workload {
            popularity,
            ..workload(Arrivals::Poisson, 100)
        };
        arrivals_until(&mut Source::new(&workload, 1, "users"), at(100))
    });
    let apart_from_keys = |run: &[(Time, Call)]| -> Vec<(Time, u16)> {
        run.iter().map(|(at, call)| (*at, call.operation)).collect()
    };
    for run in &runs[1..] {
        assert_eq!(apart_from_keys(run), apart_from_keys(&runs[0]));
        assert_ne!(run, &runs[0], "the keys differ");
    }
}

#[test]
fn the_parts_of_a_crowd_come_when_the_crowd_would_at_one_place() {
    for constant in [false, true] {
        let at_one_place = if constant {
            Arrivals::Constant
        } else {
            Arrivals::Poisson
        };
        let whole = arrivals_until(&mut source(at_one_place, 300), at(100));
        let mut together = Vec::new();
        for (place, edges) in [[0, 200_000], [200_000, 700_000], [700_000, 1_000_000]]
            .into_iter()
            .enumerate()
        {
            let part = Crowd {
                name: "users".to_owned(),
                from: edges[0],
                to: edges[1],
            };
            let part = workload(Arrivals::Crowd { part, constant }, 300);
            let mut part = Source::new(&part, 1, &format!("place-{place}"));
            let share = f64::from(edges[1] - edges[0]) / 1e6;
            assert_eq!(part.per_second_milli() as f64, 300_000.0 * share);
            let theirs = arrivals_until(&mut part, at(100));
            let seen = theirs.len() as f64 / whole.len() as f64;
            assert!((seen - share).abs() < 0.01, "{seen} of {share}");
            together.extend(theirs.into_iter().map(|(at, _)| at));
        }
        together.sort();
        let whole: Vec<Time> = whole.into_iter().map(|(at, _)| at).collect();
        assert_eq!(together, whole);
    }
}
