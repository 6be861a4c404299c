//! Requests: the ledger of the users' work, seen from the users' side.
//!
//! A request spans attempts and messages. The ledger is what conservation is checked against:
//! issued = succeeded + failed (by reason) + in flight, after every event.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use crate::message::{Answer, Call, NodeId, Reason, Version};
use crate::time::{Duration, Time};

mod breaks;
mod efforts;
mod histories;
mod patience;
mod told;

use breaks::Breaks;
pub use breaks::{BREAKS_MAX, Break};
use efforts::Efforts;
pub use patience::PATIENCE;
use patience::Patience;
use told::Told;

/// Requests that have ended and are still remembered, for the user's view. Every copy of a run
/// carries them; older ones can be told by running again.
const REMEMBERED_MAX: usize = 1_024;

/// One piece of a user's work, numbered in the order of issue over the whole run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequestId(pub u64);

/// Failed requests whose number is kept so that their stories can be told.
pub const FAILURES_MAX: usize = 10_000;

/// How a request ended, as its user saw it.
pub type Outcome = Result<(), Reason>;

/// Which data an operation touches, as its user understands it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataUse {
    /// Keys of different sets are different data. Below [`DATA_SETS_MAX`].
    pub set: u8,
    pub access: Access,
    /// Whether each key is one user's own: what that user has written, nobody else has.
    #[serde(default)]
    pub session: bool,
}

/// Sets of data in one system.
pub const DATA_SETS_MAX: u8 = 16;

/// What an operation does to its data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Access {
    Read,
    Write,
}

/// One request, as the ledger remembers it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Request {
    pub id: RequestId,
    pub client: NodeId,
    pub call: Call,
    pub data: Option<DataUse>,
    /// The newest version of its data that anybody had been told of when it was issued: a read that
    /// returns less breaks the illusion of one machine.
    pub floor: Version,
    /// The newest version of its data that a read had been answered with when it was issued.
    pub seen: Version,
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
    /// Good answers that came after their attempt had been given up, its time being up. Another attempt of
    /// the request may have been answered in time. An answer of bad news is never late, nor is that of
    /// the slower of two calls of which the other was answered.
    pub late: u64,
    /// Answers that broke the illusion of one machine, each counted once: see [`Break`].
    pub lost_writes: u64,
    pub lost_sessions: u64,
    pub order_reversals: u64,
    pub stale_reads: u64,
}

/// Little's law as an identity of whole nanoseconds, from the start of the run to one instant.
///
/// The time integral of the number of requests in flight equals the sum of the times that each
/// request has spent in flight so far. Over a window, subtract the ledger of its start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Little {
    /// Request-nanoseconds: the area under the number in flight.
    pub area: u128,
    /// Request-nanoseconds: what every request has spent, the open ones up to now.
    pub spent: u128,
    /// Requests issued.
    pub arrivals: u64,
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

    /// Requests that broke the illusion of one machine in this way.
    pub fn breaks(&self, kind: Break) -> u64 {
        match kind {
            Break::Error => self.failed_total(),
            Break::LostWrite => self.lost_writes,
            Break::LostSession => self.lost_sessions,
            Break::OrderReversal => self.order_reversals,
            Break::StaleRead => self.stale_reads,
        }
    }

    /// Requests that succeeded and broke the illusion of one machine all the same.
    pub const fn broken(&self) -> u64 {
        self.lost_writes + self.lost_sessions + self.order_reversals + self.stale_reads
    }

    /// Requests answered as one machine would have answered them.
    pub const fn as_one(&self) -> u64 {
        self.succeeded - self.broken()
    }

    const fn count(&mut self, kind: Break) {
        match kind {
            // Failed requests are counted by their reason.
            Break::Error => {}
            Break::LostWrite => self.lost_writes += 1,
            Break::LostSession => self.lost_sessions += 1,
            Break::OrderReversal => self.order_reversals += 1,
            Break::StaleRead => self.stale_reads += 1,
        }
    }
}

/// What the end of a request came to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ended {
    pub elapsed: Duration,
    /// How its answer broke the illusion of one machine. Errors do, too; they are not told here.
    pub broke: Option<Break>,
    /// So many writes that were confirmed before have now turned out to be gone.
    pub lost: usize,
}

/// The book of all requests: totals for ever, single requests while remembered.
#[derive(Clone, Debug)]
pub struct Ledger {
    pub totals: Totals,
    /// The request with id `first + i` at index `i`.
    window: VecDeque<Request>,
    first: u64,
    breaks: Breaks,
    told: Told,
    efforts: Efforts,
    patience: Patience,
    /// Requests that have not ended, counted for themselves.
    open: u64,
    area: u128,
    area_until: Time,
    spent_by_ended: u128,
    /// The sum of the instants at which the open requests were issued.
    issued_sum: u128,
}

impl Default for Ledger {
    fn default() -> Self {
        Self {
            totals: Totals::default(),
            window: VecDeque::new(),
            first: 0,
            breaks: Breaks::new(),
            told: Told::default(),
            efforts: Efforts::new(),
            patience: Patience::default(),
            open: 0,
            area: 0,
            area_until: Time::ZERO,
            spent_by_ended: 0,
            issued_sum: 0,
        }
    }
}

impl Ledger {
    /// Opens a new request.
    pub(crate) fn issue(
        &mut self,
        client: NodeId,
        call: Call,
        data: Option<DataUse>,
        now: Time,
    ) -> RequestId {
        self.account(now);
        self.issued_sum += u128::from(now.as_nanos());
        let id = RequestId(self.totals.issued);
        self.totals.issued += 1;
        self.open += 1;
        let floor = self.told.floor(data, call.key);
        self.window.push_back(Request {
            id,
            client,
            call,
            data,
            floor: floor.told,
            seen: floor.seen,
            issued_at: now,
            attempts: 0,
            ended: None,
        });
        self.efforts.issued(id.0);
        while self.window.len() > REMEMBERED_MAX && self.window[0].ended.is_some() {
            self.window.pop_front();
            self.efforts.forgotten();
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
    pub(crate) fn resolve(&mut self, id: RequestId, answer: Answer, now: Time) -> Ended {
        self.account(now);
        let entry = self.entry(id);
        assert!(entry.ended.is_none(), "a request ends once");
        entry.ended = Some((now, answer.map(|_| ())));
        let issued_at = entry.issued_at;
        let touches_data = entry.data.is_some();
        self.open -= 1;
        self.patience.ended(id.0);
        self.efforts.note(id.0, answer.is_err());
        let elapsed = now.since(issued_at);
        self.spent_by_ended += u128::from(elapsed.as_nanos());
        self.issued_sum -= u128::from(issued_at.as_nanos());
        let (broke, lost) = match answer {
            Ok(version) => {
                self.totals.succeeded += 1;
                if touches_data {
                    self.answered(id, version, now)
                } else {
                    (None, 0)
                }
            }
            Err(reason) => {
                self.totals.failed[reason.index()] += 1;
                self.breaks.push(Break::Error, id, now);
                (None, 0)
            }
        };
        if let Some(kind) = broke {
            self.totals.count(kind);
            self.breaks.push(kind, id, now);
        }
        Ended {
            elapsed,
            broke,
            lost,
        }
    }

    /// What users learn from an answer about data: how it broke the illusion, and the number of writes
    /// confirmed before that have turned out to be gone.
    fn answered(&mut self, id: RequestId, version: Version, now: Time) -> (Option<Break>, usize) {
        let entry = *self.entry(id);
        let mut lost = 0;
        let (totals, breaks) = (&mut self.totals, &mut self.breaks);
        let broke = self.told.answered(&entry, version, |gone| {
            totals.count(Break::LostWrite);
            breaks.push(Break::LostWrite, gone, now);
            lost += 1;
        });
        (broke, lost)
    }

    /// Brings the area up to now; called before the number in flight changes.
    fn account(&mut self, now: Time) {
        let span = now.since(self.area_until).as_nanos();
        self.area += product(self.open, span);
        self.area_until = now;
    }

    /// A machine has worked for a request. Whether that is known to have led to an answer: while the
    /// request is open, nobody knows.
    pub(crate) fn worked(&mut self, id: RequestId, node: NodeId, work: Duration) -> bool {
        let Some(place) = id.0.checked_sub(self.first) else {
            return !self.efforts.in_vain(id.0, self.totals.issued);
        };
        match self.window[place as usize].ended {
            Some((_, outcome)) => outcome.is_ok(),
            None => {
                self.efforts.worked(place as usize, node, work);
                false
            }
        }
    }

    /// A request has ended: all work for it that has led to its answer.
    pub(crate) fn settle(&mut self, id: RequestId, mut each: impl FnMut(NodeId, Duration)) {
        let answered = matches!(self.entry(id).ended, Some((_, Ok(()))));
        let place = (id.0 - self.first) as usize;
        self.efforts.settle(place, |node, work| {
            if answered {
                each(node, work);
            }
        });
    }

    /// Finds out who has waited longer than [`PATIENCE`] by now.
    pub(crate) fn look(&mut self, now: Time) {
        self.patience.first = self.patience.first.max(self.first);
        while let Some(next) = self.get(RequestId(self.patience.first)) {
            if now.since(next.issued_at) <= PATIENCE {
                return;
            }
            let open = next.ended.is_none();
            self.patience.passed(open);
        }
    }

    /// Requests that had been open for longer than [`PATIENCE`] when the last bin closed and that are
    /// still open.
    pub const fn kept_waiting(&self) -> u64 {
        self.patience.kept_waiting
    }

    /// Those requests, the longest wait first.
    pub fn waiting(&self) -> impl Iterator<Item = RequestId> {
        let long = self.window.iter();
        let long = long.take_while(|entry| entry.id.0 < self.patience.first);
        long.filter(|entry| entry.ended.is_none())
            .map(|entry| entry.id)
    }

    /// Requests that have not ended, as counted one by one.
    pub(crate) const fn open(&self) -> u64 {
        self.open
    }

    /// Both sides of Little's law at `now`, which must not lie before the last change.
    pub fn little(&self, now: Time) -> Little {
        let span = now.since(self.area_until).as_nanos();
        let if_open_since_the_start = product(self.open, now.as_nanos());
        Little {
            area: self.area + product(self.open, span),
            spent: self.spent_by_ended + if_open_since_the_start - self.issued_sum,
            arrivals: self.totals.issued,
        }
    }

    /// The last failed requests, oldest first, at most [`FAILURES_MAX`].
    pub fn failures(&self) -> impl DoubleEndedIterator<Item = RequestId> {
        self.breaks(Break::Error)
    }

    /// The last requests that broke the illusion of one machine in this way, in the order in which
    /// that came to light: at most [`BREAKS_MAX`], of errors [`FAILURES_MAX`].
    pub fn breaks(&self, kind: Break) -> impl DoubleEndedIterator<Item = RequestId> {
        self.breaks.of(kind)
    }

    /// When it came to light that the confirmed write of this request is gone, if that is known and
    /// not so long ago that it is forgotten.
    pub fn lost_write_since(&self, id: RequestId) -> Option<Time> {
        self.breaks.since(Break::LostWrite, id)
    }

    /// A request by its id, while it is in flight or remembered.
    pub fn get(&self, id: RequestId) -> Option<&Request> {
        self.window
            .get(usize::try_from(id.0.checked_sub(self.first)?).ok()?)
    }

    /// The requests that are in flight or remembered, oldest first.
    pub fn remembered(&self) -> impl DoubleEndedIterator<Item = &Request> + ExactSizeIterator {
        self.window.iter()
    }

    fn entry(&mut self, id: RequestId) -> &mut Request {
        let index = (id.0 - self.first) as usize;
        self.window
            .get_mut(index)
            .expect("an open request stays in the window")
    }
}

/// The exact product; 128-bit products are slow in WebAssembly and rarely needed.
#[inline]
fn product(first: u64, second: u64) -> u128 {
    #[cold]
    fn wide(first: u64, second: u64) -> u128 {
        u128::from(first) * u128::from(second)
    }
    if (first | second) >> 32 == 0 {
        u128::from(first * second)
    } else {
        wide(first, second)
    }
}
