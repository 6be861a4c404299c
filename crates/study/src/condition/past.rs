//! When a condition did not hold before now: a verdict speaks of the present and forgets, the run does
//! not. Told of the first condition, second by second, and of the fourth.

use std::collections::VecDeque;

use sim::{BIN, Bin, Break, Duration, Metrics, NodeId, Time};

use super::illusion::{Answers, why};
use super::{Verdict, Why};
use crate::work::WINDOW_BINS;
use crate::{Subject, Work};

/// A time during which a condition did not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Broken {
    /// When that was seen.
    pub from: Time,
    /// When it was last the case; none while it still does not hold.
    pub until: Option<Time>,
}

/// Such times in their order, as they are found.
#[derive(Default)]
struct Periods {
    all: Vec<Broken>,
    open: bool,
}

impl Periods {
    /// Whether it is broken at this instant, and when the last thing happened that speaks for that.
    fn tell(&mut self, at: Time, broken: bool, last: Time) {
        if broken && !self.open {
            self.all.push(Broken {
                from: at,
                until: None,
            });
        }
        if self.open
            && !broken
            && let Some(period) = self.all.last_mut()
        {
            period.until = Some(last.max(period.from));
        }
        self.open = broken;
    }
}

/// When no two machines did useful work, after they once had, as far back as the metrics go. Where they
/// never have, the reason says it all.
pub(super) fn worked(subject: &Subject<'_>) -> Vec<Broken> {
    let simulation = subject.simulation;
    let machines: Vec<NodeId> = subject.machines_of_the_system().collect();
    let bins = machines.iter();
    let bins = bins.map(|node| simulation.metrics().node_bins(node.index()));
    let mut bins: Vec<_> = bins.collect();
    let workers = machines.iter();
    let workers = workers.map(|node| simulation.nodes()[node.index()].worker_count() as f64);
    let workers: Vec<f64> = workers.collect();
    let work = |of: &[[f64; 2]]| {
        let spent = of.iter().map(|[_, spent]| spent).sum();
        let busy = machines
            .iter()
            .zip(of)
            .map(|(node, [useful, _])| (*node, *useful));
        Work {
            spent_secs: spent,
            ..Work::from_busy(busy.filter(|(_, useful)| *useful > 0.0))
        }
    };
    let mut window: VecDeque<Vec<[f64; 2]>> = VecDeque::new();
    let mut periods = Periods::default();
    let (mut last, mut has_held) = (Time::ZERO, false);
    loop {
        let mut second = vec![[0.0; 2]; machines.len()];
        let mut bins_left = SECOND_BINS;
        let mut end = Time::ZERO;
        while bins_left > 0 {
            for ((bins, sums), workers) in bins.iter_mut().zip(&mut second).zip(&workers) {
                let Some((number, bin)) = bins.next() else {
                    return periods.all;
                };
                let worker_secs = workers * BIN.as_secs_f64();
                sums[0] += f64::from(bin.useful) * worker_secs;
                sums[1] += f64::from(bin.utilization) * worker_secs;
                end = end_of(number);
            }
            bins_left -= 1;
        }
        if work(&second).useful().count() < 2 {
            last = end;
        }
        window.push_back(second);
        if window.len() > WINDOW_BINS / SECOND_BINS {
            window.pop_front();
        }
        let mut sums = vec![[0.0; 2]; machines.len()];
        for second in &window {
            for (sum, one) in sums.iter_mut().zip(second) {
                sum[0] += one[0];
                sum[1] += one[1];
            }
        }
        let why = super::resources::why(&work(&sums));
        has_held |= why.verdict() == Verdict::Holds;
        periods.tell(end, has_held && why.verdict() == Verdict::DoesNot, last);
    }
}

/// Bins in a second.
const SECOND_BINS: usize = 10;

/// The end of a bin.
fn end_of(number: usize) -> Time {
    Time::ZERO + Duration::from_nanos((number as u64 + 1) * BIN.as_nanos())
}

/// All times of the illusion broken since the start of the run, as far back as the metrics go: one simulated hour; and how
/// requests that ended within the last [`WINDOW_BINS`] were answered, and who waits now.
pub(super) fn answered(metrics: &Metrics) -> (Answers, Vec<Broken>) {
    let mut periods = Periods::default();
    let mut recent = Answers::default();
    let mut window: VecDeque<&Bin> = VecDeque::with_capacity(WINDOW_BINS + 1);
    let mut last_break = Time::ZERO;
    for (number, bin) in metrics.bins() {
        let end = end_of(number);
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
        periods.tell(end, why.verdict() == Verdict::DoesNot, last_break);
    }
    (recent, periods.all)
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
