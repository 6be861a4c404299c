//! How the points of a sweep are written: as JSON, as CSV, as a table for people.

use std::collections::BTreeMap;
use std::io::Write;

use serde_json::{Map, Value, json};
use sim::Time;

use super::statistics::aggregated;
use super::{Question, Run};
use crate::arguments::Table;
use crate::complaint::Complaint;
use crate::prepared::warmed_up;
use crate::print;
use crate::report::WindowSeconds;
use crate::spreadsheet::{flatten, harmless, lines};
use crate::text::{TextTable, number};
use crate::words::Language;

/// The name and version of the format.
const FORMAT: &str = "hitotsu-sweep";
const VERSION: u32 = 1;

/// Writes what a sweep came to.
pub(super) fn write(
    question: &Question,
    runs: &[Run],
    format: Table,
    language: Language,
    out: &mut dyn Write,
) -> Result<(), Complaint> {
    let seeds = question.seeds as usize;
    let points: Vec<&[Run]> = runs.chunks(seeds).collect();
    let start = warmed_up(question.warm_up.as_deref())?;
    let text = match format {
        Table::Json => as_json(question, &points, start),
        Table::Csv => as_csv(question, &points, start),
        Table::Text => as_text(question, &points, language),
    };
    print(out, &text)
}

/// What was measured of a point's runs, which all end at the same time.
fn window_s(runs: &[Run], start: Time) -> WindowSeconds {
    let length = runs.first().map_or(0, |run| run.outcome.window_ns);
    let end = u128::from(start.as_nanos()) + length;
    WindowSeconds {
        from: start.as_secs_f64(),
        to: end as f64 / 1e9,
    }
}

fn as_json(question: &Question, points: &[&[Run]], start: Time) -> String {
    let point = |(number, runs): (usize, &&[Run])| {
        let values = question.values(number as u64).into_iter();
        let values = values.map(|(path, value)| (path.to_owned(), value.clone()));
        let mut point = Map::new();
        point.insert("point".to_owned(), Value::Object(values.collect()));
        point.insert("window_s".to_owned(), json!(window_s(runs, start)));
        let hashes = runs.iter().map(|run| {
            let outcome = &run.outcome;
            json!({
                "seed": systems::scenario_file::Seed(question.seed(run.number)),
                "trace_hash": outcome.trace_hash,
                "events": outcome.events,
            })
        });
        point.insert("runs".to_owned(), hashes.collect());
        if let Value::Object(measures) = aggregated(runs) {
            point.extend(measures);
        }
        Value::Object(point)
    };
    let points: Vec<Value> = points.iter().enumerate().map(point).collect();
    let report = json!({
        "format": FORMAT,
        "version": VERSION,
        "engine_version": question.engine_version,
        "scenario": question.scenario,
        "until": question.until,
        "warm_up": question.warm_up,
        "seeds": question.seeds,
        "confidence": 0.95,
        "points": points,
    });
    format!("{report:#}\n")
}

/// The columns that come first among their neighbours, in this order.
const FIRST: [&str; 7] = [
    "requests",
    "per_second",
    "latency_ms",
    "little",
    "mean",
    "low",
    "high",
];

/// What every line of the table for spreadsheets ends with.
const ORIGIN: [&str; 5] = ["first_seed", "from_s", "to_s", "scenario", "engine_version"];

/// The cells under [`ORIGIN`].
fn origin(question: &Question, runs: &[Run], start: Time) -> [String; 5] {
    let window = window_s(runs, start);
    let named = |field: &str| question.scenario[field].as_str();
    let scenario = named("title").or_else(|| named("system"));
    [
        question.first_seed.to_string(),
        window.from.to_string(),
        window.to.to_string(),
        harmless(scenario.unwrap_or_default()),
        question.engine_version.clone(),
    ]
}

/// One line for each point: the values of the axes, every number with its interval, and where all of
/// it comes from. A point without a machine that others have leaves its cells empty.
fn as_csv(question: &Question, points: &[&[Run]], start: Time) -> String {
    let mut columns = Vec::new();
    let rows: Vec<BTreeMap<String, String>> = points
        .iter()
        .map(|runs| {
            let mut cells = Vec::new();
            flatten("", &aggregated(runs), &FIRST, &mut cells);
            for (column, _) in &cells {
                if !columns.contains(column) {
                    columns.push(column.clone());
                }
            }
            cells.into_iter().collect()
        })
        .collect();
    let axes = question.axes.iter().map(|axis| harmless(&axis.path));
    let head = axes.chain(["seeds".to_owned()]);
    let head = head.chain(columns.iter().map(|column| harmless(column)));
    let head = head.chain(ORIGIN.map(str::to_owned));
    let body = rows.iter().enumerate().map(|(number, row)| {
        let values = question.values(number as u64).into_iter();
        let values = values.map(|(_, value)| harmless(&plain(value)));
        let cells = values.chain([question.seeds.to_string()]);
        let cell = |column: &String| row.get(column).cloned().unwrap_or_default();
        let cells = cells.chain(columns.iter().map(cell));
        cells
            .chain(origin(question, points[number], start))
            .collect()
    });
    lines(std::iter::once(head.collect()).chain(body))
}

fn plain(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

fn as_text(question: &Question, points: &[&[Run]], language: Language) -> String {
    let messages = language.messages();
    let (report, sweep) = (&messages.report, &messages.sweep);
    let axes = question.axes.iter().map(|axis| axis.path.as_str());
    let p50 = format!("p50 {}", "ms");
    let p99 = format!("p99 {}", "ms");
    let mean = format!("{} ms", report.mean);
    let fixed = [
        report.goodput,
        sweep.failed_share,
        mean.as_str(),
        &p50,
        &p99,
        "L",
    ];
    let headings: Vec<&str> = axes.chain(fixed).collect();
    let mut table = TextTable::new(&headings, &[]);
    for (number, runs) in points.iter().enumerate() {
        let measures = aggregated(runs);
        let values = question.values(number as u64).into_iter();
        let mut row: Vec<String> = values.map(|(_, value)| plain(value)).collect();
        row.extend([
            with_interval(&measures["per_second"]["goodput"]),
            failed_share(&measures),
            with_interval(&measures["latency_ms"]["mean"]),
            with_interval(&measures["latency_ms"]["p50"]),
            with_interval(&measures["latency_ms"]["p99"]),
            with_interval(&measures["little"]["l"]),
        ]);
        table.row(row);
    }
    let runs: usize = points.iter().map(|runs| runs.len()).sum();
    let runs = (sweep.runs)(runs as u64);
    format!("{}\n{runs} · {}\n", table.lines(), sweep.interval)
}

fn with_interval(summary: &Value) -> String {
    let Some(middle) = summary["mean"].as_f64() else {
        return "–".to_owned();
    };
    match (summary["low"].as_f64(), summary["high"].as_f64()) {
        (Some(low), Some(high)) => format!("{} ± {}", number(middle), number((high - low) / 2.0)),
        _ => number(middle),
    }
}

fn failed_share(measures: &Value) -> String {
    let mean = |value: &Value| value["mean"].as_f64().unwrap_or(0.0);
    let rates = &measures["per_second"];
    let (failed, offered) = (mean(&rates["failed"]), mean(&rates["offered"]));
    if offered > 0.0 {
        number(100.0 * failed / offered)
    } else {
        "–".to_owned()
    }
}
