//! The files of the repository that this program reads and writes.

use crate::support::{json, out, root};

fn examples() -> Vec<String> {
    let folder = root().join("examples/scenarios");
    let entries = std::fs::read_dir(folder).expect("the examples are there");
    let mut paths: Vec<String> = entries
        .flatten()
        .map(|entry| format!("examples/scenarios/{}", entry.file_name().to_string_lossy()))
        .collect();
    paths.sort();
    assert!(paths.len() >= 3, "{paths:?}");
    paths
}

#[test]
fn every_example_is_sound_and_runs() {
    for path in examples() {
        let checked = out(&format!("check {path}"));
        assert!(checked.contains("all right"), "{checked}");
        let report = json(&format!("run {path} --until 15s --format json"));
        assert!(
            report["requests"]["succeeded"].as_u64() > Some(100),
            "{path}: {report:#}"
        );
    }
}

#[test]
fn the_committed_schema_is_that_of_the_types() {
    let committed = root().join("docs/scenario.schema.json");
    let schema = out("schema");
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(&committed, &schema).expect("it can be written");
    }
    let committed = std::fs::read_to_string(committed).unwrap_or_default();
    let hint = "UPDATE_EXPECT=1 cargo test -p cli writes docs/scenario.schema.json anew";
    assert!(committed == schema, "{hint}");
}

#[test]
fn the_examples_of_the_guide_are_the_files_themselves() {
    let guide = root().join("docs/scenario.md");
    let guide = std::fs::read_to_string(guide).expect("the guide is there");
    for path in examples() {
        let name = path.rsplit('/').next().unwrap_or_default();
        assert!(
            guide.contains(name),
            "docs/scenario.md does not speak of {name}"
        );
    }
    for name in ["single-queue.json", "tandem.json"] {
        let text = root().join("examples/scenarios").join(name);
        let text = std::fs::read_to_string(text).expect("it is there");
        assert!(
            guide.contains(text.trim()),
            "docs/scenario.md shows another {name}"
        );
    }
}
