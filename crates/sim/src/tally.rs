//! What programs count of what only their kind does: caches, keepers of messages, databases with copies,
//! autoscalers. Nothing here changes what happens.

use crate::metrics::BIN;
use crate::time::{Duration, Time};

/// What a program has counted since the start of the run. Nothing of what its kind does not do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally<'a> {
    pub cache: Option<CacheTally>,
    pub kept: Option<KeptTally<'a>>,
    /// Writes on the disk of a primary that its copies have not confirmed, each once for each copy.
    pub replication: Option<QueueTally>,
    /// Writes that a copy has and does not show its readers yet.
    pub applying: Option<QueueTally>,
    /// Calls that had to wait for a connection, where a pool keeps some waiting.
    pub connecting: Option<QueueTally>,
    /// What an autoscaler has decided, oldest first; of very many the last.
    pub scaled: &'a [Scaled],
}

/// What a cache was asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CacheTally {
    /// Lookups of what it may keep: hits and misses.
    pub lookups: u64,
    /// Answered from a copy, and how many of those copies were old.
    pub hits: u64,
    pub stale_hits: u64,
    /// Misses that waited for an answer that somebody else had asked for.
    pub joined: u64,
}

/// Messages that are kept to be handed on, each once for each group of consumers (and each portion of
/// a split one). Accepted = delivered + dead + what is held.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeptTally<'a> {
    pub accepted: u64,
    pub delivered: u64,
    /// Deliveries that were not the first of their message.
    pub redelivered: u64,
    pub dead: u64,
    pub held: Holding,
    /// What each part that consumes has not done yet.
    pub groups: Vec<(&'a str, Holding)>,
}

/// Things that came, and how they were held.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct QueueTally {
    pub came: u64,
    pub held: Holding,
}

/// How much of something is held at an instant, and how much it has been.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Holding {
    pub now: u64,
    /// Thing-nanoseconds since the start of the run.
    pub area: u128,
    /// The most that were held at once, for any time at all, in the bin of this instant.
    pub peak: u64,
}

/// Why and how an autoscaler has changed the number of machines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scaled {
    pub at: Time,
    pub group: u16,
    pub from: u16,
    pub to: u16,
    /// Machines that would bring the average to the goal; `to` lies within the limits.
    pub wanted: u64,
    /// Machines that said how much they do.
    pub heard: u16,
    /// What these do on average, and what one should do: thousandths of its workers' time, or of a
    /// waiting job.
    pub load_milli: u64,
    pub goal_milli: u64,
    pub by_queue: bool,
}

/// Holds the count of something that comes and goes, and the area under it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Stock {
    held: Holding,
    since: Time,
}

impl Stock {
    /// From now on so many are held.
    pub fn set(&mut self, now: Time, count: u64) {
        self.held = self.at(now);
        self.since = now;
        self.held.now = count;
    }

    /// One more, or several.
    pub fn add(&mut self, now: Time, count: u64) {
        self.set(now, self.held.now + count);
    }

    /// One less.
    pub fn take(&mut self, now: Time) {
        debug_assert!(self.held.now > 0, "only what is held is taken");
        self.set(now, self.held.now.saturating_sub(1));
    }

    /// Nothing is held any more, at an instant that nobody tells.
    pub const fn forget(&mut self) {
        self.held.now = 0;
    }

    /// How much is held.
    pub const fn count(&self) -> u64 {
        self.held.now
    }

    /// The reading at an instant not before the last change.
    pub fn at(&self, now: Time) -> Holding {
        let Holding {
            now: count, area, ..
        } = self.held;
        if now <= self.since {
            return self.held;
        }
        let begin = now.as_nanos() / BIN.as_nanos() * BIN.as_nanos();
        let begun_before = self.since.as_nanos() < begin;
        // What was held when the bin began and no longer was not held in it.
        let held_in_bin = now.as_nanos() > begin;
        let before = if begun_before { 0 } else { self.held.peak };
        Holding {
            now: count,
            area: area + u128::from(count) * u128::from(now.since(self.since).as_nanos()),
            peak: if held_in_bin {
                before.max(count)
            } else {
                before
            },
        }
    }
}

impl Holding {
    /// How many were held on average between an earlier reading and this one.
    pub fn mean_since(&self, earlier: &Self, length: Duration) -> f64 {
        (self.area - earlier.area) as f64 / (length.as_nanos() as f64).max(1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn at(millis: u64) -> Time {
        Time::from_nanos(millis * 1_000_000)
    }

    #[test]
    fn what_is_held_is_counted_for_as_long_as_it_is() {
        let mut stock = Stock::default();
        stock.add(at(10), 3);
        stock.take(at(30));
        // Gone again at the same instant: it was never held.
        stock.add(at(40), 7);
        stock.set(at(40), 1);
        let read = stock.at(at(60));
        let area = (3 * 20 + 2 * 10 + 20) * 1_000_000;
        assert_eq!((read.now, read.area, read.peak), (1, area, 3));
        let none = Holding::default();
        assert_eq!(read.mean_since(&none, Duration::from_millis(100)), 1.0);
    }

    #[test]
    fn each_bin_has_its_own_peak() {
        let mut stock = Stock::default();
        stock.add(at(10), 5);
        stock.set(at(100), 2);
        assert_eq!(
            stock.at(at(100)).peak,
            0,
            "what ended when the bin began is of the bin before"
        );
        assert_eq!(stock.at(at(199)).peak, 2);
        stock.set(at(250), 1);
        assert_eq!(stock.at(at(260)).peak, 2);
        assert_eq!(stock.at(at(305)).peak, 1);
    }
}
