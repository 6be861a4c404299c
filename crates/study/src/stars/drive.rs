//! Driving one run of an experiment: the demand, the latencies, what was answered.

use sim::{Blueprint, Duration, Intervention, Progress, Scenario, Simulation, Time};
use systems::Entry;

use super::{Answered, MODERATE, UNITS};

/// How far a run goes before its latencies are taken: less than the engine keeps them.
const STRIDE: Duration = Duration::from_secs(1);

/// A run, and the latencies of its answers in microseconds, by the tenth of a second in which they
/// came.
pub(super) struct Drive {
    pub(super) simulation: Simulation,
    pub(super) latencies: Vec<Vec<u32>>,
}

impl Drive {
    /// A run of this style at so many thousandths of a request per second.
    pub(super) fn new(entry: &'static Entry, seed: u64, demand_milli: u64) -> Self {
        let mut drive = Self::planned(entry, seed, |_| Vec::new());
        let per_second_milli = demand_milli;
        drive
            .simulation
            .intervene(Intervention::SetDemand { per_second_milli });
        drive
    }

    /// A run at the moderate demand, with what is planned for its blueprint.
    pub(super) fn planned(
        entry: &'static Entry,
        seed: u64,
        plan: impl FnOnce(&Blueprint) -> Vec<sim::Planned>,
    ) -> Self {
        let scenario = scenario(entry, seed);
        let blueprint = systems::blueprint(&scenario).expect("the catalogue's own parameters");
        let planned = plan(&blueprint);
        Self {
            simulation: Simulation::new(Blueprint {
                planned,
                trace_capacity: 0,
                ..blueprint
            }),
            latencies: Vec::new(),
        }
    }

    /// Runs to this many seconds since the start.
    pub(super) fn to(&mut self, seconds: u64) {
        let until = at(seconds);
        while self.simulation.now() < until {
            let next = (self.simulation.now() + STRIDE).min(until);
            let progress = self.simulation.run_until(next, u64::MAX);
            assert_eq!(
                progress,
                Progress::Reached,
                "no system of the catalogue is flooded"
            );
            let taken = self.latencies.len();
            let closed = self.simulation.metrics().closed();
            let fresh = self.simulation.metrics().samples();
            let fresh = fresh.filter(|(bin, _)| (taken..closed).contains(bin));
            self.latencies
                .extend(fresh.map(|(_, samples)| samples.to_vec()));
        }
    }

    /// Runs on without any demand until what is on its way has ended.
    pub(super) fn drain(&mut self, until_seconds: u64) {
        let per_second_milli = 0;
        self.simulation
            .intervene(Intervention::SetDemand { per_second_milli });
        self.to(until_seconds);
    }

    /// Requests that have ended since the start, and those answered.
    pub(super) fn ended(&self) -> Answered {
        let totals = self.simulation.ledger().totals;
        Answered {
            answered: totals.succeeded,
            of: totals.succeeded + totals.failed_total(),
        }
    }

    /// Messages sent since the start.
    pub(super) fn messages(&self) -> u64 {
        let links = self.simulation.network().links().iter();
        links
            .map(|link| link.traffic(true).sent + link.traffic(false).sent)
            .sum()
    }
}

/// The style as the catalogue has it, at the moderate demand, with two units of what it can scale.
pub(super) fn scenario(entry: &'static Entry, seed: u64) -> Scenario {
    let mut scenario = entry.scenario(seed, Duration::from_secs(3_600));
    let mut set = |id: &str, value: u32| scenario.parameters.insert(id.to_owned(), value.into());
    set("rate", MODERATE);
    if let Some(scaling) = entry.scaling {
        set(scaling.parameter, UNITS);
    }
    scenario
}

/// What has ended between two readings.
pub(super) const fn between(first: Answered, last: Answered) -> Answered {
    Answered {
        answered: last.answered - first.answered,
        of: last.of - first.of,
    }
}

/// So many seconds since the start.
pub(super) fn at(seconds: u64) -> Time {
    Time::ZERO + Duration::from_secs(seconds)
}
