//! What can be run and is most likely not meant: said beside a file that is right.

use sim::{MESSAGES_MAX, Workload};

use super::{REQUESTS_MAX, ScenarioFile, contradiction};
use crate::model::{Model, ModelError, PartSpec, calls_at, operations_at};

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
        let callers = callers.filter(|(target, _)| self.changes(model, target));
        let mut cautions: Vec<ModelError> = callers
            .map(|(_, path)| contradiction(path, rule).below("model"))
            .collect();
        cautions.extend(self.very_many_calls(model));
        cautions
    }

    /// What comes of requests that lead to very many calls.
    fn very_many_calls(&self, model: &Model) -> Vec<ModelError> {
        let Ok(blueprint) = self.blueprint(0) else {
            return Vec::new();
        };
        let (mut cautions, mut all) = (Vec::new(), 0_u128);
        let requests = blueprint.expected_requests_each();
        for (workload, requests) in blueprint.workloads.iter().zip(requests) {
            let name = &blueprint.nodes[workload.node.index()].name;
            let Some(PartSpec::Clients(users)) = model.nodes.get(name) else {
                continue;
            };
            let calls = calls_of(model, &users.target, workload);
            let most = calls.iter().map(|(calls, _)| *calls).max();
            if most.is_some_and(|most| most > MESSAGES_MAX as u128) {
                let path = format!("nodes.{name}.target");
                let rule = "one_request_makes_a_million_calls";
                cautions.push(contradiction(path, rule).below("model"));
            }
            let weights: u128 = calls.iter().map(|(_, weight)| weight).sum();
            let weighted = calls
                .iter()
                .map(|(calls, weight)| calls.saturating_mul(*weight));
            let weighted = weighted.fold(0, u128::saturating_add);
            let led_to = requests.saturating_mul(weighted) / weights.max(1);
            all = all.saturating_add(led_to);
        }
        if all > u128::from(REQUESTS_MAX) {
            cautions.push(contradiction("horizon", "very_many_calls"));
        }
        cautions
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

/// To how many calls each operation that these users want leads, the first included, and how often it is
/// wanted.
fn calls_of(model: &Model, target: &str, workload: &Workload) -> Vec<(u128, u128)> {
    let names = operations_at(model, target).unwrap_or_default();
    let calls = calls_at(model, target);
    let wanted = workload.operations.iter().filter(|share| share.weight > 0);
    wanted
        .map(|share| {
            let name = names.get(usize::from(share.operation));
            let calls = name.and_then(|name| calls.get(name)).copied();
            (calls.unwrap_or(0).saturating_add(1), share.weight.into())
        })
        .collect()
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
