//! Measures the engine and the built page; docs/benchmarks.md keeps what it prints.

use crate::engine;
use crate::page::{self, Profile};
use crate::process;
use crate::setup::{self, Need, PAGE_NEEDS};
use anyhow::Result;

pub fn run() -> Result<()> {
    let tools = setup::ensure(&[&PAGE_NEEDS[..], &[Need::Chromium]].concat())?;
    engine::build()?;
    page::build(&tools, Profile::Release)?;
    process::run(process::command("node").arg("bench/engine.mjs"))?;
    process::run(tools.command("node")?.arg("bench/page.mjs"))?;
    page::print_size()
}
