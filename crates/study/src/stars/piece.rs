//! The experiments in pieces that can be run side by side, and putting together what they found.

use sim::NodeId;
use systems::Entry;

use super::{
    Cost, Elasticity, FaultTolerance, Loss, Measures, Performance, Reliability, Scalability,
};
use super::{elasticity, loss, mix, moderate, scalability};

/// A part of the experiments with one style, of some tenths of a second to some seconds.
#[derive(Clone, Copy, Debug)]
pub struct Piece {
    entry: &'static Entry,
    pub(super) what: What,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum What {
    Scalability,
    Elasticity,
    Moderate,
    /// One run of the mix of faults.
    Mix {
        seed: u64,
    },
    /// The loss of one machine.
    Loss {
        machine: NodeId,
    },
}

/// What a piece has found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    Scalability(Scalability),
    Elasticity(Elasticity),
    Moderate(Performance, Cost),
    Mix(Reliability),
    Loss(Loss),
}

/// All pieces of a style's experiments, the longest first.
pub fn pieces(entry: &'static Entry) -> Vec<Piece> {
    let whats = [What::Elasticity, What::Scalability, What::Moderate].into_iter();
    let whats = whats.chain(mix::SEEDS.map(|seed| What::Mix { seed }));
    let machines = loss::machines(entry).into_iter();
    let whats = whats.chain(machines.map(|machine| What::Loss { machine }));
    whats.map(|what| Piece { entry, what }).collect()
}

impl Piece {
    /// The catalogue's id of the style.
    pub const fn style(&self) -> &'static str {
        self.entry.id
    }

    /// Runs it.
    pub fn measure(&self) -> Found {
        match self.what {
            What::Scalability => Found::Scalability(scalability::measure(self.entry)),
            What::Elasticity => Found::Elasticity(elasticity::measure(self.entry)),
            What::Moderate => {
                let (performance, cost) = moderate::measure(self.entry);
                Found::Moderate(performance, cost)
            }
            What::Mix { seed } => Found::Mix(mix::measure(self.entry, seed)),
            What::Loss { machine } => Found::Loss(loss::measure(self.entry, machine)),
        }
    }
}

/// What all pieces of a style have found, put together; none if one of the experiments is missing.
pub fn gathered(style: &str, found: &[Found]) -> Option<Measures> {
    let mut scalability = None;
    let mut elasticity = None;
    let mut moderate = None;
    let mut reliability: Option<Reliability> = None;
    let mut losses = Vec::new();
    for found in found {
        match found {
            Found::Scalability(found) => scalability = Some(found.clone()),
            Found::Elasticity(found) => elasticity = Some(found.clone()),
            Found::Moderate(performance, cost) => moderate = Some((*performance, *cost)),
            Found::Mix(found) => {
                reliability = Some(reliability.map_or(*found, |sum| Reliability {
                    requests: sum.requests.and(found.requests),
                    faults: sum.faults + found.faults,
                }));
            }
            Found::Loss(found) => losses.push(found.clone()),
        }
    }
    let (performance, cost) = moderate?;
    Some(Measures {
        style: style.to_owned().into(),
        scalability: scalability?,
        elasticity: elasticity?,
        fault_tolerance: FaultTolerance {
            losses: losses.into(),
        },
        performance,
        reliability: reliability?,
        cost,
    })
}
