//! Finding free spots: buttons, badges and words beside links go where nothing else is.

use crate::geometry::{Rect, Route, Size};

/// Shares of a link's way at which a spot is tried, the best first.
const NEAR_MIDDLE: [f32; 11] = [
    0.5, 0.42, 0.58, 0.34, 0.66, 0.27, 0.73, 0.2, 0.8, 0.13, 0.87,
];

/// Rectangles that are taken.
#[derive(Clone, Debug, Default)]
pub(crate) struct Spots {
    taken: Vec<Rect>,
}

impl Spots {
    pub(crate) fn clear(&mut self) {
        self.taken.clear();
    }

    pub(crate) fn take(&mut self, rect: Rect) {
        self.taken.push(rect);
    }

    pub(crate) fn free(&self, rect: &Rect, stage: Size) -> bool {
        let inside = rect.x >= 0.0
            && rect.y >= 0.0
            && rect.right() <= stage.width
            && rect.bottom() <= stage.height;
        inside && !self.taken.iter().any(|taken| taken.overlaps(rect))
    }

    /// A free square near `share` of the route's way: on it, or failing that, beside it.
    pub(crate) fn near(&self, route: &Route, share: f32, side: f32, stage: Size) -> Option<Rect> {
        let on_it = self.on(route, share, 0.0, side, side, stage);
        on_it.or_else(|| {
            let mut sideways = [0.55, -0.55, 1.1, -1.1].into_iter();
            sideways.find_map(|left| self.on(route, share, left * side, side, side, stage))
        })
    }

    /// A free square anywhere not far from the route, for crowded stages: slower, and nearer ones
    /// first.
    pub(crate) fn around(&self, route: &Route, side: f32, stage: Size) -> Option<Rect> {
        (0..20).find_map(|ring| {
            [1.0, -1.0].into_iter().find_map(|sign| {
                let left = sign * ring as f32 * side * 0.25;
                (1..32).find_map(|step| {
                    let centre = route.beside(step as f32 / 32.0, left);
                    let rect = Rect::around(centre, side, side);
                    self.free(&rect, stage).then_some(rect)
                })
            })
        })
    }

    /// A free rectangle of this size, as near as possible to `share` of the route's way and `left`
    /// pixels to its left.
    pub(crate) fn on(
        &self,
        route: &Route,
        share: f32,
        left: f32,
        width: f32,
        height: f32,
        stage: Size,
    ) -> Option<Rect> {
        let places = NEAR_MIDDLE.into_iter().map(|near| {
            let at = (share + near - 0.5).clamp(0.04, 0.96);
            Rect::around(route.beside(at, left), width, height)
        });
        places.into_iter().find(|rect| self.free(rect, stage))
    }
}
