//! Every entry of the catalogue is complete and keeps its promises.

use std::collections::BTreeSet;

use sim::Simulation;
use systems::{ENTRIES, Entry, Parameter, ScenarioError, Text, Unit};

use crate::support::{Run, scenario};

fn complete(text: Text) {
    assert!(
        !text.ja.trim().is_empty() && !text.en.trim().is_empty(),
        "{text:?}"
    );
    assert!(
        text.en.is_ascii(),
        "English texts hold no Japanese: {text:?}"
    );
}

#[test]
fn every_text_is_there_in_both_languages() {
    for entry in ENTRIES {
        for text in [entry.title, entry.summary, entry.watch, entry.simplified] {
            complete(text);
        }
        entry.operations.iter().for_each(|text| complete(*text));
        for parameter in entry.parameters {
            complete(parameter.title);
            parameter.choices.iter().for_each(|text| complete(*text));
        }
    }
}

/// The parameters that an entry is looked at with: the defaults, each parameter at its ends, and
/// every combination of two choices, since machines come and go with choices.
pub fn settings(entry: &Entry) -> Vec<Vec<(&'static str, i64)>> {
    let mut all = vec![Vec::new()];
    for parameter in entry.parameters {
        all.push(vec![(parameter.id, parameter.minimum)]);
        all.push(vec![(parameter.id, parameter.maximum)]);
    }
    let is_choice = |parameter: &&Parameter| parameter.unit == Unit::Choice;
    let choices: Vec<&Parameter> = entry.parameters.iter().filter(is_choice).collect();
    for (place, first) in choices.iter().enumerate() {
        for second in &choices[place + 1..] {
            for value in first.minimum..=first.maximum {
                for other in second.minimum..=second.maximum {
                    all.push(vec![(first.id, value), (second.id, other)]);
                }
            }
        }
    }
    all
}

#[test]
fn every_node_has_one_card_and_a_cell_of_its_own() {
    for entry in ENTRIES {
        for parameters in settings(entry) {
            let scenario = scenario(entry.id, 1, &parameters);
            let blueprint = systems::blueprint(&scenario).expect("a valid scenario");
            let cards = entry.cards(&scenario);
            let names: Vec<&str> = blueprint.nodes.iter().map(|node| &*node.name).collect();
            let card_names: Vec<&str> = cards.iter().map(|card| &*card.name).collect();
            assert_eq!(names, card_names, "{} {parameters:?}", entry.id);
            let cells: BTreeSet<_> = cards.iter().map(|card| (card.column, card.row)).collect();
            assert_eq!(cells.len(), cards.len(), "{} {parameters:?}", entry.id);
            for card in &cards {
                let written = !card.title_ja.trim().is_empty() && !card.title_en.trim().is_empty();
                assert!(
                    written && card.title_en.is_ascii(),
                    "{}: {card:?}",
                    entry.id
                );
                let length = |text: &str| text.chars().count();
                let short = card.short_ja.is_empty() == card.short_en.is_empty()
                    && card.short_en.is_ascii()
                    && length(&card.short_ja) <= length(&card.title_ja)
                    && length(&card.short_en) <= length(&card.title_en);
                assert!(short, "{}: {card:?}", entry.id);
                assert!(!card.duties.is_empty(), "{}: {card:?}", entry.id);
                card.work.iter().for_each(|text| complete(*text));
            }
        }
    }
}

#[test]
fn the_scaling_parameter_says_how_many_of_its_group_there_are() {
    for entry in ENTRIES {
        let Some(scaling) = entry.scaling else {
            continue;
        };
        complete(scaling.title);
        let parameter = entry.parameter(scaling.parameter);
        let parameter = parameter.expect("the parameter is one of the system's");
        let range = (parameter.minimum, parameter.maximum);
        let same = (scaling.minimum.into(), scaling.maximum.into()) == range;
        assert!(same, "{}: {scaling:?}, {parameter:?}", entry.id);
        for base in settings(entry) {
            if base.iter().any(|(id, _)| *id == parameter.id) {
                continue;
            }
            for value in parameter.minimum..=parameter.maximum {
                let mut parameters = base.clone();
                parameters.push((parameter.id, value));
                let blueprint = systems::blueprint(&scenario(entry.id, 1, &parameters));
                let blueprint = blueprint.expect("a valid scenario");
                let group = &blueprint.groups[usize::from(scaling.group)];
                let nodes = group
                    .nodes
                    .iter()
                    .map(|node| &blueprint.nodes[node.index()]);
                let count = nodes.filter(|node| node.provisioned).count() as i64;
                let wanted = value * group.unit_size as i64;
                assert_eq!(count, wanted, "{} {parameters:?}", entry.id);
                let maximum = group.units_max();
                assert_eq!(maximum, usize::from(scaling.maximum), "{}", entry.id);
            }
        }
    }
}

#[test]
fn every_parameter_runs_at_its_minimum_its_default_and_its_maximum() {
    for entry in ENTRIES {
        for parameter in entry.parameters {
            for value in [parameter.minimum, parameter.default, parameter.maximum] {
                assert!((parameter.minimum..=parameter.maximum).contains(&value));
                let mut run = Run::new(entry.id, 3, &[(parameter.id, value)]);
                run.until(2.0);
            }
            if parameter.unit == Unit::Choice {
                let count = parameter.maximum - parameter.minimum + 1;
                assert_eq!(parameter.choices.len() as i64, count, "{}", parameter.id);
            }
        }
    }
}

#[test]
fn a_bad_scenario_is_refused_with_what_is_wrong() {
    let refuse = |system, parameters| systems::blueprint(&scenario(system, 1, parameters)).err();
    assert_eq!(
        refuse("grid", &[]),
        Some(ScenarioError::UnknownSystem("grid".to_owned()))
    );
    assert_eq!(
        refuse("web-rds", &[("colour", 1)]),
        Some(ScenarioError::UnknownParameter("colour".to_owned()))
    );
    assert_eq!(
        refuse("web-rds", &[("api_servers", 9)]),
        Some(ScenarioError::OutOfRange {
            parameter: "api_servers",
            value: 9,
            minimum: 1,
            maximum: 8
        })
    );
}

#[test]
fn a_run_ends_at_its_horizon() {
    for entry in ENTRIES {
        let mut scenario = scenario(entry.id, 1, &[]);
        scenario.horizon = sim::Duration::from_secs(3);
        let blueprint = systems::blueprint(&scenario).expect("valid");
        let mut simulation = Simulation::new(blueprint);
        simulation.run_until(sim::Time::MAX, u64::MAX);
        assert_eq!(simulation.now(), simulation.horizon());
        assert!(!simulation.step(), "nothing happens after the horizon");
    }
}
