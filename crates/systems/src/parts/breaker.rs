//! A circuit breaker: a caller that stops calling a target which fails, and tries it now and then.
//!
//! Closed, it lets every call through and watches how they end. When too many fail (so many in a
//! row, or too large a share of the last ones), it opens: calls fail at once, without burdening the
//! target or keeping the user waiting. After a while it lets a few trial calls through (half open);
//! if all succeed, it closes, and if one fails, it opens again (Nygard, *Release It!*). Calls that
//! left before the last change of state do not count any more: they tell of another time.

use serde::{Deserialize, Serialize};
use sim::{Duration, Time};

use crate::model::{ModelError, Percent, Span, within};

/// Calls that a share can be taken of, at most.
const WINDOW_MAX: u32 = 10_000;

/// When calls are stopped, and for how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct BreakerSpec {
    /// What opens it.
    pub trips: Trip,
    /// How long it stays open before it tries again: 1ms to 1h.
    pub open: Span,
    /// Trial calls that must all succeed before it closes: 1 to 1,000.
    #[serde(default = "one")]
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 1_000)))]
    pub trials: u32,
}

/// What opens a circuit breaker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Trip {
    /// So many failures in a row: 1 to 10,000.
    Failures(#[cfg_attr(feature = "schema", schemars(range(min = 1, max = 10_000)))] u32),
    /// This share (0.0001 to 100 %) of the last `of` calls (1 to 10,000) failed.
    Share {
        /// The share that opens it.
        #[cfg_attr(feature = "schema", schemars(extend("minimum" = 0.0001)))]
        percent: Percent,
        /// Of so many calls: 1 to 10,000.
        #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 10_000)))]
        of: u32,
    },
}

const fn one() -> u32 {
    1
}

impl BreakerSpec {
    /// Whether every number lies in its range. `path` is its place in the document.
    pub fn check(&self, path: &str) -> Result<(), ModelError> {
        let hour = Span(Duration::from_secs(3_600));
        within(
            format!("{path}.open"),
            self.open,
            Span::from_millis(1),
            hour,
        )?;
        within(format!("{path}.trials"), self.trials, 1, 1_000)?;
        match self.trips {
            Trip::Failures(count) => within(format!("{path}.trips.failures"), count, 1, WINDOW_MAX),
            Trip::Share { percent, of } => {
                let path = format!("{path}.trips.share");
                let share = f64::from(percent.0.per_million()) / 1e4;
                within(format!("{path}.percent"), share, 0.0001, 100.0)?;
                within(format!("{path}.of"), of, 1, WINDOW_MAX)
            }
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Closed,
    Open {
        until: Time,
        /// Calls let through up to its opening: none may be added while it is open.
        passed: u64,
    },
    HalfOpen {
        sent: u32,
        good: u32,
    },
}

/// How the last calls ended: a ring of bits, and how many of them are set.
#[derive(Clone, Debug)]
struct Window {
    failed: Vec<bool>,
    next: usize,
    seen: usize,
    failures: usize,
}

impl Window {
    fn new(size: usize) -> Self {
        Self {
            failed: vec![false; size],
            next: 0,
            seen: 0,
            failures: 0,
        }
    }

    fn push(&mut self, failed: bool) {
        let oldest = std::mem::replace(&mut self.failed[self.next], failed);
        self.failures += usize::from(failed);
        self.failures -= usize::from(oldest);
        self.next = (self.next + 1) % self.failed.len();
        self.seen = (self.seen + 1).min(self.failed.len());
    }

    fn clear(&mut self) {
        self.failed.fill(false);
        self.next = 0;
        self.seen = 0;
        self.failures = 0;
    }
}

/// A circuit breaker at work.
#[derive(Clone, Debug)]
pub(crate) struct Breaker {
    spec: BreakerSpec,
    state: State,
    /// Grows with every change of state; a call belongs to the one it left in.
    epoch: u32,
    in_a_row: u32,
    window: Window,
    passed: u64,
}

impl Breaker {
    /// A closed breaker.
    pub(crate) fn new(spec: BreakerSpec) -> Self {
        let size = match spec.trips {
            Trip::Failures(_) => 1,
            Trip::Share { of, .. } => of,
        };
        Self {
            spec,
            state: State::Closed,
            epoch: 0,
            in_a_row: 0,
            window: Window::new(size as usize),
            passed: 0,
        }
    }

    /// Whether calls go through as always.
    pub(crate) fn closed(&self) -> bool {
        self.state == State::Closed
    }

    /// Whether a call may leave now.
    pub(crate) fn admits(&mut self, now: Time) -> bool {
        match self.state {
            State::Closed => true,
            State::Open { until, .. } if now < until => false,
            State::Open { .. } => {
                self.turn(State::HalfOpen { sent: 0, good: 0 });
                true
            }
            State::HalfOpen { sent, .. } => sent < self.spec.trials,
        }
    }

    /// A call leaves; what is returned goes with it to its end.
    pub(crate) const fn sent(&mut self) -> u32 {
        self.passed += 1;
        if let State::HalfOpen { sent, .. } = &mut self.state {
            *sent += 1;
        }
        self.epoch
    }

    /// The call that left with `epoch` has ended. Returns whether the target is trusted from now on,
    /// if that has changed.
    pub(crate) fn ended(&mut self, now: Time, epoch: u32, failed: bool) -> Option<bool> {
        if epoch != self.epoch {
            return None;
        }
        match &mut self.state {
            State::Closed => {
                self.in_a_row = if failed { self.in_a_row + 1 } else { 0 };
                self.window.push(failed);
                if !self.trips() {
                    return None;
                }
                self.open(now);
                Some(false)
            }
            State::HalfOpen { .. } if failed => {
                self.open(now);
                None
            }
            State::HalfOpen { good, .. } => {
                *good += 1;
                if *good < self.spec.trials {
                    return None;
                }
                self.turn(State::Closed);
                Some(true)
            }
            State::Open { .. } => None,
        }
    }

    /// The machine lost its memory: closed, as after a start.
    pub(crate) fn forget(&mut self) {
        self.turn(State::Closed);
    }

    /// Whether an open breaker passes none, and a half-open one no more than its trials.
    pub(crate) fn check(&self) -> Result<(), String> {
        let holds = match self.state {
            State::Closed => true,
            State::Open { passed, .. } => self.passed == passed,
            State::HalfOpen { sent, good } => good <= sent && sent <= self.spec.trials,
        };
        if holds {
            return Ok(());
        }
        let (state, passed) = (self.state, self.passed);
        Err(format!("the breaker is {state:?}, and {passed} passed"))
    }

    fn trips(&self) -> bool {
        match self.spec.trips {
            Trip::Failures(count) => self.in_a_row >= count,
            Trip::Share { percent, of } => {
                let failed = self.window.failures as u64 * 1_000_000;
                let allowed = u64::from(percent.0.per_million()) * u64::from(of);
                self.window.seen >= of as usize && failed >= allowed
            }
        }
    }

    fn open(&mut self, now: Time) {
        self.turn(State::Open {
            until: now + self.spec.open.0,
            passed: self.passed,
        });
    }

    fn turn(&mut self, state: State) {
        self.state = state;
        self.epoch = self.epoch.wrapping_add(1);
        self.in_a_row = 0;
        self.window.clear();
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn breaker(trips: Trip, trials: u32) -> Breaker {
        let spec = BreakerSpec {
            trips,
            open: Span::from_millis(1_000),
            trials,
        };
        spec.check("breaker").expect("in range");
        Breaker::new(spec)
    }

    fn at(millis: u64) -> Time {
        Time::ZERO + Duration::from_millis(millis)
    }

    /// A call that leaves and ends at once.
    fn call(breaker: &mut Breaker, millis: u64, failed: bool) -> bool {
        if !breaker.admits(at(millis)) {
            return false;
        }
        let epoch = breaker.sent();
        breaker.ended(at(millis), epoch, failed);
        breaker.check().expect("its laws hold");
        true
    }

    #[test]
    fn failures_in_a_row_open_it_and_a_success_between_them_does_not() {
        let mut breaker = breaker(Trip::Failures(3), 1);
        for failed in [true, true, false, true, true] {
            assert!(call(&mut breaker, 0, failed));
        }
        assert!(breaker.closed());
        assert!(call(&mut breaker, 0, true), "the third in a row");
        assert!(!breaker.closed() && !breaker.admits(at(999)));
        assert!(call(&mut breaker, 1_000, true), "a trial call");
        assert!(!breaker.admits(at(1_999)), "it failed: open again");
        assert!(call(&mut breaker, 2_000, false));
        assert!(breaker.closed());
    }

    #[test]
    fn a_share_of_the_last_calls_opens_it_once_there_are_so_many() {
        let percent = Percent::new(50);
        let mut breaker = breaker(Trip::Share { percent, of: 4 }, 1);
        for failed in [true, true, false] {
            assert!(call(&mut breaker, 0, failed));
        }
        assert!(breaker.closed(), "three calls are too few to judge");
        assert!(call(&mut breaker, 0, false), "two of four failed");
        assert!(!breaker.closed());
        assert!(call(&mut breaker, 1_000, false) && breaker.closed());
        for failed in [true, false, false, false, true] {
            assert!(call(&mut breaker, 1_000, failed));
        }
        assert!(breaker.closed(), "the first failure has left the window");
    }

    #[test]
    fn only_trial_calls_pass_a_half_open_breaker_and_all_must_succeed() {
        let mut breaker = breaker(Trip::Failures(1), 2);
        let early = breaker.sent();
        assert!(call(&mut breaker, 0, true));
        let trials = [1_000, 1_001].map(|millis| {
            assert!(breaker.admits(at(millis)));
            breaker.sent()
        });
        assert!(!breaker.admits(at(1_002)), "two trials are under way");
        assert_eq!(breaker.ended(at(1_003), early, true), None);
        assert_eq!(breaker.ended(at(1_004), trials[0], false), None);
        assert!(!breaker.admits(at(1_005)));
        assert_eq!(breaker.ended(at(1_006), trials[1], false), Some(true));
        assert!(breaker.closed(), "the early call told of another time");
    }

    #[test]
    fn a_call_that_passes_an_open_breaker_breaks_its_law() {
        let mut breaker = breaker(Trip::Failures(1), 1);
        assert!(call(&mut breaker, 0, true));
        breaker.sent();
        assert!(breaker.check().is_err());
        breaker.forget();
        assert!(breaker.closed() && breaker.check().is_ok());
    }

    #[test]
    fn what_lies_outside_its_range_is_told_with_its_place() {
        let sound = BreakerSpec {
            trips: Trip::Failures(1),
            open: Span::from_millis(1),
            trials: 1,
        };
        let never = Trip::Share {
            percent: Percent::default(),
            of: 1,
        };
        for (spec, place) in [
            (BreakerSpec { trials: 0, ..sound }, "breaker.trials"),
            (
                BreakerSpec {
                    open: Span::default(),
                    ..sound
                },
                "breaker.open",
            ),
            (
                BreakerSpec {
                    trips: Trip::Failures(0),
                    ..sound
                },
                "breaker.trips.failures",
            ),
            (
                BreakerSpec {
                    trips: never,
                    ..sound
                },
                "breaker.trips.share.percent",
            ),
        ] {
            assert_eq!(spec.check("breaker").expect_err(place).path, place);
        }
    }

    proptest! {
        /// Calls leave and end in any order at any instants, some long after: while it is open none
        /// passes, for at least the stated time, and no more trials pass than stated.
        #[test]
        fn an_open_breaker_passes_none_whatever_happens(
            share in any::<bool>(),
            count in 1..5_u32,
            trials in 1..4_u32,
            steps in prop::collection::vec((0..400_u64, any::<bool>(), 0..6_usize), 1..200),
        ) {
            let trips = if share {
                Trip::Share { percent: Percent::new(50), of: count }
            } else {
                Trip::Failures(count)
            };
            let mut breaker = breaker(trips, trials);
            let mut millis = 0;
            let mut opened: Option<u64> = None;
            let mut under_way: Vec<u32> = Vec::new();
            for (gap, failed, place) in steps {
                millis += gap;
                if place < under_way.len() {
                    let epoch = under_way.swap_remove(place);
                    let before = breaker.state;
                    breaker.ended(at(millis), epoch, failed);
                    if before != breaker.state && matches!(breaker.state, State::Open { .. }) {
                        opened = Some(millis);
                    } else if breaker.closed() {
                        opened = None;
                    }
                } else if breaker.admits(at(millis)) {
                    prop_assert!(opened.is_none_or(|opened| millis >= opened + 1_000));
                    under_way.push(breaker.sent());
                } else {
                    prop_assert!(opened.is_some());
                }
                prop_assert_eq!(breaker.check(), Ok(()));
            }
        }
    }
}
