//! A load balancer: it hands every call to one of its targets and passes the answer back.
//!
//! It learns about its targets only from messages. Health checks: each registered target is probed
//! at a fixed interval; after so many failed probes in a row it gets no more work, after so many
//! good ones it gets work again. Outliers: a target whose calls end badly so many times in a row is
//! left out for a while, whatever its probes say; that is what finds a gray failure. When no target
//! is trusted, all registered ones get work ("fail open", as the load balancers of the large clouds
//! do). Simplified: the balancer itself takes no time and is never the bottleneck, and an ejection
//! does not last longer when it repeats.

use std::collections::VecDeque;

use sim::{
    Answer, Body, Call, Context, Decision, Duration, Key, Message, NodeId, Note, Process, Reason,
    RequestId, Slab, Stream, Time,
};

use crate::parts::protocol::Words;
use pool::{Chosen, Pool};

mod choice;
mod pool;
mod spec;
#[cfg(test)]
mod tests;
mod tournament;
mod turns;

pub(crate) use choice::Choice;
pub use spec::{Balancer, Checks, Outliers, Policy};

/// Bits of a probe's name that hold the place of a target.
const PLACE_BITS: u32 = 16;

/// What a timer of the balancer is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Alarm {
    /// The next round of probes begins.
    Round,
    /// The probes of this round should be back.
    ProbesDue { round: u64 },
    /// The oldest call has waited long enough.
    Patience,
    /// The ejection of the target at this place is over.
    Return { place: usize },
}

impl Alarm {
    /// The token of its timer: two bits for the kind, the rest for what it names.
    const fn token(self) -> u64 {
        match self {
            Self::Round => 0,
            Self::ProbesDue { round } => (round << 2) | 1,
            Self::Patience => 2,
            Self::Return { place } => ((place as u64) << 2) | 3,
        }
    }

    const fn of(token: u64) -> Self {
        let named = token >> 2;
        match token & 3 {
            0 => Self::Round,
            1 => Self::ProbesDue { round: named },
            2 => Self::Patience,
            _ => Self::Return {
                place: named as usize,
            },
        }
    }
}

/// A call that waits for its answer.
#[derive(Clone, Copy, Debug)]
struct Forwarded {
    caller: NodeId,
    call: u64,
    request: Option<RequestId>,
    place: usize,
}

/// What a balancer is made of.
#[derive(Clone, Debug)]
pub(crate) struct Setup {
    /// The targets, and whether each is in service from the start.
    pub(crate) targets: Vec<(NodeId, bool)>,
    pub(crate) choice: Choice,
    pub(crate) checks: Option<Checks>,
    pub(crate) outliers: Option<Outliers>,
    /// Whether all targets get work when none is trusted.
    pub(crate) fail_open: bool,
    /// How long it waits for an answer before it gives its caller bad news.
    pub(crate) patience: Duration,
    pub(crate) choices: Stream,
}

/// A program that spreads calls over targets.
#[derive(Clone, Debug)]
pub(crate) struct BalancerProcess {
    pool: Pool,
    checks: Option<Checks>,
    outliers: Option<Outliers>,
    patience: Duration,
    choices: Stream,
    forwarded: Slab<Forwarded>,
    /// What was forwarded when, oldest first.
    ages: VecDeque<(Time, Key)>,
    /// Whether a timer runs for the oldest.
    watching: bool,
    round: u64,
    /// After a crash it asks everybody, for somebody may have joined meanwhile.
    asks_all: bool,
}

impl BalancerProcess {
    pub(crate) fn new(setup: Setup) -> Self {
        Self {
            pool: Pool::new(&setup.targets, setup.choice, setup.fail_open),
            checks: setup.checks,
            outliers: setup.outliers,
            patience: setup.patience,
            choices: setup.choices,
            forwarded: Slab::default(),
            ages: VecDeque::new(),
            watching: false,
            round: 0,
            asks_all: false,
        }
    }

    fn forward(&mut self, context: &mut Context<'_>, message: &Message, what: Call) {
        let request = message.request;
        let Some(chosen) = self.pool.choose(what.key, &mut self.choices) else {
            let reason = Reason::Unavailable;
            context.note(Note::Refused { request, reason });
            context.answer(message, Err(reason));
            return;
        };
        let Chosen { place, failed_open } = chosen;
        if failed_open {
            context.decided(request, Decision::FailedOpen);
        }
        let target = self.pool.get(place).node;
        context.decided(request, Decision::Chose { target });
        let key = self.forwarded.insert(Forwarded {
            caller: message.source,
            call: message.call,
            request,
            place,
        });
        self.pool.begun(place);
        self.ages.push_back((context.now, key));
        if !self.watching {
            self.watching = true;
            context.set_timer(self.patience, Alarm::Patience.token());
        }
        context.call(target, request, key.as_bits(), what);
    }

    /// Ends a call, if it still waits.
    fn end(&mut self, context: &mut Context<'_>, key: Key, outcome: Answer) {
        let Some(forwarded) = self.forwarded.remove(key) else {
            return;
        };
        self.pool.ended(forwarded.place);
        self.judge(context, forwarded.place, outcome.is_ok());
        context.answer_to(forwarded.caller, forwarded.request, forwarded.call, outcome);
        self.forget_ended();
    }

    /// Gives up the calls that have waited long enough, and watches the next one.
    fn lose_patience(&mut self, context: &mut Context<'_>) {
        self.watching = false;
        while let Some((at, key)) = self.ages.front().copied() {
            let rest = self.patience - context.now.since(at);
            if rest > Duration::ZERO {
                self.watching = true;
                context.set_timer(rest, Alarm::Patience.token());
                return;
            }
            self.ages.pop_front();
            if let Some(forwarded) = self.forwarded.get(key) {
                context.decided(forwarded.request, Decision::GaveUp);
            }
            self.end(context, key, Err(Reason::DependencyTimedOut));
        }
    }

    /// Keeps the list of ages short: what has ended needs no patience.
    fn forget_ended(&mut self) {
        while let Some((_, key)) = self.ages.front() {
            if self.forwarded.get(*key).is_some() {
                break;
            }
            self.ages.pop_front();
        }
    }

    /// Ejects a target whose calls end badly too many times in a row.
    fn judge(&mut self, context: &mut Context<'_>, place: usize, ended_well: bool) {
        let Some(outliers) = self.outliers else {
            return;
        };
        let errors = if ended_well {
            0
        } else {
            self.pool.get(place).errors + 1
        };
        let ejects = errors >= outliers.errors
            && self.pool.get(place).trusted()
            && self.pool.may_eject(outliers.share.0.per_million());
        self.change(context, place, |target| {
            target.errors = errors;
            target.ejected |= ejects;
        });
        if ejects {
            let alarm = Alarm::Return { place };
            context.set_timer(outliers.time.0, alarm.token());
        }
    }

    fn give_back(&mut self, context: &mut Context<'_>, place: usize) {
        self.change(context, place, |target| {
            target.ejected = false;
            target.errors = 0;
        });
    }

    /// Changes what is known of a target, and tells the viewer if its trust changes with that.
    fn change(
        &mut self,
        context: &mut Context<'_>,
        place: usize,
        change: impl FnOnce(&mut pool::Target),
    ) {
        if let Some(trusted) = self.pool.change(place, change) {
            let target = self.pool.get(place).node;
            context.note(Note::Trust { target, trusted });
        }
    }

    fn probe_all(&mut self, context: &mut Context<'_>) {
        let Some(checks) = self.checks else {
            return;
        };
        self.miss_probes(context, self.round);
        self.round += 1;
        context.set_timer(checks.interval.0, Alarm::Round.token());
        let asks_all = std::mem::take(&mut self.asks_all);
        for place in 0..self.pool.len() {
            if !asks_all && !self.pool.get(place).registered {
                continue;
            }
            let probe = (self.round << PLACE_BITS) | place as u64;
            self.pool.change(place, |target| target.probe = Some(probe));
            Words::Probe.send(context, self.pool.get(place).node, probe);
        }
        let due = Alarm::ProbesDue { round: self.round };
        context.set_timer(checks.timeout.0, due.token());
    }

    /// Every probe of this round that is not back has failed.
    fn miss_probes(&mut self, context: &mut Context<'_>, round: u64) {
        for place in 0..self.pool.len() {
            let probe = self.pool.get(place).probe;
            if probe.is_some_and(|probe| probe >> PLACE_BITS == round) {
                self.probed(context, place, false);
            }
        }
    }

    fn probe_back(&mut self, context: &mut Context<'_>, probe: u64) {
        let place = (probe & 0xffff) as usize;
        if place < self.pool.len() && self.pool.get(place).probe == Some(probe) {
            self.probed(context, place, true);
        }
    }

    fn probed(&mut self, context: &mut Context<'_>, place: usize, well: bool) {
        let Some(checks) = self.checks else {
            return;
        };
        self.change(context, place, |target| {
            target.probe = None;
            if well {
                target.registered = true;
                target.successes += 1;
                target.failures = 0;
            } else {
                target.failures += 1;
                target.successes = 0;
            }
            target.well = if target.well {
                target.failures < checks.failures
            } else {
                target.successes >= checks.successes
            };
        });
    }

    fn register(&mut self, context: &mut Context<'_>, node: NodeId) {
        if let Some(place) = self.pool.place_of(node) {
            let unchecked = self.checks.is_none();
            self.change(context, place, |target| {
                target.registered = true;
                target.failures = 0;
                target.well |= unchecked;
            });
        }
    }

    fn deregister(&mut self, context: &mut Context<'_>, node: NodeId) {
        if let Some(place) = self.pool.place_of(node) {
            self.change(context, place, |target| {
                target.registered = false;
                target.well = false;
                target.probe = None;
                target.successes = 0;
                target.failures = 0;
                target.errors = 0;
            });
        }
    }
}

impl Process for BalancerProcess {
    fn start(&mut self, context: &mut Context<'_>) {
        self.probe_all(context);
    }

    fn message(&mut self, context: &mut Context<'_>, message: &Message) {
        match message.body {
            Body::Call(what) => self.forward(context, message, what),
            Body::Answer(outcome) => self.end(context, Key::from_bits(message.call), outcome),
            Body::Protocol(payload) => match Words::from(payload) {
                Words::Well => self.probe_back(context, message.call),
                Words::Register => self.register(context, message.source),
                Words::Deregister => self.deregister(context, message.source),
                // A balancer may stand behind another one.
                Words::Probe => Words::Well.send(context, message.source, message.call),
                _ => {}
            },
        }
    }

    fn timer(&mut self, context: &mut Context<'_>, token: u64) {
        match Alarm::of(token) {
            Alarm::Round => self.probe_all(context),
            Alarm::ProbesDue { round } => self.miss_probes(context, round),
            Alarm::Patience => self.lose_patience(context),
            Alarm::Return { place } => self.give_back(context, place),
        }
    }

    fn check(&self) -> Result<(), String> {
        let oldest = self.ages.front();
        if oldest.is_some_and(|(_, key)| self.forwarded.get(*key).is_none()) {
            return Err("the oldest call that is watched has ended".to_owned());
        }
        self.pool.check(self.forwarded.len())
    }

    fn crash(&mut self) {
        self.forwarded.clear();
        self.ages.clear();
        self.watching = false;
        self.asks_all = true;
        self.pool.crash();
    }

    fn trusts(&self, node: NodeId) -> Option<bool> {
        let target = self.pool.get(self.pool.place_of(node)?);
        target.registered.then_some(target.trusted())
    }

    fn clone_box(&self) -> Box<dyn Process> {
        Box::new(self.clone())
    }
}
