//! The elements of a frame, and the frame itself: plain data that a painter or [`crate::svg`] draws
//! in order, the first at the bottom.

use std::fmt::{Arguments, Write as _};

use sim::Place;

use crate::geometry::{Curve, Point, Rect, Size};
use crate::glyph::Glyph;
use crate::ink::Ink;
use crate::layout::Layout;

/// One element of a frame. Texts and polylines live in the scene; see [`Scene::words`] and
/// [`Scene::points`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Shape {
    /// A rectangle with rounded corners.
    Rectangle {
        rect: Rect,
        radius: f32,
        fill: Option<Ink>,
        stroke: Option<Stroke>,
    },
    /// Diagonal lines across a rectangle; their ends are [`Rect::hatch`]'s.
    Hatch {
        rect: Rect,
        spacing: f32,
        stroke: Stroke,
    },
    Curve {
        curve: Curve,
        stroke: Stroke,
    },
    Polyline {
        points: Span,
        stroke: Stroke,
    },
    Circle {
        centre: Point,
        radius: f32,
        fill: Option<Ink>,
        stroke: Option<Stroke>,
    },
    /// A closed figure of four corners; a triangle repeats its last one.
    Polygon {
        points: [Point; 4],
        fill: Option<Ink>,
        stroke: Option<Stroke>,
    },
    /// A small picture, scaled into a square.
    Glyph {
        glyph: Glyph,
        rect: Rect,
        ink: Ink,
    },
    Text(Text),
}

/// A text on one line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Text {
    pub words: Span,
    /// On the baseline, at the start, the middle or the end of the text.
    pub at: Point,
    pub anchor: Anchor,
    pub size: f32,
    pub bold: bool,
    pub ink: Ink,
    /// All digits equally wide, where the painter can.
    pub tabular: bool,
    /// The painter condenses the text rather than exceed this.
    pub width_max: f32,
}

/// How a line is drawn. Its ends and corners are round.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stroke {
    pub ink: Ink,
    pub width: f32,
    pub dash: Dash,
}

/// The pattern of a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Dash {
    #[default]
    Solid,
    Dashed,
    Dotted,
}

/// Which point of a text is meant by its place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Anchor {
    #[default]
    Start,
    Middle,
    End,
}

/// A part of the scene's texts (in bytes) or of its points.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Span {
    start: u32,
    end: u32,
}

/// Where a focusable button goes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Target {
    pub place: Place,
    pub rect: Rect,
}

/// One frame. Composing again reuses its memory.
#[derive(Clone, Debug, Default)]
pub struct Scene {
    pub size: Size,
    pub shapes: Vec<Shape>,
    pub targets: Vec<Target>,
    pub(crate) words: String,
    pub(crate) points: Vec<Point>,
    pub(crate) layout: Layout,
}

impl Stroke {
    pub(crate) const fn solid(ink: Ink, width: f32) -> Self {
        Self {
            ink,
            width,
            dash: Dash::Solid,
        }
    }

    pub(crate) const fn dashed(ink: Ink, width: f32) -> Self {
        Self {
            ink,
            width,
            dash: Dash::Dashed,
        }
    }
}

impl Dash {
    /// Lengths of a dash and of the gap after it for a line of this width, all ends being round;
    /// `None` if solid.
    pub fn pattern(self, width: f32) -> Option<[f32; 2]> {
        match self {
            Self::Solid => None,
            Self::Dashed => Some([4.0, 3.0 + width * 2.0]),
            Self::Dotted => Some([0.0, 1.5 + width * 1.75]),
        }
    }
}

impl Rect {
    /// The lines of a hatching at 45 degrees, cut at the rectangle's edges.
    pub fn hatch(self, spacing: f32) -> impl Iterator<Item = (Point, Point)> {
        let spacing = spacing.max(1.0);
        let count = ((self.width + self.height) / spacing) as usize;
        (1..=count).map(move |index| {
            // The line on which (x - self.x) + (y - self.y) = sum.
            let sum = index as f32 * spacing;
            let left = (sum - self.height).max(0.0);
            let top = (sum - self.width).max(0.0);
            (
                Point::new(self.x + left, self.y + (sum - left)),
                Point::new(self.x + (sum - top), self.y + top),
            )
        })
    }
}

impl Scene {
    /// The text of a [`Shape::Text`].
    pub fn words(&self, span: Span) -> &str {
        &self.words[span.start as usize..span.end as usize]
    }

    /// The corners of a [`Shape::Polyline`].
    pub fn points(&self, span: Span) -> &[Point] {
        &self.points[span.start as usize..span.end as usize]
    }

    /// About where a text's letters are: widths are estimated, for no font is known here.
    pub fn text_box(&self, text: &Text) -> Rect {
        let width = crate::text::width_of(self.words(text.words), text.size, text.bold);
        let left = match text.anchor {
            Anchor::Start => 0.0,
            Anchor::Middle => width / 2.0,
            Anchor::End => width,
        };
        let above = text.size * 0.8;
        Rect::new(text.at.x - left, text.at.y - above, width, text.size * 0.9)
    }

    /// What a click at this point means: nodes go before links.
    pub fn hit(&self, point: Point) -> Option<Place> {
        let target = self
            .targets
            .iter()
            .find(|target| target.rect.contains(point))?;
        Some(target.place)
    }

    pub(crate) fn begin(&mut self, size: Size) {
        self.size = size;
        self.shapes.clear();
        self.targets.clear();
        self.words.clear();
        self.points.clear();
    }

    /// Keeps a text for a [`Shape::Text`].
    pub(crate) fn write(&mut self, words: Arguments<'_>) -> Span {
        let start = self.words.len() as u32;
        // Writing into a String cannot fail.
        let _ = self.words.write_fmt(words);
        Span {
            start,
            end: self.words.len() as u32,
        }
    }

    /// Gives up the text kept last.
    pub(crate) fn take_back(&mut self, span: Span) {
        self.words.truncate(span.start as usize);
    }

    /// Cuts the text kept last after `bytes` bytes and puts an ellipsis there.
    pub(crate) fn shorten(&mut self, span: Span, bytes: usize) -> Span {
        self.words.truncate(span.start as usize + bytes);
        let trimmed = self.words.trim_end().len().max(span.start as usize);
        self.words.truncate(trimmed);
        self.words.push('…');
        Span {
            start: span.start,
            end: self.words.len() as u32,
        }
    }

    /// Keeps the points pushed since `start` for a [`Shape::Polyline`].
    pub(crate) fn points_since(&self, start: usize) -> Span {
        Span {
            start: start as u32,
            end: self.points.len() as u32,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hatching_stays_inside_its_rectangle() {
        let rect = Rect::new(5.0, 7.0, 40.0, 13.0);
        let lines: Vec<_> = rect.hatch(6.0).collect();
        assert_eq!(lines.len(), 8);
        for (from, to) in lines {
            assert!(rect.contains(from) && rect.contains(to), "{from:?} {to:?}");
        }
    }
}
