//! A machine: power, pace, workers and a bounded queue, and the process that runs on it.
//!
//! The node knows how work waits and is worked on; what the work is, only the process knows.

use std::collections::VecDeque;

use crate::fault::ClockOffset;
use crate::message::{Message, Reason};
use crate::request::RequestId;
use crate::rng::{Probability, Stream};
use crate::snapshot::NodeState;
use crate::time::{Duration, Time};

mod keeps;
mod program;
mod spec;
mod worth;

use program::Program;
pub use spec::{Discipline, NodeSpec, Overflow};

/// Messages that wait in a paused machine's network buffer.
pub(crate) const INBOX_MAX: usize = 10_000;
/// How long the warning "saturated" stays, so that a person can see it.
const WARNING: Duration = Duration::from_secs(2);
/// Utilization, in thousandths, from which a node counts as saturated.
const SATURATED_PER_MILLE: u64 = 900;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Power {
    /// Never switched on, or switched off in good order.
    Absent,
    Booting,
    Up,
    Down,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Waiting {
    pub job: u64,
    pub request: Option<RequestId>,
    pub duration: Duration,
}

/// One worker of a machine.
#[derive(Clone, Copy, Debug)]
enum Worker {
    /// Free; the worker that is taken after this one.
    Idle {
        next: u16,
    },
    Busy(Running),
}

#[derive(Clone, Copy, Debug)]
struct Running {
    job: u64,
    request: Option<RequestId>,
    work: Duration,
    /// Work left at `since`, at full pace.
    rest: Duration,
    since: Time,
    generation: u32,
}

fn all_idle(count: u16) -> Box<[Worker]> {
    (0..count)
        .map(|worker| Worker::Idle { next: worker + 1 })
        .collect()
}

/// A finish that the engine has to schedule.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Finish {
    pub at: Time,
    pub worker: u16,
    pub generation: u32,
}

/// Exact counts of a node's work: enqueued = waiting + started + given up + lost while waiting, and
/// started = running + finished + lost while running.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WorkTotals {
    pub enqueued: u64,
    pub started: u64,
    pub finished: u64,
    /// Waiting jobs that made room for newer ones or were not worth beginning.
    pub given_up: u64,
    pub lost_waiting: u64,
    pub lost_running: u64,
}

/// One machine during a run. In this order in memory: what every job touches lies together.
#[derive(Clone, Debug)]
#[repr(C, align(64))]
pub struct Node {
    pub(crate) power: Power,
    pub(crate) paused: bool,
    discipline: Discipline,
    pub(crate) overflow: Overflow,
    pub(crate) screens_work: bool,
    pub(crate) retiring: bool,
    pub(crate) shown: NodeState,
    /// Workers that are free; the first of their chain (see [`Worker`]).
    idle_count: u16,
    first_idle: u16,
    /// How many times slower than it should be.
    pub(crate) slowness: u32,
    /// Grows with every loss of power; what belongs to an older one is void.
    pub(crate) incarnation: u32,
    /// Share of calls that a gray failure answers with an error.
    pub(crate) gray: Probability,
    generation: u32,
    pub(crate) queue: VecDeque<Waiting>,
    pub(crate) queue_capacity: usize,
    workers: Box<[Worker]>,
    pub(crate) process: Program,
    /// Worker-nanoseconds worked and job-nanoseconds waited up to `accounted`.
    busy_area: u64,
    queue_area: u64,
    accounted: Time,
    /// The most jobs that waited at once since the metrics last asked.
    queue_peak: usize,
    /// Utilization over the last window, in thousandths; the metrics set it.
    pub(crate) utilization_per_mille: u64,
    pub(crate) clock_offset: ClockOffset,
    pub(crate) work: WorkTotals,
    pub(crate) inbox: VecDeque<Message>,
    pub(crate) overdue_timers: VecDeque<u64>,
    saturated_until: Option<Time>,
    pub(crate) shown_since: Time,
    /// When it last became the primary, and whether it was one when it lost its power.
    pub(crate) leads_since: Time,
    pub(crate) led: bool,
    pub(crate) refused: [u64; Reason::ALL.len()],
    pub(crate) lost: u64,
    /// Confirmed writes that were lost here for good.
    pub(crate) writes_lost: u64,
    pub(crate) gray_stream: Stream,
    /// See [`Node::useful_nanos`].
    useful: u64,
    pub(crate) boot: Duration,
    pub(crate) name: String,
}

impl Node {
    pub(crate) fn new(spec: NodeSpec, seed: u64) -> Self {
        Self {
            discipline: spec.discipline,
            overflow: spec.overflow,
            screens_work: spec.screens_work,
            gray: Probability::NEVER,
            gray_stream: Stream::named(seed, &spec.name, "gray failure"),
            clock_offset: ClockOffset::default(),
            writes_lost: 0,
            useful: 0,
            name: spec.name,
            process: Program::new(spec.process),
            power: Power::Absent,
            paused: false,
            slowness: 1,
            incarnation: 0,
            retiring: false,
            boot: spec.boot,
            queue_capacity: spec.queue_capacity as usize,
            queue: VecDeque::new(),
            workers: all_idle(spec.workers),
            idle_count: spec.workers,
            first_idle: 0,
            generation: 0,
            inbox: VecDeque::new(),
            overdue_timers: VecDeque::new(),
            work: WorkTotals::default(),
            refused: [0; Reason::ALL.len()],
            lost: 0,
            busy_area: 0,
            queue_area: 0,
            accounted: Time::ZERO,
            queue_peak: 0,
            utilization_per_mille: 0,
            saturated_until: None,
            shown: NodeState::Absent,
            shown_since: Time::ZERO,
            leads_since: Time::ZERO,
            led: false,
        }
    }

    /// The stable name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Exact counts of its work.
    pub const fn work(&self) -> &WorkTotals {
        &self.work
    }

    /// What it is like at the moment, as the operator sees it.
    pub const fn state(&self) -> NodeState {
        self.shown
    }

    /// Jobs waiting.
    pub fn queue_length(&self) -> usize {
        self.queue.len()
    }

    /// Jobs being worked on.
    pub fn busy(&self) -> usize {
        self.workers.len() - usize::from(self.idle_count)
    }

    /// All its workers.
    pub fn worker_count(&self) -> usize {
        self.workers.len()
    }

    /// Workers that are free.
    pub fn idle_workers(&self) -> usize {
        usize::from(self.idle_count)
    }

    /// Whether its process is running (it may be paused).
    pub fn powered(&self) -> bool {
        self.power == Power::Up
    }

    /// Whether it works at the moment.
    pub(crate) fn working(&self) -> bool {
        self.power == Power::Up && !self.paused
    }

    /// Worker-nanoseconds worked and job-nanoseconds waited since the start of the run. Each stops
    /// growing at 584 years, which only an absurd run reaches.
    pub fn areas_at(&self, now: Time) -> (u64, u64) {
        let span = now.since(self.accounted);
        let busy = if self.working() { self.busy() } else { 0 };
        let (worked, waited) = (span.times(busy as u64), span.times(self.queue.len() as u64));
        (
            self.busy_area.saturating_add(worked.as_nanos()),
            self.queue_area.saturating_add(waited.as_nanos()),
        )
    }

    /// Brings the areas up to now; called before anything that they depend on changes.
    #[inline]
    pub(crate) fn account(&mut self, now: Time) {
        if now == self.accounted {
            return;
        }
        self.queue_peak = self.queue_peak(now);
        (self.busy_area, self.queue_area) = self.areas_at(now);
        self.accounted = now;
    }

    /// The most jobs that waited at once within the bin that the metrics are filling. A job that
    /// finds a free worker at once has never waited: only lengths that last count.
    pub fn queue_peak(&self, now: Time) -> usize {
        if now > self.accounted {
            self.queue_peak.max(self.queue.len())
        } else {
            self.queue_peak
        }
    }

    /// The same, and begins a new bin.
    pub(crate) fn take_queue_peak(&mut self, now: Time) -> usize {
        let peak = self.queue_peak(now);
        self.queue_peak = 0;
        peak
    }

    /// Puts a job at the end of the queue, or, if it continues, where the next one is taken.
    pub(crate) fn enqueue(&mut self, waiting: Waiting, continues: bool, now: Time) {
        self.account(now);
        self.work.enqueued += 1;
        // Where the newest goes first once this job is there, the newest place is the first place.
        if continues && !self.takes_newest_of(self.queue.len() + 1) {
            self.queue.push_front(waiting);
        } else {
            self.queue.push_back(waiting);
        }
    }

    pub(crate) fn takes_newest(&self) -> bool {
        self.takes_newest_of(self.queue.len())
    }

    /// Whether the newest of so many waiting jobs is the next.
    fn takes_newest_of(&self, waiting: usize) -> bool {
        match self.discipline {
            Discipline::Fifo => false,
            Discipline::Lifo => true,
            Discipline::Adaptive => waiting * 2 >= self.queue_capacity,
        }
    }

    /// Forgets the job that has waited longest, and names it.
    pub(crate) fn displace_oldest(&mut self, now: Time) -> Option<u64> {
        self.account(now);
        let oldest = self.queue.pop_front()?;
        self.work.given_up += 1;
        Some(oldest.job)
    }

    /// Whether a job waits and a worker is free for it.
    pub(crate) fn can_start(&self) -> bool {
        !self.queue.is_empty() && self.can_take_more()
    }

    /// Whether a worker is free for a job.
    pub(crate) fn can_take_more(&self) -> bool {
        self.idle_count > 0 && self.working()
    }

    /// Whether one more job can wait without another giving way, and without the warning "saturated"
    /// that would have to be given for it.
    pub(crate) fn has_quiet_room(&self, continues: bool) -> bool {
        let waiting = self.queue.len();
        let warns = (waiting + 1) * 2 >= self.queue_capacity && self.shown != NodeState::Saturated;
        !warns && (continues || waiting < self.queue_capacity)
    }

    /// Takes the next waiting job out of the queue, if a worker is free for it.
    pub(crate) fn take_next(&mut self, now: Time) -> Option<Waiting> {
        if !self.can_start() {
            return None;
        }
        self.account(now);
        if self.takes_newest() {
            self.queue.pop_back()
        } else {
            self.queue.pop_front()
        }
    }

    /// Whether a job finds a free worker and nobody who comes before it, and need not be asked about.
    pub(crate) fn begins_at_once(&self, continues: bool) -> bool {
        let is_next = self.queue.is_empty() || continues && self.idle_count == 1;
        is_next && self.can_take_more() && !self.screens_work
    }

    /// Gives a job to a free worker.
    ///
    /// # Panics
    /// If no worker is free.
    pub(crate) fn begin(&mut self, waiting: &Waiting, now: Time) -> Finish {
        self.account(now);
        let worker = self.first_idle;
        let Some(Worker::Idle { next }) = self.workers.get(usize::from(worker)).copied() else {
            unreachable!("a job is taken for a free worker");
        };
        self.first_idle = next;
        self.idle_count -= 1;
        self.work.started += 1;
        self.generation = self.generation.wrapping_add(1);
        let running = Running {
            job: waiting.job,
            request: waiting.request,
            work: waiting.duration,
            rest: waiting.duration,
            since: now,
            generation: self.generation,
        };
        self.workers[usize::from(worker)] = Worker::Busy(running);
        self.finish_of(worker, &running)
    }

    /// Frees the worker and gives its job and how much work it was, if that finish still holds.
    #[inline]
    pub(crate) fn finish(
        &mut self,
        worker: u16,
        generation: u32,
        now: Time,
    ) -> Option<(u64, Option<RequestId>, Duration)> {
        let Worker::Busy(running) = self.workers.get(usize::from(worker))? else {
            return None;
        };
        if running.generation != generation {
            return None;
        }
        let job = (running.job, running.request, running.work);
        self.account(now);
        self.work.finished += 1;
        let next = std::mem::replace(&mut self.first_idle, worker);
        self.workers[usize::from(worker)] = Worker::Idle { next };
        self.idle_count += 1;
        Some(job)
    }

    /// Changes pace or pause; the finishes that now hold are returned.
    pub(crate) fn set_pace(&mut self, slowness: u32, paused: bool, now: Time) -> Vec<Finish> {
        self.account(now);
        let worked = self.working();
        for worker in &mut self.workers {
            let Worker::Busy(running) = worker else {
                continue;
            };
            if worked {
                let done = now.since(running.since).scaled(1, self.slowness);
                running.rest = running.rest - done;
            }
            running.since = now;
            self.generation = self.generation.wrapping_add(1);
            running.generation = self.generation;
        }
        self.slowness = slowness.max(1);
        self.paused = paused;
        if !self.working() {
            return Vec::new();
        }
        let workers = self.workers.iter().enumerate();
        workers
            .filter_map(|(place, worker)| match worker {
                Worker::Busy(running) => Some(self.finish_of(place as u16, running)),
                Worker::Idle { .. } => None,
            })
            .collect()
    }

    /// Forgets all work, and counts it as lost; the number of jobs is returned.
    pub(crate) fn lose_work(&mut self, now: Time) -> u64 {
        self.account(now);
        let waiting = self.queue.len() as u64;
        let running = self.busy() as u64;
        self.work.lost_waiting += waiting;
        self.work.lost_running += running;
        self.lost += waiting + running + self.inbox.len() as u64;
        self.queue.clear();
        self.inbox.clear();
        self.overdue_timers.clear();
        self.idle_count = self.workers.len() as u16;
        self.first_idle = 0;
        self.workers = all_idle(self.idle_count);
        self.saturated_until = None;
        waiting + running
    }

    /// The state to show now. Saturation is noticed at once and forgotten after two seconds.
    pub(crate) fn state_at(&mut self, now: Time, recovering: bool) -> NodeState {
        match self.power {
            Power::Absent => return NodeState::Absent,
            Power::Down => return NodeState::Down,
            Power::Booting => return NodeState::Recovering,
            Power::Up => {}
        }
        if self.paused {
            return NodeState::Paused;
        }
        if recovering {
            return NodeState::Recovering;
        }
        let waiting = (self.process.backlog()).map_or(self.queue.len(), |kept| kept as usize);
        let half_full = self.queue_capacity > 1 && waiting * 2 >= self.queue_capacity;
        if half_full || self.utilization_per_mille >= SATURATED_PER_MILLE {
            self.saturated_until = Some(now + WARNING);
        }
        if self.saturated_until.is_some_and(|until| now < until) {
            NodeState::Saturated
        } else if self.slowness > 1 {
            NodeState::Slow
        } else if self.utilization_per_mille >= 500 {
            NodeState::Busy
        } else {
            NodeState::Up
        }
    }

    fn finish_of(&self, worker: u16, running: &Running) -> Finish {
        let rest = if self.slowness == 1 {
            running.rest
        } else {
            running.rest.scaled(self.slowness, 1)
        };
        Finish {
            at: running.since + rest,
            worker,
            generation: running.generation,
        }
    }
}
