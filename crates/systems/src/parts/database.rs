//! A database with a standby, kept in step by synchronous replication.
//!
//! The primary takes all reads and writes. A write is confirmed only when it is on the standby's
//! disk, too. When the standby does not confirm in time, the primary must not simply go on: the
//! standby could be promoted without that write. So it first asks the monitor for leave to work
//! alone, and the monitor then no longer promotes that standby; writes wait meanwhile. Later the
//! primary brings the standby up to date and tells the monitor. Every promotion begins a new epoch,
//! and whoever meets a newer epoch than its own steps down: there is never a second primary whose
//! confirmed writes get lost. Source: the scheme of synchronous standbys with a witness, as in
//! PostgreSQL with Patroni's synchronous mode or Amazon RDS Multi-AZ (which promotes in 60-120 s).
//!
//! Simplified: data is a count of writes; bringing a standby up to date is one message; applying
//! replicated writes takes the standby no time.

use sim::{
    Answer, Body, Call, Context, Duration, Key, Message, NodeId, Note, Process, Reason, RequestId,
    Role, Sampler, Slab, Stream, Version,
};

use crate::parts::protocol::Words;
use crate::workload::WRITE;

/// How long the primary waits for the standby, and how often it repeats itself.
const PATIENCE: Duration = Duration::from_millis(1_000);
/// Calls that the database has accepted and not answered yet, at most.
const IN_FLIGHT_MAX: usize = 1_000;
/// The call of a message that brings the standby up to date: it names no job.
const CATCH_UP: u64 = u64::MAX;
/// Timer tokens that are no job: all others name a job.
const TICK: u64 = u64::MAX;
const PROMOTED: u64 = u64::MAX - 1;

/// Who else belongs to a database that has a standby.
#[derive(Clone, Debug)]
pub(crate) struct Cluster {
    pub(crate) peer: NodeId,
    pub(crate) monitor: NodeId,
    /// From the order to take over until the first answer.
    pub(crate) promotion: Duration,
}

/// What the primary knows of its standby.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sync {
    /// It confirms every write.
    Together,
    /// It did not confirm; the monitor is asked for leave to go on alone.
    Asking,
    /// The monitor will not promote it; writes are confirmed without it.
    Alone,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Primary(Sync),
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
    /// The write it made, if it waits for the standby.
    written: Option<u64>,
}

/// A program that keeps data.
#[derive(Clone, Debug)]
pub(crate) struct Database {
    read: Sampler,
    write: Sampler,
    service_times: Stream,
    cluster: Option<Cluster>,
    part: Part,
    jobs: Slab<Job>,
    /// On disk: the epoch it has heard of, and how many writes it holds.
    epoch: u64,
    writes: u64,
}

impl Database {
    /// The database that takes the writes when the run starts, or the standby.
    pub(crate) fn new(
        read: Sampler,
        write: Sampler,
        service_times: Stream,
        cluster: Option<Cluster>,
        primary: bool,
    ) -> Self {
        Self {
            read,
            write,
            service_times,
            part: first_part(cluster.is_some(), primary),
            cluster,
            jobs: Slab::default(),
            epoch: 1,
            writes: 0,
        }
    }

    fn become_part(&mut self, context: &mut Context<'_>, part: Part) {
        let before = self.role();
        self.part = part;
        if self.role() != before {
            context.note(Note::Role(self.role()));
        }
    }

    fn accept(&mut self, context: &mut Context<'_>, message: &Message, what: Call) {
        let refusal = match self.part {
            Part::Primary(_) if context.has_room() && self.jobs.len() < IN_FLIGHT_MAX => None,
            Part::Primary(_) => Some(Reason::QueueFull),
            _ => Some(Reason::Unavailable),
        };
        if let Some(reason) = refusal {
            context.note(Note::Refused {
                request: message.request,
                reason,
            });
            context.answer(message, Err(reason));
            return;
        }
        let job = Job {
            caller: message.source,
            call: message.call,
            request: message.request,
            what,
            written: None,
        };
        let key = self.jobs.insert(job);
        let sampler = if what.operation == WRITE {
            self.write
        } else {
            self.read
        };
        let duration = sampler.sample(&mut self.service_times);
        context.work(key.as_bits(), message.request, duration);
    }

    fn worked(&mut self, context: &mut Context<'_>, key: Key) {
        let job = self
            .jobs
            .get_mut(key)
            .expect("only accepted jobs are worked on");
        let Part::Primary(sync) = self.part else {
            // It stepped down while it worked: the write is not made.
            self.end(context, key, Err(Reason::Unavailable));
            return;
        };
        if job.what.operation != WRITE {
            self.end(context, key, Ok(Version::NONE));
            return;
        }
        self.writes += 1;
        if sync == Sync::Alone {
            self.end(context, key, Ok(Version::NONE));
            return;
        }
        job.written = Some(self.writes);
        if let Some(cluster) = &self.cluster {
            let words = Words::Replicate {
                epoch: self.epoch,
                written: self.writes,
            };
            words.send(context, cluster.peer, key.as_bits());
            context.set_timer(PATIENCE, key.as_bits());
        }
    }

    fn end(&mut self, context: &mut Context<'_>, key: Key, outcome: Answer) {
        if let Some(job) = self.jobs.remove(key) {
            context.answer_to(job.caller, job.request, job.call, outcome);
        }
    }

    /// The standby has everything up to `written` on disk.
    fn confirmed(&mut self, context: &mut Context<'_>, key: Key, written: u64) {
        match self.part {
            Part::Primary(Sync::Together) => self.end(context, key, Ok(Version::NONE)),
            Part::Primary(Sync::Alone) if written == self.writes => {
                // Nothing is missing: from this instant on no write is confirmed without it.
                self.part = Part::Primary(Sync::Together);
                self.tell_monitor(context, Words::StandbyIsInSync { epoch: self.epoch });
            }
            _ => {}
        }
    }

    fn standby_is_silent(&mut self, context: &mut Context<'_>, key: Key) {
        let waits = self.jobs.get(key).is_some_and(|job| job.written.is_some());
        if waits && self.part == Part::Primary(Sync::Together) {
            self.part = Part::Primary(Sync::Asking);
            self.tell_monitor(context, Words::MayIWorkAlone { epoch: self.epoch });
        }
    }

    fn work_alone(&mut self, context: &mut Context<'_>) {
        if self.part != Part::Primary(Sync::Asking) {
            return;
        }
        self.part = Part::Primary(Sync::Alone);
        self.end_waiting(context, Ok(Version::NONE));
    }

    /// Ends every job that waits for the standby.
    fn end_waiting(&mut self, context: &mut Context<'_>, outcome: Answer) {
        let waiting: Vec<Key> = self
            .jobs
            .iter()
            .filter(|(_, job)| job.written.is_some())
            .map(|(key, _)| key)
            .collect();
        for key in waiting {
            self.end(context, key, outcome);
        }
    }

    /// Repeats what may have been lost on the way.
    fn tick(&mut self, context: &mut Context<'_>) {
        let Some(cluster) = &self.cluster else {
            return;
        };
        let (peer, epoch, written) = (cluster.peer, self.epoch, self.writes);
        match self.part {
            Part::Primary(Sync::Asking) => {
                self.tell_monitor(context, Words::MayIWorkAlone { epoch });
            }
            Part::Primary(Sync::Alone) => {
                Words::Replicate { epoch, written }.send(context, peer, CATCH_UP);
            }
            Part::Primary(Sync::Together) => {
                self.tell_monitor(context, Words::StandbyIsInSync { epoch });
            }
            Part::Joining => self.tell_monitor(context, Words::Join),
            Part::Standby | Part::Promoting => {}
        }
        context.set_timer(PATIENCE, TICK);
    }

    fn tell_monitor(&self, context: &mut Context<'_>, words: Words) {
        if let Some(cluster) = &self.cluster {
            words.send(context, cluster.monitor, 0);
        }
    }

    /// A newer epoch means that another primary was chosen.
    fn meet_epoch(&mut self, context: &mut Context<'_>, epoch: u64) {
        if epoch <= self.epoch {
            return;
        }
        self.epoch = epoch;
        if matches!(self.part, Part::Primary(_) | Part::Promoting) {
            self.become_part(context, Part::Standby);
            self.end_waiting(context, Err(Reason::Unavailable));
        }
    }

    fn replicate(
        &mut self,
        context: &mut Context<'_>,
        message: &Message,
        epoch: u64,
        written: u64,
    ) {
        if epoch < self.epoch {
            Words::StepDown { epoch: self.epoch }.send(context, message.source, 0);
            return;
        }
        self.meet_epoch(context, epoch);
        if self.part == Part::Standby {
            self.writes = written;
            Words::Replicated { epoch, written }.send(context, message.source, message.call);
        }
    }

    fn promote(&mut self, context: &mut Context<'_>, epoch: u64) {
        if epoch < self.epoch || self.part != Part::Standby {
            return;
        }
        self.epoch = epoch;
        self.become_part(context, Part::Promoting);
        if let Some(cluster) = &self.cluster {
            context.set_timer(cluster.promotion, PROMOTED);
        }
    }

    fn lead(&mut self, context: &mut Context<'_>) {
        self.become_part(context, Part::Primary(Sync::Alone));
    }

    fn told(&mut self, context: &mut Context<'_>, message: &Message, words: Words) {
        match words {
            Words::WhoIsPrimary if matches!(self.part, Part::Primary(_)) => {
                Words::IAmPrimary { epoch: self.epoch }.send(context, message.source, 0);
            }
            Words::Replicate { epoch, written } => {
                self.replicate(context, message, epoch, written);
            }
            Words::Replicated { epoch, written } if epoch == self.epoch => {
                self.confirmed(context, Key::from_bits(message.call), written);
            }
            Words::StepDown { epoch } => self.meet_epoch(context, epoch),
            Words::Heartbeat { epoch } => {
                self.meet_epoch(context, epoch);
                let leads = matches!(self.part, Part::Primary(_) | Part::Promoting);
                Words::Alive { leads }.send(context, message.source, message.call);
            }
            Words::Promote { epoch } => self.promote(context, epoch),
            Words::Lead { epoch } if self.part == Part::Joining => {
                self.epoch = self.epoch.max(epoch);
                self.lead(context);
            }
            Words::Follow { epoch } if self.part == Part::Joining => {
                self.epoch = self.epoch.max(epoch);
                self.become_part(context, Part::Standby);
            }
            Words::WorkAlone { epoch } if epoch == self.epoch => self.work_alone(context),
            _ => {}
        }
    }
}

fn first_part(clustered: bool, primary: bool) -> Part {
    match (primary, clustered) {
        (true, true) => Part::Primary(Sync::Together),
        (true, false) => Part::Primary(Sync::Alone),
        (false, _) => Part::Standby,
    }
}

impl Process for Database {
    fn start(&mut self, context: &mut Context<'_>) {
        if self.cluster.is_some() {
            self.tick(context);
        }
    }

    fn message(&mut self, context: &mut Context<'_>, message: &Message) {
        match message.body {
            Body::Call(what) => self.accept(context, message, what),
            Body::Protocol(payload) => self.told(context, message, Words::from(payload)),
            Body::Answer(_) => {}
        }
    }

    fn timer(&mut self, context: &mut Context<'_>, token: u64) {
        match token {
            TICK => self.tick(context),
            PROMOTED if self.part == Part::Promoting => self.lead(context),
            PROMOTED => {}
            job => self.standby_is_silent(context, Key::from_bits(job)),
        }
    }

    fn work_done(&mut self, context: &mut Context<'_>, job: u64) {
        self.worked(context, Key::from_bits(job));
    }

    fn crash(&mut self) {
        self.jobs.clear();
        self.part = if self.cluster.is_some() {
            Part::Joining
        } else {
            Part::Primary(Sync::Alone)
        };
    }

    fn role(&self) -> Role {
        match self.part {
            _ if self.cluster.is_none() => Role::None,
            Part::Primary(_) => Role::Primary,
            Part::Standby | Part::Joining => Role::Standby,
            Part::Promoting => Role::Promoting,
        }
    }

    fn stored_writes(&self) -> Option<u64> {
        Some(self.writes)
    }

    fn clone_box(&self) -> Box<dyn Process> {
        Box::new(self.clone())
    }
}
