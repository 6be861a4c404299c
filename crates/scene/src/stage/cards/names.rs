//! A card's name, and cards that have room for little else.

use crate::geometry::{Point, Rect};
use crate::ink::Ink;
use crate::shape::{Anchor, Scene, Shape};
use crate::stage::badges::Badge;
use crate::stage::cards::Face;
use crate::stage::cards::rows::{
    body, middle_left, middle_right, percentage, role_fits_beside_name,
};
use crate::text::{self, Excess, Name, Style};

/// The best form of a card's name for this width, and whether it can be read whole.
pub(super) fn fitting<'a>(face: &Face<'a>, width: f32, beside: f32) -> (Name<'a>, bool) {
    let layout = face.layout;
    let names = [face.card.label.as_str(), face.card.short.as_str()];
    let lines = layout.name_lines(face.rect.height);
    Name::fitting(names, layout.font_min, width, beside, lines)
}

/// The name with its icon, if there is room for it, and with the part that the machine plays.
pub(super) fn draw(face: &Face<'_>, name: Name<'_>, place: Rect, scene: &mut Scene) {
    if name.second.is_some() {
        put_lines(face, name, place, 0.0, scene);
        return;
    }
    let end = icon_and_name(face, name, place, scene);
    let room = place.right() - end - face.layout.font * 0.4;
    let style = body(face, Ink::Muted).anchored(Anchor::End);
    let at = middle_right(place);
    let role = face.role_word();
    let beside = role.filter(|role| role_fits_beside_name(face, place, role));
    let zone = face.card.zone.as_str();
    // Its name without the word says it, where there is no room for both.
    let letter = zone.rsplit(' ').next().unwrap_or_default();
    let role = beside.unwrap_or_default();
    let forms = [(role, zone), (role, letter), (role, "")];
    let forms = forms.into_iter().filter(|form| *form != ("", ""));
    for (first, second) in forms {
        let between = if first.is_empty() || second.is_empty() {
            ""
        } else {
            " · "
        };
        let words = format_args!("{first}{between}{second}");
        if text::put(scene, style, at, room, Excess::Omit, words) > 0.0 {
            break;
        }
    }
}

/// All there is: name, state, and then either what was lost or how busy it is, if the name leaves
/// room for that.
pub(super) fn brief(face: &Face<'_>, name: Name<'_>, place: Rect, scene: &mut Scene) {
    let font = face.layout.font;
    let side = font * 0.78;
    let gap = face.layout.beside_name() - side;
    let natural = name.width(face.layout.font_min, 0.0);
    if name.second.is_some() {
        put_lines(face, name, place, side + gap, scene);
        let quarter = place.height / 4.0;
        let y = place.centre().y
            + if name.shorter_first() {
                -quarter
            } else {
                quarter
            };
        let at = Point::new(place.right() - side / 2.0, y);
        face.state_glyph(Rect::around(at, side, side), scene);
        if face.badge.is_some() {
            face.draw_loss_sign(font * 0.4, scene);
        }
        return;
    }
    if natural <= place.width && natural + side + gap > place.width {
        // The state stands on the corner, the name alone.
        icon_and_name(face, name, place, scene);
        state_on_corner(face, side, scene);
        return;
    }
    let room = place.width - natural - side - 2.0 * gap;
    let used = brief_number(face, place, room, scene);
    let right = place.right() - if used > 0.0 { used + gap } else { 0.0 };
    let at = Point::new(right - side / 2.0, place.centre().y);
    face.state_glyph(Rect::around(at, side, side), scene);
    let left = Rect::new(place.x, place.y, right - side - gap - place.x, place.height);
    icon_and_name(face, name, left, scene);
}

fn state_on_corner(face: &Face<'_>, side: f32, scene: &mut Scene) {
    let corner = Point::new(face.rect.right() - side * 0.25, face.rect.y + side * 0.25);
    scene.shapes.push(Shape::Circle {
        centre: corner,
        radius: side * 0.62,
        fill: Some(Ink::Paper),
        stroke: None,
    });
    face.state_glyph(Rect::around(corner, side, side), scene);
}

/// Draws icon and name and returns where the name ends. The icon is left out first.
fn icon_and_name(face: &Face<'_>, name: Name<'_>, place: Rect, scene: &mut Scene) -> f32 {
    let font = face.layout.font;
    let label = name.first;
    let style = Style::new(font, Ink::Text)
        .bold()
        .down_to(face.layout.font_min);
    let smallest = text::width_of(label, style.size_min, true);
    let roomy = smallest <= place.width - font * 1.6;
    let (side, indent) = if roomy {
        (font * 1.2, font * 1.6)
    } else {
        (font * 1.05, font * 1.3)
    };
    let with_icon = smallest <= place.width - indent;
    let start = if with_icon {
        let at = Point::new(place.x + side / 2.0, place.centre().y);
        face.icon(Rect::around(at, side, side), scene);
        indent
    } else {
        0.0
    };
    let at = middle_left(place).moved(start, 0.0);
    let room = place.width - start;
    let words = format_args!("{label}");
    place.x + start + text::put(scene, style, at, room, Excess::Shorten, words)
}

/// Both lines of a name in one size.
fn put_lines(face: &Face<'_>, name: Name<'_>, place: Rect, beside: f32, scene: &mut Scene) {
    let Some(second) = name.second else { return };
    let (font, font_min) = (face.layout.font, face.layout.font_min);
    let natural = name.width(font, beside);
    let size = (font * place.width / natural.max(1.0)).clamp(font_min.min(font), font);
    let style = Style::new(size, Ink::Text).bold();
    for (line, words) in [name.first, second].into_iter().enumerate() {
        let y = place.y + place.height * (0.25 + 0.5 * line as f32);
        let at = Point::new(place.x, y);
        let words = format_args!("{words}");
        text::put(scene, style, at, place.width, Excess::Shorten, words);
    }
}

/// The number at the right end of a brief card; the width it takes is returned.
fn brief_number(face: &Face<'_>, place: Rect, room: f32, scene: &mut Scene) -> f32 {
    if let Some(badge) = face.badge {
        let size = face.layout.font_min;
        let width = badge.width(size, false, scene);
        if width > room {
            face.draw_loss_sign(face.layout.font * 0.4, scene);
            return 0.0;
        }
        let at = Point::new(place.right() - width / 2.0, place.centre().y);
        let height = Badge::height(size).min(face.rect.height - 4.0);
        badge.draw(Rect::around(at, width, height), size, scene);
        return width;
    }
    if let Some(elapsed) = face.elapsed() {
        let style = body(face, face.state_word().1).bold().anchored(Anchor::End);
        let seconds = face.view.words.seconds;
        let words = format_args!("{elapsed:.0} {seconds}");
        return text::put(scene, style, middle_right(place), room, Excess::Omit, words);
    }
    if face.node.workers == 0 {
        return 0.0;
    }
    let place = Rect::new(place.right() - room, place.y, room.max(0.0), place.height);
    percentage(face, place, scene)
}
