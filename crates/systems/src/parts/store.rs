//! The caller's side of a database: which of its machines to ask, and how to find out anew.
//!
//! A caller knows the machines and believes one of them to be the primary. When that one does not
//! answer, the caller asks them all who they are. Where copies answer reads, they say so, and the
//! caller reads from each in turn; until somebody answers, from those that said so the last time.
//! What it believes is gone with its power.

use sim::{Call, Context, Decision, Duration, NodeId, Reason, RequestId, Time};

use crate::parts::database::WRITE;
use crate::parts::protocol::Words;

/// A caller asks who the primary is at most this often.
const ASK_AGAIN: Duration = Duration::from_millis(500);
/// While copies that should answer reads are missing, a caller looks for them this often.
const LOOK_AGAIN: Duration = Duration::from_secs(5);

/// Where the data is: several candidates, one of which takes the writes.
#[derive(Clone, Debug)]
pub(crate) struct Store {
    candidates: Vec<NodeId>,
    timeout: Duration,
    primary: usize,
    epoch: u64,
    asked_at: Option<Time>,
    /// Copies that should answer reads, and those that do, by their place among the candidates.
    readable: u64,
    copies: Vec<usize>,
    /// Those that did before it asked the last time, as long as nobody has answered since.
    copies_before: Vec<usize>,
    turn: usize,
}

impl Store {
    /// A database of which the first candidate takes the writes when the run starts.
    pub(crate) fn new(candidates: Vec<NodeId>, timeout: Duration) -> Self {
        Self {
            copies: Vec::with_capacity(candidates.len()),
            copies_before: Vec::with_capacity(candidates.len()),
            readable: 0,
            turn: 0,
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

    /// The machines that it consists of.
    pub(crate) fn candidates(&self) -> &[NodeId] {
        &self.candidates
    }

    /// The machine to send this call to, made for `request`.
    pub(crate) fn target(
        &mut self,
        context: &mut Context<'_>,
        request: Option<RequestId>,
        what: Call,
    ) -> NodeId {
        let missing = (self.copies.len() as u64) < self.readable;
        let long_ago = |at: Time| context.now.since(at) >= LOOK_AGAIN;
        if missing && self.asked_at.is_none_or(long_ago) {
            self.ask(context);
        }
        let copies = if self.copies.is_empty() {
            &self.copies_before
        } else {
            &self.copies
        };
        if what.operation == WRITE || copies.is_empty() {
            return self.candidates[self.primary];
        }
        self.turn = (self.turn + 1) % copies.len();
        context.decided(request, Decision::ReadFromReplica);
        self.candidates[copies[self.turn]]
    }

    /// A call was not carried out for this reason: it may have been sent to the wrong machine.
    pub(crate) fn failed(&mut self, context: &mut Context<'_>, reason: Reason) {
        if matches!(reason, Reason::Unavailable | Reason::DependencyTimedOut) {
            self.ask(context);
        }
    }

    /// Asks every candidate who it is, but not too often. A caller does so when it starts.
    pub(crate) fn ask(&mut self, context: &mut Context<'_>) {
        let recently = |at: Time| context.now.since(at) < ASK_AGAIN;
        if self.candidates.len() < 2 || self.asked_at.is_some_and(recently) {
            return;
        }
        self.asked_at = Some(context.now);
        std::mem::swap(&mut self.copies, &mut self.copies_before);
        self.copies.clear();
        for candidate in &self.candidates {
            Words::WhoIsPrimary.send(context, *candidate, 0);
        }
    }

    /// A machine says something about itself; words that are for others change nothing.
    pub(crate) fn told(&mut self, source: NodeId, words: Words) {
        let Some(place) = self.candidates.iter().position(|node| *node == source) else {
            return;
        };
        match words {
            Words::IAmPrimary { epoch, readable } if epoch >= self.epoch => {
                self.primary = place;
                self.epoch = epoch;
                self.readable = readable;
                self.copies.retain(|copy| *copy != place);
                self.copies_before.clear();
            }
            Words::IAmReadable if !self.copies.contains(&place) => {
                self.copies.push(place);
                self.copies_before.clear();
            }
            _ => {}
        }
    }

    /// Forgets what was learned, as a machine that loses its power does.
    pub(crate) fn forget(&mut self) {
        self.primary = 0;
        self.epoch = 0;
        self.asked_at = None;
        self.readable = 0;
        self.copies.clear();
        self.copies_before.clear();
    }
}
