//! How many calls a database works on at once, in total and for each caller, and who waits for a
//! place: the limits of connections and their pools.

use std::collections::VecDeque;

use sim::{Call, NodeId, QueueTally, RequestId, Stock, Time};

/// A call that waits for a place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ask {
    pub(super) caller: NodeId,
    pub(super) call: u64,
    pub(super) request: Option<RequestId>,
    pub(super) what: Call,
}

/// What becomes of one more call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Admission {
    /// There is a place for it.
    Admitted,
    /// It waits for a place.
    Waits,
    /// There is no place, not even to wait.
    Full,
}

/// The places and who holds them.
#[derive(Clone, Debug)]
pub(super) struct Pool {
    total: u32,
    per_caller: u32,
    waiting_max: usize,
    taken: u32,
    /// Places taken, by caller.
    taken_by: Vec<u32>,
    waiting: VecDeque<Ask>,
    /// How many wait, and how many ever had to.
    stock: Stock,
    came: u64,
}

impl Pool {
    /// At most `total` calls at once, `per_caller` of one caller, and `waiting_max` that wait.
    pub(super) fn new(total: u32, per_caller: u32, waiting_max: usize) -> Self {
        Self {
            total,
            per_caller,
            waiting_max,
            taken: 0,
            taken_by: Vec::new(),
            waiting: VecDeque::new(),
            stock: Stock::default(),
            came: 0,
        }
    }

    /// Takes a place for the call, or puts it among the waiting.
    pub(super) fn ask(&mut self, ask: Ask, now: Time) -> Admission {
        if self.fits(ask.caller) {
            self.take(ask.caller);
            Admission::Admitted
        } else if self.waiting.len() < self.waiting_max {
            self.waiting.push_back(ask);
            self.stock.add(now, 1);
            self.came += 1;
            Admission::Waits
        } else {
            Admission::Full
        }
    }

    /// Takes a place for the call that has waited longest, of those that may have one.
    pub(super) fn next(&mut self, now: Time) -> Option<Ask> {
        if self.taken >= self.total {
            return None;
        }
        let fitting = self.waiting.iter().position(|ask| self.fits(ask.caller))?;
        let ask = self.waiting.remove(fitting)?;
        self.stock.take(now);
        self.take(ask.caller);
        Some(ask)
    }

    /// A call of this caller has ended.
    pub(super) fn free(&mut self, caller: NodeId) {
        self.taken -= 1;
        self.taken_by[caller.index()] -= 1;
    }

    /// Everybody hangs up.
    pub(super) fn clear(&mut self) {
        self.taken = 0;
        self.taken_by.fill(0);
        self.waiting.clear();
        self.stock.forget();
    }

    /// The call that has waited longest, whether there is a place for it or not.
    pub(super) fn turn_away(&mut self, now: Time) -> Option<Ask> {
        let ask = self.waiting.pop_front()?;
        self.stock.take(now);
        Some(ask)
    }

    /// Calls that had to wait for a place, and how long they did.
    pub(super) fn tally(&self, now: Time) -> QueueTally {
        QueueTally {
            came: self.came,
            held: self.stock.at(now),
        }
    }

    fn fits(&self, caller: NodeId) -> bool {
        let taken_by = self.taken_by.get(caller.index());
        self.taken < self.total && taken_by.copied().unwrap_or(0) < self.per_caller
    }

    fn take(&mut self, caller: NodeId) {
        if self.taken_by.len() <= caller.index() {
            self.taken_by.resize(caller.index() + 1, 0);
        }
        self.taken_by[caller.index()] += 1;
        self.taken += 1;
    }

    /// Whether no limit is broken; in words which one is.
    pub(super) fn check(&self, jobs: usize) -> Result<(), String> {
        let sum: u32 = self.taken_by.iter().sum();
        let most = self.taken_by.iter().copied().max().unwrap_or(0);
        let holds = sum == self.taken
            && self.taken as usize == jobs
            && self.taken <= self.total
            && most <= self.per_caller
            && self.waiting.len() <= self.waiting_max
            && self.waiting.len() as u64 == self.stock.count();
        if holds {
            return Ok(());
        }
        Err(format!("the pool keeps its limits: {jobs} jobs, {self:?}"))
    }
}
