//! Stars: what experiments measure of the book's architecture styles, beside what the book says.
//!
//! Six of the book's characteristics can be measured in a simulation; for each there is one fixed
//! experiment with stated seeds, and one rule that makes one to five stars of its number. The
//! experiments are in files of their own below, the rules in `rules.rs`, and both in words in
//! `docs/stars.md`. An experiment consists of pieces, so that they can be run side by side; what they
//! find is put together in the order of the pieces, so that nothing depends on who ran them.
//!
//! The measured stars are committed (`stars/measured.json`), because nobody wants to wait a minute
//! for a table; tests measure parts of them again.

use std::borrow::Cow;

use serde::Serialize;

mod book;
mod drive;
mod elasticity;
mod loss;
mod measured;
mod mix;
mod moderate;
mod piece;
mod rules;
mod scalability;

pub use book::{Characteristic, STYLES, Style, style};
pub use measured::measured;
pub use piece::{Found, Piece, gathered, pieces};

/// The common demand of the experiments that do not look for a limit, in requests per second: less
/// than half of what each style can do.
pub const MODERATE: u32 = 100;
/// Units of the scaling parameter in every experiment but that of scalability, so that no style is
/// better or dearer only because the catalogue starts it with more.
pub const UNITS: u32 = 2;

/// What the experiments have found about one style: whole numbers only, so that they are written
/// and read without loss.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Measures {
    /// The catalogue's id.
    pub style: Cow<'static, str>,
    pub scalability: Scalability,
    pub elasticity: Elasticity,
    pub fault_tolerance: FaultTolerance,
    pub performance: Performance,
    pub reliability: Reliability,
    pub cost: Cost,
}

/// Requests that have ended, and those of them that were answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Answered {
    pub answered: u64,
    pub of: u64,
}

/// How the capacity grows with the units.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Scalability {
    pub points: Cow<'static, [ScalabilityPoint]>,
}

/// The capacity with so many units.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ScalabilityPoint {
    pub units: u16,
    /// Thousandths of a request per second.
    pub per_second_milli: u64,
    /// The name of the machine that is full then, if one is.
    pub bottleneck: Option<Cow<'static, str>>,
}

/// A minute of three times the demand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Elasticity {
    /// The demand before, in thousandths of a request per second: half of what the style can do.
    pub demand_milli: u64,
    /// Requests of that minute, and those answered in time.
    pub minute: Answered,
    /// Seconds, in fives, until answers are in time again for good, with the slowest seed; none where
    /// some run does not come back within the minute.
    pub back_after_s: Option<u64>,
    /// Machines in service before, and at the end of that minute.
    pub machines: [u64; 2],
}

/// The loss of each machine in turn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FaultTolerance {
    /// In the order of the machines' ids.
    pub losses: Cow<'static, [Loss]>,
}

/// What is still answered without one machine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Loss {
    /// The machine's name.
    pub machine: Cow<'static, str>,
    pub requests: Answered,
}

/// Latencies at a moderate demand, in microseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Performance {
    pub p50_us: u32,
    pub p95_us: u32,
    pub p99_us: u32,
}

/// What is answered while faults strike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Reliability {
    pub requests: Answered,
    /// Faults of all runs.
    pub faults: u64,
}

/// What answers cost at a moderate demand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Cost {
    /// Nanoseconds that machines were in service, all machines together.
    pub machine_ns: u64,
    /// Messages sent between machines, the users' included.
    pub messages: u64,
    pub answers: u64,
}

impl Answered {
    /// The share that was answered, 0 to 1; all of nothing.
    pub fn share(&self) -> f64 {
        if self.of == 0 {
            return 1.0;
        }
        self.answered as f64 / self.of as f64
    }

    /// Both together.
    pub const fn and(self, other: Self) -> Self {
        Self {
            answered: self.answered + other.answered,
            of: self.of + other.of,
        }
    }
}

impl Scalability {
    /// The greatest capacity, in requests per second.
    pub fn peak(&self) -> f64 {
        let rates = self.points.iter().map(|point| point.per_second_milli);
        rates.max().unwrap_or(0) as f64 / 1_000.0
    }

    /// How many times the capacity of the fewest units the most units have; 1 where nothing grows.
    /// It is shown and gives no stars: it is great where the first unit is small.
    pub fn growth(&self) -> f64 {
        match (self.points.first(), self.points.last()) {
            (Some(first), Some(last)) if first.per_second_milli > 0 => {
                last.per_second_milli as f64 / first.per_second_milli as f64
            }
            _ => 1.0,
        }
    }
}

impl FaultTolerance {
    /// The mean over the machines of what is answered without each of them, 0 to 1.
    pub fn mean(&self) -> f64 {
        let shares = self.losses.iter().map(|loss| loss.requests.share());
        shares.sum::<f64>() / self.losses.len().max(1) as f64
    }

    /// The machine whose loss hurts most.
    pub fn worst(&self) -> Option<&Loss> {
        let losses = self.losses.iter();
        losses.min_by(|first, second| first.requests.share().total_cmp(&second.requests.share()))
    }
}

impl Cost {
    /// Machine-milliseconds for each answer.
    pub fn machine_ms(&self) -> f64 {
        self.machine_ns as f64 / 1e6 / self.answers.max(1) as f64
    }

    /// Messages for each answer.
    pub fn messages_each(&self) -> f64 {
        self.messages as f64 / self.answers.max(1) as f64
    }
}

impl Measures {
    /// The stars that the rules make of a characteristic's numbers, 1 to 5; none for one that
    /// cannot be measured.
    pub fn stars(&self, characteristic: Characteristic) -> Option<u8> {
        rules::stars(self, characteristic)
    }
}

#[cfg(test)]
mod tests;
