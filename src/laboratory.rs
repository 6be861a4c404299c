//! Experiments on the systems of the page, made in the background in small pieces: how much each can
//! do with 1, 2, 4 and 8 units. No browser types here, and no clock: whoever has time to spare says
//! when to go on.

use std::rc::Rc;

use sim::Scenario;
use study::{Capacity, CapacityExperiment};

use crate::settings::{RATE, SIDE_COUNT, Settings};

/// Results that are kept, so that going back to a system does not measure it again.
const KEPT: usize = 12;
/// Events of a piece: one or two milliseconds.
const PIECE: u64 = 2_000;

/// What is known of a system's capacity.
#[derive(Clone, Debug, PartialEq)]
pub enum Measured {
    /// The experiment is on its way: how far, 0 to 1.
    Going(f32),
    Done(Rc<Capacity>),
}

impl Measured {
    pub fn capacity(&self) -> Option<&Capacity> {
        match self {
            Self::Going(_) => None,
            Self::Done(capacity) => Some(capacity),
        }
    }
}

enum State {
    Going(Box<CapacityExperiment>),
    Done(Rc<Capacity>),
}

struct Bench {
    /// What is measured, without what makes no difference to it.
    scenario: Scenario,
    state: State,
}

/// The experiments, the oldest first.
#[derive(Default)]
pub struct Laboratory(Vec<Bench>);

impl Laboratory {
    /// What is known of this side's system.
    pub fn capacity(&self, settings: &Settings, side: usize) -> Measured {
        let scenario = measured(settings, side);
        let bench = self.0.iter().find(|bench| bench.scenario == scenario);
        match bench.map(|bench| &bench.state) {
            None => Measured::Going(0.0),
            Some(State::Going(experiment)) => Measured::Going(experiment.progress()),
            Some(State::Done(capacity)) => Measured::Done(capacity.clone()),
        }
    }

    /// Goes on with a piece of what is not known yet of either side. `false` if all is known.
    pub fn go_on(&mut self, settings: &Settings) -> bool {
        for side in 0..SIDE_COUNT {
            let entry = settings.entry(side);
            if entry.scaling.is_none() {
                continue;
            }
            let scenario = measured(settings, side);
            let known = self.0.iter().position(|bench| bench.scenario == scenario);
            let bench = known.unwrap_or_else(|| {
                if self.0.len() == KEPT {
                    self.0.remove(0);
                }
                let experiment = CapacityExperiment::new(entry, &scenario);
                let state = State::Going(Box::new(experiment));
                self.0.push(Bench { scenario, state });
                self.0.len() - 1
            });
            let state = &mut self.0[bench].state;
            if let State::Going(experiment) = state {
                experiment.advance(PIECE);
                if let Some(capacity) = experiment.result() {
                    *state = State::Done(Rc::new(capacity));
                }
                return true;
            }
        }
        false
    }
}

/// The demand and the number of units are what the experiment varies; when the run ends and what is
/// planned in it make no difference.
fn measured(settings: &Settings, side: usize) -> Scenario {
    let mut scenario = settings.scenario(side);
    scenario.parameters.remove(RATE);
    if let Some(scaling) = settings.entry(side).scaling {
        scenario.parameters.remove(scaling.parameter);
    }
    scenario.horizon = sim::Duration::from_secs(60);
    scenario.planned.clear();
    scenario
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Scope;

    #[test]
    fn a_system_is_measured_once_whatever_the_demand_and_the_number_of_its_units() {
        let mut settings = Settings::default();
        let mut laboratory = Laboratory::default();
        assert_eq!(laboratory.capacity(&settings, 1), Measured::Going(0.0));
        let mut pieces = 0;
        while laboratory.go_on(&settings) {
            pieces += 1;
        }
        assert!(pieces > 10, "in pieces: {pieces}");
        let Measured::Done(capacity) = laboratory.capacity(&settings, 1) else {
            panic!("it is done");
        };
        assert_eq!(capacity.points.len(), 4);
        settings.set(Scope::Both, RATE, 77).expect("in range");
        settings
            .set(Scope::Side(1), "api_servers", 5)
            .expect("in range");
        assert!(!laboratory.go_on(&settings), "nothing new to measure");
        settings
            .set(Scope::Side(1), "api_workers", 2)
            .expect("in range");
        assert_eq!(laboratory.capacity(&settings, 1), Measured::Going(0.0));
        assert!(laboratory.go_on(&settings));
    }
}
