//! Causality: who knows of what, and through which messages.
//!
//! A machine hears of a request from a message and from nothing else; so what it does for one comes after
//! word of it. What happened before what is told by vector clocks (Mattern, Fidge), which every message
//! carries from its sender: of two events the first is in the past of the second exactly if the second's
//! clock has come as far as the first at the first's machine. A test compares that with the ways that
//! messages really took.

use std::collections::BTreeMap;

use sim::{Blueprint, Entry, NodeId, Record, RequestId, Simulation};

use crate::checked::Broken;

/// How many events of its own, and of each other machine, a machine knows of.
type Clock = Vec<u32>;

/// What one case has shown so far.
#[derive(Debug)]
pub struct Word {
    users: Vec<NodeId>,
    requests: BTreeMap<RequestId, Known>,
    clocks: Vec<Clock>,
    /// The clocks that messages carry.
    carried: BTreeMap<u64, (Clock, usize)>,
    /// Every event so far, where somebody wants to know.
    pub past: Option<Vec<Event>>,
    /// Each machine's newest event.
    newest: Vec<Option<usize>>,
}

/// One request, as far as anybody has heard of it.
#[derive(Debug, Default)]
struct Known {
    /// The machines that word of it has come to.
    machines: Vec<NodeId>,
    answered: bool,
    attempts: u32,
    ended: bool,
}

/// An event at a machine: something was sent or arrived.
#[derive(Debug)]
pub struct Event {
    pub machine: NodeId,
    pub clock: Clock,
    /// The event before it at the same machine, and where something arrived, its sending.
    pub causes: [Option<usize>; 2],
}

impl Event {
    /// Whether this happened before `other`, as their clocks say.
    pub fn before(&self, other: &Self) -> bool {
        let own = self.machine.index();
        self.clock[own] <= other.clock[own] && self.clock != other.clock
    }
}

fn broken(law: &str, entry: &Entry) -> Result<(), Broken> {
    Err(Broken {
        law: law.to_owned(),
        evidence: format!("{:?} at {:?}", entry.record, entry.time),
    })
}

impl Word {
    /// For a run of this blueprint.
    pub fn new(blueprint: &Blueprint) -> Self {
        let machines = blueprint.nodes.len();
        Self {
            users: blueprint.workloads.iter().map(|users| users.node).collect(),
            requests: BTreeMap::new(),
            clocks: vec![vec![0; machines]; machines],
            carried: BTreeMap::new(),
            past: None,
            newest: vec![None; machines],
        }
    }

    /// Hears of what has happened.
    pub fn hear(&mut self, run: &Simulation, entry: &Entry) -> Result<(), Broken> {
        let ends = |link: sim::LinkId, forward: bool| {
            let line = &run.network().links()[link.index()];
            if forward {
                (line.first, line.second)
            } else {
                (line.second, line.first)
            }
        };
        match entry.record {
            Record::Sent {
                link,
                forward,
                request,
                message,
                ..
            } => {
                let (source, _) = ends(link, forward);
                let event = self.tick(source, None);
                let clock = self.clocks[source.index()].clone();
                self.carried.insert(message, (clock, event));
                self.acts(entry, source, request)
            }
            Record::Duplicated {
                link,
                forward,
                message,
                ..
            } => {
                // The network copies what has just been sent.
                let (source, _) = ends(link, forward);
                let clock = self.clocks[source.index()].clone();
                let event = self.newest[source.index()].unwrap_or_default();
                self.carried.insert(message, (clock, event));
                Ok(())
            }
            Record::Dropped { message, .. } => {
                self.carried.remove(&message);
                Ok(())
            }
            Record::Delivered {
                link,
                forward,
                request,
                message,
                ..
            } => {
                let (_, target) = ends(link, forward);
                let Some((clock, sending)) = self.carried.remove(&message) else {
                    return broken("what arrives has been sent before", entry);
                };
                let own = &mut self.clocks[target.index()];
                for (known, told) in own.iter_mut().zip(&clock) {
                    *known = (*known).max(*told);
                }
                self.tick(target, Some(sending));
                self.told(target, request);
                Ok(())
            }
            Record::Issued { request, .. } => match self.requests.insert(request, Known::default())
            {
                None => Ok(()),
                Some(_) => broken("a request is issued once", entry),
            },
            Record::Attempted { request, attempt } => {
                let known = self.requests.entry(request).or_default();
                known.attempts += 1;
                if known.attempts != attempt || known.ended {
                    return broken("attempts are counted until the end", entry);
                }
                Ok(())
            }
            Record::Resolved {
                request, outcome, ..
            } => {
                let known = self.requests.entry(request).or_default();
                if std::mem::replace(&mut known.ended, true) {
                    return broken("a request ends once", entry);
                }
                if outcome.is_ok() && !known.answered {
                    return broken("a request succeeds after an answer has come", entry);
                }
                Ok(())
            }
            Record::Finished { node, request, .. } => {
                // A station's work is the answer to the users that it is itself.
                if self.users.contains(&node) {
                    self.told(node, request);
                }
                self.acts(entry, node, request)
            }
            Record::Queued { node, request, .. }
            | Record::Started { node, request, .. }
            | Record::Decided { node, request, .. }
            | Record::Refused { node, request, .. } => self.acts(entry, node, request),
            _ => Ok(()),
        }
    }

    /// A machine does something for a request.
    fn acts(
        &self,
        entry: &Entry,
        machine: NodeId,
        request: Option<RequestId>,
    ) -> Result<(), Broken> {
        let Some(request) = request else {
            return Ok(());
        };
        let known = self.requests.get(&request);
        let heard =
            |known: &Known| self.users.contains(&machine) || known.machines.contains(&machine);
        if known.is_some_and(heard) {
            return Ok(());
        }
        broken(
            "nothing is done for a request before word of it has come",
            entry,
        )
    }

    fn told(&mut self, machine: NodeId, request: Option<RequestId>) {
        let Some(known) = request.and_then(|request| self.requests.get_mut(&request)) else {
            return;
        };
        known.answered |= self.users.contains(&machine);
        if !known.machines.contains(&machine) {
            known.machines.push(machine);
        }
    }

    /// Something happens at a machine; gives its number.
    fn tick(&mut self, machine: NodeId, sending: Option<usize>) -> usize {
        let own = machine.index();
        self.clocks[own][own] += 1;
        let Some(past) = &mut self.past else {
            return 0;
        };
        past.push(Event {
            machine,
            clock: self.clocks[own].clone(),
            causes: [self.newest[own], sending],
        });
        self.newest[own] = Some(past.len() - 1);
        past.len() - 1
    }
}
