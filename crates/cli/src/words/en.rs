//! What is said in English.

use sim::Reason;
use systems::Unit;
use systems::model::{ModelError, Problem};
use systems::scenario_file::FILE_VERSION;

use super::contradictions;
use super::{CheckWords, Messages, ReportWords, StoryWords, SweepWords, SystemsWords};
use crate::complaint::{Complaint, Countable};
use crate::shape::{Expected, Shape};
use crate::slips;
use crate::text::{bare, list, place, quoted, short, shown, thousands};

mod capacity;
mod conditions;
mod kinds;
mod options;
mod story;

pub(super) const MESSAGES: Messages = Messages {
    complaint,
    reasons: REASONS,
    report: ReportWords {
        seed: "seed",
        engine: "engine",
        window: |from, to| format!("{from} to {to} s"),
        warm_up_rounded: |to| {
            format!("The warm-up was rounded up to {to} s, the end of a tenth of a second.")
        },
        requests: "requests",
        issued: "issued",
        succeeded: "answered in time",
        failed: "failed",
        in_flight: "in flight",
        in_flight_at_start: "in flight at the start",
        late: "late answers",
        per_second: "per second",
        offered: "offered",
        goodput: "goodput",
        latency: "latency, ms",
        mean: "mean",
        max: "max",
        little: "Little's law",
        machine: "machine",
        utilization: "utilization",
        busy: "busy",
        queue_mean: "queue mean",
        queue_max: "queue max",
        backlog: "backlog",
        dead_letters: "dead letters",
        workers: "workers",
        events: "events",
        trace_hash: "trace hash",
        piece: "from–to, s",
        busiest: "busiest",
        histogram: "latency up to, ms",
    },
    kinds: kinds::WORDS,
    systems: SystemsWords {
        parameter: "parameter",
        meaning: "meaning",
        unit: "unit",
        range: "range",
        default: "default",
        nodes: "machines",
        units: unit,
    },
    sweep: SweepWords {
        interval: "mean of the seeds' values ± half of the 95 % interval",
        failed_share: "failed %",
        runs: |count| counted(count, "run"),
    },
    check: CheckWords {
        of_file: |name| format!("{name}: "),
        caution: "caution: ",
        sound: |name, machines, lines, faults, requests| {
            let requests = requests.map_or_else(
                || "requests as fast as they are answered".to_owned(),
                |count| format!("about {}", counted(count as u64, "request")),
            );
            format!(
                "{name}: all right ({}, {}, {}, {requests})",
                counted(machines as u64, "machine"),
                counted(lines as u64, "line"),
                counted(faults as u64, "planned fault")
            )
        },
    },
    capacity: capacity::WORDS,
    conditions: conditions::CONDITIONS,
    stars: capacity::STARS,
    story: StoryWords {
        title: |id, end| format!("Request {id}: {end}"),
        succeeded: |after, attempts| format!("answered after {after} ms (attempts: {attempts})"),
        failed: |reason, after, attempts| {
            format!("failed after {after} ms: {reason} (attempts: {attempts})")
        },
        open: |attempts| format!("still in flight at the end of the run (attempts: {attempts})"),
        parts: |[worked, travelled, waited, held], confirmed| {
            let confirmed = confirmed.map_or_else(String::new, |span| {
                format!(" {span} ms until copies of the data had confirmed,")
            });
            format!(
                "Where the time went: {worked} ms at work, {travelled} ms on the way, {waited} ms in queues,{confirmed} {held} ms else (an answer that did not come or that somebody else had asked for, or a pause)."
            )
        },
        cut_short: "There was more than a story keeps; the rest is left out.",
        since: "since issue, ms",
        place: "where",
        what: "what",
        step: story::step,
    },
    diagram: story::DIAGRAM,
    trace_cut: |count| {
        format!(
            "{} left out: choose others with --from, --until and --limit.",
            counted(count, "more record")
        )
    },
    crashed: "hitotsu has made a mistake of its own and stopped. Please report it with the command line and the version.",
};

const REASONS: [&str; Reason::ALL.len()] = [
    "timed out",
    "queue full",
    "unavailable",
    "dependency timed out",
    "rate limited",
    "shed",
    "circuit open",
    "limit reached",
    "error of the program",
];

fn complaint(complaint: &Complaint) -> String {
    match complaint {
        Complaint::NoSuchScenario { name, nearest } => format!(
            "No system and no file is called {}{}; `hitotsu systems` lists the systems.",
            shown(name),
            meant(nearest)
        ),
        Complaint::NoStyle { name, nearest } => format!(
            "There is no architecture style {} here{}; `hitotsu stars` without --style tells them all.",
            shown(name),
            meant(nearest)
        ),
        Complaint::NoSystem { name } => format!(
            "{} states a model of its own; this needs a system of the catalogue (`hitotsu systems` lists them).",
            shown(name)
        ),
        Complaint::StrikesAmongOthers { at } => format!(
            "something else happens exactly at {at}. A fault of a file strikes before it and one of a link after it, so \
             this link's run is not the file's. Faults at instants that are not round, like 10.0013s, make them the same."
        ),
        Complaint::CannotRead { name, error } => {
            format!(
                "{} cannot be read: {}.",
                shown(name),
                options::cause(*error)
            )
        }
        Complaint::CannotWrite { name, error } => {
            format!(
                "{} cannot be written: {}.",
                shown(name),
                options::cause(*error)
            )
        }
        Complaint::TooLarge { name, bytes_max } => format!(
            "{} has more than the {} bytes that are allowed.",
            shown(name),
            thousands(*bytes_max)
        ),
        Complaint::Empty { name } => format!("{} is empty.", shown(name)),
        Complaint::NotText { name } => {
            format!("{} is not JSON: it is no UTF-8 text.", shown(name))
        }
        Complaint::Syntax { line, column, what } => {
            format!("Line {line}, column {column}: this is no JSON ({what}).")
        }
        Complaint::Duplicate { path, name } => {
            format!("{}the field {} stands twice.", at(path), shown(name))
        }
        Complaint::Version { found } => format!(
            "version: {found} is not known; this program reads version {FILE_VERSION} (a newer one may have written the file)."
        ),
        Complaint::Shape { path, shape } => format!("{}{}.", at(path), shape_words(shape)),
        Complaint::Meaning(error) => meaning(error),
        Complaint::Option {
            option,
            value,
            form,
        } => options::option(option, value, *form),
        Complaint::WhichRequest => "Say which request: --request ID or --failed K.".to_owned(),
        Complaint::UnknownPath {
            path,
            segment,
            nearest,
        } => format!(
            "The scenario has no place {}: there is no {}{}.",
            shown(path),
            shown(segment),
            meant(nearest)
        ),
        Complaint::TooMany {
            what,
            count,
            maximum,
        } => {
            let what = match what {
                Countable::Points => "points",
                Countable::Runs => "runs",
                Countable::SeriesRows => "pieces times machines",
            };
            format!(
                "{} {what} are too many: at most {} are allowed.",
                thousands(*count),
                thousands(*maximum)
            )
        }
        Complaint::NoSuchRequest {
            number,
            count,
            failed,
        } => options::no_request(*number, *count, *failed),
        Complaint::TimeStands { seconds } => format!(
            "Time stands still at {seconds} s: something happens again and again without taking any time; give a latency, a pause or a work a length above zero."
        ),
        Complaint::Flooded { seconds } => format!(
            "At {seconds} s more than a million messages are on their way at once; lower the demand, the retries or the calls that one request makes."
        ),
        Complaint::Ours(what) => format!("{} ({what})", MESSAGES.crashed),
        Complaint::Merge(problem) => options::merge(problem),
        Complaint::CommandLine(problem) => options::command_line(problem),
    }
}

fn meaning(error: &ModelError) -> String {
    let path = at(&error.path);
    match &error.problem {
        Problem::UnknownName { name, known } if known.is_empty() => {
            format!(
                "{path}nothing is called {}; there are no names to choose from.",
                shown(name)
            )
        }
        Problem::UnknownName { name, known } => {
            format!(
                "{path}nothing is called {}{}.",
                shown(name),
                one_of(name, known)
            )
        }
        Problem::UnknownOperation { name, known } => format!(
            "{path}there is no operation {}{}.",
            shown(name),
            one_of(name, known)
        ),
        Problem::OutOfRange {
            value,
            minimum,
            maximum,
        } => format!(
            "{path}{} is outside its range, {minimum} to {maximum}.",
            short(value)
        ),
        Problem::BadName { name } => format!(
            "{path}{} is no name: 1 to 40 lower-case letters (a-z), digits and hyphens.",
            shown(name)
        ),
        Problem::Empty => format!("{path}there is nothing in it, and something must be."),
        Problem::TooMany { count, maximum } => {
            format!("{path}{count} are too many: at most {maximum} are allowed.")
        }
        Problem::Circle { operations } => format!(
            "{path}the calls would go round without end: {}; call another operation.",
            contradictions::round(operations)
        ),
        Problem::Contradiction { rule } => {
            let words = contradictions::words(rule).map_or(*rule, |text| text.en);
            format!("{path}{words}.")
        }
    }
}

fn shape_words(shape: &Shape) -> String {
    match shape {
        Shape::UnknownField { name, known } => {
            format!("there is no field {}{}", shown(name), one_of(name, known))
        }
        Shape::UnknownKind { name, known } if slips::is_plain_span(name, known) => format!(
            "here stands only a time; say how it is spread, as in {{ \"constant\": {} }} (there are {})",
            quoted(name),
            list(known)
        ),
        Shape::UnknownKind { name, known } => {
            format!("there is no kind {}{}", shown(name), one_of(name, known))
        }
        Shape::MissingField { name } => format!("the field {} is missing", shown(name)),
        Shape::Type { found, expected } => {
            let expected = match expected {
                Expected::Whole { minimum, maximum } if minimum == maximum => minimum.clone(),
                Expected::NumberWithin { minimum, maximum } => {
                    format!("a number from {minimum} to {maximum}")
                }
                Expected::Kind(known) => format!("one of {}", list(known)),
                Expected::Whole { minimum, maximum } => {
                    format!("a whole number from {minimum} to {maximum}")
                }
                Expected::Number => "a number".to_owned(),
                Expected::Text => "a text in quotes".to_owned(),
                Expected::Boolean => "true or false".to_owned(),
                Expected::Object => "an object { ... }".to_owned(),
                Expected::List(None) => "a list [ ... ]".to_owned(),
                Expected::List(Some(count)) => format!("a list [ ... ] of {count}"),
                Expected::Seed => {
                    "a seed: a whole number from 0 to 9007199254740991, or any 64-bit number in quotes".to_owned()
                }
                Expected::Span => {
                    "a span of time in quotes, as \"10ms\" or \"1.5s\"".to_owned()
                }
                Expected::Other(words) => words.clone(),
            };
            if found == "null" {
                return format!("there is no value (null), and it should be {expected}");
            }
            let found = found_words(found);
            format!("here stands {found}, and it should be {expected}")
        }
        Shape::OneKind { found, known } if found.is_empty() => {
            format!("no kind stands here; write one of {}", list(known))
        }
        Shape::OneKind { found, known } => format!(
            "here stand {}, and it should be exactly one kind of {}",
            list(found),
            list(known)
        ),
        Shape::KindAlone { name } => format!(
            "{} needs something said of it, as in {{ {}: ... }}",
            shown(name),
            quoted(name)
        ),
        Shape::KindWithMore { name } => format!(
            "{} is only named, with nothing said of it; write {}",
            shown(name),
            quoted(name)
        ),
        Shape::Count { found, expected } => {
            format!("here stand {found}, and it should be a list [ ... ] of {expected}")
        }
        Shape::Span { text } => format!(
            "{} is no span of time{}; write a number with ns, us, ms, s, min or h, as \"10ms\" or \"1.5s\"",
            shown(text),
            meant(&slips::span(text))
        ),
        Shape::SpanTooLong { text } => {
            format!("{} is longer than the longest span, 1000h", shown(text))
        }
        Shape::Percent { text } => {
            format!("{} is no percentage; it goes from 0 to 100", shown(text))
        }
        Shape::Other(words) => place(words),
    }
}

/// What was found, in the words that say what should stand there.
fn found_words(found: &str) -> String {
    let words = match found {
        "map" => "an object { ... }",
        "sequence" => "a list [ ... ]",
        _ => found.strip_prefix("floating point ").unwrap_or(found),
    };
    bare(words)
}

fn unit(unit: Unit) -> &'static str {
    match unit {
        Unit::PerSecond => "per second",
        Unit::Percent => "%",
        Unit::Milliseconds => "ms",
        Unit::Seconds => "s",
        Unit::Machines => "machines",
        Unit::Workers => "workers",
        Unit::Times => "times",
        Unit::Count => "count",
        Unit::Choice => "choice",
    }
}

/// So many of something.
fn counted(count: u64, what: &str) -> String {
    let end = if count == 1 { "" } else { "s" };
    format!("{} {what}{end}", thousands(count))
}

fn at(path: &str) -> String {
    if path.is_empty() {
        "At the top: ".to_owned()
    } else {
        format!("{}: ", place(path))
    }
}

fn meant(nearest: &Option<String>) -> String {
    nearest.as_ref().map_or_else(String::new, |name| {
        format!(" (did you mean {}?)", shown(name))
    })
}

fn one_of(name: &str, known: &[String]) -> String {
    let nearest = crate::complaint::nearest(name, known.iter().map(String::as_str));
    let hint = meant(&nearest);
    if known.is_empty() {
        return hint;
    }
    format!("{hint}; there are {}", list(known))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_of_something_is_not_several() {
        let runs = [0, 1, 2].map(|count| (MESSAGES.sweep.runs)(count));
        assert_eq!(runs, ["0 runs", "1 run", "2 runs"]);
        let asked = options::no_request(7, 1, false);
        assert!(asked.contains("one request"), "{asked}");
        let asked = options::no_request(7, 1, true);
        assert!(asked.contains("one failed request"), "{asked}");
    }
}
