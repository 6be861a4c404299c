//! What models say about delivering: who gets the messages, and how often.

use serde::{Deserialize, Serialize};

use super::{Guarantee, Portions, Subscriber};
use crate::model::{ModelError, Problem, Span, Wiring, within};

/// Messages that are kept where nobody says how many.
const CAPACITY_DEFAULT: u32 = 10_000;

/// The part whose machines get the messages, and the operation that they are given with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Consumer {
    /// The name of the part.
    pub part: String,
    /// One of its operations.
    pub operation: String,
}

/// How often a message is delivered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Delivery {
    /// Once, or not at all where it is lost on the way.
    AtMostOnce,
    /// Again and again until it is acknowledged; some are delivered twice.
    AtLeastOnce {
        /// How long a consumer has to acknowledge: 1ms to 1h.
        redeliver_after: Span,
        /// Deliveries after which a message is put aside as a dead letter: 1 to 1,000.
        #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 1_000)))]
        deliveries_max: u32,
    },
}

/// One message becomes several deliveries, as to a crowd that is served in portions. The keys below
/// `popular_keys` have larger crowds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Split {
    /// Deliveries of one message: 1 to 100,000.
    #[serde(default = "one")]
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 100_000)))]
    pub into: u32,
    /// How many keys are popular, from key 0 on: 0 to 1,000,000.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(range(min = 0, max = 1_000_000)))]
    pub popular_keys: u32,
    /// Deliveries of one message with a popular key: 1 to 100,000.
    #[serde(default = "one")]
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 100_000)))]
    pub popular_into: u32,
    /// The consumer's operation that the last delivery of each message is given with; the same as
    /// all others where nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<String>,
}

impl Default for Delivery {
    fn default() -> Self {
        Self::AtLeastOnce {
            redeliver_after: Span::from_millis(30_000),
            deliveries_max: 5,
        }
    }
}

/// What all of them can be asked for: to keep a message and hand it on.
pub(crate) fn operations() -> Vec<String> {
    vec!["publish".to_owned()]
}

pub(crate) const fn one() -> u32 {
    1
}

pub(crate) const fn capacity_default() -> u32 {
    CAPACITY_DEFAULT
}

/// Checks a capacity and a way of delivering.
pub(crate) fn check(path: &str, capacity: u32, delivery: Delivery) -> Result<(), ModelError> {
    within(format!("{path}.capacity"), capacity, 1, 1_000_000)?;
    if let Delivery::AtLeastOnce {
        redeliver_after,
        deliveries_max,
    } = delivery
    {
        let path = format!("{path}.delivery.at_least_once");
        let (least, most) = (Span::from_millis(1), Span::from_millis(3_600_000));
        within(
            format!("{path}.redeliver_after"),
            redeliver_after,
            least,
            most,
        )?;
        within(format!("{path}.deliveries_max"), deliveries_max, 1, 1_000)?;
    }
    Ok(())
}

impl Split {
    /// Whether every number lies in its range. `path` is its place in the document.
    pub(crate) fn check(&self, path: &str) -> Result<(), ModelError> {
        const INTO_MAX: u32 = 100_000;
        within(format!("{path}.into"), self.into, 1, INTO_MAX)?;
        let popular = self.popular_keys;
        within(format!("{path}.popular_keys"), popular, 0, 1_000_000)?;
        let popular = self.popular_into;
        within(format!("{path}.popular_into"), popular, 1, INTO_MAX)
    }

    pub(crate) const fn portions(&self) -> Portions {
        Portions {
            usual: self.into,
            popular_keys: self.popular_keys,
            popular: self.popular_into,
        }
    }
}

/// Checks that a list of consumers is neither empty nor too long.
pub(crate) fn check_some(path: String, consumers: &[Consumer]) -> Result<(), ModelError> {
    const CONSUMERS_MAX: usize = 64;
    if consumers.is_empty() {
        return Err(ModelError::new(path, Problem::Empty));
    }
    within(path, consumers.len(), 1, CONSUMERS_MAX)
}

impl Delivery {
    pub(crate) const fn guarantee(self) -> Guarantee {
        match self {
            Self::AtMostOnce => Guarantee::AtMostOnce,
            Self::AtLeastOnce {
                redeliver_after,
                deliveries_max,
            } => Guarantee::AtLeastOnce {
                redeliver_after: redeliver_after.0,
                deliveries_max,
            },
        }
    }
}

impl Consumer {
    /// The machines and the number of the operation; `field` is where this stands.
    pub(crate) fn resolve(
        &self,
        wiring: &Wiring<'_>,
        field: &str,
    ) -> Result<Subscriber, ModelError> {
        let machines = wiring.machines(&format!("{field}.part"), &self.part)?;
        let field = format!("{field}.operation");
        let operation = wiring.operation(&field, &self.part, &self.operation)?;
        Ok(Subscriber {
            part: self.part.clone(),
            operation,
            last: operation,
            machines: machines
                .iter()
                .map(|machine| (*machine, wiring.in_service(*machine)))
                .collect(),
        })
    }
}

/// All consumers of a list; `field` is where the list stands.
pub(crate) fn resolve_all(
    consumers: &[Consumer],
    wiring: &Wiring<'_>,
    field: &str,
) -> Result<Vec<Subscriber>, ModelError> {
    let resolved = consumers.iter().enumerate();
    let resolved =
        resolved.map(|(place, consumer)| consumer.resolve(wiring, &format!("{field}[{place}]")));
    resolved.collect()
}
