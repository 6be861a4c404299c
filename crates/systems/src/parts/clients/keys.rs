//! Which data users name: how many keys there are, and how often each is wanted.

use serde::{Deserialize, Serialize};
use sim::Popularity;

use crate::model::{ModelError, Percent, within};

/// Keys that users may name, at most.
const KEYS_MAX: u32 = 1_000_000;

/// Which data users name.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct KeysSpec {
    /// How many keys there are: 1 to 1,000,000.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 1_000_000)))]
    pub count: u32,
    /// How often each is named; all alike where nothing is said.
    #[serde(default)]
    pub popularity: PopularitySpec,
}

/// How often each key is named.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum PopularitySpec {
    /// All alike.
    #[default]
    Uniform,
    /// Zipf's law: the r-th most popular key in proportion to 1 / r^exponent. 0 to 5, kept to a
    /// hundredth.
    Zipf {
        /// The exponent: 0 to 5.
        #[cfg_attr(feature = "schema", schemars(range(min = 0.0, max = 5.0)))]
        exponent: f64,
    },
    /// One key has this share of all requests, the others alike.
    OneHot {
        /// Of key 0.
        share: Percent,
    },
}

impl Default for KeysSpec {
    fn default() -> Self {
        Self {
            count: 1_000,
            popularity: PopularitySpec::Uniform,
        }
    }
}

impl KeysSpec {
    pub(super) fn check(&self, path: &str) -> Result<(), ModelError> {
        within(format!("{path}.count"), self.count, 1, KEYS_MAX)?;
        match self.popularity {
            PopularitySpec::Zipf { exponent } => {
                let path = format!("{path}.popularity.zipf.exponent");
                within(path, exponent, 0.0, 5.0)
            }
            PopularitySpec::Uniform | PopularitySpec::OneHot { .. } => Ok(()),
        }
    }

    pub(super) fn popularity(&self) -> Popularity {
        match self.popularity {
            PopularitySpec::Uniform => Popularity::Uniform,
            PopularitySpec::Zipf { exponent } => Popularity::Zipf {
                exponent_percent: (exponent * 100.0 + 0.5) as u32,
            },
            PopularitySpec::OneHot { share } => Popularity::OneHot { share: share.0 },
        }
    }
}
