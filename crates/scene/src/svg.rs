//! A scene as SVG: for tests, for the picture in the README and for a still of a run.

use std::fmt::Write as _;

use crate::geometry::{Point, Rect};
use crate::ink::{Ink, Theme, colour};
use crate::shape::{Anchor, Scene, Shape, Stroke, Text};

/// The reader's own fonts, Japanese ones first.
pub const FONTS: &str = "'Hiragino Sans','Noto Sans JP','Noto Sans CJK JP','Yu Gothic UI',\
                         Meiryo,system-ui,sans-serif";

/// The scene as one SVG document.
pub fn svg(scene: &Scene, theme: Theme) -> String {
    let mut out = String::new();
    // Writing into a String cannot fail.
    let _ = write_document(&mut out, scene, theme);
    out
}

fn write_document(out: &mut String, scene: &Scene, theme: Theme) -> std::fmt::Result {
    let (width, height) = (Number(scene.size.width), Number(scene.size.height));
    writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\" font-family=\"{FONTS}\" \
         stroke-linecap=\"round\" stroke-linejoin=\"round\" \
         style=\"font-variant-numeric:tabular-nums\">"
    )?;
    writeln!(
        out,
        "<rect width=\"{width}\" height=\"{height}\" fill=\"{}\"/>",
        colour(Ink::Paper, theme)
    )?;
    for shape in &scene.shapes {
        write_shape(out, scene, shape, theme)?;
    }
    writeln!(out, "</svg>")
}

/// A coordinate with at most two decimals.
struct Number(f32);

impl std::fmt::Display for Number {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let rounded = (f64::from(self.0) * 100.0).round() / 100.0;
        // No negative zero.
        write!(formatter, "{}", rounded + 0.0)
    }
}

/// The attributes `fill` and `stroke`.
struct Look(Option<Ink>, Option<Stroke>, Theme);

impl std::fmt::Display for Look {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self(fill, stroke, theme) = *self;
        let fill = fill.map_or("none", |ink| colour(ink, theme));
        write!(formatter, "fill=\"{fill}\"")?;
        let Some(stroke) = stroke else { return Ok(()) };
        write!(
            formatter,
            " stroke=\"{}\" stroke-width=\"{}\"",
            colour(stroke.ink, theme),
            Number(stroke.width)
        )?;
        if let Some([dash, gap]) = stroke.dash.pattern(stroke.width) {
            let (dash, gap) = (Number(dash), Number(gap));
            write!(formatter, " stroke-dasharray=\"{dash} {gap}\"")?;
        }
        Ok(())
    }
}

fn write_shape(out: &mut String, scene: &Scene, shape: &Shape, theme: Theme) -> std::fmt::Result {
    match *shape {
        Shape::Rectangle {
            rect,
            radius,
            fill,
            stroke,
        } => {
            write_rectangle(out, rect)?;
            let (radius, look) = (Number(radius), Look(fill, stroke, theme));
            writeln!(out, " rx=\"{radius}\" {look}/>")
        }
        Shape::Hatch {
            rect,
            spacing,
            stroke,
        } => {
            write!(out, "<path d=\"")?;
            for (from, to) in rect.hatch(spacing) {
                write_point(out, 'M', from)?;
                write_point(out, 'L', to)?;
            }
            writeln!(out, "\" {}/>", Look(None, Some(stroke), theme))
        }
        Shape::Curve { curve, stroke } => {
            write!(out, "<path d=\"")?;
            write_point(out, 'M', curve.from)?;
            write_point(out, 'C', curve.pull_from)?;
            write_point(out, ' ', curve.pull_to)?;
            write_point(out, ' ', curve.to)?;
            writeln!(out, "\" {}/>", Look(None, Some(stroke), theme))
        }
        Shape::Polyline { points, stroke } => {
            write!(out, "<path d=\"")?;
            for (index, point) in scene.points(points).iter().enumerate() {
                write_point(out, if index == 0 { 'M' } else { 'L' }, *point)?;
            }
            writeln!(out, "\" {}/>", Look(None, Some(stroke), theme))
        }
        Shape::Circle {
            centre,
            radius,
            fill,
            stroke,
        } => {
            let (x, y, radius) = (Number(centre.x), Number(centre.y), Number(radius));
            let look = Look(fill, stroke, theme);
            writeln!(out, "<circle cx=\"{x}\" cy=\"{y}\" r=\"{radius}\" {look}/>")
        }
        Shape::Polygon {
            points,
            fill,
            stroke,
        } => {
            write!(out, "<path d=\"")?;
            for (index, point) in points.into_iter().enumerate() {
                write_point(out, if index == 0 { 'M' } else { 'L' }, point)?;
            }
            writeln!(out, "z\" {}/>", Look(fill, stroke, theme))
        }
        Shape::Glyph { glyph, rect, ink } => {
            let (x, y, scale) = (Number(rect.x), Number(rect.y), rect.width / 24.0);
            let look = if glyph.filled() {
                Look(Some(ink), None, theme)
            } else {
                Look(None, Some(Stroke::solid(ink, glyph.line())), theme)
            };
            writeln!(
                out,
                "<path transform=\"translate({x} {y}) scale({scale:.4})\" \
                 d=\"{}\" {look}/>",
                glyph.path()
            )
        }
        Shape::Text(text) => write_text(out, scene, &text, theme),
    }
}

fn write_rectangle(out: &mut String, rect: Rect) -> std::fmt::Result {
    write!(
        out,
        "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"",
        Number(rect.x),
        Number(rect.y),
        Number(rect.width),
        Number(rect.height)
    )
}

fn write_point(out: &mut String, command: char, point: Point) -> std::fmt::Result {
    write!(out, "{command}{} {}", Number(point.x), Number(point.y))
}

fn write_text(out: &mut String, scene: &Scene, text: &Text, theme: Theme) -> std::fmt::Result {
    let anchor = match text.anchor {
        Anchor::Start => "start",
        Anchor::Middle => "middle",
        Anchor::End => "end",
    };
    let weight = if text.bold {
        " font-weight=\"700\""
    } else {
        ""
    };
    write!(
        out,
        "<text x=\"{}\" y=\"{}\" text-anchor=\"{anchor}\" font-size=\"{}\"{weight} fill=\"{}\">",
        Number(text.at.x),
        Number(text.at.y),
        Number(text.size),
        colour(text.ink, theme)
    )?;
    for letter in scene.words(text.words).chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            other => out.push(other),
        }
    }
    writeln!(out, "</text>")
}
