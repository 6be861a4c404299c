//! A cache as a model states it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sim::{Duration, NodeId, NodeSpec};

use super::{CacheProcess, Origin, Rule, Setup};
use crate::model::{Member, ModelError, Part, Problem, Span, Timing, Wiring, within};
use crate::parts::store::Store;

/// A cache in front of another part, whose operations it offers. As an edge of a content delivery
/// network it stands near a group of clients.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Cache {
    /// The part that is asked for what is not here; if it has several machines, those in service
    /// when the run starts are asked in turn.
    pub origin: String,
    /// Whether the origin is a database, of whose machines one takes the writes.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub store: bool,
    /// The operations whose answers are kept, by key.
    #[cfg_attr(feature = "schema", schemars(length(min = 1)))]
    pub keeps: Vec<String>,
    /// The operations whose answers throw away what is kept of the same key.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub invalidates: Vec<String>,
    /// The operations whose answers take the place of what is kept of the same key
    /// (write-through).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub updates: Vec<String>,
    /// Copies that are kept: 1 to 1,000,000. The least recently used makes room.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 1_000_000)))]
    pub capacity: u32,
    /// How long a copy is fresh: 1ms to 1000h; for ever where nobody says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_to_live: Option<Span>,
    /// Operations whose copies are fresh for another time than that: 1ms to 1000h.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub time_to_live_of: BTreeMap<String, Span>,
    /// How long after that it may still be given, while a newer one is fetched.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub stale_while_revalidate: Span,
    /// Whether those who miss the same key wait for one answer.
    #[serde(default = "yes")]
    pub single_flight: bool,
    /// How long it waits for its origin: 1ms to 1h.
    #[serde(default = "usual_patience")]
    pub timeout: Span,
    /// How long a worker needs for each call, found or not.
    #[serde(default = "no_time")]
    pub lookup: Timing,
    /// Workers of each machine: 1 to 10,000.
    #[serde(default = "one")]
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 10_000)))]
    pub workers: u16,
    /// Calls that may wait for a worker: 0 to 1,000,000.
    #[serde(default = "usual_queue")]
    #[cfg_attr(feature = "schema", schemars(range(min = 0, max = 1_000_000)))]
    pub queue: u32,
    /// Machines, each with copies of its own: 1 to 1,000. One is called like the part, several
    /// `NAME-1`, `NAME-2` and so on.
    #[serde(default = "one")]
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 1_000)))]
    pub replicas: u16,
    /// From power-on to the first answer: up to 1h.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub boot: Span,
    /// Where the machines stand, in their order; the list starts again when it is at its end.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub zones: Vec<String>,
}

fn is_zero(span: &Span) -> bool {
    span.0 == Duration::ZERO
}

const fn yes() -> bool {
    true
}

const fn one() -> u16 {
    1
}

const fn no_time() -> Timing {
    Timing::NONE
}

const fn usual_patience() -> Span {
    Span::from_millis(10_000)
}

const fn usual_queue() -> u32 {
    1_000
}

impl Cache {
    /// What is done with each operation of the origin, by its number.
    fn rules(&self, wiring: &Wiring<'_>) -> Result<Vec<Rule>, ModelError> {
        let mut rules = Vec::new();
        let lists = [
            ("keeps", &self.keeps, Rule::Keep),
            ("invalidates", &self.invalidates, Rule::Invalidate),
            ("updates", &self.updates, Rule::Update),
        ];
        for (field, names, rule) in lists {
            for (index, name) in names.iter().enumerate() {
                let field = format!("{field}[{index}]");
                let number = wiring.operation(&field, &self.origin, name)?;
                let place = usize::from(number);
                if rules.len() <= place {
                    rules.resize(place + 1, Rule::Pass);
                }
                if rules[place] != Rule::Pass {
                    let rule = "operation_named_twice";
                    let problem = Problem::Contradiction { rule };
                    return Err(ModelError::new(wiring.path(&field), problem));
                }
                rules[place] = rule;
            }
        }
        Ok(rules)
    }
}

impl Cache {
    /// The times to live that are stated for single operations, by their numbers.
    fn other_times(&self, wiring: &Wiring<'_>) -> Result<Vec<(u16, Duration)>, ModelError> {
        let stated = self.time_to_live_of.iter();
        let stated = stated.map(|(name, time_to_live)| {
            let number = wiring.operation("time_to_live_of", &self.origin, name)?;
            Ok((number, time_to_live.0))
        });
        stated.collect()
    }
}

impl Part for Cache {
    fn members(&self, name: &str) -> Vec<Member> {
        let member = |place: u16| Member {
            name: if self.replicas == 1 {
                name.to_owned()
            } else {
                format!("{name}-{}", place + 1)
            },
            zone: match self.zones.len() {
                0 => String::new(),
                zones => self.zones[usize::from(place) % zones].clone(),
            },
        };
        (0..self.replicas).map(member).collect()
    }

    fn forwards_to(&self) -> Vec<&str> {
        vec![&self.origin]
    }

    fn talks_to(&self) -> Vec<&str> {
        vec![&self.origin]
    }

    fn check(&self, path: &str) -> Result<(), ModelError> {
        let milli = Span::from_millis(1);
        let hour = Span::from_millis(3_600_000);
        let longest = Span::from_millis(3_600_000_000);
        within(format!("{path}.capacity"), self.capacity, 1, 1_000_000)?;
        if let Some(time_to_live) = self.time_to_live {
            within(format!("{path}.time_to_live"), time_to_live, milli, longest)?;
        }
        for (name, time_to_live) in &self.time_to_live_of {
            let path = format!("{path}.time_to_live_of.{name}");
            if !self.keeps.contains(name) {
                let rule = "only_what_is_kept_has_a_time_to_live";
                return Err(ModelError::new(path, Problem::Contradiction { rule }));
            }
            within(path, *time_to_live, milli, longest)?;
        }
        within(format!("{path}.timeout"), self.timeout, milli, hour)?;
        self.lookup.check(&format!("{path}.lookup"))?;
        within(format!("{path}.workers"), self.workers, 1, 10_000)?;
        within(format!("{path}.queue"), self.queue, 0, 1_000_000)?;
        within(format!("{path}.replicas"), self.replicas, 1, 1_000)?;
        within(format!("{path}.zones"), self.zones.len(), 0, 1_000)?;
        within(format!("{path}.boot"), self.boot, Span::default(), hour)?;
        if self.keeps.is_empty() {
            return Err(ModelError::new(format!("{path}.keeps"), Problem::Empty));
        }
        Ok(())
    }

    fn assemble(&self, wiring: &Wiring<'_>, _place: usize) -> Result<NodeSpec, ModelError> {
        let machines = wiring.machines("origin", &self.origin)?.iter().copied();
        let machines: Vec<NodeId> = machines.filter(|id| wiring.in_service(*id)).collect();
        let rules = self.rules(wiring)?;
        let takes_time = self.lookup != Timing::NONE;
        let setup = Setup {
            origin: if self.store {
                Origin::Store(Store::new(machines, self.timeout.0))
            } else {
                Origin::Machines { machines, next: 0 }
            },
            rules,
            capacity: self.capacity,
            time_to_live: self.time_to_live.map(|span| span.0),
            other_times: self.other_times(wiring)?,
            stale_while_revalidate: self.stale_while_revalidate.0,
            single_flight: self.single_flight,
            patience: self.timeout.0,
            lookup: takes_time.then(|| self.lookup.distribution().sampler()),
            lookup_times: wiring.stream("lookup"),
        };
        Ok(NodeSpec {
            workers: self.workers,
            queue_capacity: self.queue,
            boot: self.boot.0,
            ..NodeSpec::new(wiring.member(), Box::new(CacheProcess::new(setup)))
        })
    }
}
