//! The rows of a card: name, state, workers, queue.

use sim::{NodeState, Role};

use crate::geometry::{Point, Rect};
use crate::glyph::Glyph;
use crate::ink::Ink;
use crate::layout::inset;
use crate::shape::{Anchor, Scene, Shape};
use crate::stage::cards::{Face, bars, names};
use crate::text::{self, Breaking, Excess, Name, Style};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Row {
    /// Icon, name and part.
    Name,
    /// Icon, name, state and percentage: all there is.
    Brief,
    /// State, its word, how long.
    State,
    /// State and percentage.
    Share,
    /// Percentage, and how many wait.
    Numbers,
    /// Nobody sends work here.
    Barred,
    /// A cell for each worker, and the percentage.
    Workers,
    /// How many wait, and the bar that they fill.
    Queue,
    /// Workers and queue as two thin bars.
    Strips,
    /// The same, thicker.
    Bars,
}

/// At most so many rows.
const ROWS_MAX: usize = 5;

/// The rows of one card.
struct Rows<'a> {
    rows: [Row; ROWS_MAX],
    count: usize,
    /// Its name as it stands in the first row.
    name: Name<'a>,
}

impl<'a> Rows<'a> {
    fn new(rows: &[Row], name: Name<'a>) -> Self {
        let mut list = Self {
            rows: [Row::Name; ROWS_MAX],
            count: 0,
            name,
        };
        for row in rows.iter().take(ROWS_MAX) {
            list.rows[list.count] = *row;
            list.count += 1;
        }
        list
    }

    fn all(&self) -> &[Row] {
        &self.rows[..self.count]
    }

    fn height_of(&self, row: Row, font: f32) -> f32 {
        let named = matches!(row, Row::Name | Row::Brief);
        let more = if named { self.name.lines() - 1 } else { 0 };
        row.height(font) + more as f32 * font
    }

    fn height(&self, font: f32) -> f32 {
        let heights = self.all().iter().map(|row| self.height_of(*row, font));
        heights.sum()
    }
}

impl Row {
    fn height(self, font: f32) -> f32 {
        font * match self {
            Self::Name => 1.25,
            Self::Brief | Self::State | Self::Share => 1.15,
            Self::Barred | Self::Numbers => 1.1,
            Self::Workers => 1.05,
            Self::Queue => 1.0,
            Self::Strips => 0.5,
            Self::Bars => 0.9,
        }
    }
}

/// Draws what fits. Returns where its words begin, so that a badge on the upper edge ends above them;
/// nothing if the card is too small for that, and has its badge inside.
pub(super) fn draw(face: &Face<'_>, scene: &mut Scene) -> Option<f32> {
    let font = face.layout.font;
    let inner = inside(face);
    if inner.width < font * 3.4 && inner.height > inner.width && super::column::draw(face, scene) {
        return None;
    }
    if inner.width < font * 1.6 || inner.height < face.layout.font_min {
        face.draw_micro(scene);
        return None;
    }
    let rows = choose(face, inner);
    let free = inner.height - rows.height(font);
    let gap = (free / rows.count as f32).clamp(0.0, font * 0.45);
    let used = rows.height(font) + gap * (rows.count - 1) as f32;
    let mut y = inner.y + (inner.height - used) / 2.0;
    let begin = y;
    let mut plain = false;
    for row in rows.all() {
        let height = rows.height_of(*row, font);
        let place = Rect::new(inner.x, y, inner.width, height);
        plain |= *row == Row::Brief;
        draw_row(face, *row, rows.name, place, scene);
        y += height + gap;
    }
    (!plain).then_some(begin)
}

fn inside(face: &Face<'_>) -> Rect {
    let font = face.layout.font;
    let rect = face.rect;
    let aside = inset(rect.width, font);
    let above = face.layout.inset_across(rect.height);
    Rect::new(
        rect.x + aside,
        rect.y + above,
        rect.width - 2.0 * aside,
        rect.height - 2.0 * above,
    )
}

/// The most telling rows that fit into this height.
fn choose<'a>(face: &Face<'a>, inner: Rect) -> Rows<'a> {
    let font = face.layout.font;
    let height = inner.height;
    let narrow = inner.width < font * 5.6;
    let working = face.node.workers > 0 && face.node.state != NodeState::Down;
    let keeping = face.node.workers == 0 && face.node.backlog.is_some();
    let tries: &[&[Row]] = match (working, face.barred) {
        (_, true) if keeping => &[
            &[Row::Name, Row::State, Row::Barred, Row::Queue],
            &[Row::Name, Row::Barred, Row::Queue],
            &[Row::Name, Row::State],
        ],
        (_, false) if keeping => &[
            &[Row::Name, Row::State, Row::Queue],
            &[Row::Name, Row::Queue],
        ],
        (true, true) if narrow => &[
            &[Row::Name, Row::State, Row::Barred, Row::Bars],
            &[Row::Name, Row::State, Row::Barred, Row::Strips],
            &[Row::Name, Row::Share, Row::Strips],
        ],
        (true, false) if narrow => &[
            &[Row::Name, Row::State, Row::Numbers, Row::Bars],
            &[Row::Name, Row::State, Row::Numbers, Row::Strips],
            &[Row::Name, Row::Share, Row::Bars],
            &[Row::Name, Row::Share, Row::Strips],
        ],
        (true, true) => &[
            &[Row::Name, Row::State, Row::Barred, Row::Workers, Row::Queue],
            &[Row::Name, Row::State, Row::Barred, Row::Workers],
            &[Row::Name, Row::State, Row::Barred],
            &[Row::Name, Row::Share, Row::Strips],
        ],
        (true, false) => &[
            &[Row::Name, Row::State, Row::Workers, Row::Queue],
            &[Row::Name, Row::Share, Row::Strips],
        ],
        (false, true) => &[
            &[Row::Name, Row::State, Row::Barred],
            &[Row::Name, Row::State],
        ],
        (false, false) => &[&[Row::Name, Row::State]],
    };
    let (name, whole) = names::fitting(face, inner.width, 0.0);
    let fitting = tries.iter().map(|rows| Rows::new(rows, name));
    let mut fitting = fitting.filter(|rows| rows.height(font) <= height);
    if let (true, Some(rows)) = (whole, fitting.next()) {
        return rows;
    }
    let (beside, _) = names::fitting(face, inner.width, face.layout.beside_name());
    // Rather than break a word, the state moves to the corner.
    let name = if whole
        && name.second.is_none()
        && Name::two_lines(name.first, Breaking::Pauses).is_none()
    {
        name
    } else {
        beside
    };
    let brief = Rows::new(&[Row::Brief, Row::Strips], name);
    if working && brief.height(font) <= height {
        return brief;
    }
    Rows::new(&[Row::Brief], name)
}

fn draw_row(face: &Face<'_>, row: Row, name: Name<'_>, place: Rect, scene: &mut Scene) {
    match row {
        Row::Name => names::draw(face, name, place, scene),
        Row::Brief => names::brief(face, name, place, scene),
        Row::State => state(face, place, scene),
        Row::Share => share(face, place, scene),
        Row::Numbers => numbers(face, place, scene),
        Row::Barred => barred(face, place, scene),
        Row::Workers => bars::workers(face, place, scene),
        Row::Queue => bars::queue(face, place, scene),
        Row::Strips | Row::Bars => bars::strips(face, place, scene),
    }
}

pub(super) fn middle_left(place: Rect) -> Point {
    Point::new(place.x, place.centre().y)
}

pub(super) fn middle_right(place: Rect) -> Point {
    Point::new(place.right(), place.centre().y)
}

/// Body text, no smaller than the smallest.
pub(super) fn body(face: &Face<'_>, ink: Ink) -> Style {
    let size = (face.layout.font * 0.93).max(face.layout.font_min);
    Style::new(size, ink).down_to(face.layout.font_min)
}

/// Whether the part a node plays stands in its name's row.
pub(super) fn role_fits_beside_name(face: &Face<'_>, place: Rect, role: &str) -> bool {
    let (font, font_min) = (face.layout.font, face.layout.font_min);
    let name = text::width_of(&face.card.label, font, true);
    let role = text::width_of(role, font_min, false);
    font * 1.6 + name + font * 0.45 + role <= place.width
}

fn draw_state_glyph(face: &Face<'_>, place: Rect, scene: &mut Scene) -> f32 {
    let side = face.layout.font * 0.78;
    let at = Point::new(place.x + side / 2.0, place.centre().y);
    face.state_glyph(Rect::around(at, side, side), scene);
    side + face.layout.font * 0.4
}

fn state(face: &Face<'_>, place: Rect, scene: &mut Scene) {
    let start = draw_state_glyph(face, place, scene);
    let (word, ink, bold) = face.state_word();
    let mut style = body(face, ink);
    style.bold = bold;
    let at = middle_left(place).moved(start, 0.0);
    let room = place.width - start;
    let mut used = 0.0;
    let seconds = face.view.words.seconds;
    if let Some(elapsed) = face.elapsed() {
        let words = format_args!("{word} {elapsed:.1} {seconds}");
        used = text::put(scene, style, at, room, Excess::Omit, words);
        if used == 0.0 && face.node.state == NodeState::Down {
            // The cross says that it is down; the time is what cannot be seen.
            let words = format_args!("{elapsed:.1} {seconds}");
            used = text::put(scene, style, at, room, Excess::Omit, words);
        }
    } else if face.fails_some() {
        let percent = (f64::from(face.node.gray.per_million()) / 10_000.0).round();
        let words = format_args!("{word} {percent}%");
        used = text::put(scene, style, at, room, Excess::Omit, words);
    } else if face.node.slowness > 1 {
        let words = format_args!("{word} ×{}", face.node.slowness);
        used = text::put(scene, style, at, room, Excess::Omit, words);
    }
    let role = face
        .role_word()
        .filter(|role| !role_fits_beside_name(face, place, role));
    if used == 0.0 {
        let calm = !bold && matches!(face.node.state, NodeState::Up | NodeState::Busy);
        let shown = match role {
            // The shape says that all is well; its part cannot be seen elsewhere.
            Some(role) if calm => role,
            _ => word,
        };
        let words = format_args!("{shown}");
        used = text::put(scene, style, at, room, Excess::Omit, words);
        if used == 0.0 && bold {
            // A thin warning says more than none.
            style.bold = false;
            used = text::put(scene, style, at, room, Excess::Omit, words);
        }
        if role.is_some() && calm {
            return;
        }
    }
    if let Some(role) = role {
        let style = body(face, Ink::Muted).anchored(Anchor::End);
        let left = room - used - face.layout.font * 0.4;
        let words = format_args!("{role}");
        text::put(scene, style, middle_right(place), left, Excess::Omit, words);
    }
}

/// The percentage at the right end; the width it takes is returned.
pub(super) fn percentage(face: &Face<'_>, place: Rect, scene: &mut Scene) -> f32 {
    percentage_at(face, place, Anchor::End, scene)
}

fn percentage_at(face: &Face<'_>, place: Rect, anchor: Anchor, scene: &mut Scene) -> f32 {
    let percent = (face.node.utilization.clamp(0.0, 1.0) * 100.0).round();
    let ink = match face.node.state {
        NodeState::Saturated => Ink::WarningText,
        _ => Ink::Text,
    };
    let style = body(face, ink).bold().anchored(anchor);
    let at = match anchor {
        Anchor::Start => middle_left(place),
        _ => middle_right(place),
    };
    let words = format_args!("{percent}%");
    text::put(scene, style, at, place.width, Excess::Omit, words)
}

/// The percentage for a narrow card, unless the machine is out of order.
pub(super) fn share_in_the_middle(face: &Face<'_>, style: Style, middle: Point, scene: &mut Scene) {
    let room = face.rect.width - 2.0;
    let percent = (face.node.utilization.clamp(0.0, 1.0) * 100.0).round();
    if face.node.state == NodeState::Down {
        return;
    }
    text::put(
        scene,
        style,
        middle,
        room,
        Excess::Omit,
        format_args!("{percent}%"),
    );
}

fn share(face: &Face<'_>, place: Rect, scene: &mut Scene) {
    let start = draw_state_glyph(face, place, scene);
    // A machine that does no work yet has its word to show instead of a share of nothing.
    let idle = matches!(face.node.state, NodeState::Recovering | NodeState::Paused);
    let used = if idle {
        0.0
    } else {
        percentage(face, place, scene)
    };
    let (word, ink, bold) = face.state_word();
    let role = face
        .role_word()
        .filter(|role| !role_fits_beside_name(face, place, role));
    let word = match (role, bold) {
        (Some(role), _) if face.node.role == Role::Promoting => role,
        (Some(role), false) => role,
        _ => word,
    };
    let mut style = body(face, ink);
    style.bold = bold;
    let room = place.width - start - used - face.layout.font * 0.25;
    let at = middle_left(place).moved(start, 0.0);
    text::put(scene, style, at, room, Excess::Omit, format_args!("{word}"));
}

fn numbers(face: &Face<'_>, place: Rect, scene: &mut Scene) {
    let percent = Rect {
        width: text::width_of("100%", body(face, Ink::Text).size, true),
        ..place
    };
    let used = percentage_at(face, percent, Anchor::Start, scene);
    let style = body(face, Ink::Muted).anchored(Anchor::End);
    let room = place.width - used - face.layout.font * 0.4;
    let (word, length) = (face.view.words.waiting, face.waiting());
    let at = middle_right(place);
    let words = format_args!("{word} {length}");
    if length > 0 && text::put(scene, style, at, room, Excess::Omit, words) == 0.0 {
        text::put(
            scene,
            style,
            at,
            room,
            Excess::Omit,
            format_args!("{length}"),
        );
    }
}

fn barred(face: &Face<'_>, place: Rect, scene: &mut Scene) {
    let style = body(face, Ink::DamageText);
    let word = face.view.words.unhealthy;
    let mut start = face.layout.font * 1.18;
    if start + text::width_of(word, style.size_min, false) <= place.width {
        let side = face.layout.font * 0.9;
        let at = Point::new(place.x + face.layout.font * 0.39, place.centre().y);
        scene.shapes.push(Shape::Glyph {
            glyph: Glyph::Barred,
            rect: Rect::around(at, side, side),
            ink: Ink::DamageText,
        });
    } else {
        // The sign stands on the link, too; the word says what it means.
        start = 0.0;
    }
    let at = middle_left(place).moved(start, 0.0);
    let words = format_args!("{word}");
    text::put(
        scene,
        style,
        at,
        place.width - start,
        Excess::Shorten,
        words,
    );
}
