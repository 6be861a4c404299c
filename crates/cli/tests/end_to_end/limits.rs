//! Runs that come to a limit of the engine: a sentence says so, whatever was asked for.

use crate::support::{file, hitotsu};

const FLOODED: &str = "more than a million messages";

/// `requests` at one instant, each of which leads to `calls` calls at once, and each of these to as many.
fn fan_out(requests: usize, calls: u16) -> String {
    let at = vec![r#""1s""#; requests].join(", ");
    let calls = |target: &str| {
        format!(
            r#"[{{ "parallel": {{ "times": {calls}, "calls": [
                {{ "call": {{ "target": "{target}", "operation": "look" }} }}] }} }}]"#
        )
    };
    let (first, second) = (calls("b"), calls("c"));
    format!(
        r#"{{ "version": 1, "horizon": "2s", "model": {{ "nodes": {{
            "u": {{ "clients": {{ "target": "a", "arrivals": {{ "recorded": {{ "at": [{at}] }} }}, "timeout": "1s" }} }},
            "a": {{ "service": {{ "operations": {{ "look": {first} }} }} }},
            "b": {{ "service": {{ "concurrency": 1000000, "operations": {{ "look": {second} }} }} }},
            "c": {{ "service": {{ "concurrency": 1000000, "queue": {{ "capacity": 1000000 }},
                "operations": {{ "look": [{{ "work": {{ "constant": "1ms" }} }}] }} }} }} }} }} }}"#
    )
}

#[test]
fn a_run_that_floods_its_lines_ends_with_a_sentence() {
    let slow = r#"{ "version": 1, "horizon": "100s", "model": {
        "links": { "default": { "latency": { "constant": "1h" } } },
        "nodes": {
            "users": { "clients": { "target": "api", "arrivals": { "constant": { "per_second": 1000000 } } } },
            "api": { "service": { "operations": { "view": [] } } } } } }"#;
    let called = hitotsu(&format!("run {}", file("flood.json", slow)));
    assert_eq!(called.code, 2, "{}", called.out);
    assert!(called.err.contains(FLOODED), "{}", called.err);
}

#[test]
fn a_few_requests_that_lead_to_millions_of_calls_end_with_a_sentence() {
    let path = file("fan-out.json", fan_out(5, 1_000));
    for command in [
        format!("run {path}"),
        format!("story {path} --request 0"),
        format!("trace {path} --format jsonl --limit 10"),
        format!("sweep {path} --seeds 1"),
        format!("conditions {path}"),
    ] {
        let called = hitotsu(&command);
        assert_eq!(called.code, 2, "{command}: {}", called.out);
        let end = format!("At 1.002 s {FLOODED}");
        assert!(called.err.contains(&end), "{command}: {}", called.err);
    }
    let checked = hitotsu(&format!("check {path}"));
    assert_eq!(checked.code, 0, "{}", checked.err);
    let caution =
        "caution: model.nodes.u.clients.target: one request leads to more than a million calls";
    assert!(checked.err.contains(caution), "{}", checked.err);
}

#[test]
fn a_request_with_a_hundred_thousand_calls_can_be_traced_and_told() {
    let path = file("fan-out-300.json", fan_out(1, 300));
    for command in [
        format!("story {path} --request 0"),
        format!("trace {path} --format jsonl --limit 10"),
    ] {
        let called = hitotsu(&command);
        assert_eq!(called.code, 0, "{command}: {}", called.err);
    }
    let checked = hitotsu(&format!("check {path}"));
    assert_eq!((checked.code, checked.err.as_str()), (0, ""));
}

#[test]
fn many_calls_are_estimated_with_those_that_they_lead_to() {
    let scenario = |per_second: u32| {
        let door = r#""door": { "balancer": { "targets": ["a"] } }"#;
        let one = fan_out(1, 300).replace(r#""target": "a""#, r#""target": "door""#);
        let poisson = format!(r#""poisson": {{ "per_second": {per_second} }}"#);
        let many = one.replace(r#""recorded": { "at": ["1s"] }"#, &poisson);
        many.replace(r#""2s""#, r#""1000s""#)
            .replace(r#""a": {"#, &format!(r#"{door}, "a": {{"#))
    };
    // A request comes to 1 + 1 + 300 + 90,000 calls, so that 111 a second are too many.
    for (per_second, many) in [(100, false), (120, true)] {
        let path = file(&format!("calls-{many}.json"), scenario(per_second));
        let checked = hitotsu(&format!("check {path}"));
        assert_eq!(checked.code, 0, "{}", checked.err);
        let told = checked
            .err
            .contains("10,000,000,000 calls are to be expected");
        assert_eq!(told, many, "{}", checked.err);
    }
}
