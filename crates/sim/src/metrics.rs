//! Metrics: what probes make of the run. Bins of a tenth of a second for curves, sliding windows for
//! numbers. Nothing here changes what happens.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::histogram::Histogram;
use crate::log::Log;
use crate::node::Node;
use crate::request::Totals;
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
    /// Latency of succeeded requests in microseconds, over the last second; `None` if there was
    /// none. Failed requests have no latency.
    pub p50: Option<u32>,
    pub p95: Option<u32>,
    pub p99: Option<u32>,
}

/// One node within one bin.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct NodeBin {
    /// Share of the workers' time spent working, 0 to 1.
    pub utilization: f32,
    /// Jobs waiting, averaged over the bin.
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

/// A sliding window of latencies.
#[derive(Clone, Debug, Default)]
struct Window {
    histogram: Histogram,
}

/// All series of one run.
#[derive(Clone, Debug)]
pub struct Metrics {
    /// By their number since the start of the run.
    bins: Log<Bin>,
    nodes: Vec<Log<NodeBin>>,
    counted: Totals,
    areas: Vec<(u64, u64)>,
    /// Latencies of the bin that is filling.
    samples: Vec<u32>,
    /// Latencies of the bins before it in the longest window, newest last. Copies of a run share
    /// them.
    closed_samples: VecDeque<Arc<Vec<u32>>>,
    curve: Window,
    readout: Window,
    /// Messages delivered on each link up to each of the last [`CURVE_BINS`] bins.
    delivered: VecDeque<Vec<u64>>,
}

impl Metrics {
    pub(crate) fn new(node_count: usize) -> Self {
        Self {
            bins: Log::keeping(BINS_MAX),
            nodes: vec![Log::keeping(BINS_MAX); node_count],
            counted: Totals::default(),
            areas: vec![(0, 0); node_count],
            samples: Vec::new(),
            closed_samples: VecDeque::new(),
            curve: Window::default(),
            readout: Window::default(),
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
        let recent = self.nodes[node].iter().rev().take(CURVE_BINS);
        let count = recent.len().max(1);
        // A sum of no floats is minus zero, which would be shown as such.
        let sum = recent.fold(0.0, |sum, (_, bin)| sum + bin.utilization);
        sum / count as f32
    }

    /// Messages per second delivered on a link over the last second.
    pub fn link_rate(&self, link: usize) -> f32 {
        let (Some(first), Some(last)) = (self.delivered.front(), self.delivered.back()) else {
            return 0.0;
        };
        let bins = self.delivered.len().saturating_sub(1).max(1);
        (last[link] - first[link]) as f32 / (bins as f32 * BIN.as_secs_f64() as f32)
    }

    /// The numbers of the last five seconds.
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
        let window = &self.readout.histogram;
        Readout {
            offered: per_second(issued),
            goodput: per_second(succeeded),
            failing: per_second(failed),
            p50: window.quantile(500),
            p95: window.quantile(950),
            p99: window.quantile(990),
        }
    }

    /// A request has succeeded after this long.
    pub(crate) fn succeeded(&mut self, elapsed: Duration) {
        let micros = u32::try_from(elapsed.as_micros()).unwrap_or(u32::MAX);
        self.curve.histogram.add(micros);
        self.readout.histogram.add(micros);
        self.samples.push(micros);
    }

    /// Closes the bin that ends at `end`.
    pub(crate) fn close(
        &mut self,
        end: Time,
        totals: &Totals,
        nodes: &mut [Node],
        delivered: impl Iterator<Item = u64>,
    ) {
        let quantile = |per_mille| self.curve.histogram.quantile(per_mille);
        let bin = Bin {
            issued: (totals.issued - self.counted.issued) as u32,
            succeeded: (totals.succeeded - self.counted.succeeded) as u32,
            failed: (totals.failed_total() - self.counted.failed_total()) as u32,
            p50: quantile(500),
            p95: quantile(950),
            p99: quantile(990),
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
        let (busy, queued) = node.areas_at(end);
        let (busy_before, queued_before) =
            std::mem::replace(&mut self.areas[index], (busy, queued));
        let bin_nanos = BIN.as_nanos() as f32;
        let capacity = (node.worker_count().max(1) as f32) * bin_nanos;
        self.nodes[index].push(NodeBin {
            utilization: (busy - busy_before) as f32 / capacity,
            queue: (queued - queued_before) as f32 / bin_nanos,
            queue_max: node.take_queue_peak(end) as u32,
        });
        node.utilization_per_mille = (self.utilization(index) * 1_000.0) as u64;
    }

    /// Lets the samples that leave a window be forgotten, and begins a new bin of samples.
    fn slide(&mut self) {
        let mut fresh = Vec::new();
        if self.closed_samples.len() == READOUT_BINS - 1
            && let Some(leaving) = self.closed_samples.pop_front()
        {
            for sample in leaving.iter() {
                self.readout.histogram.remove(*sample);
            }
            fresh = Arc::try_unwrap(leaving).unwrap_or_default();
            fresh.clear();
        }
        let filled = std::mem::replace(&mut self.samples, fresh);
        self.closed_samples.push_back(Arc::new(filled));
        if let Some(leaving) = self.closed_samples.len().checked_sub(CURVE_BINS) {
            for sample in self.closed_samples[leaving].iter() {
                self.curve.histogram.remove(*sample);
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
