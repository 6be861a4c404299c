//! How the demand of users changes by itself: steps, ramps, bursts and flash crowds, as a person
//! writes them, and the steps that the engine takes of them.
//!
//! The engine knows steps only. What changes evenly becomes many of them, each as high as the mean of
//! what it stands for, so that as many requests are to be expected as from the smooth change.

use serde::{Deserialize, Serialize};
use sim::{Duration, Time};

use crate::model::{ModelError, Problem, Span, within};

/// Changes that one demand may have, at most.
const SHAPES_MAX: usize = 1_000;
/// The largest demand that can be stated, in requests per second or in users.
pub(super) const DEMAND_MAX: f64 = 1e6;
/// A ramp takes a step this often, but at least one and at most [`RAMP_STEPS_MAX`].
const RAMP_STEP: Duration = Duration::from_millis(100);
const RAMP_STEPS_MAX: u64 = 1_000;
/// A flash crowd is gone after so many half-lives: what is left then is less than one percent.
const HALF_LIVES: u32 = 7;
/// Steps within a half-life.
const HALF_LIFE_STEPS: u32 = 16;
/// What is left after one such step: 2^(-1/16).
const STEP_LEFT: f64 = 0.957_603_280_698_573_7;
/// The mean within such a step of what was there at its start: 16 / ln 2 (1 - 2^(-1/16)).
const STEP_MEAN: f64 = 0.978_648_586_978_065_9;

/// A change of the demand. A demand is requests per second, or users where arrivals are closed: 0 to
/// 1,000,000.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Shape {
    /// From this instant on, so much.
    Step {
        /// When it begins.
        at: Span,
        /// The demand from then on: 0 to 1,000,000.
        #[cfg_attr(feature = "schema", schemars(range(min = 0.0, max = 1_000_000.0)))]
        demand: f64,
    },
    /// From this instant on, evenly more or less for so long, until it is so much.
    Ramp {
        /// When it begins.
        at: Span,
        /// How long it takes.
        over: Span,
        /// The demand at its end: 0 to 1,000,000.
        #[cfg_attr(feature = "schema", schemars(range(min = 0.0, max = 1_000_000.0)))]
        demand: f64,
    },
    /// So much for so long, then again what was before.
    Burst {
        /// When it begins.
        at: Span,
        /// How long it lasts.
        lasting: Span,
        /// The demand meanwhile: 0 to 1,000,000.
        #[cfg_attr(feature = "schema", schemars(range(min = 0.0, max = 1_000_000.0)))]
        demand: f64,
    },
    /// So much at once; the excess over what was before halves every half-life and is gone after
    /// seven.
    FlashCrowd {
        /// When it begins.
        at: Span,
        /// The demand at its begin: 0 to 1,000,000.
        #[cfg_attr(feature = "schema", schemars(range(min = 0.0, max = 1_000_000.0)))]
        demand: f64,
        /// How long it takes until half of the excess is left.
        half_life: Span,
    },
}

impl Shape {
    const fn at(&self) -> Span {
        match self {
            Self::Step { at, .. }
            | Self::Ramp { at, .. }
            | Self::Burst { at, .. }
            | Self::FlashCrowd { at, .. } => *at,
        }
    }

    /// The name that it is written with.
    const fn kind(&self) -> &'static str {
        match self {
            Self::Step { .. } => "step",
            Self::Ramp { .. } => "ramp",
            Self::Burst { .. } => "burst",
            Self::FlashCrowd { .. } => "flash_crowd",
        }
    }

    const fn demand(&self) -> f64 {
        match self {
            Self::Step { demand, .. }
            | Self::Ramp { demand, .. }
            | Self::Burst { demand, .. }
            | Self::FlashCrowd { demand, .. } => *demand,
        }
    }

    /// How long it takes until the demand holds still.
    fn lasting(&self) -> Duration {
        match self {
            Self::Step { .. } => Duration::ZERO,
            Self::Ramp { over, .. } => over.0,
            Self::Burst { lasting, .. } => lasting.0,
            Self::FlashCrowd { half_life, .. } => half_life.0.scaled(HALF_LIVES, 1),
        }
    }
}

/// Whether every number lies in its range and no change begins before the one before it is over.
pub(super) fn check(shapes: &[Shape], path: &str) -> Result<(), ModelError> {
    within(path, shapes.len(), 0, SHAPES_MAX)?;
    let mut over = Time::ZERO;
    for (place, shape) in shapes.iter().enumerate() {
        let path = format!("{path}[{place}]");
        let field = format!("{path}.{}.demand", shape.kind());
        within(field, shape.demand(), 0.0, DEMAND_MAX)?;
        let begins = Time::ZERO + shape.at().0;
        if begins < over {
            let rule = "demand_changes_overlap";
            return Err(ModelError::new(path, Problem::Contradiction { rule }));
        }
        over = begins + shape.lasting();
    }
    Ok(())
}

/// The steps that these changes come to, from this demand on: instants and demands, in order.
pub(super) fn steps(initial: f64, shapes: &[Shape]) -> Vec<(Time, f64)> {
    let mut steps = Vec::new();
    let mut held = initial;
    for shape in shapes {
        let begins = Time::ZERO + shape.at().0;
        match *shape {
            Shape::Step { demand, .. } => held = demand,
            Shape::Ramp { over, demand, .. } => {
                let count = over.0.as_nanos() / RAMP_STEP.as_nanos();
                let count = count.clamp(1, RAMP_STEPS_MAX) as u32;
                for step in 0..count {
                    let share = (f64::from(step) + 0.5) / f64::from(count);
                    let at = begins + over.0.scaled(step, count);
                    steps.push((at, held + (demand - held) * share));
                }
                held = demand;
            }
            Shape::Burst { demand, .. } => steps.push((begins, demand)),
            Shape::FlashCrowd {
                demand, half_life, ..
            } => {
                let mut excess = (demand - held) * STEP_MEAN;
                for step in 0..HALF_LIVES * HALF_LIFE_STEPS {
                    let at = begins + half_life.0.scaled(step, HALF_LIFE_STEPS);
                    steps.push((at, held + excess));
                    excess *= STEP_LEFT;
                }
            }
        }
        steps.push((begins + shape.lasting(), held));
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn secs(secs: u64) -> Span {
        Span(Duration::from_secs(secs))
    }

    /// The expected number of requests from the first change until `until` seconds.
    fn expected(steps: &[(Time, f64)], until: u64) -> f64 {
        let ends = steps[1..].iter().map(|(at, _)| *at);
        let ends = ends.chain([Time::ZERO + secs(until).0]);
        let areas = steps.iter().zip(ends);
        areas
            .map(|((at, demand), end)| demand * end.since(*at).as_secs_f64())
            .sum()
    }

    #[test]
    fn a_ramp_brings_as_many_requests_as_its_trapezium() {
        let ramp = Shape::Ramp {
            at: secs(10),
            over: secs(60),
            demand: 500.0,
        };
        let steps = steps(100.0, &[ramp]);
        assert_eq!(steps.len(), 601);
        let all = expected(&steps, 80);
        assert!((all - (300.0 * 60.0 + 500.0 * 10.0)).abs() < 1e-6, "{all}");
        let rises = steps.windows(2).all(|pair| pair[0].1 < pair[1].1);
        assert!(rises, "evenly up");
    }

    #[test]
    fn a_flash_crowd_halves_every_half_life() {
        let crowd = Shape::FlashCrowd {
            at: secs(5),
            demand: 1_100.0,
            half_life: secs(16),
        };
        let steps = steps(100.0, &[crowd]);
        let at = |time: u64| {
            let wanted = Time::ZERO + secs(time).0;
            let step = steps.iter().find(|(at, _)| *at == wanted);
            step.expect("a step every second").1 - 100.0
        };
        assert!((at(5 + 16) / at(5) - 0.5).abs() < 1e-12);
        assert!((at(5 + 96) / at(5) - 1.0 / 64.0).abs() < 1e-12);
        assert_eq!(at(5 + 112), 0.0, "gone after seven");
        // The integral of an excess of 1,000 that halves every 16 s, seven times.
        let excess = expected(&steps, 117) - 100.0 * 112.0;
        let exact = 1_000.0 * 16.0 / std::f64::consts::LN_2 * (1.0 - 1.0 / 128.0);
        assert!((excess / exact - 1.0).abs() < 1e-9, "{excess} for {exact}");
    }

    #[test]
    fn a_burst_goes_back_to_what_was_before() {
        let shapes = [
            Shape::Step {
                at: secs(1),
                demand: 20.0,
            },
            Shape::Burst {
                at: secs(2),
                lasting: secs(3),
                demand: 90.0,
            },
        ];
        let at = |secs| Time::ZERO + Duration::from_secs(secs);
        assert_eq!(check(&shapes, "demand"), Ok(()));
        let expected = [(at(1), 20.0), (at(2), 90.0), (at(5), 20.0)];
        assert_eq!(steps(10.0, &shapes), expected);
    }

    #[test]
    fn changes_that_overlap_or_leave_their_range_are_told() {
        let ramp = |at, demand| Shape::Ramp {
            at: secs(at),
            over: secs(10),
            demand,
        };
        let error = check(&[ramp(0, 1.0), ramp(9, 2.0)], "demand").expect_err("overlap");
        assert_eq!(error.path, "demand[1]");
        let error = check(&[ramp(0, f64::NAN)], "demand").expect_err("no number");
        assert_eq!(error.path, "demand[0].ramp.demand");
        assert_eq!(check(&[ramp(0, 1.0), ramp(10, 2.0)], "demand"), Ok(()));
    }
}
