//! What is said in Japanese of a text that is no JSON, and of JSON that has not the shape of a scenario.

use super::{meant, one_of};
use crate::shape::{Expected, Shape};
use crate::slips;
use crate::text::{bare, list, quoted, shown};

/// How the sentences of the JSON reader begin, and what they say.
const KNOWN: [(&str, &str); 16] = [
    (
        "JSON has no NaN",
        "NaN や Infinity は書けません。有限の数にしてください",
    ),
    ("EOF while parsing", "途中で終わっています"),
    ("expected value", "ここには値が必要です"),
    ("trailing characters", "終わりの後に余分な文字があります"),
    ("trailing comma", "余分なコンマがあります"),
    ("expected `,` or", "コンマか閉じかっこが必要です"),
    ("expected `:`", "コロンが必要です"),
    ("key must be a string", "項目名は \" で囲んでください"),
    ("number out of range", "数が大きすぎます"),
    ("recursion limit exceeded", "かっこが深すぎます"),
    ("expected ident", "true、false、null のどれかが必要です"),
    ("invalid number", "数の書き方が正しくありません"),
    ("invalid escape", "\\ の後の文字が正しくありません"),
    ("lone leading surrogate", "\\u の組の片方が足りません"),
    (
        "unexpected end of hex escape",
        "\\u の後が途中で終わっています",
    ),
    (
        "control character",
        "文字列の中の改行やタブは \\n や \\t と書いてください",
    ),
];

/// The sentences of the JSON reader.
pub(super) fn syntax(what: &str) -> &str {
    let known = KNOWN.iter().find(|(start, _)| what.starts_with(start));
    known.map_or("JSON の決まりに合っていません", |(_, words)| {
        words
    })
}

/// How the document differs from a scenario.
pub(super) fn words(shape: &Shape) -> String {
    match shape {
        Shape::UnknownField { name, known } => {
            format!(
                "{} という項目はありません{}",
                shown(name),
                one_of(name, known)
            )
        }
        Shape::UnknownKind { name, known } if slips::is_plain_span(name, known) => format!(
            "時間だけが書かれています。{{ \"constant\": {} }} のように、ばらつき方も書いてください（選べるのは {}）",
            quoted(name),
            list(known)
        ),
        Shape::UnknownKind { name, known } => {
            format!(
                "{} という種類はありません{}",
                shown(name),
                one_of(name, known)
            )
        }
        Shape::MissingField { name } => format!("項目 {} がありません", shown(name)),
        Shape::Type { found, expected } => {
            let expected = match expected {
                Expected::Whole { minimum, maximum } if minimum == maximum => {
                    format!("{minimum} という数")
                }
                Expected::NumberWithin { minimum, maximum } => {
                    format!("{minimum} から {maximum} までの数")
                }
                Expected::Kind(known) => format!("{} のどれか", list(known)),
                Expected::Whole { minimum, maximum } => {
                    format!("{minimum} から {maximum} までの整数")
                }
                Expected::Number => "数".to_owned(),
                Expected::Text => "\" で囲んだ文字列".to_owned(),
                Expected::Boolean => "true か false".to_owned(),
                Expected::Object => "{ … } の形".to_owned(),
                Expected::List(None) => "[ … ] の並び".to_owned(),
                Expected::Span => "\"10ms\" や \"1.5s\" のような、\" で囲んだ時間".to_owned(),
                Expected::List(Some(count)) => format!("{count} 個の [ … ] の並び"),
                Expected::Seed => {
                    "乱数の種（0 から 9007199254740991 までの整数。それより大きい 64 ビットの数は \" で囲みます）".to_owned()
                }
                Expected::Other(_) => "ほかの形".to_owned(),
            };
            if found == "null" {
                return format!("値がありません（null）。{expected}を書いてください");
            }
            let is_shape = ["map", "sequence"].contains(&found.as_str());
            let (found, space) = (found_words(found), spaces(&expected).0);
            let after = spaces(&found).1;
            let stands = if is_shape {
                "が書かれて"
            } else {
                "と書かれて"
            };
            format!("{found}{after}{stands}いますが、ここに書けるのは{space}{expected}です")
        }
        Shape::OneKind { found, known } if found.is_empty() => {
            format!(
                "種類が書かれていません。{} のどれか 1 つを書いてください",
                list(known)
            )
        }
        Shape::OneKind { found, known } => format!(
            "{} と書かれていますが、ここに書けるのは {} のうちちょうど 1 つです",
            list(found),
            list(known)
        ),
        Shape::KindAlone { name } => format!(
            "{} だけでは足りません。{{ {}: … }} のように中身も書いてください",
            shown(name),
            quoted(name)
        ),
        Shape::KindWithMore { name } => format!(
            "{} に中身は要りません。{} とだけ書いてください",
            shown(name),
            quoted(name)
        ),
        Shape::Count { found, expected } => {
            format!("[ … ] の中に {found} 個ありますが、ここに書けるのは {expected} 個です")
        }
        Shape::Span { text } => format!(
            "{} は時間として読めません{}。\"10ms\" や \"1.5s\" のように、ns、us、ms、s、min、h をつけて書いてください",
            shown(text),
            meant(&slips::span(text))
        ),
        Shape::SpanTooLong { text } => format!("{} は長すぎます。1000h までです", shown(text)),
        Shape::Percent { text } => {
            format!(
                "{} は割合として読めません。0 から 100 までです",
                shown(text)
            )
        }
        Shape::Other(_) => "ここには書けない形です".to_owned(),
    }
}

/// The spaces that stand between these words and Japanese before and after them: one next to Latin
/// letters.
fn spaces(words: &str) -> (&'static str, &'static str) {
    let space = |letter: Option<char>| match letter {
        Some(letter) if letter.is_ascii() => " ",
        _ => "",
    };
    (space(words.chars().next()), space(words.chars().last()))
}

/// What `serde` found, without its English name where the thing itself says what it is.
fn found_words(found: &str) -> String {
    let named = ["boolean ", "integer ", "floating point ", "string "];
    let itself = named.iter().find_map(|name| found.strip_prefix(name));
    let words = match found {
        "map" => "{ … }",
        "sequence" => "[ … ]",
        _ => itself.unwrap_or(found),
    };
    bare(words)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::complaint::Complaint;
    use crate::document::parsed;

    #[test]
    fn every_sentence_of_the_json_reader_has_its_own_words() {
        // Each sample breaks one rule of JSON, in the order of the list.
        let deep = "[".repeat(200);
        // A few of them are told one by one, as what stands where another number should.
        let many = |number: &str| format!("[{}]", [number; 100].join(","));
        let samples = [
            &many("NaN"),
            "{\"a\": 1",
            "[1,,2]",
            "{} {}",
            "[1,]",
            "[1 2]",
            "{\"a\" 1}",
            "{1: 2}",
            &many("1e999"),
            &deep,
            "tru3",
            "01",
            "\"\\x\"",
            "\"\\udc00\"",
            "\"\\ud800\"",
            "\"a\nb\"",
        ];
        for (sample, (begin, words)) in samples.iter().zip(KNOWN) {
            let Err(Complaint::Syntax { what, .. }) = parsed(sample) else {
                panic!("{sample} is JSON");
            };
            assert!(what.starts_with(begin), "{sample}: {what}, and not {begin}");
            assert_eq!(syntax(&what), words, "{sample}");
        }
    }
}
