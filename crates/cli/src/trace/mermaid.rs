//! A Mermaid sequence diagram: one arrow for each message, notes for waits, work and what machines
//! decide. The times of a diagram of one request are since its issue.
//!
//! Arrows stand in the order in which messages arrive, because a diagram of this kind has no slopes.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{Result, Write};

use sim::{Class, Decision, Entry, NodeId, Record, Time};

use super::Writer;
use crate::records::Names;
use crate::words::DiagramWords;

/// Arrows and notes of one diagram, at most: more than anybody reads.
const LINES_MAX: usize = 200;

/// Collects the lines of a diagram and writes them at the end, when it is known who takes part.
pub(super) struct Diagram<'a> {
    out: &'a mut dyn Write,
    words: &'static DiagramWords,
    lines: Vec<String>,
    taking_part: Vec<NodeId>,
    /// Whether it is of one request, and when that was issued.
    one_request: bool,
    issued: Option<Time>,
    /// When jobs began to wait or to be worked on, by machine and number.
    since: BTreeMap<(NodeId, u64), Time>,
    /// The line of the answer that came last.
    last_reply: Option<usize>,
}

impl<'a> Diagram<'a> {
    pub(super) fn new(
        out: &'a mut dyn Write,
        one_request: bool,
        words: &'static DiagramWords,
    ) -> Self {
        Self {
            out,
            words,
            lines: Vec::new(),
            taking_part: Vec::new(),
            one_request,
            issued: None,
            since: BTreeMap::new(),
            last_reply: None,
        }
    }

    fn participant(&mut self, node: NodeId) -> String {
        if !self.taking_part.contains(&node) {
            self.taking_part.push(node);
        }
        format!("n{}", node.0)
    }

    fn line(&mut self, names: &Names, entry: &Entry) -> Option<String> {
        let at = entry.time.since(self.issued.unwrap_or(Time::ZERO));
        let at = at.as_millis_f64();
        match entry.record {
            Record::Delivered {
                link,
                forward,
                class,
                failed,
                ..
            } => {
                let (from, to) = names.ends(link, forward);
                let (from, to) = (self.participant(from), self.participant(to));
                if class == Class::Reply {
                    self.last_reply = Some(self.lines.len());
                }
                let arrow = if class == Class::Reply { "-->>" } else { "->>" };
                let class = (self.words.arrived)(class, failed);
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
                let lost = (self.words.dropped)(class, reason);
                Some(format!("{from}-x{to}: {lost} {at:.3} ms"))
            }
            Record::Decided { node, decision, .. } => {
                let target = match decision {
                    Decision::Chose { target } => Some(names.node(target)),
                    _ => None,
                };
                let said = (self.words.decided)(decision, target);
                Some(self.note(node, &said, at))
            }
            Record::Refused { node, reason, .. } => {
                let said = (self.words.refused)(reason);
                Some(self.note(node, &said, at))
            }
            Record::Queued { node, job, .. } => {
                self.since.insert((node, job), entry.time);
                None
            }
            Record::Started { node, job, .. } => {
                let queued = self.since.insert((node, job), entry.time)?;
                self.span(node, self.words.waited, queued, entry.time)
            }
            Record::Finished { node, job, .. } => {
                let began = self.since.remove(&(node, job))?;
                self.span(node, self.words.worked, began, entry.time)
            }
            Record::Issued { .. } if self.one_request => {
                self.issued = Some(entry.time);
                None
            }
            // The answer came a moment ago, at the same instant.
            Record::Late { .. } => {
                let line = self.last_reply.and_then(|line| self.lines.get_mut(line));
                if let Some(line) = line {
                    line.push_str(self.words.late);
                }
                None
            }
            _ => None,
        }
    }

    fn note(&mut self, node: NodeId, said: &str, at: f64) -> String {
        let node = self.participant(node);
        // A semicolon would end the statement.
        let said = said.replace(';', ",");
        format!("Note over {node}: {said} {at:.3} ms")
    }

    fn span(&mut self, node: NodeId, word: &str, from: Time, to: Time) -> Option<String> {
        let length = to.since(from).as_millis_f64();
        (from < to).then(|| {
            format!(
                "Note over {}: {word} {length:.3} ms",
                self.participant(node)
            )
        })
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
        if let Some(issued) = self.issued {
            let at = issued.as_nanos() as f64 / 1e6;
            let _ = writeln!(text, "    %% {} {at:.3} ms", self.words.issued);
        }
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
