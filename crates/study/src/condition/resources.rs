//! The first condition, several resources: whether more than one machine does useful work, how
//! evenly, and what share of the work remains when the busiest machine is lost.
//!
//! What counts is work that has led to an answer, not what stands there or is busy: a standby that waits
//! does no work, a balancer that only hands on takes none, and work for a request that fails is no use
//! to anybody.

use super::past::worked;
use super::{Condition, Evidence, Finding, Why};
use crate::{Subject, Work};

/// Worker time below which nothing is said, in seconds: a few dozen pieces of work.
const LEAST_SECS: f64 = 0.2;
/// Worker time of which hardly anything was of use, in seconds, from which that is said.
const IN_VAIN_SECS: f64 = 1.0;
/// The share of it that is hardly anything.
const HARDLY: f64 = 0.05;

pub(super) fn finding(subject: &Subject<'_>) -> Finding {
    let (recent, whole) = (Work::recent(subject), Work::whole(subject));
    // While nothing is done, the run so far speaks.
    let spoken_of = if recent.spent_secs >= LEAST_SECS {
        &recent
    } else {
        &whole
    };
    Finding {
        condition: Condition::SeveralResources,
        why: why(spoken_of),
        evidence: Evidence::Resources {
            recent,
            whole,
            broken: worked(subject),
        },
    }
}

pub(super) fn why(work: &Work) -> Why {
    if work.spent_secs >= IN_VAIN_SECS && work.busy_secs < work.spent_secs * HARDLY {
        return Why::WorkInVain;
    }
    let mut useful = work.useful();
    match (useful.next(), useful.count()) {
        _ if work.busy_secs < LEAST_SECS => Why::LittleWork,
        (None, _) => Why::LittleWork,
        (Some(only), 0) => Why::OneMachineWorks { node: only.node },
        (Some(_), others) => Why::MachinesWork {
            machines: others + 1,
            effective: work.effective(),
            left: work.left_without_busiest(),
        },
    }
}
