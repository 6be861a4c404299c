//! Reading the command line, with help and complaints in the person's language.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{CommandFactory, FromArgMatches};

use crate::arguments::{Arguments, range};
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
    let mut command = match language {
        Language::Ja => help::japanese(command),
        Language::En => command,
    };
    let words = with_negative_values(&with_help_asked(words));
    let rendered = |error: &clap::Error| match language {
        Language::Ja => help::rendered(&error.render().to_string()),
        Language::En => error.render().to_string(),
    };
    match command.try_get_matches_from_mut(words) {
        Ok(matches) => {
            let arguments = Arguments::from_arg_matches(&matches);
            arguments.map(Asked::Command).map_err(|error| told(&error))
        }
        Err(error) => match error.kind() {
            ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => Ok(Asked::Text(rendered(&error))),
            ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
                Ok(Asked::Nothing(rendered(&error)))
            }
            ErrorKind::MissingSubcommand => {
                let help = command.render_help().to_string();
                Ok(Asked::Nothing(match language {
                    Language::Ja => help::rendered(&help),
                    Language::En => help,
                }))
            }
            _ => Err(told(&error)),
        },
    }
}

/// `help run` asks for what `run --help` asks for.
fn with_help_asked(words: &[String]) -> Vec<String> {
    let mut words = words.to_vec();
    let mut at = 1;
    while let Some(option) = words.get(at).filter(|word| word.starts_with("--")) {
        at += if option == "--lang" { 2 } else { 1 };
    }
    if words.get(at).is_some_and(|word| word == "help") {
        words.remove(at);
        words.push("--help".to_owned());
    }
    words
}

/// A negative number after an option is its value, which the option then judges.
fn with_negative_values(words: &[String]) -> Vec<String> {
    let mut joined: Vec<String> = Vec::new();
    for word in words {
        let number = word.strip_prefix('-').and_then(|rest| rest.chars().next());
        let negative = number.is_some_and(|first| first.is_ascii_digit() || first == '.');
        match joined.last_mut() {
            Some(option) if negative && is_bare_option(option) => {
                option.push('=');
                option.push_str(word);
            }
            _ => joined.push(word.clone()),
        }
    }
    joined
}

fn is_bare_option(word: &str) -> bool {
    word.len() > 2 && word.starts_with("--") && !word.contains('=')
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
        ErrorKind::UnknownArgument if !name().starts_with('-') => {
            CommandLine::OneTooMany { name: name() }
        }
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
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let (name, value) = (name(), one(ContextKind::InvalidValue).unwrap_or_default());
            if value.is_empty() {
                return Complaint::CommandLine(CommandLine::NoValue { name });
            }
            let option = name.split(' ').next().unwrap_or_default();
            CommandLine::InvalidValue {
                range: range(option),
                allowed: many(ContextKind::ValidValue),
                name,
                value,
            }
        }
        ErrorKind::TooManyValues => CommandLine::TakesNoValue { name: name() },
        ErrorKind::ArgumentConflict => {
            let (name, other) = (name(), one(ContextKind::PriorArg).unwrap_or_default());
            if name == other {
                CommandLine::Twice { name }
            } else {
                CommandLine::NotTogether { name, other }
            }
        }
        _ => {
            let rendered = error.render().to_string();
            let first = rendered.lines().next().unwrap_or_default();
            CommandLine::Other(first.trim_start_matches("error: ").to_owned())
        }
    })
}
