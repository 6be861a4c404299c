//! From the records of one request to steps: what belongs together, and what the scenario knows of it.

use std::collections::BTreeMap;

use serde_json::Value;
use sim::{
    Class, Decision, Duration, Entry, Fault, Intervention, NodeId, Planned, Probability, Reason,
    Record, Time,
};
use systems::scenario_file::ScenarioFile;
use systems::{Duty, NodeCard};

use super::{Operation, Step, What};
use crate::complaint::Complaint;
use crate::prepared::Prepared;
use crate::records::Names;
use crate::trace::fields;

/// Puts the records of one request into words of this program.
pub(super) struct Teller<'a> {
    file: &'a ScenarioFile,
    /// What goes wrong when.
    planned: Vec<Planned>,
    /// Machines that keep data, by their place.
    stores: Vec<bool>,
    /// Whose request it is.
    client: String,
    pub(super) steps: Vec<Step>,
    /// When the request's messages left, by their number, and the step of it.
    left: BTreeMap<u64, Time>,
    sent: BTreeMap<u64, usize>,
    queued: BTreeMap<(NodeId, u64), Time>,
    started: BTreeMap<(NodeId, u64), Time>,
    /// When a store's last work ended that it has not answered yet.
    unanswered: BTreeMap<NodeId, Time>,
    /// From the end of a store's work to its answer, in the order of answers.
    pub(super) confirmations: Vec<(Time, Time)>,
}

impl<'a> Teller<'a> {
    pub(super) fn new(prepared: &'a Prepared, client: &str) -> Result<Self, Complaint> {
        let cards = prepared.file.cards();
        let keeps = |card: &NodeCard| card.duties.contains(&Duty::Store);
        Ok(Self {
            file: &prepared.file,
            planned: prepared.blueprint(1)?.planned,
            stores: cards.iter().map(keeps).collect(),
            client: client.to_owned(),
            steps: Vec::new(),
            left: BTreeMap::new(),
            sent: BTreeMap::new(),
            queued: BTreeMap::new(),
            started: BTreeMap::new(),
            unanswered: BTreeMap::new(),
            confirmations: Vec::new(),
        })
    }

    /// The share of its calls that a fault answers with an error at this machine now.
    fn faulty(&self, at: NodeId, now: Time) -> Option<Probability> {
        let planned = self.planned.iter().filter(|planned| planned.at <= now);
        let mut shares = planned.filter_map(|planned| match planned.what {
            Intervention::Fault(Fault::Gray { node, share }) if node == at => Some(Some(share)),
            Intervention::Fault(Fault::Cure { node }) if node == at => Some(None),
            _ => None,
        });
        shares.next_back().flatten()
    }

    /// How long an answer that leaves a store now has waited since the work for it ended.
    fn confirmed(&mut self, from: NodeId, class: Class, now: Time) -> Option<Duration> {
        let ended = (class == Class::Reply).then(|| self.unanswered.remove(&from))??;
        if ended == now {
            return None;
        }
        self.confirmations.push((ended, now));
        Some(now.since(ended))
    }

    pub(super) fn hear(&mut self, names: &Names, entry: &Entry) {
        let (place, what) = self.step(names, entry);
        let (name, mut said) = fields::fields(&entry.record, names);
        said.insert("t_ns".to_owned(), entry.time.as_nanos().into());
        said.insert("what".to_owned(), name.into());
        if let What::Issued { operation, .. } = &what {
            said.insert("operation_name".to_owned(), operation.in_a_file());
        }
        self.steps.push(Step {
            at: entry.time,
            place,
            what,
            fields: Value::Object(said),
        });
    }

    /// A message has arrived: only then is it known what it was when it left.
    fn was_an_error(&mut self, message: u64, error: bool) {
        let step = self.sent.remove(&message);
        let step = step.and_then(|place| self.steps.get_mut(place));
        if let Some(What::Sent { failed, .. }) = step.map(|step| &mut step.what) {
            *failed = error;
        }
    }

    /// Where the step happened, and what.
    fn step(&mut self, names: &Names, entry: &Entry) -> (String, What) {
        let now = entry.time;
        let node = |node: NodeId| names.node(node).to_owned();
        let users = || self.client.clone();
        match entry.record {
            Record::Issued { operation, key, .. } => {
                let name = self.file.operation_name(&self.client, operation);
                let operation = name.map_or(Operation::Numbered(operation), Operation::Named);
                (users(), What::Issued { operation, key })
            }
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
                let confirmed = self.confirmed(from, class, now);
                let to = node(to);
                self.sent.insert(message, self.steps.len());
                let sent = What::Sent {
                    class,
                    failed: false,
                    to,
                    confirmed,
                };
                (node(from), sent)
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
                failed,
                ..
            } => {
                let (from, to) = names.ends(link, forward);
                let took = self.left.remove(&message).map(|left| now.since(left));
                self.was_an_error(message, failed);
                let arrived = What::Delivered {
                    class,
                    failed,
                    from: node(from),
                    took,
                };
                (node(to), arrived)
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
                if self.stores.get(at.index()) == Some(&true) {
                    self.unanswered.insert(at, now);
                }
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
                let (target, choosing) = match decision {
                    Decision::Chose { target } => {
                        (Some(node(target)), self.file.choosing(names.node(at)))
                    }
                    _ => (None, None),
                };
                let decided = What::Decided {
                    decision,
                    target,
                    choosing,
                };
                (node(at), decided)
            }
            Record::Refused {
                node: at, reason, ..
            } => {
                let share = self.faulty(at, now).filter(|_| reason == Reason::Faulty);
                (node(at), share.map_or(What::Refused(reason), What::Faulty))
            }
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
