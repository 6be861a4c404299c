//! The input of a run: a scenario as a person states it, and the blueprint that a system makes of it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::fault::Intervention;
use crate::message::NodeId;
use crate::network::LinkSpec;
use crate::node::NodeSpec;
use crate::time::{Duration, Time};
use crate::workload::Workload;

/// The version of the scenario format that this engine reads and writes.
pub const SCENARIO_VERSION: u32 = 1;

/// The complete input of a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    pub version: u32,
    /// The catalogue's id of the system.
    pub system: String,
    /// Parameters that differ from the system's defaults, by id.
    #[serde(default)]
    pub parameters: BTreeMap<String, i64>,
    pub seed: u64,
    /// When the run ends.
    pub horizon: Duration,
    /// What happens at stated times.
    #[serde(default)]
    pub planned: Vec<Planned>,
}

/// Something that happens at a stated time of the run.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Planned {
    pub at: Time,
    pub what: Intervention,
}

/// A group of units, each of one machine or of a few unlike ones, whose number can change during a
/// run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitGroup {
    pub name: String,
    /// All machines of the group, unit by unit, in the order in which they are put into service.
    pub nodes: Vec<NodeId>,
    /// Machines of each unit: at least 1.
    pub unit_size: usize,
}

impl UnitGroup {
    /// Units that there can be.
    pub fn units_max(&self) -> usize {
        self.nodes.len() / self.unit_size
    }
}

/// A system made ready to run: machines with their processes, links and workloads.
#[derive(Clone, Debug)]
pub struct Blueprint {
    pub seed: u64,
    pub horizon: Duration,
    pub nodes: Vec<NodeSpec>,
    pub links: Vec<LinkSpec>,
    pub groups: Vec<UnitGroup>,
    pub workloads: Vec<Workload>,
    pub planned: Vec<Planned>,
    /// Records that the trace keeps.
    pub trace_capacity: usize,
}
