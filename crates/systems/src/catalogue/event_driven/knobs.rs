//! What can be set of the event-driven shop.

use super::MACHINES_MAX;
use crate::catalogue::{Parameter, Text, Unit};

pub(super) const TOPOLOGY: Parameter = Parameter {
    id: "topology",
    title: Text {
        ja: "トポロジー",
        en: "Topology",
    },
    unit: Unit::Choice,
    minimum: 0,
    maximum: 1,
    default: 0,
    choices: &[
        Text {
            ja: "ブローカー（出来事に、それぞれが反応する）",
            en: "broker: everybody reacts to what has happened",
        },
        Text {
            ja: "メディエーター（手順を知る 1 台が指示する）",
            en: "mediator: one machine knows the steps",
        },
    ],
};

pub(super) const CAPACITY: Parameter = Parameter {
    id: "capacity",
    title: Text {
        ja: "1 つのキューに預けられる数",
        en: "Events that a channel keeps for one reader",
    },
    unit: Unit::Count,
    minimum: 10,
    maximum: 10_000,
    default: 1_000,
    choices: &[],
};

pub(super) const DELIVERIES: Parameter = Parameter {
    id: "deliveries",
    title: Text {
        ja: "脇に置くまでに渡す回数",
        en: "Deliveries until an event is put aside",
    },
    unit: Unit::Times,
    minimum: 1,
    maximum: 20,
    default: 5,
    choices: &[],
};

pub(super) const MACHINES: Parameter = Parameter {
    id: "machines",
    title: Text {
        ja: "画面と商品の機械の数",
        en: "Machines of user interface and catalogue, each",
    },
    unit: Unit::Machines,
    minimum: 1,
    maximum: MACHINES_MAX as i64,
    default: 1,
    choices: &[],
};
