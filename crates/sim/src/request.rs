//! Requests: the ledger of the users' work, seen from the users' side.
//!
//! A request spans attempts and messages. The ledger is what conservation is checked against:
//! issued = succeeded + failed (by reason) + in flight, after every event.

use std::collections::VecDeque;

use crate::message::{Call, NodeId, Reason};
use crate::time::{Duration, Time};

/// Requests that have ended and are still remembered, for the user's view and for stories.
const REMEMBERED_MAX: usize = 8_192;

/// One piece of a user's work, numbered in the order of issue over the whole run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequestId(pub u64);

/// How a request ended, as its user saw it.
pub type Outcome = Result<(), Reason>;

/// One request, as the ledger remembers it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Request {
    pub id: RequestId,
    pub client: NodeId,
    pub call: Call,
    pub issued_at: Time,
    /// How many attempts were made so far.
    pub attempts: u32,
    /// How it ended and when, once it has.
    pub ended: Option<(Time, Outcome)>,
}

impl Request {
    /// From issue to end, or to `now` while it is in flight.
    pub fn elapsed(&self, now: Time) -> Duration {
        self.ended.map_or(now, |(at, _)| at).since(self.issued_at)
    }
}

/// Totals since the start of the run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    pub issued: u64,
    pub succeeded: u64,
    /// Failed requests by [`Reason::index`].
    pub failed: [u64; Reason::ALL.len()],
    /// Attempts, first tries included.
    pub attempts: u64,
    /// Answers that came after the user had given up on that attempt.
    pub late: u64,
}

impl Totals {
    /// Failed requests of every reason.
    pub fn failed_total(&self) -> u64 {
        self.failed.iter().sum()
    }

    /// Requests neither succeeded nor failed yet.
    pub fn in_flight(&self) -> u64 {
        self.issued - self.succeeded - self.failed_total()
    }
}

/// The book of all requests: totals for ever, single requests while remembered.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    pub totals: Totals,
    /// The request with id `first + i` at index `i`.
    window: VecDeque<Request>,
    first: u64,
}

impl Ledger {
    /// Opens a new request.
    pub(crate) fn issue(&mut self, client: NodeId, call: Call, now: Time) -> RequestId {
        let id = RequestId(self.totals.issued);
        self.totals.issued += 1;
        self.window.push_back(Request {
            id,
            client,
            call,
            issued_at: now,
            attempts: 0,
            ended: None,
        });
        while self.window.len() > REMEMBERED_MAX && self.window[0].ended.is_some() {
            self.window.pop_front();
            self.first += 1;
        }
        id
    }

    /// Counts one more attempt of an open request.
    pub(crate) fn attempt(&mut self, id: RequestId) {
        self.totals.attempts += 1;
        self.entry(id).attempts += 1;
    }

    /// Closes an open request and returns how long it took.
    ///
    /// # Panics
    /// If the request has ended before: a second answer is counted late, never as a second end.
    pub(crate) fn resolve(&mut self, id: RequestId, outcome: Outcome, now: Time) -> Duration {
        let entry = self.entry(id);
        assert!(entry.ended.is_none(), "a request ends once");
        entry.ended = Some((now, outcome));
        let elapsed = now.since(entry.issued_at);
        match outcome {
            Ok(()) => self.totals.succeeded += 1,
            Err(reason) => self.totals.failed[reason.index()] += 1,
        }
        elapsed
    }

    /// A request by its id, while it is in flight or remembered.
    pub fn get(&self, id: RequestId) -> Option<&Request> {
        self.window
            .get(usize::try_from(id.0.checked_sub(self.first)?).ok()?)
    }

    /// The requests that are in flight or remembered, oldest first.
    pub fn remembered(&self) -> impl DoubleEndedIterator<Item = &Request> {
        self.window.iter()
    }

    fn entry(&mut self, id: RequestId) -> &mut Request {
        let index = (id.0 - self.first) as usize;
        self.window
            .get_mut(index)
            .expect("an open request stays in the window")
    }
}
