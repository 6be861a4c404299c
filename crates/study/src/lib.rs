//! What it shows: what can be concluded from runs of the catalogue's systems.
//!
//! The article's four conditions, each with a verdict and its evidence; what a system distributes;
//! how its capacity grows; and the stars of the architecture styles, measured by experiments. Every
//! number here is the engine's.
//!
//! What is deliberately absent: pixels, a browser, a clock, and any mechanism; that is `sim`'s.

#![warn(missing_docs, unreachable_pub)]

mod capacity;
mod subject;

pub use capacity::{Capacity, CapacityPoint, Usl};
pub use subject::Subject;
