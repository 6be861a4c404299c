//! What can go wrong that a person caused or has to know of. The words are in `words/`.

use std::io::ErrorKind;
use std::ops::RangeInclusive;

use sim::Time;
use systems::model::ModelError;

use crate::shape::Shape;

/// Why a command stopped.
#[derive(Clone, Debug, PartialEq)]
pub enum Complaint {
    /// Neither a system of the catalogue nor a file has this name.
    NoSuchScenario {
        name: String,
        nearest: Option<String>,
    },
    /// No style of the book has this id.
    NoStyle {
        name: String,
        nearest: Option<String>,
    },
    /// The scenario states a model of its own where a system of the catalogue is needed.
    NoSystem {
        name: String,
    },
    /// A fault of a file strikes at this instant, at which something else happens, too: in a link it comes
    /// after that and not before.
    StrikesAmongOthers {
        at: String,
    },
    CannotRead {
        name: String,
        error: ErrorKind,
    },
    CannotWrite {
        name: String,
        error: ErrorKind,
    },
    /// The file has more bytes than the limit.
    TooLarge {
        name: String,
        bytes_max: u64,
    },
    Empty {
        name: String,
    },
    /// The file is not UTF-8 text.
    NotText {
        name: String,
    },
    /// The text is not JSON.
    Syntax {
        line: usize,
        column: usize,
        what: String,
    },
    /// One object has a field twice.
    Duplicate {
        path: String,
        name: String,
    },
    /// The file has another version than the one that is read here.
    Version {
        found: u64,
    },
    /// The JSON has another shape than a scenario.
    Shape {
        path: String,
        shape: Shape,
    },
    /// The scenario has the right shape and cannot be run.
    Meaning(ModelError),
    /// An option's value is not of its form; `form` says what is.
    Option {
        option: &'static str,
        value: String,
        form: Form,
    },
    /// A path of `--set` or `--vary` leads nowhere.
    UnknownPath {
        path: String,
        segment: String,
        nearest: Option<String>,
    },
    TooMany {
        what: Countable,
        count: u64,
        maximum: u64,
    },
    /// Neither `--request` nor `--failed` says which request.
    WhichRequest,
    /// The run has fewer requests (or failed ones) than that.
    NoSuchRequest {
        number: u64,
        count: u64,
        failed: bool,
    },
    /// Millions of events at one instant: time stands still.
    TimeStands {
        seconds: f64,
    },
    /// More than a million messages are on their way at once: nobody keeps up.
    Flooded {
        seconds: f64,
    },
    /// A law of the engine did not hold, or a limit of ours was too small: a bug of ours.
    Ours(String),
    /// Parts of a sweep that do not fit together.
    Merge(MergeProblem),
    /// The command line could not be understood.
    CommandLine(CommandLine),
}

/// What the value of an option looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// `10ms`, `1.5s`.
    Time,
    /// A time of whole tenths of a second.
    WholeBins,
    /// A time before the end of the run.
    TimeBeforeEnd,
    /// A format other than the one for spreadsheets.
    HistogramNotCsv,
    /// A warm-up that ends before the run does, although it is rounded up.
    WarmUpBeforeEnd { rounded: Time, end: Time },
    /// `path=value`.
    Setting,
    /// `path=from..to:step` or `path=a,b,c`.
    Axis,
    /// A range whose three numbers have the same unit.
    AxisUnits,
    /// Numbers that are numbers, and not without end.
    AxisFinite,
    /// A range that goes up.
    AxisAscends,
    /// A list in which every bracket and quote is closed.
    AxisClosed,
    /// A list without a value that stands in it twice.
    AxisValueOnce,
    /// Any path but the seed's, which is for `--seed` and `--seeds`.
    AxisNoSeed,
    /// Any path but the horizon's, because `--until` is given.
    AxisNoHorizon,
    /// A path that no other `--vary` gives a value.
    AxisOnce,
    /// A path that no `--set` gives a value.
    AxisNotSet,
    /// So few seeds that the last one is a 64-bit number.
    SeedsEnd,
    /// `i/n`.
    Shard,
    /// Only JSON, because the part is for `merge`.
    ShardIsJson,
    /// Any file but the scenario's own.
    NotTheScenario,
}

/// What there can be too many of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Countable {
    Points,
    Runs,
    /// Pieces of a run times machines.
    SeriesRows,
}

/// Why parts of a sweep do not fit together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MergeProblem {
    /// The file is no part of a sweep.
    NoPart { name: String },
    /// Somebody has changed its numbers.
    Changed { name: String },
    /// The file is a part of another sweep, or made by another version.
    Other { name: String },
    /// These runs come twice.
    Twice { name: String },
    /// These shards are missing.
    Missing { shards: Vec<u32> },
}

/// What about the command line could not be understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CommandLine {
    UnknownArgument {
        name: String,
        nearest: Option<String>,
    },
    UnknownCommand {
        name: String,
        nearest: Option<String>,
    },
    Missing {
        names: Vec<String>,
    },
    InvalidValue {
        name: String,
        value: String,
        allowed: Vec<String>,
        /// The whole numbers that it may be, where it is one.
        range: Option<RangeInclusive<u64>>,
    },
    /// A word that no command asks for.
    OneTooMany {
        name: String,
    },
    /// An option without its value; the name shows what the value is.
    NoValue {
        name: String,
    },
    /// An option that stands alone was given a value.
    TakesNoValue {
        name: String,
    },
    /// An option that can be given once was given again.
    Twice {
        name: String,
    },
    /// Two options of which only one can be given.
    NotTogether {
        name: String,
        other: String,
    },
    /// Something rarer, in the words of the reader of command lines.
    Other(String),
}

impl Complaint {
    /// The exit code: 2 where the command line or a file is wrong, 1 where something else failed.
    pub const fn exit_code(&self) -> u8 {
        match self {
            // A place that nobody can write to is a wrong command line; a full disk is not.
            Self::CannotWrite { error, .. } if is_of_the_path(*error) => 2,
            Self::CannotWrite { .. } | Self::Ours(_) => 1,
            _ => 2,
        }
    }
}

/// Whether another path could be written to.
const fn is_of_the_path(error: ErrorKind) -> bool {
    matches!(
        error,
        ErrorKind::NotFound
            | ErrorKind::PermissionDenied
            | ErrorKind::IsADirectory
            | ErrorKind::NotADirectory
            | ErrorKind::ReadOnlyFilesystem
            | ErrorKind::InvalidInput
            | ErrorKind::InvalidFilename
    )
}

/// The known name that a mistyped one resembles most, if any does: by their common letters, or by
/// one slip of the fingers.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    const ALIKE: f64 = 0.75;
    let alike = |known: &str| {
        let slips = strsim::osa_distance(name, known);
        let one_slip = slips == 1 && name.chars().count() >= 3;
        strsim::jaro_winkler(name, known).max(if one_slip { ALIKE } else { 0.0 })
    };
    let best = known
        .into_iter()
        .map(|known| (alike(known), known))
        .filter(|(score, _)| *score >= ALIKE)
        .reduce(|best, next| if next.0 > best.0 { next } else { best });
    best.map(|(_, known)| known.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistyped_name_is_answered_with_the_one_meant() {
        let known = ["web-rds", "centralized", "queue"];
        assert_eq!(nearest("web-rd", known).as_deref(), Some("web-rds"));
        assert_eq!(
            nearest("centralised", known).as_deref(),
            Some("centralized")
        );
        assert_eq!(nearest("rnu", ["sweep", "run"]).as_deref(), Some("run"));
        assert_eq!(nearest("zzz", known), None);
    }
}
