//! Running something again: a blueprint and what persons did to it give the very same run.

use crate::fault::Intervened;
use crate::scenario::Blueprint;
use crate::simulation::Simulation;
use crate::time::Time;

/// Runs `blueprint` to `until` with `interventions`, each exactly where it came the first time.
pub fn replay(blueprint: Blueprint, interventions: &[Intervened], until: Time) -> Simulation {
    let mut simulation = Simulation::new(blueprint);
    for intervened in interventions {
        if intervened.at > until {
            break;
        }
        let events = intervened.after_events - simulation.events();
        simulation.run_until(intervened.at, events);
        simulation.intervene(intervened.what);
    }
    simulation.run_until(until, u64::MAX);
    simulation
}
