//! How many calls a database works on at once, in total and for each caller, and who waits for a
//! place: the limits of connections and their pools.

use std::collections::VecDeque;

use sim::{Call, NodeId, RequestId};

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
}

impl Pool {
    /// At most `total` calls at once, `per_caller` of one caller, and `waiting_max` that wait.
    pub(super) const fn new(total: u32, per_caller: u32, waiting_max: usize) -> Self {
        Self {
            total,
            per_caller,
            waiting_max,
            taken: 0,
            taken_by: Vec::new(),
            waiting: VecDeque::new(),
        }
    }

    /// Takes a place for the call, or puts it among the waiting.
    pub(super) fn ask(&mut self, ask: Ask) -> Admission {
        if self.fits(ask.caller) {
            self.take(ask.caller);
            Admission::Admitted
        } else if self.waiting.len() < self.waiting_max {
            self.waiting.push_back(ask);
            Admission::Waits
        } else {
            Admission::Full
        }
    }

    /// Takes a place for the call that has waited longest, of those that may have one.
    pub(super) fn next(&mut self) -> Option<Ask> {
        if self.taken >= self.total {
            return None;
        }
        let fitting = self.waiting.iter().position(|ask| self.fits(ask.caller))?;
        let ask = self.waiting.remove(fitting)?;
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
    }

    /// The call that has waited longest, whether there is a place for it or not.
    pub(super) fn turn_away(&mut self) -> Option<Ask> {
        self.waiting.pop_front()
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
            && self.waiting.len() <= self.waiting_max;
        if holds {
            return Ok(());
        }
        Err(format!("the pool keeps its limits: {jobs} jobs, {self:?}"))
    }
}
