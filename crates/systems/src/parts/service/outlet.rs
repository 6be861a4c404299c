//! The caller's side of a service: where its calls go, what guards them, and how long it waits.

use std::collections::VecDeque;

use sim::{Call, Context, Duration, Key, NodeId, Reason, RequestId, Time};

use crate::parts::breaker::{Breaker, BreakerSpec};
use crate::parts::bulkhead::Bulkhead;
use crate::parts::protocol::Words;
use crate::parts::retry::Retry;
use crate::parts::store::Store;

/// Which machine of a target gets the next call.
#[derive(Clone, Debug)]
pub(super) enum Route {
    /// One after the other.
    InTurn { machines: Vec<NodeId>, next: usize },
    /// The one that has the data.
    Store(Store),
}

impl Route {
    pub(super) const fn in_turn(machines: Vec<NodeId>) -> Self {
        Self::InTurn { machines, next: 0 }
    }

    /// The machine that gets this call, made for `request`.
    pub(super) fn target(
        &mut self,
        context: &mut Context<'_>,
        request: Option<RequestId>,
        what: Call,
    ) -> NodeId {
        match self {
            Self::InTurn { machines, next } => {
                let target = machines[*next];
                *next = (*next + 1) % machines.len();
                target
            }
            Self::Store(store) => store.target(context, request, what),
        }
    }

    /// All machines that calls can go to.
    pub(super) fn machines(&self) -> &[NodeId] {
        match self {
            Self::InTurn { machines, .. } => machines,
            Self::Store(store) => store.candidates(),
        }
    }

    /// The service starts.
    pub(super) fn start(&mut self, context: &mut Context<'_>) {
        if let Self::Store(store) = self {
            store.ask(context);
        }
    }

    /// A call was not carried out for this reason.
    pub(super) fn failed(&mut self, context: &mut Context<'_>, reason: Reason) {
        if let Self::Store(store) = self {
            store.failed(context, reason);
        }
    }

    /// A machine says something about itself.
    pub(super) fn told(&mut self, source: NodeId, words: Words) {
        if let Self::Store(store) = self {
            store.told(source, words);
        }
    }

    /// The machine lost its memory.
    pub(super) fn forget(&mut self) {
        match self {
            Self::InTurn { next, .. } => *next = 0,
            Self::Store(store) => store.forget(),
        }
    }
}

/// What guards the calls of one target.
#[derive(Clone, Debug)]
pub(super) struct Outlet {
    pub(super) retry: Retry,
    breaker: Option<Breaker>,
    bulkhead: Option<Bulkhead>,
}

impl Outlet {
    pub(super) fn new(retry: Retry, breaker: Option<BreakerSpec>, at_most: Option<u32>) -> Self {
        Self {
            retry,
            breaker: breaker.map(Breaker::new),
            bulkhead: at_most.map(Bulkhead::new),
        }
    }

    /// Whether its breaker, if it has one, lets calls through as always.
    pub(super) fn closed(&self) -> Option<bool> {
        self.breaker.as_ref().map(Breaker::closed)
    }

    /// A call wants to leave: the breaker's epoch that it leaves in, or why it may not.
    pub(super) fn enter(&mut self, now: Time) -> Result<u32, Reason> {
        if self.bulkhead.is_some_and(|bulkhead| !bulkhead.has_room()) {
            return Err(Reason::LimitReached);
        }
        if self
            .breaker
            .as_mut()
            .is_some_and(|breaker| !breaker.admits(now))
        {
            return Err(Reason::CircuitOpen);
        }
        if let Some(bulkhead) = &mut self.bulkhead {
            bulkhead.enter();
        }
        Ok(self.breaker.as_mut().map_or(0, Breaker::sent))
    }

    /// A call that left with `epoch` is over. Returns whether the target is trusted from now on, if
    /// that has changed.
    pub(super) fn leave(&mut self, now: Time, epoch: u32, failed: bool) -> Option<bool> {
        if let Some(bulkhead) = &mut self.bulkhead {
            bulkhead.leave();
        }
        self.breaker.as_mut()?.ended(now, epoch, failed)
    }

    /// The machine lost its memory.
    pub(super) fn forget(&mut self) {
        self.retry.started();
        if let Some(breaker) = &mut self.breaker {
            breaker.forget();
        }
        if let Some(bulkhead) = &mut self.bulkhead {
            bulkhead.forget();
        }
    }

    /// Whether its laws hold; `under_way` counts its calls that are not over.
    pub(super) fn check(&self, under_way: impl FnOnce() -> u32) -> Result<(), String> {
        self.retry.check()?;
        self.breaker.as_ref().map_or(Ok(()), Breaker::check)?;
        self.bulkhead
            .map_or(Ok(()), |bulkhead| bulkhead.check(under_way()))
    }
}

/// The calls of one place in the script that an answer may still come for, in the order of leaving.
///
/// All wait equally long, so one timer is enough: for the first whose answer has not come.
#[derive(Clone, Debug, Default)]
pub(super) struct Waits {
    span: Duration,
    queue: VecDeque<(Time, Key)>,
    armed: bool,
}

impl Waits {
    pub(super) fn new(span: Duration) -> Self {
        Self {
            span,
            ..Self::default()
        }
    }

    /// This call has left. `waiting` says whether a call still waits, `token` comes back here.
    pub(super) fn add(
        &mut self,
        context: &mut Context<'_>,
        call: Key,
        token: u64,
        waiting: impl Fn(Key) -> bool,
    ) {
        self.drop_answered(waiting);
        self.queue.push_back((context.now + self.span, call));
        if !self.armed {
            self.armed = true;
            context.set_timer(self.span, token);
        }
    }

    /// The next call whose time is over.
    pub(super) fn overdue(&mut self, now: Time, waiting: impl Fn(Key) -> bool) -> Option<Key> {
        self.drop_answered(waiting);
        let (_, call) = self.queue.pop_front_if(|(until, _)| *until <= now)?;
        Some(call)
    }

    /// The timer has fired and what was overdue is dealt with.
    pub(super) fn wait_on(&mut self, context: &mut Context<'_>, token: u64) {
        let next = self.queue.front();
        self.armed = next.is_some();
        if let Some((until, _)) = next {
            context.set_timer(until.since(context.now), token);
        }
    }

    /// The machine lost its power, and its timers.
    pub(super) fn forget(&mut self) {
        self.queue.clear();
        self.armed = false;
    }

    fn drop_answered(&mut self, waiting: impl Fn(Key) -> bool) {
        while self
            .queue
            .pop_front_if(|(_, call)| !waiting(*call))
            .is_some()
        {}
    }
}
