//! Spoiling a sound scenario file in one place, as a careless or a hostile person might: for tests.

use proptest::prelude::*;
use serde_json::Value;

/// One change: where, what may stand there instead, and how.
pub type Change = (prop::sample::Index, Value, u8);

/// Any change with one of these values.
pub fn change(values: Vec<Value>) -> impl Strategy<Value = Change> {
    (
        any::<prop::sample::Index>(),
        prop::sample::select(values),
        0..5_u8,
    )
}

/// Makes the change, and gives the pointer to its place.
pub fn spoil(document: &mut Value, (place, value, how): Change) -> String {
    let mut found = Vec::new();
    places(document, String::new(), &mut found);
    let pointer = place.get(&found).clone();
    let (parent, name) = pointer.rsplit_once('/').unwrap_or(("", ""));
    match (how, document.pointer_mut(parent)) {
        // Gone, under another name, with something beside it, or twice.
        (0, Some(Value::Object(fields))) => {
            fields.remove(name);
        }
        (1, Some(Value::Object(fields))) => {
            let moved = fields.remove(name).unwrap_or(value);
            fields.insert(format!("{name}x"), moved);
        }
        (2, Some(Value::Object(fields))) => {
            fields.insert(format!("{name}x"), value);
        }
        (2 | 3, Some(Value::Array(items))) if !items.is_empty() => {
            let last = items[items.len() - 1].clone();
            items.push(last);
        }
        _ => {
            if let Some(place) = document.pointer_mut(&pointer) {
                *place = value;
            }
        }
    }
    pointer
}

/// Every place of a document, as pointers.
fn places(value: &Value, pointer: String, found: &mut Vec<String>) {
    found.push(pointer.clone());
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                places(value, format!("{pointer}/{name}"), found);
            }
        }
        Value::Array(items) => {
            for (place, item) in items.iter().enumerate() {
                places(item, format!("{pointer}/{place}"), found);
            }
        }
        _ => {}
    }
}
