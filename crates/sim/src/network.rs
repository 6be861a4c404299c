//! The network: links with latency, loss, bandwidth and state, and the one function that decides
//! what becomes of a message.
//!
//! Simplified: a direction of a link keeps order, as a TCP connection does, and a lost message is
//! not sent again by the network; whoever waits for it times out.

use std::sync::Arc;

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
    /// Of those sent: what serves a user's request.
    pub for_requests: u64,
    pub delivered: u64,
    pub in_transit: u64,
    /// Second copies that the network made.
    pub duplicated: u64,
    pub dropped: [u64; DropReason::ALL.len()],
}

impl Traffic {
    /// Messages dropped for any reason.
    pub fn dropped_total(&self) -> u64 {
        self.dropped.iter().sum()
    }
}

/// What every message of one direction touches.
#[derive(Clone, Debug)]
#[repr(C)]
struct Lane {
    /// When the line has finished sending what was put on it.
    free_at: Time,
    /// No later message overtakes an earlier one.
    last_arrival: Time,
    traffic: Traffic,
}

/// The chance of one direction.
#[derive(Clone, Debug)]
struct Chance {
    latency: Stream,
    loss: Stream,
    fault_loss: Stream,
    duplication: Stream,
    reordering: Stream,
}

/// One link during a run. In this order in memory: a message touches two cache lines of it, and two
/// more only where something is left to chance.
#[derive(Clone, Debug)]
#[repr(C, align(64))]
pub struct Link {
    pub state: LinkState,
    latency: Sampler,
    bandwidth: Option<u64>,
    duplication: Probability,
    reordering: Probability,
    loss: Probability,
    /// Whether it does nothing to messages but take its time, as long as no fault is on it.
    only_delays: bool,
    pub first: NodeId,
    pub second: NodeId,
    /// Forward and backward.
    lanes: [Lane; 2],
    chances: [Chance; 2],
}

/// The place of a direction in a pair.
const fn side(forward: bool) -> usize {
    if forward { 0 } else { 1 }
}

/// Bytes of a message, where a link has a bandwidth. Simplified: all messages are alike.
const MESSAGE_BYTES: u64 = 1_500;

impl Link {
    pub(crate) fn new(spec: &LinkSpec, seed: u64, first_name: &str, second_name: &str) -> Self {
        let chance = |from: &str, to: &str| {
            let place = format!("{from}>{to}");
            Chance {
                latency: Stream::named(seed, &place, "latency"),
                loss: Stream::named(seed, &place, "loss"),
                fault_loss: Stream::named(seed, &place, "fault loss"),
                duplication: Stream::named(seed, &place, "duplication"),
                reordering: Stream::named(seed, &place, "reordering"),
            }
        };
        let lane = Lane {
            free_at: Time::ZERO,
            last_arrival: Time::ZERO,
            traffic: Traffic::default(),
        };
        Self {
            state: LinkState::default(),
            latency: spec.latency.sampler(),
            bandwidth: spec.bandwidth,
            duplication: spec.duplication,
            reordering: spec.reordering,
            loss: spec.loss,
            only_delays: spec.bandwidth.is_none()
                && [spec.duplication, spec.reordering, spec.loss] == [Probability::NEVER; 3],
            first: spec.first,
            second: spec.second,
            lanes: [lane.clone(), lane],
            chances: [
                chance(first_name, second_name),
                chance(second_name, first_name),
            ],
        }
    }

    /// Counts of the direction from the first end (`forward`) or from the second.
    #[inline]
    pub fn traffic(&self, forward: bool) -> &Traffic {
        &self.lanes[side(forward)].traffic
    }

    #[inline]
    pub(crate) fn traffic_mut(&mut self, forward: bool) -> &mut Traffic {
        &mut self.lanes[side(forward)].traffic
    }

    /// Decides what becomes of a message: the only place where that happens.
    ///
    /// A cut drops what is on the link at that instant as well as what is sent later, and says
    /// nothing to the sender. A message to a machine that is down is lost in silence, too
    /// (simplified: no connection is refused). A paused machine's messages wait in its buffer.
    #[inline(always)]
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
    #[inline(never)]
    fn leave(&mut self, forward: bool, now: Time) -> Verdict {
        if self.only_delays && self.state == LinkState::default() {
            let flight = self
                .latency
                .sample(&mut self.chances[side(forward)].latency);
            let lane = &mut self.lanes[side(forward)];
            lane.free_at = now;
            lane.last_arrival = lane.last_arrival.max(now + flight);
            return Verdict::Deliver(lane.last_arrival);
        }
        self.leave_with_chance(forward, now)
    }

    fn leave_with_chance(&mut self, forward: bool, now: Time) -> Verdict {
        let state = self.state;
        let chance = &mut self.chances[side(forward)];
        let flight = self.latency.sample(&mut chance.latency) + state.delay;
        let happens = |probability, stream: &mut Stream| {
            probability != Probability::NEVER && stream.chance(probability)
        };
        let lost = happens(self.loss, &mut chance.loss);
        let lost_by_fault = happens(state.loss, &mut chance.fault_loss);
        let twice = happens(self.duplication, &mut chance.duplication);
        let strays = happens(self.reordering, &mut chance.reordering);
        if state.closed(forward) {
            return Verdict::Drop(DropReason::Cut);
        }
        if lost || lost_by_fault {
            return Verdict::Drop(DropReason::Lost);
        }
        let lane = &mut self.lanes[side(forward)];
        let begins = now.max(lane.free_at);
        let leaves = self.bandwidth.map_or(begins, |bytes_per_second| {
            let nanos = MESSAGE_BYTES * 1_000_000_000 / bytes_per_second.max(1);
            begins + Duration::from_nanos(nanos)
        });
        lane.free_at = leaves;
        // One that strays takes a way as long again, and those behind it do not wait for it.
        let arrival = if strays {
            leaves + flight + flight
        } else {
            lane.last_arrival = lane.last_arrival.max(leaves + flight);
            lane.last_arrival
        };
        if !twice {
            return Verdict::Deliver(arrival);
        }
        // The copy takes a way of its own: nothing waits for it either.
        let copy_flight = self.latency.sample(&mut chance.duplication);
        Verdict::DeliverTwice(arrival, arrival + copy_flight)
    }
}

/// All links, and which of them joins two nodes.
#[derive(Clone, Debug)]
pub struct Network {
    pub(crate) links: Vec<Link>,
    /// The ways from node to node, each at the place that its nodes are mixed to or at the next
    /// free one; a power of two of places, at most half of them taken. Shared by copies of a run.
    paths: Arc<[Path]>,
}

/// The link from one node to another.
#[derive(Clone, Copy, Debug)]
struct Path {
    /// Both nodes in one word; [`NO_PAIR`] where there is no path.
    pair: u32,
    link: LinkId,
    forward: bool,
}

/// No link joins a node to itself.
const NO_PAIR: u32 = u32::MAX;

const NO_PATH: Path = Path {
    pair: NO_PAIR,
    link: LinkId(0),
    forward: false,
};

fn pair(source: NodeId, target: NodeId) -> u32 {
    u32::from(source.0) << 16 | u32::from(target.0)
}

impl Network {
    /// # Panics
    /// If two links join the same two nodes, or a link joins a node to itself: the blueprint's
    /// builder has to see to that.
    pub(crate) fn new(links: Vec<Link>) -> Self {
        let place_count = (4 * links.len()).next_power_of_two();
        let mut network = Self {
            links: Vec::new(),
            paths: vec![NO_PATH; place_count].into(),
        };
        for (index, link) in links.iter().enumerate() {
            assert!(link.first != link.second, "a link joins two nodes");
            for forward in [true, false] {
                let (source, target) = if forward {
                    (link.first, link.second)
                } else {
                    (link.second, link.first)
                };
                let joined = network.path(source, target).is_some();
                assert!(!joined, "two links join the same nodes");
                network.add_path(Path {
                    pair: pair(source, target),
                    link: LinkId(index as u16),
                    forward,
                });
            }
        }
        network.links = links;
        network
    }

    fn add_path(&mut self, path: Path) {
        let mut place = self.first_place(path.pair);
        let paths = Arc::get_mut(&mut self.paths).expect("nobody shares a network being made");
        while paths[place].pair != NO_PAIR {
            place = (place + 1) & (paths.len() - 1);
        }
        paths[place] = path;
    }

    /// The link from `source` to `target` and whether that is its forward direction.
    #[inline]
    pub(crate) fn path(&self, source: NodeId, target: NodeId) -> Option<(LinkId, bool)> {
        let pair = pair(source, target);
        let mut place = self.first_place(pair);
        loop {
            let path = self.paths[place];
            if path.pair == pair {
                return Some((path.link, path.forward));
            }
            if path.pair == NO_PAIR {
                return None;
            }
            place = (place + 1) & (self.paths.len() - 1);
        }
    }

    fn first_place(&self, pair: u32) -> usize {
        let mixed = pair.wrapping_mul(0x9e37_79b1);
        (mixed ^ (mixed >> 15)) as usize & (self.paths.len() - 1)
    }

    /// All links, in the order of their ids.
    pub fn links(&self) -> &[Link] {
        &self.links
    }
}
