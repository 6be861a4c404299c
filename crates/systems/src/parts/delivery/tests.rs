//! Queues, topics and logs under load and faults. What was delivered is read from the trace.

use std::collections::BTreeMap;

use sim::{
    Arrivals, Blueprint, Body, Call, Class, Context, Decision, Distribution, Duration, Fault,
    Intervention, Key, LinkId, LinkSpec, Message, NodeId, NodeSpec, OperationShare, Popularity,
    Process, Reason, Record, RequestId, Simulation, Slab, Time, Version, Workload,
};

use super::{Exchange, Guarantee, Portions, Shape, Subscriber};
use crate::parts::protocol::Words;

mod order;
mod promises;
mod torment;

/// Publishes what its users want, and gives up after a second.
#[derive(Clone, Debug, Default)]
struct Publisher {
    open: Slab<RequestId>,
}

impl Process for Publisher {
    fn start(&mut self, _context: &mut Context<'_>) {}

    fn arrival(&mut self, context: &mut Context<'_>, request: RequestId, call: Call) {
        context.attempt(request);
        let key = self.open.insert(request).as_bits();
        context.call(EXCHANGE, Some(request), key, call);
        context.set_timer(Duration::from_secs(1), key);
    }

    fn message(&mut self, context: &mut Context<'_>, message: &Message) {
        let request = self.open.remove(Key::from_bits(message.call));
        if let (Some(request), Body::Answer(answer)) = (request, message.body) {
            context.resolve(request, answer);
        }
    }

    fn timer(&mut self, context: &mut Context<'_>, token: u64) {
        if let Some(request) = self.open.remove(Key::from_bits(token)) {
            context.resolve(request, Err(Reason::TimedOut));
        }
    }

    fn crash(&mut self) {
        self.open.clear();
    }

    fn clone_box(&self) -> Box<dyn Process> {
        Box::new(self.clone())
    }
}

/// Works on what it is given, and acknowledges it then.
#[derive(Clone, Debug)]
struct Worker {
    takes: Duration,
    /// Whether it says nothing of itself.
    mute: bool,
    jobs: Slab<Message>,
}

impl Process for Worker {
    fn start(&mut self, _context: &mut Context<'_>) {}

    fn message(&mut self, context: &mut Context<'_>, message: &Message) {
        match message.body {
            Body::Call(_) => {
                let job = self.jobs.insert(*message).as_bits();
                context.work(job, message.request, self.takes);
            }
            Body::Protocol(payload) if Words::from(payload) == Words::Probe && !self.mute => {
                Words::Well.send(context, message.source, message.call);
            }
            _ => {}
        }
    }

    fn work_done(&mut self, context: &mut Context<'_>, job: u64) {
        if let Some(message) = self.jobs.remove(Key::from_bits(job)) {
            context.answer(&message, Ok(Version::NONE));
        }
    }

    fn crash(&mut self) {
        self.jobs.clear();
    }

    fn clone_box(&self) -> Box<dyn Process> {
        Box::new(self.clone())
    }
}

const EXCHANGE: NodeId = NodeId(1);
/// The first consumer; its line to the exchange has the number of its place after this one.
const FIRST: u16 = 2;

/// The consumer of this place, where there is one, answers no probes.
const MUTE: u16 = 7;

const fn consumer(place: u16) -> NodeId {
    NodeId(FIRST + place)
}

const fn line(place: u16) -> LinkId {
    LinkId(1 + place)
}

const AT_LEAST_ONCE: Guarantee = Guarantee::AtLeastOnce {
    redeliver_after: Duration::from_secs(2),
    deliveries_max: 10,
};

/// Consumers that are all in service.
fn subscriber(places: impl IntoIterator<Item = u16>) -> Subscriber {
    let machines = places.into_iter().map(|place| (consumer(place), true));
    Subscriber {
        part: "consumers".to_owned(),
        machines: machines.collect(),
        operation: 0,
        last: 0,
    }
}

/// A queue with this many consumers.
fn queue(consumers: u16, guarantee: Guarantee) -> Shape {
    Shape {
        groups: vec![subscriber(0..consumers)],
        portions: Portions::WHOLE,
        partitions: 1,
        ordered: false,
        capacity: 1_000,
        in_flight: 1,
        guarantee,
    }
}

/// A log with this many partitions and one group of this many consumers.
fn log(partitions: usize, consumers: u16, guarantee: Guarantee) -> Shape {
    Shape {
        partitions,
        ordered: true,
        ..queue(consumers, guarantee)
    }
}

struct Run {
    simulation: Simulation,
}

/// Publishes `per_second` messages with 20 keys; a consumer works on each for `takes_ms`.
fn run(shape: Shape, seed: u64, per_second: u64, takes_ms: u64) -> Run {
    let machines = shape.groups.iter().flat_map(|group| group.machines.iter());
    let consumers = machines.map(|(node, _)| node.0 - FIRST + 1).max();
    let consumers = consumers.unwrap_or(0);
    let latency = Distribution::Constant {
        value: Duration::from_millis(1),
    };
    let worker = |place| NodeSpec {
        workers: 1,
        queue_capacity: 100,
        ..NodeSpec::new(
            format!("worker-{place}"),
            Box::new(Worker {
                takes: Duration::from_millis(takes_ms),
                mute: place == MUTE,
                jobs: Slab::default(),
            }),
        )
    };
    let mut nodes = vec![
        NodeSpec::new("publisher", Box::new(Publisher::default())),
        NodeSpec::new("exchange", Box::new(Exchange::new(shape))),
    ];
    nodes.extend((0..consumers).map(worker));
    let mut links = vec![LinkSpec::new(NodeId(0), EXCHANGE, latency)];
    links.extend((0..consumers).map(|place| LinkSpec::new(EXCHANGE, consumer(place), latency)));
    let workload = Workload {
        node: NodeId(0),
        arrivals: Arrivals::Poisson,
        per_second_milli: per_second * 1_000,
        operations: vec![OperationShare {
            operation: 0,
            weight: 1,
            data: None,
        }],
        key_count: 20,
        popularity: Popularity::Uniform,
        profile: Vec::new(),
    };
    let simulation = Simulation::new(Blueprint {
        seed,
        horizon: Duration::from_secs(3_600),
        nodes,
        links,
        groups: Vec::new(),
        workloads: vec![workload],
        planned: Vec::new(),
        trace_capacity: 1_000_000,
    });
    Run { simulation }
}

impl Run {
    fn until(&mut self, secs: u64) -> &mut Self {
        let at = Time::ZERO + Duration::from_secs(secs);
        self.simulation.run_until(at, u64::MAX);
        self.simulation.check().expect("every law holds");
        self
    }

    fn strike(&mut self, fault: Fault) -> &mut Self {
        self.simulation.intervene(Intervention::Fault(fault));
        self
    }

    /// Nobody publishes any more.
    fn quiet(&mut self, secs: u64) -> &mut Self {
        self.simulation.intervene(Intervention::SetDemand {
            per_second_milli: 0,
        });
        self.until(secs)
    }

    fn records(&self) -> impl Iterator<Item = (Time, Record)> {
        let (entries, missed) = self.simulation.trace().since(0);
        assert_eq!(missed, 0, "the whole run is kept");
        entries.map(|entry| (entry.time, entry.record))
    }

    /// Requests in the order of some happening, and where it happened.
    fn requests(
        &self,
        wanted: impl Fn(&Record) -> Option<(NodeId, RequestId)>,
    ) -> Vec<(NodeId, RequestId)> {
        self.records()
            .filter_map(|(_, record)| wanted(&record))
            .collect()
    }

    fn decided(&self, wanted: Decision) -> Vec<(NodeId, RequestId)> {
        self.requests(|record| match *record {
            Record::Decided {
                node,
                request: Some(request),
                decision,
            } if decision == wanted => Some((node, request)),
            _ => None,
        })
    }

    /// Which consumer began to work on which request, in order.
    fn begun(&self) -> Vec<(NodeId, RequestId)> {
        self.requests(|record| match *record {
            Record::Started {
                node,
                request: Some(request),
                ..
            } => Some((node, request)),
            _ => None,
        })
    }

    /// How often each request was sent to a consumer.
    fn deliveries(&self) -> BTreeMap<RequestId, usize> {
        let mut deliveries = BTreeMap::new();
        for (_, record) in self.records() {
            if let Record::Sent {
                link,
                class: Class::Event,
                request: Some(request),
                ..
            } = record
                && link != LinkId(0)
            {
                *deliveries.entry(request).or_insert(0) += 1;
            }
        }
        deliveries
    }

    fn backlog(&self) -> u64 {
        let snapshot = self.simulation.snapshot();
        snapshot.nodes[EXCHANGE.index()]
            .backlog
            .expect("it keeps messages")
    }

    fn keys(&self) -> BTreeMap<RequestId, u32> {
        let keys = self.records().filter_map(|(_, record)| match record {
            Record::Issued { request, key, .. } => Some((request, key)),
            _ => None,
        });
        keys.collect()
    }
}

fn counts(pairs: &[(NodeId, RequestId)]) -> BTreeMap<RequestId, usize> {
    let mut counts = BTreeMap::new();
    for (_, request) in pairs {
        *counts.entry(*request).or_insert(0) += 1;
    }
    counts
}
