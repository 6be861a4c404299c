//! The committed stars against the experiments, the rules, the document and the sentences.

use std::collections::BTreeSet;

use super::piece::What;
use super::*;
use crate::words::differences::{self, DIFFERENCES};

const DOCUMENT: &str = include_str!("../../../../docs/stars.md");

fn entry(measures: &Measures) -> &'static systems::Entry {
    systems::entry(&measures.style).expect("a style of the catalogue")
}

fn all(entry: &'static systems::Entry, wanted: impl Fn(&What) -> bool) -> Vec<Found> {
    let pieces = pieces(entry).into_iter();
    let pieces = pieces.filter(|piece| wanted(&piece.what));
    pieces.map(|piece| piece.measure()).collect()
}

#[test]
fn every_style_of_the_book_is_measured_in_the_books_order() {
    let measured: Vec<&str> = measured().iter().map(|row| &*row.style).collect();
    assert_eq!(measured, STYLES.map(|style| style.id));
}

/// One style from the first experiment to the last.
#[test]
fn the_layered_style_is_measured_again_to_the_last_digit() {
    let committed = measured();
    let layered = &committed[0];
    let found = all(entry(layered), |_| true);
    assert_eq!(gathered("layered", &found).as_ref(), Some(layered));
    let without_one = &found[1..];
    assert_eq!(
        gathered("layered", without_one),
        None,
        "an experiment is missing"
    );
}

/// The quick parts of every style: what does not reproduce has to be measured again.
#[test]
fn a_part_of_every_style_is_measured_again_to_the_last_digit() {
    for committed in measured() {
        let entry = entry(committed);
        let found = all(entry, |what| matches!(what, What::Moderate));
        let moderate = Found::Moderate(committed.performance, committed.cost);
        assert_eq!(found, [moderate], "{}", committed.style);
        let first = loss::machines(entry)[0];
        let lost = loss::measure(entry, first);
        assert_eq!(
            lost, committed.fault_tolerance.losses[0],
            "{}",
            committed.style
        );
    }
}

#[test]
fn the_moderate_demand_is_moderate_for_every_style() {
    for measures in measured() {
        let half_of_capacity = measures.elasticity.demand_milli / 1_000;
        assert!(
            half_of_capacity >= u64::from(MODERATE),
            "{}",
            measures.style
        );
        assert!(
            measures.fault_tolerance.losses.len() >= 3,
            "{}",
            measures.style
        );
        let machines = measures.elasticity.machines;
        assert!(machines[1] > machines[0], "the operator does something");
    }
}

/// Where measurement and book differ a true sentence says why, where they agree there is nothing to
/// say, and no sentence is left over from other numbers.
#[test]
fn every_difference_from_the_book_has_exactly_one_true_sentence() {
    let committed = measured();
    for measures in committed {
        let style = style(&measures.style).expect("a style of the book");
        for characteristic in Characteristic::MEASURED {
            let stars = measures.stars(characteristic);
            let differs = stars != Some(style.book(characteristic));
            let told = differences::of(measures);
            let told = told.filter(|told| told.characteristic == characteristic);
            let expected = usize::from(differs);
            assert_eq!(
                told.count(),
                expected,
                "{} {characteristic:?} {stars:?}",
                style.id
            );
        }
    }
    for difference in DIFFERENCES {
        let (style, which) = (difference.style, difference.characteristic);
        let spoken = committed.iter().any(|row| difference.speaks_of(row));
        assert!(spoken, "{style} {which:?}: not true any more");
        let book = super::style(style).map(|style| style.book(which));
        assert_ne!(
            book,
            Some(difference.measured),
            "{style} {which:?}: no difference"
        );
        for text in [difference.why.ja, difference.why.en] {
            assert!(text.ends_with(['。', '.']), "{text}");
        }
    }
}

#[test]
fn the_document_has_the_table_and_the_rules_that_the_program_has() {
    for measures in measured() {
        let style = style(&measures.style).expect("a style of the book");
        let cell = |which: Characteristic| {
            let stars = measures.stars(which).unwrap_or_default();
            format!("{stars} ({})", style.book(which))
        };
        let cells = Characteristic::MEASURED.map(cell).join(" | ");
        let line = format!("| {} | {cells} |", style.id);
        assert!(DOCUMENT.lines().any(|known| known == line), "{line}");
    }
    for (name, steps) in rules::table() {
        let steps = steps.map(|step| step.to_string()).join(" | ");
        let row = DOCUMENT.lines().find(|line| {
            line.starts_with(&format!("| {name} | ")) && line.ends_with(&format!(" | {steps} |"))
        });
        assert!(row.is_some(), "{name}: {steps}");
    }
}

#[test]
fn stars_go_from_one_to_five_with_the_steps_of_the_rules() {
    let mut measures = measured()[0].clone();
    let mut seen = BTreeSet::new();
    let five = [250_000, 400_000, 600_000, 900_000, 1_200_000];
    for (place, per_second_milli) in five.into_iter().enumerate() {
        for point in measures.scalability.points.to_mut() {
            point.per_second_milli = per_second_milli;
        }
        let stars = measures.stars(Characteristic::Scalability);
        assert_eq!(stars, Some(place as u8 + 1), "{per_second_milli}");
        seen.extend(stars);
    }
    assert_eq!(seen, BTreeSet::from([1, 2, 3, 4, 5]));
    // Cheap by time and dear by messages is dear.
    measures.cost = Cost {
        machine_ns: 1_000_000,
        messages: 12,
        answers: 1,
    };
    assert_eq!(measures.stars(Characteristic::Cost), Some(3));
    assert_eq!(measures.stars(Characteristic::Modularity), None);
}
