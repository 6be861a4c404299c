//! How many requests are to be expected of a scenario, through every way in which its demand can change.

use proptest::prelude::*;
use serde_json::{Value, json};
use sim::{Simulation, Time};
use systems::model::Problem;
use systems::scenario_file::ScenarioFile;

/// Users of a station-like service, with a part of their own to be written.
fn scenario(users: &Value, faults: &Value) -> ScenarioFile {
    let mut nodes = users.clone();
    nodes["shop"] = json!({ "service": {
        "workers": 1_000, "operations": { "look": [{ "work": { "constant": "1us" } }] },
    } });
    let file = json!({
        "version": 1, "horizon": "100s", "seed": 3, "faults": faults, "model": {
            "nodes": nodes,
            "links": { "default": { "latency": { "constant": "0s" } } },
        },
    });
    serde_json::from_value(file).expect("the file is well-formed")
}

fn users(arrivals: &Value, demand: &Value) -> Value {
    json!({ "users": { "clients": { "target": "shop", "arrivals": arrivals, "demand": demand } } })
}

/// What is expected, and what comes.
fn expected_and_issued(file: &ScenarioFile) -> (u128, u64) {
    let blueprint = file.blueprint(0).expect("the file can be run");
    let expected = blueprint.expected_requests();
    let mut run = Simulation::new(blueprint);
    run.run_until(Time::ZERO + file.horizon.0, u64::MAX);
    (expected, run.ledger().totals.issued)
}

#[test]
fn every_way_in_which_demand_changes_counts() {
    let constant = json!({ "constant": { "per_second": 10 } });
    let closed = json!({ "closed": { "users": 30, "think": { "constant": "3s" } } });
    let none = json!([]);
    let part = |from: u32, to: u32| {
        json!({ "clients": {
            "target": "shop", "arrivals": constant,
            "crowd": { "name": "crowd", "from": from, "to": to },
        } })
    };
    for (nodes, faults, expected) in [
        (users(&constant, &none), json!([]), 1_000),
        (
            users(
                &constant,
                &json!([{ "step": { "at": "60s", "demand": 110 } }]),
            ),
            json!([]),
            600 + 4_400,
        ),
        (
            users(
                &constant,
                &json!([{ "ramp": { "at": "20s", "over": "40s", "demand": 50 } }]),
            ),
            json!([]),
            200 + 1_200 + 2_000,
        ),
        (
            users(
                &constant,
                &json!([{ "burst": { "at": "90s", "lasting": "1h", "demand": 60 } }]),
            ),
            json!([]),
            900 + 600,
        ),
        (
            users(&constant, &none),
            json!([{ "at": "50s", "set_demand": 30 }, { "at": "80s", "set_demand": 0 }]),
            500 + 900,
        ),
        (
            users(&constant, &none),
            json!([{ "at": "10s", "for": "20s", "burst": { "factor_percent": 400 } }]),
            800 + 800,
        ),
        // A step of the demand comes after what is planned for the same instant, and keeps the burst.
        (
            users(
                &constant,
                &json!([{ "step": { "at": "50s", "demand": 20 } }]),
            ),
            json!([{ "at": "50s", "set_demand": 99 }, { "at": "50s", "burst": { "factor_percent": 200 } }]),
            500 + 2_000,
        ),
        (users(&closed, &none), json!([]), 1_000),
        (
            users(
                &json!({ "recorded": { "at": ["1s", "2s", "2s", "99s", "200s"] } }),
                &none,
            ),
            json!([{ "at": "1s", "set_demand": 1000 }]),
            4,
        ),
        // Two parts of a crowd that has the demand of one place.
        (
            json!({ "left": part(0, 30), "right": part(30, 100) }),
            json!([]),
            1_000,
        ),
        (
            json!({ "left": part(0, 30), "right": part(30, 100) }),
            json!([{ "at": "40s", "set_demand": 100 }]),
            400 + 6_000,
        ),
    ] {
        let file = scenario(&nodes, &faults);
        let (found, issued) = expected_and_issued(&file);
        assert!(
            found.abs_diff(expected) <= 1,
            "{found} for {expected}: {nodes} {faults}"
        );
        let near = issued.abs_diff(expected as u64);
        assert!(near <= 30, "{issued} came for {expected}: {nodes} {faults}");
    }
}

#[test]
fn ten_thousand_million_requests_are_too_many_however_they_come() {
    let constant = json!({ "constant": { "per_second": 1 } });
    let shapes = [
        json!({ "step": { "at": "1s", "demand": 1_000_000 } }),
        json!({ "ramp": { "at": "1s", "over": "500h", "demand": 1_000_000 } }),
        json!({ "burst": { "at": "1s", "lasting": "900h", "demand": 1_000_000 } }),
        json!({ "flash_crowd": { "at": "1s", "demand": 1_000_000, "half_life": "10h" } }),
    ];
    let mut files: Vec<ScenarioFile> = (shapes.iter())
        .map(|shape| scenario(&users(&constant, &json!([shape])), &json!([])))
        .collect();
    let busy = users(&json!({ "poisson": { "per_second": 2_000 } }), &json!([]));
    files.push(scenario(
        &busy,
        &json!([{ "at": "1s", "burst": { "factor_percent": 10_000 } }]),
    ));
    files.push(scenario(
        &busy,
        &json!([{ "at": "1s", "set_demand": 1_000_000 }]),
    ));
    for mut file in files {
        file.blueprint(0)
            .expect("a hundred seconds are not too much");
        file.horizon = "1000h".parse().expect("a span");
        let error = file.blueprint(0).expect_err("it is too much");
        let rule = Problem::Contradiction {
            rule: "too_much_work",
        };
        assert_eq!((error.path.as_str(), error.problem), ("horizon", rule));
    }
}

/// A change of the demand at this second.
fn change(second: u32, kind: u32, demand: u32) -> Value {
    let at = format!("{second}s");
    match kind {
        0 => json!({ "at": at, "set_demand": demand }),
        1 => json!({ "at": at, "burst": { "factor_percent": demand } }),
        _ => json!({ "at": at, "for": "7s", "burst": { "factor_percent": demand } }),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn as_many_requests_come_as_are_expected(
        rates in prop::collection::vec((1_u32..60, 0_u32..3), 1..4),
        steps in prop::collection::vec(0_u32..200, 0..3),
        planned in prop::collection::vec((0_u32..100, 0_u32..3, 0_u32..300), 0..6),
    ) {
        let mut nodes = json!({});
        let shapes: Vec<Value> = (steps.iter().zip([20, 50, 80]))
            .map(|(demand, at)| json!({ "step": { "at": format!("{at}s"), "demand": demand } }))
            .collect();
        let mut closed = false;
        for (place, (rate, kind)) in rates.iter().enumerate() {
            let arrivals = match kind {
                0 => json!({ "poisson": { "per_second": rate } }),
                1 => json!({ "constant": { "per_second": rate } }),
                _ => json!({ "closed": { "users": rate, "think": { "exponential": "1s" } } }),
            };
            closed |= *kind == 2;
            nodes[format!("users-{place}")] = json!({ "clients": {
                "target": "shop", "arrivals": arrivals, "demand": shapes,
            } });
        }
        let changes: Vec<Value> = (planned.iter())
            .map(|(second, kind, demand)| change(*second, *kind, *demand))
            .collect();
        let (expected, issued) = expected_and_issued(&scenario(&nodes, &json!(changes)));
        let expected = expected as f64;
        let slack = 6.0 * expected.sqrt() + 60.0;
        prop_assert!(issued as f64 <= expected + slack, "{issued} of {expected}");
        // Users who leave do so when they would ask next.
        let least = if closed { 0.0 } else { expected - slack };
        prop_assert!(issued as f64 >= least, "{issued} of {expected}");
    }
}
