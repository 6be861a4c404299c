//! Quantities that only scenario files have: seeds, and spans of time with a sign.

use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use sim::ClockOffset;

use crate::model::{Span, Written};

/// The largest whole number that every reader of JSON keeps exactly.
const EXACT_MAX: u64 = (1 << 53) - 1;

/// The number that all chance comes from. Up to 2^53 - 1 it is written as a number, beyond that as
/// a string of digits, because many readers of JSON would round the number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seed(pub u64);

impl Default for Seed {
    fn default() -> Self {
        Self(1)
    }
}

impl Serialize for Seed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0 <= EXACT_MAX {
            serializer.serialize_u64(self.0)
        } else {
            serializer.collect_str(&self.0)
        }
    }
}

impl<'de> Deserialize<'de> for Seed {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(SeedVisitor)
    }
}

struct SeedVisitor;

impl de::Visitor<'_> for SeedVisitor {
    type Value = Seed;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a seed: a whole number from 0 to 2^53 - 1, or any u64 as a string")
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Seed, E> {
        if value > EXACT_MAX {
            return Err(E::invalid_value(de::Unexpected::Unsigned(value), &self));
        }
        Ok(Seed(value))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Seed, E> {
        let digits = text.bytes().all(|byte| byte.is_ascii_digit());
        let value = text.parse().ok().filter(|_| digits);
        let wrong = || E::invalid_value(de::Unexpected::Str(text), &self);
        value.map(Seed).ok_or_else(wrong)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Seed {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Seed".into()
    }

    fn json_schema(_generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "description": "The number that all chance comes from: up to 2^53 - 1 as a number, any 64-bit number as a string of digits.",
            "oneOf": [
                { "type": "integer", "minimum": 0, "maximum": EXACT_MAX },
                { "type": "string", "pattern": "^[0-9]{1,20}$" },
            ],
            "default": 1,
        })
    }
}

/// How far a clock is off, with its unit: `300ms` is ahead of true time, `-2s` behind it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Offset(pub ClockOffset);

impl FromStr for Offset {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let behind = text.strip_prefix('-');
        let span: Span = behind.unwrap_or(text).parse()?;
        // The longest span is 1000 h, far below what a signed number of nanoseconds holds.
        let nanos = i64::try_from(span.0.as_nanos()).unwrap_or(i64::MAX);
        let nanos = if behind.is_some() { -nanos } else { nanos };
        Ok(Self(ClockOffset(nanos)))
    }
}

impl Serialize for Offset {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let span = Span(sim::Duration::from_nanos(self.0.0.unsigned_abs()));
        let sign = if self.0.0 < 0 { "-" } else { "" };
        serializer.collect_str(&format_args!("{sign}{span}"))
    }
}

impl<'de> Deserialize<'de> for Offset {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Written(PhantomData))
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Offset {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Offset".into()
    }

    fn json_schema(_generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "description": "How far a clock is ahead of true time; behind it with a leading '-'.",
            "type": "string",
            "pattern": "^-?[0-9]{1,16}(\\.[0-9]{1,9})?(ns|us|ms|s|min|h)$",
            "examples": ["300ms", "-2s"],
        })
    }
}
