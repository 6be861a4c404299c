//! A database, as a model states it.

use serde::{Deserialize, Serialize};
use sim::NodeSpec;

use super::pool::Pool;
use super::{Cluster, Database};
use crate::model::{Member, ModelError, Part, Problem, Span, Timing, Wiring, within};
use crate::parts::monitor::{Monitor, SILENCES_MAX};

/// Copies that a primary supplies, at most.
const REPLICAS_MAX: usize = 8;
/// Calls that may wait where nobody says how many.
const QUEUE_DEFAULT: u32 = 200;

/// A database with the operations `read` and `write`: one machine, or a primary and its copies.
/// Its machines are NAME-1 (the primary at first), NAME-2, … or NAME alone; a monitor is
/// NAME-monitor.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DatabaseSpec {
    /// How long one worker reads a key.
    pub read: Timing,
    /// How long one worker writes a key.
    pub write: Timing,
    /// Workers of each machine: 1 to 10,000.
    #[serde(default = "one")]
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 10_000)))]
    pub workers: u16,
    /// Calls that may wait for a worker of one machine: 0 to 1,000,000.
    #[serde(default = "queue_default")]
    #[cfg_attr(feature = "schema", schemars(range(min = 0, max = 1_000_000)))]
    pub queue: u32,
    /// Copies besides the primary: 0 to 8.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(range(min = 0, max = 8)))]
    pub replicas: u16,
    /// When a write is confirmed.
    #[serde(default)]
    pub replication: Replication,
    /// How long the primary collects writes before it ships them, with asynchronous replication:
    /// 0s to 1h.
    #[serde(default, skip_serializing_if = "none")]
    pub ship_every: Span,
    /// How long a copy takes to show one write to its readers; it takes one after another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub apply: Option<Timing>,
    /// Who answers reads.
    #[serde(default)]
    pub reads: Reads,
    /// How a copy takes over; without it nobody takes over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failover: Option<Failover>,
    /// How many calls each machine takes at once; without it only the queue limits them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pool: Option<PoolLimits>,
    /// From power-on to the first answer.
    #[serde(default = "boot_default")]
    pub boot: Span,
    /// Where the machines stand, in their order; the list starts again when it is at its end.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub zones: Vec<String>,
}

/// When a write is confirmed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Replication {
    /// When the copies have it on disk. No confirmed write is lost. While 1,000 writes wait for copies,
    /// the next ones are turned away as unavailable. A copy that does not confirm in time is left out:
    /// writes go on without it, and it takes over only when it has caught up again.
    #[default]
    Synchronous,
    /// At once; the copies get it afterwards. A failover loses what they did not get.
    Asynchronous,
}

/// Who answers reads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Reads {
    /// The primary: what it has is the newest.
    #[default]
    Primary,
    /// Any copy in turn: what it has may be older. They go on answering when the primary is lost.
    Replica,
}

/// How a copy takes over from a primary that is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Failover {
    /// From the first silence of the primary until it is given up, in three equal steps: 3ms to 1h.
    #[serde(default = "detection_default")]
    pub detection: Span,
    /// From the order to take over until the copy answers. Managed databases take 60 to 120 s.
    #[serde(default = "promotion_default")]
    pub promotion: Span,
}

/// How many calls one machine of the database takes at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PoolLimits {
    /// From all callers together: 1 to 100,000.
    #[serde(default = "connections_default")]
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 100_000)))]
    pub total: u32,
    /// From each calling machine: 1 to 100,000.
    #[serde(default = "connections_default")]
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 100_000)))]
    pub per_caller: u32,
    /// Calls that wait for a place when none is free; others are told that a limit is reached:
    /// 0 to 100,000.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(range(min = 0, max = 100_000)))]
    pub waiting: u32,
}

fn none(span: &Span) -> bool {
    *span == Span::default()
}

const fn one() -> u16 {
    1
}

const fn queue_default() -> u32 {
    QUEUE_DEFAULT
}

const fn boot_default() -> Span {
    Span::from_millis(10_000)
}

const fn detection_default() -> Span {
    Span::from_millis(3_000)
}

const fn promotion_default() -> Span {
    Span::from_millis(60_000)
}

const fn connections_default() -> u32 {
    100_000
}

impl DatabaseSpec {
    fn machines(&self) -> usize {
        usize::from(self.replicas) + 1
    }

    fn monitor(&self, wiring: &Wiring<'_>, failover: Failover) -> NodeSpec {
        let machines = wiring.siblings()[..self.machines()].iter().copied();
        let interval = failover.detection.0.scaled(1, SILENCES_MAX);
        let synchronous = self.replication == Replication::Synchronous;
        let monitor = Monitor::new(machines, interval, synchronous);
        NodeSpec {
            boot: self.boot.0,
            ..NodeSpec::new(wiring.member(), Box::new(monitor))
        }
    }

    fn database(&self, wiring: &Wiring<'_>, place: usize) -> Database {
        let siblings = wiring.siblings();
        let others = siblings[..self.machines()].iter().copied();
        let failover = self.failover;
        let cluster = Cluster {
            peers: others.filter(|node| *node != wiring.node()).collect(),
            primary: place == 0,
            monitor: failover.map(|_| siblings[self.machines()]),
            promotion: failover.map_or(promotion_default().0, |failover| failover.promotion.0),
            synchronous: self.replication == Replication::Synchronous,
            ship_every: self.ship_every.0,
            readable: self.reads == Reads::Replica,
            apply: self.apply.map(|apply| {
                let sampler = apply.distribution().sampler();
                (sampler, wiring.stream("apply"))
            }),
        };
        let read = self.read.distribution().sampler();
        let write = self.write.distribution().sampler();
        let database = Database::new(read, write, wiring.stream("service"), cluster);
        match self.pool {
            Some(limits) => database.with_pool(Pool::new(
                limits.total,
                limits.per_caller,
                limits.waiting as usize,
            )),
            None => database,
        }
    }
}

impl Part for DatabaseSpec {
    fn members(&self, name: &str) -> Vec<Member> {
        let zone = |place: usize| match self.zones.len() {
            0 => String::new(),
            count => self.zones[place % count].clone(),
        };
        let member = |place: usize| Member {
            name: match self.machines() {
                1 => name.to_owned(),
                _ => format!("{name}-{}", place + 1),
            },
            zone: zone(place),
        };
        let mut members: Vec<Member> = (0..self.machines()).map(member).collect();
        if self.failover.is_some() {
            members.push(Member {
                name: format!("{name}-monitor"),
                zone: zone(members.len()),
            });
        }
        members
    }

    fn operations(&self) -> Vec<String> {
        vec!["read".to_owned(), "write".to_owned()]
    }

    fn talks_within(&self) -> bool {
        true
    }

    fn hidden(&self) -> usize {
        usize::from(self.failover.is_some())
    }

    fn check(&self, path: &str) -> Result<(), ModelError> {
        let at = |field: &str| format!("{path}.{field}");
        within(at("workers"), self.workers, 1, 10_000)?;
        within(at("queue"), self.queue, 0, 1_000_000)?;
        within(at("replicas"), usize::from(self.replicas), 0, REPLICAS_MAX)?;
        within(at("zones"), self.zones.len(), 0, REPLICAS_MAX + 2)?;
        self.read.check(&at("read"))?;
        self.write.check(&at("write"))?;
        self.apply.unwrap_or(Timing::NONE).check(&at("apply"))?;
        let contradiction = |field: &str, rule| {
            let problem = Problem::Contradiction { rule };
            Err(ModelError::new(at(field), problem))
        };
        if self.ship_every > Span::default() && self.replication == Replication::Synchronous {
            return contradiction("ship_every", "who_waits_for_copies_ships_at_once");
        }
        let hour = Span::from_millis(3_600_000);
        within(at("ship_every"), self.ship_every, Span::default(), hour)?;
        within(at("boot"), self.boot, Span::default(), hour)?;
        if self.replicas == 0 && self.failover.is_some() {
            return contradiction("failover", "a_failover_needs_a_replica");
        }
        if self.replicas == 0 && self.reads == Reads::Replica {
            return contradiction("reads", "reading_from_replicas_needs_one");
        }
        if let Some(failover) = &self.failover {
            let least = Span::from_millis(3);
            within(at("failover.detection"), failover.detection, least, hour)?;
        }
        if let Some(pool) = &self.pool {
            within(at("pool.total"), pool.total, 1, 100_000)?;
            within(at("pool.per_caller"), pool.per_caller, 1, 100_000)?;
            within(at("pool.waiting"), pool.waiting, 0, 100_000)?;
        }
        Ok(())
    }

    fn assemble(&self, wiring: &Wiring<'_>, place: usize) -> Result<NodeSpec, ModelError> {
        if let Some(failover) = self.failover.filter(|_| place == self.machines()) {
            return Ok(self.monitor(wiring, failover));
        }
        let database = self.database(wiring, place);
        Ok(NodeSpec {
            workers: self.workers,
            queue_capacity: self.queue,
            boot: self.boot.0,
            ..NodeSpec::new(wiring.member(), Box::new(database))
        })
    }
}
