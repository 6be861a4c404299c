//! The one place where these tests touch the API.

use std::collections::BTreeMap;

use sim::{
    Blueprint, Duration, Fault, Intervention, LinkId, NodeId, NodeState, Record, SCENARIO_VERSION,
    Scenario, Simulation, Time,
};

pub use crate::heal::heal_all;

/// A scenario of a system with some parameters set.
pub fn scenario(system: &str, seed: u64, parameters: &[(&str, i64)]) -> Scenario {
    Scenario {
        version: SCENARIO_VERSION,
        system: system.to_owned(),
        parameters: parameters
            .iter()
            .map(|(id, value)| ((*id).to_owned(), *value))
            .collect::<BTreeMap<_, _>>(),
        seed,
        horizon: Duration::from_secs(600),
        planned: Vec::new(),
    }
}

/// A system that is no catalogue's: every kind of part, distribution and disorder in one.
pub fn shop(seed: u64, trace_capacity: usize) -> Blueprint {
    let model = serde_json::from_str(include_str!("../../../headless/src/shop.json"));
    let model = model.expect("the shop is well-formed");
    let horizon = Duration::from_secs(600);
    systems::model::assemble(&model, seed, horizon, trace_capacity).expect("the shop is sound")
}

/// A run that takes names instead of numbers.
pub struct Run {
    pub simulation: Simulation,
}

impl Run {
    pub fn new(system: &str, seed: u64, parameters: &[(&str, i64)]) -> Self {
        let scenario = scenario(system, seed, parameters);
        let mut blueprint = systems::blueprint(&scenario).expect("a valid scenario");
        // These tests look back at whole runs.
        blueprint.trace_capacity = 4_000_000;
        Self {
            simulation: Simulation::new(blueprint),
        }
    }

    pub fn node(&self, name: &str) -> NodeId {
        let place = self
            .simulation
            .nodes()
            .iter()
            .position(|node| node.name() == name);
        NodeId(place.expect("a known node") as u16)
    }

    pub fn link(&self, first: &str, second: &str) -> LinkId {
        let ends = (self.node(first), self.node(second));
        let links = self.simulation.network().links();
        let place = links
            .iter()
            .position(|link| (link.first, link.second) == ends);
        LinkId(place.expect("a known link") as u16)
    }

    pub fn until(&mut self, secs: f64) -> &mut Self {
        let at = Time::ZERO + Duration::from_nanos_f64(secs * 1e9);
        self.simulation.run_until(at, u64::MAX);
        self.simulation.check().expect("every law holds");
        self
    }

    pub fn strike(&mut self, fault: Fault) -> &mut Self {
        assert!(
            self.simulation.takes_hold(fault),
            "{fault:?} changes nothing"
        );
        self.simulation.intervene(Intervention::Fault(fault));
        self
    }

    pub fn crash(&mut self, name: &str) -> &mut Self {
        let node = self.node(name);
        self.strike(Fault::Crash { node })
    }

    pub fn restart(&mut self, name: &str) -> &mut Self {
        let node = self.node(name);
        self.strike(Fault::Restart { node })
    }

    pub fn state(&self, name: &str) -> NodeState {
        self.simulation.snapshot().nodes[self.node(name).index()].state
    }

    /// When something was first recorded, in seconds.
    pub fn first(&self, wanted: impl Fn(&Record) -> bool) -> Option<f64> {
        let (mut entries, missed) = self.simulation.trace().since(0);
        assert_eq!(missed, 0, "the whole run is kept in this test");
        entries
            .find(|entry| wanted(&entry.record))
            .map(|entry| entry.time.as_secs_f64())
    }

    pub fn succeeded(&self) -> u64 {
        self.simulation.ledger().totals.succeeded
    }

    pub fn failed(&self) -> u64 {
        self.simulation.ledger().totals.failed_total()
    }
}

/// A small generator of test choices, independent of the engine's streams.
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (self.0 >> 33) % sides
    }
}

/// Some fault or repair of some node or link.
pub fn any_fault(simulation: &Simulation, dice: &mut Dice) -> Fault {
    let node = NodeId(dice.roll(simulation.nodes().len() as u64) as u16);
    let link = LinkId(dice.roll(simulation.network().links().len() as u64) as u16);
    match dice.roll(10) {
        0 => Fault::Crash { node },
        1 | 2 => Fault::Restart { node },
        3 => Fault::Pause { node },
        4 => Fault::Resume { node },
        5 => Fault::Slow { node, factor: 10 },
        6 => Fault::Restore { node },
        7 => Fault::Partition { link },
        8 => Fault::Heal { link },
        _ => Fault::Lossy {
            link,
            loss: sim::Probability::from_percent(30),
        },
    }
}
