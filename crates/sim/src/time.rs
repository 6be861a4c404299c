//! Simulated time: whole nanoseconds since the start of the run. No wall clock is known here.

use std::fmt;
use std::ops::{Add, AddAssign, Sub};

use serde::{Deserialize, Serialize};

/// An instant of the run, in nanoseconds since its start (up to 584 years).
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Time(u64);

/// A length of simulated time, in nanoseconds.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Duration(u64);

impl Time {
    /// The start of the run.
    pub const ZERO: Self = Self(0);
    /// Later than anything a run reaches.
    pub const MAX: Self = Self(u64::MAX);

    /// The instant `nanos` nanoseconds after the start.
    pub const fn from_nanos(nanos: u64) -> Self {
        Self(nanos)
    }

    /// Nanoseconds since the start.
    pub const fn as_nanos(self) -> u64 {
        self.0
    }

    /// Seconds since the start, for showing; exact to 2^53 ns (104 days).
    pub fn as_secs_f64(self) -> f64 {
        self.0 as f64 / 1e9
    }

    /// The time from `earlier` to this instant, or zero if `earlier` is later.
    pub const fn since(self, earlier: Self) -> Duration {
        Duration(self.0.saturating_sub(earlier.0))
    }
}

impl Duration {
    /// No time at all.
    pub const ZERO: Self = Self(0);

    /// `nanos` nanoseconds.
    pub const fn from_nanos(nanos: u64) -> Self {
        Self(nanos)
    }

    /// `micros` microseconds.
    pub const fn from_micros(micros: u64) -> Self {
        Self(micros * 1_000)
    }

    /// `millis` milliseconds.
    pub const fn from_millis(millis: u64) -> Self {
        Self(millis * 1_000_000)
    }

    /// `secs` seconds.
    pub const fn from_secs(secs: u64) -> Self {
        Self(secs * 1_000_000_000)
    }

    /// Nearest whole nanosecond to `nanos`; negative and non-finite values give zero.
    #[inline]
    pub fn from_nanos_f64(nanos: f64) -> Self {
        // Between 2^52 and 2^53 floats are the whole numbers: adding 2^52 rounds, and leaves the
        // result in the low bits. A cast of 64 bits takes several times as long.
        const WHOLE: f64 = 4_503_599_627_370_496.0;
        if (0.0..WHOLE).contains(&nanos) {
            return Self((nanos + WHOLE).to_bits() - WHOLE.to_bits());
        }
        // A float-to-int cast saturates and maps NaN to zero, on every platform alike.
        Self(nanos as u64)
    }

    /// Length in nanoseconds.
    pub const fn as_nanos(self) -> u64 {
        self.0
    }

    /// Length in whole microseconds, rounded down.
    pub const fn as_micros(self) -> u64 {
        self.0 / 1_000
    }

    /// Length in milliseconds.
    pub fn as_millis_f64(self) -> f64 {
        self.0 as f64 / 1e6
    }

    /// Length in seconds.
    pub fn as_secs_f64(self) -> f64 {
        self.0 as f64 / 1e9
    }

    /// This length `count` times over, or the longest there is. 584 years at most.
    #[inline]
    pub(crate) fn times(self, count: u64) -> Self {
        // Whether a product of 64 bits fits takes a call in WebAssembly, and rarely has to be asked.
        #[cold]
        fn wide(first: u64, second: u64) -> u64 {
            first.saturating_mul(second)
        }
        if (self.0 | count) >> 32 == 0 {
            Self(self.0 * count)
        } else {
            Self(wide(self.0, count))
        }
    }

    /// This length times `numerator / denominator`, rounded down; the longest there is if it would be
    /// longer than that.
    ///
    /// # Panics
    /// If `denominator` is zero.
    pub fn scaled(self, numerator: u32, denominator: u32) -> Self {
        assert!(denominator > 0, "a ratio needs a denominator");
        let scaled = u128::from(self.0) * u128::from(numerator) / u128::from(denominator);
        Self(u64::try_from(scaled).unwrap_or(u64::MAX))
    }
}

impl Add<Duration> for Time {
    type Output = Self;
    fn add(self, span: Duration) -> Self {
        Self(self.0.saturating_add(span.0))
    }
}

impl AddAssign<Duration> for Time {
    fn add_assign(&mut self, span: Duration) {
        *self = *self + span;
    }
}

impl Add for Duration {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sub for Duration {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl fmt::Display for Time {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{}.{:09}s",
            self.0 / 1_000_000_000,
            self.0 % 1_000_000_000
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn float_lengths_round_to_the_nearest_nanosecond_and_never_wrap() {
        assert_eq!(Duration::from_nanos_f64(1.5).as_nanos(), 2);
        assert_eq!(Duration::from_nanos_f64(0.49).as_nanos(), 0);
        for nanos in [1_u64, 999_999_999, (1 << 52) - 1, 1 << 52, 1 << 60] {
            assert_eq!(Duration::from_nanos_f64(nanos as f64).as_nanos(), nanos);
        }
        assert_eq!(Duration::from_nanos_f64(-3.0).as_nanos(), 0);
        assert_eq!(Duration::from_nanos_f64(f64::NAN).as_nanos(), 0);
        assert_eq!(Duration::from_nanos_f64(f64::INFINITY).as_nanos(), u64::MAX);
    }

    #[test]
    fn scaling_keeps_whole_nanoseconds_without_overflow() {
        let hour = Duration::from_secs(3_600);
        assert_eq!(hour.scaled(1, 3), Duration::from_secs(1_200));
        assert_eq!(
            hour.scaled(1_000_000, 1).as_nanos(),
            3_600_000_000_000_000_000
        );
        let longest = Duration::from_nanos(u64::MAX);
        assert_eq!(hour.scaled(10_000_000, 1), longest, "no wrapping around");
    }
}
