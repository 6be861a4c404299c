//! A Mermaid sequence diagram: one arrow for each message, notes for what machines decide.
//!
//! Arrows stand in the order in which messages arrive, because a diagram of this kind has no slopes.

use std::fmt::Write as _;
use std::io::{Result, Write};

use sim::{Class, Entry, NodeId, Record, Time};

use super::{Writer, fields};
use crate::records::Names;

/// Arrows and notes of one diagram, at most: more than anybody reads.
const LINES_MAX: usize = 200;

/// Collects the lines of a diagram and writes them at the end, when it is known who takes part.
pub(super) struct Diagram<'a> {
    out: &'a mut dyn Write,
    lines: Vec<String>,
    taking_part: Vec<NodeId>,
}

impl<'a> Diagram<'a> {
    pub(super) fn new(out: &'a mut dyn Write) -> Self {
        Self {
            out,
            lines: Vec::new(),
            taking_part: Vec::new(),
        }
    }

    fn participant(&mut self, node: NodeId) -> String {
        if !self.taking_part.contains(&node) {
            self.taking_part.push(node);
        }
        format!("n{}", node.0)
    }

    fn line(&mut self, names: &Names, entry: &Entry) -> Option<String> {
        let at = entry.time.as_nanos() as f64 / 1e6;
        match entry.record {
            Record::Delivered {
                link,
                forward,
                class,
                ..
            } => {
                let (from, to) = names.ends(link, forward);
                let (from, to) = (self.participant(from), self.participant(to));
                let arrow = if class == Class::Reply { "-->>" } else { "->>" };
                let class = fields::class_name(class);
                Some(format!("{from}{arrow}{to}: {class} {at:.3} ms"))
            }
            Record::Dropped {
                link,
                forward,
                class,
                reason,
                ..
            } => {
                let (from, to) = names.ends(link, forward);
                let (from, to) = (self.participant(from), self.participant(to));
                let (class, reason) = (fields::class_name(class), fields::drop_name(reason));
                Some(format!(
                    "{from}-x{to}: {class} dropped ({reason}) {at:.3} ms"
                ))
            }
            Record::Decided { node, .. } | Record::Refused { node, .. } => {
                let (_, said) = fields::fields(&entry.record, names);
                let words = ["decision", "reason", "target"];
                let words = words.iter().filter_map(|name| said.get(*name)?.as_str());
                let words: Vec<&str> = words.collect();
                let node = self.participant(node);
                Some(format!("Note over {node}: {} {at:.3} ms", words.join(" ")))
            }
            _ => None,
        }
    }
}

impl Writer for Diagram<'_> {
    fn take(&mut self, names: &Names, entry: &Entry) -> Result<bool> {
        if self.lines.len() >= LINES_MAX {
            return Ok(false);
        }
        if let Some(line) = self.line(names, entry) {
            self.lines.push(line);
        }
        Ok(true)
    }

    fn finish(&mut self, names: &Names, _end: Time) -> Result<()> {
        let mut text = String::from("sequenceDiagram\n");
        for node in &self.taking_part {
            let name = names.node(*node);
            let _ = writeln!(text, "    participant n{} as {name}", node.0);
        }
        for line in &self.lines {
            let _ = writeln!(text, "    {line}");
        }
        self.out.write_all(text.as_bytes())?;
        self.out.flush()
    }
}
