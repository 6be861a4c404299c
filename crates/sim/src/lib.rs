//! What happens: a deterministic discrete-event engine for systems of machines that talk.
//!
//! A run is a function of the engine's version, the scenario, the seed and the interventions, and
//! of nothing else: the same trace hash comes out native, in WebAssembly, at any frame rate.
//!
//! ```text
//!   Blueprint ──> Simulation ──run_until──> events ──> Process ──asks for──> effects ─┐
//!                     ▲                                                               │
//!                     └─────────────── done by the engine, recorded in the Trace ◄────┘
//! ```
//!
//! What is deliberately absent: a browser, a wall clock, pixels, and the systems themselves.

#![warn(missing_docs, unreachable_pub)]
#![allow(
    missing_docs,
    reason = "fields and variants whose name says all carry no sentence of their own"
)]

/// The version of the engine. One version gives the same run for the same scenario, seed and
/// interventions; what changes draws or decisions comes with a new one.
pub const ENGINE_VERSION: &str = env!("CARGO_PKG_VERSION");

mod context;
mod distribution;
mod fault;
mod few;
mod histogram;
mod log;
mod message;
mod metrics;
mod network;
mod node;
mod process;
mod replay;
mod request;
mod rng;
mod scenario;
mod scheduler;
mod simulation;
mod slab;
mod snapshot;
mod story;
mod tally;
mod time;
mod timeline;
mod trace;
mod workload;
mod ziggurat;

pub use context::Context;
pub use distribution::{Distribution, Sampler};
pub use fault::{ClockOffset, Fault, Intervened, Intervention, Place};
pub use few::sort_few;
pub use histogram::Histogram;
pub use message::{
    Answer, Body, Call, CallId, Class, DropReason, LinkId, Message, NodeId, Payload, Reason,
    Version,
};
pub use metrics::{BIN, BINS_MAX, Bin, CURVE_BINS, Metrics, NodeBin, READOUT_BINS, Readout};
pub use network::{Link, LinkSpec, LinkState, Network, Traffic};
pub use node::{Discipline, Node, NodeSpec, Overflow, WorkTotals};
pub use process::{Decision, HeldFor, Note, Process, PutOff, Role, Written};
pub use replay::{Position, replay, replay_to};
pub use request::{
    Access, BREAKS_MAX, Break, DATA_SETS_MAX, DataUse, FAILURES_MAX, Ledger, Little, Outcome,
    PATIENCE, Request, RequestId, Totals,
};
pub use rng::{Probability, Stream};
pub use scenario::{Blueprint, Planned, SCENARIO_VERSION, Scenario, UnitGroup};
pub use scheduler::Scheduler;
pub use simulation::{MESSAGES_MAX, Progress, Simulation, Violation};
pub use slab::{Key, Slab};
pub use snapshot::{
    LinkView, LossReason, LossView, MessageView, NodeState, NodeView, Snapshot, UsersView,
};
pub use story::{Doing, Ending, STORY_ENTRIES_MAX, Span, Story, StoryParts};
pub use tally::{CacheTally, Holding, KeptTally, QueueTally, Scaled, Stock, Tally};
pub use time::{Duration, Time};
pub use timeline::{KeyframeLimits, Timeline};
pub use trace::{Entry, Record, Trace};
pub use workload::{
    Arrivals, Crowd, OperationShare, Popularity, RANKED_KEYS_MAX, RateStep, Workload,
};
