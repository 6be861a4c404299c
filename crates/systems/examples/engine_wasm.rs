//! The engine as a bare WebAssembly module without a browser's glue, for Node.

#![allow(unsafe_code, reason = "exported names are unsafe attributes")]

use std::cell::Cell;

#[path = "measured/models.rs"]
mod models;
#[path = "measured/runs.rs"]
mod runs;

thread_local! {
    static MEASURED: Cell<models::Measured> = const { Cell::new(models::Measured { model_events: 0.0, events: 0.0, result: 0.0 }) };
}

/// How many systems there are.
#[unsafe(no_mangle)]
pub extern "C" fn system_count() -> u32 {
    systems::ENTRIES.len() as u32
}

/// The trace hash of one run.
#[unsafe(no_mangle)]
pub extern "C" fn hash(system: u32, seed: u32, budget: u32) -> u64 {
    runs::hash(system as usize, u64::from(seed), u64::from(budget))
}

/// How many events one run takes.
#[unsafe(no_mangle)]
pub extern "C" fn events(system: u32, rate: u32, secs: u32) -> u64 {
    runs::events(system as usize, i64::from(rate), u64::from(secs))
}

/// The trace hash of one run with every parameter at its default: the page must show the same.
#[unsafe(no_mangle)]
pub extern "C" fn plain_hash(system: u32, seed: u32, secs: u32) -> u64 {
    runs::plain_hash(system as usize, u64::from(seed), u64::from(secs))
}

/// Runs a model of bench/models.md, named by its place in `models::MODELS`; gives its model events.
#[unsafe(no_mangle)]
pub extern "C" fn run_model(model: u32, size: u32, seed: u32) -> f64 {
    let measured = models::MODELS[model as usize].measure(size, u64::from(seed));
    MEASURED.set(measured);
    measured.model_events
}

/// Events of this engine in the last run of a model.
#[unsafe(no_mangle)]
pub extern "C" fn model_engine_events() -> f64 {
    MEASURED.get().events
}

/// What theory has a value for, of the last run of a model.
#[unsafe(no_mangle)]
pub extern "C" fn model_result() -> f64 {
    MEASURED.get().result
}
