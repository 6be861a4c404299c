//! The channels of the event-driven shop: topics that tell what has happened, queues that say what is
//! to be done.

use std::collections::BTreeMap;

use super::names::{
    CHARGE, CHARGE_CUSTOMER, ENTER, MEDIATOR, NOTICE, NOTIFY, ORDER_ENTERED, ORDER_PLACED, ORDERS,
    PAID, PAYMENT, PAYMENT_ASKED, RESERVE, RESERVE_STOCK, SEND_NOTICE, SHIP, SHIP_ORDER, SHIPPING,
    STOCK, STOCK_RESERVED,
};
use crate::catalogue::Settings;
use crate::model::{Consumer, Delivery, PartSpec, QueueSpec, Span, Step, TopicSpec};

/// Operations of a service by their names.
pub(super) type Operations = BTreeMap<String, Vec<Step>>;

/// How long a processor has for an event before it is delivered again.
const REDELIVER_AFTER: Span = Span::from_millis(5_000);
/// Events under way to one machine of a processor: what it does not have is kept safe here.
const IN_FLIGHT: u32 = 16;

/// What all channels have in common.
#[derive(Clone, Copy, Debug)]
pub(super) struct Channels {
    capacity: u32,
    delivery: Delivery,
}

impl Channels {
    pub(super) fn new(settings: &Settings<'_>) -> Self {
        Self {
            capacity: settings.get("capacity") as u32,
            delivery: Delivery::AtLeastOnce {
                redeliver_after: REDELIVER_AFTER,
                deliveries_max: settings.get("deliveries") as u32,
            },
        }
    }

    /// Where nobody leads: who hears of what.
    pub(super) fn events(self) -> [(&'static str, PartSpec); 5] {
        [
            (ORDER_PLACED, self.topic(&[(ORDERS, ENTER)])),
            (
                ORDER_ENTERED,
                self.topic(&[(STOCK, RESERVE), (NOTICE, NOTIFY)]),
            ),
            (STOCK_RESERVED, self.topic(&[(SHIPPING, SHIP)])),
            (PAYMENT_ASKED, self.topic(&[(PAYMENT, CHARGE)])),
            (PAID, self.topic(&[(NOTICE, NOTIFY)])),
        ]
    }

    /// Where a mediator leads: what users want comes to it, what it wants goes to the processors.
    pub(super) fn commands(self) -> [(&'static str, PartSpec); 6] {
        [
            (ORDER_PLACED, self.queue(MEDIATOR, ENTER)),
            (PAYMENT_ASKED, self.queue(MEDIATOR, CHARGE)),
            (RESERVE_STOCK, self.queue(STOCK, RESERVE)),
            (SHIP_ORDER, self.queue(SHIPPING, SHIP)),
            (CHARGE_CUSTOMER, self.queue(PAYMENT, CHARGE)),
            (SEND_NOTICE, self.queue(NOTICE, NOTIFY)),
        ]
    }

    fn topic(self, subscribers: &[(&str, &str)]) -> PartSpec {
        let subscribers = subscribers.iter();
        PartSpec::Topic(TopicSpec {
            subscribers: subscribers
                .map(|(part, operation)| consumer(part, operation))
                .collect(),
            delivery: self.delivery,
            capacity: self.capacity,
            in_flight: IN_FLIGHT,
            boot: Span::default(),
        })
    }

    fn queue(self, part: &str, operation: &str) -> PartSpec {
        PartSpec::Queue(QueueSpec {
            consumer: consumer(part, operation),
            delivery: self.delivery,
            capacity: self.capacity,
            in_flight: IN_FLIGHT,
            split: None,
            boot: Span::default(),
        })
    }
}

fn consumer(part: &str, operation: &str) -> Consumer {
    Consumer {
        part: part.to_owned(),
        operation: operation.to_owned(),
    }
}
