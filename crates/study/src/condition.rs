//! The article's four conditions of a distributed system, measured on a run: each with a verdict of
//! three values, the reason with its numbers, and the evidence as plain data.
//!
//! A verdict speaks of the present: of the last [`WINDOW`](crate::WINDOW), so that it changes when a
//! system is hurt and recovers when the system does. The evidence holds the whole run, too.

use crate::{Capacity, Subject, Work};

mod illusion;
mod network;
mod past;
mod resources;
mod scalability;
#[cfg(test)]
mod tests;
mod unfinished;
mod why;

pub use illusion::{Answers, BreakCount, Illusion, SHARE_NEEDED};
pub use network::{LineWork, Messages};
pub use past::Broken;
pub use unfinished::{Unfinished, unfinished};
pub(crate) use why::GROWS;
pub use why::{Gain, Growth, Why};

/// One of the article's four conditions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Condition {
    /// It has several resources.
    SeveralResources,
    /// Each of them runs on a network, and they talk to each other.
    Networked,
    /// Scalability is considered.
    ScalabilityConsidered,
    /// To the people who use it, it looks like one centralized machine.
    LooksLikeOne,
}

impl Condition {
    /// All four, in the article's order.
    pub const ALL: [Self; 4] = [
        Self::SeveralResources,
        Self::Networked,
        Self::ScalabilityConsidered,
        Self::LooksLikeOne,
    ];

    /// The place in [`Condition::ALL`].
    pub const fn index(self) -> usize {
        self as usize
    }
}

/// Whether a condition holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    Holds,
    DoesNot,
    /// The run has not shown it yet, either way.
    NotShown,
}

impl Verdict {
    /// All three.
    pub const ALL: [Self; 3] = [Self::Holds, Self::DoesNot, Self::NotShown];

    /// The place in [`Verdict::ALL`].
    pub const fn index(self) -> usize {
        self as usize
    }
}

/// What a run shows about one condition.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    pub condition: Condition,
    /// Why, with the numbers; the verdict follows from it.
    pub why: Why,
    pub evidence: Evidence,
}

impl Finding {
    /// Whether the condition holds.
    pub const fn verdict(&self) -> Verdict {
        self.why.verdict()
    }
}

/// What a finding rests on.
#[derive(Clone, Debug, PartialEq)]
pub enum Evidence {
    /// Of [`Condition::SeveralResources`].
    Resources {
        recent: Work,
        whole: Work,
        /// When no two machines did useful work, after they once had.
        broken: Vec<Broken>,
    },
    /// Of [`Condition::Networked`].
    Network(Messages),
    /// Of [`Condition::ScalabilityConsidered`]: the experiment, once it was made.
    Scalability(Option<Capacity>),
    /// Of [`Condition::LooksLikeOne`].
    Illusion(Illusion),
}

/// What a run shows about the four conditions at its present instant. `capacity` is what the
/// experiment on this system has found, if it was made.
pub fn conditions(subject: &Subject<'_>, capacity: Option<&Capacity>) -> [Finding; 4] {
    [
        resources::finding(subject),
        network::finding(subject),
        scalability::finding(subject, capacity),
        illusion::finding(subject),
    ]
}
