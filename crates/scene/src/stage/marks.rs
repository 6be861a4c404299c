//! What travels: one mark per message where it is, or per so many messages where [`Flow`] says so.
//! Kinds differ by shape and colour. Each direction keeps to its left, as on the roads of Japan.
//!
//! [`Flow`]: crate::Flow

use sim::{Class, LinkView};

use crate::flow::Kind;
use crate::geometry::{Curve, Point, Route};
use crate::ink::Ink;
use crate::layout::{Layout, Level};
use crate::shape::{Anchor, Scene, Shape, Stroke};
use crate::stage::{StageView, links};
use crate::text::{self, Excess, Style};

/// The order in which kinds are drawn: what matters most lies on top.
const KINDS: [Kind; 6] = [
    kind(Class::Control, false),
    kind(Class::Event, false),
    kind(Class::Replication, false),
    kind(Class::Request, false),
    kind(Class::Reply, false),
    // Bad news looks alike whatever carries it.
    kind(Class::Reply, true),
];

const fn kind(class: Class, failed: bool) -> Kind {
    Kind { class, failed }
}

/// Kinds that look alike become one.
fn look(kind: Kind) -> Kind {
    if kind.failed {
        KINDS[KINDS.len() - 1]
    } else {
        kind
    }
}

pub(super) fn draw(view: &StageView<'_>, layout: &Layout, scene: &mut Scene) {
    let radius = match layout.level {
        Level::Full => 5.0 * layout.unit,
        Level::Compact => 4.2 * layout.unit,
        Level::Micro => 2.8,
    };
    if view.still {
        draw_arrows(view, layout, radius, scene);
        return;
    }
    // Mark by mark of the same look: the painter makes one path of each group.
    for wanted in KINDS {
        for message in &view.snapshot.messages {
            let seen = look(kind(message.class, message.failed));
            let link = message.link.index();
            if seen != wanted || !view.flow.literal(link, message.forward) {
                continue;
            }
            let progress = message.progress(view.snapshot.now);
            draw_on(
                view,
                layout,
                link,
                message.forward,
                progress,
                wanted,
                radius,
                scene,
            );
        }
        for link in 0..view.snapshot.links.len() {
            for forward in [true, false] {
                for (seen, progress) in view.flow.marks(link, forward) {
                    if look(seen) == wanted {
                        draw_on(view, layout, link, forward, progress, wanted, radius, scene);
                    }
                }
            }
        }
    }
}

#[expect(
    clippy::too_many_arguments,
    reason = "one call per mark, all of it different"
)]
fn draw_on(
    view: &StageView<'_>,
    layout: &Layout,
    link: usize,
    forward: bool,
    progress: f32,
    kind: Kind,
    radius: f32,
    scene: &mut Scene,
) {
    let (Some(Some(route)), Some(link)) = (layout.links.get(link), view.snapshot.links.get(link))
    else {
        return;
    };
    let lane = links::lane(view, layout, link);
    let (share, left, sign) = if forward {
        (progress, lane, 1.0)
    } else {
        (1.0 - progress, -lane, -1.0)
    };
    let direction = route.direction(share);
    let direction = Point::new(direction.x * sign, direction.y * sign);
    scene
        .shapes
        .push(mark(kind, route.beside(share, left), direction, radius));
}

/// One mark, pointing along its way.
pub(super) fn mark(kind: Kind, centre: Point, direction: Point, radius: f32) -> Shape {
    let outline = Some(Stroke::solid(Ink::Outline, (radius * 0.22).max(0.8)));
    let corner = |along: f32, aside: f32| {
        centre.moved(
            (direction.x * along - direction.y * aside) * radius,
            (direction.y * along + direction.x * aside) * radius,
        )
    };
    let polygon = |points: [Point; 4], fill: Ink| Shape::Polygon {
        points,
        fill: Some(fill),
        stroke: outline,
    };
    if kind.failed {
        return diamond(centre, radius * 1.35, Ink::Damage, outline);
    }
    match kind.class {
        Class::Request => Shape::Circle {
            centre,
            radius,
            fill: Some(Ink::Request),
            stroke: Some(Stroke::solid(Ink::Card, (radius * 0.25).max(0.8))),
        },
        Class::Reply => Shape::Circle {
            centre,
            radius: radius * 0.82,
            fill: Some(Ink::Card),
            stroke: Some(Stroke::solid(Ink::Reply, (radius * 0.45).max(1.3))),
        },
        Class::Replication => {
            let tail = corner(-0.8, 1.05);
            let points = [
                corner(1.25, 0.0),
                tail,
                corner(-0.8, -1.05),
                corner(1.25, 0.0),
            ];
            polygon(points, Ink::Replication)
        }
        Class::Event => polygon(
            [
                corner(0.85, -0.85),
                corner(0.85, 0.85),
                corner(-0.85, 0.85),
                corner(-0.85, -0.85),
            ],
            Ink::Event,
        ),
        Class::Control => Shape::Polygon {
            points: [
                corner(1.0, -0.42),
                corner(1.0, 0.42),
                corner(-1.0, 0.42),
                corner(-1.0, -0.42),
            ],
            fill: Some(Ink::Control),
            stroke: Some(Stroke::solid(Ink::Card, (radius * 0.2).max(0.7))),
        },
    }
}

/// The shape of what was lost.
pub(super) fn diamond(centre: Point, radius: f32, fill: Ink, stroke: Option<Stroke>) -> Shape {
    Shape::Polygon {
        points: [
            centre.moved(0.0, -radius),
            centre.moved(radius, 0.0),
            centre.moved(0.0, radius),
            centre.moved(-radius, 0.0),
        ],
        fill: Some(fill),
        stroke,
    }
}

/// Where nothing may move: one arrow per direction in use, with the shape of what travels there and
/// how many there are.
fn draw_arrows(view: &StageView<'_>, layout: &Layout, radius: f32, scene: &mut Scene) {
    for (index, link) in view.snapshot.links.iter().enumerate() {
        let Some(Some(route)) = layout.links.get(index) else {
            continue;
        };
        for forward in [true, false] {
            let messages = view.snapshot.messages.iter();
            let mut on_it =
                messages.filter(|message| message.link == link.id && message.forward == forward);
            let Some(first) = on_it.next() else { continue };
            let mut newest = first;
            let mut count = 1;
            for message in on_it {
                count += 1;
                if message.sent_at > newest.sent_at {
                    newest = message;
                }
            }
            let kind = kind(newest.class, newest.failed);
            arrow(view, layout, link, route, forward, kind, scene);
            let lane = links::lane(view, layout, link) * if forward { 1.0 } else { -1.0 };
            let share = if forward { 0.42 } else { 0.58 };
            let centre = route.beside(share, lane);
            scene
                .shapes
                .push(mark(kind, centre, heading(route, share, forward), radius));
            if count > 1 && layout.level > Level::Micro {
                let style = Style::new(layout.font_min, Ink::Text)
                    .bold()
                    .anchored(Anchor::Middle);
                let beside =
                    route.beside(share, lane * 3.2 + layout.font_min * lane.signum() * 0.5);
                let room = layout.font * 4.0;
                let words = format_args!("×{count}");
                text::put(scene, style, beside, room, Excess::Omit, words);
            }
        }
    }
}

fn heading(route: &Route, share: f32, forward: bool) -> Point {
    let direction = route.direction(share);
    if forward {
        direction
    } else {
        Point::new(-direction.x, -direction.y)
    }
}

fn arrow(
    view: &StageView<'_>,
    layout: &Layout,
    link: &LinkView,
    route: &Route,
    forward: bool,
    kind: Kind,
    scene: &mut Scene,
) {
    let ink = match kind.class {
        _ if kind.failed => Ink::Damage,
        Class::Request => Ink::Request,
        Class::Reply => Ink::Reply,
        Class::Replication | Class::Event | Class::Control => Ink::Control,
    };
    let lane = links::lane(view, layout, link);
    let curve = route.curve.shifted_left(if forward { lane } else { -lane });
    let width = (1.8 * layout.unit).max(1.2);
    scene.shapes.push(Shape::Curve {
        curve,
        stroke: Stroke::solid(ink, width),
    });
    let (tip, direction) = tip_of(&curve, forward);
    let size = (7.0 * layout.unit).max(4.5);
    let corner = |back: f32, aside: f32| {
        tip.moved(
            -direction.x * back - direction.y * aside,
            -direction.y * back + direction.x * aside,
        )
    };
    scene.shapes.push(Shape::Polygon {
        points: [
            tip,
            corner(size, size * 0.55),
            corner(size, -size * 0.55),
            tip,
        ],
        fill: Some(ink),
        stroke: None,
    });
}

fn tip_of(curve: &Curve, forward: bool) -> (Point, Point) {
    if forward {
        (curve.to, curve.direction(1.0))
    } else {
        let direction = curve.direction(0.0);
        (curve.from, Point::new(-direction.x, -direction.y))
    }
}
