//! Requests: the ledger of the users' work, seen from the users' side.
//!
//! A request spans attempts and messages. The ledger is what conservation is checked against:
//! issued = succeeded + failed (by reason) + in flight, after every event.

use std::collections::{BTreeMap, VecDeque};

use serde::{Deserialize, Serialize};

use crate::message::{Answer, Call, NodeId, Reason, Version};
use crate::time::{Duration, Time};

mod breaks;
mod efforts;
mod histories;
mod patience;
mod told;
mod totals;

use breaks::Breaks;
pub use breaks::{BREAKS_MAX, Break};
use efforts::Efforts;
pub(crate) use efforts::Work;
pub use patience::PATIENCE;
use patience::Patience;
use told::Told;
pub use totals::{Little, Totals};

/// Requests that have ended and are still remembered, for the user's view. Every copy of a run
/// carries them; older ones can be told by running again.
const REMEMBERED_MAX: usize = 1_024;
/// For each open request so many more may be remembered, before one that stays open for long is kept
/// for itself: few ever are, and one that is never answered keeps nothing else in memory.
const REMEMBERED_PER_OPEN: usize = 16;

/// That is looked at after so many issues.
const LEAVE_BEHIND_EVERY: u64 = 1_024;

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

/// What the end of a request came to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ended {
    pub elapsed: Duration,
    /// How its answer broke the illusion of one machine. Errors do, too; they are not told here.
    pub broke: Option<Break>,
    /// So many writes that were confirmed before have now turned out to be gone.
    pub lost: usize,
    /// All work for it.
    pub work: Work,
}

/// A request, and the work for it as long as it is open.
#[derive(Clone, Copy, Debug)]
struct Entry {
    request: Request,
    work: Work,
}

/// The book of all requests: totals for ever, single requests while remembered.
#[derive(Clone, Debug)]
pub struct Ledger {
    pub totals: Totals,
    /// The request with id `first + i` at index `i`.
    window: VecDeque<Entry>,
    first: u64,
    /// Requests before the window that are open, or were a little while ago.
    left_behind: BTreeMap<RequestId, Entry>,
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
            left_behind: BTreeMap::new(),
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
        let request = Request {
            id,
            client,
            call,
            data,
            floor: floor.told,
            seen: floor.seen,
            issued_at: now,
            attempts: 0,
            ended: None,
        };
        let work = Work::default();
        self.window.push_back(Entry { request, work });
        while self.window.len() > REMEMBERED_MAX && self.window[0].request.ended.is_some() {
            self.window.pop_front();
            self.first += 1;
        }
        if id.0.is_multiple_of(LEAVE_BEHIND_EVERY) {
            self.leave_behind();
        }
        id
    }

    /// Keeps the oldest requests for themselves that hold too many others in the window, and forgets
    /// those of them that have ended.
    #[cold]
    fn leave_behind(&mut self) {
        self.left_behind
            .retain(|_, entry| entry.request.ended.is_none());
        let most = REMEMBERED_MAX + REMEMBERED_PER_OPEN * self.open as usize;
        while self.window.len() > REMEMBERED_MAX {
            let oldest = self.window[0];
            if oldest.request.ended.is_none() {
                if self.window.len() <= most {
                    break;
                }
                self.left_behind.insert(oldest.request.id, oldest);
            }
            self.window.pop_front();
            self.first += 1;
        }
    }

    /// Counts one more attempt of an open request, and says the how manyth it is.
    pub(crate) fn attempt(&mut self, id: RequestId) -> u32 {
        self.totals.attempts += 1;
        let attempts = &mut self.entry(id).request.attempts;
        *attempts += 1;
        *attempts
    }

    /// Closes an open request and returns how long it took.
    ///
    /// # Panics
    /// If the request has ended before: a second answer is counted late, never as a second end.
    pub(crate) fn resolve(&mut self, id: RequestId, answer: Answer, now: Time) -> Ended {
        self.account(now);
        let entry = self.entry(id);
        assert!(entry.request.ended.is_none(), "a request ends once");
        entry.request.ended = Some((now, answer.map(|_| ())));
        let issued_at = entry.request.issued_at;
        let touches_data = entry.request.data.is_some();
        let work = std::mem::take(&mut entry.work);
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
            work,
        }
    }

    /// What users learn from an answer about data: how it broke the illusion, and the number of writes
    /// confirmed before that have turned out to be gone.
    fn answered(&mut self, id: RequestId, version: Version, now: Time) -> (Option<Break>, usize) {
        let entry = self.entry(id).request;
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
        let entry = match id.0.checked_sub(self.first) {
            Some(place) => Some(&mut self.window[place as usize]),
            None => self.left_behind.get_mut(&id),
        };
        let Some(entry) = entry else {
            return !self.efforts.in_vain(id.0, self.totals.issued);
        };
        match entry.request.ended {
            Some((_, outcome)) => outcome.is_ok(),
            None => {
                self.efforts.worked(&mut entry.work, node, work);
                false
            }
        }
    }

    /// Forgets the work for a request that has ended so: all of it that has led to an answer.
    pub(crate) fn settle(
        &mut self,
        work: Work,
        outcome: Outcome,
        mut each: impl FnMut(NodeId, Duration),
    ) {
        self.efforts.settle(work, |node, work| {
            if outcome.is_ok() {
                each(node, work);
            }
        });
    }

    /// Finds out who has waited longer than [`PATIENCE`] by now.
    pub(crate) fn look(&mut self, now: Time) {
        if self.left_behind.is_empty() {
            self.patience.first = self.patience.first.max(self.first);
        }
        while self.patience.first < self.totals.issued {
            let next = self.get(RequestId(self.patience.first));
            if next.is_some_and(|next| now.since(next.issued_at) <= PATIENCE) {
                return;
            }
            // Who is forgotten has ended.
            let open = next.is_some_and(|next| next.ended.is_none());
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
        let long = self.remembered();
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
        match id.0.checked_sub(self.first) {
            Some(index) => self.window.get(usize::try_from(index).ok()?),
            None => self.left_behind.get(&id),
        }
        .map(|entry| &entry.request)
    }

    /// The requests that are in flight or remembered, oldest first.
    pub fn remembered(&self) -> impl DoubleEndedIterator<Item = &Request> {
        let all = self.left_behind.values().chain(&self.window);
        all.map(|entry| &entry.request)
    }

    /// How many they are.
    fn remembered_count(&self) -> usize {
        self.left_behind.len() + self.window.len()
    }

    /// About how many bytes they take.
    pub(crate) fn remembered_bytes(&self) -> usize {
        self.remembered_count() * size_of::<Entry>()
    }

    fn entry(&mut self, id: RequestId) -> &mut Entry {
        // What lies before the window is beyond every index.
        let index = usize::try_from(id.0.wrapping_sub(self.first)).unwrap_or(usize::MAX);
        if index < self.window.len() {
            return &mut self.window[index];
        }
        self.entry_behind(id)
    }

    #[cold]
    fn entry_behind(&mut self, id: RequestId) -> &mut Entry {
        let entry = self.left_behind.get_mut(&id);
        entry.expect("an open request is left behind")
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

#[cfg(test)]
mod tests;
