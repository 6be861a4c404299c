//! One JSON object a line: `t_ns`, `what`, and what the record says.

use std::io::{Result, Write};

use serde_json::Value;
use sim::{Entry, Time};

use super::{Writer, fields};
use crate::records::Names;

/// Writes lines.
pub(super) struct Lines<'a> {
    out: &'a mut dyn Write,
}

impl<'a> Lines<'a> {
    pub(super) fn new(out: &'a mut dyn Write) -> Self {
        Self { out }
    }
}

impl Writer for Lines<'_> {
    fn take(&mut self, names: &Names, entry: &Entry) -> Result<bool> {
        let (what, fields) = fields::fields(&entry.record, names);
        let nanos = entry.time.as_nanos();
        let said = Value::Object(fields).to_string();
        // The time and the kind stand first, where a person looks for them.
        let said = said.trim_start_matches('{').trim_end_matches('}');
        let comma = if said.is_empty() { "" } else { "," };
        let out = &mut self.out;
        writeln!(out, "{{\"t_ns\":{nanos},\"what\":\"{what}\"{comma}{said}}}")?;
        Ok(true)
    }

    fn finish(&mut self, _names: &Names, _end: Time) -> Result<()> {
        self.out.flush()
    }
}
