//! What only some kinds of machines count, read at two instants: caches, keepers of messages, databases
//! with copies, autoscalers.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sim::{CacheTally, Holding, QueueTally, Scaled, Simulation, Tally, Time};

use crate::exact;

/// What machines of some kinds came to within the window; nothing for all others.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kinds {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cache: Option<Cache>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub messages: Option<Messages>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replication: Option<Queue>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub applying: Option<Queue>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub connecting: Option<Queue>,
}

/// What a cache was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cache {
    pub lookups: u64,
    pub hits: u64,
    pub stale_hits: u64,
    pub joined: u64,
}

/// Messages that were kept. Kept at the start + accepted = delivered + put aside + kept at the end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Messages {
    pub accepted: u64,
    pub delivered: u64,
    pub redelivered: u64,
    pub kept: Held,
    /// What each part that consumes has not done yet.
    pub consumers: BTreeMap<String, Held>,
}

/// Things that came and were held for a while.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Queue {
    pub came: u64,
    pub held: Held,
}

/// How many were held at both ends of the window, at most, and for how long together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Held {
    pub at_start: u64,
    pub at_end: u64,
    pub most: u64,
    #[serde(with = "exact")]
    pub area_ns: u128,
}

/// What an autoscaler decided within the window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scaling {
    /// The autoscaler, and the part that it scales.
    pub by: String,
    pub part: String,
    pub decided: Scaled,
}

/// A tally that outlives its instant.
#[derive(Clone, Debug, Default)]
pub(super) struct Read {
    cache: Option<CacheTally>,
    accepted: u64,
    delivered: u64,
    redelivered: u64,
    kept: Option<Holding>,
    groups: Vec<(String, Holding)>,
    replication: Option<QueueTally>,
    applying: Option<QueueTally>,
    connecting: Option<QueueTally>,
}

impl Read {
    pub(super) fn of(tally: &Tally<'_>) -> Self {
        let kept = tally.kept.as_ref();
        let groups = kept.iter().flat_map(|kept| &kept.groups);
        Self {
            cache: tally.cache,
            accepted: kept.map_or(0, |kept| kept.accepted),
            delivered: kept.map_or(0, |kept| kept.delivered),
            redelivered: kept.map_or(0, |kept| kept.redelivered),
            kept: kept.map(|kept| kept.held),
            groups: groups
                .map(|(part, held)| ((*part).to_owned(), *held))
                .collect(),
            replication: tally.replication,
            applying: tally.applying,
            connecting: tally.connecting,
        }
    }

    /// What happened from this reading to a later one; `peaks` are those of [`holdings`].
    pub(super) fn until(&self, later: &Self, peaks: &[u64]) -> Kinds {
        let mut peaks = peaks.iter().copied();
        let mut held = |first: &Holding, last: &Holding| Held {
            at_start: first.now,
            at_end: last.now,
            // What was there when the window began counts, too.
            most: peaks.next().unwrap_or(0),
            area_ns: last.area - first.area,
        };
        let messages = self.kept.zip(later.kept).map(|(first, last)| {
            let kept = held(&first, &last);
            let groups = self.groups.iter().zip(&later.groups);
            Messages {
                accepted: later.accepted - self.accepted,
                delivered: later.delivered - self.delivered,
                redelivered: later.redelivered - self.redelivered,
                kept,
                consumers: groups
                    .map(|((part, first), (_, last))| (part.clone(), held(first, last)))
                    .collect(),
            }
        });
        let mut queue = |first: Option<QueueTally>, last: Option<QueueTally>| {
            let (first, last) = first.zip(last)?;
            let came = last.came - first.came;
            let held = held(&first.held, &last.held);
            Some(Queue { came, held })
        };
        Kinds {
            messages,
            replication: queue(self.replication, later.replication),
            applying: queue(self.applying, later.applying),
            connecting: queue(self.connecting, later.connecting),
            cache: self.cache.zip(later.cache).map(|(first, last)| Cache {
                lookups: last.lookups - first.lookups,
                hits: last.hits - first.hits,
                stale_hits: last.stale_hits - first.stale_hits,
                joined: last.joined - first.joined,
            }),
        }
    }
}

/// All that a tally says is held, always in the same order.
pub(super) fn holdings<'a>(tally: &'a Tally<'_>) -> impl Iterator<Item = Holding> + use<'a> {
    let kept = tally.kept.as_ref();
    let groups = kept.into_iter().flat_map(|kept| &kept.groups);
    let groups = groups.map(|(_, held)| *held);
    let queues = [tally.replication, tally.applying, tally.connecting];
    let queues = queues.into_iter().flatten().map(|queue| queue.held);
    kept.map(|kept| kept.held)
        .into_iter()
        .chain(groups)
        .chain(queues)
}

/// What autoscalers decided from an instant on.
pub(super) fn scalings(simulation: &Simulation, groups: &[String], from: Time) -> Vec<Scaling> {
    let mut all = Vec::new();
    for (place, node) in simulation.nodes().iter().enumerate() {
        let tally = simulation.tally(sim::NodeId(place as u16), simulation.now());
        let since = tally.scaled.iter().filter(|decided| decided.at >= from);
        all.extend(since.map(|decided| Scaling {
            by: node.name().to_owned(),
            part: groups[usize::from(decided.group)].clone(),
            decided: *decided,
        }));
    }
    all.sort_by_key(|scaling| scaling.decided.at);
    all
}
