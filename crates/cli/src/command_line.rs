//! Reading the command line, with help and complaints in the person's language.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{CommandFactory, FromArgMatches};

use crate::arguments::Arguments;
use crate::complaint::{CommandLine, Complaint, nearest};
use crate::words::{Language, help};

/// What a command line came to.
pub enum Asked {
    Command(Arguments),
    /// The text of `--help` or `--version`.
    Text(String),
    /// Nothing was asked: the help, and a failure.
    Nothing(String),
}

/// Reads a command line.
pub fn read(words: &[String], language: Language) -> Result<Asked, Complaint> {
    let command = Arguments::command();
    let command = match language {
        Language::Ja => help::japanese(command),
        Language::En => command,
    };
    match command.try_get_matches_from(words) {
        Ok(matches) => {
            let arguments = Arguments::from_arg_matches(&matches);
            arguments.map(Asked::Command).map_err(|error| told(&error))
        }
        Err(error) => match error.kind() {
            ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
                Ok(Asked::Text(error.render().to_string()))
            }
            ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
                Ok(Asked::Nothing(error.render().to_string()))
            }
            _ => Err(told(&error)),
        },
    }
}

/// The language of `--lang`, wherever it stands, before anything else is understood.
pub fn language(words: &[String]) -> Option<Language> {
    let named = |text: &str| match text {
        "ja" => Some(Language::Ja),
        "en" => Some(Language::En),
        _ => None,
    };
    let mut words = words.iter();
    while let Some(word) = words.next() {
        if word == "--lang" {
            return named(words.next()?);
        }
        if let Some(text) = word.strip_prefix("--lang=") {
            return named(text);
        }
    }
    None
}

fn told(error: &clap::Error) -> Complaint {
    let one = |kind: ContextKind| match error.get(kind)? {
        ContextValue::String(text) => Some(text.clone()),
        ContextValue::Strings(texts) => texts.first().cloned(),
        _ => None,
    };
    let many = |kind: ContextKind| match error.get(kind) {
        Some(ContextValue::Strings(texts)) => texts.clone(),
        Some(ContextValue::String(text)) => vec![text.clone()],
        _ => Vec::new(),
    };
    let name = || one(ContextKind::InvalidArg).unwrap_or_default();
    Complaint::CommandLine(match error.kind() {
        ErrorKind::UnknownArgument => CommandLine::UnknownArgument {
            name: name(),
            nearest: one(ContextKind::SuggestedArg),
        },
        ErrorKind::InvalidSubcommand => {
            let name = one(ContextKind::InvalidSubcommand).unwrap_or_default();
            let command = Arguments::command();
            let known = command.get_subcommands().map(clap::Command::get_name);
            let nearest = nearest(&name, known);
            CommandLine::UnknownCommand { name, nearest }
        }
        ErrorKind::MissingRequiredArgument => CommandLine::Missing {
            names: many(ContextKind::InvalidArg),
        },
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => CommandLine::InvalidValue {
            name: name(),
            value: one(ContextKind::InvalidValue).unwrap_or_default(),
            allowed: many(ContextKind::ValidValue),
        },
        _ => {
            let rendered = error.render().to_string();
            let first = rendered.lines().next().unwrap_or_default();
            CommandLine::Other(first.trim_start_matches("error: ").to_owned())
        }
    })
}
