//! Walking through all records of a run without keeping them, and the names they speak of.

use std::ops::ControlFlow;

use sim::{Entry, LinkId, NodeId, Place, Simulation, Time};

use crate::complaint::Complaint;
use crate::measure::Guard;
use crate::prepared::Prepared;

/// Records that the engine keeps between two looks.
const KEPT: usize = 1 << 18;
/// Events between two looks: fewer where they leave many records, so that all of them fit.
const EVENTS_PER_LOOK: u64 = 4_096;

/// The names of a run's machines, lines and groups.
#[derive(Clone, Debug)]
pub struct Names {
    nodes: Vec<String>,
    links: Vec<(NodeId, NodeId)>,
    groups: Vec<String>,
}

impl Names {
    /// The names of this run.
    pub fn of(simulation: &Simulation) -> Self {
        let nodes = simulation.nodes().iter();
        let links = simulation.network().links().iter();
        let groups = simulation.groups().iter();
        Self {
            nodes: nodes.map(|node| node.name().to_owned()).collect(),
            links: links.map(|link| (link.first, link.second)).collect(),
            groups: groups.map(|group| group.name.clone()).collect(),
        }
    }

    /// All machines.
    pub fn nodes(&self) -> &[String] {
        &self.nodes
    }

    /// A machine.
    pub fn node(&self, node: NodeId) -> &str {
        &self.nodes[node.index()]
    }

    /// The machines that send and receive on this direction of a line.
    pub fn ends(&self, link: LinkId, forward: bool) -> (NodeId, NodeId) {
        let (first, second) = self.links[link.index()];
        if forward {
            (first, second)
        } else {
            (second, first)
        }
    }

    /// A machine, or both ends of a line.
    pub fn place(&self, place: Place) -> String {
        match place {
            Place::Node(node) => self.node(node).to_owned(),
            Place::Link(link) => {
                let (first, second) = self.ends(link, true);
                format!("{} - {}", self.node(first), self.node(second))
            }
        }
    }

    /// A group of like machines.
    pub fn group(&self, group: u16) -> &str {
        self.groups
            .get(usize::from(group))
            .map_or("?", String::as_str)
    }
}

/// The run of a scenario, record by record.
pub struct Walk {
    simulation: Simulation,
    until: Time,
    cursor: u64,
    pub names: Names,
}

impl Walk {
    /// A walk from the start of the run.
    pub fn new(prepared: &Prepared) -> Result<Self, Complaint> {
        let simulation = Simulation::new(prepared.blueprint(KEPT)?);
        Ok(Self {
            names: Names::of(&simulation),
            until: Time::ZERO + prepared.until,
            cursor: 0,
            simulation,
        })
    }

    /// The run as far as it went.
    pub const fn simulation(&self) -> &Simulation {
        &self.simulation
    }

    /// Shows every record in order until the run ends or `look` has seen enough.
    pub fn each<B>(
        &mut self,
        mut look: impl FnMut(&Names, &Entry) -> ControlFlow<B>,
    ) -> Result<Option<B>, Complaint> {
        let mut guard = Guard::default();
        loop {
            let cursor = self.cursor;
            let fits = |run: &Simulation| run.trace().total() - cursor < KEPT as u64 / 2;
            let progress = self.simulation.run_while(self.until, EVENTS_PER_LOOK, fits);
            let (entries, missed) = self.simulation.trace().since(self.cursor);
            if missed > 0 {
                let what = format!("{missed} records between two looks");
                return Err(Complaint::Ours(what));
            }
            for entry in entries {
                self.cursor += 1;
                if let ControlFlow::Break(found) = look(&self.names, &entry) {
                    return Ok(Some(found));
                }
            }
            if progress == sim::Progress::Reached {
                return Ok(None);
            }
            guard.look(&self.simulation, progress)?;
        }
    }
}
