//! `hitotsu run`: one run, measured, told to people or to programs.

use std::io::Write;

use sim::{Break, Reason};

use crate::arguments::{Run, Table};
use crate::complaint::{Complaint, Form};
use crate::latencies::Step;
use crate::measure::{self, Watch, reason_name};
use crate::prepared::{Prepared, Window, rounded, wrong};
use crate::progress::Way;
use crate::report::{LatencyHistogram, Measures, Report};
use crate::series::{self, Row};
use crate::text::{TextTable, number, number_or_dash, thousands};
use crate::words::Language;
use crate::{kinds, print, say, trace};

/// `hitotsu run`.
pub fn run(arguments: &Run, language: Language, out: &mut dyn Write) -> Result<(), Complaint> {
    let prepared = Prepared::new(&arguments.input)?;
    let blueprint = prepared.blueprint(0)?;
    let window = prepared.window(arguments.warm_up.as_deref())?;
    if arguments.histogram && arguments.format == Table::Csv {
        return Err(wrong("--histogram", "csv", Form::HistogramNotCsv));
    }
    if let Some(to) = rounded(arguments.warm_up.as_deref())? {
        say(&(language.messages().report.warm_up_rounded)(&to));
    }
    let scenario = &arguments.input.scenario;
    let trace = arguments.trace.as_deref();
    // A file that cannot be written is told before a long run.
    let trace = trace.map(|path| trace::ToFile::new(path, scenario));
    let trace = trace.transpose()?;
    let every = arguments.series.as_deref();
    let every = every.map(|text| series::every(text, window, blueprint.nodes.len()));
    let every = every.transpose()?;
    // A spreadsheet of a run that is in one piece has one line.
    let one_line = (arguments.format == Table::Csv).then(|| window.end.since(window.start));
    let mut way = Way::new(window.end);
    let mut rows = Vec::new();
    let mut watch = Watch {
        seen: &mut |now| way.at(now),
        every: every.or(one_line),
        each: &mut |piece| rows.push(Row::new(&piece)),
    };
    let measured = measure::run(blueprint, window, &mut watch)?;
    drop(way);
    if let Some(trace) = trace {
        trace.write(&prepared)?;
    }
    let mut report = Report::new(&prepared, window, &measured);
    report.latency_histogram = arguments.histogram.then(|| LatencyHistogram {
        steps: measured.latencies.steps(),
        hdr: measured.outcome.latencies.clone(),
    });
    let text = match arguments.format {
        Table::Csv => series::as_csv(&rows, &report),
        Table::Text => {
            report.series = every.map(|_| rows);
            in_words(&report, window, language)
        }
        Table::Json => {
            report.series = every.map(|_| rows);
            let text = serde_json::to_string_pretty(&report);
            text.expect("a report is JSON") + "\n"
        }
    };
    print(out, &text)
}

fn in_words(report: &Report, window: Window, language: Language) -> String {
    let words = &language.messages().report;
    let seconds = [window.start, window.end].map(|time| time.as_secs_f64().to_string());
    let scenario = report.scenario.as_deref().unwrap_or("–");
    let more = [
        (report.latency_histogram.as_ref()).map(|histogram| steps(&histogram.steps, language)),
        (report.series.as_ref()).map(|rows| series::in_words(rows, language)),
    ];
    let more: String = more
        .iter()
        .flatten()
        .map(|table| format!("{table}\n"))
        .collect();
    format!(
        "{scenario} · {} {} · {} · {} {}\n\n{}\n{}\n{}{more}{} {} · {} {}\n",
        words.seed,
        report.seed.0,
        (words.window)(&seconds[0], &seconds[1]),
        words.engine,
        report.engine_version,
        summary(&report.measures, language),
        machines(&report.measures, language),
        kinds::in_words(report, language),
        words.events,
        thousands(report.events),
        words.trace_hash,
        report.trace_hash,
    )
}

fn summary(measures: &Measures, language: Language) -> String {
    let words = &language.messages().report;
    let requests = &measures.requests;
    let mut counts = vec![
        format!("{} {}", words.issued, thousands(requests.issued)),
        format!("{} {}", words.succeeded, thousands(requests.succeeded)),
        failures(measures, language),
        format!("{} {}", words.in_flight, thousands(requests.in_flight)),
    ];
    if requests.in_flight_at_start > 0 {
        let count = thousands(requests.in_flight_at_start);
        counts.insert(0, format!("{} {count}", words.in_flight_at_start));
    }
    let broken = |kind| language.findings().broken(kind).name;
    for (word, count) in [
        (words.late, requests.late),
        (broken(Break::LostWrite), requests.lost_writes),
        (broken(Break::LostSession), requests.lost_sessions),
        (broken(Break::OrderReversal), requests.order_reversals),
        (broken(Break::StaleRead), requests.stale_reads),
    ] {
        if count > 0 {
            counts.push(format!("{word} {}", thousands(count)));
        }
    }
    let rates = &measures.per_second;
    let rates = format!(
        "{} {}   {} {}",
        words.offered,
        number(rates.offered),
        words.goodput,
        number(rates.goodput)
    );
    let latency = &measures.latency_ms;
    let latencies = [
        (words.mean, latency.mean),
        ("p50", latency.p50),
        ("p90", latency.p90),
        ("p95", latency.p95),
        ("p99", latency.p99),
        ("p99.9", latency.p99_9),
        (words.max, latency.max),
    ];
    let latencies = latencies.map(|(name, value)| format!("{name} {}", number_or_dash(value)));
    let little = &measures.little;
    let little = format!(
        "L {}   λ {}   W {} ms",
        number(little.l),
        number(little.lambda),
        number_or_dash(little.w.map(|seconds| seconds * 1_000.0))
    );
    let mut table = TextTable::new(&[words.requests, &counts.join("   ")], &[0, 1]);
    table.row(vec![words.per_second.to_owned(), rates]);
    table.row(vec![words.latency.to_owned(), latencies.join("   ")]);
    table.row(vec![words.little.to_owned(), little]);
    table.lines()
}

/// How many requests took how long, each step with a bar.
fn steps(steps: &[Step], language: Language) -> String {
    const WIDTH: u64 = 40;
    let words = &language.messages().report;
    let mut table = TextTable::new(&[words.histogram, words.requests, ""], &[2]);
    let most = steps.iter().map(|step| step.count).max().unwrap_or(1);
    for step in steps {
        // Whatever there is, however little, can be seen.
        let bar = (step.count * WIDTH).div_ceil(most.max(1));
        let bar = "█".repeat(bar as usize);
        table.row(vec![number(step.to_ms), thousands(step.count), bar]);
    }
    table.lines()
}

/// How many requests failed, and those reasons that there were.
fn failures(measures: &Measures, language: Language) -> String {
    let messages = language.messages();
    let failed = &measures.requests.failed;
    let total: u64 = failed.values().sum();
    let reason = |reason: &Reason| {
        let count = failed.get(&reason_name(*reason)).copied().unwrap_or(0);
        (count > 0).then(|| {
            let words = messages.reasons[reason.index()];
            format!("{words} {}", thousands(count))
        })
    };
    let reasons: Vec<String> = Reason::ALL.iter().filter_map(reason).collect();
    let reasons = if reasons.is_empty() {
        String::new()
    } else {
        format!(" ({})", reasons.join(", "))
    };
    format!("{} {}{reasons}", messages.report.failed, thousands(total))
}

fn machines(measures: &Measures, language: Language) -> String {
    let words = &language.messages().report;
    let keeping = measures.nodes.values().any(|node| node.backlog.is_some());
    let mut headings = vec![
        words.machine,
        words.utilization,
        words.busy,
        words.queue_mean,
        words.queue_max,
        words.workers,
    ];
    if keeping {
        headings.extend([words.backlog, words.dead_letters]);
    }
    let mut table = TextTable::new(&headings, &[0]);
    for (name, node) in &measures.nodes {
        let percent = node
            .utilization
            .map(|share| format!("{:.1} %", share * 100.0));
        let mut row = vec![
            name.clone(),
            percent.unwrap_or_else(|| "–".to_owned()),
            number(node.busy_mean),
            number(node.queue_mean),
            thousands(node.queue_max),
            thousands(node.workers),
        ];
        if keeping {
            let kept = [node.backlog, node.dead_letters];
            row.extend(kept.map(|count| count.map_or_else(String::new, thousands)));
        }
        table.row(row);
    }
    table.lines()
}
