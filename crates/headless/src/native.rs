//! The same runs as the WebAssembly module, native. Prints what `tests/parity` and the benchmark
//! compare: `hashes COUNT` one line per run, `speed RATE SECS` one line per system,
//! `model NAME SIZE SEED COUNT` one line per run of a model of bench/models.md, `seek EVENTS` one line
//! per instant that is visited, `curve SYSTEM` one line per number of a capacity curve, as its bits.

#![allow(clippy::print_stdout, reason = "printing is what this program is for")]
#![allow(
    clippy::disallowed_methods,
    reason = "a stopwatch around a run is not part of the run"
)]

mod curve;
mod models;
mod runs;
mod seek;

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
        (Some("model"), _, Some(size)) => {
            let name = arguments.get(2).map_or("", String::as_str);
            print_model(name, size, number(4).unwrap_or(1), number(5).unwrap_or(1));
        }
        (Some("seek"), Some(events), _) => print_seeks(events),
        (Some("curve"), ..) => print_curve(arguments.get(2).map_or("", String::as_str)),
        _ => println!(
            "usage: headless-native hashes COUNT | speed RATE SECS | model NAME SIZE SEED COUNT | seek EVENTS | curve SYSTEM"
        ),
    }
}

fn print_hashes(count: u32) {
    for system in 0..runs::system_count() {
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

/// Runs a model with the seeds from `seed` on: model events, our events, seconds, result.
fn print_model(name: &str, size: u32, seed: u32, count: u32) {
    let Some(model) = models::MODELS.iter().find(|model| model.name == name) else {
        println!("there is no model `{name}`");
        return;
    };
    // The first run fills the caches and grows the process; it is not counted.
    model.finish(model.begin(size / 4, u64::from(seed)), size / 4);
    for seed in seed..seed + count {
        let begun = cpu_seconds();
        let models::Measured {
            model_events,
            events,
            result,
        } = model.finish(model.begin(size, u64::from(seed)), size);
        let seconds = cpu_seconds() - begun;
        println!("{model_events} {events} {seconds} {result}");
    }
}

/// Goes back to instants of a run of so many events: seconds, and 1 if the run is there as it was.
fn print_seeks(events: u32) {
    let watched = seek::Watched::new(u64::from(events));
    for place in 0..seek::TARGETS {
        let begun = cpu_seconds();
        let same = watched.visit(place);
        println!("{} {}", cpu_seconds() - begun, u8::from(same));
    }
}

fn print_curve(system: &str) {
    for bits in curve::bits(system) {
        println!("{bits:016x}");
    }
}

/// CPU time of this process, which other programs on the machine do not lengthen.
#[cfg(unix)]
fn cpu_seconds() -> f64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}

/// Wall time, where there is no clock for CPU time.
#[cfg(not(unix))]
fn cpu_seconds() -> f64 {
    static BEGUN: std::sync::OnceLock<std::time::Instant> = std::sync::OnceLock::new();
    BEGUN
        .get_or_init(std::time::Instant::now)
        .elapsed()
        .as_secs_f64()
}
