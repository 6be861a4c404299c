//! Making a failing case smaller: whatever can be left out or halved while it still fails is.

use serde_json::Value;

/// Runs of smaller cases, at most: shrinking ends in time, even if not at the smallest.
const TRIES_MAX: usize = 5_000;

/// A case no larger than `case` for which `fails` still holds, and no single removal or halving of
/// which does (unless the tries ran out).
pub fn shrink(case: &Value, fails: impl Fn(&Value) -> bool) -> Value {
    let mut small = case.clone();
    let mut tries = 0;
    loop {
        let smaller = candidates(&small).into_iter().find(|candidate| {
            tries += 1;
            tries <= TRIES_MAX && fails(candidate)
        });
        match smaller {
            Some(smaller) => small = smaller,
            None => return small,
        }
    }
}

/// Every case that is one step smaller, the largest steps first.
fn candidates(case: &Value) -> Vec<Value> {
    let mut places = Vec::new();
    collect(case, &mut String::new(), &mut places);
    let mut found = Vec::new();
    // Outer places first: what is inside a removed part need not be tried.
    places.sort_by_key(|place| place.matches('/').count());
    for place in &places {
        found.extend(without(case, place));
    }
    for place in &places {
        found.extend(halved(case, place));
    }
    found
}

fn collect(value: &Value, path: &mut String, places: &mut Vec<String>) {
    let length = path.len();
    let mut descend = |name: String, inner: &Value| {
        path.push('/');
        path.push_str(&name.replace('~', "~0").replace('/', "~1"));
        places.push(path.clone());
        collect(inner, path, places);
        path.truncate(length);
    };
    match value {
        Value::Object(fields) => fields
            .iter()
            .for_each(|(name, inner)| descend(name.clone(), inner)),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .for_each(|(index, inner)| descend(index.to_string(), inner)),
        _ => {}
    }
}

fn without(case: &Value, place: &str) -> Option<Value> {
    let mut smaller = case.clone();
    let (parent, name) = place.rsplit_once('/')?;
    match smaller.pointer_mut(parent)? {
        Value::Object(fields) => {
            fields.remove(&name.replace("~1", "/").replace("~0", "~"))?;
        }
        Value::Array(items) => {
            items.remove(name.parse().ok()?);
        }
        _ => return None,
    }
    Some(smaller)
}

/// A number halved, or a span of time halved.
fn halved(case: &Value, place: &str) -> Option<Value> {
    let mut smaller = case.clone();
    let value = smaller.pointer_mut(place)?;
    let half = match value {
        Value::Number(number) => {
            let number = number.as_u64().filter(|number| *number > 1)?;
            Value::from(number / 2)
        }
        Value::String(text) => {
            let digits = text.trim_end_matches(|letter: char| letter.is_ascii_lowercase());
            let number: u64 = digits.parse().ok().filter(|number| *number > 1)?;
            Value::from(format!("{}{}", number / 2, &text[digits.len()..]))
        }
        _ => return None,
    };
    *value = half;
    Some(smaller)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_what_the_failure_needs_is_left() {
        let case = json!({
            "seed": 7,
            "horizon": "60s",
            "nodes": { "a": { "workers": 8 }, "b": { "workers": 2 } },
            "faults": [{ "at": "5s", "crash": "a" }, { "at": "9s", "pause": "b" }],
        });
        let fails = |case: &Value| {
            let workers = case.pointer("/nodes/a/workers").and_then(Value::as_u64);
            let crashes = case["faults"]
                .as_array()
                .is_some_and(|faults| faults.iter().any(|fault| fault["crash"] == "a"));
            workers >= Some(3) && crashes
        };
        assert!(fails(&case));
        let small = shrink(&case, fails);
        assert_eq!(
            small,
            json!({ "nodes": { "a": { "workers": 4 } }, "faults": [{ "crash": "a" }] })
        );
    }
}
