//! What a service remembers of a call it has accepted, and of the calls that it makes for it.

use sim::{
    Answer, Call, Context, Decision, Key, Message, NodeId, Reason, RequestId, Time, Version,
};

use super::script::Calls;

/// A call that the service has accepted.
#[derive(Clone, Copy, Debug)]
pub(super) struct Job {
    pub(super) caller: NodeId,
    pub(super) call: u64,
    pub(super) request: Option<RequestId>,
    pub(super) what: Call,
    pub(super) step: u16,
    /// Calls of the present step: good ends that it needs and has, and calls that have not ended.
    pub(super) needed: u16,
    pub(super) good: u16,
    pub(super) open: u16,
    /// It came while the machine was cold.
    pub(super) cold: bool,
    pub(super) answered: bool,
    /// Nobody knows whether a call of the present step was carried out.
    pub(super) in_doubt: bool,
    /// It has failed, and takes back what it did before this place of its list.
    pub(super) failed: Option<Failed>,
    /// Whether `version` is of the present step.
    pub(super) fresh: bool,
    pub(super) version: Version,
}

/// What is left to do for a job that has failed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Failed {
    pub(super) reason: Reason,
    /// Everything from this place of its list on is taken back, or being taken back.
    pub(super) from: u16,
}

/// A call that the service makes for a job, or the pause before it is tried again.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sent {
    pub(super) job: Key,
    /// The job's step that wants it.
    pub(super) step: u16,
    pub(super) site: u16,
    /// Tries, this one included.
    pub(super) made: u32,
    /// The breaker's epoch it left in; `None` while it pauses.
    pub(super) left: Option<u32>,
}

impl Job {
    /// The call `what` that came with this message.
    pub(super) const fn new(message: &Message, what: Call, cold: bool) -> Self {
        Self {
            caller: message.source,
            call: message.call,
            request: message.request,
            what,
            step: 0,
            needed: 0,
            good: 0,
            open: 0,
            cold,
            answered: false,
            in_doubt: false,
            failed: None,
            fresh: false,
            version: Version::NONE,
        }
    }

    /// Until when its calls are of use: nobody waits for what is taken back, and it is done all the
    /// same.
    pub(super) const fn deadline(&self) -> Time {
        match self.failed {
            Some(_) => Time::MAX,
            None => self.what.deadline,
        }
    }

    /// A step begins that makes `calls`.
    pub(super) const fn ask(&mut self, calls: Calls) {
        self.needed = calls.needed;
        self.good = 0;
        self.open = calls.total();
        self.fresh = false;
        self.in_doubt = false;
    }

    /// A call of the present step is over for good.
    pub(super) fn ended(&mut self, context: &mut Context<'_>, outcome: Answer, optional: bool) {
        self.open -= 1;
        match outcome {
            Ok(version) => {
                self.good += 1;
                self.learn(version);
            }
            Err(reason) if optional => {
                self.good += 1;
                context.decided(self.request, Decision::WentWithout { reason });
            }
            Err(_) => {}
        }
    }

    /// A call has failed, and another one is made instead.
    pub(super) fn falls_back(&self, context: &mut Context<'_>, reason: Reason) {
        context.decided(self.request, Decision::FellBack { reason });
    }

    /// Whether the present step has succeeded or failed, if it is decided.
    pub(super) const fn settled(&self) -> Option<bool> {
        if self.good >= self.needed {
            Some(true)
        } else if self.good + self.open < self.needed {
            Some(false)
        } else {
            None
        }
    }

    /// The present step was done at once, and speaks of this version.
    pub(super) fn done_at_once(&mut self, version: Version) {
        self.fresh = false;
        self.learn(version);
        self.step += 1;
    }

    /// The answer's version is that of the last step that speaks of data; of several calls in one
    /// step, the newest.
    fn learn(&mut self, version: Version) {
        if version == Version::NONE {
            return;
        }
        self.version = if self.fresh {
            self.version.max(version)
        } else {
            version
        };
        self.fresh = true;
    }

    pub(super) fn answer(&mut self, context: &mut Context<'_>, answer: Answer) {
        if !self.answered {
            self.answered = true;
            context.answer_to(self.caller, self.request, self.call, answer);
        }
    }
}
