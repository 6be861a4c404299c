//! How far copies are behind: for the primary, until they confirm a write; for a copy, until it shows
//! one to its readers.
//!
//! Both are exact areas: writes times how long they were behind. What was behind when the machine lost
//! its power is not counted from its last event on. A new primary takes every other machine for one that
//! has all that was written before; when it hears of more that is missing, that is behind from then on. Source: `write_lag` and `replay_lag` of
//! PostgreSQL's `pg_stat_replication`.

use sim::{QueueTally, Stock, Tally, Time};

use super::peers::Peer;
use super::{Database, Part};

/// What is behind, and how many writes there were.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Lag {
    unconfirmed: Stock,
    unapplied: Stock,
    /// Writes, once for each copy that they go to.
    written: u64,
    /// What was written when it became the primary.
    begun: u64,
    held: u64,
}

impl Lag {
    /// A write that its copies do not have yet.
    pub(super) const fn written(&mut self, copies: usize) {
        self.written += copies as u64;
    }

    /// It is the primary from now on, and so much is written.
    pub(super) const fn begins(&mut self, written: u64) {
        self.begun = written;
    }

    /// A copy of which nothing was known has so much.
    pub(super) fn met(&mut self, has: u64) {
        self.written += self.begun.saturating_sub(has);
    }

    /// A write that readers are not shown yet.
    pub(super) const fn held(&mut self) {
        self.held += 1;
    }

    pub(super) const fn forget(&mut self) {
        self.unconfirmed.forget();
        self.unapplied.forget();
    }
}

impl Database {
    /// How far copies are behind from now on.
    pub(super) fn look_at_lag(&mut self, now: Time) {
        if self.peers.is_empty() {
            return;
        }
        let written = self.data.written();
        let has = |peer: &Peer| if peer.met { peer.acked } else { self.lag.begun };
        let behind = self.peers.iter();
        let behind = behind.map(|peer| written.saturating_sub(has(peer)));
        let leads = self.part == Part::Primary;
        let behind = if leads { behind.sum() } else { 0 };
        if behind != self.lag.unconfirmed.count() {
            self.lag.unconfirmed.set(now, behind);
        }
        let unapplied = self.unapplied.len() as u64;
        if unapplied != self.lag.unapplied.count() {
            self.lag.unapplied.set(now, unapplied);
        }
    }

    pub(super) fn tally_of_lag(&self, now: Time) -> Tally<'_> {
        let some = |there: bool, came: u64, stock: &Stock| {
            let held = stock.at(now);
            there.then_some(QueueTally { came, held })
        };
        let lag = &self.lag;
        Tally {
            replication: some(!self.peers.is_empty(), lag.written, &lag.unconfirmed),
            applying: some(self.apply.is_some(), lag.held, &lag.unapplied),
            ..Tally::default()
        }
    }
}
