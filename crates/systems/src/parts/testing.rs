//! The smallest company in which a part can be tested: one who asks, and those who answer.

use std::collections::BTreeMap;

use sim::{
    Access, Arrivals, Blueprint, Body, Call, Context, DataUse, Distribution, Duration, LinkSpec,
    Message, NodeId, NodeSpec, OperationShare, Popularity, Probability, Process, RequestId,
    Simulation, Time, Version, Workload,
};

use super::protocol::Words;

/// The machine that asks.
pub(crate) const ASKER: NodeId = NodeId(0);
/// The machine with the part that is tested; those who answer follow it.
pub(crate) const DOOR: NodeId = NodeId(1);

/// Asks the door, and waits for the answer for ever.
#[derive(Clone, Debug)]
struct Asker;

impl Process for Asker {
    fn start(&mut self, _context: &mut Context<'_>) {}

    fn arrival(&mut self, context: &mut Context<'_>, request: RequestId, call: Call) {
        context.attempt(request);
        context.call(DOOR, Some(request), request.0, call);
    }

    fn message(&mut self, context: &mut Context<'_>, message: &Message) {
        if let (Body::Answer(answer), Some(request)) = (message.body, message.request) {
            context.resolve(request, answer);
        }
    }

    fn crash(&mut self) {
        unreachable!("faults strike no users");
    }

    fn clone_box(&self) -> Box<dyn Process> {
        Box::new(self.clone())
    }
}

/// Answers every call, and every question whether it is well. Operation 0 reads a key; operation 1
/// writes it, and its version grows with that.
#[derive(Clone, Debug, Default)]
struct Answerer {
    versions: BTreeMap<u32, Version>,
}

impl Process for Answerer {
    fn start(&mut self, _context: &mut Context<'_>) {}

    fn message(&mut self, context: &mut Context<'_>, message: &Message) {
        match message.body {
            Body::Call(what) => {
                let version = self.versions.entry(what.key).or_default();
                version.0 += u64::from(what.operation == 1);
                context.answer(message, Ok(*version));
            }
            Body::Protocol(payload) if Words::from(payload) == Words::Probe => {
                Words::Well.send(context, message.source, message.call);
            }
            _ => {}
        }
    }

    fn crash(&mut self) {}

    fn clone_box(&self) -> Box<dyn Process> {
        Box::new(self.clone())
    }
}

/// What is asked for, and how often.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Demand {
    pub(crate) per_second: u64,
    pub(crate) keys: u32,
    pub(crate) popularity: Popularity,
    /// Of a hundred requests, how many are writes (operation 1).
    pub(crate) writes_percent: u32,
}

/// A machine on which this part runs: one worker, and room for a thousand jobs.
pub(crate) fn machine(part: impl Process + 'static) -> NodeSpec {
    NodeSpec {
        workers: 1,
        queue_capacity: 1_000,
        ..NodeSpec::new("door", Box::new(part))
    }
}

/// A run with one who asks, the part at the door, and so many who answer behind it; every line
/// takes a millisecond.
pub(crate) fn company(door: NodeSpec, answerers: u16, demand: Demand, seed: u64) -> Simulation {
    Simulation::new(blueprint(door, answerers, demand, seed))
}

/// The same, with lines behind the door that take up to four milliseconds, on which messages
/// overtake each other.
pub(crate) fn disorder(door: NodeSpec, answerers: u16, demand: Demand, seed: u64) -> Simulation {
    let mut blueprint = blueprint(door, answerers, demand, seed);
    for line in &mut blueprint.links[1..] {
        line.latency = Distribution::Uniform {
            low: Duration::ZERO,
            high: Duration::from_millis(4),
        };
        line.reordering = Probability::from_percent(100);
    }
    Simulation::new(blueprint)
}

fn blueprint(door: NodeSpec, answerers: u16, demand: Demand, seed: u64) -> Blueprint {
    let mut nodes = vec![NodeSpec::new("asker", Box::new(Asker)), door];
    nodes.extend(
        (1..=answerers)
            .map(|index| NodeSpec::new(format!("answerer-{index}"), Box::<Answerer>::default())),
    );
    let millisecond = Distribution::Constant {
        value: Duration::from_millis(1),
    };
    let line = |other| LinkSpec::new(DOOR, other, millisecond);
    let others = (0..answerers).map(|index| NodeId(2 + index));
    let share = |operation, weight, access| OperationShare {
        operation,
        weight,
        data: Some(DataUse {
            set: 0,
            access,
            session: false,
        }),
    };
    Blueprint {
        seed,
        horizon: Duration::from_secs(3_600),
        nodes,
        links: std::iter::once(ASKER).chain(others).map(line).collect(),
        groups: Vec::new(),
        workloads: vec![Workload {
            node: ASKER,
            arrivals: Arrivals::Poisson,
            per_second_milli: demand.per_second * 1_000,
            operations: vec![
                share(0, 100 - demand.writes_percent, Access::Read),
                share(1, demand.writes_percent, Access::Write),
            ],
            key_count: demand.keys,
            popularity: demand.popularity,
            profile: Vec::new(),
        }],
        planned: Vec::new(),
        trace_capacity: 4_000_000,
    }
}

/// Runs to this second, and checks every law there.
pub(crate) fn run_until(run: &mut Simulation, secs: u64) {
    run.run_until(Time::ZERO + Duration::from_secs(secs), u64::MAX);
    run.check().expect("every law holds");
}

/// Runs to this second, checking every law after every event.
pub(crate) fn run_to(run: &mut Simulation, secs: u64) {
    let deadline = Time::ZERO + Duration::from_secs(secs);
    while run.next_event_at().is_some_and(|next| next <= deadline) {
        run.step();
        run.check().expect("every law holds");
    }
}
