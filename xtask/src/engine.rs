//! The engine without a page: its runs native and as a WebAssembly module, for comparing what they do and how fast.

use crate::process::{self, TARGET};
use anyhow::Result;

/// Builds the same runs for this machine and for WebAssembly; `tests/parity` expects both.
pub fn build() -> Result<()> {
    const PACKAGE: [&str; 4] = ["build", "--release", "--package", "systems"];
    process::run(
        process::cargo()
            .args(PACKAGE)
            .args(["--example", "engine_native"]),
    )?;
    let for_wasm = ["--example", "engine_wasm", "--target", TARGET];
    process::run(process::cargo().args(PACKAGE).args(for_wasm))
}
