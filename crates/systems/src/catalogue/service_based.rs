//! `service-based`: a user interface, a few coarse services, one shared database.
//!
//! The shop is cut along its business: catalogue, order, payment and shipping are deployed each for
//! itself, so one of them can be slow or gone while the others go on. They do not call each other;
//! the user interface does, directly or through a gateway. All of them read and write one database,
//! which is why an order takes its goods from the stock without asking anybody, and why everything
//! stops with the database. Source: Richards and Ford, *Fundamentals of Software Architecture*,
//! chapter 13.

use sim::Blueprint;

use super::arrangement::{self, Stand};
use super::pieces::{self, balancer, call, operations, read, work, write};
use super::shop::{self, BROWSE, CART, ORDER, PAY, work as doing};
use super::{Duty, Entry, Family, Icon, NodeCard, Parameter, Scaling, Settings, Text, Unit};
use crate::model::{DatabaseSpec, Model, PartSpec, PoolLimits, Service, Span, Step, Timing};
use crate::workload::{ARRIVALS, RATE, RETRIES, TIMEOUT};

/// Machines of the user interface that can be in service at once.
const SCREENS_MAX: u16 = 8;
/// Calls that wait for a connection of the database when none is free.
const WAITING: u32 = 50;

const CATALOGUE: &str = "catalogue";
const DATABASE: &str = "db";
const DOOR: &str = "door";
const GATEWAY: &str = "gateway";
const ORDERS: &str = "order";
const PAYMENT: &str = "payment";
const SCREENS: &str = "ui";
const SHIPPING: &str = "shipping";

/// The operation of the shipping service: the second half of an order.
const SHIP: &str = "ship";

pub(super) const ENTRY: Entry = Entry {
    id: "service-based",
    family: Family::Shop,
    title: Text {
        ja: "サービスベースアーキテクチャ",
        en: "Service-based architecture",
    },
    summary: Text {
        ja: "画面と 4 つの大きなサービスが、1 つの DB を共有する店",
        en: "A shop of a user interface and four coarse services that share one database",
    },
    watch: Text {
        ja: "支払いのサービスを遅くしても止めても、商品は見られます。共有 DB を止めると、店のすべてが止まります。画面の機械を増やしても、1 つの DB が受けられる量より先へは行けません。",
        en: "Slow the payment service down or stop it: goods can still be browsed. Stop the shared database and the whole shop stops. More machines for the user interface help only up to what the one database can take.",
    },
    simplified: Text {
        ja: "注文と在庫の書き込みは 1 つの取引のはずですが、ここでは続けて行う 2 回の書き込みです。外の支払い会社は出てきません。DB に待機系はありません。",
        en: "An order and its stock would be written in one transaction; here they are two writes in a row. There is no payment company outside. The database has no standby.",
    },
    operations: shop::OPERATIONS,
    parameters: &[
        RATE,
        ARRIVALS,
        TIMEOUT,
        RETRIES,
        Parameter {
            id: "gateway",
            title: Text {
                ja: "サービスの呼びかた",
                en: "How services are called",
            },
            unit: Unit::Choice,
            minimum: 0,
            maximum: 1,
            default: 0,
            choices: &[
                Text {
                    ja: "画面から直接",
                    en: "directly by the user interface",
                },
                Text {
                    ja: "ゲートウェイを通す",
                    en: "through a gateway",
                },
            ],
        },
        Parameter {
            id: "connections",
            title: Text {
                ja: "共有 DB の接続の枠",
                en: "Connections of the shared database",
            },
            unit: Unit::Count,
            minimum: 4,
            maximum: 200,
            default: 40,
            choices: &[],
        },
        Parameter {
            id: "screens",
            title: Text {
                ja: "画面の機械の数",
                en: "Machines of the user interface",
            },
            unit: Unit::Machines,
            minimum: 1,
            maximum: SCREENS_MAX as i64,
            default: 1,
            choices: &[],
        },
    ],
    scaling: Some(Scaling {
        parameter: "screens",
        group: 0,
        title: Text {
            ja: "画面の機械",
            en: "User interface",
        },
        minimum: 1,
        maximum: SCREENS_MAX,
    }),
    cards,
    build,
};

fn cards(settings: &Settings<'_>) -> Vec<NodeCard> {
    let stand = Stand::new;
    let text = |ja, en| Text { ja, en };
    let services = if has_gateway(settings) { 4 } else { 3 };
    let service = |part, title, row| stand(part, title, Icon::Server, (services, row));
    let stands = [
        stand("users", text("利用者", "Users"), Icon::Users, (0, 0)),
        stand(DOOR, text("振り分け", "Balancer"), Icon::Balancer, (1, 0)).short("振り分け", "LB"),
        stand(SCREENS, text("画面", "UI"), Icon::Server, (2, 0))
            .doing(&[doing::SCREEN])
            .there_for(&[Duty::Front]),
        stand(
            GATEWAY,
            text("ゲートウェイ", "Gateway"),
            Icon::Gateway,
            (3, 0),
        ),
        service(CATALOGUE, text("商品", "Catalogue"), 0).doing(&[doing::CATALOGUE]),
        service(ORDERS, text("注文", "Order"), 1).doing(&[
            doing::CART,
            doing::ORDER,
            doing::CATALOGUE,
        ]),
        service(PAYMENT, text("支払い", "Payment"), 2).doing(&[doing::PAYMENT, doing::NOTICE]),
        service(SHIPPING, text("発送", "Shipping"), 3).doing(&[doing::SHIPPING, doing::NOTICE]),
        stand(
            DATABASE,
            text("共有 DB", "Shared DB"),
            Icon::Database,
            (services + 1, 0),
        )
        .doing(&[doing::DATA]),
    ];
    arrangement::cards(&model(settings), &stands)
}

fn build(settings: &Settings<'_>) -> Blueprint {
    arrangement::build(settings, &model(settings))
}

fn has_gateway(settings: &Settings<'_>) -> bool {
    settings.get("gateway") == 1
}

fn model(settings: &Settings<'_>) -> Model {
    let one = |operations| PartSpec::Service(Box::new(shop::service(operations)));
    let gateway = has_gateway(settings);
    let ask = |part, operation| call(if gateway { GATEWAY } else { part }, operation);
    let screens = shop::operations(|name| {
        let mut steps = vec![work(shop::screen())];
        steps.extend(asked(name).iter().map(|(part, what)| ask(part, what)));
        steps
    });
    let mut parts = vec![
        ("users", PartSpec::Clients(shop::users(settings, DOOR))),
        (DOOR, PartSpec::Balancer(balancer(SCREENS))),
        (
            SCREENS,
            PartSpec::Service(Box::new(Service {
                replicas: settings.count("screens"),
                maximum: Some(SCREENS_MAX),
                ..shop::service(screens)
            })),
        ),
        (CATALOGUE, one(operations([(BROWSE, browse())]))),
        (
            ORDERS,
            one(operations([(CART, fill_cart()), (ORDER, enter_order())])),
        ),
        (PAYMENT, one(operations([(PAY, pay())]))),
        (SHIPPING, one(operations([(SHIP, ship())]))),
        (DATABASE, PartSpec::Database(database(settings))),
    ];
    if gateway {
        let all = [BROWSE, CART, ORDER, PAY].map(asked);
        let hand_on =
            |(part, what): &(&str, &'static str)| (*what, vec![work(hand_on()), call(part, what)]);
        let all = all.into_iter().flatten().map(hand_on);
        parts.push((GATEWAY, one(pieces::by_name(all))));
    }
    pieces::model(parts, shop::lines(DOOR))
}

/// Which services the user interface asks for what, one after the other.
fn asked(operation: &str) -> &'static [(&'static str, &'static str)] {
    match operation {
        BROWSE => &[(CATALOGUE, BROWSE)],
        CART => &[(ORDERS, CART)],
        ORDER => &[(ORDERS, ORDER), (SHIPPING, SHIP)],
        _ => &[(PAYMENT, PAY)],
    }
}

fn browse() -> Vec<Step> {
    vec![work(shop::find()), read(DATABASE)]
}

fn fill_cart() -> Vec<Step> {
    vec![work(shop::fill()), write(DATABASE)]
}

/// The order and its goods: the stock's table is there for every service.
fn enter_order() -> Vec<Step> {
    vec![
        work(shop::enter()),
        write(DATABASE),
        work(shop::reserve()),
        write(DATABASE),
    ]
}

fn pay() -> Vec<Step> {
    vec![
        work(shop::charge()),
        write(DATABASE),
        work(shop::notify()),
        read(DATABASE),
    ]
}

fn ship() -> Vec<Step> {
    vec![work(shop::ship()), work(shop::notify())]
}

/// The database that all services share: so many calls at once, and no more.
fn database(settings: &Settings<'_>) -> DatabaseSpec {
    let connections = settings.get("connections") as u32;
    DatabaseSpec {
        pool: Some(PoolLimits {
            total: connections,
            per_caller: connections,
            waiting: WAITING,
        }),
        ..shop::database()
    }
}

/// A core of the gateway looks at a call and hands it on.
const fn hand_on() -> Timing {
    Timing::Constant(Span::from_millis(1))
}
