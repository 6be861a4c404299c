//! What every part of a model can be asked for, and what it is told when it is assembled.

use std::collections::BTreeMap;

use sim::{NodeId, NodeSpec, Stream, Workload};

use super::{ModelError, OwnCall, Problem};

/// One machine that a part comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The stable name of the machine.
    pub name: String,
    /// Where it stands; empty where nobody says.
    pub zone: String,
}

/// The spec of a part: it checks itself and makes its machines.
pub trait Part {
    /// The machines it comes to; one of the part's own name unless it says otherwise.
    fn members(&self, name: &str) -> Vec<Member> {
        vec![Member {
            name: name.to_owned(),
            zone: String::new(),
        }]
    }

    /// The operations that others may call, in the order of their numbers.
    fn operations(&self) -> Vec<String> {
        Vec::new()
    }

    /// The parts that it hands calls on to, unchanged: their operations are its own.
    fn forwards_to(&self) -> Vec<&str> {
        Vec::new()
    }

    /// The calls that its operations make, in the order of its text.
    fn calls(&self) -> Vec<OwnCall<'_>> {
        Vec::new()
    }

    /// The parts that get work from it without asking for it: their machines tell it when they come
    /// and go.
    fn feeds(&self) -> Vec<&str> {
        self.forwards_to()
    }

    /// The parts that its machines send to, each name possibly several times.
    fn talks_to(&self) -> Vec<&str> {
        Vec::new()
    }

    /// Whether its own machines talk to each other.
    fn talks_within(&self) -> bool {
        false
    }

    /// How many of its machines, the last ones, are its own affair: nobody else talks to them.
    fn hidden(&self) -> usize {
        0
    }

    /// Whether its number of machines can change while the system runs.
    fn scales(&self) -> bool {
        false
    }

    /// The part whose machines come and go together with its own, if there is one.
    fn grows_with(&self) -> Option<&str> {
        None
    }

    /// Whether the machine of this place is in service when the run starts.
    fn in_service(&self, _place: usize) -> bool {
        true
    }

    /// Whether every number lies in its range. `path` is the part's place in the document.
    fn check(&self, path: &str) -> Result<(), ModelError>;

    /// The machine of this place among its members.
    fn assemble(&self, wiring: &Wiring<'_>, place: usize) -> Result<NodeSpec, ModelError>;

    /// What its users want, if it has any.
    fn workloads(&self, _wiring: &Wiring<'_>) -> Result<Vec<Workload>, ModelError> {
        Ok(Vec::new())
    }
}

/// Where the names of a model lead.
#[derive(Debug)]
pub struct Wiring<'a> {
    pub(super) seed: u64,
    /// The part that is being assembled, and its machine.
    pub(super) part: &'a str,
    pub(super) member: &'a str,
    pub(super) node: NodeId,
    /// All machines with the part that each belongs to.
    pub(super) members: &'a [(&'a str, Member)],
    /// All machines, whether in service when the run starts.
    pub(super) in_service: &'a [bool],
    /// The machines that feed a part, by its name.
    pub(super) forwarders: &'a BTreeMap<&'a str, Vec<NodeId>>,
    pub(super) machines: &'a BTreeMap<&'a str, Vec<NodeId>>,
    /// How many of each part's machines, the last ones, nobody else talks to.
    pub(super) hidden: &'a BTreeMap<&'a str, usize>,
    pub(super) operations: &'a BTreeMap<&'a str, Vec<String>>,
    /// Parts whose number of machines can change, in the order of their groups.
    pub(super) groups: &'a [&'a str],
}

impl Wiring<'_> {
    /// The machine that is being assembled.
    pub const fn node(&self) -> NodeId {
        self.node
    }

    /// Its name, which its streams go by.
    pub const fn member(&self) -> &str {
        self.member
    }

    /// The stable name of any machine.
    pub fn name_of(&self, machine: NodeId) -> &str {
        &self.members[machine.index()].1.name
    }

    /// Whether a machine is in service when the run starts.
    pub fn in_service(&self, machine: NodeId) -> bool {
        self.in_service[machine.index()]
    }

    /// The machines that feed the part that is being assembled, such as its balancers and queues:
    /// they want to know of its coming and going.
    pub fn forwarders(&self) -> &[NodeId] {
        self.forwarders.get(self.part).map_or(&[], Vec::as_slice)
    }

    /// The random stream of this machine for this purpose.
    pub fn stream(&self, purpose: &str) -> Stream {
        Stream::named(self.seed, self.member, purpose)
    }

    /// A place in the document below the part that is being assembled.
    pub fn path(&self, field: &str) -> String {
        format!("nodes.{}.{field}", self.part)
    }

    /// All machines of the part that is being assembled, the hidden ones last.
    pub fn siblings(&self) -> &[NodeId] {
        &self.machines[self.part]
    }

    /// All machines of the part of this name that others may talk to; `field` is where the name is
    /// written.
    pub fn machines(&self, field: &str, name: &str) -> Result<&[NodeId], ModelError> {
        let machines = self.machines.get(name).map(Vec::as_slice);
        let machines = machines.ok_or_else(|| {
            let known = self.machines.keys().map(|name| (*name).to_owned());
            let problem = Problem::UnknownName {
                name: name.to_owned(),
                known: known.collect(),
            };
            ModelError::new(self.path(field), problem)
        })?;
        Ok(&machines[..machines.len() - self.hidden[name]])
    }

    /// The first machine of the part of this name.
    pub fn machine(&self, field: &str, name: &str) -> Result<NodeId, ModelError> {
        let machines = self.machines(field, name)?;
        let first = machines.first().copied();
        first.ok_or_else(|| ModelError::new(self.path(field), Problem::Empty))
    }

    /// The operations of the part of this name, in the order of their numbers.
    pub fn operations(&self, field: &str, name: &str) -> Result<&[String], ModelError> {
        self.machines(field, name)?;
        Ok(&self.operations[name])
    }

    /// The number of an operation of the part of this name.
    pub fn operation(&self, field: &str, name: &str, operation: &str) -> Result<u16, ModelError> {
        let known = self.operations(field, name)?;
        let number = known.iter().position(|known| known == operation);
        number.map(|number| number as u16).ok_or_else(|| {
            let problem = Problem::UnknownOperation {
                name: operation.to_owned(),
                known: known.to_vec(),
            };
            ModelError::new(self.path(field), problem)
        })
    }

    /// The number of the group of machines that the part of this name makes, if it scales.
    pub fn group(&self, name: &str) -> Option<u16> {
        let place = self.groups.iter().position(|group| *group == name);
        place.map(|place| place as u16)
    }
}
