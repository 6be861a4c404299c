//! Text for terminals: tables that stay aligned with wide letters, numbers, and strangers' words.

use sim::{Duration, Probability};
use unicode_width::UnicodeWidthStr;

/// Characters of a stranger's text that are shown.
const SHOWN_MAX: usize = 60;
/// Characters of a path that are shown.
const PLACE_MAX: usize = 200;
/// Characters of a whole sentence that are shown.
const LINE_MAX: usize = 1_000;
/// Names of a list that are shown.
const LISTED_MAX: usize = 12;

/// Columns of text. The first column is aligned to the left, all others to the right unless said.
#[derive(Debug, Default)]
pub struct TextTable {
    rows: Vec<Vec<String>>,
    left: Vec<usize>,
}

impl TextTable {
    /// A table with these headings, whose columns of these numbers are aligned to the left.
    pub fn new(headings: &[&str], left: &[usize]) -> Self {
        let headings = headings.iter().map(|heading| (*heading).to_owned());
        Self {
            rows: vec![headings.collect()],
            left: left.to_vec(),
        }
    }

    /// One more row.
    pub fn row(&mut self, cells: Vec<String>) {
        self.rows.push(cells);
    }

    /// The lines of the table.
    pub fn lines(&self) -> String {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let width = |column: usize| {
            let cells = self.rows.iter().filter_map(|row| row.get(column));
            cells.map(|cell| cell.width()).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..columns).map(width).collect();
        let mut text = String::new();
        for row in &self.rows {
            let mut line = String::new();
            for (column, cell) in row.iter().enumerate() {
                let room = " ".repeat(widths[column] - cell.width());
                let gap = if column == 0 { "" } else { "  " };
                line.push_str(gap);
                if self.left.contains(&column) {
                    line.push_str(cell);
                    line.push_str(&room);
                } else {
                    line.push_str(&room);
                    line.push_str(cell);
                }
            }
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text
    }
}

/// A stranger's text in quotes, shortened, without characters that act on a terminal.
pub fn shown(text: &str) -> String {
    format!("`{}`", bare(text))
}

/// The same without the quotes.
pub fn bare(text: &str) -> String {
    cut(text, SHOWN_MAX)
}

/// A stranger's text as JSON writes it.
pub fn quoted(text: &str) -> String {
    format!("\"{}\"", bare(text))
}

/// A path of a document, which may be longer.
pub fn place(path: &str) -> String {
    cut(path, PLACE_MAX)
}

/// A sentence on one line, not endlessly long.
pub fn line(sentence: &str) -> String {
    cut(sentence, LINE_MAX)
}

fn cut(text: &str, characters_max: usize) -> String {
    let mut short: String = text.chars().take(characters_max).map(visible).collect();
    if text.chars().nth(characters_max).is_some() {
        short.push('…');
    }
    short
}

/// Control characters and those that turn the direction of text become a mark.
fn visible(character: char) -> char {
    let acts = matches!(character, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
    if character.is_control() || acts {
        '\u{fffd}'
    } else {
        character
    }
}

/// Names after each other; of many, the first ones.
pub fn list(names: &[String]) -> String {
    let mut text: Vec<String> = names
        .iter()
        .take(LISTED_MAX)
        .map(|name| bare(name))
        .collect();
    if names.len() > LISTED_MAX {
        text.push(format!("… ({})", names.len()));
    }
    text.join(", ")
}

/// A number that somebody else has written out; a very long one by its size.
pub fn short(number: &str) -> String {
    const LONG: usize = 24;
    match number.parse::<f64>() {
        Ok(value) if number.len() > LONG => format!("{value:e}"),
        _ => number.to_owned(),
    }
}

/// A whole number with a comma between thousands.
pub fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A number with about four digits that count.
pub fn number(value: f64) -> String {
    let size = value.abs();
    if size >= 1_000.0 || size == 0.0 {
        format!("{value:.0}")
    } else if size >= 100.0 {
        format!("{value:.1}")
    } else if size >= 10.0 {
        format!("{value:.2}")
    } else {
        format!("{value:.3}")
    }
}

/// The same, or a dash where there is nothing to measure.
pub fn number_or_dash(value: Option<f64>) -> String {
    value.map_or_else(|| "–".to_owned(), number)
}

/// Milliseconds to the microsecond.
pub fn millis(span: Duration) -> String {
    format!("{:.3}", span.as_millis_f64())
}

/// A share in percent, with as many digits as it was written with.
pub fn percent(share: Probability) -> String {
    (f64::from(share.per_million()) / 10_000.0).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_letters_keep_their_columns() {
        let mut table = TextTable::new(&["機械", "n"], &[0]);
        table.row(vec!["api-1".to_owned(), "7".to_owned()]);
        assert_eq!(table.lines(), "機械   n\napi-1  7\n");
    }

    #[test]
    fn strangers_text_is_short_and_harmless() {
        assert_eq!(shown("a\u{1b}[2J\u{202e}b"), "`a\u{fffd}[2J\u{fffd}b`");
        assert_eq!(shown(&"x".repeat(100)).chars().count(), SHOWN_MAX + 3);
    }

    #[test]
    fn numbers_are_as_long_as_they_need_to_be() {
        assert_eq!(thousands(1_234_567), "1,234,567");
        assert_eq!(thousands(999), "999");
        assert_eq!(short(&1e308.to_string()), "1e308");
        assert_eq!(short("-0.001"), "-0.001");
        let numbers = [0.0, 0.123_4, 12.346, 123.45, 12_345.6].map(number);
        assert_eq!(
            numbers,
            ["0", "0.123", "12.35", "123.5", "12346"].map(str::to_owned)
        );
    }
}
