//! An axis of a sweep: a path in the scenario, and the values it takes.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::{Number, Value};
use systems::model::Span;

use crate::arguments::Input;
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
        let is_json = values.trim_start().starts_with(['"', '[', '{']);
        if let Some((from, rest)) = values.split_once("..").filter(|_| !is_json) {
            let (to, step) = rest.split_once(':').ok_or_else(no_axis)?;
            let range = Range::read(from, to, step);
            let range = range.map_err(|form| wrong("--vary", text, form))?;
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
        let values = list(values).map_err(|form| wrong("--vary", text, form))?;
        Ok(Self { path, values })
    }

    /// Reads all axes. None of them may undo what another option says.
    pub fn read_all(texts: &[String], input: &Input) -> Result<Vec<Self>, Complaint> {
        let mut axes: Vec<Self> = Vec::new();
        for text in texts {
            let axis = Self::read(text)?;
            if let Some(form) = axis.undoes(&axes, input) {
                return Err(wrong("--vary", text, form));
            }
            axes.push(axis);
        }
        Ok(axes)
    }

    /// What this axis has to be instead, where it undoes an option or an axis before it.
    fn undoes(&self, before: &[Self], input: &Input) -> Option<Form> {
        let steps = document::steps(&self.path);
        let covers = |path: &str| document::steps(path.trim()).starts_with(&steps);
        let set = input.set.iter().filter_map(|text| text.split_once('='));
        match steps[..] {
            ["seed"] => Some(Form::AxisNoSeed),
            ["horizon"] if input.until.is_some() => Some(Form::AxisNoHorizon),
            _ if before.iter().any(|axis| covers(&axis.path)) => Some(Form::AxisOnce),
            _ if set.into_iter().any(|(path, _)| covers(path)) => Some(Form::AxisNotSet),
            _ => None,
        }
    }
}

/// The values of a list, each of which stands there once.
fn list(text: &str) -> Result<Vec<Value>, Form> {
    let items = items(text).ok_or(Form::AxisClosed)?;
    if items.iter().any(|item| is_endless(item)) {
        return Err(Form::AxisFinite);
    }
    let values: Vec<Value> = items
        .iter()
        .map(|item| document::typed(item.trim()))
        .collect();
    let different: BTreeSet<String> = values.iter().map(meaning).collect();
    if different.len() < values.len() {
        return Err(Form::AxisValueOnce);
    }
    Ok(values)
}

/// What some programs write for a number that is none, or has no end.
fn is_endless(text: &str) -> bool {
    let number = text.trim().parse::<f64>();
    number.is_ok_and(|number| !number.is_finite())
        && !text.contains(|letter: char| letter.is_ascii_digit())
}

/// The same for values that mean the same: `1` and `1.0`, `1s` and `1000ms`.
fn meaning(value: &Value) -> String {
    match value {
        Value::Number(number) => match number.as_f64() {
            // Beyond this, whole numbers have more digits than a float.
            Some(float) if float.abs() < 9e15 => float.to_string(),
            _ => number.to_string(),
        },
        Value::String(text) => match text.parse::<Span>() {
            Ok(span) => format!("{} ns", span.0.as_nanos()),
            Err(_) => value.to_string(),
        },
        _ => value.to_string(),
    }
}

/// The text between the commas that stand in no brackets and no quotes, if all of these are closed.
fn items(text: &str) -> Option<Vec<&str>> {
    let (mut items, mut start, mut depth) = (Vec::new(), 0, 0_usize);
    let (mut quoted, mut escaped) = (false, false);
    for (at, letter) in text.char_indices() {
        match letter {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            _ if quoted => (),
            '[' | '{' => depth += 1,
            ']' | '}' => depth = depth.checked_sub(1)?,
            ',' if depth == 0 => {
                items.push(&text[start..at]);
                start = at + 1;
            }
            _ => (),
        }
    }
    items.push(&text[start..]);
    (depth == 0 && !quoted).then_some(items)
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
    fn read(from: &str, to: &str, step: &str) -> Result<Self, Form> {
        if [from, to, step].into_iter().any(is_endless) {
            return Err(Form::AxisFinite);
        }
        let parts = [from, to, step].map(|text| Decimal::read(text.trim()));
        let [from, to, step] = parts;
        let (Some(from), Some(to), Some(step)) = (from, to, step) else {
            return Err(Form::Axis);
        };
        if from.unit != to.unit || from.unit != step.unit {
            return Err(Form::AxisUnits);
        }
        let fraction = from.fraction.max(to.fraction).max(step.fraction);
        let scaled = |number: &Decimal| number.scaled(fraction).ok_or(Form::Axis);
        let range = Self {
            from: scaled(&from)?,
            to: scaled(&to)?,
            step: scaled(&step)?,
            fraction,
            unit: from.unit,
        };
        match range {
            Self { step, .. } if step <= 0 => Err(Form::Axis),
            Self { from, to, .. } if from > to => Err(Form::AxisAscends),
            _ => Ok(range),
        }
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
        let objects = [json!({ "b": [1, 2] }), json!({ "b": [3] })];
        assert_eq!(values(r#"a={"b":[1,2]}, {"b":[3]}"#), objects);
        let words = [json!("x, \"..y"), json!("z")];
        assert_eq!(values(r#"a="x, \"..y",z"#), words);
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
            "a=[1,2",
            "a=1],2",
            "a=\"x,y",
            "a=1,2,1",
        ] {
            assert!(Axis::read(text).is_err(), "{text}");
        }
    }
}
