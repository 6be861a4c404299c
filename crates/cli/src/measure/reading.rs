//! Exact readings of a run at two instants, and what happened between them.

use std::collections::BTreeMap;

use sim::{Duration, Little, Reason, Simulation, Time, Totals, WorkTotals};

use super::tallies::Read;
use super::{Jobs, Most, NodeOutcome, Outcome, Requests, reason_name};
use crate::latencies::Packed;

/// Exact readings of a run at one instant.
pub(super) struct Reading {
    totals: Totals,
    little: Little,
    nodes: Vec<NodeReading>,
}

struct NodeReading {
    busy: u64,
    waiting: u64,
    pub(super) kinds: Read,
    backlog: Option<u64>,
    dead_letters: Option<u64>,
    work: WorkTotals,
    waiting_jobs: u64,
    running_jobs: u64,
    refused: [u64; Reason::ALL.len()],
}

impl Reading {
    /// What is at `now`, which may lie a little after the run's last event.
    pub(super) fn of(simulation: &Simulation, now: Time) -> Self {
        let views = simulation.snapshot().nodes;
        let nodes = simulation.nodes().iter().zip(views);
        let node = |(node, view): (&sim::Node, sim::NodeView)| {
            let (busy, waiting) = node.areas_at(now);
            NodeReading {
                busy,
                waiting,
                kinds: Read::of(&simulation.tally(view.id, now)),
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

/// What happened between two readings, which are this long apart. Latencies are counted elsewhere.
pub(super) fn between(
    simulation: &Simulation,
    began: &Reading,
    ended: &Reading,
    most: &[Most],
    length: Duration,
) -> Outcome {
    let (first, last) = (&began.totals, &ended.totals);
    let nodes = simulation
        .nodes()
        .iter()
        .zip(&began.nodes)
        .zip(&ended.nodes);
    let nodes = nodes.zip(most).map(|(((node, first), last), most)| {
        let outcome = node_outcome(node.worker_count() as u64, first, last, most);
        (node.name().to_owned(), outcome)
    });
    Outcome {
        events: simulation.events(),
        trace_hash: format!("{:016x}", simulation.trace().hash()),
        window_ns: u128::from(length.as_nanos()),
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
        latencies: Packed::default(),
        nodes: nodes.collect(),
    }
}

fn node_outcome(workers: u64, first: &NodeReading, last: &NodeReading, most: &Most) -> NodeOutcome {
    let (before, after) = (&first.work, &last.work);
    let lost = |work: &WorkTotals| work.lost_waiting + work.lost_running;
    NodeOutcome {
        workers,
        busy_ns: u128::from(last.busy - first.busy),
        waiting_ns: u128::from(last.waiting - first.waiting),
        queue_max: most.queue,
        kinds: first.kinds.until(&last.kinds, &most.held),
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
