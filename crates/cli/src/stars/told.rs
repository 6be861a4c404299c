//! The stars for people: a table of stars, the numbers behind them, and why the book says otherwise.

use study::stars::{Characteristic, Measures, style};
use study::words;

use crate::text::{TextTable, number};
use crate::words::Language;

pub(super) fn in_words(measures: &[Measures], language: Language) -> String {
    let told = &language.messages().stars;
    let section = |heading: &str, body: String| format!("{heading}\n\n{body}");
    let mut parts = vec![
        section(told.stars, stars(measures, language)),
        section(told.numbers, numbers(measures, language)),
        experiments(language),
        section(
            language.of(words::stars::BOOK_ONLY),
            book_only(measures, language),
        ),
    ];
    let differences = differences(measures, language);
    if !differences.is_empty() {
        parts.push(section(told.differences, differences));
    }
    parts.push(format!("{}\n", language.of(words::stars::BOOK)));
    parts.join("\n")
}

fn title(measures: &Measures, language: Language) -> String {
    let entry = systems::entry(&measures.style);
    let title = entry.map_or(&*measures.style, |entry| language.of(entry.title));
    title.to_owned()
}

fn name(characteristic: Characteristic, language: Language) -> &'static str {
    language.of(words::stars::characteristic(characteristic))
}

/// A table with a row for each style and a column for each of these characteristics.
fn table(
    measures: &[Measures],
    characteristics: &[Characteristic],
    language: Language,
    cell: impl Fn(&Measures, Characteristic) -> String,
) -> String {
    let names = characteristics.iter().map(|which| name(*which, language));
    let headings: Vec<&str> = std::iter::once("").chain(names).collect();
    let mut table = TextTable::new(&headings, &[0]);
    for measures in measures {
        let cells = characteristics.iter().map(|which| cell(measures, *which));
        table.row(
            std::iter::once(title(measures, language))
                .chain(cells)
                .collect(),
        );
    }
    table.lines()
}

/// The measured stars, and the book's in brackets.
fn stars(measures: &[Measures], language: Language) -> String {
    table(
        measures,
        &Characteristic::MEASURED,
        language,
        |measures, which| {
            let stars = measures.stars(which).unwrap_or_default();
            format!(
                "{} ({})",
                "*".repeat(usize::from(stars)),
                book(measures, which)
            )
        },
    )
}

fn book(measures: &Measures, characteristic: Characteristic) -> String {
    let style = style(&measures.style);
    style.map_or_else(String::new, |style| style.book(characteristic).to_string())
}

/// What was measured.
fn numbers(measures: &[Measures], language: Language) -> String {
    let told = &language.messages().stars;
    let percent = |share: f64| format!("{:.1} %", share * 100.0);
    table(
        measures,
        &Characteristic::MEASURED,
        language,
        |measures, which| match which {
            Characteristic::Scalability => (told.capacity)(&number(measures.scalability.peak())),
            Characteristic::Elasticity => percent(measures.elasticity.minute.share()),
            Characteristic::FaultTolerance => percent(measures.fault_tolerance.mean()),
            Characteristic::Performance => {
                format!(
                    "{} ms",
                    number(f64::from(measures.performance.p95_us) / 1_000.0)
                )
            }
            Characteristic::Reliability => percent(measures.reliability.requests.share()),
            _ => {
                let cost = &measures.cost;
                let (time, messages) = (number(cost.machine_ms()), number(cost.messages_each()));
                (told.cost)(&time, &messages)
            }
        },
    )
}

/// What the numbers are.
fn experiments(language: Language) -> String {
    let line = |which: Characteristic| {
        let experiment = words::stars::experiment(which)?;
        Some(format!(
            "- {}: {}\n",
            name(which, language),
            language.of(experiment)
        ))
    };
    Characteristic::MEASURED
        .into_iter()
        .filter_map(line)
        .collect()
}

/// The stars that only the book has.
fn book_only(measures: &[Measures], language: Language) -> String {
    let only = |which: &Characteristic| !Characteristic::MEASURED.contains(which);
    let only: Vec<Characteristic> = Characteristic::ALL.into_iter().filter(only).collect();
    table(measures, &only, language, book)
}

/// Why the measured stars are others than the book's.
fn differences(measures: &[Measures], language: Language) -> String {
    let lines = measures.iter().flat_map(|measures| {
        words::differences::of(measures).map(|difference| {
            let title = title(measures, language);
            let name = name(difference.characteristic, language);
            format!("- {title} · {name}: {}\n", language.of(difference.why))
        })
    });
    lines.collect()
}
