//! Links: roads whose width shows how much travels on them. Like a map, all edges are drawn first
//! and all surfaces after them, so that roads which meet at a card flow into one another.

use sim::{LinkView, Place};

use crate::geometry::Route;
use crate::ink::Ink;
use crate::layout::{Layout, Level};
use crate::shape::{Dash, Scene, Shape, Stroke};
use crate::stage::StageView;

/// Thinner links are lines rather than roads.
const ROAD_MIN: f32 = 4.4;

/// What a link is like now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Condition {
    Cut,
    /// One direction is cut.
    CutOneWay,
    Lossy,
    Late,
    /// Its source sends no work to its target.
    Barred,
    Used,
    Idle,
}

pub(super) fn draw(view: &StageView<'_>, layout: &Layout, scene: &mut Scene) {
    let shown = || {
        let links = view.snapshot.links.iter().zip(&layout.links);
        links.filter_map(|(link, route)| Some((link, route.as_ref()?)))
    };
    for (link, route) in shown() {
        if view.selected == Some(Place::Link(link.id)) {
            let width = width_of(view, layout, link) + 7.0 * layout.unit;
            push(scene, route, Stroke::solid(Ink::Accent, width));
            push(scene, route, Stroke::solid(Ink::Paper, width - 3.0));
        }
    }
    for (link, route) in shown() {
        if condition(view, link) == Condition::Idle {
            push(scene, route, Stroke::solid(Ink::Line, 1.0));
        }
    }
    for (link, route) in shown() {
        if matches!(
            condition(view, link),
            Condition::Used | Condition::Lossy | Condition::Late | Condition::CutOneWay
        ) {
            let width = width_of(view, layout, link);
            let width = if width < ROAD_MIN * layout.unit {
                width * 0.6
            } else {
                width
            };
            push(scene, route, Stroke::solid(Ink::Link, width));
        }
    }
    for (link, route) in shown() {
        let width = width_of(view, layout, link);
        let used = matches!(
            condition(view, link),
            Condition::Used | Condition::Lossy | Condition::Late | Condition::CutOneWay
        );
        if used && width >= ROAD_MIN * layout.unit {
            push(scene, route, Stroke::solid(Ink::Road, width - 2.0));
        }
    }
    let line = (2.0 * layout.unit).max(1.5);
    for (link, route) in shown() {
        match condition(view, link) {
            Condition::Cut | Condition::CutOneWay => {
                push(scene, route, Stroke::dashed(Ink::Damage, line));
            }
            Condition::Barred => push(scene, route, Stroke::dashed(Ink::Link, line * 0.75)),
            Condition::Lossy => {
                let dots = Stroke {
                    ink: Ink::Damage,
                    width: line,
                    dash: Dash::Dotted,
                };
                push(scene, route, dots);
            }
            Condition::Late => {
                let dots = Stroke {
                    ink: Ink::Queue,
                    width: line,
                    dash: Dash::Dotted,
                };
                push(scene, route, dots);
            }
            Condition::Used | Condition::Idle => {}
        }
    }
}

fn condition(view: &StageView<'_>, link: &LinkView) -> Condition {
    let blocked = (link.state.forward_blocked, link.state.backward_blocked);
    if link.state.cut || blocked == (true, true) {
        Condition::Cut
    } else if blocked != (false, false) {
        Condition::CutOneWay
    } else if link.trusted == Some(false) {
        Condition::Barred
    } else if link.state.loss != sim::Probability::NEVER {
        Condition::Lossy
    } else if link.state.delay != sim::Duration::ZERO {
        Condition::Late
    } else if in_use(view, link) {
        Condition::Used
    } else {
        Condition::Idle
    }
}

/// Whether anything travels on it. What was delivered within the last second says so steadily; marks
/// and messages say so where nothing arrives.
fn in_use(view: &StageView<'_>, link: &LinkView) -> bool {
    let marks = |forward| view.flow.marks(link.id.index(), forward).next().is_some();
    let in_transit = link.forward.in_transit + link.backward.in_transit;
    link.rate > 0.05 || in_transit > 0 || marks(true) || marks(false)
}

/// Grows with the order of magnitude of the rate; links beside the users' way stay thin.
fn width_of(view: &StageView<'_>, layout: &Layout, link: &LinkView) -> f32 {
    let aside = layout.level > Level::Micro && beside(view, link);
    let share = if aside { 0.55 } else { 1.0 };
    (2.4 + 2.5 * share * (1.0 + link.rate.max(0.0)).log10()) * layout.unit
}

/// Whether a link joins two nodes of one column: it serves copying and watching, not the users.
pub(super) fn beside(view: &StageView<'_>, link: &LinkView) -> bool {
    let column = |index: usize| view.cards.get(index).map(|card| card.column);
    column(link.source.index()) == column(link.target.index())
}

/// How far from a link's middle its two directions run.
pub(super) fn lane(view: &StageView<'_>, layout: &Layout, link: &LinkView) -> f32 {
    (width_of(view, layout, link) * 0.3).clamp(2.0 * layout.unit, 3.6 * layout.unit)
}

fn push(scene: &mut Scene, route: &Route, stroke: Stroke) {
    scene.shapes.push(Shape::Curve {
        curve: route.curve,
        stroke,
    });
}
