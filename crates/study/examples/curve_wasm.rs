//! The same capacity curve as a bare WebAssembly module without a browser's glue.

#![allow(unsafe_code, reason = "exported names are unsafe attributes")]

use std::cell::RefCell;

#[path = "measured/curve.rs"]
mod curve;

thread_local! {
    static BITS: RefCell<Vec<u64>> = const { RefCell::new(Vec::new()) };
}

/// Measures the curve of the system at this place of the catalogue; gives how many numbers it has.
#[unsafe(no_mangle)]
pub extern "C" fn measure(system: u32) -> u32 {
    let bits = curve::bits(systems::ENTRIES[system as usize].id);
    let count = bits.len() as u32;
    BITS.set(bits);
    count
}

/// One number of the curve that was measured last, as its bits.
#[unsafe(no_mangle)]
pub extern "C" fn number(place: u32) -> u64 {
    BITS.with_borrow(|bits| bits[place as usize])
}
