//! The same runs as the WebAssembly module, native. Prints what `tests/parity` and the benchmark
//! compare: `hashes COUNT` one line per run, `speed RATE SECS` one line per system.

#![allow(clippy::print_stdout, reason = "printing is what this program is for")]
#![allow(
    clippy::disallowed_methods,
    reason = "a stopwatch around a run is not part of the run"
)]

#[path = "measured/runs.rs"]
mod runs;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let number = |place: usize| {
        arguments
            .get(place)
            .and_then(|text| text.parse::<u32>().ok())
    };
    match (arguments.get(1).map(String::as_str), number(2), number(3)) {
        (Some("hashes"), Some(count), _) => print_hashes(count),
        (Some("speed"), Some(rate), Some(secs)) => print_speed(rate, secs),
        _ => println!("usage: engine_native hashes COUNT | speed RATE SECS"),
    }
}

fn print_hashes(count: u32) {
    for system in 0..systems::ENTRIES.len() {
        for seed in 0..count {
            let hash = runs::hash(system, u64::from(seed), u64::MAX);
            println!("{system} {seed} {hash:016x}");
        }
        println!("{system} plain {:016x}", runs::plain_hash(system, 1, 20));
    }
}

fn print_speed(rate: u32, secs: u32) {
    for (system, entry) in systems::ENTRIES.iter().enumerate() {
        let mut best = f64::INFINITY;
        let mut events = 0;
        for _ in 0..5 {
            let begun = std::time::Instant::now();
            events = runs::events(system, i64::from(rate), u64::from(secs));
            best = best.min(begun.elapsed().as_secs_f64());
        }
        println!("{} {events} {best}", entry.id);
    }
}
