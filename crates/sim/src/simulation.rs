//! A run: the loop that takes the next event, lets a process react, and applies its effects.
//!
//! The loop knows no wall clock. `run_until` handles at most as many events as it is told, and how
//! a run is cut into such calls changes nothing.

use crate::context::Context;
use crate::fault::{Intervened, Intervention, Place};
use crate::message::{Body, DropReason, LinkId, Message, NodeId, Reason};
use crate::metrics::{BIN, Metrics};
use crate::network::{Link, Moment, Network, TargetState, Verdict};
use crate::node::{INBOX_MAX, Node, Power, Waiting};
use crate::process::{Effect, Note, Process, Role};
use crate::request::Ledger;
use crate::rng::Probability;
use crate::scenario::{Blueprint, Planned, UnitGroup};
use crate::scheduler::Scheduler;
use crate::slab::{Key, Slab};
use crate::snapshot::{LossReason, LossView, NodeState};
use crate::time::{Duration, Time};
use crate::trace::{Record, Trace};
use crate::workload::{Asked, NextArrival, Source};

mod copying;
mod delivery;
mod effects;
mod event;
#[cfg(feature = "state-hash")]
mod fingerprint;
mod interventions;
mod invariants;
mod view;

use event::Event;
pub use invariants::Violation;

/// Losses that viewers can still see.
const LOSSES_MAX: usize = 64;
/// Messages in transit at once: a run goes no further after the event that exceeds this.
pub const MESSAGES_MAX: usize = 1_000_000;

/// Why [`Simulation::run_until`] returned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// The deadline is reached.
    Reached,
    /// The budget of events is spent before the deadline, or whoever looks on has seen enough.
    BudgetSpent,
    /// More than [`MESSAGES_MAX`] messages are on their way: the run goes no further, ever.
    Flooded,
}

/// One run of one system.
#[derive(Clone, Debug)]
pub struct Simulation {
    now: Time,
    horizon: Time,
    events: u64,
    scheduler: Scheduler<event::Waiting>,
    nodes: Vec<Node>,
    network: Network,
    messages: Slab<Message>,
    /// Messages that there were so far.
    message_count: u64,
    sources: Vec<Source>,
    groups: Vec<UnitGroup>,
    planned: Vec<Planned>,
    interventions: Vec<Intervened>,
    /// Faults that took hold so far; repairs do not count.
    faults_struck: u64,
    ledger: Ledger,
    metrics: Metrics,
    /// When the bin of the metrics that is filling ends.
    bin_end: Time,
    trace: Trace,
    losses: std::collections::VecDeque<LossView>,
    /// What handlers have asked for and has to wait until they have returned; empty between events.
    effects: Vec<Effect>,
}

impl Simulation {
    /// A run at its first instant: machines on, processes started, first arrivals planned.
    pub fn new(blueprint: Blueprint) -> Self {
        let seed = blueprint.seed;
        let name = |id: NodeId| blueprint.nodes[id.index()].name.as_str();
        let links = blueprint
            .links
            .iter()
            .map(|spec| Link::new(spec, seed, name(spec.first), name(spec.second)))
            .collect();
        let sources = blueprint
            .workloads
            .iter()
            .map(|workload| Source::new(workload, seed, name(workload.node)))
            .collect();
        let node_count = blueprint.nodes.len();
        let provisioned: Vec<bool> = blueprint
            .nodes
            .iter()
            .map(|node| node.provisioned)
            .collect();
        let mut simulation = Self {
            now: Time::ZERO,
            horizon: Time::ZERO + blueprint.horizon,
            events: 0,
            scheduler: Scheduler::default(),
            network: Network::new(links),
            nodes: blueprint
                .nodes
                .into_iter()
                .map(|spec| Node::new(spec, seed))
                .collect(),
            messages: Slab::default(),
            message_count: 0,
            sources,
            groups: blueprint.groups,
            planned: blueprint.planned,
            interventions: Vec::new(),
            faults_struck: 0,
            ledger: Ledger::default(),
            metrics: Metrics::new(node_count),
            bin_end: Time::ZERO + BIN,
            trace: Trace::new(blueprint.trace_capacity),
            losses: std::collections::VecDeque::new(),
            effects: Vec::new(),
        };
        simulation.begin(&provisioned);
        simulation
    }

    fn begin(&mut self, provisioned: &[bool]) {
        for (index, planned) in self.planned.iter().enumerate() {
            let index = index as u32;
            self.scheduler
                .schedule(planned.at, Event::Planned { index }.wait());
        }
        for (index, provisioned) in provisioned.iter().enumerate() {
            if *provisioned {
                self.nodes[index].power = Power::Up;
            }
        }
        for (index, provisioned) in provisioned.iter().enumerate() {
            let node = NodeId(index as u16);
            if *provisioned {
                self.handle(node, |process, context| process.start(context));
            }
            self.show_state(node);
        }
        for index in 0..self.sources.len() {
            let arrivals = self.sources[index].begin(self.now);
            self.plan_arrivals(index, arrivals);
            self.plan_step(index);
        }
    }

    /// The present instant.
    pub const fn now(&self) -> Time {
        self.now
    }

    /// When the run ends.
    pub const fn horizon(&self) -> Time {
        self.horizon
    }

    /// Events handled since the start of the run.
    pub const fn events(&self) -> u64 {
        self.events
    }

    /// When the next event happens, if any does.
    pub fn next_event_at(&self) -> Option<Time> {
        self.scheduler.next_time()
    }

    /// The ledger of the users' requests.
    pub const fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// Curves and numbers.
    pub const fn metrics(&self) -> &Metrics {
        &self.metrics
    }

    /// What did happen.
    pub const fn trace(&self) -> &Trace {
        &self.trace
    }

    /// Lets the trace keep so many records from now on.
    pub(crate) const fn keep_records(&mut self, capacity: usize) {
        self.trace.keep(capacity);
    }

    /// The machines, in the order of their ids.
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// The links.
    pub const fn network(&self) -> &Network {
        &self.network
    }

    /// Groups of like machines whose number can change.
    pub fn groups(&self) -> &[UnitGroup] {
        &self.groups
    }

    /// What persons did so far, in order.
    pub fn interventions(&self) -> &[Intervened] {
        &self.interventions
    }

    /// Faults that struck so far, planned ones included; repairs do not count.
    pub const fn faults_struck(&self) -> u64 {
        self.faults_struck
    }

    /// Runs to `deadline` (never beyond the horizon or back), or until `budget` events are handled.
    pub fn run_until(&mut self, deadline: Time, budget: u64) -> Progress {
        self.run_while(deadline, budget, |_| true)
    }

    /// The same, but only as long as `go_on` says so, which is asked before every event.
    #[inline]
    pub fn run_while(
        &mut self,
        deadline: Time,
        budget: u64,
        go_on: impl Fn(&Self) -> bool,
    ) -> Progress {
        let deadline = deadline.min(self.horizon).max(self.now);
        let limit = self.events.saturating_add(budget);
        while self.events < limit && go_on(self) {
            if self.flooded() {
                return Progress::Flooded;
            }
            let Some((time, event)) = self.scheduler.take(deadline) else {
                self.advance_clock(deadline);
                return Progress::Reached;
            };
            self.advance_clock(time);
            self.events += 1;
            self.dispatch(event.come());
        }
        let next = self.scheduler.next_time();
        if next.is_some_and(|next| next <= deadline) {
            return Progress::BudgetSpent;
        }
        self.advance_clock(deadline);
        Progress::Reached
    }

    /// Whether more messages are on their way than [`MESSAGES_MAX`].
    fn flooded(&self) -> bool {
        self.messages.len() > MESSAGES_MAX
    }

    /// Handles the next event within the horizon; `false` if there is none, or the run goes no
    /// further.
    pub fn step(&mut self) -> bool {
        if self.flooded() {
            return false;
        }
        let Some((time, event)) = self.scheduler.take(self.horizon) else {
            return false;
        };
        self.advance_clock(time);
        self.events += 1;
        self.dispatch(event.come());
        true
    }

    /// Moves the clock to `to` without handling an event: at most to the next one, which then still
    /// is to come, and never back.
    pub fn pass_to(&mut self, to: Time) {
        let next = self.scheduler.next_time().unwrap_or(Time::MAX);
        self.advance_clock(to.min(next).min(self.horizon).max(self.now));
    }

    /// Carries out what a person does now, and remembers it as part of the run.
    pub fn intervene(&mut self, what: Intervention) {
        self.interventions.push(Intervened {
            at: self.now,
            after_events: self.events,
            what,
        });
        self.carry_out(what);
    }

    /// Moves the clock, closing the bins on the way. Bins only look; they are no events.
    #[inline]
    fn advance_clock(&mut self, to: Time) {
        while self.bin_end <= to {
            self.close_bin();
        }
        self.now = to;
    }

    #[cold]
    fn close_bin(&mut self) {
        self.now = self.bin_end;
        let delivered = self.network.links.iter();
        let delivered =
            delivered.map(|link| link.traffic(true).delivered + link.traffic(false).delivered);
        self.ledger.look(self.now);
        self.metrics
            .close(self.now, &self.ledger, &mut self.nodes, delivered);
        for index in 0..self.nodes.len() {
            self.show_state(NodeId(index as u16));
        }
        self.bin_end = self.metrics.bin_end();
    }

    #[inline(always)]
    fn dispatch(&mut self, event: Event) {
        match event {
            Event::Arrive { source, generation } => self.arrive(usize::from(source), generation),
            Event::Deliver { message } => self.deliver(message),
            Event::Finish {
                node,
                worker,
                generation,
            } => self.finish(node, worker, generation),
            Event::Fire {
                node,
                incarnation,
                token,
            } => self.fire(node, incarnation, token),
            Event::Boot { node, incarnation } => self.boot(node, incarnation),
            Event::Planned { index } => self.carry_out(self.planned[index as usize].what),
            Event::Step { source } => self.take_step(usize::from(source)),
        }
    }

    fn arrive(&mut self, index: usize, generation: u32) {
        let source = &mut self.sources[index];
        let node = source.node;
        let Some((asked, next)) = source.arrive(self.now, generation) else {
            return;
        };
        self.plan_arrivals(index, next);
        let Some(Asked { call, data }) = asked else {
            return;
        };
        let request = self.ledger.issue(node, call, data, self.now);
        self.record(Record::Issued {
            request,
            operation: call.operation,
            key: call.key,
        });
        self.handle(node, |process, context| {
            process.arrival(context, request, call);
        });
    }

    fn plan_arrivals(&mut self, index: usize, arrivals: impl IntoIterator<Item = NextArrival>) {
        for arrival in arrivals {
            let event = Event::Arrive {
                source: index as u16,
                generation: arrival.generation,
            };
            self.scheduler.schedule(arrival.at, event.wait());
        }
    }

    fn finish(&mut self, node: NodeId, worker: u16, generation: u32) {
        let finished = self.nodes[node.index()].finish(worker, generation, self.now);
        let Some((job, request, work)) = finished else {
            return;
        };
        if request.is_some_and(|request| self.ledger.worked(request, node, work)) {
            self.nodes[node.index()].credit(work);
        }
        self.record(Record::Finished { node, job, request });
        self.handle(node, |process, context| process.work_done(context, job));
        self.start_work(node);
    }

    fn fire(&mut self, node: NodeId, incarnation: u32, token: u64) {
        let state = &mut self.nodes[node.index()];
        if state.incarnation != incarnation || state.power != Power::Up {
            return;
        }
        if state.paused {
            state.overdue_timers.push_back(token);
            return;
        }
        self.handle(node, |process, context| process.timer(context, token));
    }

    #[cold]
    #[inline(never)]
    fn boot(&mut self, node: NodeId, incarnation: u32) {
        let state = &mut self.nodes[node.index()];
        if state.incarnation != incarnation || state.power != Power::Booting {
            return;
        }
        state.account(self.now);
        state.power = Power::Up;
        self.handle(node, |process, context| process.start(context));
        self.show_state(node);
    }

    /// Lets the process of a node react, and applies what it asks for.
    fn handle(&mut self, node: NodeId, react: impl FnOnce(&mut dyn Process, &mut Context<'_>)) {
        // A handler can be called while effects of another one are applied: each has its own part.
        let first = self.effects.len();
        let mut process = self.nodes[node.index()].process.take();
        react(process.as_mut(), &mut Context::new(self, node));
        self.nodes[node.index()].process.put_back(process);
        if self.effects.len() > first {
            self.apply_from(node, first);
        }
    }

    /// Remembers what a handler has asked for until it has returned.
    pub(crate) fn put_off(&mut self, effect: Effect) {
        self.effects.push(effect);
    }

    /// Gives waiting jobs to free workers.
    #[inline]
    fn start_work(&mut self, node: NodeId) {
        if self.nodes[node.index()].can_start() {
            self.start_waiting(node);
        }
    }

    fn start_waiting(&mut self, node: NodeId) {
        while let Some(waiting) = self.nodes[node.index()].take_next(self.now) {
            if self.nodes[node.index()].screens_work && !self.is_worth_it(node, waiting.job) {
                continue;
            }
            self.begin_work(node, &waiting);
        }
    }

    /// Gives a job to a free worker.
    fn begin_work(&mut self, node: NodeId, waiting: &Waiting) {
        let finish = self.nodes[node.index()].begin(waiting, self.now);
        self.record(Record::Started {
            node,
            job: waiting.job,
            request: waiting.request,
        });
        let event = Event::Finish {
            node,
            worker: finish.worker,
            generation: finish.generation,
        };
        self.scheduler.schedule(finish.at, event.wait());
    }

    /// Asks the process whether a job that a worker is free for should be begun.
    fn is_worth_it(&mut self, node: NodeId, job: u64) -> bool {
        // First it is given up, and then whatever follows from that: it may wait again, to be undone.
        let first = self.effects.len();
        let mut process = self.nodes[node.index()].process.take();
        let worth = process.begins(&mut Context::that_waits(self, node), job);
        let state = &mut self.nodes[node.index()];
        state.process.put_back(process);
        if !worth {
            state.work.given_up += 1;
            self.record(Record::GivenUp { node, job });
        }
        self.apply_from(node, first);
        worth
    }

    /// Records a change of the state that the operator sees.
    fn show_state(&mut self, node: NodeId) {
        let state = &mut self.nodes[node.index()];
        let recovering = state.process.role() == Role::Promoting;
        let shown = state.state_at(self.now, recovering);
        if shown != state.shown {
            state.shown = shown;
            state.shown_since = self.now;
            self.record(Record::State { node, state: shown });
        }
    }

    fn lose(&mut self, place: Place, fraction: f32, reason: LossReason) {
        if self.losses.len() == LOSSES_MAX {
            self.losses.pop_front();
        }
        self.losses.push_back(LossView {
            place,
            fraction,
            at: self.now,
            reason,
        });
    }

    #[inline(always)]
    fn record(&mut self, record: Record) {
        self.trace.push(self.now, record);
    }
}
