//! Columns: how wide each one is, and where it begins. What is left after the cards' widths goes to
//! the links, for they are where things move; but names go before links.

use crate::geometry::Size;
use crate::glyph::Icon;
use crate::layout::{COLUMNS_MAX, Frame, Layout, Level, SLOTS, given, shown};
use crate::stage::{Card, StageView};
use crate::text::{Breaking, Name};

/// On stages that run from left to right, in letters of the body text: how wide the users are, and
/// where there is little room.
const USERS: f32 = 5.2;
const USERS_MIN: f32 = 3.4;
/// What a card and a road want to be at least, while there is room, before roads give way, and before
/// they give way as far as a road can that carries a button.
const WANTED: (f32, f32) = (7.4, 2.6);
const GIVING_WAY: [(f32, f32); 2] = [(8.5, 3.4), (6.0, 2.1)];
/// The shortest roads, where that lets names be read whole; and where even short names need it.
const ROAD_MIN: f32 = 1.3;
const ROAD_LEAST: f32 = 0.9;
/// From so many columns or rows on a stage is crowded.
const CROWDED: usize = 5;

#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Column {
    pub shown: bool,
    pub users_only: bool,
    /// Two neighbours in this column are joined by a link.
    pub joined: bool,
    pub rows: u8,
    pub start: f32,
    pub extent: f32,
    /// How wide its cards have to be for their names.
    need: f32,
}

/// Between a card's left and right edges and what is written on it.
pub(crate) fn inset(width: f32, font: f32) -> f32 {
    let more = (width - font * 7.0) * 0.1;
    (font * 0.38 + more).clamp(font * 0.38, font * 0.75)
}

impl Column {
    pub(super) fn slots(&self) -> u8 {
        let enough = SLOTS.into_iter().find(|slots| *slots >= self.rows);
        enough.unwrap_or(self.rows)
    }
}

impl Layout {
    pub(super) fn find_columns(&mut self, view: &StageView<'_>) {
        self.columns = [Column::default(); COLUMNS_MAX];
        for (index, card) in view.cards.iter().enumerate() {
            if !shown(view.snapshot, index) {
                continue;
            }
            let column = &mut self.columns[usize::from(card.column) % COLUMNS_MAX];
            column.users_only = card.icon == Icon::Users && (column.users_only || !column.shown);
            column.shown = true;
            column.rows = column.rows.max(card.row.saturating_add(1));
        }
        for link in &view.snapshot.links {
            let (source, target) = (link.source.index(), link.target.index());
            if !(shown(view.snapshot, source) && shown(view.snapshot, target)) {
                continue;
            }
            if let (Some(first), Some(second)) = (view.cards.get(source), view.cards.get(target))
                && first.column == second.column
            {
                self.columns[usize::from(first.column) % COLUMNS_MAX].joined = true;
            }
        }
    }

    fn shown_columns(&self) -> impl Iterator<Item = &Column> {
        self.columns.iter().filter(|column| column.shown)
    }

    /// How much larger the text is than usual: as large as a stage of this size, in usual text,
    /// allows while the cards of all columns stay wide enough for it. Smaller only where machines
    /// crowd.
    pub(super) fn zoom(&self, size: Size) -> f32 {
        let (long, short) = (size.width.max(size.height), size.width.min(size.height));
        let most = (long / 640.0).min(short / 380.0);
        if self.tall {
            return most.clamp(1.0, 1.4);
        }
        let (card, road) = WANTED;
        let columns = self.shown_columns();
        let letters: f32 = columns
            .map(|column| if column.users_only { USERS } else { card } + road)
            .sum();
        let wide = size.width / ((letters + 1.5).max(1.0) * 14.0);
        let cards = self.shown_columns().filter(|column| !column.users_only);
        let rows = self.shown_columns().map(|column| column.slots()).max();
        let crowded =
            cards.count() >= CROWDED || rows.is_some_and(|rows| usize::from(rows) > CROWDED);
        let least = if crowded { 12.0 / 14.0 } else { 1.0 };
        most.min(wide).clamp(least, 1.4)
    }

    /// Gives every column its place along the main axis.
    pub(super) fn place_columns(&mut self, frame: Frame, view: &StageView<'_>) {
        let count = self.shown_columns().count();
        if count == 0 {
            return;
        }
        let gaps = (count - 1).max(1) as f32;
        // The way around a neighbour needs room beside the last column.
        let margin = if self.columns.iter().any(|column| column.joined) {
            self.bulge() * 0.8
        } else {
            0.0
        };
        let room = frame.main - 2.0 * frame.pad_main - margin;
        let mut users = self.users_extent();
        let full = count - usize::from(self.columns.iter().any(|column| column.users_only));
        let has_users = full < count;
        let taken = |users: f32| if has_users { users } else { 0.0 };
        let mut gap_wanted = match self.level {
            Level::Micro => 18.0,
            Level::Compact => self.font * 2.6,
            Level::Full if self.tall => (frame.main * 0.09).max(self.font * 2.7),
            // Narrow stages give their cards the room: words before roads.
            Level::Full => (frame.main * 0.15 - 37.0 * self.unit)
                .clamp(self.font * 2.45, (frame.main * 0.09).max(self.font * 2.7)),
        };
        if !self.tall && self.level != Level::Micro {
            // Where columns are many, roads give way until the cards can say what they are.
            for (card, road) in GIVING_WAY {
                let left = room - taken(users) - card * self.font * full as f32;
                gap_wanted = gap_wanted.min((left / gaps).max(road * self.font));
            }
            for naming in Naming::ALL {
                let needs = self.find_needs(frame, view, naming);
                let road = self.font * naming.road_min();
                if needs > room - taken(users) - road * gaps {
                    users = users.min(self.users_needed(frame, view, naming));
                }
                let left = room - taken(users) - needs;
                gap_wanted = gap_wanted.min((left / gaps).max(road));
                if left >= road * gaps {
                    break;
                }
            }
        }
        let cards = (room - taken(users) - gap_wanted * gaps).max(16.0 * full as f32);
        let widest = self.share_among_columns(cards, full);
        let total: f32 = self
            .shown_columns()
            .map(|column| {
                if column.users_only {
                    0.0
                } else {
                    column.need.max(widest)
                }
            })
            .sum();
        let gap = ((room - taken(users) - total) / gaps)
            .min(frame.main * 0.42)
            .max(4.0);
        let whole = taken(users) + total + gap * (count - 1) as f32;
        let mut start = frame.pad_main + (room - whole).max(0.0) / 2.0;
        for column in self.columns.iter_mut().filter(|column| column.shown) {
            column.start = start;
            column.extent = if column.users_only {
                users
            } else {
                column.need.max(widest)
            };
            start += column.extent + gap;
        }
    }

    /// How wide the cards are that need no more than others, so that all together fill `room`. Needs
    /// that are more than there is are cut in proportion.
    fn share_among_columns(&mut self, room: f32, full: usize) -> f32 {
        let most = self.card_extent_max(full);
        let needs: f32 = self.columns.iter().map(|column| column.need).sum();
        if needs > room {
            for column in &mut self.columns {
                column.need *= room / needs;
            }
            return 0.0;
        }
        let mut even = room / full.max(1) as f32;
        // Each round leaves out those that need more than their share.
        for _ in 0..full {
            let needy = || self.columns.iter().filter(|column| column.need > even);
            let left = full - needy().count();
            if left == 0 {
                break;
            }
            even = (room - needy().map(|column| column.need).sum::<f32>()) / left as f32;
        }
        even.clamp(0.0, most)
    }

    /// Finds how wide the cards of each column have to be for their names, and the sum.
    fn find_needs(&mut self, frame: Frame, view: &StageView<'_>, naming: Naming) -> f32 {
        for column in &mut self.columns {
            column.need = 0.0;
        }
        for (index, card) in view.cards.iter().enumerate() {
            if !shown(view.snapshot, index) || card.icon == Icon::Users {
                continue;
            }
            let (_, height) = self.place_across(card, frame, view, index);
            let need = self.card_needed(card, height, given::idle(view, index), naming);
            let column = &mut self.columns[usize::from(card.column) % COLUMNS_MAX];
            column.need = column.need.max(need);
        }
        self.columns.iter().map(|column| column.need).sum()
    }

    /// The narrowest card of this height on which the name can be read whole.
    fn card_needed(&self, card: &Card, height: f32, idle: bool, naming: Naming) -> f32 {
        let names = naming.forms(card, self.name_lines(height));
        let widths = names.map(|name| {
            let below = self.has_row_below_name(name, height, idle);
            let on_corner = naming >= Naming::Cornered && name.second.is_none();
            let beside = if below || on_corner {
                0.0
            } else {
                self.beside_name()
            };
            name.width(self.font_min, beside)
        });
        let name = widths.fold(f32::INFINITY, f32::min);
        let mut width = name;
        // What is left free at the sides grows with the width, but more slowly.
        for _ in 0..4 {
            width = name + 2.0 * inset(width, self.font);
        }
        width.ceil() + 1.0
    }

    fn users_needed(&self, frame: Frame, view: &StageView<'_>, naming: Naming) -> f32 {
        let users = view.cards.iter().enumerate();
        let users =
            users.filter(|(index, card)| card.icon == Icon::Users && shown(view.snapshot, *index));
        let widths = users.map(|(index, card)| {
            let (_, height) = self.place_across(card, frame, view, index);
            let lines = if height > self.font * 4.6 { 2 } else { 1 };
            let widths = naming.forms(card, lines);
            let widths = widths.map(|name| name.width(self.font_min, 0.0));
            widths.fold(f32::INFINITY, f32::min).ceil() + 1.0
        });
        widths.fold(self.font * USERS_MIN, f32::max)
    }

    /// Lines that a name may take on a card of this height.
    pub(crate) fn name_lines(&self, height: f32) -> usize {
        let inner = height - 2.0 * self.inset_across(height);
        if inner >= self.font_min * 2.15 { 2 } else { 1 }
    }

    /// Whether a card of this height has a row of its own for its state.
    fn has_row_below_name(&self, name: Name<'_>, height: f32, idle: bool) -> bool {
        let inner = height - 2.0 * self.inset_across(height);
        let rows = if idle { 1.5 } else { 2.0 } + name.lines() as f32;
        inner >= self.font * rows
    }

    /// What the sign for the state takes beside a name.
    pub(crate) fn beside_name(&self) -> f32 {
        self.font * 1.05
    }

    /// Between a card's upper and lower edges and what is written on it.
    pub(crate) fn inset_across(&self, height: f32) -> f32 {
        let share = if height < self.font * 3.3 { 0.05 } else { 0.07 };
        (self.font * 0.5).min(height * share)
    }

    /// How far a link around a neighbour swings out.
    pub(super) fn bulge(&self) -> f32 {
        match self.level {
            Level::Micro => 8.0,
            _ => 22.0 * self.unit,
        }
    }

    fn users_extent(&self) -> f32 {
        match (self.level, self.tall) {
            (Level::Micro, _) => 20.0,
            (_, true) => self.font * 4.2,
            (_, false) => self.font * USERS,
        }
    }

    fn card_extent_max(&self, columns: usize) -> f32 {
        match (self.level, self.tall) {
            (Level::Micro, true) => 20.0,
            (Level::Micro, false) => 30.0,
            (_, true) => self.font * 7.6,
            (_, false) if columns == 1 => self.font * 14.5,
            (_, false) => self.font * 12.5,
        }
    }
}

/// How names are written where there is less and less room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Naming {
    /// Whole, and broken only where a reader pauses.
    Whole,
    /// Whole, and broken before a number, too.
    Numbered,
    /// Short where there is a short name.
    Short,
    /// The same, with the sign for the state on the card's corner.
    Cornered,
    /// The same, broken anywhere.
    Broken,
}

impl Naming {
    const ALL: [Self; 5] = [
        Self::Whole,
        Self::Numbered,
        Self::Short,
        Self::Cornered,
        Self::Broken,
    ];

    /// How far roads give way for it, in letters of the body text.
    const fn road_min(self) -> f32 {
        match self {
            Self::Whole | Self::Numbered => ROAD_MIN,
            Self::Short | Self::Cornered | Self::Broken => ROAD_LEAST,
        }
    }

    /// The forms in which a name may be written on so many lines.
    fn forms(self, card: &Card, lines_max: usize) -> impl Iterator<Item = Name<'_>> {
        let (short, breaking) = match self {
            Self::Whole => (false, Breaking::Pauses),
            Self::Numbered => (false, Breaking::Numbers),
            Self::Short | Self::Cornered => (true, Breaking::Numbers),
            Self::Broken => (true, Breaking::Words),
        };
        let name = if short && !card.short.is_empty() {
            &card.short
        } else {
            &card.label
        };
        let two = (lines_max > 1).then(|| Name::two_lines(name, breaking));
        let forms = [Some(Name::one_line(name)), two.flatten()];
        forms.into_iter().flatten()
    }
}
