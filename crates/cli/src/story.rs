//! The story of one request in words: everything that happened to it, and where its time went. The
//! engine tells it ([`sim::Timeline::story`]).

use std::io::Write;
use std::ops::ControlFlow;

use serde_json::{Value, json};
use sim::{
    Break, Class, Decision, DropReason, Duration, Probability, Progress, Reason, Record, RequestId,
    Time, Timeline,
};
use systems::scenario_file::{Choosing, Given};

use crate::arguments::{Format, Story, Which};
use crate::complaint::Complaint;
use crate::measure::{Guard, reason_name};
use crate::prepared::Prepared;
use crate::records::{Names, Walk};
use crate::text::{TextTable, millis};
use crate::words::Language;
use teller::Teller;

mod teller;

/// Events between two looks at whether the run gets on.
const EVENTS_PER_LOOK: u64 = 100_000;

/// One thing that happened to the request.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    Issued {
        operation: Operation,
        key: u32,
    },
    Attempted(u32),
    Sent {
        class: Class,
        /// It is an answer that says that the call failed, as far as anybody got it.
        failed: bool,
        to: String,
        /// How long the answer waited for the confirmation of copies.
        confirmed: Option<Duration>,
    },
    Delivered {
        class: Class,
        /// It is an answer that says that the call failed.
        failed: bool,
        from: String,
        took: Option<Duration>,
    },
    Dropped {
        class: Class,
        to: String,
        reason: DropReason,
    },
    Duplicated {
        to: String,
    },
    Queued,
    Started {
        waited: Option<Duration>,
    },
    Finished {
        worked: Option<Duration>,
    },
    GivenUp {
        waited: Option<Duration>,
    },
    Decided {
        decision: Decision,
        target: Option<String>,
        /// How a target was chosen, where that is known.
        choosing: Option<Choosing>,
    },
    Refused(Reason),
    /// A fault answers this share of the machine's calls with an error, this one among them.
    Faulty(Probability),
    /// The answer broke the illusion of one machine.
    Broke(Break),
    /// The machine lost its power while a job of the request was there.
    WorkLost,
    Late,
    Succeeded,
    Failed(Reason),
}

/// What a user wanted.
#[derive(Clone, Debug, PartialEq)]
pub enum Operation {
    Named(Given),
    /// It has no name.
    Numbered(u16),
}

impl Operation {
    /// For programs: as its author wrote it, or in English.
    fn in_a_file(&self) -> Value {
        match self {
            Self::Named(Given::Written(name)) => name.as_str().into(),
            Self::Named(Given::Catalogue(text)) => text.en.into(),
            Self::Numbered(_) => Value::Null,
        }
    }
}

/// A step of a story: when, where, what, and the same for programs.
struct Step {
    at: Time,
    place: String,
    what: What,
    fields: Value,
}

/// Everything about one request: as the engine tells it, and step by step.
struct Told {
    story: sim::Story,
    steps: Vec<Step>,
    /// Of the time in which a program held on to the request: until copies had confirmed.
    confirmed: Duration,
}

/// `hitotsu story`.
pub fn run(arguments: &Story, language: Language, out: &mut dyn Write) -> Result<(), Complaint> {
    let prepared = Prepared::new(&arguments.input)?;
    let request = find(&prepared, &arguments.which)?;
    let told = told(&prepared, request)?;
    let text = match arguments.format {
        Format::Text => in_words(&told, language),
        Format::Json => format!("{:#}\n", as_json(&told)),
    };
    crate::print(out, &text)
}

/// The request that `--request` or `--failed` means; one of them must be there.
pub fn find(prepared: &Prepared, which: &Which) -> Result<RequestId, Complaint> {
    if let Some(id) = which.request {
        return Ok(RequestId(id));
    }
    let Some(number) = which.failed else {
        return Err(Complaint::WhichRequest);
    };
    let mut count = 0;
    let mut walk = Walk::new(prepared)?;
    let found = walk.each(|_, entry| match entry.record {
        Record::Resolved {
            request,
            outcome: Err(_),
            ..
        } => {
            count += 1;
            if count == number {
                ControlFlow::Break(request)
            } else {
                ControlFlow::Continue(())
            }
        }
        _ => ControlFlow::Continue(()),
    })?;
    found.ok_or(Complaint::NoSuchRequest {
        number,
        count,
        failed: true,
    })
}

/// Runs the scenario and lets the engine tell the story.
fn told(prepared: &Prepared, request: RequestId) -> Result<Told, Complaint> {
    let mut timeline = Timeline::new(prepared.blueprint(1)?);
    let until = Time::ZERO + prepared.until;
    let mut guard = Guard::default();
    loop {
        let progress = timeline.advance(until, EVENTS_PER_LOOK);
        if progress == Progress::Reached {
            break;
        }
        guard.look(timeline.simulation(), progress)?;
    }
    let run = timeline.simulation();
    let Some(story) = timeline.story(request) else {
        return Err(Complaint::NoSuchRequest {
            number: request.0,
            count: run.ledger().totals.issued,
            failed: false,
        });
    };
    let names = Names::of(run);
    let mut teller = Teller::new(prepared, names.node(story.request.client))?;
    for entry in &story.entries {
        teller.hear(&names, entry);
    }
    let end = story.request.issued_at + story.elapsed();
    Ok(Told {
        confirmed: held_within(&story, &teller.confirmations, end),
        steps: teller.steps,
        story,
    })
}

/// How long nothing of the request was anywhere to be seen within these stretches, each instant
/// counted once.
fn held_within(story: &sim::Story, stretches: &[(Time, Time)], end: Time) -> Duration {
    let (mut held, mut told_to) = (Duration::ZERO, story.request.issued_at);
    for (from, to) in stretches {
        let (from, to) = ((*from).max(told_to), (*to).min(end));
        if from < to {
            held = held + story.parts_between(from, to).held;
            told_to = to;
        }
    }
    held
}

fn in_words(told: &Told, language: Language) -> String {
    let words = &language.messages().story;
    let reasons = &language.messages().reasons;
    let Told { story, steps, .. } = told;
    let request = &story.request;
    let after = millis(story.elapsed());
    let end = match request.ended {
        None => (words.open)(request.attempts),
        Some((_, Ok(()))) => (words.succeeded)(&after, request.attempts),
        Some((_, Err(reason))) => (words.failed)(reasons[reason.index()], &after, request.attempts),
    };
    let title = (words.title)(request.id.0, &end);
    let parts = story.parts();
    let held = parts.held - told.confirmed;
    let confirmed = (told.confirmed > Duration::ZERO).then(|| millis(told.confirmed));
    let parts = [parts.worked, parts.travelled, parts.waited, held].map(millis);
    let parts = (words.parts)(&parts, confirmed.as_deref());
    let mut table = TextTable::new(&[words.since, words.place, words.what], &[1, 2]);
    for step in steps {
        let since = millis(step.at.since(request.issued_at));
        table.row(vec![since, step.place.clone(), (words.step)(&step.what)]);
    }
    let cut = if story.cut_short {
        format!("\n{}\n", words.cut_short)
    } else {
        String::new()
    };
    format!("{title}\n{parts}\n\n{}{cut}", table.lines())
}

fn as_json(told: &Told) -> Value {
    let Told { story, steps, .. } = told;
    let request = &story.request;
    let elapsed_ms = story.elapsed().as_millis_f64();
    let outcome = request.ended.map(|(_, outcome)| {
        let failed = outcome.err().map(reason_name);
        json!({ "failed": failed, "elapsed_ms": elapsed_ms })
    });
    let steps: Vec<&Value> = steps.iter().map(|step| &step.fields).collect();
    let parts = story.parts();
    json!({
        "format": "hitotsu-story",
        "version": 1,
        "request": request.id.0,
        "issued_ns": request.issued_at.as_nanos(),
        "attempts": request.attempts,
        "end": outcome,
        "where_time_went_ns": {
            "worked": parts.worked.as_nanos(),
            "travelled": parts.travelled.as_nanos(),
            "waited": parts.waited.as_nanos(),
            "held": parts.held.as_nanos(),
            "held_until_confirmed": told.confirmed.as_nanos(),
        },
        "cut_short": story.cut_short,
        "steps": steps,
    })
}
