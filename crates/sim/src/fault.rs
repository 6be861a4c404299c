//! Faults, each with its repair, and everything else a person can do to a run while it runs.

use serde::{Deserialize, Serialize};

use crate::message::{LinkId, NodeId};
use crate::rng::Probability;
use crate::time::Time;

/// What can go wrong, and how it is mended. Each fault stands before its repair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "fault", rename_all = "snake_case")]
pub enum Fault {
    /// The machine loses its power: its queue, its work and its memory are gone.
    Crash { node: NodeId },
    /// Power is back: the machine boots and its process starts anew.
    Restart { node: NodeId },
    /// The machine stops for a while and forgets nothing, as in a long garbage collection.
    Pause { node: NodeId },
    /// The paused machine goes on where it stopped.
    Resume { node: NodeId },
    /// The machine's work takes `factor` times as long, what has begun included.
    Slow { node: NodeId, factor: u32 },
    /// The machine works at its full pace again.
    Restore { node: NodeId },
    /// Nothing crosses the link, and what is on it is lost.
    Partition { link: LinkId },
    /// The link carries messages again.
    Heal { link: LinkId },
    /// The link loses this share of its messages.
    Lossy { link: LinkId, loss: Probability },
    /// The link loses no more than it should.
    Clear { link: LinkId },
}

/// Where a fault strikes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    Node(NodeId),
    Link(LinkId),
}

impl Fault {
    /// Where it strikes.
    pub const fn place(self) -> Place {
        match self {
            Self::Crash { node }
            | Self::Restart { node }
            | Self::Pause { node }
            | Self::Resume { node }
            | Self::Slow { node, .. }
            | Self::Restore { node } => Place::Node(node),
            Self::Partition { link }
            | Self::Heal { link }
            | Self::Lossy { link, .. }
            | Self::Clear { link } => Place::Link(link),
        }
    }

    /// Whether this makes things worse; its repair does not.
    pub const fn is_damage(self) -> bool {
        matches!(
            self,
            Self::Crash { .. }
                | Self::Pause { .. }
                | Self::Slow { .. }
                | Self::Partition { .. }
                | Self::Lossy { .. }
        )
    }

    /// What mends this fault; a repair mends nothing and gives itself.
    pub const fn repair(self) -> Self {
        match self {
            Self::Crash { node } => Self::Restart { node },
            Self::Pause { node } => Self::Resume { node },
            Self::Slow { node, .. } => Self::Restore { node },
            Self::Partition { link } => Self::Heal { link },
            Self::Lossy { link, .. } => Self::Clear { link },
            repair => repair,
        }
    }
}

/// What a person did at a simulated time: part of the run.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Intervention {
    Fault(Fault),
    /// The workload's demand becomes this many thousandths of a request per second.
    SetDemand {
        per_second_milli: u64,
    },
    /// A group of like machines becomes this large.
    SetUnits {
        group: u16,
        count: u16,
    },
}

/// An intervention and when it came: after how many events, which says more than the time alone
/// where several events share an instant.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Intervened {
    pub at: Time,
    pub after_events: u64,
    pub what: Intervention,
}
