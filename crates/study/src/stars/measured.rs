//! The stars as they were measured last, for whoever does not want to measure them again.

use std::borrow::Cow;

use super::{
    Answered, Cost, Elasticity, FaultTolerance, Loss, Measures, Performance, Reliability,
    Scalability, ScalabilityPoint,
};

/// What `hitotsu stars --format json` wrote: the build script has made Rust of `measured.json`.
static MEASURED: &[Measures] = include!(concat!(env!("OUT_DIR"), "/measured.rs"));

/// What the experiments have found about every style, in the book's order.
pub const fn measured() -> &'static [Measures] {
    MEASURED
}
