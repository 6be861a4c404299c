//! A service: machines that carry out operations by a script, and protect themselves and others.
//!
//! A call that finds every worker busy waits in the machine's queue; one that finds the queue full is
//! refused at once. A script works, calls others one after the other or at once, reads and writes
//! stores, publishes, keeps things in its own memory, answers, and takes back what it did when a later
//! step fails. Where its protection lives: what is let in, in `door`; what goes out, in `outlet`; how
//! long work takes, in `pace`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sim::{Discipline, NodeId, NodeSpec, Overflow};

use crate::model::{Member, ModelError, OwnCall, Part, Problem, Span, Wiring, within};
use crate::parts::token_bucket::RateLimit;

mod door;
mod job;
mod memory;
mod outlet;
mod pace;
mod process;
mod script;
mod steps;

pub use pace::{ColdStart, Slowdown};
pub(crate) use process::ServiceProcess;
pub(crate) use script::Action;
pub use steps::{CallStep, FirstOf, Parallel, PublishStep, Step, StoreStep};

/// Machines of one service, at most.
const REPLICAS_MAX: u16 = 1_000;
/// Calls that the scripts of one service can hold, at most.
const SITES_MAX: usize = 10_000;
/// Steps of one operation, at most.
const STEPS_MAX: usize = 10_000;

/// Like machines that carry out operations.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// Machines in service when the run starts: 1 to 1,000. One is called like the part, several
    /// `NAME-1`, `NAME-2` and so on.
    #[serde(default = "one")]
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 1_000)))]
    pub replicas: u16,
    /// Machines that there can be, `replicas` to 1,000: with this the number can change during a
    /// run. Put a balancer before a part that scales.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maximum: Option<u16>,
    /// Another service of the same `replicas` and `maximum`, whose machines come and go together with
    /// these.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grows_with: Option<String>,
    /// Zones that the machines are handed out over in turn; none where nobody says.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub zones: Vec<String>,
    /// Workers (cores, threads) of each machine: 1 to 10,000.
    #[serde(default = "one")]
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 10_000)))]
    pub workers: u16,
    /// How work waits for a worker.
    #[serde(default)]
    pub queue: Queue,
    /// From power-on until calls are taken: up to 1h.
    #[serde(default = "boot_default")]
    pub boot: Span,
    /// Work takes longer for a while after a start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cold_start: Option<ColdStart>,
    /// Work takes longer under load.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slowdown: Option<Slowdown>,
    /// Calls under way in each machine, from the door to the end of the script: 1 to 1,000,000.
    #[serde(default = "concurrency_default")]
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 1_000_000)))]
    pub concurrency: u32,
    /// How many calls each machine lets in per second.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate_limit: Option<RateLimit>,
    /// Whether calls whose deadline has passed are turned away at the door, and before a worker
    /// begins with them.
    #[serde(default)]
    pub shed_late: bool,
    /// What it does for each operation, step by step; it answers after the last one.
    #[cfg_attr(feature = "schema", schemars(extend("minProperties" = 1)))]
    pub operations: BTreeMap<String, Vec<Step>>,
}

/// How work waits for a worker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Queue {
    /// Work that may wait: 0 to 1,000,000.
    #[serde(default = "capacity_default")]
    #[cfg_attr(feature = "schema", schemars(range(min = 0, max = 1_000_000)))]
    pub capacity: u32,
    /// Which work is next: `fifo`, `lifo`, or `adaptive` (the newest first while the queue is at
    /// least half full).
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(
        with = "String", extend("enum" = ["fifo", "lifo", "adaptive"]),
    ))]
    pub discipline: Discipline,
    /// What a full queue does: `reject` the new or `drop_oldest`.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(
        with = "String", extend("enum" = ["reject", "drop_oldest"]),
    ))]
    pub overflow: Overflow,
}

impl Default for Queue {
    fn default() -> Self {
        Self {
            capacity: capacity_default(),
            discipline: Discipline::default(),
            overflow: Overflow::default(),
        }
    }
}

const fn one() -> u16 {
    1
}

const fn boot_default() -> Span {
    Span::from_millis(5_000)
}

const fn concurrency_default() -> u32 {
    10_000
}

const fn capacity_default() -> u32 {
    1_000
}

impl Service {
    fn machine_count(&self) -> u16 {
        self.maximum.unwrap_or(self.replicas)
    }

    /// Whether the part that it grows with is as large as itself.
    fn check_company(&self, wiring: &Wiring<'_>) -> Result<(), ModelError> {
        let Some(leader) = &self.grows_with else {
            return Ok(());
        };
        let flags = |machines: &[NodeId]| -> Vec<bool> {
            let flags = machines.iter();
            flags.map(|machine| wiring.in_service(*machine)).collect()
        };
        let theirs = flags(wiring.machines("grows_with", leader)?);
        if wiring.group(leader).is_some() && theirs == flags(wiring.siblings()) {
            return Ok(());
        }
        let rule = "who_grows_together_is_of_one_size";
        let path = wiring.path("grows_with");
        Err(ModelError::new(path, Problem::Contradiction { rule }))
    }

    fn check_operation(&self, path: &str, steps: &[Step]) -> Result<(), ModelError> {
        let count = steps.iter().map(Step::count).sum::<usize>();
        within(path.to_owned(), count, 0, STEPS_MAX)?;
        for (place, step) in steps.iter().enumerate() {
            step.check(&format!("{path}[{place}]"))?;
        }
        let replies = steps.iter().filter(|step| matches!(step, Step::Reply));
        if replies.count() > 1 {
            let rule = "answers_twice";
            return Err(ModelError::new(path, Problem::Contradiction { rule }));
        }
        Ok(())
    }
}

impl Part for Service {
    fn members(&self, name: &str) -> Vec<Member> {
        let count = self.machine_count();
        let member = |place: u16| Member {
            name: if count == 1 {
                name.to_owned()
            } else {
                format!("{name}-{}", place + 1)
            },
            zone: match self.zones.len() {
                0 => String::new(),
                zones => self.zones[usize::from(place) % zones].clone(),
            },
        };
        (0..count).map(member).collect()
    }

    fn operations(&self) -> Vec<String> {
        self.operations.keys().cloned().collect()
    }

    fn talks_to(&self) -> Vec<&str> {
        let steps = self.operations.values().flatten();
        steps.flat_map(Step::targets).collect()
    }

    fn calls(&self) -> Vec<OwnCall<'_>> {
        let mut calls = Vec::new();
        for (by, steps) in &self.operations {
            let field = format!("operations.{by}");
            steps::each_call(steps, &field, 1, &mut |field, call, times| {
                calls.push(OwnCall {
                    by,
                    field: format!("{field}.{}", call.field),
                    target: call.target,
                    operation: call.operation,
                    times,
                });
            });
        }
        calls
    }

    fn scales(&self) -> bool {
        self.maximum.is_some()
    }

    fn grows_with(&self) -> Option<&str> {
        self.grows_with.as_deref()
    }

    fn in_service(&self, place: usize) -> bool {
        place < usize::from(self.replicas)
    }

    fn check(&self, path: &str) -> Result<(), ModelError> {
        let replicas = self.replicas;
        within(format!("{path}.replicas"), replicas, 1, REPLICAS_MAX)?;
        if let Some(maximum) = self.maximum {
            let path = format!("{path}.maximum");
            within(path, maximum, replicas, REPLICAS_MAX)?;
        }
        within(format!("{path}.workers"), self.workers, 1, 10_000)?;
        let zones = self.zones.len();
        within(format!("{path}.zones"), zones, 0, usize::from(REPLICAS_MAX))?;
        let capacity = self.queue.capacity;
        within(format!("{path}.queue.capacity"), capacity, 0, 1_000_000)?;
        let hour = Span::from_millis(3_600_000);
        within(format!("{path}.boot"), self.boot, Span::default(), hour)?;
        let concurrency = self.concurrency;
        within(format!("{path}.concurrency"), concurrency, 1, 1_000_000)?;
        if let Some(cold) = &self.cold_start {
            cold.check(&format!("{path}.cold_start"))?;
        }
        if let Some(slowdown) = &self.slowdown {
            slowdown.check(&format!("{path}.slowdown"))?;
        }
        if let Some(rate) = &self.rate_limit {
            rate.check(&format!("{path}.rate_limit"))?;
        }
        let path = format!("{path}.operations");
        if self.operations.is_empty() {
            return Err(ModelError::new(path, Problem::Empty));
        }
        for (name, steps) in &self.operations {
            self.check_operation(&format!("{path}.{name}"), steps)?;
        }
        within(path, self.talks_to().len(), 0, SITES_MAX)
    }

    fn assemble(&self, wiring: &Wiring<'_>, _place: usize) -> Result<NodeSpec, ModelError> {
        self.check_company(wiring)?;
        let mut compiler = script::Compiler::new(wiring);
        for (name, steps) in &self.operations {
            compiler.operation(name, steps)?;
        }
        let (script, reach) = compiler.finish();
        let rate = self.rate_limit.as_ref();
        let door = door::Door::new(self.concurrency, rate, self.shed_late);
        let slowdown = self.slowdown.unwrap_or_default();
        let pace = pace::Pace::new(self.workers, slowdown, self.cold_start);
        let process = ServiceProcess::scripted(script, reach, wiring.stream("service"))
            .limited(door, pace)
            .remembering(wiring.siblings()[0])
            .behind(wiring.forwarders().to_vec());
        Ok(NodeSpec {
            workers: self.workers,
            queue_capacity: self.queue.capacity,
            discipline: self.queue.discipline,
            overflow: self.queue.overflow,
            screens_work: self.shed_late,
            boot: self.boot.0,
            ..NodeSpec::new(wiring.member(), Box::new(process))
        })
    }
}
