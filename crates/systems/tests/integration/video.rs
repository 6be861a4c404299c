//! Video delivery: what edges spare the origin, what a crowd at a new live segment does, and what
//! viewers see when an edge is lost.

use std::collections::{BTreeMap, BTreeSet};

use sim::{Decision, Duration, Fault, Intervention, LinkId, Record, RequestId, Time};

use crate::support::Run;

const LIVE: u16 = 1;
const SEEDS: std::ops::Range<u64> = 1..4;
const EDGES: [&str; 2] = ["edge-east", "edge-west"];

fn after(secs: f64) -> Time {
    Time::ZERO + Duration::from_nanos_f64(secs * 1e9)
}

fn records(run: &Run) -> impl Iterator<Item = (Time, Record)> {
    let (entries, missed) = run.simulation.trace().since(0);
    assert_eq!(missed, 0, "the whole run is kept");
    entries.map(|entry| (entry.time, entry.record))
}

/// The line between two machines, whichever calls the other.
fn line(run: &Run, first: &str, second: &str) -> LinkId {
    let ends = [run.node(first), run.node(second)];
    let mut links = run.simulation.network().links().iter();
    let place = links
        .position(|link| ends == [link.first, link.second] || ends == [link.second, link.first]);
    LinkId(place.expect("they talk") as u16)
}

/// Calls that the edges sent on to the origin so far, probes included.
fn sent_on(run: &Run) -> u64 {
    let links = run.simulation.network().links();
    let sent = EDGES.map(|edge| {
        let link = &links[line(run, edge, "door").index()];
        let forward = link.first == run.node(edge);
        link.traffic(forward).sent
    });
    sent.iter().sum()
}

/// How long the good ends of one place's viewers took between two instants, in milliseconds,
/// shortest first.
fn elapsed(run: &Run, viewers: &str, from: f64, to: f64) -> Vec<f64> {
    let client = run.node(viewers);
    let links = run.simulation.network().links();
    let mut theirs = BTreeSet::new();
    let mut ends = Vec::new();
    for (at, record) in records(run) {
        match record {
            Record::Sent {
                link,
                request: Some(request),
                ..
            } if links[link.index()].first == client => {
                theirs.insert(request);
            }
            Record::Resolved {
                request,
                outcome: Ok(()),
                elapsed,
            } if (after(from)..after(to)).contains(&at) && theirs.contains(&request) => {
                ends.push(elapsed.as_millis_f64());
            }
            _ => {}
        }
    }
    ends.sort_by(f64::total_cmp);
    assert!(ends.len() > 50, "{viewers}: {} ends", ends.len());
    ends
}

fn median(run: &Run, viewers: &str, from: f64, to: f64) -> f64 {
    let ends = elapsed(run, viewers, from, to);
    ends[ends.len() / 2]
}

/// Live segments that the edges fetched from the origin.
fn live_fetches(run: &Run) -> usize {
    let mut live: BTreeMap<RequestId, (usize, usize)> = BTreeMap::new();
    for (_, record) in records(run) {
        match record {
            Record::Issued {
                request, operation, ..
            } if operation == LIVE => {
                live.insert(request, (0, 0));
            }
            Record::Decided {
                request: Some(request),
                decision,
                ..
            } => {
                if let Some((missed, joined)) = live.get_mut(&request) {
                    *missed += usize::from(decision == Decision::CacheMiss);
                    *joined += usize::from(decision == Decision::Joined);
                }
            }
            _ => {}
        }
    }
    live.values().map(|(missed, joined)| missed - joined).sum()
}

#[test]
fn cold_edges_multiply_the_origins_load_by_one_over_the_misses() {
    for seed in SEEDS {
        let mut run = Run::new("video", seed, &[("live", 0)]);
        run.until(60.0);
        let issued = |run: &Run| run.simulation.ledger().totals.issued;
        // A stretch between two floods that is as warm as it gets.
        let (mut warm, mut cold) = ((0, 0), (0, 0));
        for round in 0..15 {
            let start = 60.0 + 20.0 * f64::from(round);
            run.until(start + 19.0);
            let before = (sent_on(&run), issued(&run));
            run.until(start + 19.75);
            warm.0 += sent_on(&run) - before.0;
            warm.1 += issued(&run) - before.1;
            for edge in EDGES {
                let node = run.node(edge);
                run.strike(Fault::Flush { node });
            }
            let before = (sent_on(&run), issued(&run));
            // So short that hardly anybody wants what somebody else has just fetched.
            run.until(start + 19.85);
            cold.0 += sent_on(&run) - before.0;
            cold.1 += issued(&run) - before.1;
            run.until(start + 20.0);
        }
        let share = |(sent, issued): (u64, u64)| sent as f64 / issued as f64;
        let (missed, multiple) = (share(warm), share(cold) / share(warm));
        assert!((0.1..0.5).contains(&missed), "seed {seed}: {missed}");
        let expected = 1.0 / missed;
        assert!(
            (0.7..1.1).contains(&(multiple / expected)),
            "seed {seed}: x{multiple}, expected x{expected}"
        );
    }
}

#[test]
fn a_new_live_segment_is_one_fetch_for_each_edge_or_a_stampede() {
    for seed in SEEDS {
        let at = |single_flight| {
            let parameters = [("rate", 1_500), ("single_flight", single_flight)];
            let mut run = Run::new("video", seed, &parameters);
            run.until(30.0);
            run
        };
        let (together, alone) = (at(1), at(0));
        // Two edges, and a segment lives for two seconds after it was fetched.
        let fetches = live_fetches(&together);
        assert!((26..=32).contains(&fetches), "seed {seed}: {fetches}");
        let stampede = live_fetches(&alone);
        assert!(stampede > 100 * fetches, "seed {seed}: {stampede}");
        assert_eq!(together.failed(), 0, "seed {seed}");
        assert!(alone.failed() > 10_000, "seed {seed}: {}", alone.failed());
    }
}

#[test]
fn who_loses_an_edge_is_served_from_afar() {
    for seed in SEEDS {
        let mut run = Run::new("video", seed, &[]);
        run.until(30.0).crash("edge-east").until(36.0);
        let failed = run.failed();
        run.until(60.0);
        assert_eq!(run.failed(), failed, "seed {seed}: the guide knows");
        let near = median(&run, "viewers-east", 10.0, 30.0);
        let far = median(&run, "viewers-east", 36.0, 60.0);
        let others = median(&run, "viewers-west", 36.0, 60.0);
        assert!(near < 40.0 && far > near + 100.0, "{near} ms, {far} ms");
        assert!(others < 40.0, "seed {seed}: {others} ms");
        run.restart("edge-east").until(90.0);
        let back = median(&run, "live-east", 75.0, 90.0);
        assert!(back < 40.0, "seed {seed}: {back} ms");
    }
}

#[test]
fn without_any_edge_the_origin_serves_all_as_long_as_it_can() {
    let mut run = Run::new("video", 1, &[]);
    run.until(30.0);
    for edge in EDGES {
        run.crash(edge);
    }
    run.until(36.0);
    let failed = run.failed();
    run.until(50.0);
    assert_eq!(run.failed(), failed);
    assert!(median(&run, "viewers-east", 36.0, 50.0) > 90.0);
    run.simulation.intervene(Intervention::SetDemand {
        per_second_milli: 1_000_000,
    });
    run.until(60.0);
    assert!(run.failed() > failed + 1_000, "it cannot do without them");
}

#[test]
fn the_rate_is_that_of_all_viewers_together_whatever_is_asked_for() {
    let mut run = Run::new("video", 1, &[("rate", 250), ("live", 20)]);
    let wanted = |run: &Run| {
        let snapshot = run.simulation.snapshot();
        let theirs = ["live-east", "live-west", "viewers-east", "viewers-west"];
        let theirs = theirs.map(|name| {
            let users = snapshot.nodes[run.node(name).index()].users;
            users.expect("they are users").demand_milli
        });
        assert_eq!(theirs.iter().sum::<u64>(), snapshot.demand_milli);
        theirs
    };
    assert_eq!(wanted(&run), [25_000, 25_000, 100_000, 100_000]);
    run.simulation.intervene(Intervention::SetDemand {
        per_second_milli: 333_333,
    });
    assert_eq!(wanted(&run), [33_333, 33_334, 133_333, 133_333]);
    assert_eq!(run.simulation.demand_milli(), 333_333);
    run.until(30.0);
    let snapshot = run.simulation.snapshot();
    let users = snapshot.nodes.iter().filter_map(|node| node.users);
    let waiting: u64 = users.map(|users| users.waiting).sum();
    assert_eq!(waiting, snapshot.totals.in_flight());
}

#[test]
fn viewers_at_four_places_come_when_users_of_one_place_would() {
    for arrivals in [0, 1] {
        let at = |system| {
            let mut run = Run::new(system, 3, &[("arrivals", arrivals)]);
            run.until(3.0);
            let per_second_milli = 777_777;
            run.simulation
                .intervene(Intervention::SetDemand { per_second_milli });
            run.until(6.0);
            run.simulation
                .intervene(Intervention::ScaleDemand { percent: 50 });
            run.until(9.0);
            let issued = records(&run)
                .filter_map(|(at, record)| matches!(record, Record::Issued { .. }).then_some(at));
            issued.collect::<Vec<_>>()
        };
        let (one_place, four) = (at("web-rds"), at("video"));
        assert!(four.len() > 3_500, "{}", four.len());
        assert_eq!(four, one_place);
    }
}
