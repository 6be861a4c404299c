//! Whether the cases have everything that a scenario file can say: each field and each variant of the
//! schema is made now and then.

use std::collections::BTreeSet;

use serde_json::Value;
use systems::scenario_file::ScenarioFile;

use crate::generate;

/// Cases within which everything has to come at least once.
const CASES: u64 = 1_500;
/// What no case has, and why.
const LEFT_OUT: &[&str] = &[];

/// The schema, and what of it was seen.
struct Seen<'a> {
    schema: &'a Value,
    seen: BTreeSet<String>,
}

impl<'a> Seen<'a> {
    fn new(schema: &'a Value) -> Self {
        let seen = BTreeSet::new();
        Self { schema, seen }
    }

    /// The schema that a reference leads to, with its name.
    fn follow<'b>(&self, schema: &'a Value, name: &'b str) -> (&'a Value, &'b str)
    where
        'a: 'b,
    {
        match schema["$ref"].as_str() {
            Some(path) => {
                let name = path.rsplit('/').next().unwrap_or_default();
                (&self.schema["$defs"][name], name)
            }
            None => (schema, name),
        }
    }

    /// Marks what of this schema the value has.
    fn mark(&mut self, schema: &'a Value, name: &str, value: &Value) {
        let (schema, name) = self.follow(schema, name);
        let name = name.to_owned();
        if schema["const"] == *value && !value.is_null() {
            self.seen.insert(format!("{name}={value}"));
        }
        for choice in ["oneOf", "anyOf"] {
            for option in schema[choice].as_array().into_iter().flatten() {
                if self.fits(option, value) {
                    self.mark(option, &name, value);
                }
            }
        }
        for item in value.as_array().into_iter().flatten() {
            self.mark(&schema["items"], &name, item);
        }
        for (key, inner) in value.as_object().into_iter().flatten() {
            let field = schema["properties"].get(key);
            if let Some(field) = field {
                let name = format!("{name}.{key}");
                self.seen.insert(name.clone());
                self.mark(field, &name, inner);
            } else {
                self.mark(&schema["additionalProperties"], &name, inner);
            }
        }
    }

    /// Whether a value can be what this option is for.
    fn fits(&self, option: &'a Value, value: &Value) -> bool {
        let (option, _) = self.follow(option, "");
        let has = |key: &Value| key.as_str().is_some_and(|key| value.get(key).is_some());
        let required = option["required"].as_array();
        match option["type"].as_str() {
            Some("object") => value.is_object() && required.into_iter().flatten().all(has),
            Some("array") => value.is_array(),
            Some("string") => {
                value.is_string() && (option["const"].is_null() || option["const"] == *value)
            }
            Some("null") => value.is_null(),
            Some(_) => value.is_number(),
            None => !value.is_null(),
        }
    }

    /// Everything that there is.
    fn all(schema: &Value) -> BTreeSet<String> {
        let mut all = BTreeSet::new();
        collect(schema, "", &mut all);
        for (name, schema) in schema["$defs"].as_object().into_iter().flatten() {
            collect(schema, name, &mut all);
        }
        all
    }
}

fn collect(schema: &Value, name: &str, all: &mut BTreeSet<String>) {
    if !schema["const"].is_null() {
        all.insert(format!("{name}={}", schema["const"]));
    }
    for choice in ["oneOf", "anyOf"] {
        for option in schema[choice].as_array().into_iter().flatten() {
            collect(option, name, all);
        }
    }
    for (key, field) in schema["properties"].as_object().into_iter().flatten() {
        let name = format!("{name}.{key}");
        collect(field, &name, all);
        all.insert(name);
    }
    for inner in ["items", "additionalProperties"] {
        if schema[inner].is_object() {
            collect(&schema[inner], name, all);
        }
    }
}

#[test]
fn every_case_can_be_run_and_together_they_have_all_that_a_file_can_say() {
    let text = include_str!("../../../../docs/scenario.schema.json");
    let schema: Value = serde_json::from_str(text).expect("the schema is JSON");
    let mut seen = Seen::new(&schema);
    for number in 0..CASES {
        let case = generate::case(number);
        seen.mark(&schema, "", &case);
        let file: ScenarioFile = serde_json::from_value(case.clone())
            .unwrap_or_else(|error| panic!("case {number}: {error}: {case:#}"));
        if let Err(error) = file.blueprint(0) {
            panic!("case {number}: {error:?}: {case:#}");
        }
    }
    let all = Seen::all(&schema);
    assert!(all.len() > 250, "{}", all.len());
    let missing: Vec<&String> = all.difference(&seen.seen).collect();
    assert_eq!(missing, LEFT_OUT);
}
