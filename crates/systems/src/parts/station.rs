//! A station: one queue, its servers, and its own arrivals, with no network in between.
//!
//! The textbook's M/M/c and M/G/c. A request is one piece of work; it succeeds when the work is done
//! and fails when the queue is full.

use serde::{Deserialize, Serialize};
use sim::{
    Arrivals, Call, Context, Message, NodeSpec, Note, OperationShare, Popularity, Process, Reason,
    RequestId, Sampler, Stream, Version, Workload,
};

use crate::model::{ModelError, Part, Timing, Wiring, within};

/// Work that may wait where nobody says how much.
const QUEUE_DEFAULT: u32 = 1_000_000;

/// A single queue, as a model states it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Station {
    /// Requests per second, as a Poisson process: 0.001 to 1,000,000.
    #[cfg_attr(feature = "schema", schemars(range(min = 0.001, max = 1_000_000.0)))]
    pub per_second: f64,
    /// How long one server works on one request.
    pub service: Timing,
    /// Servers: 1 to 10,000.
    #[serde(default = "one")]
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 10_000)))]
    pub servers: u16,
    /// Requests that may wait: 0 to 1,000,000.
    #[serde(default = "queue_default")]
    #[cfg_attr(feature = "schema", schemars(range(min = 0, max = 1_000_000)))]
    pub queue: u32,
}

const fn one() -> u16 {
    1
}

const fn queue_default() -> u32 {
    QUEUE_DEFAULT
}

impl Part for Station {
    fn check(&self, path: &str) -> Result<(), ModelError> {
        within(format!("{path}.per_second"), self.per_second, 0.001, 1e6)?;
        within(format!("{path}.servers"), self.servers, 1, 10_000)?;
        within(format!("{path}.queue"), self.queue, 0, QUEUE_DEFAULT)?;
        self.service.check(&format!("{path}.service"))
    }

    fn assemble(&self, wiring: &Wiring<'_>, _place: usize) -> Result<NodeSpec, ModelError> {
        let process = StationProcess {
            service: self.service.distribution().sampler(),
            service_times: wiring.stream("service"),
        };
        Ok(NodeSpec {
            workers: self.servers,
            queue_capacity: self.queue,
            ..NodeSpec::new(wiring.member(), Box::new(process))
        })
    }

    fn workloads(&self, wiring: &Wiring<'_>) -> Result<Vec<Workload>, ModelError> {
        Ok(vec![Workload {
            node: wiring.node(),
            arrivals: Arrivals::Poisson,
            per_second_milli: (self.per_second * 1_000.0 + 0.5) as u64,
            operations: vec![OperationShare {
                operation: 0,
                weight: 1,
                data: None,
            }],
            key_count: 1,
            popularity: Popularity::Uniform,
            profile: Vec::new(),
        }])
    }
}

#[derive(Clone, Debug)]
struct StationProcess {
    service: Sampler,
    service_times: Stream,
}

impl Process for StationProcess {
    fn start(&mut self, _context: &mut Context<'_>) {}

    fn arrival(&mut self, context: &mut Context<'_>, request: RequestId, _call: Call) {
        context.attempt(request);
        if context.has_room() {
            let duration = self.service.sample(&mut self.service_times);
            context.work(request.0, Some(request), duration);
        } else {
            let reason = Reason::QueueFull;
            context.note(Note::Refused {
                request: Some(request),
                reason,
            });
            context.resolve(request, Err(reason));
        }
    }

    fn message(&mut self, _context: &mut Context<'_>, _message: &Message) {}

    fn work_done(&mut self, context: &mut Context<'_>, job: u64) {
        context.resolve(RequestId(job), Ok(Version::NONE));
    }

    fn crash(&mut self) {
        unreachable!("a station is its own users, and faults strike no users");
    }

    fn clone_box(&self) -> Box<dyn Process> {
        Box::new(self.clone())
    }
}
