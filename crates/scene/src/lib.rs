//! What it looks like: snapshots and series in, shapes out. Positions, colours and words' places
//! are decided here; what happens is `sim`'s, and pixels are the painter's.
//!
//! ```text
//!   Snapshot ─┐
//!   Cards ────┼──> compose_stage ──> Scene ──> painter (Canvas2D) or svg()
//!   Flow ─────┘                        └─────> targets: where the focusable buttons go
//! ```
//!
//! What is deliberately absent: a browser, a clock, and any motion that is not the simulation's.

#![warn(missing_docs, unreachable_pub)]
#![allow(
    missing_docs,
    reason = "fields and variants whose name says all carry no sentence of their own"
)]

mod chart;
mod flow;
mod geometry;
mod glyph;
mod ink;
mod layout;
mod shape;
mod stage;
mod svg;
mod text;

pub use chart::{ChartLine, ChartMark, ChartView, compose_chart, nice_maximum};
pub use flow::Flow;
pub use geometry::{Curve, Point, Rect, Size};
pub use glyph::{Glyph, Icon};
pub use ink::{Ink, Theme, colour};
pub use shape::{Anchor, Dash, Scene, Shape, Span, Stroke, Target, Text};
pub use stage::{Card, StageView, StageWords, compose_stage};
pub use svg::{FONTS, svg};
