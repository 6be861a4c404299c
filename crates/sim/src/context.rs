//! What a program sees of its own machine, and how it asks for what it wants.
//!
//! What is asked for is done at once, in the order of asking, wherever that lets no program react. Where
//! one would have to, it waits until the handler that asks has returned, and everything asked for after it
//! waits, too: a handler is never interrupted by another one.

use crate::message::{Answer, Body, Call, CallId, Class, Message, NodeId};
use crate::node::{Node, Overflow, Waiting};
use crate::process::{Decision, Effect, Note};
use crate::request::RequestId;
use crate::simulation::Simulation;
use crate::time::{Duration, Time};

/// What a process can see of its own node, and where it asks for what is to happen.
#[derive(Debug)]
pub struct Context<'a> {
    /// The present instant.
    pub now: Time,
    /// The node this process runs on.
    pub node: NodeId,
    simulation: &'a mut Simulation,
    /// Whether something asked for waits until the handler has returned.
    waits: bool,
    /// Pieces of work among what waits.
    work_waits: usize,
}

impl<'a> Context<'a> {
    #[inline]
    pub(crate) const fn new(simulation: &'a mut Simulation, node: NodeId) -> Self {
        Self {
            now: simulation.now(),
            node,
            simulation,
            waits: false,
            work_waits: 0,
        }
    }

    /// A handler in which all that is asked for waits until it has returned.
    pub(crate) const fn that_waits(simulation: &'a mut Simulation, node: NodeId) -> Self {
        let mut context = Self::new(simulation, node);
        context.waits = true;
        context
    }

    fn own(&self) -> &Node {
        &self.simulation.nodes()[self.node.index()]
    }

    /// Jobs waiting for a worker of this node, those included that this handler has asked for.
    pub fn queue_length(&self) -> usize {
        let node = self.own();
        node.queue_length() + self.work_waits.saturating_sub(node.idle_workers())
    }

    /// How many jobs may wait.
    pub fn queue_capacity(&self) -> usize {
        self.own().queue_capacity
    }

    /// Workers of this node that are free and not needed for what this handler has asked for.
    pub fn idle_workers(&self) -> usize {
        self.own().idle_workers().saturating_sub(self.work_waits)
    }

    /// Share of this node's worker time spent working over the last second, in thousandths.
    pub fn utilization_per_mille(&self) -> u64 {
        self.own().utilization_per_mille
    }

    /// Whether one more job finds a free worker or a place in the queue; a full queue may make room by
    /// giving up its oldest job.
    pub fn has_room(&self) -> bool {
        self.idle_workers() > 0
            || self.own().overflow == Overflow::DropOldest
            || self.queue_length() < self.queue_capacity()
    }

    /// What this machine believes the time to be. Deadlines, expiries and leases go by it.
    pub fn clock(&self) -> Time {
        self.own().clock_offset.applied_to(self.now)
    }

    /// Sends a call to `target`; its answer will carry the same `call`.
    pub fn call(&mut self, target: NodeId, request: Option<RequestId>, call: CallId, what: Call) {
        self.send_for(request, target, Class::Request, call, Body::Call(what));
    }

    /// Calls as [`Context::call`] does, with a message that tells of an event.
    pub fn event(&mut self, target: NodeId, request: Option<RequestId>, call: CallId, what: Call) {
        self.send_for(request, target, Class::Event, call, Body::Call(what));
    }

    /// Answers a call that arrived as `message`.
    pub fn answer(&mut self, message: &Message, answer: Answer) {
        self.answer_to(message.source, message.request, message.call, answer);
    }

    /// Answers the call `call` of `target`.
    pub fn answer_to(
        &mut self,
        target: NodeId,
        request: Option<RequestId>,
        call: CallId,
        answer: Answer,
    ) {
        self.send_for(request, target, Class::Reply, call, Body::Answer(answer));
    }

    /// Sends words of a protocol of the two processes.
    pub fn send(&mut self, target: NodeId, class: Class, call: CallId, body: Body) {
        self.send_for(None, target, class, call, body);
    }

    /// Sends words of a protocol on behalf of a user's request.
    pub fn send_for(
        &mut self,
        request: Option<RequestId>,
        target: NodeId,
        class: Class,
        call: CallId,
        body: Body,
    ) {
        if self.waits {
            return self.later(Effect::Send {
                target,
                class,
                request,
                call,
                body,
            });
        }
        self.simulation
            .send(self.node, target, class, request, call, body);
    }

    /// Asks to be called back with `token` after `delay`. Timers die with their machine.
    pub fn set_timer(&mut self, delay: Duration, token: u64) {
        if self.waits {
            return self.later(Effect::SetTimer { delay, token });
        }
        self.simulation.set_timer(self.node, delay, token);
    }

    /// Queues a new piece of work of this length on this node, done for `request` if for any.
    pub fn work(&mut self, job: u64, request: Option<RequestId>, duration: Duration) {
        let continues = false;
        self.queue_work(job, request, duration, continues);
    }

    /// Keeps working on a job whose last piece has just ended.
    pub fn continue_work(&mut self, job: u64, request: Option<RequestId>, duration: Duration) {
        let continues = true;
        self.queue_work(job, request, duration, continues);
    }

    fn queue_work(
        &mut self,
        job: u64,
        request: Option<RequestId>,
        duration: Duration,
        continues: bool,
    ) {
        let waiting = Waiting {
            job,
            request,
            duration,
        };
        if !self.waits && self.simulation.work_at_once(self.node, &waiting, continues) {
            return;
        }
        self.work_waits += 1;
        self.later(Effect::Work { waiting, continues });
    }

    /// Begins an attempt of a request.
    pub fn attempt(&mut self, request: RequestId) {
        if self.waits {
            return self.later(Effect::Attempt(request));
        }
        self.simulation.attempt(request);
    }

    /// Ends a request, as its user sees it.
    pub fn resolve(&mut self, request: RequestId, answer: Answer) {
        if self.waits {
            return self.later(Effect::Resolve(request, answer));
        }
        self.simulation.resolve(self.node, request, answer);
    }

    /// Tells of an answer that nobody waits for any more: `good`, if it is good news that came after its
    /// attempt's time was up, and so counts as late.
    pub fn late(&mut self, request: RequestId, good: bool) {
        if self.waits {
            return self.later(Effect::Late { request, good });
        }
        self.simulation.late(request, good);
    }

    /// Tells the viewer something.
    pub fn note(&mut self, note: Note) {
        // The state that is shown asks the program for its role.
        if self.waits || matches!(note, Note::Role(_)) {
            return self.later(Effect::Note(note));
        }
        self.simulation.note(self.node, note);
    }

    /// Tells the story of a request what was decided about it here.
    pub fn decided(&mut self, request: Option<RequestId>, decision: Decision) {
        self.note(Note::Decided { request, decision });
    }

    /// Makes a group of like machines this large, as an operator would.
    pub fn set_units(&mut self, group: u16, count: u16) {
        self.later(Effect::SetUnits { group, count });
    }

    /// Switches this machine off in good order.
    pub fn power_off(&mut self) {
        self.later(Effect::PowerOff);
    }

    /// Remembers what has to wait until the handler has returned.
    #[cold]
    fn later(&mut self, effect: Effect) {
        self.waits = true;
        self.simulation.put_off(effect);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::{Reason, Version};
    use crate::node::NodeSpec;
    use crate::process::{Process, Role};
    use crate::scenario::Blueprint;
    use crate::snapshot::NodeState;
    use crate::trace::Record;
    use crate::workload::{Arrivals, OperationShare, Popularity, Workload};

    /// Does one of these with every request of its one user.
    #[derive(Clone, Copy, Debug)]
    enum Program {
        /// Plays another part, and then answers.
        ChangesPart,
        /// Queues all the work that there is room for, and counts it.
        FillsUp { pieces: usize },
        /// Queues one piece of work.
        Works,
    }

    impl Process for Program {
        fn start(&mut self, _context: &mut Context<'_>) {}

        fn arrival(&mut self, context: &mut Context<'_>, request: RequestId, _call: Call) {
            match self {
                Self::ChangesPart => {
                    context.attempt(request);
                    context.note(Note::Role(Role::Promoting));
                    context.resolve(request, Ok(Version::NONE));
                }
                Self::FillsUp { pieces } => {
                    while context.has_room() {
                        context.work(*pieces as u64, Some(request), Duration::from_secs(1));
                        *pieces += 1;
                    }
                    let seen = (context.idle_workers(), context.queue_length());
                    assert_eq!((*pieces, seen), (5, (0, 3)));
                    context.resolve(request, Err(Reason::QueueFull));
                }
                Self::Works => context.work(request.0, Some(request), Duration::from_secs(1)),
            }
        }

        fn message(&mut self, _context: &mut Context<'_>, _message: &Message) {}

        fn role(&self) -> Role {
            match self {
                Self::ChangesPart => Role::Promoting,
                Self::FillsUp { .. } | Self::Works => Role::None,
            }
        }

        fn crash(&mut self) {}

        fn clone_box(&self) -> Box<dyn Process> {
            Box::new(*self)
        }
    }

    /// The records of so many requests to a machine with two workers and three places.
    fn records(program: Program, requests: u64, overflow: Overflow) -> Vec<Record> {
        let mut run = Simulation::new(Blueprint {
            seed: 1,
            horizon: Duration::from_millis(500),
            nodes: vec![NodeSpec {
                workers: 2,
                queue_capacity: 3,
                overflow,
                ..NodeSpec::new("machine", Box::new(program))
            }],
            links: Vec::new(),
            groups: Vec::new(),
            workloads: vec![Workload {
                node: NodeId(0),
                arrivals: Arrivals::Recorded {
                    at: (1..=requests).map(Time::from_nanos).collect(),
                },
                per_second_milli: 1_000,
                operations: vec![OperationShare {
                    operation: 0,
                    weight: 1,
                    data: None,
                }],
                key_count: 1,
                popularity: Popularity::Uniform,
                profile: Vec::new(),
            }],
            planned: Vec::new(),
            trace_capacity: 100,
        });
        run.run_until(Time::from_nanos(requests), u64::MAX);
        run.check().expect("every law holds");
        run.trace().since(0).0.map(|entry| entry.record).collect()
    }

    fn count(records: &[Record], wanted: fn(&Record) -> bool) -> usize {
        records.iter().filter(|record| wanted(record)).count()
    }

    #[test]
    fn everything_happens_in_the_order_in_which_it_was_asked_for() {
        let records = records(Program::ChangesPart, 1, Overflow::Reject);
        let place = |wanted: fn(&Record) -> bool| records.iter().position(wanted);
        let attempted = place(|record| matches!(record, Record::Attempted { .. }));
        let role = place(|record| matches!(record, Record::Role { .. }));
        let resolved = place(|record| matches!(record, Record::Resolved { .. }));
        assert!(attempted.is_some() && attempted < role && role < resolved);
    }

    #[test]
    fn a_handler_sees_the_room_that_it_has_taken_itself() {
        let records = records(Program::FillsUp { pieces: 0 }, 1, Overflow::Reject);
        let started = count(&records, |record| matches!(record, Record::Started { .. }));
        let queued = count(&records, |record| matches!(record, Record::Queued { .. }));
        assert_eq!((started, queued), (2, 3));
    }

    #[test]
    fn a_queue_warns_when_it_is_half_full_and_the_oldest_gives_way_when_it_is_full() {
        let records = records(Program::Works, 8, Overflow::DropOldest);
        let place = |wanted: fn(&Record) -> bool| records.iter().position(wanted);
        let saturated = place(|record| {
            let state = NodeState::Saturated;
            matches!(record, Record::State { state: shown, .. } if *shown == state)
        });
        // Two are worked on, one waits, and the next one makes it half full.
        let fourth = place(|record| matches!(record, Record::Queued { job: 3, .. }));
        assert_eq!(saturated, fourth.map(|place| place + 1));
        let given_up = count(&records, |record| matches!(record, Record::GivenUp { .. }));
        assert_eq!(given_up, 3);
    }
}
