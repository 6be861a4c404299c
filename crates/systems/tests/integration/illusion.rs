//! Breaks of the illusion of one machine, as users see them: one machine never shows any but errors,
//! and each kind is shown by a system that pays for being many.

use sim::{
    Blueprint, Break, Duration, Fault, Intervention, NodeId, Record, Simulation, Time, Timeline,
    Totals,
};
use systems::model::{Model, assemble};

use crate::support::{Dice, Run, any_fault, heal_all};

const SEEDS: u64 = 40;

fn blueprint(text: &str, seed: u64) -> Blueprint {
    let model: Model = serde_json::from_str(text).expect("the model is well-formed");
    let blueprint = assemble(&model, seed, Duration::from_secs(1_000), 500_000);
    blueprint.expect("the model is sound")
}

fn run(text: &str, seed: u64) -> Run {
    Run {
        simulation: Simulation::new(blueprint(text, seed)),
    }
}

fn totals(run: &Run) -> Totals {
    run.simulation.ledger().totals
}

/// Users who read and write shared data and their own, through a door.
fn users(name: &str, door: &str) -> String {
    format!(
        r#""{name}": {{ "clients": {{ "target": "{door}", "timeout": "400ms",
            "arrivals": {{ "poisson": {{ "per_second": 100 }} }}, "keys": {{ "count": 20 }},
            "operations": [
                {{ "name": "look", "weight": 3, "data": {{ "read": 0 }} }},
                {{ "name": "post", "weight": 2, "data": {{ "write": 0 }} }}
            ],
            "retry": {{ "attempts": 3, "pause": {{ "fixed": "20ms" }} }},
            "hedge": {{ "after": "30ms", "budget": {{ "ratio_percent": 50, "burst": 10 }} }} }} }}"#
    )
}

/// A server before a database that says these things of itself. `own` makes the data its users' own.
fn shop(database: &str, own: bool) -> String {
    let (read, write) = if own {
        ("read_own", "write_own")
    } else {
        ("read", "write")
    };
    let users = users("users", "api")
        .replace(r#""read""#, &format!(r#""{read}""#))
        .replace(r#""write""#, &format!(r#""{write}""#));
    format!(
        r#"{{ "nodes": {{ {users},
            "api": {{ "service": {{ "workers": 4, "operations": {{
                "look": [{{ "read": {{ "store": "db", "timeout": "1s" }} }}],
                "post": [{{ "write": {{ "store": "db", "timeout": "1s" }} }}] }} }} }},
            "db": {{ "database": {{ "workers": 2, "read": {{ "exponential": "3ms" }},
                "write": {{ "exponential": "5ms" }}, "boot": "1s", {database} }} }} }} }}"#
    )
}

/// Strikes it with random faults, mends everything, and lets it run on.
fn hurt(run: &mut Run, seed: u64) {
    let mut dice = Dice(seed.wrapping_mul(313) + 7);
    for _ in 0..30 {
        let secs = run.simulation.now().as_secs_f64() + dice.roll(2_000) as f64 / 1e3;
        run.until(secs);
        let fault = any_fault(&run.simulation, &mut dice);
        run.simulation.intervene(Intervention::Fault(fault));
    }
    heal_all(&mut run.simulation);
    let healed = run.simulation.now().as_secs_f64();
    run.until(healed + 10.0);
}

#[test]
fn one_place_for_the_data_never_shows_anything_but_errors() {
    let direct = users("users", "db")
        .replace("look", "read")
        .replace("post", "write");
    let direct = format!(
        r#"{{ "nodes": {{ {direct}, "db": {{ "database": {{ "workers": 3,
            "read": {{ "exponential": "6ms" }}, "write": {{ "exponential": "8ms" }}, "boot": "1s" }} }} }} }}"#
    );
    let mut errors = 0;
    for seed in 0..SEEDS {
        for text in [&direct, &shop(r#""queue": 50"#, seed % 2 == 0)] {
            let mut run = run(text, seed);
            hurt(&mut run, seed);
            let totals = totals(&run);
            assert_eq!(totals.broken(), 0, "seed {seed}: {totals:?}");
            assert!(totals.succeeded > 500, "seed {seed}: {totals:?}");
            errors += totals.failed_total();
        }
    }
    assert!(errors > 1_000, "the faults are felt: {errors}");
}

/// Two services with a database each; whoever pays is shown a cart that may be empty.
const TWO_STORES: &str = r#"{ "nodes": {
    "users": { "clients": { "target": "shop", "arrivals": { "poisson": { "per_second": 150 } },
        "operations": [
            { "name": "fill", "weight": 1, "data": { "write_own": 1 } },
            { "name": "pay", "weight": 4, "data": { "read_own": 1 } }
        ], "keys": { "count": 200 } } },
    "shop": { "service": { "workers": 4, "operations": {
        "fill": [{ "write": { "store": "carts", "timeout": "1s" } }],
        "pay": [{ "write": { "store": "payments", "timeout": "1s" } },
            { "read": { "store": "carts", "timeout": "1s" } }] } } },
    "carts": { "database": { "read": { "constant": "1ms" }, "write": { "constant": "2ms" } } },
    "payments": { "database": { "read": { "constant": "1ms" }, "write": { "constant": "2ms" } } }
} }"#;

#[test]
fn an_empty_cart_is_not_taken_for_what_another_store_has() {
    let mut run = run(TWO_STORES, 1);
    run.until(30.0);
    let totals = totals(&run);
    assert_eq!(
        (totals.broken(), totals.failed_total()),
        (0, 0),
        "{totals:?}"
    );
    assert!(totals.succeeded > 4_000);
}

#[test]
fn a_cart_that_is_empty_though_it_was_filled_is_a_lost_session() {
    let behind = r#""carts": { "database": { "replicas": 1, "replication": "asynchronous",
        "ship_every": "20s", "reads": "replica","#;
    let mut run = run(
        &TWO_STORES.replace(r#""carts": { "database": {"#, behind),
        1,
    );
    run.until(15.0);
    let totals = totals(&run);
    // Nothing has reached the copy that is read: everybody who has filled a cart finds it empty.
    assert!(totals.lost_sessions > 500, "{totals:?}");
    assert_eq!(totals.lost_sessions, totals.broken());
}

#[test]
fn copies_that_confirm_together_lose_no_write_whatever_fails() {
    let failover = r#""replicas": 2, "failover": { "detection": "300ms", "promotion": "500ms" }"#;
    for seed in 0..SEEDS {
        let mut run = run(&shop(failover, false), seed);
        hurt(&mut run, seed);
        let totals = totals(&run);
        assert_eq!(totals.lost_writes, 0, "seed {seed}: {totals:?}");
    }
}

/// Copies that are filled behind the users' backs, and one of them takes over.
const BEHIND: &str = r#""replicas": 2, "replication": "asynchronous", "ship_every": "300ms",
    "failover": { "detection": "300ms", "promotion": "500ms" }"#;

#[test]
fn a_failover_to_a_copy_that_is_behind_loses_writes_and_users_find_out() {
    let mut found = 0;
    for seed in 0..10 {
        let mut run = run(&shop(BEHIND, false), seed);
        run.until(10.0).crash("db-1").until(20.0);
        let seen = totals(&run).lost_writes;
        found += seen;
        let requests: Vec<_> = run.simulation.ledger().breaks(Break::LostWrite).collect();
        assert_eq!(requests.len() as u64, seen, "each is kept");
        // The old primary is the one who knows how many there were.
        run.restart("db-1").until(40.0);
        let lost = writes_lost(&run);
        assert!(
            seen <= lost,
            "seed {seed}: users say {seen}, the machine {lost}"
        );
        assert!(
            seen + 4 >= lost,
            "seed {seed}: users say {seen}, the machine {lost}"
        );
    }
    assert!(found > 50, "{found}");
}

#[test]
fn the_story_of_a_lost_write_ends_when_that_comes_to_light() {
    let slow = BEHIND.replace("500ms", "30s");
    let mut timeline = Timeline::new(blueprint(&shop(&slow, false), 1));
    let at = |secs| Time::ZERO + Duration::from_secs(secs);
    timeline.seek(at(10));
    let names = timeline.simulation().nodes().iter().map(sim::Node::name);
    let primary = names.clone().position(|name| name == "db-1");
    let node = NodeId(primary.expect("there is a primary") as u16);
    timeline.intervene(Intervention::Fault(Fault::Crash { node }));
    timeline.seek(at(60));
    let ledger = timeline.simulation().ledger();
    let lost: Vec<_> = ledger.breaks(Break::LostWrite).collect();
    assert!(!lost.is_empty());
    for id in lost {
        let story = timeline.story(id).expect("it was issued");
        let last = story.entries.last().expect("much has happened");
        let kind = Break::LostWrite;
        assert_eq!(last.record, Record::Broke { request: id, kind });
        assert!(last.time > at(40), "nobody answers before: {:?}", last.time);
        assert_eq!(story.until, last.time);
        let (ended, outcome) = story.request.ended.expect("it was confirmed");
        assert!(outcome.is_ok() && ended < at(11), "{ended:?}");
        assert_eq!(story.parts().whole(), story.elapsed());
    }
}

/// What the machines themselves know to be lost.
fn writes_lost(run: &Run) -> u64 {
    let (entries, missed) = run.simulation.trace().since(0);
    assert_eq!(missed, 0, "the whole run is kept");
    let lost = entries.map(|entry| match entry.record {
        Record::WritesLost { count, .. } => count,
        _ => 0,
    });
    lost.sum()
}

/// Copies that answer reads, and are behind, each by another time.
const READABLE: &str = r#""replicas": 2, "replication": "asynchronous", "ship_every": "50ms",
    "apply": { "exponential": "23ms" }, "reads": "replica""#;

#[test]
fn reading_from_copies_shows_what_is_old_and_time_that_runs_backwards() {
    let mut shared = run(&shop(READABLE, false), 1);
    shared.until(60.0);
    let totals_of = totals(&shared);
    assert!(totals_of.stale_reads > 50, "{totals_of:?}");
    assert!(totals_of.order_reversals > 20, "{totals_of:?}");
    assert_eq!((totals_of.lost_sessions, totals_of.lost_writes), (0, 0));

    let mut own = run(&shop(READABLE, true), 1);
    own.until(60.0);
    let own = totals(&own);
    // The very same answers, seen by the one whose data it is.
    assert_eq!(own.lost_sessions, totals_of.broken());
    assert_eq!(own.stale_reads + own.order_reversals + own.lost_writes, 0);
}

#[test]
fn a_break_is_counted_once_and_its_request_is_kept() {
    let mut run = run(&shop(READABLE, false), 3);
    run.until(20.0);
    let ledger = run.simulation.ledger();
    let mut all: Vec<_> = Break::ALL
        .iter()
        .flat_map(|kind| ledger.breaks(*kind))
        .collect();
    let count = all.len() as u64;
    assert_eq!(count, ledger.totals.broken() + ledger.totals.failed_total());
    all.sort();
    all.dedup();
    assert_eq!(all.len() as u64, count, "no request is named twice");
    let kept = ledger
        .breaks(Break::StaleRead)
        .chain(ledger.breaks(Break::OrderReversal));
    for request in kept.filter_map(|id| ledger.get(id)) {
        assert_eq!(request.ended.map(|(_, outcome)| outcome), Some(Ok(())));
    }
}
