//! How long things take: distributions of service times, latencies and gaps between requests.
//!
//! Exponential and normal numbers come from `ziggurat`, exponentials and logarithms from `libm`, and
//! the rest is IEEE-exact, so a sample is the same to the nanosecond in native code and in
//! WebAssembly.

use serde::{Deserialize, Serialize};

use crate::rng::{Probability, Stream};
use crate::time::Duration;
use crate::ziggurat::{exponential, normal};

/// A distribution of durations, as a scenario states it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Distribution {
    /// Always `value`.
    Constant { value: Duration },
    /// Anything from `low` to `high` alike.
    Uniform { low: Duration, high: Duration },
    /// Memoryless, coefficient of variation 1.
    Exponential { mean: Duration },
    /// Skewed with a long tail; `cv_percent` is the coefficient of variation, in percent.
    LogNormal { mean: Duration, cv_percent: u32 },
    /// The sum of `stages` exponential stages; coefficient of variation 1/sqrt(stages).
    Erlang { mean: Duration, stages: u32 },
    /// Mostly short, now and then very long: P(X > x) = (minimum / x)^shape, with the shape in
    /// hundredths and the minimum that gives the mean. The variance is finite above a shape of
    /// 200; at 100 and below there is no mean, and 101 is taken instead.
    Pareto { mean: Duration, shape_percent: u32 },
    /// `fast`, except for a share of `slow`: a hit or a miss, a small or a large request.
    Bimodal {
        fast: Duration,
        slow: Duration,
        slow_share: Probability,
    },
}

impl Distribution {
    /// The mean of the distribution.
    pub fn mean(&self) -> Duration {
        match *self {
            Self::Constant { value } => value,
            Self::Uniform { low, high } => (low + high).scaled(1, 2),
            Self::Exponential { mean }
            | Self::LogNormal { mean, .. }
            | Self::Erlang { mean, .. }
            | Self::Pareto { mean, .. } => mean,
            Self::Bimodal {
                fast,
                slow,
                slow_share,
            } => {
                let share = slow_share.per_million();
                fast.scaled(1_000_000 - share, 1_000_000) + slow.scaled(share, 1_000_000)
            }
        }
    }

    /// The form that draws samples without recomputing its constants.
    pub fn sampler(&self) -> Sampler {
        match *self {
            Self::Constant { value } => Sampler::Constant(value),
            Self::Uniform { low, high } => Sampler::Uniform {
                low: low.as_nanos() as f64,
                width: (high - low).as_nanos() as f64,
            },
            Self::Exponential { mean } => Sampler::Exponential(mean.as_nanos() as f64),
            Self::LogNormal { mean, cv_percent } => {
                let cv = f64::from(cv_percent) / 100.0;
                let variance = libm::log(1.0 + cv * cv);
                Sampler::LogNormal {
                    mu: libm::log((mean.as_nanos() as f64).max(1.0)) - variance / 2.0,
                    sigma: variance.sqrt(),
                }
            }
            Self::Erlang { mean, stages } => Sampler::Erlang {
                stage_mean: mean.as_nanos() as f64 / f64::from(stages.max(1)),
                stages: stages.max(1),
            },
            Self::Pareto {
                mean,
                shape_percent,
            } => {
                let shape = f64::from(shape_percent.max(101)) / 100.0;
                Sampler::Pareto {
                    minimum: mean.as_nanos() as f64 * (shape - 1.0) / shape,
                    exponent: 1.0 / shape,
                }
            }
            Self::Bimodal {
                fast,
                slow,
                slow_share,
            } => Sampler::Bimodal {
                fast,
                slow,
                slow_share,
            },
        }
    }
}

/// A distribution ready to draw from; all floats in nanoseconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Sampler {
    Constant(Duration),
    Uniform {
        low: f64,
        width: f64,
    },
    Exponential(f64),
    LogNormal {
        mu: f64,
        sigma: f64,
    },
    Erlang {
        stage_mean: f64,
        stages: u32,
    },
    Pareto {
        minimum: f64,
        /// One over the shape.
        exponent: f64,
    },
    Bimodal {
        fast: Duration,
        slow: Duration,
        slow_share: Probability,
    },
}

impl Sampler {
    /// One sample, in whole nanoseconds.
    pub fn sample(&self, stream: &mut Stream) -> Duration {
        let nanos = match *self {
            Self::Constant(value) => return value,
            Self::Uniform { low, width } => low + width * stream.unit(),
            Self::Exponential(mean) => mean * exponential(stream),
            Self::LogNormal { mu, sigma } => libm::exp(mu + sigma * normal(stream)),
            Self::Erlang { stage_mean, stages } => {
                let stages = (0..stages).map(|_| exponential(stream));
                stage_mean * stages.sum::<f64>()
            }
            // The logarithm of a Pareto number is exponential.
            Self::Pareto { minimum, exponent } => {
                minimum * libm::exp(exponent * exponential(stream))
            }
            Self::Bimodal {
                fast,
                slow,
                slow_share,
            } => {
                let is_slow = stream.chance(slow_share);
                return if is_slow { slow } else { fast };
            }
        };
        Duration::from_nanos_f64(nanos)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MEAN: Duration = Duration::from_millis(10);

    /// The first six raw moments of each distribution, in units of its mean.
    fn cases() -> [(Distribution, [f64; 6]); 8] {
        let moments = |moment: &dyn Fn(f64) -> f64| [1.0, 2.0, 3.0, 4.0, 5.0, 6.0].map(moment);
        let factorial = |order: f64| libm::tgamma(order + 1.0);
        let pareto = |shape: f64| {
            move |order: f64| shape * libm::pow((shape - 1.0) / shape, order) / (shape - order)
        };
        [
            (Distribution::Constant { value: MEAN }, [1.0; 6]),
            (
                Distribution::Uniform {
                    low: Duration::ZERO,
                    high: Duration::from_millis(20),
                },
                moments(&|order| libm::pow(2.0, order) / (order + 1.0)),
            ),
            (
                Distribution::Exponential { mean: MEAN },
                moments(&factorial),
            ),
            (
                Distribution::LogNormal {
                    mean: MEAN,
                    cv_percent: 50,
                },
                moments(&|order| libm::pow(1.25, order * (order - 1.0) / 2.0)),
            ),
            (
                Distribution::Erlang {
                    mean: MEAN,
                    stages: 4,
                },
                moments(&|order| factorial(order + 3.0) / 6.0 / libm::pow(4.0, order)),
            ),
            (
                Distribution::Pareto {
                    mean: MEAN,
                    shape_percent: 1_400,
                },
                moments(&pareto(14.0)),
            ),
            (
                Distribution::Bimodal {
                    fast: Duration::from_millis(5),
                    slow: Duration::from_millis(55),
                    slow_share: Probability::from_percent(10),
                },
                moments(&|order| 0.9 * libm::pow(0.5, order) + 0.1 * libm::pow(5.5, order)),
            ),
            // Too wild a tail for more than its mean: the moments that do not exist bound nothing.
            (
                Distribution::Pareto {
                    mean: MEAN,
                    shape_percent: 250,
                },
                [
                    1.0,
                    pareto(2.5)(2.0),
                    f64::NAN,
                    f64::NAN,
                    f64::NAN,
                    f64::NAN,
                ],
            ),
        ]
    }

    #[test]
    fn a_million_draws_have_the_moments_that_the_distribution_states() {
        for (distribution, exact) in cases() {
            assert_eq!(distribution.mean(), MEAN);
            let sampler = distribution.sampler();
            let mut stream = Stream::named(11, "test", "moments");
            let mut sums = [0.0; 3];
            for _ in 0..1_000_000 {
                let sample = sampler.sample(&mut stream).as_millis_f64() / 10.0;
                sums[0] += sample;
                sums[1] += sample * sample;
                sums[2] += sample * sample * sample;
            }
            for order in 1..=3 {
                let variance = exact[2 * order - 1] - exact[order - 1] * exact[order - 1];
                let found = sums[order - 1] / 1e6;
                let error = (found - exact[order - 1]).abs();
                // Five deviations of the mean of so many draws; a moment without variance is no test.
                let allowed = 5.0 * (variance / 1e6).sqrt() + 1e-6;
                assert!(
                    allowed.is_nan() || error < allowed,
                    "{distribution:?}: moment {order} is {found} and not {exact:?}"
                );
            }
        }
    }

    #[test]
    fn a_heavy_tail_has_the_shares_that_its_law_states() {
        let sampler = Distribution::Pareto {
            mean: MEAN,
            shape_percent: 150,
        }
        .sampler();
        let mut stream = Stream::named(12, "test", "tail");
        let draws: Vec<f64> = (0..1_000_000)
            .map(|_| sampler.sample(&mut stream).as_millis_f64())
            .collect();
        // The minimum is a third of the mean; (minimum / x)^1.5 of the draws lie above x.
        for times in [1.0, 4.0, 25.0, 100.0] {
            let limit = 10.0 / 3.0 * times;
            let above = draws.iter().filter(|draw| **draw > limit).count() as f64;
            let expected = 1e6 / (times * f64::sqrt(times));
            assert!((above - expected).abs() <= 5.0 * expected.sqrt(), "{above}");
        }
    }
}
