//! When a run did not look like one machine before now: a verdict speaks of the present and forgets,
//! the run does not.

use std::collections::VecDeque;

use sim::{BIN, Bin, Break, Duration, Metrics, Time};

use super::illusion::{Answers, why};
use super::{Verdict, Why};
use crate::work::WINDOW_BINS;

/// A time during which a system did not look like one machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Broken {
    /// From when on it did not.
    pub from: Time,
    /// When the last request broke the illusion; none while it is still broken.
    pub until: Option<Time>,
}

/// All of them since the start of the run, as far back as the metrics go: one simulated hour; and how
/// requests that ended within the last [`WINDOW_BINS`] were answered, and who waits now.
pub(super) fn answered(metrics: &Metrics) -> (Answers, Vec<Broken>) {
    let mut periods: Vec<Broken> = Vec::new();
    let mut recent = Answers::default();
    let mut window: VecDeque<&Bin> = VecDeque::with_capacity(WINDOW_BINS + 1);
    let (mut open, mut last_break) = (false, Time::ZERO);
    for (number, bin) in metrics.bins() {
        let end = Time::ZERO + Duration::from_nanos((number as u64 + 1) * BIN.as_nanos());
        add(&mut recent, bin);
        window.push_back(bin);
        if window.len() > WINDOW_BINS
            && let Some(leaving) = window.pop_front()
        {
            take(&mut recent, leaving);
        }
        recent.waiting = u64::from(bin.waiting);
        if recent.waiting > 0 || Break::ALL.iter().any(|kind| bin.breaks(*kind) > 0) {
            last_break = end;
        }
        let why: Why = why(&recent, 0);
        let broken = why.verdict() == Verdict::DoesNot;
        if broken && !open {
            periods.push(Broken {
                from: end,
                until: None,
            });
        }
        if open
            && !broken
            && let Some(period) = periods.last_mut()
        {
            period.until = Some(last_break.max(period.from));
        }
        open = broken;
    }
    (recent, periods)
}

fn add(recent: &mut Answers, bin: &Bin) {
    recent.ended += u64::from(bin.succeeded) + u64::from(bin.failed);
    for kind in Break::ALL {
        recent.breaks[kind.index()] += u64::from(bin.breaks(kind));
    }
}

fn take(recent: &mut Answers, bin: &Bin) {
    recent.ended -= u64::from(bin.succeeded) + u64::from(bin.failed);
    for kind in Break::ALL {
        recent.breaks[kind.index()] -= u64::from(bin.breaks(kind));
    }
}
