//! Runs of the real systems, ready to be drawn; shared by the tests and the gallery.

#![allow(dead_code, reason = "every user of this file needs a part of it")]

use scene::{Card, Flow, Icon, Scene, Size, StageView, StageWords, compose_stage};
use sim::{
    Duration, Fault, Intervention, LinkId, NodeId, Place, Planned, Probability, Scenario,
    Simulation, Snapshot, Time,
};
use systems::{ENTRIES, Unit};

/// A system at one instant, after it was watched for a while.
pub struct Run {
    pub simulation: Simulation,
    pub snapshot: Snapshot,
    pub flow: Flow,
    pub speed: f64,
    system: &'static str,
    parameters: &'static [(&'static str, i64)],
}

/// What is to be run and watched.
#[derive(Clone, Copy)]
pub struct Situation {
    pub system: &'static str,
    pub parameters: &'static [(&'static str, i64)],
    pub faults: &'static [(u64, Fault)],
    /// Demand from a time in milliseconds on.
    pub demand: Option<(u64, u64)>,
    pub until_ms: u64,
    pub speed: f64,
}

pub const HEALTHY: Situation = Situation {
    system: "web-rds",
    parameters: &[],
    faults: &[],
    demand: None,
    until_ms: 4_000,
    speed: 0.05,
};

pub const USERS: NodeId = NodeId(0);
pub const FIRST_API: NodeId = NodeId(2);
pub const FIRST_DATABASE: NodeId = NodeId(10);

const FRAME_MS: f64 = 1_000.0 / 60.0;

impl Situation {
    pub fn run(&self) -> Run {
        let planned = self.faults.iter().map(|(at_ms, fault)| Planned {
            at: Time::ZERO + Duration::from_millis(*at_ms),
            what: Intervention::Fault(*fault),
        });
        let demand = self.demand.map(|(at_ms, per_second)| Planned {
            at: Time::ZERO + Duration::from_millis(at_ms),
            what: Intervention::SetDemand {
                per_second_milli: per_second * 1_000,
            },
        });
        let scenario = Scenario {
            planned: planned.chain(demand).collect(),
            ..scenario(self.system, self.parameters)
        };
        let blueprint = systems::blueprint(&scenario).expect("the situation can be run");
        let mut run = Run {
            simulation: Simulation::new(blueprint),
            snapshot: Snapshot::default(),
            flow: Flow::default(),
            speed: self.speed,
            system: self.system,
            parameters: self.parameters,
        };
        // Watched for two seconds of the person's before the picture is taken.
        let end = self.until_ms as f64 / 1e3;
        run.skip_to((end - 2.0 * self.speed).max(0.0));
        run.watch_to(end);
        run
    }
}

/// Every system as it is, with every choice that it has, and with something out of order.
pub fn catalogue() -> Vec<(String, Run)> {
    let mut runs = Vec::new();
    for entry in ENTRIES {
        let mut settings: Vec<&'static [(&'static str, i64)]> = vec![&[]];
        for parameter in entry.parameters {
            if parameter.unit == Unit::Choice && parameter.id != "arrivals" {
                let others = parameter.minimum..=parameter.maximum;
                let others = others.filter(|value| *value != parameter.default);
                settings.extend(others.map(|value| &*vec![(parameter.id, value)].leak()));
            }
        }
        for parameters in settings {
            let situation = Situation {
                system: entry.id,
                parameters,
                ..HEALTHY
            };
            runs.push((format!("{} {parameters:?}", entry.id), situation.run()));
            let trouble = Situation {
                faults: &[
                    (500, Fault::Crash { node: NodeId(1) }),
                    (500, Fault::Partition { link: LinkId(0) }),
                ],
                speed: 0.2,
                ..situation
            };
            runs.push((
                format!("{} {parameters:?} in trouble", entry.id),
                trouble.run(),
            ));
        }
    }
    runs
}

impl Run {
    pub fn skip_to(&mut self, secs: f64) {
        let deadline = Time::from_nanos((secs * 1e9) as u64);
        self.simulation.run_until(deadline, u64::MAX);
        self.simulation.snapshot_into(&mut self.snapshot);
    }

    /// One frame of the page.
    pub fn frame(&mut self) {
        let now = self.simulation.now().as_secs_f64();
        self.skip_to(now + self.speed * FRAME_MS / 1_000.0);
        self.flow.advance(&self.snapshot, FRAME_MS, self.speed);
    }

    pub fn watch_to(&mut self, secs: f64) {
        while self.simulation.now().as_secs_f64() < secs {
            self.frame();
        }
    }

    pub fn cards(&self, japanese: bool) -> Vec<Card> {
        cards(self.system, self.parameters, japanese)
    }

    pub fn draw(&self, picture: &Picture, scene: &mut Scene) {
        let cards = self.cards(picture.japanese);
        let view = StageView {
            size: picture.size,
            text_scale: picture.text_scale,
            snapshot: &self.snapshot,
            cards: &cards,
            words: words(picture.japanese),
            selected: picture.selected,
            flow: &self.flow,
            speed: self.speed,
            still: picture.still,
        };
        compose_stage(&view, scene);
    }
}

/// How a run is drawn.
#[derive(Clone, Copy)]
pub struct Picture {
    pub size: Size,
    pub text_scale: f32,
    pub japanese: bool,
    pub selected: Option<Place>,
    pub still: bool,
}

impl Picture {
    pub fn new(width: f32, height: f32, japanese: bool) -> Self {
        Self {
            size: Size { width, height },
            text_scale: 1.0,
            japanese,
            selected: None,
            still: false,
        }
    }
}

fn scenario(system: &str, parameters: &[(&str, i64)]) -> Scenario {
    let entry = systems::entry(system).expect("a system of the catalogue");
    let parameters = parameters.iter();
    Scenario {
        parameters: parameters
            .map(|(id, value)| ((*id).to_owned(), *value))
            .collect(),
        ..entry.scenario(7, Duration::from_secs(600))
    }
}

pub fn cards(system: &str, parameters: &[(&str, i64)], japanese: bool) -> Vec<Card> {
    let entry = systems::entry(system).expect("a system of the catalogue");
    let cards = entry.cards(&scenario(system, parameters));
    let cards = cards.into_iter().map(|card| Card {
        label: if japanese {
            card.title_ja
        } else {
            card.title_en
        },
        short: if japanese {
            card.short_ja
        } else {
            card.short_en
        },
        zone: match (card.zone.as_str(), japanese) {
            ("", _) => String::new(),
            (zone, true) => format!("ゾーン {zone}"),
            (zone, false) => format!("zone {zone}"),
        },
        icon: match card.icon {
            systems::Icon::Users => Icon::Users,
            systems::Icon::Server => Icon::Server,
            systems::Icon::Balancer => Icon::Balancer,
            systems::Icon::Database => Icon::Database,
            systems::Icon::Monitor => Icon::Monitor,
            systems::Icon::Gateway => Icon::Gateway,
            systems::Icon::Queue => Icon::Queue,
            systems::Icon::Cache => Icon::Cache,
            systems::Icon::Edge => Icon::Edge,
        },
        column: card.column,
        row: card.row,
    });
    cards.collect()
}

pub const fn lossy(link: u16, percent: u32) -> Fault {
    Fault::Lossy {
        link: LinkId(link),
        loss: Probability::from_percent(percent),
    }
}

pub fn words(japanese: bool) -> &'static StageWords {
    if japanese { &JAPANESE } else { &ENGLISH }
}

static JAPANESE: StageWords = StageWords {
    up: "稼働中",
    busy: "忙しい",
    saturated: "飽和",
    slow: "遅い",
    paused: "一時停止",
    down: "停止",
    recovering: "復帰中",
    gray: "一部失敗",
    primary: "主",
    standby: "待機",
    promoting: "引き継ぎ中",
    draining: "片付け中",
    former: "元の主",
    waiting: "待ち",
    per_second: "件/秒",
    seconds: "秒",
    unhealthy: "送らない",
    cut: "切断",
    cut_one_way: "片道切断",
    lossy: "損失",
    late: "遅れ",
    milliseconds: "ms",
    timed_out: "時間切れ",
    queue_full: "混雑",
    unavailable: "応じる先なし",
    dependency_timed_out: "奥が時間切れ",
    rate_limited: "流量制限",
    shed: "間に合わず断る",
    circuit_open: "遮断中",
    limit_reached: "同時数の上限",
    faulty: "内部エラー",
    lost: "消失",
    crashed: "停止で消失",
};

static ENGLISH: StageWords = StageWords {
    up: "up",
    busy: "busy",
    saturated: "saturated",
    slow: "slow",
    paused: "paused",
    down: "down",
    recovering: "recovering",
    gray: "some fail",
    primary: "primary",
    standby: "standby",
    promoting: "taking over",
    draining: "draining",
    former: "was primary",
    waiting: "waiting",
    per_second: "/s",
    seconds: "s",
    unhealthy: "not used",
    cut: "cut",
    cut_one_way: "cut one way",
    lossy: "loss",
    late: "delay",
    milliseconds: "ms",
    timed_out: "timed out",
    queue_full: "queue full",
    unavailable: "nobody there",
    dependency_timed_out: "backend timed out",
    rate_limited: "rate limited",
    shed: "shed",
    circuit_open: "circuit open",
    limit_reached: "limit reached",
    faulty: "internal error",
    lost: "lost",
    crashed: "lost in the crash",
};
