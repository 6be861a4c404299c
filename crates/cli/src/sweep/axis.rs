//! An axis of a sweep: a path in the scenario, and the values it takes.

use serde::{Deserialize, Serialize};
use serde_json::{Number, Value};

use crate::complaint::{Complaint, Countable, Form};
use crate::document;
use crate::prepared::wrong;

/// Values of one axis, at most.
const VALUES_MAX: u64 = 100_000;
/// Digits after the point that a step may have.
const FRACTION_MAX: usize = 9;

/// One axis.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Axis {
    pub path: String,
    pub values: Vec<Value>,
}

impl Axis {
    /// Reads `path=from..to:step` or `path=a,b,c`.
    pub fn read(text: &str) -> Result<Self, Complaint> {
        let no_axis = || wrong("--vary", text, Form::Axis);
        let (path, values) = text.split_once('=').ok_or_else(no_axis)?;
        let path = path.trim().to_owned();
        if path.is_empty() || values.is_empty() {
            return Err(no_axis());
        }
        if let Some((from, rest)) = values.split_once("..") {
            let (to, step) = rest.split_once(':').ok_or_else(no_axis)?;
            let range = Range::read(from, to, step).ok_or_else(no_axis)?;
            let count = range.count();
            if count > VALUES_MAX {
                return Err(Complaint::TooMany {
                    what: Countable::Points,
                    count,
                    maximum: VALUES_MAX,
                });
            }
            let values = (0..count).map(|place| range.value(place)).collect();
            return Ok(Self { path, values });
        }
        let values = values.split(',').map(|value| document::typed(value.trim()));
        Ok(Self {
            path,
            values: values.collect(),
        })
    }
}

/// Numbers at equal distances, exact to their last digit, with a common unit if they have one.
struct Range {
    /// All three in units of the last digit after the point.
    from: i64,
    to: i64,
    step: i64,
    fraction: usize,
    unit: String,
}

impl Range {
    fn read(from: &str, to: &str, step: &str) -> Option<Self> {
        let parts = [from, to, step].map(|text| Decimal::read(text.trim()));
        let [from, to, step] = parts;
        let (from, to, step) = (from?, to?, step?);
        if from.unit != to.unit || from.unit != step.unit {
            return None;
        }
        let fraction = from.fraction.max(to.fraction).max(step.fraction);
        let range = Self {
            from: from.scaled(fraction)?,
            to: to.scaled(fraction)?,
            step: step.scaled(fraction)?,
            fraction,
            unit: from.unit.clone(),
        };
        (range.step > 0 && range.from <= range.to).then_some(range)
    }

    fn count(&self) -> u64 {
        // A difference of two i64 in order fits into u64.
        self.to.abs_diff(self.from) / self.step.unsigned_abs() + 1
    }

    fn value(&self, place: u64) -> Value {
        let scaled = i128::from(self.from) + i128::from(self.step) * i128::from(place);
        let scale = 10_i128.pow(self.fraction as u32);
        let sign = if scaled < 0 { "-" } else { "" };
        let (whole, rest) = (scaled.abs() / scale, scaled.abs() % scale);
        let mut text = format!("{sign}{whole}");
        if self.fraction > 0 && rest > 0 {
            let digits = format!("{rest:0width$}", width = self.fraction);
            text = format!("{text}.{}", digits.trim_end_matches('0'));
        }
        if !self.unit.is_empty() {
            return Value::String(format!("{text}{}", self.unit));
        }
        if let Ok(whole) = text.parse::<i64>() {
            return Value::Number(whole.into());
        }
        let number = text.parse().ok().and_then(Number::from_f64);
        number.map_or(Value::Null, Value::Number)
    }
}

/// A number as it was typed.
struct Decimal {
    digits: String,
    fraction: usize,
    unit: String,
}

impl Decimal {
    fn read(text: &str) -> Option<Self> {
        let of_number = |c: char| c.is_ascii_digit() || c == '.' || c == '-';
        let end = text.find(|c| !of_number(c)).unwrap_or(text.len());
        let (number, unit) = text.split_at(end);
        let plain = unit.chars().all(|c| c.is_ascii_alphabetic());
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        if !plain || fraction.len() > FRACTION_MAX || fraction.contains(['.', '-']) {
            return None;
        }
        Some(Self {
            digits: format!("{whole}{fraction}"),
            fraction: fraction.len(),
            unit: unit.to_owned(),
        })
    }

    /// The number with so many digits after the point, without the point.
    fn scaled(&self, fraction: usize) -> Option<i64> {
        let digits: i64 = self.digits.parse().ok()?;
        digits.checked_mul(10_i64.pow((fraction - self.fraction) as u32))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn values(text: &str) -> Vec<Value> {
        Axis::read(text).expect(text).values
    }

    #[test]
    fn ranges_hold_both_ends_and_keep_their_digits() {
        assert_eq!(
            values("a=100..300:100"),
            [json!(100), json!(200), json!(300)]
        );
        assert_eq!(
            values("a=0.1..0.4:0.1"),
            [json!(0.1), json!(0.2), json!(0.3), json!(0.4)]
        );
        assert_eq!(
            values("a=5ms..9ms:2ms"),
            [json!("5ms"), json!("7ms"), json!("9ms")]
        );
        assert_eq!(values("a=0.5s..1s:0.5s"), [json!("0.5s"), json!("1s")]);
        assert_eq!(values("a=-1..1:1"), [json!(-1), json!(0), json!(1)]);
        assert_eq!(values("a=1..2:5"), [json!(1)]);
    }

    #[test]
    fn lists_hold_any_values() {
        assert_eq!(values("a=1,2.5,x"), [json!(1), json!(2.5), json!("x")]);
        assert_eq!(values("a=[1]"), [json!([1])]);
    }

    #[test]
    fn what_is_no_axis_is_refused() {
        for text in [
            "a",
            "=1..2:1",
            "a=",
            "a=1..2",
            "a=2..1:1",
            "a=1..2:0",
            "a=1..2:-1",
            "a=1ms..2s:1ms",
            "a=x..y:z",
            "a=1..2:1:1",
            "a=0..9223372036854775807:1",
        ] {
            assert!(Axis::read(text).is_err(), "{text}");
        }
    }
}
