//! The run that is studied, and what the catalogue says about its machines.

use sim::{NodeId, Simulation};
use systems::{Duty, Entry, NodeCard};

/// One run of a system of the catalogue, at its present instant.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// The system.
    pub entry: &'static Entry,
    /// The cards of its machines, in the order of their ids.
    pub cards: &'a [NodeCard],
    /// The run.
    pub simulation: &'a Simulation,
}

impl Subject<'_> {
    /// The machines that are there for this, in the order of their ids; those out of service, too.
    pub fn machines(&self, duty: Duty) -> impl Iterator<Item = NodeId> {
        let cards = self.cards.iter().enumerate();
        let there = cards.filter(move |(_, card)| card.duties.contains(&duty));
        there.map(|(index, _)| NodeId(index as u16))
    }
}
