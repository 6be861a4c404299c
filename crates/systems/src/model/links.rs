//! The lines between the parts of a model: one default, a table by zones, and exceptions by name.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{ModelError, Percent, Problem, Span, Timing, within};

/// The fastest line that can be stated, in bytes per second.
const BYTES_PER_SECOND_MAX: u64 = 1_000_000_000_000;

/// All lines of a model. Lines exist between parts that talk; this says what they are like.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Lines {
    /// Any line that nothing below speaks of.
    #[serde(default)]
    pub default: Line,
    /// Lines between two zones (or within one, named twice).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub zones: Vec<Between>,
    /// Lines between two parts; they go before the zones'.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Between>,
}

/// A line between two named ends.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Between {
    /// The names of both ends, in any order.
    pub ends: [String; 2],
    /// The line between them.
    pub line: Line,
}

/// What a line is like, in both directions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// One-way latency.
    pub latency: Timing,
    /// Bytes per second in each direction, 1 to 1,000,000,000,000; without it the line is never the
    /// limit. Every message has 1,500 bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(
        feature = "schema",
        schemars(range(min = 1, max = 1_000_000_000_000_u64))
    )]
    pub bytes_per_second: Option<u64>,
    /// Share of messages lost.
    #[serde(default)]
    pub loss: Percent,
    /// Share of messages that arrive twice.
    #[serde(default)]
    pub duplication: Percent,
    /// Share of messages that others may overtake.
    #[serde(default)]
    pub reordering: Percent,
}

impl Default for Line {
    /// A line within a data centre: one millisecond, nothing lost.
    fn default() -> Self {
        Self {
            latency: Timing::Constant(Span::from_millis(1)),
            bytes_per_second: None,
            loss: Percent::default(),
            duplication: Percent::default(),
            reordering: Percent::default(),
        }
    }
}

impl Line {
    fn check(&self, path: &str) -> Result<(), ModelError> {
        self.latency.check(&format!("{path}.latency"))?;
        let bytes = self.bytes_per_second.unwrap_or(1);
        let path = format!("{path}.bytes_per_second");
        within(path, bytes, 1, BYTES_PER_SECOND_MAX)
    }
}

impl Lines {
    /// Whether every line can be, and every name is one of these zones or parts.
    pub(super) fn check(&self, zones: &[&str], parts: &[&str]) -> Result<(), ModelError> {
        self.default.check("links.default")?;
        for (field, list, known) in [("zones", &self.zones, zones), ("parts", &self.parts, parts)] {
            let mut stated = BTreeSet::new();
            for (place, between) in list.iter().enumerate() {
                let mut ends = [&between.ends[0], &between.ends[1]];
                ends.sort_unstable();
                if !stated.insert(ends) {
                    let rule = "line_stated_twice";
                    let path = format!("links.{field}[{place}].ends");
                    return Err(ModelError::new(path, Problem::Contradiction { rule }));
                }
                let path = format!("links.{field}[{place}]");
                for (end, name) in between.ends.iter().enumerate() {
                    if !known.contains(&name.as_str()) {
                        let problem = Problem::UnknownName {
                            name: name.clone(),
                            known: known.iter().map(|known| (*known).to_owned()).collect(),
                        };
                        return Err(ModelError::new(format!("{path}.ends[{end}]"), problem));
                    }
                }
                between.line.check(&format!("{path}.line"))?;
            }
        }
        Ok(())
    }

    /// The line between two parts in two zones (an empty zone matches no entry).
    pub(super) fn between(&self, parts: [&str; 2], zones: [&str; 2]) -> &Line {
        let find = |list: &'_ [Between], names: [&str; 2]| {
            list.iter().position(|between| {
                let [first, second] = [between.ends[0].as_str(), between.ends[1].as_str()];
                [first, second] == names || [second, first] == names
            })
        };
        if let Some(index) = find(&self.parts, parts) {
            return &self.parts[index].line;
        }
        find(&self.zones, zones).map_or(&self.default, |index| &self.zones[index].line)
    }
}
