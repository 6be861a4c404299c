//! What it shows: what can be concluded from runs of the catalogue's systems.
//!
//! The article's four conditions, each with a verdict and its evidence; what a system distributes;
//! how its capacity grows; and the stars of the architecture styles, measured by experiments. Every
//! number here is the engine's.
//!
//! What is deliberately absent: pixels, a browser, a clock, and any mechanism; that is `sim`'s.

#![warn(missing_docs, unreachable_pub)]
#![allow(
    missing_docs,
    reason = "fields and variants whose name says all carry no sentence of their own"
)]

mod capacity;
mod condition;
mod division;
pub mod stars;
mod subject;
pub mod words;
mod work;

pub use capacity::{Capacity, CapacityExperiment, CapacityPoint, Usl};
pub use condition::{
    Answers, BreakCount, Broken, Condition, Evidence, Finding, Gain, Growth, Illusion, LineWork,
    Messages, SHARE_NEEDED, Unfinished, Verdict, Why, conditions, unfinished,
};
pub use division::{Division, Group, Rule, Way, division};
pub use subject::{Subject, Title, kind};
pub use work::{MachineWork, WINDOW, Work};
