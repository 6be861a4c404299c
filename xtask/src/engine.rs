//! The engine without a page: its runs native and as a WebAssembly module, for comparing what they do and how fast.

use crate::process::{self, TARGET};
use anyhow::Result;

const PACKAGE: [&str; 4] = ["build", "--release", "--package", "systems"];
const STUDY: [&str; 4] = ["build", "--release", "--package", "study"];

/// Builds the same runs for this machine and for WebAssembly; `tests/parity` expects both.
pub fn build() -> Result<()> {
    process::run(
        process::cargo()
            .args(PACKAGE)
            .args(["--example", "engine_native"]),
    )?;
    let for_wasm = ["--example", "engine_wasm", "--target", TARGET];
    process::run(process::cargo().args(PACKAGE).args(for_wasm))?;
    // An experiment, for this machine and for WebAssembly.
    let native = ["--example", "curve_native"];
    process::run(process::cargo().args(STUDY).args(native))?;
    let for_wasm = ["--example", "curve_wasm", "--target", TARGET];
    process::run(process::cargo().args(STUDY).args(for_wasm))
}

/// Builds what counts the engine's requests for memory.
pub fn build_allocations() -> Result<()> {
    let example = ["--example", "engine_allocations"];
    process::run(process::cargo().args(PACKAGE).args(example))
}
