//! `hitotsu systems`: the catalogue, for people and for programs.

use std::io::Write;

use serde_json::{Value, json};
use systems::{Entry, Parameter, Unit};

use crate::arguments::{Format, Systems};
use crate::complaint::Complaint;
use crate::print;
use crate::text::TextTable;
use crate::words::Language;

/// `hitotsu systems`.
pub fn run(arguments: &Systems, language: Language, out: &mut dyn Write) -> Result<(), Complaint> {
    let text = match arguments.format {
        Format::Text => in_words(language),
        Format::Json => {
            let systems: Vec<Value> = systems::ENTRIES.iter().map(as_json).collect();
            let catalogue =
                json!({ "format": "hitotsu-systems", "version": 1, "systems": systems });
            format!("{catalogue:#}\n")
        }
    };
    print(out, &text)
}

fn in_words(language: Language) -> String {
    let words = &language.messages().systems;
    let mut text = String::new();
    for entry in systems::ENTRIES {
        let headings = [
            words.parameter,
            words.default,
            words.range,
            words.unit,
            words.meaning,
        ];
        let mut table = TextTable::new(&headings, &[0, 3, 4]);
        for parameter in entry.parameters {
            table.row(vec![
                format!("  {}", parameter.id),
                parameter.default.to_string(),
                format!("{}..{}", parameter.minimum, parameter.maximum),
                (words.units)(parameter.unit).to_owned(),
                meaning(parameter, language),
            ]);
        }
        let nodes: Vec<String> = node_names(entry).collect();
        text.push_str(&format!(
            "{} — {}: {}\n  {}\n{}  {}: {}\n\n",
            entry.id,
            language.of(entry.title),
            language.of(entry.summary),
            language.of(entry.simplified),
            table.lines(),
            words.nodes,
            nodes.join(", ")
        ));
    }
    text.truncate(text.trim_end().len());
    text + "\n"
}

/// The parameter's words, and where it is a choice, its values.
fn meaning(parameter: &Parameter, language: Language) -> String {
    let title = language.of(parameter.title).to_owned();
    if parameter.choices.is_empty() {
        return title;
    }
    let choices = parameter.choices.iter().zip(parameter.minimum..);
    let choices = choices.map(|(choice, value)| format!("{value} = {}", language.of(*choice)));
    format!("{title} ({})", choices.collect::<Vec<_>>().join(", "))
}

fn as_json(entry: &Entry) -> Value {
    let text = |text: systems::Text| json!({ "ja": text.ja, "en": text.en });
    let parameter = |parameter: &Parameter| {
        let choices = parameter.choices.iter().map(|choice| text(*choice));
        json!({
            "id": parameter.id,
            "title": text(parameter.title),
            "unit": unit_name(parameter.unit),
            "minimum": parameter.minimum,
            "maximum": parameter.maximum,
            "default": parameter.default,
            "choices": choices.collect::<Vec<_>>(),
        })
    };
    json!({
        "id": entry.id,
        "title": text(entry.title),
        "summary": text(entry.summary),
        "simplified": text(entry.simplified),
        "parameters": entry.parameters.iter().map(parameter).collect::<Vec<_>>(),
        "nodes": node_names(entry).collect::<Vec<_>>(),
        "scales": entry.scaling.map(|scaling| scaling.parameter),
    })
}

/// The machines of a run with every default.
fn node_names(entry: &Entry) -> impl Iterator<Item = String> {
    let cards = entry.cards(&entry.scenario(0, sim::Duration::ZERO));
    cards.into_iter().map(|card| card.name)
}

/// The stable name of a unit.
const fn unit_name(unit: Unit) -> &'static str {
    match unit {
        Unit::PerSecond => "per_second",
        Unit::Percent => "percent",
        Unit::Milliseconds => "ms",
        Unit::Seconds => "s",
        Unit::Machines => "machines",
        Unit::Workers => "workers",
        Unit::Times => "times",
        Unit::Count => "count",
        Unit::Choice => "choice",
    }
}
