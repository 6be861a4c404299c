//! Running a scenario and measuring it: exact counts and areas over a window, and every latency.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sim::{
    BIN, Blueprint, Break, Duration, Little, MESSAGES_MAX, Progress, Reason, Simulation, Time,
    Totals, WorkTotals,
};

use crate::complaint::Complaint;
use crate::exact;
use crate::latencies::{Latencies, Packed};
use crate::prepared::Window;

/// Events between two looks at the run.
const EVENTS_PER_LOOK: u64 = 100_000;
/// Events at one instant after which time is said to stand still.
const EVENTS_AT_ONE_INSTANT: u64 = 2_000_000;
/// How far a run goes before its samples are taken: less than the engine keeps them.
const STRIDE: Duration = Duration::from_secs(4);

/// What one run came to: whole numbers only, so that outcomes are written and read without loss.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    /// Events of the whole run.
    pub events: u64,
    /// Of all records of the whole run, as sixteen hexadecimal digits.
    pub trace_hash: String,
    /// Length of the measured window, in nanoseconds.
    #[serde(with = "exact")]
    pub window_ns: u128,
    pub requests: Requests,
    /// Request-nanoseconds in flight within the window.
    #[serde(with = "exact")]
    pub area_ns: u128,
    pub latencies: Packed,
    pub nodes: BTreeMap<String, NodeOutcome>,
}

/// Requests within the window.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Requests {
    pub issued: u64,
    pub succeeded: u64,
    pub failed: BTreeMap<String, u64>,
    pub attempts: u64,
    pub late: u64,
    pub lost_writes: u64,
    pub lost_sessions: u64,
    pub order_reversals: u64,
    pub stale_reads: u64,
    /// Neither ended when the window began.
    pub in_flight_at_start: u64,
    /// Nor when it ended.
    pub in_flight: u64,
}

/// One machine within the window.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NodeOutcome {
    pub workers: u64,
    /// Worker-nanoseconds worked, and job-nanoseconds waited.
    #[serde(with = "exact")]
    pub busy_ns: u128,
    #[serde(with = "exact")]
    pub waiting_ns: u128,
    pub queue_max: u64,
    /// Messages accepted and not done with when the window ended, where the machine keeps any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backlog: Option<u64>,
    /// Messages put aside within the window, where the machine keeps any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dead_letters: Option<u64>,
    pub jobs: Jobs,
    /// Calls turned away here, by reason.
    pub refused: BTreeMap<String, u64>,
}

/// Jobs of one machine within the window: waiting and running at the start + enqueued = finished +
/// given up + lost + waiting and running at the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Jobs {
    /// When the window began.
    pub waiting_at_start: u64,
    pub running_at_start: u64,
    pub enqueued: u64,
    pub started: u64,
    pub finished: u64,
    pub given_up: u64,
    pub lost: u64,
    /// When it ended.
    pub waiting: u64,
    pub running: u64,
}

/// Exact readings of a run at one instant.
struct Reading {
    totals: Totals,
    little: Little,
    nodes: Vec<NodeReading>,
}

struct NodeReading {
    busy: u64,
    waiting: u64,
    backlog: Option<u64>,
    dead_letters: Option<u64>,
    work: WorkTotals,
    waiting_jobs: u64,
    running_jobs: u64,
    refused: [u64; Reason::ALL.len()],
}

/// Runs a blueprint to the end of the window and measures the window. `seen` is told now and then
/// where the run is.
pub fn run(
    blueprint: Blueprint,
    window: Window,
    seen: &mut dyn FnMut(Time),
) -> Result<Outcome, Complaint> {
    let mut simulation = Simulation::new(blueprint);
    let mut latencies = Latencies::default();
    let mut queue_max = vec![0; simulation.nodes().len()];
    // What happens at the very end of the warm-up counts: the run stops just before it.
    let before = Time::from_nanos(window.start.as_nanos().saturating_sub(1));
    if window.start > Time::ZERO {
        advance(&mut simulation, before, seen)?;
    }
    let began = Reading::of(&simulation, window.start);
    let mut next = window.start;
    let mut taken = (window.start.as_nanos() / BIN.as_nanos()) as usize;
    while next < window.end {
        next = (next + STRIDE).min(window.end);
        advance(&mut simulation, next, seen)?;
        let closed = simulation.metrics().closed();
        let at_end = next == window.end;
        for (number, samples) in simulation.metrics().samples() {
            if number >= taken && (number < closed || at_end) {
                samples.iter().for_each(|micros| latencies.add(*micros));
            }
        }
        for (node, max) in queue_max.iter_mut().enumerate() {
            let bins = simulation.metrics().node_bins(node).rev();
            let fresh = bins.take_while(|(number, _)| *number >= taken);
            let peak = fresh.map(|(_, bin)| bin.queue_max).max().unwrap_or(0);
            // A bin that the end of the window cuts is never closed.
            let filling = if at_end {
                simulation.nodes()[node].queue_peak(next) as u64
            } else {
                0
            };
            *max = (*max).max(u64::from(peak)).max(filling);
        }
        taken = closed;
    }
    simulation
        .check()
        .map_err(|violation| Complaint::Ours(violation.to_string()))?;
    let succeeded = simulation.ledger().totals.succeeded - began.totals.succeeded;
    if latencies.count() != succeeded {
        let what = format!("{} latencies of {succeeded} successes", latencies.count());
        return Err(Complaint::Ours(what));
    }
    let ended = Reading::of(&simulation, window.end);
    Ok(outcome(
        &simulation,
        window,
        &began,
        &ended,
        &latencies,
        &queue_max,
    ))
}

fn advance(
    simulation: &mut Simulation,
    deadline: Time,
    seen: &mut dyn FnMut(Time),
) -> Result<(), Complaint> {
    let mut guard = Guard::default();
    while simulation.run_until(deadline, EVENTS_PER_LOOK) != Progress::Reached {
        guard.look(simulation)?;
        seen(simulation.now());
    }
    seen(deadline);
    Ok(())
}

/// Notices runs that would never end: looks at a run now and then.
#[derive(Debug, Default)]
pub struct Guard {
    instant: Time,
    /// Events before that instant.
    events: u64,
}

impl Guard {
    /// Whether the run goes on in time, and its messages arrive.
    pub fn look(&mut self, simulation: &Simulation) -> Result<(), Complaint> {
        let seconds = simulation.now().as_secs_f64();
        if simulation.now() > self.instant {
            self.instant = simulation.now();
            self.events = simulation.events();
        }
        if simulation.events() - self.events > EVENTS_AT_ONE_INSTANT {
            return Err(Complaint::TimeStands { seconds });
        }
        let links = simulation.network().links().iter();
        let in_transit: u64 = links
            .map(|link| link.traffic(true).in_transit + link.traffic(false).in_transit)
            .sum();
        if in_transit > MESSAGES_MAX as u64 / 2 {
            return Err(Complaint::Flooded { seconds });
        }
        Ok(())
    }
}

impl Reading {
    /// What is at `now`, which may lie a little after the run's last event.
    fn of(simulation: &Simulation, now: Time) -> Self {
        let views = simulation.snapshot().nodes;
        let nodes = simulation.nodes().iter().zip(views);
        let node = |(node, view): (&sim::Node, sim::NodeView)| {
            let (busy, waiting) = node.areas_at(now);
            NodeReading {
                busy,
                waiting,
                backlog: view.backlog,
                dead_letters: view.dead_letters,
                work: *node.work(),
                waiting_jobs: node.queue_length() as u64,
                running_jobs: node.busy() as u64,
                refused: view.refused,
            }
        };
        Self {
            totals: simulation.ledger().totals,
            little: simulation.ledger().little(now),
            nodes: nodes.map(node).collect(),
        }
    }
}

fn outcome(
    simulation: &Simulation,
    window: Window,
    began: &Reading,
    ended: &Reading,
    latencies: &Latencies,
    queue_max: &[u64],
) -> Outcome {
    let (first, last) = (&began.totals, &ended.totals);
    let nodes = simulation
        .nodes()
        .iter()
        .zip(&began.nodes)
        .zip(&ended.nodes);
    let nodes = nodes
        .zip(queue_max)
        .map(|(((node, first), last), queue_max)| {
            let outcome = node_outcome(node.worker_count() as u64, first, last, *queue_max);
            (node.name().to_owned(), outcome)
        });
    Outcome {
        events: simulation.events(),
        trace_hash: format!("{:016x}", simulation.trace().hash()),
        window_ns: u128::from(window.end.since(window.start).as_nanos()),
        requests: Requests {
            issued: last.issued - first.issued,
            succeeded: last.succeeded - first.succeeded,
            failed: by_reason(&last.failed, &first.failed),
            attempts: last.attempts - first.attempts,
            late: last.late - first.late,
            lost_writes: last.lost_writes - first.lost_writes,
            lost_sessions: last.lost_sessions - first.lost_sessions,
            order_reversals: last.order_reversals - first.order_reversals,
            stale_reads: last.stale_reads - first.stale_reads,
            in_flight_at_start: first.in_flight(),
            in_flight: last.in_flight(),
        },
        area_ns: ended.little.area - began.little.area,
        latencies: latencies.pack(),
        nodes: nodes.collect(),
    }
}

fn node_outcome(
    workers: u64,
    first: &NodeReading,
    last: &NodeReading,
    queue_max: u64,
) -> NodeOutcome {
    let (before, after) = (&first.work, &last.work);
    let lost = |work: &WorkTotals| work.lost_waiting + work.lost_running;
    NodeOutcome {
        workers,
        busy_ns: u128::from(last.busy - first.busy),
        waiting_ns: u128::from(last.waiting - first.waiting),
        queue_max,
        backlog: last.backlog,
        dead_letters: last
            .dead_letters
            .map(|count| count - first.dead_letters.unwrap_or(0)),
        jobs: Jobs {
            waiting_at_start: first.waiting_jobs,
            running_at_start: first.running_jobs,
            enqueued: after.enqueued - before.enqueued,
            started: after.started - before.started,
            finished: after.finished - before.finished,
            given_up: after.given_up - before.given_up,
            lost: lost(after) - lost(before),
            waiting: last.waiting_jobs,
            running: last.running_jobs,
        },
        refused: by_reason(&last.refused, &first.refused),
    }
}

/// Every reason with its count, by the name that `serde` gives it.
fn by_reason(
    last: &[u64; Reason::ALL.len()],
    first: &[u64; Reason::ALL.len()],
) -> BTreeMap<String, u64> {
    let reasons = Reason::ALL.iter();
    reasons
        .map(|reason| {
            let index = reason.index();
            (reason_name(*reason), last[index] - first[index])
        })
        .collect()
}

/// The stable name of a reason.
pub fn reason_name(reason: Reason) -> String {
    let name = serde_json::to_value(reason);
    let name = name.ok().and_then(|name| name.as_str().map(str::to_owned));
    name.expect("reasons are written as words")
}

/// The stable name of a way of breaking the illusion of one machine.
pub const fn break_name(kind: Break) -> &'static str {
    match kind {
        Break::Error => "error",
        Break::LostWrite => "lost_write",
        Break::LostSession => "lost_session",
        Break::OrderReversal => "order_reversal",
        Break::StaleRead => "stale_read",
    }
}
