//! What `serde` objects to, taken apart so that it can be said in the person's language.
//!
//! `serde` tells its errors as English sentences of fixed forms (documented at `serde::de::Error`);
//! what has another form is kept as it is.

/// Begins the text that stands for a number which is not finite: no letter of any language, and nothing
/// that may be written in a file.
pub const INFINITE: char = '\u{fdd0}';

/// How a document differs from the shape of a scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shape {
    /// There is no such field; there are these.
    UnknownField {
        name: String,
        known: Vec<String>,
    },
    /// There is no such kind; there are these.
    UnknownKind {
        name: String,
        known: Vec<String>,
    },
    MissingField {
        name: String,
    },
    /// Exactly one of these kinds should stand there, and these names do: none, or several.
    OneKind {
        found: Vec<String>,
        known: Vec<String>,
    },
    /// The name of a kind without what belongs to it.
    KindAlone {
        name: String,
    },
    /// Something is said of a kind that is only named.
    KindWithMore {
        name: String,
    },
    /// A list of another length.
    Count {
        found: usize,
        expected: usize,
    },
    /// Something else stands there than should.
    Type {
        found: String,
        expected: Expected,
    },
    /// It does not read as a span of time.
    Span {
        text: String,
    },
    /// It is longer than the longest span of time.
    SpanTooLong {
        text: String,
    },
    Percent {
        text: String,
    },
    Other(String),
}

/// What should stand there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expected {
    /// A whole number in a range, both ends included.
    Whole {
        minimum: String,
        maximum: String,
    },
    Number,
    /// A number in a range, both ends included.
    NumberWithin {
        minimum: String,
        maximum: String,
    },
    /// One of these kinds.
    Kind(Vec<String>),
    Text,
    Boolean,
    Object,
    /// A list, of so many where it is known.
    List(Option<String>),
    Seed,
    /// A span of time in quotes, with its unit.
    Span,
    /// In the words of `serde`.
    Other(String),
}

impl Shape {
    /// Takes one of `serde`'s sentences apart.
    pub fn read(sentence: &str) -> Self {
        let sentence = &with_bare_infinity(without_place(sentence));
        let whole = || Self::Other(sentence.to_owned());
        if let Some(rest) = sentence.strip_prefix("unknown field ") {
            let (name, known) = name_and_known(rest);
            return Self::UnknownField { name, known };
        }
        if let Some(rest) = sentence.strip_prefix("unknown variant ") {
            let (name, known) = name_and_known(rest);
            return Self::UnknownKind { name, known };
        }
        if let Some(rest) = sentence.strip_prefix("missing field ") {
            let name = quoted(rest).into_iter().next().unwrap_or_default();
            return Self::MissingField { name };
        }
        for start in ["invalid type: ", "invalid value: ", "invalid length "] {
            if let Some(rest) = sentence.strip_prefix(start) {
                let Some((found, expected)) = rest.split_once(", expected ") else {
                    return whole();
                };
                let found = found.to_owned();
                let expected = Expected::read(expected);
                return Self::Type { found, expected };
            }
        }
        if let Some((text, _)) = sentence.split_once(" is no span of time") {
            return Self::Span { text: bare(text) };
        }
        if let Some((text, _)) = sentence.split_once(" is longer than the longest span") {
            return Self::SpanTooLong { text: bare(text) };
        }
        if let Some((text, _)) = sentence.split_once(" is no percentage") {
            return Self::Percent { text: bare(text) };
        }
        whole()
    }
}

impl Expected {
    fn read(words: &str) -> Self {
        let whole = |minimum: &dyn ToString, maximum: &dyn ToString| Self::Whole {
            minimum: minimum.to_string(),
            maximum: maximum.to_string(),
        };
        match words {
            "u8" => whole(&0, &u8::MAX),
            "u16" => whole(&0, &u16::MAX),
            "u32" => whole(&0, &u32::MAX),
            "u64" | "usize" => whole(&0, &u64::MAX),
            "i32" => whole(&i32::MIN, &i32::MAX),
            "i64" => whole(&i64::MIN, &i64::MAX),
            "f64" | "f32" => Self::Number,
            "a string" => Self::Text,
            "a boolean" => Self::Boolean,
            "a map" => Self::Object,
            "a sequence" => Self::List(None),
            _ if words.starts_with("struct ") || words.starts_with("map with a single key") => {
                Self::Object
            }
            _ if words.starts_with("a seed") => Self::Seed,
            "a span of time" => Self::Span,
            _ => words.strip_prefix("an array of length ").map_or_else(
                || Self::Other(words.to_owned()),
                |count| Self::List(Some(count.to_owned())),
            ),
        }
    }
}

/// The sentence with a number that is not finite as it was written.
fn with_bare_infinity(sentence: &str) -> String {
    let escaped = format!("{INFINITE:?}").replace('\'', "");
    let sentence = sentence.replace(INFINITE, &escaped);
    let Some((before, rest)) = sentence.split_once(&escaped) else {
        return sentence;
    };
    match (before.strip_suffix("string \""), rest.split_once('"')) {
        (Some(before), Some((number, after))) => format!("{before}{number}{after}"),
        _ => format!("{before}{rest}"),
    }
}

/// The sentence without the place in the text that `serde_json` may add.
fn without_place(sentence: &str) -> &str {
    let place = sentence.rfind(" at line ");
    place.map_or(sentence, |place| &sentence[..place])
}

fn name_and_known(rest: &str) -> (String, Vec<String>) {
    let mut names = quoted(rest).into_iter();
    let name = names.next().unwrap_or_default();
    (name, names.collect())
}

/// Everything between backquotes.
fn quoted(text: &str) -> Vec<String> {
    let pieces = text.split('`').enumerate();
    let inside = pieces.filter(|(place, _)| place % 2 == 1);
    inside.map(|(_, name)| name.to_owned()).collect()
}

fn bare(text: &str) -> String {
    text.trim_matches('"').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;
    use systems::model::{Percent, Span};

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code, reason = "only its errors matter")]
    struct Sample {
        count: u16,
        span: Option<Span>,
        share: Option<Percent>,
        pair: Option<[String; 2]>,
        kind: Option<Kind>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "snake_case")]
    #[allow(dead_code, reason = "only its errors matter")]
    enum Kind {
        Slow(u32),
        Fast(u32),
    }

    fn read(text: &str) -> Shape {
        let error = serde_json::from_str::<Sample>(text).expect_err(text);
        Shape::read(&error.to_string())
    }

    #[test]
    fn every_form_that_serde_uses_is_understood() {
        let whole = |maximum: u64| Expected::Whole {
            minimum: "0".to_owned(),
            maximum: maximum.to_string(),
        };
        let expected = |text: &str| match read(text) {
            Shape::Type { expected, .. } => expected,
            other => panic!("{text}: {other:?}"),
        };
        assert_eq!(expected(r#"{ "count": "x" }"#), whole(65_535));
        assert_eq!(expected(r#"{ "count": -1 }"#), whole(65_535));
        assert_eq!(expected(r#"{ "count": 1, "span": 5 }"#), Expected::Span);
        assert_eq!(
            expected(r#"{ "count": 1, "pair": ["a", 5] }"#),
            Expected::Text
        );
        assert_eq!(
            expected(r#"{ "count": 1, "share": "a" }"#),
            Expected::Number
        );
        assert_eq!(
            expected(r#"{ "count": 1, "pair": ["a"] }"#),
            Expected::List(Some("2".to_owned()))
        );
        assert_eq!(expected("3"), Expected::Object);
        let known = ["count", "span", "share", "pair", "kind"].map(str::to_owned);
        assert_eq!(
            read(r#"{ "size": 1 }"#),
            Shape::UnknownField {
                name: "size".to_owned(),
                known: known.into(),
            }
        );
        assert_eq!(
            read(r#"{ "count": 1, "kind": { "slwo": 1 } }"#),
            Shape::UnknownKind {
                name: "slwo".to_owned(),
                known: vec!["slow".to_owned(), "fast".to_owned()],
            }
        );
        let name = "count".to_owned();
        assert_eq!(read("{}"), Shape::MissingField { name });
        let text = "5".to_owned();
        assert_eq!(read(r#"{ "count": 1, "span": "5" }"#), Shape::Span { text });
        let text = "2000h".to_owned();
        assert_eq!(
            read(r#"{ "count": 1, "span": "2000h" }"#),
            Shape::SpanTooLong { text }
        );
        let text = "101".to_owned();
        assert_eq!(
            read(r#"{ "count": 1, "share": 101 }"#),
            Shape::Percent { text }
        );
    }
}
