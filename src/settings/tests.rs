//! Any pair of the catalogue, one demand, and values that stay within their ranges.

use systems::ENTRIES;

use super::*;

fn pair(left: &str, right: &str) -> Settings {
    let mut settings = Settings::default();
    settings.choose(0, left).expect("in the catalogue");
    settings.choose(1, right).expect("in the catalogue");
    settings
}

#[test]
fn a_shared_parameter_reaches_both_systems_and_a_value_out_of_range_neither() {
    let mut settings = Settings::default();
    settings.set(Scope::Both, "retries", 3).expect("in range");
    assert_eq!(settings.get(Scope::Side(0), "retries"), Some(3));
    assert_eq!(settings.get(Scope::Side(1), "retries"), Some(3));
    let refused = settings.set(Scope::Both, "retries", 99);
    assert!(
        matches!(refused, Err(SettingError::OutOfRange(_))),
        "{refused:?}"
    );
    assert_eq!(settings.get(Scope::Both, "retries"), Some(3));
}

#[test]
fn a_parameter_of_one_system_is_unknown_to_the_other() {
    let mut settings = Settings::default();
    assert_eq!(settings.set(Scope::Side(1), "api_servers", 3), Ok(()));
    assert_eq!(
        settings.set(Scope::Side(0), "api_servers", 3),
        Err(SettingError::Unknown)
    );
    assert_eq!(settings.set(Scope::Both, "api_servers", 4), Ok(()));
    assert_eq!(settings.get(Scope::Side(1), "api_servers"), Some(4));
}

#[test]
fn every_pair_can_be_built_under_one_demand() {
    for left in ENTRIES {
        for right in ENTRIES {
            let mut settings = pair(left.id, right.id);
            assert!(settings.is_shared(RATE), "{} {}", left.id, right.id);
            let range = settings.range(Scope::Both, RATE).expect("shared");
            let rate = range.maximum.min(137);
            settings.set(Scope::Both, RATE, rate).expect("in range");
            for side in 0..SIDE_COUNT {
                assert_eq!(settings.scenario(side).parameters[RATE], rate);
                assert!(settings.blueprint(side).is_ok());
            }
        }
    }
}

#[test]
fn the_demand_cannot_be_set_for_one_side() {
    let mut settings = Settings::default();
    let refused = settings.set(Scope::Side(1), RATE, 300);
    assert_eq!(refused, Err(SettingError::Common));
    assert_eq!(settings, Settings::default());
}

#[test]
fn what_was_set_stays_where_the_next_system_has_it_too() {
    let mut settings = Settings::default();
    settings.set(Scope::Both, RATE, 900).expect("in range");
    settings.set(Scope::Both, "retries", 3).expect("in range");
    settings
        .set(Scope::Side(1), "api_servers", 5)
        .expect("in range");
    settings.choose(1, "layered").expect("in the catalogue");
    assert_eq!(settings.get(Scope::Both, RATE), Some(900));
    assert_eq!(settings.get(Scope::Side(1), "retries"), Some(3));
    assert!(!settings.scenario(1).parameters.contains_key("api_servers"));
    assert_eq!(settings.choose(0, "nobody"), Err(SettingError::Unknown));
    assert_eq!(settings.entry(0).id, "centralized");
}

#[test]
fn one_system_on_both_sides_says_what_differs() {
    let mut settings = pair("layered", "layered");
    assert!(settings.is_one_system());
    assert_eq!(settings.differences().len(), 0);
    settings
        .set(Scope::Side(1), "tiers", 1)
        .expect("in the catalogue");
    let differ: Vec<&str> = settings.differences().iter().map(|one| one.id).collect();
    assert_eq!(differ, ["tiers"]);
    assert!(settings.is_set_for_both(RATE) && !settings.is_set_for_both("tiers"));
    assert_eq!(pair("layered", "web-rds").differences().len(), 0);
}
