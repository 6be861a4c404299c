//! The fourth condition, looks like one: whether the people who use a system are answered as one
//! machine would have answered them.
//!
//! From their side alone: a request counts as answered so if it succeeded and its answer broke none
//! of the rules that one machine never breaks (`sim::Break`). One machine that works looks like one;
//! one that is dead does not, and neither do many of which the users see that they are many. Who is
//! kept waiting for longer than people bear sees it, too, and long before anything has failed.

use sim::{Break, RequestId};

use super::past::{Broken, answered};
use super::unfinished::{Unfinished, unfinished};
use super::{Condition, Evidence, Finding, Why};
use crate::Subject;

/// Requests that must have ended over the window, or keep somebody waiting, before anything is said.
const ENDED_NEEDED: u64 = 20;
/// The share of requests that must be answered as one machine would have answered them: whoever asks
/// twenty times sees at most one break. Losing one of two servers for the seconds until a balancer
/// notices stays above it; an overload or a failover does not.
pub const SHARE_NEEDED: f64 = 0.95;
/// Requests named for each way of breaking the illusion.
const NAMED: usize = 8;

/// How requests of some time were answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Answers {
    /// Requests that ended.
    pub ended: u64,
    /// How many of these broke the illusion, by [`Break::index`].
    pub breaks: [u64; Break::ALL.len()],
    /// Requests that have not ended and have waited for longer than [`sim::PATIENCE`].
    pub waiting: u64,
}

impl Answers {
    /// Requests answered as one machine would have answered them.
    pub fn as_one(&self) -> u64 {
        // A lost write can come to light long after its answer: then more break than end.
        self.ended.saturating_sub(self.breaks.iter().sum())
    }

    /// Requests of which their users have seen enough to judge: those that ended, and those that
    /// keep them waiting.
    pub const fn judged(&self) -> u64 {
        self.ended + self.waiting
    }

    /// The share of those that were answered as one machine would have, 0 to 1; 1 where there are none.
    pub fn share(&self) -> f64 {
        if self.judged() == 0 {
            return 1.0;
        }
        self.as_one() as f64 / self.judged() as f64
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
    /// Requests that keep their users waiting now, the longest first: at most eight.
    pub waiting: Vec<RequestId>,
    /// What was accepted and is not done yet; none where nothing is put off.
    pub unfinished: Option<Unfinished>,
    /// When it did not look like one machine, since the start of the run.
    pub broken: Vec<Broken>,
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
    let (recent, broken) = answered(metrics);
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
            waiting: 0,
        },
        breaks: breaks.into(),
        waiting: ledger.waiting().take(NAMED).collect(),
        unfinished: unfinished(subject),
        broken,
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
    let (share, ended, waiting) = (recent.share(), recent.ended, recent.waiting);
    if recent.judged() < ENDED_NEEDED {
        return Why::FewAnswers {
            ended,
            needed: ENDED_NEEDED,
        };
    }
    if share >= SHARE_NEEDED {
        return Why::AsOne {
            share,
            ended,
            faults,
        };
    }
    match recent.mostly() {
        Some(mostly) if recent.breaks[mostly.index()] >= waiting => Why::Broken {
            share,
            ended,
            mostly,
        },
        _ => Why::KeptWaiting {
            share,
            ended,
            waiting,
        },
    }
}
