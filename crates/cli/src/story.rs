//! The story of one request: everything that happened to it, in order, from the records of the run.

use std::collections::{BTreeMap, VecDeque};
use std::io::Write;
use std::ops::ControlFlow;

use serde_json::{Value, json};
use sim::{
    Break, Class, Decision, DropReason, Duration, Entry, LinkId, NodeId, Outcome, Reason, Record,
    RequestId, Time,
};

use crate::arguments::{Format, Story, Which};
use crate::complaint::{Complaint, Form};
use crate::measure::reason_name;
use crate::prepared::{Prepared, wrong};
use crate::records::{Names, Walk};
use crate::text::{TextTable, millis};
use crate::trace::fields;
use crate::words::Language;

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

/// Everything about one request.
struct Told {
    request: RequestId,
    issued_at: Time,
    attempts: u32,
    end: Option<(Duration, Outcome)>,
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

/// Runs the scenario and keeps what names the request.
fn told(prepared: &Prepared, request: RequestId) -> Result<Told, Complaint> {
    let mut walk = Walk::new(prepared)?;
    let mut teller = Teller::new(request);
    walk.each(|names, entry| {
        teller.hear(names, entry);
        ControlFlow::<()>::Continue(())
    })?;
    let client = teller.client.take().unwrap_or_default();
    for step in &mut teller.told.steps {
        if step.place.is_empty() {
            step.place.clone_from(&client);
        }
    }
    if teller.told.steps.is_empty() {
        return Err(Complaint::NoSuchRequest {
            number: request.0,
            count: walk.simulation().ledger().totals.issued,
            failed: false,
        });
    }
    Ok(teller.told)
}

/// Picks the steps of one request out of all records.
struct Teller {
    told: Told,
    /// When the request's messages left, by their way; oldest first.
    left: BTreeMap<(LinkId, bool, Class), VecDeque<Time>>,
    queued: BTreeMap<(NodeId, u64), Time>,
    started: BTreeMap<(NodeId, u64), Time>,
    /// The first machine that did anything for the request is the one whose request it is.
    client: Option<String>,
}

impl Teller {
    fn new(request: RequestId) -> Self {
        Self {
            told: Told {
                request,
                issued_at: Time::ZERO,
                attempts: 0,
                end: None,
                steps: Vec::new(),
            },
            left: BTreeMap::new(),
            queued: BTreeMap::new(),
            started: BTreeMap::new(),
            client: None,
        }
    }

    fn hear(&mut self, names: &Names, entry: &Entry) {
        let mine = match entry.record {
            // This record names the job only, and not for whom it was.
            Record::GivenUp { node, job } => self.queued.contains_key(&(node, job)),
            _ => fields::request_of(&entry.record) == Some(self.told.request),
        };
        if !mine {
            return;
        }
        let (place, what) = self.step(names, entry);
        let (name, mut said) = fields::fields(&entry.record, names);
        said.insert("t_ns".to_owned(), entry.time.as_nanos().into());
        said.insert("what".to_owned(), name.into());
        self.told.steps.push(Step {
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
        // Filled in at the end, when it is known whose request it is.
        let users = String::new;
        match entry.record {
            Record::Issued { operation, key, .. } => {
                self.told.issued_at = now;
                (users(), What::Issued { operation, key })
            }
            Record::Attempted { attempt, .. } => {
                let what = What::Attempted(attempt);
                self.told.attempts += 1;
                (users(), what)
            }
            Record::Resolved {
                outcome, elapsed, ..
            } => {
                self.told.end = Some((elapsed, outcome));
                (
                    users(),
                    outcome.map_or_else(What::Failed, |()| What::Succeeded),
                )
            }
            Record::Late { .. } => (users(), What::Late),
            Record::Broke { kind, .. } => (users(), What::Broke(kind)),
            Record::Sent {
                link,
                forward,
                class,
                ..
            } => {
                let (from, to) = names.ends(link, forward);
                let way = self.left.entry((link, forward, class));
                way.or_default().push_back(now);
                self.client.get_or_insert_with(|| node(from));
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
                class,
                ..
            } => {
                let (from, to) = names.ends(link, forward);
                let way = self.left.entry((link, forward, class));
                way.or_default().push_back(now);
                (node(from), What::Duplicated { to: node(to) })
            }
            Record::Delivered {
                link,
                forward,
                class,
                ..
            } => {
                let (from, to) = names.ends(link, forward);
                let left = self.left.get_mut(&(link, forward, class));
                let left = left.and_then(VecDeque::pop_front);
                let took = left.map(|left| now.since(left));
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
                let way = self.left.get_mut(&(link, forward, class));
                way.and_then(VecDeque::pop_front);
                let to = node(to);
                (node(from), What::Dropped { class, to, reason })
            }
            Record::Queued { node: at, job, .. } => {
                self.client.get_or_insert_with(|| node(at));
                self.queued.insert((at, job), now);
                (node(at), What::Queued)
            }
            Record::Started { node: at, job, .. } => {
                self.client.get_or_insert_with(|| node(at));
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
            Record::WritesLost { .. }
            | Record::WorkLost { .. }
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
    let end = match told.end {
        None => (words.open)(told.attempts),
        Some((after, Ok(()))) => (words.succeeded)(&millis(after), told.attempts),
        Some((after, Err(reason))) => {
            (words.failed)(reasons[reason.index()], &millis(after), told.attempts)
        }
    };
    let mut table = TextTable::new(&[words.since, words.place, words.what], &[1, 2]);
    for step in &told.steps {
        let since = millis(step.at.since(told.issued_at));
        table.row(vec![since, step.place.clone(), (words.step)(&step.what)]);
    }
    let title = (words.title)(told.request.0, &end);
    format!("{title}\n\n{}", table.lines())
}

fn as_json(told: &Told) -> Value {
    let outcome = told.end.map(|(elapsed, outcome)| {
        let failed = outcome.err().map(reason_name);
        json!({ "failed": failed, "elapsed_ms": elapsed.as_millis_f64() })
    });
    let steps: Vec<&Value> = told.steps.iter().map(|step| &step.fields).collect();
    json!({
        "format": "hitotsu-story",
        "version": 1,
        "request": told.request.0,
        "issued_ns": told.issued_at.as_nanos(),
        "attempts": told.attempts,
        "end": outcome,
        "steps": steps,
    })
}
