//! Taking the snapshot that viewers draw.

use super::{LinkId, NodeId, Simulation};
use crate::process::Role;
use crate::snapshot::{LinkView, MessageView, NodeView, Snapshot, UsersView};
use crate::tally::Tally;
use crate::time::Time;
use crate::workload::Source;

impl Simulation {
    /// Writes what is at this instant into `snapshot`, reusing its memory.
    pub fn snapshot_into(&self, snapshot: &mut Snapshot) {
        snapshot.now = self.now;
        snapshot.totals = self.ledger.totals;
        snapshot.demand_milli = self.demand_milli();
        snapshot.events = self.events;
        snapshot.nodes.clear();
        snapshot
            .nodes
            .extend((0..self.nodes.len()).map(|index| self.node_view(index)));
        snapshot.links.clear();
        snapshot
            .links
            .extend((0..self.network.links().len()).map(|index| self.link_view(index)));
        snapshot.messages.clear();
        snapshot
            .messages
            .extend(self.messages.iter().map(|(key, message)| MessageView {
                key: key.as_bits(),
                link: message.link,
                forward: message.forward,
                class: message.class,
                request: message.request,
                failed: message.failed(),
                sent_at: message.sent_at,
                deliver_at: message.deliver_at,
            }));
        snapshot.losses.clear();
        snapshot.losses.extend(self.losses.iter().copied());
    }

    /// What is at this instant.
    pub fn snapshot(&self) -> Snapshot {
        let mut snapshot = Snapshot::default();
        self.snapshot_into(&mut snapshot);
        snapshot
    }

    /// What only programs of its kind count, as it is at `now`: an instant up to which the run has come.
    pub fn tally(&self, node: NodeId, now: Time) -> Tally<'_> {
        self.nodes[node.index()].process.tally(now)
    }

    fn node_view(&self, index: usize) -> NodeView {
        let node = &self.nodes[index];
        NodeView {
            id: NodeId(index as u16),
            state: node.shown,
            since: node.shown_since,
            role: self.part_played(index),
            workers: node.worker_count() as u16,
            busy: node.busy() as u16,
            queue_length: node.queue.len() as u32,
            queue_capacity: node.queue_capacity as u32,
            utilization: self.metrics.utilization(index),
            slowness: node.slowness,
            gray: node.gray,
            refused: node.refused,
            stored_writes: node.process.stored_writes(),
            backlog: node.process.backlog(),
            dead_letters: node.process.dead_letters(),
            lost: node.lost,
            users: self.users_view(NodeId(index as u16)),
        }
    }

    /// The part that a node plays for the whole system, which it may not know itself.
    fn part_played(&self, index: usize) -> Role {
        let node = &self.nodes[index];
        if !node.powered() {
            return if node.led { Role::Former } else { Role::None };
        }
        let role = node.process.role();
        if role == Role::Primary && self.is_superseded(NodeId(index as u16)) {
            return Role::Former;
        }
        role
    }

    /// Whether a machine that it is joined to became the primary after it did.
    fn is_superseded(&self, primary: NodeId) -> bool {
        let since = self.nodes[primary.index()].leads_since;
        let links = self.network.links().iter();
        let joined = links.filter_map(|link| match (link.first, link.second) {
            (first, second) if first == primary => Some(second),
            (first, second) if second == primary => Some(first),
            _ => None,
        });
        let mut joined = joined.map(|other| &self.nodes[other.index()]);
        joined.any(|other| {
            let leads = other.powered() && other.process.role() == Role::Primary;
            leads && other.leads_since > since
        })
    }

    fn users_view(&self, node: NodeId) -> Option<UsersView> {
        let theirs = self.sources.iter().filter(|source| source.node == node);
        theirs.map(Source::view).reduce(UsersView::and)
    }

    fn link_view(&self, index: usize) -> LinkView {
        let link = &self.network.links()[index];
        let source = &self.nodes[link.first.index()];
        let trusted = if source.powered() {
            source.process.trusts(link.second)
        } else {
            None
        };
        LinkView {
            id: LinkId(index as u16),
            source: link.first,
            target: link.second,
            state: link.state,
            forward: *link.traffic(true),
            backward: *link.traffic(false),
            rate: self.metrics.link_rate(index),
            trusted,
        }
    }
}
