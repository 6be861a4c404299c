//! Scenario files: the complete input of a run as a person writes it, in JSON.
//!
//! A file names a system of the catalogue or states a model, and what goes wrong when, by the names
//! of machines. Reading the text is the caller's; this room knows what it means. The page's own
//! share format, with machines by number, is [`sim::Scenario`].

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sim::{Blueprint, Duration, Scenario};

use crate::catalogue::{self, NodeCard, ScenarioError};
use crate::model::{self, Model, ModelError, Problem, Span, within};

mod cautions;
mod expand;
mod fault;
mod names;
mod overlaps;
mod places;
mod quantities;

pub use fault::{
    BadDeployment, Between, Burst, ClockSkew, FromTo, Gray, Latency, Loss, PlannedFault, SetUnits,
    Slow,
};
pub use names::{Choosing, Given};
pub use quantities::{Offset, Seed};

use places::Places;

/// The version of the file format.
pub const FILE_VERSION: u32 = 1;
/// Faults that a file may plan, at most.
pub const FAULTS_MAX: usize = 10_000;
/// Interventions that these may come to, one for each machine or line and repair, at most.
pub const PLANNED_MAX: usize = 200_000;
/// Requests that a run may be expected to bring, at most: more than a day of computing.
pub const REQUESTS_MAX: u64 = 10_000_000_000;
/// Characters of a title, at most.
const TITLE_MAX: usize = 200;

/// The complete input of a run: a system, its load, what goes wrong when, a seed and a length.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(
    title = "hitotsu scenario",
    extend("oneOf" = [
        { "required": ["system"], "properties": { "system": { "type": "string" } } },
        { "required": ["model"], "properties": { "model": { "type": "object" } } },
    ]),
))]
#[serde(deny_unknown_fields)]
pub struct ScenarioFile {
    /// The version of this format: 1.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 1)))]
    pub version: u32,
    /// What the scenario is about, for readers: at most 200 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(length(max = 200)))]
    pub title: Option<String>,
    /// The id of a system of the catalogue (`hitotsu systems` lists them). Either this or `model`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub system: Option<String>,
    /// Parameters of that system that differ from their defaults, by id.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub parameters: BTreeMap<String, i64>,
    /// A system of your own: its parts by name, and the lines between them. Either this or `system`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<Model>,
    /// The number that all chance comes from.
    #[serde(default)]
    pub seed: Seed,
    /// When the run ends: 1ms to 1000h.
    pub horizon: Span,
    /// What goes wrong when, in any order: at most 10,000.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", schemars(length(max = 10_000)))]
    pub faults: Vec<PlannedFault>,
}

impl ScenarioFile {
    /// A system of the catalogue with its default parameters, for ten minutes and seed 1.
    pub fn of_system(id: &str) -> Self {
        Self {
            version: FILE_VERSION,
            title: None,
            system: Some(id.to_owned()),
            parameters: BTreeMap::new(),
            model: None,
            seed: Seed::default(),
            horizon: Span(Duration::from_secs(600)),
            faults: Vec::new(),
        }
    }

    /// Makes the scenario ready to run, keeping `trace_capacity` records, or says what is wrong with
    /// it and where.
    pub fn blueprint(&self, trace_capacity: usize) -> Result<Blueprint, ModelError> {
        self.check_frame()?;
        let mut blueprint = match (&self.system, &self.model) {
            (Some(id), None) => self.of_catalogue(id)?,
            (None, Some(model)) => model::assemble(model, self.seed.0, self.horizon.0, 0)
                .map_err(|error| error.below("model"))?,
            _ => return Err(contradiction("", "system_or_model")),
        };
        blueprint.trace_capacity = trace_capacity;
        let places = Places::new(&blueprint, self.model.as_ref());
        blueprint.planned = expand::planned(&self.faults, &places, self.horizon.0)?;
        if blueprint.expected_requests() > u128::from(REQUESTS_MAX) {
            return Err(contradiction("horizon", "too_much_work"));
        }
        Ok(blueprint)
    }

    /// The card of every machine, in the order of the machines' ids, of a scenario that can be run.
    pub fn cards(&self) -> Vec<NodeCard> {
        match (&self.system, &self.model) {
            (Some(id), _) => {
                let entry = catalogue::entry(id);
                entry.map_or_else(Vec::new, |entry| entry.cards(&self.scenario(id)))
            }
            (None, Some(model)) => catalogue::plain_cards(model),
            (None, None) => Vec::new(),
        }
    }

    fn check_frame(&self) -> Result<(), ModelError> {
        within("version", self.version, FILE_VERSION, FILE_VERSION)?;
        let longest = Span(Duration::from_secs(3_600_000));
        within("horizon", self.horizon, Span::from_millis(1), longest)?;
        let title = self.title.as_deref().unwrap_or_default();
        within("title", title.chars().count(), 0, TITLE_MAX)?;
        if title.chars().any(char::is_control) {
            return Err(contradiction("title", "control_characters"));
        }
        if self.system.is_none() && !self.parameters.is_empty() {
            return Err(contradiction("parameters", "parameters_need_a_system"));
        }
        if self.faults.len() > FAULTS_MAX {
            let problem = Problem::TooMany {
                count: self.faults.len(),
                maximum: FAULTS_MAX,
            };
            return Err(ModelError::new("faults", problem));
        }
        Ok(())
    }

    fn of_catalogue(&self, id: &str) -> Result<Blueprint, ModelError> {
        catalogue::blueprint(&self.scenario(id)).map_err(|error| told(error, id))
    }

    /// The scenario of a system of the catalogue without its plan, which names machines.
    fn scenario(&self, id: &str) -> Scenario {
        Scenario {
            version: sim::SCENARIO_VERSION,
            system: id.to_owned(),
            parameters: self.parameters.clone(),
            seed: self.seed.0,
            horizon: self.horizon.0,
            planned: Vec::new(),
        }
    }
}

/// What the catalogue objects to, with its place in the file.
fn told(error: ScenarioError, system: &str) -> ModelError {
    match error {
        ScenarioError::UnknownSystem(name) => {
            let known = catalogue::ENTRIES.iter().map(|entry| entry.id.to_owned());
            let known = known.collect();
            ModelError::new("system", Problem::UnknownName { name, known })
        }
        ScenarioError::UnknownParameter(name) => {
            let parameters = catalogue::entry(system).map_or(&[][..], |entry| entry.parameters);
            let known = parameters.iter().map(|known| known.id.to_owned()).collect();
            ModelError::new(
                format!("parameters.{name}"),
                Problem::UnknownName { name, known },
            )
        }
        ScenarioError::OutOfRange {
            parameter,
            value,
            minimum,
            maximum,
        } => {
            let problem = Problem::OutOfRange {
                value: value.to_string(),
                minimum: minimum.to_string(),
                maximum: maximum.to_string(),
            };
            ModelError::new(format!("parameters.{parameter}"), problem)
        }
    }
}

fn contradiction(path: impl Into<String>, rule: &'static str) -> ModelError {
    ModelError::new(path, Problem::Contradiction { rule })
}
