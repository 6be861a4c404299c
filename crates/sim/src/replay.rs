//! Running something again: a blueprint and what persons did to it give the very same run.

use crate::fault::Intervened;
use crate::scenario::Blueprint;
use crate::simulation::{Progress, Simulation};
use crate::time::Time;

/// A place in a history: finer than an instant, at which many events can happen. Places of one
/// history are ordered as a run comes through them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Events handled.
    pub events: u64,
    /// Interventions carried out.
    pub interventions: usize,
    /// What the clock shows.
    pub time: Time,
}

impl Position {
    /// Where every run begins.
    pub const START: Self = Self {
        events: 0,
        interventions: 0,
        time: Time::ZERO,
    };

    /// Where a run stands.
    pub fn of(simulation: &Simulation) -> Self {
        Self {
            events: simulation.events(),
            interventions: simulation.interventions().len(),
            time: simulation.now(),
        }
    }
}

/// Runs `blueprint` to `until` with `interventions`, each exactly where it came the first time.
pub fn replay(blueprint: Blueprint, interventions: &[Intervened], until: Time) -> Simulation {
    let mut simulation = Simulation::new(blueprint);
    let wanted = interventions.iter();
    let count = wanted.take_while(|intervened| intervened.at <= until);
    repeat_to(&mut simulation, interventions, count.count());
    simulation.run_until(until, u64::MAX);
    simulation
}

/// Runs `blueprint` with `interventions` to a place of that history.
pub fn replay_to(
    blueprint: Blueprint,
    interventions: &[Intervened],
    position: Position,
) -> Simulation {
    let mut simulation = Simulation::new(blueprint);
    run_to(&mut simulation, interventions, position);
    simulation
}

/// Runs on to a place of this history that is not behind.
pub(crate) fn run_to(simulation: &mut Simulation, history: &[Intervened], position: Position) {
    repeat_to(simulation, history, position.interventions);
    let events = position.events.saturating_sub(simulation.events());
    simulation.run_until(position.time, events);
    simulation.pass_to(position.time);
}

/// Runs on towards a place of this history by at most `budget` events, and only as long as `go_on` says
/// so; whether it is reached.
pub(crate) fn run_towards(
    simulation: &mut Simulation,
    history: &[Intervened],
    position: Position,
    budget: u64,
    go_on: impl Fn(&Simulation) -> bool,
) -> bool {
    let limit = simulation.events().saturating_add(budget);
    loop {
        let count = simulation.interventions().len();
        let next = next_of(simulation, history).filter(|_| count < position.interventions);
        let (time, events) = next.map_or((position.time, position.events), |next| {
            (next.at, next.after_events)
        });
        let most = events.min(limit).saturating_sub(simulation.events());
        let progress = simulation.run_while(time, most, &go_on);
        if progress == Progress::BudgetSpent && simulation.events() < events {
            return false;
        }
        if next.is_none() {
            run_to(simulation, history, position);
            return true;
        }
        repeat_to(simulation, history, count + 1);
    }
}

/// Runs on until so many interventions have been carried out.
fn repeat_to(simulation: &mut Simulation, history: &[Intervened], count: usize) {
    while simulation.interventions().len() < count
        && let Some(next) = next_of(simulation, history).copied()
    {
        let events = next.after_events.saturating_sub(simulation.events());
        simulation.run_until(next.at, events);
        simulation.pass_to(next.at);
        simulation.intervene(next.what);
    }
}

/// The next intervention of this history.
pub(crate) fn next_of<'a>(
    simulation: &Simulation,
    history: &'a [Intervened],
) -> Option<&'a Intervened> {
    history.get(simulation.interventions().len())
}

/// Whether the next intervention comes before any further event and not after `deadline`. One that
/// was written by hand and names too few events is due at once.
pub(crate) fn is_due(simulation: &Simulation, history: &[Intervened], deadline: Time) -> bool {
    let next = next_of(simulation, history);
    next.is_some_and(|next| next.after_events <= simulation.events() && next.at <= deadline)
}

/// Carries the next intervention out if it is due.
pub(crate) fn repeat(simulation: &mut Simulation, history: &[Intervened], deadline: Time) -> bool {
    if !is_due(simulation, history, deadline) {
        return false;
    }
    repeat_to(simulation, history, simulation.interventions().len() + 1);
    true
}

/// Lets the next thing happen, an event, an intervention or the end of a bin of the metrics;
/// `false` if the horizon comes first, which is then reached.
pub(crate) fn next_moment(simulation: &mut Simulation, history: &[Intervened]) -> bool {
    let horizon = simulation.horizon();
    let due = is_due(simulation, history, horizon);
    let intervention = next_of(simulation, history).filter(|_| due);
    let event = simulation.next_event_at();
    let next = intervention.map(|next| next.at).or(event);
    let next = next.unwrap_or(horizon).min(horizon);
    let bin = simulation.metrics().bin_end();
    if bin <= next {
        simulation.pass_to(bin);
        return true;
    }
    if repeat(simulation, history, horizon) || simulation.step() {
        return true;
    }
    simulation.pass_to(horizon);
    false
}
