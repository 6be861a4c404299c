//! Tests that an editor which knows JSON Schema refuses what the reader refuses, as far as a schema can
//! say it.

use std::sync::LazyLock;

use serde_json::{Value, json};
use systems::model::{ModelError, Problem, Span};

use crate::complaint::Complaint;
use crate::document;
use crate::spoiling::{changes, places, spoil};

mod validator;

use validator::Schema;

const GUIDE: &str = include_str!("../../../docs/parts.md");
const EXAMPLES: [&str; 2] = [
    include_str!("../../../examples/scenarios/shop.json"),
    include_str!("../../../examples/scenarios/flash-crowd.json"),
];

/// Ranges that hang on other fields, so that no schema can state them: the last names of their paths.
const BY_OTHER_FIELDS: [&str; 8] = [
    // Of machines: at least `replicas`, or those in service, or as many as there are.
    "maximum",
    "minimum",
    "count",
    // Of calls: those that there are, each as often as `times` says.
    "first",
    "parallel",
    "operations",
    // How many machines and lines the parts come to.
    "nodes",
    "links",
];

/// Every scenario of the examples and of the guide to the parts.
static SCENARIOS: LazyLock<Vec<Value>> = LazyLock::new(|| {
    let blocks = GUIDE.split("```json\n").skip(1);
    let blocks = blocks.filter_map(|rest| rest.split("```").next());
    let all = EXAMPLES.into_iter().chain(blocks);
    let all = all.filter_map(|text| serde_json::from_str::<Value>(text).ok());
    all.filter(|scenario| scenario["version"] == 1).collect()
});
static SCHEMA: LazyLock<Schema> = LazyLock::new(Schema::of_scenarios);

/// Why the reader refuses a document, if it does.
fn refused(document: &Value) -> Option<Complaint> {
    let scenario = match document::scenario(document) {
        Ok(scenario) => scenario,
        Err(complaint) => return Some(complaint),
    };
    let error = scenario.blueprint(0).err()?;
    Some(document::meaning(error, document))
}

/// Whether a schema can say that.
fn can_be_said(complaint: &Complaint) -> bool {
    let Complaint::Meaning(ModelError { path, problem }) = complaint else {
        return true;
    };
    let last = path.rsplit('.').next().unwrap_or_default();
    let last = last.split('[').next().unwrap_or_default();
    match problem {
        // A pattern for texts like "90min" that are at most an hour would be no help to anybody.
        Problem::OutOfRange { value, .. } => {
            value.parse::<Span>().is_err() && !BY_OTHER_FIELDS.contains(&last)
        }
        Problem::Empty | Problem::TooMany { .. } | Problem::BadName { .. } => {
            !BY_OTHER_FIELDS.contains(&last)
        }
        Problem::Contradiction { rule } => {
            ["one_fault_each", "nothing_to_repair", "system_or_model"].contains(rule)
        }
        // Names lead to other places of the file.
        Problem::UnknownName { .. } | Problem::UnknownOperation { .. } | Problem::Circle { .. } => {
            false
        }
    }
}

/// Values that an editor can tell to be wrong in most places.
fn odd_values() -> Vec<Value> {
    vec![
        Value::Null,
        json!(true),
        json!(0),
        json!(-1),
        json!(0.5),
        json!(1e308),
        json!(1_001),
        json!(100_001),
        json!(1_000_001),
        json!(u64::MAX),
        json!(""),
        json!("10"),
        json!("-1s"),
        json!("1.5e3s"),
        json!("users"),
        json!("random"),
        json!([]),
        json!({}),
        json!([[]]),
        json!([1, 2]),
        json!({ "erlang": { "mean": "1s", "stages": 0 } }),
        json!({ "pareto": { "mean": "1s", "shape_percent": 100 } }),
        json!({ "constant": "1s", "exponential": "1s" }),
    ]
}

#[test]
fn the_schema_accepts_every_scenario_of_the_guide() {
    assert!(SCENARIOS.len() >= 12, "{}", SCENARIOS.len());
    for scenario in SCENARIOS.iter() {
        assert!(SCHEMA.accepts(scenario), "{scenario:#}");
    }
}

#[test]
fn what_the_reader_refuses_an_editor_refuses() {
    for scenario in SCENARIOS.iter() {
        for pointer in places(scenario) {
            for change in changes(odd_values()) {
                let mut document = scenario.clone();
                spoil(&mut document, &pointer, change);
                if let Some(complaint) = refused(&document).filter(can_be_said) {
                    let refuses = !SCHEMA.accepts(&document);
                    assert!(refuses, "{pointer}: {complaint:?}: {document:#}");
                }
            }
        }
    }
}
