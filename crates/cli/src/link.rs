//! `hitotsu link`: the part of the page's address that opens a scenario of the catalogue, so that what
//! was measured here can be watched there.
//!
//! The page shows two systems under one demand: a second scenario stands beside the first, or the first
//! stands on both sides. Seed and end are the first one's.

use std::io::Write;

use sim::{Blueprint, Duration, Planned, Scenario, Simulation, Time};
use systems::DEMAND;
use systems::acts::{self, ACTS_MAX, Act, HORIZON_SECONDS, SEED_MAX};
use systems::model::{ModelError, Problem, Span};
use systems::scenario_file::ScenarioFile;

use crate::arguments::{Input, Link};
use crate::complaint::Complaint;
use crate::prepared::Prepared;
use crate::words::Language;
use crate::{document, print, say};

/// What the sides are called in the address.
const SIDES: [&str; 2] = ["left", "right"];
const SECOND: u64 = 1_000_000_000;

/// One side of the page.
struct Side {
    prepared: Prepared,
    scenario: Scenario,
    /// What is done to its run, as the address says it.
    acts: Vec<String>,
}

/// `hitotsu link`.
pub fn run(arguments: &Link, language: Language, out: &mut dyn Write) -> Result<(), Complaint> {
    let left = Side::new(&arguments.input)?;
    let beside = arguments.beside.as_ref().map(|beside| {
        Side::new(&Input {
            scenario: beside.clone(),
            set: Vec::new(),
            seed: None,
            until: None,
        })
    });
    let right = beside.transpose()?;
    let pairs = pairs(&left, right.as_ref())?;
    let pairs: Vec<String> = pairs
        .into_iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    print(out, &format!("?{}\n", pairs.join("&")))?;
    // That takes as long as a run does, and the link is not kept back for it.
    for side in [Some(&left), right.as_ref()].into_iter().flatten() {
        side.warn_of_other_runs(language)?;
    }
    Ok(())
}

impl Side {
    fn new(input: &Input) -> Result<Self, Complaint> {
        let prepared = Prepared::new(input)?;
        let blueprint = prepared.blueprint(0)?;
        let file = &prepared.file;
        let entry = file.system.as_deref().and_then(systems::entry);
        let entry = entry.ok_or_else(|| Complaint::NoSystem {
            name: input.scenario.clone(),
        })?;
        let mut scenario = entry.scenario(file.seed.0, prepared.until);
        scenario.parameters = file.parameters.clone();
        let moments = moments(&blueprint.planned, prepared.until);
        let acts = moments.map(|moment| acts::written(&act(moment), &blueprint));
        let side = Self {
            acts: acts.collect(),
            scenario,
            prepared,
        };
        side.check_frame()?;
        Ok(side)
    }

    /// Says so if the link's run is not the one of the file.
    fn warn_of_other_runs(&self, language: Language) -> Result<(), Complaint> {
        let blueprint = self.prepared.blueprint(0)?;
        if let Some(at) = first_among_others(blueprint, self.prepared.until) {
            let at = Span(at.since(Time::ZERO)).to_string();
            let messages = language.messages();
            let caution = messages.sentence(&Complaint::StrikesAmongOthers { at });
            say(&format!("{}{caution}", messages.check.caution));
        }
        Ok(())
    }

    /// What a link cannot say ends as a sentence.
    fn check_frame(&self) -> Result<(), Complaint> {
        let within = |path: &str, value: String, minimum: String, maximum: String| {
            let problem = Problem::OutOfRange {
                value,
                minimum,
                maximum,
            };
            self.wrong(path, problem)
        };
        let seed = self.scenario.seed;
        if seed > SEED_MAX {
            let (least, most) = (0.to_string(), SEED_MAX.to_string());
            return Err(within("seed", seed.to_string(), least, most));
        }
        let horizon = self.scenario.horizon.as_nanos();
        if !HORIZON_SECONDS.contains(&(horizon / SECOND)) {
            let span = |seconds: &u64| Span(Duration::from_secs(*seconds)).to_string();
            let (least, most) = (HORIZON_SECONDS.start(), HORIZON_SECONDS.end());
            let value = Span(self.scenario.horizon).to_string();
            return Err(within("horizon", value, span(least), span(most)));
        }
        if !horizon.is_multiple_of(SECOND) {
            let rule = "whole_seconds_in_a_link";
            return Err(self.wrong("horizon", Problem::Contradiction { rule }));
        }
        if self.acts.len() > ACTS_MAX {
            let (count, maximum) = (self.acts.len(), ACTS_MAX);
            return Err(self.wrong("faults", Problem::TooMany { count, maximum }));
        }
        Ok(())
    }

    fn wrong(&self, path: &str, problem: Problem) -> Complaint {
        let error = ModelError::new(path, problem);
        document::meaning(error, &self.prepared.document)
    }

    fn default(&self, id: &str) -> Option<i64> {
        let entry = systems::entry(&self.scenario.system)?;
        Some(entry.parameter(id)?.default)
    }

    /// The value of a parameter, if the system has it.
    fn value(&self, id: &str) -> Option<i64> {
        let default = self.default(id)?;
        Some(self.scenario.parameters.get(id).copied().unwrap_or(default))
    }
}

/// What is planned for one instant. The page does it when everything else of that instant has
/// happened, a run of the file before.
fn act(moment: &[Planned]) -> Act {
    Act {
        at: moment[0].at,
        late: false,
        what: moment.iter().map(|planned| planned.what).collect(),
    }
}

/// What is planned up to the end of the run, instant by instant.
fn moments(planned: &[Planned], until: Duration) -> impl Iterator<Item = &[Planned]> {
    let moments = planned.chunk_by(|one, next| one.at == next.at);
    moments.filter(move |moment| moment[0].at <= Time::ZERO + until)
}

/// The first instant of the plan, after the start, at which something else happens, too. Runs up to
/// there, or to the end of the plan.
fn first_among_others(mut blueprint: Blueprint, until: Duration) -> Option<Time> {
    let planned = std::mem::take(&mut blueprint.planned);
    let mut run = Simulation::new(blueprint);
    for moment in moments(&planned, until) {
        let at = moment[0].at;
        if let Some(before) = at.as_nanos().checked_sub(1) {
            run.run_until(Time::from_nanos(before), u64::MAX);
            if run.next_event_at() == Some(at) {
                return Some(at);
            }
        }
        run.pass_to(at);
        for planned in moment {
            run.intervene(planned.what);
        }
    }
    None
}

/// Names and values of the address.
fn pairs(left: &Side, right: Option<&Side>) -> Result<Vec<(String, String)>, Complaint> {
    let mut pairs = Vec::new();
    let mut add = |name: String, value: String| pairs.push((name, value));
    for (name, side) in SIDES.into_iter().zip([left, right.unwrap_or(left)]) {
        add(name.to_owned(), side.scenario.system.clone());
    }
    // What everybody has anyway is left out: links are for people, too.
    let usual = ScenarioFile::of_system(&left.scenario.system);
    if left.scenario.seed != usual.seed.0 {
        add("seed".to_owned(), left.scenario.seed.to_string());
    }
    if left.scenario.horizon != usual.horizon.0 {
        let seconds = left.scenario.horizon.as_nanos() / SECOND;
        add("horizon".to_owned(), seconds.to_string());
    }
    for id in DEMAND {
        let sides = [Some(left), right].into_iter().flatten();
        let default = sides.filter_map(|side| side.default(id)).min();
        let value = demand(left, right, id)?;
        if let Some(value) = value.filter(|value| Some(*value) != default) {
            add(id.to_owned(), value.to_string());
        }
    }
    let own = |side: &Side| {
        let own = side.scenario.parameters.clone().into_iter();
        own.filter(|(id, _)| !DEMAND.contains(&id.as_str()))
    };
    let Some(right) = right else {
        own(left).for_each(|(id, value)| add(id, value.to_string()));
        left.acts
            .iter()
            .for_each(|act| add("do".to_owned(), act.clone()));
        return Ok(pairs);
    };
    for (name, side) in SIDES.into_iter().zip([left, right]) {
        own(side).for_each(|(id, value)| add(format!("{name}.{id}"), value.to_string()));
        side.acts
            .iter()
            .for_each(|act| add(format!("{name}.do"), act.clone()));
    }
    Ok(pairs)
}

/// A parameter of the demand, which is the first scenario's: the second says the same or nothing.
fn demand(left: &Side, right: Option<&Side>, id: &str) -> Result<Option<i64>, Complaint> {
    let Some(right) = right else {
        return Ok(left.value(id));
    };
    let path = format!("parameters.{id}");
    let Some(value) = left.value(id) else {
        return Ok(right.value(id));
    };
    if let Some(other) = right.scenario.parameters.get(id)
        && *other != value
    {
        let rule = "one_demand_in_a_link";
        return Err(right.wrong(&path, Problem::Contradiction { rule }));
    }
    Ok(Some(value))
}
