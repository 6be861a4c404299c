//! What a run is made of, as the person set it: the seed, the end, and on each side a system of the
//! catalogue with its parameters.
//!
//! Everything comes from the catalogue; no parameter is named here but those that make the demand,
//! which is always the same on both sides.

use std::collections::BTreeMap;

use sim::{Duration, SCENARIO_VERSION, Scenario};
use systems::acts::{self, Act, SEED_MAX};
use systems::{DEMAND, Entry, Parameter, ScenarioError};

pub use systems::acts::ACTS_MAX;

use crate::harm::PlannedHarm;

pub const SIDE_COUNT: usize = 2;
/// The systems that run side by side where nobody has chosen: left and right.
const PAIR_DEFAULT: [&str; SIDE_COUNT] = ["centralized", "web-rds"];
/// What the sides are called in the address.
pub const SIDES: [&str; SIDE_COUNT] = ["left", "right"];

/// The parameter that the load slider sets.
pub const RATE: &str = "rate";

pub const SEED_DEFAULT: u64 = 1;
/// Seeds are short enough to be read aloud and typed.
pub const SEED_RANGE: Range = Range {
    minimum: 0,
    maximum: SEED_MAX as i64,
};
pub const HORIZON_SECONDS: Range = Range {
    minimum: *acts::HORIZON_SECONDS.start() as i64,
    maximum: *acts::HORIZON_SECONDS.end() as i64,
};
const HORIZON_SECONDS_DEFAULT: i64 = 600;

/// Faults in a plan; an address with more is a mistake or an attack.
const PLANNED_MAX: usize = 16;

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
    /// Every side whose system has a parameter of this id.
    Both,
    Side(usize),
}

/// Why a setting cannot be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SettingError {
    Unknown,
    OutOfRange(Range),
    /// It is part of the demand, which both sides share.
    Common,
}

/// The input of a run of both sides. Every value in it is within its range.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    pub seed: u64,
    pub horizon_seconds: i64,
    /// What was set of the demand.
    demand: BTreeMap<&'static str, i64>,
    sides: [SideSettings; SIDE_COUNT],
    /// Faults that strike the matching machines of both sides.
    planned: Vec<PlannedHarm>,
    /// What a person did to each side's run, which is done again; in order of time.
    acts: [Vec<Act>; SIDE_COUNT],
}

#[derive(Clone, Debug, PartialEq)]
struct SideSettings {
    /// In the catalogue.
    system: &'static str,
    /// What was set, without the demand.
    values: BTreeMap<&'static str, i64>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            seed: SEED_DEFAULT,
            horizon_seconds: HORIZON_SECONDS_DEFAULT,
            demand: BTreeMap::new(),
            planned: Vec::new(),
            acts: Default::default(),
            sides: PAIR_DEFAULT.map(|system| SideSettings {
                system,
                values: BTreeMap::new(),
            }),
        }
    }
}

/// Whether a parameter of this id is part of the demand.
pub fn is_demand(id: &str) -> bool {
    DEMAND.contains(&id)
}

fn sides(scope: Scope) -> std::ops::Range<usize> {
    match scope {
        Scope::Both => 0..SIDE_COUNT,
        Scope::Side(side) => side..side + 1,
    }
}

impl Settings {
    /// The catalogue's entry of a side.
    ///
    /// # Panics
    /// If the catalogue does not have it: [`Settings::choose`] takes only what it has.
    pub fn entry(&self, side: usize) -> &'static Entry {
        systems::entry(self.sides[side].system).expect("the catalogue has what was chosen")
    }

    /// Whether one system stands on both sides.
    pub fn is_one_system(&self) -> bool {
        self.sides[0].system == self.sides[1].system
    }

    /// Puts a system on a side. What was set there and the new system has, too, stays as it was.
    pub fn choose(&mut self, side: usize, system: &str) -> Result<(), SettingError> {
        let entry = systems::entry(system).ok_or(SettingError::Unknown)?;
        let chosen = &mut self.sides[side];
        chosen.system = entry.id;
        chosen.values.retain(|id, value| {
            let parameter = entry.parameter(id);
            parameter.is_some_and(|parameter| range_of(parameter).contains(*value))
        });
        Ok(())
    }

    /// The parameter of this id that the scope means.
    pub fn parameter(&self, scope: Scope, id: &str) -> Option<&'static Parameter> {
        sides(scope).find_map(|side| self.entry(side).parameter(id))
    }

    /// Whether both sides have a parameter of this id.
    pub fn is_shared(&self, id: &str) -> bool {
        (0..SIDE_COUNT).all(|side| self.entry(side).parameter(id).is_some())
    }

    /// The values that every side of the scope which has this parameter can take.
    pub fn range(&self, scope: Scope, id: &str) -> Option<Range> {
        let known = sides(scope).filter_map(|side| self.entry(side).parameter(id));
        known.map(range_of).reduce(|one, other| Range {
            minimum: one.minimum.max(other.minimum),
            maximum: one.maximum.min(other.maximum),
        })
    }

    /// The value of a parameter: what was set, or the catalogue's default.
    pub fn get(&self, scope: Scope, id: &str) -> Option<i64> {
        if is_demand(id) {
            self.parameter(scope, id)?;
            return self.demand(id);
        }
        sides(scope).find_map(|side| {
            let parameter = self.entry(side).parameter(id)?;
            let set = self.sides[side].values.get(parameter.id);
            Some(set.copied().unwrap_or(parameter.default))
        })
    }

    /// What both sides can take of what was set, or the smaller one of their defaults.
    fn demand(&self, id: &str) -> Option<i64> {
        let set = self.demand.get(id).copied();
        let value = set.or_else(|| self.demand_default(id))?;
        let range = self.range(Scope::Both, id)?;
        Some(value.clamp(range.minimum, range.maximum.max(range.minimum)))
    }

    fn demand_default(&self, id: &str) -> Option<i64> {
        let known = sides(Scope::Both).filter_map(|side| self.entry(side).parameter(id));
        known.map(|parameter| parameter.default).min()
    }

    /// Sets a parameter, or says why not and changes nothing.
    pub fn set(&mut self, scope: Scope, id: &str, value: i64) -> Result<(), SettingError> {
        if matches!(scope, Scope::Side(_)) && is_demand(id) && self.is_shared(id) {
            return Err(SettingError::Common);
        }
        let known: Vec<(usize, &'static Parameter)> = sides(scope)
            .filter_map(|side| Some((side, self.entry(side).parameter(id)?)))
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
            let values = if is_demand(id) {
                &mut self.demand
            } else {
                &mut self.sides[side].values
            };
            values.insert(parameter.id, value);
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

    /// The faults that strike both sides, as they were planned.
    pub fn planned(&self) -> &[PlannedHarm] {
        &self.planned
    }

    /// Adds a fault to the plan, as long as there is room for it.
    pub fn plan(&mut self, harm: PlannedHarm) {
        if self.planned.len() < PLANNED_MAX {
            self.planned.push(harm);
        }
    }

    /// What is done again to the run of a side.
    pub fn acts(&self, side: usize) -> &[Act] {
        &self.acts[side]
    }

    /// Lets this be done to the run of a side, after what comes before it and with it. `false` if that
    /// would be more than a link carries.
    pub fn act(&mut self, side: usize, act: Act) -> bool {
        let acts = &mut self.acts[side];
        if acts.len() == ACTS_MAX {
            return false;
        }
        let place = acts.partition_point(|before| before.at <= act.at);
        acts.insert(place, act);
        true
    }

    /// How often something is done again: what was done alike to both sides at one moment counts once.
    pub fn done_count(&self) -> usize {
        let [left, right] = &self.acts;
        let alike = right.iter().filter(|act| left.contains(act)).count();
        left.len() + right.len() - alike
    }

    /// Nothing is done again.
    pub fn forget_acts(&mut self) {
        self.acts = Default::default();
    }

    /// Every parameter that differs from its default, with the scope for which one text sets it.
    pub fn changed(&self) -> Vec<(Scope, &'static str, i64)> {
        let demand = DEMAND.into_iter().filter_map(|id| {
            let value = self.demand(id)?;
            (self.demand_default(id) != Some(value)).then_some((Scope::Both, id, value))
        });
        let mut changed: Vec<_> = demand.collect();
        for side in 0..SIDE_COUNT {
            let other = SIDE_COUNT - 1 - side;
            for parameter in self.entry(side).parameters {
                let id = parameter.id;
                let value = self.get(Scope::Side(side), id);
                let value = value.filter(|value| *value != parameter.default);
                let Some(value) = value.filter(|_| !is_demand(id)) else {
                    continue;
                };
                let beside = self.get(Scope::Side(other), id);
                let both = beside.is_none_or(|beside| beside == value);
                let scope = if both { Scope::Both } else { Scope::Side(side) };
                if !changed.contains(&(scope, id, value)) {
                    changed.push((scope, id, value));
                }
            }
        }
        changed
    }

    /// What differs where one system stands on both sides.
    pub fn differences(&self) -> Vec<&'static Parameter> {
        if !self.is_one_system() {
            return Vec::new();
        }
        let differs = |parameter: &&Parameter| {
            let of = |side| self.get(Scope::Side(side), parameter.id);
            of(0) != of(1)
        };
        self.entry(0).parameters.iter().filter(differs).collect()
    }

    /// Whether one field sets this parameter for both sides: the demand always, and whatever two
    /// different systems have in common and have alike.
    pub fn is_set_for_both(&self, id: &str) -> bool {
        let alike = || self.get(Scope::Side(0), id) == self.get(Scope::Side(1), id);
        self.is_shared(id) && (is_demand(id) || (!self.is_one_system() && alike()))
    }

    /// The complete input of one side's run.
    pub fn scenario(&self, side: usize) -> Scenario {
        let parameters = self.entry(side).parameters.iter().filter_map(|parameter| {
            let value = self.get(Scope::Side(side), parameter.id)?;
            (value != parameter.default).then(|| (parameter.id.to_owned(), value))
        });
        Scenario {
            version: SCENARIO_VERSION,
            system: self.sides[side].system.to_owned(),
            parameters: parameters.collect(),
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
mod tests;
