//! Calls of a cache to its origin that are under way, and who waits for each.
//!
//! With single flight, those who miss the same key while it is asked for wait for that one answer.

use sim::{CallId, Key, NodeId, RequestId, Slab};

use super::table::Table;

/// Who waits for an answer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Waiter {
    pub caller: NodeId,
    pub call: CallId,
    pub request: Option<RequestId>,
}

/// A waiter, and the one who came after it.
#[derive(Clone, Copy, Debug)]
struct Queued {
    waiter: Waiter,
    next: Option<Key>,
}

/// What the answer to a call is for, besides those who wait for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// It is passed on and nothing is kept.
    Pass,
    /// It is kept under this key.
    Fill(u64),
    /// Copies of this piece of data are outdated by it.
    Invalidate(u32),
}

/// A call under way.
#[derive(Clone, Copy, Debug)]
pub(super) struct Flight {
    pub purpose: Purpose,
    /// Something was written meanwhile: the answer may be older than that, and is not kept.
    pub outdated: bool,
    first: Option<Key>,
    last: Option<Key>,
}

/// All calls under way.
#[derive(Clone, Debug, Default)]
pub(super) struct Flights {
    flights: Slab<Flight>,
    waiters: Slab<Queued>,
    /// By the key that is asked for: the call that others may wait for.
    joinable: Table,
}

impl Flights {
    /// How many wait, for all calls together.
    pub(super) fn waiting(&self) -> usize {
        self.waiters.len()
    }

    /// The call under way that asks for this key.
    pub(super) fn asking(&self, key: u64) -> Option<Key> {
        self.joinable.get(key).map(Key::from_bits)
    }

    /// A call begins, which nobody waits for yet. One that fills must be the only one that asks
    /// for its key.
    pub(super) fn begin(&mut self, purpose: Purpose) -> Key {
        let flight = self.flights.insert(Flight {
            purpose,
            outdated: false,
            first: None,
            last: None,
        });
        if let Purpose::Fill(key) = purpose {
            self.joinable.insert(key, flight.as_bits());
        }
        flight
    }

    /// One more waits for this call.
    ///
    /// # Panics
    /// If the call is not under way.
    pub(super) fn join(&mut self, flight: Key, waiter: Waiter) {
        let queued = self.waiters.insert(Queued { waiter, next: None });
        let flight = self
            .flights
            .get_mut(flight)
            .expect("who waits, waits for a call under way");
        match flight.last.replace(queued) {
            Some(last) => {
                let last = self.waiters.get_mut(last).expect("who waits is remembered");
                last.next = Some(queued);
            }
            None => flight.first = Some(queued),
        }
    }

    /// Whoever asks for this key from now on needs a newer answer than the one under way.
    pub(super) fn outdate(&mut self, key: u64) {
        let flight = self.joinable.remove(key).map(Key::from_bits);
        if let Some(flight) = flight.and_then(|flight| self.flights.get_mut(flight)) {
            flight.outdated = true;
        }
    }

    /// A call has ended; those who waited are taken with [`Flights::next`].
    pub(super) fn land(&mut self, flight: Key) -> Option<Landed> {
        let landed = self.flights.remove(flight)?;
        if let Purpose::Fill(key) = landed.purpose
            && self.asking(key) == Some(flight)
        {
            self.joinable.remove(key);
        }
        Some(Landed {
            purpose: landed.purpose,
            outdated: landed.outdated,
            next: landed.first,
        })
    }

    /// The next one of those who waited for a call that has ended, in order.
    pub(super) fn next(&mut self, landed: &mut Landed) -> Option<Waiter> {
        let queued = self.waiters.remove(landed.next?)?;
        landed.next = queued.next;
        Some(queued.waiter)
    }

    /// Forgets all calls and all who wait.
    pub(super) fn clear(&mut self) {
        self.flights.clear();
        self.waiters.clear();
        self.joinable.clear();
    }

    /// Whether every call that can be joined is under way, and each waiter waits for one.
    pub(super) fn check(&self) -> Result<(), String> {
        let mut waiting = 0;
        let mut joinable = 0;
        for (key, flight) in self.flights.iter() {
            let mut next = flight.first;
            while let Some(queued) = next {
                let Some(queued) = self.waiters.get(queued) else {
                    return Err("somebody waits who is not remembered".to_owned());
                };
                waiting += 1;
                next = queued.next;
            }
            if let Purpose::Fill(wanted) = flight.purpose {
                joinable += usize::from(self.asking(wanted) == Some(key));
            }
        }
        if waiting != self.waiters.len() || joinable != self.joinable.len() {
            return Err(format!(
                "{waiting} of {} wait for a call, {joinable} of {} calls are under way",
                self.waiters.len(),
                self.joinable.len()
            ));
        }
        Ok(())
    }
}

/// A call that has ended.
#[derive(Clone, Copy, Debug)]
pub(super) struct Landed {
    pub purpose: Purpose,
    pub outdated: bool,
    next: Option<Key>,
}
