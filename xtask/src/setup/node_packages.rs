//! The npm packages that package-lock.json names: binaryen, which has wasm-opt, and what drives the browser in tests.

use super::report;
use crate::process;
use anyhow::{Context, Result};
use std::fs;
use std::path::PathBuf;
use std::time::Instant;

/// A copy of the lock file that was installed last, written only after npm has succeeded.
const STAMP: &str = ".installed-lock.json";

const ARGUMENTS: [&str; 4] = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];

/// Returns the folder with the packages' programs.
pub fn ensure() -> Result<PathBuf> {
    let repository = process::repository();
    let packages = repository.join("node_modules");
    let wanted = fs::read(repository.join("package-lock.json"))
        .context("could not read package-lock.json")?;
    let programs = packages.join(".bin");
    if fs::read(packages.join(STAMP)).is_ok_and(|installed| installed == wanted) {
        return Ok(programs);
    }
    report(
        "npm packages",
        "installing them into node_modules (under a minute)",
    );
    let started = Instant::now();
    process::run(process::command(npm()).args(ARGUMENTS))
        .context("Node.js 20 or newer with npm is needed: https://nodejs.org")?;
    fs::write(packages.join(STAMP), wanted).context("could not write into node_modules")?;
    let took = process::shown_duration(started.elapsed());
    report("npm packages", &format!("installed in {took}"));
    Ok(programs)
}

fn npm() -> &'static str {
    if cfg!(windows) { "npm.cmd" } else { "npm" }
}
