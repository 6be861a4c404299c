//! The fourth condition, looks like one: whether the people who use a system are answered as one
//! machine would have answered them.
//!
//! From their side alone: a request counts as answered so if it succeeded and its answer broke none
//! of the rules that one machine never breaks (`sim::Break`). One machine that works looks like one;
//! one that is dead does not, and neither do many of which the users see that they are many.

use sim::{Break, RequestId};

use super::{Condition, Evidence, Finding, Why};
use crate::Subject;
use crate::work::WINDOW_BINS;

/// Requests that must have ended over the window before anything is said.
const ENDED_NEEDED: u64 = 20;
/// The share of requests that must be answered as one machine would have answered them: whoever asks
/// twenty times sees at most one break. Losing one of two servers for the seconds until a balancer
/// notices stays above it; an overload or a failover does not.
const SHARE_NEEDED: f64 = 0.95;
/// Requests named for each way of breaking the illusion.
const NAMED: usize = 8;

/// How requests of some time were answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Answers {
    /// Requests that ended.
    pub ended: u64,
    /// How many of these broke the illusion, by [`Break::index`].
    pub breaks: [u64; Break::ALL.len()],
}

impl Answers {
    /// Requests answered as one machine would have answered them.
    pub fn as_one(&self) -> u64 {
        // A lost write can come to light long after its answer: then more break than end.
        self.ended.saturating_sub(self.breaks.iter().sum())
    }

    /// The share of those, 0 to 1; 1 where nothing has ended.
    pub fn share(&self) -> f64 {
        if self.ended == 0 {
            return 1.0;
        }
        self.as_one() as f64 / self.ended as f64
    }

    /// How most of the requests that broke the illusion did it.
    pub fn mostly(&self) -> Option<Break> {
        let broken = Break::ALL
            .into_iter()
            .filter(|kind| self.breaks[kind.index()] > 0);
        // The gravest of equals.
        broken.rev().max_by_key(|kind| self.breaks[kind.index()])
    }
}

/// One way of breaking the illusion, and who saw it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BreakCount {
    pub kind: Break,
    /// Since the start of the run.
    pub count: u64,
    /// The last requests that did, the newest request first: at most eight.
    pub last: Vec<RequestId>,
}

/// What users have seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Illusion {
    /// Over the last [`WINDOW`](crate::WINDOW), or less, early in a run.
    pub recent: Answers,
    /// Since the start of the run.
    pub whole: Answers,
    /// Every way, the gravest first.
    pub breaks: Vec<BreakCount>,
    /// Faults that have struck since the start of the run.
    pub faults: u64,
}

pub(super) fn finding(subject: &Subject<'_>) -> Finding {
    let illusion = illusion(subject);
    Finding {
        condition: Condition::LooksLikeOne,
        why: why(&illusion.recent, illusion.faults),
        evidence: Evidence::Illusion(illusion),
    }
}

fn illusion(subject: &Subject<'_>) -> Illusion {
    let simulation = subject.simulation;
    let (ledger, metrics) = (simulation.ledger(), simulation.metrics());
    let totals = &ledger.totals;
    let mut recent = Answers::default();
    for (_, bin) in metrics.bins().rev().take(WINDOW_BINS) {
        recent.ended += u64::from(bin.succeeded) + u64::from(bin.failed);
        for kind in Break::ALL {
            recent.breaks[kind.index()] += u64::from(bin.breaks(kind));
        }
    }
    let breaks = Break::ALL.map(|kind| BreakCount {
        kind,
        count: totals.breaks(kind),
        last: newest_first(ledger.breaks(kind).rev().take(NAMED)),
    });
    Illusion {
        recent,
        whole: Answers {
            ended: totals.succeeded + totals.failed_total(),
            breaks: Break::ALL.map(|kind| totals.breaks(kind)),
        },
        breaks: breaks.into(),
        faults: simulation.faults_struck(),
    }
}

/// By the time at which they were asked for: a request that is answered soon may break before an older
/// one does.
pub(super) fn newest_first(requests: impl Iterator<Item = RequestId>) -> Vec<RequestId> {
    let mut requests: Vec<RequestId> = requests.collect();
    requests.sort_unstable_by(|one, other| other.cmp(one));
    requests
}

pub(super) fn why(recent: &Answers, faults: u64) -> Why {
    if recent.ended < ENDED_NEEDED {
        return Why::FewAnswers {
            ended: recent.ended,
            needed: ENDED_NEEDED,
        };
    }
    let (share, ended) = (recent.share(), recent.ended);
    match recent.mostly() {
        Some(mostly) if share < SHARE_NEEDED => Why::Broken {
            share,
            ended,
            mostly,
        },
        _ => Why::AsOne {
            share,
            ended,
            faults,
        },
    }
}
