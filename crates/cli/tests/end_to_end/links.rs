//! Links to the page: what the guide shows, and what has none.

use crate::support::{called, file, hitotsu, out, queue, root};

/// A line of the guide as the words of a call: quotes hold words together.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (place, piece) in line.split('\'').enumerate() {
        if place % 2 == 1 {
            words.push(piece.to_owned());
        } else {
            words.extend(piece.split_whitespace().map(str::to_owned));
        }
    }
    words
}

#[test]
fn the_links_of_the_guide_are_what_the_program_prints() {
    let guide = std::fs::read_to_string(root().join("docs/links.md")).expect("it is there");
    let mut lines = guide.lines();
    let mut count = 0;
    while let Some(line) = lines.next() {
        let Some(call) = line.strip_prefix("$ hitotsu ") else {
            continue;
        };
        let words = words(call);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let called = called(&words, "");
        assert_eq!(called.code, 0, "{call}: {}", called.err);
        assert_eq!(Some(called.out.trim_end()), lines.next(), "{call}");
        count += 1;
    }
    assert!(count >= 3, "{count}");
}

#[test]
fn a_system_has_a_link_alone_and_beside_another() {
    for entry in ["centralized", "layered", "sns", "space-based"] {
        let alone = out(&format!("link {entry}"));
        assert_eq!(alone, format!("?left={entry}&right={entry}\n"));
        let pair = out(&format!("link {entry} web-rds --seed 3"));
        let expected = format!("?left={entry}&right=web-rds&seed=3");
        assert!(pair.starts_with(&expected), "{pair}");
    }
}

#[test]
fn a_file_of_the_catalogue_goes_beside_another_with_its_own_parameters_and_faults() {
    let text = r#"{ "version": 1, "system": "web-rds", "horizon": "60s",
        "parameters": { "api_servers": 3, "retries": 0 }, "faults": [
        { "at": "5s", "for": "2s", "loss": { "between": ["api-1", "db-1"], "percent": 12.5 } },
        { "at": "7s", "set_demand": 120.5 }] }"#;
    let path = file("beside.json", text);
    let link = out(&format!("link centralized {path} --until 60s"));
    let own = "right.api_servers=3&right.retries=0";
    let done = "right.do=lossy:api-1~db-1:12.5@5s&right.do=clear:api-1~db-1,demand:120.5@7s";
    let expected = format!("?left=centralized&right=web-rds&horizon=60&{own}&{done}\n");
    assert_eq!(link, expected);
}

#[test]
fn what_a_link_cannot_say_ends_as_a_sentence() {
    let model = file("no-link.json", queue(&[]));
    let many: Vec<String> = (1..=101)
        .map(|second| format!(r#"{{"at":"{second}s","crash":"server"}}"#))
        .collect();
    let many = format!("faults=[{}]", many.join(","));
    for (words, told) in [
        (vec!["link", &model], "states a model of its own"),
        (vec!["link", "web-rds", "--seed", "1000000000"], "seed: "),
        (vec!["link", "web-rds", "--until", "5s"], "10s to 3600s"),
        (vec!["link", "web-rds", "--until", "10.5s"], "whole second"),
        (vec!["link", "centralized", "--set", &many], "101"),
        (vec!["link", "web-rds", "nobody"], "nobody"),
    ] {
        let called = called(&words, "");
        assert_eq!(called.code, 2, "{words:?}: {}", called.out);
        assert!(called.err.contains(told), "{words:?}: {}", called.err);
        assert_eq!(called.err.lines().count(), 1, "{}", called.err);
    }
    let text = r#"{ "version": 1, "system": "layered", "horizon": "60s",
        "parameters": { "rate": 90 } }"#;
    let path = file("other-rate.json", text);
    let common = hitotsu(&format!("link web-rds {path}"));
    let told = "parameters.rate: both sides";
    assert!(common.err.contains(told), "{}", common.err);
}

#[test]
fn a_link_whose_run_is_not_the_one_of_the_file_says_so() {
    let link = |fault: &str| {
        let faults = format!("faults=[{fault}]");
        let called = called(&["link", "web-rds", "--set", &faults], "");
        assert_eq!(called.code, 0, "{}", called.err);
        assert!(called.out.contains("do="), "{}", called.out);
        called.err
    };
    // Balancers look after their targets at every full second.
    let told = link(r#"{ "at": "9.3013s", "crash": "db-1" }, { "at": "12s", "crash": "api-1" }"#);
    let caution = "caution: something else happens exactly at 12s.";
    assert!(told.starts_with(caution), "{told}");
    assert_eq!(told.lines().count(), 1, "{told}");
    assert_eq!(link(r#"{ "at": "0s", "crash": "db-1" }"#), "");
    assert_eq!(
        link(r#"{ "at": "9.3013s", "for": "5.1s", "crash": "db-1" }"#),
        ""
    );
}
