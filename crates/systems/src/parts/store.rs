//! The caller's side of a database: which of its machines to ask, and how to find out anew.
//!
//! A caller knows the machines and believes one of them to be the primary. When that one does not
//! answer, the caller asks them all who the primary is. What it believes is gone with its power.

use sim::{Call, Context, Duration, NodeId, Reason, RequestId, Time};

use crate::parts::protocol::Words;

/// A caller asks who the primary is at most this often.
const ASK_AGAIN: Duration = Duration::from_millis(500);

/// Where the data is: several candidates, one of which takes the writes.
#[derive(Clone, Debug)]
pub(crate) struct Store {
    candidates: Vec<NodeId>,
    timeout: Duration,
    primary: usize,
    epoch: u64,
    asked_at: Option<Time>,
}

impl Store {
    /// A database of which the first candidate takes the writes when the run starts.
    pub(crate) const fn new(candidates: Vec<NodeId>, timeout: Duration) -> Self {
        Self {
            candidates,
            timeout,
            primary: 0,
            epoch: 0,
            asked_at: None,
        }
    }

    /// How long the caller waits for an answer.
    pub(crate) const fn timeout(&self) -> Duration {
        self.timeout
    }

    /// The machine to send this call to, made for `request`.
    pub(crate) fn target(
        &mut self,
        _context: &mut Context<'_>,
        _request: Option<RequestId>,
        _what: Call,
    ) -> NodeId {
        self.candidates[self.primary]
    }

    /// A call was not carried out for this reason: it may have been sent to the wrong machine.
    pub(crate) fn failed(&mut self, context: &mut Context<'_>, reason: Reason) {
        if matches!(reason, Reason::Unavailable | Reason::DependencyTimedOut) {
            self.ask(context);
        }
    }

    /// Asks every candidate who the primary is, but not too often. A caller does so when it starts.
    pub(crate) fn ask(&mut self, context: &mut Context<'_>) {
        let recently = |at: Time| context.now.since(at) < ASK_AGAIN;
        if self.candidates.len() < 2 || self.asked_at.is_some_and(recently) {
            return;
        }
        self.asked_at = Some(context.now);
        for candidate in &self.candidates {
            Words::WhoIsPrimary.send(context, *candidate, 0);
        }
    }

    /// A machine says something about itself; words that are for others change nothing.
    pub(crate) fn told(&mut self, source: NodeId, words: Words) {
        let Words::IAmPrimary { epoch } = words else {
            return;
        };
        let place = self.candidates.iter().position(|node| *node == source);
        if let Some(place) = place.filter(|_| epoch >= self.epoch) {
            self.primary = place;
            self.epoch = epoch;
        }
    }

    /// Forgets what was learned, as a machine that loses its power does.
    pub(crate) fn forget(&mut self) {
        self.primary = 0;
        self.epoch = 0;
        self.asked_at = None;
    }
}
