//! What can be run and is most likely not meant: said beside a file that is right.

use super::{ScenarioFile, contradiction};
use crate::model::{Model, ModelError, PartSpec};

impl ScenarioFile {
    /// Places of a scenario that can be run where something else was probably meant.
    pub fn cautions(&self) -> Vec<ModelError> {
        let Some(model) = &self.model else {
            return Vec::new();
        };
        let rule = "calls_stay_with_the_first_machines";
        let callers = model
            .nodes
            .iter()
            .flat_map(|(name, part)| direct_calls(name, part));
        callers
            .filter(|(target, _)| self.changes(model, target))
            .map(|(_, path)| contradiction(path, rule).below("model"))
            .collect()
    }

    /// Whether anything changes the number of this part's machines.
    fn changes(&self, model: &Model, name: &str) -> bool {
        let scaler =
            |part: &PartSpec| matches!(part, PartSpec::Autoscaler(scaler) if scaler.target == name);
        let units = self
            .faults
            .iter()
            .filter_map(|fault| fault.set_units.as_ref());
        let changed =
            model.nodes.values().any(scaler) || units.into_iter().any(|units| units.part == name);
        changed
            && model
                .nodes
                .get(name)
                .is_some_and(|part| part.part().scales())
    }
}

/// The parts that a part calls without a balancer or a queue in between, and where it says so: it
/// goes on calling the machines that were there when the run began.
fn direct_calls<'a>(name: &str, part: &'a PartSpec) -> Vec<(&'a str, String)> {
    match part {
        PartSpec::Clients(users) => vec![(&users.target, format!("nodes.{name}.target"))],
        PartSpec::Service(service) => {
            let calls = crate::model::Part::calls(service.as_ref()).into_iter();
            calls
                .map(|call| (call.target, format!("nodes.{name}.{}", call.field)))
                .collect()
        }
        _ => Vec::new(),
    }
}
