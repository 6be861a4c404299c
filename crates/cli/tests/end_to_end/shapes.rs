//! A document of another shape than a scenario is told with what stands there and what could.

use crate::errors::refused;
use crate::support::{called, hitotsu, queue};

const SERVICE: &str = r#"{ "exponential": "10ms" }"#;
const PLACE: &str = "model.nodes.queue.station.service";

#[test]
fn exactly_one_kind_stands_where_one_is_needed() {
    let timings = "constant, uniform, exponential, erlang, log_normal, pareto, bimodal";
    let two = r#"{ "exponential": "10ms", "constant": "10ms" }"#;
    let said =
        format!("here stand constant, exponential, and it should be exactly one kind of {timings}");
    refused(&queue(&[(SERVICE, two)]), &[PLACE, &said]);
    let said = format!("no kind stands here; write one of {timings}");
    refused(&queue(&[(SERVICE, "{}")]), &[PLACE, &said]);
    let said = format!("here stands integer `5`, and it should be one of {timings}");
    refused(&queue(&[(SERVICE, "5")]), &[PLACE, &said]);
    refused(
        &queue(&[(SERVICE, "\"constant\"")]),
        &[PLACE, "`constant` needs", r#"{ "constant": ... }"#],
    );
    let set = format!("run - --set {PLACE}.constant=10ms");
    let words: Vec<_> = set.split(' ').collect();
    let called = called(&words, &queue(&[]));
    assert!(
        called.err.contains("here stand constant, exponential"),
        "{}",
        called.err
    );
}

/// A service with this step.
fn step(step: &str) -> String {
    format!(
        r#"{{ "version": 1, "horizon": "5s", "faults": [], "model": {{ "nodes": {{
            "users": {{ "clients": {{ "target": "api", "arrivals": {{ "constant": {{ "per_second": 1 }} }} }} }},
            "api": {{ "service": {{ "operations": {{ "ask": [{step}] }} }} }}
        }} }} }}"#
    )
}

#[test]
fn a_step_is_a_kind_with_what_belongs_to_it() {
    let place = "model.nodes.api.service.operations.ask[0]";
    refused(
        &step(r#"{ "target": "api", "operation": "ask" }"#),
        &[place, "here stand operation, target", "work, call, read"],
    );
    refused(
        &step(r#"{ "reply": 5 }"#),
        &[place, "`reply` is only named"],
    );
}

#[test]
fn a_list_is_no_object() {
    let object = "here stands a list [ ... ], and it should be an object { ... }";
    refused(r#"[1, "t", "web-rds", {}, null, 1, "1s", []]"#, &[object]);
    let station = r#"{ "per_second": 80, "service": { "exponential": "10ms" } }"#;
    refused(
        &queue(&[(station, r#"[80, { "exponential": "10ms" }, 1, 100]"#)]),
        &["model.nodes.queue.station: ", object],
    );
    refused(
        &queue(&[(SERVICE, r#"{ "uniform": ["1ms", "2ms"] }"#)]),
        &["service.uniform: ", object],
    );
    let fault =
        |fault: &str| step("").replace(r#""faults": []"#, &format!(r#""faults": [{fault}]"#));
    refused(&fault(r#"["1s", null, "api"]"#), &["faults[0]: ", object]);
    refused(
        &fault(r#"{ "at": "1s", "cut": ["users", "api"] }"#),
        &["faults[0].cut: ", object],
    );
    for (names, found) in [(r#"["users"]"#, "1"), (r#"["users", "api", "x"]"#, "3")] {
        refused(
            &fault(&format!(
                r#"{{ "at": "1s", "cut": {{ "between": {names} }} }}"#
            )),
            &[
                "faults[0].cut.between: ",
                &format!("here stand {found}, and it should be a list [ ... ] of 2"),
            ],
        );
    }
}

#[test]
fn a_number_of_another_kind_is_told_with_the_range_that_is_allowed() {
    for (setting, range) in [
        (
            "parameters.rate=5.5",
            "`5.5`, and it should be a whole number from 1 to 3000",
        ),
        ("parameters.rate=NaN", "a whole number from 1 to 3000"),
        ("parameters.rate=1e400", "a whole number from 1 to 3000"),
        ("version=\"1\"", "it should be 1."),
    ] {
        let called = hitotsu(&format!("run web-rds --set {setting}"));
        assert_eq!(called.code, 2, "{setting}");
        assert!(called.err.contains(range), "{setting}: {}", called.err);
    }
    let rate = |rate: &str| queue(&[("80", rate)]);
    refused(
        &rate(r#"80, "servers": -1"#),
        &["station.servers: ", "1 to 10000"],
    );
    refused(&rate(r#"80, "queue": -1"#), &["station.queue: ", "1000000"]);
    refused(&rate("\"80\""), &["a number from 0.001 to 1000000"]);
    let cv = r#"{ "log_normal": { "mean": "5ms", "cv_percent": -5 } }"#;
    refused(&queue(&[(SERVICE, cv)]), &["cv_percent: ", "0 to 10000"]);
    let replicas = step("").replace(r#""operations""#, r#""replicas": 1000000, "operations""#);
    refused(&replicas, &["service.replicas: ", "1 to 1000"]);
    let burst = r#""faults": [{ "at": "1s", "burst": { "factor_percent": -1 } }]"#;
    refused(
        &step("").replace(r#""faults": []"#, burst),
        &["faults[0].burst.factor_percent: ", "0 to 10000"],
    );
}
