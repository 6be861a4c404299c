//! Quantities as a person writes them: spans of time with their unit, percentages, and how long
//! things take.

use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use sim::{Distribution, Duration, Probability};

use super::{ModelError, Problem, within};

/// A span of time, written with its unit: `250us`, `10ms`, `1.5s`, `2min`, `1h`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span(pub Duration);

/// Units with their length in nanoseconds, longest names first so that `ms` is not read as `s`.
const UNITS: [(&str, u64); 6] = [
    ("min", 60_000_000_000),
    ("ns", 1),
    ("us", 1_000),
    ("ms", 1_000_000),
    ("s", 1_000_000_000),
    ("h", 3_600_000_000_000),
];
/// The longest span that can be written: 1,000 hours.
const LONGEST: u64 = 3_600_000_000_000_000;
/// Stages of an Erlang distribution, at most: each is a draw of its own.
const STAGES_MAX: u32 = 1_000;
/// The largest coefficient of variation of a log-normal distribution, in percent.
const CV_PERCENT_MAX: u32 = 10_000;
/// The shapes of a Pareto distribution that have a mean, in percent.
const SHAPE_PERCENT: [u32; 2] = [101, 10_000];

impl Span {
    /// `millis` milliseconds.
    pub const fn from_millis(millis: u64) -> Self {
        Self(Duration::from_millis(millis))
    }
}

impl FromStr for Span {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("{text:?} is no span of time; write one like \"10ms\" or \"1.5s\"");
        let (digits, nanos) = UNITS
            .iter()
            .find_map(|(unit, nanos)| Some((text.strip_suffix(unit)?, *nanos)))
            .ok_or_else(wrong)?;
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let sized = !whole.is_empty() && whole.len() <= 16 && fraction.len() <= 9;
        if !plain(whole) || !plain(fraction) || !sized || digits.ends_with('.') {
            return Err(wrong());
        }
        let whole: u128 = whole.parse().map_err(|_| wrong())?;
        let scale = 10_u128.pow(fraction.len() as u32);
        let fraction: u128 = if fraction.is_empty() {
            0
        } else {
            fraction.parse().map_err(|_| wrong())?
        };
        let total = whole * u128::from(nanos) + fraction * u128::from(nanos) / scale;
        // Below a nanosecond there is no time, and it would silently be none at all.
        if total == 0 && fraction > 0 {
            return Err(wrong());
        }
        if total > u128::from(LONGEST) {
            return Err(format!("{text:?} is longer than the longest span, 1000h"));
        }
        Ok(Self(Duration::from_nanos(total as u64)))
    }
}

impl fmt::Display for Span {
    /// The largest unit that divides the span, so that what is read back is the same.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let nanos = self.0.as_nanos();
        let (unit, size) = [
            ("s", 1_000_000_000),
            ("ms", 1_000_000),
            ("us", 1_000),
            ("ns", 1),
        ]
        .into_iter()
        .find(|(_, size)| nanos.is_multiple_of(*size))
        .expect("one divides everything");
        write!(formatter, "{}{unit}", nanos / size)
    }
}

impl Serialize for Span {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Span {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Written(PhantomData))
    }
}

/// Reads what is written as a text with a unit.
pub(crate) struct Written<T>(pub PhantomData<T>);

impl<T: FromStr<Err = String>> de::Visitor<'_> for Written<T> {
    type Value = T;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a span of time")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
        text.parse().map_err(E::custom)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Span {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Span".into()
    }

    fn json_schema(_generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "description": "A span of time with its unit, at most 1000h.",
            "type": "string",
            "pattern": "^[0-9]{1,16}(\\.[0-9]{1,9})?(ns|us|ms|s|min|h)$",
            "examples": ["250us", "10ms", "1.5s", "2min"],
        })
    }
}

/// A share of a hundred, 0 to 100, kept to a ten-thousandth.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Percent(pub Probability);

impl Percent {
    /// `percent` of a hundred.
    pub const fn new(percent: u32) -> Self {
        Self(Probability::from_percent(percent))
    }
}

impl Serialize for Percent {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(f64::from(self.0.per_million()) / 10_000.0)
    }
}

impl<'de> Deserialize<'de> for Percent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let percent = f64::deserialize(deserializer)?;
        if !(0.0..=100.0).contains(&percent) {
            let wrong = format!("{percent} is no percentage; it goes from 0 to 100");
            return Err(de::Error::custom(wrong));
        }
        let per_million = (percent * 10_000.0 + 0.5) as u32;
        Ok(Self(Probability::from_per_million(per_million)))
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Percent {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Percent".into()
    }

    fn json_schema(_generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "description": "A percentage.",
            "type": "number",
            "minimum": 0,
            "maximum": 100,
        })
    }
}

/// How long something takes.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Timing {
    /// Always this long.
    Constant(Span),
    /// Anything from `low` to `high` alike.
    Uniform {
        /// The shortest.
        low: Span,
        /// The longest.
        high: Span,
    },
    /// Memoryless with this mean.
    Exponential(Span),
    /// The sum of `stages` exponential stages, 1 to 1,000.
    Erlang {
        /// Of the sum.
        mean: Span,
        /// 1 to 1,000.
        #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 1_000)))]
        stages: u32,
    },
    /// Skewed with a long tail; `cv_percent` is the coefficient of variation in percent, 0 to 10,000.
    LogNormal {
        /// Its mean.
        mean: Span,
        /// Standard deviation in percent of the mean: 0 to 10,000.
        #[cfg_attr(feature = "schema", schemars(range(min = 0, max = 10_000)))]
        cv_percent: u32,
    },
    /// Mostly short, now and then very long: P(X > x) falls as x to the power of minus the shape,
    /// which is stated in percent, 101 to 10,000. Below 200 the variance has no bound.
    Pareto {
        /// Its mean.
        mean: Span,
        /// The shape in percent: 101 to 10,000.
        #[cfg_attr(feature = "schema", schemars(range(min = 101, max = 10_000)))]
        shape_percent: u32,
    },
    /// `fast`, but for a share that is `slow`: a hit or a miss, a small or a large request.
    Bimodal {
        /// The shorter one.
        fast: Span,
        /// The longer one.
        slow: Span,
        /// How often it is the longer one.
        slow_percent: Percent,
    },
}

impl Timing {
    /// No time at all.
    pub const NONE: Self = Self::Constant(Span(Duration::ZERO));

    /// Whether there is such a distribution. `path` is its place in the document.
    pub(crate) fn check(&self, path: &str) -> Result<(), ModelError> {
        match *self {
            Self::Uniform { low, high } if low > high => {
                let rule = "low_above_high";
                let path = format!("{path}.uniform");
                Err(ModelError::new(path, Problem::Contradiction { rule }))
            }
            Self::Bimodal { fast, slow, .. } if fast > slow => {
                let rule = "fast_above_slow";
                let path = format!("{path}.bimodal");
                Err(ModelError::new(path, Problem::Contradiction { rule }))
            }
            Self::Erlang { stages, .. } => {
                within(format!("{path}.erlang.stages"), stages, 1, STAGES_MAX)
            }
            Self::LogNormal { cv_percent, .. } => {
                let path = format!("{path}.log_normal.cv_percent");
                within(path, cv_percent, 0, CV_PERCENT_MAX)
            }
            Self::Pareto { shape_percent, .. } => {
                let path = format!("{path}.pareto.shape_percent");
                within(path, shape_percent, SHAPE_PERCENT[0], SHAPE_PERCENT[1])
            }
            Self::Constant(_)
            | Self::Uniform { .. }
            | Self::Exponential(_)
            | Self::Bimodal { .. } => Ok(()),
        }
    }

    /// The engine's form of it.
    pub fn distribution(&self) -> Distribution {
        match *self {
            Self::Constant(value) => Distribution::Constant { value: value.0 },
            Self::Uniform { low, high } => Distribution::Uniform {
                low: low.0,
                high: high.0,
            },
            Self::Exponential(mean) => Distribution::Exponential { mean: mean.0 },
            Self::Erlang { mean, stages } => Distribution::Erlang {
                mean: mean.0,
                stages,
            },
            Self::LogNormal { mean, cv_percent } => Distribution::LogNormal {
                mean: mean.0,
                cv_percent,
            },
            Self::Pareto {
                mean,
                shape_percent,
            } => Distribution::Pareto {
                mean: mean.0,
                shape_percent,
            },
            Self::Bimodal {
                fast,
                slow,
                slow_percent,
            } => Distribution::Bimodal {
                fast: fast.0,
                slow: slow.0,
                slow_share: slow_percent.0,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_distribution_can_be_written_by_hand() {
        let mean = |text: &str| {
            let timing: Timing = serde_json::from_str(text).expect(text);
            let written = serde_json::to_string(&timing).expect(text);
            assert_eq!(
                serde_json::from_str::<Timing>(&written).expect(text),
                timing
            );
            timing.distribution().mean().as_millis_f64()
        };
        for text in [
            r#"{ "constant": "10ms" }"#,
            r#"{ "uniform": { "low": "5ms", "high": "15ms" } }"#,
            r#"{ "exponential": "10ms" }"#,
            r#"{ "erlang": { "mean": "10ms", "stages": 4 } }"#,
            r#"{ "log_normal": { "mean": "10ms", "cv_percent": 80 } }"#,
            r#"{ "pareto": { "mean": "10ms", "shape_percent": 250 } }"#,
            r#"{ "bimodal": { "fast": "5ms", "slow": "55ms", "slow_percent": 10 } }"#,
        ] {
            assert!((mean(text) - 10.0).abs() < 1e-9, "{text}");
        }
    }

    #[test]
    fn a_span_is_read_with_its_unit_and_written_so_that_it_reads_the_same() {
        for (text, nanos) in [
            ("250us", 250_000),
            ("10ms", 10_000_000),
            ("1.5s", 1_500_000_000),
            ("2min", 120_000_000_000),
            ("0s", 0),
            ("0.000000001s", 1),
        ] {
            let span: Span = text.parse().expect(text);
            assert_eq!(span.0.as_nanos(), nanos, "{text}");
            assert_eq!(span.to_string().parse(), Ok(span), "{text}");
        }
        for text in [
            "0.0001ns", "", "ms", "10", "-1s", "1e3s", "1.s", ".5s", "1 s", "2000h", "１s",
        ] {
            assert!(text.parse::<Span>().is_err(), "{text}");
        }
    }
}
