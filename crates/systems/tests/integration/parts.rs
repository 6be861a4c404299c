//! What the parts do when nothing is broken: policies, closed workloads, late answers.

use sim::Fault;

use crate::support::Run;

/// Policies by their number in the catalogue.
const ROUND_ROBIN: i64 = 0;
const RANDOM: i64 = 1;
const LEAST_CONNECTIONS: i64 = 2;
const POWER_OF_TWO: i64 = 3;

/// Calls sent to each of four servers in a minute, and the p99 latency in microseconds.
fn balanced(policy: i64) -> (Vec<u64>, u32) {
    let parameters = [
        ("rate", 340),
        ("api_servers", 4),
        ("api_workers", 1),
        ("policy", policy),
        ("write_share", 0),
    ];
    let mut run = Run::new("web-rds", 4, &parameters);
    run.until(60.0);
    let work = (1..=4).map(|index| {
        let node = run.node(&format!("api-{index}"));
        run.simulation.nodes()[node.index()].work().enqueued
    });
    let counts = work.collect();
    (
        counts,
        run.simulation.metrics().readout().p99.expect("answers"),
    )
}

#[test]
fn round_robin_deals_evenly_to_the_last_call() {
    let (counts, _) = balanced(ROUND_ROBIN);
    let (least, most) = (counts.iter().min(), counts.iter().max());
    // The last calls may still be on their way.
    assert!(
        most.copied().unwrap_or(0) - least.copied().unwrap_or(0) <= 3,
        "{counts:?}"
    );
}

#[test]
fn looking_at_two_servers_beats_looking_at_none() {
    let (counts, random) = balanced(RANDOM);
    let spread = counts
        .iter()
        .max()
        .zip(counts.iter().min())
        .expect("four servers");
    assert!(spread.0 - spread.1 > 10, "chance is uneven: {counts:?}");
    let (_, two_choices) = balanced(POWER_OF_TWO);
    let (_, least) = balanced(LEAST_CONNECTIONS);
    assert!(
        f64::from(two_choices) < 0.9 * f64::from(random),
        "{two_choices} {random}"
    );
    assert!(
        f64::from(least) < 0.9 * f64::from(random),
        "{least} {random}"
    );
}

#[test]
fn users_who_wait_for_their_answer_ask_no_faster_than_they_can() {
    let mut run = Run::new("centralized", 4, &[("rate", 50), ("arrivals", 2)]);
    run.until(300.0);
    // 100 users who think for 2 s: N / (Z + R) with R about 60 ms.
    let rate = run.succeeded() as f64 / 300.0;
    assert!((47.0..50.0).contains(&rate), "{rate} per second");
    let mut drowned = Run::new("centralized", 4, &[("rate", 1_000), ("arrivals", 2)]);
    drowned.until(60.0);
    let goodput = drowned.simulation.metrics().readout().goodput;
    // 4 cores of 14 ms, each held up by the 3 others by 3 %: 262 per second.
    assert!(
        (250.0..275.0).contains(&goodput),
        "the machine's capacity: {goodput}"
    );
    assert_eq!(
        drowned.simulation.ledger().totals.issued - drowned.succeeded() - drowned.failed(),
        drowned.simulation.ledger().totals.in_flight()
    );
    assert!(
        drowned.simulation.ledger().totals.in_flight() <= 2_000,
        "never more than users"
    );
}

#[test]
fn an_answer_after_its_user_gave_up_is_late_and_counts_for_nothing() {
    let mut run = Run::new(
        "centralized",
        4,
        &[("rate", 20), ("timeout", 100), ("retries", 0)],
    );
    let node = run.node("server");
    run.strike(Fault::Slow { node, factor: 10 }).until(20.0);
    let totals = run.simulation.ledger().totals;
    assert!(totals.late > 50, "{totals:?}");
    assert!(
        totals.late <= totals.failed_total(),
        "late answers belong to failed requests"
    );
}
