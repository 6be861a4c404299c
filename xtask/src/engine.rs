//! The engine without a page: its runs native and as a WebAssembly module, for comparing what they do and how fast.

use crate::process::{self, TARGET};
use crate::setup::{self, Need};
use anyhow::Result;

/// What is measured: requests per second, and simulated seconds.
const SPEED_RUN: [&str; 2] = ["1000", "60"];

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

pub fn bench() -> Result<()> {
    setup::ensure(&[Need::WasmTarget])?;
    build()?;
    let script = "xtask/src/engine/bench.mjs";
    process::run(process::command("node").arg(script).args(SPEED_RUN))
}
