//! Capacity: how much a system can do with one, two, four and eight of its units, and what limits it.
//!
//! A demand is *sustained* when, of a hundred requests that come, at least 98 are answered within one
//! second, and of a hundred pieces of work put off at most 2 are left. The *capacity* is
//! the greatest goodput among the sustained demands. One second is the limit at which people still
//! feel that they work without interruption (Nielsen, *Usability Engineering*, 1993, chapter 5).
//!
//! Why this definition: in a station of c servers with exponential service of rate mu, a request
//! waits longer than t with the chance C exp(-(c mu - lambda) t), where C is at most 1 (Erlang). For
//! 2 of a hundred and one second that allows every lambda up to c mu - 3.9 per second: the capacity
//! lies within four requests per second of what the servers can do at all, and not at a knee of a
//! curve that has none. Retries count for nothing, because they come after the second is over.
//!
//! Work put off may come in few large portions, as a post for a million followers does. Ten seconds then
//! hold two of them or ten, by chance, and no rule about heaps could tell a capacity from that. Such a
//! trial goes on until it is known how much work comes ([`trial`]), and what the busiest machine could
//! do at most is taken from its utilization ([`search`]).

use sim::{Blueprint, NodeId, Scenario};
use systems::Entry;

mod search;
mod trial;
mod usl;

use search::Search;
use trial::Trial;

/// The numbers of units that are tried, where a system can have so many.
const UNITS: [u16; 4] = [1, 2, 4, 8];
/// Trials that a search usually takes.
const TRIALS_USUAL: u32 = 6;
/// From this utilization on the busiest machine is what limits a system.
const FULL: f64 = 0.75;

/// How a system's capacity grows with the units of its scaling parameter.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Capacity {
    /// From few units to many; one point where the system has nothing that can be scaled.
    pub points: Vec<CapacityPoint>,
    /// The law that fits the points best; none where there are fewer than three.
    pub fit: Option<Usl>,
}

/// The capacity with so many units.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CapacityPoint {
    /// Units of the scaling parameter.
    pub units: u16,
    /// The greatest sustained goodput, in requests per second.
    pub per_second: f64,
    /// The machine that is busiest then, if one is near its limit.
    pub bottleneck: Option<NodeId>,
    /// The machine at which requests spend the most time then, working and waiting: what limits the
    /// system where no machine is near its limit.
    pub slowest: Option<NodeId>,
    /// The share of its workers' time that the busiest machine works then, 0 to 1.
    pub utilization: f64,
}

/// The Universal Scalability Law, X(n) = lambda n / (1 + sigma (n - 1) + kappa n (n - 1)).
/// Source: Gunther, *Guerrilla Capacity Planning*, 2007, chapters 4 to 6.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Usl {
    /// What one unit can do alone, in requests per second.
    pub lambda: f64,
    /// Contention: the share of the work that cannot be done side by side. Not negative.
    pub sigma: f64,
    /// Coherence: what each pair of units costs. Not negative.
    pub kappa: f64,
}

/// The experiment, run in pieces: the result is the same however it is cut.
pub struct CapacityExperiment {
    /// The system with so many units.
    system: Box<dyn Fn(u16) -> Blueprint>,
    units: Vec<u16>,
    points: Vec<CapacityPoint>,
    search: Search,
    trial: Option<Trial>,
}

impl CapacityExperiment {
    /// The capacity of this system with the scenario's parameters and seed; whatever the scenario
    /// plans is left out.
    ///
    /// # Panics
    /// If the scenario cannot be run: whoever asks for its capacity has run it.
    pub fn new(entry: &'static Entry, scenario: &Scenario) -> Self {
        let scenario = scenario.clone();
        let units = entry.scaling.map_or_else(
            || vec![1],
            |scaling| {
                let possible = scaling.minimum..=scaling.maximum;
                let units = UNITS.into_iter().filter(|units| possible.contains(units));
                units.collect()
            },
        );
        let system = move |units: u16| {
            let mut scenario = scenario.clone();
            if let Some(scaling) = entry.scaling {
                let parameter = scaling.parameter.to_owned();
                scenario.parameters.insert(parameter, i64::from(units));
            }
            systems::blueprint(&scenario).expect("whoever asks for a capacity has run it")
        };
        Self::of(units, Box::new(system))
    }

    /// The capacity of a system exactly as the scenario has it: one point.
    ///
    /// # Panics
    /// If the scenario cannot be run.
    pub(crate) fn as_it_is(scenario: &Scenario) -> Self {
        let blueprint = systems::blueprint(scenario).expect("a scenario that can be run");
        Self::of(vec![1], Box::new(move |_| blueprint.clone()))
    }

    fn of(units: Vec<u16>, system: Box<dyn Fn(u16) -> Blueprint>) -> Self {
        Self {
            system,
            units,
            points: Vec::new(),
            search: Search::default(),
            trial: None,
        }
    }

    /// Goes on for so many events of the runs; whether it is done.
    pub fn advance(&mut self, events: u64) -> bool {
        let mut events = events;
        while let Some(units) = self.units.get(self.points.len()).copied() {
            let Some(trial) = &mut self.trial else {
                match self.search.next() {
                    Some(demand) => self.trial = Some(Trial::new((self.system)(units), demand)),
                    None => self.finish(units),
                }
                continue;
            };
            match trial.advance(&mut events) {
                Some(outcome) => self.search.tell(outcome),
                None => return false,
            }
            self.trial = None;
        }
        true
    }

    /// How far it is, 0 to 1.
    pub fn progress(&self) -> f32 {
        let trials = self.search.trials.min(TRIALS_USUAL) as f32 / (TRIALS_USUAL + 1) as f32;
        let now = if self.points.len() < self.units.len() {
            trials
        } else {
            0.0
        };
        (self.points.len() as f32 + now) / self.units.len().max(1) as f32
    }

    /// What it came to, once it is done.
    pub fn result(&self) -> Option<Capacity> {
        (self.points.len() == self.units.len()).then(|| Capacity {
            points: self.points.clone(),
            fit: Usl::fit(&self.points),
        })
    }

    /// The search for this number of units is over.
    fn finish(&mut self, units: u16) {
        let search = std::mem::take(&mut self.search);
        let best = search.best();
        let full = best.filter(|best| best.utilization >= FULL);
        self.points.push(CapacityPoint {
            units,
            per_second: search.capacity(),
            bottleneck: full.and_then(|best| best.busiest),
            slowest: search.slowest(),
            utilization: best.map_or(0.0, |best| best.utilization),
        });
    }
}

#[cfg(test)]
mod tests;
