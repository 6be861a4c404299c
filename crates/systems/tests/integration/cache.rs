//! Caches in models written by hand.

use sim::{Decision, Duration, Fault, Record, Simulation};
use systems::model::{Model, ModelError, Problem, assemble};

use crate::support::Run;

fn try_run(text: &str) -> Result<Run, ModelError> {
    let model: Model = serde_json::from_str(text).expect("the model is well-formed");
    let blueprint = assemble(&model, 1, Duration::from_secs(1_000), 4_000_000)?;
    Ok(Run {
        simulation: Simulation::new(blueprint),
    })
}

fn run(text: &str) -> Run {
    try_run(text).expect("the model is sound")
}

/// How often some cache decided so.
fn decisions(run: &Run, wanted: Decision) -> f64 {
    let (entries, missed) = run.simulation.trace().since(0);
    assert_eq!(missed, 0, "the whole run is kept");
    let decided = entries.filter(
        |entry| matches!(entry.record, Record::Decided { decision, .. } if decision == wanted),
    );
    decided.count() as f64
}

/// Users of a name who read, and write for this percentage of their requests, through a door.
fn users(name: &str, door: &str, writes: u32) -> String {
    let reads = 100 - writes;
    format!(
        r#""{name}": {{ "clients": {{ "target": "{door}", "timeout": "5s",
            "arrivals": {{ "poisson": {{ "per_second": 400 }} }},
            "operations": [
                {{ "name": "read", "weight": {reads}, "data": {{ "read": 0 }} }},
                {{ "name": "write", "weight": {writes}, "data": {{ "write": 0 }} }}
            ],
            "keys": {{ "count": 3000 }} }} }}"#
    )
}

const STORE: &str = r#""db": { "database": { "read": { "exponential": "2ms" },
    "write": { "exponential": "4ms" }, "workers": 16, "replicas": 1, "failover": {} } }"#;

fn cache(name: &str, more: &str) -> String {
    format!(
        r#""{name}": {{ "cache": {{ "origin": "db", "store": true, "keeps": ["read"],
            "invalidates": ["write"] {more} }} }}"#
    )
}

fn model(parts: &[&str]) -> String {
    format!(r#"{{ "nodes": {{ {} }} }}"#, parts.join(", "))
}

#[test]
fn one_cache_before_a_database_spares_it_the_reads_and_gives_nothing_stale() {
    let cache = cache("cache", r#", "capacity": 1500"#);
    let mut run = run(&model(&[&users("users", "cache", 2), &cache, STORE]));
    run.until(60.0);
    let totals = run.simulation.ledger().totals;
    assert_eq!((totals.failed_total(), totals.broken()), (0, 0));
    let hits = decisions(&run, Decision::CacheHit);
    let misses = decisions(&run, Decision::CacheMiss);
    // Half of the keys fit in; filling them and throwing the written ones away costs some.
    let ratio = hits / (hits + misses);
    assert!((0.40..0.50).contains(&ratio), "{ratio}");
}

#[test]
fn a_cache_finds_the_new_primary_of_its_database() {
    let cache = cache("cache", r#", "capacity": 100, "timeout": "1s""#);
    let mut run = run(&model(&[&users("users", "cache", 20), &cache, STORE]));
    run.until(20.0).crash("db-1").until(120.0);
    let failed = run.failed();
    assert!(failed > 1_000, "nobody takes over at once: {failed}");
    run.until(140.0);
    assert_eq!(run.failed(), failed, "the other one does, after a minute");
    assert_eq!(run.simulation.ledger().totals.broken(), 0);
}

#[test]
fn edges_know_nothing_of_each_other_and_give_what_is_stale() {
    let stale_share = |edges: [&str; 2], more: &str| {
        let caches = [cache(edges[0], more), cache(edges[1], more)];
        let first = users("tokyo", edges[0], 5);
        let second = users("osaka", edges[1], 5);
        let mut parts = vec![first.as_str(), second.as_str(), STORE];
        parts.extend(caches.iter().map(String::as_str));
        let mut run = run(&model(&parts));
        run.until(60.0);
        let totals = run.simulation.ledger().totals;
        totals.broken() as f64 / totals.succeeded as f64
    };
    let two = ["edge-a", "edge-b"];
    let for_ever = stale_share(two, r#", "capacity": 3000"#);
    let briefly = stale_share(two, r#", "capacity": 3000, "time_to_live": "1s""#);
    assert!(for_ever > 0.1, "{for_ever}");
    assert!(
        briefly > 0.0 && briefly < 0.2 * for_ever,
        "{briefly} of {for_ever}"
    );
}

#[test]
fn copies_of_one_operation_can_be_fresh_for_another_time() {
    let text = |times: &str| {
        format!(
            r#"{{ "nodes": {{
                "users": {{ "clients": {{ "target": "cache",
                    "arrivals": {{ "constant": {{ "per_second": 100 }} }},
                    "operations": [{{ "name": "film" }}, {{ "name": "live" }}],
                    "keys": {{ "count": 1 }} }} }},
                "cache": {{ "cache": {{ "origin": "origin", "keeps": ["film", "live"],
                    "capacity": 10, {times} }} }},
                "origin": {{ "service": {{ "operations": {{ "film": [], "live": [] }} }} }}
            }} }}"#
        )
    };
    let misses = |times: &str| {
        let mut run = run(&text(times));
        run.until(60.0);
        decisions(&run, Decision::CacheMiss) - decisions(&run, Decision::Joined)
    };
    // The film once, the live programme every two seconds; or the film every ten.
    let live = r#""time_to_live_of": { "live": "2s" }"#;
    assert!((29.0..=31.0).contains(&misses(live)), "{}", misses(live));
    let both = r#""time_to_live": "10s", "time_to_live_of": { "live": "2s" }"#;
    assert!((34.0..=37.0).contains(&misses(both)), "{}", misses(both));
    let error = try_run(&text(r#""time_to_live_of": { "other": "2s" }"#)).err();
    let error = error.expect("only what is kept");
    assert_eq!(error.path, "nodes.cache.time_to_live_of.other");
    let rule = "only_what_is_kept_has_a_time_to_live";
    assert_eq!(error.problem, Problem::Contradiction { rule });
}

#[test]
fn the_same_key_at_the_same_cache_makes_many_caches_one_large_one() {
    let hit_ratio = |policy: &str| {
        let caches = cache("cache", r#", "capacity": 1000, "replicas": 3"#);
        let door =
            format!(r#""door": {{ "balancer": {{ "targets": ["cache"], "policy": {policy} }} }}"#);
        let mut run = run(&model(&[&users("users", "door", 0), &door, &caches, STORE]));
        run.until(60.0);
        assert_eq!(run.failed(), 0);
        let hits = decisions(&run, Decision::CacheHit);
        hits / (hits + decisions(&run, Decision::CacheMiss))
    };
    // Each of three holds a third of all keys: any third, or its own third.
    let apart = hit_ratio(r#""round_robin""#);
    assert!((0.25..0.34).contains(&apart), "{apart}");
    let together = hit_ratio(r#"{ "consistent_hashing": { "virtual_nodes": 1000 } }"#);
    assert!(together > 0.8, "{together}");
}

#[test]
fn a_flushed_cache_lets_everything_through_until_it_is_full_again() {
    let cache = cache("cache", r#", "capacity": 3000"#);
    let mut run = run(&model(&[&users("users", "cache", 0), &cache, STORE]));
    run.until(100.0);
    let misses = |run: &Run| decisions(run, Decision::CacheMiss);
    let before = misses(&run);
    run.until(101.0);
    assert!(misses(&run) - before < 5.0, "all keys are there");
    let node = run.node("cache");
    let before = misses(&run);
    run.strike(Fault::Flush { node }).until(102.0);
    let missed = misses(&run) - before;
    assert!(
        (330.0..430.0).contains(&missed),
        "nearly all of 400: {missed}"
    );
}

#[test]
fn what_is_wrong_with_a_cache_is_told_with_its_place() {
    let error = |fields: &str| {
        let cache = format!(r#""cache": {{ "cache": {{ {fields} }} }}"#);
        let wrong = try_run(&model(&[&cache, STORE]));
        wrong.err().expect("the model cannot be run")
    };
    let unknown = error(r#""origin": "db", "keeps": ["read", "list"], "capacity": 1"#);
    assert_eq!(unknown.path, "nodes.cache.keeps[1]");
    let known = vec!["read".to_owned(), "write".to_owned()];
    let name = "list".to_owned();
    assert_eq!(unknown.problem, Problem::UnknownOperation { name, known });
    let twice =
        error(r#""origin": "db", "keeps": ["read"], "invalidates": ["read"], "capacity": 1"#);
    let rule = "operation_named_twice";
    let problem = Problem::Contradiction { rule };
    assert_eq!(
        twice,
        ModelError::new("nodes.cache.invalidates[0]", problem)
    );
    let nowhere = error(r#""origin": "nowhere", "keeps": ["read"], "capacity": 1"#);
    assert_eq!(nowhere.path, "nodes.cache.origin");
    let no_room = error(r#""origin": "db", "keeps": ["read"], "capacity": 0"#);
    assert_eq!(no_room.path, "nodes.cache.capacity");
}
