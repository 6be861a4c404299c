//! A queue, as a model states it: each message goes to one of the machines of one part.

use serde::{Deserialize, Serialize};
use sim::NodeSpec;

use crate::model::{ModelError, Part, Span, Wiring, within};
use crate::parts::delivery::spec::{self, Consumer, Delivery, Split};
use crate::parts::delivery::{Exchange, Portions, Shape};

/// A queue with the operation `publish`. Its consumers compete for the messages.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct QueueSpec {
    /// Who gets the messages.
    pub consumer: Consumer,
    /// How often a message is delivered.
    #[serde(default)]
    pub delivery: Delivery,
    /// Into how many deliveries a message is split; one where nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub split: Option<Split>,
    /// Messages that are kept, those under way included: 1 to 1,000,000. A full queue refuses more.
    /// Of a message that is split, every delivery counts.
    #[serde(default = "spec::capacity_default")]
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 1_000_000)))]
    pub capacity: u32,
    /// Messages under way to one consuming machine at once: 1 to 10,000.
    #[serde(default = "spec::one")]
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 10_000)))]
    pub in_flight: u32,
    /// From power-on to the first message taken.
    #[serde(default)]
    pub boot: Span,
}

impl Part for QueueSpec {
    fn operations(&self) -> Vec<String> {
        spec::operations()
    }

    fn feeds(&self) -> Vec<&str> {
        self.talks_to()
    }

    fn talks_to(&self) -> Vec<&str> {
        vec![&self.consumer.part]
    }

    fn check(&self, path: &str) -> Result<(), ModelError> {
        within(format!("{path}.in_flight"), self.in_flight, 1, 10_000)?;
        if let Some(split) = &self.split {
            split.check(&format!("{path}.split"))?;
        }
        spec::check(path, self.capacity, self.delivery)
    }

    fn assemble(&self, wiring: &Wiring<'_>, _place: usize) -> Result<NodeSpec, ModelError> {
        let mut consumer = self.consumer.resolve(wiring, "consumer")?;
        if let Some(last) = self.split.as_ref().and_then(|split| split.last.as_ref()) {
            consumer.last = wiring.operation("split.last", &self.consumer.part, last)?;
        }
        let portions = self.split.as_ref().map(Split::portions);
        let exchange = Exchange::new(Shape {
            groups: vec![consumer],
            portions: portions.unwrap_or(Portions::WHOLE),
            partitions: 1,
            ordered: false,
            capacity: self.capacity as usize,
            in_flight: self.in_flight,
            guarantee: self.delivery.guarantee(),
        });
        Ok(NodeSpec {
            boot: self.boot.0,
            queue_capacity: self.capacity,
            ..NodeSpec::new(wiring.member(), Box::new(exchange))
        })
    }
}
