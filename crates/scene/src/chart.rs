//! Curves over simulated time: a quiet grid with round numbers, what was done to the run as dashed
//! verticals, the present at the right end.
//!
//! Where points are denser than pixels, each column of pixels shows their least and their greatest
//! value: a spike of one bin is never lost.

use crate::geometry::{Point, Rect, Size};
use crate::glyph::Glyph;
use crate::ink::Ink;
use crate::shape::{Anchor, Dash, Scene, Shape, Stroke};
use crate::text::{self, Excess, Style};

mod labels;
mod scale;

use scale::{AxisNumber, Clock};

/// One curve.
#[derive(Clone, Copy, Debug)]
pub struct ChartLine<'a> {
    /// Simulated seconds and value, in the order of time. A value that is not a number is a gap.
    pub points: &'a [(f64, f64)],
    pub ink: Ink,
    pub dash: Dash,
    pub label: &'a str,
}

/// Something that was done to the run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ChartMark {
    /// In simulated seconds.
    pub at: f64,
    /// It made things worse; otherwise it was a repair.
    pub damage: bool,
}

/// Everything that a chart depends on.
#[derive(Clone, Copy, Debug)]
pub struct ChartView<'a> {
    pub size: Size,
    pub text_scale: f32,
    pub lines: &'a [ChartLine<'a>],
    /// Simulated seconds at the left end.
    pub from: f64,
    /// The present, at the right end.
    pub to: f64,
    /// The value at the upper end; see [`nice_maximum`]. Two charts that are compared share it.
    pub maximum: f64,
    pub unit: &'a str,
    pub marks: &'a [ChartMark],
}

/// Where the curves are, and what a pixel means there.
#[derive(Clone, Copy, Debug)]
struct Plot {
    rect: Rect,
    font: f32,
    from: f64,
    to: f64,
    maximum: f64,
}

/// Draws a chart, reusing the scene's memory.
pub fn compose_chart(view: &ChartView<'_>, scene: &mut Scene) {
    scene.begin(view.size);
    let Some(plot) = Plot::new(view, scene) else {
        return;
    };
    let step = plot.value_step();
    plot.draw_values(step, view.unit, scene);
    plot.draw_times(scene);
    for mark in view.marks {
        plot.draw_mark(*mark, scene);
    }
    for line in view.lines {
        plot.draw_line(line, scene);
    }
    plot.draw_present(scene);
    labels::draw(&plot, view, scene);
}

/// The smallest round number that is at least `value`: a good upper end for an axis. 1 if `value`
/// is not a finite number above zero.
pub fn nice_maximum(value: f64) -> f64 {
    scale::nice_maximum(value)
}

impl Plot {
    /// `None` if there is nothing to draw on.
    fn new(view: &ChartView<'_>, scene: &mut Scene) -> Option<Self> {
        let scale = if view.text_scale > 0.0 {
            view.text_scale
        } else {
            1.0
        };
        let font = 12.0 * scale;
        let span = view.to - view.from;
        let maximum = view.maximum;
        let drawable = span > 0.0 && span.is_finite() && maximum > 0.0 && maximum.is_finite();
        let large_enough = view.size.width >= 40.0 && view.size.height >= 30.0;
        if !(drawable && large_enough) {
            return None;
        }
        let mut plot = Self {
            rect: Rect::default(),
            font,
            from: view.from,
            to: view.to,
            maximum,
        };
        let above = font * 1.35;
        let below = if view.size.height > font * 5.0 {
            font * 1.6
        } else {
            font * 0.5
        };
        plot.rect.y = above;
        plot.rect.height = (view.size.height - above - below).max(10.0);
        let left = plot.values_width(scene) + font * 0.6;
        let right = labels::width(&plot, view).max(font * 0.7);
        plot.rect.x = left.round();
        plot.rect.width = (view.size.width - left - right).max(10.0).round();
        Some(plot)
    }

    fn x(&self, at: f64) -> f32 {
        let share = (at - self.from) / (self.to - self.from);
        self.rect.x + (share * f64::from(self.rect.width)) as f32
    }

    fn y(&self, value: f64) -> f32 {
        let share = (value / self.maximum).clamp(0.0, 1.0);
        self.rect.bottom() - (share * f64::from(self.rect.height)) as f32
    }

    fn value_step(&self) -> f64 {
        let count = (self.rect.height / (self.font * 1.9)) as usize;
        scale::value_step(self.maximum, count.clamp(1, 4))
    }

    fn values(&self, step: f64) -> impl Iterator<Item = AxisNumber> + use<> {
        let count = (self.maximum / step + 1e-6) as u32;
        (0..=count).map(move |index| AxisNumber {
            value: f64::from(index) * step,
            step,
        })
    }

    /// The width of the widest number of the axis.
    fn values_width(&self, scene: &mut Scene) -> f32 {
        let step = self.value_step();
        let mut widest = 0.0_f32;
        for number in self.values(step) {
            let span = scene.write(format_args!("{number}"));
            widest = widest.max(text::width_of(scene.words(span), self.font, false));
            scene.take_back(span);
        }
        widest
    }

    fn draw_values(&self, step: f64, unit: &str, scene: &mut Scene) {
        for number in self.values(step) {
            let y = self.y(number.value).round() - 0.5;
            let ink = if number.value == 0.0 {
                Ink::Link
            } else {
                Ink::Grid
            };
            let (from, to) = (Point::new(self.rect.x, y), Point::new(self.rect.right(), y));
            line(scene, &[from, to], Stroke::solid(ink, 1.0));
            let style = Style::new(self.font, Ink::Muted).anchored(Anchor::End);
            let at = Point::new(self.rect.x - self.font * 0.45, y);
            let words = format_args!("{number}");
            text::put(scene, style, at, self.rect.x, Excess::Omit, words);
        }
        // Above the uppermost line, where no curve comes.
        let style = Style::new(self.font, Ink::Muted);
        let at = Point::new(self.rect.x, self.rect.y - self.font * 0.7);
        let room = self.rect.width * 0.4;
        text::put(scene, style, at, room, Excess::Omit, format_args!("{unit}"));
    }

    fn draw_times(&self, scene: &mut Scene) {
        let foot = scene.size.height - self.rect.bottom();
        if foot < self.font * 1.4 {
            return;
        }
        let count = (self.rect.width / (self.font * 5.0)) as usize;
        let step = scale::time_step(self.to - self.from, count.max(1));
        let style = Style::new(self.font, Ink::Muted).anchored(Anchor::Middle);
        let mut index = (self.from / step).ceil();
        while index * step <= self.to + step * 1e-6 {
            let secs = index * step;
            let x = self.x(secs).round() + 0.5;
            let y = self.rect.bottom();
            let ends = [Point::new(x, y), Point::new(x, y + self.font * 0.3)];
            line(scene, &ends, Stroke::solid(Ink::Link, 1.0));
            let at = Point::new(x, y + self.font * 0.95);
            let clock = Clock { secs, step };
            let room = self.font * 5.0;
            // A number that would stand half outside is left out.
            let half = self.font * 1.3;
            if x - half >= 0.0 && x + half <= scene.size.width {
                text::put(
                    scene,
                    style,
                    at,
                    room,
                    Excess::Omit,
                    format_args!("{clock}"),
                );
            }
            index += 1.0;
        }
    }

    fn draw_mark(&self, mark: ChartMark, scene: &mut Scene) {
        if !(self.from..=self.to).contains(&mark.at) {
            return;
        }
        let (glyph, ink, glyph_ink) = if mark.damage {
            (Glyph::Cross, Ink::Damage, Ink::DamageText)
        } else {
            (Glyph::Ring, Ink::Reply, Ink::Reply)
        };
        let x = self.x(mark.at).round() + 0.5;
        let side = self.font * 0.75;
        let centre = Point::new(x, self.rect.y - side * 0.9);
        let ends = [
            Point::new(x, centre.y + side * 0.7),
            Point::new(x, self.rect.bottom()),
        ];
        line(scene, &ends, Stroke::dashed(ink, 1.25));
        scene.shapes.push(Shape::Glyph {
            glyph,
            rect: Rect::around(centre, side, side),
            ink: glyph_ink,
        });
    }

    fn draw_line(&self, chart_line: &ChartLine<'_>, scene: &mut Scene) {
        let stroke = Stroke {
            ink: chart_line.ink,
            width: (self.font / 6.0).clamp(1.75, 3.0),
            dash: chart_line.dash,
        };
        let points = chart_line.points;
        // One point before the left end, so that the curve enters from there.
        let first = points.partition_point(|(at, _)| *at < self.from);
        let last = points.partition_point(|(at, _)| *at <= self.to);
        let mut start = scene.points.len();
        let mut column = Column::default();
        for (at, value) in &points[first.saturating_sub(1)..last.max(first)] {
            if !value.is_finite() {
                column.close(&mut scene.points);
                finish(scene, start, stroke);
                start = scene.points.len();
                continue;
            }
            let x = self.x(*at).max(self.rect.x);
            column.add(x, self.y(*value), &mut scene.points);
        }
        column.close(&mut scene.points);
        finish(scene, start, stroke);
    }

    /// The present: a line with a knob, as on a ruler.
    fn draw_present(&self, scene: &mut Scene) {
        let x = self.rect.right().round() - 0.5;
        let ends = [
            Point::new(x, self.rect.y - self.font * 0.8),
            Point::new(x, self.rect.bottom()),
        ];
        line(scene, &ends, Stroke::solid(Ink::Text, 1.5));
        scene.shapes.push(Shape::Circle {
            centre: Point::new(x, self.rect.bottom()),
            radius: self.font * 0.3,
            fill: Some(Ink::Text),
            stroke: None,
        });
    }
}

/// The points of one column of pixels: the first, the least, the greatest and the last are kept.
#[derive(Clone, Copy, Debug, Default)]
struct Column {
    count: usize,
    x: f32,
    first: f32,
    last: f32,
    upper: f32,
    lower: f32,
}

impl Column {
    fn add(&mut self, x: f32, y: f32, points: &mut Vec<Point>) {
        if self.count > 0 && x.floor() != self.x.floor() {
            self.close(points);
        }
        if self.count == 0 {
            *self = Self {
                count: 0,
                x,
                first: y,
                last: y,
                upper: y,
                lower: y,
            };
        }
        self.count += 1;
        self.last = y;
        self.upper = self.upper.min(y);
        self.lower = self.lower.max(y);
    }

    fn close(&mut self, points: &mut Vec<Point>) {
        let x = self.x;
        let mut push = |y: f32| points.push(Point::new(x, y));
        match self.count {
            0 => {}
            1 => push(self.first),
            2 => {
                push(self.first);
                push(self.last);
            }
            _ => {
                push(self.first);
                push(self.upper);
                push(self.lower);
                push(self.last);
            }
        }
        self.count = 0;
    }
}

fn line(scene: &mut Scene, points: &[Point], stroke: Stroke) {
    let start = scene.points.len();
    scene.points.extend_from_slice(points);
    finish(scene, start, stroke);
}

fn finish(scene: &mut Scene, start: usize, stroke: Stroke) {
    let points = scene.points_since(start);
    match scene.points.len() - start {
        0 => {}
        1 => {
            // A single value between two gaps would be invisible as a line.
            let centre = scene.points[start];
            scene.shapes.push(Shape::Circle {
                centre,
                radius: stroke.width,
                fill: Some(stroke.ink),
                stroke: None,
            });
        }
        _ => scene.shapes.push(Shape::Polyline { points, stroke }),
    }
}
