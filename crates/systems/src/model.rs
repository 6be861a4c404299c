//! Models: systems stated as plain data, which a person can write by hand.
//!
//! A model names its parts; each part states what it is (its spec lives beside its program in
//! `parts/`), and [`assemble`] turns the whole into a blueprint: nodes, links between those who
//! talk, workloads. To add a part, write one file in `parts/` and one line in [`PartSpec`].

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

mod assembly;
mod circles;
mod error;
mod links;
mod part;
mod units;

pub use assembly::assemble;
pub(crate) use assembly::{calls_at, operations_at};
pub use circles::OwnCall;
pub(crate) use error::within;
pub use error::{ModelError, Problem};
pub use links::{Between, Line, Lines};
pub use part::{Member, Part, Wiring};
pub(crate) use units::Written;
pub use units::{Percent, Span, Timing};

pub use crate::parts::autoscaler::{Autoscaler, Metric};
pub use crate::parts::balancer::{Balancer, Checks, Outliers, Policy};
pub use crate::parts::breaker::{BreakerSpec, Trip};
pub use crate::parts::budget::Budget;
pub use crate::parts::cache::Cache;
pub use crate::parts::clients::demand::Shape;
pub use crate::parts::clients::keys::{KeysSpec, PopularitySpec};
pub use crate::parts::clients::spec::{
    ArrivalsSpec, ClientsSpec, CrowdSpec, DataSpec, HedgeSpec, OperationSpec,
};
pub use crate::parts::database::{DatabaseSpec, Failover, PoolLimits, Reads, Replication};
pub use crate::parts::delivery::spec::{Consumer, Delivery, Split};
pub use crate::parts::log::LogSpec;
pub use crate::parts::queue::QueueSpec;
pub use crate::parts::retry::{RetryPause, RetrySpec};
pub use crate::parts::service::{
    CallStep, ColdStart, FirstOf, Parallel, PublishStep, Queue, Service, Slowdown, Step, StoreStep,
};
pub use crate::parts::station::Station;
pub use crate::parts::token_bucket::RateLimit;
pub use crate::parts::topic::TopicSpec;

/// Parts that a model may name, at most.
pub const PARTS_MAX: usize = 500;
/// Machines that a model may come to, at most.
pub const NODES_MAX: usize = 5_000;

/// A system as plain data.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Model {
    /// The parts of the system by name. A name is lower-case letters, digits and hyphens.
    #[cfg_attr(feature = "schema", schemars(extend(
        "minProperties" = 1,
        "maxProperties" = 500,
        "propertyNames" = { "pattern": "^[a-z0-9-]{1,40}$" },
    )))]
    pub nodes: BTreeMap<String, PartSpec>,
    /// The lines between parts that talk.
    #[serde(default)]
    pub links: Lines,
}

/// What a part is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum PartSpec {
    /// Users who call one part of the system.
    Clients(ClientsSpec),
    /// A queue with its own arrivals and no network: the textbook's single station.
    Station(Station),
    /// A database: one machine, or a primary and its copies.
    Database(DatabaseSpec),
    /// A queue: each message goes to one machine of one part.
    Queue(QueueSpec),
    /// A topic: each message goes to every subscribing part.
    Topic(TopicSpec),
    /// A log: messages in partitions, which groups of consumers follow in order.
    Log(LogSpec),
    /// An autoscaler: it changes the number of machines of another part.
    Autoscaler(Autoscaler),
    /// A load balancer: it spreads calls over the machines of its targets.
    Balancer(Balancer),
    /// Machines that carry out operations by a script.
    Service(Box<Service>),
    /// A cache: it keeps copies of what the part behind it answered.
    Cache(Cache),
}

impl PartSpec {
    /// The part behind the name.
    pub fn part(&self) -> &dyn Part {
        match self {
            Self::Clients(part) => part,
            Self::Station(part) => part,
            Self::Database(part) => part,
            Self::Queue(part) => part,
            Self::Topic(part) => part,
            Self::Log(part) => part,
            Self::Autoscaler(part) => part,
            Self::Balancer(part) => part,
            Self::Service(part) => part.as_ref(),
            Self::Cache(part) => part,
        }
    }
}
