//! `centralized`: one machine renders the HTML, answers the API and keeps the database.
//!
//! One request is one piece of work on one of the machine's cores: first the page or the API, then
//! the data, with nothing in between that could be lost. There is nobody to notice its death.

use sim::{Blueprint, Distribution, Duration, NodeId, NodeSpec, Stream};

use crate::catalogue::{Duty, Entry, Family, Icon, NodeCard, Parameter, Settings, Text, Unit};
use crate::machines::{self, api_time, read_time, write_time};
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
        ja: "1 台で全部できているうちは、速くて単純です。要求が増えたとき、その 1 台が止まったときに、代わりがありません。",
        en: "While one machine can do it all, it is fast and simple. When demand grows or that machine stops, nothing takes its place.",
    },
    simplified: Text {
        ja: "仕事はどのコアでも同じ速さで進み、メモリやディスクの取り合いはありません。止まっても DB のデータは消えません。",
        en: "Every core works at the same pace, and memory and disk are never fought over. The data survives a crash.",
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
            icon: Icon::Server,
            duties: &[Duty::Door, Duty::Logic, Duty::Store],
            work: &[
                machines::RENDERING_WORK,
                machines::API_WORK,
                machines::DATA_WORK,
            ],
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
