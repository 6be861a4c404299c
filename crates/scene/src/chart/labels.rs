//! The names of a chart's lines, at their right ends and never on top of one another: of those that
//! have risen highest, where there is no room for all, and how many more there are.

use sim::sort_few;

use crate::chart::{ChartLine, ChartView, Plot};
use crate::geometry::Point;
use crate::ink::Ink;
use crate::shape::{Scene, Shape, Stroke};
use crate::text::{self, Excess, Style};

/// Names that a chart has at most, whatever its height.
const LABELS_MAX: usize = 8;
/// From one name to the next, in ems.
const PITCH: f32 = 1.25;
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
    view.lines.iter().filter(|line| !line.label.is_empty())
}

/// Between which heights the middles of names lie: beside the curves, above the numbers of the axis.
fn bounds(plot: &Plot) -> (f32, f32) {
    let height = plot.font * PITCH;
    (
        plot.rect.y - height * 0.4,
        plot.rect.bottom() - height * 0.3,
    )
}

/// How many names have room above one another.
fn room(plot: &Plot) -> usize {
    let (upper, lower) = bounds(plot);
    let beyond_first = ((lower - upper) / (plot.font * PITCH)).max(0.0) as usize;
    (1 + beyond_first).min(LABELS_MAX)
}

/// The lines that are named, by their places among all, with where they end; and how many are not.
fn chosen(plot: &Plot, view: &ChartView<'_>) -> (Vec<(f32, usize)>, usize) {
    let lines = view.lines.iter().enumerate();
    let mut all: Vec<(f64, usize)> = lines
        .filter(|(_, line)| !line.label.is_empty())
        .map(|(index, line)| (highest(line, plot.from), index))
        .collect();
    let room = room(plot);
    let count = if all.len() <= room {
        all.len()
    } else {
        // The last place tells how many more there are.
        room.saturating_sub(1)
    };
    sort_few(&mut all, |one, other| other.0.total_cmp(&one.0));
    let left_out = all.len() - count;
    all.truncate(count);
    let mut places: Vec<(f32, usize)> = all
        .into_iter()
        .map(|(_, index)| (end_of(plot, &view.lines[index]), index))
        .collect();
    sort_few(&mut places, |one, other| one.0.total_cmp(&other.0));
    (places, left_out)
}

/// The greatest value that is shown of a line.
fn highest(line: &ChartLine<'_>, from: f64) -> f64 {
    let shown = line.points.iter().filter(|(at, _)| *at >= from);
    let values = shown.map(|(_, value)| *value);
    values
        .filter(|value| value.is_finite())
        .fold(f64::NEG_INFINITY, f64::max)
}

/// The piece of line before a name.
fn sample(plot: &Plot) -> f32 {
    plot.font * 1.8
}

pub(super) fn draw(plot: &Plot, view: &ChartView<'_>, scene: &mut Scene) {
    if width(plot, view) == 0.0 {
        return;
    }
    let height = plot.font * PITCH;
    let (mut places, left_out) = chosen(plot, view);
    let (upper, lower) = bounds(plot);
    let lower_of_names = if left_out > 0 { lower - height } else { lower };
    spread(&mut places, height, upper, lower_of_names);
    let left = plot.rect.right() + plot.font * 0.7;
    for (y, index) in places.iter().copied() {
        let line = &view.lines[index];
        let start = scene.points.len();
        scene.points.push(Point::new(left, y));
        scene
            .points
            .push(Point::new(left + sample(plot) - plot.font * 0.5, y));
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
    if left_out > 0 {
        let at = Point::new(left + sample(plot), lower);
        let room = scene.size.width - at.x - 1.0;
        let style = Style::new(plot.font, Ink::Muted);
        text::put(
            scene,
            style,
            at,
            room,
            Excess::Omit,
            format_args!("+{left_out}"),
        );
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
