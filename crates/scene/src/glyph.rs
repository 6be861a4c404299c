//! Small pictures as SVG path data in a square of 24 by 24, understood by SVG and by `Path2D` alike.

use sim::NodeState;

/// The picture on a node's card.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Icon {
    Users,
    #[default]
    Server,
    Balancer,
    Database,
    Monitor,
    Gateway,
    Queue,
    Cache,
    Edge,
}

/// A small picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Glyph {
    Icon(Icon),
    /// A disc: all is well.
    Disc,
    /// A half-filled disc: busy.
    HalfDisc,
    /// A triangle: close to losing work.
    Triangle,
    /// Three dots: slow.
    Dots,
    /// Two bars: paused.
    Bars,
    /// A cross: down, or damage.
    Cross,
    /// A turning arrow: recovering.
    Turn,
    /// A struck-out ring: nobody sends work here.
    Barred,
    Scissors,
    /// A ring: repaired.
    Ring,
    /// A cross within a ring: some calls fail.
    RingedCross,
    /// A clock's face: everything comes late.
    Clock,
}

impl Glyph {
    /// Every glyph, in the order of [`Glyph::index`].
    pub const ALL: [Self; 21] = [
        Self::Icon(Icon::Users),
        Self::Icon(Icon::Server),
        Self::Icon(Icon::Balancer),
        Self::Icon(Icon::Database),
        Self::Icon(Icon::Monitor),
        Self::Icon(Icon::Gateway),
        Self::Icon(Icon::Queue),
        Self::Icon(Icon::Cache),
        Self::Icon(Icon::Edge),
        Self::Disc,
        Self::HalfDisc,
        Self::Triangle,
        Self::Dots,
        Self::Bars,
        Self::Cross,
        Self::Turn,
        Self::Barred,
        Self::Scissors,
        Self::Ring,
        Self::RingedCross,
        Self::Clock,
    ];

    /// The place in [`Glyph::ALL`].
    pub fn index(self) -> usize {
        match self {
            Self::Icon(icon) => icon as usize,
            Self::Disc => 9,
            Self::HalfDisc => 10,
            Self::Triangle => 11,
            Self::Dots => 12,
            Self::Bars => 13,
            Self::Cross => 14,
            Self::Turn => 15,
            Self::Barred => 16,
            Self::Scissors => 17,
            Self::Ring => 18,
            Self::RingedCross => 19,
            Self::Clock => 20,
        }
    }

    /// SVG path data in a square of 24 by 24.
    pub const fn path(self) -> &'static str {
        match self {
            Self::Icon(Icon::Users) => {
                "M9 11a3.5 3.5 0 1 0 0-7a3.5 3.5 0 0 0 0 7z\
                 M2.5 20c0-3.6 2.9-6.2 6.5-6.2s6.5 2.6 6.5 6.2\
                 M15.5 4.3a3.3 3.3 0 0 1 0 6.4M17.6 14.3c2.4.8 3.9 3 3.9 5.7"
            }
            Self::Icon(Icon::Server) => {
                "M5 3.5h14a2 2 0 0 1 2 2v4a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2v-4a2 2 0 0 1 2-2z\
                 M5 12.5h14a2 2 0 0 1 2 2v4a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2v-4a2 2 0 0 1 2-2z\
                 M6.8 7.5h.4M6.8 16.5h.4M11 7.5h6M11 16.5h6"
            }
            Self::Icon(Icon::Balancer) => {
                "M6 14.8a2.8 2.8 0 1 0 0-5.6a2.8 2.8 0 0 0 0 5.6z\
                 M18 7.8a2.8 2.8 0 1 0 0-5.6a2.8 2.8 0 0 0 0 5.6z\
                 M18 21.8a2.8 2.8 0 1 0 0-5.6a2.8 2.8 0 0 0 0 5.6z\
                 M8.4 10.6l7.2-4.2M8.4 13.4l7.2 4.2"
            }
            Self::Icon(Icon::Database) => {
                "M12 8.6c4.4 0 8-1.3 8-2.9s-3.6-2.9-8-2.9s-8 1.3-8 2.9s3.6 2.9 8 2.9z\
                 M4 5.7v12.6c0 1.6 3.6 2.9 8 2.9s8-1.3 8-2.9V5.7\
                 M4 12c0 1.6 3.6 2.9 8 2.9s8-1.3 8-2.9"
            }
            Self::Icon(Icon::Monitor) => {
                "M2 12c2.6-4.6 6-6.8 10-6.8s7.4 2.2 10 6.8c-2.6 4.6-6 6.8-10 6.8S4.6 16.6 2 12z\
                 M12 15.2a3.2 3.2 0 1 0 0-6.4a3.2 3.2 0 0 0 0 6.4z"
            }
            // A door with a way in.
            Self::Icon(Icon::Gateway) => {
                "M9.5 3.5h9a2 2 0 0 1 2 2v13a2 2 0 0 1-2 2h-9\
                 M2.5 12h11M9.5 8l4 4l-4 4"
            }
            // A row of things that wait.
            Self::Icon(Icon::Queue) => {
                "M2.5 6h19M2.5 18h19\
                 M4.5 9.5h3.4v5H4.5zM10.3 9.5h3.4v5h-3.4zM16.1 9.5h3.4v5h-3.4z"
            }
            // Sheets that lie on each other.
            Self::Icon(Icon::Cache) => {
                "M12 3l9 4.6l-9 4.6l-9-4.6z\
                 M3 12l9 4.6l9-4.6M3 16.4l9 4.6l9-4.6"
            }
            // A globe.
            Self::Icon(Icon::Edge) => {
                "M12 21.5a9.5 9.5 0 1 0 0-19a9.5 9.5 0 0 0 0 19z\
                 M2.5 12h19M12 2.5c5 5.6 5 13.4 0 19c-5-5.6-5-13.4 0-19z"
            }
            Self::Disc => "M12 22a10 10 0 1 0 0-20a10 10 0 0 0 0 20z",
            // Two subpaths: a ring that is cut out, and its lower half filled.
            Self::HalfDisc => {
                "M12 22a10 10 0 1 0 0-20a10 10 0 0 0 0 20z\
                 M5 12A7 7 0 0 1 19 12z"
            }
            Self::Triangle => "M12 2L23 21.5H1z",
            Self::Dots => {
                "M4 15a3 3 0 1 0 0-6a3 3 0 0 0 0 6zM12 15a3 3 0 1 0 0-6a3 3 0 0 0 0 6z\
                 M20 15a3 3 0 1 0 0-6a3 3 0 0 0 0 6z"
            }
            Self::Bars => "M4 3h6v18H4zM14 3h6v18h-6z",
            Self::Cross => "M4.5 4.5l15 15M19.5 4.5l-15 15",
            Self::Turn => "M20 12a8 8 0 1 1-2.6-5.9M20.5 2v5h-5",
            Self::Barred => "M12 21a9 9 0 1 0 0-18a9 9 0 0 0 0 18zM5.6 5.6l12.8 12.8",
            Self::Scissors => {
                "M6 9a3 3 0 1 0 0-6a3 3 0 0 0 0 6zM6 21a3 3 0 1 0 0-6a3 3 0 0 0 0 6z\
                 M8.4 7.8L21 18M8.4 16.2L21 6"
            }
            Self::Ring => "M12 20.5a8.5 8.5 0 1 0 0-17a8.5 8.5 0 0 0 0 17z",
            Self::RingedCross => {
                "M12 22a10 10 0 1 0 0-20a10 10 0 0 0 0 20zM8.2 8.2l7.6 7.6M15.8 8.2l-7.6 7.6"
            }
            Self::Clock => "M12 21.5a9.5 9.5 0 1 0 0-19a9.5 9.5 0 0 0 0 19zM12 6.5v6l4 2.6",
        }
    }

    /// Whether the path is filled, rather than drawn as a line [`Glyph::line`] wide.
    pub const fn filled(self) -> bool {
        matches!(
            self,
            Self::Disc | Self::HalfDisc | Self::Triangle | Self::Dots | Self::Bars
        )
    }

    /// The width of the line in the square of 24.
    pub const fn line(self) -> f32 {
        match self {
            Self::Icon(_) => 1.8,
            Self::Scissors => 2.2,
            Self::RingedCross | Self::Clock => 2.8,
            Self::Cross => 4.0,
            _ => 3.2,
        }
    }

    /// The shape that tells a node's state; `None` where there is nothing to tell of.
    pub(crate) const fn of_state(state: NodeState) -> Option<Self> {
        Some(match state {
            NodeState::Absent => return None,
            NodeState::Up => Self::Disc,
            NodeState::Busy => Self::HalfDisc,
            NodeState::Saturated => Self::Triangle,
            NodeState::Slow => Self::Dots,
            NodeState::Paused => Self::Bars,
            NodeState::Down => Self::Cross,
            NodeState::Recovering => Self::Turn,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_glyph_is_found_at_its_index() {
        for (index, glyph) in Glyph::ALL.into_iter().enumerate() {
            assert_eq!(glyph.index(), index, "{glyph:?}");
        }
    }
}
