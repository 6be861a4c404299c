//! What can be typed: commands and options, in the words of `--help`. The Japanese help is in
//! `words/help.rs`; what the values mean, the commands themselves find out.

use std::ops::RangeInclusive;

use clap::builder::RangedU64ValueParser;
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::words::Language;

/// Run, break and measure distributed systems from a terminal.
///
/// The same deterministic engine as the page's: one scenario and seed give one run, on every machine.
#[derive(Debug, Parser)]
#[command(
    name = "hitotsu",
    version,
    after_help = "Examples:
  hitotsu systems
  hitotsu run web-rds --set parameters.rate=500 --until 60s
  hitotsu check examples/scenarios/single-queue.json
  hitotsu sweep web-rds --vary parameters.rate=100..900:100 --seeds 10 --until 60s

Exit codes: 0 all went well, 1 something failed, 2 the command line or a file is wrong."
)]
pub struct Arguments {
    /// The language of what is said; without it, what LC_ALL, LC_MESSAGES or LANG say
    #[arg(long, global = true, value_enum, value_name = "LANGUAGE")]
    pub lang: Option<Language>,
    #[command(subcommand)]
    pub command: Command,
}

/// The whole numbers that an option takes, both ends among them.
pub const RANGES: [(&str, RangeInclusive<u64>); 6] = [
    ("--seed", 0..=u64::MAX),
    ("--seeds", 1..=crate::sweep::RUNS_MAX),
    ("--jobs", 1..=u16::MAX as u64),
    ("--request", 0..=u64::MAX),
    ("--failed", 1..=u64::MAX),
    ("--limit", 1..=u64::MAX),
];

/// The range of an option that takes a whole number.
pub fn range(option: &str) -> Option<RangeInclusive<u64>> {
    let known = RANGES.iter().find(|(known, _)| *known == option);
    known.map(|(_, range)| range.clone())
}

/// Reads the number of an option of [`RANGES`].
fn whole<T>(option: &str) -> RangedU64ValueParser<T>
where
    T: TryFrom<u64> + Clone + Send + Sync,
{
    let range = range(option).expect("the option is in the list");
    RangedU64ValueParser::new().range(range)
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// List the systems of the catalogue and their parameters with units, ranges and defaults
    Systems(Systems),
    /// Run a scenario once and report what was measured
    #[command(after_help = "Examples:
  hitotsu run web-rds
  hitotsu run web-rds --set parameters.rate=500 --seed 7 --until 10min --warm-up 60s --format json
  hitotsu run web-rds --until 60s --series 1s --format csv > series.csv
  hitotsu run shop.json --set model.nodes.queue.station.per_second=90 --trace run.jsonl")]
    Run(Run),
    /// Run a scenario at many points with many seeds, and report means with 95 % intervals
    #[command(after_help = "Examples:
  hitotsu sweep web-rds --vary parameters.rate=100..900:100 --seeds 10 --until 120s --warm-up 20s
  hitotsu sweep queue.json --vary model.nodes.queue.station.servers=1,2,4 --seeds 30 --format csv
  hitotsu sweep queue.json --seeds 30 --shard 2/4 > part-2.json")]
    Sweep(Sweep),
    /// Put the parts of a split sweep together: the same report, bit for bit, as without the split
    #[command(after_help = "Example:
  hitotsu merge part-*.json --format csv > sweep.csv")]
    Merge(Merge),
    /// Measure how much a system can do with 1, 2, 4 and 8 of its units, and what limits it
    #[command(after_help = "Examples:
  hitotsu capacity web-rds
  hitotsu capacity layered --set parameters.tiers=1 --seed 7 --format csv")]
    Capacity(Capacity),
    /// Judge a run by the article's four conditions of a distributed system, with the evidence
    #[command(after_help = "Examples:
  hitotsu conditions web-rds --until 60s
  hitotsu conditions web-rds --capacity --format json
  hitotsu conditions web-rds --until 150s --set 'faults=[{\"at\":\"30s\",\"crash\":\"db-1\"}]'")]
    Conditions(Conditions),
    /// Measure the stars of the architecture styles by experiments, beside the book's
    #[command(after_help = "Examples:
  hitotsu stars
  hitotsu stars --style microservices --format json")]
    Stars(Stars),
    /// Tell everything that happened to one request: attempts, hops, waits, work, decisions
    #[command(after_help = "Examples:
  hitotsu story web-rds --request 42
  hitotsu story web-rds --set parameters.rate=2000 --failed 1")]
    Story(Story),
    /// Write what happened: for Perfetto, as JSON lines, or as a sequence diagram
    #[command(after_help = "Examples:
  hitotsu trace web-rds --until 5s --format perfetto > run.json     # open it at ui.perfetto.dev
  hitotsu trace web-rds --from 1s --until 2s --format jsonl
  hitotsu trace web-rds --format mermaid --request 42")]
    Trace(Trace),
    /// Print the part of the page's address that opens a scenario of the catalogue there
    #[command(after_help = "Examples:
  hitotsu link web-rds --seed 7 --set parameters.rate=500
  hitotsu link centralized web-rds --until 120s --set 'faults=[{\"at\":\"30s\",\"crash\":\"server\"}]'")]
    Link(Link),
    /// Print the JSON Schema of scenario files
    Schema,
    /// Check scenario files without running them
    #[command(after_help = "Example:
  hitotsu check examples/scenarios/*.json")]
    Check(Check),
}

/// Which scenario, and what is different about it.
#[derive(Args, Clone, Debug)]
pub struct Input {
    /// The id of a system of the catalogue, a scenario file (JSON), or - for standard input
    #[arg(value_name = "SYSTEM|FILE")]
    pub scenario: String,
    // Not a comment of the documentation, which would take the brackets for a link.
    #[arg(
        long,
        value_name = "PATH=VALUE",
        help = "Put VALUE (JSON, or plain text) at PATH of the scenario, as parameters.rate=500 or \
                'faults=[{\"at\":\"5s\",\"crash\":\"db-1\"}]'; may be given several times"
    )]
    pub set: Vec<String>,
    /// The number that all chance comes from; in a sweep, the first of the seeds
    #[arg(long, value_name = "N", value_parser = whole::<u64>("--seed"))]
    pub seed: Option<u64>,
    /// When the run ends, with its unit (ms, s, min, h), as 600s; without it, at the horizon
    #[arg(long, value_name = "TIME")]
    pub until: Option<String>,
}

/// `systems`.
#[derive(Args, Debug)]
pub struct Systems {
    /// For people, or for programs
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

/// `run`.
#[derive(Args, Debug)]
pub struct Run {
    #[command(flatten)]
    pub input: Input,
    /// Measure only what comes after this time, as 60s, so that the start does not count; rounded
    /// up to a tenth of a second
    #[arg(long, value_name = "TIME")]
    pub warm_up: Option<String>,
    /// Tell of every piece of this length, too, as 1s or 100ms: requests, latencies and machines over
    /// time
    #[arg(long, value_name = "TIME")]
    pub series: Option<String>,
    /// Tell how many requests took how long, too
    #[arg(long)]
    pub histogram: bool,
    /// For people, for spreadsheets (one line for each piece of --series), or for programs
    #[arg(long, value_enum, default_value_t)]
    pub format: Table,
    /// Write every record of the run into FILE, too: JSON lines, or for Perfetto where the name ends
    /// in .json
    #[arg(long, value_name = "FILE")]
    pub trace: Option<String>,
}

/// `sweep`.
#[derive(Args, Debug)]
pub struct Sweep {
    #[command(flatten)]
    pub input: Input,
    /// Run at every value of PATH: FROM..TO:STEP (from FROM in steps, not beyond TO, with a unit if the
    /// field has one, as 5ms..20ms:5ms) or a list A,B,C; several of these give every combination
    #[arg(long, value_name = "PATH=VALUES")]
    pub vary: Vec<String>,
    /// So many seeds at every point: --seed (or the scenario's seed) and those that follow
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = whole::<u32>("--seeds"))]
    pub seeds: u32,
    /// So many runs at a time; without it, one for each core, and never more. The results do not
    /// depend on it
    #[arg(long, value_name = "N", value_parser = whole::<u16>("--jobs"))]
    pub jobs: Option<u16>,
    /// Do only the I-th of N parts of the work (from 1/N to N/N) and write it for `hitotsu merge`
    #[arg(long, value_name = "I/N")]
    pub shard: Option<String>,
    /// Measure only what comes after this time, as 60s; rounded up to a tenth of a second
    #[arg(long, value_name = "TIME")]
    pub warm_up: Option<String>,
    /// For people, for spreadsheets, or for programs; text without this
    #[arg(long, value_enum)]
    pub format: Option<Table>,
}

/// `merge`.
#[derive(Args, Debug)]
pub struct Merge {
    /// What `hitotsu sweep --shard` wrote: every part, in any order
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<String>,
    /// For people, for spreadsheets, or for programs
    #[arg(long, value_enum, default_value_t)]
    pub format: Table,
}

/// `capacity`.
#[derive(Args, Debug)]
pub struct Capacity {
    /// The id of a system of the catalogue, or a scenario file (JSON) that names one
    #[arg(value_name = "SYSTEM|FILE")]
    pub scenario: String,
    // Not a comment of the documentation, which would take the brackets for a link.
    #[arg(
        long,
        value_name = "PATH=VALUE",
        help = "Put VALUE at PATH of the scenario, as parameters.db_workers=8; may be given several times"
    )]
    pub set: Vec<String>,
    /// The number that all chance comes from
    #[arg(long, value_name = "N", value_parser = whole::<u64>("--seed"))]
    pub seed: Option<u64>,
    /// For people, for spreadsheets, or for programs
    #[arg(long, value_enum, default_value_t)]
    pub format: Table,
}

/// `conditions`.
#[derive(Args, Debug)]
pub struct Conditions {
    #[command(flatten)]
    pub input: Input,
    /// Measure the capacity with more and fewer machines, too, for the third condition
    #[arg(long)]
    pub capacity: bool,
    /// For people, or for programs
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

/// `stars`.
#[derive(Args, Debug)]
pub struct Stars {
    /// Only this style, as layered; all of them without this
    #[arg(long, value_name = "ID")]
    pub style: Option<String>,
    /// For people, for spreadsheets, or for programs
    #[arg(long, value_enum, default_value_t)]
    pub format: Table,
}

/// Which request.
#[derive(Args, Clone, Debug)]
#[group(multiple = false)]
pub struct Which {
    /// The request of this number; requests are numbered from 0 in the order of their issue
    #[arg(long, value_name = "ID", value_parser = whole::<u64>("--request"))]
    pub request: Option<u64>,
    /// The K-th request that failed, from 1
    #[arg(long, value_name = "K", value_parser = whole::<u64>("--failed"))]
    pub failed: Option<u64>,
}

/// `story`.
#[derive(Args, Debug)]
pub struct Story {
    #[command(flatten)]
    pub input: Input,
    #[command(flatten)]
    pub which: Which,
    /// For people, or for programs
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

/// `trace`.
#[derive(Args, Debug)]
pub struct Trace {
    #[command(flatten)]
    pub input: Input,
    /// How it is written: perfetto (Chrome's trace-event JSON, which ui.perfetto.dev opens), jsonl
    /// (one record a line) or mermaid (a sequence diagram)
    #[arg(long, value_enum)]
    pub format: TraceFormat,
    /// Only what happens from this time on, as 10s
    #[arg(long, value_name = "TIME")]
    pub from: Option<String>,
    /// Records at most; what is left out is said
    #[arg(long, value_name = "N", default_value_t = crate::trace::RECORDS_MAX,
        value_parser = whole::<u64>("--limit"))]
    pub limit: u64,
    #[command(flatten)]
    pub which: Which,
}

/// `link`.
#[derive(Args, Debug)]
pub struct Link {
    #[command(flatten)]
    pub input: Input,
    /// What stands on the right, beside the first: another system or file; the first itself without
    /// this
    #[arg(value_name = "SYSTEM|FILE")]
    pub beside: Option<String>,
}

/// `check`.
#[derive(Args, Debug)]
pub struct Check {
    /// Scenario files (JSON), or - for standard input
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<String>,
}

/// How a report is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// A table, in the language of the person
    #[default]
    Text,
    /// JSON with stable names
    Json,
}

/// How a table is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Table {
    /// A table, in the language of the person
    #[default]
    Text,
    /// Lines of cells, for spreadsheets
    Csv,
    /// JSON with stable names
    Json,
}

/// How a trace is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TraceFormat {
    /// Chrome's trace-event JSON, which ui.perfetto.dev opens
    Perfetto,
    /// One JSON object a line
    Jsonl,
    /// A Mermaid sequence diagram
    Mermaid,
}
