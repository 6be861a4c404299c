//! Where everything is: nodes in columns from the users towards the data, links between their sides.
//!
//! A column is divided into 1, 2, 3, 4, 6 or 8 slots, the fewest that hold its visible rows; while a
//! machine more or less asks for no other number of slots, nothing moves. Wide stages run from left
//! to right, tall ones from top to bottom: places are computed along a main and a cross axis and
//! turned into x and y at the very end.

use sim::{NodeState, Snapshot};

use crate::geometry::{Curve, Point, Rect, Route, Size};
use crate::glyph::Icon;
use crate::stage::{Card, StageView};

mod columns;
mod given;
mod spots;

use columns::Column;
pub(crate) use columns::inset;
pub(crate) use spots::Spots;

/// Numbers of slots that a column may have.
const SLOTS: [u8; 6] = [1, 2, 3, 4, 6, 8];
/// Columns that a stage may have.
const COLUMNS_MAX: usize = 16;

/// The smallest side of a button.
const BUTTON: f32 = 24.0;

/// How much a stage of this size can tell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Level {
    /// Icons and states, no text.
    #[default]
    Micro,
    /// Names, states, bars and percentages.
    Compact,
    Full,
}

/// The arrangement of one frame; its memory is reused.
#[derive(Clone, Debug, Default)]
pub(crate) struct Layout {
    pub level: Level,
    /// The stage runs from top to bottom.
    pub tall: bool,
    /// Size of the body text.
    pub font: f32,
    /// The smallest text.
    pub font_min: f32,
    /// A length that grows with the text: 1 px where the text has 14 px.
    pub unit: f32,
    /// By node: its card, if it is shown.
    pub nodes: Vec<Option<Rect>>,
    /// By link: its way, if both its ends are shown.
    pub links: Vec<Option<Route>>,
    /// By link: where its button goes, if there is room for one.
    pub buttons: Vec<Option<Rect>>,
    /// Places that are taken: cards first, then what a frame puts beside them.
    pub spots: Spots,
    given: given::Given,
    columns: [Column; COLUMNS_MAX],
}

/// The measures of one arrangement, along the main and the cross axis.
#[derive(Clone, Copy, Debug)]
struct Frame {
    main: f32,
    cross: f32,
    pad_main: f32,
    pad_cross: f32,
}

impl Layout {
    pub(crate) fn arrange(&mut self, view: &StageView<'_>) {
        if self.given.changed(view) {
            self.arrange_anew(view);
            self.place_buttons(view);
        }
        self.take_cards();
    }

    /// Forgets all places that are taken but those of the cards.
    fn take_cards(&mut self) {
        self.spots.clear();
        for rect in self.nodes.iter().flatten() {
            self.spots.take(*rect);
        }
    }

    /// Roomily if that works out for all links, otherwise in two tight columns per gap.
    fn place_buttons(&mut self, view: &StageView<'_>) {
        let side = if self.level == Level::Full {
            28.0
        } else {
            BUTTON
        };
        for (side, shares) in [(side, [0.5, 0.5]), (BUTTON, [0.27, 0.73])] {
            self.take_cards();
            self.buttons.clear();
            let mut missing = false;
            for (index, route) in self.links.iter().enumerate() {
                let share = shares[index % 2];
                let spot = route.as_ref().and_then(|route| {
                    let near = self.spots.near(route, share, side, view.size);
                    near.or_else(|| self.spots.around(route, BUTTON, view.size))
                });
                if let Some(rect) = spot {
                    self.spots.take(rect);
                }
                missing |= route.is_some() && spot.is_none();
                self.buttons.push(spot);
            }
            if !missing {
                return;
            }
        }
    }

    fn arrange_anew(&mut self, view: &StageView<'_>) {
        self.nodes.clear();
        self.links.clear();
        self.find_columns(view);
        self.measure(view);
        let frame = self.frame(view);
        self.place_columns(frame, view);
        for (index, card) in view.cards.iter().enumerate() {
            let place = shown(view.snapshot, index).then(|| self.place(card, frame, view, index));
            self.nodes.push(place);
        }
        for link in &view.snapshot.links {
            let ends = (
                self.card_rect(link.source.index()),
                self.card_rect(link.target.index()),
            );
            let route = match ends {
                (Some(source), Some(target)) => {
                    let cards =
                        [link.source.index(), link.target.index()].map(|index| &view.cards[index]);
                    Some(Route::new(self.way(cards, source, target, view)))
                }
                _ => None,
            };
            self.links.push(route);
        }
    }

    /// The card of a shown node.
    pub(crate) fn card_rect(&self, index: usize) -> Option<Rect> {
        self.nodes.get(index).copied().flatten()
    }

    fn measure(&mut self, view: &StageView<'_>) {
        let scale = view.text_scale;
        let (width, height) = (view.size.width / scale, view.size.height / scale);
        let (long, short) = (width.max(height), width.min(height));
        self.level = if long >= 420.0 && short >= 240.0 {
            Level::Full
        } else if width >= 250.0 && height >= 120.0 {
            Level::Compact
        } else {
            Level::Micro
        };
        self.tall = height > width * 1.1;
        let zoom = match self.level {
            Level::Full => self.zoom(Size { width, height }),
            _ => 1.0,
        };
        self.font_min = 12.0 * scale * zoom.max(1.0);
        self.font = match self.level {
            Level::Full => 14.0 * scale * zoom,
            _ => 12.0 * scale,
        };
        self.unit = match self.level {
            Level::Micro => (long / 260.0).clamp(0.5, 0.8),
            _ => self.font / 14.0,
        };
    }

    fn frame(&self, view: &StageView<'_>) -> Frame {
        let (main, cross) = if self.tall {
            (view.size.height, view.size.width)
        } else {
            (view.size.width, view.size.height)
        };
        let pad = match self.level {
            Level::Micro => 5.0,
            Level::Compact => 8.0,
            Level::Full => 10.0 * self.unit,
        };
        Frame {
            main,
            cross,
            pad_main: pad,
            // Badges stand half out of the cards.
            pad_cross: if self.level == Level::Micro {
                4.0
            } else {
                pad.max(self.font * 0.9)
            },
        }
    }

    fn place(&self, card: &Card, frame: Frame, view: &StageView<'_>, index: usize) -> Rect {
        let column = self.columns[usize::from(card.column) % COLUMNS_MAX];
        let (centre, extent) = self.place_across(card, frame, view, index);
        let idle = given::idle(view, index);
        let main_extent = if self.tall && idle && card.icon != Icon::Users {
            column.extent.min(self.font * 5.0)
        } else {
            column.extent
        };
        let start = column.start + (column.extent - main_extent) / 2.0;
        self.rect(start, centre - extent / 2.0, main_extent, extent)
            .snapped()
    }

    /// The middle of a card along the cross axis, and its extent there.
    fn place_across(
        &self,
        card: &Card,
        frame: Frame,
        view: &StageView<'_>,
        index: usize,
    ) -> (f32, f32) {
        let column = self.columns[usize::from(card.column) % COLUMNS_MAX];
        let slots = column.slots();
        let pitch = (frame.cross - 2.0 * frame.pad_cross) / f32::from(slots);
        let centre = frame.pad_cross + (f32::from(card.row) + 0.5) * pitch;
        let gap = if slots == 1 {
            0.0
        } else if slots > 8 {
            pitch * 0.12
        } else if column.joined && slots > 4 {
            // Names before the link between neighbours; its button finds a place beside it.
            (pitch * 0.24).max(self.font * 0.6).min(pitch * 0.28)
        } else if column.joined {
            // Room for a link between neighbours, and for its button.
            let room = (pitch * 0.3).min(self.font * 2.6);
            room.max(BUTTON + 2.0).min(pitch * 0.42)
        } else if slots > 4 {
            (pitch * 0.16).min(self.font * 0.6)
        } else if slots == 4 {
            (pitch * 0.13).min(self.font)
        } else {
            (pitch * 0.2).min(self.font * 1.2)
        };
        let wanted = self.cross_extent_max(card.icon, given::idle(view, index));
        (centre, wanted.min(pitch - gap).max(8.0).floor())
    }

    fn cross_extent_max(&self, icon: Icon, idle: bool) -> f32 {
        match (self.level, self.tall) {
            (Level::Micro, false) => 26.0,
            (Level::Micro, true) => 34.0,
            (_, true) if icon == Icon::Users => self.font * 13.0,
            (_, true) => self.font * 11.0,
            (_, false) if icon == Icon::Users => self.font * 8.4,
            (_, false) if idle => self.font * 4.6,
            (_, false) => self.font * 7.6,
        }
    }

    fn rect(&self, main: f32, cross: f32, main_extent: f32, cross_extent: f32) -> Rect {
        if self.tall {
            Rect::new(cross, main, cross_extent, main_extent)
        } else {
            Rect::new(main, cross, main_extent, cross_extent)
        }
    }

    /// The way of a link. Its ends leave a card in proportion to where the other end lies, so that
    /// links fan out in order and stay where they are when others come and go.
    fn way(&self, cards: [&Card; 2], source: Rect, target: Rect, view: &StageView<'_>) -> Curve {
        let (source, target) = (self.turned(source), self.turned(target));
        let curve = if cards[0].column == cards[1].column {
            self.way_within(cards, source, target)
        } else {
            let cross = if self.tall {
                view.size.width
            } else {
                view.size.height
            };
            way_across(source, target, cross)
        };
        Curve {
            from: self.turned_point(curve.from),
            pull_from: self.turned_point(curve.pull_from),
            pull_to: self.turned_point(curve.pull_to),
            to: self.turned_point(curve.to),
        }
    }

    /// Between neighbours of a column straight, past others in a bow on the far side.
    fn way_within(&self, cards: [&Card; 2], source: Rect, target: Rect) -> Curve {
        let down = source.y < target.y;
        if cards[0].row.abs_diff(cards[1].row) == 1 {
            let middle = source.centre().x;
            let (from, to) = if down {
                (source.bottom(), target.y)
            } else {
                (source.y, target.bottom())
            };
            return Curve::straight(Point::new(middle, from), Point::new(middle, to));
        }
        let side = |rect: Rect, towards_end: bool| {
            let share = if towards_end { 0.7 } else { 0.3 };
            Point::new(rect.right(), rect.y + rect.height * share)
        };
        let (from, to) = (side(source, down), side(target, !down));
        let out = self.bulge();
        Curve {
            from,
            pull_from: from.moved(out, 0.0),
            pull_to: to.moved(out, 0.0),
            to,
        }
    }

    fn turned(&self, rect: Rect) -> Rect {
        if self.tall {
            Rect::new(rect.y, rect.x, rect.height, rect.width)
        } else {
            rect
        }
    }

    fn turned_point(&self, point: Point) -> Point {
        if self.tall {
            Point::new(point.y, point.x)
        } else {
            point
        }
    }
}

/// Between columns, with x as the main axis.
fn way_across(source: Rect, target: Rect, cross: f32) -> Curve {
    let forward = source.x <= target.x;
    let end = |rect: Rect, other: Rect, far: bool| {
        let lean = (other.centre().y - rect.centre().y) / (cross * 0.5);
        let offset = lean.clamp(-1.0, 1.0) * rect.height * 0.36;
        let x = if far { rect.right() } else { rect.x };
        Point::new(x, rect.centre().y + offset)
    };
    let from = end(source, target, forward);
    let to = end(target, source, !forward);
    let pull = (to.x - from.x) * 0.5;
    Curve {
        from,
        pull_from: from.moved(pull, 0.0),
        pull_to: to.moved(-pull, 0.0),
        to,
    }
}

fn shown(snapshot: &Snapshot, index: usize) -> bool {
    snapshot
        .nodes
        .get(index)
        .is_some_and(|node| node.state != NodeState::Absent)
}
