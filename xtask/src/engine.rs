//! The engine without a page: its runs native and as a WebAssembly module, for comparing what they do and how fast.

use crate::process::{self, TARGET};
use anyhow::Result;

const PACKAGE: [&str; 4] = ["build", "--release", "--package", "headless"];

/// Builds the same runs and the same experiment for this machine and for WebAssembly; `tests/parity` expects both.
pub fn build() -> Result<()> {
    let native = ["--bin", "headless-native"];
    process::run(process::cargo().args(PACKAGE).args(native))?;
    build_for_wasm()
}

/// Builds only the WebAssembly module; the page is compared with it.
pub fn build_for_wasm() -> Result<()> {
    let for_wasm = ["--lib", "--target", TARGET];
    process::run(process::cargo().args(PACKAGE).args(for_wasm))
}

/// Builds what counts the engine's requests for memory.
pub fn build_allocations() -> Result<()> {
    let program = ["--bin", "headless-allocations"];
    process::run(process::cargo().args(PACKAGE).args(program))
}
