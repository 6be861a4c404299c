//! Every sentence agrees with its figures, in both languages.

use sim::NodeId;

use super::{EN, JA, factor, number, percent, thousands};
use crate::{Gain, Growth, Why};

#[test]
fn less_than_everything_never_reads_as_everything() {
    let shares = [0.0, 0.5, 0.6423, 0.9999, 1.0];
    let texts = shares.map(percent);
    assert_eq!(texts, ["0 %", "50 %", "64.2 %", "99.9 %", "100 %"]);
}

#[test]
fn numbers_are_as_long_as_they_are_worth_reading() {
    let texts = [0.04, 2.97, 9.96, 1_234.5].map(number);
    assert_eq!(texts, ["0.0", "3.0", "10", "1,235"]);
    assert_eq!(thousands(1_000_000), "1,000,000");
}

fn name(_: NodeId) -> String {
    "M".to_owned()
}

/// The capacities of one unit and of more, each with what more units are worth.
fn growths() -> impl Iterator<Item = (f64, Growth)> {
    (0..=80_u32).map(|step| {
        let wanted = 1.0 + f64::from(step) / 100.0;
        let growth = Growth {
            from_units: 1,
            from_per_second: 100.0,
            to_units: 8,
            to_per_second: 100.0 * wanted,
            bottleneck: Some(NodeId(0)),
            slowest: None,
        };
        (wanted, growth)
    })
}

#[test]
fn what_is_said_of_growth_fits_the_figures() {
    for (wanted, growth) in growths() {
        let why = match growth.gain() {
            Gain::Grows => Why::Grows(growth),
            Gain::Little | Gain::Hardly => Why::HardlyGrows(growth),
        };
        let [ja, en] = [(JA.why)(&why, &name), (EN.why)(&why, &name)];
        let hardly = [ja.contains("ほとんど変わりません"), en.contains("hardly")];
        assert_eq!(hardly, [wanted < 1.1; 2], "{wanted}: {ja} {en}");
        let little = [ja.contains("しかなりません"), en.contains("only")];
        assert_eq!(little, [(1.1..1.5).contains(&wanted); 2], "{ja} {en}");
        let told = [ja, en].map(|told| told.contains(&factor(&growth)));
        assert_eq!(told, [wanted >= 1.1; 2], "{wanted}");
    }
    let shown: f64 = growths()
        .filter(|(wanted, _)| *wanted < 1.5)
        .filter_map(|(_, growth)| factor(&growth).parse().ok())
        .fold(0.0, f64::max);
    assert!(
        shown < 1.5,
        "less than the bound reads as the bound: {shown}"
    );
}

#[test]
fn one_request_is_not_several() {
    for (count, told) in [(0, "0 requests"), (1, "1 request "), (2, "2 requests")] {
        let few = Why::FewAnswers {
            ended: count,
            needed: 20,
        };
        let none = Why::FewRequests {
            issued: count,
            needed: 20,
        };
        for why in [few, none] {
            let sentence = (EN.why)(&why, &name);
            assert!(sentence.contains(told), "{sentence}");
        }
    }
}
