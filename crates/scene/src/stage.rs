//! One system at one instant, drawn: links below, what travels on them, cards above, and the badges
//! of what was lost on top.

use sim::{LinkId, NodeId, Place, Snapshot};

use crate::flow::Flow;
use crate::geometry::Size;
use crate::glyph::Icon;
use crate::layout::Layout;
use crate::shape::{Scene, Target};

mod badges;
mod cards;
mod links;
mod marks;
mod signs;

/// What stands on a node's card, and in which column and row it is. One per node, in the order of
/// their ids.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Card {
    pub label: String,
    /// A shorter name, for where the whole one does not fit; empty if there is none.
    pub short: String,
    /// The zone it stands in, in words; empty if nobody says.
    pub zone: String,
    pub icon: Icon,
    pub column: u8,
    pub row: u8,
}

/// The words of the stage, in the reader's language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StageWords {
    // States of a node.
    pub up: &'static str,
    pub busy: &'static str,
    pub saturated: &'static str,
    pub slow: &'static str,
    pub paused: &'static str,
    pub down: &'static str,
    pub recovering: &'static str,
    /// A gray failure: some calls are answered with an error.
    pub gray: &'static str,
    // Parts that a node plays.
    pub primary: &'static str,
    pub standby: &'static str,
    pub promoting: &'static str,
    pub draining: &'static str,
    /// Was the primary.
    pub former: &'static str,
    // Beside numbers.
    pub waiting: &'static str,
    pub per_second: &'static str,
    pub seconds: &'static str,
    // States of a link.
    pub unhealthy: &'static str,
    pub cut: &'static str,
    pub cut_one_way: &'static str,
    pub lossy: &'static str,
    pub late: &'static str,
    pub milliseconds: &'static str,
    // Reasons of losses.
    pub timed_out: &'static str,
    pub queue_full: &'static str,
    pub unavailable: &'static str,
    pub dependency_timed_out: &'static str,
    pub rate_limited: &'static str,
    pub shed: &'static str,
    pub circuit_open: &'static str,
    pub limit_reached: &'static str,
    pub faulty: &'static str,
    pub lost: &'static str,
    pub crashed: &'static str,
}

/// Everything that one frame of a stage depends on.
#[derive(Clone, Copy, Debug)]
pub struct StageView<'a> {
    pub size: Size,
    /// 1 at a desk, 1.7 on a projector.
    pub text_scale: f32,
    pub snapshot: &'a Snapshot,
    pub cards: &'a [Card],
    pub words: &'a StageWords,
    pub selected: Option<Place>,
    pub flow: &'a Flow,
    /// Simulated seconds per second of the person's.
    pub speed: f64,
    /// Nothing moves: a message is drawn as an arrow on its link.
    pub still: bool,
}

/// Draws one frame, reusing the scene's memory.
///
/// Buttons: each shown node has its card; each shown link has a spot of at least 24 by 24 px on its
/// way or beside it. Where a small stage has no free spot left for a link, it has none: whoever
/// offers the stage has to offer its links as text, too.
pub fn compose_stage(view: &StageView<'_>, scene: &mut Scene) {
    let view = &sound(view);
    scene.begin(view.size);
    let mut layout = std::mem::take(&mut scene.layout);
    layout.arrange(view);
    add_targets(&layout, scene);
    links::draw(view, &layout, scene);
    marks::draw(view, &layout, scene);
    cards::draw(view, &layout, scene);
    badges::draw(view, &mut layout, scene);
    scene.layout = layout;
}

/// The view with measures that can be reckoned with, whatever the page's were.
fn sound<'a>(view: &StageView<'a>) -> StageView<'a> {
    let length = |length: f32| if length > 0.0 { length } else { 0.0 };
    let text_scale = if view.text_scale > 0.0 {
        view.text_scale.clamp(0.5, 4.0)
    } else {
        1.0
    };
    StageView {
        size: Size {
            width: length(view.size.width),
            height: length(view.size.height),
        },
        text_scale,
        ..*view
    }
}

/// Badges may lie on buttons: they say what the button opens.
fn add_targets(layout: &Layout, scene: &mut Scene) {
    let nodes = layout.nodes.iter().enumerate();
    let nodes = nodes.filter_map(|(index, rect)| {
        let place = Place::Node(NodeId(index as u16));
        rect.map(|rect| Target { place, rect })
    });
    let links = layout.buttons.iter().enumerate();
    let links = links.filter_map(|(index, rect)| {
        let place = Place::Link(LinkId(index as u16));
        rect.map(|rect| Target { place, rect })
    });
    scene.targets.extend(nodes.chain(links));
}
