//! Draws a gallery of stages and charts as SVG files and one page that shows them all, to be looked
//! at while the look is worked on: `cargo run -p scene --example gallery -- DIRECTORY`.

use std::path::{Path, PathBuf};

use scene::{
    ChartLine, ChartMark, ChartView, Dash, Ink, Scene, Size, Theme, compose_chart, nice_maximum,
    svg,
};
use sim::{Fault, LinkId, NodeId, Place};

#[path = "../tests/support/runs.rs"]
mod runs;

use runs::{FIRST_API, FIRST_DATABASE, HEALTHY, Picture, Run, Situation, lossy};

const CENTRAL: Situation = Situation {
    system: "centralized",
    ..HEALTHY
};

const SITUATIONS: &[(&str, Situation)] = &[
    ("central", CENTRAL),
    (
        "central-slowmotion",
        Situation {
            speed: 0.02,
            ..CENTRAL
        },
    ),
    (
        "central-saturated",
        Situation {
            parameters: &[("rate", 330)],
            until_ms: 9_000,
            speed: 1.0,
            ..CENTRAL
        },
    ),
    (
        "central-crash",
        Situation {
            faults: &[(6_000, Fault::Crash { node: NodeId(1) })],
            until_ms: 18_400,
            speed: 1.0,
            ..CENTRAL
        },
    ),
    ("healthy", HEALTHY),
    (
        "slowmotion",
        Situation {
            speed: 0.01,
            ..HEALTHY
        },
    ),
    (
        "fast",
        Situation {
            speed: 2.0,
            ..HEALTHY
        },
    ),
    (
        "four",
        Situation {
            parameters: &[("api_servers", 4), ("rate", 600)],
            speed: 1.0,
            ..HEALTHY
        },
    ),
    (
        "eight",
        Situation {
            parameters: &[("api_servers", 8), ("rate", 600)],
            faults: &[(6_000, Fault::Crash { node: NodeId(4) })],
            until_ms: 14_000,
            speed: 1.0,
            ..HEALTHY
        },
    ),
    (
        "api-crash",
        Situation {
            faults: &[(6_000, Fault::Crash { node: FIRST_API })],
            until_ms: 7_500,
            speed: 1.0,
            ..HEALTHY
        },
    ),
    (
        "api-crash-noticed",
        Situation {
            parameters: &[("rate", 320)],
            faults: &[(6_000, Fault::Crash { node: FIRST_API })],
            until_ms: 18_400,
            speed: 1.0,
            ..HEALTHY
        },
    ),
    (
        "failover",
        Situation {
            faults: &[(
                6_000,
                Fault::Crash {
                    node: FIRST_DATABASE,
                },
            )],
            until_ms: 22_000,
            speed: 0.2,
            ..HEALTHY
        },
    ),
    (
        "failover-done",
        Situation {
            parameters: &[("promotion", 5)],
            faults: &[(
                6_000,
                Fault::Crash {
                    node: FIRST_DATABASE,
                },
            )],
            until_ms: 30_000,
            speed: 0.05,
            ..HEALTHY
        },
    ),
    (
        "links",
        Situation {
            parameters: &[("api_servers", 3)],
            faults: &[
                (3_000, Fault::Partition { link: LinkId(1) }),
                (3_000, lossy(2, 20)),
                (
                    2_000,
                    Fault::Slow {
                        node: NodeId(4),
                        factor: 4,
                    },
                ),
                (5_000, Fault::Pause { node: FIRST_API }),
            ],
            until_ms: 7_000,
            speed: 0.2,
            ..HEALTHY
        },
    ),
];

fn main() -> std::io::Result<()> {
    let directory = std::env::args()
        .nth(1)
        .unwrap_or_else(|| "target/gallery".to_owned());
    let directory = PathBuf::from(directory);
    std::fs::create_dir_all(&directory)?;
    for (name, situation) in SITUATIONS {
        let run = situation.run();
        draw_all(&directory, name, &run)?;
    }
    catalogue(&directory)?;
    charts(&directory)
}

/// Every system of the catalogue, on a whole stage, beside another one, and on a phone.
fn catalogue(directory: &Path) -> std::io::Result<()> {
    let mut scene = Scene::default();
    for (name, run) in runs::catalogue() {
        let name: String = name.split(|char: char| !char.is_alphanumeric()).collect();
        for (kind, width, height) in [
            ("stage", 1_240.0, 560.0),
            ("desk", 940.0, 560.0),
            ("half", 614.0, 370.0),
            ("phone", 390.0, 250.0),
            ("tall", 360.0, 480.0),
            ("micro", 176.0, 150.0),
        ] {
            for (language, japanese) in [("ja", true), ("en", false)] {
                run.draw(&Picture::new(width, height, japanese), &mut scene);
                let file = format!("catalogue-{name}-{kind}-{language}.svg");
                std::fs::write(directory.join(file), svg(&scene, Theme::Light))?;
            }
        }
    }
    Ok(())
}

fn draw_all(directory: &Path, name: &str, run: &Run) -> std::io::Result<()> {
    let mut scene = Scene::default();
    let japanese = Picture::new(614.0, 370.0, true);
    let pictures = [
        ("", japanese, Theme::Light),
        ("-en", Picture::new(614.0, 370.0, false), Theme::Light),
        ("-dark", japanese, Theme::Dark),
        ("-large", Picture::new(940.0, 560.0, true), Theme::Light),
        ("-small", Picture::new(390.0, 250.0, true), Theme::Light),
        ("-small-en", Picture::new(390.0, 250.0, false), Theme::Light),
        ("-micro", Picture::new(176.0, 150.0, true), Theme::Light),
        ("-phone", Picture::new(360.0, 480.0, true), Theme::Light),
        ("-pane", Picture::new(470.0, 285.0, true), Theme::Light),
        ("-pane-en", Picture::new(470.0, 285.0, false), Theme::Light),
        (
            "-still",
            Picture {
                still: true,
                selected: Some(Place::Node(NodeId(1))),
                ..japanese
            },
            Theme::Light,
        ),
        (
            "-projector",
            Picture {
                text_scale: 1.7,
                ..Picture::new(940.0, 560.0, true)
            },
            Theme::Light,
        ),
    ];
    for (kind, picture, theme) in pictures {
        run.draw(&picture, &mut scene);
        std::fs::write(
            directory.join(format!("{name}{kind}.svg")),
            svg(&scene, theme),
        )?;
    }
    Ok(())
}

/// The curves of a crash and its repair.
fn charts(directory: &Path) -> std::io::Result<()> {
    let mut run = Situation {
        parameters: &[("rate", 320)],
        faults: &[
            (40_000, Fault::Crash { node: FIRST_API }),
            (70_000, Fault::Restart { node: FIRST_API }),
        ],
        until_ms: 1,
        speed: 1.0,
        ..HEALTHY
    }
    .run();
    run.skip_to(96.0);
    let bins = || run.simulation.metrics().bins();
    let at = |index: usize| (index as f64 + 1.0) / 10.0;
    let succeeded: Vec<_> = bins()
        .map(|(index, bin)| (at(index), f64::from(bin.succeeded) * 10.0))
        .collect();
    let failed: Vec<_> = bins()
        .map(|(index, bin)| (at(index), f64::from(bin.failed) * 10.0))
        .collect();
    let latency: Vec<_> = bins()
        .map(|(index, bin)| {
            let millis = bin
                .p99
                .map_or(f64::NAN, |micros| f64::from(micros) / 1_000.0);
            (at(index), millis)
        })
        .collect();
    let most = |points: &[(f64, f64)]| points.iter().map(|point| point.1).fold(0.0, f64::max);
    let marks = [
        ChartMark {
            at: 40.0,
            damage: true,
        },
        ChartMark {
            at: 70.0,
            damage: false,
        },
    ];
    let rates = [
        ChartLine {
            points: &succeeded,
            ink: Ink::Reply,
            dash: Dash::Solid,
            label: "届いた応答",
        },
        ChartLine {
            points: &failed,
            ink: Ink::Damage,
            dash: Dash::Dashed,
            label: "失敗",
        },
    ];
    let latencies = [ChartLine {
        points: &latency,
        ink: Ink::Request,
        dash: Dash::Solid,
        label: "p99",
    }];
    let mut scene = Scene::default();
    for (name, width, height, text_scale, from, theme) in [
        ("chart", 614.0, 130.0, 1.0, 36.0, Theme::Light),
        ("chart-long", 614.0, 130.0, 1.0, 0.0, Theme::Light),
        ("chart-dark", 614.0, 160.0, 1.0, 66.0, Theme::Dark),
        ("chart-small", 300.0, 80.0, 1.0, 66.0, Theme::Light),
        ("chart-projector", 940.0, 240.0, 1.7, 0.0, Theme::Light),
    ] {
        let mut view = ChartView {
            size: Size { width, height },
            text_scale,
            lines: &rates,
            from,
            to: 96.0,
            maximum: nice_maximum(most(&succeeded)),
            unit: "件/秒",
            marks: &marks,
        };
        compose_chart(&view, &mut scene);
        std::fs::write(directory.join(format!("{name}.svg")), svg(&scene, theme))?;
        view.lines = &latencies;
        view.unit = "ms";
        view.maximum = nice_maximum(most(&latency));
        compose_chart(&view, &mut scene);
        let name = format!("{name}-latency.svg");
        std::fs::write(directory.join(name), svg(&scene, theme))?;
    }
    Ok(())
}
