//! The page: building it with Trunk, serving it, finishing what Trunk has put together, weighing it.

use crate::process::{self, TARGET};
use crate::setup::Tools;
use anyhow::{Context, Result, bail};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::Duration;

mod styles;

const DEFAULT_PORT: u16 = 8080;
/// How many ports after the default one are tried.
const PORT_TRIES: u16 = 20;

/// Stands in the page where the size of the program belongs; see Trunk.toml.
const SIZE_PLACEHOLDER: &str = "WASM_BYTES";
/// The part of the page's policy that Trunk's own reload script does not meet; see index.html.
const STRICT_SCRIPTS: &str = "script-src 'self'";
const RELAXED_SCRIPTS: &str = "script-src 'self' 'unsafe-inline'";

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Profile {
    #[default]
    Debug,
    Release,
}

#[derive(Debug, Default)]
pub struct ServeOptions {
    pub profile: Profile,
    /// Whether to open a browser.
    pub open: bool,
    /// The port asked for; without one, the first free one from the default on.
    pub port: Option<u16>,
}

pub fn build(tools: &Tools, profile: Profile) -> Result<()> {
    fetch_crates()?;
    process::run(&mut trunk(tools, "build", profile)?)
}

pub fn serve(tools: &Tools, options: &ServeOptions) -> Result<()> {
    let port = choose_port(options.port)?;
    fetch_crates()?;
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    eprintln!("The first build takes a minute or two; then the page is at http://{address}/");
    let mut trunk = trunk(tools, "serve", options.profile)?;
    trunk.args(["--address", "127.0.0.1", "--port", &port.to_string()]);
    trunk.arg("--disable-address-lookup");
    if options.open {
        trunk.arg("--open");
    }
    if options.profile == Profile::Release {
        // The published page's policy forbids the script that would reload it.
        trunk.arg("--no-autoreload");
    }
    thread::spawn(move || announce(address));
    process::run(&mut trunk)
}

/// Called by Trunk when the page is put together but not yet in its place: fills in what only now is known, and
/// makes one style sheet of many.
pub fn finish_staged() -> Result<()> {
    let staging = std::env::var_os("TRUNK_STAGING_DIR")
        .map(PathBuf::from)
        .context("`finish-page` is called by Trunk at the end of a build")?;
    let is_release = std::env::var("TRUNK_PROFILE").is_ok_and(|profile| profile == "release");
    let profile = if is_release {
        Profile::Release
    } else {
        Profile::Debug
    };
    let page_path = staging.join("index.html");
    let page = std::fs::read_to_string(&page_path).context("could not read the built page")?;
    let finished = finished(&page, wasm_size(&staging)?, profile)?;
    let finished = styles::joined(&finished, &staging)?;
    std::fs::write(&page_path, finished).context("could not write the built page")
}

pub fn print_size() -> Result<()> {
    if !process::repository()
        .join("dist")
        .join("index.html")
        .is_file()
    {
        bail!("there is no built page; `cargo xtask build --release` builds it");
    }
    process::run(process::command("node").args(["xtask/src/page/size.mjs", "dist"]))
}

/// Trunk works offline, so that it never downloads a tool; therefore the crates are fetched before.
fn fetch_crates() -> Result<()> {
    process::run(process::cargo().args(["fetch", "--quiet", "--target", TARGET]))
}

fn trunk(tools: &Tools, action: &str, profile: Profile) -> Result<Command> {
    let mut trunk = tools.command("trunk")?;
    trunk.env("TRUNK_SKIP_VERSION_CHECK", "true");
    trunk.args([action, "--offline"]);
    if profile == Profile::Release {
        trunk.arg("--release");
    }
    Ok(trunk)
}

fn choose_port(wanted: Option<u16>) -> Result<u16> {
    let is_free = |port: &u16| TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).is_ok();
    if let Some(port) = wanted {
        if !is_free(&port) {
            bail!("port {port} is taken; without --port, the next free one is used");
        }
        return Ok(port);
    }
    (DEFAULT_PORT..DEFAULT_PORT + PORT_TRIES)
        .find(is_free)
        .with_context(|| format!("ports {DEFAULT_PORT} and after are taken; name one with --port"))
}

/// Says where the page is as soon as something answers there.
fn announce(address: SocketAddr) {
    while TcpStream::connect(address).is_err() {
        thread::sleep(Duration::from_millis(200));
    }
    eprintln!("\n  hitotsu is at http://{address}/  (Ctrl-C stops it)\n");
}

/// The page as it is served: with the size of its program, and in a debug build with Trunk's reload script allowed.
fn finished(page: &str, wasm_bytes: u64, profile: Profile) -> Result<String> {
    let page = replaced_once(page, SIZE_PLACEHOLDER, &wasm_bytes.to_string())?;
    match profile {
        Profile::Release => Ok(page),
        Profile::Debug => replaced_once(&page, STRICT_SCRIPTS, RELAXED_SCRIPTS),
    }
}

fn replaced_once(page: &str, from: &str, to: &str) -> Result<String> {
    let count = page.matches(from).count();
    if count != 1 {
        bail!("the built page has {count} times `{from}` where there must be one");
    }
    Ok(page.replacen(from, to, 1))
}

fn wasm_size(folder: &Path) -> Result<u64> {
    for entry in std::fs::read_dir(folder).context("could not read the built folder")? {
        let path = entry.context("could not read the built folder")?.path();
        if path
            .extension()
            .is_some_and(|extension| extension == "wasm")
        {
            return Ok(path
                .metadata()
                .context("could not measure the program")?
                .len());
        }
    }
    bail!("the built folder has no program (.wasm)")
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str =
        "<meta content=\"script-src 'self' 'wasm-unsafe-eval'\"><meta content=\"WASM_BYTES\">";

    #[test]
    fn a_release_page_keeps_its_policy() -> Result<()> {
        let page = finished(PAGE, 1234, Profile::Release)?;
        assert!(
            page.contains("script-src 'self' 'wasm-unsafe-eval'"),
            "{page}"
        );
        assert!(page.contains("content=\"1234\""), "{page}");
        Ok(())
    }

    #[test]
    fn a_debug_page_allows_the_reload_script() -> Result<()> {
        let page = finished(PAGE, 1, Profile::Debug)?;
        assert!(
            page.contains("script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'"),
            "{page}"
        );
        Ok(())
    }

    #[test]
    fn a_page_without_its_placeholders_is_refused() {
        assert!(finished("<html>", 1, Profile::Release).is_err());
        assert!(finished("WASM_BYTES", 1, Profile::Debug).is_err());
    }

    #[test]
    fn a_taken_port_is_named_or_passed_over() -> Result<()> {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let port = taken.local_addr()?.port();
        let Err(error) = choose_port(Some(port)) else {
            bail!("port {port} was accepted")
        };
        assert!(error.to_string().contains(&port.to_string()), "{error}");
        choose_port(None).map(drop)
    }
}
