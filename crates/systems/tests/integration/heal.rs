//! Mending everything at once, for tests that ask what happens then.

use sim::{Fault, Intervention, LinkId, NodeId, Simulation};

/// Mends everything that is broken.
pub fn heal_all(simulation: &mut Simulation) {
    for index in 0..simulation.nodes().len() {
        let node = NodeId(index as u16);
        for repair in [
            Fault::Resume { node },
            Fault::Restore { node },
            Fault::Restart { node },
            Fault::Cure { node },
            Fault::Unskew { node },
        ] {
            if simulation.takes_hold(repair) {
                simulation.intervene(Intervention::Fault(repair));
            }
        }
    }
    for index in 0..simulation.network().links().len() {
        let link = LinkId(index as u16);
        let unblock = |forward| Fault::Unblock { link, forward };
        for repair in [
            Fault::Heal { link },
            Fault::Clear { link },
            Fault::Undelay { link },
            unblock(true),
            unblock(false),
        ] {
            if simulation.takes_hold(repair) {
                simulation.intervene(Intervention::Fault(repair));
            }
        }
    }
}
