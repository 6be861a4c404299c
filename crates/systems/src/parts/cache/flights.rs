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
    /// It takes the place of the copies of this piece of data.
    Update(u32),
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
    /// By the piece of data: the calls under way that change it and take the place of its copies.
    updates: Table,
}

/// Updates of one piece of data that are under way, as a word: twice their number, and one more if
/// two of them have met since there was none. Which of those who met is the newer, nobody knows.
const ONE_UPDATE: u64 = 2;
const MET: u64 = 1;

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
        match purpose {
            Purpose::Fill(key) => self.joinable.insert(key, flight.as_bits()),
            Purpose::Update(data) => {
                let others = self.updates.get(data.into()).unwrap_or(0);
                let met = if others > 0 { MET } else { 0 };
                self.updates
                    .insert(data.into(), (others + ONE_UPDATE) | met);
            }
            Purpose::Pass | Purpose::Invalidate(_) => {}
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
        let mut landed = self.flights.remove(flight)?;
        match landed.purpose {
            Purpose::Fill(key) if self.asking(key) == Some(flight) => {
                self.joinable.remove(key);
            }
            Purpose::Update(data) => landed.outdated = self.end_update(data.into()),
            _ => {}
        }
        Some(Landed {
            purpose: landed.purpose,
            outdated: landed.outdated,
            next: landed.first,
        })
    }

    /// An update has ended; `true` if it has met another one.
    fn end_update(&mut self, data: u64) -> bool {
        let updates = self.updates.remove(data).expect("it was under way");
        let others = updates - ONE_UPDATE;
        if others >= ONE_UPDATE {
            self.updates.insert(data, others);
        }
        updates & MET > 0
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
        self.updates.clear();
    }

    /// Whether every call that can be joined is under way, and each waiter waits for one.
    pub(super) fn check(&self) -> Result<(), String> {
        let mut waiting = 0;
        let mut joinable = 0;
        let mut updates = 0;
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
            if let Purpose::Update(data) = flight.purpose {
                updates += 1;
                let known = self.updates.get(data.into()).unwrap_or(0);
                if known < ONE_UPDATE {
                    return Err(format!(
                        "an update of {data} is under way that is forgotten"
                    ));
                }
            }
        }
        if updates < self.updates.len() {
            return Err("updates are remembered that are over".to_owned());
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
