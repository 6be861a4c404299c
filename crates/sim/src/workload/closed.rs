//! The users of a closed workload: how many there are, who joins, who leaves, and how long they think.

use super::NextArrival;
use crate::distribution::{Distribution, Sampler};
use crate::rng::Stream;
use crate::time::{Duration, Time};

/// Users of whom each has at most one request under way.
#[derive(Clone, Copy, Debug)]
pub(super) struct Closed {
    think: Sampler,
    think_mean: Duration,
    /// How many users there should be without a burst, and the burst in percent.
    users_stated: u64,
    burst_percent: u32,
    /// Users who exist, and how many there should be.
    users: u64,
    users_wanted: u64,
}

impl Closed {
    /// So many users, or, where nobody says, as many as offer this demand.
    pub(super) fn new(think: &Distribution, users: Option<u32>, per_second_milli: u64) -> Self {
        let mut closed = Self {
            think: think.sampler(),
            think_mean: think.mean(),
            users_stated: users.map_or(0, u64::from),
            burst_percent: 100,
            users: 0,
            users_wanted: users.map_or(0, u64::from),
        };
        if users.is_none() {
            closed.set_demand(per_second_milli);
        }
        closed
    }

    /// As many users as would offer this demand if answers took no time, to the nearest one. Users
    /// who do not think offer any demand: they stay as many as they are, unless none is wanted.
    pub(super) fn set_demand(&mut self, per_second_milli: u64) {
        let think = u128::from(self.think_mean.as_nanos());
        if think == 0 && per_second_milli > 0 {
            return;
        }
        let users = (u128::from(per_second_milli) * think + 500_000_000_000) / 1_000_000_000_000;
        self.users_stated = u64::try_from(users).unwrap_or(u64::MAX);
        self.burst(self.burst_percent);
    }

    /// This many percent of the users there should be otherwise, to the nearest one.
    pub(super) fn burst(&mut self, percent: u32) {
        self.burst_percent = percent;
        let users = (u128::from(self.users_stated) * u128::from(percent) + 50) / 100;
        self.users_wanted = u64::try_from(users).unwrap_or(u64::MAX);
    }

    /// Lets users join until there are as many as wanted; each thinks first.
    pub(super) fn join(&mut self, now: Time, gaps: &mut Stream) -> Vec<NextArrival> {
        let joining = self.users_wanted.saturating_sub(self.users);
        self.users += joining;
        (0..joining).map(|_| self.thinks(now, gaps)).collect()
    }

    /// Whether the user who would ask now leaves instead, because there are too many.
    pub(super) fn leaves(&mut self) -> bool {
        let leaves = self.users > self.users_wanted;
        self.users -= u64::from(leaves);
        leaves
    }

    /// When the user who thinks from now on asks.
    pub(super) fn thinks(&self, now: Time, gaps: &mut Stream) -> NextArrival {
        NextArrival {
            at: now + self.think.sample(gaps),
            generation: 0,
        }
    }
}
