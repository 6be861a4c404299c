//! Small slips of a person, and the ends of the program: what is said, and with which exit code.

use std::process::{Command, Stdio};

use crate::support::{file, hitotsu, json, out, queue};

/// The same words in English and in Japanese, with exit code 2 and on one line.
#[track_caller]
fn told(words: &str, said: [&str; 2]) {
    for (language, said) in ["en", "ja"].into_iter().zip(said) {
        let called = hitotsu(&format!("{words} --lang {language}"));
        assert_eq!(called.code, 2, "{words}: {}", called.out);
        assert!(called.err.contains(said), "{words}: {}", called.err);
        assert_eq!(called.err.trim_end().lines().count(), 1, "{}", called.err);
    }
}

#[test]
fn a_mistyped_span_is_answered_with_the_one_meant() {
    for (written, meant) in [
        ("1m30s", "90s"),
        ("5m", "5min"),
        ("-5s", "5s"),
        ("20S", "20s"),
    ] {
        let said = [
            format!("did you mean `{meant}`"),
            format!("もしかして `{meant}`"),
        ];
        let said = [said[0].as_str(), said[1].as_str()];
        told(&format!("run web-rds --until {written}"), said);
        told(&format!("run web-rds --series {written}"), said);
        told(&format!("run web-rds --set horizon={written}"), said);
    }
    let said = ["{ \"constant\": \"10ms\" }"; 2];
    let path = file(
        "plain-span.json",
        queue(&[(r#"{ "exponential": "10ms" }"#, r#""10ms""#)]),
    );
    told(&format!("check {path}"), said);
    let path = file(
        "no-spread.json",
        queue(&[(r#"{ "exponential": "10ms" }"#, r#""gamma""#)]),
    );
    told(
        &format!("check {path}"),
        ["no kind `gamma`", "`gamma` という種類はありません"],
    );
}

#[test]
fn a_setting_without_a_path_and_a_number_without_an_end_are_refused_for_what_they_are() {
    told(
        "run web-rds --set =5",
        ["--set `=5`: write PATH=VALUE", "「場所=値」"],
    );
    for values in ["NaN", "NaN..5:1", "1..inf:1", "1,-inf"] {
        let words = format!("sweep web-rds --vary parameters.rate={values}");
        told(&words, ["no NaN and no infinity", "有限の数"]);
    }
}

#[test]
fn every_command_calls_a_scenario_by_the_same_name() {
    let titled = queue(&[(r#""version": 1,"#, r#""version": 1, "title": "A queue","#)]);
    let blank = queue(&[(r#""version": 1,"#, r#""version": 1, "title": " ","#)]);
    for (name, document, called) in [
        ("titled-name.json", titled, "A queue"),
        ("blank-name.json", blank, "blank-name.json"),
        ("no-name.json", queue(&[]), "no-name.json"),
    ] {
        let path = file(name, document);
        for command in ["run", "conditions"] {
            let text = out(&format!("{command} {path} --until 2s"));
            assert!(text.starts_with(&format!("{called} · seed 1")), "{text}");
            let report = json(&format!("{command} {path} --until 2s --format json"));
            assert_eq!(report["scenario"], called, "{command}");
        }
    }
}

/// Starts the program with nobody at the other end of its output.
fn unread(words: &str) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hitotsu"));
    command
        .args(words.split_whitespace())
        .current_dir(crate::support::root());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program starts");
    drop(child.stdout.take());
    let ended = child.wait_with_output().expect("it ends");
    let said = String::from_utf8_lossy(&ended.stderr).into_owned();
    (ended.status.code(), said)
}

#[test]
fn whoever_has_read_enough_is_not_scolded() {
    for words in [
        "run web-rds --until 1s",
        "run web-rds --until 1s --format csv",
        "trace web-rds --until 1s --format jsonl",
        "trace web-rds --until 1s --format perfetto",
        "trace web-rds --until 1s --format mermaid --request 1",
        "story web-rds --until 1s --request 1",
        "systems",
        "schema",
    ] {
        assert_eq!(unread(words), (Some(0), String::new()), "{words}");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_a_failure_and_a_wrong_path_a_wrong_command_line() {
    let full = hitotsu("run web-rds --until 1s --trace /dev/full");
    assert_eq!(full.code, 1, "{}", full.err);
    assert!(full.err.contains("no room left"), "{}", full.err);
    for path in ["/nowhere/at/all.jsonl", "/tmp", "/dev/null/x"] {
        let called = hitotsu(&format!("run web-rds --until 1000h --trace {path}"));
        assert_eq!(
            (called.code, called.out.as_str()),
            (2, ""),
            "{}",
            called.err
        );
        assert!(called.err.contains(path), "{}", called.err);
    }
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full");
    let mut command = Command::new(env!("CARGO_BIN_EXE_hitotsu"));
    command.args(["systems", "--lang", "en"]);
    command
        .stdout(full.expect("every Linux has it"))
        .stderr(Stdio::piped());
    let ended = command.output().expect("the program starts");
    assert_eq!(ended.status.code(), Some(1));
    let said = String::from_utf8_lossy(&ended.stderr).into_owned();
    assert!(said.contains("cannot be written"), "{said}");
}

#[test]
fn a_run_without_a_length_is_told_of_its_horizon() {
    let path = file("no-length.json", queue(&[("20s", "0s")]));
    told(&format!("run {path}"), ["horizon: 0s", "horizon"]);
}

#[test]
fn a_histogram_is_no_spreadsheet() {
    let words = "run web-rds --until 1s --format csv --histogram";
    told(words, ["text or json", "text と json"]);
}
