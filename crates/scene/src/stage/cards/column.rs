//! A card that is too narrow for rows of text: everything in the middle, one below the other.

use crate::geometry::{Point, Rect};
use crate::ink::Ink;
use crate::shape::{Anchor, Scene};
use crate::stage::cards::{Face, names, rows};
use crate::text::{self, Excess, Style};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Piece {
    Icon,
    Name,
    State,
    /// How busy it is.
    Share,
}

/// What a card tells, the most telling list first; the last one tells the least.
const LISTS: [&[Piece]; 3] = [
    &[Piece::Icon, Piece::Name, Piece::State, Piece::Share],
    &[Piece::Icon, Piece::Name, Piece::State],
    &[Piece::Name, Piece::State],
];

/// Draws what fits; `false` if not even the name and the state do.
pub(super) fn draw(face: &Face<'_>, scene: &mut Scene) -> bool {
    let font = face.layout.font;
    let rect = face.rect;
    let small = face.layout.font_min;
    let side = (rect.width * 0.6).min(font * 1.5);
    let (name, _) = names::fitting(face, rect.width - 3.0, 0.0);
    let height = |piece: Piece| match piece {
        Piece::Icon => side + font * 0.3,
        Piece::Name => small * (0.15 + 1.15 * name.lines() as f32),
        Piece::State => font * 1.1,
        Piece::Share => small * 1.35,
    };
    // Who has no workers has no share to tell.
    let lists = if face.node.workers > 0 {
        &LISTS[..]
    } else {
        &LISTS[1..]
    };
    let sum = |list: &[Piece]| list.iter().map(|piece| height(*piece)).sum::<f32>();
    let Some(list) = lists.iter().find(|list| sum(list) <= rect.height - 2.0) else {
        return false;
    };
    let spare = (rect.height - sum(list)) / (list.len() + 1) as f32;
    let spare = spare.min(font * 0.4);
    let used = sum(list) + spare * (list.len() - 1) as f32;
    let mut y = rect.y + (rect.height - used) / 2.0;
    let centre = rect.centre().x;
    let style = Style::new(small, Ink::Text).bold().anchored(Anchor::Middle);
    for piece in *list {
        let height = height(*piece);
        let middle = Point::new(centre, y + height / 2.0);
        match piece {
            Piece::Icon => face.icon(Rect::around(middle, side, side), scene),
            Piece::Name => {
                let lines = [Some(name.first), name.second];
                let first = middle.y - small * 0.575 * (name.lines() - 1) as f32;
                for (line, words) in lines.into_iter().flatten().enumerate() {
                    let at = Point::new(centre, first + small * 1.15 * line as f32);
                    let words = format_args!("{words}");
                    text::put(scene, style, at, rect.width - 2.0, Excess::Shorten, words);
                }
            }
            Piece::State => face.state_glyph(Rect::around(middle, font * 0.85, font * 0.85), scene),
            Piece::Share => rows::share_in_the_middle(face, style, middle, scene),
        }
        y += height + spare;
    }
    if face.badge.is_some() {
        face.draw_loss_sign(font * 0.4, scene);
    }
    true
}
