//! `run --series` and `--histogram`: the window in pieces, and how many requests took how long.

use serde_json::Value;

use crate::support::{file, hitotsu, json, number, out, queue};

/// Requests at every tenth of a second, each answered after 50 ms of work; a crash in the middle.
fn metronome(name: &str) -> String {
    file(
        name,
        r#"{ "version": 1, "horizon": "10s", "model": {
        "links": { "default": { "latency": { "constant": "0s" } } },
        "nodes": {
            "users": { "clients": { "target": "api", "timeout": "200ms",
                "arrivals": { "constant": { "per_second": 10 } } } },
            "api": { "service": { "operations": { "view": [{ "work": { "constant": "50ms" } }] } } } } },
        "faults": [{ "at": "4.01s", "for": "1.98s", "crash": "api" }] }"#,
    )
}

fn rows(report: &Value) -> &Vec<Value> {
    report["series"].as_array().expect("pieces")
}

#[test]
fn each_piece_tells_what_happened_within_it_and_nothing_else() {
    let path = metronome("pieces.json");
    let report = json(&format!("run {path} --series 2s --format json"));
    let of = |name: &str| -> Vec<f64> {
        let values = rows(&report).iter().map(|row| number(row, name));
        values.collect()
    };
    assert_eq!(of("/from_s"), [0.0, 2.0, 4.0, 6.0, 8.0]);
    assert_eq!(of("/to_s"), [2.0, 4.0, 6.0, 8.0, 10.0]);
    // What comes at the very begin of a piece counts there: at 2 s, 4 s, ...; the first comes at 0.1 s.
    assert_eq!(of("/issued"), [19.0, 20.0, 20.0, 20.0, 21.0]);
    assert_eq!(of("/failed")[0..2], [0.0, 0.0]);
    assert!(of("/failed")[2] >= 17.0, "{report}");
    assert_eq!(of("/nodes/api/utilization")[1], 0.5);
    assert!(of("/nodes/api/utilization")[2] < 0.01, "it has no power");
    assert_eq!(number(&rows(&report)[1], "/latency_ms/p50"), 50.0);
    assert!(
        rows(&report)[2]["latency_ms"]["p50"].is_null(),
        "nobody was answered"
    );
    let goodput = of("/goodput");
    assert_eq!((goodput[1], goodput[2] < 2.0), (10.0, true));
}

#[test]
fn pieces_add_up_to_the_window_and_change_nothing() {
    let words = "run web-rds --until 9.05s --warm-up 2s --set parameters.rate=700 --format json";
    let whole = json(words);
    // Pieces that are neither as long as the engine's strides nor fit the window.
    for every in ["100ms", "1.7s", "5s", "1h"] {
        let cut = json(&format!("{words} --series {every}"));
        let sum = |name: &str| -> f64 {
            let values = rows(&cut).iter().map(|row| number(row, name));
            values.sum()
        };
        for name in ["issued", "succeeded"] {
            let total = number(&whole, &format!("/requests/{name}"));
            assert_eq!(sum(&format!("/{name}")), total, "{name} {every}");
        }
        let area = |of: &Value, seconds: f64| number(of, "/nodes/db-1/queue_mean") * seconds;
        let seconds = |row: &Value| number(row, "/to_s") - number(row, "/from_s");
        let areas: f64 = rows(&cut).iter().map(|row| area(row, seconds(row))).sum();
        assert!((areas - area(&whole, 7.05)).abs() < 1e-6, "{every}");
        let highest = rows(&cut)
            .iter()
            .map(|row| number(row, "/nodes/db-1/queue_max"));
        let highest = highest.fold(0.0, f64::max);
        assert_eq!(highest, number(&whole, "/nodes/db-1/queue_max"), "{every}");
        let mut same = cut.clone();
        same.as_object_mut().expect("an object").remove("series");
        assert_eq!(same, whole, "{every}");
    }
}

#[test]
fn a_series_is_a_table_for_people_and_lines_for_spreadsheets() {
    let path = metronome("tables.json");
    let text = out(&format!("run {path} --series 2s"));
    assert!(
        text.contains("from–to, s") && text.contains("4–6"),
        "{text}"
    );
    let text = out(&format!("run {path} --series 2s --lang ja"));
    assert!(text.contains("いちばん忙しい機械"), "{text}");
    let csv = out(&format!("run {path} --series 2s --format csv"));
    let lines: Vec<&str> = csv.lines().collect();
    assert!(lines[0].starts_with("from_s,to_s,issued,succeeded,failed,in_flight,offered,goodput,latency_ms.mean,latency_ms.p50,"), "{csv}");
    assert!(lines[0].contains(",nodes.api.utilization,"), "{csv}");
    assert!(lines[0].ends_with(",seed,scenario,engine_version"), "{csv}");
    assert!(lines[2].starts_with("2.0,4.0,20,20,0,"), "{csv}");
    assert_eq!(lines.len(), 6);
    let whole = out(&format!("run {path} --format csv"));
    assert_eq!(whole.lines().count(), 2, "{whole}");
    assert!(
        whole
            .lines()
            .nth(1)
            .expect("a line")
            .starts_with("0.0,10.0,100,"),
        "{whole}"
    );
}

#[test]
fn a_length_that_is_no_length_of_pieces_is_refused() {
    for (every, said) in [
        ("50ms", "whole tenths of a second"),
        ("0s", "whole tenths of a second"),
        ("1", "with its unit"),
    ] {
        let called = hitotsu(&format!("run web-rds --series {every}"));
        assert_eq!(called.code, 2, "{every}");
        assert!(called.err.contains(said), "{}", called.err);
    }
    let called = hitotsu("run web-rds --until 100h --series 100ms --lang ja");
    assert_eq!(called.code, 2);
    assert!(
        called.err.contains("区間と機械の組み合わせが多すぎます"),
        "{}",
        called.err
    );
}

#[test]
fn the_histogram_holds_every_latency() {
    let path = file("histogram.json", queue(&[]));
    let report = json(&format!("run {path} --histogram --format json"));
    let histogram = &report["latency_histogram"];
    let steps = histogram["steps"].as_array().expect("steps");
    let total: f64 = steps.iter().map(|step| number(step, "/count")).sum();
    assert_eq!(total, number(&report, "/requests/succeeded"));
    assert_eq!(total, number(histogram, "/hdr/count"));
    // M/M/1 at 80 %: half of the requests take at most 34.7 ms.
    let median = |step: &&Value| number(step, "/to_ms") <= 40.0;
    let below: f64 = steps
        .iter()
        .filter(median)
        .map(|step| number(step, "/count"))
        .sum();
    assert!((0.4..0.7).contains(&(below / total)), "{below} of {total}");
    let text = out(&format!("run {path} --histogram --lang ja"));
    assert!(
        text.contains("応答時間 (ms まで)") && text.contains('█'),
        "{text}"
    );
    assert!(
        json(&format!("run {path} --format json"))
            .get("latency_histogram")
            .is_none()
    );
}
