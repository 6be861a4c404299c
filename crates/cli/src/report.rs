//! What was measured, under the stable names of the JSON report.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;
use sim::ENGINE_VERSION;
use systems::scenario_file::Seed;

use crate::kinds::{KindMeasures, ScalingMeasures};
use crate::latencies::{Latencies, Packed, Step};
use crate::measure::{Measured, NodeOutcome, Outcome};
use crate::prepared::{Prepared, Window};
use crate::series::Row;

/// The name and the version of the report's format.
const FORMAT: &str = "hitotsu-run";
const VERSION: u32 = 1;

/// The report of one run.
#[derive(Debug, Serialize)]
pub struct Report {
    pub format: &'static str,
    pub version: u32,
    pub engine_version: &'static str,
    /// The title of the scenario, else the system's id, else the name of the file.
    pub scenario: Option<String>,
    pub seed: Seed,
    /// What was measured, in seconds of the run.
    pub window_s: WindowSeconds,
    #[serde(flatten)]
    pub measures: Measures,
    pub events: u64,
    pub trace_hash: String,
    /// What autoscalers decided within the window, in the order of time.
    pub scaling: Vec<ScalingMeasures>,
    /// How many requests took how long, where `--histogram` asks for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latency_histogram: Option<LatencyHistogram>,
    /// The window in pieces, where `--series` asks for them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub series: Option<Vec<Row>>,
}

/// All latencies of the window: in steps, to look at, and as a histogram that adds up with others.
#[derive(Debug, Serialize)]
pub struct LatencyHistogram {
    pub steps: Vec<Step>,
    pub hdr: Packed,
}

/// The measured part of a run.
#[derive(Debug, Serialize)]
pub struct WindowSeconds {
    pub from: f64,
    pub to: f64,
}

/// The numbers that a sweep gives with intervals.
#[derive(Debug, Serialize)]
pub struct Measures {
    pub requests: RequestCounts,
    /// Requests per second: issued, succeeded in time, failed.
    pub per_second: Rates,
    /// Of the requests that succeeded within the window; null where none did.
    pub latency_ms: LatencyMs,
    /// Little's law over the window: `l` = `lambda` x `w`.
    pub little: LittleLaw,
    pub nodes: BTreeMap<String, NodeMeasures>,
}

/// Requests within the window.
#[derive(Debug, Serialize)]
pub struct RequestCounts {
    pub issued: u64,
    pub succeeded: u64,
    pub failed: BTreeMap<String, u64>,
    pub in_flight: u64,
    pub in_flight_at_start: u64,
    pub late: u64,
    pub attempts: u64,
    pub lost_writes: u64,
    pub lost_sessions: u64,
    pub order_reversals: u64,
    pub stale_reads: u64,
}

/// Requests per second.
#[derive(Debug, Serialize)]
pub struct Rates {
    pub offered: f64,
    pub goodput: f64,
    pub failed: f64,
}

/// Latencies in milliseconds.
#[derive(Debug, Serialize)]
pub struct LatencyMs {
    pub mean: Option<f64>,
    pub p50: Option<f64>,
    pub p90: Option<f64>,
    pub p95: Option<f64>,
    pub p99: Option<f64>,
    pub p99_9: Option<f64>,
    pub max: Option<f64>,
}

/// Requests in flight on average, requests issued per second, and seconds in flight for each.
#[derive(Debug, Serialize)]
pub struct LittleLaw {
    pub l: f64,
    pub lambda: f64,
    pub w: Option<f64>,
}

/// One machine within the window.
#[derive(Debug, Serialize)]
pub struct NodeMeasures {
    /// Share of the workers' time spent working, 0 to 1; null without workers.
    pub utilization: Option<f64>,
    /// Workers that work, averaged over time.
    pub busy_mean: f64,
    /// Jobs waiting, averaged over time, and at most.
    pub queue_mean: f64,
    pub queue_max: u64,
    /// Messages accepted and not done with at the end, where the machine keeps any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub backlog: Option<u64>,
    /// Messages put aside because they were tried too often, where the machine keeps any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dead_letters: Option<u64>,
    pub workers: u64,
    #[serde(flatten)]
    pub kinds: KindMeasures,
    pub jobs: crate::measure::Jobs,
    pub refused: BTreeMap<String, u64>,
}

impl Report {
    /// The report of a run.
    pub fn new(prepared: &Prepared, window: Window, measured: &Measured) -> Self {
        let Measured {
            outcome,
            latencies,
            scalings,
        } = measured;
        Self {
            format: FORMAT,
            version: VERSION,
            engine_version: ENGINE_VERSION,
            scenario: prepared.name().map(str::to_owned),
            seed: prepared.file.seed,
            window_s: WindowSeconds {
                from: window.start.as_secs_f64(),
                to: window.end.as_secs_f64(),
            },
            measures: Measures::new(outcome, latencies),
            events: outcome.events,
            trace_hash: outcome.trace_hash.clone(),
            scaling: scalings.iter().map(ScalingMeasures::new).collect(),
            latency_histogram: None,
            series: None,
        }
    }
}

impl Measures {
    /// The numbers of an outcome with these latencies.
    pub fn new(outcome: &Outcome, latencies: &Latencies) -> Self {
        let seconds = outcome.window_ns as f64 / 1e9;
        let requests = &outcome.requests;
        let failed: u64 = requests.failed.values().sum();
        let area = outcome.area_ns as f64 / 1e9;
        let node = |(name, node): (&String, &NodeOutcome)| {
            let window_ns = outcome.window_ns as f64;
            (name.clone(), NodeMeasures::new(node, window_ns))
        };
        Self {
            requests: RequestCounts {
                issued: requests.issued,
                succeeded: requests.succeeded,
                failed: requests.failed.clone(),
                in_flight: requests.in_flight,
                in_flight_at_start: requests.in_flight_at_start,
                late: requests.late,
                attempts: requests.attempts,
                lost_writes: requests.lost_writes,
                lost_sessions: requests.lost_sessions,
                order_reversals: requests.order_reversals,
                stale_reads: requests.stale_reads,
            },
            per_second: Rates {
                offered: requests.issued as f64 / seconds,
                goodput: requests.succeeded as f64 / seconds,
                failed: failed as f64 / seconds,
            },
            latency_ms: LatencyMs::new(latencies),
            little: LittleLaw {
                l: area / seconds,
                lambda: requests.issued as f64 / seconds,
                w: (requests.issued > 0).then(|| area / requests.issued as f64),
            },
            nodes: outcome.nodes.iter().map(node).collect(),
        }
    }

    /// The numbers as a tree.
    pub fn tree(&self) -> Value {
        serde_json::to_value(self).expect("measures are JSON")
    }
}

impl LatencyMs {
    /// Mean, quantiles and maximum.
    pub fn new(latencies: &Latencies) -> Self {
        Self {
            mean: latencies.mean_ms(),
            p50: latencies.quantile_ms(0.5),
            p90: latencies.quantile_ms(0.9),
            p95: latencies.quantile_ms(0.95),
            p99: latencies.quantile_ms(0.99),
            p99_9: latencies.quantile_ms(0.999),
            max: latencies.max_ms(),
        }
    }
}

impl NodeMeasures {
    fn new(node: &NodeOutcome, window_ns: f64) -> Self {
        let busy_mean = node.busy_ns as f64 / window_ns;
        Self {
            utilization: (node.workers > 0).then(|| busy_mean / node.workers as f64),
            busy_mean,
            queue_mean: node.waiting_ns as f64 / window_ns,
            queue_max: node.queue_max,
            backlog: node.backlog,
            dead_letters: node.dead_letters,
            workers: node.workers,
            kinds: KindMeasures::new(&node.kinds, window_ns),
            jobs: node.jobs,
            refused: node.refused.clone(),
        }
    }
}
