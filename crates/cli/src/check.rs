//! `hitotsu check` and `hitotsu schema`: what a scenario file must look like, and whether one does.

use std::io::Write;

use sim::{Arrivals, Blueprint, Duration, Workload};
use systems::scenario_file::ScenarioFile;

use crate::arguments::Check;
use crate::complaint::Complaint;
use crate::words::Language;
use crate::{begin_to_say, document, print, say};

/// `hitotsu check`: every file is checked, and the complaint about each that is wrong is told.
pub fn run(arguments: &Check, language: Language, out: &mut dyn Write) -> Result<(), Complaint> {
    let mut complaints = Vec::new();
    for name in &arguments.files {
        match sound(name, language) {
            Ok(found) => {
                print(out, &(found.sentence + "\n"))?;
                for caution in &found.cautions {
                    caution_of(name, caution, language);
                }
            }
            Err(complaint) => complaints.push((name, complaint)),
        }
    }
    // The last one is told by whoever called, with the exit code that belongs to it.
    let last = complaints.pop();
    for (name, complaint) in &complaints {
        let prefix = (language.messages().check.of_file)(name);
        say(&(prefix + &language.messages().sentence(complaint)));
    }
    let Some((name, complaint)) = last else {
        return Ok(());
    };
    if arguments.files.len() > 1 {
        begin_to_say(&(language.messages().check.of_file)(name));
    }
    Err(complaint)
}

/// What is said of a file that can be run.
struct Found {
    sentence: String,
    cautions: Vec<Complaint>,
}

/// Says that something in a file is probably not meant.
fn caution_of(name: &str, caution: &Complaint, language: Language) {
    let messages = language.messages();
    let prefix = (messages.check.of_file)(name) + messages.check.caution;
    say(&(prefix + &messages.sentence(caution)));
}

fn sound(name: &str, language: Language) -> Result<Found, Complaint> {
    let document = document::named(name)?;
    let scenario = document::scenario(&document)?;
    let blueprint = scenario.blueprint(0);
    let blueprint = blueprint.map_err(|error| document::meaning(error, &document))?;
    let cautions = scenario.cautions().into_iter();
    Ok(Found {
        cautions: cautions
            .map(|caution| document::meaning(caution, &document))
            .collect(),
        sentence: (language.messages().check.sound)(
            name,
            blueprint.nodes.len(),
            blueprint.links.len(),
            scenario.faults.len(),
            requests(&blueprint),
        ),
    })
}

/// How many requests are to be expected, where that does not hang on how fast answers come.
fn requests(blueprint: &Blueprint) -> Option<u128> {
    let tireless = |users: &Workload| match &users.arrivals {
        Arrivals::Closed { think, .. } => think.mean() == Duration::ZERO,
        _ => false,
    };
    let some = !blueprint.workloads.iter().any(tireless);
    some.then(|| blueprint.expected_requests())
}

/// `hitotsu schema`.
pub fn schema(out: &mut dyn Write) -> Result<(), Complaint> {
    let schema = schemars::schema_for!(ScenarioFile);
    let text = serde_json::to_string_pretty(&schema).expect("a schema is JSON");
    print(out, &(text + "\n"))
}
