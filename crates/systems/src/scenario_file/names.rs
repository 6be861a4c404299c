//! What the author of a file, or the catalogue, calls what a run knows by number only.

use super::ScenarioFile;
use crate::catalogue::{self, Text};
use crate::model::{PartSpec, Policy, operations_at};

/// A name as somebody gave it.
#[derive(Clone, Debug, PartialEq)]
pub enum Given {
    /// By the author of a model.
    Written(String),
    /// By the catalogue, in its languages.
    Catalogue(Text),
}

/// How a balancer chooses.
#[derive(Clone, Debug, PartialEq)]
pub enum Choosing {
    /// As a model states it.
    Policy(Policy),
    /// In the catalogue's words.
    Catalogue(Text),
}

impl ScenarioFile {
    /// What the users of this name call their operation of this number.
    pub fn operation_name(&self, users: &str, number: u16) -> Option<Given> {
        let place = usize::from(number);
        if let Some(model) = &self.model {
            let Some(PartSpec::Clients(clients)) = model.nodes.get(users) else {
                return None;
            };
            let offered = operations_at(model, &clients.target).ok()?;
            return offered.into_iter().nth(place).map(Given::Written);
        }
        let entry = catalogue::entry(self.system.as_deref()?)?;
        entry.operations.get(place).copied().map(Given::Catalogue)
    }

    /// How the balancer of this name chooses, where a model or a parameter says so.
    pub fn choosing(&self, balancer: &str) -> Option<Choosing> {
        if let Some(model) = &self.model {
            let Some(PartSpec::Balancer(balancer)) = model.nodes.get(balancer) else {
                return None;
            };
            return Some(Choosing::Policy(balancer.policy.clone()));
        }
        let parameter = catalogue::entry(self.system.as_deref()?)?.parameter("policy")?;
        let value = self.parameters.get(parameter.id).copied();
        let place = value.unwrap_or(parameter.default) - parameter.minimum;
        let words = parameter.choices.get(usize::try_from(place).ok()?);
        words.copied().map(Choosing::Catalogue)
    }
}
