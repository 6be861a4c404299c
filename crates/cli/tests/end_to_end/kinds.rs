//! What a report says of caches, keepers of messages, copies of data, and autoscalers.

use serde_json::Value;

use crate::support::{file, json, number, out, root};

/// Users who ask ten times a second, one operation of a service, and more parts beside.
fn system(name: &str, step: &str, parts: &str, faults: &str) -> String {
    let text = format!(
        r#"{{ "version": 1, "horizon": "20s", "model": {{
        "links": {{ "default": {{ "latency": {{ "constant": "5ms" }} }} }},
        "nodes": {{
            "users": {{ "clients": {{ "target": "api", "arrivals": {{ "constant": {{ "per_second": 10 }} }},
                "keys": {{ "count": 20 }} }} }},
            "api": {{ "service": {{ "operations": {{ "ask": [{step}] }} }} }},
            {parts} }} }}, "faults": [{faults}] }}"#
    );
    file(name, text)
}

#[test]
fn a_cache_tells_how_often_it_was_right() {
    let path = system(
        "cache-share.json",
        r#"{ "call": { "target": "shelf", "operation": "look" } }"#,
        r#""shelf": { "cache": { "origin": "shop", "keeps": ["look"], "capacity": 100 } },
           "shop": { "service": { "operations": { "look": [{ "work": { "constant": "1ms" } }] } } }"#,
        "",
    );
    let report = json(&format!("run {path} --format json"));
    let of = |name: &str| number(&report, &format!("/nodes/shelf/cache/{name}"));
    // Of twenty keys each is missed once, and nobody asks while another waits.
    assert_eq!(
        (of("misses"), of("stale_hits"), of("joined")),
        (20.0, 0.0, 0.0)
    );
    assert_eq!(of("hits") + of("misses"), of("lookups"));
    assert_eq!(of("hit_share"), of("hits") / of("lookups"));
    let later = json(&format!("run {path} --warm-up 15s --format json"));
    assert_eq!(number(&later, "/nodes/shelf/cache/hit_share"), 1.0);
    assert!(out(&format!("run {path}")).contains("hit share"));
    assert!(out(&format!("run {path} --lang ja")).contains("当たった割合"));
}

#[test]
fn what_a_queue_was_given_is_delivered_put_aside_or_kept() {
    let path = system(
        "kept.json",
        r#"{ "publish": { "to": "jobs" } }"#,
        r#""jobs": { "queue": { "consumer": { "part": "worker", "operation": "do" },
               "delivery": { "at_least_once": { "redeliver_after": "100ms", "deliveries_max": 2 } } } },
           "worker": { "service": { "operations": { "do": [{ "work": { "constant": "1ms" } }] } } }"#,
        r#"{ "at": "5s", "for": "5s", "outage": "worker" }"#,
    );
    for window in ["", "--warm-up 7s", "--warm-up 7s --until 7.3s"] {
        let report = json(&format!("run {path} {window} --format json"));
        let of = |name: &str| number(&report, &format!("/nodes/jobs/{name}"));
        assert_eq!(
            of("messages/backlog_at_start") + of("messages/accepted"),
            of("messages/delivered") + of("dead_letters") + of("backlog"),
            "{window}"
        );
        assert!(
            of("dead_letters") > 0.0 && of("messages/redelivered") > 0.0,
            "{window}"
        );
    }
}

#[test]
fn a_backlog_has_its_mean_its_peak_and_its_parts() {
    // Nobody takes anything: ten more each second, from about 0.1 s on.
    let path = system(
        "backlog.json",
        r#"{ "publish": { "to": "news" } }"#,
        r#""news": { "topic": { "subscribers": [{ "part": "mail", "operation": "do" }, { "part": "feed", "operation": "do" }] } },
           "mail": { "service": { "operations": { "do": [{ "work": { "constant": "1ms" } }] } } },
           "feed": { "service": { "operations": { "do": [{ "work": { "constant": "1ms" } }] } } }"#,
        r#"{ "at": "0.01s", "cut": { "between": ["news", "mail"] } }"#,
    );
    let report = json(&format!("run {path} --until 10.05s --format json"));
    let of = |name: &str| number(&report, &format!("/nodes/news/messages/{name}"));
    assert_eq!(of("accepted"), 200.0);
    assert_eq!(
        (of("consumers/mail/lag"), of("consumers/mail/lag_max")),
        (100.0, 100.0)
    );
    // Accepted at 0.11 s and every tenth of a second later, and kept to the end.
    let area: f64 = (1..=100)
        .map(|count| 10.05 - f64::from(count) / 10.0 - 0.01)
        .sum();
    assert!(
        (of("consumers/mail/lag_mean") - area / 10.05).abs() < 1e-9,
        "{area}"
    );
    assert_eq!(
        (of("consumers/feed/lag"), of("consumers/feed/lag_max")),
        (0.0, 1.0)
    );
    assert_eq!((of("delivered"), of("backlog_max")), (100.0, 101.0));
    // Each is kept for eleven milliseconds: there, work, back.
    let kept = of("consumers/feed/lag_mean") * 10.05 / 100.0 * 1_000.0;
    assert!((kept - 11.0).abs() < 1e-6, "{kept}");
    let text = out(&format!("run {path}"));
    assert!(
        text.contains("mail 1") && text.contains("backlog max"),
        "{text}"
    );
    assert!(out(&format!("run {path} --lang ja")).contains("受け手ごとの最大の遅れ"));
}

#[test]
fn copies_of_data_tell_how_far_they_are_behind() {
    let path = system(
        "lag.json",
        r#"{ "write": { "store": "db" } }"#,
        r#""db": { "database": { "read": { "constant": "1ms" }, "write": { "constant": "1ms" }, "replicas": 2,
               "replication": "asynchronous", "reads": "replica", "apply": { "constant": "20ms" } } }"#,
        "",
    );
    let report = json(&format!("run {path} --until 20.05s --format json"));
    let of = |name: &str| number(&report, &format!("/nodes/{name}"));
    // Five milliseconds there and five back; at two copies.
    assert_eq!(of("db-1/replication/writes"), 400.0);
    assert!((of("db-1/replication/lag_ms_mean") - 10.0).abs() < 1e-9);
    assert_eq!(of("db-1/replication/behind_max"), 2.0);
    assert!((of("db-1/replication/behind_mean") - 4.0 / 20.05).abs() < 1e-9);
    assert!(
        (of("db-2/applying/lag_ms_mean") - 20.0).abs() < 0.2,
        "{report}"
    );
    assert!(out(&format!("run {path} --lang ja")).contains("読めるようになるまで"));
    assert!(out(&format!("run {path}")).contains("readers see it"));
}

#[test]
fn an_autoscaler_tells_what_it_decided_and_why() {
    let path = file(
        "scaling.json",
        r#"{ "version": 1, "horizon": "30s", "model": { "nodes": {
            "users": { "clients": { "target": "door", "arrivals": { "constant": { "per_second": 150 } } } },
            "door": { "balancer": { "targets": ["api"] } },
            "api": { "service": { "replicas": 1, "maximum": 3, "boot": "1s",
                "operations": { "ask": [{ "work": { "constant": "10ms" } }] } } },
            "scaler": { "autoscaler": { "target": "api", "metric": { "utilization": 40 }, "interval": "2s" } }
        } } }"#,
    );
    let report = json(&format!("run {path} --format json"));
    let scaling = report["scaling"].as_array().expect("decisions");
    let first = &scaling[0];
    let said = ["by", "part", "metric"].map(|name| first[name].as_str().expect("a word"));
    assert_eq!(said, ["scaler", "api", "utilization"]);
    let of = |name: &str| number(first, &format!("/{name}"));
    assert_eq!(
        (of("at_s"), of("from"), of("heard"), of("goal")),
        (2.0, 1.0, 1.0, 0.4)
    );
    let wanted = (of("measured") / 0.4).ceil();
    assert_eq!((of("wanted"), of("to")), (wanted, wanted.min(3.0)));
    let text = out(&format!("run {path}"));
    assert!(
        text.contains("api 1 → ") && text.contains("the goal is 40.0 % busy"),
        "{text}"
    );
    let text = out(&format!("run {path} --lang ja"));
    assert!(text.contains("目標は使用率 40.0 %"), "{text}");
    let later = json(&format!("run {path} --warm-up 10s --format json"));
    let none = |scaling: &Value| number(scaling, "/at_s") >= 10.0;
    assert!(
        later["scaling"]
            .as_array()
            .expect("a list")
            .iter()
            .all(none)
    );
}

#[test]
fn every_name_of_these_stands_in_the_guide() {
    let guide = std::fs::read_to_string(root().join("docs/scenario.md")).expect("it is there");
    let report = json("run examples/scenarios/flash-crowd.json --until 5s --format json");
    let names = |value: &Value| -> Vec<String> {
        let fields = value.as_object().expect("an object").keys();
        fields.cloned().collect()
    };
    let mut all = names(&report["nodes"]["cache"]["cache"]);
    all.extend(names(&report["nodes"]["news"]["messages"]));
    all.extend(names(
        &report["nodes"]["news"]["messages"]["consumers"]["mail"],
    ));
    let report = json("run web-rds --until 5s --format json");
    all.extend(names(&report["nodes"]["db-1"]["replication"]));
    for name in all {
        assert!(guide.contains(&format!("`{name}`")), "{name}");
    }
}
