//! `trace` and `run --trace`: what other tools can open.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::support::{file, hitotsu, json, number, out, queue};

const SHOP: &str = "trace examples/scenarios/shop.json --until 30s --format";

/// Every rule of the format that a viewer relies on.
fn check_perfetto(trace: &Value) -> usize {
    let events = trace["traceEvents"].as_array().expect("a list of events");
    let mut named = BTreeSet::new();
    let mut arrows = BTreeMap::new();
    let mut open = BTreeMap::new();
    let mut slices: BTreeMap<(u64, u64), Vec<(f64, f64)>> = BTreeMap::new();
    for event in events {
        let text = |name: &str| {
            event[name]
                .as_str()
                .unwrap_or_else(|| panic!("{name}: {event}"))
        };
        let time = number(event, "/ts");
        let pid = event["pid"].as_u64().expect("a process");
        let tid = event["tid"].as_u64().expect("a thread");
        assert!(time >= 0.0, "{event}");
        match text("ph") {
            "M" if text("name") == "process_name" => assert!(named.insert(pid), "{event}"),
            "M" | "C" => {}
            "X" => {
                let length = number(event, "/dur");
                assert!(length >= 0.0, "{event}");
                slices
                    .entry((pid, tid))
                    .or_default()
                    .push((time, time + length));
            }
            "s" => assert_eq!(arrows.insert(event["id"].as_u64(), time), None, "{event}"),
            "f" => {
                let left = arrows.remove(&event["id"].as_u64());
                assert!(
                    left.expect("an arrow begins before it ends") <= time,
                    "{event}"
                );
                assert_eq!(text("bp"), "e");
            }
            "b" => {
                let id = (text("cat").to_owned(), event["id"].to_string(), pid);
                *open.entry(id).or_insert(0) += 1;
            }
            "e" => {
                let id = (text("cat").to_owned(), event["id"].to_string(), pid);
                let count = open.get_mut(&id).expect("it begins before it ends");
                *count -= 1;
                assert!(*count >= 0, "{event}");
            }
            "i" => assert!(["t", "g"].contains(&text("s")), "{event}"),
            other => panic!("nobody knows phase {other}"),
        }
        assert!(named.contains(&pid), "process {pid} has no name");
    }
    let mut count = 0;
    for (thread, slices) in &mut slices {
        slices.sort_by(|first, second| {
            first
                .0
                .total_cmp(&second.0)
                .then(second.1.total_cmp(&first.1))
        });
        count += slices.len();
        for pair in slices.windows(2) {
            let ((begin, end), (next, after)) = (pair[0], pair[1]);
            // A nanosecond of rounding where microseconds are floats.
            let apart = next >= end - 0.000_6 || (next >= begin && after <= end + 0.000_6);
            assert!(apart, "slices of {thread:?} cross: {pair:?}");
        }
    }
    count
}

#[test]
fn perfetto_gets_processes_threads_slices_and_arrows_that_fit_together() {
    let trace: Value = serde_json::from_str(&out(&format!("{SHOP} perfetto"))).expect("JSON");
    let slices = check_perfetto(&trace);
    assert!(slices > 10_000, "{slices}");
    let events = trace["traceEvents"].as_array().expect("a list of events");
    for name in ["orders-1", "worker 2", "network", "queue", "struck"] {
        let is_named = |event: &&Value| event["args"]["name"] == name || event["name"] == name;
        assert!(events.iter().any(|event| is_named(&event)), "{name}");
    }
    // No machine of the shop has more than four workers, crash or not.
    let fifth = |event: &&Value| event["args"]["name"] == "worker 5";
    assert_eq!(events.iter().find(fifth), None);
    let cut = format!("{SHOP} perfetto --from 21s");
    check_perfetto(&serde_json::from_str(&out(&cut)).expect("JSON"));
}

#[test]
fn lines_hold_every_record_once_in_order() {
    let text = out("trace web-rds --until 3s --format jsonl");
    let lines: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("{line}")))
        .collect();
    let times: Vec<u64> = lines
        .iter()
        .filter_map(|line| line["t_ns"].as_u64())
        .collect();
    assert!(times.is_sorted() && times.len() == lines.len());
    let count = |what: &str| lines.iter().filter(|line| line["what"] == what).count() as f64;
    let report = json("run web-rds --until 3s --format json");
    assert_eq!(count("issued"), number(&report, "/requests/issued"));
    assert_eq!(count("attempted"), number(&report, "/requests/attempts"));
    let request = out("trace web-rds --until 3s --format jsonl --request 7");
    assert!(
        request.lines().all(|line| line.contains("\"request\":7")),
        "{request}"
    );
    // The same moments as in the story, which is told another way.
    let moments = |values: &[Value]| -> Vec<u64> {
        let times = values.iter().map(|value| value["t_ns"].as_u64());
        times.map(|time| time.expect("whole nanoseconds")).collect()
    };
    let of_request: Vec<Value> = lines
        .iter()
        .filter(|line| line["request"] == 7)
        .cloned()
        .collect();
    let story = json("story web-rds --until 3s --request 7 --format json");
    let steps = story["steps"].as_array().expect("a list of steps");
    assert_eq!(moments(&of_request), moments(steps));
    let later = out("trace web-rds --until 3s --format jsonl --from 2s");
    let from = times.partition_point(|time| *time < 2_000_000_000);
    assert_eq!(later.lines().count(), lines.len() - from);
    assert!(text.ends_with(&later));
}

#[test]
fn a_run_writes_its_trace_beside_its_report() {
    let lines = file("run.jsonl", "");
    let report = json(&format!(
        "run web-rds --until 3s --format json --trace {lines}"
    ));
    assert!(number(&report, "/requests/issued") > 0.0);
    let written = std::fs::read_to_string(&lines).expect("it was written");
    assert_eq!(written, out("trace web-rds --until 3s --format jsonl"));
    let picture = file("run.json", "");
    out(&format!("run web-rds --until 3s --trace {picture}"));
    let written = std::fs::read_to_string(&picture).expect("it was written");
    check_perfetto(&serde_json::from_str(&written).expect("JSON"));
    let nowhere = hitotsu("run web-rds --until 1s --trace /nowhere/at/all.jsonl");
    assert_eq!(nowhere.code, 2, "{}", nowhere.err);
}

#[test]
fn a_sequence_diagram_shows_one_request_or_the_first_arrows_of_a_window() {
    let text = out("trace web-rds --until 5s --format mermaid --request 42");
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("sequenceDiagram"));
    assert!(text.contains("participant n0 as users"), "{text}");
    assert_eq!(
        text.matches("->>").count() + text.matches("-->>").count() - text.matches("-->>").count(),
        6,
        "{text}"
    );
    for words in [
        "%% issued at 220.272 ms",
        "Note over n10: worked 9.800 ms",
        "n1-->>n0: answer 84.575 ms",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    let many = hitotsu("trace web-rds --until 5s --format mermaid --from 2s");
    assert_eq!(
        many.out.lines().filter(|line| line.contains(" ms")).count(),
        200
    );
    assert!(
        many.err.contains("one request with --request"),
        "{}",
        many.err
    );
    let many = hitotsu("trace web-rds --until 5s --format mermaid --from 2s --lang ja");
    assert!(many.err.contains("要求を 1 つ選ぶ"), "{}", many.err);
}

#[test]
fn a_sequence_diagram_has_waits_and_marks_late_answers() {
    let slow = file(
        "late.json",
        r#"{ "version": 1, "horizon": "5s", "model": { "nodes": {
            "a": { "clients": { "target": "b", "timeout": "30ms",
                "arrivals": { "constant": { "per_second": 60 } } } },
            "b": { "service": { "operations": { "x": [{ "work": { "constant": "20ms" } }] } } } } } }"#,
    );
    let text = out(&format!("trace {slow} --format mermaid --failed 3"));
    let late: Vec<&str> = text
        .lines()
        .filter(|line| line.contains("(late)"))
        .collect();
    assert!(!late.is_empty(), "{text}");
    assert!(
        late.iter().all(|line| line.contains("-->>n0: answer ")),
        "{text}"
    );
    assert!(text.contains(": waited "), "{text}");
}

#[test]
fn a_sequence_diagram_speaks_the_language_of_its_reader() {
    let words = "trace web-rds --until 5s --format mermaid --request 42";
    let text = out(&format!("--lang ja {words}"));
    for said in [
        "%% 要求が発生 220.272 ms",
        ": 仕事 9.800 ms",
        "n1-->>n0: 応答 84.575 ms",
        "を選ぶ",
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
    let latin = text
        .replace("sequenceDiagram", "")
        .replace("participant", "");
    for word in ["request", "reply", "worked", "chose", "issued"] {
        assert!(!latin.contains(word), "{word}: {text}");
    }
    // A semicolon ends a statement of Mermaid.
    let flash = "trace examples/scenarios/shop.json --format mermaid --failed 3";
    assert!(!out(flash).contains(';'));
}

#[test]
fn a_request_that_never_comes_is_told_and_nothing_is_written() {
    for format in ["perfetto", "jsonl", "mermaid"] {
        let called = hitotsu(&format!(
            "trace web-rds --until 1s --format {format} --request 999999"
        ));
        assert_eq!((called.code, called.out.as_str()), (2, ""));
        assert_eq!(called.err.trim_end().lines().count(), 1, "{}", called.err);
    }
    for from in ["1s", "2h"] {
        let called = hitotsu(&format!(
            "trace web-rds --until 1s --format jsonl --from {from}"
        ));
        assert_eq!((called.code, called.out.as_str()), (2, ""));
        assert!(called.err.contains("before the end"), "{}", called.err);
    }
}

#[test]
fn a_limit_says_how_much_it_left_out() {
    let called = hitotsu("trace web-rds --until 2s --format jsonl --limit 10");
    assert_eq!(called.out.lines().count(), 10);
    assert!(called.err.contains("more records"), "{}", called.err);
    let whole = out("trace web-rds --until 2s --format jsonl");
    let called = hitotsu("trace web-rds --until 2s --format jsonl --limit 300");
    assert_eq!(called.out.lines().count(), 300);
    let said: String = called.err.chars().filter(|c| *c != ',').collect();
    let left = whole.lines().count() - 300;
    assert!(said.contains(&left.to_string()), "{left}: {}", called.err);
}

#[test]
fn a_trace_never_overwrites_its_scenario() {
    let scenario = queue(&[]);
    let name = file("traced-queue.json", &scenario);
    let called = hitotsu(&format!("run {name} --until 1s --trace {name}"));
    assert_eq!(called.code, 2, "{}", called.err);
    assert!(called.err.contains("scenario's own file"), "{}", called.err);
    assert_eq!(
        std::fs::read_to_string(&name).expect("it is there"),
        scenario
    );
}

#[test]
fn a_trace_that_cannot_be_written_is_told_before_the_run() {
    // A run of a thousand hours: who runs it first does not come back in time.
    let called = hitotsu("run web-rds --until 1000h --trace /no/such/folder/trace");
    assert_eq!((called.code, called.out.as_str()), (2, ""));
    assert!(
        called.err.contains("/no/such/folder/trace"),
        "{}",
        called.err
    );
}
