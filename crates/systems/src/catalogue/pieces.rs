//! Short ways to write parts and steps, so that a system of the catalogue reads as a list of what
//! stands where and what happens. Hardware is the same in all of them.

use std::collections::BTreeMap;

use super::Settings;
use crate::machines::QUEUE_CAPACITY;
use crate::model::{
    ArrivalsSpec, Balancer, Between, CallStep, Checks, ClientsSpec, DatabaseSpec, KeysSpec, Line,
    Lines, Model, OperationSpec, PartSpec, Policy, PublishStep, Queue, Reads, Replication,
    RetryPause, RetrySpec, Service, Span, Step, StoreStep, Timing,
};
use crate::workload;

/// Cores of every machine, unless a system says otherwise.
const CORES: u16 = 4;
/// From power-on until a machine takes calls.
const BOOT: Span = Span::from_millis(5_000);
/// From power-on until a database answers.
const DATABASE_BOOT: Span = Span::from_millis(10_000);

/// How long a call inside a system waits for its answer: less than the users do.
pub(super) const TIMEOUT: Span = Span::from_millis(1_500);

/// How long a core computes: skewed, with a long tail.
pub(super) const fn computed(mean_ms: u64) -> Timing {
    Timing::LogNormal {
        mean: Span::from_millis(mean_ms),
        cv_percent: 60,
    }
}

/// A core works.
pub(super) const fn work(timing: Timing) -> Step {
    Step::Work(timing)
}

/// Another part does something, and its answer is waited for.
pub(super) fn call(target: &str, operation: &str) -> Step {
    Step::Call(CallStep {
        target: target.to_owned(),
        operation: operation.to_owned(),
        timeout: TIMEOUT,
        retry: RetrySpec::NONE,
        breaker: None,
        at_most: None,
        optional: false,
    })
}

/// A key is read from a database.
pub(super) fn read(store: &str) -> Step {
    Step::Read(at(store))
}

/// A key is written to a database.
pub(super) fn write(store: &str) -> Step {
    Step::Write(at(store))
}

fn at(store: &str) -> StoreStep {
    StoreStep {
        store: store.to_owned(),
        timeout: TIMEOUT,
        retry: RetrySpec::NONE,
        breaker: None,
        at_most: None,
        optional: false,
    }
}

/// A queue, a topic or a log takes a message.
pub(super) fn publish(to: &str) -> Step {
    Step::Publish(PublishStep {
        to: to.to_owned(),
        timeout: TIMEOUT,
        retry: RetrySpec::NONE,
        breaker: None,
        at_most: None,
        optional: false,
    })
}

/// The operations of a service by their names.
pub(super) fn operations<const COUNT: usize>(
    list: [(&'static str, Vec<Step>); COUNT],
) -> BTreeMap<String, Vec<Step>> {
    by_name(list.into_iter())
}

/// One after the other: to collect a map would sort first, with a sort of its own for each type.
pub(super) fn by_name<T>(list: impl Iterator<Item = (&'static str, T)>) -> BTreeMap<String, T> {
    let mut map = BTreeMap::new();
    map.extend(list.map(|(name, what)| (name.to_owned(), what)));
    map
}

/// One machine that carries out these operations.
pub(super) fn service(operations: BTreeMap<String, Vec<Step>>) -> Service {
    Service {
        replicas: 1,
        maximum: None,
        grows_with: None,
        zones: Vec::new(),
        workers: CORES,
        queue: Queue {
            capacity: QUEUE_CAPACITY,
            ..Queue::default()
        },
        boot: BOOT,
        cold_start: None,
        slowdown: None,
        concurrency: 10_000,
        rate_limit: None,
        shed_late: false,
        operations,
    }
}

/// A database of one machine.
pub(super) fn database(read: Timing, write: Timing) -> DatabaseSpec {
    DatabaseSpec {
        read,
        write,
        workers: CORES,
        queue: QUEUE_CAPACITY,
        replicas: 0,
        replication: Replication::default(),
        ship_every: Span::default(),
        apply: None,
        reads: Reads::default(),
        failover: None,
        pool: None,
        boot: DATABASE_BOOT,
        zones: Vec::new(),
    }
}

/// A load balancer with health checks.
pub(super) fn balancer(target: &str) -> Balancer {
    Balancer {
        targets: vec![target.to_owned()],
        policy: Policy::RoundRobin,
        checks: Some(Checks::default()),
        outliers: None,
        fail_open: true,
        idle_timeout: Span::from_millis(10_000),
        zone: String::new(),
    }
}

/// Users who ask the part `door` for so much per second. When they ask, how long they wait and how
/// often they try again is what the settings say, as in every system.
pub(super) fn users(
    settings: &Settings<'_>,
    door: &str,
    per_second: f64,
    operations: Vec<OperationSpec>,
) -> ClientsSpec {
    ClientsSpec {
        target: door.to_owned(),
        operations,
        arrivals: match settings.get("arrivals") {
            0 => ArrivalsSpec::Poisson { per_second },
            1 => ArrivalsSpec::Constant { per_second },
            _ => ArrivalsSpec::Closed {
                users: ((per_second * workload::THINK.as_secs_f64()) as u32).max(1),
                think: Timing::Exponential(Span(workload::THINK)),
            },
        },
        crowd: None,
        demand: Vec::new(),
        keys: KeysSpec::default(),
        timeout: Some(Span::from_millis(settings.get("timeout") as u64)),
        tell_deadline: false,
        retry: RetrySpec {
            attempts: settings.get("retries") as u32 + 1,
            pause: RetryPause::FullJitter {
                base: Span::from_millis(100),
                maximum: Span::from_millis(10_000),
            },
            budget: None,
        },
        hedge: None,
        zone: String::new(),
    }
}

/// A line whose messages take so long on average.
pub(super) fn line(mean_ms: u64) -> Line {
    Line {
        latency: Timing::LogNormal {
            mean: Span::from_millis(mean_ms),
            cv_percent: 30,
        },
        ..Line::default()
    }
}

/// The internet between two parts.
pub(super) fn internet(first: &str, second: &str) -> Between {
    Between {
        ends: [first.to_owned(), second.to_owned()],
        line: line(20),
    }
}

/// The network of one region.
pub(super) fn region() -> Lines {
    Lines {
        default: line(2),
        zones: Vec::new(),
        parts: Vec::new(),
    }
}

/// A model of these parts.
pub(super) fn model(
    parts: impl IntoIterator<Item = (&'static str, PartSpec)>,
    links: Lines,
) -> Model {
    Model {
        nodes: by_name(parts.into_iter()),
        links,
    }
}
