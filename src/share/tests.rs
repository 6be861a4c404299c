//! Whoever opens a link gets the very run that it was made from.

use sim::{Duration, Fault, LinkId, NodeId, Time};
use systems::{Duty, ENTRIES};

use super::*;
use crate::address;
use crate::harm::Harm;
use crate::settings::{HORIZON_SECONDS, Range, SEED_RANGE, SIDE_COUNT, Scope, Settings, is_demand};
use crate::state::{RunCause, Surroundings};

fn around() -> Around {
    let opened = UiState::opened(&address::parse(""), Surroundings::default());
    Around::of(&opened)
}

fn opened(settings: &Settings) -> Session {
    Session::new(settings, RunCause::Opened).expect("can be run")
}

/// The settings that the link of a session brings back.
fn through_the_link(session: &Session) -> Settings {
    let link = link(around(), session);
    assert!(link.whole);
    let read = address::parse(&link.query);
    assert_eq!(read.problems, [], "{}", link.query);
    read.settings
}

fn at_ms(millis: u64) -> Time {
    Time::ZERO + Duration::from_millis(millis)
}

fn run_to(session: &mut Session, to: Time) {
    session.advance(to, &mut || false);
    session.observe(16.0, 1.0);
}

fn hashes(session: &Session) -> Vec<(u64, u64)> {
    let sides = session.sides().iter().map(|side| side.simulation());
    sides
        .map(|one| (one.trace().hash(), one.state_hash()))
        .collect()
}

/// Opens what the link of this session brings, and runs both to the same instant.
fn assert_the_same_through_its_link(mut session: Session, until: Time) {
    let mut again = opened(&through_the_link(&session));
    run_to(&mut session, until);
    run_to(&mut again, until);
    assert_eq!(session.now(), again.now());
    assert_eq!(hashes(&session), hashes(&again));
    assert_eq!(through_the_link(&session), through_the_link(&again));
}

/// One value within every range: its least, its usual, its greatest.
fn pick(range: Range, default: i64, which: usize) -> i64 {
    [range.minimum, default, range.maximum][which]
}

#[test]
fn every_system_with_its_least_usual_and_greatest_values_goes_through_a_link_and_back() {
    for (place, entry) in ENTRIES.iter().enumerate() {
        for other in [entry, &ENTRIES[(place + 1) % ENTRIES.len()]] {
            for which in 0..9 {
                let mut settings = Settings::default();
                settings.choose(0, entry.id).expect("in the catalogue");
                settings.choose(1, other.id).expect("in the catalogue");
                for side in 0..SIDE_COUNT {
                    // The sides differ in six cases of nine.
                    let which = if side == 0 { which % 3 } else { which / 3 };
                    for parameter in settings.entry(side).parameters {
                        let both = is_demand(parameter.id);
                        let scope = if both { Scope::Both } else { Scope::Side(side) };
                        let range = settings.range(scope, parameter.id).expect("its own");
                        let value = pick(range, parameter.default, which);
                        let set = settings.set(scope, parameter.id, value);
                        assert_eq!(set, Ok(()), "{} {}", entry.id, parameter.id);
                    }
                }
                settings.seed = pick(SEED_RANGE, 7, which % 3).unsigned_abs();
                let horizon = pick(HORIZON_SECONDS, 600, which / 3);
                settings.set_horizon(horizon).expect("in range");
                for plan in ["crash:store@30s+60s", "cut:door@5s", "slow:logic@3600s+1s"] {
                    settings.plan(crate::harm::planned(plan).expect("is one"));
                }
                let asked = Address {
                    settings: settings.clone(),
                    ..Address::default()
                };
                let query = address::written(&asked);
                let read = address::parse(&query);
                assert_eq!(read.problems, [], "{query}");
                for side in 0..SIDE_COUNT {
                    assert_eq!(
                        read.settings.scenario(side),
                        settings.scenario(side),
                        "{query}"
                    );
                }
                assert_eq!(read.settings.planned(), settings.planned(), "{query}");
                assert_eq!(address::written(&read), query, "one run has one address");
            }
        }
    }
}

#[test]
fn no_parameter_of_the_catalogue_is_called_like_something_else_of_an_address() {
    let taken = [
        "lang", "theme", "view", "focus", "play", "speed", "seed", "fault", "horizon", "left",
        "right", "do",
    ];
    for entry in ENTRIES {
        for parameter in entry.parameters {
            assert!(!taken.contains(&parameter.id), "{}", parameter.id);
        }
    }
}

#[test]
fn the_usual_run_has_an_empty_link_and_a_chosen_one_a_short_one() {
    let session = opened(&Settings::default());
    assert_eq!(link(around(), &session).query, "");
    let chosen = "?left=layered&lang=en&theme=dark&view=projector&focus=left&play=1&speed=1/50&seed=7&horizon=60\
                  &rate=300&tiers=1&right.retries=3&fault=crash:store@30s+60s";
    let address = address::parse(chosen);
    let state = UiState::opened(&address, Surroundings::default());
    let session = opened(&state.settings);
    assert_eq!(link(Around::of(&state), &session).query, chosen);
}

#[test]
fn what_the_browser_remembers_is_not_in_a_link_until_the_person_chooses_it() {
    let surroundings = Surroundings {
        stored_locale: Some(crate::i18n::Locale::En),
        stored_theme: Some(crate::state::ThemeChoice::Dark),
        ..Surroundings::default()
    };
    let state = UiState::opened(&address::parse(""), surroundings);
    let session = opened(&state.settings);
    assert_eq!(link(Around::of(&state), &session).query, "");
}

#[test]
fn what_was_done_by_hand_happens_again_at_the_same_instant() {
    let mut session = opened(&Settings::default());
    session.strike(0, Fault::Crash { node: NodeId(1) });
    run_to(&mut session, Time::from_nanos(6_123_456_789));
    session.set_rate(900);
    session.set_units(1, 4);
    run_to(&mut session, at_ms(9_000));
    session.harm(Duty::Store, Harm::CutOff);
    run_to(&mut session, at_ms(12_000));
    session.mend(Duty::Store);
    run_to(&mut session, at_ms(15_000));
    let query = link(around(), &session).query;
    assert!(query.contains("left.do=crash:server@4s"), "{query}");
    assert!(query.contains("do=demand:900@6.123456789s"), "{query}");
    assert!(
        query.contains("demand:900,units:api:4@6.123456789s"),
        "{query}"
    );
    assert_the_same_through_its_link(session, at_ms(25_000));
}

#[test]
fn what_was_done_between_two_events_of_one_instant_keeps_its_place() {
    let settings = address::parse("?left=layered").settings;
    let mut session = Session::new(&settings, RunCause::Restarted).expect("can be run");
    // Before anything has happened.
    session.set_rate(400);
    run_to(&mut session, at_ms(1_000));
    let door = session
        .side(0)
        .cards()
        .iter()
        .position(|card| card.name == "door");
    let node = NodeId(door.expect("there is one") as u16);
    session.strike(0, Fault::Crash { node });
    session.strike(0, Fault::Restart { node });
    // The door is back at the same instant, and is lost again only then.
    assert!(session.step_event(1.0));
    session.strike(0, Fault::Crash { node });
    let query = link(around(), &session).query;
    let done = "&do=demand:400@0s&left.do=crash:door,restart:door@1s&left.do=crash:door@1s*";
    assert_eq!(query, format!("?left=layered{done}"));
    assert_the_same_through_its_link(session, at_ms(8_000));
}

#[test]
fn the_plan_stands_once_in_the_link_though_it_has_struck_already() {
    let settings = address::parse("?fault=crash:store@5s+3s&rate=100").settings;
    let mut session = opened(&settings);
    run_to(&mut session, at_ms(6_000));
    session.strike(1, Fault::Partition { link: LinkId(0) });
    run_to(&mut session, at_ms(10_000));
    let query = link(around(), &session).query;
    assert_eq!(
        query,
        "?rate=100&fault=crash:store@5s+3s&right.do=cut:users~balancer@6s"
    );
    assert_the_same_through_its_link(session, at_ms(20_000));
}

#[test]
fn another_future_has_a_link_of_its_own_and_what_is_still_to_come_is_kept() {
    let settings = address::parse("?right.do=crash:api-1@6s&right.do=crash:api-2@20s").settings;
    let mut session = opened(&settings);
    run_to(&mut session, at_ms(9_000));
    session.seek(at_ms(5_000));
    session.set_rate(50);
    let query = link(around(), &session).query;
    assert_eq!(
        query,
        "?do=demand:50@5s&right.do=crash:api-1@6s&right.do=crash:api-2@20s"
    );
    run_to(&mut session, at_ms(9_000));
    assert_eq!(link(around(), &session).query, query);
    session.switch(1);
    let first = link(around(), &session).query;
    assert_eq!(first, "?right.do=crash:api-1@6s&right.do=crash:api-2@20s");
}

#[test]
fn a_future_from_before_a_new_start_has_the_link_of_its_own_run() {
    let mut settings = Settings::default();
    let mut session = opened(&settings);
    session.set_rate(900);
    run_to(&mut session, at_ms(5_000));
    // The next run begins with the load that was chosen.
    settings.set(Scope::Both, "rate", 900).expect("in range");
    let again = session.load(&settings, RunCause::Restarted);
    again.expect("can be run");
    assert_eq!(link(around(), &session).query, "?rate=900");
    session.switch(1);
    assert_eq!(link(around(), &session).query, "?do=demand:900@4s");
    session.switch(2);
    assert_eq!(link(around(), &session).query, "?rate=900");
}

#[test]
fn more_than_a_link_holds_is_said_and_left_out() {
    let mut session = opened(&Settings::default());
    for millis in 0..=crate::settings::ACTS_MAX as u64 {
        run_to(&mut session, at_ms(4_001 + millis));
        session.set_rate(100 + (millis % 2) as i64);
    }
    let link = link(around(), &session);
    assert_eq!((link.query.as_str(), link.whole), ("", false));
}

#[test]
fn stepping_over_what_is_done_again_does_it_once() {
    let settings = address::parse("?left=layered&left.do=crash:door,restart:door@4.5s").settings;
    let mut played = opened(&settings);
    let mut stepped = opened(&settings);
    run_to(&mut stepped, at_ms(4_499));
    for _ in 0..50 {
        assert!(stepped.step_event(1.0));
    }
    assert!(stepped.now() > at_ms(4_500));
    run_to(&mut played, at_ms(6_000));
    run_to(&mut stepped, at_ms(6_000));
    assert_eq!(hashes(&played), hashes(&stepped));
    assert_eq!(through_the_link(&stepped), settings);
}

/// The command line makes them; a test there compares them with what it prints.
#[test]
fn the_links_and_the_acts_of_the_guide_are_understood() {
    let guide = include_str!("../../docs/links.md");
    let words = |link: &str| {
        let words = link.trim_start_matches('?').split('&').map(str::to_owned);
        words.collect::<std::collections::BTreeSet<_>>()
    };
    let links: Vec<&str> = guide.lines().filter(|line| line.starts_with('?')).collect();
    assert!(links.len() >= 3, "{links:?}");
    for link in links {
        let read = address::parse(link);
        assert_eq!(read.problems, [], "{link}");
        // Nothing is lost on the way but what the usual pair has anyway.
        let written = words(&address::written(&read));
        let usual = words("?left=centralized&right=web-rds");
        let lost: Vec<String> = words(link).difference(&written).cloned().collect();
        assert!(
            lost.iter().all(|word| usual.contains(word)),
            "{link}: {lost:?}"
        );
        assert_eq!(written.difference(&words(link)).count(), 0, "{link}");
    }
    let rows = guide.lines().filter_map(|line| line.strip_prefix("| `"));
    let acts = rows.flat_map(|row| row.split(" |").next().unwrap_or_default().split("`, `"));
    let mut count = 0;
    for act in acts.map(|act| act.trim_end_matches('`')) {
        let system = if act == "flush:cache" {
            "sns"
        } else {
            "web-rds"
        };
        let read = address::parse(&format!("?right={system}&right.do={act}@5s"));
        assert_eq!(read.problems, [], "{act}");
        count += 1;
    }
    assert_eq!(count, 22, "every kind of act");
}
