//! Running a case with every law checked after every event.

use std::panic::{AssertUnwindSafe, catch_unwind};

use serde_json::Value;
use sim::{Record, Simulation};
use systems::scenario_file::ScenarioFile;

use crate::watch::Watch;

/// Events of one case, at most: many small cases see more than one long one.
const EVENTS_MAX: u64 = 100_000;
/// Records that one event can leave behind and that are still checked one by one.
const RECORDS_KEPT: usize = 100_000;

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
    let Ok((mut run, mut watch)) = simulation(case) else {
        return Ok(0);
    };
    let checked = catch_unwind(AssertUnwindSafe(|| check_all(&mut run, &mut watch)));
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
    let (mut run, _) = simulation(case).unwrap_or_else(|error| panic!("{error}: {case:#}"));
    run.run_until(run.horizon(), EVENTS_MAX);
    let ledger = run.ledger().totals;
    let (entries, _) = run.trace().since(0);
    let struck = entries.filter(|entry| matches!(entry.record, Record::Struck { .. }));
    Totals {
        succeeded: ledger.succeeded,
        failed: ledger.failed_total(),
        struck: struck.count() as u64,
    }
}

fn simulation(case: &Value) -> Result<(Simulation, Watch), String> {
    let file: ScenarioFile =
        serde_json::from_value(case.clone()).map_err(|error| error.to_string())?;
    let blueprint = file.blueprint(RECORDS_KEPT);
    let blueprint = blueprint.map_err(|error| format!("{error:?}"))?;
    let watch = Watch::new(&blueprint);
    Ok((Simulation::new(blueprint), watch))
}

fn check_all(run: &mut Simulation, watch: &mut Watch) -> Result<u64, Broken> {
    loop {
        let went_on = run.step();
        run.check().map_err(|violation| Broken {
            law: violation.law.to_owned(),
            evidence: format!("at {:?}: {}", run.now(), violation.evidence),
        })?;
        watch.look(run)?;
        if !went_on || run.events() >= EVENTS_MAX {
            return Ok(run.events());
        }
    }
}
