//! A program that cargo can build from the registry: used from PATH in the right version, or installed once per person
//! into the tools folder. An installation is prepared beside its place and moved there in one step, so an interrupted
//! one never counts as installed; its half-built parts are used by the next try.

use super::{report, tools_folder};
use crate::process;
use anyhow::{Context, Result, bail};
use std::fs::{self, File};
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Tools are built fast rather than fast to run: they run for seconds, and building them well takes twice the time.
const BUILD_SETTINGS: [(&str, &str); 6] = [
    ("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0"),
    ("CARGO_PROFILE_RELEASE_LTO", "off"),
    ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16"),
    ("CARGO_PROFILE_RELEASE_DEBUG", "0"),
    ("CARGO_PROFILE_RELEASE_STRIP", "symbols"),
    ("CARGO_PROFILE_RELEASE_PANIC", "unwind"),
];

/// Settings meant for the page or for the person's own projects, which a tool must not be built with.
const FOREIGN_SETTINGS: [&str; 5] = [
    "CARGO_BUILD_BUILD_DIR",
    "CARGO_BUILD_TARGET",
    "CARGO_ENCODED_RUSTFLAGS",
    "CARGO_INSTALL_ROOT",
    "RUSTFLAGS",
];

/// Where no terminal shows cargo's own progress, a line this often says that the work goes on.
const HEARTBEAT: Duration = Duration::from_secs(30);

pub struct CargoTool<'text> {
    /// The program's name.
    pub name: &'text str,
    /// The registry's name of the package that has the program.
    pub package: &'text str,
    pub version: &'text str,
    /// More arguments for `cargo install`.
    pub arguments: &'text [&'text str],
    /// How long an installation may take, for people.
    pub estimate: &'text str,
}

impl CargoTool<'_> {
    /// Returns the folder that must come first on PATH for this tool, or nothing when PATH already has it.
    pub fn ensure(&self) -> Result<Option<PathBuf>> {
        if self.is_right(Path::new(self.name)) {
            return Ok(None);
        }
        let tools = tools_folder()?;
        let place = tools.join(format!("{}-{}", self.name, self.version));
        let program = place.join("bin").join(self.file_name());
        if !self.is_right(&program) {
            self.install(&tools, &place)?;
        }
        if !self.is_right(&program) {
            bail!(
                "{} was installed, but it is not version {}",
                program.display(),
                self.version
            );
        }
        Ok(Some(place.join("bin")))
    }

    fn file_name(&self) -> String {
        format!("{}{}", self.name, std::env::consts::EXE_SUFFIX)
    }

    fn is_right(&self, program: &Path) -> bool {
        process::output_of(process::command(program).arg("--version"))
            .is_some_and(|text| shown_version(&text) == Some(self.version))
    }

    fn install(&self, tools: &Path, place: &Path) -> Result<()> {
        let workshop = tools
            .join("building")
            .join(format!("{}-{}", self.name, self.version));
        fs::create_dir_all(&workshop)
            .with_context(|| format!("could not create {}", workshop.display()))?;
        let _lock = self.lock(tools)?;
        if self.is_right(&place.join("bin").join(self.file_name())) {
            return Ok(());
        }
        self.say(&format!(
            "installing version {} ({})",
            self.version, self.estimate
        ));
        let started = Instant::now();
        self.build(&workshop)?;
        if place.exists() {
            fs::remove_dir_all(place).context("could not remove an older installation")?;
        }
        fs::rename(workshop.join("root"), place)
            .with_context(|| format!("could not move the tool to {}", place.display()))?;
        // Only disk space: a failure here does not make the tool less right.
        let _ = fs::remove_dir_all(&workshop);
        self.say(&format!(
            "installed in {}",
            process::shown_duration(started.elapsed())
        ));
        Ok(())
    }

    /// Keeps a second set-up from installing the same tool at the same time; ends with the process, however it ends.
    fn lock(&self, tools: &Path) -> Result<File> {
        let path = tools.join("building").join(format!("{}.lock", self.name));
        let file =
            File::create(&path).with_context(|| format!("could not create {}", path.display()))?;
        if file.try_lock().is_err() {
            self.say("waiting for another set-up that is installing it");
            file.lock().context("could not wait for another set-up")?;
        }
        Ok(file)
    }

    fn build(&self, workshop: &Path) -> Result<()> {
        let mut cargo = process::cargo();
        // Outside the repository, so that its settings do not apply.
        cargo.current_dir(workshop).arg("install").arg(self.package);
        cargo.args(["--version", self.version]).args(self.arguments);
        cargo.arg("--root").arg(workshop.join("root"));
        cargo
            .envs(BUILD_SETTINGS)
            .env("CARGO_TARGET_DIR", workshop.join("target"));
        for setting in FOREIGN_SETTINGS {
            cargo.env_remove(setting);
        }
        if std::io::stderr().is_terminal() {
            return process::run(&mut cargo);
        }
        self.build_with_heartbeat(&mut cargo, &workshop.join("log"))
    }

    /// Builds with cargo's output in a file, of which the last line is shown from time to time, and all at a failure.
    fn build_with_heartbeat(&self, cargo: &mut Command, log_path: &Path) -> Result<()> {
        let log = File::create(log_path).context("could not create a log file")?;
        cargo.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
        let child = cargo.spawn().context("could not start cargo")?;
        let succeeded = self.wait_with_heartbeat(child, log_path)?;
        if !succeeded {
            let log = fs::read_to_string(log_path).unwrap_or_default();
            let command = process::shown(cargo);
            bail!("`{command}` failed:\n{}", log.trim_end());
        }
        Ok(())
    }

    fn wait_with_heartbeat(&self, mut child: Child, log_path: &Path) -> Result<bool> {
        let started = Instant::now();
        let mut next_beat = HEARTBEAT;
        loop {
            if let Some(status) = child.try_wait().context("lost sight of cargo")? {
                return Ok(status.success());
            }
            if started.elapsed() >= next_beat {
                let log = fs::read_to_string(log_path).unwrap_or_default();
                let line = log.lines().last().unwrap_or("starting").trim().to_owned();
                self.say(&format!("{}, {line}", process::shown_duration(next_beat)));
                next_beat += HEARTBEAT;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    fn say(&self, state: &str) {
        report(self.name, state);
    }
}

/// The version in the output of `--version`, such as `trunk 0.22.1` or `wasm-bindgen 0.2.130 (abcdef)`.
fn shown_version(text: &str) -> Option<&str> {
    text.split_whitespace().nth(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_the_second_word() {
        assert_eq!(shown_version("trunk 0.22.1"), Some("0.22.1"));
        assert_eq!(
            shown_version("wasm-bindgen 0.2.130 (1234abc)"),
            Some("0.2.130")
        );
        assert_eq!(shown_version("trunk"), None);
    }
}
