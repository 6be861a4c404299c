//! What the report says of caches, keepers of messages, databases with copies, and autoscalers.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::measure::{Cache, Held, Kinds, Messages, Queue, Scaling};
use crate::report::Report;
use crate::text::{TextTable, number, number_or_dash, thousands};
use crate::words::Language;

/// What only machines of one kind have.
#[derive(Debug, Serialize)]
pub struct KindMeasures {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cache: Option<CacheMeasures>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub messages: Option<MessageMeasures>,
    /// Of a database with copies: until its copies confirm a write.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replication: Option<LagMeasures>,
    /// Of a copy that answers reads: until it shows its readers a write that it has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub applying: Option<LagMeasures>,
    /// Of a database with a pool: calls that wait for a connection.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connections: Option<WaitMeasures>,
}

/// What a cache was asked for.
#[derive(Debug, Serialize)]
pub struct CacheMeasures {
    pub lookups: u64,
    /// Answered from a copy, and those of them whose copy was stale.
    pub hits: u64,
    pub stale_hits: u64,
    pub misses: u64,
    /// Misses that waited for an answer that somebody else had asked for.
    pub joined: u64,
    /// Hits of all lookups, 0 to 1; null without lookups.
    pub hit_share: Option<f64>,
}

/// Messages of a queue, a topic or a log, each once for every part that consumes it.
#[derive(Debug, Serialize)]
pub struct MessageMeasures {
    pub backlog_at_start: u64,
    pub accepted: u64,
    pub delivered: u64,
    pub redelivered: u64,
    /// Accepted and not done with: averaged over time, and at most.
    pub backlog_mean: f64,
    pub backlog_max: u64,
    /// How long one is kept on average: the backlog's mean over what comes, by Little's law.
    pub kept_ms_mean: Option<f64>,
    pub consumers: BTreeMap<String, ConsumerMeasures>,
}

/// What a part that consumes has not done yet.
#[derive(Debug, Serialize)]
pub struct ConsumerMeasures {
    /// At the end, averaged over time, and at most.
    pub lag: u64,
    pub lag_mean: f64,
    pub lag_max: u64,
}

/// Writes that are behind.
#[derive(Debug, Serialize)]
pub struct LagMeasures {
    /// Writes that came, each once for every copy that they go to.
    pub writes: u64,
    pub behind_at_start: u64,
    /// At the end, averaged over time, and at most.
    pub behind: u64,
    pub behind_mean: f64,
    pub behind_max: u64,
    /// How long a write is behind on average, by Little's law.
    pub lag_ms_mean: Option<f64>,
}

/// Calls that had to wait for a connection.
#[derive(Debug, Serialize)]
pub struct WaitMeasures {
    pub calls: u64,
    pub waiting_at_start: u64,
    /// At the end, averaged over time, and at most.
    pub waiting: u64,
    pub waiting_mean: f64,
    pub waiting_max: u64,
    /// How long one waited on average, by Little's law.
    pub wait_ms_mean: Option<f64>,
}

/// What an autoscaler decided, and why.
#[derive(Debug, Serialize)]
pub struct ScalingMeasures {
    pub at_s: f64,
    pub by: String,
    pub part: String,
    pub from: u16,
    pub to: u16,
    /// So many would bring the average to the goal; `to` lies within the limits.
    pub wanted: u64,
    pub metric: &'static str,
    /// What each machine did on average, and should do: a share of its workers' time, or jobs that wait.
    pub measured: f64,
    pub goal: f64,
    /// Machines that said how much they do.
    pub heard: u16,
}

impl KindMeasures {
    /// The numbers of one machine.
    pub fn new(kinds: &Kinds, window_ns: f64) -> Self {
        let lag = |queue: &Queue| LagMeasures::new(queue, window_ns);
        Self {
            cache: kinds.cache.as_ref().map(CacheMeasures::new),
            messages: (kinds.messages.as_ref()).map(|kept| MessageMeasures::new(kept, window_ns)),
            replication: kinds.replication.as_ref().map(lag),
            applying: kinds.applying.as_ref().map(lag),
            connections: (kinds.connecting.as_ref())
                .map(|calls| WaitMeasures::new(calls, window_ns)),
        }
    }
}

impl CacheMeasures {
    fn new(cache: &Cache) -> Self {
        let share = cache.hits as f64 / cache.lookups as f64;
        Self {
            lookups: cache.lookups,
            hits: cache.hits,
            stale_hits: cache.stale_hits,
            misses: cache.lookups - cache.hits,
            joined: cache.joined,
            hit_share: (cache.lookups > 0).then_some(share),
        }
    }
}

impl MessageMeasures {
    fn new(messages: &Messages, window_ns: f64) -> Self {
        let consumer = |held: &Held| ConsumerMeasures {
            lag: held.at_end,
            lag_mean: held.area_ns as f64 / window_ns,
            lag_max: most(held),
        };
        let consumers = messages.consumers.iter();
        Self {
            backlog_at_start: messages.kept.at_start,
            accepted: messages.accepted,
            delivered: messages.delivered,
            redelivered: messages.redelivered,
            backlog_mean: messages.kept.area_ns as f64 / window_ns,
            backlog_max: most(&messages.kept),
            kept_ms_mean: millis_each(&messages.kept, messages.accepted),
            consumers: consumers
                .map(|(part, held)| (part.clone(), consumer(held)))
                .collect(),
        }
    }
}

impl LagMeasures {
    fn new(queue: &Queue, window_ns: f64) -> Self {
        Self {
            writes: queue.came,
            behind_at_start: queue.held.at_start,
            behind: queue.held.at_end,
            behind_mean: queue.held.area_ns as f64 / window_ns,
            behind_max: most(&queue.held),
            lag_ms_mean: millis_each(&queue.held, queue.came),
        }
    }
}

impl WaitMeasures {
    fn new(queue: &Queue, window_ns: f64) -> Self {
        Self {
            calls: queue.came,
            waiting_at_start: queue.held.at_start,
            waiting: queue.held.at_end,
            waiting_mean: queue.held.area_ns as f64 / window_ns,
            waiting_max: most(&queue.held),
            wait_ms_mean: millis_each(&queue.held, queue.came),
        }
    }
}

fn most(held: &Held) -> u64 {
    held.most.max(held.at_start)
}

/// How long each was held on average, of those that came.
fn millis_each(held: &Held, came: u64) -> Option<f64> {
    (came > 0).then(|| held.area_ns as f64 / came as f64 / 1e6)
}

impl ScalingMeasures {
    /// One decision.
    pub fn new(scaling: &Scaling) -> Self {
        let decided = &scaling.decided;
        Self {
            at_s: decided.at.as_secs_f64(),
            by: scaling.by.clone(),
            part: scaling.part.clone(),
            from: decided.from,
            to: decided.to,
            wanted: decided.wanted,
            metric: if decided.by_queue {
                "queue"
            } else {
                "utilization"
            },
            measured: decided.load_milli as f64 / 1_000.0,
            goal: decided.goal_milli as f64 / 1_000.0,
            heard: decided.heard,
        }
    }

    fn in_words(&self, language: Language) -> String {
        let words = &language.messages().kinds;
        let amount = |value: f64| match self.metric {
            "queue" => (words.waiting)(&number(value)),
            _ => (words.busy)(&format!("{:.1}", value * 100.0)),
        };
        let [measured, goal] = [self.measured, self.goal].map(amount);
        let why = (words.why)(&measured, &goal);
        if self.wanted == u64::from(self.to) {
            why
        } else {
            why + &(words.limited)(self.wanted)
        }
    }
}

/// Tables of what only machines of some kinds have, where there are any.
pub fn in_words(report: &Report, language: Language) -> String {
    let words = &language.messages().kinds;
    let nodes = &report.measures.nodes;
    let mut text = String::new();
    let mut add = |headings: &[&str], left: &[usize], rows: Vec<Vec<String>>| {
        if rows.is_empty() {
            return;
        }
        let mut table = TextTable::new(headings, left);
        rows.into_iter().for_each(|row| table.row(row));
        text.push_str(&table.lines());
        text.push('\n');
    };
    let caches = nodes.iter().filter_map(|(name, node)| {
        let cache = node.kinds.cache.as_ref()?;
        let share = cache
            .hit_share
            .map(|share| format!("{:.1} %", share * 100.0));
        Some(vec![
            name.clone(),
            share.unwrap_or_else(|| "–".to_owned()),
            thousands(cache.lookups),
            thousands(cache.hits),
            thousands(cache.stale_hits),
            thousands(cache.joined),
        ])
    });
    let headings = [
        words.cache,
        words.hit_share,
        words.lookups,
        words.hits,
        words.stale,
        words.joined,
    ];
    add(&headings, &[0], caches.collect());
    let keepers = nodes.iter().filter_map(|(name, node)| {
        let kept = node.kinds.messages.as_ref()?;
        let lag = |(part, lag): (&String, &ConsumerMeasures)| {
            format!("{part} {}", thousands(lag.lag_max))
        };
        let lags: Vec<String> = kept.consumers.iter().map(lag).collect();
        Some(vec![
            name.clone(),
            thousands(kept.accepted),
            thousands(kept.delivered),
            thousands(kept.redelivered),
            number(kept.backlog_mean),
            thousands(kept.backlog_max),
            number_or_dash(kept.kept_ms_mean),
            lags.join(", "),
        ])
    });
    let headings = [
        words.messages,
        words.accepted,
        words.delivered,
        words.redelivered,
        words.backlog_mean,
        words.backlog_max,
        words.kept,
        words.lag_max,
    ];
    add(&headings, &[0, 7], keepers.collect());
    let lagging = nodes.iter().flat_map(|(name, node)| {
        let kinds = [
            (words.replication, &node.kinds.replication),
            (words.applying, &node.kinds.applying),
        ];
        kinds.into_iter().filter_map(move |(kind, lag)| {
            let lag = lag.as_ref().filter(|lag| lag.writes + lag.behind_max > 0)?;
            Some(vec![
                name.clone(),
                kind.to_owned(),
                thousands(lag.writes),
                number(lag.behind_mean),
                thousands(lag.behind_max),
                number_or_dash(lag.lag_ms_mean),
            ])
        })
    });
    let headings = [
        words.copies,
        words.until,
        words.writes,
        words.behind_mean,
        words.behind_max,
        words.lag,
    ];
    add(&headings, &[0, 1], lagging.collect());
    let connecting = nodes.iter().filter_map(|(name, node)| {
        let calls = node.kinds.connections.as_ref();
        let calls = calls.filter(|calls| calls.calls + calls.waiting_max > 0)?;
        Some(vec![
            name.clone(),
            thousands(calls.calls),
            number(calls.waiting_mean),
            thousands(calls.waiting_max),
            number_or_dash(calls.wait_ms_mean),
        ])
    });
    let headings = [
        words.connections,
        words.had_to_wait,
        words.waiting_mean,
        words.waiting_max,
        words.wait,
    ];
    add(&headings, &[0], connecting.collect());
    let scalings = report.scaling.iter().map(|scaling| {
        vec![
            scaling.by.clone(),
            scaling.at_s.to_string(),
            format!("{} {} → {}", scaling.part, scaling.from, scaling.to),
            scaling.in_words(language),
        ]
    });
    let headings = [words.autoscaler, words.at, words.machines, words.because];
    add(&headings, &[0, 2, 3], scalings.collect());
    text
}
