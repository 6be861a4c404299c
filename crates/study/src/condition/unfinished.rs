//! Work that a system has accepted and not done yet: what a user was promised when the answer only said
//! that it would be done.
//!
//! Counted is what queues, topics and logs keep for others to do, once for each part that is to do it,
//! and for each portion of what was split. A verdict does not go by it, because the answer said no more;
//! its reason does say so. What only brings a copy of the data to where it is kept for good does not
//! count: nobody was promised it, and nobody reads it from there.

use sim::{Duration, HeldFor, Node, Time};
use systems::Duty;

use crate::Subject;

/// Work that was accepted for later.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unfinished {
    /// What is accepted and not done, on its way or not.
    pub held: u64,
    /// How much of that was accepted longer than [`sim::PATIENCE`] ago.
    pub late: u64,
    /// How long ago the oldest of it was accepted.
    pub oldest: Option<Duration>,
    /// What was tried too often and put aside, since the start of the run: it will never be done.
    pub put_aside: u64,
}

impl Unfinished {
    /// Whether it is worth a word: not while all of it is only under way.
    pub const fn is_told(&self) -> bool {
        self.late > 0 || self.put_aside > 0
    }
}

/// What a run has accepted and not done at its present instant; none where nothing is put off.
pub fn unfinished(subject: &Subject<'_>) -> Option<Unfinished> {
    let now = subject.simulation.now();
    let nodes = subject.simulation.nodes().iter();
    let held = nodes.flat_map(|node: &Node| node.held_for(now));
    let promised = held.filter(|held| {
        let duties = subject.cards[held.consumer.index()].duties;
        !duties.contains(&Duty::Behind)
    });
    promised.fold(None, |sum, held| {
        Some(with(sum.unwrap_or_default(), &held, now))
    })
}

fn with(sum: Unfinished, more: &HeldFor, now: Time) -> Unfinished {
    Unfinished {
        held: sum.held + more.held,
        late: sum.late + more.late,
        oldest: sum.oldest.max(more.since.map(|since| now.since(since))),
        put_aside: sum.put_aside + more.put_aside,
    }
}
