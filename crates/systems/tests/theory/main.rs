//! The engine against queueing theory: simulated values must hold the closed forms inside a 99.9 %
//! confidence interval that is no wider than a half percent to each side.
//!
//! Seeds are fixed, so a result is the same on every machine; another seed is a reviewed change.

#![allow(
    clippy::print_stdout,
    reason = "what was measured is worth reading in the output of a passed test"
)]

mod estimate;
mod exact;
mod networks;
mod operational;
mod queues;
mod tails;
