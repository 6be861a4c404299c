//! A token bucket: it lets through a stated rate of calls, and short bursts above it.
//!
//! The bucket fills with tokens at the stated rate up to its burst; every call takes one, and a call
//! that finds none is turned away. Over any time t it admits at most rate · t + burst calls (Turner's
//! leaky bucket as a meter, 1986). Counted in whole trillionths of a token, so nothing is rounded.

use serde::{Deserialize, Serialize};
use sim::Time;

use crate::model::{ModelError, within};

/// One token, in the bucket's units: a rate of 0.001/s earns one of them each nanosecond.
const TOKEN: u64 = 1_000_000_000_000;

/// How many calls may come.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RateLimit {
    /// Calls per second over a long time: 0.001 to 1,000,000, kept to a thousandth.
    #[cfg_attr(feature = "schema", schemars(range(min = 0.001, max = 1_000_000.0)))]
    pub per_second: f64,
    /// Calls that may come at once after a quiet time: 1 to 1,000,000.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 1_000_000)))]
    pub burst: u32,
}

impl RateLimit {
    /// Whether every number lies in its range. `path` is its place in the document.
    pub fn check(&self, path: &str) -> Result<(), ModelError> {
        within(format!("{path}.per_second"), self.per_second, 0.001, 1e6)?;
        within(format!("{path}.burst"), self.burst, 1, 1_000_000)
    }
}

/// A rate limit at work.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TokenBucket {
    per_second_milli: u64,
    /// The level of the full bucket, in trillionths of a token.
    full: u64,
    /// 0 to `full`.
    level: u64,
    filled_at: Time,
    /// Since when `admitted` is counted.
    since: Time,
    admitted: u64,
}

impl TokenBucket {
    /// A full bucket.
    pub(crate) fn new(limit: &RateLimit) -> Self {
        let full = u64::from(limit.burst) * TOKEN;
        Self {
            per_second_milli: (limit.per_second * 1_000.0 + 0.5) as u64,
            full,
            level: full,
            filled_at: Time::ZERO,
            since: Time::ZERO,
            admitted: 0,
        }
    }

    /// Takes a token, if there is one.
    pub(crate) fn admits(&mut self, now: Time) -> bool {
        let earned = self.earned(now.since(self.filled_at).as_nanos());
        self.level = (u128::from(self.level) + earned).min(u128::from(self.full)) as u64;
        self.filled_at = now;
        if self.level < TOKEN {
            return false;
        }
        self.level -= TOKEN;
        self.admitted += 1;
        true
    }

    /// The machine starts at `now` with a full bucket.
    pub(crate) const fn refill(&mut self, now: Time) {
        self.level = self.full;
        self.filled_at = now;
        self.since = now;
        self.admitted = 0;
    }

    /// Whether admitted + left <= rate · t + burst.
    pub(crate) fn check(&self) -> Result<(), String> {
        let elapsed = self.filled_at.since(self.since).as_nanos();
        let had = u128::from(self.full) + self.earned(elapsed);
        let used = u128::from(self.admitted) * u128::from(TOKEN) + u128::from(self.level);
        if self.level <= self.full && used <= had {
            return Ok(());
        }
        Err(format!("admitted <= rate * t + burst: {self:?}"))
    }

    fn earned(&self, nanos: u64) -> u128 {
        u128::from(nanos) * u128::from(self.per_second_milli)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use sim::Duration;

    use super::*;

    fn bucket(per_second: f64, burst: u32) -> TokenBucket {
        let limit = RateLimit { per_second, burst };
        limit.check("rate_limit").expect("in range");
        TokenBucket::new(&limit)
    }

    #[test]
    fn a_burst_passes_and_then_the_rate() {
        let mut bucket = bucket(10.0, 3);
        let passed = |bucket: &mut TokenBucket, millis: u64| {
            let now = Time::ZERO + Duration::from_millis(millis);
            (0..5).filter(|_| bucket.admits(now)).count()
        };
        assert_eq!(passed(&mut bucket, 0), 3, "the burst");
        assert_eq!(passed(&mut bucket, 99), 0);
        assert_eq!(passed(&mut bucket, 100), 1, "one every 100 ms");
        assert_eq!(passed(&mut bucket, 350), 2);
        assert_eq!(passed(&mut bucket, 400), 1, "the half token was kept");
        assert_eq!(passed(&mut bucket, 60_000), 3, "never more than the burst");
        bucket.refill(Time::ZERO + Duration::from_millis(60_000));
        assert_eq!(passed(&mut bucket, 60_000), 3, "full after a restart");
    }

    #[test]
    fn what_lies_outside_its_range_is_told_with_its_place() {
        for (per_second, burst, place) in [
            (0.0, 1, "rate_limit.per_second"),
            (f64::NAN, 1, "rate_limit.per_second"),
            (1.0, 0, "rate_limit.burst"),
        ] {
            let error = RateLimit { per_second, burst }.check("rate_limit");
            assert_eq!(error.expect_err(place).path, place);
        }
    }

    proptest! {
        /// Calls at any instants: what is admitted between any two of them stays within
        /// rate · t + burst, and a bucket that has a token never turns a call away.
        #[test]
        fn no_window_admits_more_than_rate_times_t_plus_burst(
            per_second in 1..2_000_u32,
            burst in 1..20_u32,
            gaps in prop::collection::vec(0..50_000_000_u64, 1..120),
        ) {
            let mut bucket = bucket(f64::from(per_second), burst);
            let mut now = Time::ZERO;
            let mut admitted: Vec<u64> = Vec::new();
            for gap in gaps {
                now += Duration::from_nanos(gap);
                let before = bucket.level;
                if bucket.admits(now) {
                    admitted.push(now.as_nanos());
                } else {
                    prop_assert!(before < TOKEN && bucket.level < TOKEN);
                }
                prop_assert_eq!(bucket.check(), Ok(()));
            }
            for (first, from) in admitted.iter().enumerate() {
                for (further, to) in admitted[first..].iter().enumerate() {
                    let count = (further + 1) as f64;
                    let most = f64::from(per_second) * (to - from) as f64 / 1e9 + f64::from(burst);
                    prop_assert!(count <= most + 1e-6, "{} in {} ns", count, to - from);
                }
            }
        }
    }
}
