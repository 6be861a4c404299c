//! `hitotsu`: the engine without a page. This file finds out the language and hands over to the
//! command; each command is a file of its own.
use std::io::Write;
use std::process::ExitCode;

mod arguments;
mod capacity;
mod catalogue;
mod check;
mod command_line;
mod complaint;
mod conditions;
mod document;
#[cfg(test)]
mod editors;
mod exact;
mod kinds;
mod latencies;
mod link;
mod measure;
mod prepared;
mod progress;
mod reader;
mod records;
mod report;
#[cfg(test)]
mod robustness;
mod run;
mod series;
mod shape;
mod slips;
#[cfg(test)]
mod spoiling;
mod spreadsheet;
mod stars;
mod story;
mod sweep;
mod text;
mod trace;
mod words;

use arguments::{Arguments, Command};
use command_line::Asked;
use complaint::Complaint;
use words::Language;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args_os()
        .map(|word| word.to_string_lossy().into_owned())
        .collect();
    let of_environment = Language::of_environment(|name| std::env::var(name).ok());
    let language = command_line::language(&words).unwrap_or(of_environment);
    std::panic::set_hook(Box::new(move |panic| {
        say(&format!("{}\n{panic}", language.messages().crashed));
        std::process::exit(1);
    }));
    let mut out = std::io::stdout().lock();
    let done = match command_line::read(&words, language) {
        Ok(Asked::Command(arguments)) => carry_out(&arguments, language, &mut out),
        Ok(Asked::Text(text)) => print(&mut out, &text),
        Ok(Asked::Nothing(text)) => {
            say(text.trim_end());
            return ExitCode::from(2);
        }
        Err(complaint) => Err(complaint),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(complaint) => {
            say(&language.messages().sentence(&complaint));
            ExitCode::from(complaint.exit_code())
        }
    }
}

fn carry_out(
    arguments: &Arguments,
    language: Language,
    out: &mut dyn Write,
) -> Result<(), Complaint> {
    match &arguments.command {
        Command::Systems(arguments) => catalogue::run(arguments, language, out),
        Command::Run(arguments) => run::run(arguments, language, out),
        Command::Sweep(arguments) => sweep::run(arguments, language, out),
        Command::Merge(arguments) => sweep::merge(arguments, language, out),
        Command::Capacity(arguments) => capacity::run(arguments, language, out),
        Command::Conditions(arguments) => conditions::run(arguments, language, out),
        Command::Stars(arguments) => stars::run(arguments, language, out),
        Command::Story(arguments) => story::run(arguments, language, out),
        Command::Trace(arguments) => trace::run(arguments, language, out),
        Command::Link(arguments) => link::run(arguments, language, out),
        Command::Schema => check::schema(out),
        Command::Check(arguments) => check::run(arguments, language, out),
    }
}

/// Says something on standard error. Where nobody can be told, the exit code still tells.
fn say(text: &str) {
    begin_to_say(&format!("{text}\n"));
}

/// The same for what stands before another sentence.
fn begin_to_say(text: &str) {
    let _ = std::io::stderr().write_all(text.as_bytes());
}

/// Writes a text; whoever has read enough may close the pipe.
fn print(out: &mut dyn Write, text: &str) -> Result<(), Complaint> {
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Complaint::CannotWrite {
                name: "stdout".to_owned(),
                error: error.kind(),
            })
        }
        _ => Ok(()),
    }
}
