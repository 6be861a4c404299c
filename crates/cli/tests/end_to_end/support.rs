//! Calling the program, and files for it to read.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

/// What a call came to.
#[derive(Debug)]
pub struct Called {
    pub code: i32,
    pub out: String,
    pub err: String,
}

/// The root of the repository, where every call is made.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Calls the program with words separated by spaces.
pub fn hitotsu(words: &str) -> Called {
    called(&words.split_whitespace().collect::<Vec<_>>(), "")
}

/// Calls the program with these words and this standard input.
pub fn called(words: &[&str], input: &str) -> Called {
    let mut child = Command::new(env!("CARGO_BIN_EXE_hitotsu"))
        .args(words)
        .current_dir(root())
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut pipe = child.stdin.take().expect("it is piped");
    // A program that complains about its words does not read its input.
    let _ = pipe.write_all(input.as_bytes());
    drop(pipe);
    let output = child.wait_with_output().expect("the program ends");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("it speaks UTF-8");
    Called {
        code: output.status.code().expect("it ends by itself"),
        out: text(output.stdout),
        err: text(output.stderr),
    }
}

/// The output of a call that must go well.
pub fn out(words: &str) -> String {
    let called = hitotsu(words);
    assert_eq!(called.code, 0, "{words}: {}", called.err);
    called.out
}

/// The output of a call that must go well, as JSON.
pub fn json(words: &str) -> Value {
    let text = out(words);
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{words}: {error}"))
}

/// A file of this name and content, in a folder of this test run.
pub fn file(name: &str, content: impl AsRef<[u8]>) -> String {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, content).expect("the folder can be written");
    path.to_str()
        .expect("the folder has a plain name")
        .to_owned()
}

/// A number in a report.
pub fn number(report: &Value, path: &str) -> f64 {
    let value = report.pointer(path).and_then(Value::as_f64);
    value.unwrap_or_else(|| panic!("no number at {path}"))
}

/// A single queue with these changes of its text.
pub fn queue(changes: &[(&str, &str)]) -> String {
    let mut text = r#"{ "version": 1, "horizon": "20s", "model": { "nodes": { "queue":
        { "station": { "per_second": 80, "service": { "exponential": "10ms" } } } } } }"#
        .to_owned();
    for (from, to) in changes {
        assert!(text.contains(from), "{from}");
        text = text.replace(from, to);
    }
    text
}
