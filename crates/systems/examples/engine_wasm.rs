//! The engine as a bare WebAssembly module without a browser's glue, for Node.

#![allow(unsafe_code, reason = "exported names are unsafe attributes")]

#[path = "measured/runs.rs"]
mod runs;

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
