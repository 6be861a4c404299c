//! What cannot be run is told at the place where it is written, with a path that `--set` takes.

use crate::errors::refused;
use crate::support::{called, queue};

/// Two services, `a` and `b`, with these operations of theirs.
fn two(a: &str, b: &str) -> String {
    format!(
        r#"{{ "version": 1, "horizon": "5s", "model": {{ "nodes": {{
            "users": {{ "clients": {{ "target": "a", "arrivals": {{ "constant": {{ "per_second": 1 }} }} }} }},
            "a": {{ "service": {{ "operations": {a} }} }},
            "b": {{ "service": {{ "operations": {b} }} }},
            "data": {{ "database": {{ "read": {{ "constant": "1ms" }}, "write": {{ "constant": "1ms" }} }} }}
        }} }} }}"#
    )
}

fn call(target: &str, operation: &str) -> String {
    format!(r#"{{ "call": {{ "target": "{target}", "operation": "{operation}" }} }}"#)
}

#[test]
fn operations_that_call_each_other_in_a_circle_are_refused() {
    let (ax, bx) = (call("a", "x"), call("b", "x"));
    let back = format!(r#"{{ "x": [{ax}] }}"#);
    refused(
        &two(&format!(r#"{{ "x": [{bx}] }}"#), &back),
        &[
            "model.nodes.b.service.operations.x[0].call",
            "a.x → b.x → a.x",
        ],
    );
    let parallel = format!(r#"{{ "x": ["reply", {{ "parallel": [{bx}, {bx}] }}] }}"#);
    let undo =
        format!(r#"{{ "x": [{{ "work": {{ "constant": "1ms" }} }}, {{ "undo": [{ax}] }}] }}"#);
    refused(
        &two(&parallel, &undo),
        &["operations.x[1].undo[0].call", "a.x → b.x → a.x"],
    );
    // A cache hands on what it is asked.
    let near = r#""near": { "cache": { "origin": "b", "capacity": 10, "keeps": ["x"] } }, "data""#;
    let cached = format!(r#"{{ "x": [{}] }}"#, call("near", "x"));
    refused(
        &two(&cached, &back).replace(r#""data""#, near),
        &["b.service.operations.x[0]", "a.x → near.x → b.x → a.x"],
    );
    // Two parts may call each other as long as it ends.
    let ends = two(
        &format!(r#"{{ "x": [{}], "z": [] }}"#, call("b", "y")),
        &format!(r#"{{ "y": [{}] }}"#, call("a", "z")),
    );
    let called = called(&["check", "-"], &ends);
    assert_eq!(called.code, 0, "{}", called.err);
}

#[test]
fn a_call_of_what_nobody_offers_is_told_where_it_is_written() {
    let calls = |steps: &str| two(&format!(r#"{{ "x": [{steps}] }}"#), r#"{ "y": [] }"#);
    refused(
        &calls(&call("b", "z")),
        &[
            "model.nodes.a.service.operations.x[0].call.operation",
            "there are y",
        ],
    );
    refused(
        &calls(&call("c", "z")),
        &["model.nodes.a.service.operations.x[0].call.target"],
    );
    refused(
        &calls(r#"{ "publish": { "to": "data" } }"#),
        &["operations.x[0].publish.to", "takes no events"],
    );
    refused(
        &calls(r#"{ "read": { "store": "b" } }"#),
        &["operations.x[0].read.store", "a database"],
    );
}

#[test]
fn a_number_is_told_with_the_path_that_set_takes() {
    let service = |fields: &str, retry: &str| {
        let service = format!(r#""service": {{ {fields} "operations": {{ "x""#);
        let steps = format!(
            r#"{{ "x": [{{ "call": {{ "target": "b", "operation": "y", "retry": {{ "attempts": 2, "pause": {retry} }} }} }}] }}"#
        );
        two(&steps, r#"{ "y": [] }"#).replace(r#""service": { "operations": { "x""#, &service)
    };
    let fixed = r#"{ "fixed": "0s" }"#;
    let maximum = |kind: &str| format!(r#"{{ "{kind}": {{ "base": "1s", "maximum": "1ms" }} }}"#);
    for (document, path, range) in [
        (service(r#""replicas": 0,"#, fixed), "replicas", "1 to 1000"),
        (
            service(r#""replicas": 2, "maximum": 1,"#, fixed),
            "maximum",
            "1 is outside its range, 2 to 1000",
        ),
        (
            service("", &maximum("full_jitter")),
            "operations.x[0].call.retry.pause.full_jitter.maximum",
            "1s to 3600s",
        ),
        (
            service("", &maximum("exponential")),
            "operations.x[0].call.retry.pause.exponential.maximum",
            "1s to 3600s",
        ),
        (
            service("", r#"{ "fixed": "2h" }"#),
            "operations.x[0].call.retry.pause.fixed",
            "0s to 3600s",
        ),
    ] {
        let path = format!("model.nodes.a.service.{path}: ");
        refused(&document, &[&path, range]);
    }
}

#[test]
fn faults_on_parts_that_cannot_have_them_say_why() {
    let struck = |fault: &str| {
        let document = two(
            &format!(r#"{{ "x": [{}] }}"#, call("b", "y")),
            r#"{ "y": [] }"#,
        );
        document.replace(
            r#""horizon""#,
            &format!(r#""faults": [{{ "at": "1s", {fault} }}], "horizon""#),
        )
    };
    refused(
        &struck(r#""set_units": { "part": "a", "count": 2 }"#),
        &["faults[0].set_units.part", "`maximum`"],
    );
    refused(
        &struck(r#""set_units": { "part": "c", "count": 2 }"#),
        &["faults[0].set_units.part", "nothing is called `c`"],
    );
    refused(
        &struck(r#""split": [["a"]]"#),
        &["faults[0].split", "two groups"],
    );
}

#[test]
fn times_that_would_silently_be_others_are_refused() {
    let exponential = r#"{ "exponential": "10ms" }"#;
    let swapped = r#"{ "bimodal": { "fast": "2s", "slow": "1s", "slow_percent": 10 } }"#;
    refused(
        &queue(&[(exponential, swapped)]),
        &["service.bimodal", "`fast` must not be above `slow`"],
    );
    refused(
        &queue(&[("10ms", "0.0001ns")]),
        &["service.exponential", "`0.0001ns`"],
    );
}
