//! What is said in English of the command line: of options and of the parts of a sweep.

use std::io::ErrorKind;

use super::meant;
use crate::complaint::{CommandLine, Form, MergeProblem};
use crate::slips;
use crate::text::{list, shown};

/// An option whose value has another form.
pub(super) fn option(option: &str, value: &str, form: Form) -> String {
    let mut words = form_words(form);
    if matches!(form, Form::Time | Form::WholeBins) {
        words += &meant(&slips::span(value));
    }
    if value.is_empty() {
        return format!("{option}: {words}.");
    }
    format!("{option} {}: {words}.", shown(value))
}

/// Why a file cannot be read or written.
pub(super) fn cause(error: ErrorKind) -> &'static str {
    match error {
        ErrorKind::NotFound => "there is no file or folder of this name; check the name",
        ErrorKind::PermissionDenied => "it is not permitted; check who may use the file",
        ErrorKind::IsADirectory => "it is a folder; name a file",
        ErrorKind::NotADirectory => "a name on the way is no folder; check the name",
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "there is no room left",
        ErrorKind::ReadOnlyFilesystem => "nothing can be written there; choose another place",
        ErrorKind::InvalidInput | ErrorKind::InvalidFilename => "no file can have this name",
        _ => "the machine refuses it",
    }
}

/// The run has no request of this number.
pub(super) fn no_request(number: u64, count: u64, failed: bool) -> String {
    match (failed, count) {
        (true, 0) => "Until then no request of the run fails.".to_owned(),
        (true, 1) => "Until then the run has one failed request: give --failed 1.".to_owned(),
        (true, _) => format!(
            "Until then the run has {count} failed requests: give --failed a number from 1 to {count}."
        ),
        (false, 0) => "Until then the run has no requests.".to_owned(),
        (false, 1) => {
            format!("There is no request {number}: until then the run has one request, 0.")
        }
        (false, _) => format!(
            "There is no request {number}: until then the run has {count} requests, from 0 to {}.",
            count - 1
        ),
    }
}

fn form_words(form: Form) -> String {
    let words = match form {
        Form::WarmUpBeforeEnd { rounded, end } => {
            let [rounded, end] = [rounded, end].map(sim::Time::as_secs_f64);
            return format!(
                "it is rounded up to {rounded} s, and must be before the end of the run at {end} s"
            );
        }
        Form::Time => {
            "write a time with its unit, as 10ms, 1.5s, 2min or 1h (above 0, at most 1000h)"
        }
        Form::WholeBins => "write whole tenths of a second, as 1s or 100ms",
        Form::TimeBeforeEnd => "this must be before the end of the run",
        Form::HistogramNotCsv => "a histogram is told as text or json",
        Form::Setting => "write PATH=VALUE, as parameters.rate=500",
        Form::Axis => {
            "write PATH=FROM..TO:STEP or PATH=A,B,C, as parameters.rate=100..500:100 (the step above 0)"
        }
        Form::Shard => "write I/N with I from 1 to N, as 2/4",
        Form::NotTheScenario => "that is the scenario's own file; name another one for the trace",
        Form::ShardIsJson => "a shard is written as JSON for `hitotsu merge`; leave --format out",
        Form::AxisUnits => "give both ends and the step the same unit, as 5ms..1000ms:500ms",
        Form::AxisFinite => {
            "there is no NaN and no infinity; write finite numbers, as 100..500:100"
        }
        Form::AxisAscends => "begin with the lower end, as 100..500:100",
        Form::AxisClosed => "a bracket or a quote is not closed",
        Form::AxisValueOnce => "a value stands there twice; write it once",
        Form::AxisNoSeed => "choose seeds with --seed (the first) and --seeds (how many)",
        Form::AxisNoHorizon => "--until says when every run ends; leave one of the two out",
        Form::AxisOnce => "another --vary gives this place its values; write all in one",
        Form::AxisNotSet => "--set gives this place a value, too; leave one of the two out",
        Form::SeedsEnd => {
            "the last seed would be above 18446744073709551615; lower --seed or --seeds"
        }
    };
    words.to_owned()
}

pub(super) fn merge(problem: &MergeProblem) -> String {
    match problem {
        MergeProblem::NoPart { name } => {
            format!(
                "{} is no whole part of a sweep (`hitotsu sweep --shard` writes them).",
                shown(name)
            )
        }
        MergeProblem::Changed { name } => format!(
            "{} was changed after it was written: make this part anew.",
            shown(name)
        ),
        MergeProblem::Other { name } => format!(
            "{} is a part of another sweep, or was made by another version.",
            shown(name)
        ),
        MergeProblem::Twice { name } => {
            format!("{} holds runs that another file holds, too.", shown(name))
        }
        MergeProblem::Missing { shards } => {
            let shards: Vec<String> = shards.iter().map(u32::to_string).collect();
            format!("These shards are missing: {}.", list(&shards))
        }
    }
}

pub(super) fn command_line(problem: &CommandLine) -> String {
    let words = match problem {
        CommandLine::UnknownArgument { name, nearest } => {
            format!("There is no option {}{}", shown(name), meant(nearest))
        }
        CommandLine::UnknownCommand { name, nearest } => {
            format!("There is no command {}{}", shown(name), meant(nearest))
        }
        CommandLine::Missing { names } => format!("This is missing: {}", list(names)),
        CommandLine::InvalidValue {
            name,
            value,
            range: Some(range),
            ..
        } => format!(
            "{} is no value for {name}; write a whole number from {} to {}",
            shown(value),
            range.start(),
            range.end()
        ),
        CommandLine::InvalidValue {
            name,
            value,
            allowed,
            ..
        } if allowed.is_empty() => format!("{} is no value for {name}", shown(value)),
        CommandLine::InvalidValue {
            name,
            value,
            allowed,
            ..
        } => format!(
            "{} is no value for {name}; it is one of {}",
            shown(value),
            list(allowed)
        ),
        CommandLine::OneTooMany { name } => {
            format!("{} is one word too many; leave it out", shown(name))
        }
        CommandLine::NoValue { name } => format!("A value is missing; write {name}"),
        CommandLine::TakesNoValue { name } => format!("{name} takes no value"),
        CommandLine::Twice { name } => format!("Give {name} only once"),
        CommandLine::NotTogether { name, other } => {
            format!("{other} and {name} cannot be given together; leave one of them out")
        }
        CommandLine::Other(words) => words.clone(),
    };
    format!("{words}. `hitotsu --help` lists what there is.")
}
