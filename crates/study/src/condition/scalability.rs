//! The third condition, scalability considered: whether something in the system can be made more, and
//! whether it then can do more.
//!
//! What grows is a group of like machines that can be made larger; a larger machine does not count. It counts as more if the
//! best of the measured numbers of units can do half as much again as the smallest one.

use super::{Condition, Evidence, Finding, Gain, Growth, Why};
use crate::{Capacity, CapacityPoint, Subject};

pub(super) fn finding(subject: &Subject<'_>, capacity: Option<&Capacity>) -> Finding {
    Finding {
        condition: Condition::ScalabilityConsidered,
        why: why(!subject.simulation.groups().is_empty(), capacity),
        evidence: Evidence::Scalability(capacity.cloned()),
    }
}

/// `grows` says whether anything in the system can be made more.
pub(super) fn why(grows: bool, capacity: Option<&Capacity>) -> Why {
    if !grows {
        return Why::NothingGrows;
    }
    let points = capacity.map_or(&[][..], |capacity| &capacity.points);
    let [first, .., _] = points else {
        return Why::NotMeasured;
    };
    let best = points.iter().fold(first, |best: &CapacityPoint, point| {
        if point.per_second > best.per_second {
            point
        } else {
            best
        }
    });
    let growth = Growth {
        from_units: first.units,
        from_per_second: first.per_second,
        to_units: best.units,
        to_per_second: best.per_second,
        bottleneck: best.bottleneck,
        slowest: best.slowest,
    };
    match growth.gain() {
        Gain::Grows => Why::Grows(growth),
        Gain::Little | Gain::Hardly => Why::HardlyGrows(growth),
    }
}
