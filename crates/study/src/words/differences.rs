//! Why the measured stars are others than the book's: a sentence for each style and characteristic
//! where they are.
//!
//! Each sentence is kept with the stars that it speaks of and with what must be true of the numbers
//! for it to be right. When a measurement changes so that a sentence would be wrong, it is not shown,
//! and a test says which.

use systems::Text;

use crate::condition::GROWS;
use crate::stars::{Characteristic, Measures, style};

/// A sentence about one difference.
#[derive(Clone, Copy, Debug)]
pub struct Difference {
    /// The catalogue's id of the style.
    pub style: &'static str,
    pub characteristic: Characteristic,
    /// The measured stars that it speaks of.
    pub measured: u8,
    pub why: Text,
    /// Whether the numbers are such as the sentence says.
    holds: fn(&Measures) -> bool,
}

impl Difference {
    /// Whether this is a true sentence about these measures.
    pub fn speaks_of(&self, measures: &Measures) -> bool {
        self.style == measures.style
            && measures.stars(self.characteristic) == Some(self.measured)
            && (self.holds)(measures)
    }
}

/// The true sentences about these measures, in the order of the characteristics.
pub fn of(measures: &Measures) -> impl Iterator<Item = &'static Difference> {
    let differs = |difference: &&Difference| {
        let book = style(difference.style).map(|style| style.book(difference.characteristic));
        difference.speaks_of(measures) && book != Some(difference.measured)
    };
    DIFFERENCES.iter().filter(differs)
}

/// With the most units this machine is full.
fn limited_by(measures: &Measures, machine: &str) -> bool {
    let most = measures.scalability.points.last();
    most.is_some_and(|point| point.bottleneck.as_deref() == Some(machine))
}

/// Three times the demand is less than the style can do with more units.
fn three_times_fits(measures: &Measures) -> bool {
    3.0 * measures.elasticity.demand_milli as f64 / 1_000.0 < measures.scalability.peak()
}

/// Machines are started, and with them three times the demand is kept up with.
fn grows_in_time(measures: &Measures) -> bool {
    three_times_fits(measures) && grows(measures) && measures.elasticity.back_after_s.is_some()
}

/// Machines are started when there is three times as much to do.
fn grows(measures: &Measures) -> bool {
    let [before, after] = measures.elasticity.machines;
    after > before
}

/// Nearly all answers seem to be instant.
fn quick(measures: &Measures) -> bool {
    measures.performance.p95_us <= 100_000
}

/// Whether the share that is answered without each of these machines is as stated.
fn without(measures: &Measures, machines: &[&str], answered: impl Fn(f64) -> bool) -> bool {
    machines.iter().all(|machine| {
        let mut losses = measures.fault_tolerance.losses.iter();
        let loss = losses.find(|loss| loss.machine == *machine);
        loss.is_some_and(|loss| answered(loss.requests.share()))
    })
}

/// Without any of these machines hardly anything is answered.
fn stops_without(measures: &Measures, machines: &[&str]) -> bool {
    without(measures, machines, |share| share < 0.05)
}

/// Without any of these machines nearly everything is answered.
fn goes_on_without(measures: &Measures, machines: &[&str]) -> bool {
    without(measures, machines, |share| share > 0.9)
}

/// Every sentence.
pub const DIFFERENCES: &[Difference] = &[
    Difference {
        style: "layered",
        characteristic: Characteristic::Scalability,
        measured: 4,
        holds: |m| limited_by(m, "db"),
        why: Text {
            ja: "店をまるごと増やせば、1 台の DB がいっぱいになるまで伸びます。この店では 1 つの要求あたりの DB の仕事が軽く、そこまでが遠いのです。本は、足りない部分だけを増やせないことを低く見ています。",
            en: "Copies of the whole shop help until the one database is full, and in this shop that is far away, because a request gives the database little to do. The book rates low that a part alone cannot be scaled.",
        },
    },
    Difference {
        style: "layered",
        characteristic: Characteristic::Elasticity,
        measured: 4,
        holds: grows_in_time,
        why: Text {
            ja: "ここでは、店をまるごと載せた機械が 5 秒で起動し、DB にもまだ余裕があります。大きなアプリケーションの起動に何分もかかる現実では、こうはいきません。",
            en: "Here a machine with the whole shop starts in five seconds, and the database still has room. In the world, where a large application takes minutes to start, this does not work out.",
        },
    },
    Difference {
        style: "layered",
        characteristic: Characteristic::Performance,
        measured: 5,
        holds: |m| quick(m) && m.cost.messages_each() < 8.0,
        why: Text {
            ja: "ここで測ったのは、空いているときの 1 つの要求の速さです。層のあいだに通信がないので、速く終わります。本は、並列に処理しにくいことを低く見ています。",
            en: "What is measured is how fast one request is while there is room, and with no network between the layers it is fast. The book rates low that little is done side by side.",
        },
    },
    Difference {
        style: "layered",
        characteristic: Characteristic::Reliability,
        measured: 2,
        holds: |m| stops_without(m, &["door", "db"]),
        why: Text {
            ja: "振り分けと DB は 1 台ずつです。どちらかが故障しているあいだ、ほとんど応えられません。",
            en: "The balancer and the database are one machine each; while one of them fails, hardly anything is answered.",
        },
    },
    Difference {
        style: "pipeline",
        characteristic: Characteristic::Scalability,
        measured: 4,
        holds: |m| limited_by(m, "db"),
        why: Text {
            ja: "フィルターをつないだ機械を増やせば、1 台の DB がいっぱいになるまで伸びます。本は、足りないフィルターだけを増やせないことを低く見ています。",
            en: "Copies of the machine with all filters help until the one database is full. The book rates low that one filter alone cannot be scaled.",
        },
    },
    Difference {
        style: "pipeline",
        characteristic: Characteristic::Elasticity,
        measured: 4,
        holds: grows_in_time,
        why: Text {
            ja: "フィルターを全部載せた機械が 5 秒で起動し、DB にもまだ余裕があります。起動に何分もかかる現実では、こうはいきません。",
            en: "A machine with all filters starts in five seconds, and the database still has room. Where a start takes minutes, this does not work out.",
        },
    },
    Difference {
        style: "pipeline",
        characteristic: Characteristic::Performance,
        measured: 5,
        holds: |m| quick(m) && m.cost.messages_each() < 8.0,
        why: Text {
            ja: "パイプは機械の中の呼び出しで、通信がありません。空いているときの 1 つの要求は速く終わります。",
            en: "The pipes are calls within a machine, not messages, so one request is fast while there is room.",
        },
    },
    Difference {
        style: "pipeline",
        characteristic: Characteristic::Reliability,
        measured: 2,
        holds: |m| stops_without(m, &["door", "db"]),
        why: Text {
            ja: "振り分けと DB は 1 台ずつです。どちらかが故障しているあいだ、ほとんど応えられません。",
            en: "The balancer and the database are one machine each; while one of them fails, hardly anything is answered.",
        },
    },
    Difference {
        style: "microkernel",
        characteristic: Characteristic::Scalability,
        measured: 4,
        holds: |m| limited_by(m, "db"),
        why: Text {
            ja: "コアをプラグインごと増やせば、1 台の DB がいっぱいになるまで伸びます。本は、何もかもがコアを通ることを低く見ています。",
            en: "Copies of the core with its plug-ins help until the one database is full. The book rates low that everything goes through the core.",
        },
    },
    Difference {
        style: "microkernel",
        characteristic: Characteristic::Elasticity,
        measured: 4,
        holds: grows_in_time,
        why: Text {
            ja: "コアの機械が 5 秒で起動し、DB にもまだ余裕があります。起動に何分もかかる現実では、こうはいきません。",
            en: "A machine with a core starts in five seconds, and the database still has room. Where a start takes minutes, this does not work out.",
        },
    },
    Difference {
        style: "microkernel",
        characteristic: Characteristic::Performance,
        measured: 5,
        holds: |m| quick(m) && m.cost.messages_each() < 8.0,
        why: Text {
            ja: "プラグインはコアと同じ機械の中にあり、通信がありません。空いているときの 1 つの要求は速く終わります。",
            en: "The plug-ins are in the machine of the core, and no message goes to them, so one request is fast while there is room.",
        },
    },
    Difference {
        style: "microkernel",
        characteristic: Characteristic::Reliability,
        measured: 2,
        holds: |m| stops_without(m, &["door", "db"]),
        why: Text {
            ja: "振り分けと DB は 1 台ずつです。どちらかが故障しているあいだ、ほとんど応えられません。",
            en: "The balancer and the database are one machine each; while one of them fails, hardly anything is answered.",
        },
    },
    Difference {
        style: "service-based",
        characteristic: Characteristic::Scalability,
        measured: 4,
        holds: |m| limited_by(m, "db") && m.scalability.growth() < GROWS,
        why: Text {
            ja: "星は、いちばん多くさばけたときの数で決まります。その数は多いのですが、本のとおり共有 DB がすぐいっぱいになるので、画面を増やしても 1.5 倍には届きません。「スケーラビリティ」の条件では、これは増えたうちに入りません。",
            en: "The stars go by the most that is ever done, and that is much. But the shared database is soon full, as the book says: more machines for the user interface do not bring half as much again, which the condition of scalability does not count as growth.",
        },
    },
    Difference {
        style: "service-based",
        characteristic: Characteristic::FaultTolerance,
        measured: 2,
        holds: |m| {
            stops_without(m, &["door", "db"]) && goes_on_without(m, &["payment", "shipping"])
        },
        why: Text {
            ja: "支払いや発送が止まっても、ほかは続きます。しかし、振り分けと共有 DB は 1 台ずつで、どちらかが止まれば全部が止まります。",
            en: "Without payment or shipping everything else goes on, but the balancer and the shared database are one machine each, and all stops without either.",
        },
    },
    Difference {
        style: "service-based",
        characteristic: Characteristic::Performance,
        measured: 5,
        holds: quick,
        why: Text {
            ja: "ふつうの負荷では、サービスを 1 つ呼ぶ往復は数ミリ秒で済み、待ち行列もできません。",
            en: "At a moderate demand, calling one service and back takes some milliseconds, and nothing queues.",
        },
    },
    Difference {
        style: "service-based",
        characteristic: Characteristic::Reliability,
        measured: 2,
        holds: |m| stops_without(m, &["door", "db"]),
        why: Text {
            ja: "どの要求も、振り分け、画面、サービス、共有 DB を順に必要とします。代わりがあるのは画面だけです。",
            en: "Every request needs the balancer, the user interface, a service and the shared database, one after the other, and only the user interface has a second machine.",
        },
    },
    Difference {
        style: "service-based",
        characteristic: Characteristic::Cost,
        measured: 3,
        holds: |m| m.cost.machine_ms() > 64.0,
        why: Text {
            ja: "仕事の少ないサービスにも 1 台ずつ機械があります。この小さな店では、それが応答 1 つあたりの費用に響きます。",
            en: "Even a service with little to do has a machine of its own, and in a shop as small as this that is much for one answer.",
        },
    },
    Difference {
        style: "event-driven",
        characteristic: Characteristic::Elasticity,
        measured: 4,
        holds: |m| grows(m) && m.elasticity.back_after_s.is_some(),
        why: Text {
            ja: "画面と在庫の機械はすぐに増え、注文と支払いは預かってあとで進めるので、3 倍の要求にも追いつきます。ここでは機械を増やす仕組みが初めからあり、それを作る手間は数えません。",
            en: "User interface and catalogue are multiplied quickly, and orders and payments are accepted and done later, so three times the demand is kept up with. Here somebody starts machines from the first day, and the work of building that is not counted.",
        },
    },
    Difference {
        style: "event-driven",
        characteristic: Characteristic::FaultTolerance,
        measured: 4,
        holds: |m| {
            stops_without(m, &["door"])
                && goes_on_without(m, &["order", "payment", "shipping", "notice", "paid"])
        },
        why: Text {
            ja: "注文や支払いを進める機械が止まっても、要求は預かれます。ただ、入口の振り分けが止まると全部が、在庫の DB が止まると、いちばん多い「商品を見る」が止まります。",
            en: "Without the machines that carry orders and payments on, requests are still accepted, but all stops without the balancer at the door, and without the stock's database the most wanted operation stops, browsing.",
        },
    },
    Difference {
        style: "event-driven",
        characteristic: Characteristic::Reliability,
        measured: 2,
        holds: |m| stops_without(m, &["door"]) && !goes_on_without(m, &["stock-db"]),
        why: Text {
            ja: "商品を見るのは、ここでもその場で応える呼び出しです。振り分けや在庫の DB など、1 台しかない機械をいくつも順に必要とします。",
            en: "Browsing is a call that is answered at once here, too, and needs several machines one after the other, of which the balancer and the stock's database, among others, have no second.",
        },
    },
    Difference {
        style: "event-driven",
        characteristic: Characteristic::Cost,
        measured: 1,
        holds: |m| m.cost.machine_ms() > 127.0,
        why: Text {
            ja: "出来事の通り道にも、それを受けるサービスにも、その DB にも 1 台ずつ機械があります。小さな店では、それが応答 1 つあたりの費用に響きます。",
            en: "Every channel of events, every service behind one and every database has a machine of its own, and in a shop as small as this that is much for one answer.",
        },
    },
    Difference {
        style: "space-based",
        characteristic: Characteristic::Elasticity,
        measured: 4,
        holds: grows_in_time,
        why: Text {
            ja: "処理ユニットはすぐに増えて追いつきます。それでも、過負荷に気づいて起動するまでの何秒かは、応答が間に合いません。",
            en: "Processing units are added quickly and catch up, but in the seconds until the overload is noticed and they have started, answers come too late.",
        },
    },
    Difference {
        style: "space-based",
        characteristic: Characteristic::FaultTolerance,
        measured: 4,
        holds: |m| {
            stops_without(m, &["door"])
                && goes_on_without(m, &["db", "pump", "writer", "grid-1", "unit-1"])
        },
        why: Text {
            ja: "データはメモリに何重にもあり、どの処理ユニットも同じ仕事ができます。止まって困るのは振り分けの 1 台だけです。",
            en: "The data is in memory several times, and every processing unit can do everything. Only the balancer, which is one machine, is missed.",
        },
    },
    Difference {
        style: "space-based",
        characteristic: Characteristic::Reliability,
        measured: 3,
        holds: |m| {
            stops_without(m, &["door"])
                && goes_on_without(m, &["db", "pump", "writer", "grid-1", "unit-1"])
        },
        why: Text {
            ja: "失われた応答のほとんどは、1 台しかない振り分けの故障と、処理ユニットの故障に気づくまでのものです。",
            en: "Most of what is lost is lost while the balancer, which is one machine, fails, and until the failure of a processing unit is noticed.",
        },
    },
    Difference {
        style: "orchestration-soa",
        characteristic: Characteristic::Scalability,
        measured: 3,
        holds: |m| limited_by(m, "business"),
        why: Text {
            ja: "バスは増やせますが、その先の業務サービスが 1 台で、先にいっぱいになります。本は、サービスごとに増やせるものとして見ています。",
            en: "The bus can be multiplied, but the business service behind it is one machine and is full first. The book thinks of services that are scaled one by one.",
        },
    },
    Difference {
        style: "orchestration-soa",
        characteristic: Characteristic::Elasticity,
        measured: 2,
        holds: |m| limited_by(m, "business") && !three_times_fits(m),
        why: Text {
            ja: "バスを増やしても、1 台の業務サービスがいっぱいで、3 倍の要求には追いつけません。",
            en: "However many machines the bus gets, the one business service is full, and three times the demand is out of reach.",
        },
    },
    Difference {
        style: "orchestration-soa",
        characteristic: Characteristic::FaultTolerance,
        measured: 1,
        holds: |m| stops_without(m, &["door", "business", "db"]),
        why: Text {
            ja: "バスは 2 台ありますが、バスが呼ぶ業務サービスと DB、手前の振り分けは 1 台ずつです。どれが止まっても全部が止まります。",
            en: "The bus is two machines, but the business service and the database that it calls, and the balancer before it, are one each, and all stops without any of them.",
        },
    },
    Difference {
        style: "orchestration-soa",
        characteristic: Characteristic::Performance,
        measured: 4,
        holds: |m| m.cost.messages_each() > 10.0,
        why: Text {
            ja: "どの要求もバスを何度も通りますが、ふつうの負荷では 1 回に数ミリ秒しかかかりません。本が見ているのは、バスが込み合うときと、取引がいくつものサービスにまたがるときです。",
            en: "Every request passes the bus several times, but at a moderate demand each time takes only some milliseconds. The book thinks of a bus that is crowded, and of transactions over many services.",
        },
    },
    Difference {
        style: "orchestration-soa",
        characteristic: Characteristic::Reliability,
        measured: 1,
        holds: |m| stops_without(m, &["door", "business", "db"]),
        why: Text {
            ja: "どの要求も、振り分け、バス、業務サービス、DB を順に必要とします。どの 1 台の故障も、ほとんどの要求に響きます。",
            en: "Every request needs the balancer, the bus, the business service and the database, one after the other, and nearly every request feels the failure of any of them.",
        },
    },
    Difference {
        style: "orchestration-soa",
        characteristic: Characteristic::Cost,
        measured: 3,
        holds: |m| m.cost.machine_ms() <= 90.0,
        why: Text {
            ja: "ここで数えるのは機械とメッセージだけです。本が数える、バスの製品や、つなぎ込みと調整にかかる人手は入っていません。",
            en: "Only machines and messages are counted here, not what the book counts: the products for the bus, and the people who connect and coordinate everything.",
        },
    },
    Difference {
        style: "microservices",
        characteristic: Characteristic::Elasticity,
        measured: 4,
        holds: |m| limited_by(m, "stock-db") && !three_times_fits(m),
        why: Text {
            ja: "ゲートウェイと商品のサービスはすぐに増えます。しかし、商品の DB は 1 台のままで、3 倍の要求でいっぱいになります。",
            en: "Gateway and catalogue are multiplied quickly, but the catalogue's database stays one machine, and three times the demand fills it.",
        },
    },
    Difference {
        style: "microservices",
        characteristic: Characteristic::FaultTolerance,
        measured: 3,
        holds: |m| {
            stops_without(m, &["door"])
                && goes_on_without(
                    m,
                    &[
                        "order",
                        "order-db",
                        "payment",
                        "payment-db",
                        "shipping",
                        "notice",
                    ],
                )
        },
        why: Text {
            ja: "注文や支払いが止まっても、ほかは続きます。ただ、入口の振り分けが止まると全部が、商品の DB が止まると、いちばん多い「商品を見る」が止まります。",
            en: "Without order or payment everything else goes on, but all stops without the balancer at the door, and without the catalogue's database the most wanted operation stops, browsing.",
        },
    },
    Difference {
        style: "microservices",
        characteristic: Characteristic::Performance,
        measured: 4,
        holds: |m| m.cost.messages_each() > 10.0,
        why: Text {
            ja: "1 つの要求がいくつものサービスを回りますが、ここでは通信 1 回が 2 ミリ秒です。現実には、サービスごとの認証や変換の時間が加わります。",
            en: "A request goes through several services, but here a message takes two milliseconds. In the world every service adds its checks and conversions.",
        },
    },
    Difference {
        style: "microservices",
        characteristic: Characteristic::Reliability,
        measured: 1,
        holds: |m| m.fault_tolerance.losses.len() > 12,
        why: Text {
            ja: "機械が多いほど、どれかが故障していることも多くなります。ここでは多くのサービスと DB が 1 台ずつで、1 つの要求がそのいくつもを順に必要とします。本は、どのサービスにも代わりがあるものとして見ています。",
            en: "The more machines, the more often one of them fails. Here most services and databases are one machine each, and a request needs several of them, one after the other. The book thinks of services that each have a second.",
        },
    },
];
