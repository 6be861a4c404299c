//! `event-driven`: the user interface stores an event and answers; processors do the rest later.
//!
//! What has to be answered at once (browsing, filling the cart, looking into it) is called as ever.
//! An order and a payment are events: they are accepted when the event is stored, and done eventually.
//! In the broker topology nobody leads: each processor reacts to an event, does its part, and
//! publishes the next one. In the mediator topology an event mediator knows the steps: it sends
//! commands through queues, and the processors tell it when they are done. What fails is delivered
//! again, and put aside as a dead letter after so many times; a full channel refuses more, which
//! pushes back on whoever publishes. Source: Richards and Ford, *Fundamentals of Software
//! Architecture*, chapter 14.

use sim::Blueprint;

use super::arrangement::{self, Stand};
use super::pieces::{self, balancer, call, operations, publish, read, work, write};
use super::shop::{self, BROWSE, CART, ORDER, PAY, work as doing};
use super::{Duty, Entry, Family, Icon, NodeCard, Scaling, Settings, Text};
use crate::model::{Model, PartSpec, Service, Span, Step, Timing};
use crate::workload::{ARRIVALS, RATE, RETRIES, TIMEOUT};
use channels::{Channels, Operations};
use names::{
    CARTS, CARTS_DATA, CHARGE, CHARGE_CUSTOMER, CHARGED, DOOR, ENTER, LOOK, MEDIATOR, NOTICE,
    NOTIFY, ORDER_ENTERED, ORDER_PLACED, ORDERS, ORDERS_DATA, PAID, PAYMENT, PAYMENT_ASKED,
    PAYMENT_DATA, RESERVE, RESERVE_STOCK, RESERVED, SCREENS, SEND_NOTICE, SHIP, SHIP_ORDER,
    SHIPPED, SHIPPING, STOCK, STOCK_DATA, STOCK_DOOR, STOCK_RESERVED,
};

mod channels;
mod knobs;
mod names;

/// Machines of the user interface and of the stock processor that can be in service at once, each.
const MACHINES_MAX: u16 = 8;

pub(super) const ENTRY: Entry = Entry {
    id: "event-driven",
    family: Family::Shop,
    title: Text {
        ja: "イベント駆動アーキテクチャ",
        en: "Event-driven architecture",
    },
    summary: Text {
        ja: "注文も支払いも出来事として預かり、あとから進める店",
        en: "A shop that takes orders and payments as events and does them later",
    },
    watch: Text {
        ja: "支払いを遅くしても止めても、支払いの要求はすぐに受け付けられます。受け付けただけなので、たまりが増えます。直すと、たまりが減って追いつきます。たまりが上限に届くと「混雑」と断ります。何度渡しても失敗する出来事は、脇に置かれます。",
        en: "Slow payment down or stop it: payments are still accepted at once. Accepted is not done: the backlog grows, and shrinks when payment is mended. A channel that is full refuses more. An event that fails too often is put aside.",
    },
    simplified: Text {
        ja: "預かった出来事は、機械が止まっても失われません。保管に時間はかかりません。2 度渡された出来事も、1 度と同じ結果とします。利用者に結果を知らせる通信はありません。外の支払い会社は出てきません。",
        en: "Events that were accepted survive a crash, and storing them takes no time. An event that is delivered twice does what it does once. No message tells the user how it ended. There is no payment company outside.",
    },
    operations: shop::OPERATIONS,
    parameters: &[
        RATE,
        ARRIVALS,
        TIMEOUT,
        RETRIES,
        knobs::TOPOLOGY,
        knobs::CAPACITY,
        knobs::DELIVERIES,
        knobs::MACHINES,
    ],
    scaling: Some(Scaling {
        parameter: "machines",
        group: 0,
        title: Text {
            ja: "画面と商品",
            en: "Screens, catalogue",
        },
        minimum: 1,
        maximum: MACHINES_MAX,
    }),
    cards,
    build,
};

fn cards(settings: &Settings<'_>) -> Vec<NodeCard> {
    let text = |ja, en| Text { ja, en };
    let stand = Stand::new;
    let channel = |part, title, row| stand(part, title, Icon::Queue, (3, row));
    let processor = |part, title, row| stand(part, title, Icon::Server, (4, row));
    let data = |part, title, row| {
        let stand = stand(part, title, Icon::Database, (5, row));
        stand.doing(&[doing::DATA])
    };
    let mediated = mediated(settings);
    let stands = [
        stand("users", text("利用者", "Users"), Icon::Users, (0, 0)),
        stand(DOOR, text("振り分け", "Balancer"), Icon::Balancer, (1, 0)).short("振り分け", "LB"),
        stand(SCREENS, text("画面", "UI"), Icon::Server, (2, 0))
            .doing(&[doing::SCREEN])
            .there_for(&[Duty::Front]),
        channel(ORDER_PLACED, text("注文が来た", "Order placed"), 0).short("注文来た", "Order in"),
        channel(
            PAYMENT_ASKED,
            text("支払いが来た", "Payment asked"),
            if mediated { 1 } else { 3 },
        )
        .short("支払来た", "Pay asked"),
        channel(ORDER_ENTERED, text("注文を受けた", "Order entered"), 1)
            .short("注文受け", "Order kept"),
        channel(STOCK_RESERVED, text("在庫を取った", "Stock reserved"), 2)
            .short("在庫確保", "Reserved"),
        channel(PAID, text("支払い済み", "Paid"), 4),
        channel(SHIP_ORDER, text("発送の指示", "Ship it"), 2).short("発送指示", "Ship it"),
        channel(CHARGE_CUSTOMER, text("支払いの指示", "Charge"), 3).short("支払指示", "Bill"),
        channel(SEND_NOTICE, text("お知らせの指示", "Notify"), 4).short("通知指示", "Tell"),
        channel(RESERVE_STOCK, text("在庫の指示", "Reserve"), 5).short("在庫指示", "Hold"),
        stand(
            STOCK_DOOR,
            text("商品の振り分け", "Items balancer"),
            Icon::Balancer,
            (3, if mediated { 6 } else { 5 }),
        )
        .short("商品振分", "Items LB")
        .there_for(&[Duty::Carrier]),
        processor(ORDERS, text("注文", "Order"), 0).doing(&[doing::ORDER]),
        stand(
            MEDIATOR,
            text("メディエーター", "Mediator"),
            Icon::Server,
            (4, 0),
        )
        .doing(&[doing::ORDER]),
        processor(CARTS, text("かご", "Cart"), 1).doing(&[doing::CART]),
        processor(SHIPPING, text("発送", "Shipping"), 2)
            .short("発送", "Ship")
            .doing(&[doing::SHIPPING]),
        processor(PAYMENT, text("支払い", "Payment"), 3)
            .short("支払い", "Pay")
            .doing(&[doing::PAYMENT]),
        processor(NOTICE, text("お知らせ", "Notices"), 4)
            .short("通知", "Notes")
            .doing(&[doing::NOTICE]),
        processor(STOCK, text("商品", "Catalogue"), 5)
            .short("商品", "Items")
            .doing(&[doing::CATALOGUE]),
        data(ORDERS_DATA, text("注文 DB", "Order DB"), 0),
        data(CARTS_DATA, text("かご DB", "Cart DB"), 1),
        data(PAYMENT_DATA, text("支払い DB", "Payment DB"), 3).short("支払 DB", "Pay DB"),
        data(STOCK_DATA, text("在庫 DB", "Stock DB"), 5),
    ];
    arrangement::cards(&model(settings), &stands)
}

fn build(settings: &Settings<'_>) -> Blueprint {
    arrangement::build(settings, &model(settings))
}

fn mediated(settings: &Settings<'_>) -> bool {
    settings.get("topology") == 1
}

fn model(settings: &Settings<'_>) -> Model {
    let one = |operations| PartSpec::Service(Box::new(shop::service(operations)));
    let scaled = |operations, leader: Option<&str>| {
        PartSpec::Service(Box::new(Service {
            replicas: settings.count("machines"),
            maximum: Some(MACHINES_MAX),
            grows_with: leader.map(str::to_owned),
            ..shop::service(operations)
        }))
    };
    let database = || PartSpec::Database(shop::database());
    let mediated = mediated(settings);
    let mut parts = vec![
        ("users", PartSpec::Clients(shop::users(settings, DOOR))),
        (DOOR, PartSpec::Balancer(balancer(SCREENS))),
        (SCREENS, scaled(screens(), None)),
        (STOCK_DOOR, PartSpec::Balancer(balancer(STOCK))),
        (STOCK, scaled(stock(mediated), Some(SCREENS))),
        (CARTS, one(carts())),
        (SHIPPING, one(shipping(mediated))),
        (PAYMENT, one(payment(mediated))),
        (
            NOTICE,
            one(operations([(NOTIFY, vec![work(shop::notify())])])),
        ),
        (CARTS_DATA, database()),
        (ORDERS_DATA, database()),
        (PAYMENT_DATA, database()),
        (STOCK_DATA, database()),
    ];
    let channels = Channels::new(settings);
    if mediated {
        parts.push((MEDIATOR, one(mediator())));
        parts.extend(channels.commands());
    } else {
        parts.push((ORDERS, one(orders())));
        parts.extend(channels.events());
    }
    pieces::model(parts, shop::lines(DOOR))
}

/// What is asked for by calls, and what is published as an event.
fn screens() -> Operations {
    shop::operations(|name| {
        let rest = match name {
            BROWSE => vec![call(STOCK_DOOR, BROWSE)],
            CART => vec![call(CARTS, CART)],
            ORDER => vec![publish(ORDER_PLACED)],
            PAY => vec![call(CARTS, LOOK), publish(PAYMENT_ASKED)],
            _ => Vec::new(),
        };
        [vec![work(shop::screen())], rest].concat()
    })
}

fn carts() -> Operations {
    operations([
        (CART, vec![work(shop::fill()), write(CARTS_DATA)]),
        (LOOK, vec![read(CARTS_DATA)]),
    ])
}

fn orders() -> Operations {
    let steps = vec![
        work(shop::enter()),
        write(ORDERS_DATA),
        publish(ORDER_ENTERED),
    ];
    operations([(ENTER, steps)])
}

fn stock(mediated: bool) -> Operations {
    let reserve = vec![
        work(shop::reserve()),
        write(STOCK_DATA),
        done(mediated, RESERVED, STOCK_RESERVED),
    ];
    operations([
        (BROWSE, vec![work(shop::find()), read(STOCK_DATA)]),
        (RESERVE, reserve),
    ])
}

/// Nothing follows the shipping of an order, so nobody has to hear of it but a mediator.
fn shipping(mediated: bool) -> Operations {
    let mut steps = vec![work(shop::ship())];
    steps.extend(mediated.then(|| call(MEDIATOR, SHIPPED)));
    operations([(SHIP, steps)])
}

fn payment(mediated: bool) -> Operations {
    let steps = vec![
        work(shop::charge()),
        write(PAYMENT_DATA),
        done(mediated, CHARGED, PAID),
    ];
    operations([(CHARGE, steps)])
}

/// A processor has done its part: it tells the mediator, or everybody.
fn done(mediated: bool, told: &str, event: &str) -> Step {
    if mediated {
        call(MEDIATOR, told)
    } else {
        publish(event)
    }
}

/// The mediator enters an order itself, and knows what comes after what.
fn mediator() -> Operations {
    let next = || work(Timing::Constant(Span::from_millis(1)));
    let place = vec![
        work(shop::enter()),
        write(ORDERS_DATA),
        publish(SEND_NOTICE),
        publish(RESERVE_STOCK),
    ];
    operations([
        (ENTER, place),
        (RESERVED, vec![next(), publish(SHIP_ORDER)]),
        (SHIPPED, vec![next()]),
        (CHARGE, vec![next(), publish(CHARGE_CUSTOMER)]),
        (CHARGED, vec![next(), publish(SEND_NOTICE)]),
    ])
}
