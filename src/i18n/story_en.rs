//! English: the story of one request in English.

use sim::{Decision, NodeId, Reason};
use study::words::EN;

use super::{Locale, milliseconds};
use crate::format;
use crate::story::{Cause, Step, Summary};

/// One step, short.
pub(super) fn step(name: &dyn Fn(NodeId) -> String, step: &Step) -> String {
    let messages = Locale::En.messages();
    match *step {
        Step::Issued => "the user asked".to_owned(),
        Step::TriedAgain { attempt } => format!("tried again (try {attempt})"),
        Step::Arrived {
            source,
            target,
            reply: true,
            failed,
        } => {
            let answer = if failed { "error" } else { "answer" };
            format!("{}’s {answer} reached {}", name(source), name(target))
        }
        Step::Arrived { source, target, .. } => {
            format!("went from {} to {}", name(source), name(target))
        }
        Step::Lost {
            source,
            target,
            reply,
            reason,
        } => format!(
            "{} lost on the way {} → {}: {}",
            if reply { "answer" } else { "request" },
            name(source),
            name(target),
            messages.drop_reason(reason)
        ),
        Step::Copied { source, target } => {
            format!("doubled on the way {} → {}", name(source), name(target))
        }
        Step::Began { node, waited } if waited.as_nanos() == 0 => {
            format!("{} began at once", name(node))
        }
        Step::Began { node, waited } => format!(
            "waited {} at {}, then work began",
            milliseconds(waited),
            name(node)
        ),
        Step::Finished { node, took } => {
            format!("{} finished its work ({})", name(node), milliseconds(took))
        }
        Step::GivenUp { node, waited } => format!(
            "{} gave it up before work began, after {} in its queue",
            name(node),
            milliseconds(waited)
        ),
        Step::Decided { node, decision } => decided(&name(node), name, decision),
        Step::Refused {
            node,
            reason: Reason::CircuitOpen,
        } => format!(
            "{} turned it away at once: what it would call has failed too often (circuit open)",
            name(node)
        ),
        Step::Refused { node, reason } => {
            format!("{} turned it away: {}", name(node), messages.reason(reason))
        }
        Step::Broke(kind) => EN.broken(kind).seen.to_owned(),
        Step::Late => "an answer came after that try was given up".to_owned(),
        Step::Ended { outcome: Ok(()) } => "the user got the answer".to_owned(),
        Step::Ended {
            outcome: Err(reason),
        } => format!("the user was told it failed: {}", messages.reason(reason)),
    }
}

fn decided(node: &str, name: &dyn Fn(NodeId) -> String, decision: Decision) -> String {
    match decision {
        Decision::Chose { target } => format!("{node} chose {}", name(target)),
        Decision::FailedOpen => format!("{node} found no healthy target and tries them all"),
        Decision::CacheHit => format!("{node} had it in its cache"),
        Decision::CacheStale => format!("{node} gave an old copy from its cache"),
        Decision::CacheMiss => format!("{node} did not have it in its cache"),
        Decision::Joined => format!("{node} waits for the same answer as another request"),
        Decision::GaveUp => format!("{node} had no answer in time and gave it up"),
        Decision::Retry { pause } => {
            format!("{node} decided to try again after {}", milliseconds(pause))
        }
        Decision::RetryBudgetSpent => format!("{node} has used up its budget of retries"),
        Decision::Hedged => format!("{node} sent a second one to be safe"),
        Decision::ReadFromReplica => format!("{node} read from a copy"),
        Decision::WaitsForConnection => format!("{node} had no free connection: it waited for one"),
        Decision::Connected => format!("{node} gave it a connection"),
        Decision::NotConnected => format!("{node} gave it no connection any more"),
        Decision::Enqueued => format!("{node} put it into a queue for later"),
        Decision::Redelivered => format!("{node} delivered it again: nobody had confirmed it"),
        Decision::DeadLettered => format!("{node} put it aside after too many tries"),
        Decision::RecalledNothing => format!("{node} had nothing of it in its memory"),
        Decision::TakesBack => format!("{node} takes back what it did: a later step failed"),
        Decision::NotTakenBack { reason } => format!(
            "{node} could not take it back, so it stays done: {}",
            Locale::En.messages().reason(reason)
        ),
        Decision::WentWithout { reason } => format!(
            "{node} went on without an answer: {}",
            Locale::En.messages().reason(reason)
        ),
        Decision::FellBack { reason } => format!(
            "{node} turned elsewhere instead: {}",
            Locale::En.messages().reason(reason)
        ),
    }
}

/// The whole in one or two sentences.
pub(super) fn summary(name: &dyn Fn(NodeId) -> String, summary: &Summary) -> String {
    let messages = Locale::En.messages();
    let seconds = format::seconds(summary.elapsed);
    let tries = match summary.attempts {
        0 | 1 => String::new(),
        attempts => format!(" and {attempts} tries"),
    };
    let end = match summary.outcome {
        Some(Ok(())) => format!("Answered after {seconds} s{tries}."),
        Some(Err(reason)) => {
            let reason = messages.reason(reason);
            format!("Failed after {seconds} s{tries} ({reason}).")
        }
        None => {
            let tries = match summary.attempts {
                0 | 1 => String::new(),
                attempt => format!(", in try {attempt}"),
            };
            format!("Not finished after {seconds} s{tries}.")
        }
    };
    let why = summary.cause.map(|cause| match cause {
        Cause::Lost {
            source,
            target,
            reason,
        } => format!(
            " It was lost on the way {} → {} ({}).",
            name(source),
            name(target),
            messages.drop_reason(reason)
        ),
        Cause::Refused { node, reason } => format!(
            " {} turned it away ({}).",
            name(node),
            messages.reason(reason)
        ),
        Cause::StuckInQueue { node, waited } => format!(
            " Its turn had not come after {} in the queue of {}.",
            milliseconds(waited),
            name(node)
        ),
        Cause::StuckAtWork { node, worked } => format!(
            " {} had not finished its work after {}.",
            name(node),
            milliseconds(worked)
        ),
        Cause::LostWithMachine { node } => {
            format!(" {} went down, and the work on it was lost.", name(node))
        }
        Cause::Waits { node, waited } => format!(
            " It waits in the queue of {} (for {} so far).",
            name(node),
            milliseconds(waited)
        ),
        Cause::Works { node, worked } => format!(
            " {} is working on it (for {} so far).",
            name(node),
            milliseconds(worked)
        ),
        Cause::Travels { source, target } => {
            format!(" It is on the way {} → {}.", name(source), name(target))
        }
        Cause::Waited { node, waited } => format!(
            " The longest part was waiting at {} ({}).",
            name(node),
            milliseconds(waited)
        ),
        Cause::Worked { node, worked } => format!(
            " The longest part was work at {} ({}).",
            name(node),
            milliseconds(worked)
        ),
    });
    end + &why.unwrap_or_default()
}
