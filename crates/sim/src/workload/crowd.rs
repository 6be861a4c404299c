//! A crowd that asks at several places: one row of arrivals, each of which comes to one place.
//!
//! Every place follows the whole row and the same dice, and takes what falls to its part. So the
//! arrivals of all places together are those of the same crowd at one place, instant for instant; and
//! the part of a Poisson process that chance picks is a Poisson process, too.

use std::sync::Arc;

use super::Crowd;
use crate::rng::Stream;

/// A whole crowd, in the parts that `Crowd` counts.
pub(crate) const WHOLE: u32 = 1_000_000;

/// The part of a crowd that asks at one place.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    pub(crate) crowd: Arc<str>,
    from: u32,
    to: u32,
    places: Stream,
}

impl Part {
    pub(super) fn new(crowd: &Crowd, seed: u64) -> Self {
        Self {
            crowd: crowd.name.as_str().into(),
            from: crowd.from.min(WHOLE),
            to: crowd.to.min(WHOLE),
            places: Stream::named(seed, &crowd.name, "workload places"),
        }
    }

    /// How much of the crowd it is.
    pub(crate) const fn size(&self) -> u32 {
        self.to.saturating_sub(self.from)
    }

    /// What of the whole crowd's demand is this part's. Parts that make up a whole want together
    /// what the whole does.
    pub(super) fn of(&self, whole: u64) -> u64 {
        let up_to = |edge: u32| (u128::from(whole) * u128::from(edge) / u128::from(WHOLE)) as u64;
        up_to(self.to).saturating_sub(up_to(self.from))
    }

    /// Whether the next arrival comes here.
    pub(super) fn takes(&mut self) -> bool {
        (self.from..self.to).contains(&self.places.below(WHOLE))
    }
}
