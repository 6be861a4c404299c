//! A load balancer: it hands every call to one of its targets and passes the answer back.
//!
//! It learns about its targets only from messages. Each registered target is probed at a fixed
//! interval; after so many failed probes in a row it gets no more work, after so many good ones it
//! gets work again. When no target is trusted, all registered ones get work ("fail open", as the
//! load balancers of the large clouds do). Simplified: the balancer itself takes no time and is
//! never the bottleneck.

use std::collections::VecDeque;

use sim::{
    Answer, Body, Call, Context, Duration, Key, Message, NodeId, Note, Process, Reason, RequestId,
    Slab, Stream, Time,
};

use crate::parts::protocol::Words;

/// Probes in a row that fail before a target gets no more work.
const FAILURES_TO_DISTRUST: u32 = 2;
/// Probes in a row that succeed before a target gets work again.
const SUCCESSES_TO_TRUST: u32 = 2;
/// Failed probes in a row after which a target counts as gone until it registers again.
const FAILURES_TO_FORGET: u32 = 30;
/// How long the balancer remembers whom an answer is for.
const IDLE_TIMEOUT: Duration = Duration::from_secs(10);
/// The token of the timer that starts a round of probes; all others name a probe.
const ROUND: u64 = u64::MAX;

/// How a target is chosen among the trusted ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Policy {
    /// One after the other.
    RoundRobin,
    /// Any.
    Random,
    /// The one with the fewest calls in flight; the first of equals.
    LeastConnections,
    /// Two at random, of these the one with fewer calls in flight.
    PowerOfTwoChoices,
}

#[derive(Clone, Copy, Debug)]
struct Target {
    node: NodeId,
    registered: bool,
    trusted: bool,
    failures: u32,
    successes: u32,
    in_flight: u32,
    /// The probe that is waited for.
    probe: Option<u64>,
}

#[derive(Clone, Copy, Debug)]
struct Forwarded {
    caller: NodeId,
    call: u64,
    request: Option<RequestId>,
    target: usize,
}

/// A program that spreads calls over targets.
#[derive(Clone, Debug)]
pub(crate) struct Balancer {
    policy: Policy,
    interval: Duration,
    /// The targets that are in service when the balancer is configured.
    initially: usize,
    targets: Vec<Target>,
    forwarded: Slab<Forwarded>,
    /// What was forwarded when, oldest first, to forget it after the idle timeout.
    ages: VecDeque<(Time, Key)>,
    next: usize,
    probes: u64,
    choices: Stream,
    /// Reused: the places of the targets that may get the next call.
    candidates: Vec<usize>,
}

impl Balancer {
    /// A balancer over `targets`, of which the first `initially` are in service.
    pub(crate) fn new(
        policy: Policy,
        targets: &[NodeId],
        initially: usize,
        interval: Duration,
        choices: Stream,
    ) -> Self {
        let target = |(place, node): (usize, &NodeId)| Target {
            node: *node,
            registered: place < initially,
            trusted: place < initially,
            failures: 0,
            successes: 0,
            in_flight: 0,
            probe: None,
        };
        Self {
            policy,
            interval,
            initially,
            targets: targets.iter().enumerate().map(target).collect(),
            forwarded: Slab::default(),
            ages: VecDeque::new(),
            next: 0,
            probes: 0,
            choices,
            candidates: Vec::new(),
        }
    }

    fn forward(&mut self, context: &mut Context<'_>, message: &Message, what: Call) {
        let Some(place) = self.choose() else {
            let reason = Reason::Unavailable;
            context.note(Note::Refused {
                request: message.request,
                reason,
            });
            context.answer(message, Err(reason));
            return;
        };
        let key = self.forwarded.insert(Forwarded {
            caller: message.source,
            call: message.call,
            request: message.request,
            target: place,
        });
        self.ages.push_back((context.now, key));
        let target = &mut self.targets[place];
        target.in_flight += 1;
        context.call(target.node, message.request, key.as_bits(), what);
    }

    fn choose(&mut self) -> Option<usize> {
        let targets = &self.targets;
        self.candidates.clear();
        let trusted = (0..targets.len()).filter(|place| targets[*place].trusted);
        self.candidates.extend(trusted);
        if self.candidates.is_empty() {
            let registered = (0..targets.len()).filter(|place| targets[*place].registered);
            self.candidates.extend(registered);
        }
        let count = self.candidates.len();
        if count == 0 {
            return None;
        }
        let load = |index: usize| targets[self.candidates[index]].in_flight;
        let index = match self.policy {
            Policy::RoundRobin => {
                self.next = (self.next + 1) % count;
                self.next
            }
            Policy::Random => self.choices.below(count as u32) as usize,
            Policy::LeastConnections => (0..count).min_by_key(|index| load(*index)).unwrap_or(0),
            Policy::PowerOfTwoChoices => {
                let first = self.choices.below(count as u32) as usize;
                let second = self.choices.below(count as u32) as usize;
                if load(second) < load(first) {
                    second
                } else {
                    first
                }
            }
        };
        Some(self.candidates[index])
    }

    fn pass_back(&mut self, context: &mut Context<'_>, call: u64, outcome: Answer) {
        let Some(forwarded) = self.forwarded.remove(Key::from_bits(call)) else {
            return;
        };
        self.targets[forwarded.target].in_flight -= 1;
        context.answer_to(forwarded.caller, forwarded.request, forwarded.call, outcome);
    }

    fn probe_all(&mut self, context: &mut Context<'_>) {
        context.set_timer(self.interval, ROUND);
        for place in 0..self.targets.len() {
            if !self.targets[place].registered {
                continue;
            }
            self.probes += 1;
            let probe = self.probes;
            self.targets[place].probe = Some(probe);
            Words::Probe.send(context, self.targets[place].node, probe);
            // A probe has half an interval to come back.
            context.set_timer(self.interval.scaled(1, 2), probe);
        }
        while let Some((at, key)) = self.ages.front().copied() {
            if context.now.since(at) < IDLE_TIMEOUT {
                break;
            }
            self.ages.pop_front();
            if let Some(forwarded) = self.forwarded.remove(key) {
                self.targets[forwarded.target].in_flight -= 1;
            }
        }
    }

    fn probed(&mut self, context: &mut Context<'_>, probe: u64, well: bool) {
        let target = self.targets.iter_mut();
        let Some(target) = target
            .into_iter()
            .find(|target| target.probe == Some(probe))
        else {
            return;
        };
        target.probe = None;
        if well {
            target.successes += 1;
            target.failures = 0;
        } else {
            target.failures += 1;
            target.successes = 0;
        }
        let trusted = if target.trusted {
            target.failures < FAILURES_TO_DISTRUST
        } else {
            target.successes >= SUCCESSES_TO_TRUST
        };
        target.registered = target.failures < FAILURES_TO_FORGET;
        set_trust(context, target, trusted);
    }

    fn target_of(&mut self, node: NodeId) -> Option<&mut Target> {
        self.targets.iter_mut().find(|target| target.node == node)
    }
}

fn set_trust(context: &mut Context<'_>, target: &mut Target, trusted: bool) {
    if target.trusted != trusted {
        target.trusted = trusted;
        context.note(Note::Trust {
            target: target.node,
            trusted,
        });
    }
}

impl Process for Balancer {
    fn start(&mut self, context: &mut Context<'_>) {
        self.probe_all(context);
    }

    fn message(&mut self, context: &mut Context<'_>, message: &Message) {
        match message.body {
            Body::Call(what) => self.forward(context, message, what),
            Body::Answer(outcome) => self.pass_back(context, message.call, outcome),
            Body::Protocol(payload) => match Words::from(payload) {
                Words::Well => self.probed(context, message.call, true),
                Words::Register => {
                    if let Some(target) = self.target_of(message.source) {
                        target.registered = true;
                    }
                }
                Words::Deregister => {
                    if let Some(target) = self.target_of(message.source) {
                        target.registered = false;
                        target.probe = None;
                        target.successes = 0;
                        target.failures = 0;
                        set_trust(context, target, false);
                    }
                }
                _ => {}
            },
        }
    }

    fn timer(&mut self, context: &mut Context<'_>, token: u64) {
        if token == ROUND {
            self.probe_all(context);
        } else {
            self.probed(context, token, false);
        }
    }

    /// Connections are gone; the configured targets are on disk, and trusted until proved bad.
    fn crash(&mut self) {
        self.forwarded.clear();
        self.ages.clear();
        let initially = self.initially;
        for (place, target) in self.targets.iter_mut().enumerate() {
            target.registered |= place < initially;
            target.trusted = target.registered;
            target.in_flight = 0;
            target.failures = 0;
            target.successes = 0;
            target.probe = None;
        }
    }

    fn trusts(&self, node: NodeId) -> Option<bool> {
        let target = self.targets.iter().find(|target| target.node == node)?;
        target.registered.then_some(target.trusted)
    }

    fn clone_box(&self) -> Box<dyn Process> {
        Box::new(self.clone())
    }
}
