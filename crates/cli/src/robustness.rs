//! A test without expectations: whatever happens to a sound scenario file, the answer is a sentence or
//! a run that keeps every law, and never a crash.

use proptest::prelude::*;
use serde_json::{Value, json};
use sim::{Simulation, Time};

use crate::complaint::Complaint;
use crate::document;
use crate::spoiling::{changes, places, spoil};
use crate::words::Language;

const EXAMPLES: [&str; 4] = [
    include_str!("../../../examples/scenarios/single-queue.json"),
    include_str!("../../../examples/scenarios/tandem.json"),
    include_str!("../../../examples/scenarios/shop.json"),
    include_str!("../../../examples/scenarios/flash-crowd.json"),
];
/// Events of a run that came of a changed file.
const EVENTS_MAX: u64 = 3_000;
/// Changed files of each test; PROPTEST_CASES asks for more.
const CASES: u32 = 300;

/// Reads a text as the program does, and runs it a little if it is sound.
fn survive(text: &str) -> Result<(), Complaint> {
    let document = document::parsed(text)?;
    let scenario = document::scenario(&document)?;
    let blueprint = scenario.blueprint(0);
    let blueprint = blueprint.map_err(|error| document::meaning(error, &document))?;
    let mut simulation = Simulation::new(blueprint);
    simulation.run_until(Time::MAX, EVENTS_MAX);
    simulation
        .check()
        .map_err(|violation| Complaint::Ours(violation.to_string()))
}

/// The complaint, if there is one, is of the person's making and has words in both languages.
fn told(text: &str) -> Result<(), TestCaseError> {
    if let Err(complaint) = survive(text) {
        prop_assert_eq!(complaint.exit_code(), 2, "{:?}", complaint);
        for language in [Language::Ja, Language::En] {
            let sentence = language.messages().sentence(&complaint);
            prop_assert!(
                !sentence.is_empty() && sentence.lines().count() == 1,
                "{}",
                sentence
            );
        }
    }
    Ok(())
}

/// Values that a careless or a hostile person might write.
fn odd_values() -> Vec<Value> {
    vec![
        Value::Null,
        json!(true),
        json!(0),
        json!(-1),
        json!(1),
        json!(0.5),
        json!(1e308),
        json!(5e-324),
        json!(65_535),
        json!(4_294_967_296_u64),
        json!(u64::MAX),
        json!(""),
        json!("0s"),
        json!("1ns"),
        json!("1000h"),
        json!("9999999999h"),
        json!("users"),
        json!("web"),
        json!("orders"),
        json!("reply"),
        json!("random"),
        json!("api"),
        json!("api-1"),
        json!("second"),
        json!("view"),
        json!("\u{202e}\u{0}<script>"),
        json!([]),
        json!({}),
        json!([[]]),
        json!({ "constant": "0s" }),
        json!({ "exponential": "1000h" }),
        json!({ "log_normal": { "mean": "1s", "cv_percent": 4_294_967_295_u32 } }),
        json!({ "erlang": { "mean": "0s", "stages": 0 } }),
        json!({ "uniform": { "low": "2s", "high": "1s" } }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: ProptestConfig::default().cases.max(CASES),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn a_file_with_odd_values_is_run_or_refused(
        example in 0..EXAMPLES.len(),
        spoilt in prop::collection::vec(
            (any::<prop::sample::Index>(), prop::sample::select(changes(odd_values()))),
            1..4,
        ),
    ) {
        let mut document: Value = serde_json::from_str(EXAMPLES[example]).expect("an example");
        for (place, change) in spoilt {
            let all = places(&document);
            spoil(&mut document, place.get::<String>(&all), change);
        }
        told(&document.to_string())?;
    }

    #[test]
    fn a_file_with_odd_letters_is_run_or_refused(
        example in 0..EXAMPLES.len(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), 0..3_u8), 1..6),
    ) {
        const LETTERS: &str = "{}[]\",:0123456789-+.eE smhnux\\\u{0}\u{202e}\u{3072}";
        let letters: Vec<char> = LETTERS.chars().collect();
        let mut text: Vec<char> = EXAMPLES[example].chars().collect();
        for (place, letter, how) in changes {
            let place = place.index(text.len());
            match how {
                0 => text[place] = *letter.get(&letters),
                1 => text.insert(place, *letter.get(&letters)),
                _ => {
                    text.remove(place);
                }
            }
        }
        told(&text.into_iter().collect::<String>())?;
    }
}
