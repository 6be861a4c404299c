//! Figures as parts of the canvas's current path. All go around clockwise, so that figures that
//! overlap within one path leave no holes.

use std::f64::consts::TAU;

use scene::{Curve, Point, Rect};
use web_sys::CanvasRenderingContext2d;

pub(super) fn rectangle(context: &CanvasRenderingContext2d, rect: Rect, radius: f32) {
    let (x, y) = (f64::from(rect.x), f64::from(rect.y));
    let (width, height) = (f64::from(rect.width), f64::from(rect.height));
    let radius = f64::from(radius).min(width / 2.0).min(height / 2.0);
    if radius < 0.5 {
        context.rect(x, y, width, height);
        return;
    }
    let (right, bottom) = (x + width, y + height);
    context.move_to(x + radius, y);
    // An arc fails only for a negative radius.
    let _ = context.arc_to(right, y, right, bottom, radius);
    let _ = context.arc_to(right, bottom, x, bottom, radius);
    let _ = context.arc_to(x, bottom, x, y, radius);
    let _ = context.arc_to(x, y, right, y, radius);
    context.close_path();
}

pub(super) fn circle(context: &CanvasRenderingContext2d, centre: Point, radius: f32) {
    let (x, y, radius) = (
        f64::from(centre.x),
        f64::from(centre.y),
        f64::from(radius.max(0.0)),
    );
    context.move_to(x + radius, y);
    // An arc fails only for a negative radius.
    let _ = context.arc(x, y, radius, 0.0, TAU);
}

pub(super) fn polyline(context: &CanvasRenderingContext2d, points: &[Point]) {
    let mut points = points.iter();
    let Some(first) = points.next() else { return };
    context.move_to(f64::from(first.x), f64::from(first.y));
    for point in points {
        context.line_to(f64::from(point.x), f64::from(point.y));
    }
}

pub(super) fn curve(context: &CanvasRenderingContext2d, curve: &Curve) {
    let Curve {
        from,
        pull_from,
        pull_to,
        to,
    } = *curve;
    context.move_to(f64::from(from.x), f64::from(from.y));
    context.bezier_curve_to(
        f64::from(pull_from.x),
        f64::from(pull_from.y),
        f64::from(pull_to.x),
        f64::from(pull_to.y),
        f64::from(to.x),
        f64::from(to.y),
    );
}
