//! Where a layered shop keeps its carts, and what a lost machine does to them.

use sim::{Decision, Record};

use crate::support::Run;

const IN_DATABASE: i64 = 0;
const WHERE_THEY_WERE_FILLED: i64 = 1;
const ANYWHERE: i64 = 2;

/// Runs with both deployments of the layers, with so many machines at the top and the carts there.
fn runs(units: i64, carts: i64) -> impl Iterator<Item = Run> {
    let settings = (0..=1).flat_map(|tiers| (1..=3).map(move |seed| (tiers, seed)));
    settings.map(move |(tiers, seed)| {
        let parameters = [("tiers", tiers), ("units", units), ("carts", carts)];
        Run::new("layered", seed, &parameters)
    })
}

fn lost(run: &Run) -> u64 {
    run.simulation.ledger().totals.lost_sessions
}

#[test]
fn always_carts_in_the_database_outlive_the_machines_above_it() {
    for mut run in runs(2, IN_DATABASE) {
        run.until(20.0).crash("app-1").until(30.0);
        run.restart("app-1").until(60.0);
        assert_eq!(lost(&run), 0);
    }
}

#[test]
fn always_carts_in_memory_are_there_as_long_as_their_machine_is() {
    for mut run in runs(2, WHERE_THEY_WERE_FILLED) {
        run.until(60.0);
        assert_eq!(lost(&run), 0);
    }
}

#[test]
fn sometimes_a_lost_machine_takes_the_carts_in_its_memory_with_it() {
    for mut run in runs(1, WHERE_THEY_WERE_FILLED) {
        run.until(20.0).crash("app-1").until(21.0);
        run.restart("app-1").until(60.0);
        assert!(lost(&run) > 10, "{}", lost(&run));
        // Who finds an empty cart can read why.
        let found_nothing = |record: &Record| {
            let decision = Decision::RecalledNothing;
            matches!(record, Record::Decided { decision: made, .. } if *made == decision)
        };
        assert!(run.first(found_nothing).is_some());
    }
}

#[test]
fn sometimes_carts_are_missed_without_any_fault_where_customers_go_to_any_machine() {
    for mut run in runs(2, ANYWHERE) {
        run.until(20.0);
        assert!(lost(&run) > 10, "{}", lost(&run));
    }
}
