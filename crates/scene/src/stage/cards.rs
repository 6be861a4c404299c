//! Nodes: cards that tell as much as fits, in rows. What does not fit is left out in the order:
//! queue count, worker cells, the state's word, the percentage, the name; icon and state stay.

use sim::{NodeState, NodeView, Place, Probability, Role};

use crate::geometry::{Point, Rect};
use crate::glyph::{Glyph, Icon};
use crate::ink::Ink;
use crate::layout::{Layout, Level};
use crate::shape::{Dash, Scene, Shape, Stroke};
use crate::stage::badges::{self, Badge};
use crate::stage::marks::diamond;
use crate::stage::{Card, StageView};

mod bars;
mod column;
mod names;
mod rows;
mod users;

/// Everything that the drawing of one card depends on.
#[derive(Clone, Copy, Debug)]
struct Face<'a> {
    view: &'a StageView<'a>,
    node: &'a NodeView,
    card: &'a Card,
    layout: &'a Layout,
    rect: Rect,
    badge: Option<Badge>,
    /// Somebody who sends work to it has stopped doing so.
    barred: bool,
}

pub(super) fn draw(view: &StageView<'_>, layout: &Layout, scene: &mut Scene) {
    for (index, card) in view.cards.iter().enumerate() {
        let (Some(rect), Some(node)) = (layout.card_rect(index), view.snapshot.nodes.get(index))
        else {
            continue;
        };
        let users = card.icon == Icon::Users;
        let links = &view.snapshot.links;
        let face = Face {
            view,
            node,
            card,
            layout,
            rect,
            badge: badges::of_node(view, index),
            barred: links
                .iter()
                .any(|link| link.target == node.id && link.trusted == Some(false)),
        };
        if view.selected == Some(Place::Node(node.id)) {
            face.draw_selection(scene);
        }
        if users {
            users::draw(&face, scene);
        } else {
            face.draw(scene);
        }
    }
}

impl Face<'_> {
    /// What waits here: work for the workers, or messages that are kept for later.
    fn waiting(&self) -> u64 {
        let jobs = u64::from(self.node.queue_length);
        self.node.backlog.unwrap_or(jobs)
    }

    fn radius(&self) -> f32 {
        (9.0 * self.layout.unit).min(self.rect.height * 0.3)
    }

    fn draw_selection(&self, scene: &mut Scene) {
        let gap = (3.5 * self.layout.unit).clamp(2.0, 4.0);
        scene.shapes.push(Shape::Rectangle {
            rect: self.rect.grown(gap),
            radius: self.radius() + gap,
            fill: Some(Ink::Paper),
            stroke: Some(Stroke::solid(Ink::Accent, 2.5)),
        });
    }

    fn draw(&self, scene: &mut Scene) {
        self.draw_ground(scene);
        if self.layout.level == Level::Micro {
            self.draw_micro(scene);
            return;
        }
        let words_begin = rows::draw(self, scene);
        if let (Some(badge), Some(words)) = (self.badge, words_begin) {
            self.draw_badge(badge, words, scene);
        }
    }

    fn draw_ground(&self, scene: &mut Scene) {
        let width = (2.2 * self.layout.unit).max(1.5);
        let (fill, stroke) = match self.node.state {
            _ if self.fails_some() => (Ink::Card, Stroke::dashed(Ink::Damage, width * 0.8)),
            NodeState::Absent | NodeState::Up | NodeState::Busy => {
                (Ink::Card, Stroke::solid(Ink::Line, 1.5))
            }
            NodeState::Saturated => (Ink::Card, Stroke::solid(Ink::Warning, width * 1.2)),
            NodeState::Slow => {
                let dots = Stroke {
                    ink: Ink::WarningText,
                    width: width * 0.8,
                    dash: Dash::Dotted,
                };
                (Ink::Card, dots)
            }
            NodeState::Paused => (Ink::Card, Stroke::dashed(Ink::Muted, width * 0.8)),
            NodeState::Recovering => (Ink::Card, Stroke::dashed(Ink::Request, width * 0.8)),
            NodeState::Down => (Ink::DamageWash, Stroke::dashed(Ink::Damage, width)),
        };
        let radius = self.radius();
        let ground = |fill, stroke| Shape::Rectangle {
            rect: self.rect.grown(-0.5),
            radius,
            fill,
            stroke,
        };
        scene.shapes.push(ground(Some(fill), None));
        if self.node.state == NodeState::Down {
            scene.shapes.push(Shape::Hatch {
                rect: self.rect.grown(-(2.0 + radius * 0.3)),
                spacing: (7.0 * self.layout.unit).max(4.0),
                stroke: Stroke::solid(Ink::Hatch, 1.0),
            });
        }
        scene.shapes.push(ground(None, Some(stroke)));
    }

    /// On the upper edge, like a tab, and above the words of the card.
    fn draw_badge(&self, badge: Badge, words: f32, scene: &mut Scene) {
        let size = self.layout.font_min;
        let inset = self.radius() * 0.7;
        let room = self.rect.width - 2.0 * inset;
        let full = badge.width(size, true, scene);
        let width = if full <= room {
            full
        } else {
            badge.width(size, false, scene).min(self.rect.width)
        };
        let height = Badge::height(size);
        let rect = Rect::new(
            self.rect.right() - inset.min(self.rect.width - width) - width,
            (self.rect.y - height * 0.5)
                .min(words - height - 1.5)
                .max(0.0),
            width,
            height,
        );
        badge.draw(rect, size, scene);
    }

    fn draw_micro(&self, scene: &mut Scene) {
        let rect = self.rect;
        let upright = rect.height > rect.width;
        let (long, short) = if upright {
            (rect.height, rect.width)
        } else {
            (rect.width, rect.height)
        };
        let icon = (short - 3.0).min(long * 0.5 - 1.0).min(15.0);
        let state = (icon * 0.72).min(9.0);
        let place = |along: f32| {
            if upright {
                Point::new(rect.centre().x, rect.y + along)
            } else {
                Point::new(rect.x + along, rect.centre().y)
            }
        };
        let margin = (long - icon - state) / 3.0;
        let at = place(margin + icon / 2.0);
        self.icon(Rect::around(at, icon, icon), scene);
        let at = place(long - margin - state / 2.0);
        self.state_glyph(Rect::around(at, state, state), scene);
        if self.badge.is_some() {
            self.draw_loss_sign(4.2, scene);
        }
    }

    /// Where a count would not be readable: something was lost here.
    fn draw_loss_sign(&self, radius: f32, scene: &mut Scene) {
        let corner = Point::new(self.rect.right() - radius * 0.4, self.rect.y + radius * 0.4);
        scene.shapes.push(diamond(
            corner,
            radius,
            Ink::Damage,
            Some(Stroke::solid(Ink::Outline, 0.8)),
        ));
    }

    fn icon(&self, rect: Rect, scene: &mut Scene) {
        let ink = match self.node.state {
            NodeState::Down => Ink::Muted,
            _ => Ink::Text,
        };
        scene.shapes.push(Shape::Glyph {
            glyph: Glyph::Icon(self.card.icon),
            rect,
            ink,
        });
    }

    /// A gray failure, where nothing worse is to be told.
    fn fails_some(&self) -> bool {
        let works = matches!(
            self.node.state,
            NodeState::Up | NodeState::Busy | NodeState::Saturated | NodeState::Slow
        );
        works && self.node.gray != Probability::NEVER
    }

    fn state_glyph(&self, rect: Rect, scene: &mut Scene) {
        if self.fails_some() {
            scene.shapes.push(Shape::Glyph {
                glyph: Glyph::RingedCross,
                rect,
                ink: Ink::DamageText,
            });
            return;
        }
        if let Some(glyph) = Glyph::of_state(self.node.state) {
            let ink = match self.node.state {
                NodeState::Absent | NodeState::Up => Ink::Good,
                NodeState::Busy | NodeState::Recovering => Ink::Request,
                NodeState::Saturated | NodeState::Slow => Ink::WarningText,
                NodeState::Paused => Ink::Muted,
                NodeState::Down => Ink::DamageText,
            };
            scene.shapes.push(Shape::Glyph { glyph, rect, ink });
        }
    }

    /// The word for its state, and whether it has to be noticed.
    fn state_word(&self) -> (&'static str, Ink, bool) {
        let words = self.view.words;
        match self.node.state {
            _ if self.fails_some() => (words.gray, Ink::DamageText, true),
            NodeState::Absent | NodeState::Up => (words.up, Ink::Muted, false),
            NodeState::Busy => (words.busy, Ink::Muted, false),
            // It is full because it is slow: its cells and its border show the rest.
            NodeState::Saturated if self.node.slowness > 1 => (words.slow, Ink::WarningText, true),
            NodeState::Saturated => (words.saturated, Ink::WarningText, true),
            NodeState::Slow => (words.slow, Ink::WarningText, true),
            NodeState::Paused => (words.paused, Ink::Text, true),
            NodeState::Down => (words.down, Ink::DamageText, true),
            NodeState::Recovering if self.node.role == Role::Promoting => {
                (words.promoting, Ink::Text, true)
            }
            NodeState::Recovering => (words.recovering, Ink::Text, true),
        }
    }

    fn role_word(&self) -> Option<&'static str> {
        let words = self.view.words;
        match self.node.role {
            Role::None => None,
            Role::Primary => Some(words.primary),
            Role::Standby => Some(words.standby),
            Role::Promoting if self.node.state == NodeState::Recovering => None,
            Role::Promoting => Some(words.promoting),
            Role::Draining => Some(words.draining),
            Role::Former => Some(words.former),
        }
    }

    /// Seconds since it went out of order, where that is worth counting.
    fn elapsed(&self) -> Option<f64> {
        matches!(
            self.node.state,
            NodeState::Down | NodeState::Recovering | NodeState::Paused
        )
        .then(|| self.view.snapshot.now.since(self.node.since).as_secs_f64())
    }

    /// Share of its workers that is at work. Where single messages cannot be followed, neither can
    /// single jobs: then it is the share over the last second, which a person can read.
    fn working(&self) -> f32 {
        let workers = f32::from(self.node.workers.max(1));
        let share = if self.view.speed > CALM_SPEED {
            self.node.utilization
        } else {
            f32::from(self.node.busy) / workers
        };
        share.clamp(0.0, 1.0)
    }
}

/// Simulated seconds per second of the person's, from which cells show averages.
const CALM_SPEED: f64 = 0.15;
