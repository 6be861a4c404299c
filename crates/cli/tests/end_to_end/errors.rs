//! What is wrong is told in one sentence with its place, its range and a hint, and ends with code 2.

use crate::support::{called, file, hitotsu, out, queue};

/// Words of the English sentences of the JSON reader.
const ENGLISH: [&str; 12] = [
    "expected",
    "invalid",
    "while",
    "parsing",
    "found",
    "point",
    "integer",
    "boolean",
    "escape",
    "ident",
    "surrogate",
    "control",
];

/// Checks a document in both languages: code 2, one line, and these words in the English one.
pub fn refused(document: &str, words: &[&str]) {
    let shown: String = document.chars().take(80).collect();
    let english = called(&["check", "-"], document);
    assert_eq!(english.code, 2, "{shown}: {}{}", english.out, english.err);
    for word in words {
        assert!(
            english.err.contains(word),
            "{shown}: {word}: {}",
            english.err
        );
    }
    let japanese = called(&["check", "-", "--lang", "ja"], document);
    assert_eq!(japanese.code, 2, "{shown}");
    let letters = |c: char| matches!(c, '\u{3040}'..='\u{30ff}');
    assert!(japanese.err.contains(letters), "{}", japanese.err);
    // What the libraries say in English has to be said in Japanese, too; names and numbers stay.
    let mut words = japanese.err.split(|c: char| !c.is_ascii_alphabetic());
    let english_word = words.find(|word| ENGLISH.contains(word));
    assert_eq!(english_word, None, "{shown}: {}", japanese.err);
    for called in [english, japanese] {
        assert_eq!(called.err.trim_end().lines().count(), 1, "{}", called.err);
        assert!(!called.err.contains("panicked"), "{}", called.err);
    }
}

#[test]
fn text_that_is_no_json_is_told_with_its_line() {
    refused("", &["empty"]);
    refused("   \n", &["empty"]);
    refused("{", &["Line 1"]);
    refused(&format!("{} {{}}", queue(&[])), &["trailing"]);
    refused(&format!("// note\n{}", queue(&[])), &["Line 1"]);
    refused(&queue(&[("\"20s\"", "\"\\ud800\"")]), &["Line 1"]);
    refused(&"[".repeat(100_000), &["recursion"]);
    refused("<!doctype html>", &["Line 1"]);
    for rare in [
        "tru",
        "nul",
        "{1: 2}",
        "{\"a\" 1}",
        "[1 2]",
        "[1,]",
        "\"\\x\"",
        "\"\\ud800\"",
        "\"\\ud800\\u0041\"",
        "\"\\u12\"",
        "\"a\nb\"",
        "-",
        "1.",
        "1e",
        "01",
        "[\"a\u{1}\"]",
    ] {
        refused(rare, &["Line "]);
    }
}

#[test]
fn files_that_are_no_text_or_too_large_are_refused_before_they_are_understood() {
    let utf_16: Vec<u8> = queue(&[])
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    for (name, content, words) in [
        (
            "utf-16.json",
            [&[0xff, 0xfe][..], &utf_16].concat(),
            "no UTF-8",
        ),
        ("picture.json", b"\x89PNG\r\n\x1a\n\0".to_vec(), "no UTF-8"),
        ("huge.json", vec![b' '; (4 << 20) + 1], "4,194,304"),
        ("nothing.json", Vec::new(), "empty"),
    ] {
        let called = hitotsu(&format!("check {}", file(name, content)));
        assert_eq!(called.code, 2);
        assert!(called.err.contains(words), "{name}: {}", called.err);
    }
    for (name, words) in [
        ("crates", "cannot be read"),
        ("no-such-file.json", "cannot be read"),
        ("web-rd", "did you mean `web-rds`"),
    ] {
        let called = hitotsu(&format!("run {name}"));
        assert_eq!(called.code, 2, "{name}");
        assert!(called.err.contains(words), "{name}: {}", called.err);
    }
}

/// Every distribution that cannot be is told with its range.
#[test]
fn times_that_cannot_be_are_refused() {
    let exponential = r#"{ "exponential": "10ms" }"#;
    for (timing, words) in [
        (
            r#"{ "uniform": { "low": "2s", "high": "1s" } }"#,
            ["service.uniform", "`low` must not be above `high`"],
        ),
        (
            r#"{ "erlang": { "mean": "5ms", "stages": 4000000000 } }"#,
            ["service.erlang.stages", "1 to 1000"],
        ),
        (
            r#"{ "log_normal": { "mean": "5ms", "cv_percent": 4000000000 } }"#,
            ["service.log_normal.cv_percent", "0 to 10000"],
        ),
        (
            r#"{ "pareto": { "mean": "5ms", "shape_percent": 100 } }"#,
            ["service.pareto.shape_percent", "101 to 10000"],
        ),
    ] {
        refused(&queue(&[(exponential, timing)]), &words);
    }
}

#[test]
fn lines_that_lead_nowhere_or_carry_nothing_are_refused() {
    let lines = |links: &str| {
        format!(
            r#"{{ "version": 1, "horizon": "5s", "model": {{ "links": {links}, "nodes": {{
                "users": {{ "clients": {{ "target": "api", "arrivals": {{ "poisson": {{ "per_second": 50 }} }} }} }},
                "api": {{ "service": {{ "zones": ["a"], "operations": {{ "ask": [] }} }} }}
            }} }} }}"#
        )
    };
    let line = r#"{ "latency": { "constant": "1ms" } }"#;
    let between = |field: &str, end: &str| {
        let between = format!(r#"{{ "{field}": [{{ "ends": ["{end}", "x"], "line": {line} }}] }}"#);
        lines(&between)
    };
    refused(
        &between("parts", "api"),
        &["model.links.parts[0].ends[1]", "api, users"],
    );
    refused(
        &between("zones", "a"),
        &["model.links.zones[0].ends[1]", "there are a"],
    );
    let default = r#"{ "default": { "latency": { "constant": "1ms" }, "bytes_per_second": 0 } }"#;
    refused(
        &lines(default),
        &["model.links.default.bytes_per_second", "1 to"],
    );
}

#[test]
fn what_is_nothing_or_at_the_top_is_told_plainly() {
    let horizon = r#""horizon": "20s""#;
    let null = queue(&[(horizon, r#""horizon": null"#)]);
    refused(
        &null,
        &["horizon: there is no value (null)", "span of time"],
    );
    let number = queue(&[(horizon, r#""horizon": 20"#)]);
    refused(&number, &["horizon: here stands integer `20`", "\"10ms\""]);
    let twice = queue(&[(horizon, r#""horizon": "20s", "horizon": "20s""#)]);
    refused(&twice, &["At the top: the field `horizon` stands twice"]);
}

#[test]
fn users_who_never_think_are_told_of_as_such() {
    let tireless = r#"{ "version": 1, "horizon": "5s", "model": { "nodes": {
        "users": { "clients": { "target": "api", "arrivals": { "closed": { "users": 1000000, "think": { "constant": "0s" } } } } },
        "api": { "service": { "operations": { "ask": [] } } }
    } } }"#;
    let path = file("tireless.json", tireless);
    let told = out(&format!("check {path}"));
    assert!(told.contains("as fast as they are answered"), "{told}");
}

#[test]
fn who_calls_a_part_that_scales_without_a_balancer_is_warned() {
    let shop = |users: &str, door: &str, scaler: &str| {
        format!(
            r#"{{ "version": 1, "horizon": "5s", "model": {{ "nodes": {{
            "users": {{ "clients": {{ "target": "{users}", "arrivals": {{ "poisson": {{ "per_second": 5 }} }} }} }},
            {door} {scaler}
            "shop": {{ "service": {{ "maximum": 6, "operations": {{ "look": [{{ "work": {{ "constant": "1ms" }} }}] }} }} }}
            }} }} }}"#
        )
    };
    let scaler =
        r#""scaler": { "autoscaler": { "target": "shop", "metric": { "utilization": 60 } } },"#;
    let balancer = r#""door": { "balancer": { "targets": ["shop"] } },"#;
    let front = r#""door": { "service": { "operations": {
        "ask": [{ "call": { "target": "shop", "operation": "look", "timeout": "1s" } }] } } },"#;
    for (document, place) in [
        (shop("shop", "", scaler), "model.nodes.users.clients.target"),
        (
            shop("door", front, scaler),
            "model.nodes.door.service.operations.ask[0].call.target",
        ),
    ] {
        let path = file("scaled.json", &document);
        let called = hitotsu(&format!("check {path}"));
        assert_eq!(called.code, 0, "{}", called.err);
        assert!(called.out.contains("all right"), "{}", called.out);
        for said in ["caution: ", place, "`balancer`"] {
            assert!(called.err.contains(said), "{said}: {}", called.err);
        }
        assert_eq!(called.err.lines().count(), 1, "{}", called.err);
        let japanese = hitotsu(&format!("--lang ja check {path}"));
        assert!(japanese.err.contains("注意："), "{}", japanese.err);
    }
    for document in [shop("door", balancer, scaler), shop("shop", "", "")] {
        let path = file("well-scaled.json", &document);
        let called = hitotsu(&format!("check {path}"));
        assert_eq!((called.code, called.err.as_str()), (0, ""));
    }
}

#[test]
fn a_part_that_calls_itself_is_refused() {
    let itself = r#"{ "version": 1, "horizon": "5s", "model": { "nodes": { "api": { "service": {
        "operations": { "ask": [{ "call": { "target": "api", "operation": "ask", "timeout": "1s" } }] }
    } } } } }"#;
    refused(itself, &["model.nodes.api", "call itself"]);
}

#[test]
fn wrong_shapes_are_told_with_their_path_and_what_should_stand_there() {
    let station = "model.nodes.queue.station";
    refused("3", &["an object"]);
    refused("[]", &["an object"]);
    refused("{}", &["`version` is missing"]);
    refused(
        &queue(&[("per_second", "per_secnd")]),
        &[station, "did you mean `per_second`"],
    );
    refused(
        &queue(&[("station", "statoin")]),
        &["model.nodes.queue", "did you mean `station`"],
    );
    refused(
        &queue(&[("\"version\"", "\"__proto__\": 1, \"version\"")]),
        &["`__proto__`"],
    );
    refused(
        &queue(&[("80", "null")]),
        &[station, "per_second", "a number"],
    );
    refused(&queue(&[("80", "\"80\"")]), &["a number"]);
    refused(
        &queue(&[("80", "80, \"servers\": -1")]),
        &["servers", "1 to 10000"],
    );
    refused(
        &queue(&[("80", "80, \"servers\": 1.5")]),
        &["servers", "whole number"],
    );
    refused(
        &queue(&[("80", "80, \"servers\": 4294967296")]),
        &["servers", "1 to 10000"],
    );
    refused(&queue(&[("10ms", "10 ms")]), &["`10 ms`", "1.5s"]);
    refused(&queue(&[("10ms", "2000h")]), &["1000h"]);
    refused(
        &queue(&[("\"10ms\"", "10")]),
        &["exponential", "a span of time in quotes"],
    );
    refused(
        &queue(&[(
            "\"version\": 1",
            "\"version\": 1, \"seed\": 9007199254740993",
        )]),
        &["seed"],
    );
    refused(
        &queue(&[("\"version\": 1", "\"version\": 1, \"version\": 1")]),
        &["`version` stands twice"],
    );
    refused(
        &queue(&[("\"nodes\"", "\"no\\ndes\\u001b[2J\"")]),
        &["model.no"],
    );
    refused(
        &queue(&[("80", &format!("\"{}\"", "x".repeat(1 << 20)))]),
        &["a number"],
    );
    let twice = queue(&[("{ \"queue\":", "{ \"queue\": {}, \"queue\":")]);
    refused(&twice, &["model.nodes", "`queue` stands twice"]);
}

#[test]
fn wrong_meanings_are_told_with_their_path_range_and_hint() {
    let rate = "model.nodes.queue.station.per_second";
    refused(
        &queue(&[("80", "1e308")]),
        &[rate, ": 1e308", "0.001 to 1000000"],
    );
    refused(&queue(&[("80", "-1")]), &[rate, "0.001 to 1000000"]);
    refused(&queue(&[("80", "5e-324")]), &[rate]);
    refused(&queue(&[("80", "-0.0")]), &[rate]);
    refused(
        &queue(&[("\"queue\"", "\"Queue\"")]),
        &["`Queue`", "lower-case"],
    );
    refused(&queue(&[("\"queue\"", "\"<img src=x>\"")]), &["lower-case"]);
    refused(
        &queue(&[("\"20s\"", "\"0s\"")]),
        &["horizon", "1ms to 3600000s"],
    );
    refused(&queue(&[("\"version\": 1", "\"version\": 2")]), &["newer"]);
    refused(
        &queue(&[("\"version\": 1", "\"version\": 1, \"title\": \"a\\u0000b\"")]),
        &["control"],
    );
    refused(
        &queue(&[("\"version\": 1", "\"version\": 1, \"system\": \"web-rds\"")]),
        &["not both"],
    );
    refused(
        r#"{ "version": 1, "horizon": "1s" }"#,
        &["`system` or `model`"],
    );
    refused(
        r#"{ "version": 1, "horizon": "1s", "model": { "nodes": {} } }"#,
        &["model.nodes"],
    );
    let absurd = queue(&[("80", "1e6"), ("\"20s\"", "\"1000h\"")]);
    refused(&absurd, &["horizon", "10,000,000,000"]);
    let many = r#"{ "version": 1, "horizon": "1s", "model": { "nodes": { "api": { "service": {
        "replicas": 1000000, "operations": {} } } } } }"#;
    refused(many, &["replicas"]);
    let dangling = r#"{ "version": 1, "horizon": "1s", "model": { "nodes": {
        "users": { "clients": { "target": "ap", "arrivals": { "constant": { "per_second": 1 } } } },
        "api": { "service": { "operations": { "view": [] } } } } } }"#;
    refused(
        dangling,
        &["model.nodes.users.clients.target", "did you mean `api`"],
    );
    let system = r#"{ "version": 1, "horizon": "1s", "system": "web-rds",
        "parameters": { "rate": 9000 } }"#;
    refused(system, &["parameters.rate", "1 to 3000"]);
    refused(&system.replace("rate", "rte"), &["did you mean `rate`"]);
    let fault = r#"{ "version": 1, "horizon": "60s", "system": "web-rds",
        "faults": [{ "at": "1s", "crash": "api-l" }] }"#;
    refused(fault, &["faults[0].crash", "did you mean `api-1`"]);
    refused(
        &fault.replace("crash", "crush"),
        &["faults[0]", "did you mean `crash`"],
    );
    refused(&fault.replace("1s", "61s"), &["faults[0].at", "0s to 60s"]);
}

#[test]
fn settings_that_lead_nowhere_are_told_with_the_step_that_fails() {
    for (setting, words) in [
        ("parameters.rate", "PATH=VALUE"),
        ("parameters.rate=fast", "a whole number"),
        ("parameters.rate=1.5e0", "whole number"),
        ("parametres.rate=5", "parametres"),
        ("model.nodes.x.y=5", "`model`"),
        ("faults[0].at=5s", "`faults`"),
        ("horizon=10", "a span of time in quotes"),
        ("sede=1", "did you mean `seed`"),
    ] {
        let called = hitotsu(&format!("run web-rds --set {setting}"));
        assert_eq!(called.code, 2, "{setting}: {}", called.out);
        assert!(called.err.contains(words), "{setting}: {}", called.err);
    }
}

#[test]
fn the_command_line_itself_is_told_in_the_persons_language() {
    for (words, english, japanese) in [
        ("run", "missing", "足りない"),
        ("rnu", "did you mean `run`", "もしかして `run`"),
        (
            "run web-rds --sed 1",
            "did you mean `--seed`",
            "もしかして `--seed`",
        ),
        (
            "run web-rds --format yaml",
            "text, csv, json",
            "text, csv, json",
        ),
        ("run web-rds --seed -1", "", ""),
        ("run web-rds --seed x", "`x`", "`x`"),
        ("run web-rds --until 10", "as 10ms", "10ms"),
        ("run web-rds --until 0s", "above 0", "0 より長く"),
    ] {
        for (lang, said) in [("en", english), ("ja", japanese)] {
            let called = hitotsu(&format!("{words} --lang {lang}"));
            assert_eq!(called.code, 2, "{words}");
            assert!(called.err.contains(said), "{words}: {}", called.err);
            assert_eq!(called.err.trim_end().lines().count(), 1, "{}", called.err);
        }
    }
}

#[test]
fn several_files_are_all_checked() {
    let good = file("good.json", queue(&[]));
    let bad = file("bad.json", queue(&[("80", "-1")]));
    let worse = file("worse.json", "{");
    let called = hitotsu(&format!("check {bad} {good} {worse}"));
    assert_eq!(called.code, 2);
    assert!(
        called.out.contains("good.json: all right"),
        "{}",
        called.out
    );
    assert!(
        called.err.contains("bad.json: ") && called.err.contains("worse.json: "),
        "{}",
        called.err
    );
    let japanese = hitotsu(&format!("--lang ja check {bad} {good} {worse}"));
    assert!(japanese.out.contains("good.json："), "{}", japanese.out);
    for name in ["bad.json：", "worse.json："] {
        assert!(japanese.err.contains(name), "{}", japanese.err);
    }
}

#[test]
fn a_run_in_which_time_stands_still_ends_with_a_sentence() {
    let scenario = r#"{ "version": 1, "horizon": "10s", "model": {
        "links": { "default": { "latency": { "constant": "0s" } } },
        "nodes": {
            "users": { "clients": { "target": "api", "arrivals": { "closed":
                { "users": 1, "think": { "constant": "0s" } } } } },
            "api": { "service": { "operations": { "view": [] } } } } } }"#;
    let path = file("zeno.json", scenario);
    for command in [format!("run {path}"), format!("story {path} --failed 1")] {
        let called = hitotsu(&command);
        assert_eq!(called.code, 2, "{}", called.out);
        assert!(called.err.contains("Time stands still"), "{}", called.err);
    }
}

#[test]
#[cfg(target_os = "linux")]
fn where_nobody_can_be_told_the_exit_code_still_tells() {
    for (words, code) in [("run nope", 2), ("", 2), ("run web-rds --until 1s", 0)] {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full");
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_hitotsu"));
        command.args(words.split_whitespace());
        command.stdout(std::process::Stdio::null());
        command.stderr(full.expect("every Linux has it"));
        let status = command.status().expect("the program starts");
        assert_eq!(status.code(), Some(code), "{words}");
    }
}
