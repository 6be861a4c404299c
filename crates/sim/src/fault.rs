//! Faults, each with its repair, and everything else a person can do to a run while it runs.

use serde::{Deserialize, Serialize};

use crate::message::{LinkId, NodeId};
use crate::rng::Probability;
use crate::time::{Duration, Time};

/// What can go wrong, and how it is mended. Each fault stands before its repair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
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
    /// One direction of the link carries nothing, and what is on it is lost: the one from the
    /// link's first end where `forward`, else the other.
    Block { link: LinkId, forward: bool },
    /// That direction carries messages again.
    Unblock { link: LinkId, forward: bool },
    /// Every message on the link takes `extra` longer.
    Delay { link: LinkId, extra: Duration },
    /// Messages take no longer than they should.
    Undelay { link: LinkId },
    /// A gray failure: the machine answers this share of its calls with an error, at once, and
    /// looks well otherwise.
    Gray { node: NodeId, share: Probability },
    /// The machine answers as it should.
    Cure { node: NodeId },
    /// What the machine keeps only to be faster is emptied. Nothing mends that but time.
    Flush { node: NodeId },
    /// The machine's clock is wrong by this much.
    Skew { node: NodeId, offset: ClockOffset },
    /// The machine's clock is right again.
    Unskew { node: NodeId },
}

/// How far a clock is ahead of true time, in nanoseconds; behind where negative.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ClockOffset(pub i64);

impl ClockOffset {
    /// What a clock with this offset shows at `time`; never before the start of the run.
    pub const fn applied_to(self, time: Time) -> Time {
        Time::from_nanos(time.as_nanos().saturating_add_signed(self.0))
    }
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
            | Self::Restore { node }
            | Self::Gray { node, .. }
            | Self::Cure { node }
            | Self::Flush { node }
            | Self::Skew { node, .. }
            | Self::Unskew { node } => Place::Node(node),
            Self::Partition { link }
            | Self::Heal { link }
            | Self::Lossy { link, .. }
            | Self::Clear { link }
            | Self::Block { link, .. }
            | Self::Unblock { link, .. }
            | Self::Delay { link, .. }
            | Self::Undelay { link } => Place::Link(link),
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
                | Self::Block { .. }
                | Self::Delay { .. }
                | Self::Gray { .. }
                | Self::Flush { .. }
                | Self::Skew { .. }
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
            Self::Block { link, forward } => Self::Unblock { link, forward },
            Self::Delay { link, .. } => Self::Undelay { link },
            Self::Gray { node, .. } => Self::Cure { node },
            Self::Skew { node, .. } => Self::Unskew { node },
            repair => repair,
        }
    }
}

/// What a person did at a simulated time: part of the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Intervention {
    Fault(Fault),
    /// The demand becomes this many thousandths of a request per second; where several groups of
    /// users share it, each in proportion to what it wanted at the start.
    SetDemand {
        per_second_milli: u64,
    },
    /// All users want this many percent of what they want otherwise; 100 ends a burst.
    ScaleDemand {
        percent: u32,
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
