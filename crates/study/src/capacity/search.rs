//! The search for the greatest sustained demand, trial after trial.
//!
//! A small demand comes first. It tells how much work each machine has per request, and so how much
//! the busiest one can do at most: no demand beyond that can be sustained (the bottleneck law of
//! operational analysis; Denning and Buzen, *The Operational Analysis of Queueing Network Models*,
//! 1978). The next trials lie close below and above, and then between.

use sim::NodeId;

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
/// Where work put off comes in bursts, a demand at which the busiest machine works so much of its time
/// tells how much it could do.
const NEARLY_FULL: f64 = 0.85;
/// Trials of a search, at most; it usually takes six.
pub(super) const TRIALS_MAX: u32 = 24;

/// A search on its way.
#[derive(Clone, Debug, Default)]
pub(super) struct Search {
    /// The trial of the greatest sustained demand, and the least demand that was not sustained.
    best: Option<Outcome>,
    refused_milli: Option<u64>,
    /// The first trial that was not sustained.
    refused: Option<Outcome>,
    /// Whether a demand close below the bottleneck's limit was tried.
    tried_below: bool,
    pub(super) trials: u32,
}

impl Search {
    /// What the trials have found: the greatest sustained demand.
    pub(super) const fn best(&self) -> Option<&Outcome> {
        self.best.as_ref()
    }

    /// The machine at which requests spend the most time with the greatest sustained demand; with the
    /// first that was tried, where none was sustained.
    pub(super) fn slowest(&self) -> Option<NodeId> {
        self.best.or(self.refused)?.slowest
    }

    /// What the trials have found, in requests per second: the goodput of the greatest sustained
    /// demand. Where work put off comes in bursts it is what the busiest machine could do, unless less
    /// was refused.
    pub(super) fn capacity(&self) -> f64 {
        let Some(best) = self.best else {
            return 0.0;
        };
        if !best.bursts || best.utilization < NEARLY_FULL / CLOSE {
            return best.goodput;
        }
        let refused = self.refused_milli.unwrap_or(DEMAND_MAX_MILLI) as f64;
        best.goodput * limit(&best).min(refused) / best.demand_milli as f64
    }

    /// Takes what a trial came to.
    pub(super) fn tell(&mut self, outcome: Outcome) {
        self.trials += 1;
        if outcome.sustained {
            self.best = Some(outcome);
        } else {
            self.refused_milli = Some(outcome.demand_milli);
            self.refused.get_or_insert(outcome);
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
            (Some(best), refused) if best.bursts => within_the_law(&best, refused),
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
        let limit = limit(best);
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

/// What the busiest machine could do if it worked all the time, in thousandths of a request per
/// second. What is left of the work put off, it has not done.
fn limit(best: &Outcome) -> f64 {
    if best.utilization > 0.0 {
        best.demand_milli as f64 * (1.0 - best.left) / best.utilization
    } else {
        f64::INFINITY
    }
}

/// The next demand where work put off comes in bursts. How much of it comes is known less well than
/// trials are close, so that a demand at which the busiest machine is nearly full is close enough.
fn within_the_law(best: &Outcome, refused_milli: Option<u64>) -> Option<u64> {
    let (low, limit) = (best.demand_milli as f64, limit(best));
    let refused = refused_milli.map_or(f64::INFINITY, |refused| refused as f64);
    let next = if refused < limit {
        libm::sqrt(low * refused)
    } else {
        (limit * BELOW).min(DEMAND_MAX_MILLI as f64)
    };
    let enough = if refused < limit {
        refused
    } else {
        limit * NEARLY_FULL
    };
    (enough > low * CLOSE).then_some(next as u64)
}
