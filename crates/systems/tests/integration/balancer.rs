//! Balancers in models written by hand.

use std::collections::BTreeMap;

use sim::{Decision, Duration, Intervention, Record, Simulation};
use systems::model::{Model, ModelError, Problem, assemble};

use crate::support::Run;

/// A shop of API servers behind a balancer, of both of which these fields say more.
fn shop(balancer: &str, servers: &str) -> Run {
    let text = format!(
        r#"{{ "nodes": {{
            "users": {{ "clients": {{ "target": "door", "timeout": "2s",
                "arrivals": {{ "poisson": {{ "per_second": 200 }} }},
                "keys": {{ "count": 2000 }} }} }},
            "door": {{ "balancer": {{ "targets": ["api"] {balancer} }} }},
            "api": {{ "service": {{ {servers}, "workers": 8,
                "operations": {{ "show": [{{ "work": {{ "exponential": "10ms" }} }}] }} }} }}
        }} }}"#
    );
    let model: Model = serde_json::from_str(&text).expect("the model is well-formed");
    let horizon = Duration::from_secs(1_000);
    let blueprint = assemble(&model, 1, horizon, 4_000_000).expect("the model is sound");
    Run {
        simulation: Simulation::new(blueprint),
    }
}

/// The machine that each key was last sent to, and how many calls each machine got.
fn chosen(run: &Run) -> (BTreeMap<u32, String>, BTreeMap<String, u32>) {
    let (mut owners, mut counts) = (BTreeMap::new(), BTreeMap::new());
    let (entries, missed) = run.simulation.trace().since(0);
    assert_eq!(missed, 0, "the whole run is kept");
    let mut keys = Vec::new();
    for entry in entries {
        match entry.record {
            Record::Issued { key, .. } => keys.push(key),
            Record::Decided {
                request: Some(request),
                decision: Decision::Chose { target },
                ..
            } => {
                let name = run.simulation.nodes()[target.index()].name().to_owned();
                *counts.entry(name.clone()).or_default() += 1;
                owners.insert(keys[request.0 as usize], name);
            }
            _ => {}
        }
    }
    (owners, counts)
}

#[test]
fn one_more_server_moves_its_share_of_the_keys_on_a_ring_and_nearly_all_without() {
    let ring = r#", "policy": { "consistent_hashing": { "virtual_nodes": 1000 } }"#;
    let modulo = r#", "policy": "sticky""#;
    for (count, on_ring, with_mod) in [(3, 25.0, 75.0), (4, 20.0, 80.0), (10, 9.1, 90.9)] {
        for (policy, expected) in [(ring, on_ring), (modulo, with_mod)] {
            let owners = |count: u32| {
                let mut run = shop(policy, &format!(r#""replicas": {count}"#));
                run.until(40.0);
                chosen(&run).0
            };
            let (before, after) = (owners(count), owners(count + 1));
            let newest = format!("api-{}", count + 1);
            let both = before.iter().filter(|(key, _)| after.contains_key(key));
            let all = both.clone().count() as f64;
            let moved: Vec<_> = both.filter(|(key, owner)| after[key] != **owner).collect();
            if policy == ring {
                assert!(moved.iter().all(|(key, _)| after[key] == newest));
            }
            let share = moved.len() as f64 * 100.0 / all;
            // 2,000 keys scatter by 1 % of all, and the arcs of 1,000 points by 3 % of themselves.
            let bound = 3.29 * (expected * (100.0 - expected) / all).sqrt() + 0.1 * on_ring;
            assert!(
                (share - expected).abs() < bound,
                "{count} servers: {share} % of {all} keys, expected {expected} +-{bound}"
            );
        }
    }
}

#[test]
fn servers_that_join_get_work_and_those_that_leave_lose_none() {
    for policy in [
        "round_robin",
        "random",
        "least_connections",
        "power_of_two_choices",
        "sticky",
    ] {
        let policy = format!(r#", "policy": "{policy}""#);
        let mut run = shop(&policy, r#""replicas": 1, "maximum": 4, "boot": "2s""#);
        let set_units = |run: &mut Run, count| {
            let group = 0;
            let what = Intervention::SetUnits { group, count };
            run.simulation.intervene(what);
        };
        run.until(10.0);
        assert_eq!(chosen(&run).1.len(), 1, "nobody else is there");
        set_units(&mut run, 4);
        run.until(30.0);
        let (_, counts) = chosen(&run);
        assert!(counts.values().all(|count| *count > 100), "{counts:?}");
        assert_eq!(counts.len(), 4);
        set_units(&mut run, 2);
        run.until(50.0);
        let (_, before) = chosen(&run);
        run.until(60.0);
        let (_, after) = chosen(&run);
        let busy = after.iter().filter(|(name, count)| before[*name] < **count);
        assert_eq!(busy.count(), 2);
        // One call may be on its way to a server that leaves.
        assert!(run.failed() <= 2, "{policy}: {}", run.failed());
    }
}

#[test]
fn weights_of_parts_and_machines_are_kept_to_the_call() {
    let weights = r#", "policy": { "weighted": { "api": 3, "api-2": 1, "api-4": 0 } }"#;
    let mut run = shop(weights, r#""replicas": 4"#);
    run.until(60.0);
    let (_, counts) = chosen(&run);
    assert_eq!(counts.len(), 3, "who weighs nothing gets nothing");
    assert!(counts["api-1"].abs_diff(counts["api-3"]) <= 1);
    assert!(counts["api-1"].abs_diff(3 * counts["api-2"]) <= 3);
}

#[test]
fn targets_of_one_balancer_offer_the_same() {
    let api = |operation: &str| {
        format!(r#"{{ "service": {{ "operations": {{ "{operation}": [] }} }} }}"#)
    };
    let with = |second: &str| {
        let (first, second) = (api("show"), api(second));
        format!(
            r#"{{ "nodes": {{
                "door": {{ "balancer": {{ "targets": ["first", "second"] }} }},
                "first": {first},
                "second": {second}
            }} }}"#
        )
    };
    let model: Model = serde_json::from_str(&with("show")).expect("the model is well-formed");
    assemble(&model, 1, Duration::from_secs(1), 0).expect("the same operations");
    let expected = contradiction("nodes.door", "targets_offer_different_operations");
    assert_eq!(error_of(&with("buy")), expected);
}

/// What is said of a model that cannot be run.
fn error_of(text: &str) -> ModelError {
    let model: Model = serde_json::from_str(text).expect("the model is well-formed");
    assemble(&model, 1, Duration::from_secs(1), 0).expect_err("the model cannot be run")
}

fn contradiction(path: &str, rule: &'static str) -> ModelError {
    ModelError::new(path, Problem::Contradiction { rule })
}

#[test]
fn balancers_in_a_circle_offer_nothing() {
    let circle = r#"{ "nodes": {
        "first": { "balancer": { "targets": ["second"] } },
        "second": { "balancer": { "targets": ["first"] } }
    } }"#;
    let expected = contradiction("nodes.first", "forwards_in_a_circle");
    assert_eq!(error_of(circle), expected);
}

#[test]
fn what_is_wrong_with_a_balancer_is_told_with_its_place() {
    let with = |fields: &str| {
        error_of(&format!(
            r#"{{ "nodes": {{
                "door": {{ "balancer": {{ {fields} }} }},
                "queue": {{ "station": {{ "per_second": 1, "service": {{ "constant": "1ms" }} }} }}
            }} }}"#
        ))
    };
    let empty = ModelError::new("nodes.door.targets", Problem::Empty);
    assert_eq!(with(r#""targets": []"#), empty);
    let twice = contradiction("nodes.door.targets", "target_named_twice");
    assert_eq!(with(r#""targets": ["queue", "queue"]"#), twice);
    let unknown = with(r#""targets": ["queue", "nobody"]"#);
    assert_eq!(unknown.path, "nodes.door.targets[1]");
    let unknown = with(r#""targets": ["queue"], "policy": { "weighted": { "api": 1 } }"#);
    assert_eq!(unknown.path, "nodes.door.policy.weighted");
    let weightless = with(r#""targets": ["queue"], "policy": { "weighted": { "queue": 0 } }"#);
    let nobody = contradiction("nodes.door.policy.weighted", "nobody_has_weight");
    assert_eq!(weightless, nobody);
    let impatient =
        with(r#""targets": ["queue"], "checks": { "interval": "1s", "timeout": "2s" }"#);
    let expected = Problem::OutOfRange {
        value: "2s".to_owned(),
        minimum: "1ms".to_owned(),
        maximum: "1s".to_owned(),
    };
    assert_eq!(
        impatient,
        ModelError::new("nodes.door.checks.timeout", expected)
    );
}

#[test]
fn in_order_the_first_trusted_server_gets_everything() {
    let mut run = shop(r#", "policy": "in_order""#, r#""replicas": 3"#);
    let got = |run: &Run| {
        ["api-1", "api-2", "api-3"].map(|name| {
            let counts = chosen(run).1;
            counts.get(name).copied().unwrap_or(0)
        })
    };
    run.until(10.0);
    let first = got(&run);
    assert!(first[0] > 1_900 && first[1..] == [0, 0], "{first:?}");
    run.crash("api-1").until(20.0);
    let second = got(&run);
    assert!(second[1] > 900 && second[2] == 0, "{second:?}");
    run.crash("api-2").until(30.0);
    let third = got(&run);
    assert!(third[2] > 900, "{third:?}");
    run.restart("api-1").until(45.0);
    let before = got(&run);
    run.until(50.0);
    let back = got(&run);
    assert!(back[0] > before[0] + 900 && back[1..] == before[1..]);
}
