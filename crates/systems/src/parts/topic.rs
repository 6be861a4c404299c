//! A topic, as a model states it: every subscribing part gets every message.

use serde::{Deserialize, Serialize};
use sim::NodeSpec;

use crate::model::{ModelError, Part, Span, Wiring, within};
use crate::parts::delivery::spec::{self, Consumer, Delivery};
use crate::parts::delivery::{Exchange, Portions, Shape};

/// A topic with the operation `publish`. Each subscribing part gets a copy of every message; the
/// machines of one part compete for theirs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TopicSpec {
    /// Who gets the messages: 1 to 64 parts.
    #[cfg_attr(feature = "schema", schemars(length(min = 1, max = 64)))]
    pub subscribers: Vec<Consumer>,
    /// How often a message is delivered to each.
    #[serde(default)]
    pub delivery: Delivery,
    /// Messages that are kept for each subscriber, those under way included: 1 to 1,000,000. As
    /// long as there is no room for one subscriber, the topic refuses messages for all.
    #[serde(default = "spec::capacity_default")]
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 1_000_000)))]
    pub capacity: u32,
    /// Messages under way to one subscribing machine at once: 1 to 10,000.
    #[serde(default = "spec::one")]
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 10_000)))]
    pub in_flight: u32,
    /// From power-on to the first message taken.
    #[serde(default)]
    pub boot: Span,
}

impl Part for TopicSpec {
    fn operations(&self) -> Vec<String> {
        spec::operations()
    }

    fn feeds(&self) -> Vec<&str> {
        self.talks_to()
    }

    fn talks_to(&self) -> Vec<&str> {
        let parts = self
            .subscribers
            .iter()
            .map(|consumer| consumer.part.as_str());
        parts.collect()
    }

    fn check(&self, path: &str) -> Result<(), ModelError> {
        spec::check_some(format!("{path}.subscribers"), &self.subscribers)?;
        within(format!("{path}.in_flight"), self.in_flight, 1, 10_000)?;
        spec::check(path, self.capacity, self.delivery)
    }

    fn assemble(&self, wiring: &Wiring<'_>, _place: usize) -> Result<NodeSpec, ModelError> {
        let exchange = Exchange::new(Shape {
            groups: spec::resolve_all(&self.subscribers, wiring, "subscribers")?,
            portions: Portions::WHOLE,
            partitions: 1,
            ordered: false,
            capacity: self.capacity as usize,
            in_flight: self.in_flight,
            guarantee: self.delivery.guarantee(),
        });
        Ok(NodeSpec {
            boot: self.boot.0,
            queue_capacity: self.capacity * self.subscribers.len() as u32,
            ..NodeSpec::new(wiring.member(), Box::new(exchange))
        })
    }
}
