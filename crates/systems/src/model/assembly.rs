//! From a model to a blueprint: names become machines, and parts that talk get a line.

use std::collections::{BTreeMap, BTreeSet};

use sim::{Blueprint, Duration, LinkSpec, NodeId, NodeSpec, UnitGroup};

use super::circles;
use super::error::within;
use super::{Member, Model, ModelError, NODES_MAX, PARTS_MAX, Problem, Wiring};

/// Characters of a name, at most.
const NAME_MAX: usize = 40;

/// Makes a model ready to run for `horizon`, keeping `trace_capacity` records, or says what is wrong
/// with it.
pub fn assemble(
    model: &Model,
    seed: u64,
    horizon: Duration,
    trace_capacity: usize,
) -> Result<Blueprint, ModelError> {
    check(model)?;
    let places = Places::new(model)?;
    model.links.check(&places.zones(), &places.parts())?;
    let mut nodes = Vec::new();
    let mut workloads = Vec::new();
    for (name, spec) in &model.nodes {
        for (place, member) in spec.part().members(name).iter().enumerate() {
            let wiring = places.wiring(seed, name, &member.name, place);
            let node = spec.part().assemble(&wiring, place)?;
            nodes.push(NodeSpec {
                zone: member.zone.clone(),
                provisioned: node.provisioned && wiring.in_service(wiring.node()),
                ..node
            });
            if place == 0 {
                workloads.extend(spec.part().workloads(&wiring)?);
            }
        }
    }
    let links = places.links(model)?;
    circles::check(model, &places.operations)?;
    Ok(Blueprint {
        seed,
        horizon,
        nodes,
        links,
        groups: places.unit_groups(),
        workloads,
        planned: Vec::new(),
        trace_capacity,
    })
}

fn check(model: &Model) -> Result<(), ModelError> {
    if model.nodes.is_empty() {
        return Err(ModelError::new("nodes", Problem::Empty));
    }
    within("nodes", model.nodes.len(), 1, PARTS_MAX)?;
    for (name, spec) in &model.nodes {
        let path = format!("nodes.{name}");
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if name.is_empty() || name.len() > NAME_MAX || !name.bytes().all(plain) {
            let name = name.clone();
            return Err(ModelError::new(path, Problem::BadName { name }));
        }
        spec.part().check(&path)?;
    }
    Ok(())
}

/// Finds the operations that others may call at this part: its own, or those of the parts behind
/// it. `path` holds the parts that led here.
fn offer<'a>(
    model: &'a Model,
    name: &'a str,
    path: &mut Vec<&'a str>,
    offered: &mut BTreeMap<&'a str, Vec<String>>,
) -> Result<(), ModelError> {
    let contradiction = |rule| {
        let problem = Problem::Contradiction { rule };
        Err(ModelError::new(format!("nodes.{name}"), problem))
    };
    if path.contains(&name) {
        return contradiction("forwards_in_a_circle");
    }
    // A name that no part has is told, with its field, by the part that is assembled with it.
    let Some(spec) = model.nodes.get(name) else {
        return Ok(());
    };
    if offered.contains_key(name) {
        return Ok(());
    }
    path.push(name);
    let mut operations = spec.part().operations();
    let mut first = true;
    for behind in spec.part().forwards_to() {
        offer(model, behind, path, offered)?;
        if let Some(theirs) = offered.get(behind) {
            if !std::mem::take(&mut first) && *theirs != operations {
                return contradiction("targets_offer_different_operations");
            }
            operations.clone_from(theirs);
        }
    }
    path.pop();
    offered.insert(name, operations);
    Ok(())
}

/// The operations that others may call at this part, by their number.
pub(crate) fn operations_at(model: &Model, name: &str) -> Result<Vec<String>, ModelError> {
    let mut offered = BTreeMap::new();
    offer(model, name, &mut Vec::new(), &mut offered)?;
    Ok(offered.remove(name).unwrap_or_default())
}

/// To how many calls one call of this part's operation leads if all of them are made once, by the
/// operation's name; of a model that can be assembled.
pub(crate) fn calls_at(model: &Model, name: &str) -> BTreeMap<String, u128> {
    let mut offered = BTreeMap::new();
    for part in model.nodes.keys() {
        if offer(model, part, &mut Vec::new(), &mut offered).is_err() {
            return BTreeMap::new();
        }
    }
    let calls = circles::check(model, &offered).unwrap_or_default();
    let calls = |operation: &String| calls.get(&(name, operation.as_str())).copied();
    let operations = offered.get(name).into_iter().flatten();
    operations
        .map(|operation| (operation.clone(), calls(operation).unwrap_or(0)))
        .collect()
}

/// Which machines the names stand for.
struct Places<'a> {
    members: Vec<(&'a str, Member)>,
    in_service: Vec<bool>,
    forwarders: BTreeMap<&'a str, Vec<NodeId>>,
    machines: BTreeMap<&'a str, Vec<NodeId>>,
    hidden: BTreeMap<&'a str, usize>,
    operations: BTreeMap<&'a str, Vec<String>>,
    /// The parts whose number of machines can be changed, and those that grow with them.
    groups: Vec<&'a str>,
    followers: BTreeMap<&'a str, Vec<&'a str>>,
}

impl<'a> Places<'a> {
    fn new(model: &'a Model) -> Result<Self, ModelError> {
        let mut places = Self {
            members: Vec::new(),
            in_service: Vec::new(),
            forwarders: BTreeMap::new(),
            machines: BTreeMap::new(),
            hidden: BTreeMap::new(),
            operations: BTreeMap::new(),
            groups: Vec::new(),
            followers: BTreeMap::new(),
        };
        let mut taken = BTreeSet::new();
        for (name, spec) in &model.nodes {
            let first = places.members.len();
            let members = spec.part().members(name);
            within("nodes", first + members.len(), 1, NODES_MAX)?;
            let ids = first..first + members.len();
            let ids = ids.map(|index| NodeId(index as u16)).collect();
            places.machines.insert(name, ids);
            places.hidden.insert(name, spec.part().hidden());
            match spec.part().grows_with() {
                Some(leader) => places.followers.entry(leader).or_default().push(name),
                None if spec.part().scales() => places.groups.push(name),
                None => {}
            }
            for (place, member) in members.into_iter().enumerate() {
                places.in_service.push(spec.part().in_service(place));
                if !taken.insert(member.name.clone()) {
                    let path = format!("nodes.{name}");
                    let rule = "two_machines_of_one_name";
                    return Err(ModelError::new(path, Problem::Contradiction { rule }));
                }
                places.members.push((name, member));
            }
        }
        for (name, spec) in &model.nodes {
            for target in spec.part().feeds() {
                let machines = places.machines[name.as_str()].iter().copied();
                places
                    .forwarders
                    .entry(target)
                    .or_default()
                    .extend(machines);
            }
            offer(model, name, &mut Vec::new(), &mut places.operations)?;
        }
        Ok(places)
    }

    fn wiring<'b>(&'b self, seed: u64, part: &'b str, member: &'b str, place: usize) -> Wiring<'b> {
        Wiring {
            seed,
            part,
            member,
            node: self.machines[part][place],
            members: &self.members,
            in_service: &self.in_service,
            forwarders: &self.forwarders,
            machines: &self.machines,
            hidden: &self.hidden,
            operations: &self.operations,
            groups: &self.groups,
        }
    }

    /// The zones that machines stand in.
    fn zones(&self) -> Vec<&str> {
        let zones = self.members.iter().map(|(_, member)| member.zone.as_str());
        let mut known = BTreeSet::new();
        known.extend(zones.filter(|zone| !zone.is_empty()));
        known.into_iter().collect()
    }

    fn parts(&self) -> Vec<&str> {
        self.machines.keys().copied().collect()
    }

    /// One line for each two machines whose parts talk, from the one that calls to the one that is
    /// called.
    fn links(&self, model: &Model) -> Result<Vec<LinkSpec>, ModelError> {
        let mut pairs = BTreeMap::new();
        for (name, spec) in &model.nodes {
            let others = spec.part().talks_to();
            if others.contains(&name.as_str()) {
                let calls = spec.part().calls();
                let call = calls.iter().find(|call| call.target == name);
                let field = call.map_or(String::new(), |call| format!(".{}", call.field));
                let rule = "calls_itself";
                let problem = Problem::Contradiction { rule };
                return Err(ModelError::new(format!("nodes.{name}{field}"), problem));
            }
            let ours = &self.machines[name.as_str()];
            let within_itself = spec.part().talks_within().then_some(ours.as_slice());
            // Where a name leads nowhere, the part itself says so when it is assembled.
            let theirs = others.into_iter().filter_map(|other| {
                let theirs = self.machines.get(other)?;
                Some(&theirs[..theirs.len() - self.hidden[other]])
            });
            for theirs in theirs.chain(within_itself) {
                for first in ours {
                    for second in theirs {
                        if first != second {
                            let pair = (first.min(second), first.max(second));
                            pairs.entry(pair).or_insert((*first, *second));
                        }
                    }
                }
            }
        }
        within("links", pairs.len(), 0, usize::from(u16::MAX))?;
        let line = |(first, second): (NodeId, NodeId)| {
            let (first_part, first_member) = &self.members[first.index()];
            let (second_part, second_member) = &self.members[second.index()];
            let zones = [first_member.zone.as_str(), second_member.zone.as_str()];
            let line = model.links.between([first_part, second_part], zones);
            LinkSpec {
                bandwidth: line.bytes_per_second,
                loss: line.loss.0,
                duplication: line.duplication.0,
                reordering: line.reordering.0,
                ..LinkSpec::new(first, second, line.latency.distribution())
            }
        };
        Ok(pairs.into_values().map(line).collect())
    }

    fn unit_groups(&self) -> Vec<UnitGroup> {
        let group = |name: &&str| {
            let followers = self.followers.get(name).map_or(&[][..], Vec::as_slice);
            let parts = [&[*name], followers].concat();
            let unit = |place: usize| parts.iter().map(move |part| self.machines[part][place]);
            UnitGroup {
                name: (*name).to_owned(),
                nodes: (0..self.machines[*name].len()).flat_map(unit).collect(),
                unit_size: parts.len(),
            }
        };
        self.groups.iter().map(group).collect()
    }
}
