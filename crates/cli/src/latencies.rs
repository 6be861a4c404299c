//! Latencies of one or many runs: exact count, sum and maximum, and a histogram that adds up.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hdrhistogram::Histogram;
use hdrhistogram::serialization::{Deserializer, Serializer, V2Serializer};
use serde::{Deserialize, Serialize};

/// Digits of a latency that the histogram keeps.
const DIGITS: u8 = 3;

/// Latencies in whole microseconds.
#[derive(Clone, Debug)]
pub struct Latencies {
    sum_us: u64,
    max_us: u32,
    histogram: Histogram<u64>,
}

/// Latencies as they are written: small, and exactly what they were when read again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Packed {
    pub count: u64,
    pub sum_us: u64,
    pub max_us: u32,
    /// HdrHistogram's V2 format, in base 64.
    pub histogram: String,
}

/// How many latencies lie above one bound and not above the next.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Step {
    pub above_ms: f64,
    pub to_ms: f64,
    pub count: u64,
}

/// Where steps end, in microseconds: the preferred numbers of ISO 3 (R10), rounded.
fn bounds_us() -> impl Iterator<Item = u64> {
    const DECADE: [u64; 10] = [100, 125, 160, 200, 250, 315, 400, 500, 630, 800];
    let decades = (0..9).flat_map(|power| DECADE.map(|bound| bound * 10_u64.pow(power)));
    [10, 20, 50].into_iter().chain(decades)
}

impl Default for Latencies {
    fn default() -> Self {
        let histogram = Histogram::new(DIGITS);
        Self {
            sum_us: 0,
            max_us: 0,
            histogram: histogram.expect("three digits are allowed"),
        }
    }
}

impl Latencies {
    /// Counts one latency, in microseconds.
    pub fn add(&mut self, micros: u32) {
        self.sum_us = self.sum_us.saturating_add(u64::from(micros));
        self.max_us = self.max_us.max(micros);
        let recorded = self.histogram.record(u64::from(micros));
        recorded.expect("the histogram grows with its values");
    }

    /// Counts all that another has counted.
    pub fn merge(&mut self, other: &Self) {
        self.sum_us = self.sum_us.saturating_add(other.sum_us);
        self.max_us = self.max_us.max(other.max_us);
        let added = self.histogram.add(&other.histogram);
        added.expect("the histogram grows with its values");
    }

    /// How many there are.
    pub fn count(&self) -> u64 {
        self.histogram.len()
    }

    /// The mean in milliseconds, exact to the microseconds that were counted.
    pub fn mean_ms(&self) -> Option<f64> {
        (self.count() > 0).then(|| self.sum_us as f64 / self.count() as f64 / 1_000.0)
    }

    /// The latency that this share (0 to 1) of the requests did not exceed, in milliseconds, to
    /// three digits.
    pub fn quantile_ms(&self, share: f64) -> Option<f64> {
        let value = || self.histogram.value_at_quantile(share);
        // Buckets end above the values in them; nothing took longer than the longest.
        (self.count() > 0).then(|| value().min(u64::from(self.max_us)) as f64 / 1_000.0)
    }

    /// The longest, in milliseconds.
    pub fn max_ms(&self) -> Option<f64> {
        (self.count() > 0).then(|| f64::from(self.max_us) / 1_000.0)
    }

    /// How many took how long, in steps of about a quarter (ten for each power of ten), from the step
    /// of the shortest to that of the longest.
    pub fn steps(&self) -> Vec<Step> {
        let mut bounds = bounds_us();
        let mut to = 0;
        let mut steps: Vec<Step> = Vec::new();
        for recorded in self.histogram.iter_recorded() {
            // What is known to three digits counts as the least that it may have been, so that a
            // constant of 40 ms is found up to 40 ms.
            let least = self
                .histogram
                .lowest_equivalent(recorded.value_iterated_to());
            while steps.is_empty() || to < least {
                let above = to;
                to = bounds
                    .next()
                    .expect("the last bound lies above all latencies");
                if to >= least || !steps.is_empty() {
                    steps.push(Step {
                        above_ms: above as f64 / 1_000.0,
                        to_ms: to as f64 / 1_000.0,
                        count: 0,
                    });
                }
            }
            if let Some(step) = steps.last_mut() {
                step.count += recorded.count_at_value();
            }
        }
        steps
    }

    /// The form in which it is written.
    pub fn pack(&self) -> Packed {
        let mut bytes = Vec::new();
        let written = V2Serializer::new().serialize(&self.histogram, &mut bytes);
        written.expect("memory can be written to");
        Packed {
            count: self.count(),
            sum_us: self.sum_us,
            max_us: self.max_us,
            histogram: STANDARD.encode(bytes),
        }
    }

    /// Reads what was written, if it is whole.
    pub fn unpack(packed: &Packed) -> Option<Self> {
        let bytes = STANDARD.decode(&packed.histogram).ok()?;
        let mut reader = Deserializer::new();
        let mut histogram = reader.deserialize::<u64, _>(&mut bytes.as_slice()).ok()?;
        histogram.auto(true);
        let whole = histogram.len() == packed.count && histogram.sigfig() == DIGITS;
        whole.then_some(Self {
            sum_us: packed.sum_us,
            max_us: packed.max_us,
            histogram,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn packing_loses_nothing_and_parts_add_up(
            first in prop::collection::vec(any::<u32>(), 0..60),
            second in prop::collection::vec(0_u32..5_000, 0..60),
        ) {
            let of = |lists: &[&[u32]]| {
                let mut latencies = Latencies::default();
                lists.concat().iter().for_each(|micros| latencies.add(*micros));
                latencies
            };
            let mut merged = Latencies::default();
            for part in [of(&[&first]), of(&[&second])] {
                let unpacked = Latencies::unpack(&part.pack());
                merged.merge(&unpacked.expect("it was just packed"));
            }
            let whole = of(&[&first, &second]);
            for share in [0.0, 0.5, 0.9, 0.99, 0.999, 1.0] {
                prop_assert_eq!(merged.quantile_ms(share), whole.quantile_ms(share));
            }
            prop_assert_eq!(merged.steps(), whole.steps());
            prop_assert_eq!(merged.mean_ms(), whole.mean_ms());
            prop_assert_eq!(merged.count(), (first.len() + second.len()) as u64);
        }

        #[test]
        fn quantiles_lie_within_a_thousandth_of_the_exact_ones(
            mut values in prop::collection::vec(0_u32..50_000_000, 1..300),
            per_mille in 1_usize..=1_000,
        ) {
            let mut latencies = Latencies::default();
            values.iter().for_each(|micros| latencies.add(*micros));
            values.sort_unstable();
            let rank = (values.len() * per_mille).div_ceil(1_000).max(1);
            let exact = |rank: usize| f64::from(values[rank.clamp(1, values.len()) - 1]) / 1_000.0;
            let shown = latencies.quantile_ms(per_mille as f64 / 1_000.0).expect("not empty");
            // The share itself is a float: its rank may be off by one.
            let (low, high) = (exact(rank - 1), exact(rank + 1));
            prop_assert!(shown >= low * 0.999 && shown <= high * 1.001 + 0.001, "{shown} for {low} to {high}");
        }
    }

    #[test]
    fn steps_hold_every_latency_and_follow_each_other() {
        let mut latencies = Latencies::default();
        for micros in [0, 9, 10, 11, 1_000, 1_001, 1_250, 40_000, u32::MAX] {
            latencies.add(micros);
        }
        let steps = latencies.steps();
        let total: u64 = steps.iter().map(|step| step.count).sum();
        assert_eq!(total, latencies.count());
        assert!(
            steps
                .windows(2)
                .all(|pair| pair[0].to_ms == pair[1].above_ms)
        );
        let counted: Vec<(f64, u64)> = steps
            .iter()
            .filter(|step| step.count > 0)
            .map(|step| (step.to_ms, step.count))
            .collect();
        let last = (5_000_000.0, 1);
        assert_eq!(
            counted,
            [(0.01, 3), (0.02, 1), (1.0, 1), (1.25, 2), (40.0, 1), last]
        );
        let mut late = Latencies::default();
        late.add(30_000);
        assert_eq!(late.steps().len(), 1, "nothing stands before the shortest");
        assert_eq!(Latencies::default().steps(), []);
    }

    #[test]
    fn nothing_measured_has_no_latency_and_damage_is_noticed() {
        let none = Latencies::default();
        assert_eq!((none.mean_ms(), none.quantile_ms(0.5)), (None, None));
        let mut packed = none.pack();
        packed.count = 1;
        assert!(Latencies::unpack(&packed).is_none());
        packed.histogram = "?".to_owned();
        assert!(Latencies::unpack(&packed).is_none());
    }
}
