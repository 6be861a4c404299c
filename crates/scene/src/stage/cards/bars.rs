//! What fills: worker cells and queues.

use crate::geometry::Rect;
use crate::ink::Ink;
use crate::shape::{Scene, Shape, Stroke};
use crate::stage::cards::{Face, rows};
use crate::text::{self, Excess, Grouped, Style};

/// A cell for each worker where cells can be told apart, a bar otherwise; and the percentage.
pub(super) fn workers(face: &Face<'_>, place: Rect, scene: &mut Scene) {
    let font = face.layout.font;
    let used = rows::percentage(face, place, scene);
    let room = Rect {
        width: place.width - used - font * 0.6,
        ..place
    };
    let count = f32::from(face.node.workers);
    let gap = font * 0.2;
    let side = ((room.width + gap) / count - gap).min(font * 0.95);
    if side < font * 0.4 {
        let height = font * 0.6;
        let bar = Rect::new(room.x, place.centre().y - height / 2.0, room.width, height);
        draw_bar(bar, face.working(), Ink::Work, scene);
        return;
    }
    let working = face.working() * count;
    for index in 0..face.node.workers {
        let cell = Rect::new(
            room.x + f32::from(index) * (side + gap),
            place.centre().y - side / 2.0,
            side,
            side,
        );
        draw_cell(cell, working - f32::from(index), scene);
    }
}

/// A worker: filled from below by its share of work, 0 to 1.
fn draw_cell(cell: Rect, share: f32, scene: &mut Scene) {
    let radius = cell.width * 0.25;
    scene.shapes.push(Shape::Rectangle {
        rect: cell.grown(-0.5),
        radius,
        fill: Some(Ink::Card),
        stroke: Some(Stroke::solid(Ink::Work, 1.0)),
    });
    let filled = share.clamp(0.0, 1.0);
    if filled * cell.height < 1.0 {
        return;
    }
    let height = cell.height * filled;
    scene.shapes.push(Shape::Rectangle {
        rect: Rect::new(cell.x, cell.bottom() - height, cell.width, height),
        radius: radius.min(height / 2.0),
        fill: Some(Ink::Work),
        stroke: None,
    });
}

fn draw_bar(bar: Rect, share: f32, ink: Ink, scene: &mut Scene) {
    let piece = |width: f32, fill: Ink| Shape::Rectangle {
        rect: Rect { width, ..bar },
        radius: bar.height / 2.0,
        fill: Some(fill),
        stroke: None,
    };
    scene.shapes.push(piece(bar.width, Ink::Track));
    if share > 0.0 {
        // The least that shows at all is a disc.
        let least = bar.height.min(bar.width);
        let width = (bar.width * share.min(1.0)).max(least);
        scene.shapes.push(piece(width, ink));
    }
}

fn queue_share(face: &Face<'_>) -> f32 {
    face.waiting() as f32 / face.node.queue_capacity.max(1) as f32
}

/// How many wait, and the bar that they fill.
pub(super) fn queue(face: &Face<'_>, place: Rect, scene: &mut Scene) {
    let font = face.layout.font;
    let size = (font * 0.86).max(face.layout.font_min);
    let style = Style::new(size, Ink::Muted).down_to(face.layout.font_min);
    let length = Grouped(face.waiting());
    let room = place.width * 0.75;
    let word = face.view.words.waiting;
    let at = rows::middle_left(place);
    let mut used = text::put(
        scene,
        style,
        at,
        room,
        Excess::Omit,
        format_args!("{word} {length}"),
    );
    if used == 0.0 {
        used = text::put(
            scene,
            style,
            at,
            room,
            Excess::Omit,
            format_args!("{length}"),
        );
    }
    // The bar keeps its place while the number grows.
    let widest = text::width_of(word, size, false) + size * 2.1;
    let start = used.max(widest.min(place.width * 0.62)) + font * 0.4;
    let height = font * 0.45;
    let bar = Rect::new(
        place.x + start,
        place.centre().y - height / 2.0,
        place.width - start,
        height,
    );
    if bar.width >= font * 0.8 {
        draw_bar(bar, queue_share(face), Ink::Queue, scene);
    }
}

/// Workers and queue as two bars, the upper one in as many pieces as there are workers, if they can
/// be told apart.
pub(super) fn strips(face: &Face<'_>, place: Rect, scene: &mut Scene) {
    let height = (place.height * 0.5).max(2.0);
    let upper = Rect { height, ..place };
    let height = (place.height * 0.34).max(2.0);
    let lower = Rect {
        y: place.bottom() - height,
        height,
        ..place
    };
    let count = f32::from(face.node.workers.max(1));
    let gap = 2.0;
    let width = (upper.width + gap) / count - gap;
    if width < 5.0 {
        draw_bar(upper, face.working(), Ink::Work, scene);
    } else {
        let working = face.working() * count;
        for index in 0..face.node.workers {
            let index = f32::from(index);
            let piece = Rect {
                x: upper.x + index * (width + gap),
                width,
                ..upper
            };
            draw_bar(piece, working - index, Ink::Work, scene);
        }
    }
    draw_bar(lower, queue_share(face), Ink::Queue, scene);
}
