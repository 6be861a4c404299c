//! The story of one request in words: everything that happened to it, and where its time went. The
//! engine tells it ([`sim::Timeline::story`]).

use std::collections::BTreeMap;
use std::io::Write;
use std::ops::ControlFlow;

use serde_json::{Value, json};
use sim::{
    Break, Class, Decision, DropReason, Duration, Entry, NodeId, Progress, Reason, Record,
    RequestId, Time, Timeline,
};

use crate::arguments::{Format, Story, Which};
use crate::complaint::{Complaint, Form};
use crate::measure::{Guard, reason_name};
use crate::prepared::{Prepared, wrong};
use crate::records::{Names, Walk};
use crate::text::{TextTable, millis};
use crate::trace::fields;
use crate::words::Language;

/// Events between two looks at whether the run gets on.
const EVENTS_PER_LOOK: u64 = 100_000;

/// One thing that happened to the request.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    Issued {
        operation: u16,
        key: u32,
    },
    Attempted(u32),
    Sent {
        class: Class,
        to: String,
    },
    Delivered {
        class: Class,
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
    },
    Refused(Reason),
    /// The answer broke the illusion of one machine.
    Broke(Break),
    /// The machine lost its power while a job of the request was there.
    WorkLost,
    Late,
    Succeeded,
    Failed(Reason),
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
    let number = which.failed.unwrap_or(0);
    if number == 0 {
        let value = which
            .failed
            .map_or_else(String::new, |number| number.to_string());
        let form = if which.failed.is_some() {
            Form::Positive
        } else {
            Form::OneRequest
        };
        return Err(wrong("--failed", &value, form));
    }
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
    while timeline.advance(until, EVENTS_PER_LOOK) == Progress::BudgetSpent {
        guard.look(timeline.simulation())?;
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
    let mut teller = Teller::new(names.node(story.request.client));
    for entry in &story.entries {
        teller.hear(&names, entry);
    }
    Ok(Told {
        steps: teller.steps,
        story,
    })
}

/// Puts the records of one request into words of this program.
struct Teller {
    /// Whose request it is.
    client: String,
    steps: Vec<Step>,
    /// When the request's messages left, by their number.
    left: BTreeMap<u64, Time>,
    queued: BTreeMap<(NodeId, u64), Time>,
    started: BTreeMap<(NodeId, u64), Time>,
}

impl Teller {
    fn new(client: &str) -> Self {
        Self {
            client: client.to_owned(),
            steps: Vec::new(),
            left: BTreeMap::new(),
            queued: BTreeMap::new(),
            started: BTreeMap::new(),
        }
    }

    fn hear(&mut self, names: &Names, entry: &Entry) {
        let (place, what) = self.step(names, entry);
        let (name, mut said) = fields::fields(&entry.record, names);
        said.insert("t_ns".to_owned(), entry.time.as_nanos().into());
        said.insert("what".to_owned(), name.into());
        self.steps.push(Step {
            at: entry.time,
            place,
            what,
            fields: Value::Object(said),
        });
    }

    /// Where the step happened, and what.
    fn step(&mut self, names: &Names, entry: &Entry) -> (String, What) {
        let now = entry.time;
        let node = |node: NodeId| names.node(node).to_owned();
        let users = || self.client.clone();
        match entry.record {
            Record::Issued { operation, key, .. } => (users(), What::Issued { operation, key }),
            Record::Attempted { attempt, .. } => (users(), What::Attempted(attempt)),
            Record::Resolved { outcome, .. } => (
                users(),
                outcome.map_or_else(What::Failed, |()| What::Succeeded),
            ),
            Record::Late { .. } => (users(), What::Late),
            Record::Broke { kind, .. } => (users(), What::Broke(kind)),
            Record::Sent {
                link,
                forward,
                class,
                message,
                ..
            } => {
                let (from, to) = names.ends(link, forward);
                self.left.insert(message, now);
                (
                    node(from),
                    What::Sent {
                        class,
                        to: node(to),
                    },
                )
            }
            Record::Duplicated {
                link,
                forward,
                message,
                ..
            } => {
                let (from, to) = names.ends(link, forward);
                self.left.insert(message, now);
                (node(from), What::Duplicated { to: node(to) })
            }
            Record::Delivered {
                link,
                forward,
                class,
                message,
                ..
            } => {
                let (from, to) = names.ends(link, forward);
                let took = self.left.remove(&message).map(|left| now.since(left));
                let from = node(from);
                (node(to), What::Delivered { class, from, took })
            }
            Record::Dropped {
                link,
                forward,
                class,
                reason,
                ..
            } => {
                let (from, to) = names.ends(link, forward);
                let to = node(to);
                (node(from), What::Dropped { class, to, reason })
            }
            Record::Queued { node: at, job, .. } => {
                self.queued.insert((at, job), now);
                (node(at), What::Queued)
            }
            Record::Started { node: at, job, .. } => {
                self.started.insert((at, job), now);
                let queued = self.queued.remove(&(at, job));
                let waited = queued.map(|queued| now.since(queued));
                (node(at), What::Started { waited })
            }
            Record::Finished { node: at, job, .. } => {
                let started = self.started.remove(&(at, job));
                let worked = started.map(|started| now.since(started));
                (node(at), What::Finished { worked })
            }
            Record::GivenUp { node: at, job } => {
                let queued = self.queued.remove(&(at, job));
                let waited = queued.map(|queued| now.since(queued));
                (node(at), What::GivenUp { waited })
            }
            Record::Decided {
                node: at, decision, ..
            } => {
                let target = match decision {
                    Decision::Chose { target } => Some(node(target)),
                    _ => None,
                };
                (node(at), What::Decided { decision, target })
            }
            Record::Refused {
                node: at, reason, ..
            } => (node(at), What::Refused(reason)),
            Record::WorkLost { node: at, .. } => (node(at), What::WorkLost),
            Record::WritesLost { .. }
            | Record::Trust { .. }
            | Record::Role { .. }
            | Record::State { .. }
            | Record::Struck { .. }
            | Record::DemandSet { .. }
            | Record::UnitsSet { .. } => unreachable!("these records name no request"),
        }
    }
}

fn in_words(told: &Told, language: Language) -> String {
    let words = &language.messages().story;
    let reasons = &language.messages().reasons;
    let Told { story, steps } = told;
    let request = &story.request;
    let after = millis(story.elapsed());
    let end = match request.ended {
        None => (words.open)(request.attempts),
        Some((_, Ok(()))) => (words.succeeded)(&after, request.attempts),
        Some((_, Err(reason))) => (words.failed)(reasons[reason.index()], &after, request.attempts),
    };
    let title = (words.title)(request.id.0, &end);
    let parts = story.parts();
    let parts = [parts.worked, parts.travelled, parts.waited, parts.held];
    let parts = (words.parts)(&parts.map(millis));
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
    let Told { story, steps } = told;
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
        },
        "cut_short": story.cut_short,
        "steps": steps,
    })
}
