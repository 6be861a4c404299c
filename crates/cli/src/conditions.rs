//! `hitotsu conditions`: what a run shows about the article's four conditions, when that changed on
//! the way, and what the system distributes.

use std::io::Write;

use sim::{Duration, Progress, Simulation, Time};
use study::{Capacity, Condition, Division, Finding, Subject, Verdict, conditions, division};
use systems::NodeCard;

use crate::arguments::{Conditions, Format};
use crate::complaint::Complaint;
use crate::measure::Guard;
use crate::prepared::Prepared;
use crate::words::Language;
use crate::{capacity, print};

mod json;
mod text;

/// How often the verdicts are asked for on the way.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// Events between two looks at whether the run goes on.
const EVENTS_PER_LOOK: u64 = 1 << 20;

/// A verdict that was another one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Change {
    at: Time,
    condition: Condition,
    verdict: Verdict,
}

/// What a run has shown.
struct Shown<'a> {
    prepared: &'a Prepared,
    cards: Vec<NodeCard>,
    names: Vec<String>,
    changes: Vec<Change>,
    findings: [Finding; 4],
    divisions: [Division; 3],
    trace_hash: String,
}

/// `hitotsu conditions`.
pub fn run(
    arguments: &Conditions,
    language: Language,
    out: &mut dyn Write,
) -> Result<(), Complaint> {
    let prepared = Prepared::new(&arguments.input)?;
    let simulation = Simulation::new(prepared.blueprint(0)?);
    let capacity = match arguments.capacity {
        true => Some(capacity::measured(&prepared, &arguments.input.scenario)?),
        false => None,
    };
    let shown = watched(&prepared, simulation, capacity.as_ref())?;
    let text = match arguments.format {
        Format::Text => text::in_words(&shown, language),
        Format::Json => format!("{:#}\n", json::as_json(&shown)),
    };
    print(out, &text)
}

/// Runs to the end and looks at the verdicts on the way.
fn watched<'a>(
    prepared: &'a Prepared,
    mut simulation: Simulation,
    capacity: Option<&Capacity>,
) -> Result<Shown<'a>, Complaint> {
    let cards = prepared.file.cards();
    let end = Time::ZERO + prepared.until;
    let mut guard = Guard::default();
    let mut verdicts = [Verdict::NotShown; 4];
    let mut changes = Vec::new();
    let mut next = Time::ZERO;
    loop {
        next = (next + LOOK_EVERY).min(end);
        loop {
            let progress = simulation.run_until(next, EVENTS_PER_LOOK);
            if progress == Progress::Reached {
                break;
            }
            guard.look(&simulation, progress)?;
        }
        let subject = Subject {
            cards: &cards,
            simulation: &simulation,
        };
        let findings = conditions(&subject, capacity);
        for (before, finding) in verdicts.iter_mut().zip(&findings) {
            let verdict = finding.verdict();
            if verdict != *before {
                *before = verdict;
                changes.push(Change {
                    at: next,
                    condition: finding.condition,
                    verdict,
                });
            }
        }
        if next < end {
            continue;
        }
        let divisions = division(&subject);
        simulation
            .check()
            .map_err(|violation| Complaint::Ours(violation.to_string()))?;
        let names = simulation.nodes().iter().map(|node| node.name().to_owned());
        return Ok(Shown {
            prepared,
            names: names.collect(),
            changes,
            findings,
            divisions,
            trace_hash: format!("{:016x}", simulation.trace().hash()),
            cards,
        });
    }
}
