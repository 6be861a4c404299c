//! A social network's timeline: what fan-out on write and fan-out on read cost, and when followers
//! see what was posted.

use std::collections::BTreeMap;

use sim::{Decision, Duration, Record, RequestId, Time};

use crate::support::Run;

const POST: u16 = 0;
const VIEW: u16 = 1;
/// The account that a million people follow.
const HOT: u32 = 0;
const ON_WRITE: i64 = 0;
const ON_READ: i64 = 1;
const SEEDS: std::ops::Range<u64> = 1..4;

fn after(secs: f64) -> Time {
    Time::ZERO + Duration::from_nanos_f64(secs * 1e9)
}

fn records(run: &Run) -> impl Iterator<Item = (Time, Record)> {
    let (entries, missed) = run.simulation.trace().since(0);
    assert_eq!(missed, 0, "the whole run is kept");
    entries.map(|entry| (entry.time, entry.record))
}

/// What each request of a run was: its operation and its key.
fn requests(run: &Run) -> BTreeMap<RequestId, (u16, u32)> {
    let issued = records(run).filter_map(|(_, record)| match record {
        Record::Issued {
            request,
            operation,
            key,
        } => Some((request, (operation, key))),
        _ => None,
    });
    issued.collect()
}

/// How long the good ends of an operation took since an instant, in milliseconds, shortest first.
fn elapsed(run: &Run, wanted: u16, since: f64) -> Vec<f64> {
    let requests = requests(run);
    let ends = records(run).filter_map(|(at, record)| match record {
        Record::Resolved {
            request,
            outcome: Ok(()),
            elapsed,
        } if at >= after(since) && requests[&request].0 == wanted => Some(elapsed.as_millis_f64()),
        _ => None,
    });
    let mut ends: Vec<f64> = ends.collect();
    ends.sort_by(f64::total_cmp);
    ends
}

fn quantile(sorted: &[f64], per_cent: usize) -> f64 {
    sorted[sorted.len() * per_cent / 100]
}

/// From the confirmation of each post of some keys to the moment at which the last follower has it,
/// in seconds.
fn delays(run: &Run, of: impl Fn(u32) -> bool) -> Vec<f64> {
    let requests = requests(run);
    let machines = run.simulation.nodes();
    let mut confirmed = BTreeMap::new();
    let mut delivered = BTreeMap::new();
    for (at, record) in records(run) {
        match record {
            Record::Resolved {
                request,
                outcome: Ok(()),
                ..
            } => {
                confirmed.insert(request, at);
            }
            Record::Finished {
                node,
                request: Some(request),
                ..
            } if machines[node.index()].name().starts_with("fanout") => {
                delivered.insert(request, at);
            }
            _ => {}
        }
    }
    let delay = |(request, at): (&RequestId, &Time)| {
        let (operation, key) = requests[request];
        let last = delivered.get(request)?;
        (operation == POST && of(key)).then(|| last.since(*at).as_secs_f64())
    };
    confirmed.iter().filter_map(delay).collect()
}

fn busy(run: &Run, part: &str) -> f64 {
    let nodes = run.simulation.nodes().iter();
    let ours = nodes.filter(|node| node.name().starts_with(part));
    ours.map(|node| node.work().finished as f64).sum()
}

#[test]
fn on_write_every_view_is_fast_and_a_hot_post_arrives_late() {
    for seed in SEEDS {
        let mut run = Run::new("sns", seed, &[("fan_out", ON_WRITE)]);
        run.until(60.0);
        assert_eq!(run.failed(), 0, "seed {seed}");
        let views = elapsed(&run, VIEW, 0.0);
        assert!(quantile(&views, 99) < 110.0, "{}", quantile(&views, 99));
        let hot = delays(&run, |key| key == HOT);
        let late = hot.iter().filter(|delay| **delay > 0.8).count();
        assert!(late > 0, "seed {seed}: {hot:?}");
        let mut others = delays(&run, |key| key != HOT);
        others.sort_by(f64::total_cmp);
        assert!(quantile(&others, 50) < 0.05, "{}", quantile(&others, 50));
        let stale = run.simulation.ledger().totals.stale_reads;
        assert!(stale > 10, "seed {seed}: {stale}");
    }
}

#[test]
fn on_read_posting_is_cheap_and_nothing_is_stale_but_every_view_is_dear() {
    for seed in SEEDS {
        let at = |fan_out, rate| {
            let mut run = Run::new("sns", seed, &[("fan_out", fan_out), ("rate", rate)]);
            run.until(30.0);
            run
        };
        let (written, read) = (at(ON_WRITE, 200), at(ON_READ, 200));
        assert_eq!(read.failed(), 0);
        assert_eq!(read.simulation.ledger().totals.stale_reads, 0);
        let median = |run: &Run, operation| quantile(&elapsed(run, operation, 0.0), 50);
        assert!(median(&read, POST) < median(&written, POST));
        assert!(median(&read, VIEW) > median(&written, VIEW) + 4.0);
        // Ten reads of the database for each view, instead of a look into the cache.
        assert!(busy(&read, "db") > 10.0 * busy(&written, "db"));
        // Three times the demand is too much for the one and nothing for the other.
        let (written, read) = (at(ON_WRITE, 600), at(ON_READ, 600));
        assert_eq!(written.failed(), 0);
        assert!(read.failed() > 1_000, "seed {seed}: {}", read.failed());
        let slow = quantile(&elapsed(&read, VIEW, 5.0), 50);
        assert!(slow > 1.5 * median(&written, VIEW), "seed {seed}: {slow}");
    }
}

#[test]
fn more_fan_out_machines_bring_a_hot_post_home_sooner() {
    let slowest = |machines| {
        let parameters = [("machines", machines), ("rate", 100)];
        let mut run = Run::new("sns", 2, &parameters);
        run.until(60.0);
        let delays = delays(&run, |key| key == HOT);
        delays.into_iter().fold(0.0, f64::max)
    };
    let (one, eight) = (slowest(1), slowest(8));
    assert!(one > 1.9 && eight < 0.3 * one, "{one} s, {eight} s");
}

#[test]
fn too_many_hot_posts_pile_up_and_the_whole_network_is_late_while_views_stay_fast() {
    for seed in SEEDS {
        let mut run = Run::new("sns", seed, &[("rate", 400), ("hot", 10)]);
        run.until(15.0);
        let backlog = |run: &Run| {
            let queue = run.node("queue").index();
            run.simulation.snapshot().nodes[queue].backlog.unwrap_or(0)
        };
        let early = backlog(&run);
        run.until(30.0);
        assert!(backlog(&run) > early.max(10_000), "seed {seed}");
        let views = elapsed(&run, VIEW, 0.0);
        assert!(quantile(&views, 99) < 110.0, "{}", quantile(&views, 99));
        let others = delays(&run, |key| key != HOT);
        assert!(others.iter().any(|delay| *delay > 5.0), "seed {seed}");
        let totals = run.simulation.ledger().totals;
        let share = totals.stale_reads as f64 / totals.succeeded as f64;
        assert!(share > 0.1, "seed {seed}: {share}");
    }
}

#[test]
fn without_the_cache_timelines_come_from_the_database_and_nobody_notices_much() {
    for seed in SEEDS {
        let mut run = Run::new("sns", seed, &[]);
        run.until(20.0).crash("cache").until(22.0);
        let noticed = run.failed();
        let asked = busy(&run, "db");
        run.until(32.0);
        assert_eq!(run.failed(), noticed, "seed {seed}");
        let views = elapsed(&run, VIEW, 22.0);
        assert!(quantile(&views, 95) < 110.0, "{}", quantile(&views, 95));
        assert!(busy(&run, "db") > asked + 1_500.0, "it has the views now");
        let fell_back = records(&run).filter(|(_, record)| {
            matches!(
                record,
                Record::Decided {
                    decision: Decision::FellBack { .. },
                    ..
                }
            )
        });
        assert!(fell_back.count() > 1_500);
        run.restart("cache").until(50.0);
        let hits = busy(&run, "cache");
        run.until(55.0);
        assert!(busy(&run, "cache") > hits + 800.0, "seed {seed}");
    }
}
