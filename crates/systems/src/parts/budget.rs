//! A budget of further tries: retries and hedged attempts are only a share of all calls.
//!
//! A bucket that first tries fill and further tries empty, as Finagle's `RetryBudget` does it. While
//! little goes wrong it never runs empty; when everything fails it keeps the caller from multiplying
//! its load. Simplified: Finagle lets what was paid in expire after ten seconds; here the size of the
//! bucket alone bounds what a long calm can save up.

use serde::{Deserialize, Serialize};

use crate::model::{ModelError, within};

/// What one further try takes out, in hundredths of a try.
const TRY_COST: u64 = 100;

/// A bucket of further tries that calls fill; it is full when the caller starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Budget {
    /// How many further tries a hundred calls pay for: 0 to 1,000. Only first tries pay.
    #[cfg_attr(feature = "schema", schemars(range(min = 0, max = 1_000)))]
    pub ratio_percent: u32,
    /// Further tries that the full bucket holds: 1 to 1,000,000.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 1_000_000)))]
    pub burst: u32,
}

impl Budget {
    /// Whether every number lies in its range. `path` is its place in the document.
    pub fn check(&self, path: &str) -> Result<(), ModelError> {
        let ratio = self.ratio_percent;
        within(format!("{path}.ratio_percent"), ratio, 0, 1_000)?;
        within(format!("{path}.burst"), self.burst, 1, 1_000_000)
    }
}

/// A budget at work.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bucket {
    budget: Budget,
    /// Hundredths of a try: 0 to a hundred times the burst.
    level: u64,
    calls: u64,
    admitted: u64,
}

impl Bucket {
    /// A full bucket.
    pub(crate) const fn full(budget: Budget) -> Self {
        Self {
            budget,
            level: budget.burst as u64 * TRY_COST,
            calls: 0,
            admitted: 0,
        }
    }

    /// The bucket of a caller that starts again.
    pub(crate) const fn refilled(&self) -> Self {
        Self::full(self.budget)
    }

    /// The first try of a call begins.
    pub(crate) fn fill(&mut self) {
        self.calls += 1;
        let filled = self.level + u64::from(self.budget.ratio_percent);
        self.level = filled.min(u64::from(self.budget.burst) * TRY_COST);
    }

    /// Whether a further try is paid for.
    pub(crate) fn take(&mut self) -> bool {
        if self.level < TRY_COST {
            return false;
        }
        self.level -= TRY_COST;
        self.admitted += 1;
        true
    }

    /// Whether its laws hold; in words which one does not.
    pub(crate) fn check(&self) -> Result<(), String> {
        let burst = u64::from(self.budget.burst) * TRY_COST;
        let earned = u64::from(self.budget.ratio_percent) * self.calls + burst;
        if self.level <= burst && self.admitted * TRY_COST + self.level <= earned {
            return Ok(());
        }
        Err(format!("further tries stay within their budget: {self:?}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_starts_full_and_holds_no_more_than_its_burst() {
        let mut bucket = Bucket::full(Budget {
            ratio_percent: 50,
            burst: 2,
        });
        for _ in 0..100 {
            bucket.fill();
        }
        assert_eq!(
            [bucket.take(), bucket.take(), bucket.take()],
            [true, true, false]
        );
        bucket.fill();
        assert!(!bucket.take(), "half a try is none");
        bucket.fill();
        assert!(bucket.take());
        assert_eq!(bucket.check(), Ok(()));
        assert!(bucket.refilled().take());
    }
}
