//! `hitotsu stars`: the book's architecture styles, measured by experiments, beside the book's stars.

use std::collections::BTreeMap;
use std::io::Write;

use rayon::prelude::*;
use serde_json::json;
use sim::ENGINE_VERSION;
use study::stars::{
    Characteristic, Found, Measures, Piece, STYLES, Style, gathered, pieces, style,
};

use crate::arguments::{Stars, Table};
use crate::complaint::{Complaint, nearest};
use crate::words::Language;
use crate::{print, progress};

mod told;

/// `hitotsu stars`.
pub fn run(arguments: &Stars, language: Language, out: &mut dyn Write) -> Result<(), Complaint> {
    let styles = match &arguments.style {
        Some(id) => vec![named(id)?],
        None => STYLES.iter().collect(),
    };
    let measures = measured(&styles);
    let text = match arguments.format {
        Table::Json => as_json(&measures),
        Table::Csv => as_csv(&measures),
        Table::Text => told::in_words(&measures, language),
    };
    print(out, &text)
}

fn named(id: &str) -> Result<&'static Style, Complaint> {
    style(id).ok_or_else(|| Complaint::NoStyle {
        name: id.to_owned(),
        nearest: nearest(id, STYLES.iter().map(|style| style.id)),
    })
}

/// Runs the experiments with these styles, as many pieces at a time as there are cores; the result
/// does not depend on it.
fn measured(styles: &[&Style]) -> Vec<Measures> {
    let entries = styles.iter().filter_map(|style| systems::entry(style.id));
    let pieces: Vec<Piece> = entries.flat_map(pieces).collect();
    let bar = progress::bar(pieces.len() as u64);
    let measure = |piece: &Piece| {
        let found = piece.measure();
        bar.inc(1);
        (piece.style(), found)
    };
    let found: Vec<(&str, Found)> = pieces.par_iter().with_max_len(1).map(measure).collect();
    bar.finish_and_clear();
    let of_style = |chunk: &[(&str, Found)]| {
        let found: Vec<Found> = chunk.iter().map(|(_, found)| found.clone()).collect();
        gathered(chunk[0].0, &found).expect("every experiment has its pieces")
    };
    found
        .chunk_by(|first, second| first.0 == second.0)
        .map(of_style)
        .collect()
}

/// The very form of the file that the page reads (`crates/study/src/stars/measured.json`).
fn as_json(measures: &[Measures]) -> String {
    let row = |measures: &Measures| {
        let stars = Characteristic::MEASURED.map(|which| (which.id(), measures.stars(which)));
        let book = style(&measures.style)
            .map(|style| Characteristic::ALL.map(|which| (which.id(), style.book(which))));
        json!({
            "measured": BTreeMap::from(stars),
            "book": BTreeMap::from_iter(book.into_iter().flatten()),
            "measures": measures,
        })
    };
    let report = json!({
        "format": "hitotsu-stars",
        "version": 1,
        "engine_version": ENGINE_VERSION,
        "book": study::words::stars::BOOK.en,
        "styles": measures.iter().map(row).collect::<Vec<_>>(),
    });
    format!("{report:#}\n")
}

/// One line for each style and characteristic.
fn as_csv(measures: &[Measures]) -> String {
    let mut text = "style,characteristic,measured,book\n".to_owned();
    for measures in measures {
        let Some(style) = style(&measures.style) else {
            continue;
        };
        for characteristic in Characteristic::ALL {
            let stars = measures.stars(characteristic);
            let stars = stars.map_or_else(String::new, |stars| stars.to_string());
            let book = style.book(characteristic);
            let names = format!("{},{}", style.id, characteristic.id());
            text.push_str(&format!("{names},{stars},{book}\n"));
        }
    }
    text
}
