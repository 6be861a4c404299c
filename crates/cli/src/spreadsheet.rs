//! Tables for spreadsheets: JSON trees as rows of cells under dotted names.

use serde_json::Value;

/// The leaves of a tree with their paths. Of names beside each other these come `first`, in this
/// order, and the others in that of the alphabet.
pub fn flatten(path: &str, tree: &Value, first: &[&str], cells: &mut Vec<(String, String)>) {
    let Value::Object(object) = tree else {
        let text = match tree {
            Value::Null => String::new(),
            other => other.to_string(),
        };
        cells.push((path.to_owned(), text));
        return;
    };
    let rank = |name: &str| first.iter().position(|first| *first == name);
    let mut branches: Vec<(&String, &Value)> = object.iter().collect();
    branches.sort_by_key(|(name, _)| rank(name).unwrap_or(first.len()));
    for (name, value) in branches {
        let dot = if path.is_empty() { "" } else { "." };
        flatten(&format!("{path}{dot}{name}"), value, first, cells);
    }
}

/// Text that no spreadsheet takes for a formula.
pub fn harmless(text: &str) -> String {
    let is_number = text.parse::<f64>().is_ok();
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) && !is_number {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

/// Lines of cells, the headings first; all have the same number.
pub fn lines(rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        let written = writer.write_record(row);
        written.expect("memory can be written to, and every row has the same columns");
    }
    let bytes = writer.into_inner().expect("memory can be written to");
    String::from_utf8(bytes).expect("what was written was text")
}
