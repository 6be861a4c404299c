//! `layered`: presentation, business, persistence and database, one above the other.
//!
//! Each layer knows the one below it and nothing else (a closed layer); open layers let a request go
//! past a layer that has nothing to do for it. The layers are first of all a division of the code:
//! deployed as one unit they share every machine, and as tiers each has machines of its own, which
//! costs a message for every step down and up. Carts are kept in the database; as sessions in the
//! memory of the machines at the top they cost no message, and are gone with the machine. Source:
//! Richards and Ford, *Fundamentals of Software Architecture*, chapter 10.

use sim::Blueprint;

use super::arrangement::{self, Stand};
use super::pieces::{self, balancer, call, operations, read, work, write};
use super::shop::{self, BROWSE, CART, ORDER, PAY, work as doing};
use super::{Duty, Entry, Family, Icon, NodeCard, Parameter, Scaling, Settings, Text, Unit};
use crate::model::{Balancer, Model, PartSpec, Policy, Service, Span, Step, Timing};
use crate::workload::{ARRIVALS, RATE, RETRIES, TIMEOUT};

/// Machines of the unit, or of its uppermost tier, that can be in service at once.
const UNITS_MAX: u16 = 8;

const APP: &str = "app";
const BUSINESS: &str = "business";
const DATABASE: &str = "db";
const DOOR: &str = "door";
const PERSISTENCE: &str = "persistence";

/// The parameter `carts`: the database keeps them, or the memory of the machines at the top, where each
/// customer always comes to the same machine. The third value is memory and any machine.
const CARTS_IN_DATABASE: i64 = 0;
const CARTS_WHERE_THEY_WERE_FILLED: i64 = 1;

/// The operations of the persistence layer.
const READ: &str = "read";
const WRITE: &str = "write";

pub(super) const ENTRY: Entry = Entry {
    id: "layered",
    family: Family::Shop,
    title: Text {
        ja: "レイヤードアーキテクチャ",
        en: "Layered architecture",
    },
    summary: Text {
        ja: "表示・業務・永続化・DB を層に重ねた店",
        en: "A shop in layers: presentation, business, persistence, database",
    },
    watch: Text {
        ja: "1 つにまとめて置くと、層のあいだの通信はなく、速くて単純です。層ごとに機械を分けると、1 つの要求のたびに層の数だけ通信が増えます。どちらでも、いちばん下の DB は 1 つです。買い物かごを上の機械のメモリーに置いて、その機械を止めてみてください。利用者のかごが消えます。",
        en: "Deployed as one unit, the layers talk without a network: fast and simple. As tiers, every request crosses one line more per layer. Either way there is one database at the bottom. Keep the carts in the memory of the machines at the top, stop one, and customers lose their carts.",
    },
    simplified: Text {
        ja: "外の支払い会社は出てきません。支払いも店のコアの仕事です。DB に待機系はありません。",
        en: "There is no payment company outside; charging is work of the shop's own cores. The database has no standby.",
    },
    operations: shop::OPERATIONS,
    parameters: &[
        RATE,
        ARRIVALS,
        TIMEOUT,
        RETRIES,
        Parameter {
            id: "tiers",
            title: Text {
                ja: "層の置きかた",
                en: "Deployment of the layers",
            },
            unit: Unit::Choice,
            minimum: 0,
            maximum: 1,
            default: 0,
            choices: &[
                Text {
                    ja: "1 つにまとめる",
                    en: "as one unit",
                },
                Text {
                    ja: "層ごとに機械を分ける",
                    en: "as tiers on machines of their own",
                },
            ],
        },
        Parameter {
            id: "open",
            title: Text {
                ja: "業務層",
                en: "Business layer",
            },
            unit: Unit::Choice,
            minimum: 0,
            maximum: 1,
            default: 0,
            choices: &[
                Text {
                    ja: "閉じている（必ず通る）",
                    en: "closed: every request goes through it",
                },
                Text {
                    ja: "開いている（商品を見るだけなら通らない）",
                    en: "open: browsing goes past it",
                },
            ],
        },
        Parameter {
            id: "carts",
            title: Text {
                ja: "買い物かごの置き場所",
                en: "Where the carts are kept",
            },
            unit: Unit::Choice,
            minimum: 0,
            maximum: 2,
            default: 0,
            choices: &[
                Text {
                    ja: "DB",
                    en: "the database",
                },
                Text {
                    ja: "上の機械のメモリー（同じ人はいつも同じ機械へ）",
                    en: "memory of the machines at the top; a customer always goes to the same one",
                },
                Text {
                    ja: "上の機械のメモリー（どの機械へも行く）",
                    en: "memory of the machines at the top; a customer goes to any",
                },
            ],
        },
        Parameter {
            id: "units",
            title: Text {
                ja: "いちばん上の機械の数",
                en: "Machines at the top",
            },
            unit: Unit::Machines,
            minimum: 1,
            maximum: UNITS_MAX as i64,
            default: 2,
            choices: &[],
        },
    ],
    scaling: Some(Scaling {
        parameter: "units",
        group: 0,
        title: Text {
            ja: "いちばん上の機械",
            en: "Machines at the top",
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
    let one_unit: &[Text] = &[
        doing::SCREEN,
        doing::CATALOGUE,
        doing::CART,
        doing::ORDER,
        doing::PAYMENT,
        doing::SHIPPING,
        doing::NOTICE,
    ];
    let tiers = settings.get("tiers") == 1;
    let top = if tiers {
        stand(APP, text("表示", "Presentation"), Icon::Server, (2, 0))
            .short("表示", "UI")
            .doing(&[doing::SCREEN])
            .there_for(&[Duty::Front])
    } else {
        stand(APP, text("店", "Shop"), Icon::Server, (2, 0)).doing(one_unit)
    };
    let stands = [
        stand("users", text("利用者", "Users"), Icon::Users, (0, 0)),
        stand(DOOR, text("振り分け", "Balancer"), Icon::Balancer, (1, 0)).short("振り分け", "LB"),
        top,
        stand(BUSINESS, text("業務", "Business"), Icon::Server, (3, 0))
            .short("業務", "Logic")
            .doing(&one_unit[1..]),
        stand(
            PERSISTENCE,
            text("永続化", "Persistence"),
            Icon::Server,
            (4, 0),
        )
        .short("永続化", "Access")
        .doing(&[doing::DATA]),
        stand(
            DATABASE,
            text("DB", "DB"),
            Icon::Database,
            (if tiers { 5 } else { 3 }, 0),
        )
        .doing(&[doing::DATA]),
    ];
    arrangement::cards(&model(settings), &stands)
}

fn build(settings: &Settings<'_>) -> Blueprint {
    arrangement::build(settings, &model(settings))
}

fn model(settings: &Settings<'_>) -> Model {
    let carts = settings.get("carts");
    let in_memory = carts != CARTS_IN_DATABASE;
    let scaled = |operations| {
        PartSpec::Service(Box::new(Service {
            replicas: settings.count("units"),
            maximum: Some(UNITS_MAX),
            ..shop::service(operations)
        }))
    };
    let door = Balancer {
        policy: match carts {
            CARTS_WHERE_THEY_WERE_FILLED => Policy::Sticky,
            _ => Policy::default(),
        },
        ..balancer(APP)
    };
    let mut parts = vec![
        ("users", PartSpec::Clients(shop::users(settings, DOOR))),
        (DOOR, PartSpec::Balancer(door)),
        (DATABASE, PartSpec::Database(shop::database())),
    ];
    let persistence = |operation| match operation {
        READ => vec![work(mapping()), read(DATABASE)],
        _ => vec![work(mapping()), write(DATABASE)],
    };
    // The machines at the top do what is below them, and keep the carts if nobody else does.
    let top = |below: &dyn Fn(&'static str) -> Vec<Step>| {
        shop::operations(|name| {
            let mut steps = vec![work(shop::screen())];
            steps.extend(below(name));
            match name {
                CART if in_memory => steps.push(Step::Remember),
                PAY if in_memory => steps.push(Step::Recall),
                _ => {}
            }
            steps
        })
    };
    if settings.get("tiers") == 1 {
        let open = settings.get("open") == 1;
        let presentation = top(&|name| match name {
            BROWSE if open => vec![call(PERSISTENCE, READ)],
            _ => vec![call(BUSINESS, name)],
        });
        let below = |operation| vec![call(PERSISTENCE, operation)];
        let business = shop::operations(|name| business(name, in_memory, &below));
        let persistence = operations([(READ, persistence(READ)), (WRITE, persistence(WRITE))]);
        parts.extend([
            (APP, scaled(presentation)),
            (
                BUSINESS,
                PartSpec::Service(Box::new(shop::service(business))),
            ),
            (
                PERSISTENCE,
                PartSpec::Service(Box::new(shop::service(persistence))),
            ),
        ]);
    } else {
        let unit = top(&|name| business(name, in_memory, &persistence));
        parts.push((APP, scaled(unit)));
    }
    pieces::model(parts, shop::lines(DOOR))
}

/// What the business layer does for an operation; `below` is how it reads and writes. Carts that are
/// in the memory above it are not its concern.
fn business(
    operation: &str,
    carts_in_memory: bool,
    below: &dyn Fn(&'static str) -> Vec<Step>,
) -> Vec<Step> {
    let cart = |operation| match carts_in_memory {
        true => Vec::new(),
        false => below(operation),
    };
    let steps = match operation {
        BROWSE => vec![vec![work(shop::find())], below(READ)],
        CART => vec![vec![work(shop::fill())], cart(WRITE)],
        ORDER => vec![
            vec![work(shop::enter())],
            below(WRITE),
            vec![work(shop::reserve())],
            below(WRITE),
            vec![work(shop::ship()), work(shop::notify())],
        ],
        _ => vec![
            vec![work(shop::charge())],
            below(WRITE),
            vec![work(shop::notify())],
            cart(READ),
        ],
    };
    steps.concat()
}

/// A core turns objects into rows and back: the price of a persistence layer.
const fn mapping() -> Timing {
    Timing::Constant(Span::from_millis(1))
}
