//! `stars`: the committed table comes out again, in every format.

use std::path::Path;

use serde_json::Value;

use crate::support::{hitotsu, json, out, root};

fn committed() -> Vec<Value> {
    let path = Path::new("crates/study/src/stars/measured.json");
    let text = std::fs::read_to_string(root().join(path)).expect("it is committed");
    let file: Value = serde_json::from_str(&text).expect("it is JSON");
    file["styles"].as_array().expect("a list of styles").clone()
}

#[test]
fn a_style_is_measured_as_it_was_committed() {
    let report = json("stars --style pipeline --format json");
    assert_eq!(report["format"], "hitotsu-stars");
    let styles = report["styles"].as_array().expect("a list of styles");
    let pipeline = |row: &&Value| row["measures"]["style"] == "pipeline";
    let committed = committed();
    assert_eq!(
        styles.iter().collect::<Vec<_>>(),
        [committed.iter().find(pipeline).expect("measured")]
    );
}

#[test]
fn measured_and_book_stand_side_by_side() {
    let csv = out("stars --style layered --format csv");
    let lines: Vec<&str> = csv.lines().collect();
    assert_eq!(lines.len(), 1 + 11);
    assert_eq!(lines[0], "style,characteristic,measured,book");
    let committed = committed();
    let stars = &committed[0]["measured"]["performance"];
    assert!(
        lines.contains(&format!("layered,performance,{stars},2").as_str()),
        "{csv}"
    );
    assert!(lines.contains(&"layered,modularity,,1"), "{csv}");
    for (language, words) in [
        (
            "en",
            [
                "Layered architecture",
                "from the book, not measured",
                "first edition",
            ],
        ),
        ("ja", ["レイヤードアーキテクチャ", "測っていません", "初版"]),
    ] {
        let text = out(&format!("stars --style layered --lang {language}"));
        for word in words {
            assert!(text.contains(word), "{word}: {text}");
        }
    }
}

#[test]
fn a_style_that_the_book_does_not_have_is_told_in_one_sentence() {
    let called = hitotsu("stars --style layerd");
    assert_eq!(called.code, 2);
    assert!(
        called.err.contains("did you mean `layered`?"),
        "{}",
        called.err
    );
    assert_eq!(called.err.lines().count(), 1, "{}", called.err);
}
