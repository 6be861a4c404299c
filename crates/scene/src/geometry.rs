//! Points, rectangles and cubic curves, in CSS pixels with y downwards.

/// A place on the stage.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    pub x: f32,
    pub y: f32,
}

/// Width and height in CSS pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Size {
    pub width: f32,
    pub height: f32,
}

/// A rectangle by its upper left corner.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rect {
    pub x: f32,
    pub y: f32,
    pub width: f32,
    pub height: f32,
}

/// A cubic Bézier curve.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Curve {
    pub from: Point,
    pub pull_from: Point,
    pub pull_to: Point,
    pub to: Point,
}

/// Pieces that a curve is measured in.
const PIECES: usize = 16;

/// A curve that knows its length, so that what travels along it keeps an even pace.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Route {
    pub curve: Curve,
    /// Length of the curve up to the end of each piece.
    reached: [f32; PIECES],
}

impl Point {
    pub(crate) const fn new(x: f32, y: f32) -> Self {
        Self { x, y }
    }

    pub(crate) fn moved(self, x: f32, y: f32) -> Self {
        Self::new(self.x + x, self.y + y)
    }

    pub(crate) fn towards(self, other: Self, share: f32) -> Self {
        Self::new(
            self.x + (other.x - self.x) * share,
            self.y + (other.y - self.y) * share,
        )
    }

    pub(crate) fn distance(self, other: Self) -> f32 {
        (self.x - other.x).hypot(self.y - other.y)
    }
}

impl Rect {
    pub(crate) const fn new(x: f32, y: f32, width: f32, height: f32) -> Self {
        Self {
            x,
            y,
            width,
            height,
        }
    }

    pub(crate) fn around(centre: Point, width: f32, height: f32) -> Self {
        Self::new(
            centre.x - width / 2.0,
            centre.y - height / 2.0,
            width,
            height,
        )
    }

    pub fn right(&self) -> f32 {
        self.x + self.width
    }

    pub fn bottom(&self) -> f32 {
        self.y + self.height
    }

    pub fn centre(&self) -> Point {
        Point::new(self.x + self.width / 2.0, self.y + self.height / 2.0)
    }

    pub fn contains(&self, point: Point) -> bool {
        point.x >= self.x
            && point.x <= self.right()
            && point.y >= self.y
            && point.y <= self.bottom()
    }

    /// Whether the two share an area; touching edges do not count.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.x < other.right()
            && other.x < self.right()
            && self.y < other.bottom()
            && other.y < self.bottom()
    }

    /// Whether `other` lies inside, edges included.
    pub fn encloses(&self, other: &Self) -> bool {
        other.x >= self.x
            && other.y >= self.y
            && other.right() <= self.right()
            && other.bottom() <= self.bottom()
    }

    /// Larger by `by` on every side; smaller if negative.
    pub(crate) fn grown(&self, by: f32) -> Self {
        Self::new(
            self.x - by,
            self.y - by,
            (self.width + 2.0 * by).max(0.0),
            (self.height + 2.0 * by).max(0.0),
        )
    }

    /// On whole pixels, so that borders are sharp. Like sizes stay alike.
    pub(crate) fn snapped(&self) -> Self {
        Self::new(
            self.x.round(),
            self.y.round(),
            self.width.floor(),
            self.height.floor(),
        )
    }
}

impl Curve {
    pub(crate) fn straight(from: Point, to: Point) -> Self {
        Self {
            from,
            pull_from: from.towards(to, 1.0 / 3.0),
            pull_to: from.towards(to, 2.0 / 3.0),
            to,
        }
    }

    /// The point at Bézier parameter `t`, 0 to 1.
    pub fn at(&self, t: f32) -> Point {
        let u = 1.0 - t;
        let (a, b, c, d) = (u * u * u, 3.0 * u * u * t, 3.0 * u * t * t, t * t * t);
        Point::new(
            a * self.from.x + b * self.pull_from.x + c * self.pull_to.x + d * self.to.x,
            a * self.from.y + b * self.pull_from.y + c * self.pull_to.y + d * self.to.y,
        )
    }

    /// The direction of travel at `t`, of length 1.
    pub fn direction(&self, t: f32) -> Point {
        let u = 1.0 - t;
        let (a, b, c) = (u * u, 2.0 * u * t, t * t);
        let part =
            |p0: f32, p1: f32, p2: f32, p3: f32| a * (p1 - p0) + b * (p2 - p1) + c * (p3 - p2);
        let x = part(self.from.x, self.pull_from.x, self.pull_to.x, self.to.x);
        let y = part(self.from.y, self.pull_from.y, self.pull_to.y, self.to.y);
        let length = x.hypot(y);
        if length < 1e-6 {
            return Point::new(1.0, 0.0);
        }
        Point::new(x / length, y / length)
    }

    /// The same curve moved sideways, to its left as seen along the way.
    pub(crate) fn shifted_left(&self, by: f32) -> Self {
        let start = self.direction(0.0);
        let end = self.direction(1.0);
        let (x0, y0) = (start.y * by, -start.x * by);
        let (x1, y1) = (end.y * by, -end.x * by);
        Self {
            from: self.from.moved(x0, y0),
            pull_from: self.pull_from.moved(x0, y0),
            pull_to: self.pull_to.moved(x1, y1),
            to: self.to.moved(x1, y1),
        }
    }
}

impl Route {
    pub(crate) fn new(curve: Curve) -> Self {
        let mut reached = [0.0; PIECES];
        let (mut length, mut last) = (0.0, curve.from);
        for (index, reached) in reached.iter_mut().enumerate() {
            let point = curve.at((index + 1) as f32 / PIECES as f32);
            length += last.distance(point);
            *reached = length;
            last = point;
        }
        Self { curve, reached }
    }

    pub(crate) fn length(&self) -> f32 {
        self.reached[PIECES - 1]
    }

    /// The Bézier parameter at which `share` of the length has been gone.
    pub(crate) fn parameter(&self, share: f32) -> f32 {
        let goal = share.clamp(0.0, 1.0) * self.length();
        let index = self
            .reached
            .iter()
            .position(|reached| *reached >= goal)
            .unwrap_or(PIECES - 1);
        let before = if index == 0 {
            0.0
        } else {
            self.reached[index - 1]
        };
        let piece = (self.reached[index] - before).max(1e-6);
        ((index as f32 + (goal - before) / piece) / PIECES as f32).clamp(0.0, 1.0)
    }

    /// The point at which `share` of the length has been gone.
    pub(crate) fn at(&self, share: f32) -> Point {
        self.curve.at(self.parameter(share))
    }

    /// A point beside the route: `share` of the way, `left` pixels to its left.
    pub(crate) fn beside(&self, share: f32, left: f32) -> Point {
        let t = self.parameter(share);
        let direction = self.curve.direction(t);
        self.curve
            .at(t)
            .moved(direction.y * left, -direction.x * left)
    }

    pub(crate) fn direction(&self, share: f32) -> Point {
        self.curve.direction(self.parameter(share))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn s_curve() -> Route {
        Route::new(Curve {
            from: Point::new(0.0, 0.0),
            pull_from: Point::new(50.0, 0.0),
            pull_to: Point::new(50.0, 80.0),
            to: Point::new(100.0, 80.0),
        })
    }

    #[test]
    fn what_travels_along_a_route_keeps_an_even_pace() {
        let route = s_curve();
        let step = route.length() / 20.0;
        for index in 0..20 {
            let here = route.at(index as f32 / 20.0);
            let there = route.at((index + 1) as f32 / 20.0);
            let gone = here.distance(there);
            assert!(
                (gone - step).abs() < step * 0.06,
                "{index}: {gone} of {step}"
            );
        }
    }

    #[test]
    fn halfway_is_the_middle_of_a_symmetric_curve() {
        let middle = s_curve().at(0.5);
        assert!(middle.distance(Point::new(50.0, 40.0)) < 0.1, "{middle:?}");
    }

    #[test]
    fn touching_rectangles_do_not_overlap() {
        let left = Rect::new(0.0, 0.0, 10.0, 10.0);
        assert!(!left.overlaps(&Rect::new(10.0, 0.0, 10.0, 10.0)));
        assert!(left.overlaps(&Rect::new(9.5, 0.0, 10.0, 10.0)));
    }
}
