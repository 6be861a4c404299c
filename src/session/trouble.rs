//! What is wrong with a side now: faults in force, machines that are full or not back yet, and machines
//! that others send no work to. What was wrong and is mended is no trouble any more.

use sim::{Fault, Intervention, LinkId, NodeId, NodeState, Place, Time};

use super::{Side, What};

/// Something that is wrong, and since when.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Trouble {
    pub since: Time,
    pub what: Wrong,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Wrong {
    /// A machine or a line is not in order, as its state says.
    Place(Place),
    /// Every line to a machine is cut.
    CutOff(NodeId),
    /// A fault that no state shows.
    Hidden(Fault),
    /// A machine sends no work to another that is in order again.
    Avoided { node: NodeId, target: NodeId },
}

impl Side {
    /// What is wrong now: first what was broken, the newest first, then what follows from it.
    pub fn troubles(&self) -> Vec<Trouble> {
        let mut troubles = self.broken();
        let mut follow = self.out_of_order(&troubles);
        follow.extend(self.avoided(&troubles));
        sim::sort_few(&mut follow, |one, other| other.since.cmp(&one.since));
        troubles.extend(follow);
        troubles
    }

    /// The faults in force, the newest first; one trouble for each place.
    fn broken(&self) -> Vec<Trouble> {
        let mut faults: Vec<(Time, Fault)> = Vec::new();
        for done in self.simulation().interventions().iter().rev() {
            let Intervention::Fault(fault) = done.what else {
                continue;
            };
            let repair = fault.repair();
            let lasts =
                fault.is_damage() && repair != fault && self.simulation().takes_hold(repair);
            if lasts && faults.iter().all(|(_, other)| other.repair() != repair) {
                faults.push((done.at, fault));
            }
        }
        let cut_off = self.cut_off(&faults);
        let mut troubles: Vec<Trouble> = Vec::new();
        for (since, fault) in faults {
            let what = match (fault, fault.place()) {
                (Fault::Skew { .. }, _) => Wrong::Hidden(fault),
                (Fault::Partition { link }, place) => match self.end_in(link, &cut_off) {
                    Some(node) => Wrong::CutOff(node),
                    None => Wrong::Place(place),
                },
                (_, place) => Wrong::Place(place),
            };
            if troubles.iter().all(|trouble| trouble.what != what) {
                troubles.push(Trouble { since, what });
            }
        }
        troubles
    }

    /// The machines of which all lines are cut; a single line is told as a line.
    fn cut_off(&self, faults: &[(Time, Fault)]) -> Vec<NodeId> {
        let is_cut = |link: LinkId| {
            let mut faults = faults.iter();
            faults.any(|(_, fault)| *fault == Fault::Partition { link })
        };
        let links = self.simulation().network().links();
        let machines = (0..self.cards().len()).map(|index| NodeId(index as u16));
        let machines = machines.filter(|node| {
            let ends = links.iter().enumerate();
            let mut mine = ends.filter(|(_, link)| link.first == *node || link.second == *node);
            let count = mine.clone().count();
            count > 1 && mine.all(|(index, _)| is_cut(LinkId(index as u16)))
        });
        machines.collect()
    }

    fn end_in(&self, link: LinkId, nodes: &[NodeId]) -> Option<NodeId> {
        let link = &self.simulation().network().links()[link.index()];
        let ends = [link.second, link.first];
        ends.into_iter().find(|end| nodes.contains(end))
    }

    /// Machines that are full, not back yet, or out of order without anybody's doing.
    fn out_of_order(&self, known: &[Trouble]) -> Vec<Trouble> {
        let nodes = self.snapshot().nodes.iter();
        let bad = nodes.filter(|node| {
            let normal = matches!(
                node.state,
                NodeState::Absent | NodeState::Up | NodeState::Busy
            );
            !normal && !speaks_of(known, node.id)
        });
        bad.map(|node| Trouble {
            since: node.since,
            what: Wrong::Place(Place::Node(node.id)),
        })
        .collect()
    }

    /// Machines that get no work although nothing is wrong with them.
    fn avoided(&self, known: &[Trouble]) -> Vec<Trouble> {
        let links = self.snapshot().links.iter();
        let barred = links.filter(|link| {
            let target = &self.snapshot().nodes[link.target.index()];
            let works = matches!(target.state, NodeState::Up | NodeState::Busy);
            link.trusted == Some(false) && works && !speaks_of(known, link.target)
        });
        barred
            .map(|link| {
                let (node, target) = (link.source, link.target);
                let wanted = What::Trust {
                    node,
                    target,
                    trusted: false,
                };
                let last = self.log().rev().find(|happening| happening.what == wanted);
                Trouble {
                    since: last.map_or(self.snapshot().now, |last| last.at),
                    what: Wrong::Avoided { node, target },
                }
            })
            .collect()
    }
}

/// Whether something is told of this machine already.
fn speaks_of(troubles: &[Trouble], node: NodeId) -> bool {
    troubles.iter().any(|trouble| match trouble.what {
        Wrong::Place(place) => place == Place::Node(node),
        Wrong::CutOff(other) => other == node,
        Wrong::Hidden(_) | Wrong::Avoided { .. } => false,
    })
}
