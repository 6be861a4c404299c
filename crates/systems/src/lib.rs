//! What can be run: the catalogue of systems, one file each, and the parts they are built from.
//!
//! What is deliberately absent: pixels, a browser, and any mechanism; that is `sim`'s.

#![warn(missing_docs, unreachable_pub)]
#![allow(
    missing_docs,
    reason = "fields and variants whose name says all carry no sentence of their own"
)]

pub mod acts;
mod catalogue;
mod machines;
pub mod model;
mod parts;
pub mod scenario_file;
mod workload;

pub use catalogue::{
    DEMAND, Duty, ENTRIES, Entry, Family, Icon, NodeCard, Parameter, Scaling, ScenarioError, Text,
    Unit, blueprint, entry, titles,
};
