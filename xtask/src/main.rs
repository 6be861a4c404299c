//! Automation for people and for continuous integration: set-up, build, serve, test. Nothing here is part of the page.
//! This file reads the command line; each command lives in its own module.
#![allow(
    clippy::print_stdout,
    reason = "a command line tool speaks through its output"
)]

mod benchmark;
mod engine;
mod page;
mod process;
mod setup;
mod testing;

use lexopt::{Arg, Parser, ValueExt};
use std::io::Write as _;
use std::process::ExitCode;

const HELP: &str = "\
cargo xtask <command>

  serve    build the page, serve it, and build again whenever a file changes
  build    build the page into dist/
  test     run every check: format, lints, tests, the built page in real browsers
  size     how many bytes the built page weighs: raw, gzip, brotli
  bench    how fast the engine and the page are
  setup    install what the commands above need; they also do so by themselves

cargo xtask <command> --help says more about one command.";

/// Ends every sentence about a command line that could not be understood.
const HINT: &str = "`cargo xtask --help` lists the commands.";

const SETUP_HELP: &str = "\
cargo xtask setup

Installs what is missing: the wasm target, the npm packages, the wasm-bindgen CLI of exactly Cargo.lock's version, Trunk.
A tool of the right version on PATH is used as it is. Otherwise it is installed into a cache folder of its own, so that
nothing of yours changes and the next clone finds it there. HITOTSU_TOOLS names another folder. Chromium and Firefox,
which only the tests need, are looked for by `cargo xtask test`.";

const BUILD_HELP: &str = "\
cargo xtask build [--release]

Builds the page into dist/, which any web server can serve from any path.

  --release    small and fast, as it is published; takes longer to build";

const SERVE_HELP: &str = "\
cargo xtask serve [--release] [--open] [--port N]

Builds the page and serves it on this machine. Saving a file builds it again and reloads the page.

  --release    build it as it is published; the page then does not reload by itself
  --open       open it in your browser
  --port N     serve it on this port; without this, on 8080 or the next free port";

const TEST_HELP: &str = "\
cargo xtask test [step]
cargo xtask test --list

Runs every check in order of cost and stops at the first that fails. With a step's name, runs only that step.

  --list       name the steps";

const SIZE_HELP: &str = "\
cargo xtask size

Prints the size of every file in dist/ raw, with gzip -9 and with brotli -q 11, and what a first visit loads.
Build with `cargo xtask build --release` first.";

const BENCH_HELP: &str = "\
cargo xtask bench [--peers [--rounds N]]

Measures the engine (events per second with every system, native and as WebAssembly in Node) and the built page (time to
the first painted frame, CPU time per frame, sizes). Leave the machine alone meanwhile; docs/benchmarks.md keeps figures.

  --peers      the engine beside other simulators instead (bench/models.md), and write the tables of docs/benchmarks.md;
               the first time, installs them into bench/.peers from the package registries
  --rounds N   with --peers: so many rounds instead of 5; fewer than 5 print, and write nothing";

/// How a command line ended, when it did not end well.
enum Failure {
    /// The command line could not be understood.
    Usage(String),
    /// The command was understood, and something went wrong.
    Work(anyhow::Error),
}

impl From<lexopt::Error> for Failure {
    fn from(error: lexopt::Error) -> Self {
        Self::Usage(format!("{error}. {HINT}"))
    }
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Self::Work(error)
    }
}

fn main() -> ExitCode {
    match run(Parser::from_env()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Usage(sentence)) => {
            eprintln!("{sentence}");
            ExitCode::from(2)
        }
        Err(Failure::Work(error)) => {
            eprintln!("\nerror: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(mut arguments: Parser) -> Result<(), Failure> {
    let command = match arguments.next()? {
        None | Some(Arg::Short('h') | Arg::Long("help")) => return print_help(HELP),
        Some(Arg::Value(command)) => command.string()?,
        Some(other) => return Err(other.unexpected().into()),
    };
    match command.as_str() {
        "setup" => plain_command(arguments, SETUP_HELP, setup::run),
        "build" => build_command(arguments),
        "serve" => serve_command(arguments),
        "test" => test_command(arguments),
        "size" => plain_command(arguments, SIZE_HELP, page::print_size),
        "bench" => bench_command(arguments),
        // Called by Trunk, see Trunk.toml; of no use to a person, so the help does not name it.
        "finish-page" => Ok(page::finish_staged()?),
        "help" => print_help(HELP),
        other => Err(Failure::Usage(format!(
            "There is no command `{other}`. {HINT}"
        ))),
    }
}

fn print_help(text: &str) -> Result<(), Failure> {
    // Whoever has read enough may close the pipe: no failure.
    let _ = writeln!(std::io::stdout(), "{text}");
    Ok(())
}

fn build_command(mut arguments: Parser) -> Result<(), Failure> {
    let mut profile = page::Profile::Debug;
    while let Some(argument) = arguments.next()? {
        match argument {
            Arg::Long("release") => profile = page::Profile::Release,
            Arg::Short('h') | Arg::Long("help") => return print_help(BUILD_HELP),
            other => return Err(other.unexpected().into()),
        }
    }
    let tools = setup::ensure(&setup::PAGE_NEEDS)?;
    Ok(page::build(&tools, profile)?)
}

fn serve_command(mut arguments: Parser) -> Result<(), Failure> {
    let mut options = page::ServeOptions::default();
    while let Some(argument) = arguments.next()? {
        match argument {
            Arg::Long("release") => options.profile = page::Profile::Release,
            Arg::Long("open") => options.open = true,
            Arg::Short('p') | Arg::Long("port") => options.port = Some(arguments.value()?.parse()?),
            Arg::Short('h') | Arg::Long("help") => return print_help(SERVE_HELP),
            other => return Err(other.unexpected().into()),
        }
    }
    let tools = setup::ensure(&setup::PAGE_NEEDS)?;
    Ok(page::serve(&tools, &options)?)
}

fn test_command(mut arguments: Parser) -> Result<(), Failure> {
    let mut name = None;
    while let Some(argument) = arguments.next()? {
        match argument {
            Arg::Long("list") => return print_help(testing::list().trim_end()),
            Arg::Short('h') | Arg::Long("help") => {
                return print_help(&format!("{TEST_HELP}\n\n{}", testing::list().trim_end()));
            }
            Arg::Value(value) if name.is_none() => name = Some(value.string()?),
            other => return Err(other.unexpected().into()),
        }
    }
    let steps = match name {
        None => testing::all(),
        Some(name) => testing::find(&name).ok_or_else(|| {
            Failure::Usage(format!(
                "There is no step `{name}`. `cargo xtask test --list` names them."
            ))
        })?,
    };
    Ok(testing::run(steps)?)
}

fn bench_command(mut arguments: Parser) -> Result<(), Failure> {
    let mut peers = false;
    let mut rounds = None;
    while let Some(argument) = arguments.next()? {
        match argument {
            Arg::Long("peers") => peers = true,
            Arg::Long("rounds") => rounds = Some(arguments.value()?.parse()?),
            Arg::Short('h') | Arg::Long("help") => return print_help(BENCH_HELP),
            other => return Err(other.unexpected().into()),
        }
    }
    match (peers, rounds) {
        (_, Some(0)) => Err(Failure::Usage(format!("--rounds takes at least 1. {HINT}"))),
        (false, Some(_)) => Err(Failure::Usage(format!(
            "--rounds goes with --peers. {HINT}"
        ))),
        (true, rounds) => Ok(benchmark::run_side_by_side(rounds)?),
        (false, None) => Ok(benchmark::run()?),
    }
}

/// A command that takes no arguments but `--help`.
fn plain_command(
    mut arguments: Parser,
    help: &str,
    act: fn() -> anyhow::Result<()>,
) -> Result<(), Failure> {
    match arguments.next()? {
        None => Ok(act()?),
        Some(Arg::Short('h') | Arg::Long("help")) => print_help(help),
        Some(other) => Err(other.unexpected().into()),
    }
}
