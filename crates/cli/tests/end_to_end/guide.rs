//! The guide of all parts: its examples run, and its tables are those of the schema.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::support::{file, json, out, root};

const GUIDE: &str = "docs/parts.md";
/// Types that the guide tells in its opening words, or that are the whole page.
const TOLD_ELSEWHERE: [&str; 4] = ["Model", "PartSpec", "Percent", "Span"];
const BEGIN: &str = "<!-- fields: ";
const END: &str = "<!-- end -->";

fn guide() -> String {
    std::fs::read_to_string(root().join(GUIDE)).expect("the guide is there")
}

#[test]
fn every_example_of_the_guide_of_parts_runs() {
    let guide = guide();
    let examples: Vec<&str> = guide.split("```json\n").skip(1).collect();
    assert!(examples.len() >= 15, "{} examples", examples.len());
    for (place, example) in examples.into_iter().enumerate() {
        let text = example.split("```").next().unwrap_or_default();
        let path = file(&format!("guide-{place}.json"), text);
        let checked = out(&format!("check {path}"));
        assert!(checked.contains("all right"), "{text}\n{checked}");
        let report = json(&format!("run {path} --until 10s --format json"));
        let succeeded = report["requests"]["succeeded"].as_u64();
        assert!(succeeded > Some(20), "{text}\n{:#}", report["requests"]);
    }
}

#[test]
fn the_tables_of_the_guide_of_parts_are_those_of_the_schema() {
    let schema: Value = serde_json::from_str(&out("schema")).expect("it is JSON");
    let types = &schema["$defs"];
    let old = guide();
    let links = links(&old);
    let (mut new, mut rest) = (String::new(), old.as_str());
    while let Some((before, after)) = rest.split_once(BEGIN) {
        let (name, after) = after.split_once(" -->").expect("a name and an end");
        let (_, after) = after.split_once(END).expect("a table has an end");
        let table = table(&types[name], &links);
        new += &format!("{before}{BEGIN}{name} -->\n{table}{END}");
        rest = after;
    }
    new += rest;
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(root().join(GUIDE), &new).expect("it can be written");
    }
    assert!(
        guide() == new,
        "UPDATE_EXPECT=1 cargo test -p cli guide writes the tables of {GUIDE} anew"
    );
    let mut wanted = BTreeSet::new();
    reach("Model", types, &mut wanted);
    let told: BTreeSet<&str> = links.keys().copied().chain(TOLD_ELSEWHERE).collect();
    let wanted: BTreeSet<&str> = wanted.iter().map(String::as_str).collect();
    assert_eq!(told, wanted, "the guide tells of every type of a model");
}

/// Where the guide tells of each type: its heading as a link.
fn links(guide: &str) -> BTreeMap<&str, String> {
    let mut links = BTreeMap::new();
    let mut heading = "";
    for line in guide.lines() {
        if line.starts_with('#') {
            heading = line.trim_start_matches('#').trim();
        }
        let name = line.strip_prefix(BEGIN);
        if let Some(name) = name.and_then(|name| name.strip_suffix(" -->")) {
            let kept = |letter: &char| letter.is_ascii_alphanumeric() || *letter == ' ';
            let anchor: String = heading.chars().filter(kept).collect();
            let anchor = anchor.to_lowercase().replace(' ', "-");
            let words = heading.split(" (").next().unwrap_or_default();
            links.insert(name, format!("[{}](#{anchor})", words.to_lowercase()));
        }
    }
    links
}

/// Every type that this one speaks of, with itself.
fn reach(name: &str, types: &Value, found: &mut BTreeSet<String>) {
    if !found.insert(name.to_owned()) {
        return;
    }
    let text = types[name].to_string();
    for part in text.split("\"#/$defs/").skip(1) {
        reach(part.split('"').next().unwrap_or_default(), types, found);
    }
}

fn table(told: &Value, links: &BTreeMap<&str, String>) -> String {
    let mut text = String::new();
    if let Some(fields) = told["properties"].as_object() {
        text += "| field | value | default | what it is |\n| --- | --- | --- | --- |\n";
        let required = told["required"].as_array();
        for (name, field) in fields {
            let must = required.is_some_and(|names| names.contains(&Value::from(name.as_str())));
            let default = match field.get("default") {
                _ if must => "required".to_owned(),
                None | Some(Value::Null) => "–".to_owned(),
                Some(default) => format!("`{default}`"),
            };
            let kind = kind(field, links);
            text += &format!("| `{name}` | {kind} | {default} | {} |\n", words(field));
        }
    } else {
        text += "| value | what it is |\n| --- | --- |\n";
        let variants = told["oneOf"].as_array().or(told["anyOf"].as_array());
        for variant in variants.expect("fields or variants") {
            let form = form(variant, links);
            text += &format!("| {form} | {} |\n", words(variant));
        }
    }
    text
}

fn words(told: &Value) -> String {
    let text = told["description"].as_str().unwrap_or_default();
    text.replace('\n', " ").replace('|', "\\|")
}

/// One of several forms.
fn form(variant: &Value, links: &BTreeMap<&str, String>) -> String {
    if let Some(word) = variant.get("const") {
        return format!("`{word}`");
    }
    let Some(fields) = variant["properties"].as_object() else {
        return kind(variant, links);
    };
    let fields = fields.iter().map(|(name, field)| {
        let kind = form(field, links);
        format!("`\"{name}\":` {kind}")
    });
    let fields: Vec<String> = fields.collect();
    let form = format!("`{{` {} `}}`", fields.join("`,` "));
    form.replace("` `", " ")
}

/// What a field takes.
fn kind(told: &Value, links: &BTreeMap<&str, String>) -> String {
    if let Some(name) = told["$ref"].as_str() {
        let name = name.rsplit('/').next().unwrap_or_default();
        return match name {
            "Span" => "time".to_owned(),
            "Percent" => "percentage".to_owned(),
            name => links.get(name).cloned().unwrap_or_default(),
        };
    }
    if let Some(kinds) = told["anyOf"].as_array() {
        return kind(&kinds[0], links);
    }
    let name = match &told["type"] {
        Value::Array(kinds) => kinds[0].as_str(),
        name => name.as_str(),
    };
    match name {
        Some("array") => format!("list of {}", kind(&told["items"], links)),
        Some("object") => format!("{} by name", kind(&told["additionalProperties"], links)),
        Some("integer") => "whole number".to_owned(),
        Some("boolean") => "`true` or `false`".to_owned(),
        Some("string") => "text".to_owned(),
        name => name.unwrap_or_default().to_owned(),
    }
}

/// The range that a description states, as in `Workers: 1 to 10,000.`
fn stated(description: &str) -> Option<[f64; 2]> {
    let (before, after) = description.split_once(" to ")?;
    let number = |word: &str| {
        let digits: String = word.chars().filter(|letter| *letter != ',').collect();
        digits.trim_end_matches(['.', ':', ';']).parse::<f64>().ok()
    };
    let (start, low) = before.rsplit_once(' ')?;
    let low = start.ends_with(':').then(|| number(low))??;
    Some([low, number(after.split(' ').next()?)?])
}

#[test]
fn a_range_that_a_description_of_the_schema_states_is_what_editors_check() {
    let schema: Value = serde_json::from_str(&out("schema")).expect("it is JSON");
    let mut found = 0;
    for (name, told) in schema["$defs"].as_object().expect("types") {
        for (field, told) in told["properties"].as_object().into_iter().flatten() {
            let kind = told["type"].to_string();
            let description = told["description"].as_str().unwrap_or_default();
            let counts = kind.contains("integer") || kind.contains("number");
            let Some([low, high]) = stated(description).filter(|_| counts) else {
                continue;
            };
            let limit = |which: &str| told[which].as_f64();
            assert_eq!(limit("minimum"), Some(low), "{name}.{field}: {told}");
            assert_eq!(limit("maximum"), Some(high), "{name}.{field}: {told}");
            found += 1;
        }
    }
    assert!(found >= 30, "{found} ranges");
}
