//! Faults on the matching machines of both systems: like is compared with like when the busiest data
//! store of each is lost at the same instant.

use sim::{Fault, LinkId, NodeId, NodeState, Simulation};
use systems::Duty;

use crate::session::Side;

/// How many times slower "slow" is.
const SLOW_FACTOR: u32 = 10;

/// What can be done to a machine wherever it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Harm {
    /// It is switched off.
    Stop,
    Slow,
    /// Every line to it is cut.
    CutOff,
}

/// One harm in the plan of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlannedHarm {
    pub harm: Harm,
    pub duty: Duty,
    /// In simulated seconds.
    pub at_seconds: u64,
    /// After how long it is mended; `None` if not at all.
    pub for_seconds: Option<u64>,
}

impl Harm {
    pub const ALL: [Self; 3] = [Self::Stop, Self::Slow, Self::CutOff];

    /// What the address and programs call it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Stop => "crash",
            Self::Slow => "slow",
            Self::CutOff => "cut",
        }
    }
}

/// What machines can be there for in both systems, so that they match; from the front to the back.
/// Copies stand not everywhere: edges, caches, a data grid.
pub const DUTIES: [Duty; 4] = [Duty::Door, Duty::Logic, Duty::Copies, Duty::Store];

/// What the address and programs call what a machine is there for.
pub const fn duty_code(duty: Duty) -> &'static str {
    match duty {
        Duty::Users => "users",
        Duty::Door => "door",
        Duty::Front => "front",
        Duty::Logic => "logic",
        Duty::Store => "store",
        Duty::Copies => "copies",
        Duty::Behind => "behind",
        Duty::Carrier => "carrier",
        Duty::Watch => "watch",
    }
}

/// Reads `crash:store@30s+60s`: what, to which machine, when, and for how long.
pub fn planned(text: &str) -> Option<PlannedHarm> {
    let (what, when) = text.split_once('@')?;
    let (harm, duty) = what.split_once(':')?;
    let (at, span) = match when.split_once(['+', ' ']) {
        Some((at, span)) => (at, Some(seconds(span)?)),
        None => (when, None),
    };
    Some(PlannedHarm {
        harm: Harm::ALL.into_iter().find(|one| one.code() == harm)?,
        duty: DUTIES.into_iter().find(|one| duty_code(*one) == duty)?,
        at_seconds: seconds(at)?,
        for_seconds: span,
    })
}

/// Writes a plan so that [`planned`] gives the same.
pub fn written(plan: &PlannedHarm) -> String {
    let (harm, duty) = (plan.harm.code(), duty_code(plan.duty));
    let span = plan.for_seconds.map(|span| format!("+{span}s"));
    let span = span.unwrap_or_default();
    format!("{harm}:{duty}@{}s{span}", plan.at_seconds)
}

/// The loss of a zone of a side, or what mends it: every machine there. Empty without such a zone.
pub fn zone(side: &Side, zone: &str, fault: impl Fn(NodeId) -> Fault) -> Vec<Fault> {
    let simulation = side.simulation();
    let there = side.cards().iter().enumerate();
    let there = there.filter(|(_, card)| card.zone == zone);
    let faults = there.map(|(index, _)| fault(NodeId(index as u16)));
    faults
        .filter(|fault| simulation.takes_hold(*fault))
        .collect()
}

fn seconds(text: &str) -> Option<u64> {
    let number = text.strip_suffix('s').unwrap_or(text).parse().ok()?;
    (1..=SECONDS_MAX).contains(&number).then_some(number)
}

/// The latest a plan may speak of.
const SECONDS_MAX: u64 = 3_600;

/// The machine of a side that is busiest with this, of those that work: where several are equally
/// busy, the first.
pub fn busiest(side: &Side, duty: Duty) -> Option<NodeId> {
    let views = &side.snapshot().nodes;
    let machines = side.subject().machines(duty).collect::<Vec<_>>();
    let working = machines.into_iter().filter(|node| {
        let state = views[node.index()].state;
        !matches!(state, NodeState::Absent | NodeState::Down)
    });
    working.reduce(|most, node| {
        let busy = |node: NodeId| views[node.index()].utilization;
        if busy(node) > busy(most) { node } else { most }
    })
}

/// What is done to one machine: nothing where it would change nothing.
pub fn faults(simulation: &Simulation, harm: Harm, node: NodeId) -> Vec<Fault> {
    let workers = simulation.nodes()[node.index()].worker_count();
    match harm {
        Harm::Slow if workers == 0 => Vec::new(),
        Harm::Stop => vec![Fault::Crash { node }],
        Harm::Slow => vec![Fault::Slow {
            node,
            factor: SLOW_FACTOR,
        }],
        Harm::CutOff => lines(simulation, node)
            .map(|link| Fault::Partition { link })
            .collect(),
    }
}

/// What mends everything that any harm did to these machines. A line to another machine that is cut
/// off itself stays cut, until that one is mended.
pub fn repairs(simulation: &Simulation, nodes: impl Iterator<Item = NodeId>) -> Vec<Fault> {
    let nodes = nodes.collect::<Vec<_>>();
    let links = simulation.network().links();
    // Of a machine with one line nothing tells which end was meant.
    let cut_off = |node| {
        lines(simulation, node).count() > 1
            && lines(simulation, node).all(|link| simulation.takes_hold(Fault::Heal { link }))
    };
    let mut repairs = Vec::new();
    for &node in &nodes {
        repairs.extend([Fault::Restart { node }, Fault::Restore { node }]);
        let healed = lines(simulation, node).filter(|id| {
            let link = &links[id.index()];
            let other = if link.first == node {
                link.second
            } else {
                link.first
            };
            nodes.contains(&other) || !cut_off(other)
        });
        repairs.extend(healed.map(|link| Fault::Heal { link }));
    }
    repairs.retain(|repair| simulation.takes_hold(*repair));
    repairs
}

fn lines(simulation: &Simulation, node: NodeId) -> impl Iterator<Item = LinkId> {
    let links = simulation.network().links().iter().enumerate();
    let ends = links.filter(move |(_, link)| link.first == node || link.second == node);
    ends.map(|(index, _)| LinkId(index as u16))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_is_read_from_a_few_letters_and_nonsense_is_none() {
        let plan = planned("crash:store@30s+60s").expect("understood");
        assert_eq!((plan.harm, plan.duty), (Harm::Stop, Duty::Store));
        assert_eq!((plan.at_seconds, plan.for_seconds), (30, Some(60)));
        // An address turns a plus into a space.
        assert_eq!(planned("crash:store@30s 60s"), Some(plan));
        let plan = planned("slow:logic@7").expect("understood");
        assert_eq!((plan.at_seconds, plan.for_seconds), (7, None));
        for nonsense in [
            "",
            "crash",
            "crash:store",
            "crash:store@",
            "crash:store@0s",
            "crash:store@9999s",
            "crash:users@5s",
            "burn:store@5s",
            "crash:store@5s+",
            "crash:store@-5s",
        ] {
            assert_eq!(planned(nonsense), None, "{nonsense}");
        }
    }
}
