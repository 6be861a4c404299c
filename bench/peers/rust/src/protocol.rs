//! How a peer in Rust is called and what it prints: the same as for every subject of the benchmark.

use rustix::time::{ClockId, clock_gettime};

/// A model: of a size and a seed, the model events and what theory has a value for.
pub type Model = fn(u32, u64) -> (f64, f64);

/// CPU time of all threads of this process, in seconds.
fn cpu_seconds() -> f64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}

/// Runs `MODEL SIZE SEED COUNT`: a line of model events (twice), CPU seconds and result for each seed.
pub fn measure(models: &[(&str, Model)]) {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |place: usize| {
        arguments
            .get(place)
            .and_then(|text| text.parse::<u32>().ok())
    };
    let named = |(name, _): &&(&str, Model)| arguments.first().is_some_and(|wanted| wanted == name);
    let (Some((_, model)), Some(size), Some(seed), Some(count)) =
        (models.iter().find(named), number(1), number(2), number(3))
    else {
        println!("usage: MODEL SIZE SEED COUNT");
        return;
    };
    model(size / 4, u64::from(seed));
    for seed in seed..seed + count {
        let begun = cpu_seconds();
        let (events, result) = model(size, u64::from(seed));
        println!("{events} {events} {} {result}", cpu_seconds() - begun);
    }
}
