//! What one person with a phone sees, in words.

use sim::Reason;

use crate::format;
use crate::i18n::Messages;
use crate::session::UserView;

/// The user's view in words, in the order in which they stand under each other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UserWords {
    /// What it looks like: a word for the style sheet.
    pub kind: &'static str,
    /// A sign that says the same without colour.
    pub mark: &'static str,
    /// The one thing that counts: a time, or that there is no answer.
    pub main: String,
    /// What the main thing is, or why.
    pub words: String,
    /// How many tries it took, if more than one.
    pub tries: String,
    /// All of it in one sentence.
    pub sentence: String,
}

/// What one person with a phone sees.
pub fn user(view: UserView, messages: &Messages) -> UserWords {
    match view {
        UserView::Idle => UserWords {
            kind: "idle",
            mark: "…",
            main: "—".to_owned(),
            words: messages.user_idle.to_owned(),
            sentence: messages.user_idle.to_owned(),
            ..UserWords::default()
        },
        UserView::Waiting { elapsed, attempts } => {
            let tries = tried(attempts, messages.at_try);
            UserWords {
                kind: "waiting",
                mark: "…",
                main: in_seconds(&format::seconds(elapsed), messages),
                words: messages.user_waiting.to_owned(),
                sentence: join(messages.user_waiting, &tries),
                tries,
            }
        }
        UserView::Answered { elapsed, attempts } => {
            let seconds = format::seconds(elapsed);
            let tries = tried(attempts, messages.at_try);
            UserWords {
                kind: "answered",
                mark: "✓",
                main: in_seconds(&seconds, messages),
                words: messages.user_answered.to_owned(),
                sentence: join(&(messages.answered)(&seconds), &tries),
                tries,
            }
        }
        UserView::Failed {
            attempts, reason, ..
        } => {
            let why = user_reason(reason, messages);
            let tries = tried(attempts, messages.failed_after_tries);
            UserWords {
                kind: "failed",
                mark: "✕",
                main: messages.user_failed.to_owned(),
                words: why.to_owned(),
                sentence: join(&(messages.failed_because)(why), &tries),
                tries,
            }
        }
    }
}

fn in_seconds(seconds: &str, messages: &Messages) -> String {
    format!("{seconds} {}", messages.user_seconds)
}

fn tried(attempts: u32, phrase: fn(u32) -> String) -> String {
    if attempts > 1 {
        phrase(attempts)
    } else {
        String::new()
    }
}

fn join(sentence: &str, more: &str) -> String {
    if more.is_empty() {
        sentence.to_owned()
    } else {
        format!("{sentence} {more}")
    }
}

const fn user_reason(reason: Reason, messages: &Messages) -> &'static str {
    match reason {
        Reason::TimedOut => messages.user_timed_out,
        Reason::QueueFull => messages.user_queue_full,
        Reason::Unavailable => messages.user_unavailable,
        Reason::DependencyTimedOut => messages.user_dependency,
        Reason::RateLimited => messages.user_rate_limited,
        Reason::Shed => messages.user_shed,
        Reason::CircuitOpen => messages.user_circuit_open,
        Reason::LimitReached => messages.user_limit_reached,
        Reason::Faulty => messages.user_faulty,
    }
}

#[cfg(test)]
mod tests {
    use sim::Duration;

    use super::*;
    use crate::i18n::Locale;

    #[test]
    fn a_user_is_told_in_plain_words() {
        let sentence = |view| user(view, Locale::Ja.messages()).sentence;
        let elapsed = Duration::from_millis(214);
        assert_eq!(
            sentence(UserView::Answered {
                elapsed,
                attempts: 1
            }),
            "0.21 秒で届きました"
        );
        assert_eq!(
            sentence(UserView::Failed {
                elapsed,
                attempts: 1,
                reason: Reason::TimedOut
            }),
            "つながりません（時間切れ）"
        );
    }
}
