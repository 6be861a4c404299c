//! Running a scenario and measuring it: exact counts and areas over a window, and every latency.
//! A window can be cut into pieces, which add up to it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sim::{BIN, Blueprint, Break, Duration, NodeId, Progress, Reason, Simulation, Time};

use crate::complaint::Complaint;
use crate::exact;
use crate::latencies::{Latencies, Packed};
use crate::prepared::Window;

mod guard;
mod reading;
mod tallies;

pub use guard::Guard;
use reading::{Reading, between};
pub use tallies::{Cache, Held, Kinds, Messages, Queue, Scaling};

/// Events between two looks at the run.
const EVENTS_PER_LOOK: u64 = 100_000;
/// How far a run goes before its samples are taken: less than the engine keeps them.
const STRIDE: Duration = Duration::from_secs(4);

/// What a run came to.
#[derive(Debug)]
pub struct Measured {
    pub outcome: Outcome,
    pub latencies: Latencies,
    /// What autoscalers decided, in the order of time.
    pub scalings: Vec<Scaling>,
}

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
    /// What only machines of its kind count.
    #[serde(default)]
    pub kinds: Kinds,
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

/// One of the pieces that a window is cut into.
#[derive(Debug)]
pub struct Piece<'a> {
    pub from: Time,
    pub to: Time,
    /// Without its latencies, which stand beside it.
    pub outcome: Outcome,
    pub latencies: &'a Latencies,
}

/// Who watches a run while it is measured.
pub struct Watch<'a> {
    /// Is told now and then where the run is.
    pub seen: &'a mut dyn FnMut(Time),
    /// How long the pieces are that the window is cut into: whole bins. The last may be shorter.
    pub every: Option<Duration>,
    /// Is given every piece in turn.
    pub each: &'a mut dyn FnMut(Piece<'_>),
}

/// What is counted on the way from one instant to another, and the reading at the first.
struct Count {
    from: Time,
    began: Reading,
    latencies: Latencies,
    /// The most of each machine.
    most: Vec<Most>,
}

/// The most that one machine held at once: jobs that waited, and what only its kind holds.
#[derive(Clone, Debug, Default)]
struct Most {
    queue: u64,
    held: Vec<u64>,
}

impl Count {
    fn new(simulation: &Simulation, from: Time) -> Self {
        Self {
            from,
            began: Reading::of(simulation, from),
            latencies: Latencies::default(),
            most: vec![Most::default(); simulation.nodes().len()],
        }
    }

    /// What came to pass since bin `taken`; the run stands at `now`.
    fn take(&mut self, simulation: &Simulation, taken: usize, now: Time) {
        for (number, samples) in simulation.metrics().samples() {
            if number >= taken {
                samples
                    .iter()
                    .for_each(|micros| self.latencies.add(*micros));
            }
        }
        for (node, most) in self.most.iter_mut().enumerate() {
            let bins = simulation.metrics().node_bins(node).rev();
            let fresh = bins.take_while(|(number, _)| *number >= taken);
            let peak = fresh.map(|(_, bin)| bin.queue_max).max().unwrap_or(0);
            let filling = simulation.nodes()[node].queue_peak(now) as u64;
            most.queue = most.queue.max(u64::from(peak)).max(filling);
        }
    }

    /// The most that was held since the bin of `now` began.
    fn take_peaks(&mut self, simulation: &Simulation, now: Time) {
        for (node, most) in self.most.iter_mut().enumerate() {
            let tally = simulation.tally(NodeId(node as u16), now);
            let peaks = tallies::holdings(&tally).map(|held| held.peak);
            for (place, peak) in peaks.enumerate() {
                most.held.resize(most.held.len().max(place + 1), 0);
                most.held[place] = most.held[place].max(peak);
            }
        }
    }

    fn outcome(&self, simulation: &Simulation, to: Time) -> Result<Outcome, Complaint> {
        let ended = Reading::of(simulation, to);
        let outcome = between(
            simulation,
            &self.began,
            &ended,
            &self.most,
            to.since(self.from),
        );
        let (count, succeeded) = (self.latencies.count(), outcome.requests.succeeded);
        if count != succeeded {
            let what = format!("{count} latencies of {succeeded} successes");
            return Err(Complaint::Ours(what));
        }
        Ok(outcome)
    }
}

/// Runs a blueprint to the end of the window and measures the window.
pub fn run(
    blueprint: Blueprint,
    window: Window,
    watch: &mut Watch<'_>,
) -> Result<Measured, Complaint> {
    let groups = blueprint.groups.iter().map(|group| group.name.clone());
    let groups: Vec<String> = groups.collect();
    let mut simulation = Simulation::new(blueprint);
    // What happens at the very begin of a window counts: the run stops just before it.
    let before = |time: Time| Time::from_nanos(time.as_nanos().saturating_sub(1));
    if window.start > Time::ZERO {
        advance(&mut simulation, before(window.start), watch.seen)?;
    }
    let mut whole = Count::new(&simulation, window.start);
    let mut piece = watch.every.map(|_| Count::new(&simulation, window.start));
    let cut_after = |from: Time| watch.every.map_or(window.end, |every| from + every);
    let mut cut = cut_after(window.start);
    let stride = stride(&simulation);
    let mut next = window.start;
    while next < window.end {
        let taken = (next.as_nanos() / BIN.as_nanos()) as usize;
        next = (next + stride).min(cut).min(window.end);
        let at_end = next == window.end;
        advance(&mut simulation, before(next), watch.seen)?;
        let mut counts: Vec<&mut Count> = piece.iter_mut().chain([&mut whole]).collect();
        for count in &mut counts {
            count.take_peaks(&simulation, before(next));
        }
        // The window holds its end.
        let stop = if at_end { next } else { before(next) };
        advance(&mut simulation, stop, watch.seen)?;
        for count in &mut counts {
            count.take(&simulation, taken, stop);
        }
        let Some(count) = &mut piece else {
            continue;
        };
        if at_end || next == cut {
            (watch.each)(Piece {
                from: count.from,
                to: next,
                outcome: count.outcome(&simulation, next)?,
                latencies: &count.latencies,
            });
            *count = Count::new(&simulation, next);
            cut = cut_after(next);
        }
    }
    simulation
        .check()
        .map_err(|violation| Complaint::Ours(violation.to_string()))?;
    let mut outcome = whole.outcome(&simulation, window.end)?;
    outcome.latencies = whole.latencies.pack();
    Ok(Measured {
        outcome,
        scalings: tallies::scalings(&simulation, &groups, window.start),
        latencies: whole.latencies,
    })
}

/// How far a run goes at a time: where something is held, its peak is known at the end of each bin.
fn stride(simulation: &Simulation) -> Duration {
    let holds = |place| {
        let tally = simulation.tally(NodeId(place as u16), simulation.now());
        tallies::holdings(&tally).next().is_some()
    };
    if (0..simulation.nodes().len()).any(holds) {
        BIN
    } else {
        STRIDE
    }
}

fn advance(
    simulation: &mut Simulation,
    deadline: Time,
    seen: &mut dyn FnMut(Time),
) -> Result<(), Complaint> {
    let mut guard = Guard::default();
    loop {
        let progress = simulation.run_until(deadline, EVENTS_PER_LOOK);
        if progress == Progress::Reached {
            break;
        }
        guard.look(simulation, progress)?;
        seen(simulation.now());
    }
    seen(deadline);
    Ok(())
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
