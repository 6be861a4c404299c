//! Words in both languages, as two values of one struct: a text that is missing does not compile.
//!
//! Visible text lives here and in the catalogue's own texts, nowhere else.

use scene::StageWords;
use sim::{DropReason, Duration, Fault, NodeId, NodeState, NodeView, Reason, Role};
use systems::{Duty, NodeCard, Text};

use crate::format;
use crate::harm::Harm;
use crate::story::{Step, Summary};

mod en;
mod ja;
mod messages;
mod story_en;
mod story_ja;

pub use messages::Messages;

/// The languages of the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Locale {
    #[default]
    Ja,
    En,
}

impl Locale {
    pub fn from_code(code: &str) -> Option<Self> {
        match code {
            "ja" => Some(Self::Ja),
            "en" => Some(Self::En),
            _ => None,
        }
    }

    /// The language for a browser that asks for this one: Japanese unless it says otherwise.
    pub fn for_browser(language: &str) -> Self {
        let primary = language.split('-').next().unwrap_or_default();
        if language.is_empty() || primary.eq_ignore_ascii_case("ja") {
            Self::Ja
        } else {
            Self::En
        }
    }

    pub const fn code(self) -> &'static str {
        match self {
            Self::Ja => "ja",
            Self::En => "en",
        }
    }

    pub const fn other(self) -> Self {
        match self {
            Self::Ja => Self::En,
            Self::En => Self::Ja,
        }
    }

    pub const fn messages(self) -> &'static Messages {
        match self {
            Self::Ja => &ja::MESSAGES,
            Self::En => &en::MESSAGES,
        }
    }

    /// What is said of findings.
    pub const fn findings(self) -> &'static study::words::Words {
        match self {
            Self::Ja => &study::words::JA,
            Self::En => &study::words::EN,
        }
    }

    /// A text of the catalogue.
    pub const fn pick(self, text: Text) -> &'static str {
        match self {
            Self::Ja => text.ja,
            Self::En => text.en,
        }
    }

    /// One step of a request's story.
    pub fn step(self, name: &dyn Fn(NodeId) -> String, step: &Step) -> String {
        match self {
            Self::Ja => story_ja::step(name, step),
            Self::En => story_en::step(name, step),
        }
    }

    /// A request's story in short.
    pub fn summary(self, name: &dyn Fn(NodeId) -> String, summary: &Summary) -> String {
        match self {
            Self::Ja => story_ja::summary(name, summary),
            Self::En => story_en::summary(name, summary),
        }
    }

    /// A shorter name for a node's card; empty if it has none.
    pub fn short(self, card: &NodeCard) -> &str {
        match self {
            Self::Ja => &card.short_ja,
            Self::En => &card.short_en,
        }
    }

    /// The name on a node's card.
    pub fn title(self, card: &NodeCard) -> &str {
        match self {
            Self::Ja => &card.title_ja,
            Self::En => &card.title_en,
        }
    }
}

/// A span in milliseconds: one decimal while small, in both languages alike.
fn milliseconds(span: Duration) -> String {
    let millis = span.as_secs_f64() * 1e3;
    format!("{} ms", format::fixed(millis, u32::from(millis < 9.95)))
}

impl Messages {
    pub const fn stage(&self) -> &'static StageWords {
        self.stage
    }

    pub const fn state(&self, state: NodeState) -> &'static str {
        match state {
            NodeState::Absent => self.state_absent,
            NodeState::Up => self.stage.up,
            NodeState::Busy => self.stage.busy,
            NodeState::Saturated => self.stage.saturated,
            NodeState::Slow => self.stage.slow,
            NodeState::Paused => self.stage.paused,
            NodeState::Down => self.stage.down,
            NodeState::Recovering => self.stage.recovering,
        }
    }

    /// The part that a node plays, where it plays one that can change and its state does not say so.
    pub const fn role(&self, node: &NodeView) -> Option<&'static str> {
        match node.role {
            Role::Promoting if matches!(node.state, NodeState::Recovering) => None,
            Role::None => None,
            Role::Primary => Some(self.stage.primary),
            Role::Standby => Some(self.stage.standby),
            Role::Promoting => Some(self.stage.promoting),
            Role::Draining => Some(self.stage.draining),
            Role::Former => Some(self.stage.former),
        }
    }

    /// What a button that does this says; of one direction of a line, without naming it.
    pub const fn fault(&self, fault: Fault) -> &'static str {
        match fault {
            Fault::Crash { .. } => self.crash,
            Fault::Restart { .. } => self.restart_node,
            Fault::Slow { .. } => self.slow,
            Fault::Restore { .. } => self.restore,
            Fault::Pause { .. } => self.pause_node,
            Fault::Resume { .. } => self.resume_node,
            Fault::Partition { .. } | Fault::Block { .. } => self.cut,
            Fault::Heal { .. } | Fault::Unblock { .. } => self.heal,
            Fault::Lossy { .. } => self.lossy,
            Fault::Clear { .. } => self.clear,
            Fault::Delay { .. } => self.delay,
            Fault::Undelay { .. } => self.undelay,
            Fault::Gray { .. } => self.gray,
            Fault::Cure { .. } => self.cure,
            Fault::Flush { .. } => self.flush,
            Fault::Skew { .. } => self.skew,
            Fault::Unskew { .. } => self.unskew,
        }
    }

    /// What can be done to a machine wherever it stands.
    pub const fn harm(&self, harm: Harm) -> &'static str {
        match harm {
            Harm::Stop => self.crash,
            Harm::Slow => self.slow_down,
            Harm::CutOff => self.cut_off,
        }
    }

    /// What machines of both sides are there for.
    pub const fn duty(&self, duty: Duty) -> &'static str {
        match duty {
            Duty::Door => self.duty_door,
            Duty::Copies => self.duty_copies,
            Duty::Store => self.duty_store,
            _ => self.duty_logic,
        }
    }

    pub const fn reason(&self, reason: Reason) -> &'static str {
        match reason {
            Reason::TimedOut => self.stage.timed_out,
            Reason::QueueFull => self.stage.queue_full,
            Reason::Unavailable => self.stage.unavailable,
            Reason::DependencyTimedOut => self.stage.dependency_timed_out,
            Reason::RateLimited => self.stage.rate_limited,
            Reason::Shed => self.stage.shed,
            Reason::CircuitOpen => self.stage.circuit_open,
            Reason::LimitReached => self.stage.limit_reached,
            Reason::Faulty => self.stage.faulty,
        }
    }

    pub const fn drop_reason(&self, reason: DropReason) -> &'static str {
        match reason {
            DropReason::Cut => self.stage.cut,
            DropReason::Lost => self.stage.lost,
            DropReason::TargetDown => self.dropped_target_down,
            DropReason::BufferFull => self.dropped_buffer_full,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_is_empty_in_either_language() {
        for locale in [Locale::Ja, Locale::En] {
            for (name, text) in locale.messages().texts() {
                assert!(!text.trim().is_empty(), "{name} in {}", locale.code());
                assert!(!text.contains("TODO"), "{name} in {}", locale.code());
            }
        }
    }

    #[test]
    fn english_has_no_japanese_letters_left_in_it() {
        let japanese =
            |letter: char| matches!(letter, '\u{3040}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}');
        for (name, text) in Locale::En.messages().texts() {
            // The name of the other language, and the product's own name, are written in it.
            if name != "other_language" && name != "brand" {
                assert!(!text.contains(japanese), "{name}: {text}");
            }
        }
    }

    #[test]
    fn a_browser_gets_japanese_unless_it_asks_for_something_else() {
        assert_eq!(Locale::for_browser(""), Locale::Ja);
        assert_eq!(Locale::for_browser("ja-JP"), Locale::Ja);
        assert_eq!(Locale::for_browser("JA"), Locale::Ja);
        assert_eq!(Locale::for_browser("en-US"), Locale::En);
        assert_eq!(Locale::for_browser("fr"), Locale::En);
    }
}
