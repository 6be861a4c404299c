//! The first condition, several resources: whether more than one machine does useful work, how
//! evenly, and what share of the work remains when the busiest machine is lost.
//!
//! What counts is the time that workers spent working, not what stands there: a standby that waits
//! does no work, and a balancer that only hands on takes none.

use super::{Condition, Evidence, Finding, Why};
use crate::{Subject, Work};

/// Worker time below which nothing is said, in seconds: a few dozen pieces of work.
const LEAST_SECS: f64 = 0.2;

pub(super) fn finding(subject: &Subject<'_>) -> Finding {
    let (recent, whole) = (Work::recent(subject), Work::whole(subject));
    // While nothing is done, the run so far speaks.
    let spoken_of = if recent.busy_secs >= LEAST_SECS {
        &recent
    } else {
        &whole
    };
    Finding {
        condition: Condition::SeveralResources,
        why: why(spoken_of),
        evidence: Evidence::Resources { recent, whole },
    }
}

pub(super) fn why(work: &Work) -> Why {
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
