//! The ways in which a system can stop looking like one machine to the people who use it.

use serde::{Deserialize, Serialize};

use super::RequestId;
use crate::log::Log;
use crate::time::Time;

/// Requests whose number is kept for each way of breaking, apart from errors: the last ones.
pub const BREAKS_MAX: usize = 4_096;

/// A sign, seen by a user, that this is not one machine that works. A request that shows several
/// counts once, under the first of them in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Break {
    /// No answer: the request failed.
    Error,
    /// The write was confirmed, and is gone.
    LostWrite,
    /// A read of the user's own data (a session) returned less than that user had been told of.
    LostSession,
    /// A read returned less than an earlier read of the same data: time ran backwards.
    OrderReversal,
    /// A read returned less than somebody had been told of before it began.
    StaleRead,
}

impl Break {
    /// Every kind, the gravest first, in the order of [`Break::index`].
    pub const ALL: [Self; 5] = [
        Self::Error,
        Self::LostWrite,
        Self::LostSession,
        Self::OrderReversal,
        Self::StaleRead,
    ];

    /// Those of requests that were answered.
    pub const ANSWERED: [Self; 4] = [
        Self::LostWrite,
        Self::LostSession,
        Self::OrderReversal,
        Self::StaleRead,
    ];

    /// The place in [`Break::ALL`].
    pub const fn index(self) -> usize {
        self as usize
    }
}

/// The last requests that broke the illusion, by [`Break::index`].
#[derive(Clone, Debug)]
pub(super) struct Breaks([Log<Seen>; Break::ALL.len()]);

/// A request that broke the illusion, and when that came to light.
#[derive(Clone, Copy, Debug)]
struct Seen {
    request: RequestId,
    at: Time,
}

impl Breaks {
    pub(super) fn new() -> Self {
        Self(Break::ALL.map(|kind| Log::keeping(kept(kind))))
    }

    pub(super) fn push(&mut self, kind: Break, request: RequestId, at: Time) {
        self.0[kind.index()].push(Seen { request, at });
    }

    /// The last requests that broke it so, oldest first.
    pub(super) fn of(&self, kind: Break) -> impl DoubleEndedIterator<Item = RequestId> {
        self.0[kind.index()].iter().map(|(_, seen)| seen.request)
    }

    /// When it came to light that this request broke it so, if that is still known.
    pub(super) fn since(&self, kind: Break, request: RequestId) -> Option<Time> {
        let mut kept = self.0[kind.index()].iter();
        let seen = kept.rfind(|(_, seen)| seen.request == request);
        seen.map(|(_, seen)| seen.at)
    }
}

const fn kept(kind: Break) -> usize {
    match kind {
        Break::Error => super::FAILURES_MAX,
        _ => BREAKS_MAX,
    }
}
