//! Spoiling a sound scenario file in one place, as a careless or a hostile person might: for tests.

use serde_json::Value;

/// What can happen to one place of a document.
#[derive(Clone, Debug)]
pub enum Change {
    /// The field is taken away.
    Gone,
    /// The field has another name.
    Renamed,
    /// A field that nobody knows stands beside it.
    Joined,
    /// The last one of its list stands there twice.
    Twice,
    /// Another value stands there.
    Replaced(Value),
}

/// Every change there is, with these values.
pub fn changes(values: impl IntoIterator<Item = Value>) -> Vec<Change> {
    let mut all = vec![Change::Gone, Change::Renamed, Change::Joined, Change::Twice];
    all.extend(values.into_iter().map(Change::Replaced));
    all
}

/// Makes the change where a pointer leads to; one that does not fit there changes nothing.
pub fn spoil(document: &mut Value, pointer: &str, change: Change) {
    let (parent, name) = pointer.rsplit_once('/').unwrap_or(("", ""));
    if let Change::Replaced(value) = change {
        if let Some(place) = document.pointer_mut(pointer) {
            *place = value;
        }
        return;
    }
    match (change, document.pointer_mut(parent)) {
        (Change::Gone, Some(Value::Object(fields))) => {
            fields.remove(name);
        }
        (Change::Renamed, Some(Value::Object(fields))) => {
            let moved = fields.remove(name).unwrap_or_default();
            fields.insert(format!("{name}x"), moved);
        }
        (Change::Joined, Some(Value::Object(fields))) => {
            fields.insert(format!("{name}x"), Value::Null);
        }
        (Change::Twice, Some(Value::Array(items))) => {
            let last = items.last().cloned();
            items.extend(last);
        }
        _ => {}
    }
}

/// Pointers to every place of a document.
pub fn places(document: &Value) -> Vec<String> {
    let mut found = Vec::new();
    look_into(document, String::new(), &mut found);
    found
}

fn look_into(value: &Value, pointer: String, found: &mut Vec<String>) {
    found.push(pointer.clone());
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                look_into(value, format!("{pointer}/{name}"), found);
            }
        }
        Value::Array(items) => {
            for (place, item) in items.iter().enumerate() {
                look_into(item, format!("{pointer}/{place}"), found);
            }
        }
        _ => {}
    }
}
