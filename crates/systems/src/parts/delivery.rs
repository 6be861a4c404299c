//! Handing on what was published: the program behind queues, topics and logs.
//!
//! A publisher calls the operation `publish` and is answered as soon as its message is accepted, or
//! told that there is no room. Every group of consumers gets every message through lanes of its own:
//! a queue has one group with one lane, a topic one lane for each subscribing part, a log one lane
//! for each partition and group. Where consumers compete, a message goes to the one with the fewest
//! under way; in a log each lane belongs to one consumer, which gets one message at a time, so that
//! their order is kept. Delivering is a call, and its answer is the acknowledgement. At most once
//! means: forgotten when it is sent. At least once means: sent again when it is not acknowledged in
//! time, until it was tried too often and is put aside as a dead letter. A message for a crowd can be
//! split into many deliveries, which wait in the lane like messages of their own; the last of them
//! is told to be the last. Sources: Amazon SQS
//! (visibility timeout, redrive policy), Kafka (partitions, consumer groups, committed offsets).
//!
//! Here live accepting, delivering and acknowledging; `delivery/` holds what waits (`lane`), who
//! gets it (`group`), and what models say about both (`spec`).
//!
//! Simplified: what was accepted survives a crash, and keeping it takes no time; a negative
//! acknowledgement is a silent one; a log forgets what every group has done.

use std::collections::VecDeque;

use sim::{
    Answer, Body, Call, Context, Decision, Duration, HeldFor, Key, Message, NodeId, Note, Process,
    PutOff, Reason, RequestId, Slab, Stock, Tally, Time, Version,
};

use crate::parts::protocol::Words;
use group::Group;
use lane::{Item, Lane};

mod counted;
mod group;
mod lane;
pub(crate) mod spec;
#[cfg(test)]
mod tests;

/// Dead letters that are kept to be looked at; all are counted.
const DEAD_KEPT_MAX: usize = 1_000;
/// How often consumers are asked whether they are there.
const PROBE_INTERVAL: Duration = Duration::from_secs(1);
/// How long a message that is not sent again keeps its consumer's place without an answer.
const PLACE_KEPT: Duration = Duration::from_secs(5);
/// The timer that probes the consumers; all others name a delivery.
const PROBE: u64 = u64::MAX;

/// How often a message is delivered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Guarantee {
    AtMostOnce,
    AtLeastOnce {
        /// How long a consumer has to acknowledge.
        redeliver_after: Duration,
        /// Deliveries after which a message is put aside.
        deliveries_max: u32,
    },
}

/// One message on its way to a consumer.
#[derive(Clone, Copy, Debug)]
struct Flight {
    item: Item,
    lane: usize,
    consumer: usize,
    /// Whether the consumer still has it, as far as this machine knows.
    held: bool,
}

/// The machines of one part that get messages, whether each is in service when the run starts, and
/// the operation by which they get them.
#[derive(Clone, Debug)]
pub(crate) struct Subscriber {
    pub(crate) part: String,
    pub(crate) machines: Vec<(NodeId, bool)>,
    pub(crate) operation: u16,
    /// The operation that the last delivery of each message is given with.
    pub(crate) last: u16,
}

/// Into how many deliveries a message is split, by its key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Portions {
    pub(crate) usual: u32,
    /// Keys below this one are popular.
    pub(crate) popular_keys: u32,
    pub(crate) popular: u32,
}

impl Portions {
    /// Nothing is split.
    pub(crate) const WHOLE: Self = Self {
        usual: 1,
        popular_keys: 0,
        popular: 1,
    };

    const fn of(self, key: u32) -> u32 {
        if key < self.popular_keys {
            self.popular
        } else {
            self.usual
        }
    }
}

/// What an exchange is like.
#[derive(Clone, Debug)]
pub(crate) struct Shape {
    /// Each of them is a group.
    pub(crate) groups: Vec<Subscriber>,
    pub(crate) portions: Portions,
    /// Lanes of each group; a message's key says which one it takes.
    pub(crate) partitions: usize,
    /// Whether each lane belongs to one consumer, which gets one message at a time.
    pub(crate) ordered: bool,
    /// Messages that each lane keeps, those under way included.
    pub(crate) capacity: usize,
    /// Messages under way to one consumer, where consumers compete.
    pub(crate) in_flight: u32,
    pub(crate) guarantee: Guarantee,
}

/// A program that keeps messages and hands them on.
#[derive(Clone, Debug)]
pub(crate) struct Exchange {
    groups: Vec<Group>,
    /// Lane `partition` of group `group` is number `group * partitions + partition`.
    lanes: Vec<Lane>,
    partitions: usize,
    portions: Portions,
    ordered: bool,
    capacity: usize,
    guarantee: Guarantee,
    flights: Slab<Flight>,
    dead: VecDeque<Item>,
    round: u64,
    /// Messages for which there was no room, by the deliveries that they would have become.
    refused: u64,
    /// Deliveries that were not the first of their message.
    redelivered: u64,
    /// All that is kept, those under way included.
    kept: Stock,
}

impl Exchange {
    pub(crate) fn new(shape: Shape) -> Self {
        let in_flight = shape.in_flight;
        let groups: Vec<Group> = shape
            .groups
            .into_iter()
            .map(|subscriber| Group::new(&subscriber, in_flight))
            .collect();
        Self {
            lanes: vec![Lane::default(); groups.len() * shape.partitions],
            groups,
            partitions: shape.partitions,
            portions: shape.portions,
            ordered: shape.ordered,
            capacity: shape.capacity,
            guarantee: shape.guarantee,
            flights: Slab::default(),
            dead: VecDeque::new(),
            round: 0,
            refused: 0,
            redelivered: 0,
            kept: Stock::default(),
        }
    }

    fn forgets(&self) -> bool {
        self.guarantee == Guarantee::AtMostOnce
    }

    /// The lanes that a message with this key takes, one of each group.
    fn lanes_of(&self, key: u32) -> impl Iterator<Item = usize> + use<> {
        let (partitions, count) = (self.partitions, self.lanes.len());
        (key as usize % partitions..count).step_by(partitions)
    }

    fn publish(&mut self, context: &mut Context<'_>, message: &Message, what: Call) {
        let portions = self.portions.of(what.key);
        let full = |lane: usize| self.lanes[lane].kept() + portions as usize > self.capacity;
        if self.lanes_of(what.key).any(full) {
            self.refused += u64::from(portions) * self.groups.len() as u64;
            let reason = Reason::QueueFull;
            context.note(Note::Refused {
                request: message.request,
                reason,
            });
            context.answer(message, Err(reason));
            return;
        }
        let now = context.now;
        for lane in self.lanes_of(what.key) {
            for portion in 1..=portions {
                self.lanes[lane].accept(now, message.request, what.key, portion == portions);
            }
            let group = &mut self.groups[lane / self.partitions];
            group.kept.add(now, u64::from(portions));
            self.kept.add(now, u64::from(portions));
        }
        context.decided(message.request, Decision::Enqueued);
        context.answer(message, Ok(Version::NONE));
        for lane in self.lanes_of(what.key) {
            self.deliver(context, lane);
        }
    }

    /// Sends what waits in a lane, as far as consumers may have it.
    fn deliver(&mut self, context: &mut Context<'_>, lane: usize) {
        let forgets = self.forgets();
        while let Some(consumer) = self.consumer_for(lane) {
            let Some(item) = self.lanes[lane].send(forgets) else {
                return;
            };
            if forgets {
                self.let_go(context.now, lane);
            }
            let group = &mut self.groups[lane / self.partitions];
            group.take(consumer);
            let flight = self.flights.insert(Flight {
                item,
                lane,
                consumer,
                held: true,
            });
            if item.deliveries > 1 {
                context.decided(item.request, Decision::Redelivered);
                self.redelivered += 1;
            }
            let call = Call::new(group.operation(item.last), item.key);
            context.event(group.node(consumer), item.request, flight.as_bits(), call);
            let patience = match self.guarantee {
                Guarantee::AtMostOnce => PLACE_KEPT,
                Guarantee::AtLeastOnce {
                    redeliver_after, ..
                } => redeliver_after,
            };
            context.set_timer(patience, flight.as_bits());
        }
    }

    /// Who may get the next message of a lane now.
    fn consumer_for(&mut self, lane: usize) -> Option<usize> {
        let state = &self.lanes[lane];
        if state.waiting() == 0 {
            return None;
        }
        if self.ordered {
            // One at a time, also while the lane changes hands.
            return state.consumer.filter(|_| state.under_way() == 0);
        }
        self.groups[lane / self.partitions].least_busy()
    }

    /// A consumer has answered: good news is the acknowledgement.
    fn answered(&mut self, context: &mut Context<'_>, key: Key, answer: Answer) {
        let Some(flight) = self.flights.get(key).copied() else {
            // It was given up on; the message is on its way again, or put aside.
            return;
        };
        self.release(key);
        if answer.is_ok() || self.forgets() {
            self.flights.remove(key);
            let forgets = self.forgets();
            self.lanes[flight.lane].acknowledge(&flight.item, forgets);
            if !forgets {
                self.let_go(context.now, flight.lane);
            }
        }
        self.deliver(context, flight.lane);
    }

    /// The consumer of this flight has a place for another one.
    fn release(&mut self, key: Key) {
        if let Some(flight) = self.flights.get_mut(key).filter(|flight| flight.held) {
            flight.held = false;
            self.groups[flight.lane / self.partitions].release(flight.consumer);
        }
    }

    /// A delivery was not acknowledged in time, or its consumer is gone.
    fn take_back(&mut self, context: &mut Context<'_>, key: Key) {
        self.release(key);
        let Some(flight) = self.flights.remove(key) else {
            return;
        };
        let lane = &mut self.lanes[flight.lane];
        match self.guarantee {
            Guarantee::AtMostOnce => lane.acknowledge(&flight.item, true),
            Guarantee::AtLeastOnce { deliveries_max, .. }
                if flight.item.deliveries >= deliveries_max =>
            {
                lane.put_aside(&flight.item);
                self.let_go(context.now, flight.lane);
                context.decided(flight.item.request, Decision::DeadLettered);
                if self.dead.len() == DEAD_KEPT_MAX {
                    self.dead.pop_front();
                }
                self.dead.push_back(flight.item);
            }
            Guarantee::AtLeastOnce { .. } => lane.take_back(flight.item),
        }
        self.deliver(context, flight.lane);
    }

    /// Asks every consumer whether it is there, and gives up those that were silent too often.
    fn probe(&mut self, context: &mut Context<'_>) {
        self.round += 1;
        for group in 0..self.groups.len() {
            if self.groups[group].probe(context, self.round) {
                self.share_out(context, group);
            }
        }
        context.set_timer(PROBE_INTERVAL, PROBE);
    }

    fn well(&mut self, context: &mut Context<'_>, message: &Message) {
        if message.call != self.round {
            return;
        }
        for group in 0..self.groups.len() {
            if self.groups[group].well(context, message.source) {
                self.share_out(context, group);
            }
        }
    }

    /// A machine comes or goes. One that comes has nothing of what it may have had before.
    fn registers(&mut self, context: &mut Context<'_>, node: NodeId, comes: bool) {
        for group in 0..self.groups.len() {
            if let Some(consumer) = self.groups[group].register(context, node, comes) {
                self.share_out(context, group);
                if self.ordered && comes {
                    self.take_back_from(context, group, consumer);
                }
            }
        }
    }

    /// Consumers have come or gone: the lanes are dealt out anew, and go on.
    fn share_out(&mut self, context: &mut Context<'_>, group: usize) {
        let first = group * self.partitions;
        let lanes = first..first + self.partitions;
        if self.ordered {
            self.groups[group].share_out(&mut self.lanes[lanes.clone()]);
            for consumer in 0..self.groups[group].len() {
                if !self.groups[group].trusts(consumer) {
                    self.take_back_from(context, group, consumer);
                }
            }
        }
        for lane in lanes {
            self.deliver(context, lane);
        }
    }

    /// What a consumer has and will not acknowledge goes to whom its lane belongs now.
    fn take_back_from(&mut self, context: &mut Context<'_>, group: usize, consumer: usize) {
        let first = group * self.partitions;
        for lane in first..first + self.partitions {
            let has = |flight: &Flight| flight.lane == lane && flight.consumer == consumer;
            // There is one at most in a lane that keeps order.
            let flight = self.flights.iter().find(|(_, flight)| has(flight));
            if let Some(key) = flight.map(|(key, _)| key) {
                self.take_back(context, key);
            }
        }
    }
}

impl Process for Exchange {
    fn start(&mut self, context: &mut Context<'_>) {
        for group in 0..self.groups.len() {
            self.share_out(context, group);
        }
        self.probe(context);
    }

    fn message(&mut self, context: &mut Context<'_>, message: &Message) {
        match message.body {
            Body::Call(what) => self.publish(context, message, what),
            Body::Answer(answer) => self.answered(context, Key::from_bits(message.call), answer),
            Body::Protocol(payload) => match Words::from(payload) {
                Words::Well => self.well(context, message),
                Words::Register => self.registers(context, message.source, true),
                Words::Deregister => self.registers(context, message.source, false),
                Words::Probe => Words::Well.send(context, message.source, message.call),
                _ => {}
            },
        }
    }

    fn timer(&mut self, context: &mut Context<'_>, token: u64) {
        if token == PROBE {
            self.probe(context);
        } else {
            self.take_back(context, Key::from_bits(token));
        }
    }

    fn check(&self) -> Result<(), String> {
        let under_way: usize = self.lanes.iter().map(Lane::under_way).sum();
        if under_way != self.flights.len() {
            return Err(format!(
                "what is under way is what the lanes sent: {under_way}, {}",
                self.flights.len()
            ));
        }
        for (number, lane) in self.lanes.iter().enumerate() {
            lane.check(self.forgets(), self.ordered)
                .map_err(|evidence| format!("lane {number}: {evidence}"))?;
            if lane.kept() > self.capacity {
                return Err(format!("lane {number} keeps its bound: {}", lane.kept()));
            }
        }
        for group in &self.groups {
            group.check(self.ordered)?;
        }
        self.check_counts()
    }

    /// What was accepted is on disk; who had what, and who is there, has to be found out anew.
    fn crash(&mut self) {
        let mut flights: Vec<Flight> = self.flights.iter().map(|(_, flight)| *flight).collect();
        flights.sort_by_key(|flight| std::cmp::Reverse((flight.lane, flight.item.offset)));
        let forgets = self.forgets();
        for flight in flights {
            if forgets {
                self.lanes[flight.lane].acknowledge(&flight.item, true);
            } else {
                self.lanes[flight.lane].take_back(flight.item);
            }
        }
        self.flights.clear();
        self.groups.iter_mut().for_each(Group::forget);
        for lane in &mut self.lanes {
            lane.consumer = None;
        }
    }

    fn trusts(&self, target: NodeId) -> Option<bool> {
        self.groups.iter().find_map(|group| group.opinion(target))
    }

    fn backlog(&self) -> Option<u64> {
        let kept = self.lanes.iter().map(Lane::kept);
        Some(kept.sum::<usize>() as u64)
    }

    fn put_off(&self) -> Option<PutOff> {
        let kept: usize = self.lanes.iter().map(Lane::kept).sum();
        let accepted: u64 = self.lanes.iter().map(Lane::accepted).sum();
        Some(PutOff {
            asked: accepted + self.refused,
            left: kept as u64 + self.refused,
        })
    }

    fn tally(&self, now: Time) -> Tally<'_> {
        self.counted(now)
    }

    fn held_for(&self, now: Time) -> Vec<HeldFor> {
        self.held_for_groups(now)
    }

    fn dead_letters(&self) -> Option<u64> {
        Some(self.lanes.iter().map(Lane::dead).sum())
    }

    fn keeps(&self, request: RequestId) -> bool {
        let mut flights = self.flights.iter();
        flights.any(|(_, flight)| flight.item.request == Some(request))
            || self.lanes.iter().any(|lane| lane.keeps(request))
    }

    fn clone_box(&self) -> Box<dyn Process> {
        Box::new(self.clone())
    }
}
