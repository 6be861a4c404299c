//! The door of a service: which calls it lets in, and for which reason it turns others away.
//!
//! In this order: a call that is too late to be answered in time (load shedding by deadline), more
//! calls than the rate limit allows, more calls under way than the concurrency limit allows, and
//! work that finds every worker busy and the queue full.

use sim::{Call, Context, Reason, Time};

use crate::parts::token_bucket::{RateLimit, TokenBucket};

/// Calls that a service has accepted and not ended, at most, where no other limit is stated.
const IN_FLIGHT_MAX: usize = 1_000;

/// What a service lets in.
#[derive(Clone, Debug)]
pub(super) struct Door {
    in_flight_max: usize,
    /// Why a call beyond `in_flight_max` is turned away.
    crowded: Reason,
    rate: Option<TokenBucket>,
    sheds_late: bool,
}

impl Default for Door {
    fn default() -> Self {
        Self {
            in_flight_max: IN_FLIGHT_MAX,
            crowded: Reason::QueueFull,
            rate: None,
            sheds_late: false,
        }
    }
}

impl Door {
    /// A door with these limits.
    pub(super) fn new(concurrency: u32, rate: Option<&RateLimit>, sheds_late: bool) -> Self {
        Self {
            in_flight_max: concurrency as usize,
            crowded: Reason::LimitReached,
            rate: rate.map(TokenBucket::new),
            sheds_late,
        }
    }

    /// Lets a call in that finds `open` others under way, or says why not. It `works` if it needs a
    /// worker first.
    pub(super) fn admit(
        &mut self,
        context: &Context<'_>,
        what: &Call,
        open: usize,
        works: bool,
    ) -> Result<(), Reason> {
        if self.too_late(context, what) {
            return Err(Reason::Shed);
        }
        let rate = self.rate.as_mut();
        if rate.is_some_and(|bucket| !bucket.admits(context.now)) {
            return Err(Reason::RateLimited);
        }
        if open >= self.in_flight_max {
            return Err(self.crowded);
        }
        if works && !context.has_room() {
            return Err(Reason::QueueFull);
        }
        Ok(())
    }

    /// Whether the caller has stopped waiting, as far as this machine's clock tells.
    pub(super) fn too_late(&self, context: &Context<'_>, what: &Call) -> bool {
        self.sheds_late && what.deadline <= context.clock()
    }

    /// The machine starts.
    pub(super) const fn start(&mut self, now: Time) {
        if let Some(bucket) = &mut self.rate {
            bucket.refill(now);
        }
    }

    /// Whether its limits are kept with `open` calls under way.
    pub(super) fn check(&self, open: usize) -> Result<(), String> {
        self.rate.as_ref().map_or(Ok(()), TokenBucket::check)?;
        if open <= self.in_flight_max {
            return Ok(());
        }
        Err(format!("{open} calls in flight of {}", self.in_flight_max))
    }
}
