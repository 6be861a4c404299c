//! A scenario made ready: the document with everything set, its file, and the time to measure.

use serde_json::Value;
use sim::{BIN, Blueprint, Duration, Time};
use systems::model::Span;
use systems::scenario_file::{ScenarioFile, Seed};

use crate::arguments::Input;
use crate::complaint::{Complaint, Form};
use crate::document;

/// A scenario, and how long it runs.
#[derive(Clone, Debug)]
pub struct Prepared {
    /// The name of the scenario's file, without its folder.
    pub called: Option<String>,
    /// The document after `--set`.
    pub document: Value,
    pub file: ScenarioFile,
    /// When the run ends.
    pub until: Duration,
}

/// The part of a run that is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// The end of the warm-up; the end of a bin of the engine's metrics.
    pub start: Time,
    pub end: Time,
}

impl Prepared {
    /// The scenario that the command line asks for.
    pub fn new(input: &Input) -> Result<Self, Complaint> {
        let mut document = document::named(&input.scenario)?;
        for setting in &input.set {
            let (path, value) = setting
                .split_once('=')
                .filter(|(path, _)| !path.trim().is_empty())
                .ok_or_else(|| wrong("--set", setting, Form::Setting))?;
            document::put(&mut document, path.trim(), document::typed(value))?;
        }
        let prepared = Self::of_document(document, input.seed, input.until.as_deref())?;
        let name = std::path::Path::new(&input.scenario).file_name();
        let name = name.map(|name| name.to_string_lossy().into_owned());
        Ok(Self {
            called: name.filter(|name| name != document::STANDARD_INPUT),
            ..prepared
        })
    }

    /// The scenario of a document, with another seed and end where they are given.
    pub fn of_document(
        document: Value,
        seed: Option<u64>,
        until: Option<&str>,
    ) -> Result<Self, Complaint> {
        let mut file = document::scenario(&document)?;
        if let Some(seed) = seed {
            file.seed = Seed(seed);
        }
        let until = until.map(|text| time("--until", text)).transpose()?;
        let until = until.unwrap_or(file.horizon.0);
        if until > file.horizon.0 {
            file.horizon = Span(until);
        }
        Ok(Self {
            called: None,
            document,
            file,
            until,
        })
    }

    /// What it is called: by its title, else by the system's id, else by the name of the file.
    pub fn name(&self) -> Option<&str> {
        let title = self.file.title.as_deref();
        let title = title.filter(|title| !title.trim().is_empty());
        title
            .or(self.file.system.as_deref())
            .or(self.called.as_deref())
    }

    /// The blueprint of the run, keeping so many records.
    pub fn blueprint(&self, trace_capacity: usize) -> Result<Blueprint, Complaint> {
        let blueprint = self.file.blueprint(trace_capacity);
        blueprint.map_err(|error| document::meaning(error, &self.document))
    }

    /// What is measured after this warm-up, which is rounded up to a whole bin.
    pub fn window(&self, warm_up: Option<&str>) -> Result<Window, Complaint> {
        let start = warmed_up(warm_up)?;
        let end = Time::ZERO + self.until;
        if start < end {
            return Ok(Window { start, end });
        }
        let form = match rounded(warm_up)? {
            Some(_) => Form::WarmUpBeforeEnd {
                rounded: start,
                end,
            },
            None => Form::TimeBeforeEnd,
        };
        Err(wrong("--warm-up", warm_up.unwrap_or_default(), form))
    }
}

/// When this warm-up ends: it is rounded up to a whole bin.
pub fn warmed_up(warm_up: Option<&str>) -> Result<Time, Complaint> {
    let span = warm_up.map_or(Ok(Duration::ZERO), |text| time("--warm-up", text))?;
    let bins = span.as_nanos().div_ceil(BIN.as_nanos());
    Ok(Time::from_nanos(bins * BIN.as_nanos()))
}

/// The seconds to which this warm-up is rounded up, if it is.
pub fn rounded(warm_up: Option<&str>) -> Result<Option<String>, Complaint> {
    let span = warm_up.map_or(Ok(Duration::ZERO), |text| time("--warm-up", text))?;
    let end = warmed_up(warm_up)?;
    let changed = end > Time::ZERO + span;
    Ok(changed.then(|| end.as_secs_f64().to_string()))
}

/// The span of time that an option states, of at least a nanosecond unless it is a warm-up.
pub fn time(option: &'static str, text: &str) -> Result<Duration, Complaint> {
    let span: Result<Span, _> = text.parse();
    let span = span.map_err(|_| wrong(option, text, Form::Time))?;
    if option == "--until" && span.0 == Duration::ZERO {
        return Err(wrong(option, text, Form::Time));
    }
    Ok(span.0)
}

/// An option whose value has another form.
pub fn wrong(option: &'static str, value: &str, form: Form) -> Complaint {
    Complaint::Option {
        option,
        value: value.to_owned(),
        form,
    }
}
