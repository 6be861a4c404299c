//! What rewinding costs: `cargo bench -p systems --bench time_travel`. First the seeks, each to a
//! random instant of a run of `web-rds` at 500 requests per second, then a single keyframe.

#![allow(clippy::print_stdout, reason = "printing is what this program is for")]
#![allow(
    clippy::disallowed_methods,
    reason = "a stopwatch around a seek is not part of the run"
)]

use std::time::Instant;

use sim::{Duration, SCENARIO_VERSION, Scenario, Simulation, Time, Timeline};

#[global_allocator]
static ALLOCATIONS: divan::AllocProfiler = divan::AllocProfiler::system();

const SEEKS: usize = 400;

fn main() {
    // Ten minutes, and about ten million events.
    for secs in [600, 1_750] {
        print_seeks(Duration::from_secs(secs));
    }
    divan::main();
}

fn timeline(span: Duration) -> Timeline {
    let scenario = Scenario {
        version: SCENARIO_VERSION,
        system: "web-rds".to_owned(),
        parameters: [("rate".to_owned(), 500)].into(),
        seed: 1,
        horizon: Duration::from_secs(3_600),
        planned: Vec::new(),
    };
    let mut timeline = Timeline::new(systems::blueprint(&scenario).expect("a valid scenario"));
    timeline.seek(Time::ZERO + span);
    timeline
}

/// Seeks to random instants, and what they take in milliseconds.
fn print_seeks(span: Duration) {
    let begun = Instant::now();
    let mut timeline = timeline(span);
    let run = begun.elapsed().as_secs_f64();
    let frontier = timeline.frontier().as_nanos();
    let events = timeline.simulation().events();
    let mut dice = sim::Stream::named(1, "bench", "instants");
    let mut millis: Vec<f64> = (0..SEEKS)
        .map(|_| {
            let to = Time::from_nanos((dice.unit() * frontier as f64) as u64);
            let begun = Instant::now();
            timeline.seek(to);
            begun.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    millis.sort_by(f64::total_cmp);
    println!(
        "{} s, {:.1} M events in {run:.2} s, {} keyframes; {SEEKS} seeks: \
         median {:.1} ms, p95 {:.1} ms, maximum {:.1} ms",
        span.as_secs_f64(),
        events as f64 / 1e6,
        timeline.keyframe_count(),
        millis[SEEKS / 2],
        millis[SEEKS * 95 / 100],
        millis[SEEKS - 1],
    );
}

/// One keyframe ten minutes in: its time, and the bytes that it does not share.
#[divan::bench]
fn keyframe(bencher: divan::Bencher<'_, '_>) {
    let timeline = timeline(Duration::from_secs(600));
    bencher.bench_local(|| Simulation::clone(timeline.simulation()));
}

/// A fork ten minutes in, with all its keyframes.
#[divan::bench]
fn fork(bencher: divan::Bencher<'_, '_>) {
    let timeline = timeline(Duration::from_secs(600));
    bencher.bench_local(|| timeline.fork());
}
