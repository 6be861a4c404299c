//! Runs that are made in more than one place: their hashes must agree, their speeds are compared.

use std::collections::BTreeMap;

use sim::{Duration, Fault, Intervention, NodeId, SCENARIO_VERSION, Scenario, Simulation, Time};
use systems::ENTRIES;
use systems::model::{Model, assemble};

/// A system that is no catalogue's: every kind of part, distribution and disorder in one.
const SHOP: &str = include_str!("shop.json");

/// The systems of the catalogue by their places, and then the shop.
pub fn system_count() -> usize {
    ENTRIES.len() + 1
}

fn shop(seed: u64) -> Simulation {
    let model: Model = serde_json::from_str(SHOP).expect("the shop is well-formed");
    let blueprint = assemble(&model, seed, Duration::from_secs(3_600), 0);
    Simulation::new(blueprint.expect("the shop is sound"))
}

fn simulation(system: usize, seed: u64, rate: Option<i64>) -> Simulation {
    if system == ENTRIES.len() {
        return shop(seed);
    }
    let rate = rate.map(|rate| ("rate".to_owned(), rate));
    let scenario = Scenario {
        version: SCENARIO_VERSION,
        system: ENTRIES[system].id.to_owned(),
        parameters: rate.into_iter().collect::<BTreeMap<_, _>>(),
        seed,
        horizon: Duration::from_secs(3_600),
        planned: Vec::new(),
    };
    Simulation::new(systems::blueprint(&scenario).expect("rates here are in range"))
}

/// The trace hash of 20 seconds with faults that depend on the seed, taken in pieces of at most
/// `budget` events.
pub fn hash(system: usize, seed: u64, budget: u64) -> u64 {
    let mut run = simulation(system, seed, Some(120));
    let nodes = run.nodes().len() as u64 - 1;
    for second in 1..=20_u64 {
        let deadline = Time::ZERO + Duration::from_secs(second);
        while run.run_until(deadline, budget) == sim::Progress::BudgetSpent {}
        let node = NodeId(1 + ((seed * 7 + second * 3) % nodes) as u16);
        let fault = match (seed + second) % 6 {
            0 => Fault::Crash { node },
            1 | 2 => Fault::Restart { node },
            3 => Fault::Slow { node, factor: 7 },
            4 => Fault::Pause { node },
            _ => Fault::Resume { node },
        };
        run.intervene(Intervention::Fault(fault));
    }
    run.trace().hash()
}

/// How many events this many seconds at this rate take, all metrics on.
pub fn events(system: usize, rate: i64, secs: u64) -> u64 {
    let mut run = simulation(system, 1, Some(rate));
    run.run_until(Time::ZERO + Duration::from_secs(secs), u64::MAX);
    run.events()
}

/// The trace hash of so many seconds with every parameter at its default.
pub fn plain_hash(system: usize, seed: u64, secs: u64) -> u64 {
    let mut run = simulation(system, seed, None);
    run.run_until(Time::ZERO + Duration::from_secs(secs), u64::MAX);
    run.trace().hash()
}
