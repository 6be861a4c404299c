//! The range of a number as the schema of scenarios states it.

use std::sync::LazyLock;

use serde_json::Value;
use systems::scenario_file::ScenarioFile;

use super::steps;

static SCHEMA: LazyLock<Value> = LazyLock::new(|| {
    let schema = schemars::schema_for!(ScenarioFile);
    serde_json::to_value(schema).expect("a schema is JSON")
});

/// The least and the greatest number that may stand at this path, both included: for parameters as the
/// catalogue says it, else as the schema does.
pub(super) fn of(document: &Value, path: &str) -> Option<(String, String)> {
    if let Some(id) = path.strip_prefix("parameters.") {
        let entry = systems::entry(document["system"].as_str()?)?;
        let mut parameters = entry.parameters.iter();
        let parameter = parameters.find(|parameter| parameter.id == id)?;
        return Some((parameter.minimum.to_string(), parameter.maximum.to_string()));
    }
    let mut places = all_of(&SCHEMA);
    for step in steps(path) {
        let below = places.into_iter().filter_map(|place| below(place, step));
        places = below.flat_map(all_of).collect();
    }
    let numbers = |name| places.iter().filter_map(move |place| place[name].as_f64());
    let minimum = numbers("minimum").reduce(f64::max)?;
    let maximum = numbers("maximum").reduce(f64::min)?;
    Some((minimum.to_string(), maximum.to_string()))
}

/// What a schema says itself, and what it leaves to others.
fn all_of(schema: &'static Value) -> Vec<&'static Value> {
    let target = schema["$ref"].as_str();
    let target = target.and_then(|path| SCHEMA.pointer(path.strip_prefix('#')?));
    let choices = ["oneOf", "anyOf", "allOf"].into_iter();
    let choices = choices.filter_map(|name| schema[name].as_array());
    let others = target.into_iter().chain(choices.flatten());
    let mut all = vec![schema];
    all.extend(others.flat_map(all_of));
    all
}

/// The schema of a field, or of an item of a list.
fn below(schema: &'static Value, step: &str) -> Option<&'static Value> {
    let field = schema["properties"].get(step);
    let place = step.parse::<usize>();
    let item = place.is_ok().then(|| schema.get("items")).flatten();
    let other = schema.get("additionalProperties");
    field.or(item).or(other).filter(|found| found.is_object())
}
