//! The program in a worker: the page's own script asks it to measure, and it draws nothing.

use std::cell::RefCell;

use wasm_bindgen::prelude::wasm_bindgen;

use crate::laboratory::Bench;

/// Events of a piece: a few hundredths of a second, after which another question may have come.
const PIECE: u64 = 200_000;

thread_local! {
    static BENCH: RefCell<Bench> = RefCell::default();
}

/// Goes on with a question, and says what is known of it: see [`Bench::go_on`].
#[wasm_bindgen]
pub fn measure(question: &str) -> Vec<f64> {
    BENCH.with_borrow_mut(|bench| bench.go_on(question, PIECE))
}
