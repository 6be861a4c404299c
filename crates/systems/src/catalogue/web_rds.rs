//! `web-rds`: a load balancer, API servers without state, and a managed database with a standby;
//! the article's example of ECS and RDS.
//!
//! The balancer probes its servers and sends work only to those that answer. The primary confirms a
//! write when the standby has it, too. A monitor, which such a service keeps out of sight, decides
//! when the standby takes over; the API servers then ask around until they find the new primary.

use sim::{
    Blueprint, Distribution, Duration, LinkSpec, NodeId, NodeSpec, Process, Stream, UnitGroup,
};

use crate::catalogue::{Entry, Family, Icon, NodeCard, Parameter, Scaling, Settings, Text, Unit};
use crate::machines::{self, api_time, read_time, region, write_time};
use crate::model::Span;
use crate::parts::balancer::{BalancerProcess, Checks, Choice, Setup};
use crate::parts::clients::Clients;
use crate::parts::database::{Cluster, Database};
use crate::parts::monitor::Monitor;
use crate::parts::service::{Action, ServiceProcess};
use crate::parts::store::Store;
use crate::workload::{ARRIVALS, OPERATIONS, RATE, RETRIES, TIMEOUT, WRITE_SHARE, workload};

/// API servers that can be in service at once.
const API_MAX: u16 = 8;

const USERS: NodeId = NodeId(0);
const BALANCER: NodeId = NodeId(1);
const FIRST_DATABASE: NodeId = NodeId(2 + API_MAX);
const SECOND_DATABASE: NodeId = NodeId(3 + API_MAX);
const MONITOR: NodeId = NodeId(4 + API_MAX);

/// How long the balancer waits for an answer.
const IDLE_TIMEOUT: Duration = Duration::from_secs(10);
/// How long an API server waits for the database: less than its own callers wait for it.
const STORE_TIMEOUT: Duration = Duration::from_millis(1_500);

pub(super) const ENTRY: Entry = Entry {
    id: "web-rds",
    family: Family::Web,
    title: Text {
        ja: "API サーバー + RDS",
        en: "API servers + RDS",
    },
    summary: Text {
        ja: "負荷分散 + API サーバー + DB",
        en: "Load balancer, API servers, database",
    },
    watch: Text {
        ja: "API サーバーが 1 台止まっても、振り分けがそれに気づけば、使っている人にはほとんど見えません。DB が止まると、待機系が引き継ぐまで 1 分ほどかかります（待機系がなければ、直るまで止まったままです）。",
        en: "When one API server stops, users hardly see it once the balancer has noticed. When the database stops, it takes about a minute until the standby has taken over (without a standby it stays down until it is mended).",
    },
    simplified: Text {
        ja: "振り分けは時間を使いません。止まった機械への通信は、断られずに消えます。見張りは 1 台です。機械は 2 つのゾーンに交互に置かれますが、ゾーンのあいだの通信も同じ速さです。振り分けと見張りは、ゾーンがなくなっても動き続けます。",
        en: "The balancer takes no time. What is sent to a machine that is down vanishes instead of being refused. The monitor is one machine. The machines stand in two zones in turn, but lines between zones are as fast as within one; balancer and monitor outlive either zone.",
    },
    operations: OPERATIONS,
    parameters: PARAMETERS,
    scaling: Some(Scaling {
        parameter: "api_servers",
        group: 0,
        title: Text {
            ja: "API サーバー",
            en: "API servers",
        },
        minimum: 1,
        maximum: API_MAX,
    }),
    cards,
    build,
};

const PARAMETERS: &[Parameter] = &[
    RATE,
    WRITE_SHARE,
    ARRIVALS,
    TIMEOUT,
    RETRIES,
    Parameter {
        id: "api_servers",
        title: Text {
            ja: "API サーバーの数",
            en: "API servers",
        },
        unit: Unit::Machines,
        minimum: 1,
        maximum: API_MAX as i64,
        default: 2,
        choices: &[],
    },
    Parameter {
        id: "api_workers",
        title: Text {
            ja: "API サーバー 1 台のコアの数",
            en: "Cores per API server",
        },
        unit: Unit::Workers,
        minimum: 1,
        maximum: 32,
        default: 4,
        choices: &[],
    },
    Parameter {
        id: "db_workers",
        title: Text {
            ja: "DB のコアの数",
            en: "Cores of the database",
        },
        unit: Unit::Workers,
        minimum: 1,
        maximum: 32,
        default: 4,
        choices: &[],
    },
    Parameter {
        id: "policy",
        title: Text {
            ja: "振り分けかた",
            en: "Balancing policy",
        },
        unit: Unit::Choice,
        minimum: 0,
        maximum: 3,
        default: 0,
        choices: &[
            Text {
                ja: "順番に（ラウンドロビン）",
                en: "round robin",
            },
            Text {
                ja: "でたらめに（ランダム）",
                en: "random",
            },
            Text {
                ja: "処理中が最も少ないところへ",
                en: "least connections",
            },
            Text {
                ja: "2 つ選んで空いているほうへ",
                en: "power of two choices",
            },
        ],
    },
    Parameter {
        id: "health_interval",
        title: Text {
            ja: "ヘルスチェックの間隔",
            en: "Health check interval",
        },
        unit: Unit::Milliseconds,
        minimum: 200,
        maximum: 30_000,
        default: 2_000,
        choices: &[],
    },
    Parameter {
        id: "standby",
        title: Text {
            ja: "待機系の DB",
            en: "Standby database",
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
                en: "one",
            },
        ],
    },
    Parameter {
        id: "promotion",
        title: Text {
            ja: "待機系が引き継ぐのにかかる時間",
            en: "Time the standby takes to take over",
        },
        unit: Unit::Seconds,
        minimum: 1,
        maximum: 600,
        default: 60,
        choices: &[],
    },
];

fn api(index: u16) -> NodeId {
    NodeId(2 + index)
}

fn cards(_: &Settings<'_>) -> Vec<NodeCard> {
    let card = |name: &str, ja: &str, en: &str, icon: Icon, column, row| NodeCard {
        name: name.to_owned(),
        title_ja: ja.to_owned(),
        title_en: en.to_owned(),
        short_ja: String::new(),
        short_en: String::new(),
        icon,
        duties: icon.duties(),
        work: match icon {
            Icon::Server => &[machines::RENDERING_WORK, machines::API_WORK],
            Icon::Database => &[machines::DATA_WORK],
            _ => &[],
        },
        zone: String::new(),
        column,
        row,
    };
    let within = |place: u16, card: NodeCard| NodeCard {
        zone: zone(place),
        ..card
    };
    let mut cards = vec![
        machines::users_card(),
        card("balancer", "振り分け", "Balancer", Icon::Balancer, 1, 0),
    ];
    cards.extend((0..API_MAX).map(|index| {
        let title = format!("API {}", index + 1);
        let name = api_name(index);
        let row = index as u8;
        within(index, card(&name, &title, &title, Icon::Server, 2, row))
    }));
    let database = |name, title, place: u16| {
        let card = card(name, title, title, Icon::Database, 3, place as u8);
        within(place, card)
    };
    cards.push(database("db-1", "DB 1", 0));
    cards.push(database("db-2", "DB 2", 1));
    cards.push(card("monitor", "見張り", "Monitor", Icon::Monitor, 3, 2));
    cards
}

/// Two zones: servers stand in them in turn, the databases each in one of their own. The balancer
/// and the monitor are the region's, as services that somebody else keeps running are.
const ZONES: [&str; 2] = ["a", "b"];

fn zone(index: u16) -> String {
    ZONES[usize::from(index) % ZONES.len()].to_owned()
}

fn api_name(index: u16) -> String {
    format!("api-{}", index + 1)
}

fn build(settings: &Settings<'_>) -> Blueprint {
    let in_service = settings.count("api_servers");
    let standby = settings.get("standby") == 1;
    let mut machines = vec![
        machines::users(Clients::new(settings, BALANCER, "users")),
        machines::program("balancer", balancer(settings), Duration::from_secs(3)),
    ];
    machines.extend((0..API_MAX).map(|index| api_server(settings, index, index < in_service)));
    machines.push(database(settings, true, standby));
    machines.push(NodeSpec {
        provisioned: standby,
        ..database(settings, false, standby)
    });
    let monitor = Monitor::new(
        [FIRST_DATABASE, SECOND_DATABASE],
        Duration::from_secs(1),
        true,
    );
    machines.push(NodeSpec {
        provisioned: standby,
        ..machines::program("monitor", monitor, Duration::from_secs(3))
    });
    Blueprint {
        seed: settings.scenario.seed,
        horizon: settings.scenario.horizon,
        nodes: machines,
        links: links(),
        groups: vec![UnitGroup {
            name: "api".to_owned(),
            nodes: (0..API_MAX).map(api).collect(),
            unit_size: 1,
        }],
        workloads: vec![workload(settings, USERS)],
        planned: settings.scenario.planned.clone(),
        trace_capacity: machines::TRACE_CAPACITY,
    }
}

fn balancer(settings: &Settings<'_>) -> impl Process + use<> {
    let interval = settings.get("health_interval") as u64;
    BalancerProcess::new(Setup {
        targets: (0..API_MAX)
            .map(|index| (api(index), index < settings.count("api_servers")))
            .collect(),
        choice: match settings.get("policy") {
            0 => Choice::round_robin(),
            1 => Choice::Random,
            2 => Choice::least_connections(usize::from(API_MAX)),
            _ => Choice::PowerOfTwoChoices,
        },
        checks: Some(Checks {
            interval: Span::from_millis(interval),
            // A probe has half an interval to come back.
            timeout: Span::from_millis(interval / 2),
            ..Checks::default()
        }),
        outliers: None,
        fail_open: true,
        patience: IDLE_TIMEOUT,
        choices: Stream::named(settings.scenario.seed, "balancer", "choices"),
    })
}

fn api_server(settings: &Settings<'_>, index: u16, provisioned: bool) -> NodeSpec {
    let name = api_name(index);
    let seed = settings.scenario.seed;
    let work = |distribution: Distribution| Action::Work(distribution.sampler());
    let steps = vec![work(api_time()), Action::ASK];
    let mut candidates = vec![FIRST_DATABASE];
    if settings.get("standby") == 1 {
        candidates.push(SECOND_DATABASE);
    }
    let service = ServiceProcess::new(
        vec![steps.clone(), steps],
        Stream::named(seed, &name, "service"),
    )
    .with_store(Store::new(candidates, STORE_TIMEOUT))
    .behind(vec![BALANCER]);
    NodeSpec {
        zone: zone(index),
        workers: settings.count("api_workers"),
        queue_capacity: machines::QUEUE_CAPACITY,
        boot: Duration::from_secs(5),
        provisioned,
        ..NodeSpec::new(name, Box::new(service))
    }
}

fn database(settings: &Settings<'_>, first: bool, standby: bool) -> NodeSpec {
    let (name, peer) = if first {
        ("db-1", SECOND_DATABASE)
    } else {
        ("db-2", FIRST_DATABASE)
    };
    let cluster = if standby {
        Cluster {
            peers: vec![peer],
            primary: first,
            monitor: Some(MONITOR),
            promotion: Duration::from_secs(settings.get("promotion") as u64),
            synchronous: true,
            ..Cluster::default()
        }
    } else {
        Cluster::default()
    };
    let database = Database::new(
        read_time().sampler(),
        write_time().sampler(),
        Stream::named(settings.scenario.seed, name, "service"),
        cluster,
    );
    NodeSpec {
        zone: zone(u16::from(!first)),
        workers: settings.count("db_workers"),
        queue_capacity: machines::QUEUE_CAPACITY,
        boot: Duration::from_secs(10),
        ..NodeSpec::new(name, Box::new(database))
    }
}

fn links() -> Vec<LinkSpec> {
    let mut links = vec![machines::internet(USERS, BALANCER)];
    links.extend((0..API_MAX).map(|index| region(BALANCER, api(index))));
    for database in [FIRST_DATABASE, SECOND_DATABASE] {
        links.extend((0..API_MAX).map(|index| region(api(index), database)));
    }
    links.push(region(FIRST_DATABASE, SECOND_DATABASE));
    links.push(region(MONITOR, FIRST_DATABASE));
    links.push(region(MONITOR, SECOND_DATABASE));
    links
}
