//! Rules about the repository itself: which room may know which, and what no file may hold.

use std::fs;
use std::path::{Path, PathBuf};

/// A source file: its path from the repository's root, and its text.
struct File {
    path: String,
    text: String,
}

/// Every file below the folders with one of the endings, in order of path.
fn files(folders: &[&str], endings: &[&str]) -> Vec<File> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut pending: Vec<PathBuf> = folders.iter().map(|folder| root.join(folder)).collect();
    let mut found = Vec::new();
    while let Some(path) = pending.pop() {
        if path.is_dir() {
            let name = path.file_name().and_then(|name| name.to_str());
            if matches!(name, Some("node_modules" | "output" | "target")) {
                continue;
            }
            let entries = fs::read_dir(&path).expect("the folder can be read");
            pending.extend(entries.flatten().map(|entry| entry.path()));
        } else if endings
            .iter()
            .any(|ending| path.to_string_lossy().ends_with(ending))
        {
            let short = path.strip_prefix(root).expect("below the root");
            found.push(File {
                path: short.to_string_lossy().replace('\\', "/"),
                text: fs::read_to_string(&path).expect("the file is text"),
            });
        }
    }
    found.sort_by(|first, second| first.path.cmp(&second.path));
    assert!(!found.is_empty(), "no file found below {folders:?}");
    found
}

/// What lies before the tests of a file.
fn without_tests(text: &str) -> &str {
    text.split("#[cfg(test)]").next().unwrap_or(text)
}

#[test]
fn arrows_between_the_rooms_point_down_only() {
    let allowed: [(&str, &[&str]); 7] = [
        ("crates/sim/Cargo.toml", &[]),
        ("crates/systems/Cargo.toml", &["sim"]),
        ("crates/scene/Cargo.toml", &["sim"]),
        ("crates/study/Cargo.toml", &["sim", "systems"]),
        ("crates/cli/Cargo.toml", &["sim", "study", "systems"]),
        ("crates/headless/Cargo.toml", &["sim", "study", "systems"]),
        ("Cargo.toml", &["scene", "sim", "study", "systems"]),
    ];
    for (path, below) in allowed {
        let manifest = &files(&[path], &["Cargo.toml"])[0].text;
        let runtime = manifest
            .split("\n[dependencies]")
            .nth(1)
            .expect("a room has dependencies");
        let runtime = runtime.split("dev-dependencies").next().unwrap_or(runtime);
        for room in [
            "sim", "systems", "study", "scene", "cli", "headless", "hitotsu",
        ] {
            let depends = runtime.lines().any(|line| {
                line.starts_with(&format!("{room}.")) || line.starts_with(&format!("{room} "))
            });
            assert_eq!(depends, below.contains(&room), "{path} on {room}");
        }
    }
}

#[test]
fn the_pure_rooms_know_no_browser_and_no_clock() {
    let banned = [
        "web_sys",
        "wasm_bindgen",
        "js_sys",
        "gloo",
        "yew::",
        "Instant::now",
        "SystemTime::now",
        "HashMap",
        "HashSet",
        "thread::",
    ];
    for file in files(
        &[
            "crates/sim/src",
            "crates/systems/src",
            "crates/study/src",
            "crates/scene/src",
        ],
        &[".rs"],
    ) {
        for word in banned {
            let named = file.text.lines().any(|line| {
                let code = line.split("//").next().unwrap_or(line);
                code.contains(word)
            });
            assert!(!named, "{} names {word}", file.path);
        }
    }
}

#[test]
fn only_the_platform_touches_the_window() {
    for file in files(&["src"], &[".rs"]) {
        if file.path.starts_with("src/platform") {
            continue;
        }
        for word in [
            "window()",
            ".forget()",
            "set_inner_html",
            "from_html_unchecked",
            "js_sys::eval",
        ] {
            assert!(
                !without_tests(&file.text).contains(word),
                "{} has {word}",
                file.path
            );
        }
    }
}

#[test]
fn no_visible_text_outside_the_message_tables_and_the_catalogue() {
    let japanese = |c: char| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}');
    let folders = [
        "src",
        "crates/cli/src",
        "crates/scene/src",
        "crates/sim/src",
        "crates/study/src",
    ];
    for file in files(&folders, &[".rs"]) {
        let tables = ["src/i18n", "crates/cli/src/words", "crates/study/src/words"];
        if tables.iter().any(|table| file.path.starts_with(table)) {
            continue;
        }
        for line in without_tests(&file.text).lines() {
            let code = line.split("//").next().unwrap_or(line);
            assert!(!code.chars().any(japanese), "{}: {line}", file.path);
        }
    }
}

#[test]
fn every_file_says_what_lives_in_it_and_tells_one_story() {
    for file in files(&["src", "crates", "xtask", "tests"], &[".rs"]) {
        assert!(
            file.text.starts_with("//!"),
            "{} does not say what it is",
            file.path
        );
        let lines = file.text.lines().count();
        assert!(lines <= 500, "{} has {lines} lines", file.path);
    }
    for file in files(&["static", "tests"], &[".js", ".mjs", ".css"]) {
        let first = file.text.trim_start();
        let says = first.starts_with("//") || first.starts_with("/*");
        assert!(says, "{} does not say what it is", file.path);
        let lines = file.text.lines().count();
        assert!(lines <= 500, "{} has {lines} lines", file.path);
    }
}

#[test]
fn nothing_is_left_half_done() {
    let unfinished: [(&str, &[&str]); 6] = [
        ("todo!", &[".rs"]),
        ("unimplemented!", &[".rs"]),
        ("#[ignore", &[".rs"]),
        ("FIXME", &[".rs", ".js", ".mjs"]),
        ("test.only", &[".js", ".mjs"]),
        // In Rust, an iterator's.
        (".skip(", &[".js", ".mjs"]),
    ];
    let folders = ["src", "crates", "xtask/src", "tests/browser", "static"];
    for (word, endings) in unfinished {
        for file in files(&folders, endings) {
            assert!(!file.text.contains(word), "{} has {word}", file.path);
        }
    }
}

#[test]
fn the_changelog_has_a_place_for_what_comes_next() {
    let changelog = &files(&["CHANGELOG.md"], &["CHANGELOG.md"])[0].text;
    assert!(changelog.contains("## Unreleased"));
}
