//! What is distributed? The article's question, answered in three ways: computation, data, function.
//!
//! Each way splits what a system does by machine and states the rule by which it counts as
//! distributed. Nothing here judges a system: many good ones distribute only one of the three.

use sim::{NodeId, NodeState, Simulation};
use systems::{Duty, NodeCard, Text};

use crate::{Subject, Work};

/// What can be distributed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Way {
    /// The work of computing.
    Computation,
    /// What is kept.
    Data,
    /// The different things that are done.
    Function,
}

impl Way {
    /// All three.
    pub const ALL: [Self; 3] = [Self::Computation, Self::Data, Self::Function];

    /// The place in [`Way::ALL`].
    pub const fn index(self) -> usize {
        self as usize
    }
}

/// By which rule something counts as distributed or not, with what was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// There is nothing to split yet.
    Nothing,
    /// One machine computes.
    OneComputes,
    /// Several machines do useful work.
    SeveralCompute { machines: usize },
    /// All data is kept at one place, on one machine.
    OneKeeps,
    /// All data is kept together; several machines hold copies of it.
    Copied { copies: usize },
    /// Different data is kept at different places.
    Parted { places: usize },
    /// One kind of machine does everything.
    OneKind,
    /// Different kinds of machines do different things.
    SeveralKinds { kinds: usize },
}

impl Rule {
    /// Whether it is distributed: `None` while there is nothing to tell by. Copies alone divide
    /// nothing.
    pub const fn distributed(self) -> Option<bool> {
        match self {
            Self::Nothing => None,
            Self::SeveralCompute { .. } | Self::Parted { .. } | Self::SeveralKinds { .. } => {
                Some(true)
            }
            Self::OneComputes | Self::OneKeeps | Self::Copied { .. } | Self::OneKind => Some(false),
        }
    }
}

/// Machines that belong together in one way of splitting, and their part of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// In the order of their ids.
    pub machines: Vec<NodeId>,
    /// Worker time in seconds, or writes kept.
    pub amount: f64,
    /// Of all groups together, 0 to 1.
    pub share: f64,
    /// The work they do for the users, in the users' words; of [`Way::Function`] alone.
    pub work: &'static [Text],
}

/// How a system splits one thing between its machines.
#[derive(Clone, Debug, PartialEq)]
pub struct Division {
    pub way: Way,
    pub rule: Rule,
    /// Of computation: machine by machine. Of data: the machines that hold the same data together.
    /// Of function: the machines that do the same things together. Those with nothing are left out.
    pub groups: Vec<Group>,
}

/// What this system distributes, in the order of [`Way::ALL`].
pub fn division(subject: &Subject<'_>) -> [Division; 3] {
    let work = Work::whole(subject);
    [computation(&work), data(subject), function(subject, &work)]
}

fn division_of(way: Way, mut groups: Vec<Group>, rule: impl FnOnce(&[Group]) -> Rule) -> Division {
    groups.retain(|group| group.amount > 0.0);
    let all: f64 = groups.iter().map(|group| group.amount).sum();
    for group in &mut groups {
        group.share = group.amount / all;
    }
    let rule = if groups.is_empty() {
        Rule::Nothing
    } else {
        rule(&groups)
    };
    Division { way, rule, groups }
}

fn computation(work: &Work) -> Division {
    let groups = work.machines.iter().map(|machine| Group {
        machines: vec![machine.node],
        amount: machine.busy_secs,
        share: 0.0,
        work: &[],
    });
    division_of(Way::Computation, groups.collect(), |_| {
        match work.useful().count() {
            0 | 1 => Rule::OneComputes,
            machines => Rule::SeveralCompute { machines },
        }
    })
}

fn without_number(title: &str) -> &str {
    title.trim_end_matches(|letter: char| letter.is_ascii_digit())
}

/// Machines that keep data and are joined by a line keep the same data: such lines carry nothing but
/// copies. Those without such a line keep different data.
fn data(subject: &Subject<'_>) -> Division {
    let simulation = subject.simulation;
    let machine = |node: NodeId| &simulation.nodes()[node.index()];
    let stores = subject.machines(Duty::Store);
    let stores = stores.filter(|node| machine(*node).state() != NodeState::Absent);
    let stores: Vec<NodeId> = stores.collect();
    if let [only] = stores[..] {
        // There is nowhere else for the data, whether it counts its writes or not.
        return Division {
            way: Way::Data,
            rule: Rule::OneKeeps,
            groups: vec![Group {
                machines: vec![only],
                amount: machine(only).stored_writes().unwrap_or(0) as f64,
                share: 1.0,
                work: &[],
            }],
        };
    }
    let mut groups: Vec<Group> = Vec::new();
    for node in stores {
        let Some(writes) = machine(node).stored_writes() else {
            continue;
        };
        let joined = |group: &Group| {
            group
                .machines
                .iter()
                .any(|other| joins(simulation, *other, node))
        };
        match groups.iter_mut().find(|group| joined(group)) {
            Some(group) => {
                group.machines.push(node);
                group.amount = group.amount.max(writes as f64);
            }
            None => groups.push(Group {
                machines: vec![node],
                amount: writes as f64,
                share: 0.0,
                work: &[],
            }),
        }
    }
    division_of(Way::Data, groups, |groups| match groups {
        [only] if only.machines.len() == 1 => Rule::OneKeeps,
        [only] => Rule::Copied {
            copies: only.machines.len(),
        },
        several => Rule::Parted {
            places: several.len(),
        },
    })
}

fn joins(simulation: &Simulation, first: NodeId, second: NodeId) -> bool {
    let links = simulation.network().links().iter();
    let mut ends = links.map(|link| (link.first, link.second));
    ends.any(|ends| ends == (first, second) || ends == (second, first))
}

/// Machines whose cards name the same work are of one kind; where a card names none, machines that
/// are called the same but for their number are.
fn function(subject: &Subject<'_>, work: &Work) -> Division {
    let mut groups: Vec<Group> = Vec::new();
    let card = |node: NodeId| &subject.cards[node.index()];
    let alike = |first: &NodeCard, second: &NodeCard| {
        first.work == second.work
            && (!first.work.is_empty()
                || without_number(&first.title_en) == without_number(&second.title_en))
    };
    for machine in &work.machines {
        let words = card(machine.node).work;
        let like = |group: &Group| alike(card(group.machines[0]), card(machine.node));
        match groups.iter_mut().find(|group| like(group)) {
            Some(group) => {
                group.machines.push(machine.node);
                group.amount += machine.busy_secs;
            }
            None => groups.push(Group {
                machines: vec![machine.node],
                amount: machine.busy_secs,
                share: 0.0,
                work: words,
            }),
        }
    }
    division_of(Way::Function, groups, |groups| match groups.len() {
        1 => Rule::OneKind,
        kinds => Rule::SeveralKinds { kinds },
    })
}
