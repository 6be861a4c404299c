//! Charts: what a curve shows, and that nothing lies on anything else.

use scene::{
    ChartLine, ChartMark, ChartView, Dash, Glyph, Ink, Rect, Scene, Shape, Size, compose_chart,
};

fn view<'a>(lines: &'a [ChartLine<'a>], marks: &'a [ChartMark]) -> ChartView<'a> {
    ChartView {
        size: Size {
            width: 614.0,
            height: 130.0,
        },
        text_scale: 1.0,
        lines,
        from: 0.0,
        to: 60.0,
        maximum: 400.0,
        unit: "req/s",
        marks,
    }
}

fn line<'a>(points: &'a [(f64, f64)], ink: Ink, label: &'a str) -> ChartLine<'a> {
    ChartLine {
        points,
        ink,
        dash: Dash::Solid,
        label,
    }
}

fn texts(scene: &Scene) -> Vec<(&str, Rect)> {
    let texts = scene.shapes.iter().filter_map(|shape| match shape {
        Shape::Text(text) => Some((scene.words(text.words), scene.text_box(text))),
        _ => None,
    });
    texts.collect()
}

/// The heights that a line of this ink passes, as shares of the axis from 0 at its foot.
fn polylines(scene: &Scene, wanted: Ink) -> Vec<Vec<scene::Point>> {
    let lines = scene.shapes.iter().filter_map(|shape| match shape {
        Shape::Polyline { points, stroke } if stroke.ink == wanted => {
            Some(scene.points(*points).to_vec())
        }
        _ => None,
    });
    lines.collect()
}

#[test]
fn the_axes_have_round_numbers_and_none_is_cut_off() {
    let mut scene = Scene::default();
    compose_chart(&view(&[], &[]), &mut scene);
    let words: Vec<_> = texts(&scene).into_iter().map(|text| text.0).collect();
    assert_eq!(
        words,
        [
            "0", "100", "200", "300", "400", "req/s", "0:00", "0:10", "0:20", "0:30", "0:40",
            "0:50"
        ]
    );
}

#[test]
fn a_spike_of_one_point_among_thousands_is_seen() {
    let points: Vec<_> = (0..36_000)
        .map(|index| {
            let value = if index == 20_001 { 390.0 } else { 100.0 };
            (f64::from(index) / 600.0, value)
        })
        .collect();
    let lines = [line(&points, Ink::Request, "")];
    let mut scene = Scene::default();
    compose_chart(&view(&lines, &[]), &mut scene);
    let curves = polylines(&scene, Ink::Request);
    assert_eq!(curves.len(), 1);
    assert!(curves[0].len() < 4 * 614, "{} points", curves[0].len());
    let top = curves[0]
        .iter()
        .map(|point| point.y)
        .fold(f32::MAX, f32::min);
    let foot = curves[0].iter().map(|point| point.y).fold(0.0, f32::max);
    assert!(foot - top > 40.0, "{foot} to {top}");
}

#[test]
fn a_missing_value_is_a_gap_and_a_lone_one_a_dot() {
    let points = [
        (0.0, 1.0),
        (10.0, 2.0),
        (20.0, f64::NAN),
        (30.0, 3.0),
        (40.0, f64::NAN),
        (50.0, 4.0),
        (60.0, 5.0),
    ];
    let lines = [line(&points, Ink::Request, "")];
    let mut scene = Scene::default();
    compose_chart(&view(&lines, &[]), &mut scene);
    assert_eq!(polylines(&scene, Ink::Request).len(), 2);
    let dots = scene
        .shapes
        .iter()
        .filter(|shape| matches!(shape, Shape::Circle { fill, .. } if *fill == Some(Ink::Request)));
    assert_eq!(dots.count(), 1);
}

#[test]
fn names_and_numbers_do_not_overlap_at_any_size() {
    let points: Vec<_> = (0..=600)
        .map(|index| (f64::from(index) / 10.0, 200.0))
        .collect();
    let lines = [
        line(&points, Ink::Reply, "届いた応答"),
        line(&points, Ink::Damage, "失敗した要求"),
        line(&points, Ink::Request, "p99"),
    ];
    let marks = [ChartMark {
        at: 30.0,
        damage: true,
    }];
    let mut scene = Scene::default();
    for (width, height) in [(614.0, 130.0), (390.0, 90.0), (176.0, 60.0), (940.0, 240.0)] {
        for text_scale in [1.0, 1.7] {
            let view = ChartView {
                size: Size { width, height },
                text_scale,
                ..view(&lines, &marks)
            };
            compose_chart(&view, &mut scene);
            let texts = texts(&scene);
            for (index, (words, place)) in texts.iter().enumerate() {
                let inside = place.x >= 0.0 && place.right() <= width && place.bottom() <= height;
                assert!(inside, "{width}×{height}: {words} {place:?}");
                for (other, other_place) in &texts[index + 1..] {
                    let apart = !place.overlaps(other_place);
                    assert!(apart, "{width}×{height} {text_scale}: {words} and {other}");
                }
            }
        }
    }
}

#[test]
fn of_more_names_than_there_is_room_for_the_highest_stand_and_the_others_are_counted() {
    let names: Vec<String> = (0..12).map(|index| format!("machine {index}")).collect();
    let points: Vec<_> = (0..12)
        .map(|index| [(0.0, 0.0), (60.0, f64::from(index) * 30.0)])
        .collect();
    let lines: Vec<_> = (0..12)
        .map(|index| line(&points[index], Ink::Request, &names[index]))
        .collect();
    let mut scene = Scene::default();
    for (height, text_scale, most) in [(96.0, 1.0, 5), (129.0, 1.71, 3), (260.0, 1.0, 8)] {
        let size = Size {
            width: 614.0,
            height,
        };
        let view = ChartView {
            size,
            text_scale,
            ..view(&lines, &[])
        };
        compose_chart(&view, &mut scene);
        let texts = texts(&scene);
        let named: Vec<_> = texts
            .iter()
            .filter(|(words, _)| words.starts_with("machine") || words.starts_with('+'))
            .collect();
        assert!(named.len() <= most, "{height}: {named:?}");
        assert!(named.iter().any(|(words, _)| *words == "machine 11"));
        let told = format!("+{}", 12 - (named.len() - 1));
        assert!(named.iter().any(|(words, _)| *words == told), "{named:?}");
        for (index, (words, place)) in texts.iter().enumerate() {
            assert!(
                place.y >= 0.0 && place.bottom() <= height,
                "{words}: {place:?}"
            );
            for (other, other_place) in &texts[index + 1..] {
                assert!(
                    !place.overlaps(other_place),
                    "{height}: {words} and {other}"
                );
            }
        }
    }
}

#[test]
fn what_was_done_to_the_run_is_marked_by_shape() {
    let marks = [
        ChartMark {
            at: 30.0,
            damage: true,
        },
        ChartMark {
            at: 45.0,
            damage: false,
        },
        ChartMark {
            at: 61.0,
            damage: true,
        },
    ];
    let mut scene = Scene::default();
    compose_chart(&view(&[], &marks), &mut scene);
    let glyphs: Vec<_> = scene
        .shapes
        .iter()
        .filter_map(|shape| match shape {
            Shape::Glyph { glyph, .. } => Some(*glyph),
            _ => None,
        })
        .collect();
    assert_eq!(glyphs, [Glyph::Cross, Glyph::Ring]);
}

#[test]
fn values_beyond_the_axis_stay_on_the_chart() {
    let points = [(0.0, -50.0), (30.0, 1e12), (60.0, f64::INFINITY)];
    let lines = [line(&points, Ink::Request, "x")];
    let mut scene = Scene::default();
    compose_chart(&view(&lines, &[]), &mut scene);
    for point in polylines(&scene, Ink::Request).concat() {
        assert!((0.0..=130.0).contains(&point.y), "{point:?}");
    }
    for odd in [0.0, f64::NAN, -1.0] {
        let view = ChartView {
            maximum: odd,
            ..view(&lines, &[])
        };
        compose_chart(&view, &mut scene);
        assert!(scene.shapes.is_empty());
    }
}
