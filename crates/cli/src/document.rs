//! A scenario as a JSON document: read from wherever it is, changed by `--set`, and made a file.
//!
//! Reading is strict: bounded, UTF-8, no field twice. What the document means is not known here.

use std::fmt;
use std::fs::File;
use std::io::Read;

use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};
use systems::model::{ModelError, Problem};
use systems::scenario_file::{FILE_VERSION, ScenarioFile};

use crate::complaint::{Complaint, nearest};
use crate::reader::Reader;
use crate::shape::{Expected, INFINITE, Shape};

mod ranges;

/// Bytes of a scenario file, at most.
const BYTES_MAX: u64 = 4 << 20;
/// The name that stands for standard input.
pub const STANDARD_INPUT: &str = "-";

/// The scenario of this name: a system of the catalogue with its defaults, or a file.
pub fn named(name: &str) -> Result<Value, Complaint> {
    if systems::entry(name).is_some() {
        let file = serde_json::to_value(ScenarioFile::of_system(name));
        return Ok(file.expect("a scenario is JSON"));
    }
    let is_path = name == STANDARD_INPUT || name.contains(['.', '/', '\\']);
    if !is_path && !std::path::Path::new(name).exists() {
        let known = systems::ENTRIES.iter().map(|entry| entry.id);
        return Err(Complaint::NoSuchScenario {
            name: name.to_owned(),
            nearest: nearest(name, known),
        });
    }
    parsed(&text(name, BYTES_MAX)?)
}

/// The text of a file (or of standard input), which must be UTF-8 of at most so many bytes.
pub fn text(name: &str, bytes_max: u64) -> Result<String, Complaint> {
    let cannot = |error: std::io::Error| Complaint::CannotRead {
        name: name.to_owned(),
        error: error.kind(),
    };
    let mut bytes = Vec::new();
    let read = if name == STANDARD_INPUT {
        std::io::stdin()
            .lock()
            .take(bytes_max + 1)
            .read_to_end(&mut bytes)
    } else {
        let file = File::open(name).map_err(cannot)?;
        file.take(bytes_max + 1).read_to_end(&mut bytes)
    };
    read.map_err(cannot)?;
    let name = || name.to_owned();
    if bytes.len() as u64 > bytes_max {
        return Err(Complaint::TooLarge {
            name: name(),
            bytes_max,
        });
    }
    let text = String::from_utf8(bytes).map_err(|_| Complaint::NotText { name: name() })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    if text.trim().is_empty() {
        return Err(Complaint::Empty { name: name() });
    }
    Ok(text.to_owned())
}

/// What is said of numbers that other languages can write and JSON cannot.
const NOT_FINITE: &str = "JSON has no NaN and no Infinity; every number must be finite";

/// What the reader of JSON says of a number that is larger than any.
const OUT_OF_RANGE: &str = "number out of range";

/// So many numbers of a file may not be finite and are still told one after the other.
const INFINITIES_MAX: usize = 64;

/// Reads JSON in which no object has a field twice. A number that is not finite becomes a text with a
/// mark (see [`INFINITE`]): whoever looks for a number there knows which ones are allowed, and this place
/// does not.
pub fn parsed(text: &str) -> Result<Value, Complaint> {
    let first = match read_json(text) {
        Err(complaint) => complaint,
        read => return read,
    };
    let mut complaint = first.clone();
    let mut text = text.to_owned();
    for _ in 0..INFINITIES_MAX {
        let Some(in_quotes) = with_infinity_in_quotes(&text, &complaint) else {
            break;
        };
        complaint = match read_json(&in_quotes) {
            Err(complaint) => complaint,
            read => return read,
        };
        text = in_quotes;
    }
    Err(first)
}

/// The text with quotes around the number that is complained about because it is not finite.
fn with_infinity_in_quotes(text: &str, complaint: &Complaint) -> Option<String> {
    let Complaint::Syntax { line, column, what } = complaint else {
        return None;
    };
    if ![NOT_FINITE, OUT_OF_RANGE].contains(&what.as_str()) {
        return None;
    }
    let start = text.split_inclusive('\n').take(line - 1).map(str::len);
    let start: usize = start.sum();
    let before = text[start..].chars().take(column - 1).map(char::len_utf8);
    let place = start + before.sum::<usize>();
    let other = |letter: char| !letter.is_ascii_alphanumeric() && !"+-.".contains(letter);
    let first = text[..place].rfind(other).map_or(0, |last| last + 1);
    let end = text[place..]
        .find(other)
        .map_or(text.len(), |end| place + end);
    let (head, literal, rest) = (&text[..first], &text[first..end], &text[end..]);
    Some(format!("{head}\"{INFINITE}{literal}\"{rest}"))
}

fn read_json(text: &str) -> Result<Value, Complaint> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let value: Result<Strict, _> = serde_path_to_error::deserialize(&mut deserializer);
    let value = value.map_err(|error| {
        let path = tidy(&error.path().to_string());
        let error = error.into_inner();
        if error.is_data()
            && let Shape::Other(sentence) = Shape::read(&error.to_string())
            && let Some(name) = sentence.strip_prefix(TWICE)
        {
            let name = name.to_owned();
            return Complaint::Duplicate { path, name };
        }
        syntax(&error, text)
    })?;
    deserializer.end().map_err(|error| syntax(&error, text))?;
    Ok(value.0)
}

fn syntax(error: &serde_json::Error, text: &str) -> Complaint {
    let sentence = error.to_string();
    let what = sentence.split(" at line ").next().unwrap_or(&sentence);
    // Before the first column is what ended the line before.
    let ended = error.column() == 0 && error.line() > 1;
    let number = error.line() - usize::from(ended);
    let line = text.split('\n').nth(number.saturating_sub(1));
    let line = line.unwrap_or_default();
    let column = if ended {
        line.len() + 1
    } else {
        error.column()
    };
    // The reader counts bytes; people count characters.
    let before = line.floor_char_boundary(column.saturating_sub(1));
    let infinite = ["NaN", "Inf"]
        .iter()
        .any(|name| line[before..].starts_with(name));
    let what = if infinite { NOT_FINITE } else { what };
    Complaint::Syntax {
        line: number,
        column: line[..before].chars().count() + usize::from(column > 0),
        what: what.to_owned(),
    }
}

/// Makes the document a scenario file, if it has the shape of one.
pub fn scenario(document: &Value) -> Result<ScenarioFile, Complaint> {
    // A newer version may have other fields: what is wrong with it is the version alone.
    let found = document["version"].as_u64();
    if let Some(found) = found.filter(|found| *found != u64::from(FILE_VERSION)) {
        return Err(Complaint::Version { found });
    }
    let scenario = read(document).map_err(|(path, shape)| {
        let shape = within(document, &path, shape);
        Complaint::Shape { path, shape }
    })?;
    // Where a text belongs it was taken for one.
    match infinity(document) {
        None => Ok(scenario),
        Some((path, number)) => {
            let (found, expected) = (number.to_owned(), Expected::Text);
            let shape = Shape::Type { found, expected };
            Err(Complaint::Shape { path, shape })
        }
    }
}

/// The first number of the document that is not finite, and where it stands.
fn infinity(document: &Value) -> Option<(String, &str)> {
    let below = |step: String, value| {
        let (path, number) = infinity(value)?;
        let dot = if path.is_empty() || path.starts_with('[') {
            ""
        } else {
            "."
        };
        Some((format!("{step}{dot}{path}"), number))
    };
    match document {
        Value::String(text) => Some((String::new(), text.strip_prefix(INFINITE)?)),
        Value::Array(items) => {
            let mut items = items.iter().enumerate();
            items.find_map(|(place, item)| below(format!("[{place}]"), item))
        }
        Value::Object(fields) => fields
            .iter()
            .find_map(|(name, value)| below(name.clone(), value)),
        _ => None,
    }
}

fn read(document: &Value) -> Result<ScenarioFile, (String, Shape)> {
    serde_path_to_error::deserialize(Reader(document)).map_err(|error| {
        let path = tidy(&error.path().to_string());
        (path, error.into_inner().0)
    })
}

/// The same objection with the range that is allowed there, where a number is. What holds a number
/// knows how large it can be, and the scenario knows what makes sense: it is asked with both ends. Where
/// something else is wrong, too, it cannot tell, and the schema says what it knows.
fn within(document: &Value, path: &str, shape: Shape) -> Shape {
    let Shape::Type { found, expected } = shape else {
        return shape;
    };
    let ends = match &expected {
        Expected::Whole { minimum, maximum } => [minimum.as_str(), maximum],
        Expected::Number => ["-1e300", "1e300"],
        _ => return Shape::Type { found, expected },
    };
    let allowed = ends.into_iter().find_map(|end| {
        let mut changed = document.clone();
        put(&mut changed, path, typed(end)).ok()?;
        let error = read(&changed).ok()?.blueprint(0).err()?;
        match meaning(error, &changed) {
            Complaint::Meaning(ModelError {
                path: place,
                problem:
                    Problem::OutOfRange {
                        minimum, maximum, ..
                    },
            }) if place == path => Some((minimum, maximum)),
            _ => None,
        }
    });
    let allowed = allowed.or_else(|| ranges::of(document, path));
    let expected = match (allowed, expected) {
        (Some((minimum, maximum)), Expected::Whole { .. }) => Expected::Whole { minimum, maximum },
        (Some((minimum, maximum)), _) => Expected::NumberWithin { minimum, maximum },
        (None, expected) => expected,
    };
    Shape::Type { found, expected }
}

/// What a sound document means wrongly. The model names the parts and not their kinds, which stand
/// between in the document: with them the path is one that `put` understands.
pub fn meaning(mut error: ModelError, document: &Value) -> Complaint {
    const PARTS: &str = "model.nodes.";
    let rest = error.path.strip_prefix(PARTS);
    if let Some((name, field)) = rest.and_then(|rest| rest.split_once('.'))
        && let Some(part) = document["model"]["nodes"][name].as_object()
        && let Some(kind) = part.keys().next()
    {
        error.path = format!("{PARTS}{name}.{kind}.{field}");
    }
    Complaint::Meaning(error)
}

fn tidy(path: &str) -> String {
    if path == "." { "" } else { path }.to_owned()
}

/// Puts a value at a path like `model.nodes.queue.station.servers` or `faults[0].at`. All but the
/// last step must exist already.
pub fn put(document: &mut Value, path: &str, value: Value) -> Result<(), Complaint> {
    let steps = steps(path);
    let (last, way) = steps.split_last().expect("a path has a step");
    let unknown = |segment: &str, known: &Value| {
        let known = known.as_object().into_iter().flat_map(Map::keys);
        Complaint::UnknownPath {
            path: path.to_owned(),
            segment: segment.to_owned(),
            nearest: nearest(segment, known.map(String::as_str)),
        }
    };
    if way == ["parameters"]
        && let Some(object) = document.as_object_mut()
    {
        // The one object that may be left out of a file.
        let parameters = object.entry("parameters");
        parameters.or_insert_with(|| Value::Object(Map::new()));
    }
    let mut place = document;
    for step in way {
        if child(place, step).is_none() {
            return Err(unknown(step, place));
        }
        place = child(place, step).expect("looked at just now");
    }
    match place {
        Value::Object(object) => {
            object.insert((*last).to_owned(), value);
        }
        Value::Array(list) => match last.parse().ok().and_then(|at: usize| list.get_mut(at)) {
            Some(item) => *item = value,
            None => return Err(unknown(last, &Value::Null)),
        },
        _ => return Err(unknown(last, &Value::Null)),
    }
    Ok(())
}

fn child<'a>(place: &'a mut Value, step: &str) -> Option<&'a mut Value> {
    match place {
        Value::Object(object) => object.get_mut(step),
        Value::Array(list) => list.get_mut(step.parse::<usize>().ok()?),
        _ => None,
    }
}

/// The names and places that a path leads through.
pub fn steps(path: &str) -> Vec<&str> {
    let steps = path.split(['.', '[']);
    steps
        .map(|step| step.strip_suffix(']').unwrap_or(step))
        .collect()
}

/// The value that a person typed: JSON where it is JSON, else the text itself.
pub fn typed(text: &str) -> Value {
    parsed(text).unwrap_or_else(|_| Value::String(text.to_owned()))
}

/// Every whole number up to here is exact, whatever way it is written: 2^53.
const EXACT_MAX: f64 = 9_007_199_254_740_992.0;

/// How the complaint about a field that stands twice begins.
const TWICE: &str = "this object has twice the field ";

/// Any JSON, without fields that stand twice.
struct Strict(Value);

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(StrictVisitor).map(Strict)
    }
}

struct StrictVisitor;

impl<'de> Visitor<'de> for StrictVisitor {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    /// A whole number however it is written, as in JSON Schema: 2.0 and 2e0 are 2.
    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Value, E> {
        if value.fract() == 0.0 && value.abs() <= EXACT_MAX {
            return Ok(Value::Number((value as i64).into()));
        }
        let number = Number::from_f64(value).map(Value::Number);
        number.ok_or_else(|| E::custom(OUT_OF_RANGE))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element::<Strict>()? {
            list.push(item.0);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(name) = fields.next_key::<String>()? {
            if object.contains_key(&name) {
                return Err(de::Error::custom(format_args!("{TWICE}{name}")));
            }
            let value = fields.next_value::<Strict>()?;
            object.insert(name, value.0);
        }
        Ok(Value::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_field_that_stands_twice_is_found_at_any_depth() {
        let twice = parsed(r#"{ "a": { "b": [{ "c": 1, "c": 2 }] } }"#);
        let (path, name) = ("a.b[0]".to_owned(), "c".to_owned());
        assert_eq!(twice, Err(Complaint::Duplicate { path, name }));
    }

    #[test]
    fn a_whole_number_is_one_however_it_is_written() {
        let read = parsed("[2, 2.0, 2e0, 0.2E1, -3.0, 2.5, 1e300]");
        assert_eq!(read, Ok(json!([2, 2, 2, 2, -3, 2.5, 1e300])));
    }

    #[test]
    fn what_is_no_json_is_told_with_its_place() {
        for (text, line, column) in [
            ("{\n  \"a\": NaN, \"b\": ? }", 2, 8),
            ("{\n  \"a\": \"5s\n\" }", 2, 11),
            ("{\n  \"a\": \"5s\r\n\" }", 2, 11),
            ("{ \"あいう\": ? }", 1, 10),
            ("[1, 2", 1, 5),
            ("{} {}", 1, 4),
            ("[1e999, ?]", 1, 6),
            ("\"\\ud800\"", 1, 8),
        ] {
            let complaint = parsed(text).expect_err(text);
            let Complaint::Syntax {
                line: at,
                column: in_line,
                ..
            } = complaint
            else {
                panic!("{text}: {complaint:?}");
            };
            assert_eq!((at, in_line), (line, column), "{text}");
        }
        assert!(parsed(&"[".repeat(100_000)).is_err());
    }

    #[test]
    fn values_are_put_where_the_path_leads() {
        let mut document = json!({ "faults": [{ "at": "1s" }], "model": { "nodes": { "a": {} } } });
        put(&mut document, "faults[0].at", typed("5s")).expect("there is a fault");
        put(&mut document, "faults.0.crash", typed("a")).expect("there is a fault");
        put(&mut document, "parameters.rate", typed("500")).expect("may be left out");
        put(&mut document, "model.nodes.a.servers", typed("2")).expect("may be new");
        assert_eq!(
            document,
            json!({
                "faults": [{ "at": "5s", "crash": "a" }],
                "model": { "nodes": { "a": { "servers": 2 } } },
                "parameters": { "rate": 500 },
            })
        );
        let lost = put(&mut document, "model.node.a.servers", typed("2"));
        assert_eq!(
            lost,
            Err(Complaint::UnknownPath {
                path: "model.node.a.servers".to_owned(),
                segment: "node".to_owned(),
                nearest: Some("nodes".to_owned()),
            })
        );
        assert!(put(&mut document, "faults[7].at", typed("1s")).is_err());
        assert!(put(&mut document, "parameters.rate.x", typed("1")).is_err());
    }
}
