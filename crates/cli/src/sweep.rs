//! Many runs of one question: every point of the axes with every seed, on all cores, in parts if
//! wanted, with the same result whatever the number of jobs or parts.

use std::io::Write;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sim::ENGINE_VERSION;

use crate::arguments::{Merge, Sweep, Table};
use crate::complaint::{Complaint, Countable, Form};
use crate::document;
use crate::measure::{self, Outcome, Watch};
use crate::prepared::{Prepared, Window, rounded, wrong};
use crate::progress;
use crate::say;
use crate::words::Language;

mod axis;
mod part;
mod statistics;
mod student;
mod table;

use axis::Axis;
use part::{Part, Shard};

/// Points of a sweep, at most.
const POINTS_MAX: u64 = 100_000;
/// Runs of a sweep, at most.
pub const RUNS_MAX: u64 = 10_000_000;

/// The question of a sweep: everything that its runs depend on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    pub engine_version: String,
    /// The scenario after `--set`.
    pub scenario: Value,
    pub axes: Vec<Axis>,
    /// The first seed, and how many there are.
    #[serde(with = "crate::exact")]
    pub first_seed: u128,
    pub seeds: u32,
    pub until: Option<String>,
    pub warm_up: Option<String>,
}

/// One run of a sweep: its place in the list of all runs, and what it came to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Run {
    /// Point times seeds plus seed, counted from 0.
    pub number: u64,
    pub outcome: Outcome,
}

/// `hitotsu sweep`.
pub fn run(arguments: &Sweep, language: Language, out: &mut dyn Write) -> Result<(), Complaint> {
    let question = Question::new(arguments)?;
    let shard = arguments.shard.as_deref().map(Shard::read).transpose()?;
    if shard.is_some() && matches!(arguments.format, Some(Table::Text | Table::Csv)) {
        let format = if arguments.format == Some(Table::Csv) {
            "csv"
        } else {
            "text"
        };
        return Err(wrong("--format", format, Form::ShardIsJson));
    }
    let prepared = question.points()?;
    if let Some(to) = rounded(question.warm_up.as_deref())? {
        say(&(language.messages().report.warm_up_rounded)(&to));
    }
    let runs = question.runs(&prepared, shard.unwrap_or_default(), arguments.jobs)?;
    match shard {
        Some(shard) => Part::new(question, shard, runs).write(out),
        None => {
            let format = arguments.format.unwrap_or_default();
            table::write(&question, &runs, format, language, out)
        }
    }
}

/// `hitotsu merge`.
pub fn merge(arguments: &Merge, language: Language, out: &mut dyn Write) -> Result<(), Complaint> {
    let (question, runs) = part::merged(&arguments.files)?;
    table::write(&question, &runs, arguments.format, language, out)
}

impl Question {
    fn new(arguments: &Sweep) -> Result<Self, Complaint> {
        let mut input = arguments.input.clone();
        input.until = None;
        let base = Prepared::new(&input)?;
        let first_seed = base.file.seed.0;
        if first_seed
            .checked_add(u64::from(arguments.seeds) - 1)
            .is_none()
        {
            let seeds = arguments.seeds.to_string();
            return Err(wrong("--seeds", &seeds, Form::SeedsEnd));
        }
        Ok(Self {
            engine_version: ENGINE_VERSION.to_owned(),
            axes: Axis::read_all(&arguments.vary, &arguments.input)?,
            first_seed: u128::from(first_seed),
            scenario: base.document,
            seeds: arguments.seeds,
            until: arguments.input.until.clone(),
            warm_up: arguments.warm_up.clone(),
        })
    }

    /// How many combinations of the axes' values there are.
    fn point_count(&self) -> u64 {
        let lengths = self.axes.iter().map(|axis| axis.values.len() as u64);
        lengths.fold(1, u64::saturating_mul)
    }

    /// The values of the axes at a point. The last axis varies fastest.
    fn values(&self, point: u64) -> Vec<(&str, &Value)> {
        let mut rest = point;
        let mut values = Vec::new();
        for axis in self.axes.iter().rev() {
            let length = axis.values.len() as u64;
            let value = &axis.values[(rest % length) as usize];
            values.push((axis.path.as_str(), value));
            rest /= length;
        }
        values.reverse();
        values
    }

    /// Every point's scenario and window, all checked before anything runs.
    fn points(&self) -> Result<Vec<(Prepared, Window)>, Complaint> {
        let count = self.point_count();
        too_many(Countable::Points, count, POINTS_MAX)?;
        let runs = count.saturating_mul(u64::from(self.seeds));
        too_many(Countable::Runs, runs, RUNS_MAX)?;
        (0..count).map(|point| self.point(point)).collect()
    }

    fn point(&self, point: u64) -> Result<(Prepared, Window), Complaint> {
        let mut scenario = self.scenario.clone();
        for (path, value) in self.values(point) {
            document::put(&mut scenario, path, value.clone())?;
        }
        let prepared = Prepared::of_document(scenario, None, self.until.as_deref())?;
        prepared.blueprint(0)?;
        let window = prepared.window(self.warm_up.as_deref())?;
        Ok((prepared, window))
    }

    /// The seed of a run. All of them are 64-bit numbers: `new` sees to it.
    fn seed(&self, number: u64) -> u64 {
        let place = number % u64::from(self.seeds);
        (self.first_seed as u64).wrapping_add(place)
    }

    /// Runs what belongs to the shard; the outcomes come in the order of their numbers.
    fn runs(
        &self,
        points: &[(Prepared, Window)],
        shard: Shard,
        jobs: Option<u16>,
    ) -> Result<Vec<Run>, Complaint> {
        let all = 0..self.point_count() * u64::from(self.seeds);
        let mine: Vec<u64> = all.filter(|number| shard.holds(*number)).collect();
        let progress = progress::bar(mine.len() as u64);
        // More threads than cores or runs only take turns.
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let threads = jobs.map_or(cores, usize::from).min(cores).min(mine.len());
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.max(1));
        let pool = pool
            .build()
            .map_err(|error| Complaint::Ours(error.to_string()))?;
        let runs = pool.install(|| {
            let run = |number: &u64| {
                let run = self.one(points, *number);
                progress.inc(1);
                run
            };
            mine.par_iter().map(run).collect()
        });
        progress.finish_and_clear();
        runs
    }

    fn one(&self, points: &[(Prepared, Window)], number: u64) -> Result<Run, Complaint> {
        let (prepared, window) = &points[(number / u64::from(self.seeds)) as usize];
        let mut blueprint = prepared.clone();
        blueprint.file.seed.0 = self.seed(number);
        let blueprint = blueprint.blueprint(0)?;
        let mut watch = Watch {
            seen: &mut |_| (),
            every: None,
            each: &mut |_| (),
        };
        let outcome = measure::run(blueprint, *window, &mut watch)?.outcome;
        Ok(Run { number, outcome })
    }
}

fn too_many(what: Countable, count: u64, maximum: u64) -> Result<(), Complaint> {
    if count <= maximum {
        return Ok(());
    }
    Err(Complaint::TooMany {
        what,
        count,
        maximum,
    })
}
