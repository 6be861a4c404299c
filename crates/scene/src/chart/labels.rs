//! The names of a chart's lines, at their right ends and never on top of one another.

use crate::chart::{ChartLine, ChartView, Plot};
use crate::geometry::Point;
use crate::ink::Ink;
use crate::shape::{Scene, Shape, Stroke};
use crate::text::{self, Excess, Style};

/// Lines that can be named; more have no names.
const LABELS_MAX: usize = 8;
/// Narrower charts have no names beside their lines.
const NARROWEST: f32 = 26.0;

/// The room that names take at the right; 0 if there are none.
pub(super) fn width(plot: &Plot, view: &ChartView<'_>) -> f32 {
    if view.size.width < plot.font * NARROWEST {
        return 0.0;
    }
    let widest = named(view)
        .map(|line| text::width_of(line.label, plot.font, false))
        .fold(0.0, f32::max);
    if widest == 0.0 {
        return 0.0;
    }
    (sample(plot) + widest + plot.font * 1.2).min(view.size.width * 0.3)
}

fn named<'a>(view: &ChartView<'a>) -> impl Iterator<Item = &'a ChartLine<'a>> + use<'a> {
    let lines = view.lines.iter().take(LABELS_MAX);
    lines.filter(|line| !line.label.is_empty())
}

/// The piece of line before a name.
fn sample(plot: &Plot) -> f32 {
    plot.font * 1.5
}

pub(super) fn draw(plot: &Plot, view: &ChartView<'_>, scene: &mut Scene) {
    if width(plot, view) == 0.0 {
        return;
    }
    let height = plot.font * 1.25;
    let mut places = [(0.0_f32, 0_usize); LABELS_MAX];
    let mut count = 0;
    for (index, line) in view.lines.iter().take(LABELS_MAX).enumerate() {
        if line.label.is_empty() {
            continue;
        }
        places[count] = (end_of(plot, line), index);
        count += 1;
    }
    let places = &mut places[..count];
    places.sort_by(|a, b| a.0.total_cmp(&b.0));
    spread(
        places,
        height,
        plot.rect.y + height * 0.2,
        plot.rect.bottom() - height * 0.3,
    );
    let left = plot.rect.right() + plot.font * 0.7;
    for (y, index) in places.iter().copied() {
        let line = &view.lines[index];
        let start = scene.points.len();
        scene.points.push(Point::new(left, y));
        scene
            .points
            .push(Point::new(left + sample(plot) - plot.font * 0.3, y));
        let points = scene.points_since(start);
        scene.shapes.push(Shape::Polyline {
            points,
            stroke: Stroke {
                ink: line.ink,
                width: (plot.font / 6.0).clamp(1.75, 3.0),
                dash: line.dash,
            },
        });
        let at = Point::new(left + sample(plot), y);
        let room = scene.size.width - at.x - 1.0;
        let style = Style::new(plot.font, Ink::Text);
        let words = format_args!("{}", line.label);
        text::put(scene, style, at, room, Excess::Shorten, words);
    }
}

/// Where a line's last value is.
fn end_of(plot: &Plot, line: &ChartLine<'_>) -> f32 {
    let last = line
        .points
        .iter()
        .rev()
        .find(|(at, value)| *at <= plot.to && value.is_finite());
    last.map_or(plot.rect.bottom(), |(_, value)| plot.y(*value))
}

/// Moves sorted places apart so that they are `height` from one another, within the bounds as far as
/// they allow.
fn spread(places: &mut [(f32, usize)], height: f32, upper: f32, lower: f32) {
    let mut least = upper;
    for place in places.iter_mut() {
        place.0 = place.0.max(least);
        least = place.0 + height;
    }
    let mut most = lower.max(upper + height * places.len().saturating_sub(1) as f32);
    for place in places.iter_mut().rev() {
        place.0 = place.0.min(most);
        most = place.0 - height;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_lines_that_end_together_are_moved_apart() {
        for ends in [
            [50.0, 50.0, 51.0, 98.0],
            [0.0, 1.0, 2.0, 3.0],
            [95.0, 97.0, 98.0, 99.0],
        ] {
            let mut places = [0, 1, 2, 3].map(|index| (ends[index], index));
            spread(&mut places, 15.0, 0.0, 100.0);
            for pair in places.windows(2) {
                assert!(pair[1].0 - pair[0].0 >= 15.0, "{places:?}");
            }
            assert!(places[0].0 >= 0.0 && places[3].0 <= 100.0, "{places:?}");
        }
    }
}
