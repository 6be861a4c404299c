//! `sns`: a social network's timeline, for accounts that very many people follow.
//!
//! Somebody posts; all who follow see it in their timelines. With *fan-out on write* the post is
//! carried into the timeline of every follower when it is written, by workers behind a queue: reading
//! is one look into a cache, and a post by somebody with a million followers is a million times that
//! work. With *fan-out on read* the post is only stored, and whoever looks at a timeline has it
//! gathered from all accounts that they follow: writing is cheap and every view is dear. Sources:
//! Kleppmann, *Designing Data-Intensive Applications*, chapter 1; Krikorian, *Timelines at scale*
//! (QCon 2012).
//!
//! A key is an account together with its followers: what the account posts is what they look at. A
//! post has arrived when the last follower's timeline has it; whoever looked meanwhile, although the
//! post was confirmed before, got a stale timeline.

use std::collections::BTreeMap;

use sim::Blueprint;

use super::arrangement::{self, Stand};
use super::pieces::{self, balancer, operations, publish, read, service, work, write};
use super::{Entry, Family, Icon, NodeCard, Parameter, Scaling, Settings, Text, Unit};
use crate::model::{
    BreakerSpec, Cache, ClientsSpec, Consumer, DataSpec, Delivery, FirstOf, KeysSpec, Lines, Model,
    OperationSpec, Parallel, PartSpec, Percent, PopularitySpec, QueueSpec, Service, Span, Split,
    Step, Timing, Trip,
};
use crate::workload::{ARRIVALS, RATE, RETRIES, TIMEOUT};

/// Machines of one kind that can be in service at once.
const UNITS_MAX: u16 = 8;
/// Accounts; key 0 is the hot one.
const ACCOUNTS: u32 = 1_000;
/// Accounts that everybody follows: reads for one timeline that is gathered.
const FOLLOWED: u16 = 10;
/// Deliveries of a post by the hot account, each to 500 followers. Others have 500 at most.
const HOT_DELIVERIES: u32 = 2_000;
/// Timelines: data that `view` reads and `post` writes.
const TIMELINES: u8 = 0;

const APP: &str = "app";
const CACHE: &str = "cache";
const DATABASE: &str = "db";
const DOOR: &str = "door";
const FANOUT: &str = "fanout";
const QUEUE: &str = "queue";

const POST: &str = "post";
const VIEW: &str = "view";
/// The fan-out's operations: some followers get a post, and the last ones do.
const DELIVER: &str = "deliver";
const FINISH: &str = "finish";

pub(super) const ENTRY: Entry = Entry {
    id: "sns",
    family: Family::Timeline,
    title: Text {
        ja: "SNS のタイムライン",
        en: "A social network's timeline",
    },
    summary: Text {
        ja: "X や Instagram のように、投稿を大勢のフォロワーに見せる",
        en: "Posts for very many followers, as on X or Instagram",
    },
    watch: Text {
        ja: "画面から見れば 1 つのアプリケーションです。奥では大勢に配る仕事をしています。書く時に配ると、見るのは速く、人気の人の投稿は「配る列」にたまって遅れて届きます。読む時に集めると、投稿は軽く、見るたびに DB を何度も読みます。確定した投稿がまだ見えない表示は、古い読み取りとして数えます。",
        en: "On the screen it is one application; behind it, somebody has to reach very many people. Fan-out on write makes viewing fast, and a popular account's post fills the queue and arrives late. Fan-out on read makes posting cheap, and every view reads the database many times. A view that lacks a confirmed post counts as a stale read.",
    },
    simplified: Text {
        ja: "1 つの投稿者とそのフォロワーを 1 つのデータとして扱います。投稿は、最後のフォロワーに届いた時に届いたと数えます。1 回の配達は 500 人分で、人気の人だけに 100 万人のフォロワーがいます。読む時に集める場合、だれもが 10 人をフォローしています。DB に待機系はありません。",
        en: "An account and its followers are one piece of data, and a post has arrived when the last follower has it. One delivery serves 500 people; only the hot account has a million followers. When timelines are gathered on read, everybody follows ten accounts. The database has no standby.",
    },
    operations: &[
        Text {
            ja: "投稿する",
            en: "post",
        },
        Text {
            ja: "タイムラインを見る",
            en: "view the timeline",
        },
    ],
    parameters: &[
        RATE,
        ARRIVALS,
        TIMEOUT,
        RETRIES,
        Parameter {
            id: "fan_out",
            title: Text {
                ja: "タイムラインの作りかた",
                en: "How timelines are made",
            },
            unit: Unit::Choice,
            minimum: 0,
            maximum: 1,
            default: 0,
            choices: &[
                Text {
                    ja: "書く時に配る",
                    en: "fan-out on write",
                },
                Text {
                    ja: "読む時に集める",
                    en: "fan-out on read",
                },
            ],
        },
        Parameter {
            id: "hot",
            title: Text {
                ja: "人気の人の割合（投稿も表示も）",
                en: "The hot account's share of posts and views",
            },
            unit: Unit::Percent,
            minimum: 0,
            maximum: 50,
            default: 2,
            choices: &[],
        },
        Parameter {
            id: "machines",
            title: Text {
                ja: "アプリと配達の機械の数（それぞれ）",
                en: "App and fan-out machines, of each",
            },
            unit: Unit::Machines,
            minimum: 1,
            maximum: UNITS_MAX as i64,
            default: 2,
            choices: &[],
        },
    ],
    scaling: Some(Scaling {
        parameter: "machines",
        group: 0,
        title: Text {
            ja: "アプリと配達",
            en: "App and fan-out",
        },
        minimum: 1,
        maximum: UNITS_MAX,
    }),
    cards,
    build,
};

mod doing {
    use super::Text;

    pub(super) const SCREEN: Text = Text {
        ja: "画面と投稿の受け付け",
        en: "screens and taking posts",
    };
    pub(super) const GATHERING: Text = Text {
        ja: "タイムラインを集める",
        en: "gathering timelines",
    };
    pub(super) const TIMELINES: Text = Text {
        ja: "タイムライン",
        en: "timelines",
    };
    pub(super) const DELIVERING: Text = Text {
        ja: "フォロワーに配る",
        en: "delivering to followers",
    };
    pub(super) const DATA: Text = Text {
        ja: "投稿の保管",
        en: "keeping the posts",
    };
}

fn cards(settings: &Settings<'_>) -> Vec<NodeCard> {
    let stand = Stand::new;
    let text = |ja, en| Text { ja, en };
    let app: &[Text] = if on_write(settings) {
        &[doing::SCREEN]
    } else {
        &[doing::SCREEN, doing::GATHERING]
    };
    let database = if on_write(settings) { 5 } else { 3 };
    let stands = [
        stand("users", text("利用者", "Users"), Icon::Users, (0, 0)),
        stand(DOOR, text("振り分け", "Balancer"), Icon::Balancer, (1, 0)).short("振り分け", "LB"),
        stand(APP, text("アプリ", "App"), Icon::Server, (2, 0)).doing(app),
        stand(
            CACHE,
            text("タイムライン", "Timelines"),
            Icon::Cache,
            (3, 0),
        )
        .short("TL", "Feeds")
        .doing(&[doing::TIMELINES]),
        stand(QUEUE, text("配る列", "To deliver"), Icon::Queue, (3, 1)),
        stand(FANOUT, text("配達", "Fan-out"), Icon::Server, (4, 1))
            .short("配達", "Fan")
            .doing(&[doing::DELIVERING]),
        stand(DATABASE, text("DB", "DB"), Icon::Database, (database, 0)).doing(&[doing::DATA]),
    ];
    arrangement::cards(&model(settings), &stands)
}

fn build(settings: &Settings<'_>) -> Blueprint {
    arrangement::build(settings, &model(settings))
}

fn on_write(settings: &Settings<'_>) -> bool {
    settings.get("fan_out") == 0
}

fn model(settings: &Settings<'_>) -> Model {
    let mut parts = vec![
        ("users", PartSpec::Clients(users(settings))),
        (DOOR, PartSpec::Balancer(balancer(APP))),
        (
            DATABASE,
            PartSpec::Database(pieces::database(look(), keep())),
        ),
    ];
    let (view, post) = if on_write(settings) {
        parts.extend(delivery(settings));
        (
            vec![work(page()), from_timelines(read)],
            vec![work(enter()), write(DATABASE), publish(QUEUE)],
        )
    } else {
        (
            vec![work(page()), gather(), work(merge())],
            vec![work(enter()), write(DATABASE)],
        )
    };
    let app = Service {
        replicas: settings.count("machines"),
        maximum: Some(UNITS_MAX),
        ..service(operations([(POST, post), (VIEW, view)]))
    };
    parts.push((APP, PartSpec::Service(Box::new(app))));
    let lines = Lines {
        parts: vec![pieces::internet("users", DOOR)],
        ..pieces::region()
    };
    pieces::model(parts, lines)
}

/// What carries posts into timelines: the queue, the machines behind it, and the timelines.
fn delivery(settings: &Settings<'_>) -> [(&'static str, PartSpec); 3] {
    let queue = QueueSpec {
        consumer: Consumer {
            part: FANOUT.to_owned(),
            operation: DELIVER.to_owned(),
        },
        delivery: Delivery::default(),
        split: Some(Split {
            into: 1,
            popular_keys: 1,
            popular_into: HOT_DELIVERIES,
            last: Some(FINISH.to_owned()),
        }),
        capacity: 20 * HOT_DELIVERIES,
        in_flight: 16,
        boot: Span::from_millis(5_000),
    };
    let fan_out = Service {
        replicas: settings.count("machines"),
        maximum: Some(UNITS_MAX),
        // Screens alone do not carry more posts to more followers.
        grows_with: Some(APP.to_owned()),
        ..service(operations([
            (DELIVER, vec![work(carry())]),
            (FINISH, vec![work(carry()), from_timelines(write)]),
        ]))
    };
    let timelines = Cache {
        origin: DATABASE.to_owned(),
        store: true,
        keeps: vec!["read".to_owned()],
        invalidates: Vec::new(),
        updates: vec!["write".to_owned()],
        capacity: ACCOUNTS,
        time_to_live: None,
        time_to_live_of: BTreeMap::new(),
        stale_while_revalidate: Span::default(),
        single_flight: true,
        timeout: Span::from_millis(1_000),
        lookup: Timing::Exponential(Span(sim::Duration::from_micros(500))),
        workers: 4,
        queue: 1_000,
        replicas: 1,
        boot: Span::from_millis(5_000),
        zones: Vec::new(),
    };
    [
        (QUEUE, PartSpec::Queue(queue)),
        (FANOUT, PartSpec::Service(Box::new(fan_out))),
        (CACHE, PartSpec::Cache(timelines)),
    ]
}

/// Timelines are read or written where they are kept, and in the database while that is away.
fn from_timelines(step: impl Fn(&str) -> Step) -> Step {
    let mut first = step(CACHE);
    if let Step::Read(at) | Step::Write(at) = &mut first {
        at.timeout = Span::from_millis(500);
        at.breaker = Some(BreakerSpec {
            trips: Trip::Failures(5),
            open: Span::from_millis(2_000),
            trials: 1,
        });
    }
    Step::Fallback(vec![first, step(DATABASE)])
}

/// A timeline is gathered: what each account has posted that its reader follows.
fn gather() -> Step {
    Step::Parallel(Parallel::Some(FirstOf {
        calls: vec![read(DATABASE)],
        times: FOLLOWED,
        first: None,
    }))
}

fn users(settings: &Settings<'_>) -> ClientsSpec {
    let operation = |name: &str, weight, data| OperationSpec {
        name: name.to_owned(),
        weight,
        data: Some(data),
    };
    let wanted = vec![
        operation(POST, 5, DataSpec::Write(TIMELINES)),
        operation(VIEW, 95, DataSpec::Read(TIMELINES)),
    ];
    let per_second = settings.get("rate") as f64;
    ClientsSpec {
        keys: KeysSpec {
            count: ACCOUNTS,
            popularity: PopularitySpec::OneHot {
                share: Percent::new(settings.get("hot") as u32),
            },
        },
        ..pieces::users(settings, DOOR, per_second, wanted)
    }
}

/// A core renders a timeline.
const fn page() -> Timing {
    pieces::computed(4)
}

/// A core merges what was gathered into one timeline.
const fn merge() -> Timing {
    pieces::computed(2)
}

/// A core checks a post and enters it.
const fn enter() -> Timing {
    pieces::computed(4)
}

/// A core carries a post into 500 timelines: 8 us each.
const fn carry() -> Timing {
    pieces::computed(4)
}

/// A core of the database reads the last posts of one account, or a timeline.
const fn look() -> Timing {
    Timing::Exponential(Span::from_millis(1))
}

/// A core of the database writes a post, or a timeline.
const fn keep() -> Timing {
    Timing::Exponential(Span::from_millis(4))
}
