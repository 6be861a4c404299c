//! What a cache does for its origin, seen from outside.

use sim::{
    ClockOffset, Decision, Fault, Intervention, LinkId, NodeId, Popularity, Record, Simulation,
};

use super::*;
use crate::parts::testing::{Demand, company, disorder, machine, run_to, run_until};

const CACHE: NodeId = NodeId(1);
/// The line between the cache and its origin, the second of the company.
const BEHIND: LinkId = LinkId(1);

fn setup(capacity: u32) -> Setup {
    Setup {
        origin: Origin::Machines {
            machines: vec![NodeId(2)],
            next: 0,
        },
        rules: vec![Rule::Keep, Rule::Invalidate],
        capacity,
        time_to_live: None,
        other_times: Vec::new(),
        stale_while_revalidate: Duration::ZERO,
        single_flight: true,
        patience: Duration::from_secs(1),
        lookup: None,
        lookup_times: Stream::named(1, "door", "lookup"),
    }
}

const fn uniform(per_second: u64, keys: u32) -> Demand {
    Demand {
        per_second,
        keys,
        popularity: Popularity::Uniform,
        writes_percent: 0,
    }
}

fn run_of(setup: Setup, demand: Demand, seed: u64) -> Simulation {
    company(machine(CacheProcess::new(setup)), 1, demand, seed)
}

fn strike(run: &mut Simulation, fault: Fault) {
    assert!(run.takes_hold(fault), "{fault:?} changes nothing");
    run.intervene(Intervention::Fault(fault));
}

/// Calls that the origin got so far.
fn calls(run: &Simulation) -> u64 {
    run.network().links()[BEHIND.index()].traffic(true).sent
}

/// How often the cache decided so, so far.
fn decisions(run: &Simulation, wanted: Decision) -> usize {
    let (entries, missed) = run.trace().since(0);
    assert_eq!(missed, 0, "the whole run is kept");
    let decided = entries.filter(
        |entry| matches!(entry.record, Record::Decided { decision, .. } if decision == wanted),
    );
    decided.count()
}

/// Runs until so many requests were issued.
fn run_requests(run: &mut Simulation, count: u64) {
    let goal = run.ledger().totals.issued + count;
    while run.ledger().totals.issued < goal {
        assert!(run.step(), "requests keep coming");
    }
}

#[test]
fn losing_a_cache_multiplies_the_load_of_its_origin_by_one_over_the_misses() {
    // With all keys alike, an LRU cache holds each with the same probability: capacity / keys.
    for (keys, capacity, multiple) in [
        (1_000, 900, 10.0),
        (2_000, 1_900, 20.0),
        (5_000, 4_950, 100.0),
    ] {
        let mut run = run_of(setup(capacity), uniform(2_000, keys), 1);
        run_requests(&mut run, u64::from(keys) * 8);
        // Enough for 2,000 misses, so that their scatter is 1/sqrt(2000) = 2.2 %.
        let asked = 2_000 * multiple as u64;
        let before = calls(&run);
        run_requests(&mut run, asked);
        let with_cache = (calls(&run) - before) as f64 / asked as f64;
        let before = calls(&run);
        // So few that hardly one of them asks for what another has just fetched.
        let (floods, few) = (400, 10);
        for _ in 0..floods {
            strike(&mut run, Fault::Flush { node: CACHE });
            run_requests(&mut run, few);
        }
        let without = (calls(&run) - before) as f64 / (floods * few) as f64;
        assert!(without > 0.99, "{without}");
        let measured = without / with_cache;
        // The 99.9 % interval is 3.29 standard deviations wide on each side.
        let half_width = 3.29 / 2_000_f64.sqrt() * multiple;
        assert!(
            (measured - multiple).abs() < half_width,
            "x{measured} with +-{half_width}, expected x{multiple}"
        );
    }
}

#[test]
fn a_crowd_at_the_door_is_one_call_for_each_key() {
    let crowd = |single_flight| {
        let mut setup = setup(100);
        setup.single_flight = single_flight;
        let mut run = run_of(setup, uniform(50_000, 5), 2);
        run_until(&mut run, 1);
        let (calls_before, joined_before) = (calls(&run), decisions(&run, Decision::Joined));
        strike(&mut run, Fault::Flush { node: CACHE });
        run_requests(&mut run, 1_000);
        run_until(&mut run, 2);
        let joined = decisions(&run, Decision::Joined) - joined_before;
        (calls(&run) - calls_before, joined)
    };
    let (calls, joined) = crowd(true);
    assert_eq!(calls, 5);
    // The answers take two milliseconds: a hundred requests.
    assert!((60..140).contains(&joined), "{joined}");
    let (calls, joined) = crowd(false);
    assert!((60..140).contains(&calls), "{calls}");
    assert_eq!(joined, 0);
}

#[test]
fn a_time_to_live_gives_the_hit_ratio_of_renewal_theory() {
    // Of a key wanted l times a second, one miss is followed by the answer's 2 ms, in which the
    // others join it, then by l T hits, then by the next miss: hits / all = lT / (1 + l (d + T)).
    let (per_second, keys, live) = (2_000_u64, 200, Duration::from_millis(500));
    let mut setup = setup(1_000);
    setup.time_to_live = Some(live);
    let demand = Demand {
        popularity: Popularity::Zipf {
            exponent_percent: 100,
        },
        ..uniform(per_second, keys)
    };
    let harmonic: f64 = (1..=keys).map(|rank| 1.0 / f64::from(rank)).sum();
    let expected: f64 = (1..=keys)
        .map(|rank| {
            let share = 1.0 / f64::from(rank) / harmonic;
            let wanted = share * per_second as f64;
            share * wanted * live.as_secs_f64() / (1.0 + wanted * (0.002 + live.as_secs_f64()))
        })
        .sum();
    let ratios: Vec<f64> = (0..10)
        .map(|seed| {
            let mut run = run_of(setup.clone(), demand, seed);
            run_until(&mut run, 2);
            let before = (
                decisions(&run, Decision::CacheHit),
                run.ledger().totals.issued,
            );
            run_until(&mut run, 12);
            let hits = decisions(&run, Decision::CacheHit) - before.0;
            hits as f64 / (run.ledger().totals.issued - before.1) as f64
        })
        .collect();
    let (mean, half_width) = interval(&ratios);
    assert!(half_width < 0.005 * expected, "{mean} +-{half_width}");
    assert!(
        (mean - expected).abs() < half_width,
        "{mean} +-{half_width}, not {expected}"
    );
}

/// The mean of ten values and the half width of its 99.9 % interval.
fn interval(values: &[f64]) -> (f64, f64) {
    assert_eq!(
        values.len(),
        10,
        "the quantile below is that of nine degrees of freedom"
    );
    let mean = values.iter().sum::<f64>() / 10.0;
    let squares: f64 = values
        .iter()
        .map(|value| (value - mean) * (value - mean))
        .sum();
    (mean, 4.781 * (squares / 9.0 / 10.0).sqrt())
}

#[test]
fn lru_under_zipf_hits_as_often_as_a_list_that_is_kept_by_hand() {
    let demand = Demand {
        popularity: Popularity::Zipf {
            exponent_percent: 90,
        },
        ..uniform(1_000, 1_000)
    };
    let mut run = run_of(setup(100), demand, 3);
    run_until(&mut run, 20);
    // The same requests in the order of their arrival, and a list of keys by their last use. What
    // is on its way to the cache when it is looked for makes the two differ by a little.
    let (entries, _) = run.trace().since(0);
    let mut recent: Vec<u32> = Vec::new();
    let mut hits = 0_u32;
    let mut all = 0_u32;
    for entry in entries {
        if let Record::Issued { key, .. } = entry.record {
            let found = recent.iter().position(|other| *other == key);
            hits += u32::from(found.is_some());
            all += 1;
            found.map(|at| recent.remove(at));
            recent.push(key);
            if recent.len() > 100 {
                recent.remove(0);
            }
        }
    }
    let by_hand = f64::from(hits) / f64::from(all);
    let measured = decisions(&run, Decision::CacheHit) as f64 / f64::from(all);
    assert!(
        (0.4..0.7).contains(&by_hand),
        "neither trivial nor hopeless: {by_hand}"
    );
    assert!(
        (measured - by_hand).abs() < 0.005,
        "{measured}, by hand {by_hand}"
    );
}

#[test]
fn users_who_change_data_through_the_cache_never_read_what_is_older() {
    let stale_reads = |invalidates: bool, seed| {
        let mut setup = setup(100);
        if !invalidates {
            setup.rules[1] = Rule::Pass;
        }
        let demand = Demand {
            writes_percent: 20,
            ..uniform(3_000, 20)
        };
        let mut run = run_of(setup, demand, seed);
        run_until(&mut run, 10);
        assert!(decisions(&run, Decision::CacheHit) > 1_000);
        run.ledger().totals.broken()
    };
    for seed in 0..5 {
        assert_eq!(stale_reads(true, seed), 0);
        assert!(stale_reads(false, seed) > 10_000);
    }
}

#[test]
fn a_change_that_updates_leaves_the_next_reader_a_copy() {
    let misses = |rule, seed| {
        let mut setup = setup(100);
        setup.rules[1] = rule;
        let demand = Demand {
            writes_percent: 20,
            ..uniform(1_000, 20)
        };
        let mut run = run_of(setup, demand, seed);
        run_until(&mut run, 10);
        assert_eq!(run.ledger().totals.stale_reads, 0);
        decisions(&run, Decision::CacheMiss)
    };
    for seed in 0..5 {
        // Nobody misses once there is a copy of each of the 20 keys, but after two changes of one
        // key that met on their way: of which is the newer, the cache knows nothing.
        let updated = misses(Rule::Update, seed);
        assert!(updated < 120, "{updated}");
        assert!(misses(Rule::Invalidate, seed) > 1_000);
    }
}

#[test]
fn the_newest_of_several_updates_stays_whatever_comes_last() {
    let mut setup = setup(100);
    setup.rules[1] = Rule::Update;
    setup.time_to_live = Some(Duration::from_millis(10));
    let demand = Demand {
        writes_percent: 20,
        ..uniform(500, 2)
    };
    for seed in 0..15 {
        let door = machine(CacheProcess::new(setup.clone()));
        let mut run = disorder(door, 1, demand, seed);
        run_to(&mut run, 5);
        assert!(decisions(&run, Decision::CacheHit) > 700);
        assert_eq!(run.ledger().totals.stale_reads, 0, "seed {seed}");
    }
}

#[test]
fn an_answer_that_was_overtaken_by_a_change_is_not_kept() {
    // A short life, so that many reads are under way together with writes.
    let mut setup = setup(100);
    setup.time_to_live = Some(Duration::from_millis(10));
    let demand = Demand {
        writes_percent: 20,
        ..uniform(500, 2)
    };
    for seed in 0..5 {
        let door = machine(CacheProcess::new(setup.clone()));
        let mut run = disorder(door, 1, demand, seed);
        run_to(&mut run, 5);
        assert_eq!(run.ledger().totals.broken(), 0, "seed {seed}");
    }
}

#[test]
fn bad_news_about_a_change_throws_the_copy_away() {
    for rule in [Rule::Invalidate, Rule::Update] {
        let mut setup = setup(10);
        setup.rules[1] = rule;
        let demand = Demand {
            writes_percent: 10,
            ..uniform(100, 1)
        };
        let mut run = run_of(setup, demand, 8);
        run_until(&mut run, 5);
        let share = sim::Probability::from_percent(100);
        let node = NodeId(2);
        strike(&mut run, Fault::Gray { node, share });
        let before = decisions(&run, Decision::CacheHit);
        run_until(&mut run, 15);
        // Until the first change is answered badly, about ten requests later; nothing is kept
        // after it.
        let hits = decisions(&run, Decision::CacheHit) - before;
        assert!(hits < 100, "{rule:?}: {hits}");
    }
}

#[test]
fn an_origin_that_says_nothing_is_given_up() {
    let mut run = run_of(setup(10), uniform(1_000, 1_000_000), 9);
    run_until(&mut run, 1);
    strike(&mut run, Fault::Crash { node: NodeId(2) });
    run_until(&mut run, 5);
    let totals = run.ledger().totals;
    let given_up = totals.failed[Reason::DependencyTimedOut.index()];
    // All that came since, but for those of the last second.
    assert!((2_800..3_200).contains(&given_up), "{totals:?}");
    assert_eq!(given_up, totals.failed_total());
}

#[test]
fn who_waited_at_a_cache_that_lost_its_power_is_not_answered() {
    let mut run = run_of(setup(10), uniform(5_000, 1_000_000), 10);
    run_until(&mut run, 1);
    let at = run.now();
    strike(&mut run, Fault::Crash { node: CACHE });
    strike(&mut run, Fault::Restart { node: CACHE });
    run_until(&mut run, 2);
    let open = run
        .ledger()
        .remembered()
        .filter(|request| request.ended.is_none());
    let forgotten = open.filter(|request| request.issued_at < at).count();
    // Those whose calls were on their way to the origin, or back, for two milliseconds.
    assert!((4..=20).contains(&forgotten), "{forgotten}");
}

#[test]
fn an_old_copy_is_given_while_one_new_one_is_fetched() {
    let mut setup = setup(100);
    setup.time_to_live = Some(Duration::from_millis(1_000));
    setup.stale_while_revalidate = Duration::from_millis(500);
    let mut run = run_of(setup.clone(), uniform(5_000, 2), 4);
    run_to(&mut run, 3);
    // Fetched at 0 s, and again when each is a second old.
    assert_eq!(calls(&run), 2 * 3);
    // Two milliseconds of requests for each of the four times.
    let stale = decisions(&run, Decision::CacheStale);
    assert!((10..80).contains(&stale), "{stale}");
    let missed = decisions(&run, Decision::CacheMiss);
    assert!(missed < 40, "only at the beginning: {missed}");
    // An origin that is gone is covered for half a second, and no longer.
    strike(&mut run, Fault::Crash { node: NodeId(2) });
    let at = run.now();
    run_until(&mut run, 8);
    let (entries, _) = run.trace().since(0);
    let last_hit = entries.filter(|entry| {
        let kinds = [Decision::CacheHit, Decision::CacheStale];
        matches!(entry.record, Record::Decided { decision, .. } if kinds.contains(&decision))
    });
    let last_hit = last_hit.last().expect("there were hits").time;
    let covered = last_hit.since(at);
    assert!(covered > Duration::from_millis(500) && covered < Duration::from_millis(1_500));
}

#[test]
fn a_clock_that_is_behind_keeps_copies_for_too_long() {
    let mut setup = setup(100);
    setup.time_to_live = Some(Duration::from_millis(500));
    let calls_with = |skew: Option<i64>| {
        let mut run = run_of(setup.clone(), uniform(1_000, 1), 5);
        run_until(&mut run, 5);
        if let Some(nanos) = skew {
            let offset = ClockOffset(nanos);
            strike(
                &mut run,
                Fault::Skew {
                    node: CACHE,
                    offset,
                },
            );
        }
        let before = calls(&run);
        run_to(&mut run, 8);
        calls(&run) - before
    };
    assert_eq!(calls_with(None), 6);
    assert_eq!(
        calls_with(Some(-2_000_000_000)),
        2,
        "two seconds longer, then every half second"
    );
    assert_eq!(
        calls_with(Some(2_000_000_000)),
        6,
        "one at once, then as ever"
    );
}

#[test]
fn workers_and_a_queue_bound_what_a_cache_can_do() {
    let mut setup = setup(100);
    let millisecond = sim::Distribution::Constant {
        value: Duration::from_millis(1),
    };
    setup.lookup = Some(millisecond.sampler());
    let mut run = run_of(setup, uniform(3_000, 10), 6);
    run_until(&mut run, 5);
    let totals = run.ledger().totals;
    // One worker, a thousand lookups a second, a thousand places to wait.
    assert!((4_900..=5_000).contains(&totals.succeeded), "{totals:?}");
    let refused = totals.failed[Reason::QueueFull.index()];
    assert!((8_500..9_500).contains(&refused), "{refused}");
}

#[test]
fn every_law_holds_under_random_faults() {
    for seed in 0..8 {
        let mut setup = setup(15);
        setup.single_flight = seed % 2 == 0;
        setup.time_to_live = (seed % 4 < 2).then(|| Duration::from_millis(700));
        setup.stale_while_revalidate = Duration::from_millis(300 * (seed % 3));
        let demand = Demand {
            writes_percent: 10,
            ..uniform(60, 30)
        };
        let mut run = run_of(setup, demand, seed);
        let mut dice = Stream::named(seed, "test", "dice");
        for second in 1..=40 {
            run_to(&mut run, second);
            let node = NodeId(1 + dice.below(2) as u16);
            let offset = ClockOffset(i64::from(dice.below(3_000)) * 1_000_000 - 1_500_000_000);
            let faults = [
                Fault::Crash { node },
                Fault::Restart { node },
                Fault::Restart { node },
                Fault::Pause { node },
                Fault::Resume { node },
                Fault::Flush { node: CACHE },
                Fault::Skew {
                    node: CACHE,
                    offset,
                },
                Fault::Partition { link: BEHIND },
                Fault::Heal { link: BEHIND },
                Fault::Heal { link: BEHIND },
            ];
            let fault = faults[dice.below(faults.len() as u32) as usize];
            run.intervene(Intervention::Fault(fault));
        }
        let totals = run.ledger().totals;
        assert!(totals.succeeded > 100, "seed {seed}: {totals:?}");
        assert_eq!(run.ledger().totals.broken(), 0, "seed {seed}");
    }
}
