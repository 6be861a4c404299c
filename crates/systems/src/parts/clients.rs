//! The users: they ask, wait, give up after a while, and try again a few times.
//!
//! Every attempt is a call of its own with its own timer. An attempt that is not answered in time,
//! or is answered with bad news, is followed by another one after a random pause (exponential
//! backoff with full jitter, as Amazon's Builders' Library describes it), until the retries are
//! used up. An answer to an attempt that was given up is late: it helps nobody.

use sim::{
    Answer, Body, Call, Context, Duration, Key, Message, NodeId, Process, Reason, RequestId, Slab,
    Stream,
};

use crate::catalogue::Settings;
use crate::model::{RetryPause, RetrySpec, Span};
use crate::parts::retry::Retry;

/// The longest first pause before a retry; it doubles with every further one.
const BACKOFF: Span = Span::from_millis(100);
/// The longest pause that doubling leads to.
const BACKOFF_MAX: Span = Span::from_millis(10_000);

#[derive(Clone, Copy, Debug)]
struct Attempt {
    request: RequestId,
    call: Call,
    /// Attempts so far, this one included.
    made: u32,
    /// Whether the question has been sent; otherwise this is the pause before it.
    asked: bool,
}

/// All users of one system, behind one door.
#[derive(Clone, Debug)]
pub(crate) struct Clients {
    door: NodeId,
    timeout: Duration,
    retry: Retry,
    attempts: Slab<Attempt>,
}

impl Clients {
    /// Users who knock at `door`.
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
        Self {
            door,
            timeout: Duration::from_millis(settings.get("timeout") as u64),
            retry: Retry::new(&retry, pauses),
            attempts: Slab::default(),
        }
    }

    fn ask(&mut self, context: &mut Context<'_>, attempt: Attempt) {
        let key = self.attempts.insert(Attempt {
            asked: true,
            ..attempt
        });
        context.attempt(attempt.request);
        context.call(
            self.door,
            Some(attempt.request),
            key.as_bits(),
            attempt.call,
        );
        context.set_timer(self.timeout, key.as_bits());
    }

    fn fail(&mut self, context: &mut Context<'_>, attempt: Attempt, reason: Reason) {
        let pause = self
            .retry
            .failed(context, Some(attempt.request), attempt.made);
        let Some(pause) = pause else {
            context.resolve(attempt.request, Err(reason));
            return;
        };
        let key = self.attempts.insert(Attempt {
            made: attempt.made + 1,
            asked: false,
            ..attempt
        });
        context.set_timer(pause, key.as_bits());
    }

    fn answered(&mut self, context: &mut Context<'_>, message: &Message, outcome: Answer) {
        match (self.attempts.remove(Key::from_bits(message.call)), outcome) {
            (Some(attempt), Ok(version)) => context.resolve(attempt.request, Ok(version)),
            (Some(attempt), Err(reason)) => self.fail(context, attempt, reason),
            (None, _) => {
                if let Some(request) = message.request {
                    context.late(request);
                }
            }
        }
    }
}

impl Process for Clients {
    fn start(&mut self, _context: &mut Context<'_>) {
        self.retry.started();
    }

    fn arrival(&mut self, context: &mut Context<'_>, request: RequestId, call: Call) {
        self.retry.called();
        let attempt = Attempt {
            request,
            call,
            made: 1,
            asked: true,
        };
        self.ask(context, attempt);
    }

    fn message(&mut self, context: &mut Context<'_>, message: &Message) {
        if let Body::Answer(outcome) = message.body {
            self.answered(context, message, outcome);
        }
    }

    fn timer(&mut self, context: &mut Context<'_>, token: u64) {
        // An attempt that was answered in time is not there any more.
        let Some(attempt) = self.attempts.remove(Key::from_bits(token)) else {
            return;
        };
        if attempt.asked {
            self.fail(context, attempt, Reason::TimedOut);
        } else {
            self.ask(context, attempt);
        }
    }

    fn check(&self) -> Result<(), String> {
        self.retry.check()
    }

    fn crash(&mut self) {
        unreachable!("the users are no machine that faults strike");
    }

    fn clone_box(&self) -> Box<dyn Process> {
        Box::new(self.clone())
    }
}
