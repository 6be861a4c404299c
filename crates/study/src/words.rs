//! What is said of findings, in both languages: one value of [`Words`] each, so that a text that is
//! missing does not compile. The page and the command line say the same sentences.

use sim::{Break, NodeId};
use systems::{NodeCard, Text};

use crate::{Broken, Condition, Evidence, Finding, Growth, Rule, Unfinished, Verdict, Way, Why};

pub mod differences;
mod en;
mod ja;
pub mod stars;
#[cfg(test)]
mod tests;

pub use en::EN;
pub use ja::JA;

/// Everything that is said of findings, in one language.
#[derive(Debug)]
pub struct Words {
    conditions: [ConditionWords; Condition::ALL.len()],
    verdicts: [&'static str; Verdict::ALL.len()],
    breaks: [BreakWords; Break::ALL.len()],
    waiting: BreakWords,
    ways: [&'static str; Way::ALL.len()],
    distributed: [&'static str; 3],
    why: fn(&Why, &dyn Fn(NodeId) -> String) -> String,
    unfinished: fn(&Unfinished, Verdict) -> String,
    past: fn(Condition, &[Broken]) -> String,
    rule: fn(Rule) -> String,
    title: fn(&NodeCard) -> &str,
    text: fn(Text) -> &'static str,
}

/// A condition in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConditionWords {
    /// In the article's own words.
    pub name: &'static str,
    /// A few letters for a label.
    pub short: &'static str,
}

/// A way of breaking the illusion in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BreakWords {
    pub name: &'static str,
    /// What the user saw, as a step of a request's story.
    pub seen: &'static str,
}

impl Words {
    /// The name of a condition, long and short.
    pub const fn condition(&self, condition: Condition) -> ConditionWords {
        self.conditions[condition.index()]
    }

    /// One word for a verdict.
    pub const fn verdict(&self, verdict: Verdict) -> &'static str {
        self.verdicts[verdict.index()]
    }

    /// A way in which a system can stop looking like one machine.
    pub const fn broken(&self, kind: Break) -> BreakWords {
        self.breaks[kind.index()]
    }

    /// A request that keeps its user waiting.
    pub const fn waiting(&self) -> BreakWords {
        self.waiting
    }

    /// What can be distributed: computation, data, function.
    pub const fn way(&self, way: Way) -> &'static str {
        self.ways[way.index()]
    }

    /// Whether it is distributed, in one word.
    pub const fn distributed(&self, rule: Rule) -> &'static str {
        match rule.distributed() {
            Some(true) => self.distributed[0],
            Some(false) => self.distributed[1],
            None => self.distributed[2],
        }
    }

    /// One or two sentences why a condition holds, does not, or is not shown yet; and what that leaves
    /// out, where users were answered that something would be done, and it is not.
    pub fn why(&self, finding: &Finding, cards: &[NodeCard]) -> String {
        let mut text = (self.why)(&finding.why, &|node| self.machine(node, cards));
        if let Evidence::Illusion(illusion) = &finding.evidence
            && let Some(unfinished) = illusion.unfinished.filter(Unfinished::is_told)
        {
            text.push_str(&(self.unfinished)(&unfinished, finding.verdict()));
        }
        text
    }

    /// One or two sentences on the times before, or since when, a condition did not hold; nothing
    /// where it always has, as far as that is known. It follows the reason as it is.
    pub fn past(&self, finding: &Finding) -> String {
        match &finding.evidence {
            Evidence::Resources { broken, .. } => (self.past)(finding.condition, broken),
            Evidence::Illusion(illusion) => (self.past)(finding.condition, &illusion.broken),
            _ => String::new(),
        }
    }

    /// One sentence why something counts as distributed or not.
    pub fn rule(&self, rule: Rule) -> String {
        (self.rule)(rule)
    }

    /// A machine's name on its card.
    pub fn machine(&self, node: NodeId, cards: &[NodeCard]) -> String {
        let card = cards.get(node.index());
        card.map_or_else(String::new, |card| (self.title)(card).to_owned())
    }

    /// A text of the catalogue.
    pub fn text(&self, text: Text) -> &'static str {
        (self.text)(text)
    }
}

/// A share in percent, rounded down to a tenth, so that less than everything never reads as 100 %.
fn percent(share: f64) -> String {
    let tenths = (share.clamp(0.0, 1.0) * 1_000.0 + 1e-6) as u64;
    match (tenths / 10, tenths % 10) {
        (whole, 0) => format!("{whole} %"),
        (whole, tenth) => format!("{whole}.{tenth} %"),
    }
}

/// A number with at most one decimal: none from ten on.
fn number(value: f64) -> String {
    if value < 9.95 {
        format!("{value:.1}")
    } else {
        thousands((value + 0.5) as u64)
    }
}

/// How many times as much, rounded down to a hundredth, so that less than a bound never reads as it.
fn factor(growth: &Growth) -> String {
    let hundredths = (growth.factor() * 100.0 + 1e-6) as u64;
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

/// So many of something in English, where there may be one.
fn counted(count: u64, what: &str) -> String {
    let end = if count == 1 { "" } else { "s" };
    format!("{} {what}{end}", thousands(count))
}

/// A whole number, its thousands apart.
fn thousands(value: u64) -> String {
    let digits = value.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
