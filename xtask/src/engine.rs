//! The engine without a page: its runs native and as a WebAssembly module, for comparing what they do and how fast.

use crate::process::{self, TARGET};
use anyhow::Result;

/// Both packages in one go, so that what they share is compiled once.
const PACKAGES: [&str; 6] = [
    "build",
    "--release",
    "--package",
    "systems",
    "--package",
    "study",
];

/// Builds the same runs and the same experiment for this machine and for WebAssembly; `tests/parity` expects both.
pub fn build() -> Result<()> {
    let native = ["--example", "engine_native", "--example", "curve_native"];
    process::run(process::cargo().args(PACKAGES).args(native))?;
    let for_wasm = ["--example", "engine_wasm", "--example", "curve_wasm"];
    process::run(
        process::cargo()
            .args(PACKAGES)
            .args(for_wasm)
            .args(["--target", TARGET]),
    )
}

/// Builds what counts the engine's requests for memory.
pub fn build_allocations() -> Result<()> {
    let example = ["--example", "engine_allocations"];
    process::run(process::cargo().args(PACKAGES).args(example))
}
