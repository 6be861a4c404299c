//! Which key a request touches: draws below a count of keys, each as popular as stated.
//!
//! A popularity that is not uniform becomes an alias table (A. J. Walker 1977, in M. D. Vose's form of
//! 1991): one column for each key, filled to the same height by that key and at most one other. One
//! draw names a column and a height in it, so a million keys cost as much as two. The table is made
//! of whole numbers, so that the same draw gives the same key native and in WebAssembly.

use std::sync::Arc;

use super::Popularity;
use crate::rng::{Probability, Stream};

/// Keys that a popularity other than uniform may have, at most: their table takes 8 bytes each.
pub const RANKED_KEYS_MAX: u32 = 1_000_000;
/// The weight of the most popular key; that of rank r is this by r^s, rounded down, and at least 1.
const WEIGHT_MAX: f64 = 1_099_511_627_776.0;

/// Draws keys below a count.
#[derive(Clone, Debug)]
pub(super) struct Keys {
    count: u32,
    choice: Choice,
}

#[derive(Clone, Debug)]
enum Choice {
    Uniform,
    /// Shared between the copies of a run, which never change it.
    Ranked(Arc<[Column]>),
    OneHot(Probability),
}

/// A column of an alias table: its own key below the threshold, the other one above.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Column {
    /// In 2^32nds of the column's height.
    threshold: u32,
    other: u32,
}

impl Keys {
    /// Keys below `count` (at least one), of this popularity.
    ///
    /// # Panics
    /// If there are more than [`RANKED_KEYS_MAX`] keys and they are not uniform.
    pub(super) fn new(count: u32, popularity: Popularity) -> Self {
        let count = count.max(1);
        let choice = match popularity {
            Popularity::Uniform => Choice::Uniform,
            Popularity::Zipf { exponent_percent } => {
                assert!(count <= RANKED_KEYS_MAX, "a table of {count} keys");
                Choice::Ranked(columns(&zipf_weights(count, exponent_percent)).into())
            }
            Popularity::OneHot { share } => Choice::OneHot(share),
        };
        Self { count, choice }
    }

    /// The next key.
    pub(super) fn draw(&self, stream: &mut Stream) -> u32 {
        match &self.choice {
            Choice::Uniform if self.count == 1 => 0,
            Choice::Uniform => stream.below(self.count),
            Choice::Ranked(columns) => {
                let bits = stream.bits();
                let place = ((bits >> 32) * u64::from(self.count)) >> 32;
                let column = columns[place as usize];
                if (bits as u32) < column.threshold {
                    place as u32
                } else {
                    column.other
                }
            }
            Choice::OneHot(share) => {
                if self.count == 1 || stream.chance(*share) {
                    0
                } else {
                    1 + stream.below(self.count - 1)
                }
            }
        }
    }
}

fn zipf_weights(count: u32, exponent_percent: u32) -> Vec<u64> {
    let exponent = f64::from(exponent_percent) / 100.0;
    let weight = |rank: u32| {
        let weight = WEIGHT_MAX / libm::pow(f64::from(rank), exponent);
        (weight as u64).max(1)
    };
    (1..=count).map(weight).collect()
}

/// The alias table of these weights, in whole numbers: the weights are scaled so that their mean is
/// the height of a column, and every column that is too low takes the rest from one that is too high.
fn columns(weights: &[u64]) -> Vec<Column> {
    let count = weights.len() as u128;
    let height: u128 = weights.iter().map(|weight| u128::from(*weight)).sum();
    let mut rests: Vec<u128> = weights.iter().map(|w| u128::from(*w) * count).collect();
    // A column that is neither too low nor too high keeps its own key whatever is drawn.
    let own = |index: usize| Column {
        threshold: u32::MAX,
        other: index as u32,
    };
    let mut columns: Vec<Column> = (0..weights.len()).map(own).collect();
    let (mut low, mut high): (Vec<usize>, Vec<usize>) =
        (0..weights.len()).partition(|index| rests[*index] < height);
    while let (Some(index), Some(giver)) = (low.pop(), high.last().copied()) {
        columns[index] = Column {
            threshold: ((rests[index] << 32) / height) as u32,
            other: giver as u32,
        };
        rests[giver] -= height - rests[index];
        if rests[giver] < height {
            high.pop();
            low.push(giver);
        }
    }
    columns
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// How often each key is drawn.
    fn counts(keys: &Keys, draws: u32) -> Vec<u32> {
        let mut stream = Stream::named(5, "users", "workload keys");
        let mut counts = vec![0; keys.count as usize];
        for _ in 0..draws {
            counts[keys.draw(&mut stream) as usize] += 1;
        }
        counts
    }

    /// Pearson's statistic of the counts against these shares of all draws.
    fn chi_square(counts: &[u32], shares: impl Iterator<Item = f64>) -> f64 {
        let draws: f64 = counts.iter().map(|count| f64::from(*count)).sum();
        let terms = counts.iter().zip(shares).map(|(count, share)| {
            let expected = share * draws;
            (f64::from(*count) - expected) * (f64::from(*count) - expected) / expected
        });
        terms.sum()
    }

    #[test]
    fn keys_come_as_often_as_zipf_says() {
        for exponent_percent in [50, 100, 120, 200] {
            let keys = Keys::new(50, Popularity::Zipf { exponent_percent });
            let weights = (1..=50)
                .map(|rank| libm::pow(f64::from(rank), -f64::from(exponent_percent) / 100.0));
            let total: f64 = weights.clone().sum();
            let counts = counts(&keys, 1_000_000);
            let statistic = chi_square(&counts, weights.map(|weight| weight / total));
            // 49 degrees of freedom: 85.4 is exceeded in 0.1 % of all seeds.
            assert!(statistic < 85.4, "s = {exponent_percent} %: {statistic}");
        }
    }

    #[test]
    fn one_hot_key_gets_its_share_and_the_rest_are_alike() {
        let share = Probability::from_percent(30);
        let counts = counts(&Keys::new(11, Popularity::OneHot { share }), 1_000_000);
        let shares = std::iter::once(0.3).chain(std::iter::repeat_n(0.07, 10));
        let statistic = chi_square(&counts, shares);
        // 10 degrees of freedom: 29.6 is exceeded in 0.1 % of all seeds.
        assert!(statistic < 29.6, "{statistic}");
    }

    #[test]
    fn a_single_key_is_always_meant() {
        for popularity in [
            Popularity::Uniform,
            Popularity::Zipf {
                exponent_percent: 100,
            },
            Popularity::OneHot {
                share: Probability::NEVER,
            },
        ] {
            assert_eq!(counts(&Keys::new(1, popularity), 100), [100]);
        }
    }

    #[test]
    fn the_flattest_and_the_steepest_table_can_be_made() {
        let flat = Keys::new(
            RANKED_KEYS_MAX,
            Popularity::Zipf {
                exponent_percent: 0,
            },
        );
        let steep = Keys::new(
            1_000,
            Popularity::Zipf {
                exponent_percent: 500,
            },
        );
        let mut stream = Stream::named(5, "users", "workload keys");
        assert!((0..10_000).all(|_| flat.draw(&mut stream) < RANKED_KEYS_MAX));
        assert!(counts(&steep, 10_000)[0] > 9_500, "1 / zeta(5) = 96.4 %");
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        /// What the columns hold of a key, added up, is that key's share of all weights.
        #[test]
        fn a_table_gives_every_key_its_share(
            weights in prop::collection::vec(1_u64..1_000_000_000, 1..60),
        ) {
            let total: u64 = weights.iter().sum();
            let mut held = vec![0.0; weights.len()];
            for (index, column) in columns(&weights).iter().enumerate() {
                let own = f64::from(column.threshold) / 4_294_967_296.0;
                held[index] += own;
                held[column.other as usize] += 1.0 - own;
            }
            for (held, weight) in held.iter().zip(&weights) {
                let share = *weight as f64 / total as f64;
                let seen = held / weights.len() as f64;
                prop_assert!((seen - share).abs() < 1e-8, "{seen} for {share}");
            }
        }
    }
}
