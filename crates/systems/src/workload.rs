//! The demand that every system of the web family is put under: the same parameters, the same
//! arrivals, so that a pair of systems compares the systems and nothing else.

use sim::{
    Access, Arrivals, DataUse, Distribution, Duration, NodeId, OperationShare, Popularity, Workload,
};

use crate::catalogue::{Parameter, Settings, Text, Unit};

/// Reading a page: HTML is rendered from data.
pub(crate) const READ: u16 = 0;
/// Saving something.
pub(crate) const WRITE: u16 = 1;

/// Keys of the data that operations touch.
const KEY_COUNT: u32 = 1_000;
/// How long a closed-loop user thinks between an answer and the next request.
pub(crate) const THINK: Duration = Duration::from_secs(2);

pub(crate) const OPERATIONS: &[Text] = &[
    Text {
        ja: "ページを見る",
        en: "view a page",
    },
    Text {
        ja: "注文を書き込む",
        en: "place an order",
    },
];

pub(crate) const RATE: Parameter = Parameter {
    id: "rate",
    title: Text {
        ja: "利用者の要求",
        en: "Requests from users",
    },
    unit: Unit::PerSecond,
    minimum: 1,
    maximum: 3_000,
    default: 200,
    choices: &[],
};

pub(crate) const WRITE_SHARE: Parameter = Parameter {
    id: "write_share",
    title: Text {
        ja: "書き込みの割合",
        en: "Share of writes",
    },
    unit: Unit::Percent,
    minimum: 0,
    maximum: 100,
    default: 20,
    choices: &[],
};

pub(crate) const ARRIVALS: Parameter = Parameter {
    id: "arrivals",
    title: Text {
        ja: "要求の来かた",
        en: "How requests come",
    },
    unit: Unit::Choice,
    minimum: 0,
    maximum: 2,
    default: 0,
    choices: &[
        Text {
            ja: "ばらばらに（ポアソン）",
            en: "independently (Poisson)",
        },
        Text {
            ja: "一定の間隔で",
            en: "at constant gaps",
        },
        Text {
            ja: "応答を待って次を出す",
            en: "each user waits for the answer",
        },
    ],
};

pub(crate) const TIMEOUT: Parameter = Parameter {
    id: "timeout",
    title: Text {
        ja: "あきらめるまでの時間",
        en: "Time until a try is given up",
    },
    unit: Unit::Milliseconds,
    minimum: 100,
    maximum: 30_000,
    default: 2_000,
    choices: &[],
};

pub(crate) const RETRIES: Parameter = Parameter {
    id: "retries",
    title: Text {
        ja: "やり直す回数",
        en: "Retries",
    },
    unit: Unit::Times,
    minimum: 0,
    maximum: 5,
    default: 1,
    choices: &[],
};

/// The workload that the settings describe, issued by `client`.
pub(crate) fn workload(settings: &Settings<'_>, client: NodeId) -> Workload {
    let writes = settings.get("write_share") as u32;
    let data = |access| {
        Some(DataUse {
            set: 0,
            access,
            session: false,
        })
    };
    Workload {
        node: client,
        arrivals: match settings.get("arrivals") {
            0 => Arrivals::Poisson,
            1 => Arrivals::Constant,
            _ => Arrivals::Closed {
                think: Distribution::Exponential { mean: THINK },
                users: None,
            },
        },
        per_second_milli: settings.get("rate") as u64 * 1_000,
        operations: vec![
            OperationShare {
                operation: READ,
                weight: 100 - writes,
                data: data(Access::Read),
            },
            OperationShare {
                operation: WRITE,
                weight: writes,
                data: data(Access::Write),
            },
        ],
        key_count: KEY_COUNT,
        popularity: Popularity::Uniform,
        profile: Vec::new(),
    }
}
