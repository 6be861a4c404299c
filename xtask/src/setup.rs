//! What must be on the machine before the other commands can work, and how each part gets there.
//! Every part is checked first and left alone when it is already right, so that a second run takes no time.

mod browser;
mod cargo_tool;
mod node_packages;
mod wasm_target;

use crate::process;
use anyhow::{Context, Result};
use browser::{Browser, CHROMIUM, FIREFOX};
use cargo_tool::CargoTool;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::Command;

/// One thing that a command of ours cannot do without.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Need {
    /// Rust's standard library for WebAssembly.
    WasmTarget,
    /// What package-lock.json names: wasm-opt, and what drives the browser.
    NodePackages,
    /// The wasm-bindgen CLI of exactly the version in Cargo.lock.
    WasmBindgen,
    /// Trunk, which puts the page together.
    Trunk,
    /// A browser for the tests, with Japanese letters.
    Chromium,
    /// Another browser for the tests.
    Firefox,
}

/// What building and serving the page takes.
pub const PAGE_NEEDS: [Need; 4] = [
    Need::WasmTarget,
    Need::NodePackages,
    Need::WasmBindgen,
    Need::Trunk,
];

/// Where the tools are that `ensure` has found or installed.
#[derive(Debug, Default)]
pub struct Tools {
    /// Folders to be searched before those of PATH.
    folders: Vec<PathBuf>,
    /// Which variable of the environment names which browser's program.
    browsers: Vec<(&'static str, PathBuf)>,
}

impl Tools {
    /// A program to be run with our tools first on its PATH.
    pub fn command(&self, program: impl AsRef<OsStr>) -> Result<Command> {
        let program = program.as_ref();
        let file_name = format!(
            "{}{}",
            program.to_string_lossy(),
            std::env::consts::EXE_SUFFIX
        );
        let installed = self.folders.iter().map(|folder| folder.join(&file_name));
        let program = installed
            .into_iter()
            .find(|path| path.is_file())
            .map_or_else(|| program.to_os_string(), PathBuf::into_os_string);
        let mut command = process::command(program);
        command.env("PATH", self.search_path()?);
        command.envs(self.browsers.iter().cloned());
        Ok(command)
    }

    fn add_browser(&mut self, browser: &Browser) -> Result<()> {
        self.browsers.push((browser.variable, browser.ensure()?));
        Ok(())
    }

    fn search_path(&self) -> Result<OsString> {
        let inherited = std::env::var_os("PATH").unwrap_or_default();
        let folders = self.folders.iter().cloned();
        std::env::join_paths(folders.chain(std::env::split_paths(&inherited)))
            .context("a folder's name cannot stand in PATH")
    }
}

/// Makes sure of every need, in the order of `Need`, and says where the tools are.
pub fn ensure(needs: &[Need]) -> Result<Tools> {
    let mut needs = needs.to_vec();
    needs.sort_unstable();
    needs.dedup();
    let mut tools = Tools::default();
    for need in needs {
        match need {
            Need::WasmTarget => wasm_target::ensure()?,
            Need::NodePackages => tools.folders.push(node_packages::ensure()?),
            Need::WasmBindgen => tools.folders.extend(wasm_bindgen()?.ensure()?),
            Need::Trunk => tools.folders.extend(TRUNK.ensure()?),
            Need::Chromium => tools.add_browser(&CHROMIUM)?,
            Need::Firefox => tools.add_browser(&FIREFOX)?,
        }
    }
    Ok(tools)
}

/// The command: makes sure of what the page takes, and says so even when nothing was missing.
pub fn run() -> Result<()> {
    ensure(&PAGE_NEEDS)?;
    eprintln!("set-up: everything is there");
    Ok(())
}

/// One line about a thing that is right or has just been made right.
fn report(subject: &str, state: &str) {
    eprintln!("set-up: {subject}: {state}");
}

/// Trunk, without the parts that only a download of tools would use. Its own lock file resolves; it asks for a newer
/// compiler than it needs, hence `--ignore-rust-version`.
const TRUNK: CargoTool<'static> = CargoTool {
    name: "trunk",
    package: "trunk",
    version: "0.22.1",
    arguments: &[
        "--locked",
        "--ignore-rust-version",
        "--no-default-features",
        "--features=rustls",
    ],
    estimate: "3 to 5 minutes",
};

/// The wasm-bindgen CLI. Its own lock file names versions that not every registry still serves, hence no `--locked`.
fn wasm_bindgen() -> Result<CargoTool<'static>> {
    let lock_file = process::repository().join("Cargo.lock");
    let lock_text = std::fs::read_to_string(&lock_file).context("could not read Cargo.lock")?;
    let version = locked_version(&lock_text, "wasm-bindgen")
        .context("Cargo.lock names no wasm-bindgen, so the page cannot be built")?;
    Ok(CargoTool {
        name: "wasm-bindgen",
        package: "wasm-bindgen-cli",
        version: version.to_owned().leak(),
        arguments: &["--bin=wasm-bindgen"],
        estimate: "1 to 3 minutes",
    })
}

/// The version of a package in the text of a Cargo.lock.
fn locked_version<'text>(lock_text: &'text str, package: &str) -> Option<&'text str> {
    let name_line = format!("name = \"{package}\"");
    let mut lines = lock_text.lines().skip_while(|line| *line != name_line);
    let version = lines.nth(1)?.strip_prefix("version = \"")?;
    version.strip_suffix('"')
}

/// The folder in which tools are kept for all clones of this person: by version, never changed once they are there.
fn tools_folder() -> Result<PathBuf> {
    if let Some(folder) = std::env::var_os("HITOTSU_TOOLS") {
        return std::path::absolute(folder).context("HITOTSU_TOOLS names no folder");
    }
    let cache = if cfg!(windows) {
        std::env::var_os("LOCALAPPDATA").map(PathBuf::from)
    } else {
        let cache_in_home = if cfg!(target_os = "macos") {
            "Library/Caches"
        } else {
            ".cache"
        };
        let in_home = || std::env::home_dir().map(|home| home.join(cache_in_home));
        let named = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
        named.filter(|folder| folder.is_absolute()).or_else(in_home)
    };
    let cache = cache.context("found no home folder for the tools; name one in HITOTSU_TOOLS")?;
    Ok(cache.join(Path::new("hitotsu").join("tools")))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK_TEXT: &str = "\
[[package]]
name = \"wasm-bindgen-macro\"
version = \"0.2.99\"

[[package]]
name = \"wasm-bindgen\"
version = \"0.2.130\"
source = \"registry\"
";

    #[test]
    fn the_locked_version_is_that_of_the_very_package() {
        assert_eq!(locked_version(LOCK_TEXT, "wasm-bindgen"), Some("0.2.130"));
        assert_eq!(locked_version(LOCK_TEXT, "wasm"), None);
    }

    #[test]
    fn needs_are_met_in_the_order_of_their_cost() {
        assert!(PAGE_NEEDS.is_sorted());
    }
}
