//! A log-linear histogram of durations whose entries can also be taken back, so that a window can
//! slide over a run without being counted anew.

/// Buckets per power of two: a value is known to 1/64 of itself, its middle to 0.8 %.
const SUB_BITS: u32 = 6;
const SUB_COUNT: usize = 1 << SUB_BITS;
const BUCKET_COUNT: usize = (32 - SUB_BITS as usize + 1) * SUB_COUNT;

/// Counts of whole microseconds, from 0 to 2^32 - 1 (71 minutes; more counts as that).
#[derive(Clone, Debug)]
pub struct Histogram {
    counts: Vec<u32>,
    total: u64,
}

impl Default for Histogram {
    fn default() -> Self {
        Self {
            counts: vec![0; BUCKET_COUNT],
            total: 0,
        }
    }
}

impl Histogram {
    /// How many values are counted.
    pub const fn total(&self) -> u64 {
        self.total
    }

    /// Counts a value, in microseconds.
    #[inline]
    pub fn add(&mut self, micros: u32) {
        self.counts[bucket(micros)] += 1;
        self.total += 1;
    }

    /// Takes back a value that was counted before.
    ///
    /// # Panics
    /// If no value of its bucket is counted.
    #[inline]
    pub fn remove(&mut self, micros: u32) {
        let count = &mut self.counts[bucket(micros)];
        *count = count
            .checked_sub(1)
            .expect("only what was counted is taken back");
        self.total -= 1;
    }

    /// The smallest value, in microseconds, that at least `per_mille` thousandths of the values do
    /// not exceed; within 0.8 % above 64 µs, exact below. `None` while nothing is counted.
    pub fn quantile(&self, per_mille: u32) -> Option<u32> {
        self.quantiles([per_mille])[0]
    }

    /// Several quantiles at once, smallest first.
    pub fn quantiles<const COUNT: usize>(&self, per_mille: [u32; COUNT]) -> [Option<u32>; COUNT] {
        let mut found = [None; COUNT];
        let (mut octave, mut before) = (0, 0);
        for (quantile, per_mille) in found.iter_mut().zip(per_mille) {
            if self.total == 0 {
                break;
            }
            let rank = (self.total * u64::from(per_mille)).div_ceil(1_000).max(1);
            // First the octave, then the bucket in it: few counts are looked at one by one.
            let mut counts = self.octave(octave);
            let mut within = sum(counts);
            while before + within < rank {
                before += within;
                octave += 1;
                counts = self.octave(octave);
                within = sum(counts);
            }
            let mut seen = before;
            let place = counts.iter().position(|count| {
                seen += u64::from(*count);
                seen >= rank
            });
            *quantile = place.map(|place| middle(octave * SUB_COUNT + place));
        }
        found
    }

    fn octave(&self, octave: usize) -> &[u32] {
        &self.counts[octave * SUB_COUNT..][..SUB_COUNT]
    }
}

fn sum(counts: &[u32]) -> u64 {
    counts.iter().map(|count| u64::from(*count)).sum()
}

fn bucket(value: u32) -> usize {
    if value < SUB_COUNT as u32 {
        return value as usize;
    }
    let octave = 31 - value.leading_zeros() - SUB_BITS;
    let sub = (value >> octave) as usize - SUB_COUNT;
    (octave as usize + 1) * SUB_COUNT + sub
}

fn middle(bucket: usize) -> u32 {
    if bucket < SUB_COUNT {
        return bucket as u32;
    }
    let octave = bucket / SUB_COUNT - 1;
    let low = (SUB_COUNT + bucket % SUB_COUNT) << octave;
    (low + ((1 << octave) >> 1)) as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn quantiles_lie_within_their_stated_error_of_the_exact_ones(
            mut values in prop::collection::vec(0_u32..50_000_000, 1..500),
            per_mille in 1_u32..=1_000,
        ) {
            let mut histogram = Histogram::default();
            values.iter().for_each(|value| histogram.add(*value));
            values.sort_unstable();
            let rank = (values.len() * per_mille as usize).div_ceil(1_000).max(1);
            let exact = f64::from(values[rank - 1]);
            let shown = f64::from(histogram.quantile(per_mille).expect("not empty"));
            prop_assert!((shown - exact).abs() <= exact / 127.0 + 0.5, "{shown} for {exact}");
        }

        #[test]
        fn taking_back_restores_the_window(
            kept in prop::collection::vec(any::<u32>(), 1..100),
            gone in prop::collection::vec(any::<u32>(), 0..100),
        ) {
            let mut window = Histogram::default();
            gone.iter().chain(&kept).for_each(|value| window.add(*value));
            gone.iter().for_each(|value| window.remove(*value));
            let mut fresh = Histogram::default();
            kept.iter().for_each(|value| fresh.add(*value));
            prop_assert_eq!(window.counts, fresh.counts);
            prop_assert_eq!(window.total, fresh.total);
        }
    }
}
