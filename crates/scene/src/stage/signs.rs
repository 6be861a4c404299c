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

/// The sign of a cut, a lossy or a barred link, and its word where there is room.
pub(super) fn draw(
    view: &StageView<'_>,
    layout: &mut Layout,
    link: &LinkView,
    route: &Route,
    scene: &mut Scene,
) {
    let words = view.words;
    let loss = (f64::from(link.state.loss.per_million()) / 10_000.0).round();
    let (glyph, word, share, percent) = if link.state.cut {
        (Glyph::Scissors, words.cut, 0.5, 0.0)
    } else if link.trusted == Some(false) {
        (Glyph::Barred, words.unhealthy, 0.2, 0.0)
    } else if loss > 0.0 {
        (Glyph::Dots, words.lossy, 0.5, loss)
    } else {
        return;
    };
    let side = (16.0 * layout.unit).max(10.0);
    let spot = layout.spots.on(route, share, 0.0, side, side, view.size);
    let Some(spot) = spot else { return };
    layout.spots.take(spot);
    scene.shapes.push(Shape::Circle {
        centre: spot.centre(),
        radius: side * 0.56,
        fill: Some(Ink::Paper),
        stroke: Some(Stroke::solid(Ink::Damage, 1.25)),
    });
    scene.shapes.push(Shape::Glyph {
        glyph,
        rect: spot.grown(-side * 0.14),
        ink: Ink::DamageText,
    });
    if layout.level == Level::Micro {
        return;
    }
    let size = layout.font_min.max(layout.font * 0.86);
    if percent > 0.0 {
        let width = text::width_of(word, size, true) + size * 2.4;
        let words = format_args!("{word} {percent}%");
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
