//! What machines are called and what they are there for, over the whole catalogue.

use std::collections::BTreeSet;

use sim::{NodeId, Simulation};
use systems::{Duty, ENTRIES, NodeCard};

use crate::catalogue::settings;
use crate::support::scenario;

#[test]
fn no_two_machines_of_a_system_share_a_name() {
    for entry in ENTRIES {
        for parameters in settings(entry) {
            let cards = entry.cards(&scenario(entry.id, 1, &parameters));
            // A picture may show the short name of one machine beside the whole one of another.
            let japanese = |card: &NodeCard| [card.title_ja.clone(), card.short_ja.clone()];
            let english = |card: &NodeCard| [card.title_en.clone(), card.short_en.clone()];
            for names in [japanese, english] {
                let mut known = BTreeSet::new();
                for card in &cards {
                    let mut theirs = BTreeSet::from(names(card));
                    theirs.remove("");
                    for name in theirs {
                        let new = known.insert(name.clone());
                        assert!(new, "{} {parameters:?}: {name}", entry.id);
                    }
                }
            }
        }
    }
}

/// A machine is the door if users call it, keeps data if it counts writes, and computes if it does more
/// of the users' work than their screens and keeps nothing: so what is broken "in both" is what a person expects.
#[test]
fn what_a_machine_is_there_for_is_what_it_does() {
    for entry in ENTRIES {
        for parameters in settings(entry) {
            let scenario = scenario(entry.id, 1, &parameters);
            let cards = entry.cards(&scenario);
            let blueprint = systems::blueprint(&scenario).expect("a valid scenario");
            let simulation = Simulation::new(blueprint);
            let is_for = |node: NodeId, duty| cards[node.index()].duties.contains(&duty);
            let links = simulation.network().links();
            for (index, card) in cards.iter().enumerate() {
                let node = NodeId(index as u16);
                if is_for(node, Duty::Users) {
                    continue;
                }
                let called = |node: NodeId| {
                    let mut links = links.iter();
                    links.any(|link| link.second == node && is_for(link.first, Duty::Users))
                };
                let which = format!("{} {parameters:?}: {card:?}", entry.id);
                assert_eq!(is_for(node, Duty::Door), called(node), "{which}");
                let alone = card.duties.len() == 3;
                let keeps = simulation.nodes()[index].stored_writes().is_some() || alone;
                assert_eq!(is_for(node, Duty::Store), keeps, "{which}");
                let copies = is_for(node, Duty::Copies);
                // To take calls in, lead them through their steps and hand them on is no portion of
                // the shop's work.
                let leads = |en: &str| ["entry points", "steps and translation"].contains(&en);
                let mut portions = card.work.iter().filter(|work| !leads(work.en)).peekable();
                let works = portions.peek().is_some() && !copies && (alone || !keeps);
                let screens = portions.all(|work| work.en == "screens");
                assert_eq!(is_for(node, Duty::Logic), works && !screens, "{which}");
                assert_eq!(is_for(node, Duty::Front), works && screens, "{which}");
            }
            for duty in [Duty::Door, Duty::Logic, Duty::Store] {
                let mut cards = cards.iter();
                let there = cards.any(|card| card.duties.contains(&duty));
                assert!(there, "{} {parameters:?}: {duty:?}", entry.id);
            }
        }
    }
}

/// What a person loses as a zone on the page is what a scenario file loses as one.
#[test]
fn a_card_with_a_zone_names_that_in_which_its_machine_stands() {
    let mut zones = BTreeSet::new();
    for entry in ENTRIES {
        let scenario = scenario(entry.id, 1, &[]);
        let blueprint = systems::blueprint(&scenario).expect("a valid scenario");
        let cards = entry.cards(&scenario);
        for (card, node) in cards.iter().zip(&blueprint.nodes) {
            assert!(card.zone.is_empty() || card.zone == node.zone, "{card:?}");
            zones.insert((entry.id, card.zone.clone()));
        }
    }
    for zone in ["a", "b"] {
        assert!(zones.contains(&("web-rds", zone.to_owned())), "{zones:?}");
    }
}
