//! The users: no card, for they are no machine. What they want, how many of them wait, and how many
//! were let down.

use crate::geometry::{Point, Rect};
use crate::ink::Ink;
use crate::layout::Level;
use crate::shape::{Anchor, Scene};
use crate::stage::badges::Badge;
use crate::stage::cards::{Face, names};
use crate::text::{self, Excess, Grouped, Name, Style};

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
    let beside = rect.width - lying_icon(face) - face.layout.font * 0.6;
    let (name, whole) = names::fitting(face, beside, 0.0);
    if rect.width > rect.height * 1.5 && whole && name.second.is_none() {
        draw_lying(face, name, scene);
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
    let (name, _) = names::fitting(face, rect.width, 0.0);
    let named = font * (0.2 + 1.1 * name.lines() as f32);
    // Where there is no room for both, the name goes before the picture.
    let icon = (rect.height - lost - named).clamp(0.0, font * 1.9);
    let icon = if icon < font { 0.0 } else { icon };
    let rows = [icon, named, small * 1.25, small * 1.25];
    let mut count = rows.len();
    while count > 2 && lost + rows[..count].iter().sum::<f32>() > rect.height {
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
        match index {
            0 if height == 0.0 => {}
            0 => {
                let side = height * 0.95;
                face.icon(Rect::around(middle, side, side), scene);
            }
            1 => draw_name(face, name, Anchor::Middle, middle, rect.width, scene),
            _ => draw_row(face, index, Anchor::Middle, middle, rect.width, scene),
        }
        y += height;
    }
}

/// How wide the icon at the left is.
fn lying_icon(face: &Face<'_>) -> f32 {
    (face.layout.font * 2.2).min(face.rect.height)
}

/// The icon at the left, the rest beside it.
fn draw_lying(face: &Face<'_>, name: Name<'_>, scene: &mut Scene) {
    let rect = face.rect;
    let font = face.layout.font;
    let font_min = face.layout.font_min;
    let side = lying_icon(face);
    let icon = Point::new(rect.x + side / 2.0, rect.centre().y);
    face.icon(Rect::around(icon, side, side), scene);
    let start = rect.x + side + font * 0.6;
    let small = (font * 0.9).max(font_min);
    let rows = [font * 1.3, small * 1.25, small * 1.25];
    let mut y = rect.y + (rect.height - rows.iter().sum::<f32>()) / 2.0;
    for (index, height) in rows.into_iter().enumerate() {
        let middle = Point::new(start, y + height / 2.0);
        let room = rect.right() - start;
        match index {
            0 => draw_name(face, name, Anchor::Start, middle, room, scene),
            _ => draw_row(face, index + 1, Anchor::Start, middle, room, scene),
        }
        y += height;
    }
    if let Some(badge) = face.badge {
        let label = text::width_of(name.first, font, true);
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

/// The name on one line or two, in the middle of its row.
fn draw_name(
    face: &Face<'_>,
    name: Name<'_>,
    anchor: Anchor,
    middle: Point,
    room: f32,
    scene: &mut Scene,
) {
    let (font, font_min) = (face.layout.font, face.layout.font_min);
    let style = Style::new(font, Ink::Text)
        .bold()
        .anchored(anchor)
        .down_to(font_min);
    let first = middle.y - font * 0.55 * (name.lines() - 1) as f32;
    for (line, words) in [Some(name.first), name.second]
        .into_iter()
        .flatten()
        .enumerate()
    {
        let at = Point::new(middle.x, first + font * 1.1 * line as f32);
        let words = format_args!("{words}");
        text::put(scene, style, at, room, Excess::Shorten, words);
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
    let number = Style::new((font * 0.9).max(font_min), Ink::Muted)
        .anchored(anchor)
        .down_to(font_min);
    match row {
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
