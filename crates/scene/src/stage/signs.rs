//! Signs on links that are out of order, with their words where there is room.

use std::fmt::Arguments;

use sim::LinkView;

use crate::geometry::{Rect, Route};
use crate::glyph::Glyph;
use crate::ink::Ink;
use crate::layout::{Layout, Level};
use crate::shape::{Anchor, Scene, Shape, Stroke};
use crate::stage::StageView;
use crate::text::{self, Excess, Style};

/// What stands on a link that is out of order.
struct Sign {
    glyph: Glyph,
    word: &'static str,
    /// How much, and of what; nothing where it is 0.
    amount: f64,
    unit: &'static str,
    /// How far along the link.
    share: f32,
    /// The direction that nothing crosses in, where the other is open.
    blocked: Option<bool>,
}

/// The worst that there is to say of a link.
fn sign(view: &StageView<'_>, link: &LinkView) -> Option<Sign> {
    let words = view.words;
    let state = link.state;
    let loss = (f64::from(state.loss.per_million()) / 10_000.0).round();
    let delay = (state.delay.as_secs_f64() * 1e3).round();
    let plain = |glyph, word, share| Sign {
        glyph,
        word,
        amount: 0.0,
        unit: "",
        share,
        blocked: None,
    };
    if state.cut || (state.forward_blocked && state.backward_blocked) {
        Some(plain(Glyph::Scissors, words.cut, 0.5))
    } else if state.forward_blocked || state.backward_blocked {
        Some(Sign {
            blocked: Some(state.forward_blocked),
            ..plain(Glyph::Scissors, words.cut_one_way, 0.5)
        })
    } else if link.trusted == Some(false) {
        Some(plain(Glyph::Barred, words.unhealthy, 0.2))
    } else if loss > 0.0 {
        Some(Sign {
            amount: loss,
            unit: "%",
            ..plain(Glyph::Dots, words.lossy, 0.5)
        })
    } else if delay > 0.0 {
        Some(Sign {
            amount: delay,
            unit: words.milliseconds,
            ..plain(Glyph::Clock, words.late, 0.5)
        })
    } else {
        None
    }
}

/// The sign of a link that is out of order, and its word where there is room.
pub(super) fn draw(
    view: &StageView<'_>,
    layout: &mut Layout,
    link: &LinkView,
    route: &Route,
    scene: &mut Scene,
) {
    let Some(sign) = sign(view, link) else {
        return;
    };
    let side = (16.0 * layout.unit).max(10.0);
    let spot = layout
        .spots
        .on(route, sign.share, 0.0, side, side, view.size);
    let Some(spot) = spot else { return };
    layout.spots.take(spot);
    if let Some(forward) = sign.blocked {
        draw_direction(route, sign.share, forward, spot, side, scene);
    }
    scene.shapes.push(Shape::Circle {
        centre: spot.centre(),
        radius: side * 0.56,
        fill: Some(Ink::Paper),
        stroke: Some(Stroke::solid(Ink::Damage, 1.25)),
    });
    scene.shapes.push(Shape::Glyph {
        glyph: sign.glyph,
        rect: spot.grown(-side * 0.14),
        ink: Ink::DamageText,
    });
    if layout.level == Level::Micro {
        return;
    }
    let size = layout.font_min.max(layout.font * 0.86);
    let (word, amount, unit) = (sign.word, sign.amount, sign.unit);
    if amount > 0.0 {
        let number = size * 2.6 + text::width_of(unit, size, true);
        let width = text::width_of(word, size, true) + number;
        let words = format_args!("{word} {amount} {unit}");
        if draw_word(view, layout, spot, size, width, words, scene) {
            return;
        }
    }
    let width = text::width_of(word, size, true);
    draw_word(
        view,
        layout,
        spot,
        size,
        width,
        format_args!("{word}"),
        scene,
    );
}

/// A point on the edge of the sign towards where nothing arrives any more.
fn draw_direction(
    route: &Route,
    share: f32,
    forward: bool,
    spot: Rect,
    side: f32,
    scene: &mut Scene,
) {
    let along = route.direction(share);
    let sense = if forward { 1.0 } else { -1.0 };
    let corner = |ahead: f32, aside: f32| {
        spot.centre().moved(
            (along.x * ahead * sense - along.y * aside) * side,
            (along.y * ahead * sense + along.x * aside) * side,
        )
    };
    let (tip, left, right) = (corner(1.15, 0.0), corner(0.45, 0.5), corner(0.45, -0.5));
    scene.shapes.push(Shape::Polygon {
        points: [tip, left, right, right],
        fill: Some(Ink::Damage),
        stroke: Some(Stroke::solid(Ink::Paper, 1.0)),
    });
}

/// Draws a word below, above or beside a sign, wherever there is room; `false` if nowhere.
fn draw_word(
    view: &StageView<'_>,
    layout: &mut Layout,
    sign: Rect,
    size: f32,
    width: f32,
    words: Arguments<'_>,
    scene: &mut Scene,
) -> bool {
    let height = size * 1.25;
    let centre = sign.centre();
    let away = (sign.height + height) * 0.5 + size * 0.1;
    let aside = (sign.width + width) * 0.5 + size * 0.25;
    let places = [
        centre.moved(0.0, away),
        centre.moved(0.0, -away),
        centre.moved(aside, 0.0),
        centre.moved(-aside, 0.0),
    ];
    for place in places {
        let rect = Rect::around(place, width, height);
        if !layout.spots.free(&rect, view.size) {
            continue;
        }
        layout.spots.take(rect.grown(2.0));
        let style = Style::new(size, Ink::DamageText)
            .bold()
            .anchored(Anchor::Middle);
        // A little paper behind the word keeps lines out of it.
        scene.shapes.push(Shape::Rectangle {
            rect,
            radius: 3.0,
            fill: Some(Ink::Paper),
            stroke: None,
        });
        text::put(scene, style, place, width, Excess::Omit, words);
        return true;
    }
    false
}
