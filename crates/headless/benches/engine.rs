//! Events per second of the engine, all metrics on, for each system: `cargo bench -p headless`.
//! `cargo xtask bench` measures the same runs in WebAssembly beside it.

#[path = "../src/runs.rs"]
mod runs;

fn main() {
    // The parity test uses the hashes; here they only have to be there.
    std::hint::black_box((
        runs::hash as fn(usize, u64, u64) -> u64,
        runs::plain_hash as fn(_, _, _) -> _,
        runs::system_count as fn() -> usize,
    ));
    divan::main();
}

/// One simulated minute at 1,000 requests per second; items are events.
#[divan::bench(args = 0..systems::ENTRIES.len())]
fn minute_at_1000_per_second(bencher: divan::Bencher<'_, '_>, system: usize) {
    let events = runs::events(system, 1_000, 60);
    bencher
        .counter(divan::counter::ItemsCount::new(events))
        .bench(|| runs::events(system, 1_000, 60));
}
