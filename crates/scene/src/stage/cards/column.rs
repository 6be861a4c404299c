//! A card that is too narrow for rows of text: everything in the middle, one below the other.

use crate::geometry::{Point, Rect};
use crate::ink::Ink;
use crate::shape::{Anchor, Scene};
use crate::stage::cards::{Face, rows};
use crate::text::{self, Excess, Style};

pub(super) fn draw(face: &Face<'_>, scene: &mut Scene) {
    let font = face.layout.font;
    let rect = face.rect;
    let small = face.layout.font_min;
    let side = (rect.width * 0.6).min(font * 1.5);
    let rows = [side + font * 0.3, small * 1.35, font * 1.1, small * 1.35];
    // Who has no workers has no share to tell.
    let rows = &rows[..if face.node.workers > 0 { 4 } else { 3 }];
    let spare = (rect.height - rows.iter().sum::<f32>()) / (rows.len() + 1) as f32;
    if spare < 0.0 {
        face.draw_micro(scene);
        return;
    }
    let spare = spare.min(font * 0.4);
    let used = rows.iter().sum::<f32>() + spare * (rows.len() - 1) as f32;
    let mut y = rect.y + (rect.height - used) / 2.0;
    let centre = rect.centre().x;
    let style = Style::new(small, Ink::Text).bold().anchored(Anchor::Middle);
    for (index, height) in rows.iter().enumerate() {
        let middle = Point::new(centre, y + height / 2.0);
        match index {
            0 => face.icon(Rect::around(middle, side, side), scene),
            1 => {
                let words = format_args!("{}", face.card.label);
                let room = rect.width - 2.0;
                text::put(scene, style, middle, room, Excess::Shorten, words);
            }
            2 => face.state_glyph(Rect::around(middle, font * 0.85, font * 0.85), scene),
            _ => rows::share_in_the_middle(face, style, middle, scene),
        }
        y += height + spare;
    }
    if face.badge.is_some() {
        face.draw_loss_sign(font * 0.4, scene);
    }
}
