//! Balancers in models written by hand.

use sim::Duration;
use systems::model::{Model, ModelError, Problem, assemble};

/// What is said of a model that cannot be run.
fn error_of(text: &str) -> ModelError {
    let model: Model = serde_json::from_str(text).expect("the model is well-formed");
    assemble(&model, 1, Duration::from_secs(1), 0).expect_err("the model cannot be run")
}

fn contradiction(path: &str, rule: &'static str) -> ModelError {
    ModelError::new(path, Problem::Contradiction { rule })
}

#[test]
fn balancers_in_a_circle_offer_nothing() {
    let circle = r#"{ "nodes": {
        "first": { "balancer": { "targets": ["second"] } },
        "second": { "balancer": { "targets": ["first"] } }
    } }"#;
    let expected = contradiction("nodes.first", "forwards_in_a_circle");
    assert_eq!(error_of(circle), expected);
}

#[test]
fn what_is_wrong_with_a_balancer_is_told_with_its_place() {
    let with = |fields: &str| {
        error_of(&format!(
            r#"{{ "nodes": {{
                "door": {{ "balancer": {{ {fields} }} }},
                "queue": {{ "station": {{ "per_second": 1, "service": {{ "constant": "1ms" }} }} }}
            }} }}"#
        ))
    };
    let empty = ModelError::new("nodes.door.targets", Problem::Empty);
    assert_eq!(with(r#""targets": []"#), empty);
    let twice = contradiction("nodes.door.targets", "target_named_twice");
    assert_eq!(with(r#""targets": ["queue", "queue"]"#), twice);
    let unknown = with(r#""targets": ["queue", "nobody"]"#);
    assert_eq!(unknown.path, "nodes.door.targets[1]");
    let unknown = with(r#""targets": ["queue"], "policy": { "weighted": { "api": 1 } }"#);
    assert_eq!(unknown.path, "nodes.door.policy.weighted");
    let weightless = with(r#""targets": ["queue"], "policy": { "weighted": { "queue": 0 } }"#);
    let nobody = contradiction("nodes.door.policy.weighted", "nobody_has_weight");
    assert_eq!(weightless, nobody);
    let impatient =
        with(r#""targets": ["queue"], "checks": { "interval": "1s", "timeout": "2s" }"#);
    let expected = Problem::OutOfRange {
        value: "2s".to_owned(),
        minimum: "1ms".to_owned(),
        maximum: "1s".to_owned(),
    };
    assert_eq!(
        impatient,
        ModelError::new("nodes.door.checks.timeout", expected)
    );
}
