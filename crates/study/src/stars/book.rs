//! What the book says: its characteristics, its styles, and their stars.
//!
//! Source: Mark Richards and Neal Ford, *Fundamentals of Software Architecture*, first edition,
//! O'Reilly, 2020, chapters 10 to 17, the ratings at the end of each. More stars are better, for cost,
//! too: five stars are cheap.

/// A characteristic of an architecture, as the book names them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Characteristic {
    Scalability,
    Elasticity,
    FaultTolerance,
    Performance,
    Reliability,
    Cost,
    Deployability,
    Evolvability,
    Modularity,
    Simplicity,
    Testability,
}

use Characteristic as C;

impl Characteristic {
    /// Those that are measured first, then those that are only the book's.
    pub const ALL: [Self; 11] = [
        C::Scalability,
        C::Elasticity,
        C::FaultTolerance,
        C::Performance,
        C::Reliability,
        C::Cost,
        C::Deployability,
        C::Evolvability,
        C::Modularity,
        C::Simplicity,
        C::Testability,
    ];

    /// Those that an experiment measures.
    pub const MEASURED: [Self; 6] = [
        C::Scalability,
        C::Elasticity,
        C::FaultTolerance,
        C::Performance,
        C::Reliability,
        C::Cost,
    ];

    /// Its place in [`Characteristic::ALL`].
    pub const fn index(self) -> usize {
        self as usize
    }

    /// A stable name for files.
    pub const fn id(self) -> &'static str {
        match self {
            C::Scalability => "scalability",
            C::Elasticity => "elasticity",
            C::FaultTolerance => "fault_tolerance",
            C::Performance => "performance",
            C::Reliability => "reliability",
            C::Cost => "cost",
            C::Deployability => "deployability",
            C::Evolvability => "evolvability",
            C::Modularity => "modularity",
            C::Simplicity => "simplicity",
            C::Testability => "testability",
        }
    }
}

/// A style of the book.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// The catalogue's id of the system that is built in this style.
    pub id: &'static str,
    /// The book's stars, in the order of [`Characteristic::ALL`].
    stars: [u8; 11],
}

impl Style {
    /// The book's stars, 1 to 5.
    pub const fn book(&self, characteristic: Characteristic) -> u8 {
        self.stars[characteristic.index()]
    }
}

/// The book's eight styles, in its order.
pub const STYLES: [Style; 8] = [
    of("layered", [1, 1, 1, 2, 3, 5], [1, 1, 1, 5, 2]),
    of("pipeline", [1, 1, 1, 2, 3, 5], [2, 3, 3, 5, 3]),
    of("microkernel", [1, 1, 1, 3, 3, 5], [3, 3, 3, 4, 3]),
    of("service-based", [3, 2, 4, 3, 4, 4], [4, 3, 4, 3, 4]),
    of("event-driven", [5, 3, 5, 5, 3, 3], [3, 5, 4, 1, 2]),
    of("space-based", [5, 5, 3, 5, 4, 2], [3, 3, 3, 1, 1]),
    of("orchestration-soa", [4, 3, 3, 2, 2, 1], [1, 1, 3, 1, 1]),
    of("microservices", [5, 5, 4, 2, 4, 1], [4, 5, 5, 1, 4]),
];

/// The style of this id.
pub fn style(id: &str) -> Option<&'static Style> {
    STYLES.iter().find(|style| style.id == id)
}

/// A style with the stars of the measured characteristics, and then of the others.
const fn of(id: &'static str, [a, b, c, d, e, f]: [u8; 6], [g, h, i, j, k]: [u8; 5]) -> Style {
    let stars = [a, b, c, d, e, f, g, h, i, j, k];
    Style { id, stars }
}
