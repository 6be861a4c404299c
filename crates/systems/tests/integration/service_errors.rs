//! Services that cannot be run: what is wrong with them is told with its place.

use sim::Duration;
use systems::model::{Model, Problem, assemble};

use crate::drive::model;
use crate::service::api;

#[test]
fn what_cannot_be_run_is_told_with_its_place() {
    let read = |more: &str| format!(r#"[{{"read": {{"store": "db"{more}}}}}]"#);
    let step = "nodes.api.operations.view[0]";
    for (script, place) in [
        (
            r#"[{"read": {"store": "nobody"}}]"#.to_owned(),
            format!("{step}.read.store"),
        ),
        (
            r#"[{"call": {"target": "db", "operation": "dance"}}]"#.to_owned(),
            format!("{step}.call.operation"),
        ),
        (
            r#"[{"parallel": [{"read": {"store": "db"}}, {"write": {"store": "slow"}}]}]"#
                .to_owned(),
            format!("{step}.parallel[1].write.store"),
        ),
        (
            r#"[{"parallel": {"calls": [{"read": {"store": "x"}}]}}]"#.to_owned(),
            format!("{step}.parallel.calls[0].read.store"),
        ),
        (
            r#"[{"parallel": []}]"#.to_owned(),
            format!("{step}.parallel"),
        ),
        (
            r#"[{"parallel": ["reply"]}]"#.to_owned(),
            format!("{step}.parallel[0]"),
        ),
        (
            r#"[{"parallel": {"calls": [{"read": {"store": "db"}}], "first": 2}}]"#.to_owned(),
            format!("{step}.parallel.first"),
        ),
        (read(r#", "timeout": "0s""#), format!("{step}.read.timeout")),
        (read(r#", "at_most": 0"#), format!("{step}.read.at_most")),
        (
            read(r#", "retry": {"attempts": 0}"#),
            format!("{step}.read.retry.attempts"),
        ),
        (
            r#"["reply", "reply"]"#.to_owned(),
            "nodes.api.operations.view".to_owned(),
        ),
    ] {
        let model = model(&api(&script));
        let error = assemble(&model, 1, Duration::from_secs(1), 0).expect_err(&script);
        assert_eq!(error.path, place, "{error:?}");
    }
    let empty = model(r#"{"nodes": {"api": {"service": {"operations": {}}}}}"#);
    let error = assemble(&empty, 1, Duration::from_secs(1), 0).expect_err("nothing to do");
    assert_eq!(error.problem, Problem::Empty);
}

#[test]
fn what_is_misspelt_inside_a_list_or_a_map_is_named() {
    for (script, named) in [
        (r#"[{"parallel": [{"reed": {"store": "db"}}]}]"#, "reed"),
        (r#"[{"parallel": {"calls": [], "fist": 1}}]"#, "fist"),
        (r#"[{"parallel": 7}]"#, "a list of calls"),
        (r#"[{"read": {"stor": "db"}}]"#, "stor"),
    ] {
        let error = serde_json::from_str::<Model>(&api(script)).expect_err(script);
        assert!(error.to_string().contains(named), "{error}");
    }
}
