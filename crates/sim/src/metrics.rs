//! Metrics: what probes make of the run. Bins of a tenth of a second for curves, sliding windows for
//! numbers. Nothing here changes what happens.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::histogram::Histogram;
use crate::log::Log;
use crate::node::Node;
use crate::request::{Break, Ledger, Totals};
use crate::time::{Duration, Time};

/// The length of a bin.
pub const BIN: Duration = Duration::from_millis(100);
/// Bins in the window that curves are smoothed over: one second.
pub const CURVE_BINS: usize = 10;
/// Bins in the window that the numbers speak of: five seconds.
pub const READOUT_BINS: usize = 50;
/// Bins that are kept: one simulated hour.
pub const BINS_MAX: usize = 36_000;

/// What happened within one bin, and the latencies of the second that ends with it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Bin {
    pub issued: u32,
    pub succeeded: u32,
    pub failed: u32,
    /// Answers of which it came to light that they broke the illusion of one machine, in the order
    /// of [`Break::ANSWERED`].
    pub broken: [u32; Break::ANSWERED.len()],
    /// Requests that were open at its end and had been for longer than
    /// [`PATIENCE`](crate::PATIENCE).
    pub waiting: u32,
    /// Latency of succeeded requests in microseconds, over the last second; `None` if there was
    /// none. Failed requests have no latency.
    pub p50: Option<u32>,
    pub p95: Option<u32>,
    pub p99: Option<u32>,
}

impl Bin {
    /// Requests that broke the illusion of one machine in this way.
    pub fn breaks(&self, kind: Break) -> u32 {
        let answered = Break::ANSWERED.iter().position(|other| *other == kind);
        answered.map_or(self.failed, |place| self.broken[place])
    }
}

/// One node within one bin.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct NodeBin {
    /// Share of the workers' time spent working, 0 to 1.
    pub utilization: f32,
    /// The same share, of work of which it came to light that it has led to an answer: its machine may
    /// have done it in bins before.
    pub useful: f32,
    /// Jobs waiting, averaged over the bin. Of a node that keeps messages for later: those that it keeps
    /// at the end of the bin.
    pub queue: f32,
    /// The most jobs that waited at once for any time at all.
    pub queue_max: u32,
}

/// The numbers of the last five seconds (or less, early in a run).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Readout {
    /// Requests issued per second.
    pub offered: f64,
    /// Requests answered per second: succeeded before their user gave up.
    pub goodput: f64,
    /// Requests failed per second.
    pub failing: f64,
    /// Latency of succeeded requests, in microseconds.
    pub p50: Option<u32>,
    pub p95: Option<u32>,
    pub p99: Option<u32>,
}

/// Ends of bins for which a node's worker time is remembered: those of the window, and its begin.
const AREAS: usize = CURVE_BINS + 1;

/// What a node had done by the end of the last bins.
#[derive(Clone, Copy, Debug, Default)]
struct Areas {
    /// Worker-nanoseconds worked after the first `n` bins, at `n % AREAS`.
    busy: [u64; AREAS],
    /// Job-nanoseconds waited.
    queued: u64,
    /// Nanoseconds of work that has led to an answer.
    useful: u64,
    /// Workers, at least one.
    workers: u64,
}

impl Areas {
    const fn busy_after(&self, bins: usize) -> u64 {
        self.busy[bins % AREAS]
    }

    /// Worker-nanoseconds worked and available over the last second (or less, early in a run),
    /// after so many bins.
    fn recent(&self, bins: usize) -> (u64, u64) {
        let window = bins.min(CURVE_BINS);
        let worked = self.busy_after(bins) - self.busy_after(bins - window);
        let able = window as u64 * BIN.as_nanos() * self.workers;
        (worked, able.max(1))
    }
}

/// All series of one run.
#[derive(Clone, Debug)]
pub struct Metrics {
    /// By their number since the start of the run.
    bins: Log<Bin>,
    nodes: Vec<Log<NodeBin>>,
    counted: Totals,
    areas: Vec<Areas>,
    /// Latencies of the bin that is filling.
    samples: Vec<u32>,
    /// Latencies of the bins before it in the longest window, newest last. Copies of a run share
    /// them.
    closed_samples: VecDeque<Arc<Vec<u32>>>,
    /// What lies in the window of the curves, of closed bins alone.
    curve: Histogram,
    /// Messages delivered on each link up to each of the last [`CURVE_BINS`] bins.
    delivered: VecDeque<Vec<u64>>,
}

impl Metrics {
    pub(crate) fn new(node_count: usize) -> Self {
        Self {
            bins: Log::keeping(BINS_MAX),
            nodes: vec![Log::keeping(BINS_MAX); node_count],
            counted: Totals::default(),
            areas: vec![Areas::default(); node_count],
            samples: Vec::new(),
            closed_samples: VecDeque::new(),
            curve: Histogram::default(),
            delivered: VecDeque::new(),
        }
    }

    /// Bins closed since the start of the run.
    pub fn closed(&self) -> usize {
        self.bins.total() as usize
    }

    /// When the bin that is filling ends.
    pub(crate) fn bin_end(&self) -> Time {
        Time::ZERO + Duration::from_nanos((self.closed() as u64 + 1) * BIN.as_nanos())
    }

    /// Bins by their number since the start, oldest kept first.
    pub fn bins(&self) -> impl DoubleEndedIterator<Item = (usize, &Bin)> + ExactSizeIterator {
        let bins = self.bins.iter();
        bins.map(|(number, bin)| (number as usize, bin))
    }

    /// A node's bins by their number since the start, oldest kept first.
    pub fn node_bins(
        &self,
        node: usize,
    ) -> impl DoubleEndedIterator<Item = (usize, &NodeBin)> + ExactSizeIterator {
        let bins = self.nodes[node].iter();
        bins.map(|(number, bin)| (number as usize, bin))
    }

    /// Latencies, in whole microseconds, of the requests that succeeded within each of the last
    /// [`READOUT_BINS`] bins, by the number of the bin; the last of these is still filling.
    pub fn samples(&self) -> impl Iterator<Item = (usize, &[u32])> {
        let first = self.closed() - self.closed_samples.len();
        let closed = self.closed_samples.iter().map(|bin| bin.as_slice());
        let bins = closed.chain([self.samples.as_slice()]);
        bins.enumerate()
            .map(move |(index, samples)| (first + index, samples))
    }

    /// A node's utilization over the last second.
    pub fn utilization(&self, node: usize) -> f32 {
        let (worked, able) = self.areas[node].recent(self.closed());
        worked as f32 / able as f32
    }

    /// Messages per second delivered on a link over the last second.
    pub fn link_rate(&self, link: usize) -> f32 {
        let (Some(first), Some(last)) = (self.delivered.front(), self.delivered.back()) else {
            return 0.0;
        };
        let bins = self.delivered.len().saturating_sub(1).max(1);
        (last[link] - first[link]) as f32 / (bins as f32 * BIN.as_secs_f64() as f32)
    }

    /// The numbers of the last five seconds. Counted when they are asked for: viewers ask a few times a
    /// second, and a run that nobody watches does not keep them.
    pub fn readout(&self) -> Readout {
        let recent = self.bins.iter().rev().take(READOUT_BINS);
        let seconds = (recent.len() as f64 * BIN.as_secs_f64()).max(f64::MIN_POSITIVE);
        let (mut issued, mut succeeded, mut failed) = (0_u64, 0_u64, 0_u64);
        for (_, bin) in recent {
            issued += u64::from(bin.issued);
            succeeded += u64::from(bin.succeeded);
            failed += u64::from(bin.failed);
        }
        let per_second = |count: u64| {
            if count == 0 {
                0.0
            } else {
                count as f64 / seconds
            }
        };
        let mut latencies = Histogram::default();
        let samples = self.closed_samples.iter().flat_map(|bin| bin.iter());
        samples.for_each(|micros| latencies.add(*micros));
        let [p50, p95, p99] = latencies.quantiles([500, 950, 990]);
        Readout {
            offered: per_second(issued),
            goodput: per_second(succeeded),
            failing: per_second(failed),
            p50,
            p95,
            p99,
        }
    }

    /// A request has succeeded after this long. It counts in the windows when its bin closes.
    #[inline]
    pub(crate) fn succeeded(&mut self, elapsed: Duration) {
        // Dividing 64 bits is slow in WebAssembly; hardly anything takes longer than 32 bits hold.
        let nanos = elapsed.as_nanos();
        let micros = match u32::try_from(nanos) {
            Ok(nanos) => nanos / 1_000,
            Err(_) => u32::try_from(nanos / 1_000).unwrap_or(u32::MAX),
        };
        self.samples.push(micros);
    }

    /// Closes the bin that ends at `end`.
    pub(crate) fn close(
        &mut self,
        end: Time,
        ledger: &Ledger,
        nodes: &mut [Node],
        delivered: impl Iterator<Item = u64>,
    ) {
        let totals = &ledger.totals;
        for micros in &self.samples {
            self.curve.add(*micros);
        }
        let [p50, p95, p99] = self.curve.quantiles([500, 950, 990]);
        let bin = Bin {
            issued: (totals.issued - self.counted.issued) as u32,
            succeeded: (totals.succeeded - self.counted.succeeded) as u32,
            failed: (totals.failed_total() - self.counted.failed_total()) as u32,
            broken: Break::ANSWERED
                .map(|kind| (totals.breaks(kind) - self.counted.breaks(kind)) as u32),
            waiting: ledger.kept_waiting() as u32,
            p50,
            p95,
            p99,
        };
        self.counted = *totals;
        self.bins.push(bin);
        for (index, node) in nodes.iter_mut().enumerate() {
            self.close_node(index, node, end);
        }
        let mut counts = if self.delivered.len() > CURVE_BINS {
            self.delivered.pop_front().unwrap_or_default()
        } else {
            Vec::new()
        };
        counts.clear();
        counts.extend(delivered);
        self.delivered.push_back(counts);
        self.slide();
    }

    fn close_node(&mut self, index: usize, node: &mut Node, end: Time) {
        let number = self.closed();
        let areas = &mut self.areas[index];
        let (busy, queued) = node.areas_at(end);
        let useful = node.useful_nanos() - areas.useful;
        areas.useful = node.useful_nanos();
        let queued_before = std::mem::replace(&mut areas.queued, queued);
        let busy_before = areas.busy_after(number - 1);
        areas.busy[number % AREAS] = busy;
        areas.workers = node.worker_count().max(1) as u64;
        let bin_nanos = BIN.as_nanos() as f32;
        let (kept, peak) = (node.process.backlog(), node.take_queue_peak(end));
        self.nodes[index].push(NodeBin {
            utilization: (busy - busy_before) as f32 / (areas.workers as f32 * bin_nanos),
            useful: useful as f32 / (areas.workers as f32 * bin_nanos),
            queue: kept.map_or((queued - queued_before) as f32 / bin_nanos, |kept| {
                kept as f32
            }),
            queue_max: (peak as u64).max(kept.unwrap_or(0)) as u32,
        });
        let (worked, able) = areas.recent(number);
        node.utilization_per_mille = worked * 1_000 / able;
    }

    /// Begins a new bin of samples, and lets those that leave a window be forgotten.
    fn slide(&mut self) {
        let full = self.closed_samples.len() == READOUT_BINS;
        let mut leaving = full.then(|| self.closed_samples.pop_front()).flatten();
        // The memory of the bin that leaves is used again, unless a copy of the run holds on to it.
        let unshared = leaving.as_mut().and_then(Arc::get_mut);
        if let Some(samples) = unshared {
            std::mem::swap(samples, &mut self.samples);
        } else {
            leaving = None;
        }
        let closed = leaving.unwrap_or_else(|| Arc::new(std::mem::take(&mut self.samples)));
        self.samples.clear();
        // All bins get the memory of the fullest one, so that soon none allocates any more.
        self.samples.reserve(closed.capacity());
        self.closed_samples.push_back(closed);
        if let Some(leaving) = self.closed_samples.len().checked_sub(CURVE_BINS) {
            for sample in self.closed_samples[leaving].iter() {
                self.curve.remove(*sample);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_measured_yet_is_zero_and_not_minus_zero() {
        assert!(Metrics::new(1).utilization(0).is_sign_positive());
    }
}
