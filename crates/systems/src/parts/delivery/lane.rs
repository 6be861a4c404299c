//! One lane of messages: what waits, in order, and exact counts of what became of the rest.

use std::collections::VecDeque;

use sim::{RequestId, Time};

/// One message, as a lane keeps it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Item {
    /// Its place in the lane since the start: later messages have larger ones.
    pub(super) offset: u64,
    pub(super) accepted_at: Time,
    /// The request whose story it goes on with.
    pub(super) request: Option<RequestId>,
    pub(super) key: u32,
    /// Whether it is all of its message, or the last portion of it.
    pub(super) last: bool,
    pub(super) deliveries: u32,
}

/// Messages of one lane. Accepted = acknowledged + forgotten + dead + kept, and what is kept waits
/// or is under way.
#[derive(Clone, Debug, Default)]
pub(super) struct Lane {
    /// Whose lane it is, where it belongs to one consumer.
    pub(super) consumer: Option<usize>,
    waiting: VecDeque<Item>,
    /// Deliveries that are neither answered nor given up, forgotten messages' included.
    under_way: usize,
    /// In a lane that keeps order: everything before this offset is done.
    committed: u64,
    accepted: u64,
    acknowledged: u64,
    forgotten: u64,
    dead: u64,
}

impl Lane {
    pub(super) fn waiting(&self) -> usize {
        self.waiting.len()
    }

    pub(super) const fn under_way(&self) -> usize {
        self.under_way
    }

    /// Whether a message of this request waits.
    pub(super) fn keeps(&self, request: RequestId) -> bool {
        self.waiting
            .iter()
            .any(|item| item.request == Some(request))
    }

    /// When what waits was accepted, in the order in which it is sent.
    pub(super) fn waits_since(&self) -> impl Iterator<Item = Time> {
        self.waiting.iter().map(|item| item.accepted_at)
    }

    /// Messages, or portions of them, accepted since the start.
    pub(super) const fn accepted(&self) -> u64 {
        self.accepted
    }

    /// Messages accepted and not done with.
    pub(super) const fn kept(&self) -> usize {
        (self.accepted - self.acknowledged - self.forgotten - self.dead) as usize
    }

    /// How many were put aside.
    pub(super) const fn dead(&self) -> u64 {
        self.dead
    }

    pub(super) fn accept(&mut self, now: Time, request: Option<RequestId>, key: u32, last: bool) {
        let item = Item {
            offset: self.accepted,
            accepted_at: now,
            request,
            key,
            last,
            deliveries: 0,
        };
        self.accepted += 1;
        self.waiting.push_back(item);
    }

    /// Takes out the message that is sent next.
    pub(super) fn send(&mut self, forgets: bool) -> Option<Item> {
        let mut item = self.waiting.pop_front()?;
        item.deliveries += 1;
        self.under_way += 1;
        self.forgotten += u64::from(forgets);
        Some(item)
    }

    /// A delivery is over for good.
    pub(super) fn acknowledge(&mut self, item: &Item, forgets: bool) {
        self.under_way -= 1;
        self.acknowledged += u64::from(!forgets);
        self.commit(item);
    }

    /// A delivery has failed for good.
    pub(super) fn put_aside(&mut self, item: &Item) {
        self.under_way -= 1;
        self.dead += 1;
        self.commit(item);
    }

    /// A delivery has failed and is tried again, before everything that waits.
    pub(super) fn take_back(&mut self, item: Item) {
        self.under_way -= 1;
        self.waiting.push_front(item);
    }

    fn commit(&mut self, item: &Item) {
        self.committed = self.committed.max(item.offset + 1);
    }

    /// Whether its laws hold; in words which one does not.
    pub(super) fn check(&self, forgets: bool, ordered: bool) -> Result<(), String> {
        let under_way = if forgets { 0 } else { self.under_way };
        if self.kept() != self.waiting.len() + under_way {
            return Err(format!(
                "accepted = acknowledged + forgotten + dead + waiting + under way: {self:?}"
            ));
        }
        if ordered && self.under_way > 1 {
            return Err(format!("one message at a time: {}", self.under_way));
        }
        if let Some(next) = self.waiting.front().filter(|_| ordered) {
            let done = next.offset - self.under_way as u64;
            if self.committed != done && !forgets {
                return Err(format!(
                    "everything before the next message is done: {} of {done}",
                    self.committed
                ));
            }
        }
        Ok(())
    }
}
