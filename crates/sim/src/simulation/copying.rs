//! What a copy of a run takes.

use super::{Simulation, event::Waiting};
use crate::message::Message;
use crate::node::Node;

/// What a machine's share of the open chunks of the curves takes, at most.
const NODE_CURVE_BYTES: usize = 2_048;
/// What is there in any run: the wheel, the histograms, the open chunks of the logs.
const FIXED_BYTES: usize = 128 << 10;
/// What the programs keep for each request in flight.
const OPEN_REQUEST_BYTES: usize = 512;

impl Simulation {
    /// About how many bytes a copy takes that it does not share. An estimate: the engine cannot see
    /// what its programs hold, but that grows with the requests in flight.
    pub fn copy_bytes(&self) -> usize {
        let waiting = |node: &Node| node.queue.len() * 32 + node.inbox.len() * size_of::<Message>();
        let waiting: usize = self.nodes.iter().map(waiting).sum();
        FIXED_BYTES
            + self.nodes.len() * (size_of::<Node>() + NODE_CURVE_BYTES)
            + waiting
            + self.messages.slot_count() * (size_of::<Message>() + 8)
            // The wheel's blocks are half full.
            + self.scheduler.len() * (size_of::<Waiting>() + 8) * 2
            + self.ledger.remembered_bytes()
            + self.ledger.totals.in_flight() as usize * OPEN_REQUEST_BYTES
    }
}
