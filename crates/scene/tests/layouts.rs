//! Arrangements of real runs: of every system, with every number of servers, at every size and in
//! both languages, nothing lies on anything else and nothing is cut off.

use std::collections::BTreeSet;

use scene::{Rect, Scene, Shape, Size};
use sim::{Fault, LinkId, NodeId, NodeState, Place};

#[path = "support/runs.rs"]
mod runs;

use runs::{FIRST_API, FIRST_DATABASE, HEALTHY, Picture, Run, Situation, lossy};

const SIZES: [(f32, f32); 8] = [
    (1_240.0, 560.0),
    (470.0, 285.0),
    (614.0, 370.0),
    (940.0, 560.0),
    (390.0, 250.0),
    (176.0, 150.0),
    (360.0, 480.0),
    (1_240.0, 400.0),
];

/// Several things out of order at once.
const TROUBLE: Situation = Situation {
    faults: &[
        (500, Fault::Crash { node: FIRST_API }),
        (
            500,
            Fault::Crash {
                node: FIRST_DATABASE,
            },
        ),
        (600, Fault::Partition { link: LinkId(2) }),
        (600, lossy(3, 30)),
    ],
    until_ms: 4_000,
    speed: 0.2,
    ..HEALTHY
};

fn run(base: Situation, servers: i64) -> Run {
    let parameters: &'static [(&str, i64)] = match servers {
        1 => &[("api_servers", 1)],
        2 => &[("api_servers", 2)],
        3 => &[("api_servers", 3)],
        4 => &[("api_servers", 4)],
        5 => &[("api_servers", 5)],
        6 => &[("api_servers", 6)],
        7 => &[("api_servers", 7)],
        _ => &[("api_servers", 8)],
    };
    Situation { parameters, ..base }.run()
}

/// Every run that is looked at, with its name.
fn all_runs() -> Vec<(String, Run)> {
    let mut runs = runs::catalogue();
    for servers in 1..=8 {
        runs.push((format!("{servers} servers"), run(HEALTHY, servers)));
        let name = format!("{servers} servers in trouble");
        runs.push((name, run(TROUBLE, servers)));
    }
    runs
}

fn for_every_picture(mut check: impl FnMut(&str, &Scene, Picture, &Run)) {
    let mut scene = Scene::default();
    for (name, run) in all_runs() {
        for (width, height) in SIZES {
            for japanese in [true, false] {
                let picture = Picture::new(width, height, japanese);
                run.draw(&picture, &mut scene);
                let language = if japanese { "ja" } else { "en" };
                let name = format!("{name}, {width}×{height}, {language}");
                check(&name, &scene, picture, &run);
            }
        }
        let projector = Picture {
            text_scale: 1.7,
            ..Picture::new(940.0, 560.0, true)
        };
        run.draw(&projector, &mut scene);
        check(&format!("{name}, projector"), &scene, projector, &run);
    }
}

fn stage(size: Size) -> Rect {
    Rect {
        x: 0.0,
        y: 0.0,
        width: size.width,
        height: size.height,
    }
}

#[test]
fn buttons_do_not_overlap_and_lie_on_the_stage() {
    for_every_picture(|name, scene, _, _| {
        for (index, target) in scene.targets.iter().enumerate() {
            let on_stage = stage(scene.size).encloses(&target.rect);
            assert!(on_stage, "{name}: {target:?}");
            for other in &scene.targets[index + 1..] {
                let apart = !target.rect.overlaps(&other.rect);
                assert!(apart, "{name}: {target:?} and {other:?}");
            }
        }
    });
}

#[test]
fn every_shown_node_and_on_larger_stages_every_shown_link_has_a_button() {
    for_every_picture(|name, scene, picture, run| {
        let count = |link: bool| {
            let of_kind = |place: Place| matches!(place, Place::Link(_)) == link;
            let targets = scene.targets.iter();
            targets.filter(|target| of_kind(target.place)).count()
        };
        for target in &scene.targets {
            if matches!(target.place, Place::Link(_)) {
                let (width, height) = (target.rect.width, target.rect.height);
                assert!(width >= 24.0 && height >= 24.0, "{name}: {target:?}");
            }
        }
        let shown = |node: NodeId| run.snapshot.nodes[node.index()].state != NodeState::Absent;
        let nodes = run.snapshot.nodes.iter().filter(|node| shown(node.id));
        let nodes = nodes.count();
        let links = run.snapshot.links.iter();
        let links = links.filter(|link| shown(link.source) && shown(link.target));
        let links = links.count();
        assert_eq!(count(false), nodes, "{name}");
        if picture.size.width >= 600.0 && picture.size.height >= 360.0 {
            assert_eq!(count(true), links, "{name}");
        }
    });
}

#[test]
fn texts_do_not_overlap_and_are_large_enough() {
    for_every_picture(|name, scene, picture, _| {
        let mut boxes: Vec<(Rect, &str)> = Vec::new();
        for shape in &scene.shapes {
            let Shape::Text(text) = shape else { continue };
            let words = scene.words(text.words);
            let smallest = 12.0 * picture.text_scale;
            assert!(
                text.size >= smallest - 0.01,
                "{name}: {words} {}",
                text.size
            );
            let place = scene.text_box(text);
            assert!(
                stage(scene.size).encloses(&place),
                "{name}: {words} {place:?}"
            );
            for (other, other_words) in &boxes {
                let apart = !place.overlaps(other);
                assert!(
                    apart,
                    "{name}: {words} {place:?} and {other_words} {other:?}"
                );
            }
            boxes.push((place, words));
        }
        let micro = picture.size.width < 200.0;
        assert_eq!(boxes.is_empty(), micro, "{name}");
    });
}

#[test]
fn names_are_whole_at_a_desk_and_cut_short_where_machines_crowd() {
    for_every_picture(|name, scene, picture, run| {
        if picture.size.width < 600.0 || picture.text_scale > 1.0 {
            return;
        }
        let cards = run.cards(picture.japanese);
        let shown = |target: &scene::Target| match target.place {
            Place::Node(node) => Some(&cards[node.index()]),
            Place::Link(_) => None,
        };
        let shown: Vec<_> = scene.targets.iter().filter_map(shown).collect();
        let columns: BTreeSet<u8> = shown.iter().map(|card| card.column).collect();
        let crowded = columns.len() > if picture.size.width < 900.0 { 4 } else { 5 };
        let texts = scene.shapes.iter().filter_map(|shape| match shape {
            Shape::Text(text) => Some(scene.words(text.words)),
            _ => None,
        });
        let texts: Vec<&str> = texts.collect();
        for card in shown {
            let whole = texts.contains(&card.label.as_str());
            let beginning = texts.iter().any(|text| {
                let beginning = text.strip_suffix('…').unwrap_or_default();
                !beginning.is_empty() && card.label.starts_with(beginning)
            });
            let label = &card.label;
            assert!(
                whole || (crowded && beginning),
                "{name}: {label} in {texts:?}"
            );
        }
    });
}

#[test]
fn nothing_moves_while_servers_come_and_go_within_a_number_of_slots() {
    let places = |servers: i64| {
        let mut scene = Scene::default();
        run(HEALTHY, servers).draw(&Picture::new(614.0, 370.0, true), &mut scene);
        let targets = scene.targets.into_iter();
        let nodes = targets.filter(|target| matches!(target.place, Place::Node(_)));
        nodes
            .map(|target| (target.place, target.rect))
            .collect::<Vec<_>>()
    };
    for (fewer, more) in [(5, 6), (7, 8)] {
        let after = places(more);
        for place in places(fewer) {
            assert!(after.contains(&place), "{fewer} to {more}: {place:?}");
        }
    }
    // The next number of slots does move them.
    assert!(!places(4).iter().all(|place| places(5).contains(place)));
}

#[test]
fn a_click_in_the_middle_of_a_button_means_its_place() {
    for_every_picture(|name, scene, _, _| {
        for target in &scene.targets {
            let hit = scene.hit(target.rect.centre());
            assert_eq!(hit, Some(target.place), "{name}");
        }
    });
}
