//! Browsers for the tests: those that are there, or Debian's where we may install them.

use super::report;
use crate::process;
use anyhow::{Result, bail};
use std::path::{Path, PathBuf};

/// A browser as the tests know it.
#[derive(Debug)]
pub struct Browser {
    name: &'static str,
    /// The variable of the environment that names its program.
    pub variable: &'static str,
    /// Names under which systems install it; `tests/browser/program.mjs` looks for the same ones.
    programs: &'static [&'static str],
    /// Debian's packages.
    packages: &'static [&'static str],
}

/// Chromium or Chrome, and letters for Japanese, without which the tests would measure empty boxes.
pub const CHROMIUM: Browser = Browser {
    name: "Chromium",
    variable: "CHROME",
    programs: &[
        "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
    ],
    packages: &["chromium", "fonts-noto-cjk"],
};

/// The other engine: the page and its runs are the same there.
pub const FIREFOX: Browser = Browser {
    name: "Firefox",
    variable: "FIREFOX",
    programs: &["firefox-esr", "firefox"],
    packages: &["firefox-esr", "fonts-noto-cjk"],
};

impl Browser {
    /// Returns the browser's program.
    pub fn ensure(&self) -> Result<PathBuf> {
        if let Some(named) = std::env::var_os(self.variable) {
            let named = PathBuf::from(named);
            if works(&named) {
                return Ok(named);
            }
            let variable = self.variable;
            bail!("{variable} names {}, which does not start", named.display());
        }
        let found = self.find();
        if let Some(program) = &found
            && has_japanese_letters()
        {
            return Ok(program.clone());
        }
        self.install()?;
        self.find().map_or_else(|| bail!(self.advice()), Ok)
    }

    fn advice(&self) -> String {
        let (name, packages, variable) = (self.name, self.packages.join(" "), self.variable);
        format!(
            "the browser tests need {name} and a Japanese font: install them (Debian: apt-get install {packages}), \
             or name the browser's program in {variable}"
        )
    }

    fn find(&self) -> Option<PathBuf> {
        let folders = std::env::var_os("PATH")?;
        std::env::split_paths(&folders)
            .flat_map(|folder| self.programs.iter().map(move |name| folder.join(name)))
            .find(|program| works(program))
    }

    fn install(&self) -> Result<()> {
        let Some(prefix) = apt_get() else {
            bail!(self.advice())
        };
        report(self.name, "installing Debian's packages (1 to 3 minutes)");
        let apt_get = |arguments: &[&str]| {
            let mut command = process::command(prefix[0]);
            command.args(&prefix[1..]).args(arguments);
            process::run(&mut command)
        };
        apt_get(&["update", "--quiet=2"])?;
        let mut arguments = vec!["install", "--yes", "--quiet=2", "--no-install-recommends"];
        arguments.extend(self.packages);
        apt_get(&arguments)
    }
}

fn works(program: &Path) -> bool {
    program.is_file() && process::output_of(process::command(program).arg("--version")).is_some()
}

/// Whether fontconfig knows a font for Japanese; a system without fontconfig brings its own.
fn has_japanese_letters() -> bool {
    process::output_of(process::command("fc-list").arg(":lang=ja"))
        .is_none_or(|fonts| !fonts.is_empty())
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
