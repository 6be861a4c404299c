//! Arrangements of real runs: of every system, with every number of servers, at every size and in
//! both languages, nothing lies on anything else and nothing is cut off.

use scene::{Card, Ink, Rect, Scene, Shape, Size, Stroke};
use sim::{Fault, LinkId, NodeId, NodeState, Place};

#[path = "support/runs.rs"]
mod runs;

use runs::{FIRST_API, FIRST_DATABASE, HEALTHY, Picture, Run, Situation, lossy};

const SIZES: [(f32, f32); 9] = [
    (1_240.0, 560.0),
    DESK,
    (370.0, 152.0),
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
fn a_count_of_losses_lies_on_no_name() {
    for_every_picture(|name, scene, _, _| {
        let count = |rect: &Rect, radius: f32, stroke: &Option<Stroke>| {
            let edge = stroke.map(|stroke| stroke.ink);
            let round = (radius - rect.height / 2.0).abs() < 0.01;
            round && matches!(edge, Some(Ink::Damage | Ink::DamageText))
        };
        let counts = scene.shapes.iter().filter_map(|shape| match shape {
            Shape::Rectangle {
                rect,
                radius,
                stroke,
                ..
            } if count(rect, *radius, stroke) => Some(*rect),
            _ => None,
        });
        let texts = || {
            let texts = scene.shapes.iter();
            texts.filter_map(|shape| match shape {
                Shape::Text(text) => Some((scene.text_box(text), scene.words(text.words))),
                _ => None,
            })
        };
        for count in counts {
            for (place, words) in texts().filter(|(place, _)| !count.encloses(place)) {
                let apart = !count.overlaps(&place);
                assert!(apart, "{name}: {words} {place:?} under {count:?}");
            }
        }
    });
}

/// How large the stages of two systems side by side are: on a screen of 1280 × 720 and in the large
/// view of a screen of 1920 × 1080. A test of the built page holds that they are no smaller.
const DESK: (f32, f32) = (488.0, 300.0);
const HALL: (f32, f32) = (920.0, 420.0);
const HALL_TEXT: f32 = 24.0 / 14.0;
/// In the large view of a screen of 1280 × 720.
const HALL_SMALL: (f32, f32) = (600.0, 260.0);
/// On a telephone of 390 × 844; taller where a column has four rows or more.
const PHONE: (f32, f32) = (370.0, 152.0);
const PHONE_CROWDED: (f32, f32) = (370.0, 248.0);

/// What can be read on a picture of this size: the names of all cards, and all texts.
fn names(run: &Run, size: (f32, f32), text_scale: f32, japanese: bool) -> (Vec<Card>, Vec<String>) {
    let mut scene = Scene::default();
    let picture = Picture {
        text_scale,
        ..Picture::new(size.0, size.1, japanese)
    };
    run.draw(&picture, &mut scene);
    let cards = run.cards(japanese);
    let shown = scene
        .targets
        .iter()
        .filter_map(|target| match target.place {
            Place::Node(node) => Some(cards[node.index()].clone()),
            Place::Link(_) => None,
        });
    let texts = scene.shapes.iter().filter_map(|shape| match shape {
        Shape::Text(text) => Some(scene.words(text.words).to_owned()),
        _ => None,
    });
    (shown.collect(), texts.collect())
}

/// Whether a name stands there whole, on one line or on two.
fn stands(name: &str, texts: &[String]) -> bool {
    let on_two = |pair: &[String]| {
        let rest = name.strip_prefix(pair[0].as_str());
        rest.is_some_and(|rest| rest.trim_start() == pair[1])
    };
    !name.is_empty() && (texts.iter().any(|text| text == name) || texts.windows(2).any(on_two))
}

/// Every system that can grow, with so many machines.
fn grown(count: i64) -> Vec<(String, Run)> {
    let growing = systems::ENTRIES.iter();
    let growing = growing.filter_map(|entry| Some((entry, entry.scaling?.parameter)));
    let runs = growing.map(|(entry, parameter)| {
        let situation = Situation {
            system: entry.id,
            parameters: &*vec![(parameter, count)].leak(),
            ..HEALTHY
        };
        (format!("{} {count}", entry.id), situation.run())
    });
    runs.collect()
}

fn check_names(name: &str, run: &Run, size: (f32, f32), text_scale: f32, short_will_do: bool) {
    for japanese in [true, false] {
        check_names_in(japanese, name, run, size, text_scale, short_will_do);
    }
}

fn check_names_in(
    japanese: bool,
    name: &str,
    run: &Run,
    size: (f32, f32),
    text_scale: f32,
    short_will_do: bool,
) {
    let (cards, texts) = names(run, size, text_scale, japanese);
    for Card { label, short, .. } in cards {
        let read = stands(&label, &texts) || (short_will_do && stands(&short, &texts));
        assert!(read, "{name}, {size:?}: {label} in {texts:?}");
    }
}

#[test]
fn every_name_can_be_read_whole_at_a_desk_and_in_a_hall() {
    for entry in systems::ENTRIES {
        let run = Situation {
            system: entry.id,
            ..HEALTHY
        };
        let run = run.run();
        check_names(entry.id, &run, DESK, 1.0, false);
        check_names(entry.id, &run, HALL, HALL_TEXT, false);
        // In English the microservices' names are cut on so small a screen.
        let languages = [true, false].into_iter();
        for japanese in languages.filter(|japanese| *japanese || entry.id != "microservices") {
            check_names_in(japanese, entry.id, &run, HALL_SMALL, HALL_TEXT, true);
        }
    }
    let tiers = Situation {
        system: "layered",
        parameters: &[("tiers", 1)],
        ..HEALTHY
    };
    check_names("tiers", &tiers.run(), HALL_SMALL, HALL_TEXT, true);
}

#[test]
fn where_machines_are_more_every_one_has_at_least_its_short_name() {
    let grown = grown(4).into_iter().chain(grown(8));
    for (name, run) in grown.chain(runs::catalogue()) {
        check_names(&name, &run, DESK, 1.0, true);
        check_names(&name, &run, HALL, HALL_TEXT, true);
    }
}

fn on_a_telephone(run: &Run) -> (f32, f32) {
    let cards = run.cards(true);
    let shown = |index: usize| run.snapshot.nodes[index].state != NodeState::Absent;
    let shown = (0..cards.len()).filter(|index| shown(*index));
    match shown.map(|index| cards[index].row + 1).max() {
        Some(4..) => PHONE_CROWDED,
        _ => PHONE,
    }
}

#[test]
fn on_a_telephone_every_machine_has_at_least_its_short_name() {
    for entry in systems::ENTRIES {
        let run = Situation {
            system: entry.id,
            ..HEALTHY
        }
        .run();
        let size = on_a_telephone(&run);
        check_names(entry.id, &run, size, 1.0, true);
    }
}

#[test]
fn no_name_leaves_a_single_letter_on_a_line() {
    for entry in systems::ENTRIES {
        let situation = Situation {
            system: entry.id,
            ..HEALTHY
        };
        let run = situation.run();
        for (size, text_scale) in [
            (DESK, 1.0),
            (HALL, HALL_TEXT),
            (HALL_SMALL, HALL_TEXT),
            (on_a_telephone(&run), 1.0),
        ] {
            let (cards, texts) = names(&run, size, text_scale, true);
            for pair in texts.windows(2) {
                let word = pair.concat();
                let is_name = cards
                    .iter()
                    .any(|card| card.label == word || card.short == word);
                let single =
                    |line: &String| line.chars().filter(|one| !one.is_ascii()).count() == 1;
                let torn = is_name && pair.iter().any(single);
                assert!(!torn, "{} {size:?}: {pair:?}", entry.id);
            }
        }
    }
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
