//! As much of JSON Schema (draft 2020-12) as the schema of scenario files uses. A validator from a
//! library would bring more than forty crates for one test; a keyword that is not known here fails.

use serde_json::Value;
use systems::scenario_file::ScenarioFile;

/// Keywords that say nothing about what is accepted.
const WORDS: [&str; 7] = [
    "$schema",
    "$defs",
    "title",
    "description",
    "default",
    "examples",
    "format",
];

/// A schema with its definitions.
pub(super) struct Schema(Value);

impl Schema {
    pub(super) fn of_scenarios() -> Self {
        Self(serde_json::to_value(schemars::schema_for!(ScenarioFile)).expect("a schema is JSON"))
    }

    pub(super) fn accepts(&self, value: &Value) -> bool {
        self.fits(&self.0, value)
    }

    fn fits(&self, schema: &Value, value: &Value) -> bool {
        let Some(keywords) = schema.as_object() else {
            return schema.as_bool().expect("a schema is an object or a truth");
        };
        keywords
            .iter()
            .all(|(keyword, stated)| self.holds(schema, keyword, stated, value))
    }

    fn holds(&self, schema: &Value, keyword: &str, stated: &Value, value: &Value) -> bool {
        let each = || stated.as_array().into_iter().flatten();
        let fitting = || each().filter(|option| self.fits(option, value)).count();
        let limit = stated.as_f64().unwrap_or_default();
        let number = |fits: fn(f64, f64) -> bool| value.as_f64().is_none_or(|is| fits(is, limit));
        let count = |count: Option<usize>, fits: fn(f64, f64) -> bool| {
            count.is_none_or(|count| fits(count as f64, limit))
        };
        let at_least = |is: f64, limit: f64| is >= limit;
        let at_most = |is: f64, limit: f64| is <= limit;
        let items = value.as_array().map(Vec::len);
        let fields = value.as_object().map(serde_json::Map::len);
        let letters = value.as_str().map(|text| text.chars().count());
        match keyword {
            _ if WORDS.contains(&keyword) => true,
            "$ref" => {
                let path = stated.as_str().and_then(|path| path.strip_prefix('#'));
                let target = path.and_then(|path| self.0.pointer(path));
                self.fits(target.expect("a reference leads somewhere"), value)
            }
            "type" => stated
                .as_str()
                .into_iter()
                .chain(each().filter_map(Value::as_str))
                .any(|kind| is_of(kind, value)),
            "const" => stated == value,
            "enum" => each().any(|option| option == value),
            "oneOf" => fitting() == 1,
            "anyOf" => fitting() > 0,
            "not" => !self.fits(stated, value),
            "minimum" => number(at_least),
            "maximum" => number(at_most),
            "minItems" => count(items, at_least),
            "maxItems" => count(items, at_most),
            "minProperties" => count(fields, at_least),
            "maxProperties" => count(fields, at_most),
            "minLength" => count(letters, at_least),
            "maxLength" => count(letters, at_most),
            "pattern" => value.as_str().is_none_or(|text| matches(stated, text)),
            "items" => value
                .as_array()
                .into_iter()
                .flatten()
                .all(|item| self.fits(stated, item)),
            "required" => {
                !value.is_object()
                    || each()
                        .filter_map(Value::as_str)
                        .all(|name| value.get(name).is_some())
            }
            "properties" => stated
                .as_object()
                .into_iter()
                .flatten()
                .all(|(name, schema)| value.get(name).is_none_or(|value| self.fits(schema, value))),
            "propertyNames" => value
                .as_object()
                .into_iter()
                .flatten()
                .all(|(name, _)| self.fits(stated, &name.as_str().into())),
            "additionalProperties" => value
                .as_object()
                .into_iter()
                .flatten()
                .filter(|(name, _)| schema["properties"].get(name).is_none())
                .all(|(_, value)| self.fits(stated, value)),
            _ => panic!("nobody knows what {keyword} means"),
        }
    }
}

fn is_of(kind: &str, value: &Value) -> bool {
    match kind {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "number" => value.is_number(),
        "integer" => value.is_u64() || value.is_i64(),
        _ => panic!("nobody knows what {kind} is"),
    }
}

/// Whether a text is of this pattern, one of the three that there are.
fn matches(pattern: &Value, text: &str) -> bool {
    let digits = |text: &str, most: usize| {
        (1..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    let span = |text: &str| {
        let units = ["ns", "us", "ms", "min", "s", "h"];
        units
            .iter()
            .filter_map(|unit| text.strip_suffix(unit))
            .any(|number| match number.split_once('.') {
                Some((whole, fraction)) => digits(whole, 16) && digits(fraction, 9),
                None => digits(number, 16),
            })
    };
    match pattern.as_str().expect("a pattern is a text") {
        "^[0-9]{1,16}(\\.[0-9]{1,9})?(ns|us|ms|s|min|h)$" => span(text),
        "^-?[0-9]{1,16}(\\.[0-9]{1,9})?(ns|us|ms|s|min|h)$" => {
            span(text.strip_prefix('-').unwrap_or(text))
        }
        "^[0-9]{1,20}$" => digits(text, 20),
        "^[a-z0-9-]{1,40}$" => {
            (1..=40).contains(&text.len())
                && text
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        }
        other => panic!("nobody knows what {other} matches"),
    }
}
