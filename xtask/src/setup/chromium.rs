//! A browser for the tests: the Chromium or Chrome that is there, or Debian's where we may install it.

use super::report;
use crate::process;
use anyhow::{Result, bail};
use std::path::{Path, PathBuf};

/// Names under which systems install it; the harness of the browser tests looks for the same ones.
const PROGRAMS: [&str; 4] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
];

/// Debian's packages: the browser, and letters for Japanese, without which the tests would measure empty boxes.
const PACKAGES: [&str; 2] = ["chromium", "fonts-noto-cjk"];

/// Returns the browser's program.
pub fn ensure() -> Result<PathBuf> {
    if let Some(named) = std::env::var_os("CHROME") {
        let named = PathBuf::from(named);
        if works(&named) {
            return Ok(named);
        }
        bail!("CHROME names {}, which does not start", named.display());
    }
    let found = find();
    if let Some(program) = &found
        && has_japanese_letters()
    {
        return Ok(program.clone());
    }
    install()?;
    find().map_or_else(|| bail!(ADVICE), Ok)
}

const ADVICE: &str = "the browser tests need Chromium and a Japanese font: install them \
    (Debian: apt-get install chromium fonts-noto-cjk), or name the browser's program in CHROME";

fn find() -> Option<PathBuf> {
    let folders = std::env::var_os("PATH")?;
    std::env::split_paths(&folders)
        .flat_map(|folder| PROGRAMS.map(|name| folder.join(name)))
        .find(|program| works(program))
}

fn works(program: &Path) -> bool {
    program.is_file() && process::output_of(process::command(program).arg("--version")).is_some()
}

/// Whether fontconfig knows a font for Japanese; a system without fontconfig brings its own.
fn has_japanese_letters() -> bool {
    process::output_of(process::command("fc-list").arg(":lang=ja"))
        .is_none_or(|fonts| !fonts.is_empty())
}

fn install() -> Result<()> {
    let Some(prefix) = apt_get() else {
        bail!(ADVICE)
    };
    report("Chromium", "installing Debian's packages (1 to 3 minutes)");
    let apt_get = |arguments: &[&str]| {
        let mut command = process::command(prefix[0]);
        command.args(&prefix[1..]).args(arguments);
        process::run(&mut command)
    };
    apt_get(&["update", "--quiet=2"])?;
    let mut arguments = vec!["install", "--yes", "--quiet=2", "--no-install-recommends"];
    arguments.extend(PACKAGES);
    apt_get(&arguments)
}

/// How apt-get can be run as root without asking for a password, if it can.
fn apt_get() -> Option<Vec<&'static str>> {
    process::output_of(process::command("apt-get").arg("--version"))?;
    const APT_GET: [&str; 3] = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"];
    if process::output_of(process::command("id").arg("-u")).as_deref() == Some("0") {
        return Some(APT_GET.to_vec());
    }
    process::output_of(process::command("sudo").args(["--non-interactive", "true"]))?;
    Some([&["sudo", "--non-interactive"][..], &APT_GET].concat())
}
