//! What a person probably meant who wrote a span of time in a way that is not read.

use systems::model::Span;

/// The units as people write them, and as they are read. The longest of those that begin alike first.
const UNITS: [(&str, &str); 22] = [
    ("nanoseconds", "ns"),
    ("microseconds", "us"),
    ("milliseconds", "ms"),
    ("seconds", "s"),
    ("second", "s"),
    ("minutes", "min"),
    ("minute", "min"),
    ("hours", "h"),
    ("hour", "h"),
    ("msec", "ms"),
    ("usec", "us"),
    ("secs", "s"),
    ("sec", "s"),
    ("mins", "min"),
    ("min", "min"),
    ("hr", "h"),
    ("ns", "ns"),
    ("us", "us"),
    ("ms", "ms"),
    ("m", "min"),
    ("s", "s"),
    ("h", "h"),
];

/// The span that was meant: several units added up, units as people write them, and no sign.
pub fn span(text: &str) -> Option<String> {
    let mut rest: String = text.to_lowercase().replace(['µ', 'μ'], "u");
    rest.retain(|letter| !letter.is_whitespace());
    let mut rest = rest.trim_start_matches(['-', '+']);
    let mut parts = Vec::new();
    while !rest.is_empty() {
        let digits = rest.find(|letter: char| !letter.is_ascii_digit() && letter != '.')?;
        let (number, after) = rest.split_at(digits);
        let (written, unit) = UNITS
            .iter()
            .find(|(written, _)| after.starts_with(written))?;
        parts.push(format!("{number}{unit}"));
        rest = &after[written.len()..];
    }
    let spans: Option<Vec<Span>> = parts.iter().map(|part| part.parse().ok()).collect();
    let spans = spans?;
    let meant = match (&parts[..], &spans[..]) {
        ([], _) => return None,
        ([only], _) => only.clone(),
        (_, spans) => {
            let total = spans.iter().map(|span| span.0);
            let total = total.fold(sim::Duration::ZERO, |sum, span| sum + span);
            Span(total).to_string()
        }
    };
    (meant != text).then_some(meant)
}

/// Whether this is a span where it should be said how a time is spread.
pub fn is_plain_span(name: &str, known: &[String]) -> bool {
    let spreads = ["constant", "exponential"];
    let spread = |wanted: &&str| known.iter().any(|known| known == wanted);
    spreads.iter().all(spread) && name.parse::<Span>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_answered_with_the_span_that_was_meant() {
        for (written, meant) in [
            ("1m30s", Some("90s")),
            ("1h 30min", Some("5400s")),
            ("5m", Some("5min")),
            ("5 s", Some("5s")),
            ("5S", Some("5s")),
            ("-5s", Some("5s")),
            ("10 msec", Some("10ms")),
            ("250µs", Some("250us")),
            ("2 minutes", Some("2min")),
            ("1.5sec", Some("1.5s")),
            ("5", None),
            ("", None),
            ("s", None),
            ("5 parsecs", None),
            ("1.2.3s", None),
            ("NaN", None),
            ("5s", None),
        ] {
            assert_eq!(span(written).as_deref(), meant, "{written}");
        }
    }
}
