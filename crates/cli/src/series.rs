//! A run in pieces of equal length: what `hitotsu run --series` tells of each of them.

use std::collections::BTreeMap;

use serde::Serialize;
use sim::{BIN, Duration};

use crate::complaint::{Complaint, Countable, Form};
use crate::measure::Piece;
use crate::prepared::{Window, time, wrong};
use crate::report::{LatencyMs, Measures, Report};
use crate::spreadsheet::{flatten, harmless, lines};
use crate::text::{TextTable, number, number_or_dash, thousands};
use crate::words::Language;

/// Pieces times machines, at most.
const ROWS_MAX: u64 = 2_000_000;

/// The columns that come first among their neighbours, in this order.
const FIRST: [&str; 14] = [
    "from_s",
    "to_s",
    "issued",
    "succeeded",
    "failed",
    "in_flight",
    "offered",
    "goodput",
    "latency_ms",
    "mean",
    "p50",
    "p90",
    "p95",
    "p99",
];

/// One piece of a run. Counts and areas add up to those of the whole window.
#[derive(Debug, Serialize)]
pub struct Row {
    pub from_s: f64,
    pub to_s: f64,
    pub issued: u64,
    pub succeeded: u64,
    pub failed: u64,
    /// At its end.
    pub in_flight: u64,
    /// Per second.
    pub offered: f64,
    pub goodput: f64,
    /// Of the requests that succeeded within it; null where none did.
    pub latency_ms: LatencyMs,
    pub nodes: BTreeMap<String, NodeRow>,
}

/// One machine within a piece.
#[derive(Debug, Serialize)]
pub struct NodeRow {
    pub utilization: Option<f64>,
    pub queue_mean: f64,
    pub queue_max: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub backlog: Option<u64>,
}

/// How long the pieces are that `--series` asks for.
pub fn every(text: &str, window: Window, machines: usize) -> Result<Duration, Complaint> {
    let every = time("--series", text)?;
    let (length, bin) = (every.as_nanos(), BIN.as_nanos());
    if length == 0 || !length.is_multiple_of(bin) {
        return Err(wrong("--series", text, Form::WholeBins));
    }
    let pieces = window.end.since(window.start).as_nanos().div_ceil(length);
    let rows = pieces.saturating_mul(machines.max(1) as u64);
    if rows > ROWS_MAX {
        let what = Countable::SeriesRows;
        let (count, maximum) = (rows, ROWS_MAX);
        return Err(Complaint::TooMany {
            what,
            count,
            maximum,
        });
    }
    Ok(every)
}

impl Row {
    /// What a piece came to.
    pub fn new(piece: &Piece<'_>) -> Self {
        let measures = Measures::new(&piece.outcome, piece.latencies);
        let nodes = measures.nodes.into_iter().map(|(name, node)| {
            let row = NodeRow {
                utilization: node.utilization,
                queue_mean: node.queue_mean,
                queue_max: node.queue_max,
                backlog: node.backlog,
            };
            (name, row)
        });
        Self {
            from_s: piece.from.as_secs_f64(),
            to_s: piece.to.as_secs_f64(),
            issued: measures.requests.issued,
            succeeded: measures.requests.succeeded,
            failed: measures.requests.failed.values().sum(),
            in_flight: measures.requests.in_flight,
            offered: measures.per_second.offered,
            goodput: measures.per_second.goodput,
            latency_ms: measures.latency_ms,
            nodes: nodes.collect(),
        }
    }
}

/// The pieces as a table for people: the users' side, and the busiest machine of each.
pub fn in_words(rows: &[Row], language: Language) -> String {
    let words = &language.messages().report;
    let headings = [
        words.piece,
        words.issued,
        words.succeeded,
        words.failed,
        words.in_flight,
        "p50 ms",
        "p99 ms",
        words.busiest,
        words.utilization,
        words.queue_mean,
    ];
    let mut table = TextTable::new(&headings, &[7]);
    for row in rows {
        let busy = row.nodes.iter().filter_map(|(name, node)| {
            let share = node.utilization?;
            Some((share, name, node.queue_mean))
        });
        // Of equals the first in the order of names.
        let busiest = busy.reduce(|best, next| if next.0 > best.0 { next } else { best });
        let mut cells = vec![
            format!("{}–{}", row.from_s, row.to_s),
            thousands(row.issued),
            thousands(row.succeeded),
            thousands(row.failed),
            thousands(row.in_flight),
            number_or_dash(row.latency_ms.p50),
            number_or_dash(row.latency_ms.p99),
        ];
        if let Some((share, name, queue)) = busiest {
            cells.push(name.clone());
            cells.push(format!("{:.1} %", share * 100.0));
            cells.push(number(queue));
        }
        table.row(cells);
    }
    table.lines()
}

/// The pieces as lines for spreadsheets, and where all of them come from.
pub fn as_csv(rows: &[Row], report: &Report) -> String {
    let cells = |row: &Row| {
        let tree = serde_json::to_value(row).expect("a row is JSON");
        let mut cells = Vec::new();
        flatten("", &tree, &FIRST, &mut cells);
        cells
    };
    let rows: Vec<Vec<(String, String)>> = rows.iter().map(cells).collect();
    let first = rows.first().into_iter().flatten();
    let origin = [
        ("seed", report.seed.0.to_string()),
        (
            "scenario",
            harmless(report.scenario.as_deref().unwrap_or_default()),
        ),
        ("engine_version", report.engine_version.to_owned()),
    ];
    let head = first.map(|(name, _)| harmless(name));
    let head = head.chain(origin.iter().map(|(name, _)| (*name).to_owned()));
    let body = rows.iter().map(|row| {
        let cells = row.iter().map(|(_, cell)| cell.clone());
        cells
            .chain(origin.iter().map(|(_, cell)| cell.clone()))
            .collect()
    });
    lines(std::iter::once(head.collect()).chain(body))
}
