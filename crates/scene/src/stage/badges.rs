//! What was lost and where: badges with counts and reasons, and fresh losses at the very point.

use std::fmt::Arguments;

use sim::{DropReason, LinkView, LossReason, Place, Reason, Traffic};

use crate::geometry::{Point, Rect, Route};
use crate::ink::Ink;
use crate::layout::{Layout, Level};
use crate::shape::{Scene, Shape, Stroke};
use crate::stage::marks::diamond;
use crate::stage::{StageView, StageWords, signs};
use crate::text::{self, Excess, Grouped, Style};

/// How long a loss counts as fresh, in seconds of the person's.
const FRESH_SECS: f64 = 1.2;

/// A count of losses, ready to be drawn.
#[derive(Clone, Copy, Debug)]
pub(super) struct Badge {
    pub count: u64,
    pub reason: &'static str,
    /// Some of them have just happened.
    pub fresh: bool,
}

/// How many, shortened where the exact number would take too much room.
#[derive(Clone, Copy)]
struct Count {
    of: u64,
    /// From here on in thousands.
    thousands_from: u64,
}

impl Count {
    const fn new(of: u64) -> Self {
        let thousands_from = 10_000;
        Self { of, thousands_from }
    }

    /// For the narrowest places.
    const fn short(of: u64) -> Self {
        let thousands_from = 1_000;
        Self { of, thousands_from }
    }
}

impl std::fmt::Display for Count {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.of {
            few if few < self.thousands_from => Grouped(few).fmt(formatter),
            more if more < 10_000_000 => write!(formatter, "{}k", more / 1_000),
            more => write!(formatter, "{}M", more / 1_000_000),
        }
    }
}

impl Badge {
    /// How wide it is with its reason, or without.
    pub(super) fn width(&self, size: f32, with_reason: bool, scene: &mut Scene) -> f32 {
        let count = scene.write(format_args!("{}", Count::new(self.count)));
        let width = text::width_of(scene.words(count), size, true);
        scene.take_back(count);
        let reason = if with_reason {
            text::width_of(self.reason, size, true) + size * 0.37
        } else {
            0.0
        };
        size * 1.95 + width + reason
    }

    pub(super) fn height(size: f32) -> f32 {
        size * 1.4
    }

    /// Draws it into a rectangle; the reason is left out where it does not fit.
    pub(super) fn draw(&self, rect: Rect, size: f32, scene: &mut Scene) {
        let (fill, ink, edge) = if self.fresh {
            (Ink::DamageText, Ink::BadgeText, Ink::DamageText)
        } else {
            (Ink::Card, Ink::DamageText, Ink::Damage)
        };
        scene.shapes.push(Shape::Rectangle {
            rect,
            radius: rect.height / 2.0,
            fill: Some(fill),
            stroke: Some(Stroke::solid(edge, 1.5)),
        });
        let middle = rect.centre().y;
        let count = Count::new(self.count);
        let style = Style::new(size, ink).bold();
        let mut put = |sign: f32, start: f32, end: f32, words: Arguments<'_>| {
            let at = Point::new(rect.x + start, middle);
            let room = rect.right() - at.x - end;
            let put = text::put(scene, style, at, room, Excess::Omit, words) > 0.0;
            if put {
                let sign = Point::new(rect.x + sign, middle);
                scene.shapes.push(diamond(sign, size * 0.42, ink, None));
            }
            put
        };
        let (sign, start, end) = (size * 0.85, size * 1.4, size * 0.5);
        let short = Count::short(self.count);
        // Where room is scarce, the edges give way first, then the digits, and at last the sign.
        let told = put(sign, start, end, format_args!("{count} {}", self.reason))
            || put(sign, start, end, format_args!("{count}"))
            || put(size * 0.62, size * 1.1, size * 0.2, format_args!("{count}"))
            || put(size * 0.62, size * 1.1, size * 0.2, format_args!("{short}"));
        if !told {
            scene
                .shapes
                .push(diamond(rect.centre(), size * 0.42, ink, None));
        }
    }
}

/// The badge of a node, if anything was ever lost there. A node of users counts their requests that
/// failed for good.
pub(super) fn of_node(view: &StageView<'_>, index: usize) -> Option<Badge> {
    let node = &view.snapshot.nodes[index];
    let words = view.words;
    let failed = node.users.unwrap_or_default().failed;
    let by_reason = Reason::ALL.map(|reason| {
        let count = node.refused[reason.index()] + failed[reason.index()];
        (count, words.reason(reason))
    });
    let all = by_reason.into_iter().chain([(node.lost, words.crashed)]);
    let fresh = fresh_losses(view).any(|loss| loss.place == Place::Node(node.id));
    badge(all, fresh)
}

fn of_link(view: &StageView<'_>, link: &LinkView) -> Option<Badge> {
    let dropped = |traffic: &Traffic, reason: DropReason| traffic.dropped[reason.index()];
    let by_reason = DropReason::ALL.map(|reason| {
        let count = dropped(&link.forward, reason) + dropped(&link.backward, reason);
        (count, view.words.drop_reason(reason))
    });
    let fresh = fresh_losses(view).any(|loss| loss.place == Place::Link(link.id));
    badge(by_reason.into_iter(), fresh)
}

fn badge(by_reason: impl Iterator<Item = (u64, &'static str)>, fresh: bool) -> Option<Badge> {
    let mut count = 0;
    let mut most = (0, "");
    for (number, word) in by_reason {
        count += number;
        if number > most.0 {
            most = (number, word);
        }
    }
    (count > 0).then_some(Badge {
        count,
        reason: most.1,
        fresh,
    })
}

fn fresh_losses<'a>(view: &StageView<'a>) -> impl Iterator<Item = &'a sim::LossView> + use<'a> {
    let now = view.snapshot.now;
    let span = FRESH_SECS * view.speed.max(0.0);
    let losses = view.snapshot.losses.iter().rev();
    losses.take_while(move |loss| now.since(loss.at).as_secs_f64() <= span)
}

impl StageWords {
    fn reason(&self, reason: Reason) -> &'static str {
        match reason {
            Reason::TimedOut => self.timed_out,
            Reason::QueueFull => self.queue_full,
            Reason::Unavailable => self.unavailable,
            Reason::DependencyTimedOut => self.dependency_timed_out,
            Reason::RateLimited => self.rate_limited,
            Reason::Shed => self.shed,
            Reason::CircuitOpen => self.circuit_open,
            Reason::LimitReached => self.limit_reached,
            Reason::Faulty => self.faulty,
        }
    }

    fn drop_reason(&self, reason: DropReason) -> &'static str {
        match reason {
            DropReason::Cut => self.cut,
            DropReason::Lost => self.lost,
            DropReason::TargetDown => self.down,
            DropReason::BufferFull => self.queue_full,
        }
    }

    /// Why something was lost, in one word.
    pub fn loss_reason(&self, reason: LossReason) -> &'static str {
        match reason {
            LossReason::Dropped(reason) => self.drop_reason(reason),
            LossReason::Refused(reason) | LossReason::Failed(reason) => self.reason(reason),
            LossReason::Crashed => self.crashed,
        }
    }
}

pub(super) fn draw(view: &StageView<'_>, layout: &mut Layout, scene: &mut Scene) {
    draw_fresh(view, layout, scene);
    let links = view.snapshot.links.iter().enumerate();
    for (index, link) in links.clone() {
        if let Some(Some(route)) = layout.links.get(index).copied() {
            signs::draw(view, layout, link, &route, scene);
        }
    }
    for (index, link) in links {
        if let Some(Some(route)) = layout.links.get(index).copied()
            && let Some(badge) = of_link(view, link)
        {
            draw_count(view, layout, &route, badge, scene);
        }
    }
}

/// A diamond at the very point of each fresh loss on a link; those at the same point are one.
fn draw_fresh(view: &StageView<'_>, layout: &Layout, scene: &mut Scene) {
    let radius = match layout.level {
        Level::Micro => 3.6,
        _ => 6.5 * layout.unit,
    };
    let first = scene.shapes.len();
    for loss in fresh_losses(view) {
        let Place::Link(link) = loss.place else {
            continue;
        };
        let Some(Some(route)) = layout.links.get(link.index()) else {
            continue;
        };
        // Near the ends it would lie under a card.
        let margin = (radius / route.length().max(1.0)).min(0.5);
        let at = route.at(loss.fraction.clamp(margin, 1.0 - margin));
        let shape = diamond(
            at,
            radius,
            Ink::Damage,
            Some(Stroke::solid(Ink::Outline, 1.0)),
        );
        let near = |other: &Shape| match other {
            Shape::Polygon { points, .. } => points[0].distance(at.moved(0.0, -radius)) < 3.0,
            _ => false,
        };
        if !scene.shapes[first..].iter().any(near) {
            scene.shapes.push(shape);
        }
    }
}

/// The count of what a link has lost so far.
fn draw_count(
    view: &StageView<'_>,
    layout: &mut Layout,
    route: &Route,
    badge: Badge,
    scene: &mut Scene,
) {
    if layout.level == Level::Micro {
        return;
    }
    let size = layout.font_min;
    let height = Badge::height(size);
    let widths = [true, false].map(|with_reason| badge.width(size, with_reason, scene));
    // It has to touch its link; further away it would seem to speak of another.
    let tries = [0.0, 0.6, -0.6].into_iter();
    let mut tries = tries.flat_map(|left| widths.map(|width| (left * height, width)));
    let spot =
        tries.find_map(|(left, width)| layout.spots.on(route, 0.7, left, width, height, view.size));
    if let Some(spot) = spot {
        layout.spots.take(spot.grown(1.0));
        badge.draw(spot, size, scene);
    } else {
        let edge = Some(Stroke::solid(Ink::Damage, 1.5));
        let at = route.at(0.7);
        scene.shapes.push(diamond(at, size * 0.45, Ink::Card, edge));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_without_room_is_told_in_thousands() {
        let badge = |count| Badge {
            count,
            reason: "queue full",
            fresh: true,
        };
        for (count, width, told) in [
            (5_067, 41.0, "5k"),
            (5_067, 60.0, "5,067"),
            (12_345, 41.0, "12k"),
            (7, 41.0, "7"),
            (563, 40.0, "563"),
        ] {
            let mut scene = Scene::default();
            let rect = Rect {
                x: 0.0,
                y: 0.0,
                width,
                height: 17.0,
            };
            badge(count).draw(rect, 12.0, &mut scene);
            let mut texts = scene.shapes.iter().filter_map(|shape| match shape {
                Shape::Text(text) => Some(scene.words(text.words)),
                _ => None,
            });
            assert_eq!(texts.next(), Some(told), "{count} in {width}");
        }
    }
}
