//! Rust's standard library for WebAssembly.

use super::report;
use crate::process::{self, TARGET};
use anyhow::{Context, Result};
use std::path::Path;

pub fn ensure() -> Result<()> {
    if is_there() {
        return Ok(());
    }
    report(TARGET, "adding it to your Rust (seconds)");
    process::run(process::command("rustup").args(["target", "add", TARGET])).with_context(|| {
        format!("the page needs Rust's {TARGET} target; install it with rustup or your system's packages")
    })
}

/// Asks the compiler rather than rustup, so that a Rust from a system's own packages counts too.
fn is_there() -> bool {
    let arguments = ["--print", "target-libdir", "--target", TARGET];
    process::output_of(process::command("rustc").args(arguments))
        .is_some_and(|folder| Path::new(&folder).is_dir())
}
