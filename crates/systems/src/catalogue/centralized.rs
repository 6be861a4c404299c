//! `centralized`: one machine renders the HTML, answers the API and keeps the database.
//!
//! One request is one piece of work on one of the machine's cores: first the page or the API, then
//! the data, with nothing in between that could be lost. There is nobody to notice its death.
//!
//! All cores share one memory: each other core that works makes the work take a little longer. So
//! twice as many cores do less than twice as much.

use sim::{Blueprint, Distribution, Duration, NodeId, NodeSpec, Stream};

use crate::catalogue::{Duty, Entry, Family, Icon, NodeCard, Parameter, Settings, Text, Unit};
use crate::machines::{self, api_time, read_time, write_time};
use crate::model::Slowdown;
use crate::parts::clients::Clients;
use crate::parts::service::{Action, ServiceProcess};
use crate::workload::{ARRIVALS, OPERATIONS, RATE, RETRIES, TIMEOUT, WRITE_SHARE, workload};

const USERS: NodeId = NodeId(0);
const MACHINE: NodeId = NodeId(1);

pub(super) const ENTRY: Entry = Entry {
    id: "centralized",
    family: Family::Web,
    title: Text {
        ja: "集中システム",
        en: "Centralized system",
    },
    summary: Text {
        ja: "HTML も API も DB も 1 台で",
        en: "HTML, API and database on one machine",
    },
    watch: Text {
        ja: "1 台で全部できているうちは、速くて単純です。要求が増えたとき、その 1 台が止まったときに、代わりがありません。コアを増やしても、メモリは 1 つのままなので、増やしたほどには速くなりません。",
        en: "While one machine can do it all, it is fast and simple. When demand grows or that machine stops, nothing takes its place. More cores still share one memory, so they help less and less.",
    },
    simplified: Text {
        ja: "メモリの取り合いは、働いているコア 1 つごとに仕事が決まった割合だけ延びることで表します。ディスクの取り合いはありません。止まっても DB のデータは消えません。",
        en: "Sharing the memory means that work takes a fixed share longer for each other core at work. The disk is never fought over. The data survives a crash.",
    },
    operations: OPERATIONS,
    parameters: &[
        RATE,
        WRITE_SHARE,
        ARRIVALS,
        TIMEOUT,
        RETRIES,
        Parameter {
            id: "workers",
            title: Text {
                ja: "コアの数",
                en: "Cores",
            },
            unit: Unit::Workers,
            minimum: 1,
            maximum: 32,
            default: 4,
            choices: &[],
        },
        Parameter {
            id: "memory",
            title: Text {
                ja: "メモリの取り合い（働くコア 1 つごとの遅れ）",
                en: "Sharing the memory: longer per core at work",
            },
            unit: Unit::Percent,
            minimum: 0,
            maximum: 50,
            default: 3,
            choices: &[],
        },
    ],
    scaling: None,
    cards,
    build,
};

fn cards(_: &Settings<'_>) -> Vec<NodeCard> {
    vec![
        machines::users_card(),
        NodeCard {
            name: "server".to_owned(),
            title_ja: "Web + API + DB".to_owned(),
            title_en: "Web + API + DB".to_owned(),
            short_ja: String::new(),
            short_en: String::new(),
            icon: Icon::Server,
            duties: &[Duty::Door, Duty::Logic, Duty::Store],
            work: &[
                machines::RENDERING_WORK,
                machines::API_WORK,
                machines::DATA_WORK,
            ],
            zone: String::new(),
            column: 1,
            row: 0,
        },
    ]
}

fn build(settings: &Settings<'_>) -> Blueprint {
    let seed = settings.scenario.seed;
    let service_times = Stream::named(seed, "server", "service");
    let work = |distribution: Distribution| Action::Work(distribution.sampler());
    let service = ServiceProcess::new(
        vec![
            vec![work(api_time()), work(read_time())],
            vec![work(api_time()), work(write_time())],
        ],
        service_times,
    );
    let slowdown = Slowdown {
        percent_per_busy_worker: settings.get("memory") as u32,
        percent_per_waiting: 0,
    };
    let service = service.slowed(settings.count("workers"), slowdown);
    let machine = NodeSpec {
        workers: settings.count("workers"),
        queue_capacity: machines::QUEUE_CAPACITY,
        boot: Duration::from_secs(15),
        ..NodeSpec::new("server", Box::new(service))
    };
    Blueprint {
        seed,
        horizon: settings.scenario.horizon,
        nodes: vec![
            machines::users(Clients::new(settings, MACHINE, "users")),
            machine,
        ],
        links: vec![machines::internet(USERS, MACHINE)],
        groups: Vec::new(),
        workloads: vec![workload(settings, USERS)],
        planned: settings.scenario.planned.clone(),
        trace_capacity: machines::TRACE_CAPACITY,
    }
}
