//! The engine and an experiment as a bare WebAssembly module without a browser's glue.

#![allow(unsafe_code, reason = "exported names are unsafe attributes")]

use std::cell::{Cell, RefCell};

mod curve;
mod models;
mod runs;
mod seek;

thread_local! {
    static MEASURED: Cell<models::Measured> = const { Cell::new(models::Measured { model_events: 0.0, events: 0.0, result: 0.0 }) };
    static CURVE: RefCell<Vec<u64>> = const { RefCell::new(Vec::new()) };
    static WATCHED: RefCell<Option<seek::Watched>> = const { RefCell::new(None) };
}

/// How many systems there are.
#[unsafe(no_mangle)]
pub extern "C" fn system_count() -> u32 {
    runs::system_count() as u32
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

/// How many models of bench/models.md there are.
#[unsafe(no_mangle)]
pub extern "C" fn model_count() -> u32 {
    models::MODELS.len() as u32
}

/// Where the name of a model begins.
#[unsafe(no_mangle)]
pub extern "C" fn model_name(model: u32) -> *const u8 {
    models::MODELS[model as usize].name.as_ptr()
}

/// How many bytes the name of a model has.
#[unsafe(no_mangle)]
pub extern "C" fn model_name_length(model: u32) -> usize {
    models::MODELS[model as usize].name.len()
}

/// Runs a model, named by its place; gives its model events.
#[unsafe(no_mangle)]
pub extern "C" fn run_model(model: u32, size: u32, seed: u32) -> f64 {
    let model = &models::MODELS[model as usize];
    let measured = model.finish(model.begin(size, u64::from(seed)), size);
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

/// Runs for so many events and remembers what it takes to go back; gives the number of instants that
/// can be visited. None at all forgets the run.
#[unsafe(no_mangle)]
pub extern "C" fn watch(events: u32) -> u32 {
    WATCHED.take();
    if events > 0 {
        WATCHED.replace(Some(seek::Watched::new(u64::from(events))));
    }
    seek::TARGETS
}

/// Goes to one of the instants of the watched run; 1 if the run is there as it was.
#[unsafe(no_mangle)]
pub extern "C" fn visit(place: u32) -> u32 {
    WATCHED.with_borrow(|watched| {
        watched
            .as_ref()
            .is_some_and(|watched| watched.visit(place))
            .into()
    })
}

/// Measures the capacity curve of the system at this place; gives how many numbers it has.
#[unsafe(no_mangle)]
pub extern "C" fn measure_curve(system: u32) -> u32 {
    let bits = curve::bits(systems::ENTRIES[system as usize].id);
    let count = bits.len() as u32;
    CURVE.set(bits);
    count
}

/// One number of the curve that was measured last, as its bits.
#[unsafe(no_mangle)]
pub extern "C" fn curve_number(place: u32) -> u64 {
    CURVE.with_borrow(|bits| bits[place as usize])
}
