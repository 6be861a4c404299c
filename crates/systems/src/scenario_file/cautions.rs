//! What can be run and is most likely not meant: said beside a file that is right.

use sim::{MESSAGES_MAX, Probability, Workload};

use super::{PlannedFault, REQUESTS_MAX, ScenarioFile, contradiction};
use crate::model::{Model, ModelError, Part, PartSpec, calls_at, operations_at};

impl ScenarioFile {
    /// Places of a scenario that can be run where something else was probably meant.
    pub fn cautions(&self) -> Vec<ModelError> {
        let faults = self.faults.iter().enumerate();
        let idle = faults.filter_map(|(number, fault)| {
            let field = without_effect(fault)?;
            Some(contradiction(
                format!("faults[{number}].{field}"),
                "fault_without_effect",
            ))
        });
        let of_model = self.model.iter().flat_map(|model| {
            let found = self.calls_that_stay(model).into_iter();
            let found = found.chain(calls_past_the_primary(model));
            let found = found.chain(patient_caches(model)).chain(crowds(model));
            found.map(|caution| caution.below("model"))
        });
        let many = self
            .model
            .iter()
            .flat_map(|model| self.very_many_calls(model));
        of_model.chain(many).chain(idle).collect()
    }

    /// Calls that do not follow a part when the number of its machines changes.
    fn calls_that_stay(&self, model: &Model) -> Vec<ModelError> {
        let rule = "calls_stay_with_the_first_machines";
        let calls = direct_calls(model).into_iter();
        calls
            .filter(|(target, _)| self.changes(model, target))
            .map(|(_, path)| contradiction(path, rule))
            .collect()
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
fn direct_calls(model: &Model) -> Vec<(&str, String)> {
    let calls = model.nodes.iter().flat_map(|(name, part)| match part {
        PartSpec::Clients(users) => vec![(users.target.as_str(), format!("nodes.{name}.target"))],
        PartSpec::Service(service) => {
            let calls = service.calls().into_iter();
            calls
                .map(|call| (call.target, format!("nodes.{name}.{}", call.field)))
                .collect()
        }
        _ => Vec::new(),
    });
    calls.collect()
}

/// Calls of a database with copies that go to all its machines in turn: a copy turns writes away, and
/// reads unless it answers them.
fn calls_past_the_primary(model: &Model) -> Vec<ModelError> {
    let has_copies = |name: &str| {
        let part = model.nodes.get(name);
        matches!(part, Some(PartSpec::Database(database)) if database.replicas > 0)
    };
    let caches = model.nodes.iter().filter_map(|(name, part)| match part {
        PartSpec::Cache(cache) if !cache.store => {
            Some((cache.origin.as_str(), format!("nodes.{name}.origin")))
        }
        _ => None,
    });
    let calls = direct_calls(model).into_iter().chain(caches);
    // Whoever reads and writes a store looks for its primary.
    calls
        .filter(|(target, path)| has_copies(target) && !path.ends_with(".store"))
        .map(|(_, path)| contradiction(path, "calls_do_not_look_for_the_primary"))
        .collect()
}

/// Caches that wait longer for a lost primary than another one takes to take over.
fn patient_caches(model: &Model) -> Vec<ModelError> {
    let caches = model.nodes.iter().filter_map(|(name, part)| {
        let PartSpec::Cache(cache) = part else {
            return None;
        };
        let Some(PartSpec::Database(database)) = model.nodes.get(&cache.origin) else {
            return None;
        };
        let failover = database.failover.filter(|_| cache.store)?;
        let over = failover.detection.0 + failover.promotion.0;
        let path = format!("nodes.{name}.timeout");
        (cache.timeout.0 > over).then(|| contradiction(path, "waits_longer_than_the_failover"))
    });
    caches.collect()
}

/// Parts of one crowd that overlap, or that do not speak of the same whole.
fn crowds(model: &Model) -> Vec<ModelError> {
    let parts = model.nodes.iter().filter_map(|(name, part)| match part {
        PartSpec::Clients(users) => users.crowd.as_ref().map(|crowd| (name, users, crowd)),
        _ => None,
    });
    let parts: Vec<_> = parts.collect();
    let mut found = Vec::new();
    for (place, (name, users, crowd)) in parts.iter().enumerate() {
        let before = parts[..place].iter();
        for (_, other, beside) in before.filter(|(_, _, beside)| beside.name == crowd.name) {
            let [from, to] = [crowd.from, crowd.to].map(|edge| edge.0.per_million());
            let [first, last] = [beside.from, beside.to].map(|edge| edge.0.per_million());
            if from < last && first < to {
                found.push(contradiction(
                    format!("nodes.{name}.crowd"),
                    "parts_of_a_crowd_overlap",
                ));
            }
            if users.arrivals != other.arrivals || users.demand != other.demand {
                let path = format!("nodes.{name}.crowd");
                found.push(contradiction(path, "parts_of_a_crowd_differ"));
            }
        }
    }
    found
}

/// The field of a fault that changes nothing, if it is one.
fn without_effect(fault: &PlannedFault) -> Option<&'static str> {
    let never = Probability::NEVER;
    let deployment = fault.bad_deployment.as_ref();
    let idle = [
        (
            "gray",
            fault
                .gray
                .as_ref()
                .is_some_and(|gray| gray.percent.0 == never),
        ),
        (
            "loss",
            fault
                .loss
                .as_ref()
                .is_some_and(|loss| loss.percent.0 == never),
        ),
        (
            "latency",
            fault
                .latency
                .as_ref()
                .is_some_and(|late| late.extra.0 == sim::Duration::ZERO),
        ),
        (
            "burst",
            fault
                .burst
                .as_ref()
                .is_some_and(|burst| burst.factor_percent == 100),
        ),
        (
            "clock_skew",
            fault
                .clock_skew
                .as_ref()
                .is_some_and(|skew| skew.offset.0 == sim::ClockOffset(0)),
        ),
        (
            "bad_deployment",
            deployment.is_some_and(|new| new.errors_percent.0 == never && new.slow_factor == 1),
        ),
    ];
    idle.into_iter()
        .find_map(|(field, idle)| idle.then_some(field))
}
