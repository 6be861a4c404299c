//! Scene → pixels, with the browser's 2D canvas. What is drawn and where was decided in `scene`;
//! here only the number of calls to the browser is of interest.
//!
//! Consecutive shapes of the same look become one path, so thousands of marks cost few calls.

use std::cell::RefCell;

use scene::{Anchor, Glyph, Ink, Rect, Scene, Shape, Stroke, Text, Theme, colour};
use wasm_bindgen::JsValue;
use web_sys::{CanvasRenderingContext2d, Path2d};

mod path;

/// Clears the canvas and draws the scene. The canvas has `pixel_ratio` device pixels per CSS pixel.
pub fn paint(scene: &Scene, context: &CanvasRenderingContext2d, theme: Theme, pixel_ratio: f64) {
    // Setting a transform fails for no finite number.
    let _ = context.set_transform(pixel_ratio, 0.0, 0.0, pixel_ratio, 0.0, 0.0);
    let (width, height) = (scene.size.width, scene.size.height);
    context.clear_rect(0.0, 0.0, f64::from(width), f64::from(height));
    context.set_line_join("round");
    context.set_line_cap("round");
    context.set_text_baseline("alphabetic");
    let mut brush = Brush {
        context,
        theme,
        open: None,
        fill: None,
        stroke: None,
        font: None,
        anchor: None,
    };
    for shape in &scene.shapes {
        brush.draw(scene, shape);
    }
    brush.finish();
    // A dash would otherwise outlive the frame.
    let _ = context.set_line_dash(&js_sys::Array::new());
}

/// How a closed or open figure is drawn.
#[derive(Clone, Copy, PartialEq)]
struct Look {
    fill: Option<Ink>,
    stroke: Option<Stroke>,
}

/// The context, and what it is set to: setting it again would cost a call each time.
struct Brush<'a> {
    context: &'a CanvasRenderingContext2d,
    theme: Theme,
    /// A path that further figures of the same look may join.
    open: Option<Look>,
    fill: Option<Ink>,
    stroke: Option<Stroke>,
    font: Option<(f32, bool)>,
    anchor: Option<Anchor>,
}

impl Brush<'_> {
    fn draw(&mut self, scene: &Scene, shape: &Shape) {
        match *shape {
            Shape::Rectangle {
                rect,
                radius,
                fill,
                stroke,
            } => {
                self.begin(fill, stroke);
                path::rectangle(self.context, rect, radius);
            }
            Shape::Hatch {
                rect,
                spacing,
                stroke,
            } => {
                self.begin(None, Some(stroke));
                for (from, to) in rect.hatch(spacing) {
                    path::polyline(self.context, &[from, to]);
                }
            }
            Shape::Curve { curve, stroke } => {
                self.begin(None, Some(stroke));
                path::curve(self.context, &curve);
            }
            Shape::Polyline { points, stroke } => {
                self.begin(None, Some(stroke));
                path::polyline(self.context, scene.points(points));
            }
            Shape::Circle {
                centre,
                radius,
                fill,
                stroke,
            } => {
                self.begin(fill, stroke);
                path::circle(self.context, centre, radius);
            }
            Shape::Polygon {
                points,
                fill,
                stroke,
            } => {
                self.begin(fill, stroke);
                path::polyline(self.context, &points);
                self.context.close_path();
            }
            Shape::Glyph { glyph, rect, ink } => self.glyph(glyph, rect, ink),
            Shape::Text(text) => self.text(scene, &text),
        }
    }

    /// Starts a figure, in the open path if that has the same look.
    fn begin(&mut self, fill: Option<Ink>, stroke: Option<Stroke>) {
        let look = Look { fill, stroke };
        if self.open == Some(look) {
            return;
        }
        self.finish();
        self.context.begin_path();
        self.open = Some(look);
    }

    /// Draws the open path.
    fn finish(&mut self) {
        let Some(look) = self.open.take() else { return };
        if let Some(ink) = look.fill {
            self.set_fill(ink);
            self.context.fill();
        }
        if let Some(stroke) = look.stroke {
            self.set_stroke(stroke);
            self.context.stroke();
        }
    }

    fn set_fill(&mut self, ink: Ink) {
        if self.fill != Some(ink) {
            self.context.set_fill_style_str(colour(ink, self.theme));
            self.fill = Some(ink);
        }
    }

    fn set_stroke(&mut self, stroke: Stroke) {
        if self.stroke.map(|set| set.ink) != Some(stroke.ink) {
            self.context
                .set_stroke_style_str(colour(stroke.ink, self.theme));
        }
        if self.stroke.map(|set| set.width) != Some(stroke.width) {
            self.context.set_line_width(f64::from(stroke.width));
        }
        let pattern = stroke.dash.pattern(stroke.width);
        let before = self.stroke.map(|set| set.dash.pattern(set.width));
        if before != Some(pattern) {
            let lengths: js_sys::Array = pattern.into_iter().flatten().map(JsValue::from).collect();
            // Fails for no finite lengths.
            let _ = self.context.set_line_dash(&lengths);
        }
        self.stroke = Some(stroke);
    }

    fn glyph(&mut self, glyph: Glyph, rect: Rect, ink: Ink) {
        self.finish();
        let scale = f64::from(rect.width) / 24.0;
        let Some(path) = path_of(glyph) else { return };
        if glyph.filled() {
            self.set_fill(ink);
        } else {
            self.set_stroke(Stroke {
                ink,
                width: glyph.line(),
                dash: scene::Dash::Solid,
            });
        }
        self.context.save();
        // Neither fails for finite numbers.
        let _ = self.context.translate(f64::from(rect.x), f64::from(rect.y));
        let _ = self.context.scale(scale, scale);
        if glyph.filled() {
            self.context.fill_with_path_2d(&path);
        } else {
            self.context.stroke_with_path(&path);
        }
        self.context.restore();
    }

    fn text(&mut self, scene: &Scene, text: &Text) {
        self.finish();
        self.set_fill(text.ink);
        if self.font != Some((text.size, text.bold)) {
            let weight = if text.bold { "700 " } else { "" };
            let (size, fonts) = (text.size, scene::FONTS);
            self.context
                .set_font(&format!("{weight}{size:.2}px {fonts}"));
            self.font = Some((text.size, text.bold));
        }
        if self.anchor != Some(text.anchor) {
            self.context.set_text_align(match text.anchor {
                Anchor::Start => "left",
                Anchor::Middle => "center",
                Anchor::End => "right",
            });
            self.anchor = Some(text.anchor);
        }
        let words = scene.words(text.words);
        let (x, y) = (f64::from(text.at.x), f64::from(text.at.y));
        // Fails for no finite place.
        let _ = self
            .context
            .fill_text_with_max_width(words, x, y, f64::from(text.width_max));
    }
}

/// The glyph's path, read by the browser once. `None` if it cannot read it: then the picture is
/// missing, and its word is still there.
fn path_of(glyph: Glyph) -> Option<Path2d> {
    thread_local! {
        static PATHS: RefCell<[Option<Path2d>; Glyph::ALL.len()]> =
            const { RefCell::new([const { None }; Glyph::ALL.len()]) };
    }
    PATHS.with_borrow_mut(|paths| {
        let path = &mut paths[glyph.index()];
        if path.is_none() {
            *path = Path2d::new_with_path_string(glyph.path()).ok();
        }
        path.clone()
    })
}
