//! What rewinding costs: `cargo bench -p systems --bench time_travel`.

use sim::{Duration, SCENARIO_VERSION, Scenario, Simulation, Time};

#[global_allocator]
static ALLOCATIONS: divan::AllocProfiler = divan::AllocProfiler::system();

fn main() {
    divan::main();
}

/// A run of `web-rds` at 500 requests per second, ten minutes in.
fn ten_minutes() -> Simulation {
    let scenario = Scenario {
        version: SCENARIO_VERSION,
        system: "web-rds".to_owned(),
        parameters: [("rate".to_owned(), 500)].into(),
        seed: 1,
        horizon: Duration::from_secs(3_600),
        planned: Vec::new(),
    };
    let blueprint = systems::blueprint(&scenario).expect("a valid scenario");
    let mut simulation = Simulation::new(blueprint);
    simulation.run_until(Time::ZERO + Duration::from_secs(600), u64::MAX);
    simulation
}

/// One keyframe: its time, and the bytes that it does not share.
#[divan::bench]
fn clone(bencher: divan::Bencher<'_, '_>) {
    let simulation = ten_minutes();
    bencher.bench_local(|| simulation.clone());
}
