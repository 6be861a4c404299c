//! What an address says is understood, told, or harmless; and every run has one.

use super::*;
use crate::settings::RATE;

#[test]
fn an_empty_address_asks_for_nothing() {
    assert_eq!(parse(""), Address::default());
    assert_eq!(parse("?"), Address::default());
    assert_eq!(parse("?&&"), Address::default());
}

#[test]
fn everything_that_can_be_asked_for_is_understood() {
    let address = parse(
        "?lang=en&theme=dark&seed=7&speed=1/50&rate=300&horizon=60&play=1&view=projector\
         &focus=right&web-rds.api_servers=3&retries=3",
    );
    assert_eq!(address.problems, []);
    assert_eq!(address.locale, Some(Locale::En));
    assert_eq!(address.theme, Some(ThemeChoice::Dark));
    assert_eq!(address.speed, Speed::nearest(0.02));
    assert!(address.play && address.projector);
    assert_eq!(address.focus, Some(1));
    let elsewhere = &parse("focus=middle").problems[0].why;
    assert_eq!(*elsewhere, Why::NotOneOf(SIDES.to_vec()));
    let settings = &address.settings;
    assert_eq!((settings.seed, settings.horizon_seconds), (7, 60));
    assert_eq!(settings.get(Scope::Both, RATE), Some(300));
    assert_eq!(settings.get(Scope::Side(0), "retries"), Some(3));
    assert_eq!(settings.get(Scope::Side(1), "api_servers"), Some(3));
}

#[test]
fn a_speed_can_be_a_fraction_or_a_decimal() {
    let label = |value: &str| speed(value).map(Speed::label).unwrap_or_default();
    assert_eq!(label("1/20"), "1/20");
    assert_eq!(label("0.05"), "1/20");
    assert_eq!(label(".5"), "1/2");
    assert_eq!(label("10"), "×10");
    for nonsense in [
        "",
        ".",
        "1e3",
        "NaN",
        "-1",
        "0.0.1",
        "1/0",
        &"9".repeat(400),
    ] {
        assert_eq!(label(nonsense), "", "{nonsense}");
    }
}

#[test]
fn what_is_not_understood_is_named_with_what_is_allowed() {
    let address = parse("colour=red&seed=-1&lang=fr&rate=999999&nobody.rate=3&speed=1/0&seed");
    let reasons: Vec<(&str, &Why)> = address
        .problems
        .iter()
        .map(|problem| (problem.name.as_str(), &problem.why))
        .collect();
    let seeds = Why::NotWithin("0".to_owned(), SEED_RANGE.maximum.to_string());
    assert_eq!(
        reasons,
        [
            ("colour", &Why::Unknown),
            ("seed", &seeds),
            ("lang", &Why::NotOneOf(vec!["ja", "en"])),
            ("rate", &Why::NotWithin("1".to_owned(), "3000".to_owned())),
            ("nobody.rate", &Why::Unknown),
            (
                "speed",
                &Why::NotWithin("1/200".to_owned(), "60".to_owned())
            ),
            ("seed", &seeds),
        ]
    );
    assert_eq!(address.settings, Settings::default());
}

#[test]
fn any_two_systems_can_be_asked_for_in_any_order_of_the_parts() {
    let address = parse("?right.tiers=1&layered.open=1&right=layered&left=layered&rate=90");
    assert_eq!(address.problems, []);
    let settings = &address.settings;
    assert!(settings.is_one_system());
    for (side, tiers) in [(0, 0), (1, 1)] {
        assert_eq!(settings.get(Scope::Side(side), "tiers"), Some(tiers));
        assert_eq!(settings.get(Scope::Side(side), "open"), Some(1));
        assert_eq!(settings.get(Scope::Side(side), RATE), Some(90));
    }
    let swapped = parse("?left=web-rds&right=centralized&web-rds.api_servers=4");
    let settings = &swapped.settings;
    assert_eq!(settings.get(Scope::Side(0), "api_servers"), Some(4));
    assert_eq!(settings.entry(1).id, "centralized");
}

#[test]
fn faults_of_both_sides_can_be_planned_and_nonsense_is_told() {
    let address = parse("?fault=crash:store@30s+60s&fault=slow:logic@5&fault=burn:door@1");
    let planned = address.settings.planned();
    let at: Vec<u64> = planned.iter().map(|one| one.at_seconds).collect();
    assert_eq!(at, [30, 5]);
    assert_eq!(planned[0].for_seconds, Some(60));
    assert_eq!(address.problems.len(), 1);
    assert_eq!(address.problems[0].why, Why::NoFault);
    let many = parse(&"fault=crash:store@30s&".repeat(60));
    assert!(many.settings.planned().len() < 60);
}

#[test]
fn a_system_that_is_not_there_and_a_demand_of_one_side_are_told() {
    let address = parse("?left=nobody&layered.tiers=1&right.rate=300&left.tiers=1&middle.x=1");
    let reasons: Vec<&Why> = address.problems.iter().map(|one| &one.why).collect();
    let systems = ENTRIES.iter().map(|entry| entry.id).collect();
    assert_eq!(
        reasons,
        [
            &Why::NotOneOf(systems),
            &Why::NotThere,
            &Why::Common,
            &Why::Unknown,
            &Why::Unknown,
        ]
    );
    assert_eq!(address.settings, Settings::default());
}

#[test]
fn a_strangers_text_is_decoded_shortened_and_made_harmless() {
    let address = parse("a%20%e3%81%82+b%zz%E2%80%AE=1");
    assert_eq!(address.problems[0].name, "a \u{3042} b%zz");
    let long = parse(&"x".repeat(10_000));
    assert_eq!(long.problems[0].name.chars().count(), SHOWN_MAX + 1);
    let many = parse(&"a=1&".repeat(1_000));
    assert_eq!(many.problems.len(), PAIRS_MAX + 1);
    assert_eq!(many.problems[PAIRS_MAX].why, Why::TooMany(PAIRS_MAX));
}

#[test]
fn what_was_done_is_read_with_the_names_of_what_all_the_rest_makes() {
    let address = parse(
        "?right.do=units:app:3,crash:app-2@9.5s*&do=demand:90@4s&right=layered&layered.tiers=1\
         &layered.do=cut:door~app-1@4s",
    );
    assert_eq!(address.problems, []);
    let settings = &address.settings;
    assert_eq!((settings.acts(0).len(), settings.acts(1).len()), (1, 3));
    assert_eq!(settings.done_count(), 3, "the load is common");
    // In the order of time, and of the address within an instant.
    let at: Vec<u64> = settings
        .acts(1)
        .iter()
        .map(|act| act.at.as_nanos())
        .collect();
    assert_eq!(at, [4_000_000_000, 4_000_000_000, 9_500_000_000]);
    assert!(settings.acts(1)[2].late);
}

#[test]
fn what_cannot_have_been_done_is_told() {
    let address = parse(
        "?do=burn:server@5s&right.do=crash:api-9@5s&do=crash:api-1@5s&right.do=crash:api-1@601s\
         &layered.do=crash:db@5s&do",
    );
    let reasons: Vec<&Why> = address.problems.iter().map(|one| &one.why).collect();
    let nowhere = |name: &str| Why::Nowhere(name.to_owned());
    assert_eq!(
        reasons,
        [
            &Why::NoAct,
            &nowhere("api-9"),
            &nowhere("api-1"),
            &Why::NotWithin("0".to_owned(), "600".to_owned()),
            &Why::NotThere,
            &Why::NoAct,
        ]
    );
    assert_eq!(address.settings, Settings::default());
    let many = parse(&"left.do=crash:server@5s&".repeat(ACTS_MAX + 2));
    assert_eq!(many.settings.acts(0).len(), ACTS_MAX);
    assert_eq!(many.problems.len(), 2);
    assert_eq!(many.problems[0].why, Why::TooMany(ACTS_MAX));
}
