//! How long things take: distributions of service times, latencies and gaps between requests.
//!
//! All logarithms, square roots and cosines go through `libm` or are IEEE-exact, so a sample is the
//! same to the nanosecond in native code and in WebAssembly.

use serde::{Deserialize, Serialize};

use crate::rng::Stream;
use crate::time::Duration;

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
}

impl Distribution {
    /// The mean of the distribution.
    pub fn mean(&self) -> Duration {
        match *self {
            Self::Constant { value } => value,
            Self::Uniform { low, high } => (low + high).scaled(1, 2),
            Self::Exponential { mean }
            | Self::LogNormal { mean, .. }
            | Self::Erlang { mean, .. } => mean,
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
        }
    }
}

/// A distribution ready to draw from; all fields in nanoseconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Sampler {
    Constant(Duration),
    Uniform { low: f64, width: f64 },
    Exponential(f64),
    LogNormal { mu: f64, sigma: f64 },
    Erlang { stage_mean: f64, stages: u32 },
}

impl Sampler {
    /// One sample, in whole nanoseconds.
    pub fn sample(&self, stream: &mut Stream) -> Duration {
        match *self {
            Self::Constant(value) => value,
            Self::Uniform { low, width } => Duration::from_nanos_f64(low + width * stream.unit()),
            Self::Exponential(mean) => Duration::from_nanos_f64(exponential(mean, stream)),
            Self::LogNormal { mu, sigma } => {
                // Box-Muller; the second number of the pair is thrown away to keep no state.
                let radius = (-2.0 * libm::log(stream.unit())).sqrt();
                let normal = radius * libm::cos(std::f64::consts::TAU * stream.unit());
                Duration::from_nanos_f64(libm::exp(mu + sigma * normal))
            }
            Self::Erlang { stage_mean, stages } => {
                Duration::from_nanos_f64((0..stages).map(|_| exponential(stage_mean, stream)).sum())
            }
        }
    }
}

fn exponential(mean: f64, stream: &mut Stream) -> f64 {
    -mean * libm::log(stream.unit())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The sample mean and the coefficient of variation over a million draws.
    fn moments(distribution: Distribution) -> (f64, f64) {
        let sampler = distribution.sampler();
        let mut stream = Stream::named(11, "test", "moments");
        let (mut sum, mut squares) = (0.0, 0.0);
        let count = 1_000_000.0;
        for _ in 0..1_000_000 {
            let sample = sampler.sample(&mut stream).as_millis_f64();
            sum += sample;
            squares += sample * sample;
        }
        let mean = sum / count;
        (mean, (squares / count - mean * mean).max(0.0).sqrt() / mean)
    }

    #[test]
    fn every_distribution_has_the_mean_and_the_spread_it_states() {
        let mean = Duration::from_millis(10);
        let cases = [
            (Distribution::Constant { value: mean }, 0.0),
            (
                Distribution::Uniform {
                    low: Duration::ZERO,
                    high: Duration::from_millis(20),
                },
                1.0 / 3.0_f64.sqrt(),
            ),
            (Distribution::Exponential { mean }, 1.0),
            (
                Distribution::LogNormal {
                    mean,
                    cv_percent: 50,
                },
                0.5,
            ),
            (Distribution::Erlang { mean, stages: 4 }, 0.5),
        ];
        for (distribution, cv) in cases {
            assert_eq!(distribution.mean(), mean);
            let (sample_mean, sample_cv) = moments(distribution);
            assert!(
                (sample_mean - 10.0).abs() < 0.05,
                "{distribution:?}: {sample_mean}"
            );
            assert!(
                (sample_cv - cv).abs() < 0.01,
                "{distribution:?}: {sample_cv}"
            );
        }
    }
}
