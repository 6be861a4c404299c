//! A log, as a model states it: messages in partitions by key, which groups of consumers follow in
//! order.

use serde::{Deserialize, Serialize};
use sim::NodeSpec;

use crate::model::{ModelError, Part, Span, Wiring, within};
use crate::parts::delivery::spec::{self, Consumer, Delivery};
use crate::parts::delivery::{Exchange, Portions, Shape};

/// A log with the operation `publish`. Each message goes to the partition of its key. Each group
/// of consumers gets every message; within a group each partition belongs to one machine, which
/// gets its messages one after another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct LogSpec {
    /// Who gets the messages: 1 to 64 parts, each of which is a group.
    #[cfg_attr(feature = "schema", schemars(length(min = 1, max = 64)))]
    pub groups: Vec<Consumer>,
    /// Partitions: 1 to 1,000.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 1_000)))]
    pub partitions: u16,
    /// How often a message is delivered to each group.
    #[serde(default)]
    pub delivery: Delivery,
    /// Messages of one partition that the slowest group may be behind: 1 to 1,000,000. Beyond that
    /// the partition refuses more.
    #[serde(default = "spec::capacity_default")]
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 1_000_000)))]
    pub capacity: u32,
    /// From power-on to the first message taken.
    #[serde(default)]
    pub boot: Span,
}

impl LogSpec {
    /// What all partitions together keep for all groups, as far as it can be counted.
    fn lanes_capacity(&self) -> u32 {
        let lanes = u32::from(self.partitions) * self.groups.len() as u32;
        self.capacity.saturating_mul(lanes)
    }
}

impl Part for LogSpec {
    fn operations(&self) -> Vec<String> {
        spec::operations()
    }

    fn feeds(&self) -> Vec<&str> {
        self.talks_to()
    }

    fn talks_to(&self) -> Vec<&str> {
        let parts = self.groups.iter().map(|consumer| consumer.part.as_str());
        parts.collect()
    }

    fn check(&self, path: &str) -> Result<(), ModelError> {
        spec::check_some(format!("{path}.groups"), &self.groups)?;
        within(format!("{path}.partitions"), self.partitions, 1, 1_000)?;
        spec::check(path, self.capacity, self.delivery)
    }

    fn assemble(&self, wiring: &Wiring<'_>, _place: usize) -> Result<NodeSpec, ModelError> {
        let exchange = Exchange::new(Shape {
            groups: spec::resolve_all(&self.groups, wiring, "groups")?,
            portions: Portions::WHOLE,
            partitions: usize::from(self.partitions),
            ordered: true,
            capacity: self.capacity as usize,
            in_flight: 1,
            guarantee: self.delivery.guarantee(),
        });
        Ok(NodeSpec {
            boot: self.boot.0,
            queue_capacity: self.lanes_capacity(),
            ..NodeSpec::new(wiring.member(), Box::new(exchange))
        })
    }
}
