//! The person's language: which it is, and what every language has to be able to say.
//!
//! Each language is one value of [`Messages`]; a missing text does not compile.

use clap::ValueEnum;
use sim::{Class, Decision, DropReason, Reason};

use crate::complaint::Complaint;
use crate::story::What;
use crate::text;

mod contradictions;
mod en;
pub mod help;
mod ja;

/// A language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Language {
    /// 日本語
    Ja,
    /// English
    En,
}

impl Language {
    /// The language that the environment asks for; English unless it is Japanese.
    pub fn of_environment(variable: impl Fn(&str) -> Option<String>) -> Self {
        let stated = ["LC_ALL", "LC_MESSAGES", "LANG"]
            .into_iter()
            .filter_map(variable)
            .find(|value| !value.is_empty());
        match stated {
            Some(value) if value.starts_with("ja") => Self::Ja,
            _ => Self::En,
        }
    }

    /// What is said in this language.
    pub const fn messages(self) -> &'static Messages {
        match self {
            Self::Ja => &ja::MESSAGES,
            Self::En => &en::MESSAGES,
        }
    }

    /// What is said of findings.
    pub const fn findings(self) -> &'static study::words::Words {
        match self {
            Self::Ja => &study::words::JA,
            Self::En => &study::words::EN,
        }
    }

    /// A text of the catalogue.
    pub const fn of(self, text: systems::Text) -> &'static str {
        match self {
            Self::Ja => text.ja,
            Self::En => text.en,
        }
    }
}

/// Everything that is said.
#[derive(Debug)]
pub struct Messages {
    /// One sentence about what is wrong; see [`Messages::sentence`].
    complaint: fn(&Complaint) -> String,
    /// Why requests fail, by [`Reason::index`].
    pub reasons: [&'static str; Reason::ALL.len()],
    pub report: ReportWords,
    pub kinds: KindWords,
    pub systems: SystemsWords,
    pub sweep: SweepWords,
    pub check: CheckWords,
    pub capacity: CapacityWords,
    pub conditions: ConditionsWords,
    pub stars: StarsWords,
    pub story: StoryWords,
    pub diagram: DiagramWords,
    /// How many records were left out of a trace.
    pub trace_cut: fn(u64) -> String,
    /// The sentence after a crash of our own.
    pub crashed: &'static str,
}

impl Messages {
    /// One sentence about what is wrong, on one line, whatever strangers wrote into their files.
    pub fn sentence(&self, complaint: &Complaint) -> String {
        text::line(&(self.complaint)(complaint))
    }
}

/// The report of a run.
#[derive(Debug)]
pub struct ReportWords {
    pub seed: &'static str,
    pub engine: &'static str,
    pub window: fn(&str, &str) -> String,
    pub warm_up_rounded: fn(&str) -> String,
    pub requests: &'static str,
    pub issued: &'static str,
    pub succeeded: &'static str,
    pub failed: &'static str,
    pub in_flight: &'static str,
    pub in_flight_at_start: &'static str,
    pub late: &'static str,
    pub per_second: &'static str,
    pub offered: &'static str,
    pub goodput: &'static str,
    pub latency: &'static str,
    pub mean: &'static str,
    pub max: &'static str,
    pub little: &'static str,
    pub machine: &'static str,
    pub utilization: &'static str,
    pub busy: &'static str,
    pub queue_mean: &'static str,
    pub queue_max: &'static str,
    pub backlog: &'static str,
    pub dead_letters: &'static str,
    pub workers: &'static str,
    pub events: &'static str,
    pub trace_hash: &'static str,
    /// One piece of the window, from one second to another.
    pub piece: &'static str,
    pub busiest: &'static str,
    /// Latencies up to so many milliseconds.
    pub histogram: &'static str,
}

/// What only machines of some kinds have in the report of a run.
#[derive(Debug)]
pub struct KindWords {
    pub cache: &'static str,
    pub hit_share: &'static str,
    pub lookups: &'static str,
    pub hits: &'static str,
    pub stale: &'static str,
    pub joined: &'static str,
    pub messages: &'static str,
    pub accepted: &'static str,
    pub delivered: &'static str,
    pub redelivered: &'static str,
    pub backlog_mean: &'static str,
    pub backlog_max: &'static str,
    /// How long a message is kept.
    pub kept: &'static str,
    pub lag_max: &'static str,
    pub copies: &'static str,
    /// Until what writes are behind: a copy has confirmed them, or shows them.
    pub until: &'static str,
    pub replication: &'static str,
    pub applying: &'static str,
    pub writes: &'static str,
    pub behind_mean: &'static str,
    pub behind_max: &'static str,
    pub lag: &'static str,
    pub connections: &'static str,
    /// Calls that found no free connection.
    pub had_to_wait: &'static str,
    pub waiting_mean: &'static str,
    pub waiting_max: &'static str,
    pub wait: &'static str,
    pub autoscaler: &'static str,
    pub at: &'static str,
    pub machines: &'static str,
    pub because: &'static str,
    /// So many percent of the workers' time, and so many jobs that wait.
    pub busy: fn(&str) -> String,
    pub waiting: fn(&str) -> String,
    /// What each machine did, and what it should do.
    pub why: fn(&str, &str) -> String,
    /// So many machines would have been wanted.
    pub limited: fn(u64) -> String,
}

/// The catalogue.
#[derive(Debug)]
pub struct SystemsWords {
    pub parameter: &'static str,
    pub meaning: &'static str,
    pub unit: &'static str,
    pub range: &'static str,
    pub default: &'static str,
    pub nodes: &'static str,
    /// The words for [`systems::Unit`], in its order.
    pub units: fn(systems::Unit) -> &'static str,
}

/// The table of a sweep.
#[derive(Debug)]
pub struct SweepWords {
    pub interval: &'static str,
    pub failed_share: &'static str,
    pub runs: fn(u64) -> String,
}

/// The capacity of a system.
#[derive(Debug)]
pub struct CapacityWords {
    /// What is measured, in one sentence.
    pub definition: &'static str,
    /// What grows: the scaling parameter's title.
    pub grows: fn(&str) -> String,
    pub nothing_to_scale: &'static str,
    pub units: &'static str,
    pub per_second: &'static str,
    pub law: &'static str,
    pub busiest: &'static str,
    pub utilization: &'static str,
    /// The law's three numbers: lambda, sigma, kappa.
    pub fit: fn(&str, &str, &str) -> String,
    /// How far the law is from the point it misses most, in percent.
    pub miss: fn(&str) -> String,
    /// With so many units, this kind of machine is full.
    pub full: fn(&str, &str) -> String,
    /// With so many units, no machine is full, and requests spend the most time at this kind of machine.
    pub slowest: fn(&str, &str) -> String,
    /// With so many units, nothing was answered.
    pub none_full: fn(&str) -> String,
}

/// The measured stars.
#[derive(Debug)]
pub struct StarsWords {
    pub stars: &'static str,
    pub numbers: &'static str,
    pub differences: &'static str,
    /// Requests per second.
    pub capacity: fn(&str) -> String,
    /// Machine-milliseconds and messages for one answer.
    pub cost: fn(&str, &str) -> String,
}

/// What `check` says of a sound file: machines, lines, faults, requests to expect (nothing where users
/// ask as fast as they get answers).
#[derive(Debug)]
pub struct CheckWords {
    /// What stands before the complaint about one of several files.
    pub of_file: fn(&str) -> String,
    /// What stands before a sentence about a file that can be run all the same.
    pub caution: &'static str,
    pub sound: fn(&str, usize, usize, usize, Option<u128>) -> String,
}

/// The four conditions.
#[derive(Debug)]
pub struct ConditionsWords {
    /// How long the run was, in seconds.
    pub until: fn(&str) -> String,
    pub machine: &'static str,
    /// Over so many seconds.
    pub share_recent: fn(&str) -> String,
    pub share_whole: &'static str,
    pub line: &'static str,
    pub per_request: &'static str,
    pub per_second: &'static str,
    pub units: &'static str,
    pub capacity: &'static str,
    pub bottleneck: &'static str,
    pub breaks: &'static str,
    pub count: &'static str,
    pub last_requests: &'static str,
    /// How requests were answered over the whole run: how many ended, and the share of good ones.
    pub whole: fn(&str, &str) -> String,
    pub changes: &'static str,
    pub at: &'static str,
    /// How scalability could be measured, and why it cannot be for a model of one's own.
    pub not_measured: &'static str,
    pub never_measured: &'static str,
    pub distributes: &'static str,
}

/// The story of a request.
#[derive(Debug)]
pub struct StoryWords {
    /// The number of the request, and how it ended.
    pub title: fn(u64, &str) -> String,
    pub succeeded: fn(&str, u32) -> String,
    pub failed: fn(&str, &str, u32) -> String,
    pub open: fn(u32) -> String,
    /// Where the time went, in milliseconds: at work, on the way, waiting, held by a program; and
    /// until copies had confirmed, if they had to.
    pub parts: fn(&[String; 4], Option<&str>) -> String,
    /// Something is missing, because there was too much.
    pub cut_short: &'static str,
    pub since: &'static str,
    pub place: &'static str,
    pub what: &'static str,
    /// One step.
    pub step: fn(&What) -> String,
}

/// A sequence diagram.
#[derive(Debug)]
pub struct DiagramWords {
    /// Before the instant at which the request was issued.
    pub issued: &'static str,
    /// What a message is, and whether it is an answer that says that the call failed.
    pub arrived: fn(Class, bool) -> &'static str,
    pub dropped: fn(Class, DropReason) -> String,
    pub decided: fn(Decision, Option<&str>) -> String,
    pub refused: fn(Reason) -> String,
    pub waited: &'static str,
    pub worked: &'static str,
    /// After an answer that nobody waited for any more.
    pub late: &'static str,
    /// How many records of a whole run were left out.
    pub cut: fn(u64) -> String,
}
