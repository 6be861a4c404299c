//! Pictures of a small snapshot written by hand.

use std::fmt::Write as _;

use expect_test::expect;
use scene::{Flow, Ink, Point, Scene, Shape, Theme, svg};
use sim::{DropReason, LossReason, LossView, NodeState, Place, Reason, Snapshot};

#[path = "support/by_hand.rs"]
mod by_hand;
#[path = "support/runs.rs"]
mod runs;

use by_hand::{at_ms, snapshot};

fn drawn(snapshot: &Snapshot) -> Scene {
    let mut scene = Scene::default();
    by_hand::draw(snapshot, &Flow::default(), runs::words(false), &mut scene);
    scene
}

/// The texts of a scene, from top to bottom.
fn texts(scene: &Scene) -> Vec<&str> {
    let mut texts: Vec<_> = scene
        .shapes
        .iter()
        .filter_map(|shape| match shape {
            Shape::Text(text) => Some((text.at.y, text.at.x, scene.words(text.words))),
            _ => None,
        })
        .collect();
    texts.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    texts.into_iter().map(|text| text.2).collect()
}

fn mark(scene: &Scene, wanted: Ink) -> Option<Point> {
    scene.shapes.iter().find_map(|shape| match shape {
        Shape::Circle { centre, fill, .. } if *fill == Some(wanted) => Some(*centre),
        _ => None,
    })
}

/// One line per shape, coordinates in whole pixels.
fn described(scene: &Scene) -> String {
    let mut out = String::new();
    let point = |point: Point| format!("{:.0},{:.0}", point.x, point.y);
    for shape in &scene.shapes {
        let line = match shape {
            Shape::Rectangle {
                rect, fill, stroke, ..
            } => {
                let edge = stroke.map(|stroke| stroke.ink);
                let at = point(Point {
                    x: rect.x,
                    y: rect.y,
                });
                format!(
                    "rectangle {at} {:.0}×{:.0} {fill:?} {edge:?}",
                    rect.width, rect.height
                )
            }
            Shape::Curve { curve, stroke } => {
                let (from, to) = (point(curve.from), point(curve.to));
                format!("curve {from} {to} {:?} {:.1}", stroke.ink, stroke.width)
            }
            Shape::Circle {
                centre,
                radius,
                fill,
                ..
            } => {
                format!("circle {} {radius:.1} {fill:?}", point(*centre))
            }
            Shape::Glyph { glyph, rect, ink } => {
                format!("{glyph:?} {} {ink:?}", point(rect.centre()))
            }
            Shape::Text(text) => {
                let words = scene.words(text.words);
                format!(
                    "\"{words}\" {} {:.0} {:?}",
                    point(text.at),
                    text.size,
                    text.ink
                )
            }
            other => format!("{other:?}"),
        };
        let _ = writeln!(out, "{line}");
    }
    out
}

#[test]
fn a_small_system_is_drawn_like_this() {
    expect![[r#"
        curve 112,185 371,185 Link 5.7
        curve 112,185 371,185 Road 3.7
        circle 241,183 5.0 Some(Request)
        Icon(Users) 76,161 Text
        "Users" 76,188 14 Text
        "200 /s" 76,205 13 Muted
        "waiting 0" 76,220 13 Muted
        rectangle 372,132 202×105 Some(Card) None
        rectangle 372,132 202×105 None Some(Line)
        Icon(Server) 390,153 Text
        "Machine" 404,158 14 Text
        HalfDisc 387,176 Request
        "busy" 398,181 13 Muted
        "70%" 564,203 13 Text
        rectangle 382,192 12×12 Some(Card) Some(Work)
        rectangle 382,191 13×13 Some(Work) None
        rectangle 398,192 12×12 Some(Card) Some(Work)
        rectangle 398,191 13×13 Some(Work) None
        rectangle 414,192 12×12 Some(Card) Some(Work)
        rectangle 430,192 12×12 Some(Card) Some(Work)
        "waiting 3" 382,223 12 Muted
        rectangle 455,215 108×6 Some(Track) None
        rectangle 455,215 6×6 Some(Queue) None
    "#]]
    .assert_eq(&described(&drawn(&snapshot())));
}

#[test]
fn a_message_at_half_its_time_is_half_way() {
    let mut snapshot = snapshot();
    let scene = drawn(&snapshot);
    let road = scene.shapes.iter().find_map(|shape| match shape {
        Shape::Curve { curve, .. } => Some(*curve),
        _ => None,
    });
    let road = road.expect("the link is drawn");
    let middle = (road.from.x + road.to.x) / 2.0;
    let seen = mark(&scene, Ink::Request).expect("the request is drawn");
    assert!((seen.x - middle).abs() < 0.5, "{seen:?}, middle {middle}");
    // It keeps to its left: travelling to the right, above the middle.
    assert!(
        seen.y < road.from.y && seen.y > road.from.y - 5.0,
        "{seen:?}"
    );

    snapshot.now = at_ms(1_990);
    let seen = mark(&drawn(&snapshot), Ink::Request).expect("the request is drawn");
    let quarter = road.from.x + (road.to.x - road.from.x) / 4.0;
    assert!(
        (seen.x - quarter).abs() < 0.5,
        "{seen:?}, quarter {quarter}"
    );
}

#[test]
fn a_reply_travels_the_other_way() {
    let mut snapshot = snapshot();
    snapshot.messages = vec![by_hand::message(false, 1_990, 2_030)];
    let scene = drawn(&snapshot);
    let hollow = scene.shapes.iter().find_map(|shape| match shape {
        Shape::Circle {
            centre,
            stroke: Some(stroke),
            ..
        } if stroke.ink == Ink::Reply => Some(*centre),
        _ => None,
    });
    let users = scene.targets[0].rect;
    let machine = scene.targets[1].rect;
    let share =
        (hollow.expect("the reply is drawn").x - users.right()) / (machine.x - users.right());
    assert!((share - 0.75).abs() < 0.01, "{share}");
}

#[test]
fn a_machine_that_is_down_says_since_when() {
    let mut snapshot = snapshot();
    snapshot.nodes[1].state = NodeState::Down;
    snapshot.nodes[1].since = at_ms(600);
    let scene = drawn(&snapshot);
    assert!(texts(&scene).contains(&"down 1.4 s"), "{:?}", texts(&scene));
    let hatched = |shape: &Shape| matches!(shape, Shape::Hatch { .. });
    assert!(scene.shapes.iter().any(hatched));
}

#[test]
fn losses_leave_their_number_and_their_most_frequent_reason() {
    let mut snapshot = snapshot();
    snapshot.nodes[1].refused[Reason::QueueFull.index()] = 40;
    snapshot.nodes[1].refused[Reason::TimedOut.index()] = 2;
    snapshot.nodes[1].lost = 5;
    snapshot.links[0].forward.dropped[DropReason::Lost.index()] = 3;
    let users = snapshot.nodes[0].users.as_mut().expect("users");
    users.failed[Reason::TimedOut.index()] = 9;
    let scene = drawn(&snapshot);
    let texts = texts(&scene);
    for words in ["47 queue full", "3 lost", "9", "timed out"] {
        assert!(texts.contains(&words), "{words}: {texts:?}");
    }
}

#[test]
fn a_fresh_loss_is_shown_where_it_happened_and_for_a_second_of_the_persons() {
    let mut snapshot = snapshot();
    snapshot.losses = vec![LossView {
        place: Place::Link(snapshot.links[0].id),
        fraction: 0.25,
        at: at_ms(1_950),
        reason: LossReason::Dropped(DropReason::Lost),
    }];
    let diamonds = |snapshot: &Snapshot| -> Vec<f32> {
        let shapes = drawn(snapshot).shapes.into_iter();
        let diamonds = shapes.filter_map(|shape| match shape {
            Shape::Polygon {
                points,
                fill: Some(Ink::Damage),
                ..
            } => Some(points[0].x),
            _ => None,
        });
        diamonds.collect()
    };
    let targets = drawn(&snapshot).targets;
    let (from, to) = (targets[0].rect.right(), targets[1].rect.x);
    let seen = diamonds(&snapshot);
    assert_eq!(seen.len(), 1);
    assert!(
        (seen[0] - (from + (to - from) / 4.0)).abs() < 1.0,
        "{seen:?}"
    );
    // At a twentieth of real time, 1.2 s of the person's are 60 ms.
    snapshot.now = at_ms(2_020);
    assert!(diamonds(&snapshot).is_empty());
}

#[test]
fn an_svg_is_well_formed_whatever_the_names_are() {
    let mut scene = Scene::default();
    let mut cards = by_hand::cards();
    cards[1].label = "a < b & \"c\"".to_owned();
    let view = scene::StageView {
        size: scene::Size {
            width: 614.0,
            height: 370.0,
        },
        text_scale: 1.0,
        snapshot: &snapshot(),
        cards: &cards,
        words: runs::words(true),
        selected: None,
        flow: &Flow::default(),
        speed: 0.05,
        still: false,
    };
    scene::compose_stage(&view, &mut scene);
    let text = svg(&scene, Theme::Dark);
    assert!(text.contains("a &lt; b &amp; \"c\""), "{text}");
    assert!(!text.contains("NaN") && !text.contains("inf"), "{text}");
    assert_eq!(text.matches("<svg").count(), text.matches("</svg>").count());
    assert_eq!(
        text.matches("<text").count(),
        text.matches("</text>").count()
    );
}

#[test]
fn composing_again_keeps_the_memory_and_gives_the_same_picture() {
    let mut scene = drawn(&snapshot());
    let first = described(&scene);
    let (shapes, start) = (scene.shapes.capacity(), scene.shapes.as_ptr());
    by_hand::draw(
        &snapshot(),
        &Flow::default(),
        runs::words(false),
        &mut scene,
    );
    assert_eq!(described(&scene), first);
    assert_eq!(
        (scene.shapes.capacity(), scene.shapes.as_ptr()),
        (shapes, start)
    );
}

#[test]
fn where_nothing_may_move_messages_are_arrows() {
    let run = runs::HEALTHY.run();
    let mut scene = Scene::default();
    let mut picture = runs::Picture::new(614.0, 370.0, false);
    picture.still = true;
    run.draw(&picture, &mut scene);
    let arrows = scene.shapes.iter().filter(|shape| {
        matches!(shape, Shape::Curve { stroke, .. } if stroke.ink == Ink::Request || stroke.ink == Ink::Reply)
    });
    assert!(arrows.count() > 0);
    // One mark per direction in use, however many messages there are.
    let marks = scene
        .shapes
        .iter()
        .filter(|shape| matches!(shape, Shape::Circle { fill, .. } if *fill == Some(Ink::Request)));
    let links = run.snapshot.links.len();
    assert!(marks.count() <= links);
}

#[test]
fn no_size_and_no_missing_piece_breaks_a_frame() {
    let whole = snapshot();
    let mut torn = snapshot();
    torn.nodes.truncate(1);
    let empty = Snapshot::default();
    let mut scene = Scene::default();
    for snapshot in [&whole, &torn, &empty] {
        for cards in [by_hand::cards(), Vec::new()] {
            for (width, height) in [
                (0.0, 0.0),
                (1.0, 1.0),
                (30.0, 300.0),
                (5_000.0, 60.0),
                (60.0, 5_000.0),
                (f32::NAN, 100.0),
            ] {
                for text_scale in [0.0, 0.01, 1.0, 9.0, f32::NAN] {
                    let view = scene::StageView {
                        size: scene::Size { width, height },
                        text_scale,
                        snapshot,
                        cards: &cards,
                        words: runs::words(true),
                        selected: Some(Place::Node(sim::NodeId(7))),
                        flow: &Flow::default(),
                        speed: 0.0,
                        still: false,
                    };
                    scene::compose_stage(&view, &mut scene);
                    assert!(
                        cards.is_empty() || snapshot.nodes.is_empty() || !scene.targets.is_empty()
                    );
                }
            }
        }
    }
}
