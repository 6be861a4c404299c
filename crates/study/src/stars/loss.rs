//! Fault tolerance: the loss of each machine in turn, one run for each machine.
//!
//! At the moderate demand a machine loses its power after ten seconds and does not come back. The
//! number is the share of the following minute's requests that is answered, as their users see it,
//! with whatever retries they make; the mean over the machines counts.

use sim::{Blueprint, Fault, Intervention, NodeId, Simulation};
use systems::Entry;

use super::Loss;
use super::drive::{Drive, between, scenario};

const SEED: u64 = 1;
/// When the machine is lost, and when the demand ends.
const LOST: u64 = 10;
const UNTIL: u64 = 70;
/// When everything that was asked for has ended: users wait two seconds, twice.
const DRAINED: u64 = 80;

/// The machines of a style that are in service at the start.
pub(super) fn machines(entry: &'static Entry) -> Vec<NodeId> {
    let blueprint = systems::blueprint(&scenario(entry, SEED));
    in_service(&blueprint.expect("the catalogue's own parameters"))
}

/// The machines of a blueprint that are in service at the start, the users left out.
pub(super) fn in_service(blueprint: &Blueprint) -> Vec<NodeId> {
    let simulation = Simulation::new(blueprint.clone());
    (0..simulation.nodes().len() as u16)
        .map(NodeId)
        .filter(|node| simulation.takes_hold(Fault::Crash { node: *node }))
        .collect()
}

pub(super) fn measure(entry: &'static Entry, machine: NodeId) -> Loss {
    let mut drive = Drive::planned(entry, SEED, |_| Vec::new());
    drive.to(LOST);
    let before = drive.ended();
    let crash = Fault::Crash { node: machine };
    drive.simulation.intervene(Intervention::Fault(crash));
    drive.to(UNTIL);
    drive.drain(DRAINED);
    Loss {
        machine: drive.simulation.nodes()[machine.index()]
            .name()
            .to_owned()
            .into(),
        requests: between(before, drive.ended()),
    }
}
