//! What the page's address asks for: one parser for everything after the question mark.
//!
//! The address is written by strangers. What is not understood is named and ignored, never fatal.

use systems::ENTRIES;

use crate::harm;
use crate::i18n::Locale;
use crate::settings::{
    HORIZON_SECONDS, Range, SEED_RANGE, SIDE_COUNT, SIDES, Scope, SettingError, Settings,
};
use crate::speed::Speed;
use crate::state::ThemeChoice;

/// Pairs that are read; an address with more is a mistake or an attack.
const PAIRS_MAX: usize = 64;
/// Problems that are told; the rest is only counted.
pub const PROBLEMS_MAX: usize = 5;
/// Characters of a stranger's text that are shown.
const SHOWN_MAX: usize = 32;

/// What the address asks for; what it does not speak of is `None` or the default.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Address {
    pub locale: Option<Locale>,
    pub theme: Option<ThemeChoice>,
    pub projector: bool,
    /// The side that has the whole width.
    pub focus: Option<usize>,
    pub speed: Option<Speed>,
    pub play: bool,
    pub settings: Settings,
    pub problems: Vec<Problem>,
}

/// A part of the address that was ignored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The parameter's name, fit to be shown.
    pub name: String,
    /// Its value, fit to be shown.
    pub value: String,
    pub why: Why,
}

/// Why it was ignored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// There is no such parameter.
    Unknown,
    /// The value is not a number from the first to the second.
    NotWithin(String, String),
    /// The value is not one of these words.
    NotOneOf(Vec<&'static str>),
    /// The system that it is meant for stands on neither side.
    NotThere,
    /// It is no fault that can be planned.
    NoFault,
    /// It is part of the demand, which cannot be set for one side.
    Common,
}

/// Reads the part of an address after the question mark (with or without it).
pub fn parse(query: &str) -> Address {
    let mut address = Address::default();
    let query = query.strip_prefix('?').unwrap_or(query);
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    let pairs = pairs.take(PAIRS_MAX).map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (decoded(name), decoded(value))
    });
    // Systems first: what a parameter means depends on them.
    let (systems, others): (Vec<_>, Vec<_>) =
        pairs.partition(|(name, _)| SIDES.contains(&name.as_str()));
    for (name, value) in systems.iter().chain(&others) {
        if let Err(why) = address.accept(name, value) {
            address.problems.push(Problem {
                name: shown(name),
                value: shown(value),
                why,
            });
        }
    }
    address
}

impl Address {
    fn accept(&mut self, name: &str, value: &str) -> Result<(), Why> {
        match name {
            "lang" => self.locale = Some(one_of(value, ["ja", "en"], Locale::from_code)?),
            "theme" => {
                let words = ["auto", "light", "dark"];
                self.theme = Some(one_of(value, words, ThemeChoice::from_code)?);
            }
            "view" => {
                let projector = |word: &str| (word == "projector").then_some(true);
                self.projector = one_of(value, ["projector"], projector)?;
            }
            "focus" => self.focus = Some(one_of(value, SIDES, side_of)?),
            "play" => {
                let flag = |word: &str| match word {
                    "1" => Some(true),
                    "0" => Some(false),
                    _ => None,
                };
                self.play = one_of(value, ["0", "1"], flag)?;
            }
            "speed" => self.speed = Some(speed(value)?),
            "seed" => self.settings.seed = seed(value).ok_or_else(|| not_within(SEED_RANGE))?,
            "fault" => {
                let planned = harm::planned(value).ok_or(Why::NoFault)?;
                self.settings.plan(planned);
            }
            "horizon" => {
                let seconds = whole(value).ok_or_else(|| not_within(HORIZON_SECONDS))?;
                self.settings.set_horizon(seconds).map_err(why_not)?;
            }
            _ => match side_of(name) {
                Some(side) => self.choose(side, value)?,
                None => self.set_parameter(name, value)?,
            },
        }
        Ok(())
    }

    fn choose(&mut self, side: usize, system: &str) -> Result<(), Why> {
        let chosen = self.settings.choose(side, system);
        chosen.map_err(|_| Why::NotOneOf(ENTRIES.iter().map(|entry| entry.id).collect()))
    }

    /// `rate=300` for every system that has it, `left.workers=4` for one side,
    /// `web-rds.api_servers=3` for one system, wherever it stands.
    fn set_parameter(&mut self, name: &str, value: &str) -> Result<(), Why> {
        let (scope, id) = match name.split_once('.') {
            Some((whose, id)) => (self.scope(whose)?, id),
            None => (Scope::Both, name),
        };
        let range = self.settings.range(scope, id).ok_or(Why::Unknown)?;
        let value = whole(value).ok_or_else(|| not_within(range))?;
        self.settings.set(scope, id, value).map_err(why_not)
    }

    fn scope(&self, whose: &str) -> Result<Scope, Why> {
        if let Some(side) = side_of(whose) {
            return Ok(Scope::Side(side));
        }
        systems::entry(whose).ok_or(Why::Unknown)?;
        let here = |side: &usize| self.settings.entry(*side).id == whose;
        match (0..SIDE_COUNT).filter(here).collect::<Vec<_>>()[..] {
            [] => Err(Why::NotThere),
            [side] => Ok(Scope::Side(side)),
            _ => Ok(Scope::Both),
        }
    }
}

fn side_of(name: &str) -> Option<usize> {
    SIDES.iter().position(|side| *side == name)
}

fn seed(value: &str) -> Option<u64> {
    let value = whole(value)?;
    SEED_RANGE.contains(value).then(|| value.unsigned_abs())
}

fn whole(value: &str) -> Option<i64> {
    value.trim().parse().ok()
}

fn speed(value: &str) -> Result<Speed, Why> {
    let factor = match value.split_once('/') {
        Some((numerator, denominator)) => {
            let numerator = whole(numerator).map(|number| number as f64);
            let denominator = whole(denominator).filter(|number| *number > 0);
            numerator
                .zip(denominator)
                .map(|(numerator, denominator)| numerator / denominator as f64)
        }
        None => decimal(value.trim()),
    };
    factor.and_then(Speed::nearest).ok_or_else(|| {
        let slowest = Speed::from_number(0).label();
        let fastest = Speed::from_number(Speed::NUMBER_MAX);
        Why::NotWithin(slowest, (fastest.factor() as u32).to_string())
    })
}

/// A number like `0.05`. The standard library's reader would weigh more than all of this file.
fn decimal(text: &str) -> Option<f64> {
    let (whole_part, fraction) = text.split_once('.').unwrap_or((text, ""));
    let scale = 10_i64.checked_pow(u32::try_from(fraction.len()).ok()?)?;
    let digits: i64 = format!("{whole_part}{fraction}").parse().ok()?;
    Some(digits as f64 / scale as f64)
}

fn one_of<T, const WORDS: usize>(
    value: &str,
    words: [&'static str; WORDS],
    read: impl Fn(&str) -> Option<T>,
) -> Result<T, Why> {
    read(value).ok_or_else(|| Why::NotOneOf(words.to_vec()))
}

fn not_within(range: Range) -> Why {
    Why::NotWithin(range.minimum.to_string(), range.maximum.to_string())
}

fn why_not(error: SettingError) -> Why {
    match error {
        SettingError::Unknown => Why::Unknown,
        SettingError::OutOfRange(range) => not_within(range),
        SettingError::Common => Why::Common,
    }
}

/// Undoes `%41` and `+`; what is not written properly stays as it is.
fn decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut plain = Vec::with_capacity(bytes.len());
    let mut index = 0;
    while index < bytes.len() {
        let escaped = bytes
            .get(index + 1..index + 3)
            .filter(|_| bytes[index] == b'%')
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        plain.push(escaped.unwrap_or(if bytes[index] == b'+' {
            b' '
        } else {
            bytes[index]
        }));
        index += if escaped.is_some() { 3 } else { 1 };
    }
    String::from_utf8_lossy(&plain).into_owned()
}

/// A stranger's text without what could disturb the sentence around it.
fn shown(text: &str) -> String {
    let harmless = |letter: &char| {
        let direction = matches!(*letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}');
        !letter.is_control() && !direction
    };
    let mut letters = text.chars().filter(harmless);
    let mut short: String = letters.by_ref().take(SHOWN_MAX).collect();
    if letters.next().is_some() {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::RATE;

    #[test]
    fn an_empty_address_asks_for_nothing() {
        assert_eq!(parse(""), Address::default());
        assert_eq!(parse("?"), Address::default());
        assert_eq!(parse("?&&"), Address::default());
    }

    #[test]
    fn everything_that_can_be_asked_for_is_understood() {
        let address = parse(
            "?lang=en&theme=dark&seed=7&speed=1/50&rate=300&horizon=60&play=1&view=projector\
             &focus=right\
             &web-rds.api_servers=3&retries=3",
        );
        assert_eq!(address.problems, []);
        assert_eq!(address.locale, Some(Locale::En));
        assert_eq!(address.theme, Some(ThemeChoice::Dark));
        assert_eq!(address.speed, Speed::nearest(0.02));
        assert!(address.play && address.projector);
        assert_eq!(address.focus, Some(1));
        let elsewhere = &parse("focus=middle").problems[0].why;
        assert_eq!(*elsewhere, Why::NotOneOf(SIDES.to_vec()));
        let settings = &address.settings;
        assert_eq!((settings.seed, settings.horizon_seconds), (7, 60));
        assert_eq!(settings.get(Scope::Both, RATE), Some(300));
        assert_eq!(settings.get(Scope::Side(0), "retries"), Some(3));
        assert_eq!(settings.get(Scope::Side(1), "api_servers"), Some(3));
    }

    #[test]
    fn a_speed_can_be_a_fraction_or_a_decimal() {
        let label = |value: &str| speed(value).map(Speed::label).unwrap_or_default();
        assert_eq!(label("1/20"), "1/20");
        assert_eq!(label("0.05"), "1/20");
        assert_eq!(label(".5"), "1/2");
        assert_eq!(label("10"), "×10");
        for nonsense in [
            "",
            ".",
            "1e3",
            "NaN",
            "-1",
            "0.0.1",
            "1/0",
            &"9".repeat(400),
        ] {
            assert_eq!(label(nonsense), "", "{nonsense}");
        }
    }

    #[test]
    fn what_is_not_understood_is_named_with_what_is_allowed() {
        let address = parse("colour=red&seed=-1&lang=fr&rate=999999&nobody.rate=3&speed=1/0&seed");
        let reasons: Vec<(&str, &Why)> = address
            .problems
            .iter()
            .map(|problem| (problem.name.as_str(), &problem.why))
            .collect();
        let seeds = Why::NotWithin("0".to_owned(), SEED_RANGE.maximum.to_string());
        assert_eq!(
            reasons,
            [
                ("colour", &Why::Unknown),
                ("seed", &seeds),
                ("lang", &Why::NotOneOf(vec!["ja", "en"])),
                ("rate", &Why::NotWithin("1".to_owned(), "3000".to_owned())),
                ("nobody.rate", &Why::Unknown),
                (
                    "speed",
                    &Why::NotWithin("1/200".to_owned(), "60".to_owned())
                ),
                ("seed", &seeds),
            ]
        );
        assert_eq!(address.settings, Settings::default());
    }

    #[test]
    fn any_two_systems_can_be_asked_for_in_any_order_of_the_parts() {
        let address = parse("?right.tiers=1&layered.open=1&right=layered&left=layered&rate=90");
        assert_eq!(address.problems, []);
        let settings = &address.settings;
        assert!(settings.is_one_system());
        for (side, tiers) in [(0, 0), (1, 1)] {
            assert_eq!(settings.get(Scope::Side(side), "tiers"), Some(tiers));
            assert_eq!(settings.get(Scope::Side(side), "open"), Some(1));
            assert_eq!(settings.get(Scope::Side(side), RATE), Some(90));
        }
        let swapped = parse("?left=web-rds&right=centralized&web-rds.api_servers=4");
        let settings = &swapped.settings;
        assert_eq!(settings.get(Scope::Side(0), "api_servers"), Some(4));
        assert_eq!(settings.entry(1).id, "centralized");
    }

    #[test]
    fn faults_of_both_sides_can_be_planned_and_nonsense_is_told() {
        let address = parse("?fault=crash:store@30s+60s&fault=slow:logic@5&fault=burn:door@1");
        let planned = address.settings.planned();
        let at: Vec<u64> = planned.iter().map(|one| one.at_seconds).collect();
        assert_eq!(at, [30, 5]);
        assert_eq!(planned[0].for_seconds, Some(60));
        assert_eq!(address.problems.len(), 1);
        assert_eq!(address.problems[0].why, Why::NoFault);
        let many = parse(&"fault=crash:store@30s&".repeat(60));
        assert!(many.settings.planned().len() < 60);
    }

    #[test]
    fn a_system_that_is_not_there_and_a_demand_of_one_side_are_told() {
        let address = parse("?left=nobody&layered.tiers=1&right.rate=300&left.tiers=1&middle.x=1");
        let reasons: Vec<&Why> = address.problems.iter().map(|one| &one.why).collect();
        let systems = ENTRIES.iter().map(|entry| entry.id).collect();
        assert_eq!(
            reasons,
            [
                &Why::NotOneOf(systems),
                &Why::NotThere,
                &Why::Common,
                &Why::Unknown,
                &Why::Unknown,
            ]
        );
        assert_eq!(address.settings, Settings::default());
    }

    #[test]
    fn a_strangers_text_is_decoded_shortened_and_made_harmless() {
        let address = parse("a%20%e3%81%82+b%zz%E2%80%AE=1");
        assert_eq!(address.problems[0].name, "a あ b%zz");
        let long = parse(&"x".repeat(10_000));
        assert_eq!(long.problems[0].name.chars().count(), SHOWN_MAX + 1);
        assert_eq!(parse(&"a=1&".repeat(1_000)).problems.len(), PAIRS_MAX);
    }
}
