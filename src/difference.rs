//! Every number of the two sides beside each other, and what lies between them.

use sim::Reason;

use crate::format;
use crate::i18n::Messages;
use crate::session::Numbers;
use crate::settings::SIDE_COUNT;

/// One number of both sides, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub name: String,
    pub values: [String; SIDE_COUNT],
    /// The right side less the left one; empty where one of them has no value.
    pub difference: String,
}

/// A number as it is shown: how many decimals, and what it counts.
#[derive(Clone, Copy)]
struct Kind {
    decimals: u32,
    unit: &'static str,
}

/// All numbers of the two sides.
pub fn rows(sides: &[Numbers; SIDE_COUNT], messages: &Messages) -> Vec<Row> {
    let per_second = Kind {
        decimals: 1,
        unit: messages.per_second,
    };
    let millis = Kind {
        decimals: 1,
        unit: messages.milliseconds,
    };
    let count = Kind {
        decimals: 0,
        unit: "",
    };
    // A rate and a total may have one name: each says what it is of.
    let both = |name: &str, kind: Kind, value: &dyn Fn(&Numbers) -> Option<f64>| {
        let span = if kind.unit.is_empty() {
            messages.totals
        } else {
            messages.recent
        };
        let name = (messages.described)(span, name);
        row(&name, kind, sides.each_ref().map(value))
    };
    let whole = |value: u64| Some(value as f64);
    let time = |micros: Option<u32>| micros.map(|micros| f64::from(micros) / 1e3);
    let mut rows = vec![
        both(messages.offered, per_second, &|one| {
            Some(one.readout.offered)
        }),
        both(messages.goodput, per_second, &|one| {
            Some(one.readout.goodput)
        }),
        both(messages.failed, per_second, &|one| {
            Some(one.readout.failing)
        }),
        both(messages.p50, millis, &|one| time(one.readout.p50)),
        both(messages.p95, millis, &|one| time(one.readout.p95)),
        both(messages.p99, millis, &|one| time(one.readout.p99)),
        both(messages.totals_issued, count, &|one| {
            whole(one.totals.issued)
        }),
        both(messages.totals_succeeded, count, &|one| {
            whole(one.totals.succeeded)
        }),
        both(messages.totals_failed, count, &|one| {
            whole(one.totals.failed_total())
        }),
    ];
    let failed = |reason: &Reason| {
        sides
            .iter()
            .any(|one| one.totals.failed[reason.index()] > 0)
    };
    for reason in Reason::ALL.into_iter().filter(failed) {
        let name = (messages.described)(messages.totals_failed, messages.reason(reason));
        rows.push(both(&name, count, &|one| {
            whole(one.totals.failed[reason.index()])
        }));
    }
    rows.extend([
        both(messages.totals_in_flight, count, &|one| {
            whole(one.totals.in_flight())
        }),
        both(messages.totals_attempts, count, &|one| {
            whole(one.totals.attempts)
        }),
        both(messages.totals_late, count, &|one| whole(one.totals.late)),
    ]);
    if sides.iter().any(|one| one.unfinished.is_some()) {
        let values = sides.each_ref().map(|one| {
            let held = one.unfinished.map(|unfinished| unfinished.held);
            held.map(|held| held as f64)
        });
        rows.push(row(messages.unfinished, count, values));
    }
    rows
}

fn row(name: &str, kind: Kind, values: [Option<f64>; SIDE_COUNT]) -> Row {
    let shown = |value: Option<f64>| match value {
        Some(value) => format!("{} {}", plain(value, kind.decimals), kind.unit),
        None => "—".to_owned(),
    };
    let [left, right] = values;
    let difference = left.zip(right).map(|(left, right)| right - left);
    Row {
        name: name.to_owned(),
        values: values.map(|value| shown(value).trim_end().to_owned()),
        difference: difference.map_or_else(String::new, |value| signed(value, kind.decimals)),
    }
}

fn plain(value: f64, decimals: u32) -> String {
    if decimals == 0 {
        format::grouped(value as u64)
    } else {
        format::fixed(value, decimals)
    }
}

/// With its sign: `+3`, `−3`, or `±0` where nothing of it is left after rounding.
pub fn signed(value: f64, decimals: u32) -> String {
    let size = plain(value.abs(), decimals);
    if size.chars().all(|letter| matches!(letter, '0' | '.')) {
        return "±0".to_owned();
    }
    let sign = if value < 0.0 { '−' } else { '+' };
    format!("{sign}{size}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Locale;
    use crate::session::Session;
    use crate::settings::Settings;
    use crate::state::RunCause;

    #[test]
    fn a_difference_has_its_sign_and_nothing_is_nothing() {
        assert_eq!(signed(12.34, 1), "+12.3");
        assert_eq!(signed(-1_234.0, 0), "−1,234");
        assert_eq!(signed(-0.04, 1), "±0");
    }

    #[test]
    fn every_number_stands_for_both_sides_in_both_languages() {
        let session = Session::new(&Settings::default(), RunCause::Opened).expect("can be run");
        let numbers = [0, 1].map(|side| session.side(side).numbers());
        for locale in [Locale::Ja, Locale::En] {
            let rows = rows(&numbers, locale.messages());
            assert!(rows.len() >= 12, "{}", rows.len());
            let messages = locale.messages();
            let name = (messages.described)(messages.totals, messages.totals_issued);
            let issued = rows.iter().find(|row| row.name == name);
            let issued = issued.expect("it is there");
            let mut names: Vec<&str> = rows.iter().map(|row| row.name.as_str()).collect();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), rows.len(), "no two rows have one name");
            assert_eq!(issued.values[0], format::grouped(numbers[0].totals.issued));
            assert!(rows.iter().all(|row| !row.difference.is_empty()));
        }
    }

    #[test]
    fn work_that_is_not_done_has_a_row_where_work_is_put_off() {
        let session = Session::new(&Settings::default(), RunCause::Opened).expect("can be run");
        let mut numbers = [0, 1].map(|side| session.side(side).numbers());
        let messages = Locale::Ja.messages();
        let unfinished = |numbers: &[Numbers; SIDE_COUNT]| {
            let mut rows = rows(numbers, messages).into_iter();
            rows.find(|row| row.name == messages.unfinished)
        };
        assert_eq!(unfinished(&numbers), None);
        numbers[0].unfinished = Some(study::Unfinished {
            held: 1_741,
            ..study::Unfinished::default()
        });
        let row = unfinished(&numbers).expect("one side puts work off");
        assert_eq!(row.values, ["1,741", "—"]);
        assert_eq!(row.difference, "", "there is nothing to compare with");
    }
}
