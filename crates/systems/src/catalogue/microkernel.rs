//! `microkernel`: a core system with plug-ins. The core does what every shop does; how people pay,
//! how parcels are sent and how notices are written are plug-ins.
//!
//! Plug-ins inside the core share its machine: what one of them takes, all the others lack. As
//! remote services they have machines of their own and cost a call; the core holds no worker while it
//! waits for them. Either way everything goes through the core. Source: Richards and Ford,
//! *Fundamentals of Software Architecture*, chapter 12.

use sim::Blueprint;

use super::arrangement::{self, Stand};
use super::pieces::{self, balancer, call, operations, read, work, write};
use super::shop::{self, BROWSE, CART, ORDER, work as doing};
use super::{Entry, Family, Icon, NodeCard, Parameter, Scaling, Settings, Text, Unit};
use crate::model::{Model, PartSpec, Service, Step, Timing};
use crate::workload::{ARRIVALS, RATE, RETRIES, TIMEOUT};

/// Machines with a core that can be in service at once.
const UNITS_MAX: u16 = 8;

const CORE: &str = "core";
const DATABASE: &str = "db";
const DOOR: &str = "door";
const NOTICE: &str = "plugin-notice";
const PAYMENT: &str = "plugin-payment";
const SHIPPING: &str = "plugin-shipping";

/// The one operation of a plug-in.
const RUN: &str = "run";

pub(super) const ENTRY: Entry = Entry {
    id: "microkernel",
    family: Family::Shop,
    title: Text {
        ja: "マイクロカーネルアーキテクチャ",
        en: "Microkernel architecture",
    },
    summary: Text {
        ja: "コアに、支払い・発送・お知らせのプラグインを差した店",
        en: "A shop with a core, and plug-ins for payment, shipping and notices",
    },
    watch: Text {
        ja: "支払いプラグインの処理を 600 ms に延ばしてみてください。コアの中にあると、同じコアを使う「商品を見る」まで遅くなり、店ごと止まります。外に出すと、困るのは支払う人だけです。",
        en: "Make the payment plug-in take 600 ms. Inside the core it takes the cores away from those who only browse, and the whole shop stops; outside, only those who pay suffer.",
    },
    simplified: Text {
        ja: "プラグインの不具合は、処理が遅くなることだけです。メモリを壊したり、コアを道連れに落としたりはしません。動いたままの付け外しもありません。DB に待機系はありません。",
        en: "A plug-in can go wrong only by being slow; it does not corrupt memory or crash the core. Nothing is plugged in or out while the shop runs. The database has no standby.",
    },
    operations: shop::OPERATIONS,
    parameters: &[
        RATE,
        ARRIVALS,
        TIMEOUT,
        RETRIES,
        Parameter {
            id: "plugins",
            title: Text {
                ja: "プラグインの置きかた",
                en: "Deployment of the plug-ins",
            },
            unit: Unit::Choice,
            minimum: 0,
            maximum: 1,
            default: 0,
            choices: &[
                Text {
                    ja: "コアの中に差す",
                    en: "inside the core",
                },
                Text {
                    ja: "外のサービスにする",
                    en: "as remote services",
                },
            ],
        },
        Parameter {
            id: "payment_time",
            title: Text {
                ja: "支払いプラグインの処理時間",
                en: "Time the payment plug-in takes",
            },
            unit: Unit::Milliseconds,
            minimum: 1,
            maximum: 2_000,
            default: shop::CHARGE_MS as i64,
            choices: &[],
        },
        Parameter {
            id: "units",
            title: Text {
                ja: "コアの機械の数",
                en: "Machines with a core",
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
            ja: "コアの機械",
            en: "Core machines",
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
    let all: &[Text] = &[
        doing::SCREEN,
        doing::CATALOGUE,
        doing::CART,
        doing::ORDER,
        doing::PAYMENT,
        doing::SHIPPING,
        doing::NOTICE,
    ];
    let core = if settings.get("plugins") == 1 {
        &all[..4]
    } else {
        all
    };
    let stands = [
        stand("users", text("利用者", "Users"), Icon::Users, (0, 0)),
        stand(DOOR, text("振り分け", "Balancer"), Icon::Balancer, (1, 0)).short("振り分け", "LB"),
        stand(CORE, text("コア", "Core"), server, (2, 0)).doing(core),
        stand(DATABASE, text("DB", "DB"), Icon::Database, (3, 0)).doing(&[doing::DATA]),
        stand(PAYMENT, text("支払い", "Payment"), server, (3, 1)).doing(&[doing::PAYMENT]),
        stand(SHIPPING, text("発送", "Shipping"), server, (3, 2)).doing(&[doing::SHIPPING]),
        stand(NOTICE, text("お知らせ", "Notices"), server, (3, 3)).doing(&[doing::NOTICE]),
    ];
    arrangement::cards(&model(settings), &stands)
}

fn build(settings: &Settings<'_>) -> Blueprint {
    arrangement::build(settings, &model(settings))
}

fn model(settings: &Settings<'_>) -> Model {
    let charge = shop::charge_in(settings.get("payment_time") as u64);
    let plugins = [
        (PAYMENT, charge),
        (SHIPPING, shop::ship()),
        (NOTICE, shop::notify()),
    ];
    let remote = settings.get("plugins") == 1;
    let plug = |name: &'static str| match plugins.into_iter().find(|(plugin, _)| *plugin == name) {
        Some((_, timing)) if !remote => work(timing),
        _ => called(name),
    };
    let core = Service {
        replicas: settings.count("units"),
        maximum: Some(UNITS_MAX),
        ..shop::service(shop::operations(|name| run(name, &plug)))
    };
    let mut parts = vec![
        ("users", PartSpec::Clients(shop::users(settings, DOOR))),
        (DOOR, PartSpec::Balancer(balancer(CORE))),
        (CORE, PartSpec::Service(Box::new(core))),
        (DATABASE, PartSpec::Database(shop::database())),
    ];
    if remote {
        let plugin = |timing: Timing| shop::service(operations([(RUN, vec![work(timing)])]));
        let machines = plugins.into_iter();
        parts.extend(
            machines.map(|(name, timing)| (name, PartSpec::Service(Box::new(plugin(timing))))),
        );
    }
    pieces::model(parts, shop::lines(DOOR))
}

/// What the core does for an operation; `plug` is how it uses a plug-in.
fn run(operation: &str, plug: &dyn Fn(&'static str) -> Step) -> Vec<Step> {
    let screen = work(shop::screen());
    match operation {
        BROWSE => vec![screen, work(shop::find()), read(DATABASE)],
        CART => vec![screen, work(shop::fill()), write(DATABASE)],
        ORDER => vec![
            screen,
            work(shop::enter()),
            write(DATABASE),
            work(shop::reserve()),
            write(DATABASE),
            plug(SHIPPING),
            plug(NOTICE),
        ],
        _ => vec![
            screen,
            plug(PAYMENT),
            write(DATABASE),
            plug(NOTICE),
            read(DATABASE),
        ],
    }
}

/// A remote plug-in is called; an order without a notice is still an order.
fn called(plugin: &str) -> Step {
    let mut step = call(plugin, RUN);
    if let Step::Call(call) = &mut step {
        call.optional = plugin == NOTICE;
    }
    step
}
