//! The network: links with latency, loss, bandwidth and state, and the one function that decides
//! what becomes of a message.
//!
//! Simplified: a direction of a link keeps order, as a TCP connection does, and a lost message is
//! not sent again by the network; whoever waits for it times out.

use serde::{Deserialize, Serialize};

use crate::distribution::{Distribution, Sampler};
use crate::message::{DropReason, LinkId, NodeId};
use crate::rng::{Probability, Stream};
use crate::time::{Duration, Time};

/// A path between two nodes, as a system states it. Both directions are alike.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LinkSpec {
    pub first: NodeId,
    pub second: NodeId,
    /// One-way latency.
    pub latency: Distribution,
    /// Bytes per second in each direction; `None` where the line is never the limit.
    pub bandwidth: Option<u64>,
    /// Share of messages lost without any fault.
    pub loss: Probability,
    /// Share of messages that arrive twice.
    pub duplication: Probability,
    /// Share of messages that others may overtake; all others keep their order.
    pub reordering: Probability,
}

impl LinkSpec {
    /// A line of this latency that loses, repeats and reorders nothing and is never the limit.
    pub const fn new(first: NodeId, second: NodeId, latency: Distribution) -> Self {
        Self {
            first,
            second,
            latency,
            bandwidth: None,
            loss: Probability::NEVER,
            duplication: Probability::NEVER,
            reordering: Probability::NEVER,
        }
    }
}

/// What a person or a plan has done to a link.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LinkState {
    /// Nothing crosses it.
    pub cut: bool,
    /// Nothing crosses it from its first end to the second, or from the second to the first.
    pub forward_blocked: bool,
    pub backward_blocked: bool,
    /// Share of messages lost by a fault, on top of the link's own.
    pub loss: Probability,
    /// What a fault adds to every message's time on the way.
    pub delay: Duration,
}

impl LinkState {
    /// Whether this direction alone is blocked.
    pub const fn blocked(&self, forward: bool) -> bool {
        if forward {
            self.forward_blocked
        } else {
            self.backward_blocked
        }
    }

    /// Whether nothing crosses it in this direction.
    pub const fn closed(&self, forward: bool) -> bool {
        self.cut || self.blocked(forward)
    }
}

/// What the network decides about one message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It arrives at this time, if nothing happens to it on the way.
    Deliver(Time),
    /// It arrives at both of these times.
    DeliverTwice(Time, Time),
    /// It is handed to the target now.
    Hand,
    /// It waits in the paused target's network buffer.
    Buffer,
    /// It is gone.
    Drop(DropReason),
}

/// At what point of its journey a message is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Moment {
    /// Its sender puts it on the link.
    Leaving,
    /// Something happened to its link while it was on it.
    OnTheWay,
    /// It has reached its target.
    Arriving(TargetState),
}

/// What the network sees of a message's target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TargetState {
    Up,
    /// Paused, with so much room left in its network buffer.
    Paused {
        room: usize,
    },
    Down,
}

/// Counts of one direction of a link; sent + duplicated = delivered + dropped + in transit, always.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Traffic {
    pub sent: u64,
    /// Second copies that the network made.
    pub duplicated: u64,
    pub delivered: u64,
    pub dropped: [u64; DropReason::ALL.len()],
    pub in_transit: u64,
}

impl Traffic {
    /// Messages dropped for any reason.
    pub fn dropped_total(&self) -> u64 {
        self.dropped.iter().sum()
    }
}

#[derive(Clone, Debug)]
struct Direction {
    latency_stream: Stream,
    loss_stream: Stream,
    fault_loss_stream: Stream,
    duplication_stream: Stream,
    reordering_stream: Stream,
    /// When the line has finished sending what was put on it.
    free_at: Time,
    /// No later message overtakes an earlier one.
    last_arrival: Time,
    traffic: Traffic,
}

/// One link during a run.
#[derive(Clone, Debug)]
pub struct Link {
    pub first: NodeId,
    pub second: NodeId,
    pub state: LinkState,
    latency: Sampler,
    bandwidth: Option<u64>,
    loss: Probability,
    duplication: Probability,
    reordering: Probability,
    forward: Direction,
    backward: Direction,
}

/// Bytes of a message, where a link has a bandwidth. Simplified: all messages are alike.
const MESSAGE_BYTES: u64 = 1_500;

impl Link {
    pub(crate) fn new(spec: &LinkSpec, seed: u64, first_name: &str, second_name: &str) -> Self {
        let direction = |from: &str, to: &str| {
            let place = format!("{from}>{to}");
            Direction {
                latency_stream: Stream::named(seed, &place, "latency"),
                loss_stream: Stream::named(seed, &place, "loss"),
                fault_loss_stream: Stream::named(seed, &place, "fault loss"),
                duplication_stream: Stream::named(seed, &place, "duplication"),
                reordering_stream: Stream::named(seed, &place, "reordering"),
                free_at: Time::ZERO,
                last_arrival: Time::ZERO,
                traffic: Traffic::default(),
            }
        };
        Self {
            first: spec.first,
            second: spec.second,
            state: LinkState::default(),
            latency: spec.latency.sampler(),
            bandwidth: spec.bandwidth,
            loss: spec.loss,
            duplication: spec.duplication,
            reordering: spec.reordering,
            forward: direction(first_name, second_name),
            backward: direction(second_name, first_name),
        }
    }

    /// Counts of the direction from the first end (`forward`) or from the second.
    pub fn traffic(&self, forward: bool) -> &Traffic {
        if forward {
            &self.forward.traffic
        } else {
            &self.backward.traffic
        }
    }

    pub(crate) fn traffic_mut(&mut self, forward: bool) -> &mut Traffic {
        &mut self.direction(forward).traffic
    }

    fn direction(&mut self, forward: bool) -> &mut Direction {
        if forward {
            &mut self.forward
        } else {
            &mut self.backward
        }
    }

    /// Decides what becomes of a message: the only place where that happens.
    ///
    /// A cut drops what is on the link at that instant as well as what is sent later, and says
    /// nothing to the sender. A message to a machine that is down is lost in silence, too
    /// (simplified: no connection is refused). A paused machine's messages wait in its buffer.
    pub(crate) fn verdict(&mut self, moment: Moment, forward: bool, now: Time) -> Verdict {
        match moment {
            Moment::Leaving => self.leave(forward, now),
            Moment::OnTheWay if self.state.closed(forward) => Verdict::Drop(DropReason::Cut),
            Moment::OnTheWay => Verdict::Deliver(now),
            Moment::Arriving(TargetState::Up) => Verdict::Hand,
            Moment::Arriving(TargetState::Paused { room: 0 }) => {
                Verdict::Drop(DropReason::BufferFull)
            }
            Moment::Arriving(TargetState::Paused { .. }) => Verdict::Buffer,
            Moment::Arriving(TargetState::Down) => Verdict::Drop(DropReason::TargetDown),
        }
    }

    /// All draws are made whatever the state, so that a fault changes nobody's later draws.
    fn leave(&mut self, forward: bool, now: Time) -> Verdict {
        let (state, loss, latency, bandwidth) =
            (self.state, self.loss, self.latency, self.bandwidth);
        let (duplication, reordering) = (self.duplication, self.reordering);
        let direction = self.direction(forward);
        let flight = latency.sample(&mut direction.latency_stream) + state.delay;
        let lost = loss != Probability::NEVER && direction.loss_stream.chance(loss);
        let lost_by_fault =
            state.loss != Probability::NEVER && direction.fault_loss_stream.chance(state.loss);
        let twice =
            duplication != Probability::NEVER && direction.duplication_stream.chance(duplication);
        let strays =
            reordering != Probability::NEVER && direction.reordering_stream.chance(reordering);
        if state.closed(forward) {
            return Verdict::Drop(DropReason::Cut);
        }
        if lost || lost_by_fault {
            return Verdict::Drop(DropReason::Lost);
        }
        let begins = now.max(direction.free_at);
        let leaves = bandwidth.map_or(begins, |bytes_per_second| {
            let nanos = MESSAGE_BYTES * 1_000_000_000 / bytes_per_second.max(1);
            begins + Duration::from_nanos(nanos)
        });
        direction.free_at = leaves;
        // One that strays takes a way as long again, and those behind it do not wait for it.
        let arrival = if strays {
            leaves + flight + flight
        } else {
            direction.last_arrival = direction.last_arrival.max(leaves + flight);
            direction.last_arrival
        };
        if !twice {
            return Verdict::Deliver(arrival);
        }
        // The copy takes a way of its own: nothing waits for it either.
        let copy_flight = latency.sample(&mut direction.duplication_stream);
        Verdict::DeliverTwice(arrival, arrival + copy_flight)
    }
}

/// All links, and which of them joins two nodes.
#[derive(Clone, Debug)]
pub struct Network {
    pub(crate) links: Vec<Link>,
    /// For each node: (neighbour, link, forward), sorted by neighbour.
    neighbours: Vec<Vec<(NodeId, LinkId, bool)>>,
}

impl Network {
    /// # Panics
    /// If two links join the same two nodes, or a link joins a node to itself: the blueprint's
    /// builder has to see to that.
    pub(crate) fn new(links: Vec<Link>, node_count: usize) -> Self {
        let mut neighbours = vec![Vec::new(); node_count];
        for (index, link) in links.iter().enumerate() {
            let id = LinkId(index as u16);
            assert!(link.first != link.second, "a link joins two nodes");
            neighbours[link.first.index()].push((link.second, id, true));
            neighbours[link.second.index()].push((link.first, id, false));
        }
        for list in &mut neighbours {
            list.sort_unstable();
            assert!(
                list.windows(2).all(|pair| pair[0].0 != pair[1].0),
                "two links join the same nodes"
            );
        }
        Self { links, neighbours }
    }

    /// The link from `source` to `target` and whether that is its forward direction.
    pub(crate) fn path(&self, source: NodeId, target: NodeId) -> Option<(LinkId, bool)> {
        let list = &self.neighbours[source.index()];
        let position = list
            .binary_search_by_key(&target, |(neighbour, _, _)| *neighbour)
            .ok()?;
        let (_, link, forward) = list[position];
        Some((link, forward))
    }

    /// All links, in the order of their ids.
    pub fn links(&self) -> &[Link] {
        &self.links
    }
}
