//! `microservices`: a boundary and a database per service, and a saga where a transaction was.
//!
//! Every service of the shop is small and keeps its data to itself, so that each can fail, grow and be
//! deployed alone. What was one write next to another in a shared database is now a call over the
//! network, which may fail, be slow, or never be answered: calls have timeouts and circuit breakers,
//! in the services themselves or in a sidecar, and an order is a saga. The order service leads it: it
//! enters the order, has the goods reserved, and arranges the shipping; when a step fails, what was
//! done is taken back. Source: Richards and Ford, *Fundamentals of Software Architecture*, chapter 17.

use sim::{Blueprint, Duration};

use super::arrangement::{self, Stand};
use super::pieces::{self, balancer, operations, read, work, write};
use super::shop::{self, BROWSE, CART, ORDER, PAY, work as doing};
use super::{Duty, Entry, Family, Icon, NodeCard, Parameter, Scaling, Settings, Text, Unit};
use crate::model::{Between, CallStep, Line, Lines, Model, PartSpec, Service, Span, Step, Timing};
use crate::workload::{ARRIVALS, RATE, RETRIES, TIMEOUT};
use guard::Guard;

mod guard;

/// Machines of a service that scales that can be in service at once.
const MACHINES_MAX: u16 = 8;

const CARTS: &str = "cart";
const CARTS_DATA: &str = "cart-db";
const CATALOGUE: &str = "catalogue";
const CATALOGUE_DOOR: &str = "catalogue-door";
const DOOR: &str = "door";
const GATEWAY: &str = "gateway";
const NOTICE: &str = "notice";
const ORDERS: &str = "order";
const ORDERS_DATA: &str = "order-db";
const ORDERS_PROXY: &str = "order-proxy";
const PAYMENT: &str = "payment";
const PAYMENT_DATA: &str = "payment-db";
const PAYMENT_PROXY: &str = "payment-proxy";
const SHIPPING: &str = "shipping";
const STOCK_DATA: &str = "stock-db";

/// What services ask of each other.
const CANCEL: &str = "cancel";
const LOOK: &str = "look";
const NOTIFY: &str = "notify";
const RELEASE: &str = "release";
const RESERVE: &str = "reserve";
const SHIP: &str = "ship";

pub(super) const ENTRY: Entry = Entry {
    id: "microservices",
    family: Family::Shop,
    title: Text {
        ja: "マイクロサービスアーキテクチャ",
        en: "Microservices architecture",
    },
    summary: Text {
        ja: "小さなサービスが、それぞれ自分の DB を持つ店",
        en: "A shop of small services, each with a database of its own",
    },
    watch: Text {
        ja: "支払いを遅くしても、注文の DB を止めても、商品は見られます。発送を止めると、注文は途中で失敗し、取ってあった在庫が戻ります（サーガの補償）。1 秒ほどで遮断器が働くと、注文は始まる前に断られます。そのかわり、1 つの注文のための通信は増えます。",
        en: "Slow payment down or stop the order database: goods can still be browsed. Stop shipping: an order fails half-way and gives its goods back (the saga compensates), until breakers open after about a second and orders are turned away before they begin. In return, one order takes more messages.",
    },
    simplified: Text {
        ja: "サーガの途中経過はメモリーにあり、注文サービスが止まると忘れます。同じ呼び出しが 2 度来ても、1 度と同じ結果とします。サイドカーが付くのは、ほかのサービスを呼ぶ注文と支払いだけです。外の支払い会社は出てきません。支払いは、どの店でも注文とは別の操作なので、注文のサーガには入りません。",
        en: "How far a saga has come is kept in memory and forgotten when the order service stops. A call that comes twice does what it does once. Only order and payment, which call other services, have sidecars. There is no payment company outside. In every shop paying is an operation of its own, so the saga of an order does not charge.",
    },
    operations: shop::OPERATIONS,
    parameters: &[
        RATE,
        ARRIVALS,
        TIMEOUT,
        RETRIES,
        Parameter {
            id: "call_timeout",
            title: Text {
                ja: "サービスどうしで応答を待つ時間",
                en: "How long services wait for each other",
            },
            unit: Unit::Milliseconds,
            minimum: 50,
            maximum: 1_000,
            default: 300,
            choices: &[],
        },
        Parameter {
            id: "breakers",
            title: Text {
                ja: "遮断器（サーキットブレーカー）",
                en: "Circuit breakers",
            },
            unit: Unit::Choice,
            minimum: 0,
            maximum: 1,
            default: 1,
            choices: &[
                Text {
                    ja: "なし",
                    en: "none",
                },
                Text {
                    ja: "あり",
                    en: "at every call of a service",
                },
            ],
        },
        Parameter {
            id: "sidecars",
            title: Text {
                ja: "サイドカー",
                en: "Sidecars",
            },
            unit: Unit::Choice,
            minimum: 0,
            maximum: 1,
            default: 0,
            choices: &[
                Text {
                    ja: "なし（サービスが自分で呼ぶ）",
                    en: "none: services call by themselves",
                },
                Text {
                    ja: "あり（となりの代理が呼ぶ）",
                    en: "a proxy beside the service calls for it",
                },
            ],
        },
        Parameter {
            id: "machines",
            title: Text {
                ja: "ゲートウェイと商品の機械の数",
                en: "Machines of gateway and catalogue, each",
            },
            unit: Unit::Machines,
            minimum: 1,
            maximum: MACHINES_MAX as i64,
            default: 1,
            choices: &[],
        },
    ],
    scaling: Some(Scaling {
        parameter: "machines",
        group: 0,
        title: Text {
            ja: "ゲートウェイと商品",
            en: "Gateway, catalogue",
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
    let service = |part, title, row| stand(part, title, Icon::Server, (4, row));
    let proxy = |part, title, row| stand(part, title, Icon::Gateway, (3, row));
    let data = |part, title, row| {
        let stand = stand(part, title, Icon::Database, (5, row));
        stand.doing(&[doing::DATA])
    };
    let stands = [
        stand("users", text("利用者", "Users"), Icon::Users, (0, 0)),
        stand(DOOR, text("振り分け", "Balancer"), Icon::Balancer, (1, 0)).short("振り分け", "LB"),
        stand(
            GATEWAY,
            text("ゲートウェイ", "Gateway"),
            Icon::Gateway,
            (2, 0),
        )
        .short("入口", "Gate")
        .doing(&[doing::SCREEN])
        .there_for(&[Duty::Front]),
        proxy(ORDERS_PROXY, text("注文のサイドカー", "Order sidecar"), 0)
            .short("注文代理", "Order side"),
        proxy(
            PAYMENT_PROXY,
            text("支払いのサイドカー", "Payment sidecar"),
            1,
        )
        .short("支払代理", "Pay side"),
        stand(
            CATALOGUE_DOOR,
            text("商品の振り分け", "Items balancer"),
            Icon::Balancer,
            (3, 5),
        )
        .short("商品振分", "Items LB")
        .there_for(&[Duty::Carrier]),
        service(ORDERS, text("注文", "Order"), 0).doing(&[doing::ORDER]),
        service(PAYMENT, text("支払い", "Payment"), 1)
            .short("支払い", "Pay")
            .doing(&[doing::PAYMENT]),
        service(CARTS, text("かご", "Cart"), 2).doing(&[doing::CART]),
        service(SHIPPING, text("発送", "Shipping"), 3)
            .short("発送", "Ship")
            .doing(&[doing::SHIPPING]),
        service(NOTICE, text("お知らせ", "Notices"), 4)
            .short("通知", "Notes")
            .doing(&[doing::NOTICE]),
        service(CATALOGUE, text("商品", "Catalogue"), 5)
            .short("商品", "Items")
            .doing(&[doing::CATALOGUE]),
        data(ORDERS_DATA, text("注文 DB", "Order DB"), 0),
        data(PAYMENT_DATA, text("支払い DB", "Payment DB"), 1).short("支払 DB", "Pay DB"),
        data(CARTS_DATA, text("かご DB", "Cart DB"), 2),
        data(STOCK_DATA, text("在庫 DB", "Stock DB"), 5),
    ];
    arrangement::cards(&model(settings), &stands)
}

fn build(settings: &Settings<'_>) -> Blueprint {
    arrangement::build(settings, &model(settings))
}

fn model(settings: &Settings<'_>) -> Model {
    let guard = Guard::new(settings);
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
    let sidecars = settings.get("sidecars") == 1;
    let ask = |proxy: &str, part: &str, operation: &str| {
        if sidecars {
            guard.through(proxy, operation)
        } else {
            guard.call(part, operation)
        }
    };
    let mut parts = vec![
        ("users", PartSpec::Clients(shop::users(settings, DOOR))),
        (DOOR, PartSpec::Balancer(balancer(GATEWAY))),
        (GATEWAY, scaled(gateway(&guard), None)),
        (CATALOGUE_DOOR, PartSpec::Balancer(balancer(CATALOGUE))),
        (CATALOGUE, scaled(catalogue(), Some(GATEWAY))),
        (CARTS, one(carts())),
        (
            ORDERS,
            one(orders(|part, what| ask(ORDERS_PROXY, part, what))),
        ),
        (
            PAYMENT,
            one(payment(|part, what| ask(PAYMENT_PROXY, part, what))),
        ),
        (
            SHIPPING,
            one(operations(
                [SHIP, CANCEL].map(|name| (name, vec![work(shop::ship())])),
            )),
        ),
        (
            NOTICE,
            one(operations([(NOTIFY, vec![work(shop::notify())])])),
        ),
        (CARTS_DATA, database()),
        (ORDERS_DATA, database()),
        (PAYMENT_DATA, database()),
        (STOCK_DATA, database()),
    ];
    let mut lines = shop::lines(DOOR);
    if sidecars {
        let proxied =
            |part, operation| (operation, vec![work(PROXYING), guard.call(part, operation)]);
        let goods = |operation| proxied(CATALOGUE_DOOR, operation);
        let (shipping, notice) = (proxied(SHIPPING, SHIP), proxied(NOTICE, NOTIFY));
        let cancel = proxied(SHIPPING, CANCEL);
        let orders = [
            goods(RESERVE),
            goods(RELEASE),
            shipping,
            cancel,
            notice.clone(),
        ];
        parts.push((ORDERS_PROXY, one(operations(orders))));
        let payment = [proxied(CARTS, LOOK), notice];
        parts.push((PAYMENT_PROXY, one(operations(payment))));
        within_a_machine(&mut lines, ORDERS, ORDERS_PROXY);
        within_a_machine(&mut lines, PAYMENT, PAYMENT_PROXY);
    }
    pieces::model(parts, lines)
}

type Operations = std::collections::BTreeMap<String, Vec<Step>>;

/// The gateway makes the screens, and waits for a service as long as that may take for its own
/// calls. Trying again is left to the users.
fn gateway(guard: &Guard) -> Operations {
    shop::operations(|name| {
        let service = match name {
            BROWSE => CATALOGUE_DOOR,
            CART => CARTS,
            ORDER => ORDERS,
            _ => PAYMENT,
        };
        vec![work(shop::screen()), guard.gateway_call(service, name)]
    })
}

fn catalogue() -> Operations {
    let change = || vec![work(shop::reserve()), write(STOCK_DATA)];
    operations([
        (BROWSE, vec![work(shop::find()), read(STOCK_DATA)]),
        (RESERVE, change()),
        (RELEASE, change()),
    ])
}

fn carts() -> Operations {
    operations([
        (CART, vec![work(shop::fill()), write(CARTS_DATA)]),
        (LOOK, vec![read(CARTS_DATA)]),
    ])
}

/// The saga of an order: it is entered, its goods are reserved, its shipping is arranged. A notice
/// that fails takes nothing back.
fn orders(ask: impl Fn(&str, &str) -> Step) -> Operations {
    let steps = vec![
        work(shop::enter()),
        write(ORDERS_DATA),
        Step::Undo(vec![write(ORDERS_DATA)]),
        ask(CATALOGUE_DOOR, RESERVE),
        Step::Undo(vec![ask(CATALOGUE_DOOR, RELEASE)]),
        ask(SHIPPING, SHIP),
        Step::Undo(vec![ask(SHIPPING, CANCEL)]),
        optional(ask(NOTICE, NOTIFY)),
    ];
    operations([(ORDER, steps)])
}

/// A payment is refunded when nobody can say what it was for.
fn payment(ask: impl Fn(&str, &str) -> Step) -> Operations {
    let steps = vec![
        work(shop::charge()),
        write(PAYMENT_DATA),
        Step::Undo(vec![write(PAYMENT_DATA)]),
        optional(ask(NOTICE, NOTIFY)),
        ask(CARTS, LOOK),
    ];
    operations([(PAY, steps)])
}

fn optional(step: Step) -> Step {
    match step {
        Step::Call(call) => Step::Call(CallStep {
            optional: true,
            ..call
        }),
        other => other,
    }
}

/// A core of a sidecar takes a call and makes it.
const PROXYING: Timing = Timing::Constant(Span(Duration::from_micros(300)));

/// A service and its sidecar talk within one machine.
fn within_a_machine(lines: &mut Lines, service: &str, proxy: &str) {
    lines.parts.push(Between {
        ends: [service.to_owned(), proxy.to_owned()],
        line: Line {
            latency: Timing::Constant(Span(Duration::from_micros(50))),
            ..Line::default()
        },
    });
}
