//! A queue, as a model states it: each message goes to one of the machines of one part.

use serde::{Deserialize, Serialize};
use sim::NodeSpec;

use crate::model::{ModelError, Part, Span, Wiring, within};
use crate::parts::delivery::spec::{self, Consumer, Delivery};
use crate::parts::delivery::{Exchange, Shape};

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
    /// Messages that are kept, those under way included: 1 to 1,000,000. A full queue refuses more.
    #[serde(default = "spec::capacity_default")]
    pub capacity: u32,
    /// Messages under way to one consuming machine at once: 1 to 10,000.
    #[serde(default = "spec::one")]
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
        spec::check(path, self.capacity, self.delivery)
    }

    fn assemble(&self, wiring: &Wiring<'_>, _place: usize) -> Result<NodeSpec, ModelError> {
        let exchange = Exchange::new(Shape {
            groups: vec![self.consumer.resolve(wiring, "consumer")?],
            partitions: 1,
            ordered: false,
            capacity: self.capacity as usize,
            in_flight: self.in_flight,
            guarantee: self.delivery.guarantee(),
        });
        Ok(NodeSpec {
            boot: self.boot.0,
            ..NodeSpec::new(wiring.member(), Box::new(exchange))
        })
    }
}
