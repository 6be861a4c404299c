//! The search for the greatest sustained demand, trial after trial.
//!
//! A small demand comes first. It tells how much work each machine has per request, and so how much
//! the busiest one can do at most: no demand beyond that can be sustained (the bottleneck law of
//! operational analysis; Denning and Buzen, *The Operational Analysis of Queueing Network Models*,
//! 1978). The next trials lie close below and above, and then between.

use super::trial::Outcome;

/// The first demand, in thousandths of a request per second.
const PROBE_MILLI: u64 = 100_000;
/// Demands above and below which nobody searches.
const DEMAND_MAX_MILLI: u64 = 20_000_000;
const DEMAND_MIN_MILLI: u64 = 100;
/// How close the least demand that is not sustained must lie above the greatest that is.
const CLOSE: f64 = 1.02;
/// Below what the busiest machine can do: most systems sustain it.
const BELOW: f64 = 0.9;
/// Above what it can do.
const ABOVE: f64 = 1.05;
/// Trials of a search, at most; it usually takes six.
pub(super) const TRIALS_MAX: u32 = 24;

/// A search on its way.
#[derive(Clone, Debug, Default)]
pub(super) struct Search {
    /// The trial of the greatest sustained demand, and the least demand that was not sustained.
    best: Option<Outcome>,
    refused_milli: Option<u64>,
    /// Whether a demand close below the bottleneck's limit was tried.
    tried_below: bool,
    pub(super) trials: u32,
}

impl Search {
    /// What the trials have found: the greatest sustained demand.
    pub(super) const fn best(&self) -> Option<&Outcome> {
        self.best.as_ref()
    }

    /// Takes what a trial came to.
    pub(super) fn tell(&mut self, outcome: Outcome) {
        self.trials += 1;
        if outcome.sustained {
            self.best = Some(outcome);
        } else {
            self.refused_milli = Some(outcome.demand_milli);
        }
    }

    /// The demand to try next, in thousandths of a request per second; none when all is known.
    pub(super) fn next(&mut self) -> Option<u64> {
        if self.trials >= TRIALS_MAX {
            return None;
        }
        match (self.best, self.refused_milli) {
            (None, None) => Some(PROBE_MILLI),
            (None, Some(refused)) => Some(refused / 2).filter(|demand| *demand >= DEMAND_MIN_MILLI),
            (Some(best), None) => self.further(&best),
            (Some(best), Some(refused)) => {
                let (low, high) = (best.demand_milli as f64, refused as f64);
                (high > low * CLOSE).then(|| libm::sqrt(low * high) as u64)
            }
        }
    }

    /// The next demand while every one has been sustained.
    fn further(&mut self, best: &Outcome) -> Option<u64> {
        let demand = best.demand_milli as f64;
        if best.demand_milli >= DEMAND_MAX_MILLI {
            return None;
        }
        // What the busiest machine could do if it worked all the time.
        let limit = if best.utilization > 0.0 {
            demand / best.utilization
        } else {
            f64::INFINITY
        };
        let below = limit * BELOW;
        let next = if !self.tried_below && below > demand {
            self.tried_below = true;
            below
        } else {
            (limit * ABOVE).min(demand * 2.0).max(demand * CLOSE)
        };
        Some((next as u64).min(DEMAND_MAX_MILLI))
    }
}
