//! The steps of a story in English.

use sim::{Class, Decision, DropReason, Probability};
use study::words::EN;
use systems::model::Policy;
use systems::scenario_file::{Choosing, Given};

use super::{REASONS, counted};
use crate::story::{Operation, What};
use crate::text::{millis, percent, shown};
use crate::words::DiagramWords;

/// The words of a sequence diagram.
pub(super) const DIAGRAM: DiagramWords = DiagramWords {
    issued: "issued at",
    arrived: message_word,
    dropped: |class, reason| format!("{} is lost: {}", class_word(class), drop_word(reason)),
    decided: decision_words,
    refused: |reason| format!("turned away: {}", REASONS[reason.index()]),
    waited: "waited",
    worked: "worked",
    late: " (late)",
    cut: |count| {
        format!(
            "{} left out, because a diagram has room for few: choose one request with --request or --failed, or a short time with --from and --until.",
            counted(count, "more record")
        )
    },
};

/// One step.
pub(super) fn step(what: &What) -> String {
    match what {
        What::Issued { operation, key } => format!("issued: {}, key {key}", wanted(operation)),
        What::Attempted(number) => format!("attempt {number}"),
        What::Sent {
            class,
            failed,
            to,
            confirmed,
        } => format!(
            "{} leaves for {to}{}",
            message_word(*class, *failed),
            after(
                ", once copies of the data have confirmed: waited",
                *confirmed
            )
        ),
        What::Delivered {
            class,
            failed,
            from,
            took,
        } => {
            format!(
                "{} arrives from {from}{}",
                message_word(*class, *failed),
                after(", on the way for", *took)
            )
        }
        What::Dropped { class, to, reason } => {
            format!(
                "{} for {to} is lost: {}",
                class_word(*class),
                drop_word(*reason)
            )
        }
        What::Duplicated { to } => format!("the network makes a second copy for {to}"),
        What::Queued => "waits for a worker".to_owned(),
        What::Started { waited } => format!("work begins{}", after(", waited", *waited)),
        What::Finished { worked } => format!("work ends{}", after(", took", *worked)),
        What::GivenUp { waited } => {
            format!("given up before it was begun{}", after(", waited", *waited))
        }
        What::Decided {
            decision,
            target,
            choosing,
        } => {
            let why = choosing.as_ref().map(policy).unwrap_or_default();
            decision_words(*decision, target.as_deref()) + &why
        }
        What::Refused(reason) => format!("turned away: {}", REASONS[reason.index()]),
        What::Faulty(share) if *share == Probability::from_percent(100) => {
            "answered with an error: an outage, in which this machine answers every call so"
                .to_owned()
        }
        What::Faulty(share) => format!(
            "answered with an error: a gray failure, in which this machine answers {} % of its calls so",
            percent(*share)
        ),
        What::Broke(kind) => EN.broken(*kind).seen.to_owned(),
        What::WorkLost => "the machine loses its power, and the work with it".to_owned(),
        What::Late => "an answer comes after its attempt was given up".to_owned(),
        What::Succeeded => "answered".to_owned(),
        What::Failed(reason) => format!("failed: {}", REASONS[reason.index()]),
    }
}

fn wanted(operation: &Operation) -> String {
    match operation {
        Operation::Named(Given::Written(name)) => format!("operation {}", shown(name)),
        Operation::Named(Given::Catalogue(text)) => text.en.to_owned(),
        Operation::Numbered(number) => format!("operation {number}"),
    }
}

/// Why it was this one.
fn policy(choosing: &Choosing) -> String {
    let words = match choosing {
        Choosing::Catalogue(text) => text.en,
        Choosing::Policy(policy) => match policy {
            Policy::RoundRobin => "round robin",
            Policy::Weighted(_) => "in turn, by weight",
            Policy::Random => "at random",
            Policy::InOrder => "the first that is trusted",
            Policy::LeastConnections => "the fewest calls in flight",
            Policy::PowerOfTwoChoices => "the better of two at random",
            Policy::Sticky => "by the hash of the key",
            Policy::ConsistentHashing { .. } => "by the key's place on the ring",
        },
    };
    format!(" ({words})")
}

fn decision_words(decision: Decision, target: Option<&str>) -> String {
    match decision {
        Decision::Chose { .. } => format!("chooses {}", target.unwrap_or("?")),
        Decision::FailedOpen => "trusts nobody, so it tries everybody".to_owned(),
        Decision::CacheHit => "the cache has it".to_owned(),
        Decision::CacheStale => {
            "the cache has an old copy, gives it, and asks for a new one".to_owned()
        }
        Decision::CacheMiss => "the cache does not have it".to_owned(),
        Decision::Joined => "somebody asks for the same already: waits for that answer".to_owned(),
        Decision::GaveUp => "no answer came in time: gives it up".to_owned(),
        Decision::Retry { pause } => format!("will try again in {} ms", millis(pause)),
        Decision::RetryBudgetSpent => "does not try again: the retry budget is spent".to_owned(),
        Decision::Hedged => "sends a second attempt before the first is given up".to_owned(),
        Decision::ReadFromReplica => "a copy of the data answers".to_owned(),
        Decision::WaitsForConnection => "all connections are taken: waits for one".to_owned(),
        Decision::Connected => "has a connection now".to_owned(),
        Decision::NotConnected => "gets no connection here any more".to_owned(),
        Decision::Enqueued => "put into a queue to be done later".to_owned(),
        Decision::Redelivered => "not confirmed in time: delivered again".to_owned(),
        Decision::WentWithout { reason } => format!(
            "a call failed ({}); goes on without it",
            REASONS[reason.index()]
        ),
        Decision::TakesBack => "a later step failed: takes back what was done".to_owned(),
        Decision::NotTakenBack { reason } => format!(
            "taking back failed ({}); it stays done",
            REASONS[reason.index()]
        ),
        Decision::FellBack { reason } => format!(
            "a call failed ({}); another one is made instead",
            REASONS[reason.index()]
        ),
        Decision::RecalledNothing => "has nothing of it in its memory".to_owned(),
        Decision::DeadLettered => "tried too often: put aside".to_owned(),
    }
}

fn class_word(class: Class) -> &'static str {
    match class {
        Class::Request => "call",
        Class::Reply => "answer",
        Class::Replication => "replication",
        Class::Event => "event",
        Class::Control => "control message",
    }
}

/// What a message is; of an answer whether it says that the call failed.
fn message_word(class: Class, failed: bool) -> &'static str {
    if failed { "error" } else { class_word(class) }
}

fn drop_word(reason: DropReason) -> &'static str {
    match reason {
        DropReason::Cut => "the line is cut",
        DropReason::Lost => "the line loses some messages",
        DropReason::TargetDown => "the target is down",
        DropReason::BufferFull => "the paused target's buffer is full",
    }
}

fn after(words: &str, span: Option<sim::Duration>) -> String {
    span.map_or_else(String::new, |span| format!("{words} {} ms", millis(span)))
}
