//! One run at one demand: whether the demand is sustained, and how busy each machine is.

use sim::{BIN, Blueprint, Duration, Intervention, NodeId, Planned, Progress, Simulation, Time};

/// What happens before this does not count: queues fill, caches warm.
const WARM_UP: Duration = Duration::from_secs(5);
/// How long is measured.
const WINDOW: Duration = Duration::from_secs(10);
/// How far a run goes before its latencies are taken: less than the engine keeps them.
const STRIDE: Duration = Duration::from_secs(4);
/// An answer after more than this is not in time.
const IN_TIME_MICROS: u32 = 1_000_000;
/// Of a hundred requests, so many may not be answered in time, or be work put off.
const MISSED_PERCENT: u64 = 2;

/// A run on its way.
pub(super) struct Trial {
    simulation: Simulation,
    demand_milli: u64,
    /// The readings at the end of the warm-up, once it is over.
    began: Option<Reading>,
    /// Where the run stops next, and the bins whose latencies have been taken by then.
    next: Time,
    taken: usize,
    in_time: u64,
}

/// What a trial came to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Outcome {
    pub(super) demand_milli: u64,
    pub(super) sustained: bool,
    /// Answers in time, per second.
    pub(super) goodput: f64,
    /// The first of those machines that are busiest, or nearly so, if any works at all.
    pub(super) busiest: Option<NodeId>,
    /// The share of its workers' time that the busiest machine worked, 0 to 1.
    pub(super) utilization: f64,
}

/// What is counted since the start of a run.
struct Reading {
    issued: u64,
    /// Messages that queues, topics and logs keep for later.
    put_off: u64,
    /// Worker-nanoseconds worked, by machine.
    busy: Vec<u64>,
}

impl Trial {
    /// A run of this blueprint at this demand, with nothing planned.
    pub(super) fn new(blueprint: Blueprint, demand_milli: u64) -> Self {
        let mut workloads = blueprint.workloads;
        workloads.iter_mut().for_each(|load| load.profile.clear());
        let demand = Intervention::SetDemand {
            per_second_milli: demand_milli,
        };
        let blueprint = Blueprint {
            horizon: WARM_UP + WINDOW,
            workloads,
            planned: vec![Planned {
                at: Time::ZERO,
                what: demand,
            }],
            trace_capacity: 0,
            ..blueprint
        };
        Self {
            simulation: Simulation::new(blueprint),
            demand_milli,
            began: None,
            next: Time::ZERO + WARM_UP,
            taken: (WARM_UP.as_nanos() / BIN.as_nanos()) as usize,
            in_time: 0,
        }
    }

    /// Handles at most so many events and takes what was used from them; the outcome, once it is
    /// known.
    pub(super) fn advance(&mut self, events: &mut u64) -> Option<Outcome> {
        let end = self.simulation.horizon();
        loop {
            let before = self.simulation.events();
            let progress = self.simulation.run_until(self.next, *events);
            *events -= self.simulation.events() - before;
            if progress == Progress::BudgetSpent {
                return None;
            }
            let Some(began) = &self.began else {
                self.began = Some(Reading::of(&self.simulation));
                self.next = (self.next + STRIDE).min(end);
                continue;
            };
            self.in_time += in_time(&self.simulation, self.taken);
            self.taken = self.simulation.metrics().closed();
            if self.next == end {
                return Some(self.outcome(began));
            }
            self.next = (self.next + STRIDE).min(end);
        }
    }

    fn outcome(&self, began: &Reading) -> Outcome {
        let ended = Reading::of(&self.simulation);
        let issued = ended.issued - began.issued;
        let put_off = ended.put_off.saturating_sub(began.put_off);
        let able = |node: usize| {
            let workers = self.simulation.nodes()[node].worker_count().max(1);
            WINDOW.as_nanos() as f64 * workers as f64
        };
        let shares: Vec<f64> = (ended.busy.iter().zip(&began.busy).enumerate())
            .map(|(node, (last, first))| (last - first) as f64 / able(node))
            .collect();
        let utilization = shares.iter().fold(0.0, |most: f64, share| most.max(*share));
        // Like machines share the work and are equally busy but for chance: the first speaks for all.
        let busiest = shares.iter().position(|share| *share >= 0.95 * utilization);
        Outcome {
            demand_milli: self.demand_milli,
            sustained: self.in_time * 100 >= issued * (100 - MISSED_PERCENT)
                && put_off * 100 <= issued * MISSED_PERCENT,
            goodput: self.in_time as f64 / WINDOW.as_secs_f64(),
            busiest: busiest
                .filter(|_| utilization > 0.0)
                .map(|node| NodeId(node as u16)),
            utilization,
        }
    }
}

impl Reading {
    fn of(simulation: &Simulation) -> Self {
        let nodes = simulation.nodes().iter();
        let views = simulation.snapshot().nodes;
        Self {
            issued: simulation.ledger().totals.issued,
            put_off: views.iter().filter_map(|node| node.backlog).sum(),
            busy: nodes
                .map(|node| node.areas_at(simulation.now()).0)
                .collect(),
        }
    }
}

/// Answers in time within the closed bins from this one on.
fn in_time(simulation: &Simulation, first: usize) -> u64 {
    let closed = simulation.metrics().closed();
    let bins = simulation.metrics().samples();
    let bins = bins.filter(|(number, _)| (first..closed).contains(number));
    let fast = |samples: &[u32]| {
        samples
            .iter()
            .filter(|micros| **micros <= IN_TIME_MICROS)
            .count()
    };
    bins.map(|(_, samples)| fast(samples) as u64).sum()
}
