//! An open workload: requests come at a rate, whatever becomes of the ones before.

use crate::distribution::Sampler;
use crate::rng::Stream;
use crate::time::{Duration, Time};

/// What an open workload remembers between two requests.
#[derive(Clone, Copy, Debug)]
pub(super) struct Open {
    /// One request every 1/rate, instead of a Poisson process.
    constant: bool,
    /// An arrival of another generation was planned before the demand changed.
    pub(super) generation: u32,
    /// When the next request comes, if one does.
    pub(super) planned: Option<Time>,
    /// A demand and the mean gap that it makes, so that it is divided once.
    known_gap: (u64, Duration),
}

impl Open {
    pub(super) const fn new(constant: bool) -> Self {
        Self {
            constant,
            generation: 0,
            planned: None,
            known_gap: (0, Duration::ZERO),
        }
    }

    /// From one request to the next at this demand; `None` if nobody wants anything.
    pub(super) fn gap(&mut self, per_second_milli: u64, gaps: &mut Stream) -> Option<Duration> {
        if per_second_milli == 0 {
            self.planned = None;
            return None;
        }
        if self.known_gap.0 != per_second_milli {
            let nanos = (1_000_000_000_000 / per_second_milli).max(1);
            self.known_gap = (per_second_milli, Duration::from_nanos(nanos));
        }
        let mean = self.known_gap.1;
        if self.constant {
            return Some(mean);
        }
        Some(Sampler::Exponential(mean.as_nanos() as f64).sample(gaps))
    }
}
