//! The program of a service: it turns calls away at its door or carries them out step by step.
//!
//! What a call has come to is a [`Job`]; what the service itself asks of others for a job is a
//! [`Sent`]. Both live in slabs whose keys name them in the queue, in calls and in timers, so that
//! whatever comes for something that is over finds nobody. While a job waits for answers, no worker
//! is held (as in an event loop or with asynchronous handlers); work after that waits in the queue
//! like new work, and is refused like it when the queue is full.

use std::sync::Arc;

use sim::{
    Answer, Body, Call, Context, Decision, Key, Message, NodeId, Note, Process, Reason, RequestId,
    Role, Slab, Stream,
};

use super::door::Door;
use super::job::{Job, Sent};
use super::memory::Memory;
use super::outlet::{Outlet, Route, Waits};
use super::pace::{Pace, Slowdown};
use super::script::{Action, Reach, Script, Site};
use crate::parts::protocol::Words;
use crate::parts::retry::{Retry, RetrySpec};
use crate::parts::store::Store;
use calls::WAITS;
use undo::TakenBack;

mod calls;
mod undo;

/// How a job comes to its next step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Coming {
    /// It has just been let in.
    New,
    /// A worker has just worked on it.
    Worked,
    /// It has waited for answers.
    Waited,
}

/// A program that carries out operations.
#[derive(Clone, Debug)]
pub(crate) struct ServiceProcess {
    script: Arc<Script>,
    routes: Vec<Route>,
    outlets: Vec<Outlet>,
    /// One for each place of the script that calls somebody.
    waits: Vec<Waits>,
    door: Door,
    pace: Pace,
    /// Who sends work here and wants to know of its coming and going.
    balancers: Vec<NodeId>,
    jobs: Slab<Job>,
    calls: Slab<Sent>,
    memory: Memory,
    draining: bool,
    taken_back: TakenBack,
    service_times: Stream,
}

impl ServiceProcess {
    /// A service that does this for each operation, drawing its times from `service_times`.
    pub(crate) fn new(operations: Vec<Vec<Action>>, service_times: Stream) -> Self {
        let script = Script {
            operations,
            sites: Vec::new(),
        };
        Self::scripted(script, Reach::default(), service_times)
    }

    /// A service that reaches others as its script says.
    pub(super) fn scripted(script: Script, reach: Reach, service_times: Stream) -> Self {
        let waits = script.sites.iter().map(|site| Waits::new(site.timeout));
        Self {
            waits: waits.collect(),
            script: Arc::new(script),
            routes: reach.routes,
            outlets: reach.outlets,
            door: Door::default(),
            pace: Pace::default(),
            balancers: Vec::new(),
            jobs: Slab::default(),
            calls: Slab::default(),
            memory: Memory::new(NodeId(0)),
            draining: false,
            taken_back: TakenBack::default(),
            service_times,
        }
    }

    /// The service lets in what `door` allows and works at this pace.
    pub(super) const fn limited(mut self, door: Door, pace: Pace) -> Self {
        self.door = door;
        self.pace = pace;
        self
    }

    /// The machine belongs to the service that this machine stands for.
    pub(super) fn remembering(mut self, service: NodeId) -> Self {
        self.memory = Memory::new(service);
        self
    }

    /// The machine's workers, so many of them, get in each other's way.
    pub(crate) fn slowed(mut self, workers: u16, slowdown: Slowdown) -> Self {
        self.pace = Pace::new(workers, slowdown, None);
        self
    }

    /// The service asks this database ([`Action::ASK`]).
    pub(crate) fn with_store(mut self, store: Store) -> Self {
        let site = Site {
            outlet: 0,
            route: 0,
            operation: None,
            timeout: store.timeout(),
            optional: false,
            event: false,
        };
        // It never tries again, so it never draws a pause.
        let retry = Retry::new(&RetrySpec::NONE, self.service_times.clone());
        Arc::make_mut(&mut self.script).sites = vec![site];
        self.waits = vec![Waits::new(site.timeout)];
        self.routes = vec![Route::Store(store)];
        self.outlets = vec![Outlet::new(retry, None, None)];
        self
    }

    /// The service gets its work from these balancers.
    pub(crate) fn behind(mut self, balancers: Vec<NodeId>) -> Self {
        self.balancers = balancers;
        self
    }

    fn accept(&mut self, context: &mut Context<'_>, message: &Message, what: Call) {
        if self.draining {
            context.answer(message, Err(Reason::Unavailable));
            return;
        }
        let works = self.script.begins_with_work(what.operation);
        if let Err(reason) = self.door.admit(context, &what, self.jobs.len(), works) {
            refuse(context, message.request, reason);
            context.answer(message, Err(reason));
            return;
        }
        let cold = self.pace.is_cold(context.now);
        let key = self.jobs.insert(Job::new(message, what, cold));
        self.go_on(context, key, Coming::New);
    }

    /// Does the job's present step and those after it, until one has to be waited for.
    fn go_on(&mut self, context: &mut Context<'_>, key: Key, mut coming: Coming) {
        loop {
            let job = self.jobs.get_mut(key).expect("a job that goes on is there");
            let actions = &self.script.operations[usize::from(job.what.operation)];
            match actions.get(usize::from(job.step)).copied() {
                Some(Action::Work(_)) if coming == Coming::Waited && !context.has_room() => {
                    refuse(context, job.request, Reason::QueueFull);
                    if !self.turns_back(context, key, Reason::QueueFull) {
                        return;
                    }
                }
                Some(Action::Work(sampler)) => {
                    let duration = sampler.sample(&mut self.service_times);
                    let duration = self.pace.stretched(context, duration, job.cold);
                    if coming == Coming::Worked {
                        context.continue_work(key.as_bits(), job.request, duration);
                    } else {
                        context.work(key.as_bits(), job.request, duration);
                    }
                    return;
                }
                Some(Action::Ask(calls)) => {
                    let waits = match self.ask(context, key, calls) {
                        Ok(over) => !over,
                        Err(reason) => !self.turns_back(context, key, reason),
                    };
                    if waits {
                        return;
                    }
                    coming = Coming::Waited;
                }
                Some(Action::Undo(_)) => job.step += 1,
                Some(Action::Remember) => {
                    job.done_at_once(self.memory.remember(context.now, job.what.key));
                }
                Some(Action::Recall) => {
                    let found = self.memory.recall(job.what.key);
                    if found.is_none() {
                        context.decided(job.request, Decision::RecalledNothing);
                    }
                    job.done_at_once(found.unwrap_or(self.memory.nothing()));
                }
                Some(Action::Reply) => {
                    job.step += 1;
                    job.answer(context, Ok(job.version));
                }
                Some(Action::End) | None => {
                    if !self.goes_back_further(context, key) {
                        return;
                    }
                    coming = Coming::Waited;
                }
            }
        }
    }

    /// The service itself decides that a job comes to nothing.
    fn give_up(&mut self, context: &mut Context<'_>, key: Key, reason: Reason) {
        let request = self.jobs.get(key).and_then(|job| job.request);
        refuse(context, request, reason);
        self.fail(context, key, reason);
    }

    /// A job's present step has failed.
    fn fail(&mut self, context: &mut Context<'_>, key: Key, reason: Reason) {
        if self.turns_back(context, key, reason) {
            self.go_on(context, key, Coming::Waited);
        }
    }

    fn end(&mut self, context: &mut Context<'_>, key: Key, outcome: Answer) {
        if let Some(mut job) = self.jobs.remove(key) {
            job.answer(context, outcome);
        }
        if self.draining && self.jobs.is_empty() {
            context.power_off();
        }
    }
}

fn refuse(context: &mut Context<'_>, request: Option<RequestId>, reason: Reason) {
    context.note(Note::Refused { request, reason });
}

impl Process for ServiceProcess {
    fn start(&mut self, context: &mut Context<'_>) {
        self.door.start(context.now);
        self.pace.start(context.now);
        for balancer in &self.balancers {
            Words::Register.send(context, *balancer, 0);
        }
        for route in &mut self.routes {
            route.start(context);
        }
    }

    fn message(&mut self, context: &mut Context<'_>, message: &Message) {
        match message.body {
            Body::Call(what) => self.accept(context, message, what),
            Body::Answer(outcome) => self.came(context, Key::from_bits(message.call), outcome),
            Body::Protocol(payload) => match Words::from(payload) {
                Words::Probe if !self.draining => {
                    Words::Well.send(context, message.source, message.call);
                }
                Words::HowBusy if !self.draining => {
                    let per_mille = context.utilization_per_mille();
                    let queue = context.queue_length() as u64;
                    let busy = Words::Busy { per_mille, queue };
                    busy.send(context, message.source, message.call);
                }
                words => {
                    for route in &mut self.routes {
                        route.told(message.source, words);
                    }
                }
            },
        }
    }

    fn timer(&mut self, context: &mut Context<'_>, token: u64) {
        match token.checked_sub(WAITS) {
            Some(site) => self.overdue(context, site as usize),
            None => self.try_again(context, Key::from_bits(token)),
        }
    }

    fn work_done(&mut self, context: &mut Context<'_>, job: u64) {
        let key = Key::from_bits(job);
        let job = self.jobs.get_mut(key);
        job.expect("only accepted jobs are worked on").step += 1;
        self.go_on(context, key, Coming::Worked);
    }

    fn begins(&mut self, context: &mut Context<'_>, job: u64) -> bool {
        let key = Key::from_bits(job);
        let job = self.jobs.get(key).expect("only accepted jobs wait");
        // Nobody waits for work after the answer, so nobody can wait in vain.
        let worth_it = job.answered || !self.door.too_late(context, &job.what);
        if !worth_it {
            self.give_up(context, key, Reason::Shed);
        }
        worth_it
    }

    fn displaced(&mut self, context: &mut Context<'_>, job: u64) {
        self.give_up(context, Key::from_bits(job), Reason::QueueFull);
    }

    fn check(&self) -> Result<(), String> {
        self.door.check(self.jobs.len())?;
        self.taken_back.check(self.going_back())?;
        for (place, outlet) in self.outlets.iter().enumerate() {
            let goes_there = |sent: &&Sent| {
                let site = self.script.sites[usize::from(sent.site)];
                sent.left.is_some() && usize::from(site.outlet) == place
            };
            let calls = self.calls.iter().map(|(_, sent)| sent);
            outlet.check(|| calls.filter(goes_there).count() as u32)?;
        }
        Ok(())
    }

    fn retire(&mut self, context: &mut Context<'_>) {
        self.draining = true;
        for balancer in &self.balancers {
            Words::Deregister.send(context, *balancer, 0);
        }
        if self.jobs.is_empty() {
            context.power_off();
        }
    }

    fn crash(&mut self) {
        self.taken_back.forget(self.going_back());
        self.jobs.clear();
        self.calls.clear();
        self.memory.forget();
        self.draining = false;
        self.waits.iter_mut().for_each(Waits::forget);
        self.routes.iter_mut().for_each(Route::forget);
        self.outlets.iter_mut().for_each(Outlet::forget);
    }

    fn role(&self) -> Role {
        if self.draining {
            Role::Draining
        } else {
            Role::None
        }
    }

    fn trusts(&self, target: NodeId) -> Option<bool> {
        let breakers = self
            .outlets
            .iter()
            .enumerate()
            .filter_map(|(place, outlet)| {
                let sites = self.script.sites.iter();
                let mut sites = sites.filter(|site| usize::from(site.outlet) == place);
                let leads_there = |site: &Site| {
                    self.routes[usize::from(site.route)]
                        .machines()
                        .contains(&target)
                };
                sites.any(leads_there).then_some(outlet.closed()?)
            });
        breakers.reduce(|all, closed| all && closed)
    }

    fn clone_box(&self) -> Box<dyn Process> {
        Box::new(self.clone())
    }
}
