//! Running a case with every law checked after every event.

use std::panic::{AssertUnwindSafe, catch_unwind};

use serde_json::Value;
use sim::{Duration, Intervention, Record, Simulation, Time};
use systems::scenario_file::ScenarioFile;

use crate::heal::heal_all;
use crate::watch::Watch;
use crate::word::Event;

/// Events of one case, at most: many small cases see more than one long one.
const EVENTS_MAX: u64 = 100_000;
/// Records that one event can leave behind and that are still checked one by one.
const RECORDS_KEPT: usize = 100_000;

/// How long everything may take to come to rest when nobody wants anything and nothing is broken.
const REST_AFTER: Duration = Duration::from_secs(3_600);
/// Events that are looked at one by one for what happened before what.
const PAST_EVENTS: u64 = 300;

/// A law that did not hold.
#[derive(Debug)]
pub struct Broken {
    pub law: String,
    pub evidence: String,
}

/// What a case came to.
#[derive(Debug, Default)]
pub struct Totals {
    pub succeeded: u64,
    pub failed: u64,
    pub struck: u64,
}

/// Runs a case; gives the number of events checked. A case that cannot be run breaks no law.
pub fn run(case: &Value) -> Result<u64, Broken> {
    let Ok(mut prepared) = Prepared::new(case) else {
        return Ok(0);
    };
    let checked = catch_unwind(AssertUnwindSafe(|| prepared.check_all()));
    checked.unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().cloned();
        let text = text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
        Err(Broken {
            law: "nothing panics".to_owned(),
            evidence: text.unwrap_or_default(),
        })
    })
}

/// Runs a case without checking, for what it comes to.
///
/// # Panics
/// If the case cannot be run.
pub fn totals(case: &Value) -> Totals {
    let Prepared { mut run, end, .. } = Prepared::must(case);
    run.run_until(end, EVENTS_MAX);
    let ledger = run.ledger().totals;
    let (entries, _) = run.trace().since(0);
    let struck = entries.filter(|entry| matches!(entry.record, Record::Struck { .. }));
    Totals {
        succeeded: ledger.succeeded,
        failed: ledger.failed_total(),
        struck: struck.count() as u64,
    }
}

/// A case, and where it ends. What lies beyond is for coming to rest.
struct Prepared {
    run: Simulation,
    watch: Watch,
    end: Time,
}

impl Prepared {
    fn new(case: &Value) -> Result<Self, String> {
        let mut file: ScenarioFile =
            serde_json::from_value(case.clone()).map_err(|error| error.to_string())?;
        let end = Time::ZERO + file.horizon.0;
        file.horizon.0 = file.horizon.0 + REST_AFTER;
        let blueprint = file.blueprint(RECORDS_KEPT);
        let blueprint = blueprint.map_err(|error| format!("{error:?}"))?;
        let watch = Watch::new(&blueprint);
        let run = Simulation::new(blueprint);
        Ok(Self { run, watch, end })
    }

    fn must(case: &Value) -> Self {
        Self::new(case).unwrap_or_else(|error| panic!("{error}: {case:#}"))
    }

    fn goes_on(&self) -> bool {
        self.run.next_event_at().is_some_and(|at| at <= self.end)
    }

    fn check_all(&mut self) -> Result<u64, Broken> {
        while self.goes_on() && self.run.events() < EVENTS_MAX {
            self.run.step();
            self.check()?;
            self.watch.look(&self.run)?;
        }
        if self.run.events() < EVENTS_MAX {
            self.come_to_rest()?;
        }
        Ok(self.run.events())
    }

    fn check(&self) -> Result<(), Broken> {
        self.run.check().map_err(|violation| Broken {
            law: violation.law.to_owned(),
            evidence: format!("at {:?}: {}", self.run.now(), violation.evidence),
        })
    }

    /// Nobody wants anything any more and everything is mended: what is under way ends.
    fn come_to_rest(&mut self) -> Result<(), Broken> {
        let run = &mut self.run;
        run.run_until(self.end, EVENTS_MAX);
        heal_all(run);
        run.intervene(Intervention::SetDemand {
            per_second_milli: 0,
        });
        while run.now() < run.horizon() && !at_rest(run) {
            let next = run.now() + Duration::from_secs(1);
            run.run_until(next, EVENTS_MAX);
        }
        if at_rest(run) {
            return self.check();
        }
        let views = run.snapshot().nodes;
        Err(Broken {
            law: "what is under way ends when nobody asks and nothing is broken".to_owned(),
            evidence: format!("{:?}, {views:?}", run.ledger().totals),
        })
    }
}

fn at_rest(run: &Simulation) -> bool {
    let views = run.snapshot().nodes;
    let kept: u64 = views.iter().filter_map(|view| view.backlog).sum();
    let nodes = run.nodes().iter();
    let jobs: usize = nodes.map(|node| node.queue_length() + node.busy()).sum();
    run.ledger().totals.in_flight() == 0 && kept == 0 && jobs == 0
}

/// The first events of a case, with their clocks.
///
/// # Panics
/// If the case cannot be run, or breaks a law.
pub fn past(case: &Value) -> Vec<Event> {
    let mut prepared = Prepared::must(case);
    prepared.watch.word.past = Some(Vec::new());
    while prepared.goes_on() && prepared.run.events() < PAST_EVENTS {
        prepared.run.step();
        let looked = prepared.watch.look(&prepared.run);
        looked.unwrap_or_else(|broken| panic!("{broken:?}"));
    }
    prepared.watch.word.past.unwrap_or_default()
}
