//! How fast a service works: slower under load, and slower for a while after a start.

use serde::{Deserialize, Serialize};
use sim::{Context, Duration, Time};

use crate::model::{ModelError, Problem, Span, within};

/// How much longer work takes under load: the workers share what a machine has only once (memory,
/// caches, locks).
///
/// Simplified: the load is looked at when the work joins the queue, not while it is worked on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Slowdown {
    /// Percent longer for each worker that is busy with other work: 0 to 1,000.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(range(min = 0, max = 1_000)))]
    pub percent_per_busy_worker: u32,
    /// Percent longer for each piece of work that waits: 0 to 1,000.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(range(min = 0, max = 1_000)))]
    pub percent_per_waiting: u32,
}

/// How much longer work takes after a start, while nothing is compiled, loaded or cached yet. It
/// holds for calls that come within the span, or are among the first calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ColdStart {
    /// How many times as long work takes: 2 to 1,000.
    #[cfg_attr(feature = "schema", schemars(range(min = 2, max = 1_000)))]
    pub times: u32,
    /// How long the machine is cold, up to 1h; `calls` or this must be stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub span: Option<Span>,
    /// For how many calls it is cold, 1 to 1,000,000.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 1_000_000)))]
    pub calls: Option<u32>,
}

impl Slowdown {
    /// Whether every number lies in its range. `path` is its place in the document.
    pub(super) fn check(&self, path: &str) -> Result<(), ModelError> {
        let (busy, waiting) = (self.percent_per_busy_worker, self.percent_per_waiting);
        within(format!("{path}.percent_per_busy_worker"), busy, 0, 1_000)?;
        within(format!("{path}.percent_per_waiting"), waiting, 0, 1_000)
    }
}

impl ColdStart {
    /// Whether every number lies in its range. `path` is its place in the document.
    pub(super) fn check(&self, path: &str) -> Result<(), ModelError> {
        within(format!("{path}.times"), self.times, 2, 1_000)?;
        if self.span.is_none() && self.calls.is_none() {
            let rule = "cold_start_without_end";
            return Err(ModelError::new(path, Problem::Contradiction { rule }));
        }
        let hour = Span(Duration::from_secs(3_600));
        let (span, calls) = (self.span.unwrap_or_default(), self.calls.unwrap_or(1));
        within(format!("{path}.span"), span, Span::default(), hour)?;
        within(format!("{path}.calls"), calls, 1, 1_000_000)
    }
}

/// The pace of a service at work.
#[derive(Clone, Debug, Default)]
pub(super) struct Pace {
    workers: u16,
    slowdown: Slowdown,
    cold: Option<ColdStart>,
    cold_until: Time,
    cold_calls_left: u32,
}

impl Pace {
    /// The pace of a machine with so many workers.
    pub(super) fn new(workers: u16, slowdown: Slowdown, cold: Option<ColdStart>) -> Self {
        Self {
            workers,
            slowdown,
            cold,
            ..Self::default()
        }
    }

    /// The machine starts, and is cold.
    pub(super) fn start(&mut self, now: Time) {
        if let Some(cold) = &self.cold {
            self.cold_until = now + cold.span.unwrap_or_default().0;
            self.cold_calls_left = cold.calls.unwrap_or(0);
        }
    }

    /// Whether the call that comes now finds the machine cold.
    pub(super) fn is_cold(&mut self, now: Time) -> bool {
        let among_the_first = self.cold_calls_left > 0;
        self.cold_calls_left -= u32::from(among_the_first);
        among_the_first || now < self.cold_until
    }

    /// How long work takes that would take `duration` on a warm machine with nothing else to do.
    pub(super) fn stretched(
        &self,
        context: &Context<'_>,
        duration: Duration,
        cold: bool,
    ) -> Duration {
        let slowdown = &self.slowdown;
        let mut percent = 100;
        if *slowdown != Slowdown::default() {
            let busy = u32::from(self.workers).saturating_sub(context.idle_workers() as u32);
            let waiting = context.queue_length() as u32;
            percent += slowdown.percent_per_busy_worker * busy;
            percent += slowdown.percent_per_waiting * waiting;
        }
        let times = self.cold.filter(|_| cold).map_or(1, |cold| cold.times);
        if percent == 100 && times == 1 {
            return duration;
        }
        duration.scaled(percent, 100).scaled(times, 1)
    }
}
