//! `video`: films and a live programme for viewers in two regions, from caches near them.
//!
//! Each region has an edge: a cache that keeps segments of films, which never change, and the newest
//! segment of the live programme, which is old after two seconds. What an edge does not have it
//! fetches from the origin, which cuts segments out of the stored films and knows who may watch what.
//! A guide in each region (anycast or DNS in the real world) sends viewers to their own edge, to the
//! other region's while that is away, and to the origin while both are. Whoever starts to watch is
//! always sent on to the origin. Sources: Netflix Open Connect; RFC 9111 (HTTP caching); request
//! collapsing as in Varnish and nginx (`proxy_cache_lock`).

use std::collections::BTreeMap;

use sim::Blueprint;

use super::arrangement::{self, Stand};
use super::pieces::{self, balancer, operations, read, service, work};
use super::{Duty, Entry, Family, Icon, NodeCard, Parameter, Scaling, Settings, Text, Unit};
use crate::model::{
    Balancer, Between, Cache, Checks, ClientsSpec, CrowdSpec, KeysSpec, Lines, Model,
    OperationSpec, PartSpec, Percent, Policy, PopularitySpec, Service, Span, Timing,
};
use crate::workload::{ARRIVALS, RATE, RETRIES, TIMEOUT};

/// Origin servers that can be in service at once.
const UNITS_MAX: u16 = 8;
/// Segments of all films, and how many of them an edge has room for.
const SEGMENTS: u32 = 2_000;
const ROOM: u32 = 1_000;
/// How long a segment of the live programme is.
const SEGMENT: Span = Span::from_millis(2_000);
/// How long an edge shows the same list of films.
const LIST: Span = Span::from_millis(30_000);
/// Where the origin stands.
const CENTRE: &str = "centre";

const CATALOGUE: &str = "db";
const DOOR: &str = "door";
const FILMS: &str = "films";
const ORIGIN: &str = "origin";

const BROWSE: &str = "browse";
const LIVE: &str = "live";
const SEGMENT_OF_FILM: &str = "segment";
const START: &str = "start";

/// A region: its viewers, its guide and its edge.
struct Region {
    zone: &'static str,
    viewers: &'static str,
    live: &'static str,
    guide: &'static str,
    edge: &'static str,
}

const EAST: Region = Region {
    zone: "east",
    viewers: "viewers-east",
    live: "live-east",
    guide: "guide-east",
    edge: "edge-east",
};
const WEST: Region = Region {
    zone: "west",
    viewers: "viewers-west",
    live: "live-west",
    guide: "guide-west",
    edge: "edge-west",
};

pub(super) const ENTRY: Entry = Entry {
    id: "video",
    family: Family::Video,
    title: Text {
        ja: "動画配信",
        en: "Video delivery",
    },
    summary: Text {
        ja: "Netflix や Prime Video のように、近くのエッジから動画を届ける",
        en: "Films and live video from edges near their viewers, as at Netflix or Prime Video",
    },
    watch: Text {
        ja: "画面から見れば 1 つのアプリケーションですが、動画の大半は近くのエッジが届け、元のサーバーまで行くのは一部だけです。エッジを空にすると、元のサーバーの負荷が何倍にもなります。エッジが 1 つ止まっても、もう 1 つの地域のエッジが遠くから届けます。まとめ待ちをやめて負荷を上げると、生放送の新しい切れ端が出るたびに、同じ要求が元のサーバーに押し寄せます。",
        en: "On the screen it is one application, yet most of the video comes from an edge nearby and little from the origin. Empty an edge, and the origin's load is multiplied. Lose one, and the other region's edge serves from afar. Without single flight and with more load, every new live segment sends a stampede to the origin.",
    },
    simplified: Text {
        ja: "1 つの要求は、動画の切れ端 1 つ（2 秒分）です。回線の太さの代わりに、エッジのコアが働きます。生放送の新しい切れ端は、2 秒で古くなる 1 つの写しとして扱います。画質の切り替えと先読みはありません。エッジの写しは、止まると消えます。",
        en: "A request is one segment, two seconds of video. An edge's cores stand for its bandwidth. Each new live segment is one copy that is old after two seconds. No quality is chosen and nothing is fetched ahead. An edge that stops loses its copies.",
    },
    operations: &[
        Text {
            ja: "作品を探す",
            en: "browse the films",
        },
        Text {
            ja: "生放送を見る",
            en: "watch live",
        },
        Text {
            ja: "動画の続きを受け取る",
            en: "get a segment of a film",
        },
        Text {
            ja: "再生を始める",
            en: "start to watch",
        },
    ],
    parameters: &[
        RATE,
        ARRIVALS,
        TIMEOUT,
        RETRIES,
        Parameter {
            id: "live",
            title: Text {
                ja: "生放送の割合",
                en: "Share of live viewers",
            },
            unit: Unit::Percent,
            minimum: 0,
            maximum: 90,
            default: 30,
            choices: &[],
        },
        Parameter {
            id: "single_flight",
            title: Text {
                ja: "同じ要求のまとめ待ち",
                en: "Single flight",
            },
            unit: Unit::Choice,
            minimum: 0,
            maximum: 1,
            default: 1,
            choices: &[
                Text {
                    ja: "しない（みなが元のサーバーに頼む）",
                    en: "off: everybody asks the origin",
                },
                Text {
                    ja: "する（1 つの応答を待つ）",
                    en: "on: they wait for one answer",
                },
            ],
        },
        Parameter {
            id: "origin_servers",
            title: Text {
                ja: "元のサーバーの数",
                en: "Origin servers",
            },
            unit: Unit::Machines,
            minimum: 1,
            maximum: UNITS_MAX as i64,
            default: 2,
            choices: &[],
        },
    ],
    scaling: Some(Scaling {
        parameter: "origin_servers",
        group: 0,
        title: Text {
            ja: "元のサーバー",
            en: "Origin servers",
        },
        minimum: 1,
        maximum: UNITS_MAX,
    }),
    cards,
    build,
};

mod doing {
    use super::Text;

    pub(super) const DELIVERING: Text = Text {
        ja: "動画を届ける",
        en: "delivering video",
    };
    pub(super) const CUTTING: Text = Text {
        ja: "動画を切り出す",
        en: "cutting segments",
    };
    pub(super) const STARTING: Text = Text {
        ja: "再生を始める",
        en: "starting to play",
    };
    pub(super) const LISTING: Text = Text {
        ja: "作品の一覧と権利",
        en: "films and rights",
    };
    pub(super) const KEEPING: Text = Text {
        ja: "動画の保管",
        en: "keeping the films",
    };
}

fn cards(settings: &Settings<'_>) -> Vec<NodeCard> {
    let stand = Stand::new;
    let text = |ja, en| Text { ja, en };
    let stands = [
        stand(EAST.viewers, text("東の人", "East"), Icon::Users, (0, 0)),
        stand(
            EAST.live,
            text("東の生放送", "Live, east"),
            Icon::Users,
            (0, 1),
        )
        .short("東の生放送", "Live E"),
        stand(WEST.viewers, text("西の人", "West"), Icon::Users, (0, 2)),
        stand(
            WEST.live,
            text("西の生放送", "Live, west"),
            Icon::Users,
            (0, 3),
        )
        .short("西の生放送", "Live W"),
        stand(
            EAST.guide,
            text("東の案内", "Guide east"),
            Icon::Balancer,
            (1, 0),
        ),
        stand(
            WEST.guide,
            text("西の案内", "Guide west"),
            Icon::Balancer,
            (1, 2),
        ),
        stand(
            EAST.edge,
            text("東のエッジ", "Edge east"),
            Icon::Edge,
            (2, 0),
        )
        .doing(&[doing::DELIVERING]),
        stand(
            WEST.edge,
            text("西のエッジ", "Edge west"),
            Icon::Edge,
            (2, 2),
        )
        .doing(&[doing::DELIVERING]),
        stand(DOOR, text("振り分け", "Balancer"), Icon::Balancer, (3, 1))
            .short("振り分け", "LB")
            .there_for(&[Duty::Carrier]),
        stand(ORIGIN, text("元", "Origin"), Icon::Server, (4, 0))
            .doing(&[doing::CUTTING, doing::STARTING]),
        stand(CATALOGUE, text("作品", "Catalogue"), Icon::Database, (5, 0))
            .short("作品", "Titles")
            .doing(&[doing::LISTING]),
        stand(FILMS, text("動画", "Films"), Icon::Database, (5, 1)).doing(&[doing::KEEPING]),
    ];
    arrangement::cards(&model(settings), &stands)
}

fn build(settings: &Settings<'_>) -> Blueprint {
    arrangement::build(settings, &model(settings))
}

fn model(settings: &Settings<'_>) -> Model {
    let mut parts = vec![
        (
            DOOR,
            PartSpec::Balancer(Balancer {
                zone: CENTRE.to_owned(),
                ..balancer(ORIGIN)
            }),
        ),
        (ORIGIN, PartSpec::Service(Box::new(origin(settings)))),
        (
            CATALOGUE,
            PartSpec::Database(pieces::database(look_up(), enter())),
        ),
        (FILMS, PartSpec::Database(pieces::database(load(), enter()))),
    ];
    for (region, other) in [(&EAST, &WEST), (&WEST, &EAST)] {
        parts.push((region.guide, PartSpec::Balancer(guide(region, other))));
        parts.push((region.edge, PartSpec::Cache(edge(settings, region))));
        parts.push((region.viewers, PartSpec::Clients(viewers(settings, region))));
        if settings.get("live") > 0 {
            let crowd = live_viewers(settings, region);
            parts.push((region.live, PartSpec::Clients(crowd)));
        }
    }
    pieces::model(parts, lines(settings))
}

/// All viewers are one crowd, with the arrivals of the users of any other system. Those of films come
/// before those of the live programme in it, and the east before the west.
fn part(settings: &Settings<'_>, region: &Region, live: bool) -> CrowdSpec {
    let of_films = 100 - settings.get("live") as u32;
    let (first, both) = if live {
        (of_films, 100 - of_films)
    } else {
        (0, of_films)
    };
    // Halves of percentages are counted in millionths.
    let start = first * 10_000
        + if region.zone == EAST.zone {
            0
        } else {
            both * 5_000
        };
    let edge = |millionths| Percent(sim::Probability::from_per_million(millionths));
    CrowdSpec {
        name: "users".to_owned(),
        from: edge(start),
        to: edge(start + both * 5_000),
    }
}

/// Viewers of one region who want these operations.
fn crowd(
    settings: &Settings<'_>,
    region: &Region,
    live: bool,
    operations: Vec<OperationSpec>,
) -> ClientsSpec {
    let part = part(settings, region, live);
    let whole = settings.get("rate") as f64;
    let users = |per_second| pieces::users(settings, region.guide, per_second, operations);
    let share = part.to.0.per_million() - part.from.0.per_million();
    let theirs = match settings.get("arrivals") {
        0 | 1 => ClientsSpec {
            crowd: Some(part),
            ..users(whole)
        },
        // Who waits for answers comes when they have come.
        _ => users(whole * f64::from(share) / 1e6),
    };
    ClientsSpec {
        zone: region.zone.to_owned(),
        ..theirs
    }
}

fn wanted(name: &str, weight: u32) -> OperationSpec {
    OperationSpec {
        name: name.to_owned(),
        weight,
        data: None,
    }
}

/// Those who look for films, start them, and watch them.
fn viewers(settings: &Settings<'_>, region: &Region) -> ClientsSpec {
    let operations = vec![
        wanted(BROWSE, 10),
        wanted(SEGMENT_OF_FILM, 85),
        wanted(START, 5),
    ];
    ClientsSpec {
        keys: KeysSpec {
            count: SEGMENTS,
            popularity: PopularitySpec::Zipf { exponent: 0.9 },
        },
        ..crowd(settings, region, false, operations)
    }
}

/// Those who watch the live programme: all of them want the same.
fn live_viewers(settings: &Settings<'_>, region: &Region) -> ClientsSpec {
    ClientsSpec {
        keys: KeysSpec {
            count: 1,
            popularity: PopularitySpec::Uniform,
        },
        ..crowd(settings, region, true, vec![wanted(LIVE, 1)])
    }
}

fn guide(region: &Region, other: &Region) -> Balancer {
    Balancer {
        targets: [region.edge, other.edge, DOOR].map(str::to_owned).to_vec(),
        policy: Policy::InOrder,
        checks: Some(Checks {
            interval: Span::from_millis(1_000),
            timeout: Span::from_millis(500),
            ..Checks::default()
        }),
        ..balancer(region.edge)
    }
}

fn edge(settings: &Settings<'_>, region: &Region) -> Cache {
    let named = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    Cache {
        origin: DOOR.to_owned(),
        store: false,
        keeps: named(&[BROWSE, LIVE, SEGMENT_OF_FILM]),
        invalidates: Vec::new(),
        updates: Vec::new(),
        capacity: ROOM,
        time_to_live: None,
        time_to_live_of: BTreeMap::from([(BROWSE.to_owned(), LIST), (LIVE.to_owned(), SEGMENT)]),
        stale_while_revalidate: Span::default(),
        single_flight: settings.get("single_flight") == 1,
        timeout: Span::from_millis(1_500),
        lookup: pieces::computed(2),
        workers: 4,
        queue: 1_000,
        replicas: 1,
        boot: Span::from_millis(5_000),
        zones: vec![region.zone.to_owned()],
    }
}

fn origin(settings: &Settings<'_>) -> Service {
    let steps = operations([
        (BROWSE, vec![work(list()), read(CATALOGUE)]),
        (LIVE, vec![work(encode())]),
        (SEGMENT_OF_FILM, vec![read(FILMS), work(cut())]),
        (START, vec![work(permit()), read(CATALOGUE)]),
    ]);
    Service {
        replicas: settings.count("origin_servers"),
        maximum: Some(UNITS_MAX),
        zones: vec![CENTRE.to_owned()],
        ..service(steps)
    }
}

/// Near is the own region; the other one is across an ocean, and so is the origin.
fn lines(settings: &Settings<'_>) -> Lines {
    let between = |first: &str, second: &str, mean_ms| Between {
        ends: [first.to_owned(), second.to_owned()],
        line: pieces::line(mean_ms),
    };
    let mut lines = pieces::region();
    for (region, other) in [(&EAST, &WEST), (&WEST, &EAST)] {
        lines.parts.extend([
            between(region.viewers, region.guide, 8),
            between(region.guide, region.edge, 2),
            between(region.guide, other.edge, 60),
            between(region.guide, DOOR, 40),
            between(region.edge, DOOR, 40),
        ]);
        if settings.get("live") > 0 {
            let line = between(region.live, region.guide, 8);
            lines.parts.push(line);
        }
    }
    lines
}

/// A core of the origin makes a page of the list of films.
const fn list() -> Timing {
    pieces::computed(5)
}

/// A core of the origin makes the newest segment of the live programme.
const fn encode() -> Timing {
    pieces::computed(60)
}

/// A core of the origin cuts a segment out of a film, in the quality that is wanted.
const fn cut() -> Timing {
    pieces::computed(20)
}

/// A core of the origin finds out whether somebody may watch, and makes the keys for it.
const fn permit() -> Timing {
    pieces::computed(15)
}

/// A core of the catalogue reads about a film.
const fn look_up() -> Timing {
    Timing::Exponential(Span::from_millis(3))
}

/// A core of the films' store reads a segment.
const fn load() -> Timing {
    Timing::Exponential(Span::from_millis(5))
}

/// A core of either writes; nobody does while films are watched.
const fn enter() -> Timing {
    Timing::Exponential(Span::from_millis(8))
}
