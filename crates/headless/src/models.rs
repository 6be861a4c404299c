//! The models of bench/models.md, made of nothing but the engine's public parts: how each is put
//! together, run and measured. What its machines do is in `processes.rs`.

use sim::{
    Arrivals, BIN, Blueprint, Distribution, Duration, LinkSpec, NodeId, NodeSpec, OperationShare,
    Popularity, Process, Simulation, Time, Workload,
};

mod processes;

use processes::{Balancer, Hop, Queue, Server, Timers};

/// Records that the trace keeps; all of them are hashed.
const TRACE_CAPACITY: usize = 1_024;
/// Places in a queue: more than any model here ever fills.
const QUEUE_CAPACITY: u32 = 1_000_000;

/// How long a customer of the single queue is served, on average.
const SERVICE: Duration = Duration::from_micros(100);
/// Customers of the single queue per second: its server is busy 80 % of the time.
const CUSTOMERS_PER_SECOND: u64 = 8_000;

/// Holds of one run of the hold model, whatever its number of pending events.
const HOLDS: u64 = 2_000_000;

const CLUSTER_SERVERS: u16 = 1_000;
const CLUSTER_SERVICE: Duration = Duration::from_millis(10);
/// The cluster's servers are busy 90 % of the time.
const CLUSTER_PER_SECOND: u64 = 90_000;
const CLUSTER_HOP: Duration = Duration::from_micros(10);
const CLUSTER_TIMEOUT: Duration = Duration::from_millis(250);

const PIPELINE_STAGES: u16 = 5;
const PIPELINE_PER_SECOND: u64 = 10_000;
const PIPELINE_HOP: Duration = Duration::from_micros(500);
/// The last stage is busy 80 % of the time.
const PIPELINE_SERVICE: Duration = Duration::from_micros(80);

/// What one run of a model gave.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Measured {
    /// Events as every engine would count them (bench/models.md says which).
    pub model_events: f64,
    /// Events of this engine.
    pub events: f64,
    /// What theory has a value for, in the unit that bench/models.md states.
    pub result: f64,
}

/// A model: how it is put together, how long it runs, and what is read off it then.
pub struct Model {
    pub name: &'static str,
    build: fn(u32, u64) -> Simulation,
    /// The length of a run of this size.
    length: fn(u32) -> Duration,
    read: fn(&Simulation) -> (u64, f64),
}

impl Model {
    /// A run at its first instant; bench/models.md says what a size counts.
    pub fn begin(&self, size: u32, seed: u64) -> Simulation {
        (self.build)(size, seed)
    }

    /// When a run of this size ends.
    pub fn end(&self, size: u32) -> Time {
        Time::ZERO + (self.length)(size)
    }

    /// Runs what `begin` gave to its end.
    pub fn finish(&self, mut run: Simulation, size: u32) -> Measured {
        run.run_until(self.end(size), u64::MAX);
        let (model_events, result) = (self.read)(&run);
        Measured {
            model_events: model_events as f64,
            events: run.events() as f64,
            result,
        }
    }
}

/// All models.
pub const MODELS: [Model; 4] = [
    // B1, M/M/1: the mean time in the system, in service times.
    Model {
        name: "mm1",
        build: |_, seed| queue(seed),
        length: |customers| whole_bins(customers, CUSTOMERS_PER_SECOND),
        read: |run| {
            let totals = run.ledger().totals;
            let mean = mean_nanos(run) / SERVICE.as_nanos() as f64;
            (totals.issued + totals.succeeded, mean)
        },
    },
    // B2, the hold model: holds per expected hold.
    Model {
        name: "hold",
        build: timers,
        length: |_| Duration::from_micros(HOLDS),
        read: |run| (run.events(), run.events() as f64 / HOLDS as f64),
    },
    // B3, the cluster: the mean time at a server, in service times.
    Model {
        name: "cluster",
        build: |_, seed| cluster(seed),
        length: |requests| whole_bins(requests, CLUSTER_PER_SECOND),
        read: |run| {
            let at_server = mean_nanos(run) - 2.0 * CLUSTER_HOP.as_nanos() as f64;
            let mean = at_server / CLUSTER_SERVICE.as_nanos() as f64;
            // Arrival, question delivered, work done, answer delivered; timeouts do not count.
            (4 * run.ledger().totals.succeeded, mean)
        },
    },
    // B4, ten hops: the mean latency, in milliseconds.
    Model {
        name: "pipeline",
        build: |_, seed| pipeline(seed),
        length: |seconds| Duration::from_secs(u64::from(seconds)),
        read: |run| (run.events(), mean_nanos(run) / 1e6),
    },
];

/// One server and its queue.
fn queue(seed: u64) -> Simulation {
    let node = machine("server", Queue::new(seed, SERVICE));
    Simulation::new(Blueprint {
        workloads: vec![poisson(NodeId(0), CUSTOMERS_PER_SECOND)],
        ..blueprint(seed, vec![node], Vec::new())
    })
}

/// So many timers, of which together a million fire per second.
fn timers(pending: u32, seed: u64) -> Simulation {
    let mean = Duration::from_micros(u64::from(pending));
    let node = machine("timers", Timers::new(seed, pending, mean));
    Simulation::new(blueprint(seed, vec![node], Vec::new()))
}

/// A thousand servers behind the better of two random choices, with timeouts.
fn cluster(seed: u64) -> Simulation {
    let servers = 1..=CLUSTER_SERVERS;
    let balancer = Balancer::new(seed, servers.clone(), CLUSTER_TIMEOUT);
    let mut nodes = vec![machine("balancer", balancer)];
    nodes.extend(servers.clone().map(|server| {
        let name = format!("server-{server}");
        let process = Server::new(seed, &name, CLUSTER_SERVICE);
        machine(&name, process)
    }));
    let links = servers.map(|server| line(NodeId(0), NodeId(server), CLUSTER_HOP));
    Simulation::new(Blueprint {
        workloads: vec![poisson(NodeId(0), CLUSTER_PER_SECOND)],
        ..blueprint(seed, nodes, links.collect())
    })
}

/// Users and five machines in a row, of which the last one works.
fn pipeline(seed: u64) -> Simulation {
    let nodes = (0..=PIPELINE_STAGES).map(|index| {
        let next = (index < PIPELINE_STAGES).then(|| NodeId(index + 1));
        let name = format!("stage-{index}");
        let process = Hop::new(seed, &name, next, PIPELINE_SERVICE);
        machine(&name, process)
    });
    let links =
        (0..PIPELINE_STAGES).map(|index| line(NodeId(index), NodeId(index + 1), PIPELINE_HOP));
    Simulation::new(Blueprint {
        workloads: vec![poisson(NodeId(0), PIPELINE_PER_SECOND)],
        ..blueprint(seed, nodes.collect(), links.collect())
    })
}

fn blueprint(seed: u64, nodes: Vec<NodeSpec>, links: Vec<LinkSpec>) -> Blueprint {
    Blueprint {
        seed,
        horizon: Duration::from_secs(1_000_000),
        nodes,
        links,
        groups: Vec::new(),
        workloads: Vec::new(),
        planned: Vec::new(),
        trace_capacity: TRACE_CAPACITY,
    }
}

/// A machine with one worker.
fn machine(name: &str, process: impl Process + 'static) -> NodeSpec {
    NodeSpec {
        workers: 1,
        queue_capacity: QUEUE_CAPACITY,
        ..NodeSpec::new(name, Box::new(process))
    }
}

fn line(first: NodeId, second: NodeId, latency: Duration) -> LinkSpec {
    LinkSpec::new(first, second, Distribution::Constant { value: latency })
}

fn poisson(node: NodeId, per_second: u64) -> Workload {
    Workload {
        node,
        arrivals: Arrivals::Poisson,
        per_second_milli: per_second * 1_000,
        operations: vec![OperationShare {
            operation: 0,
            weight: 1,
            data: None,
        }],
        key_count: 1,
        popularity: Popularity::Uniform,
        profile: Vec::new(),
    }
}

/// The time in which about so many requests come, in whole bins of the metrics.
fn whole_bins(requests: u32, per_second: u64) -> Duration {
    let per_bin = per_second * BIN.as_nanos() / 1_000_000_000;
    Duration::from_nanos(u64::from(requests).div_ceil(per_bin) * BIN.as_nanos())
}

/// The mean time of a request in the system, in nanoseconds.
fn mean_nanos(run: &Simulation) -> f64 {
    let little = run.ledger().little(run.now());
    little.spent as f64 / little.arrivals as f64
}
