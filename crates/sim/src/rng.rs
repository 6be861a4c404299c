//! Chance: named random streams, all derived from the one seed of the run.
//!
//! Every purpose draws from a stream of its own, so that adding a node or a fault changes nobody
//! else's draws. The generator is xoshiro256++ (Blackman and Vigna), whose stream is fixed by its
//! authors' reference code and so does not change between releases of the crate.

use rand_core::{Rng as _, SeedableRng as _};
use rand_xoshiro::Xoshiro256PlusPlus;
use serde::{Deserialize, Serialize};

/// A probability in parts per million, so that no float takes part in a decision.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Probability(u32);

impl Probability {
    /// Never.
    pub const NEVER: Self = Self(0);

    /// `percent` of a hundred; more than 100 counts as always.
    pub const fn from_percent(percent: u32) -> Self {
        Self(if percent >= 100 {
            1_000_000
        } else {
            percent * 10_000
        })
    }

    /// `parts` of a million; more than a million counts as always.
    pub const fn from_per_million(parts: u32) -> Self {
        Self(if parts > 1_000_000 { 1_000_000 } else { parts })
    }

    /// Parts per million, 0 to 1,000,000.
    pub const fn per_million(self) -> u32 {
        self.0
    }
}

/// One independent sequence of random numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stream(Xoshiro256PlusPlus);

impl Stream {
    /// The stream of `purpose` at `place` (a node's or a link's name) in the run of `seed`.
    pub fn named(seed: u64, place: &str, purpose: &str) -> Self {
        let name = fnv1a(
            fnv1a(FNV_OFFSET, place.as_bytes()) ^ 0xff,
            purpose.as_bytes(),
        );
        Self(Xoshiro256PlusPlus::seed_from_u64(seed ^ name))
    }

    /// 64 uniformly random bits.
    #[inline]
    pub fn bits(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// A uniform number in (0, 1]: never zero, so that its logarithm is finite.
    pub fn unit(&mut self) -> f64 {
        // Through a signed number: that is one instruction, an unsigned one is several.
        ((self.bits() >> 11) + 1) as i64 as f64 * (1.0 / 9_007_199_254_740_992.0)
    }

    /// A uniform whole number below `count`.
    ///
    /// # Panics
    /// If `count` is zero: there is nothing to choose from.
    pub fn below(&mut self, count: u32) -> u32 {
        assert!(count > 0, "choosing from nothing");
        // Multiply-shift on 32 bits: the bias is below count / 2^32.
        (((self.bits() >> 32) * u64::from(count)) >> 32) as u32
    }

    /// Whether something of this probability happens now.
    pub fn chance(&mut self, probability: Probability) -> bool {
        self.below(1_000_000) < probability.per_million()
    }
}

const FNV_OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
const FNV_PRIME: u64 = 0x0000_0100_0000_01b3;

fn fnv1a(start: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(start, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(FNV_PRIME)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_of_other_names_share_no_draws() {
        let mut first = Stream::named(1, "api-1", "service");
        let mut second = Stream::named(1, "api-2", "service");
        let mut third = Stream::named(1, "api-1", "latency");
        let draws: Vec<u64> = (0..100).map(|_| first.bits()).collect();
        assert!((0..100).all(|_| !draws.contains(&second.bits())));
        assert!((0..100).all(|_| !draws.contains(&third.bits())));
    }

    #[test]
    fn the_generator_keeps_its_published_stream() {
        // A change here changes every trace: it is a new engine version.
        let mut stream = Stream::named(7, "node", "purpose");
        let draws: Vec<u64> = (0..2).map(|_| stream.bits()).collect();
        assert_eq!(
            draws,
            [10_107_194_609_177_496_639, 16_501_747_018_736_268_953]
        );
    }

    #[test]
    fn chance_follows_its_probability() {
        let mut stream = Stream::named(3, "link", "loss");
        let tenth = Probability::from_percent(10);
        let hits = (0..100_000).filter(|_| stream.chance(tenth)).count();
        assert!((9_600..10_400).contains(&hits), "{hits} of 100,000");
        assert!((0..1_000).all(|_| !stream.chance(Probability::NEVER)));
        assert!((0..1_000).all(|_| stream.chance(Probability::from_percent(100))));
    }

    #[test]
    fn unit_is_never_zero_and_never_above_one() {
        let mut stream = Stream::named(5, "a", "b");
        for _ in 0..100_000 {
            let draw = stream.unit();
            assert!(draw > 0.0 && draw <= 1.0);
        }
    }
}
