//! What a primary knows of each copy of its data, and how it keeps the copy supplied.
//!
//! A copy gets the writes in order and confirms how far it has come. So many may be under way at
//! once; when one is lost, the copy says what it misses, or the primary notices that nothing moves,
//! and it goes back to the last confirmed write.

use sim::{Context, NodeId};

use super::data::{Data, NOTHING};
use crate::parts::protocol::Words;

/// Writes under way to one copy, at most.
pub(super) const WINDOW: u32 = 256;
/// A copy this close to the newest write is asked to confirm again.
const CLOSE: u64 = 64;

/// Whether writes wait for a copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sync {
    /// It confirms every write.
    Together,
    /// It did not confirm; the monitor is asked for leave to go on without it.
    Asking,
    /// The monitor will not promote it; writes are confirmed without it.
    Apart,
    /// Writes wait for it again; from this one on the monitor may promote it again.
    Returning { from: u64 },
}

/// One copy, as the primary knows it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Peer {
    pub(super) node: NodeId,
    pub(super) sync: Sync,
    /// Which change of `sync` this is, so that the monitor heeds no older word.
    pub(super) change: u64,
    /// Whether it has confirmed that its data stems from this primary's.
    pub(super) met: bool,
    /// It has every write up to here.
    pub(super) acked: u64,
    sent: u64,
    /// The key of the last write sent.
    near: u32,
    in_flight: u32,
    /// The write after which it missed one, where that was heeded.
    missed: Option<u64>,
    acked_at_tick: u64,
}

impl Peer {
    /// A copy that has everything when the run starts.
    pub(super) const fn new(node: NodeId, sync: Sync) -> Self {
        Self {
            node,
            sync,
            change: 0,
            met: true,
            acked: 0,
            sent: 0,
            near: NOTHING,
            in_flight: 0,
            missed: None,
            acked_at_tick: 0,
        }
    }

    /// A copy of which a new primary knows nothing.
    pub(super) fn unmet(&mut self) {
        *self = Self {
            change: self.change,
            met: false,
            ..Self::new(self.node, Sync::Apart)
        };
    }

    /// Whether writes wait for it.
    pub(super) fn counts(&self) -> bool {
        self.sync != Sync::Apart
    }

    /// Sends what it lacks of the writes up to `newest`, as much as may be under way.
    pub(super) fn supply(&mut self, context: &mut Context<'_>, data: &Data, newest: u64) {
        let epoch = data.epoch();
        while self.met && self.in_flight < WINDOW {
            let Some((key, version)) = data.after(self.sent, self.near) else {
                return;
            };
            if version.number() > newest {
                return;
            }
            let words = Words::Replicate {
                epoch,
                version,
                key,
            };
            words.send(context, self.node, self.sent);
            self.sent = version.number();
            self.near = key;
            self.in_flight += 1;
        }
    }

    /// It has everything up to `written`.
    pub(super) fn confirmed(&mut self, written: u64) {
        if !self.met {
            *self = Self {
                sync: self.sync,
                change: self.change,
                acked: written,
                sent: written,
                ..Self::new(self.node, Sync::Apart)
            };
            return;
        }
        self.in_flight = self.in_flight.saturating_sub(1);
        if written > self.acked {
            self.acked = written;
            self.missed = None;
        }
        if self.acked >= self.sent {
            self.go_back(0);
        }
    }

    /// It misses the write after `written`: what was sent since is sent again.
    pub(super) fn misses(&mut self, written: u64) {
        if self.met && written >= self.acked && self.missed != Some(written) {
            self.acked = written;
            self.go_back(0);
            self.missed = Some(written);
        }
    }

    /// Sends one write again if nothing has moved since the last tick.
    pub(super) fn nudge(&mut self) {
        if self.sent > self.acked && self.acked == self.acked_at_tick {
            self.go_back(WINDOW - 1);
        }
        self.acked_at_tick = self.acked;
    }

    /// Takes the last confirmed write for the last sent one, with so many counted as under way.
    fn go_back(&mut self, in_flight: u32) {
        if self.sent != self.acked {
            self.sent = self.acked;
            self.near = NOTHING;
        }
        self.in_flight = in_flight;
    }

    /// Where a copy that was apart stands by now: `None` if that has not changed.
    pub(super) fn returned(&self, newest: u64) -> Option<Sync> {
        match self.sync {
            Sync::Apart if self.met && self.acked == newest => Some(Sync::Together),
            Sync::Apart if self.met && self.acked + CLOSE >= newest => {
                Some(Sync::Returning { from: newest })
            }
            Sync::Returning { from } if self.acked >= from => Some(Sync::Together),
            _ => None,
        }
    }
}
