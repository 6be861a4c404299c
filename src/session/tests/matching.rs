//! Which machine "the same duty on both sides" is in each system, after ten ordinary seconds.

use sim::{Fault, NodeState};
use systems::{Duty, ENTRIES};

use super::{advance, at_ms};
use crate::session::Session;
use crate::settings::Settings;
use crate::state::RunCause;

/// The machines that are struck: door, what computes, what keeps data.
fn matching(systems: [&str; 2], side: usize) -> [String; 3] {
    let mut settings = Settings::default();
    for (side, system) in systems.into_iter().enumerate() {
        settings.choose(side, system).expect("in the catalogue");
    }
    let session = Session::new(&settings, RunCause::Restarted);
    let mut session = session.expect("can be run");
    advance(&mut session, at_ms(10_000));
    let name = |duty: Duty| {
        let node = session.matching(duty)[side].expect("every system has one");
        session.side(side).card(node).name.clone()
    };
    [Duty::Door, Duty::Logic, Duty::Store].map(name)
}

/// A number tells machines apart that share the work evenly: any of them may be the busiest.
fn kind(name: &str) -> &str {
    let bare = name.trim_end_matches(|letter: char| letter.is_ascii_digit());
    bare.trim_end_matches('-')
}

const EXPECTED: [(&str, [&str; 3]); 12] = [
    ("centralized", ["server", "server", "server"]),
    ("web-rds", ["balancer", "api", "db"]),
    ("layered", ["door", "app", "db"]),
    ("service-based", ["door", "catalogue", "db"]),
    ("event-driven", ["door", "stock", "stock-db"]),
    ("microservices", ["door", "catalogue", "stock-db"]),
    ("sns", ["door", "app", "db"]),
    ("video", ["guide-east", "origin", "films"]),
    ("pipeline", ["door", "producer", "db"]),
    ("microkernel", ["door", "core", "db"]),
    ("space-based", ["door", "unit", "db"]),
    ("orchestration-soa", ["door", "enterprise", "db"]),
];

#[test]
fn the_machine_that_is_struck_in_both_is_the_one_that_a_person_expects() {
    let known = EXPECTED.map(|(system, _)| system);
    let all: Vec<&str> = ENTRIES.iter().map(|entry| entry.id).collect();
    assert_eq!(known[..], all[..]);
    for (system, machines) in EXPECTED {
        let struck = matching(["centralized", system], 1);
        let struck = struck.each_ref().map(|name| kind(name));
        assert_eq!(struck, machines, "{system}");
        let web = matching([system, "web-rds"], 0);
        assert_eq!(web.each_ref().map(|name| kind(name)), machines, "{system}");
    }
}

#[test]
fn copies_are_struck_where_there_are_any() {
    for (system, copies) in [
        ("video", Some("edge-west")),
        ("space-based", Some("grid")),
        ("sns", Some("cache")),
        ("layered", None),
    ] {
        let mut settings = Settings::default();
        settings.choose(1, system).expect("in the catalogue");
        let session = Session::new(&settings, RunCause::Restarted);
        let mut session = session.expect("can be run");
        advance(&mut session, at_ms(10_000));
        let struck = session.matching(Duty::Copies)[1];
        let struck = struck.map(|node| session.side(1).card(node).name.as_str());
        assert_eq!(struck.map(kind), copies, "{system}");
    }
}

#[test]
fn a_zone_is_lost_with_every_machine_in_it_and_started_again() {
    let session = Session::new(&Settings::default(), RunCause::Restarted);
    let mut session = session.expect("can be run");
    advance(&mut session, at_ms(10_000));
    let side = |session: &Session| {
        let mut sides = session.sides().iter();
        sides.position(|side| side.entry().id == "web-rds")
    };
    let side = side(&session).expect("it is on the page from the beginning");
    let down = |session: &Session| {
        let there = session.side(side).snapshot().nodes.iter();
        let down = there.filter(|node| node.state == NodeState::Down);
        let names = down.map(|node| session.side(side).card(node.id).name.clone());
        names.collect::<Vec<_>>()
    };
    session.strike_zone("a", |node| Fault::Crash { node });
    assert_eq!(down(&session), ["api-1", "db-1"]);
    session.strike_zone("b", |node| Fault::Crash { node });
    assert_eq!(down(&session), ["api-1", "api-2", "db-1", "db-2"]);
    for zone in ["a", "b"] {
        session.strike_zone(zone, |node| Fault::Restart { node });
    }
    assert!(down(&session).is_empty());
}

#[test]
fn a_zone_that_both_sides_have_is_lost_on_both_at_one_instant_and_started_again() {
    let mut settings = Settings::default();
    for side in [0, 1] {
        settings.choose(side, "web-rds").expect("in the catalogue");
    }
    let session = Session::new(&settings, RunCause::Restarted);
    let mut session = session.expect("can be run");
    advance(&mut session, at_ms(10_000));
    let struck = |session: &Session| {
        let acts = session.sides().iter().map(|side| {
            let acts = side.timeline().interventions().iter();
            acts.map(|act| (act.at, act.what)).collect::<Vec<_>>()
        });
        acts.collect::<Vec<_>>()
    };
    session.strike_zone("a", |node| Fault::Crash { node });
    let lost = struck(&session);
    assert_eq!(lost[0].len(), 2, "{lost:?}");
    assert_eq!(lost[0], lost[1]);
    session.strike_zone("a", |node| Fault::Restart { node });
    let mended = struck(&session);
    assert_eq!(mended[0].len(), 4, "{mended:?}");
    assert_eq!(mended[0], mended[1]);
}
