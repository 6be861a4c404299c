//! What the inner parts of the engine cost, each alone: `cargo bench -p systems --bench parts`.
//! Figures of two builds may be compared only when the two take turns on one machine.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use sim::{Distribution, Duration, Histogram, Probability, Sampler, Scheduler, Stream, Time};

fn main() {
    divan::main();
}

const PENDING: [usize; 4] = [16, 256, 4_096, 65_536];
const STEPS: usize = 100_000;

fn second() -> Sampler {
    let mean = Duration::from_secs(1);
    Distribution::Exponential { mean }.sampler()
}

/// Takes the earliest event and schedules one more, again and again: items are such pairs.
#[divan::bench(args = PENDING)]
fn hold(bencher: Bencher<'_, '_>, pending: usize) {
    let (gap, mut stream) = (second(), Stream::named(1, "bench", "hold"));
    let mut scheduler = Scheduler::default();
    for number in 0..pending as u64 {
        scheduler.schedule(Time::ZERO + gap.sample(&mut stream), [number, 0]);
    }
    bencher.counter(ItemsCount::new(STEPS)).bench_local(|| {
        for _ in 0..STEPS {
            if let Some((now, event)) = scheduler.take(Time::MAX) {
                scheduler.schedule(now + gap.sample(&mut stream), event);
            }
        }
    });
}

/// The same with the heap of the standard library and a sequence number for ties.
#[divan::bench(args = PENDING)]
fn hold_with_a_heap(bencher: Bencher<'_, '_>, pending: usize) {
    let (gap, mut stream) = (second(), Stream::named(1, "bench", "hold"));
    let mut heap = BinaryHeap::new();
    let mut sequence = 0_u64;
    for number in 0..pending as u64 {
        heap.push(Reverse((
            gap.sample(&mut stream).as_nanos(),
            sequence,
            [number, 0],
        )));
        sequence += 1;
    }
    bencher.counter(ItemsCount::new(STEPS)).bench_local(|| {
        for _ in 0..STEPS {
            if let Some(Reverse((now, _, event))) = heap.pop() {
                let time = now + gap.sample(&mut stream).as_nanos();
                heap.push(Reverse((time, sequence, event)));
                sequence += 1;
            }
        }
    });
}

/// As [`hold`], and each step also sets a timer twenty times as far away that nobody waits for.
#[divan::bench(args = PENDING)]
fn hold_with_timers(bencher: Bencher<'_, '_>, pending: usize) {
    let (gap, mut stream) = (second(), Stream::named(1, "bench", "hold"));
    let mut scheduler = Scheduler::default();
    for number in 0..pending as u64 {
        scheduler.schedule(Time::ZERO + gap.sample(&mut stream), [number, 0]);
    }
    bencher.counter(ItemsCount::new(STEPS)).bench_local(|| {
        let mut steps = 0;
        while steps < STEPS {
            if let Some((now, event)) = scheduler.take(Time::MAX)
                && event[1] == 0
            {
                steps += 1;
                scheduler.schedule(now + Duration::from_secs(20), [event[0], 1]);
                scheduler.schedule(now + gap.sample(&mut stream), event);
            }
        }
    });
}

const DISTRIBUTIONS: [&str; 7] = [
    "constant",
    "uniform",
    "exponential",
    "log-normal",
    "Erlang-4",
    "Pareto",
    "bimodal",
];

/// One draw of each distribution: items are draws.
#[divan::bench(args = DISTRIBUTIONS)]
fn draw(bencher: Bencher<'_, '_>, kind: &str) {
    let mean = Duration::from_millis(10);
    let distribution = match kind {
        "constant" => Distribution::Constant { value: mean },
        "uniform" => Distribution::Uniform {
            low: Duration::ZERO,
            high: mean,
        },
        "exponential" => Distribution::Exponential { mean },
        "log-normal" => Distribution::LogNormal {
            mean,
            cv_percent: 60,
        },
        "Erlang-4" => Distribution::Erlang { mean, stages: 4 },
        "Pareto" => Distribution::Pareto {
            mean,
            shape_percent: 250,
        },
        _ => Distribution::Bimodal {
            fast: mean,
            slow: Duration::from_millis(100),
            slow_share: Probability::from_percent(5),
        },
    };
    let (sampler, mut stream) = (distribution.sampler(), Stream::named(1, "bench", "draw"));
    bencher.counter(ItemsCount::new(STEPS)).bench_local(|| {
        (0..STEPS).fold(0, |sum: u64, _| {
            sum.wrapping_add(black_box(&sampler).sample(&mut stream).as_nanos())
        })
    });
}

/// Counting a latency and taking an older one back, as a sliding window does.
#[divan::bench]
fn slide_histogram(bencher: Bencher<'_, '_>) {
    let (gap, mut stream) = (second(), Stream::named(1, "bench", "histogram"));
    let values: Vec<u32> = (0..STEPS)
        .map(|_| gap.sample(&mut stream).as_micros() as u32)
        .collect();
    let mut histogram = Histogram::default();
    values[..1_000]
        .iter()
        .for_each(|value| histogram.add(*value));
    bencher.counter(ItemsCount::new(STEPS)).bench_local(|| {
        for index in 0..STEPS {
            histogram.add(values[(index + 1_000) % STEPS]);
            histogram.remove(values[index]);
        }
        histogram.quantile(990)
    });
}
