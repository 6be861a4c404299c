//! What is distributed? The article's question, answered in three ways: computation, data, function.
//!
//! Each way splits what a system does by machine and states the rule by which it counts as
//! distributed. Nothing here judges a system: many good ones distribute only one of the three.

use sim::{NodeId, NodeState, Simulation};
use systems::{Duty, NodeCard, Text};

use crate::work::USEFUL;
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
    /// Several machines do useful work, of so many that work at all.
    SeveralCompute { machines: usize, of: usize },
    /// All data is kept at one place, on one machine.
    OneKeeps,
    /// All data is kept together; several machines hold it, and one of them answers.
    Copied { copies: usize },
    /// Several machines hold data or copies of it, and answer from there, of so many that hold any.
    CopiesAnswer { machines: usize, of: usize },
    /// The same data is written twice: first where it is answered from, and later to others.
    WrittenBehind { first: usize, later: usize },
    /// Different data is kept at different places.
    Parted { places: usize },
    /// One kind of machine does everything.
    OneKind,
    /// Different kinds of machines do different things.
    SeveralKinds { kinds: usize },
}

impl Rule {
    /// Whether it is distributed: `None` while there is nothing to tell by. Copies that nobody reads
    /// divide nothing.
    pub const fn distributed(self) -> Option<bool> {
        match self {
            Self::Nothing => None,
            Self::SeveralCompute { .. }
            | Self::CopiesAnswer { .. }
            | Self::Parted { .. }
            | Self::SeveralKinds { .. } => Some(true),
            Self::WrittenBehind { first, .. } => Some(first > 1),
            Self::OneComputes | Self::OneKeeps | Self::Copied { .. } | Self::OneKind => Some(false),
        }
    }
}

/// Machines that belong together in one way of splitting, and their part of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// In the order of their ids.
    pub machines: Vec<NodeId>,
    /// Work that has led to answers, in seconds of a worker.
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
    /// Of computation: machine by machine. Of data: the machines that hold the same data for good together.
    /// Of function: the machines that do the same things together. Those with nothing are left out.
    pub groups: Vec<Group>,
}

/// What this system distributes, in the order of [`Way::ALL`].
pub fn division(subject: &Subject<'_>) -> [Division; 3] {
    let work = Work::whole(subject);
    [
        computation(&work),
        data(subject, &work),
        function(subject, &work),
    ]
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
            machines => Rule::SeveralCompute {
                machines,
                of: work.machines.len(),
            },
        }
    })
}

fn without_number(title: &str) -> &str {
    title.trim_end_matches(|letter: char| letter.is_ascii_digit())
}

/// Machines that keep data for good and are joined by a line keep the same data: such lines carry nothing
/// but copies. Those without such a line keep different data, but for those that get later what others
/// hold first. What counts is who answers from the data,
/// now: a copy that only waits to take over divides nothing, one that is read from does.
fn data(subject: &Subject<'_>, whole: &Work) -> Division {
    let simulation = subject.simulation;
    let keeps = |node: &NodeId| {
        let duties = subject.cards[node.index()].duties;
        let there = simulation.nodes()[node.index()].state() != NodeState::Absent;
        there && (duties.contains(&Duty::Store) || duties.contains(&Duty::Copies))
    };
    let for_good = |node: NodeId| subject.cards[node.index()].duties.contains(&Duty::Store);
    let is_behind = |node: &NodeId| {
        let duties = subject.cards[node.index()].duties;
        duties.contains(&Duty::Behind)
    };
    let keepers = subject.machines_of_the_system().filter(keeps);
    let (behind, keepers): (Vec<NodeId>, Vec<NodeId>) = keepers.partition(is_behind);
    if !behind.is_empty() {
        return written_behind(subject, whole, &keepers, &behind);
    }
    let mut groups: Vec<Group> = Vec::new();
    for node in &keepers {
        let same = |other: NodeId| for_good(other) && joins(simulation, other, *node);
        let joined = |group: &&mut Group| group.machines.iter().any(|other| same(*other));
        let group = groups.iter_mut().find(joined).filter(|_| for_good(*node));
        let amount = whole.of_machine(*node);
        match group {
            Some(group) => {
                group.machines.push(*node);
                group.amount += amount;
            }
            None => groups.push(Group {
                machines: vec![*node],
                amount,
                share: 0.0,
                work: &[],
            }),
        }
    }
    if let [only] = &mut groups[..]
        && only.machines.len() == 1
    {
        // There is nowhere else for the data, whether anybody has asked for it or not.
        only.share = 1.0;
        let rule = Rule::OneKeeps;
        let way = Way::Data;
        return Division { way, rule, groups };
    }
    let answering = answering(subject, whole, &keepers);
    let copies = groups.iter().any(|group| {
        // The first one that answers from data kept for good is no copy.
        let first = usize::from(group.machines.iter().all(|node| for_good(*node)));
        let members = group.machines.iter();
        members.filter(|node| answering.contains(node)).count() > first
    });
    division_of(Way::Data, groups, |groups| match groups {
        _ if copies && answering.len() > 1 => Rule::CopiesAnswer {
            machines: answering.len(),
            of: keepers.len(),
        },
        [only] if only.machines.len() == 1 => Rule::OneKeeps,
        [only] => Rule::Copied {
            copies: only.machines.len(),
        },
        several => Rule::Parted {
            places: several.len(),
        },
    })
}

/// The same data at two times: first where it is answered from, and later where nobody waits for it.
fn written_behind(
    subject: &Subject<'_>,
    whole: &Work,
    keepers: &[NodeId],
    behind: &[NodeId],
) -> Division {
    let all = Group {
        machines: keepers.iter().chain(behind).copied().collect(),
        amount: keepers
            .iter()
            .chain(behind)
            .map(|node| whole.of_machine(*node))
            .sum(),
        share: 0.0,
        work: &[],
    };
    division_of(Way::Data, vec![all], |_| Rule::WrittenBehind {
        first: answering(subject, whole, keepers).len(),
        later: behind.len(),
    })
}

/// Those of the machines that answer from their data at present: at least a twentieth of what the
/// busiest of them does.
fn answering(subject: &Subject<'_>, whole: &Work, keepers: &[NodeId]) -> Vec<NodeId> {
    let recent = Work::recent(subject);
    let work = if recent.busy_secs > 0.0 {
        &recent
    } else {
        whole
    };
    let busiest = keepers.iter().map(|node| work.of_machine(*node));
    let least = busiest.fold(0.0, f64::max) * USEFUL;
    let answers =
        |node: &&NodeId| work.of_machine(**node) > 0.0 && work.of_machine(**node) >= least;
    keepers.iter().filter(answers).copied().collect()
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
