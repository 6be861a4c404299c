//! A balancer as a model states it.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use sim::{NodeId, NodeSpec};

use super::{BalancerProcess, Choice, Setup};
use crate::model::{Member, ModelError, NODES_MAX, Part, Percent, Problem, Span, Wiring, within};
use crate::parts::hashing::of_name;

/// Points on the ring for each machine where nobody says how many.
const VIRTUAL_NODES_DEFAULT: u16 = 100;

/// A load balancer. It offers the operations of its targets, which must all offer the same ones.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Balancer {
    /// The parts that get the work, with all their machines.
    #[cfg_attr(feature = "schema", schemars(length(min = 1)))]
    pub targets: Vec<String>,
    /// How one of the trusted machines is chosen.
    #[serde(default)]
    pub policy: Policy,
    /// The health checks; `null` for none.
    #[serde(default = "usual_checks")]
    pub checks: Option<Checks>,
    /// When a machine is left out for its errors; nobody is where this is not stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outliers: Option<Outliers>,
    /// Whether all machines get work when none is trusted; otherwise the call fails at once.
    #[serde(default = "yes")]
    pub fail_open: bool,
    /// How long it waits for an answer before it gives its caller bad news: 1ms to 1h.
    #[serde(default = "usual_patience")]
    pub idle_timeout: Span,
    /// The zone it stands in.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub zone: String,
}

/// How a balancer chooses among the machines that it trusts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Policy {
    /// One after the other.
    #[default]
    RoundRobin,
    /// One after the other, the heavier ones more often: weights of 0 to 1,000 by the name of a
    /// part (for each of its machines) or of a machine. What is not named has weight 1.
    Weighted(
        #[cfg_attr(feature = "schema", schemars(extend("additionalProperties" = { "type": "integer", "minimum": 0, "maximum": 1_000 })))]
         BTreeMap<String, u32>,
    ),
    /// Any.
    Random,
    /// The first one, and the next only while those before it are not trusted.
    InOrder,
    /// The one with the fewest calls in flight; the first of equals.
    LeastConnections,
    /// Two at random, of these the one with fewer calls in flight.
    PowerOfTwoChoices,
    /// The same one for each key, by its hash modulo the number of machines; another one while
    /// that one is not trusted.
    Sticky,
    /// The same one for each key, by its place on a ring with this many points for each machine:
    /// 1 to 1,000.
    ConsistentHashing {
        /// Points for each machine: 1 to 1,000.
        #[serde(default = "usual_virtual_nodes")]
        #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 1_000)))]
        virtual_nodes: u16,
    },
}

/// Health checks: how often they are made and how they are judged.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Checks {
    /// From one round of probes to the next: 10ms to 1h.
    pub interval: Span,
    /// How long a probe may take: 1ms to the interval.
    pub timeout: Span,
    /// Failed probes in a row after which a machine gets no more work: 1 to 100.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 100)))]
    pub failures: u32,
    /// Good probes in a row after which it gets work again: 1 to 100.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 100)))]
    pub successes: u32,
}

impl Default for Checks {
    fn default() -> Self {
        Self {
            interval: Span::from_millis(2_000),
            timeout: Span::from_millis(1_000),
            failures: 2,
            successes: 2,
        }
    }
}

/// Outlier ejection: when a machine is left out for what its answers say.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Outliers {
    /// Calls in a row that end badly, or not at all: 1 to 1,000.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 1_000)))]
    pub errors: u32,
    /// How long the machine is left out: 1ms to 24h.
    pub time: Span,
    /// Share of the machines that may be left out at once.
    pub share: Percent,
}

impl Default for Outliers {
    fn default() -> Self {
        Self {
            errors: 5,
            time: Span::from_millis(30_000),
            share: Percent::new(50),
        }
    }
}

fn usual_checks() -> Option<Checks> {
    Some(Checks::default())
}

const fn usual_patience() -> Span {
    Span::from_millis(10_000)
}

const fn usual_virtual_nodes() -> u16 {
    VIRTUAL_NODES_DEFAULT
}

const fn yes() -> bool {
    true
}

impl Policy {
    fn check(&self, path: &str) -> Result<(), ModelError> {
        match self {
            Self::Weighted(weights) => weights.iter().try_for_each(|(name, weight)| {
                within(format!("{path}.weighted.{name}"), *weight, 0, 1_000)
            }),
            Self::ConsistentHashing { virtual_nodes } => within(
                format!("{path}.consistent_hashing.virtual_nodes"),
                *virtual_nodes,
                1,
                1_000,
            ),
            _ => Ok(()),
        }
    }
}

impl Balancer {
    /// The machines of all targets, each with the name of its part.
    fn machines<'a>(&'a self, wiring: &Wiring<'a>) -> Result<Vec<(&'a str, NodeId)>, ModelError> {
        let mut machines = Vec::new();
        for (index, part) in self.targets.iter().enumerate() {
            let field = format!("targets[{index}]");
            let theirs = wiring.machines(&field, part)?.iter();
            machines.extend(theirs.map(|machine| (part.as_str(), *machine)));
        }
        within(wiring.path("targets"), machines.len(), 1, NODES_MAX)?;
        let mut once = BTreeSet::new();
        if !machines.iter().all(|(_, machine)| once.insert(*machine)) {
            let rule = "target_named_twice";
            let problem = Problem::Contradiction { rule };
            return Err(ModelError::new(wiring.path("targets"), problem));
        }
        Ok(machines)
    }

    fn choice(
        &self,
        machines: &[(&str, NodeId)],
        wiring: &Wiring<'_>,
    ) -> Result<Choice, ModelError> {
        let name = |machine: NodeId| wiring.name_of(machine);
        Ok(match &self.policy {
            Policy::RoundRobin => Choice::round_robin(),
            Policy::Random => Choice::Random,
            Policy::InOrder => Choice::InOrder,
            Policy::LeastConnections => Choice::least_connections(machines.len()),
            Policy::PowerOfTwoChoices => Choice::PowerOfTwoChoices,
            Policy::Sticky => Choice::Sticky {
                count: machines.len(),
            },
            Policy::ConsistentHashing { virtual_nodes } => {
                let names = machines.iter().map(|(_, machine)| of_name(name(*machine)));
                Choice::consistent_hashing(names.collect(), *virtual_nodes)
            }
            Policy::Weighted(named) => Choice::weighted(weights(named, machines, wiring)?),
        })
    }
}

/// The weight of each machine: that of its own name, or else of its part.
fn weights(
    named: &BTreeMap<String, u32>,
    machines: &[(&str, NodeId)],
    wiring: &Wiring<'_>,
) -> Result<Vec<u32>, ModelError> {
    let wrong = |problem| Err(ModelError::new(wiring.path("policy.weighted"), problem));
    let known = machines.iter();
    let known: Vec<[&str; 2]> = known
        .map(|(part, machine)| [wiring.name_of(*machine), *part])
        .collect();
    let strange = |name: &&String| !known.iter().any(|names| names.contains(&name.as_str()));
    if let Some(name) = named.keys().find(strange) {
        return wrong(Problem::UnknownName {
            name: name.clone(),
            known: known.iter().map(|names| names[0].to_owned()).collect(),
        });
    }
    let weight = |names: &[&str; 2]| {
        let weight = names.iter().find_map(|name| named.get(*name));
        weight.copied().unwrap_or(1)
    };
    let weights: Vec<u32> = known.iter().map(weight).collect();
    if weights.iter().all(|weight| *weight == 0) {
        let rule = "nobody_has_weight";
        return wrong(Problem::Contradiction { rule });
    }
    Ok(weights)
}

impl Part for Balancer {
    fn members(&self, name: &str) -> Vec<Member> {
        vec![Member {
            name: name.to_owned(),
            zone: self.zone.clone(),
        }]
    }

    fn forwards_to(&self) -> Vec<&str> {
        self.targets.iter().map(String::as_str).collect()
    }

    fn talks_to(&self) -> Vec<&str> {
        self.forwards_to()
    }

    fn check(&self, path: &str) -> Result<(), ModelError> {
        let hour = Span::from_millis(3_600_000);
        let milli = Span::from_millis(1);
        if self.targets.is_empty() {
            return Err(ModelError::new(format!("{path}.targets"), Problem::Empty));
        }
        self.policy.check(&format!("{path}.policy"))?;
        within(
            format!("{path}.idle_timeout"),
            self.idle_timeout,
            milli,
            hour,
        )?;
        if let Some(checks) = &self.checks {
            let path = format!("{path}.checks");
            within(
                format!("{path}.interval"),
                checks.interval,
                Span::from_millis(10),
                hour,
            )?;
            within(
                format!("{path}.timeout"),
                checks.timeout,
                milli,
                checks.interval,
            )?;
            within(format!("{path}.failures"), checks.failures, 1, 100)?;
            within(format!("{path}.successes"), checks.successes, 1, 100)?;
        }
        if let Some(outliers) = &self.outliers {
            let path = format!("{path}.outliers");
            let day = Span::from_millis(24 * 3_600_000);
            within(format!("{path}.errors"), outliers.errors, 1, 1_000)?;
            within(format!("{path}.time"), outliers.time, milli, day)?;
        }
        Ok(())
    }

    fn assemble(&self, wiring: &Wiring<'_>, _place: usize) -> Result<NodeSpec, ModelError> {
        let machines = self.machines(wiring)?;
        let in_service = |(_, machine): &(&str, NodeId)| (*machine, wiring.in_service(*machine));
        let setup = Setup {
            targets: machines.iter().map(in_service).collect(),
            choice: self.choice(&machines, wiring)?,
            checks: self.checks,
            outliers: self.outliers,
            fail_open: self.fail_open,
            patience: self.idle_timeout.0,
            choices: wiring.stream("choices"),
        };
        let process = Box::new(BalancerProcess::new(setup));
        Ok(NodeSpec::new(wiring.member(), process))
    }
}
