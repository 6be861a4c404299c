//! Names that are read whole: on one line where it has the room, on two where that is narrower, and a
//! shorter name where even that does not fit.

use super::width_of;

/// How much wider a line may become, in ems, before a name is broken inside of a word, and before a
/// number leaves what it counts.
const WORD: f32 = 1.3;
const NUMBER: f32 = 0.6;

/// Japanese names of so many letters are one word.
const SHORT: usize = 4;

/// Where a name may be broken; each one allows what those before it do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Breaking {
    /// Where a reader pauses.
    Pauses,
    /// Between what is counted and its number.
    Numbers,
    /// Inside of a word.
    Words,
}

/// A name as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Name<'a> {
    pub first: &'a str,
    pub second: Option<&'a str>,
}

impl<'a> Name<'a> {
    pub(crate) const fn one_line(name: &'a str) -> Self {
        Self {
            first: name,
            second: None,
        }
    }

    /// The name on two lines, if it can be broken there.
    pub(crate) fn two_lines(name: &'a str, breaking: Breaking) -> Option<Self> {
        let breaks = breaks(name).filter(|one| one.kind <= breaking);
        let breaks = breaks.map(|one| {
            let (first, second) = (&name[..one.end], &name[one.start..]);
            let longer = width_of(first, 1.0, true).max(width_of(second, 1.0, true));
            let cost = match one.kind {
                Breaking::Pauses => longer,
                Breaking::Numbers => longer + NUMBER,
                Breaking::Words => longer + WORD,
            };
            (cost, first, second)
        });
        let best = breaks.min_by(|one, other| one.0.total_cmp(&other.0));
        best.map(|(_, first, second)| Self {
            first,
            second: Some(second),
        })
    }

    /// How wide it is where something `beside` wide stands next to its shorter line.
    pub(crate) fn width(&self, size: f32, beside: f32) -> f32 {
        let first = width_of(self.first, size, true);
        let Some(second) = self.second else {
            return first + beside;
        };
        let second = width_of(second, size, true);
        first.max(second).max(first.min(second) + beside)
    }

    /// Whether its first line is the shorter one.
    pub(crate) fn shorter_first(&self) -> bool {
        let width = |text| width_of(text, 1.0, true);
        self.second
            .is_none_or(|second| width(self.first) < width(second))
    }

    pub(crate) const fn lines(&self) -> usize {
        if self.second.is_some() { 2 } else { 1 }
    }

    /// The first of the names that fits whole, the fewer lines the better, and broken inside of a
    /// word only if there is no other way; otherwise the last one, and `false`.
    pub(crate) fn fitting(
        names: [&'a str; 2],
        size: f32,
        width: f32,
        beside: f32,
        lines_max: usize,
    ) -> (Self, bool) {
        for breaking in [Breaking::Numbers, Breaking::Words] {
            for name in names.into_iter().filter(|name| !name.is_empty()) {
                let two = (lines_max > 1)
                    .then(|| Self::two_lines(name, breaking))
                    .flatten();
                for form in [Some(Self::one_line(name)), two].into_iter().flatten() {
                    if form.width(size, beside) <= width {
                        return (form, true);
                    }
                }
            }
        }
        let [long, short] = names;
        let last = if short.is_empty() { long } else { short };
        (Self::one_line(last), false)
    }
}

/// One place where a name may be broken.
#[derive(Clone, Copy, Debug)]
struct Break {
    /// The end of its first line.
    end: usize,
    /// The start of its second one.
    start: usize,
    kind: Breaking,
}

fn breaks(name: &str) -> impl Iterator<Item = Break> {
    let letters = name.char_indices().zip(name.chars().skip(1));
    letters.filter_map(move |((start, letter), next)| {
        let end = start + letter.len_utf8();
        if next == ' ' {
            let start = end + 1;
            let number = name[start..].starts_with(|letter: char| letter.is_ascii_digit());
            let kind = if number {
                Breaking::Numbers
            } else {
                Breaking::Pauses
            };
            return Some(Break { end, start, kind });
        }
        let wide = |letter: char| !letter.is_ascii();
        if letter == ' ' || !(wide(letter) || wide(next)) || forbidden_at_start(next) {
            return None;
        }
        let (before, after) = (Script::of(letter), Script::of(next));
        let inside = match (before, after) {
            _ if name.chars().count() <= SHORT => true,
            // Long loanwords are mostly two words.
            (Script::Katakana, Script::Katakana) => {
                let katakana = |letter: &char| Script::of(*letter) == Script::Katakana;
                let before = name[..end].chars().rev().take_while(katakana).count();
                before.min(name[end..].chars().take_while(katakana).count()) < 3
            }
            // Kana after kanji belong to them; whatever comes after kana is a word of its own.
            (_, Script::Hiragana) => true,
            (before, after) => before == after,
        };
        let start = end;
        let kind = if inside {
            Breaking::Words
        } else {
            Breaking::Pauses
        };
        Some(Break { end, start, kind })
    })
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Script {
    Latin,
    Hiragana,
    Katakana,
    Kanji,
}

impl Script {
    fn of(letter: char) -> Self {
        match letter {
            '\0'..='\u{2fff}' => Self::Latin,
            '\u{3040}'..='\u{309f}' => Self::Hiragana,
            '\u{30a0}'..='\u{30ff}' => Self::Katakana,
            _ => Self::Kanji,
        }
    }
}

/// What no Japanese line begins with: closing marks, the long-vowel mark, and small kana, which stand
/// in katakana's block as they do in hiragana's.
fn forbidden_at_start(letter: char) -> bool {
    let hiragana = match letter {
        '\u{30a1}'..='\u{30f6}' => char::from_u32(u32::from(letter) - 0x60).unwrap_or(letter),
        _ => letter,
    };
    matches!(
        hiragana,
        '\u{3041}' | '\u{3043}' | '\u{3045}' | '\u{3047}' | '\u{3049}' // a i u e o
            | '\u{3063}' | '\u{3083}' | '\u{3085}' | '\u{3087}' // tsu ya yu yo
            | '\u{3001}' | '\u{3002}' | '\u{3005}' | '\u{300d}' | '\u{30fb}' | '\u{30fc}' | '\u{ff09}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_broken_where_a_reader_pauses() {
        for (name, first, second) in [
            ("Payment DB", "Payment", "DB"),
            ("To deliver", "To", "deliver"),
            ("支払いが来た", "支払いが", "来た"),
            ("在庫 DB", "在庫", "DB"),
            ("ゲートウェイ 1", "ゲート", "ウェイ 1"),
            ("通信グリッド", "通信", "グリッド"),
            ("全社共通", "全社", "共通"),
            ("配達 1", "配達", "1"),
        ] {
            let two = Name::two_lines(name, Breaking::Words).expect("it can be broken");
            assert_eq!((two.first, two.second), (first, Some(second)), "{name}");
        }
        for name in ["支払い", "お知らせ", "振り分け", "メモリ"] {
            assert_eq!(Name::two_lines(name, Breaking::Pauses), None, "{name}");
        }
        for name in ["DB", "Payment", "", "ア", "ッー"] {
            assert_eq!(Name::two_lines(name, Breaking::Words), None, "{name}");
        }
    }

    #[test]
    fn a_whole_name_goes_before_a_short_one_and_a_short_one_before_a_cut_one() {
        let fit = |width| {
            let (name, whole) = Name::fitting(["Payment DB", "Pay DB"], 12.0, width, 0.0, 2);
            (name.first, name.second, whole)
        };
        assert_eq!(fit(100.0), ("Payment DB", None, true));
        assert_eq!(fit(60.0), ("Payment", Some("DB"), true));
        assert_eq!(fit(46.0), ("Pay DB", None, true));
        assert_eq!(fit(26.0), ("Pay", Some("DB"), true));
        assert_eq!(fit(10.0), ("Pay DB", None, false));
    }

    #[test]
    fn a_short_name_goes_before_a_broken_word() {
        let fit = |names, width| {
            let (name, _) = Name::fitting(names, 12.0, width, 0.0, 2);
            (name.first, name.second)
        };
        assert_eq!(fit(["お知らせ", "通知"], 36.0), ("通知", None));
        assert_eq!(fit(["お知らせ", ""], 36.0), ("お知", Some("らせ")));
        assert_eq!(fit(["配達 1", ""], 30.0), ("配達", Some("1")));
    }

    #[test]
    fn what_stands_beside_a_name_goes_to_its_shorter_line() {
        let name = Name::two_lines("Payment DB", Breaking::Words).expect("it can be broken");
        assert!(!name.shorter_first());
        let alone = name.width(12.0, 0.0);
        assert!(name.width(12.0, 12.0) <= alone + 0.01);
        assert!(Name::one_line("DB").width(12.0, 12.0) > Name::one_line("DB").width(12.0, 0.0));
    }
}
