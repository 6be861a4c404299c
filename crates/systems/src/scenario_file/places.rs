//! Which machines and lines the names of a scenario file stand for.

use std::collections::BTreeMap;

use sim::{Blueprint, LinkId, NodeId, UnitGroup, Workload};

use super::contradiction;
use crate::model::{Model, ModelError, Problem};

/// The names of one blueprint. A machine's own name goes before a part's or a group's.
pub(super) struct Places<'a> {
    machines: BTreeMap<&'a str, NodeId>,
    parts: BTreeMap<&'a str, Vec<NodeId>>,
    zones: BTreeMap<&'a str, Vec<NodeId>>,
    links: Vec<(NodeId, NodeId)>,
    pub(super) groups: &'a [UnitGroup],
    pub(super) workloads: &'a [Workload],
    /// By machine, whether it keeps anything only to be faster.
    flushes: Vec<bool>,
    /// By machine, whether it has workers.
    works: Vec<bool>,
    node_count: usize,
}

impl<'a> Places<'a> {
    pub(super) fn new(blueprint: &'a Blueprint, model: Option<&'a Model>) -> Self {
        let named = |(index, node): (usize, &'a sim::NodeSpec)| {
            let id = NodeId(index as u16);
            (node.name.as_str(), id)
        };
        let groups = blueprint.groups.iter();
        let mut places = Self {
            machines: blueprint.nodes.iter().enumerate().map(named).collect(),
            parts: groups
                .map(|group| (group.name.as_str(), group.nodes.clone()))
                .collect(),
            zones: BTreeMap::new(),
            links: blueprint
                .links
                .iter()
                .map(|link| (link.first, link.second))
                .collect(),
            groups: &blueprint.groups,
            workloads: &blueprint.workloads,
            flushes: (blueprint.nodes.iter())
                .map(|node| node.process.can_be_flushed())
                .collect(),
            works: (blueprint.nodes.iter())
                .map(|node| node.workers > 0)
                .collect(),
            node_count: blueprint.nodes.len(),
        };
        for (name, spec) in model.into_iter().flat_map(|model| &model.nodes) {
            // A part that scales stands among the groups, too.
            places.parts.remove(name.as_str());
            for member in spec.part().members(name) {
                let node = places.machines[member.name.as_str()];
                places.parts.entry(name).or_default().push(node);
            }
        }
        for (index, node) in blueprint.nodes.iter().enumerate() {
            if !node.zone.is_empty() {
                let zone = places.zones.entry(&node.zone).or_default();
                zone.push(NodeId(index as u16));
            }
        }
        places
    }

    /// The machines that a name stands for; `path` is where it is written.
    pub(super) fn nodes(&self, path: &str, name: &str) -> Result<Vec<NodeId>, ModelError> {
        if let Some(node) = self.machines.get(name) {
            return Ok(vec![*node]);
        }
        self.parts.get(name).cloned().ok_or_else(|| {
            let mut known: Vec<_> = self.machines.keys().chain(self.parts.keys()).collect();
            known.sort_unstable();
            known.dedup();
            unknown(path, name, known)
        })
    }

    /// The machines that a name stands for, none of which may be the users themselves.
    pub(super) fn machines(&self, path: &str, name: &str) -> Result<Vec<NodeId>, ModelError> {
        let nodes = self.nodes(path, name)?;
        let is_users = |node: &NodeId| self.workloads.iter().any(|users| users.node == *node);
        if let Some(users) = nodes.iter().find(|node| is_users(node)) {
            // Who has workers is a queue that is its own users.
            if self.works[users.index()] {
                return Err(contradiction(path, "fault_on_station"));
            }
            return Err(contradiction(path, "fault_on_users"));
        }
        Ok(nodes)
    }

    /// The machines of this name that keep anything only to be faster: at least one.
    pub(super) fn flushable(&self, path: &str, name: &str) -> Result<Vec<NodeId>, ModelError> {
        let mut nodes = self.machines(path, name)?;
        nodes.retain(|node| self.flushes[node.index()]);
        if nodes.is_empty() {
            return Err(contradiction(path, "nothing_to_flush"));
        }
        Ok(nodes)
    }

    /// The machines of a zone.
    pub(super) fn zone(&self, path: &str, name: &str) -> Result<Vec<NodeId>, ModelError> {
        let zone = self.zones.get(name).cloned();
        zone.ok_or_else(|| unknown(path, name, self.zones.keys().collect::<Vec<_>>()))
    }

    /// The place of a part that scales among the groups.
    pub(super) fn group(&self, path: &str, name: &str) -> Result<usize, ModelError> {
        let mut groups = self.groups.iter();
        let place = groups.position(|group| group.name == name);
        place.ok_or_else(|| {
            if self.parts.contains_key(name) || self.machines.contains_key(name) {
                return contradiction(path, "target_does_not_scale");
            }
            let known = self.groups.iter().map(|group| &group.name);
            unknown(path, name, known.collect::<Vec<_>>())
        })
    }

    /// The lines between two names, and whether the first name is at their first end.
    pub(super) fn lines(
        &self,
        path: &str,
        first: &str,
        second: &str,
    ) -> Result<Vec<(LinkId, bool)>, ModelError> {
        let sides = [self.nodes(path, first)?, self.nodes(path, second)?];
        let groups = self.sides(&sides);
        let lines: Vec<_> = self.crossing(&groups).collect();
        if lines.is_empty() {
            return Err(contradiction(path, "no_line_between"));
        }
        let forward = |link: LinkId| groups[self.links[link.index()].0.index()] == 1;
        Ok(lines
            .into_iter()
            .map(|link| (link, forward(link)))
            .collect())
    }

    /// The lines that lead from one of these groups of machines to another.
    pub(super) fn lines_across(&self, groups: &[Vec<NodeId>]) -> Vec<LinkId> {
        self.crossing(&self.sides(groups)).collect()
    }

    /// For each machine the number of its group from 1 on, or 0. The last group that names it counts.
    fn sides(&self, groups: &[Vec<NodeId>]) -> Vec<usize> {
        let mut side = vec![0; self.node_count];
        for (number, group) in groups.iter().enumerate() {
            for node in group {
                side[node.index()] = number + 1;
            }
        }
        side
    }

    fn crossing(&self, side: &[usize]) -> impl Iterator<Item = LinkId> {
        let links = self.links.iter().enumerate();
        links.filter_map(move |(index, (first, second))| {
            let (first, second) = (side[first.index()], side[second.index()]);
            let crosses = first != 0 && second != 0 && first != second;
            crosses.then_some(LinkId(index as u16))
        })
    }
}

fn unknown<S: AsRef<str>>(path: &str, name: &str, known: Vec<S>) -> ModelError {
    let known = known.iter().map(|known| known.as_ref().to_owned());
    let problem = Problem::UnknownName {
        name: name.to_owned(),
        known: known.collect(),
    };
    ModelError::new(path, problem)
}
