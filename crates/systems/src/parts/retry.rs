//! Trying again: whether a failed attempt is followed by another one, and after which pause.
//!
//! A caller that tries again hides short troubles and makes long ones worse: four tries of calls
//! that all fail are four times the load. Three things keep that in bounds, and each can be stated
//! here: a number of tries; pauses that double with every failure and are drawn at random below that
//! bound, so that callers who failed together do not come back together ("full jitter", Amazon
//! Builders' Library, *Timeouts, retries, and backoff with jitter*); and a budget shared by all calls
//! of the caller, which lets retries be only a share of the calls (Finagle's `RetryBudget`, and in
//! another form gRPC's retry throttling). What is called, and when a try has failed, is the caller's.

use serde::{Deserialize, Serialize};
use sim::{Context, Decision, Duration, RequestId, Stream};

use crate::model::{ModelError, Span, within};
use crate::parts::budget::{Bucket, Budget};

/// Tries of one call, at most.
const ATTEMPTS_MAX: u32 = 100;
/// The longest pause that can be stated.
const PAUSE_MAX: Span = Span(Duration::from_secs(3_600));

/// When and how often a failed call is tried again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RetrySpec {
    /// Tries altogether, the first included: 1 (no retry) to 100.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 100)))]
    pub attempts: u32,
    /// How long to wait before each further try; not at all where nothing is said.
    #[serde(default)]
    pub pause: RetryPause,
    /// Lets retries be only a share of all calls; without it every failed call may be tried again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub budget: Option<Budget>,
}

/// How long to wait before another try.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum RetryPause {
    /// Always this long, up to 1h.
    Fixed(Span),
    /// `base` before the second try, twice as long before each further one, never over `maximum` (up to 1h).
    Exponential {
        /// The first pause.
        base: Span,
        /// The longest pause.
        maximum: Span,
    },
    /// Anything from nothing to what `exponential` would wait, all alike.
    FullJitter {
        /// The longest that the first pause can be.
        base: Span,
        /// The longest pause.
        maximum: Span,
    },
}

impl Default for RetryPause {
    fn default() -> Self {
        Self::Fixed(Span::default())
    }
}

impl Default for RetrySpec {
    fn default() -> Self {
        Self::NONE
    }
}

impl RetrySpec {
    /// One try and no more.
    pub const NONE: Self = Self {
        attempts: 1,
        pause: RetryPause::Fixed(Span(Duration::ZERO)),
        budget: None,
    };

    /// Whether nothing is ever tried again.
    pub fn is_none(&self) -> bool {
        *self == Self::NONE
    }

    /// Whether every number lies in its range. `path` is its place in the document.
    pub fn check(&self, path: &str) -> Result<(), ModelError> {
        within(format!("{path}.attempts"), self.attempts, 1, ATTEMPTS_MAX)?;
        match self.pause {
            RetryPause::Fixed(pause) => {
                let path = format!("{path}.pause.fixed");
                within(path, pause, Span::default(), PAUSE_MAX)?;
            }
            RetryPause::Exponential { base, maximum } => {
                grows(&format!("{path}.pause.exponential"), base, maximum)?;
            }
            RetryPause::FullJitter { base, maximum } => {
                grows(&format!("{path}.pause.full_jitter"), base, maximum)?;
            }
        }
        if let Some(budget) = self.budget {
            budget.check(&format!("{path}.budget"))?;
        }
        Ok(())
    }
}

/// Whether a pause begins within its range and does not shrink.
fn grows(path: &str, base: Span, maximum: Span) -> Result<(), ModelError> {
    within(format!("{path}.base"), base, Span::default(), PAUSE_MAX)?;
    within(format!("{path}.maximum"), maximum, base, PAUSE_MAX)
}

impl RetryPause {
    /// The shortest and the longest pause after the `made`-th try has failed.
    fn bounds(self, made: u32) -> (Duration, Duration) {
        match self {
            Self::Fixed(pause) => (pause.0, pause.0),
            Self::Exponential { base, maximum } => {
                let pause = doubled(base.0, made).min(maximum.0);
                (pause, pause)
            }
            Self::FullJitter { base, maximum } => {
                (Duration::ZERO, doubled(base.0, made).min(maximum.0))
            }
        }
    }
}

/// `base` doubled once for each try after the first.
fn doubled(base: Duration, made: u32) -> Duration {
    let factor = 1_u64 << made.saturating_sub(1).min(63);
    Duration::from_nanos(base.as_nanos().saturating_mul(factor))
}

/// What comes after a failed try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Another try after this pause.
    Again(Duration),
    /// All tries are used up.
    Exhausted,
    /// There would be another try, but the budget is empty.
    BudgetSpent,
}

/// The memory of a caller that tries again, over all its calls.
#[derive(Clone, Debug)]
pub(crate) struct Retry {
    attempts: u32,
    pause: RetryPause,
    bucket: Option<Bucket>,
    /// Draws the pauses and nothing else.
    pauses: Stream,
}

impl Retry {
    /// A caller that tries again as `spec` says and draws its pauses from `pauses`.
    pub(crate) fn new(spec: &RetrySpec, pauses: Stream) -> Self {
        Self {
            attempts: spec.attempts,
            pause: spec.pause,
            bucket: spec.budget.map(Bucket::full),
            pauses,
        }
    }

    /// The first try of a call begins: that pays into the budget.
    pub(crate) fn called(&mut self) {
        if let Some(bucket) = &mut self.bucket {
            bucket.fill();
        }
    }

    /// The `made`-th try of a call has failed: the pause before the next one, or `None` to give up.
    /// The story of the request learns which, and why.
    pub(crate) fn failed(
        &mut self,
        context: &mut Context<'_>,
        request: Option<RequestId>,
        made: u32,
    ) -> Option<Duration> {
        match self.judge(made) {
            Verdict::Again(pause) => {
                context.decided(request, Decision::Retry { pause });
                Some(pause)
            }
            Verdict::BudgetSpent => {
                context.decided(request, Decision::RetryBudgetSpent);
                None
            }
            Verdict::Exhausted => None,
        }
    }

    /// What comes after the `made`-th try of a call has failed.
    fn judge(&mut self, made: u32) -> Verdict {
        if made >= self.attempts {
            return Verdict::Exhausted;
        }
        if self.bucket.as_mut().is_some_and(|bucket| !bucket.take()) {
            return Verdict::BudgetSpent;
        }
        let (shortest, longest) = self.pause.bounds(made);
        let width = (longest - shortest).as_nanos();
        if width == 0 {
            return Verdict::Again(longest);
        }
        // Multiply-shift on 64 bits: both ends can be drawn, the bias is below width / 2^64.
        let drawn = (u128::from(self.pauses.bits()) * (u128::from(width) + 1)) >> 64;
        Verdict::Again(shortest + Duration::from_nanos(drawn as u64))
    }

    /// The caller's machine has started, for the first time or again: the bucket is full.
    pub(crate) fn started(&mut self) {
        if let Some(bucket) = &mut self.bucket {
            *bucket = bucket.refilled();
        }
    }

    /// Whether the laws of the budget hold; in words which one does not.
    pub(crate) fn check(&self) -> Result<(), String> {
        self.bucket.as_ref().map_or(Ok(()), Bucket::check)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn retry(attempts: u32, pause: RetryPause, budget: Option<Budget>) -> Retry {
        let spec = RetrySpec {
            attempts,
            pause,
            budget,
        };
        spec.check("retry").expect("in range");
        Retry::new(&spec, Stream::named(1, "caller", "retry pauses"))
    }

    const fn millis(millis: u64) -> Verdict {
        Verdict::Again(Duration::from_millis(millis))
    }

    #[test]
    fn nothing_is_tried_again_unless_somebody_says_so() {
        let mut none = Retry::new(&RetrySpec::NONE, Stream::named(1, "caller", "pauses"));
        assert_eq!(none.judge(1), Verdict::Exhausted);
    }

    #[test]
    fn a_fixed_pause_comes_as_often_as_stated() {
        let mut retry = retry(3, RetryPause::Fixed(Span::from_millis(50)), None);
        let verdicts = [1, 2, 3].map(|made| retry.judge(made));
        assert_eq!(verdicts, [millis(50), millis(50), Verdict::Exhausted]);
    }

    #[test]
    fn an_exponential_pause_doubles_up_to_its_maximum() {
        let pause = RetryPause::Exponential {
            base: Span::from_millis(100),
            maximum: Span::from_millis(350),
        };
        let mut retry = retry(100, pause, None);
        let verdicts = [1, 2, 3, 99].map(|made| retry.judge(made));
        assert_eq!(
            verdicts,
            [millis(100), millis(200), millis(350), millis(350)]
        );
    }

    #[test]
    fn full_jitter_draws_evenly_below_the_doubling_bound() {
        let pause = RetryPause::FullJitter {
            base: Span::from_millis(100),
            maximum: Span::from_millis(10_000),
        };
        let mut retry = retry(100, pause, None);
        for (made, bound_ms) in [(1, 100.0), (4, 800.0), (50, 10_000.0)] {
            let mut sum = 0.0;
            for _ in 0..20_000 {
                let Verdict::Again(pause) = retry.judge(made) else {
                    panic!("tries are left");
                };
                assert!(pause.as_millis_f64() <= bound_ms, "{pause:?}");
                sum += pause.as_millis_f64();
            }
            let mean = sum / 20_000.0;
            assert!((mean / bound_ms - 0.5).abs() < 0.01, "{mean} of {bound_ms}");
        }
    }

    #[test]
    fn an_empty_budget_ends_what_could_be_tried_again() {
        let budget = Budget {
            ratio_percent: 50,
            burst: 1,
        };
        let pause = RetryPause::Fixed(Span::default());
        let mut retry = retry(3, pause, Some(budget));
        assert_eq!(retry.judge(1), millis(0), "the bucket is full at first");
        assert_eq!(retry.judge(1), Verdict::BudgetSpent);
        retry.called();
        assert_eq!(retry.judge(1), Verdict::BudgetSpent, "half a retry is none");
        retry.called();
        assert_eq!(retry.judge(3), Verdict::Exhausted, "which costs nothing");
        assert_eq!(retry.judge(2), millis(0));
        retry.started();
        assert_eq!(retry.judge(1), millis(0), "full again after a restart");
    }

    #[test]
    fn what_lies_outside_its_range_is_told_with_its_place() {
        let pause = RetryPause::FullJitter {
            base: Span::from_millis(2),
            maximum: Span::from_millis(1),
        };
        let budget = Budget {
            ratio_percent: 10,
            burst: 0,
        };
        let sound = RetrySpec {
            attempts: 2,
            ..RetrySpec::NONE
        };
        for (spec, place) in [
            (
                RetrySpec {
                    attempts: 0,
                    ..sound
                },
                "retry.attempts",
            ),
            (
                RetrySpec { pause, ..sound },
                "retry.pause.full_jitter.maximum",
            ),
            (
                RetrySpec {
                    budget: Some(budget),
                    ..sound
                },
                "retry.budget.burst",
            ),
        ] {
            assert_eq!(spec.check("retry").expect_err(place).path, place);
        }
        assert_eq!(sound.check("retry"), Ok(()));
    }

    fn any_pause() -> impl Strategy<Value = RetryPause> {
        (0..3, 0..5_000_u64, 0..60_000_u64).prop_map(|(kind, base, more)| {
            let (base, maximum) = (Span::from_millis(base), Span::from_millis(base + more));
            match kind {
                0 => RetryPause::Fixed(base),
                1 => RetryPause::Exponential { base, maximum },
                _ => RetryPause::FullJitter { base, maximum },
            }
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        /// Calls begin and fail in any order: no call has more tries than stated, no pause leaves
        /// its bounds, and the retries of all calls stay within the budget at every moment.
        #[test]
        fn tries_pauses_and_budget_keep_their_bounds(
            attempts in 1..8_u32,
            pause in any_pause(),
            ratio_percent in 0..300_u32,
            burst in 1..20_u32,
            limited in any::<bool>(),
            steps in prop::collection::vec(0..12_usize, 1..400),
        ) {
            let budget = limited.then_some(Budget { ratio_percent, burst });
            let mut retry = retry(attempts, pause, budget);
            let (mut open, mut calls, mut retries) = (vec![], 0_u64, 0_u64);
            for step in steps {
                if step < 4 || open.is_empty() {
                    retry.called();
                    calls += 1;
                    open.push(1);
                    continue;
                }
                let place = step % open.len();
                let made = open[place];
                match retry.judge(made) {
                    Verdict::Again(drawn) => {
                        open[place] = made + 1;
                        retries += 1;
                        let (shortest, longest) = pause.bounds(made);
                        prop_assert!(drawn >= shortest && drawn <= longest, "{:?}", drawn);
                    }
                    Verdict::Exhausted => {
                        prop_assert_eq!(made, attempts);
                        open.swap_remove(place);
                    }
                    Verdict::BudgetSpent => {
                        prop_assert!(limited && made < attempts);
                        open.swap_remove(place);
                    }
                }
                prop_assert!(open.iter().all(|made| *made <= attempts));
                if limited {
                    let earned = u64::from(ratio_percent) * calls + u64::from(burst) * 100;
                    prop_assert!(retries * 100 <= earned, "{} for {} calls", retries, calls);
                }
                prop_assert_eq!(retry.check(), Ok(()));
            }
        }
    }
}
