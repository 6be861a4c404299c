//! Whole numbers beyond what every reader of JSON keeps, written as strings of digits.

use serde::{Deserialize, Deserializer, Serializer, de};

/// For `#[serde(with = "exact")]`.
pub fn serialize<S: Serializer>(value: &u128, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(value)
}

/// For `#[serde(with = "exact")]`.
pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u128, D::Error> {
    let text = String::deserialize(deserializer)?;
    text.parse().map_err(de::Error::custom)
}
