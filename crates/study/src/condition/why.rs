//! Why a condition holds, does not, or is not shown yet: the rule that decided, with its numbers.

use sim::{Break, NodeId};

use super::Verdict;

/// The reason of a verdict.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Why {
    /// Hardly any work was done yet.
    LittleWork,
    /// All useful work is done by one machine.
    OneMachineWorks { node: NodeId },
    /// Several machines do useful work.
    MachinesWork {
        machines: usize,
        /// How many it would be if all of them worked alike.
        effective: f64,
        /// The share of the work that the busiest one does not do.
        left: f64,
    },
    /// Machines work, and hardly any of their work leads to an answer.
    WorkInVain,
    /// Too few requests were issued yet.
    FewRequests { issued: u64, needed: u64 },
    /// No line joins two machines of the system.
    NoLines,
    /// Machines of the system are joined, but say hardly anything to each other for their users.
    HardlyTalk { per_request: f64 },
    /// Machines of the system send each other so much for every request of a user.
    Talk {
        per_request: f64,
        /// Of all messages, for users or not, over the last second.
        per_second: f64,
    },
    /// Nothing in the system can be made more.
    NothingGrows,
    /// The experiment was not made yet, or not far enough.
    NotMeasured,
    /// With more units it can do more.
    Grows(Growth),
    /// With more units it can do hardly more, or not enough more to count.
    HardlyGrows(Growth),
    /// Too few requests have ended yet, or none did lately.
    FewAnswers { ended: u64, needed: u64 },
    /// Users are answered as one machine would have answered them.
    AsOne { share: f64, ended: u64, faults: u64 },
    /// Too many requests keep their users waiting, or broke the illusion.
    KeptWaiting {
        share: f64,
        ended: u64,
        waiting: u64,
    },
    /// Too many of the users' requests broke the illusion; most of them in this way.
    Broken {
        share: f64,
        ended: u64,
        mostly: Break,
    },
}

/// How the capacity of a system changed with the units of what grows in it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Growth {
    pub from_units: u16,
    pub from_per_second: f64,
    /// Where it can do the most.
    pub to_units: u16,
    pub to_per_second: f64,
    /// What was at its limit there.
    pub bottleneck: Option<NodeId>,
    /// Where requests spend the most time there.
    pub slowest: Option<NodeId>,
}

/// What more units are worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gain {
    /// Less than a tenth more.
    Hardly,
    /// More, and too little to count as growth.
    Little,
    /// Half as much again, or more.
    Grows,
}

/// How many times as much the best number of units must be able to do as the smallest.
pub(crate) const GROWS: f64 = 1.5;
/// Less than so many times as much is hardly a change.
const CHANGES: f64 = 1.1;

impl Growth {
    /// How many times as much it can do; 1 where it can do nothing at all.
    pub fn factor(&self) -> f64 {
        if self.from_per_second > 0.0 {
            self.to_per_second / self.from_per_second
        } else {
            1.0
        }
    }

    /// What this comes to.
    pub fn gain(&self) -> Gain {
        match self.factor() {
            factor if factor >= GROWS => Gain::Grows,
            factor if factor >= CHANGES => Gain::Little,
            _ => Gain::Hardly,
        }
    }
}

impl Why {
    /// What the reason comes to.
    pub const fn verdict(&self) -> Verdict {
        match self {
            Self::MachinesWork { .. } | Self::Talk { .. } | Self::Grows(_) | Self::AsOne { .. } => {
                Verdict::Holds
            }
            Self::OneMachineWorks { .. }
            | Self::WorkInVain
            | Self::NoLines
            | Self::HardlyTalk { .. }
            | Self::NothingGrows
            | Self::HardlyGrows(_)
            | Self::KeptWaiting { .. }
            | Self::Broken { .. } => Verdict::DoesNot,
            Self::LittleWork
            | Self::FewRequests { .. }
            | Self::NotMeasured
            | Self::FewAnswers { .. } => Verdict::NotShown,
        }
    }
}
