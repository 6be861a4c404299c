//! What a run is made of, as the person set it: the seed, the end, and the parameters of both systems.
//!
//! Everything comes from the catalogue; no parameter is named here but the two that have a control
//! of their own.

use std::collections::BTreeMap;

use sim::{Duration, SCENARIO_VERSION, Scenario};
use systems::{Entry, Parameter, ScenarioError};

/// The systems that run side by side, left and right.
pub const PAIR: [&str; SIDE_COUNT] = ["centralized", "web-rds"];
pub const SIDE_COUNT: usize = 2;

/// The parameter that the load slider sets.
pub const RATE: &str = "rate";

pub const SEED_DEFAULT: u64 = 1;
/// Seeds are short enough to be read aloud and typed.
pub const SEED_RANGE: Range = Range {
    minimum: 0,
    maximum: 999_999_999,
};
pub const HORIZON_SECONDS: Range = Range {
    minimum: 10,
    maximum: 3_600,
};
const HORIZON_SECONDS_DEFAULT: i64 = 600;

/// Both ends of what is allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    pub minimum: i64,
    pub maximum: i64,
}

impl Range {
    pub const fn contains(self, value: i64) -> bool {
        self.minimum <= value && value <= self.maximum
    }
}

/// Whose parameter is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Every system that has a parameter of this id.
    Both,
    Side(usize),
}

/// Why a setting cannot be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SettingError {
    Unknown,
    OutOfRange(Range),
}

/// The input of a run of both systems. Every value in it is within its range.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    pub seed: u64,
    pub horizon_seconds: i64,
    values: [BTreeMap<&'static str, i64>; SIDE_COUNT],
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            seed: SEED_DEFAULT,
            horizon_seconds: HORIZON_SECONDS_DEFAULT,
            values: Default::default(),
        }
    }
}

/// The catalogue's entry of a side.
///
/// # Panics
/// If the catalogue does not have it: [`PAIR`] names systems of ours.
pub fn entry_of(side: usize) -> &'static Entry {
    systems::entry(PAIR[side]).expect("the pair is in the catalogue")
}

/// Whether every system has a parameter of this id.
pub fn is_shared(id: &str) -> bool {
    (0..SIDE_COUNT).all(|side| entry_of(side).parameter(id).is_some())
}

/// The parameter of this id that the scope means.
pub fn parameter(scope: Scope, id: &str) -> Option<&'static Parameter> {
    sides(scope).find_map(|side| entry_of(side).parameter(id))
}

fn sides(scope: Scope) -> std::ops::Range<usize> {
    match scope {
        Scope::Both => 0..SIDE_COUNT,
        Scope::Side(side) => side..side + 1,
    }
}

impl Settings {
    /// The value of a parameter: what was set, or the catalogue's default.
    pub fn get(&self, scope: Scope, id: &str) -> Option<i64> {
        sides(scope).find_map(|side| {
            let parameter = entry_of(side).parameter(id)?;
            let set = self.values[side].get(parameter.id);
            Some(set.copied().unwrap_or(parameter.default))
        })
    }

    /// Sets a parameter, or says why not and changes nothing.
    pub fn set(&mut self, scope: Scope, id: &str, value: i64) -> Result<(), SettingError> {
        let known: Vec<(usize, &'static Parameter)> = sides(scope)
            .filter_map(|side| Some((side, entry_of(side).parameter(id)?)))
            .collect();
        if known.is_empty() {
            return Err(SettingError::Unknown);
        }
        for (_, parameter) in &known {
            let range = range_of(parameter);
            if !range.contains(value) {
                return Err(SettingError::OutOfRange(range));
            }
        }
        for (side, parameter) in known {
            self.values[side].insert(parameter.id, value);
        }
        Ok(())
    }

    /// Sets when the run ends.
    pub fn set_horizon(&mut self, seconds: i64) -> Result<(), SettingError> {
        if !HORIZON_SECONDS.contains(seconds) {
            return Err(SettingError::OutOfRange(HORIZON_SECONDS));
        }
        self.horizon_seconds = seconds;
        Ok(())
    }

    /// The complete input of one side's run.
    pub fn scenario(&self, side: usize) -> Scenario {
        let set = self.values[side].iter();
        Scenario {
            version: SCENARIO_VERSION,
            system: PAIR[side].to_owned(),
            parameters: set.map(|(id, value)| ((*id).to_owned(), *value)).collect(),
            seed: self.seed,
            horizon: Duration::from_secs(self.horizon_seconds.unsigned_abs()),
            planned: Vec::new(),
        }
    }

    /// One side, ready to run.
    pub fn blueprint(&self, side: usize) -> Result<sim::Blueprint, ScenarioError> {
        systems::blueprint(&self.scenario(side))
    }
}

/// The range of a parameter's values.
pub const fn range_of(parameter: &Parameter) -> Range {
    Range {
        minimum: parameter.minimum,
        maximum: parameter.maximum,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shared_parameter_reaches_both_systems_and_a_value_out_of_range_neither() {
        let mut settings = Settings::default();
        settings.set(Scope::Both, "retries", 3).expect("in range");
        assert_eq!(settings.get(Scope::Side(0), "retries"), Some(3));
        assert_eq!(settings.get(Scope::Side(1), "retries"), Some(3));
        let refused = settings.set(Scope::Both, "retries", 99);
        assert!(
            matches!(refused, Err(SettingError::OutOfRange(_))),
            "{refused:?}"
        );
        assert_eq!(settings.get(Scope::Both, "retries"), Some(3));
    }

    #[test]
    fn a_parameter_of_one_system_is_unknown_to_the_other() {
        let mut settings = Settings::default();
        assert_eq!(settings.set(Scope::Side(1), "api_servers", 3), Ok(()));
        assert_eq!(
            settings.set(Scope::Side(0), "api_servers", 3),
            Err(SettingError::Unknown)
        );
        assert_eq!(settings.set(Scope::Both, "api_servers", 4), Ok(()));
        assert_eq!(settings.get(Scope::Side(1), "api_servers"), Some(4));
    }

    #[test]
    fn the_load_is_a_shared_parameter_and_every_side_can_be_built() {
        assert!(is_shared(RATE));
        for side in 0..SIDE_COUNT {
            assert!(Settings::default().blueprint(side).is_ok());
        }
    }
}
