//! One run at one demand: whether the demand is sustained, and how busy each machine is.

use sim::{BIN, Blueprint, Duration, Intervention, NodeId, Planned, Progress, Simulation, Time};

/// What happens before this does not count: queues fill, caches warm.
const WARM_UP: Duration = Duration::from_secs(5);
/// How long is measured, at least.
const WINDOW: Duration = Duration::from_secs(10);
/// How long and how many requests are measured at most, where the work put off comes in bursts.
const WINDOW_MAX: Duration = Duration::from_secs(1_800);
const REQUESTS_MAX: u64 = 300_000;
/// How far a run goes before its latencies are taken: less than the engine keeps them.
const STRIDE: Duration = Duration::from_secs(1);
/// An answer after more than this is not in time.
const IN_TIME_MICROS: u32 = 1_000_000;
/// Of a hundred requests, so many may not be answered in time; of a hundred pieces of work put off, so
/// many may be left.
const MISSED_PERCENT: u64 = 2;
/// How well it has to be known how much work put off came: its standard error, relative to it.
pub(super) const KNOWN: f64 = 0.06;

/// Of a machine that works this share of its time it is not known how much more there was to do.
const ALL_THE_TIME: f64 = 0.99;

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
    /// Work put off that came in each stride.
    came: Vec<u64>,
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
    /// The machine at which requests spent the most time, working or waiting there.
    pub(super) slowest: Option<NodeId>,
    /// The share of the work put off that was not done.
    pub(super) left: f64,
    /// Whether ten seconds of answers did not tell, because work put off comes in bursts.
    pub(super) bursts: bool,
}

/// What is counted since the start of a run.
struct Reading {
    at: Time,
    issued: u64,
    /// Messages that queues, topics and logs were asked to hand on, and those that they have not.
    came: u64,
    left: u64,
    /// Worker-nanoseconds worked, and job-nanoseconds waited for a worker, by machine.
    areas: Vec<(u64, u64)>,
}

/// What lies between two readings.
struct Span {
    secs: f64,
    issued: u64,
    /// The share of all that was put off since the start that is not done; or of all requests, where
    /// they are more.
    left: f64,
    /// The share of its workers' time that each machine worked, 0 to 1.
    shares: Vec<f64>,
    /// The greatest of them.
    utilization: f64,
    /// Nanoseconds that all work together has worked and waited for a worker, by machine.
    stayed: Vec<u64>,
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
            horizon: WARM_UP + WINDOW_MAX,
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
            came: Vec::new(),
        }
    }

    /// Handles at most so many events and takes what was used from them; the outcome, once it is
    /// known.
    pub(super) fn advance(&mut self, events: &mut u64) -> Option<Outcome> {
        loop {
            let before = self.simulation.events();
            let progress = self.simulation.run_until(self.next, *events);
            *events -= self.simulation.events() - before;
            assert_ne!(progress, Progress::Flooded, "no trial is flooded");
            if progress == Progress::BudgetSpent {
                return None;
            }
            self.next += STRIDE;
            let now = Reading::of(&self.simulation);
            let Some(began) = &self.began else {
                self.began = Some(now);
                continue;
            };
            self.in_time += in_time(&self.simulation, self.taken);
            self.taken = self.simulation.metrics().closed();
            let came = now.came - began.came - self.came.iter().sum::<u64>();
            self.came.push(came);
            let span = Span::between(began, &now, &self.simulation);
            if now.at >= Time::ZERO + WARM_UP + WINDOW && self.is_clear(&span) {
                return Some(self.outcome(&span));
            }
        }
    }

    /// Whether nothing more has to be seen. Answers are many, and ten seconds of them tell. Work put
    /// off may come in few large portions: a trial goes on until it is known how much comes, or until
    /// that makes no difference any more.
    fn is_clear(&self, span: &Span) -> bool {
        let error = self.error();
        let beyond_doubt = !self.keeps_up(span, 2.0 * error);
        let far_from_full = span.utilization < 1.0 - 3.0 * error;
        error <= KNOWN
            || !self.answers(span)
            || beyond_doubt
            || (self.keeps_up(span, 0.0) && far_from_full)
            || span.issued >= REQUESTS_MAX
            || self.next > self.simulation.horizon()
    }

    /// The standard error of how much work put off came, relative to it: that of the sum of what came
    /// in each stride.
    fn error(&self) -> f64 {
        let all = self.came.iter().sum::<u64>() as f64;
        if all == 0.0 {
            return 0.0;
        }
        let mean = all / self.came.len() as f64;
        let squares = self.came.iter().map(|came| {
            let off = *came as f64 - mean;
            off * off
        });
        libm::sqrt(squares.sum::<f64>()) / all
    }

    fn answers(&self, span: &Span) -> bool {
        self.in_time * 100 >= span.issued * (100 - MISSED_PERCENT)
    }

    /// Whether all but a small part of what was put off is done, and so much more of it.
    fn keeps_up(&self, span: &Span, more: f64) -> bool {
        span.left <= MISSED_PERCENT as f64 / 100.0 + more
    }

    fn outcome(&self, span: &Span) -> Outcome {
        let utilization = span.utilization;
        let bursts = span.secs > WINDOW.as_secs_f64();
        // A trial may end just when a burst has come: no harm where there was time to spare.
        let spare = bursts && utilization < ALL_THE_TIME;
        let doubt = if spare { 2.0 * self.error() } else { 0.0 };
        // Like machines share the work and are equally busy but for chance: the first speaks for all.
        let busiest = (span.shares.iter()).position(|share| *share >= 0.95 * utilization);
        Outcome {
            demand_milli: self.demand_milli,
            sustained: self.answers(span) && self.keeps_up(span, doubt),
            goodput: self.in_time as f64 / span.secs,
            busiest: busiest
                .filter(|_| utilization > 0.0)
                .map(|node| NodeId(node as u16)),
            utilization,
            slowest: span.slowest(),
            left: span.left,
            bursts,
        }
    }
}

impl Reading {
    fn of(simulation: &Simulation) -> Self {
        let (now, nodes) = (simulation.now(), simulation.nodes().iter());
        let put_off = nodes.clone().filter_map(sim::Node::put_off);
        Self {
            at: now,
            issued: simulation.ledger().totals.issued,
            came: put_off.clone().map(|put_off| put_off.asked).sum(),
            left: put_off.map(|put_off| put_off.left).sum(),
            areas: nodes.map(|node| node.areas_at(now)).collect(),
        }
    }
}

impl Span {
    fn between(first: &Reading, last: &Reading, simulation: &Simulation) -> Self {
        let span = last.at.since(first.at);
        let able = |node: usize| {
            let workers = simulation.nodes()[node].worker_count().max(1);
            span.as_nanos() as f64 * workers as f64
        };
        let areas = last.areas.iter().zip(&first.areas);
        let areas: Vec<[u64; 2]> = areas
            .map(|(last, first)| [last.0 - first.0, last.1 - first.1])
            .collect();
        let busy = areas.iter().enumerate();
        let shares: Vec<f64> = busy
            .map(|(node, [busy, _])| *busy as f64 / able(node))
            .collect();
        Self {
            secs: span.as_secs_f64(),
            issued: last.issued - first.issued,
            left: last.left as f64 / last.came.max(last.issued).max(1) as f64,
            utilization: shares.iter().fold(0.0, |most: f64, share| most.max(*share)),
            shares,
            stayed: areas.iter().map(|[busy, waited]| busy + waited).collect(),
        }
    }

    /// The machine at which requests spent the most time.
    fn slowest(&self) -> Option<NodeId> {
        let stayed = self.stayed.iter().enumerate();
        let (node, nanos) = stayed.max_by_key(|(_, nanos)| **nanos)?;
        (*nanos > 0).then_some(NodeId(node as u16))
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
