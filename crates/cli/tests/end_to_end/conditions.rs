//! `conditions`: what a run shows about the article's four conditions.

use serde_json::{Value, json};

use crate::support::{called, file, hitotsu, json, number, out};

/// The report of a system that is struck by these faults, in JSON.
fn struck(system: &str, until: &str, faults: &str) -> Value {
    let faults = format!("faults={faults}");
    let words = [
        "conditions",
        system,
        "--until",
        until,
        "--set",
        &faults,
        "--format",
        "json",
    ];
    let called = called(&words, "");
    assert_eq!(called.code, 0, "{}", called.err);
    serde_json::from_str(&called.out).expect("it is JSON")
}

fn verdicts(report: &Value) -> Vec<&str> {
    let findings = report["conditions"].as_array().expect("four findings");
    let verdicts = findings.iter().map(|finding| finding["verdict"].as_str());
    verdicts.map(|verdict| verdict.expect("a word")).collect()
}

#[test]
fn a_run_is_judged_in_the_words_of_the_page() {
    let text = out("conditions centralized --until 20s --lang ja");
    for words in [
        "1. 複数のリソースを持つこと — 満たさない",
        "仕事をしているのは Web + API + DB の 1 台だけです。",
        "機械どうしをつなぐ線がありません。",
        "4. 使っている人には、１台の集中システムのように見える — 満たす",
        "計算 — 分散していない: 1 台がすべて計算しています。",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    let text = out("conditions web-rds --until 20s");
    for words in [
        "It has several resources — holds",
        "balancer – api-1",
        "share of the work (last 10 s)",
        "not shown yet",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
}

#[test]
fn a_short_run_does_not_speak_of_more_seconds_than_it_had() {
    let text = out("conditions web-rds --until 3500ms");
    assert!(text.contains("share of the work (last 3.5 s)"), "{text}");
    let text = out("conditions web-rds --until 4s --lang ja");
    assert!(text.contains("仕事の割合（直近 4 秒）"), "{text}");
}

const FAULTS: &str = r#"[{"at":"30s","crash":"db-1"}]"#;

#[test]
fn what_a_failover_did_to_the_illusion_is_told_with_the_requests_that_saw_it() {
    let report = struck("web-rds", "130s", FAULTS);
    assert_eq!(verdicts(&report), ["holds", "holds", "not_shown", "holds"]);
    let changes = report["changes"].as_array().expect("a list");
    let of_fourth = |change: &&Value| change["condition"] == "looks_like_one";
    let fourth: Vec<&Value> = changes.iter().filter(of_fourth).collect();
    let times: Vec<f64> = fourth
        .iter()
        .map(|change| number(change, "/at_s"))
        .collect();
    assert_eq!(times.len(), 3, "{fourth:?}");
    // Timeouts after the crash, a minute of promotion, and the window.
    assert!(
        (31.0..40.0).contains(&times[1]) && (95.0..110.0).contains(&times[2]),
        "{times:?}"
    );
    let errors = &report["conditions"][3]["evidence"]["breaks"][0];
    assert_eq!(errors["kind"], "error");
    assert!(number(errors, "/count") > 5_000.0);
    let newest = errors["last_requests"][0].as_u64().expect("a number");
    let story = json(&format!(
        "story web-rds --until 130s --set faults={FAULTS} --request {newest} --format json"
    ));
    assert!(story["end"]["failed"].is_string(), "{story}");
}

#[test]
fn a_model_written_by_hand_is_judged_too() {
    let model = json!({ "version": 1, "horizon": "30s", "model": { "nodes": {
        "users": { "clients": { "target": "db", "arrivals": { "poisson": { "per_second": 200 } },
            "operations": [
                { "name": "read", "weight": 3, "data": { "read_own": 1 } },
                { "name": "write", "data": { "write_own": 1 } }
            ], "keys": { "count": 30 } } },
        "db": { "database": { "read": { "exponential": "2ms" }, "write": { "exponential": "4ms" },
            "workers": 4 } }
    } } });
    let path = file("one-database.json", model.to_string());
    let report = json(&format!("conditions {path} --format json"));
    assert_eq!(
        verdicts(&report),
        ["does_not", "does_not", "does_not", "holds"]
    );
    assert_eq!(report["conditions"][0]["why"]["machine"], "db");
    assert_eq!(report["distributes"][1]["rule"]["rule"], "one_keeps");
    let called = hitotsu(&format!("conditions {path} --capacity"));
    assert_eq!(called.code, 2, "only systems of the catalogue are scaled");
}

#[test]
fn the_report_keeps_its_names() {
    let report = json("conditions web-rds --until 10s --format json");
    let names: Vec<&str> = report
        .as_object()
        .expect("an object")
        .keys()
        .map(String::as_str)
        .collect();
    assert_eq!(
        names,
        [
            "changes",
            "conditions",
            "distributes",
            "engine_version",
            "format",
            "scenario",
            "seed",
            "trace_hash",
            "until_s",
            "version",
            "window_s"
        ]
    );
    let rules: Vec<&Value> = (0..4)
        .map(|place| &report["conditions"][place]["why"]["rule"])
        .collect();
    assert_eq!(rules, ["machines_work", "talk", "not_measured", "as_one"]);
    let run = json("run web-rds --until 10s --format json");
    assert_eq!(
        report["trace_hash"], run["trace_hash"],
        "looking changes nothing"
    );
}

#[test]
fn how_scalability_is_measured_or_why_it_cannot_be_is_told() {
    let system = out("conditions web-rds --until 20s");
    assert!(system.contains("With `--capacity` it is"), "{system}");
    let model = json!({ "version": 1, "horizon": "20s", "model": { "nodes": {
        "users": { "clients": { "target": "door", "arrivals": { "poisson": { "per_second": 20 } } } },
        "door": { "balancer": { "targets": ["shop"] } },
        "shop": { "service": { "replicas": 1, "maximum": 6,
            "operations": { "look": [{ "work": { "exponential": "20ms" } }] } } }
    } } });
    let model = file("can-grow.json", model.to_string());
    let model = out(&format!("conditions {model}"));
    assert!(model.contains("this is a model of your own"), "{model}");
}
