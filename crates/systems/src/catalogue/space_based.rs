//! `space-based`: processing units work on data in memory, and the database is off the way.
//!
//! A messaging grid hands every call to one of the processing units. They read and write a data grid
//! that lives in memory: one machine of it takes the writes and sends them on to copies, which answer
//! the reads. After the user has been answered, a data pump carries what was written to a writer,
//! which puts it into the database. Nobody waits for the database, so it limits nobody; the price is
//! that copies can be behind, and that the database is. Source: Richards and Ford, *Fundamentals of
//! Software Architecture*, chapter 15.

use sim::{Blueprint, Duration};

use super::arrangement::{self, Stand};
use super::pieces::{self, balancer, database, operations, publish, read, work, write};
use super::shop::{self, BROWSE, CART, ORDER, work as doing};
use super::{Duty, Entry, Family, Icon, NodeCard, Parameter, Scaling, Settings, Text, Unit};
use crate::model::{
    Autoscaler, Between, Consumer, DatabaseSpec, Delivery, Failover, Line, Metric, Model, PartSpec,
    Percent, QueueSpec, Reads, Replication, RetryPause, RetrySpec, Service, Span, Step, Timing,
};
use crate::workload::{ARRIVALS, RATE, RETRIES, TIMEOUT};

/// Processing units that can be in service at once.
const UNITS_MAX: u16 = 8;
/// Writes that the data pump keeps until they are in the database.
const PUMP_CAPACITY: u32 = 20_000;

const DATABASE: &str = "db";
const DOOR: &str = "door";
const GRID: &str = "grid";
const MANAGER: &str = "manager";
const PUMP: &str = "pump";
const UNIT: &str = "unit";
const WRITER: &str = "writer";

/// The one operation of the writer.
const STORE: &str = "store";

pub(super) const ENTRY: Entry = Entry {
    id: "space-based",
    family: Family::Shop,
    title: Text {
        ja: "スペースベースアーキテクチャ",
        en: "Space-based architecture",
    },
    summary: Text {
        ja: "データはメモリに置き、DB にはあとから書く店",
        en: "A shop with its data in memory; the database is written later",
    },
    watch: Text {
        ja: "DB を止めてみてください。買い物は続き、書き込みはデータポンプにたまります。要求を増やしても、はじめは DB ではなく処理ユニットの数で、応えられる量が決まります。そのかわり、写しがまだ新しくないうちに読むと、古い在庫が見えます。",
        en: "Stop the database: people go on shopping, and writes pile up in the data pump. For a long way the number of processing units decides how much can be answered, not the database. The price: who reads a copy that is behind sees old stock.",
    },
    simplified: Text {
        ja: "データグリッドは処理ユニットの中ではなく、すぐ隣の機械にあります。書き込みはグリッドの 1 台が順に受けるので、同時の更新はぶつからず、古い読み取りと、引き継ぎで失われる書き込みになって現れます。グリッドのデータは電源が落ちても残り、DB から読み直すことはありません。",
        en: "The data grid stands right beside the processing units, not inside them. One machine of it takes all writes in turn, so updates do not collide; they show as stale reads, and as writes lost in a takeover. What the grid holds survives a crash, and is never filled from the database.",
    },
    operations: shop::OPERATIONS,
    parameters: PARAMETERS,
    scaling: Some(Scaling {
        parameter: "units",
        group: 0,
        title: Text {
            ja: "処理ユニット",
            en: "Processing units",
        },
        minimum: 1,
        maximum: UNITS_MAX,
    }),
    cards,
    build,
};

const PARAMETERS: &[Parameter] = &[
    RATE,
    ARRIVALS,
    TIMEOUT,
    RETRIES,
    Parameter {
        id: "units",
        title: Text {
            ja: "処理ユニットの数",
            en: "Processing units",
        },
        unit: Unit::Machines,
        minimum: 1,
        maximum: UNITS_MAX as i64,
        default: 2,
        choices: &[],
    },
    Parameter {
        id: "copies",
        title: Text {
            ja: "データグリッドの写しの数",
            en: "Copies of the data grid",
        },
        unit: Unit::Machines,
        minimum: 1,
        maximum: 3,
        default: 2,
        choices: &[],
    },
    Parameter {
        id: "replication_delay",
        title: Text {
            ja: "写しへまとめて送る間隔",
            en: "Time between shipments to the copies",
        },
        unit: Unit::Milliseconds,
        minimum: 0,
        maximum: 5_000,
        default: 100,
        choices: &[],
    },
    Parameter {
        id: "manager",
        title: Text {
            ja: "配備の管理（台数の自動調整）",
            en: "Deployment manager (autoscaling)",
        },
        unit: Unit::Choice,
        minimum: 0,
        maximum: 1,
        default: 0,
        choices: &[
            Text {
                ja: "なし",
                en: "none",
            },
            Text {
                ja: "あり",
                en: "one",
            },
        ],
    },
];

fn cards(settings: &Settings<'_>) -> Vec<NodeCard> {
    // Below the grid: its writer, its copies and its monitor.
    let below = settings.count("copies") as u8 + 2;
    let stand = Stand::new;
    let text = |ja, en| Text { ja, en };
    let stands = [
        stand("users", text("利用者", "Users"), Icon::Users, (0, 0)),
        stand(
            DOOR,
            text("通信グリッド", "Message grid"),
            Icon::Balancer,
            (1, 0),
        ),
        stand(
            MANAGER,
            text("配備の管理", "Manager"),
            Icon::Monitor,
            (1, 1),
        ),
        stand(UNIT, text("ユニット", "Unit"), Icon::Server, (2, 0))
            .short("処理", "Unit")
            .doing(&[
                doing::SCREEN,
                doing::CATALOGUE,
                doing::CART,
                doing::ORDER,
                doing::PAYMENT,
                doing::SHIPPING,
                doing::NOTICE,
            ]),
        stand(GRID, text("メモリ", "Memory"), Icon::Cache, (3, 0))
            .doing(&[doing::DATA])
            .there_for(&[Duty::Store, Duty::Copies]),
        stand(
            PUMP,
            text("データポンプ", "Data pump"),
            Icon::Queue,
            (3, below),
        )
        .short("ポンプ", "Pump"),
        stand(WRITER, text("書き込み係", "Writer"), Icon::Server, (4, 0))
            .there_for(&[Duty::Carrier, Duty::Behind]),
        stand(DATABASE, text("DB", "DB"), Icon::Database, (4, 1))
            .doing(&[doing::DATA])
            .there_for(&[Duty::Store, Duty::Behind]),
    ];
    arrangement::cards(&model(settings), &stands)
}

fn build(settings: &Settings<'_>) -> Blueprint {
    arrangement::build(settings, &model(settings))
}

fn model(settings: &Settings<'_>) -> Model {
    let unit = Service {
        replicas: settings.count("units"),
        maximum: Some(UNITS_MAX),
        ..shop::service(shop::operations(run))
    };
    let writer = shop::service(operations([(STORE, vec![write(DATABASE)])]));
    let mut parts = vec![
        ("users", PartSpec::Clients(shop::users(settings, DOOR))),
        (DOOR, PartSpec::Balancer(balancer(UNIT))),
        (UNIT, PartSpec::Service(Box::new(unit))),
        (GRID, PartSpec::Database(grid(settings))),
        (PUMP, PartSpec::Queue(pump())),
        (WRITER, PartSpec::Service(Box::new(writer))),
        (DATABASE, PartSpec::Database(shop::database())),
    ];
    if settings.get("manager") == 1 {
        parts.push((MANAGER, PartSpec::Autoscaler(manager())));
    }
    let mut lines = shop::lines(DOOR);
    lines.parts.push(Between {
        ends: [UNIT.to_owned(), GRID.to_owned()],
        line: Line {
            latency: Timing::Constant(BESIDE),
            ..Line::default()
        },
    });
    pieces::model(parts, lines)
}

/// What a processing unit does for an operation: everything, and the database after the answer.
fn run(operation: &str) -> Vec<Step> {
    let screen = work(shop::screen());
    match operation {
        BROWSE => vec![screen, work(shop::find()), read(GRID)],
        CART => vec![
            screen,
            work(shop::fill()),
            write(GRID),
            Step::Reply,
            pumped(),
        ],
        ORDER => vec![
            screen,
            work(shop::enter()),
            write(GRID),
            work(shop::reserve()),
            write(GRID),
            work(shop::ship()),
            work(shop::notify()),
            Step::Reply,
            pumped(),
            pumped(),
        ],
        _ => vec![
            screen,
            work(shop::charge()),
            write(GRID),
            work(shop::notify()),
            read(GRID),
            Step::Reply,
            pumped(),
        ],
    }
}

/// From a processing unit to the grid beside it.
const BESIDE: Span = Span(Duration::from_micros(100));

/// Data in memory: a primary that takes the writes, and copies that answer the reads.
fn grid(settings: &Settings<'_>) -> DatabaseSpec {
    let memory = |micros| Timing::Exponential(Span(Duration::from_micros(micros)));
    DatabaseSpec {
        replicas: settings.count("copies"),
        replication: Replication::Asynchronous,
        ship_every: Span::from_millis(settings.get("replication_delay") as u64),
        reads: Reads::Replica,
        failover: Some(Failover {
            detection: Span::from_millis(1_500),
            promotion: Span::from_millis(1_000),
        }),
        boot: Span::from_millis(5_000),
        ..database(memory(200), memory(400))
    }
}

/// Keeps every write until it is in the database.
fn pump() -> QueueSpec {
    QueueSpec {
        consumer: Consumer {
            part: WRITER.to_owned(),
            operation: STORE.to_owned(),
        },
        delivery: Delivery::AtLeastOnce {
            redeliver_after: Span::from_millis(5_000),
            deliveries_max: 1_000,
        },
        split: None,
        capacity: PUMP_CAPACITY,
        in_flight: 16,
        boot: Span::from_millis(1_000),
    }
}

/// One write is handed to the data pump, as often as it takes.
fn pumped() -> Step {
    let mut step = publish(PUMP);
    if let Step::Publish(publish) = &mut step {
        publish.retry = RetrySpec {
            attempts: 10,
            pause: RetryPause::Exponential {
                base: Span::from_millis(100),
                maximum: Span::from_millis(5_000),
            },
            budget: None,
        };
    }
    step
}

/// Starts processing units where there is too much to do, and stops them again.
fn manager() -> Autoscaler {
    Autoscaler {
        target: UNIT.to_owned(),
        metric: Metric::Utilization(Percent::new(60)),
        minimum: 1,
        maximum: None,
        interval: Span::from_millis(5_000),
        cool_down_out: Span::from_millis(10_000),
        cool_down_in: Span::from_millis(60_000),
        zone: String::new(),
    }
}
