//! The consumers of one part: who of them is there, who has how much, and whose lanes are whose.

use sim::{Context, NodeId, Note, Stock};

use super::Subscriber;
use super::lane::Lane;
use crate::parts::protocol::Words;

/// Silences in a row after which a consumer counts as gone.
const SILENCES_MAX: u32 = 3;

#[derive(Clone, Copy, Debug)]
struct Consumer {
    node: NodeId,
    /// Whether it is in service, as far as anybody said.
    registered: bool,
    trusted: bool,
    /// Whether it was ever heard to say that it is there: who never does is not held to it.
    speaks: bool,
    silences: u32,
    answered: bool,
    /// Deliveries that it has not answered.
    in_flight: u32,
}

/// Like machines that share the messages of their part.
#[derive(Clone, Debug)]
pub(super) struct Group {
    /// The operations by which they are given a message, and the last portion of one.
    operation: u16,
    last: u16,
    /// The name of their part.
    pub(super) part: String,
    /// What is kept for them, those under way included.
    pub(super) kept: Stock,
    consumers: Vec<Consumer>,
    in_flight_max: u32,
    turn: usize,
}

impl Group {
    pub(super) fn new(subscriber: &Subscriber, in_flight_max: u32) -> Self {
        let consumer = |(node, in_service): &(NodeId, bool)| Consumer {
            node: *node,
            registered: *in_service,
            trusted: *in_service,
            speaks: false,
            silences: 0,
            answered: true,
            in_flight: 0,
        };
        Self {
            operation: subscriber.operation,
            last: subscriber.last,
            part: subscriber.part.clone(),
            kept: Stock::default(),
            consumers: subscriber.machines.iter().map(consumer).collect(),
            in_flight_max,
            turn: 0,
        }
    }

    /// The operation by which they are given a message, or the last portion of one.
    pub(super) const fn operation(&self, last: bool) -> u16 {
        if last { self.last } else { self.operation }
    }

    pub(super) fn len(&self) -> usize {
        self.consumers.len()
    }

    pub(super) fn node(&self, consumer: usize) -> NodeId {
        self.consumers[consumer].node
    }

    pub(super) fn trusts(&self, consumer: usize) -> bool {
        self.consumers[consumer].trusted
    }

    /// Whether messages are sent to this machine, if it is one of them.
    pub(super) fn opinion(&self, node: NodeId) -> Option<bool> {
        let mut consumers = self.consumers.iter();
        let consumer = consumers.find(|consumer| consumer.node == node)?;
        consumer.registered.then_some(consumer.trusted)
    }

    /// The one that has least under way and may have more; of equals each in turn.
    pub(super) fn least_busy(&mut self) -> Option<usize> {
        let count = self.consumers.len();
        let turn = self.turn;
        let places = (0..count).map(|step| (turn + step) % count);
        let free = places.filter(|place| {
            let consumer = &self.consumers[*place];
            consumer.trusted && consumer.in_flight < self.in_flight_max
        });
        let chosen = free.min_by_key(|place| self.consumers[*place].in_flight)?;
        self.turn = (chosen + 1) % count;
        Some(chosen)
    }

    pub(super) fn take(&mut self, consumer: usize) {
        self.consumers[consumer].in_flight += 1;
    }

    pub(super) fn release(&mut self, consumer: usize) {
        self.consumers[consumer].in_flight -= 1;
    }

    /// Asks all of them whether they are there; `true` if somebody counts as gone from now on.
    pub(super) fn probe(&mut self, context: &mut Context<'_>, round: u64) -> bool {
        let mut gone = false;
        for consumer in self
            .consumers
            .iter_mut()
            .filter(|consumer| consumer.registered)
        {
            consumer.silences = if consumer.answered {
                0
            } else {
                consumer.silences.saturating_add(1)
            };
            if consumer.trusted && consumer.speaks && consumer.silences >= SILENCES_MAX {
                set_trust(context, consumer, false);
                gone = true;
            }
            consumer.answered = false;
            Words::Probe.send(context, consumer.node, round);
        }
        gone
    }

    /// One of them says that it is there; `true` if that is news.
    pub(super) fn well(&mut self, context: &mut Context<'_>, node: NodeId) -> bool {
        let mut consumers = self.consumers.iter_mut();
        let Some(consumer) = consumers.find(|consumer| consumer.node == node) else {
            return false;
        };
        consumer.answered = true;
        consumer.speaks = true;
        let news = consumer.registered && !consumer.trusted;
        if news {
            set_trust(context, consumer, true);
        }
        news
    }

    /// A machine comes into service or leaves it; its place if it is one of these.
    pub(super) fn register(
        &mut self,
        context: &mut Context<'_>,
        node: NodeId,
        comes: bool,
    ) -> Option<usize> {
        let place = self
            .consumers
            .iter()
            .position(|consumer| consumer.node == node)?;
        let consumer = &mut self.consumers[place];
        consumer.registered = comes;
        consumer.silences = 0;
        consumer.answered = true;
        if consumer.trusted != comes {
            set_trust(context, consumer, comes);
        }
        Some(place)
    }

    /// Forgets who has what, and trusts everybody in service until proved wrong.
    pub(super) fn forget(&mut self) {
        for consumer in &mut self.consumers {
            consumer.trusted = consumer.registered;
            consumer.silences = 0;
            consumer.answered = true;
            consumer.in_flight = 0;
        }
    }

    /// Deals the lanes out to those who are there, so that nobody has two more than another and as
    /// few lanes as possible change hands (as Kafka's cooperative sticky assignor).
    pub(super) fn share_out(&self, lanes: &mut [Lane]) {
        let present = self.consumers.iter().filter(|consumer| consumer.trusted);
        let present = present.count();
        if present == 0 {
            lanes.iter_mut().for_each(|lane| lane.consumer = None);
            return;
        }
        let fair = lanes.len() / present;
        let mut extra = lanes.len() % present;
        let mut loads = vec![0; self.consumers.len()];
        for lane in lanes.iter_mut() {
            let keeps = lane.consumer.filter(|consumer| {
                self.consumers[*consumer].trusted
                    && (loads[*consumer] < fair || (loads[*consumer] == fair && extra > 0))
            });
            if let Some(consumer) = keeps {
                extra -= usize::from(loads[consumer] == fair);
                loads[consumer] += 1;
            }
            lane.consumer = keeps;
        }
        for lane in lanes.iter_mut().filter(|lane| lane.consumer.is_none()) {
            let present = (0..loads.len()).filter(|place| self.consumers[*place].trusted);
            let least = present.min_by_key(|place| loads[*place]);
            let least = least.expect("somebody is present");
            loads[least] += 1;
            lane.consumer = Some(least);
        }
    }

    /// Whether nobody has more than it may; in words who does.
    pub(super) fn check(&self, ordered: bool) -> Result<(), String> {
        let over = |consumer: &&Consumer| !ordered && consumer.in_flight > self.in_flight_max;
        match self.consumers.iter().find(over) {
            Some(consumer) => Err(format!("a consumer has no more than it may: {consumer:?}")),
            None => Ok(()),
        }
    }
}

fn set_trust(context: &mut Context<'_>, consumer: &mut Consumer, trusted: bool) {
    consumer.trusted = trusted;
    context.note(Note::Trust {
        target: consumer.node,
        trusted,
    });
}
