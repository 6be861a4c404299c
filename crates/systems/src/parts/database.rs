//! A database: one primary, which takes the writes, and copies of its data.
//!
//! With synchronous replication a write is confirmed only when it is on the disk of every copy that
//! counts. When a copy does not confirm in time, the primary must not simply go on: that copy could
//! be promoted without the write. So it first asks the monitor for leave to work without it, and
//! the monitor then no longer promotes it; writes wait meanwhile. When the copy has caught up, the
//! primary lets writes wait for it again and then tells the monitor. With asynchronous replication
//! the primary answers first and ships afterwards, and what was not shipped before a failover is
//! lost. Every promotion begins a new epoch, and whoever meets a newer epoch than its own steps
//! down. A machine that comes back gives up what the present primary never had, says how many
//! confirmed writes were among it, and is filled anew. Sources: synchronous standbys with a witness,
//! as in PostgreSQL with Patroni's synchronous mode or Amazon RDS Multi-AZ (which promotes in
//! 60-120 s); Kafka's in-sync replicas and leader epochs.
//!
//! Here live calls, jobs and the parts a machine plays; `database/` holds what a primary does
//! (`leading`), what a copy does (`following`), the disk (`data`), how far copies are behind (`lag`), the primary's view of a copy
//! (`peers`), limits of connections (`pool`, `admission`), and how a model states it all (`spec`).
//!
//! Simplified: data is the version of each key; sending and confirming a write costs no worker.

use std::collections::VecDeque;

use sim::{
    Answer, Body, Call, Context, Duration, Key, Message, NodeId, Note, Process, Reason, RequestId,
    Role, Sampler, Slab, Stream, Tally, Time, Version,
};

use crate::parts::protocol::Words;
use data::{Beginning, Data};
use lag::Lag;
use peers::{Peer, Sync};
use pool::{Ask, Pool};

mod admission;
mod data;
mod following;
mod lag;
mod leading;
mod peers;
mod pool;
mod spec;
#[cfg(test)]
mod tests;

pub use spec::{DatabaseSpec, Failover, PoolLimits, Reads, Replication};

/// The operation that writes a key; the one before it reads a key.
pub(crate) const WRITE: u16 = 1;

/// How long the primary waits for a copy, and how often it repeats itself.
const PATIENCE: Duration = Duration::from_millis(1_000);
/// Writes that wait for copies, at most. The next one is turned away as unavailable, so that its caller
/// looks for another primary.
const UNCONFIRMED_MAX: usize = 1_000;
/// Timer tokens that are no job: all others name a job.
const TICK: u64 = u64::MAX;
const PROMOTED: u64 = u64::MAX - 1;
const APPLIED: u64 = u64::MAX - 2;
const SHIP: u64 = u64::MAX - 3;

/// The machines of a database that has copies.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cluster {
    /// The other machines.
    pub(crate) peers: Vec<NodeId>,
    /// Whether this machine is the primary when the run starts.
    pub(crate) primary: bool,
    /// Who promotes a copy when the primary is gone; nobody if there is none.
    pub(crate) monitor: Option<NodeId>,
    /// From the order to take over until the first answer.
    pub(crate) promotion: Duration,
    /// Whether a write is confirmed only when the copies have it.
    pub(crate) synchronous: bool,
    /// How long the primary collects writes before it ships them, where they do not wait for that.
    pub(crate) ship_every: Duration,
    /// Whether copies answer reads.
    pub(crate) readable: bool,
    /// How long a copy takes to show a write to its readers, if it takes any time.
    pub(crate) apply: Option<(Sampler, Stream)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Primary,
    Standby,
    Promoting,
    /// After a start: waiting for the monitor's word.
    Joining,
}

#[derive(Clone, Copy, Debug)]
struct Job {
    caller: NodeId,
    call: u64,
    request: Option<RequestId>,
    what: Call,
    /// The version it wrote, if it waits for copies.
    written: Version,
}

/// A program that keeps data.
#[derive(Clone, Debug)]
pub(crate) struct Database {
    read: Sampler,
    write: Sampler,
    service_times: Stream,
    peers: Vec<Peer>,
    monitor: Option<NodeId>,
    promotion: Duration,
    first: bool,
    synchronous: bool,
    ship_every: Duration,
    shipping: bool,
    /// The last write that may be shipped by now.
    shippable: u64,
    readable: bool,
    /// Whether it answered reads when a newer epoch began, and goes on doing so until the new
    /// primary has said how that began.
    carries_on: bool,
    pool: Option<Pool>,
    part: Part,
    /// When the promotion that is under way is done.
    promoted_at: Time,
    jobs: Slab<Job>,
    /// Writes that wait for copies, in the order of writing.
    unconfirmed: VecDeque<Key>,
    /// A copy shows its readers one write after another.
    apply: Option<(Sampler, Stream)>,
    unapplied: VecDeque<(u32, Version)>,
    applying: bool,
    /// On disk: the epoch it has heard of, the data, and how often a copy's state has changed.
    epoch: u64,
    data: Data,
    changes: u64,
    writes_lost: u64,
    lag: Lag,
}

impl Database {
    /// One machine of a database, which draws its service times from `service_times`.
    pub(crate) fn new(
        read: Sampler,
        write: Sampler,
        service_times: Stream,
        cluster: Cluster,
    ) -> Self {
        let sync = if cluster.synchronous {
            Sync::Together
        } else {
            Sync::Apart
        };
        let first = cluster.primary || cluster.peers.is_empty();
        Self {
            read,
            write,
            service_times,
            peers: cluster
                .peers
                .into_iter()
                .map(|node| Peer::new(node, sync))
                .collect(),
            monitor: cluster.monitor,
            promotion: cluster.promotion,
            first,
            synchronous: cluster.synchronous,
            ship_every: cluster.ship_every,
            shipping: false,
            shippable: 0,
            readable: cluster.readable,
            carries_on: false,
            pool: None,
            part: if first { Part::Primary } else { Part::Standby },
            promoted_at: Time::ZERO,
            jobs: Slab::default(),
            unconfirmed: VecDeque::new(),
            apply: cluster.apply,
            unapplied: VecDeque::new(),
            applying: false,
            epoch: 1,
            data: Data::new(),
            changes: 0,
            writes_lost: 0,
            lag: Lag::default(),
        }
    }

    fn become_part(&mut self, context: &mut Context<'_>, part: Part) {
        let before = self.role();
        self.part = part;
        if self.role() != before {
            context.note(Note::Role(self.role()));
        }
    }

    /// The machine whose name all machines of this database give their common history.
    fn store(&self, this: NodeId) -> NodeId {
        let peers = self.peers.iter().map(|peer| peer.node);
        peers.fold(this, NodeId::min)
    }

    fn serves(&self, what: Call) -> bool {
        self.part == Part::Primary || (what.operation != WRITE && self.answers_reads())
    }

    /// Works on a call that has a place.
    fn begin(&mut self, context: &mut Context<'_>, ask: &Ask, room: bool) {
        let Ask {
            caller,
            call,
            request,
            what,
        } = *ask;
        let writes = what.operation == WRITE;
        let reason = if !room {
            Some(Reason::QueueFull)
        } else if writes && self.unconfirmed.len() >= UNCONFIRMED_MAX {
            Some(Reason::Unavailable)
        } else {
            None
        };
        if let Some(reason) = reason {
            if let Some(pool) = &mut self.pool {
                pool.free(caller);
            }
            refuse(context, ask, reason);
            return;
        }
        let key = self.jobs.insert(Job {
            caller,
            call,
            request,
            what,
            written: Version::NONE,
        });
        let sampler = if writes { self.write } else { self.read };
        let duration = sampler.sample(&mut self.service_times);
        context.work(key.as_bits(), request, duration);
    }

    fn worked(&mut self, context: &mut Context<'_>, key: Key) {
        let job = self.jobs.get(key);
        let what = job.expect("only accepted jobs are worked on").what;
        if !self.serves(what) {
            // It stepped down while it worked: nothing is written.
            self.end(context, key, Err(Reason::Unavailable));
        } else if what.operation == WRITE {
            self.written(context, key);
        } else {
            let version = match self.data.read(what.key) {
                Version::NONE => Version::unwritten(self.store(context.node)),
                version => version,
            };
            self.end(context, key, Ok(version));
        }
    }

    fn end(&mut self, context: &mut Context<'_>, key: Key, outcome: Answer) {
        if let Some(job) = self.jobs.remove(key) {
            if let Some(pool) = &mut self.pool {
                pool.free(job.caller);
            }
            context.answer_to(job.caller, job.request, job.call, outcome);
        }
    }

    fn tell_monitor(&self, context: &mut Context<'_>, words: Words) {
        if let Some(monitor) = self.monitor {
            words.send(context, monitor, 0);
        }
    }

    fn told(&mut self, context: &mut Context<'_>, message: &Message, words: Words) {
        let epoch_of_mine = self.epoch;
        let primary = self.part == Part::Primary;
        match words {
            Words::WhoIsPrimary => self.say_who_i_am(context, message),
            Words::Probe if primary => Words::Well.send(context, message.source, message.call),
            Words::Began {
                epoch,
                after,
                written,
                now,
            } => {
                let beginning = Beginning {
                    epoch,
                    after,
                    written,
                };
                self.began(context, message, beginning, now);
            }
            Words::Replicate {
                epoch,
                version,
                key,
            } => self.replicate(context, message, epoch, version, key),
            Words::Replicated { epoch, written } if primary => {
                self.replicated(context, message, epoch, written);
            }
            Words::Missing { epoch, written } if primary && epoch == epoch_of_mine => {
                self.missing(context, message.source, written);
            }
            Words::StepDown { epoch } => self.meet_epoch(context, epoch),
            Words::WorkWithout { epoch, standby } if primary && epoch == epoch_of_mine => {
                self.work_without(context, standby);
            }
            words => self.told_by_monitor(context, message, words),
        }
    }

    fn told_by_monitor(&mut self, context: &mut Context<'_>, message: &Message, words: Words) {
        let joins = self.part == Part::Joining && message.call == self.changes;
        match words {
            Words::Heartbeat { epoch } => {
                self.meet_epoch(context, epoch);
                let words = Words::Alive {
                    leads: matches!(self.part, Part::Primary | Part::Promoting),
                    fit: self.part == Part::Standby && self.data.whole(),
                    newest: Version::in_history(
                        self.store(context.node),
                        self.data.epoch(),
                        self.data.written(),
                    ),
                };
                words.send(context, message.source, message.call);
            }
            Words::Promote { epoch } => self.promote(context, epoch),
            Words::Lead { epoch } if joins => {
                self.enter_epoch(self.epoch.max(epoch));
                self.lead(context);
            }
            Words::Follow { epoch } if joins => {
                self.enter_epoch(self.epoch.max(epoch));
                self.become_part(context, Part::Standby);
            }
            _ => {}
        }
    }

    fn say_who_i_am(&self, context: &mut Context<'_>, message: &Message) {
        if self.part == Part::Primary {
            let words = Words::IAmPrimary {
                epoch: self.epoch,
                readable: if self.readable {
                    self.peers.len() as u64
                } else {
                    0
                },
            };
            words.send(context, message.source, 0);
        } else if self.answers_reads() {
            Words::IAmReadable.send(context, message.source, 0);
        }
    }
}

fn refuse(context: &mut Context<'_>, ask: &Ask, reason: Reason) {
    context.note(Note::Refused {
        request: ask.request,
        reason,
    });
    context.answer_to(ask.caller, ask.request, ask.call, Err(reason));
}

impl Process for Database {
    fn start(&mut self, context: &mut Context<'_>) {
        self.changes += 1;
        if !self.peers.is_empty() {
            self.tick(context);
        }
    }

    fn message(&mut self, context: &mut Context<'_>, message: &Message) {
        match message.body {
            Body::Call(what) => self.accept(context, message, what),
            Body::Protocol(payload) => {
                self.told(context, message, Words::from(payload));
                self.admit_waiting(context);
                self.look_at_lag(context.now);
            }
            Body::Answer(_) => {}
        }
    }

    fn timer(&mut self, context: &mut Context<'_>, token: u64) {
        match token {
            TICK => self.tick(context),
            PROMOTED => self.promoted(context),
            APPLIED => self.applied(context),
            SHIP => self.ship(context),
            job => self.copies_are_silent(context, Key::from_bits(job)),
        }
        self.admit_waiting(context);
        self.look_at_lag(context.now);
    }

    fn work_done(&mut self, context: &mut Context<'_>, job: u64) {
        self.worked(context, Key::from_bits(job));
        self.admit_waiting(context);
        self.look_at_lag(context.now);
    }

    fn check(&self) -> Result<(), String> {
        if let Some(pool) = &self.pool {
            pool.check(self.jobs.len())?;
        }
        let written = self.data.written();
        if self.data.confirmed() > written && self.data.whole() {
            return Err(format!(
                "what is confirmed is on disk: {} of {written}",
                self.data.confirmed()
            ));
        }
        if self.synchronous && self.writes_lost > 0 {
            return Err(format!("{} confirmed writes are lost", self.writes_lost));
        }
        Ok(())
    }

    fn crash(&mut self) {
        self.jobs.clear();
        self.unconfirmed.clear();
        if let Some(pool) = &mut self.pool {
            pool.clear();
        }
        self.applying = false;
        self.shipping = false;
        self.lag.forget();
        self.shippable = self.data.written();
        self.show_everything();
        self.peers.iter_mut().for_each(Peer::unmet);
        self.part = match (self.monitor, self.first) {
            (Some(_), _) => Part::Joining,
            (None, true) => Part::Primary,
            (None, false) => Part::Standby,
        };
    }

    fn role(&self) -> Role {
        match self.part {
            _ if self.peers.is_empty() => Role::None,
            Part::Primary => Role::Primary,
            Part::Standby | Part::Joining => Role::Standby,
            Part::Promoting => Role::Promoting,
        }
    }

    fn tally(&self, now: Time) -> Tally<'_> {
        Tally {
            connecting: self.pool.as_ref().map(|pool| pool.tally(now)),
            ..self.tally_of_lag(now)
        }
    }

    fn stored_writes(&self) -> Option<u64> {
        Some(self.data.written())
    }

    fn clone_box(&self) -> Box<dyn Process> {
        Box::new(self.clone())
    }
}
