//! What rewinding costs: `cargo bench -p systems --bench time_travel`. First journeys to random
//! instants of a run of `web-rds` at 500 requests per second, then a single keyframe.

#![allow(clippy::print_stdout, reason = "printing is what this program is for")]
#![allow(
    clippy::disallowed_methods,
    reason = "a stopwatch around a journey is not part of the run"
)]

use std::time::Instant;

use sim::{Duration, RequestId, SCENARIO_VERSION, Scenario, Simulation, Time, Timeline};

#[global_allocator]
static ALLOCATIONS: divan::AllocProfiler = divan::AllocProfiler::system();

const TIMES: usize = 400;

fn main() {
    // Ten minutes, and a little more than ten million events.
    for secs in [600, 1_900] {
        print_journeys(Duration::from_secs(secs));
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

/// What it takes to go to random instants, to step back there, and to tell random requests' stories.
fn print_journeys(span: Duration) {
    let begun = Instant::now();
    let mut timeline = timeline(span);
    let run = begun.elapsed().as_secs_f64();
    println!(
        "{} s, {:.1} M events in {run:.2} s, {} keyframes",
        span.as_secs_f64(),
        timeline.simulation().events() as f64 / 1e6,
        timeline.keyframe_count(),
    );
    let mut dice = sim::Stream::named(1, "bench", "journeys");
    let mut any = |below: u64| (dice.unit() * below as f64) as u64;
    let end = timeline.now();
    let issued = timeline.simulation().ledger().totals.issued;
    print_times("story", || {
        let request = RequestId(any(issued - 1));
        millis_of(|| assert!(timeline.story(request).is_some()))
    });
    print_times("seek", || {
        let to = Time::from_nanos(any(end.as_nanos()));
        millis_of(|| timeline.seek(to))
    });
    print_times("step back", || {
        timeline.seek(Time::from_nanos(any(end.as_nanos())));
        millis_of(|| assert!(timeline.step_back()))
    });
}

fn millis_of(journey: impl FnOnce()) -> f64 {
    let begun = Instant::now();
    journey();
    begun.elapsed().as_secs_f64() * 1e3
}

/// Measures a journey many times and prints the times in milliseconds.
fn print_times(what: &str, mut journey: impl FnMut() -> f64) {
    let mut millis: Vec<f64> = (0..TIMES).map(|_| journey()).collect();
    millis.sort_by(f64::total_cmp);
    println!(
        "  {what}: median {:.1} ms, p95 {:.1} ms, maximum {:.1} ms of {TIMES}",
        millis[TIMES / 2],
        millis[TIMES * 95 / 100],
        millis[TIMES - 1],
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
