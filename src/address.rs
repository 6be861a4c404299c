//! What the page's address asks for: one parser for everything after the question mark, and beside it
//! what writes the address of a run.
//!
//! The address is written by strangers. What is not understood is named and ignored, never fatal.

use sim::Blueprint;
use systems::ENTRIES;
use systems::acts::{self, Act, ActError};

use crate::harm;
use crate::i18n::Locale;
use crate::settings::{
    ACTS_MAX, HORIZON_SECONDS, Range, SEED_RANGE, SIDE_COUNT, SIDES, Scope, SettingError, Settings,
};
use crate::speed::Speed;
use crate::state::ThemeChoice;

mod written;

pub use written::written;

/// Pairs that are read: what a link has at most. An address with more is a mistake or an attack.
const PAIRS_MAX: usize = 320;
/// The name of what was done to a run.
const DONE: &str = "do";
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
    /// It is nothing that can be done to a run.
    NoAct,
    /// The system has no machine, line or group of this name.
    Nowhere(String),
    /// The address has more of them than this.
    TooMany(usize),
}

/// Reads the part of an address after the question mark (with or without it).
pub fn parse(query: &str) -> Address {
    let mut address = Address::default();
    let query = query.strip_prefix('?').unwrap_or(query);
    let mut pairs = query.split('&').filter(|pair| !pair.is_empty());
    let read = pairs.by_ref().take(PAIRS_MAX).map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (decoded(name), decoded(value))
    });
    // Systems first: what a parameter means depends on them. Last what was done to the machines that
    // all of that makes.
    let (systems, others): (Vec<_>, Vec<_>) =
        read.partition(|(name, _)| SIDES.contains(&name.as_str()));
    let (done, others): (Vec<_>, Vec<_>) = others.into_iter().partition(|(name, _)| {
        let whole = name.as_str();
        whole.split_once('.').map_or(whole, |(_, name)| name) == DONE
    });
    for (name, value) in systems.iter().chain(&others) {
        let accepted = address.accept(name, value);
        address.tell(name, value, accepted);
    }
    address.do_again(&done);
    if let Some(next) = pairs.next() {
        address.tell(next, "", Err(Why::TooMany(PAIRS_MAX)));
    }
    address
}

impl Address {
    fn tell(&mut self, name: &str, value: &str, outcome: Result<(), Why>) {
        if let Err(why) = outcome {
            self.problems.push(Problem {
                name: shown(name),
                value: shown(value),
                why,
            });
        }
    }

    /// `left.do=crash:db-1@12.5s` for one side, `do=…` for both.
    fn do_again(&mut self, pairs: &[(String, String)]) {
        if pairs.is_empty() {
            return;
        }
        let blueprints: Vec<Blueprint> = (0..SIDE_COUNT)
            .filter_map(|side| self.settings.blueprint(side).ok())
            .collect();
        for (name, value) in pairs {
            let done = self.acts_of(name, value, &blueprints).and_then(|acts| {
                let mut acts = acts.into_iter();
                let fits = acts.all(|(side, act)| self.settings.act(side, act));
                fits.then_some(()).ok_or(Why::TooMany(ACTS_MAX))
            });
            self.tell(name, value, done);
        }
    }

    /// The act on each side that it was done to.
    fn acts_of(
        &self,
        name: &str,
        value: &str,
        blueprints: &[Blueprint],
    ) -> Result<Vec<(usize, Act)>, Why> {
        let scope = name.split_once('.').map(|(whose, _)| self.scope(whose));
        let scope = scope.unwrap_or(Ok(Scope::Both))?;
        let meant = |(side, _): &(usize, &Blueprint)| match scope {
            Scope::Both => true,
            Scope::Side(one) => one == *side,
        };
        let read = |(side, blueprint)| Ok((side, acts::read(value, blueprint)?));
        let sides = blueprints.iter().enumerate().filter(meant).map(read);
        sides
            .collect::<Result<_, _>>()
            .map_err(|error| match error {
                ActError::Form => Why::NoAct,
                ActError::Unknown(name) => Why::Nowhere(shown(&name)),
                ActError::NotWithin(low, high) => Why::NotWithin(low.to_string(), high.to_string()),
            })
    }

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
mod tests;
