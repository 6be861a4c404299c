//! A crowd that asks at several places: one row of arrivals, each of which comes to one place.
//!
//! Every place follows the whole row and the same dice, and takes what falls to its part. So the
//! arrivals of all places together are those of the same crowd at one place, instant for instant; and
//! the part of a Poisson process that chance picks is a Poisson process, too.

use std::sync::Arc;

use super::Crowd;
use crate::rng::Stream;

/// A whole crowd, in the parts that `Crowd` counts.
const WHOLE: u32 = 1_000_000;

/// The part of a crowd that asks at one place.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    crowd: Arc<str>,
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
    const fn size(&self) -> u32 {
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

/// What each workload wants where all together want so much: shares by weight, and for a part of a crowd
/// what its whole crowd wants then.
pub(crate) fn demands(
    per_second_milli: u64,
    weights: &[u128],
    parts: &[Option<&Part>],
) -> Vec<u64> {
    let whole: u128 = weights.iter().sum::<u128>().max(1);
    // Shares of the growing sum, so that together they are what was asked for.
    let (mut weight, mut given) = (0, 0);
    let shares = weights.iter().map(|own| {
        weight += own;
        let up_to_here = (u128::from(per_second_milli) * weight / whole) as u64;
        up_to_here - std::mem::replace(&mut given, up_to_here)
    });
    let shares: Vec<u64> = shares.collect();
    let of = |place: usize| demand_of_crowd(place, parts, &shares);
    (0..shares.len()).map(of).collect()
}

/// What the whole crowd wants of which this workload is a part, if all workloads want these shares.
fn demand_of_crowd(place: usize, parts: &[Option<&Part>], shares: &[u64]) -> u64 {
    let Some(part) = parts[place] else {
        return shares[place];
    };
    let (mut size, mut demand) = (0, 0);
    for (other, share) in std::iter::zip(parts, shares) {
        if let Some(other) = other.filter(|other| other.crowd == part.crowd) {
            size += u128::from(other.size());
            demand += u128::from(*share);
        }
    }
    (demand * u128::from(WHOLE) / size.max(1)) as u64
}
