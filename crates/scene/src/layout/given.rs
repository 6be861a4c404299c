//! What an arrangement was made from. Frames differ in what happens, seldom in what is where, so the
//! arrangement is made again only if this has changed.

use crate::geometry::Size;
use crate::layout::shown;
use crate::stage::{Card, StageView};

/// Everything of a view that an arrangement depends on.
#[derive(Clone, Debug, Default)]
pub(super) struct Given {
    size: Size,
    text_scale: f32,
    nodes: Vec<Node>,
    links: Vec<(u16, u16)>,
}

#[derive(Clone, Debug, PartialEq)]
struct Node {
    card: Card,
    shown: bool,
    idle: bool,
}

impl Given {
    /// Takes note of the view; `false` if nothing has changed since the last time.
    pub(super) fn changed(&mut self, view: &StageView<'_>) -> bool {
        let same = self.size == view.size
            && self.text_scale == view.text_scale
            && self.nodes.len() == view.cards.len()
            && (self.nodes.iter().enumerate()).all(|(index, node)| node.is(view, index))
            && self.links.iter().copied().eq(links(view));
        if !same {
            self.size = view.size;
            self.text_scale = view.text_scale;
            self.nodes.clear();
            let indices = 0..view.cards.len();
            self.nodes
                .extend(indices.map(|index| Node::new(view, index)));
            self.links.clear();
            self.links.extend(links(view));
        }
        !same
    }
}

impl Node {
    fn new(view: &StageView<'_>, index: usize) -> Self {
        Self {
            card: view.cards[index].clone(),
            shown: shown(view.snapshot, index),
            idle: idle(view, index),
        }
    }

    fn is(&self, view: &StageView<'_>, index: usize) -> bool {
        self.card == view.cards[index]
            && self.shown == shown(view.snapshot, index)
            && self.idle == idle(view, index)
    }
}

fn links(view: &StageView<'_>) -> impl Iterator<Item = (u16, u16)> {
    let links = view.snapshot.links.iter();
    links.map(|link| (link.source.0, link.target.0))
}

/// Whether a node has no workers: its card has less to tell.
pub(super) fn idle(view: &StageView<'_>, index: usize) -> bool {
    let nodes = &view.snapshot.nodes;
    nodes.get(index).is_none_or(|node| node.workers == 0)
}
