//! A cache: it keeps copies of what its origin answered, and answers the next who asks.
//!
//! A copy is fresh for a time to live, by the clock of the cache. After that it may still be given
//! for a while to whoever asks, while one call fetches a newer one (stale while revalidate, RFC
//! 5861). What is not there is fetched; those who miss the same key meanwhile wait for that one
//! answer (single flight), so that a crowd at the door is one call at the origin. Operations that
//! change data pass through, and their answers throw the copies of that data away, or take their
//! place (write-through): a copy that was asked for before the change was confirmed is never kept
//! after it, and of changes that met on their way none is. A cache near its users is what a content
//! delivery network calls an edge. Simplified: every copy takes the same room, and an answer of bad
//! news is never kept.

use sim::{
    Answer, Body, CacheTally, Call, Context, Decision, Duration, Key, Message, NodeId, Note,
    Process, Reason, RequestId, Sampler, Slab, Stream, Tally, Time,
};

use crate::parts::protocol::Words;
use crate::parts::store::Store;
use flights::{Flights, Landed, Purpose, Waiter};
use shelf::{Copy, Shelf};

mod flights;
mod shelf;
mod spec;
mod table;
#[cfg(test)]
mod tests;

pub use spec::Cache;

/// Calls that a cache has accepted and not answered, at most.
const WAITING_MAX: usize = 100_000;

/// Which machines the origin is asked at.
#[derive(Clone, Debug)]
pub(crate) enum Origin {
    /// Each in turn.
    Machines { machines: Vec<NodeId>, next: usize },
    /// A database, of which one machine takes the writes.
    Store(Store),
}

/// What a cache does with an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rule {
    Keep,
    Pass,
    Invalidate,
    Update,
}

/// What a cache is made of.
#[derive(Clone, Debug)]
pub(crate) struct Setup {
    pub(crate) origin: Origin,
    /// What is done with each operation, by its number; others pass.
    pub(crate) rules: Vec<Rule>,
    pub(crate) capacity: u32,
    pub(crate) time_to_live: Option<Duration>,
    /// Operations whose copies are fresh for another time.
    pub(crate) other_times: Vec<(u16, Duration)>,
    pub(crate) stale_while_revalidate: Duration,
    pub(crate) single_flight: bool,
    /// How long it waits for its origin.
    pub(crate) patience: Duration,
    /// How long a worker needs for each call; without it none is needed.
    pub(crate) lookup: Option<Sampler>,
    pub(crate) lookup_times: Stream,
}

/// Exact counts since the start of the run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Counts {
    lookups: u64,
    /// Answered from a copy, fresh or stale.
    hits: u64,
    /// Those of them whose copy was stale.
    stale_hits: u64,
    misses: u64,
    /// Those of them that wait for an answer that somebody else has asked for.
    joined: u64,
    /// Copies given although they were older than anything allows.
    past_their_time: u64,
}

/// A call that waits for a worker.
#[derive(Clone, Copy, Debug)]
struct Job {
    waiter: Waiter,
    what: Call,
}

/// A program that keeps copies.
#[derive(Clone, Debug)]
pub(crate) struct CacheProcess {
    setup: Setup,
    shelf: Shelf,
    jobs: Slab<Job>,
    flights: Flights,
    counts: Counts,
}

impl CacheProcess {
    pub(crate) fn new(setup: Setup) -> Self {
        Self {
            shelf: Shelf::new(setup.capacity),
            jobs: Slab::default(),
            flights: Flights::default(),
            counts: Counts::default(),
            setup,
        }
    }

    fn accept(&mut self, context: &mut Context<'_>, message: &Message, what: Call) {
        let waiter = Waiter {
            caller: message.source,
            call: message.call,
            request: message.request,
        };
        let refusal = if self.jobs.len() + self.flights.waiting() >= WAITING_MAX {
            Some(Reason::LimitReached)
        } else if self.setup.lookup.is_some() && !context.has_room() {
            Some(Reason::QueueFull)
        } else {
            None
        };
        if let Some(reason) = refusal {
            let request = waiter.request;
            context.note(Note::Refused { request, reason });
            answer(context, waiter, Err(reason));
            return;
        }
        let Some(lookup) = self.setup.lookup else {
            self.serve(context, waiter, what);
            return;
        };
        let duration = lookup.sample(&mut self.setup.lookup_times);
        let job = self.jobs.insert(Job { waiter, what });
        context.work(job.as_bits(), waiter.request, duration);
    }

    fn serve(&mut self, context: &mut Context<'_>, waiter: Waiter, what: Call) {
        let rule = self.setup.rules.get(usize::from(what.operation));
        match rule.copied().unwrap_or(Rule::Pass) {
            Rule::Keep => self.look_up(context, waiter, what),
            Rule::Pass => {
                let flight = self.fetch(context, Purpose::Pass, waiter.request, what);
                self.flights.join(flight, waiter);
            }
            Rule::Invalidate => {
                let purpose = Purpose::Invalidate(what.key);
                let flight = self.fetch(context, purpose, waiter.request, what);
                self.flights.join(flight, waiter);
            }
            Rule::Update => {
                let purpose = Purpose::Update(what.key);
                let flight = self.fetch(context, purpose, waiter.request, what);
                self.flights.join(flight, waiter);
            }
        }
    }

    fn look_up(&mut self, context: &mut Context<'_>, waiter: Waiter, what: Call) {
        self.counts.lookups += 1;
        let key = key_of(what.operation, what.key);
        let Some(copy) = self.shelf.take_up(key) else {
            self.miss(context, waiter, what);
            return;
        };
        let age = context.clock().since(copy.stored_at);
        let fresh = self.fresh_for(what.operation);
        let allowed = fresh + self.setup.stale_while_revalidate;
        if age < fresh {
            context.decided(waiter.request, Decision::CacheHit);
        } else if age < allowed {
            context.decided(waiter.request, Decision::CacheStale);
            self.counts.stale_hits += 1;
            if self.flights.asking(key).is_none() {
                // Nobody waits for this one, so nobody stops waiting.
                let what = Call::new(what.operation, what.key);
                self.fetch(context, Purpose::Fill(key), None, what);
            }
        } else {
            self.shelf.remove(key);
            self.miss(context, waiter, what);
            return;
        }
        self.counts.hits += 1;
        self.counts.past_their_time += u64::from(age >= allowed);
        answer(context, waiter, Ok(copy.version));
    }

    /// How long a copy of this operation's answer is fresh.
    fn fresh_for(&self, operation: u16) -> Duration {
        let mut others = self.setup.other_times.iter();
        let other = others.find(|(other, _)| *other == operation);
        let fresh = other.map(|(_, fresh)| *fresh).or(self.setup.time_to_live);
        fresh.unwrap_or(Duration::from_nanos(u64::MAX))
    }

    fn miss(&mut self, context: &mut Context<'_>, waiter: Waiter, what: Call) {
        self.counts.misses += 1;
        context.decided(waiter.request, Decision::CacheMiss);
        let key = key_of(what.operation, what.key);
        let flight = match self.flights.asking(key) {
            Some(flight) if self.setup.single_flight => {
                context.decided(waiter.request, Decision::Joined);
                self.counts.joined += 1;
                flight
            }
            // The one under way fills the cache; this one asks for itself.
            Some(_) => self.fetch(context, Purpose::Pass, waiter.request, what),
            None => self.fetch(context, Purpose::Fill(key), waiter.request, what),
        };
        self.flights.join(flight, waiter);
    }

    /// Asks the origin.
    fn fetch(
        &mut self,
        context: &mut Context<'_>,
        purpose: Purpose,
        request: Option<RequestId>,
        what: Call,
    ) -> Key {
        let flight = self.flights.begin(purpose);
        let target = match &mut self.setup.origin {
            Origin::Machines { machines, next } => {
                *next = (*next + 1) % machines.len();
                machines[*next]
            }
            Origin::Store(store) => store.target(context, request, what),
        };
        context.call(target, request, flight.as_bits(), what);
        context.set_timer(self.setup.patience, flight.as_bits());
        flight
    }

    /// The origin has answered, or has not in time.
    fn land(&mut self, context: &mut Context<'_>, flight: Key, came: Option<Answer>) {
        let outcome = came.unwrap_or(Err(Reason::DependencyTimedOut));
        let Some(mut landed) = self.flights.land(flight) else {
            return;
        };
        if let (Origin::Store(store), Err(reason)) = (&mut self.setup.origin, outcome) {
            store.failed(context, reason);
        }
        self.keep_or_throw_away(context, &landed, outcome);
        while let Some(waiter) = self.flights.next(&mut landed) {
            if came.is_none() {
                context.decided(waiter.request, Decision::GaveUp);
            }
            answer(context, waiter, outcome);
        }
    }

    fn keep_or_throw_away(&mut self, context: &Context<'_>, landed: &Landed, outcome: Answer) {
        match (landed.purpose, outcome) {
            (Purpose::Fill(key), Ok(version)) if !landed.outdated => {
                let stored_at = context.clock();
                self.shelf.put(key, Copy { version, stored_at });
            }
            (Purpose::Update(data), Ok(version)) if !landed.outdated => {
                let stored_at = context.clock();
                for key in self.kept_of(data) {
                    self.shelf.put(key, Copy { version, stored_at });
                    self.flights.outdate(key);
                }
            }
            (Purpose::Invalidate(data) | Purpose::Update(data), _) => {
                // Bad news does not say that nothing was changed.
                for key in self.kept_of(data) {
                    self.shelf.remove(key);
                    self.flights.outdate(key);
                }
            }
            _ => {}
        }
    }

    /// The keys that copies of a piece of data are kept under.
    fn kept_of(&self, data: u32) -> Vec<u64> {
        let rules = self.setup.rules.iter().enumerate();
        let kept = rules.filter(|(_, rule)| **rule == Rule::Keep);
        kept.map(|(operation, _)| key_of(operation as u16, data))
            .collect()
    }
}

/// The key of a copy: what was asked, about which data.
const fn key_of(operation: u16, data: u32) -> u64 {
    (operation as u64) << 32 | data as u64
}

fn answer(context: &mut Context<'_>, waiter: Waiter, outcome: Answer) {
    context.answer_to(waiter.caller, waiter.request, waiter.call, outcome);
}

impl Process for CacheProcess {
    fn start(&mut self, context: &mut Context<'_>) {
        if let Origin::Store(store) = &mut self.setup.origin {
            store.ask(context);
        }
    }

    fn message(&mut self, context: &mut Context<'_>, message: &Message) {
        match message.body {
            Body::Call(what) => self.accept(context, message, what),
            Body::Answer(outcome) => {
                self.land(context, Key::from_bits(message.call), Some(outcome));
            }
            Body::Protocol(payload) => match (Words::from(payload), &mut self.setup.origin) {
                (Words::Probe, _) => Words::Well.send(context, message.source, message.call),
                (words, Origin::Store(store)) => store.told(message.source, words),
                _ => {}
            },
        }
    }

    fn timer(&mut self, context: &mut Context<'_>, token: u64) {
        self.land(context, Key::from_bits(token), None);
    }

    fn work_done(&mut self, context: &mut Context<'_>, job: u64) {
        let job = self.jobs.remove(Key::from_bits(job));
        let Job { waiter, what } = job.expect("only accepted calls are worked on");
        self.serve(context, waiter, what);
    }

    fn flush(&mut self, _context: &mut Context<'_>) {
        self.shelf.clear();
    }

    fn can_be_flushed(&self) -> bool {
        true
    }

    fn tally(&self, _now: Time) -> Tally<'_> {
        let counts = &self.counts;
        let cache = CacheTally {
            lookups: counts.lookups,
            hits: counts.hits,
            stale_hits: counts.stale_hits,
            joined: counts.joined,
        };
        Tally {
            cache: Some(cache),
            ..Tally::default()
        }
    }

    fn check(&self) -> Result<(), String> {
        let counts = &self.counts;
        if counts.hits + counts.misses != counts.lookups {
            return Err(format!("hits and misses are not the lookups: {counts:?}"));
        }
        if counts.past_their_time > 0 {
            return Err(format!("copies were given past their time: {counts:?}"));
        }
        self.shelf.check()?;
        self.flights.check()
    }

    fn crash(&mut self) {
        self.shelf.clear();
        self.jobs.clear();
        self.flights.clear();
        if let Origin::Store(store) = &mut self.setup.origin {
            store.forget();
        }
    }

    fn clone_box(&self) -> Box<dyn Process> {
        Box::new(self.clone())
    }
}
