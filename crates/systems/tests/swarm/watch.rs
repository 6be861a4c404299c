//! What the records say, event by event, against what is: messages one by one, and work job by job.
//!
//! The engine's own laws count; these follow each message and each job by its name, so that two
//! mistakes cannot make up for each other.

use std::collections::BTreeMap;

use sim::{
    Blueprint, Decision, Distribution, DropReason, Duration, Entry, LinkId, LinkSpec, NodeId,
    NodeState, Probability, Record, Simulation, Time,
};

use crate::checked::Broken;
use crate::word::Word;

/// What one case has shown so far.
#[derive(Debug)]
pub struct Watch {
    cursor: u64,
    last: Time,
    now: Time,
    lines: Vec<Line>,
    /// Messages that have left and neither arrived nor were lost.
    on_the_way: BTreeMap<u64, Flight>,
    machines: Vec<Machine>,
    pub word: Word,
}

/// What a line is said to do, and what it did.
#[derive(Debug)]
struct Line {
    shortest: Duration,
    loses: bool,
    repeats: bool,
    reorders: bool,
    /// The newest message that has arrived at the second end, and at the first; copies aside.
    newest: [Option<u64>; 2],
}

#[derive(Debug)]
struct Flight {
    link: LinkId,
    forward: bool,
    sent_at: Time,
    copy: bool,
}

/// The work of a machine as its records tell it.
#[derive(Debug, Default)]
struct Machine {
    powered: bool,
    paused: bool,
    waiting: Jobs,
    running: Jobs,
    /// Calls that wait for a connection.
    connecting: u64,
    /// Job-nanoseconds worked and waited.
    worked: u64,
    waited: u64,
}

/// Jobs by their number; one number may stand for several at once.
#[derive(Debug, Default)]
struct Jobs {
    counts: BTreeMap<u64, u32>,
    total: u64,
}

impl Jobs {
    fn add(&mut self, job: u64) {
        *self.counts.entry(job).or_default() += 1;
        self.total += 1;
    }

    fn remove(&mut self, job: u64) -> bool {
        let Some(count) = self.counts.get_mut(&job) else {
            return false;
        };
        *count -= 1;
        if *count == 0 {
            self.counts.remove(&job);
        }
        self.total -= 1;
        true
    }
}

fn broken(law: &str, entry: &Entry) -> Result<(), Broken> {
    Err(Broken {
        law: law.to_owned(),
        evidence: format!("{:?} at {:?}", entry.record, entry.time),
    })
}

/// The least that a draw from this can be.
fn shortest(distribution: &Distribution) -> Duration {
    match *distribution {
        Distribution::Constant { value } => value,
        Distribution::Uniform { low, .. } => low,
        Distribution::Bimodal { fast, slow, .. } => fast.min(slow),
        _ => Duration::ZERO,
    }
}

impl Watch {
    /// For a run of this blueprint.
    pub fn new(blueprint: &Blueprint) -> Self {
        let line = |spec: &LinkSpec| Line {
            shortest: shortest(&spec.latency),
            loses: spec.loss != Probability::NEVER,
            repeats: spec.duplication != Probability::NEVER,
            reorders: spec.reordering != Probability::NEVER,
            newest: [None; 2],
        };
        let machines = blueprint.nodes.iter().map(|_| Machine::default());
        Self {
            cursor: 0,
            last: Time::ZERO,
            now: Time::ZERO,
            lines: blueprint.links.iter().map(line).collect(),
            on_the_way: BTreeMap::new(),
            machines: machines.collect(),
            word: Word::new(blueprint),
        }
    }

    /// Looks at what the last event has left behind.
    pub fn look(&mut self, run: &Simulation) -> Result<(), Broken> {
        self.pass(run.now());
        let (entries, missed) = run.trace().since(self.cursor);
        if missed > 0 {
            return Err(Broken {
                law: "no event leaves that many records".to_owned(),
                evidence: format!("{missed} more"),
            });
        }
        for entry in entries {
            if entry.time < self.last {
                return broken("time never goes back", &entry);
            }
            self.last = entry.time;
            self.hear_of_messages(run, &entry)?;
            self.hear_of_work(&entry)?;
            self.hear_of_power(run, &entry)?;
            self.word.hear(run, &entry)?;
        }
        self.cursor = run.trace().total();
        self.compare(run)
    }

    /// Time passes, and those who work or wait do so for longer.
    fn pass(&mut self, now: Time) {
        let span = now.since(self.now).as_nanos();
        self.now = now;
        if span == 0 {
            return;
        }
        for machine in &mut self.machines {
            machine.waited += machine.waiting.total * span;
            if !machine.paused {
                machine.worked += machine.running.total * span;
            }
        }
    }

    fn hear_of_messages(&mut self, run: &Simulation, entry: &Entry) -> Result<(), Broken> {
        let state = |link: LinkId| &run.network().links()[link.index()].state;
        match entry.record {
            Record::Sent {
                link,
                forward,
                message,
                ..
            } => self.leave(entry, link, forward, message, false),
            Record::Duplicated {
                link,
                forward,
                message,
                ..
            } => {
                if !self.lines[link.index()].repeats {
                    return broken("only lines that repeat do so", entry);
                }
                self.leave(entry, link, forward, message, true)
            }
            Record::Delivered {
                link,
                forward,
                message,
                ..
            } => {
                if state(link).closed(forward) {
                    return broken("nothing crosses a cut", entry);
                }
                self.arrive(entry, link, forward, message)
            }
            Record::Dropped {
                link,
                forward,
                message,
                reason,
                ..
            } => {
                if self.take(link, forward, message).is_none() {
                    return broken("what is lost was sent there before, once", entry);
                }
                let ends = &run.network().links()[link.index()];
                let target = if forward { ends.second } else { ends.first };
                let with_cause = match reason {
                    DropReason::Cut => state(link).closed(forward),
                    DropReason::Lost => {
                        self.lines[link.index()].loses || state(link).loss != Probability::NEVER
                    }
                    DropReason::TargetDown => !run.nodes()[target.index()].powered(),
                    DropReason::BufferFull => self.machines[target.index()].paused,
                };
                if with_cause {
                    Ok(())
                } else {
                    broken("nothing is lost without a cause", entry)
                }
            }
            _ => Ok(()),
        }
    }

    fn leave(
        &mut self,
        entry: &Entry,
        link: LinkId,
        forward: bool,
        message: u64,
        copy: bool,
    ) -> Result<(), Broken> {
        let flight = Flight {
            link,
            forward,
            sent_at: entry.time,
            copy,
        };
        match self.on_the_way.insert(message, flight) {
            None => Ok(()),
            Some(_) => broken("a message leaves once", entry),
        }
    }

    fn take(&mut self, link: LinkId, forward: bool, message: u64) -> Option<Flight> {
        let flight = self.on_the_way.remove(&message)?;
        ((flight.link, flight.forward) == (link, forward)).then_some(flight)
    }

    fn arrive(
        &mut self,
        entry: &Entry,
        link: LinkId,
        forward: bool,
        message: u64,
    ) -> Result<(), Broken> {
        let Some(flight) = self.take(link, forward, message) else {
            return broken("what arrives was sent there before, once", entry);
        };
        let line = &mut self.lines[link.index()];
        if entry.time.since(flight.sent_at) < line.shortest {
            return broken("nothing is faster than its line", entry);
        }
        let newest = &mut line.newest[usize::from(!forward)];
        if !line.reorders && !flight.copy && newest.replace(message) > Some(message) {
            return broken("a line that does not reorder keeps the order", entry);
        }
        Ok(())
    }

    fn at(&mut self, node: NodeId) -> &mut Machine {
        &mut self.machines[node.index()]
    }

    fn hear_of_work(&mut self, entry: &Entry) -> Result<(), Broken> {
        match entry.record {
            Record::Queued { node, job, .. } => self.at(node).waiting.add(job),
            Record::Started { node, job, .. } => {
                // What finds a free worker has not waited.
                self.at(node).waiting.remove(job);
                self.at(node).running.add(job);
            }
            Record::Finished { node, job, .. } if !self.at(node).running.remove(job) => {
                return broken("what ends was begun", entry);
            }
            Record::GivenUp { node, job } => {
                self.at(node).waiting.remove(job);
            }
            Record::Decided { node, decision, .. } => {
                let connecting = &mut self.at(node).connecting;
                match decision {
                    Decision::WaitsForConnection => *connecting += 1,
                    Decision::Connected | Decision::NotConnected if *connecting == 0 => {
                        return broken("who gets a connection has waited for it", entry);
                    }
                    Decision::Connected | Decision::NotConnected => *connecting -= 1,
                    _ => {}
                }
            }
            Record::WorkLost { node, jobs } => {
                let machine = self.at(node);
                let had = machine.waiting.total + machine.running.total + machine.connecting;
                if had != jobs {
                    return broken("a machine loses the work that it had", entry);
                }
                machine.waiting = Jobs::default();
                machine.running = Jobs::default();
                machine.connecting = 0;
            }
            Record::State { node, state } => self.at(node).paused = state == NodeState::Paused,
            _ => {}
        }
        Ok(())
    }

    /// A machine that had no power before the event and has none after it did nothing.
    fn hear_of_power(&self, run: &Simulation, entry: &Entry) -> Result<(), Broken> {
        let machine = match entry.record {
            Record::Sent { link, forward, .. } => {
                let ends = &run.network().links()[link.index()];
                if forward { ends.first } else { ends.second }
            }
            Record::Queued { node, .. }
            | Record::Started { node, .. }
            | Record::Finished { node, .. }
            | Record::Decided { node, .. }
            | Record::Refused { node, .. }
            | Record::Trust { node, .. } => node,
            _ => return Ok(()),
        };
        let index = machine.index();
        if self.machines[index].powered || run.nodes()[index].powered() {
            return Ok(());
        }
        broken("a machine without power does nothing", entry)
    }

    /// The machines are as their records say: who waits, who is worked on, and for how long in all
    /// (the utilization law and Little's law of each queue, in whole nanoseconds).
    fn compare(&mut self, run: &Simulation) -> Result<(), Broken> {
        for (machine, node) in self.machines.iter_mut().zip(run.nodes()) {
            machine.powered = node.powered();
            let told = (
                machine.waiting.total,
                machine.running.total,
                (machine.worked, machine.waited),
            );
            let (waiting, running) = (node.queue_length() as u64, node.busy() as u64);
            let is = (waiting, running, node.areas_at(run.now()));
            if told != is {
                let name = node.name();
                return Err(Broken {
                    law: "work and waits are those of the jobs".to_owned(),
                    evidence: format!("{name} at {:?}: told {told:?}, is {is:?}", run.now()),
                });
            }
        }
        Ok(())
    }
}
