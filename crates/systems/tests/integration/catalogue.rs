//! Every entry of the catalogue is complete and keeps its promises.

use std::collections::BTreeSet;

use sim::Simulation;
use systems::{ENTRIES, ScenarioError, Text, Unit};

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

#[test]
fn every_node_has_one_card_and_a_cell_of_its_own() {
    for entry in ENTRIES {
        let run = Run::new(entry.id, 1, &[]);
        let cards = entry.cards(&scenario(entry.id, 1, &[]));
        let names: Vec<&str> = run.simulation.nodes().iter().map(sim::Node::name).collect();
        let card_names: Vec<&str> = cards.iter().map(|card| card.name.as_str()).collect();
        assert_eq!(names, card_names, "{}", entry.id);
        let cells: BTreeSet<_> = cards.iter().map(|card| (card.column, card.row)).collect();
        assert_eq!(cells.len(), cards.len(), "{}", entry.id);
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
