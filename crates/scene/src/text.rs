//! Texts that fit: how wide a text is, and what is done when its place is narrower.
//!
//! No font is known here, so widths are estimated a little generously from the classes of letters;
//! the painter condenses the rare text that its font makes wider still.

use std::fmt::{self, Arguments};

use crate::geometry::Point;
use crate::ink::Ink;
use crate::shape::{Anchor, Scene, Shape, Text};

mod lines;

pub(crate) use lines::{Breaking, Name};

/// How far the middle of letters and digits lies above the baseline, in ems.
const MIDDLE: f32 = 0.36;

/// How a text looks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Style {
    pub size: f32,
    /// The text is made smaller down to this before it is cut.
    pub size_min: f32,
    pub bold: bool,
    pub ink: Ink,
    pub anchor: Anchor,
}

/// What happens to a text that is too wide even at its smallest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Excess {
    /// Its end becomes an ellipsis.
    Shorten,
    /// It is left out.
    Omit,
}

/// A number in groups of three digits.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Grouped(pub u64);

impl fmt::Display for Grouped {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 < 1_000 {
            return write!(formatter, "{}", self.0);
        }
        write!(formatter, "{},{:03}", Self(self.0 / 1_000), self.0 % 1_000)
    }
}

impl Style {
    pub(crate) const fn new(size: f32, ink: Ink) -> Self {
        Self {
            size,
            size_min: size,
            bold: false,
            ink,
            anchor: Anchor::Start,
        }
    }

    pub(crate) const fn bold(mut self) -> Self {
        self.bold = true;
        self
    }

    pub(crate) const fn anchored(mut self, anchor: Anchor) -> Self {
        self.anchor = anchor;
        self
    }

    pub(crate) const fn down_to(mut self, size_min: f32) -> Self {
        self.size_min = size_min;
        self
    }
}

/// Estimated width in pixels.
pub(crate) fn width_of(text: &str, size: f32, bold: bool) -> f32 {
    let bolder = if bold { 1.05 } else { 1.0 };
    let ems = text.chars().map(|letter| match ems(letter) {
        // Full-width letters keep their width.
        1.0 => 1.0,
        ems => ems * bolder,
    });
    ems.sum::<f32>() * size
}

fn ems(letter: char) -> f32 {
    match letter {
        'i' | 'j' | 'l' | '\'' | '.' | ',' | ':' | ';' | '|' | '!' | 'I' => 0.29,
        ' ' | 'f' | 'r' | 't' | '(' | ')' | '[' | ']' | '/' | '-' | '·' => 0.37,
        '0'..='9' => 0.57,
        'm' | 'w' | 'M' | 'W' | '%' | '@' => 0.9,
        'A'..='Z' | '+' | '<' | '>' | '=' | '~' | '×' | '#' | '&' => 0.69,
        ' '..='~' => 0.57,
        '\u{ff61}'..='\u{ff9f}' => 0.55,
        _ => 1.0,
    }
}

/// Draws a text with the middle of its letters at `middle`; the width it takes is returned, 0 if it
/// was left out.
pub(crate) fn put(
    scene: &mut Scene,
    style: Style,
    middle: Point,
    width_max: f32,
    excess: Excess,
    words: Arguments<'_>,
) -> f32 {
    let mut span = scene.write(words);
    let natural = width_of(scene.words(span), style.size, style.bold);
    let mut size = style.size;
    if natural > width_max {
        size = (style.size * width_max / natural).max(style.size_min);
    }
    let mut width = width_of(scene.words(span), size, style.bold);
    if width > width_max + 0.01 {
        let cut = match excess {
            Excess::Omit => None,
            Excess::Shorten => cut_after(scene.words(span), size, style.bold, width_max),
        };
        let Some(bytes) = cut else {
            scene.take_back(span);
            return 0.0;
        };
        span = scene.shorten(span, bytes);
        width = width_of(scene.words(span), size, style.bold);
    }
    if width == 0.0 {
        scene.take_back(span);
        return 0.0;
    }
    scene.shapes.push(Shape::Text(Text {
        words: span,
        at: middle.moved(0.0, size * MIDDLE),
        anchor: style.anchor,
        size,
        bold: style.bold,
        ink: style.ink,
        tabular: true,
        width_max: width_max.max(width),
    }));
    width
}

/// After how many bytes to cut so that an ellipsis still fits; `None` if nothing worth reading stays.
fn cut_after(text: &str, size: f32, bold: bool, width_max: f32) -> Option<usize> {
    let room = width_max - width_of("…", size, bold);
    let mut width = 0.0;
    let mut kept = 0;
    for (index, (start, letter)) in text.char_indices().enumerate() {
        width += width_of(&text[start..start + letter.len_utf8()], size, bold);
        if width > room {
            return (index >= 1).then_some(kept);
        }
        kept = start + letter.len_utf8();
    }
    Some(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put_one(width_max: f32, excess: Excess, words: &str) -> (Scene, f32) {
        let mut scene = Scene::default();
        let style = Style::new(16.0, Ink::Text).down_to(12.0);
        let width = put(
            &mut scene,
            style,
            Point::default(),
            width_max,
            excess,
            format_args!("{words}"),
        );
        (scene, width)
    }

    fn shown(scene: &Scene) -> Option<(&str, f32)> {
        match scene.shapes.first()? {
            Shape::Text(text) => Some((scene.words(text.words), text.size)),
            _ => None,
        }
    }

    #[test]
    fn a_text_is_shrunk_before_it_is_cut_and_cut_before_it_is_left_out() {
        let (scene, _) = put_one(100.0, Excess::Shorten, "データベース");
        assert_eq!(shown(&scene), Some(("データベース", 16.0)));
        let (scene, _) = put_one(80.0, Excess::Shorten, "データベース");
        assert_eq!(
            shown(&scene).map(|(words, size)| (words, size.round())),
            Some(("データベース", 13.0))
        );
        let (scene, width) = put_one(50.0, Excess::Shorten, "データベース");
        assert_eq!(shown(&scene), Some(("データ…", 12.0)));
        assert!(width <= 50.0);
        let (scene, width) = put_one(50.0, Excess::Omit, "データベース");
        assert_eq!((shown(&scene), width), (None, 0.0));
        let (scene, width) = put_one(10.0, Excess::Shorten, "データベース");
        assert_eq!((shown(&scene), width), (None, 0.0));
    }

    #[test]
    fn large_numbers_are_grouped() {
        let text = |number| Grouped(number).to_string();
        assert_eq!(text(47), "47");
        assert_eq!(text(4_128), "4,128");
        assert_eq!(text(1_004_007), "1,004,007");
    }
}
