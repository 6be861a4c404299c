//! A machine as a system states it. What it does during a run is in `node`.

use serde::{Deserialize, Serialize};

use crate::process::Process;
use crate::time::Duration;

/// A machine, as a system states it.
#[derive(Clone, Debug)]
pub struct NodeSpec {
    /// The stable name: streams and labels go by it, never by the place in a list.
    pub name: String,
    /// Where it stands: machines of one zone can be lost together. Empty where nobody says.
    pub zone: String,
    /// Jobs worked on at the same time.
    pub workers: u16,
    /// Jobs that may wait.
    pub queue_capacity: u32,
    pub discipline: Discipline,
    pub overflow: Overflow,
    /// Whether the process is asked before a worker begins a job ([`Process::begins`]).
    pub screens_work: bool,
    /// From power-on to the start of the process.
    pub boot: Duration,
    /// Whether the machine is in service when the run starts.
    pub provisioned: bool,
    pub process: Box<dyn Process>,
}

/// Which waiting job is worked on next.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Discipline {
    /// The one that waits longest.
    #[default]
    Fifo,
    /// The newest: under overload some are answered in time instead of none.
    Lifo,
    /// The one that waits longest, but the newest while the queue is at least half full.
    Adaptive,
}

/// What a full queue does with one more job.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Overflow {
    /// It is turned away.
    #[default]
    Reject,
    /// The job that waits longest makes room.
    DropOldest,
}

impl NodeSpec {
    /// A machine with a first-in-first-out queue that turns away what it has no room for.
    pub fn new(name: impl Into<String>, process: Box<dyn Process>) -> Self {
        Self {
            name: name.into(),
            zone: String::new(),
            workers: 0,
            queue_capacity: 0,
            discipline: Discipline::default(),
            overflow: Overflow::default(),
            screens_work: false,
            boot: Duration::ZERO,
            provisioned: true,
            process,
        }
    }
}
