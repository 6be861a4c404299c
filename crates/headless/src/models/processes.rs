//! What the machines of the benchmark's models do, as programs of the engine like any other.

use std::collections::VecDeque;
use std::ops::RangeInclusive;

use sim::{
    Body, Call, CallId, Context, Distribution, Duration, Key, Message, NodeId, Process, Reason,
    RequestId, Sampler, Slab, Stream, Version,
};

/// Draws from an exponential distribution, in the name of one machine.
#[derive(Clone, Debug)]
struct Exponential {
    sampler: Sampler,
    stream: Stream,
}

impl Exponential {
    fn new(seed: u64, place: &str, purpose: &str, mean: Duration) -> Self {
        Self {
            sampler: Distribution::Exponential { mean }.sampler(),
            stream: Stream::named(seed, place, purpose),
        }
    }

    fn draw(&mut self) -> Duration {
        self.sampler.sample(&mut self.stream)
    }
}

/// The parts of a process that these programs have no use for.
macro_rules! plain {
    () => {
        fn crash(&mut self) {}

        fn clone_box(&self) -> Box<dyn Process> {
            Box::new(self.clone())
        }
    };
}

/// A queue with one server; its customers come from its own workload.
#[derive(Clone, Debug)]
pub(super) struct Queue {
    service: Exponential,
}

impl Queue {
    pub(super) fn new(seed: u64, service: Duration) -> Self {
        Self {
            service: Exponential::new(seed, "server", "service", service),
        }
    }
}

impl Process for Queue {
    fn start(&mut self, _context: &mut Context<'_>) {}

    fn arrival(&mut self, context: &mut Context<'_>, request: RequestId, _call: Call) {
        context.work(request.0, Some(request), self.service.draw());
    }

    fn message(&mut self, _context: &mut Context<'_>, _message: &Message) {}

    fn work_done(&mut self, context: &mut Context<'_>, job: u64) {
        context.resolve(RequestId(job), Ok(Version::NONE));
    }

    plain!();
}

/// Timers that are set again whenever they fire.
#[derive(Clone, Debug)]
pub(super) struct Timers {
    count: u32,
    delay: Exponential,
}

impl Timers {
    pub(super) fn new(seed: u64, count: u32, mean: Duration) -> Self {
        Self {
            count,
            delay: Exponential::new(seed, "timers", "delay", mean),
        }
    }
}

impl Process for Timers {
    fn start(&mut self, context: &mut Context<'_>) {
        for token in 0..self.count {
            context.set_timer(self.delay.draw(), u64::from(token));
        }
    }

    fn message(&mut self, _context: &mut Context<'_>, _message: &Message) {}

    fn timer(&mut self, context: &mut Context<'_>, token: u64) {
        context.set_timer(self.delay.draw(), token);
    }

    plain!();
}

/// Sends each request to the less busy of two servers chosen at random, and gives it up after a
/// while.
#[derive(Clone, Debug)]
pub(super) struct Balancer {
    servers: RangeInclusive<u16>,
    timeout: Duration,
    choices: Stream,
    /// Unanswered requests by server.
    outstanding: Vec<u32>,
    waiting: Slab<RequestId>,
}

impl Balancer {
    pub(super) fn new(seed: u64, servers: RangeInclusive<u16>, timeout: Duration) -> Self {
        Self {
            timeout,
            choices: Stream::named(seed, "balancer", "choices"),
            outstanding: vec![0; usize::from(*servers.end()) + 1],
            waiting: Slab::default(),
            servers,
        }
    }

    fn choose(&mut self) -> NodeId {
        let count = u32::from(*self.servers.end() - *self.servers.start()) + 1;
        let first = self.choices.below(count);
        let other = self.choices.below(count - 1);
        let second = if other < first { other } else { other + 1 };
        let node = |choice: u32| NodeId(*self.servers.start() + choice as u16);
        let (first, second) = (node(first), node(second));
        if self.outstanding[second.index()] < self.outstanding[first.index()] {
            second
        } else {
            first
        }
    }
}

impl Process for Balancer {
    fn start(&mut self, _context: &mut Context<'_>) {}

    fn arrival(&mut self, context: &mut Context<'_>, request: RequestId, call: Call) {
        let server = self.choose();
        self.outstanding[server.index()] += 1;
        let key = self.waiting.insert(request).as_bits();
        context.call(server, Some(request), key, call);
        context.set_timer(self.timeout, key);
    }

    fn message(&mut self, context: &mut Context<'_>, message: &Message) {
        self.outstanding[message.source.index()] -= 1;
        match self.waiting.remove(Key::from_bits(message.call)) {
            Some(request) => context.resolve(request, Ok(Version::NONE)),
            None => message
                .request
                .into_iter()
                .for_each(|request| context.late(request, true)),
        }
    }

    fn timer(&mut self, context: &mut Context<'_>, token: u64) {
        if let Some(request) = self.waiting.remove(Key::from_bits(token)) {
            context.resolve(request, Err(Reason::TimedOut));
        }
    }

    plain!();
}

/// Works on what it is asked, one request at a time, in order.
#[derive(Clone, Debug)]
pub(super) struct Server {
    service: Exponential,
    /// Where the answers go, in the order of the questions.
    askers: VecDeque<(NodeId, Option<RequestId>, CallId)>,
}

impl Server {
    pub(super) fn new(seed: u64, name: &str, service: Duration) -> Self {
        Self {
            service: Exponential::new(seed, name, "service", service),
            askers: VecDeque::new(),
        }
    }

    fn ask(&mut self, context: &mut Context<'_>, message: &Message) {
        self.askers
            .push_back((message.source, message.request, message.call));
        context.work(message.call, message.request, self.service.draw());
    }

    fn answer(&mut self, context: &mut Context<'_>) {
        if let Some((asker, request, call)) = self.askers.pop_front() {
            context.answer_to(asker, request, call, Ok(Version::NONE));
        }
    }
}

impl Process for Server {
    fn start(&mut self, _context: &mut Context<'_>) {}

    fn message(&mut self, context: &mut Context<'_>, message: &Message) {
        self.ask(context, message);
    }

    fn work_done(&mut self, context: &mut Context<'_>, _job: u64) {
        self.answer(context);
    }

    plain!();
}

/// One machine of a row: the first has the users, the last works, the others pass things on.
#[derive(Clone, Debug)]
pub(super) struct Hop {
    server: Server,
    /// The machine behind this one, if there is one.
    next: Option<NodeId>,
}

impl Hop {
    pub(super) fn new(seed: u64, name: &str, next: Option<NodeId>, service: Duration) -> Self {
        Self {
            server: Server::new(seed, name, service),
            next,
        }
    }
}

impl Process for Hop {
    fn start(&mut self, _context: &mut Context<'_>) {}

    fn arrival(&mut self, context: &mut Context<'_>, request: RequestId, call: Call) {
        if let Some(next) = self.next {
            context.call(next, Some(request), request.0, call);
        }
    }

    fn message(&mut self, context: &mut Context<'_>, message: &Message) {
        match (message.body, self.next) {
            (Body::Call(call), Some(next)) => {
                context.call(next, message.request, message.call, call);
            }
            (Body::Answer(outcome), _) if context.node == NodeId(0) => {
                context.resolve(RequestId(message.call), outcome);
            }
            (Body::Answer(outcome), _) => {
                let before = NodeId(context.node.0 - 1);
                context.answer_to(before, message.request, message.call, outcome);
            }
            (Body::Call(_) | Body::Protocol(_), _) => self.server.ask(context, message),
        }
    }

    fn work_done(&mut self, context: &mut Context<'_>, _job: u64) {
        self.server.answer(context);
    }

    plain!();
}
