//! The users: they ask, wait, give up after a while, and try again as their policy says.
//!
//! A request is carried by tries, one after the other; when one fails, the retry policy says whether
//! and when the next begins. A try is one call, or two: where users hedge, a second call follows if
//! the first has no answer after a while, and the first good answer wins (Dean and Barroso, *The tail
//! at scale*, 2013). A try fails when its time is up or when every call of it was answered with bad
//! news. A good answer that comes after its try was given up is late: it helps nobody.
//!
//! How many ask, and when, is the workload's; this is what they do once they want something.

use std::collections::BTreeSet;

use sim::{
    Answer, Body, Call, CallId, Context, Decision, Duration, Key, Message, NodeId, Process, Reason,
    RequestId, Slab, Stream,
};

use crate::catalogue::Settings;
use crate::model::{RetryPause, RetrySpec, Span};
use crate::parts::budget::Bucket;
use crate::parts::retry::Retry;

pub(crate) mod demand;
pub(crate) mod keys;
pub(crate) mod spec;
#[cfg(test)]
mod tests;

/// The longest first pause before a retry of the catalogue's users; it doubles with every further one.
const BACKOFF: Span = Span::from_millis(100);
/// The longest pause that doubling leads to.
const BACKOFF_MAX: Span = Span::from_millis(10_000);
/// Tells the second call of a try from the first, and the timer before it from that of the timeout.
/// No key of a slab has this bit: there are never 2^31 tries at once.
const SECOND: u64 = 1 << 31;

/// One try of a request, or the pause before it.
#[derive(Clone, Copy, Debug)]
struct Try {
    request: RequestId,
    call: Call,
    /// Which try of its request this is, from 1.
    number: u32,
    /// Whether the answer to the first and to the second call is waited for.
    awaited: [bool; 2],
}

impl Try {
    const fn pauses(&self) -> bool {
        !self.awaited[0] && !self.awaited[1]
    }
}

/// When a second call follows the first.
#[derive(Clone, Copy, Debug)]
struct Hedging {
    after: Duration,
    budget: Bucket,
}

/// All users of one kind, who knock at the same doors.
#[derive(Clone, Debug)]
pub(crate) struct Clients {
    /// The machines they call, in turn.
    doors: Vec<NodeId>,
    next_door: usize,
    /// How long a try may take; for ever where nobody says.
    timeout: Option<Duration>,
    /// Whether calls carry the instant at which their try is given up.
    tells_deadline: bool,
    retry: Retry,
    attempts_max: u32,
    hedging: Option<Hedging>,
    /// One for each request that has not ended.
    tries: Slab<Try>,
    /// Calls that another call of their try was quicker than, until their time is up.
    overtaken: BTreeSet<CallId>,
    begun: u64,
    ended: u64,
}

impl Clients {
    /// Users of the catalogue's systems who knock at `door`.
    pub(crate) fn new(settings: &Settings<'_>, door: NodeId, name: &str) -> Self {
        let retry = RetrySpec {
            attempts: settings.get("retries") as u32 + 1,
            pause: RetryPause::FullJitter {
                base: BACKOFF,
                maximum: BACKOFF_MAX,
            },
            budget: None,
        };
        let pauses = Stream::named(settings.scenario.seed, name, "backoff");
        let timeout = Duration::from_millis(settings.get("timeout") as u64);
        Self::patient(vec![door], &retry, pauses).giving_up_after(timeout, false)
    }

    /// Users who wait as long as it takes.
    fn patient(doors: Vec<NodeId>, retry: &RetrySpec, pauses: Stream) -> Self {
        Self {
            doors,
            next_door: 0,
            timeout: None,
            tells_deadline: false,
            retry: Retry::new(retry, pauses),
            attempts_max: retry.attempts,
            hedging: None,
            tries: Slab::default(),
            overtaken: BTreeSet::new(),
            begun: 0,
            ended: 0,
        }
    }

    /// They give a try up after this long, and say so in their calls or not.
    fn giving_up_after(mut self, timeout: Duration, tells_deadline: bool) -> Self {
        self.timeout = Some(timeout);
        self.tells_deadline = tells_deadline;
        self
    }

    /// They send a second call after this long, if the budget allows.
    fn hedging_after(mut self, after: Duration, budget: Bucket) -> Self {
        self.hedging = Some(Hedging { after, budget });
        self
    }

    /// Begins a try, and with it the waiting for its first call.
    fn ask(&mut self, context: &mut Context<'_>, begun: Try) {
        let mut call = begun.call;
        if let Some(timeout) = self.timeout.filter(|_| self.tells_deadline) {
            call.deadline = context.clock() + timeout;
        }
        let key = self.tries.insert(Try {
            call,
            awaited: [true, false],
            ..begun
        });
        self.call(context, begun.request, key.as_bits(), call);
        if let Some(timeout) = self.timeout {
            context.set_timer(timeout, key.as_bits());
        }
        if let Some(hedging) = &self.hedging {
            context.set_timer(hedging.after, key.as_bits() | SECOND);
        }
    }

    fn call(&mut self, context: &mut Context<'_>, request: RequestId, id: CallId, call: Call) {
        let door = self.doors[self.next_door];
        self.next_door = (self.next_door + 1) % self.doors.len();
        context.attempt(request);
        context.call(door, Some(request), id, call);
    }

    /// The first call has no answer yet: a second one follows, if the budget allows.
    fn hedge(&mut self, context: &mut Context<'_>, key: Key) {
        let (Some(hedged), Some(hedging)) = (self.tries.get_mut(key), &mut self.hedging) else {
            return;
        };
        if !hedging.budget.take() {
            return;
        }
        hedged.awaited[1] = true;
        let (request, call) = (hedged.request, hedged.call);
        context.decided(Some(request), Decision::Hedged);
        self.call(context, request, key.as_bits() | SECOND, call);
    }

    fn answered(&mut self, context: &mut Context<'_>, message: &Message, answer: Answer) {
        let (key, place) = place_of(message.call);
        let entry = self.tries.get_mut(key);
        let Some(entry) = entry.filter(|entry| entry.awaited[place]) else {
            if let Some(request) = message.request {
                let in_time = self.timeout.is_none() || self.overtaken.remove(&message.call);
                context.late(request, answer.is_ok() && !in_time);
            }
            return;
        };
        entry.awaited[place] = false;
        if answer.is_ok() && entry.awaited[1 - place] && self.timeout.is_some() {
            self.overtaken.insert(message.call ^ SECOND);
        }
        match answer {
            Ok(_) => self.end(context, key, answer),
            Err(reason) if entry.pauses() => self.fail(context, key, reason),
            // The other call of this try may still bring good news.
            Err(_) => {}
        }
    }

    /// A try has failed: the next one comes after a pause, or the request has failed.
    fn fail(&mut self, context: &mut Context<'_>, key: Key, reason: Reason) {
        let failed = *self.tries.get(key).expect("what fails was tried");
        let request = Some(failed.request);
        let Some(pause) = self.retry.failed(context, request, failed.number) else {
            self.end(context, key, Err(reason));
            return;
        };
        // A new key: answers and timers of the failed try find nothing any more.
        self.tries.remove(key);
        let next = self.tries.insert(Try {
            number: failed.number + 1,
            awaited: [false; 2],
            ..failed
        });
        context.set_timer(pause, next.as_bits());
    }

    fn end(&mut self, context: &mut Context<'_>, key: Key, answer: Answer) {
        let last = self.tries.remove(key).expect("a request ends once");
        self.ended += 1;
        context.resolve(last.request, answer);
    }
}

/// Which try a call id or a token speaks of, and whether of its first (0) or second (1) call.
const fn place_of(call: CallId) -> (Key, usize) {
    let second = call & SECOND != 0;
    (Key::from_bits(call & !SECOND), second as usize)
}

impl Process for Clients {
    fn start(&mut self, _context: &mut Context<'_>) {
        self.retry.started();
    }

    fn arrival(&mut self, context: &mut Context<'_>, request: RequestId, call: Call) {
        self.retry.called();
        if let Some(hedging) = &mut self.hedging {
            hedging.budget.fill();
        }
        self.begun += 1;
        let first = Try {
            request,
            call,
            number: 1,
            awaited: [false; 2],
        };
        self.ask(context, first);
    }

    fn message(&mut self, context: &mut Context<'_>, message: &Message) {
        if let Body::Answer(answer) = message.body {
            self.answered(context, message, answer);
        }
    }

    fn timer(&mut self, context: &mut Context<'_>, token: u64) {
        let (key, place) = place_of(token);
        // A try that came to its end in time is not there any more.
        let Some(entry) = self.tries.get(key).copied() else {
            if place == 0 {
                self.overtaken.remove(&token);
                self.overtaken.remove(&(token | SECOND));
            }
            return;
        };
        if place == 1 {
            self.hedge(context, key);
        } else if entry.pauses() {
            self.tries.remove(key);
            self.ask(context, entry);
        } else {
            context.decided(Some(entry.request), Decision::GaveUp);
            self.fail(context, key, Reason::TimedOut);
        }
    }

    fn check(&self) -> Result<(), String> {
        self.retry.check()?;
        if let Some(hedging) = &self.hedging {
            hedging.budget.check()?;
        }
        let open = self.tries.len() as u64;
        if self.begun != self.ended + open {
            let (begun, ended) = (self.begun, self.ended);
            return Err(format!("begun = ended + open: {begun}, {ended}, {open}"));
        }
        let lawful = |entry: &Try| {
            let second = entry.awaited[1] && self.hedging.is_none();
            (1..=self.attempts_max).contains(&entry.number) && !second
        };
        match self.tries.iter().find(|(_, entry)| !lawful(entry)) {
            Some((_, entry)) => Err(format!("tries keep to their policy: {entry:?}")),
            None => Ok(()),
        }
    }

    fn crash(&mut self) {
        unreachable!("the users are no machine that faults strike");
    }

    fn clone_box(&self) -> Box<dyn Process> {
        Box::new(self.clone())
    }
}
