//! The users: no card, for they are no machine. What they want, how many of them wait, and how many
//! were let down.

use crate::geometry::{Point, Rect};
use crate::ink::Ink;
use crate::layout::Level;
use crate::shape::{Anchor, Scene};
use crate::stage::badges::Badge;
use crate::stage::cards::Face;
use crate::text::{self, Excess, Grouped, Style};

pub(super) fn draw(face: &Face<'_>, scene: &mut Scene) {
    let rect = face.rect;
    let centre = rect.centre();
    if face.layout.level == Level::Micro {
        let side = (rect.width.min(rect.height) - 2.0).min(20.0);
        face.icon(Rect::around(centre, side, side), scene);
        if face.badge.is_some() {
            face.draw_loss_sign(4.2, scene);
        }
        return;
    }
    if rect.width > rect.height * 1.5 {
        draw_lying(face, scene);
    } else {
        draw_standing(face, scene);
    }
}

/// One below the other; what does not fit is left out from the end.
fn draw_standing(face: &Face<'_>, scene: &mut Scene) {
    let rect = face.rect;
    let centre = rect.centre();
    let font = face.layout.font;
    let font_min = face.layout.font_min;
    let small = (font * 0.9).max(font_min);
    let lost = face.badge.map_or(0.0, |_| font_min * 1.5);
    let reason = face.badge.map_or(0.0, |_| font_min * 1.2);
    let rows = [font * 1.9, font * 1.3, small * 1.25, small * 1.25];
    let mut count = rows.len();
    while count > 1 && lost + rows[..count].iter().sum::<f32>() > rect.height {
        count -= 1;
    }
    let mut used = lost + rows[..count].iter().sum::<f32>();
    let with_reason = used + reason <= rect.height;
    if with_reason {
        used += reason;
    }
    let mut y = rect.y + (rect.height - used).max(0.0) / 2.0;
    if let Some(badge) = face.badge {
        let width = badge.width(font_min, false, scene).min(rect.width);
        let at = Point::new(centre.x, y + lost * 0.45);
        let place = Rect::around(at, width, Badge::height(font_min));
        badge.draw(place, font_min, scene);
        y += lost;
        if with_reason {
            let style = Style::new(font_min, Ink::DamageText).anchored(Anchor::Middle);
            let at = Point::new(centre.x, y + reason * 0.5);
            let words = format_args!("{}", badge.reason);
            text::put(scene, style, at, rect.width, Excess::Omit, words);
            y += reason;
        }
    }
    for (index, height) in rows.into_iter().take(count).enumerate() {
        let middle = Point::new(centre.x, y + height / 2.0);
        draw_row(face, index, Anchor::Middle, middle, rect.width, scene);
        y += height;
    }
}

/// The icon at the left, the rest beside it.
fn draw_lying(face: &Face<'_>, scene: &mut Scene) {
    let rect = face.rect;
    let font = face.layout.font;
    let font_min = face.layout.font_min;
    let side = (font * 2.2).min(rect.height);
    let icon = Point::new(rect.x + side / 2.0, rect.centre().y);
    face.icon(Rect::around(icon, side, side), scene);
    let start = rect.x + side + font * 0.6;
    let small = (font * 0.9).max(font_min);
    let rows = [font * 1.3, small * 1.25, small * 1.25];
    let mut y = rect.y + (rect.height - rows.iter().sum::<f32>()) / 2.0;
    for (index, height) in rows.into_iter().enumerate() {
        let middle = Point::new(start, y + height / 2.0);
        let room = rect.right() - start;
        draw_row(face, index + 1, Anchor::Start, middle, room, scene);
        y += height;
    }
    if let Some(badge) = face.badge {
        let label = text::width_of(&face.card.label, font, true);
        let left = start + label + font * 0.5;
        let room = rect.right() - left;
        let full = badge.width(font_min, true, scene);
        let width = if full <= room {
            full
        } else {
            badge.width(font_min, false, scene)
        };
        if width <= room {
            let height = Badge::height(font_min);
            let place = Rect::new(left, rect.y, width, height);
            badge.draw(place, font_min, scene);
        } else {
            face.draw_loss_sign(font * 0.4, scene);
        }
    }
}

fn draw_row(
    face: &Face<'_>,
    row: usize,
    anchor: Anchor,
    middle: Point,
    room: f32,
    scene: &mut Scene,
) {
    let font = face.layout.font;
    let font_min = face.layout.font_min;
    let words = face.view.words;
    let name = Style::new(font, Ink::Text)
        .bold()
        .anchored(anchor)
        .down_to(font_min);
    let number = Style::new((font * 0.9).max(font_min), Ink::Muted)
        .anchored(anchor)
        .down_to(font_min);
    match row {
        0 => face.icon(Rect::around(middle, font * 1.8, font * 1.8), scene),
        1 => {
            let label = format_args!("{}", face.card.label);
            text::put(scene, name, middle, room, Excess::Shorten, label);
        }
        2 => demand(face, number, middle, room, scene),
        _ => {
            let theirs = face.node.users.map(|users| users.waiting);
            let waiting = Grouped(theirs.unwrap_or_default());
            let words = format_args!("{} {waiting}", words.waiting);
            text::put(scene, number, middle, room, Excess::Omit, words);
        }
    }
}

fn demand(face: &Face<'_>, style: Style, middle: Point, room: f32, scene: &mut Scene) {
    let unit = face.view.words.per_second;
    let theirs = face.node.users.map(|users| users.demand_milli);
    let milli = theirs.unwrap_or_default();
    if milli < 10_000 && !milli.is_multiple_of(1_000) {
        let per_second = milli as f64 / 1_000.0;
        let words = format_args!("{per_second:.1} {unit}");
        text::put(scene, style, middle, room, Excess::Omit, words);
    } else {
        let per_second = Grouped((milli + 500) / 1_000);
        let words = format_args!("{per_second} {unit}");
        text::put(scene, style, middle, room, Excess::Omit, words);
    }
}
