//! Curves over the run: from the metrics' bins to points, thinned so that a long run costs no more
//! to draw than a short one.

use sim::{BIN, Bin, CURVE_BINS, NodeBin, Time};

use super::Side;

/// Points of one curve.
const POINTS_MAX: usize = 240;

/// The stretch of simulated time that the curves show, in seconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Window {
    pub from: f64,
    pub to: f64,
}

/// Points in time: seconds, value. Where there is no value it is not a number.
pub type Points = Vec<(f64, f64)>;

/// What a curve shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Curve {
    /// Requests per second over the last second.
    Offered,
    Goodput,
    Failed,
    /// Milliseconds over the last second.
    P50,
    P95,
    P99,
    /// Percent of the workers' time over the last second.
    Utilization(usize),
    /// Jobs waiting, averaged over the last second.
    Queue(usize),
}

impl Window {
    /// The window that ends now. Slow motion looks at the last ten seconds, fast motion at as much
    /// as passes in about half a minute of the person's time, up to five minutes.
    pub fn ending(now: Time, speed: f64) -> Self {
        let lengths = [10.0, 30.0, 60.0, 120.0, 300.0];
        let wanted = speed * 30.0;
        let length = lengths.into_iter().find(|length| *length >= wanted);
        let to = now.as_secs_f64().max(1.0);
        Self {
            from: (to - length.unwrap_or(300.0)).max(0.0),
            to,
        }
    }

    pub fn length(self) -> f64 {
        self.to - self.from
    }
}

impl Side {
    /// The points of a curve within the window.
    pub fn curve(&self, curve: Curve, window: Window) -> Points {
        let metrics = self.simulation().metrics();
        let rate = |count: fn(&Bin) -> u32| {
            let per_second = 1.0 / BIN.as_secs_f64();
            let rate = move |bin: &Bin| Some(f64::from(count(bin)) * per_second);
            means(metrics.bins(), window, CURVE_BINS, rate)
        };
        // The metrics look back over a second by themselves.
        let quantile = |micros: fn(&Bin) -> Option<u32>| {
            means(metrics.bins(), window, 1, |bin| millis(micros(bin)))
        };
        let machine = |node: usize, value: fn(&NodeBin) -> f32| {
            let value = |bin: &NodeBin| Some(f64::from(value(bin)));
            means(metrics.node_bins(node), window, CURVE_BINS, value)
        };
        match curve {
            Curve::Offered => rate(|bin| bin.issued),
            Curve::Goodput => rate(|bin| bin.succeeded),
            Curve::Failed => rate(|bin| bin.failed),
            Curve::P50 => quantile(|bin| bin.p50),
            Curve::P95 => quantile(|bin| bin.p95),
            Curve::P99 => quantile(|bin| bin.p99),
            Curve::Utilization(node) => machine(node, |bin| bin.utilization * 100.0),
            Curve::Queue(node) => machine(node, |bin| bin.queue),
        }
    }
}

fn millis(micros: Option<u32>) -> Option<f64> {
    micros.map(|micros| f64::from(micros) / 1e3)
}

/// The bins that the window shows, and `lead` more before them.
fn within<'a, T: 'a>(
    bins: impl DoubleEndedIterator<Item = (usize, &'a T)>,
    window: Window,
    lead: usize,
) -> Vec<(usize, &'a T)> {
    let from = ((window.from / BIN.as_secs_f64()) as usize).saturating_sub(1 + lead);
    let newest_first = bins.rev().take_while(|(number, _)| *number >= from);
    let mut bins: Vec<_> = newest_first.collect();
    bins.reverse();
    bins
}

/// How many bins make one point.
const fn stride(bins: usize) -> usize {
    let stride = bins.div_ceil(POINTS_MAX);
    if stride == 0 { 1 } else { stride }
}

/// The end of a bin, in seconds.
fn end_of(number: usize) -> f64 {
    (number + 1) as f64 * BIN.as_secs_f64()
}

/// The mean of the values over the `span` bins that end with each point, or over all the bins that
/// make one point where those are more.
fn means<'a, T: 'a>(
    bins: impl DoubleEndedIterator<Item = (usize, &'a T)>,
    window: Window,
    span: usize,
    value: impl Fn(&T) -> Option<f64>,
) -> Points {
    let bins = within(bins, window, span);
    let stride = stride(bins.len());
    let span = span.max(stride);
    let mut points = Points::with_capacity(bins.len() / stride + 1);
    for (index, (number, _)) in bins.iter().enumerate() {
        if number % stride == 0 && end_of(*number) > window.from {
            let recent = &bins[(index + 1).saturating_sub(span)..=index];
            let values = recent.iter().filter_map(|(_, bin)| value(bin));
            let (sum, count) =
                values.fold((0.0, 0_u32), |(sum, count), value| (sum + value, count + 1));
            // No value at all gives 0 / 0, which is not a number: a gap.
            points.push((end_of(*number), sum / f64::from(count)));
        }
    }
    points
}
