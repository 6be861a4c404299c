//! Applying what processes ask for.

use super::{
    Duration, Effect, Event, LossReason, Message, Moment, NodeId, NodeState, Place, Power, Record,
    Simulation, Time, Verdict, Waiting,
};
use crate::message::{Answer, Body, CallId, Class};
use crate::node::Overflow;
use crate::process::{Note, Role};
use crate::request::{Break, Ended, Outcome, RequestId};

impl Simulation {
    /// Applies what a handler has asked for: the effects from this place on.
    pub(super) fn apply_from(&mut self, node: NodeId, first: usize) {
        let mut place = first;
        while place < self.effects.len() {
            self.apply(node, place);
            place += 1;
        }
        self.effects.truncate(first);
    }

    /// On its own, so that what few effects need is not worked out for each of them.
    #[inline(never)]
    fn apply(&mut self, node: NodeId, place: usize) {
        match self.effects[place] {
            Effect::Send {
                target,
                class,
                request,
                call,
                body,
            } => self.send(node, target, class, request, call, body),
            Effect::SetTimer { delay, token } => self.set_timer(node, delay, token),
            Effect::Work { waiting, continues } => self.work(node, waiting, continues),
            Effect::Attempt(request) => self.attempt(request),
            Effect::Resolve(request, answer) => self.resolve(node, request, answer),
            Effect::Late { request, good } => self.late(request, good),
            Effect::Note(note) => self.note(node, note),
            Effect::SetUnits { group, count } => self.set_units(group, count),
            Effect::PowerOff => {
                self.nodes[node.index()].account(self.now);
                let state = &mut self.nodes[node.index()];
                state.power = Power::Absent;
                state.retiring = false;
                state.incarnation += 1;
                state.process.crash();
                let jobs = state.lose_work(self.now);
                debug_assert_eq!(jobs, 0, "a machine is switched off when its work is done");
                self.show_state(node);
            }
        }
    }

    pub(crate) fn attempt(&mut self, request: RequestId) {
        let attempt = self.ledger.attempt(request);
        self.record(Record::Attempted { request, attempt });
    }

    pub(crate) fn late(&mut self, request: RequestId, good: bool) {
        // The only attempt was answered in time: the network has made a copy of its answer.
        let again = self
            .ledger
            .get(request)
            .is_some_and(|entry| entry.attempts == 1 && matches!(entry.ended, Some((_, Ok(())))));
        self.ledger.totals.late += u64::from(good && !again);
        self.record(Record::Late { request });
    }

    #[inline(never)]
    pub(crate) fn send(
        &mut self,
        source: NodeId,
        target: NodeId,
        class: Class,
        request: Option<RequestId>,
        call: CallId,
        body: Body,
    ) {
        let (link, forward) = self
            .network
            .path(source, target)
            .expect("a system links the nodes whose processes talk");
        let state = &mut self.network.links[link.index()];
        let traffic = state.traffic_mut(forward);
        traffic.sent += 1;
        traffic.for_requests += u64::from(request.is_some());
        let verdict = state.verdict(Moment::Leaving, forward, self.now);
        let number = self.next_message();
        self.record(Record::Sent {
            link,
            forward,
            class,
            request,
            message: number,
        });
        let message = |deliver_at| Message {
            number,
            source,
            target,
            link,
            forward,
            class,
            request,
            call,
            body,
            sent_at: self.now,
            deliver_at,
        };
        match verdict {
            Verdict::Deliver(at) => self.fly(message(at)),
            Verdict::DeliverTwice(at, again) => self.fly_twice(message(at), again),
            Verdict::Drop(reason) => {
                let would_arrive = self.now + Duration::from_nanos(1);
                self.count_drop(&message(would_arrive), reason);
            }
            Verdict::Hand | Verdict::Buffer => {
                unreachable!("a leaving message is delivered later or dropped")
            }
        }
    }

    const fn next_message(&mut self) -> u64 {
        let number = self.message_count;
        self.message_count += 1;
        number
    }

    /// Puts a message on its way. Inlined, so that it is written where it is stored and never copied.
    #[inline(always)]
    fn fly(&mut self, message: Message) {
        self.network.links[message.link.index()]
            .traffic_mut(message.forward)
            .in_transit += 1;
        let at = message.deliver_at;
        let message = self.messages.insert(message);
        self.scheduler
            .schedule(at, Event::Deliver { message }.wait());
    }

    /// Puts a message on its way, and a copy of it that arrives at another time.
    #[cold]
    fn fly_twice(&mut self, message: Message, again: Time) {
        self.fly(message);
        let copy = Message {
            number: self.next_message(),
            deliver_at: again,
            ..message
        };
        let (link, forward) = (message.link, message.forward);
        self.network.links[link.index()]
            .traffic_mut(forward)
            .duplicated += 1;
        self.record(Record::Duplicated {
            link,
            forward,
            class: message.class,
            request: message.request,
            message: copy.number,
        });
        self.fly(copy);
    }

    pub(crate) fn set_timer(&mut self, node: NodeId, delay: Duration, token: u64) {
        let event = Event::Fire {
            node,
            incarnation: self.nodes[node.index()].incarnation,
            token,
        };
        self.scheduler.schedule(self.now + delay, event.wait());
    }

    /// Lets a job begin or wait, if that is all: no program is asked, and what the operator sees of the
    /// machine stays as it is.
    pub(crate) fn work_at_once(
        &mut self,
        node: NodeId,
        waiting: &Waiting,
        continues: bool,
    ) -> bool {
        let state = &mut self.nodes[node.index()];
        if state.begins_at_once(continues) {
            state.work.enqueued += 1;
            self.begin_work(node, waiting);
            return true;
        }
        let only_waits = !state.can_take_more() && state.has_quiet_room(continues);
        if only_waits {
            state.enqueue(*waiting, continues, self.now);
            self.record(Record::Queued {
                node,
                job: waiting.job,
                request: waiting.request,
            });
        }
        only_waits
    }

    fn work(&mut self, node: NodeId, waiting: Waiting, continues: bool) {
        if self.work_at_once(node, &waiting, continues) {
            return;
        }
        let state = &mut self.nodes[node.index()];
        let full =
            !continues && state.queue.len() >= state.queue_capacity && !state.can_take_more();
        let displaced = if full && state.overflow == Overflow::DropOldest {
            state.displace_oldest(self.now)
        } else {
            None
        };
        let others_wait = !state.queue.is_empty();
        state.enqueue(waiting, continues, self.now);
        // A worker that has just become free takes the one whose turn it is.
        let is_next = !others_wait || continues || state.takes_newest();
        let waits = !state.can_take_more() || !is_next;
        let half_full = state.queue.len() * 2 >= state.queue_capacity;
        if waits {
            self.record(Record::Queued {
                node,
                job: waiting.job,
                request: waiting.request,
            });
        }
        if let Some(job) = displaced {
            self.record(Record::GivenUp { node, job });
            self.handle(node, |process, context| process.displaced(context, job));
        }
        self.start_work(node);
        if waits && half_full && self.nodes[node.index()].shown != NodeState::Saturated {
            self.show_state(node);
        }
    }

    #[inline(never)]
    pub(crate) fn resolve(&mut self, node: NodeId, request: RequestId, answer: Answer) {
        let outcome: Outcome = answer.map(|_| ());
        let Ended {
            elapsed,
            broke,
            lost,
            work,
        } = self.ledger.resolve(request, answer, self.now);
        let nodes = &mut self.nodes;
        self.ledger
            .settle(work, outcome, |node, work| nodes[node.index()].credit(work));
        self.record(Record::Resolved {
            request,
            outcome,
            elapsed,
        });
        if lost > 0 {
            self.record_lost(lost + usize::from(broke == Some(Break::LostWrite)), request);
        }
        if let Some(kind) = broke {
            self.record(Record::Broke { request, kind });
        }
        match outcome {
            Ok(()) => self.metrics.succeeded(elapsed),
            Err(reason) => self.lose(Place::Node(node), 0.0, LossReason::Failed(reason)),
        }
        let source = self.sources.iter().position(|source| source.node == node);
        if let Some(index) = source {
            let next = self.sources[index].ended(self.now, outcome);
            self.plan_arrivals(index, next);
        }
    }

    /// Records the last `count` writes that turned out to be lost, except that of the request which
    /// brought it to light.
    #[cold]
    fn record_lost(&mut self, count: usize, except: RequestId) {
        let kind = Break::LostWrite;
        let newest = self.ledger.breaks(kind).rev().take(count);
        let mut lost: Vec<RequestId> = newest.filter(|request| *request != except).collect();
        lost.reverse();
        for request in lost {
            self.record(Record::Broke { request, kind });
        }
    }

    pub(crate) fn note(&mut self, node: NodeId, note: Note) {
        match note {
            Note::Refused { request, reason } => {
                self.nodes[node.index()].refused[reason.index()] += 1;
                self.record(Record::Refused {
                    node,
                    request,
                    reason,
                });
                self.lose(Place::Node(node), 0.0, LossReason::Refused(reason));
            }
            Note::Trust { target, trusted } => self.record(Record::Trust {
                node,
                target,
                trusted,
            }),
            Note::Decided { request, decision } => self.record(Record::Decided {
                node,
                request,
                decision,
            }),
            Note::WritesLost { count } => {
                self.nodes[node.index()].writes_lost += count;
                self.record(Record::WritesLost { node, count });
            }
            Note::Role(role) => {
                if role == Role::Primary {
                    self.nodes[node.index()].leads_since = self.now;
                }
                self.record(Record::Role { node, role });
                self.show_state(node);
            }
        }
    }
}
