//! How a target is chosen among those that may get work: one policy each.
//!
//! Every policy keeps what it needs up to date when a target joins or leaves, so that no choice
//! looks at all targets.

use sim::Stream;

use super::tournament::Tournament;
use super::turns::Turns;
use crate::parts::hashing::{Ring, modulo, scatter};

/// How a target is chosen, ready to choose.
#[derive(Clone, Debug)]
pub(crate) enum Choice {
    /// One after the other; the place of the last one.
    RoundRobin { last: usize },
    /// One after the other, the heavier ones more often.
    Weighted(Turns),
    /// Any.
    Random,
    /// The first.
    InOrder,
    /// The one with the fewest calls in flight; the first of equals.
    LeastConnections(Tournament),
    /// Two different ones at random, of these the one with fewer calls in flight.
    PowerOfTwoChoices,
    /// For each key the same one; another one while that gets no work.
    Sticky { count: usize },
    /// For each key the owner of its arc on a ring.
    ConsistentHashing {
        ring: Ring,
        /// Whether somebody joined or left since the ring was made.
        outdated: bool,
    },
}

impl Choice {
    /// One after the other.
    pub(crate) const fn round_robin() -> Self {
        Self::RoundRobin { last: 0 }
    }

    /// The heavier ones more often: a weight for each target.
    pub(crate) fn weighted(weights: Vec<u32>) -> Self {
        Self::Weighted(Turns::new(weights))
    }

    /// The one of `count` targets with the fewest calls in flight.
    pub(crate) fn least_connections(count: usize) -> Self {
        Self::LeastConnections(Tournament::new(count))
    }

    /// By key on a ring, with so many points for each of the hashed names.
    pub(crate) fn consistent_hashing(names: Vec<u64>, virtual_nodes: u16) -> Self {
        Self::ConsistentHashing {
            ring: Ring::new(names, virtual_nodes),
            outdated: false,
        }
    }

    /// The target at `place` may get work from now on, with this load, or may not.
    pub(super) fn set(&mut self, place: usize, joins: bool, load: u32) {
        match self {
            Self::Weighted(turns) => turns.set(place, joins),
            Self::LeastConnections(tournament) => tournament.set(place, joins.then_some(load)),
            Self::ConsistentHashing { outdated, .. } => *outdated = true,
            Self::RoundRobin { .. } | Self::Random | Self::PowerOfTwoChoices => {}
            Self::InOrder | Self::Sticky { .. } => {}
        }
    }

    /// The target at `place`, which may get work, has this many calls in flight now.
    pub(super) fn loaded(&mut self, place: usize, load: u32) {
        if let Self::LeastConnections(tournament) = self {
            tournament.set(place, Some(load));
        }
    }

    /// One of the places in `open`, which are those that may get work, in order.
    pub(super) fn choose(
        &mut self,
        open: &[usize],
        load: impl Fn(usize) -> u32,
        key: u32,
        stream: &mut Stream,
    ) -> Option<usize> {
        let count = open.len();
        if count == 0 {
            return None;
        }
        match self {
            Self::RoundRobin { last } => {
                let after = open.partition_point(|place| place <= last);
                *last = open[after % count];
                Some(*last)
            }
            Self::Weighted(turns) => turns.take(),
            Self::Random => Some(open[stream.below(count as u32) as usize]),
            Self::InOrder => open.first().copied(),
            Self::LeastConnections(tournament) => tournament.least(),
            Self::PowerOfTwoChoices => {
                let first = stream.below(count as u32) as usize;
                if count == 1 {
                    return Some(open[first]);
                }
                let second = stream.below(count as u32 - 1) as usize;
                let second = second + usize::from(second >= first);
                let (first, second) = (open[first], open[second]);
                Some(if load(second) < load(first) {
                    second
                } else {
                    first
                })
            }
            Self::Sticky { count: all } => {
                let hash = scatter(key.into());
                let home = modulo(hash, *all);
                if open.binary_search(&home).is_ok() {
                    return Some(home);
                }
                // Scattered again, so that the keys of one target spread over all others.
                Some(open[modulo(scatter(hash), count)])
            }
            Self::ConsistentHashing { ring, outdated } => {
                if std::mem::take(outdated) {
                    ring.keep(|place| open.binary_search(&place).is_ok());
                }
                ring.owner(scatter(key.into()))
            }
        }
    }
}
