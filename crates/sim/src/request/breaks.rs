//! The ways in which a system can stop looking like one machine to the people who use it.

use serde::{Deserialize, Serialize};

use super::RequestId;
use crate::log::Log;

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
pub(super) struct Breaks([Log<RequestId>; Break::ALL.len()]);

impl Breaks {
    pub(super) fn new() -> Self {
        Self(Break::ALL.map(|kind| Log::keeping(kept(kind))))
    }

    pub(super) fn push(&mut self, kind: Break, request: RequestId) {
        self.0[kind.index()].push(request);
    }

    /// The last requests that broke it so, oldest first.
    pub(super) fn of(&self, kind: Break) -> impl DoubleEndedIterator<Item = RequestId> {
        self.0[kind.index()].iter().map(|(_, request)| *request)
    }
}

const fn kept(kind: Break) -> usize {
    match kind {
        Break::Error => super::FAILURES_MAX,
        _ => BREAKS_MAX,
    }
}
