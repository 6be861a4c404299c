//! `systems` and `run`: what is measured, and under which names.

use serde_json::Value;

use crate::support::{called, file, hitotsu, json, number, out, queue, root};

const WEB: &str = "run web-rds --format json --until";

/// Where every object of a report has its numbers, machines under one name.
fn paths(value: &Value, path: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                let name = if path == "nodes" { "ID" } else { name };
                let dot = if path.is_empty() { "" } else { "." };
                paths(value, &format!("{path}{dot}{name}"), found);
            }
        }
        _ => found.push(path.to_owned()),
    }
}

#[test]
fn the_report_has_its_stable_names() {
    let mut found = Vec::new();
    paths(&json(&format!("{WEB} 2s")), "", &mut found);
    found.sort();
    found.dedup();
    let failed = |path: &String| !path.starts_with("requests.failed.") && !path.contains("refused");
    found.retain(failed);
    expect_test::expect![[r#"
        engine_version
        events
        format
        latency_ms.max
        latency_ms.mean
        latency_ms.p50
        latency_ms.p90
        latency_ms.p95
        latency_ms.p99
        latency_ms.p99_9
        little.l
        little.lambda
        little.w
        nodes.ID.busy_mean
        nodes.ID.jobs.enqueued
        nodes.ID.jobs.finished
        nodes.ID.jobs.given_up
        nodes.ID.jobs.lost
        nodes.ID.jobs.running
        nodes.ID.jobs.running_at_start
        nodes.ID.jobs.started
        nodes.ID.jobs.waiting
        nodes.ID.jobs.waiting_at_start
        nodes.ID.queue_max
        nodes.ID.queue_mean
        nodes.ID.replication.behind
        nodes.ID.replication.behind_at_start
        nodes.ID.replication.behind_max
        nodes.ID.replication.behind_mean
        nodes.ID.replication.lag_ms_mean
        nodes.ID.replication.writes
        nodes.ID.utilization
        nodes.ID.workers
        per_second.failed
        per_second.goodput
        per_second.offered
        requests.attempts
        requests.in_flight
        requests.in_flight_at_start
        requests.issued
        requests.late
        requests.lost_sessions
        requests.lost_writes
        requests.order_reversals
        requests.stale_reads
        requests.succeeded
        scaling
        scenario
        seed
        trace_hash
        version
        window_s.from
        window_s.to"#]]
    .assert_eq(&found.join("\n"));
}

#[test]
fn every_request_is_accounted_for_in_every_window() {
    for words in [
        "run web-rds --until 8s --format json",
        "run web-rds --until 8s --warm-up 3s --format json",
        "run centralized --until 8s --set parameters.rate=900 --warm-up 2s --format json",
    ] {
        let report = json(words);
        let of = |name: &str| number(&report, &format!("/requests/{name}"));
        let failed = report["requests"]["failed"].as_object().expect("reasons");
        let failed: f64 = failed.values().filter_map(Value::as_f64).sum();
        let before = of("in_flight_at_start") + of("issued");
        assert_eq!(
            before,
            of("succeeded") + failed + of("in_flight"),
            "{words}"
        );
        let little = |name: &str| number(&report, &format!("/little/{name}"));
        let product = little("lambda") * little("w");
        assert!((little("l") / product - 1.0).abs() < 1e-12, "{words}");
    }
}

#[test]
fn what_lies_before_and_after_the_warm_up_adds_up_to_the_whole() {
    let whole = json(&format!("{WEB} 9.05s"));
    let start = json(&format!("{WEB} 4s"));
    let rest = json(&format!("{WEB} 9.05s --warm-up 4s"));
    for path in [
        "/requests/issued",
        "/requests/succeeded",
        "/nodes/api-1/jobs/finished",
    ] {
        let sum = number(&start, path) + number(&rest, path);
        assert_eq!(sum, number(&whole, path), "{path}");
    }
    let area = |report: &Value, seconds: f64| number(report, "/little/l") * seconds;
    let sum = area(&start, 4.0) + area(&rest, 5.05);
    assert!((sum - area(&whole, 9.05)).abs() < 1e-6);
    let busy = |report: &Value, seconds: f64| number(report, "/nodes/db-1/busy_mean") * seconds;
    assert!((busy(&start, 4.0) + busy(&rest, 5.05) - busy(&whole, 9.05)).abs() < 1e-6);
    assert_eq!(whole["trace_hash"], rest["trace_hash"]);
}

#[test]
fn jobs_add_up_over_every_window() {
    // A crowded machine that loses its power within the window, and jobs that are given up.
    let crowded = r#"{ "version": 1, "horizon": "20s", "model": { "nodes": {
        "users": { "clients": { "target": "api", "timeout": "1s", "tell_deadline": true,
            "arrivals": { "poisson": { "per_second": 120 } } } },
        "api": { "service": { "workers": 2, "shed_late": true, "queue": { "capacity": 500 },
            "operations": { "ask": [{ "work": { "exponential": "20ms" } }] } } } } },
        "faults": [{ "at": "9s", "for": "1s", "crash": "api" }] }"#;
    let path = file("crowded.json", crowded);
    for (warm_up, until) in [
        ("0s", "20s"),
        ("5s", "8.5s"),
        ("5s", "20s"),
        ("9.5s", "9.75s"),
    ] {
        let words = format!("run {path} --format json --warm-up {warm_up} --until {until}");
        let report = json(&words);
        let of = |name: &str| number(&report, &format!("/nodes/api/jobs/{name}"));
        let came = of("waiting_at_start") + of("running_at_start") + of("enqueued");
        let went = of("finished") + of("given_up") + of("lost");
        assert_eq!(came, went + of("waiting") + of("running"), "{words}");
        let begun = of("running_at_start") + of("started");
        assert!(begun >= of("finished") + of("running"), "{words}");
        if warm_up == "5s" {
            assert!(
                of("waiting_at_start") > 2.0 && of("running_at_start") == 2.0,
                "{words}"
            );
        }
    }
}

#[test]
fn a_single_queue_is_near_its_theory() {
    // M/M/1 at 80 %: L = 4, W = 50 ms, p50 = W ln 2.
    let report =
        json("run examples/scenarios/single-queue.json --until 4000s --warm-up 100s --format json");
    for (path, theory, tolerance) in [
        ("/little/l", 4.0, 0.3),
        ("/latency_ms/mean", 50.0, 4.0),
        ("/latency_ms/p50", 34.66, 3.0),
        ("/nodes/queue/utilization", 0.8, 0.01),
        ("/nodes/queue/queue_mean", 3.2, 0.3),
    ] {
        let measured = number(&report, path);
        assert!((measured - theory).abs() < tolerance, "{path}: {measured}");
    }
}

#[test]
fn what_was_in_flight_before_stands_in_the_text_so_that_its_counts_add_up() {
    let words = "run centralized --until 20s --warm-up 10s";
    let report = json(&format!("{words} --format json"));
    let before = report["requests"]["in_flight_at_start"].as_u64();
    let before = before.filter(|count| *count > 0).expect("a busy system");
    let text = out(words);
    let said = format!("in flight at the start {before} ");
    assert!(text.contains(&said), "{text}");
    let text = out(&format!("{words} --lang ja"));
    assert!(text.contains(&format!("はじめに途中 {before} ")), "{text}");
    let whole = out("run centralized --until 20s");
    assert!(!whole.contains("at the start"), "{whole}");
}

#[test]
fn every_name_of_the_report_stands_in_the_guide() {
    let guide = std::fs::read_to_string(root().join("docs/scenario.md")).expect("it is there");
    let report = json("run web-rds --until 5s --series 5s --histogram --format json");
    let top = report.as_object().expect("an object").keys();
    let node = report["nodes"]["db-1"].as_object().expect("it is there");
    let jobs = node["jobs"].as_object().expect("counts").keys();
    let piece = report["series"][0].as_object().expect("a piece").keys();
    let histogram = report["latency_histogram"].as_object().expect("an object");
    let step = histogram["steps"][0].as_object().expect("a step").keys();
    let more = piece.chain(histogram.keys()).chain(step);
    for name in top.chain(node.keys()).chain(jobs).chain(more) {
        assert!(guide.contains(&format!("`{name}`")), "{name}");
    }
}

#[test]
fn what_happens_at_the_very_end_of_the_warm_up_is_measured() {
    let users = r#"{ "version": 1, "horizon": "10s", "model": {
        "links": { "default": { "latency": { "constant": "0s" } } },
        "nodes": {
            "users": { "clients": { "target": "api", "arrivals": { "constant": { "per_second": 10 } } } },
            "api": { "service": { "operations": { "view": [{ "work": { "constant": "50ms" } }] } } } } } }"#;
    let path = file("metronome.json", users);
    let report = json(&format!("run {path} --warm-up 4s --format json"));
    // At 4 s, 4.1 s, ... 10 s; the last one is answered at 10.05 s.
    let of = |name: &str| number(&report, &format!("/requests/{name}"));
    assert_eq!(
        (of("issued"), of("succeeded"), of("in_flight")),
        (61.0, 60.0, 1.0)
    );
    assert!((number(&report, "/nodes/api/utilization") - 0.5).abs() < 1e-9);
    for latency in ["mean", "p50", "p90", "p99", "max"] {
        let measured = number(&report, &format!("/latency_ms/{latency}"));
        assert!((measured - 50.0).abs() < 0.05, "{latency}: {measured}");
    }
}

#[test]
fn a_warm_up_is_rounded_to_a_tenth_of_a_second_and_says_so() {
    let called = hitotsu("run web-rds --until 5s --warm-up 1.05s --format json");
    let report: Value = serde_json::from_str(&called.out).expect("a report");
    assert_eq!(number(&report, "/window_s/from"), 1.1);
    assert!(called.err.contains("1.1 s"), "{}", called.err);
    assert_eq!(hitotsu("run web-rds --until 5s --warm-up 1.1s").err, "");
}

#[test]
fn the_same_scenario_gives_the_same_run_and_another_seed_another_one() {
    let hash = |words: &str| json(words)["trace_hash"].clone();
    let one = hash("run web-rds --until 3s --format json");
    assert_eq!(one, hash("run web-rds --until 3s --format json --lang ja"));
    assert_eq!(one, hash("run web-rds --set horizon=3s --format json"));
    assert_ne!(one, hash("run web-rds --until 3s --seed 2 --format json"));
    assert_ne!(
        one,
        hash("run web-rds --until 3s --set parameters.rate=201 --format json")
    );
}

#[test]
fn a_scenario_comes_from_a_file_or_from_standard_input() {
    // Without a title the report would carry the file's name.
    let queue = queue(&[(r#""version": 1,"#, r#""version": 1, "title": "A queue","#)]);
    let path = file("from-file.json", &queue);
    let from_file = out(&format!("run {path} --format json"));
    let from_input = called(&["run", "-", "--format", "json"], &queue);
    assert_eq!(from_file, from_input.out);
    let marked = called(
        &["run", "-", "--format", "json"],
        &format!("\u{feff}{queue}"),
    );
    assert_eq!(from_file, marked.out, "a byte order mark changes nothing");
}

#[test]
fn settings_go_into_the_document_in_order() {
    let path = file("settings.json", queue(&[]));
    let rate = "--set model.nodes.queue.station.per_second=40";
    let report = json(&format!(
        "run {path} {rate} --seed 3 --set title=x --format json"
    ));
    assert_eq!(
        (report["seed"].as_u64(), report["scenario"].as_str()),
        (Some(3), Some("x"))
    );
    let offered = number(&report, "/per_second/offered");
    assert!((35.0..45.0).contains(&offered), "{offered}");
}

#[test]
fn people_get_a_table_in_their_language() {
    let english = out("run web-rds --until 3s");
    assert!(english.contains("answered in time") && english.contains("trace hash"));
    let japanese = out("run web-rds --until 3s --lang ja");
    assert!(japanese.contains("届いた応答") && japanese.contains("記録の指紋"));
}

#[test]
fn the_catalogue_is_listed_for_people_and_for_programs() {
    let text = out("systems --lang ja");
    assert!(text.contains("web-rds") && text.contains("振り分けかた"));
    let catalogue = json("systems --format json");
    let systems = catalogue["systems"].as_array().expect("a list");
    let web = systems.iter().find(|system| system["id"] == "web-rds");
    let web = web.expect("it is in the catalogue");
    let rate = &web["parameters"][0];
    assert_eq!(
        (&rate["id"], &rate["maximum"]),
        (&"rate".into(), &3_000.into())
    );
}

#[test]
fn help_and_versions_go_to_standard_output_in_both_languages() {
    assert!(out("--version").starts_with("hitotsu "));
    assert!(out("run --help").contains("--warm-up"));
    for words in [
        "--help --lang ja",
        "run --help --lang ja",
        "check -h --lang ja",
    ] {
        let help = out(words);
        for english in ["Options:", "Print", "Examples:", "Usage:"] {
            assert!(!help.contains(english), "{words}: {english}: {help}");
        }
        assert!(help.contains("この説明を表示します"), "{words}: {help}");
    }
    let nothing = hitotsu("");
    assert_eq!((nothing.code, nothing.out.as_str()), (2, ""));
    assert!(nothing.err.contains("sweep"));
}

/// A consumer that is out refuses every delivery: each message is tried twice and put aside.
#[test]
fn dead_letters_are_counted_within_the_window() {
    let path = file(
        "dead-letters.json",
        r#"{ "version": 1, "horizon": "30s", "model": { "nodes": {
            "users": { "clients": { "target": "api", "arrivals": { "constant": { "per_second": 10 } } } },
            "api": { "service": { "operations": { "ask": [{ "publish": { "to": "jobs" } }] } } },
            "jobs": { "queue": {
                "consumer": { "part": "worker", "operation": "do" },
                "delivery": { "at_least_once": { "redeliver_after": "100ms", "deliveries_max": 2 } }
            } },
            "worker": { "service": { "operations": { "do": [{ "work": { "constant": "1ms" } }] } } }
        } }, "faults": [{ "at": "10s", "for": "10s", "outage": "worker" }] }"#,
    );
    let all = json(&format!("run {path} --format json"));
    let all_of_them = number(&all, "/nodes/jobs/dead_letters");
    assert!((98.0..=101.0).contains(&all_of_them), "{all_of_them}");
    let late = json(&format!("run {path} --warm-up 15s --format json"));
    let late = number(&late, "/nodes/jobs/dead_letters");
    assert!((48.0..=52.0).contains(&late), "{late}");
    assert_eq!(all.pointer("/nodes/worker/dead_letters"), None);
    let told = out(&format!("run {path}"));
    assert!(told.contains("dead letters"), "{told}");
}

#[test]
fn a_queue_counts_whom_it_turns_away_as_its_users_count_their_failures() {
    let full = queue(&[("\"per_second\": 80", "\"queue\": 1, \"per_second\": 160")]);
    let report = json(&format!("run {} --format json", file("full.json", full)));
    let failed = report["requests"]["failed"]["queue_full"].as_u64();
    assert!(failed.is_some_and(|failed| failed > 100), "{failed:?}");
    let refused = report["nodes"]["queue"]["refused"]["queue_full"].as_u64();
    assert_eq!(failed, refused);
}
