//! Measures the engine and the built page, or the engine beside other simulators; docs/benchmarks.md keeps the figures.

use crate::engine;
use crate::page::{self, Profile};
use crate::process;
use crate::setup::{self, Need, PAGE_NEEDS};
use anyhow::Result;

/// What the engine beside others takes: it runs in Node and in a browser, but there is no page.
const SIDE_BY_SIDE_NEEDS: [Need; 3] = [Need::WasmTarget, Need::NodePackages, Need::Chromium];

/// The engine against itself, and the page.
pub fn run() -> Result<()> {
    let tools = setup::ensure(&[&PAGE_NEEDS[..], &[Need::Chromium]].concat())?;
    engine::build()?;
    page::build(&tools, Profile::Release)?;
    process::run(process::command("node").arg("bench/engine.mjs"))?;
    process::run(tools.command("node")?.arg("bench/page.mjs"))?;
    page::print_size()
}

/// The engine against its peers, so many rounds; only a full number of rounds is written down.
pub fn run_side_by_side(rounds: Option<u32>) -> Result<()> {
    let tools = setup::ensure(&SIDE_BY_SIDE_NEEDS)?;
    engine::build()?;
    engine::build_allocations()?;
    let mut node = tools.command("node")?;
    node.arg("bench/run.mjs");
    process::run(node.args(rounds.map(|rounds| rounds.to_string())))
}
