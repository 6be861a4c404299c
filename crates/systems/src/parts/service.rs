//! A service: it works on a call in steps, may ask a database in between, and answers.
//!
//! A call that finds every worker busy waits in the node's queue; one that finds the queue full is
//! refused at once. While the service waits for its database, no worker is held (as in an event
//! loop or with asynchronous handlers), but the call counts as in flight, and those are limited.

use sim::{
    Answer, Body, Call, Context, Key, Message, NodeId, Note, Process, Reason, RequestId, Role,
    Sampler, Slab, Stream, Version,
};

use crate::parts::protocol::Words;
use crate::parts::store::Store;

/// Calls a service has accepted and not answered yet, at most.
const IN_FLIGHT_MAX: usize = 1_000;

/// One step of an operation.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Step {
    /// A worker works on it.
    Work(Sampler),
    /// The database is asked.
    Ask,
}

#[derive(Clone, Copy, Debug)]
struct Job {
    caller: NodeId,
    call: u64,
    request: Option<RequestId>,
    what: Call,
    step: u8,
    /// Whether the database owes an answer.
    waiting: bool,
}

/// A program that carries out operations.
#[derive(Clone, Debug)]
pub(crate) struct Service {
    /// The steps of each operation, by its number.
    operations: Vec<Vec<Step>>,
    store: Option<Store>,
    /// Who sends work here and wants to know of its coming and going.
    balancer: Option<NodeId>,
    jobs: Slab<Job>,
    draining: bool,
    service_times: Stream,
}

impl Service {
    /// A service that draws its service times from `service_times`.
    pub(crate) fn new(operations: Vec<Vec<Step>>, service_times: Stream) -> Self {
        Self {
            operations,
            store: None,
            balancer: None,
            jobs: Slab::default(),
            draining: false,
            service_times,
        }
    }

    /// The service asks this database.
    pub(crate) fn with_store(mut self, store: Store) -> Self {
        self.store = Some(store);
        self
    }

    /// The service gets its work from this balancer.
    pub(crate) fn behind(mut self, balancer: NodeId) -> Self {
        self.balancer = Some(balancer);
        self
    }

    fn accept(&mut self, context: &mut Context<'_>, message: &Message, what: Call) {
        if self.draining {
            context.answer(message, Err(Reason::Unavailable));
            return;
        }
        if !context.has_room() || self.jobs.len() >= IN_FLIGHT_MAX {
            let reason = Reason::QueueFull;
            context.note(Note::Refused {
                request: message.request,
                reason,
            });
            context.answer(message, Err(reason));
            return;
        }
        let key = self.jobs.insert(Job {
            caller: message.source,
            call: message.call,
            request: message.request,
            what,
            step: 0,
            waiting: false,
        });
        self.go_on(context, key, false);
    }

    /// Begins the job's present step, or answers after the last one.
    fn go_on(&mut self, context: &mut Context<'_>, key: Key, continues: bool) {
        let job = self.jobs.get_mut(key).expect("a job that goes on is there");
        let steps = &self.operations[usize::from(job.what.operation)];
        match steps.get(usize::from(job.step)) {
            Some(Step::Work(sampler)) => {
                let duration = sampler.sample(&mut self.service_times);
                if continues {
                    context.continue_work(key.as_bits(), job.request, duration);
                } else {
                    context.work(key.as_bits(), job.request, duration);
                }
            }
            Some(Step::Ask) => {
                let store = self.store.as_mut().expect("who asks a store has one");
                job.waiting = true;
                let target = store.target(context, job.request, job.what);
                context.call(target, job.request, key.as_bits(), job.what);
                context.set_timer(store.timeout(), key.as_bits());
            }
            None => self.end(context, key, Ok(Version::NONE)),
        }
    }

    fn end(&mut self, context: &mut Context<'_>, key: Key, outcome: Answer) {
        if let Some(job) = self.jobs.remove(key) {
            context.answer_to(job.caller, job.request, job.call, outcome);
        }
        if self.draining && self.jobs.is_empty() {
            context.power_off();
        }
    }

    fn stored(&mut self, context: &mut Context<'_>, key: Key, outcome: Answer) {
        // The answer to a job that was given up finds nobody.
        let Some(job) = self.jobs.get_mut(key).filter(|job| job.waiting) else {
            return;
        };
        job.waiting = false;
        match outcome {
            Ok(_) => {
                job.step += 1;
                self.go_on(context, key, false);
            }
            Err(reason) => {
                if let Some(store) = &mut self.store {
                    store.failed(context, reason);
                }
                self.end(context, key, Err(reason));
            }
        }
    }
}

impl Process for Service {
    fn start(&mut self, context: &mut Context<'_>) {
        if let Some(balancer) = self.balancer {
            Words::Register.send(context, balancer, 0);
        }
        if let Some(store) = &mut self.store {
            store.ask(context);
        }
    }

    fn message(&mut self, context: &mut Context<'_>, message: &Message) {
        match message.body {
            Body::Call(what) => self.accept(context, message, what),
            Body::Answer(outcome) => self.stored(context, Key::from_bits(message.call), outcome),
            Body::Protocol(payload) => match Words::from(payload) {
                Words::Probe if !self.draining => {
                    Words::Well.send(context, message.source, message.call);
                }
                words => {
                    if let Some(store) = &mut self.store {
                        store.told(message.source, words);
                    }
                }
            },
        }
    }

    fn timer(&mut self, context: &mut Context<'_>, token: u64) {
        self.stored(
            context,
            Key::from_bits(token),
            Err(Reason::DependencyTimedOut),
        );
    }

    fn work_done(&mut self, context: &mut Context<'_>, job: u64) {
        let key = Key::from_bits(job);
        let entry = self
            .jobs
            .get_mut(key)
            .expect("only accepted jobs are worked on");
        entry.step += 1;
        self.go_on(context, key, true);
    }

    fn retire(&mut self, context: &mut Context<'_>) {
        self.draining = true;
        if let Some(balancer) = self.balancer {
            Words::Deregister.send(context, balancer, 0);
        }
        if self.jobs.is_empty() {
            context.power_off();
        }
    }

    fn crash(&mut self) {
        self.jobs.clear();
        self.draining = false;
        if let Some(store) = &mut self.store {
            store.forget();
        }
    }

    fn role(&self) -> Role {
        if self.draining {
            Role::Draining
        } else {
            Role::None
        }
    }

    fn clone_box(&self) -> Box<dyn Process> {
        Box::new(self.clone())
    }
}
