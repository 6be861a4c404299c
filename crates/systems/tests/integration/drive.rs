//! Users for models under test: they knock at one machine and give up after a while, never twice.

use std::collections::BTreeSet;

use sim::{
    Arrivals, Blueprint, Body, Call, Context, DataUse, Distribution, Duration, LinkSpec, Message,
    NodeId, NodeSpec, OperationShare, Popularity, Process, Reason, Record, Request, RequestId,
    Simulation, Workload,
};
use systems::model::{Model, assemble};

use crate::support::Run;

/// What the users want.
pub struct Demand {
    /// The machine they knock at.
    pub door: &'static str,
    pub arrivals: Arrivals,
    pub per_second_milli: u64,
    /// Operations with their weights and the data they use.
    pub operations: Vec<(u16, u32, Option<DataUse>)>,
    pub timeout: Duration,
    /// How long after its start a request's deadline is, if its calls carry one.
    pub deadline: Option<Duration>,
    pub seed: u64,
}

impl Demand {
    /// So many requests per second for the first operation, like a metronome.
    pub fn constant(door: &'static str, per_second: u64) -> Self {
        Self {
            door,
            arrivals: Arrivals::Constant,
            per_second_milli: per_second * 1_000,
            operations: vec![(0, 1, None)],
            timeout: Duration::from_secs(30),
            deadline: None,
            seed: 1,
        }
    }

    /// As many, but independent of each other.
    pub fn poisson(door: &'static str, per_second: u64) -> Self {
        Self {
            arrivals: Arrivals::Poisson,
            ..Self::constant(door, per_second)
        }
    }
}

#[derive(Clone, Debug)]
struct Users {
    door: NodeId,
    timeout: Duration,
    deadline: Option<Duration>,
    open: BTreeSet<u64>,
}

impl Process for Users {
    fn start(&mut self, _context: &mut Context<'_>) {}

    fn arrival(&mut self, context: &mut Context<'_>, request: RequestId, call: Call) {
        context.attempt(request);
        let deadline = self
            .deadline
            .map_or(call.deadline, |span| context.now + span);
        let call = Call { deadline, ..call };
        context.call(self.door, Some(request), request.0, call);
        context.set_timer(self.timeout, request.0);
        self.open.insert(request.0);
    }

    fn message(&mut self, context: &mut Context<'_>, message: &Message) {
        let Body::Answer(answer) = message.body else {
            return;
        };
        if self.open.remove(&message.call) {
            context.resolve(RequestId(message.call), answer);
        } else {
            context.late(RequestId(message.call), true);
        }
    }

    fn timer(&mut self, context: &mut Context<'_>, token: u64) {
        if self.open.remove(&token) {
            context.resolve(RequestId(token), Err(Reason::TimedOut));
        }
    }

    fn crash(&mut self) {
        unreachable!("no test strikes its users");
    }

    fn clone_box(&self) -> Box<dyn Process> {
        Box::new(self.clone())
    }
}

pub fn model(text: &str) -> Model {
    serde_json::from_str(text).expect("the model is well-formed")
}

/// A run of the model under this demand that keeps all its records.
pub fn run(text: &str, demand: &Demand) -> Run {
    run_on(blueprint(text, demand, 4_000_000), &[])
}

/// A run in which some machines have another program than the model says.
pub fn run_on(mut blueprint: Blueprint, programs: &[(&str, Box<dyn Process>)]) -> Run {
    for (name, program) in programs {
        let mut nodes = blueprint.nodes.iter_mut();
        let node = nodes.find(|node| node.name == *name);
        node.expect("a known machine").process = program.clone();
    }
    Run {
        simulation: Simulation::new(blueprint),
    }
}

/// The model with its users, who are 1 ms away and come last among the machines.
pub fn blueprint(text: &str, demand: &Demand, trace_capacity: usize) -> Blueprint {
    let horizon = Duration::from_secs(100_000);
    let assembled = assemble(&model(text), demand.seed, horizon, trace_capacity);
    let mut blueprint = assembled.expect("the model is sound");
    let mut names = blueprint.nodes.iter().map(|node| &node.name);
    let place = names.position(|name| name == demand.door);
    let door = NodeId(place.expect("a known machine") as u16);
    let users = NodeId(blueprint.nodes.len() as u16);
    let process = Users {
        door,
        timeout: demand.timeout,
        deadline: demand.deadline,
        open: BTreeSet::new(),
    };
    blueprint
        .nodes
        .push(NodeSpec::new("users", Box::new(process)));
    let latency = Distribution::Constant {
        value: Duration::from_millis(1),
    };
    blueprint.links.push(LinkSpec::new(door, users, latency));
    let share = |(operation, weight, data): &(u16, u32, Option<DataUse>)| OperationShare {
        operation: *operation,
        weight: *weight,
        data: *data,
    };
    blueprint.workloads.push(Workload {
        node: users,
        arrivals: demand.arrivals.clone(),
        per_second_milli: demand.per_second_milli,
        operations: demand.operations.iter().map(share).collect(),
        key_count: 1_000,
        popularity: Popularity::Uniform,
        profile: Vec::new(),
    });
    blueprint
}

/// The requests that have ended and are remembered, oldest first.
pub fn ended(run: &Run) -> impl Iterator<Item = &Request> {
    let requests = run.simulation.ledger().remembered();
    requests.filter(|request| request.ended.is_some())
}

/// How long each of them took, in milliseconds.
pub fn elapsed_ms(run: &Run) -> Vec<f64> {
    let now = run.simulation.now();
    ended(run)
        .map(|request| request.elapsed(now).as_millis_f64())
        .collect()
}

/// How many requests failed for this reason.
pub fn failed(run: &Run, reason: Reason) -> u64 {
    run.simulation.ledger().totals.failed[reason.index()]
}

/// How many calls a machine turned away for this reason.
pub fn refused(run: &Run, name: &str, reason: Reason) -> usize {
    let at = run.node(name);
    count(
        run,
        |record| matches!(record, Record::Refused { node, reason: given, .. } if *node == at && *given == reason),
    )
}

/// How many records are like that; the whole run must be kept.
pub fn count(run: &Run, wanted: impl Fn(&Record) -> bool) -> usize {
    let (entries, missed) = run.simulation.trace().since(0);
    assert_eq!(missed, 0, "the whole run is kept");
    entries.filter(|entry| wanted(&entry.record)).count()
}
