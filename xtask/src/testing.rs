//! `cargo xtask test`: every check, in order of cost, each a step that can be run alone.

use crate::engine;
use crate::page::{self, Profile};
use crate::process::TARGET;
use crate::process::{self, shown_duration};
use crate::setup::{self, Need, PAGE_NEEDS, Tools};
use anyhow::{Result, bail};
use std::fmt::Write as _;
use std::process::Command;
use std::time::{Duration, Instant};

/// One kind of check.
pub struct Step {
    name: &'static str,
    about: &'static str,
    needs: &'static [Need],
    run: fn(&Tools) -> Result<()>,
}

const BROWSER_NEEDS: [Need; 6] = [
    Need::WasmTarget,
    Need::NodePackages,
    Need::WasmBindgen,
    Need::Trunk,
    Need::Chromium,
    Need::Firefox,
];

const STEPS: [Step; 7] = [
    Step {
        name: "fmt",
        about: "the code is formatted",
        needs: &[],
        run: check_format,
    },
    Step {
        name: "clippy",
        about: "no lint complains, for this machine and for the browser",
        needs: &[Need::WasmTarget],
        run: check_lints,
    },
    Step {
        name: "native",
        about: "cargo's tests of all crates, on this machine",
        needs: &[],
        run: test_native,
    },
    Step {
        name: "doc",
        about: "the documentation builds without a warning",
        needs: &[],
        run: check_documentation,
    },
    Step {
        name: "parity",
        about: "the engine gives the same traces natively, in Node, in Chromium and in Firefox",
        needs: &[
            Need::WasmTarget,
            Need::NodePackages,
            Need::Chromium,
            Need::Firefox,
        ],
        run: test_parity,
    },
    Step {
        name: "page",
        about: "the release page builds",
        needs: &PAGE_NEEDS,
        run: build_page,
    },
    Step {
        name: "browser",
        about: "the built release page works in real browsers (run `page` before)",
        needs: &BROWSER_NEEDS,
        run: test_browser,
    },
];

/// All steps, in the order in which they run.
pub fn all() -> &'static [Step] {
    &STEPS
}

/// The one step of this name.
pub fn find(name: &str) -> Option<&'static [Step]> {
    let index = STEPS.iter().position(|step| step.name == name)?;
    Some(&STEPS[index..=index])
}

/// The steps' names, with what each checks.
pub fn list() -> String {
    let mut text = String::from("Steps, in order:\n\n");
    for step in &STEPS {
        let _ = writeln!(text, "  {:<9}{}", step.name, step.about);
    }
    text
}

/// Runs the steps, stops at the first failure, and sums up.
pub fn run(steps: &[Step]) -> Result<()> {
    let needs: Vec<Need> = steps.iter().flat_map(|step| step.needs).copied().collect();
    let tools = setup::ensure(&needs)?;
    let mut lines = Vec::new();
    for step in steps {
        println!("\n== {}: {}", step.name, step.about);
        let started = Instant::now();
        let outcome = (step.run)(&tools);
        let line = summary_line(step, outcome.is_ok(), started.elapsed());
        println!("== {line}");
        lines.push(line);
        if let Err(error) = outcome {
            print_summary(&lines, 1);
            bail!(
                "{error:#}\nRun this step alone: cargo xtask test {}",
                step.name
            );
        }
    }
    print_summary(&lines, 0);
    Ok(())
}

fn summary_line(step: &Step, passed: bool, took: Duration) -> String {
    let result = if passed { "passed" } else { "FAILED" };
    format!("{:<9}{:>14}   {result}", step.name, shown_duration(took))
}

/// The last line is of a form that readers of test output know.
fn print_summary(lines: &[String], failed: usize) {
    println!("\n  {}\n", lines.join("\n  "));
    println!("{} passed, {failed} failed", lines.len() - failed);
}

fn check_format(_: &Tools) -> Result<()> {
    cargo("fmt --all --check")
}

fn check_lints(_: &Tools) -> Result<()> {
    cargo("clippy --workspace --all-targets -- -D warnings")?;
    cargo(&format!(
        "clippy --package hitotsu --target {TARGET} -- -D warnings"
    ))
}

fn test_native(_: &Tools) -> Result<()> {
    cargo("test --workspace")
}

fn check_documentation(_: &Tools) -> Result<()> {
    let mut cargo = process::cargo();
    cargo.env("RUSTDOCFLAGS", "-D warnings");
    passes(cargo.args(["doc", "--workspace", "--no-deps"]))
}

fn test_parity(tools: &Tools) -> Result<()> {
    engine::build()?;
    let mut node = tools.command("node")?;
    passes(node.args(["--test", "--test-reporter=spec", "tests/parity/run.mjs"]))
}

fn build_page(tools: &Tools) -> Result<()> {
    page::build(tools, Profile::Release)?;
    page::print_size()
}

fn test_browser(tools: &Tools) -> Result<()> {
    if !process::repository()
        .join("dist")
        .join("index.html")
        .is_file()
    {
        bail!("there is no built page; `cargo xtask test page` builds it");
    }
    engine::build_for_wasm()?;
    let mut node = tools.command("node")?;
    node.args(["--test", "--test-reporter=spec", "--test-concurrency=1"]);
    passes(node.args(browser_test_files()?))
}

/// Named one by one, since versions of Node differ in what they make of a folder or a pattern.
fn browser_test_files() -> Result<Vec<String>> {
    const FOLDER: &str = "tests/browser";
    let mut files = Vec::new();
    for entry in std::fs::read_dir(process::repository().join(FOLDER))? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if name.ends_with(".test.mjs") {
            files.push(format!("{FOLDER}/{name}"));
        }
    }
    files.sort_unstable();
    Ok(files)
}

fn cargo(arguments: &str) -> Result<()> {
    passes(process::cargo().args(arguments.split(' ')))
}

fn passes(command: &mut Command) -> Result<()> {
    println!("$ {}", process::shown(command));
    process::run(command)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_is_found_by_its_name_and_listed() {
        for step in all() {
            assert_eq!(find(step.name).map(|found| found[0].name), Some(step.name));
            assert!(list().contains(step.about));
        }
        assert!(find("nothing").is_none());
    }
}
