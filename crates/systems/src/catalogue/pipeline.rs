//! `pipeline`: pipes and filters. What a user wants flows through four filters, always in the same
//! order, and each of them does one thing: produce, transform, test, consume.
//!
//! A filter knows only the pipe to the next one, never who is before or after it, so that all of them
//! are passed, also by what they have nothing to do for. Deployed as one unit the pipes are calls
//! within a machine; with a machine for each filter every pipe is a line of the network. Source:
//! Richards and Ford, *Fundamentals of Software Architecture*, chapter 11.

use sim::Blueprint;

use super::arrangement::{self, Stand};
use super::pieces::{self, balancer, call, read, work, write};
use super::shop::{self, BROWSE, CART, ORDER, work as doing};
use super::{Duty, Entry, Family, Icon, NodeCard, Parameter, Scaling, Settings, Text, Unit};
use crate::model::{Model, PartSpec, Service, Step};
use crate::workload::{ARRIVALS, RATE, RETRIES, TIMEOUT};

/// Machines of the unit, or of its first filter, that can be in service at once.
const UNITS_MAX: u16 = 8;

const CONSUMER: &str = "consumer";
const DATABASE: &str = "db";
const DOOR: &str = "door";
const PRODUCER: &str = "producer";
const TESTER: &str = "tester";
const TRANSFORMER: &str = "transformer";

pub(super) const ENTRY: Entry = Entry {
    id: "pipeline",
    family: Family::Shop,
    title: Text {
        ja: "パイプラインアーキテクチャ",
        en: "Pipeline architecture",
    },
    summary: Text {
        ja: "パイプでつないだ 4 つのフィルターを順に通る店",
        en: "A shop of four filters in a row, joined by pipes",
    },
    watch: Text {
        ja: "どの要求も、同じ順にすべてのフィルターを通ります。どれか 1 つが遅くなれば、全部が遅くなります。フィルターごとに機械を分けると、通る道は 1 本なので、どれか 1 台が止まれば全部が止まります。",
        en: "Every request goes through every filter, in the same order. If one of them is slow, everything is. With a machine for each filter there is one way through: if one machine stops, everything does.",
    },
    simplified: Text {
        ja: "本当のパイプは一方通行です。ここでは、利用者への応答がパイプを逆に戻ります。パイプは要求をためません。DB に待機系はなく、外の支払い会社は出てきません。",
        en: "Real pipes run one way; here the answer to the user comes back through them. Pipes keep nothing. The database has no standby, and there is no payment company outside.",
    },
    operations: shop::OPERATIONS,
    parameters: &[
        RATE,
        ARRIVALS,
        TIMEOUT,
        RETRIES,
        Parameter {
            id: "filters",
            title: Text {
                ja: "フィルターの置きかた",
                en: "Deployment of the filters",
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
                    ja: "フィルターごとに機械を分ける",
                    en: "a machine for each filter",
                },
            ],
        },
        Parameter {
            id: "units",
            title: Text {
                ja: "先頭の機械の数",
                en: "Machines at the front",
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
            ja: "先頭の機械",
            en: "Front machines",
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
    let apart = settings.get("filters") == 1;
    let front = if apart {
        stand(PRODUCER, text("生成", "Producer"), server, (2, 0))
            .doing(&[doing::SCREEN])
            .there_for(&[Duty::Front])
    } else {
        stand(PRODUCER, text("店", "Shop"), server, (2, 0)).doing(&[
            doing::SCREEN,
            doing::CATALOGUE,
            doing::CART,
            doing::ORDER,
            doing::PAYMENT,
            doing::SHIPPING,
            doing::NOTICE,
        ])
    };
    let stands = [
        stand("users", text("利用者", "Users"), Icon::Users, (0, 0)),
        stand(DOOR, text("振り分け", "Balancer"), Icon::Balancer, (1, 0)).short("振り分け", "LB"),
        front,
        stand(TRANSFORMER, text("変換", "Transformer"), server, (3, 0)).doing(&[
            doing::CATALOGUE,
            doing::CART,
            doing::ORDER,
            doing::PAYMENT,
        ]),
        stand(TESTER, text("検査", "Tester"), server, (4, 0)).doing(&[doing::CATALOGUE]),
        stand(CONSUMER, text("消費", "Consumer"), server, (5, 0))
            .doing(&[doing::SHIPPING, doing::NOTICE]),
        stand(
            DATABASE,
            text("DB", "DB"),
            Icon::Database,
            (if apart { 6 } else { 3 }, 0),
        )
        .doing(&[doing::DATA]),
    ];
    arrangement::cards(&model(settings), &stands)
}

fn build(settings: &Settings<'_>) -> Blueprint {
    arrangement::build(settings, &model(settings))
}

fn model(settings: &Settings<'_>) -> Model {
    let front = |steps: &dyn Fn(&'static str) -> Vec<Step>| {
        PartSpec::Service(Box::new(Service {
            replicas: settings.count("units"),
            maximum: Some(UNITS_MAX),
            ..shop::service(shop::operations(steps))
        }))
    };
    let mut parts = vec![
        ("users", PartSpec::Clients(shop::users(settings, DOOR))),
        (DOOR, PartSpec::Balancer(balancer(PRODUCER))),
        (DATABASE, PartSpec::Database(shop::database())),
    ];
    if settings.get("filters") == 1 {
        // What a filter does, and then the pipe to the next one.
        let piped = |filter: fn(&str) -> Vec<Step>, next: &'static str| {
            move |name: &'static str| [filter(name), vec![call(next, name)]].concat()
        };
        let filter = |steps: &dyn Fn(&'static str) -> Vec<Step>| {
            PartSpec::Service(Box::new(shop::service(shop::operations(steps))))
        };
        parts.extend([
            (PRODUCER, front(&piped(produce, TRANSFORMER))),
            (TRANSFORMER, filter(&piped(transform, TESTER))),
            (TESTER, filter(&piped(test, CONSUMER))),
            (CONSUMER, filter(&|name| consume(name))),
        ]);
    } else {
        let filters = [produce, transform, test, consume];
        let unit = |name: &'static str| filters.map(|filter| filter(name)).concat();
        parts.push((PRODUCER, front(&unit)));
    }
    pieces::model(parts, shop::lines(DOOR))
}

/// Where it begins: what the user sees and sends.
fn produce(_: &str) -> Vec<Step> {
    vec![work(shop::screen())]
}

/// What came is turned into what is meant.
fn transform(operation: &str) -> Vec<Step> {
    vec![work(match operation {
        BROWSE => shop::find(),
        CART => shop::fill(),
        ORDER => shop::enter(),
        _ => shop::charge(),
    })]
}

/// Whether the goods of an order are there; everything else is let through.
fn test(operation: &str) -> Vec<Step> {
    match operation {
        ORDER => vec![work(shop::reserve())],
        _ => Vec::new(),
    }
}

/// Where it ends: data is kept, parcels and notices leave.
fn consume(operation: &str) -> Vec<Step> {
    match operation {
        BROWSE => vec![read(DATABASE)],
        CART => vec![write(DATABASE)],
        ORDER => vec![
            write(DATABASE),
            write(DATABASE),
            work(shop::ship()),
            work(shop::notify()),
        ],
        _ => vec![write(DATABASE), work(shop::notify()), read(DATABASE)],
    }
}
