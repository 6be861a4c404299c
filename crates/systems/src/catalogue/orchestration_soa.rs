//! `orchestration-soa`: services of four kinds, and an enterprise service bus in the middle.
//!
//! Business services say what can be asked for; enterprise services do what many need, once for all
//! of them; application services do what one screen needs; infrastructure services do what has
//! nothing to do with the shop. None of them knows another: the bus takes every call, translates it,
//! calls one service after the other in the order that it was told, and translates what they answer.
//! So whatever a user wants passes the bus several times. Source: Richards and Ford, *Fundamentals of
//! Software Architecture*, chapter 16.

use sim::Blueprint;

use super::arrangement::{self, Stand};
use super::pieces::{self, balancer, call, operations, read, work, write};
use super::shop::{self, BROWSE, CART, ORDER, work as doing};
use super::{Duty, Entry, Family, Icon, NodeCard, Parameter, Scaling, Settings, Text, Unit};
use crate::model::{Model, PartSpec, Service, Span, Timing};
use crate::workload::{ARRIVALS, RATE, RETRIES, TIMEOUT};

/// Machines of the bus that can be in service at once.
const UNITS_MAX: u16 = 8;

const APPLICATION: &str = "application";
const BUS: &str = "bus";
const BUSINESS: &str = "business";
const DATABASE: &str = "db";
const DOOR: &str = "door";
const ENTERPRISE: &str = "enterprise";
const INFRASTRUCTURE: &str = "infrastructure";

/// The operations of the services.
const ACCEPT: &str = "accept";
const CHARGE: &str = "charge";
const ENTER: &str = "enter";
const FILL: &str = "fill";
const FIND: &str = "find";
const NOTIFY: &str = "notify";
const RESERVE: &str = "reserve";
const SHIP: &str = "ship";
const SHOW: &str = "show";

pub(super) const ENTRY: Entry = Entry {
    id: "orchestration-soa",
    family: Family::Shop,
    title: Text {
        ja: "オーケストレーション駆動 SOA",
        en: "Orchestration-driven SOA",
    },
    summary: Text {
        ja: "真ん中のバスが 4 種類のサービスを順に呼ぶ店",
        en: "A shop of four kinds of services that a bus in the middle calls in order",
    },
    watch: Text {
        ja: "どの要求も、サービスを呼ぶたびに真ん中のバスを通り、そのつど変換されます。サービスが空いていても、先にバスがいっぱいになります。バスが止まると、商品を見ることもできません。",
        en: "Every request passes the bus for each service it needs, and is translated each time. The bus is full while the services have room. When it stops, nobody can even browse.",
    },
    simplified: Text {
        ja: "サービスは 4 種類に 1 台ずつです。本当は、もっと細かく何百もあります。バスの変換は、決まった時間がかかるだけの仕事です。トランザクションはありません。DB に待機系はありません。",
        en: "There is one machine for each of the four kinds; really there are hundreds of services. Translating is work that takes a fixed time. There are no transactions, and the database has no standby.",
    },
    operations: shop::OPERATIONS,
    parameters: &[
        RATE,
        ARRIVALS,
        TIMEOUT,
        RETRIES,
        Parameter {
            id: "units",
            title: Text {
                ja: "バスの機械の数",
                en: "Machines of the bus",
            },
            unit: Unit::Machines,
            minimum: 1,
            maximum: UNITS_MAX as i64,
            default: 2,
            choices: &[],
        },
        Parameter {
            id: "translation",
            title: Text {
                ja: "バスが 1 通を変換する時間",
                en: "Time the bus takes to translate a message",
            },
            unit: Unit::Milliseconds,
            minimum: 0,
            maximum: 20,
            default: 2,
            choices: &[],
        },
    ],
    scaling: Some(Scaling {
        parameter: "units",
        group: 0,
        title: Text {
            ja: "バスの機械",
            en: "Bus machines",
        },
        minimum: 1,
        maximum: UNITS_MAX,
    }),
    cards,
    build,
};

fn cards(settings: &Settings<'_>) -> Vec<NodeCard> {
    let stand = Stand::new;
    let text = |ja, en| Text { ja, en };
    let server = Icon::Server;
    let stands = [
        stand("users", text("利用者", "Users"), Icon::Users, (0, 0)),
        stand(DOOR, text("振り分け", "Balancer"), Icon::Balancer, (1, 0)).short("振り分け", "LB"),
        stand(BUS, text("バス", "Bus"), Icon::Gateway, (2, 0)).doing(&[doing::FLOW]),
        stand(BUSINESS, text("業務", "Business"), server, (3, 0))
            .doing(&[doing::ENTRANCE, doing::SCREEN])
            .there_for(&[Duty::Front]),
        stand(ENTERPRISE, text("全社共通", "Enterprise"), server, (3, 1)).doing(&[
            doing::CATALOGUE,
            doing::ORDER,
            doing::PAYMENT,
        ]),
        stand(APPLICATION, text("アプリ用", "Application"), server, (3, 2))
            .doing(&[doing::CART, doing::SHIPPING]),
        stand(INFRASTRUCTURE, text("基盤", "Infra"), server, (3, 3)).doing(&[doing::NOTICE]),
        stand(DATABASE, text("DB", "DB"), Icon::Database, (4, 0)).doing(&[doing::DATA]),
    ];
    arrangement::cards(&model(settings), &stands)
}

fn build(settings: &Settings<'_>) -> Blueprint {
    arrangement::build(settings, &model(settings))
}

fn model(settings: &Settings<'_>) -> Model {
    let translate = work(Timing::Constant(Span::from_millis(
        settings.get("translation") as u64,
    )));
    // To a service and back: the call is translated, and so is the answer.
    let through = |(service, operation)| {
        [
            translate.clone(),
            call(service, operation),
            translate.clone(),
        ]
    };
    let bus = Service {
        replicas: settings.count("units"),
        maximum: Some(UNITS_MAX),
        ..shop::service(shop::operations(|name| {
            flow(name).iter().copied().flat_map(through).collect()
        }))
    };
    let machine = |operations| PartSpec::Service(Box::new(shop::service(operations)));
    pieces::model(
        [
            ("users", PartSpec::Clients(shop::users(settings, DOOR))),
            (DOOR, PartSpec::Balancer(balancer(BUS))),
            (BUS, PartSpec::Service(Box::new(bus))),
            (
                BUSINESS,
                machine(operations([(ACCEPT, vec![work(shop::screen())])])),
            ),
            (
                ENTERPRISE,
                machine(operations([
                    (FIND, vec![work(shop::find()), read(DATABASE)]),
                    (ENTER, vec![work(shop::enter()), write(DATABASE)]),
                    (RESERVE, vec![work(shop::reserve()), write(DATABASE)]),
                    (CHARGE, vec![work(shop::charge()), write(DATABASE)]),
                ])),
            ),
            (
                APPLICATION,
                machine(operations([
                    (FILL, vec![work(shop::fill()), write(DATABASE)]),
                    (SHIP, vec![work(shop::ship())]),
                    (SHOW, vec![read(DATABASE)]),
                ])),
            ),
            (
                INFRASTRUCTURE,
                machine(operations([(NOTIFY, vec![work(shop::notify())])])),
            ),
            (DATABASE, PartSpec::Database(shop::database())),
        ],
        shop::lines(DOOR),
    )
}

/// Which services the bus calls for an operation, one after the other. The stock of an order is
/// written last but for what keeps no data, as the shop wants it.
fn flow(operation: &str) -> &'static [(&'static str, &'static str)] {
    match operation {
        BROWSE => &[(BUSINESS, ACCEPT), (ENTERPRISE, FIND)],
        CART => &[(BUSINESS, ACCEPT), (APPLICATION, FILL)],
        ORDER => &[
            (BUSINESS, ACCEPT),
            (ENTERPRISE, ENTER),
            (ENTERPRISE, RESERVE),
            (APPLICATION, SHIP),
            (INFRASTRUCTURE, NOTIFY),
        ],
        _ => &[
            (BUSINESS, ACCEPT),
            (ENTERPRISE, CHARGE),
            (INFRASTRUCTURE, NOTIFY),
            (APPLICATION, SHOW),
        ],
    }
}
