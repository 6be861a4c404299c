//! What a ledger adds up: how requests ended, and Little's law.

use super::Break;
use crate::message::Reason;

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

    pub(super) const fn count(&mut self, kind: Break) {
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
