//! `hitotsu check` and `hitotsu schema`: what a scenario file must look like, and whether one does.

use std::io::Write;

use sim::{Arrivals, Blueprint, Duration, Workload};
use systems::scenario_file::{ScenarioFile, expected_requests};

use crate::arguments::Check;
use crate::complaint::Complaint;
use crate::words::Language;
use crate::{begin_to_say, document, print, say};

/// `hitotsu check`: every file is checked, and the complaint about each that is wrong is told.
pub fn run(arguments: &Check, language: Language, out: &mut dyn Write) -> Result<(), Complaint> {
    let mut complaints = Vec::new();
    for name in &arguments.files {
        match sound(name, language) {
            Ok(sentence) => print(out, &(sentence + "\n"))?,
            Err(complaint) => complaints.push((name, complaint)),
        }
    }
    // The last one is told by whoever called, with the exit code that belongs to it.
    let last = complaints.pop();
    for (name, complaint) in &complaints {
        say(&format!(
            "{name}: {}",
            language.messages().sentence(complaint)
        ));
    }
    let Some((name, complaint)) = last else {
        return Ok(());
    };
    if arguments.files.len() > 1 {
        begin_to_say(&format!("{name}: "));
    }
    Err(complaint)
}

fn sound(name: &str, language: Language) -> Result<String, Complaint> {
    let document = document::named(name)?;
    let scenario = document::scenario(&document)?;
    let blueprint = scenario.blueprint(0);
    let blueprint = blueprint.map_err(|error| document::meaning(error, &document))?;
    Ok((language.messages().check.sound)(
        name,
        blueprint.nodes.len(),
        blueprint.links.len(),
        scenario.faults.len(),
        requests(&blueprint),
    ))
}

/// How many requests are to be expected, where that does not hang on how fast answers come.
fn requests(blueprint: &Blueprint) -> Option<u128> {
    let tireless = |users: &Workload| match &users.arrivals {
        Arrivals::Closed { think, .. } => think.mean() == Duration::ZERO,
        _ => false,
    };
    let some = !blueprint.workloads.iter().any(tireless);
    some.then(|| expected_requests(blueprint))
}

/// `hitotsu schema`.
pub fn schema(out: &mut dyn Write) -> Result<(), Complaint> {
    let schema = schemars::schema_for!(ScenarioFile);
    let text = serde_json::to_string_pretty(&schema).expect("a schema is JSON");
    print(out, &(text + "\n"))
}
