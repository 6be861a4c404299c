//! Users of models: how many ask for what and when, and what their retries and hedges come to.

use sim::{Access, DataUse, Duration, Fault, Intervention, Probability, Record, Simulation, Time};
use systems::model::{Model, Problem, assemble};

use crate::support::Run;

/// A model of users, of whom these fields say more, and a store that reads in this time.
fn text(read: &str, users: &str) -> String {
    format!(
        r#"{{ "nodes": {{
            "users": {{ "clients": {{ "target": "store", {users} }} }},
            "store": {{ "database": {{ "read": {read}, "write": {{ "constant": "1ms" }},
                "workers": 1000, "queue": 1000 }} }}
        }} }}"#
    )
}

const QUICK: &str = r#"{ "constant": "1ms" }"#;

fn model(text: &str) -> Model {
    serde_json::from_str(text).expect("the model is well-formed")
}

fn run(read: &str, users: &str) -> Run {
    run_text(&text(read, users))
}

fn run_text(text: &str) -> Run {
    let horizon = Duration::from_secs(1_000);
    let blueprint = assemble(&model(text), 1, horizon, 2_000_000).expect("the model is sound");
    Run {
        simulation: Simulation::new(blueprint),
    }
}

/// What was asked for and when: instants, operations and keys.
fn issued(run: &Run) -> Vec<(Time, u16, u32)> {
    let (entries, missed) = run.simulation.trace().since(0);
    assert_eq!(missed, 0, "the whole run is kept");
    let issued = entries.filter_map(|entry| match entry.record {
        Record::Issued { operation, key, .. } => Some((entry.time, operation, key)),
        _ => None,
    });
    issued.collect()
}

/// Attempts for each request of users who try 4 times, at a service that fails this share of calls
/// behind a balancer that passes on what it gets.
fn amplification(failing_percent: u32, budget: &str) -> f64 {
    let text = format!(
        r#"{{ "nodes": {{
            "users": {{ "clients": {{
                "target": "door",
                "operations": [{{ "name": "view" }}],
                "arrivals": {{ "constant": {{ "per_second": 2000 }} }},
                "retry": {{ "attempts": 4, "pause": {{ "fixed": "1ms" }} {budget} }} }} }},
            "door": {{ "balancer": {{ "targets": ["api"] }} }},
            "api": {{ "service": {{ "workers": 100,
                "operations": {{ "view": [{{ "work": {QUICK} }}] }} }} }}
        }} }}"#
    );
    let mut run = run_text(&text);
    let node = run.node("api");
    let share = Probability::from_percent(failing_percent);
    run.strike(Fault::Gray { node, share }).until(30.0);
    let totals = run.simulation.ledger().totals;
    totals.attempts as f64 / totals.issued as f64
}

#[test]
fn four_tries_multiply_the_load_as_theory_says() {
    // The sum of p^k for k from 0 to 3.
    for (percent, expected) in [(10, 1.111), (50, 1.875), (90, 3.439), (100, 4.0)] {
        let seen = amplification(percent, "");
        assert!((seen - expected).abs() < 0.02, "{percent} %: {seen}");
    }
}

#[test]
fn a_budget_keeps_retries_a_share_of_the_calls_when_everything_fails() {
    let budget = r#", "budget": { "ratio_percent": 20, "burst": 100 }"#;
    let seen = amplification(100, budget);
    assert!((1.2..1.2 + 101.0 / 60_000.0).contains(&seen), "{seen}");
    let unharmed = amplification(10, budget);
    assert!(
        (unharmed - 1.111).abs() < 0.02,
        "it is not in the way: {unharmed}"
    );
}

/// The 99th percentile of latency in milliseconds, and hedges for each request.
fn hedged(hedge: &str) -> (f64, f64) {
    let users = format!(r#""arrivals": {{ "poisson": {{ "per_second": 200 }} }} {hedge}"#);
    let mut run = run(r#"{ "exponential": "20ms" }"#, &users);
    run.until(300.0);
    let (entries, _) = run.simulation.trace().since(0);
    let elapsed = entries.filter_map(|entry| match entry.record {
        Record::Resolved { elapsed, .. } => Some(elapsed.as_millis_f64()),
        _ => None,
    });
    let mut elapsed: Vec<f64> = elapsed.collect();
    elapsed.sort_by(f64::total_cmp);
    let totals = run.simulation.ledger().totals;
    let further = (totals.attempts - totals.issued) as f64;
    (
        elapsed[elapsed.len() * 99 / 100],
        further / totals.issued as f64,
    )
}

#[test]
fn a_second_call_shortens_the_tail_and_keeps_to_its_budget() {
    // P(X > t) = exp(-t / 20 ms), and 2 ms on the line. With a second call after d, both must be
    // slow: exp(-(2t - d) / 20 ms).
    let (alone, none) = hedged("");
    assert!((alone / 94.1 - 1.0).abs() < 0.03, "{alone} ms");
    assert_eq!(none, 0.0);
    let ample = r#", "hedge": { "after": "46ms", "budget": { "ratio_percent": 20, "burst": 10 } }"#;
    let (hedged_ms, share) = hedged(ample);
    assert!((hedged_ms / 71.1 - 1.0).abs() < 0.03, "{hedged_ms} ms");
    assert!((share - 0.111).abs() < 0.005, "P(X > 44 ms): {share}");
    let tight = r#", "hedge": { "after": "46ms", "budget": { "ratio_percent": 2, "burst": 10 } }"#;
    let (tight_ms, share) = hedged(tight);
    assert!((0.0195..0.0203).contains(&share), "{share}");
    assert!(tight_ms > hedged_ms && tight_ms < alone, "{tight_ms} ms");
}

#[test]
fn two_systems_get_the_same_requests_at_the_same_instants() {
    let users = |policy: &str| {
        format!(
            r#""arrivals": {{ "poisson": {{ "per_second": 100 }} }}, "timeout": "30ms",
               "operations": [{{ "name": "read", "weight": 3 }}, {{ "name": "write" }}],
               "keys": {{ "count": 50, "popularity": {{ "zipf": {{ "exponent": 1 }} }} }},
               "demand": [{{ "burst": {{ "at": "10s", "lasting": "5s", "demand": 400 }} }}] {policy}"#
        )
    };
    let mut plain = run(QUICK, &users(""));
    let policy = r#", "retry": { "attempts": 3, "pause": { "full_jitter": { "base": "10ms",
        "maximum": "1s" } } }, "hedge": { "after": "10ms" }"#;
    let mut other = run(r#"{ "exponential": "20ms" }"#, &users(policy));
    for run in [&mut plain, &mut other] {
        run.until(20.0);
    }
    assert!(other.simulation.ledger().totals.attempts > plain.simulation.ledger().totals.attempts);
    let asked = issued(&plain);
    assert!((3_200..3_800).contains(&asked.len()), "{}", asked.len());
    assert_eq!(asked, issued(&other));
    let writes = asked.iter().filter(|(_, operation, _)| *operation == 1);
    let share = writes.count() as f64 / asked.len() as f64;
    assert!((share - 0.25).abs() < 0.03, "{share}");
    // 1 / H(50), for the most popular key.
    let first = asked.iter().filter(|(_, _, key)| *key == 0).count() as f64;
    let share = first / asked.len() as f64;
    assert!((share - 0.2223).abs() < 0.03, "{share}");
}

#[test]
fn recorded_requests_come_at_their_instants() {
    let mut run = run(
        QUICK,
        r#""arrivals": { "recorded": { "at": ["0s", "1500ms", "1500ms", "1min"] } }"#,
    );
    run.until(2.0);
    run.simulation.intervene(Intervention::SetDemand {
        per_second_milli: 9_000_000,
    });
    run.until(100.0);
    let instants: Vec<f64> = issued(&run)
        .iter()
        .map(|(at, ..)| at.as_secs_f64())
        .collect();
    assert_eq!(instants, [0.0, 1.5, 1.5, 60.0]);
}

#[test]
fn closed_users_are_as_many_as_stated_and_wait_for_their_answers() {
    let mut run = run(
        r#"{ "constant": "98ms" }"#,
        r#""arrivals": { "closed": { "users": 30, "think": { "constant": "0s" } } }"#,
    );
    run.until(0.05);
    assert_eq!(run.simulation.ledger().totals.in_flight(), 30);
    run.until(10.001);
    // Each asks every 100 ms, for the first time at once.
    assert_eq!(run.simulation.ledger().totals.issued, 30 * 101);
    assert_eq!(run.simulation.ledger().totals.in_flight(), 30);
}

#[test]
fn a_changing_number_of_users_is_the_stated_one() {
    let mut run = run(
        r#"{ "constant": "98ms" }"#,
        r#""arrivals": { "closed": { "users": 7, "think": { "constant": "900ms" } } },
           "demand": [{ "burst": { "at": "3s", "lasting": "2s", "demand": 9 } },
                      { "step": { "at": "10s", "demand": 20 } },
                      { "ramp": { "at": "20s", "over": "5s", "demand": 3 } }]"#,
    );
    // A round of thinking and waiting takes a second; each user begins by thinking.
    let mut asked_within = |from: f64, until: f64| {
        let before = run.until(from).simulation.ledger().totals.issued;
        run.until(until).simulation.ledger().totals.issued - before
    };
    assert_eq!(asked_within(1.5, 2.5), 7);
    assert_eq!(asked_within(8.5, 9.5), 7, "as before the burst");
    assert_eq!(asked_within(12.5, 13.5), 20);
    assert_eq!(asked_within(30.5, 31.5), 3);
}

#[test]
fn the_use_of_data_comes_with_the_request() {
    let mut run = run(
        QUICK,
        r#""arrivals": { "constant": { "per_second": 10 } },
           "operations": [{ "name": "write", "data": { "write": 3 } }],
           "keys": { "count": 4, "popularity": { "one_hot": { "share": 100 } } }"#,
    );
    run.until(10.05);
    let access = Access::Write;
    let data = Some(DataUse {
        set: 3,
        access,
        session: false,
    });
    let remembered: Vec<_> = run.simulation.ledger().remembered().collect();
    assert_eq!(remembered.len(), 100);
    for request in remembered {
        assert_eq!((request.data, request.call.key), (data, 0));
    }
}

#[test]
fn what_cannot_be_asked_for_is_told_with_its_place() {
    let arrivals = r#""arrivals": { "constant": { "per_second": 10 } }"#;
    for (users, place, rule) in [
        (
            r#""arrivals": { "constant": { "per_second": -1 } }"#,
            "arrivals.constant.per_second",
            "",
        ),
        (
            r#""arrivals": { "closed": { "users": 1, "think": { "constant": "1h" } } }"#,
            "arrivals.closed.think",
            "",
        ),
        (
            r#""arrivals": { "recorded": { "at": ["2s", "1s"] } }"#,
            "arrivals.recorded.at[1]",
            "record_out_of_order",
        ),
        (
            r#""arrivals": { "recorded": { "at": ["2s"] } },
               "demand": [{ "step": { "at": "1s", "demand": 5 } }]"#,
            "demand",
            "demand_is_fixed",
        ),
        (
            r#"ARRIVALS, "operations": [{ "name": "read", "weight": 0 }]"#,
            "operations",
            "no_operation_is_wanted",
        ),
        (
            r#"ARRIVALS, "operations": [{ "name": "read" }, { "name": "read" }]"#,
            "operations[1]",
            "operation_named_twice",
        ),
        (
            r#"ARRIVALS, "operations": [{ "name": "buy" }]"#,
            "operations[0].name",
            "",
        ),
        (
            r#"ARRIVALS, "operations": [{ "name": "read", "data": { "read": 16 } }]"#,
            "operations[0].data.read",
            "",
        ),
        (r#"ARRIVALS, "keys": { "count": 0 }"#, "keys.count", ""),
        (
            r#"ARRIVALS, "keys": { "count": 5, "popularity": { "zipf": { "exponent": 6 } } }"#,
            "keys.popularity.zipf.exponent",
            "",
        ),
        (r#"ARRIVALS, "timeout": "0s""#, "timeout", ""),
        (
            r#"ARRIVALS, "tell_deadline": true"#,
            "tell_deadline",
            "deadline_without_timeout",
        ),
        (
            r#"ARRIVALS, "timeout": "1s", "hedge": { "after": "2s" }"#,
            "hedge.after",
            "",
        ),
        (
            r#"ARRIVALS, "hedge": { "after": "2s", "budget": { "ratio_percent": 1, "burst": 0 } }"#,
            "hedge.budget.burst",
            "",
        ),
        (
            r#"ARRIVALS, "retry": { "attempts": 101 }"#,
            "retry.attempts",
            "",
        ),
    ] {
        let model = model(&text(QUICK, &users.replace("ARRIVALS", arrivals)));
        let wrong = assemble(&model, 1, Duration::from_secs(1), 0).expect_err(users);
        assert_eq!(wrong.path, format!("nodes.users.{place}"), "{users}");
        let told = match wrong.problem {
            Problem::Contradiction { rule } => rule,
            _ => "",
        };
        assert_eq!(told, rule, "{users}");
    }
}

#[test]
fn users_need_somebody_who_takes_calls() {
    let users = r#""users": { "clients": { "target": "TARGET",
        "arrivals": { "constant": { "per_second": 1 } } } }"#;
    let station =
        r#""queue": { "station": { "per_second": 8, "service": { "constant": "1ms" } } }"#;
    for (target, rule) in [
        ("queue", "takes_no_calls"),
        ("users", "calls_itself"),
        ("shop", ""),
    ] {
        let users = users.replace("TARGET", target);
        let model = model(&format!(r#"{{ "nodes": {{ {users}, {station} }} }}"#));
        let wrong = assemble(&model, 1, Duration::from_secs(1), 0).expect_err(target);
        assert_eq!(wrong.path, "nodes.users.target");
        let told = match wrong.problem {
            Problem::Contradiction { rule } => rule,
            _ => "",
        };
        assert_eq!(told, rule, "{target}");
    }
}

#[test]
fn users_are_written_as_they_are_read() {
    let users = r#""operations": [{ "name": "read", "weight": 2, "data": { "read": 1 } }],
        "arrivals": { "closed": { "users": 10, "think": { "exponential": "2s" } } },
        "demand": [{ "step": { "at": "1s", "demand": 5 } },
                   { "ramp": { "at": "2s", "over": "10s", "demand": 50 } },
                   { "burst": { "at": "20s", "lasting": "1s", "demand": 80 } },
                   { "flash_crowd": { "at": "30s", "demand": 100, "half_life": "2s" } }],
        "keys": { "count": 9, "popularity": { "one_hot": { "share": 12.5 } } },
        "timeout": "2s", "tell_deadline": true,
        "retry": { "attempts": 3, "pause": { "exponential": { "base": "10ms", "maximum": "1s" } },
                   "budget": { "ratio_percent": 20, "burst": 5 } },
        "hedge": { "after": "100ms", "budget": { "ratio_percent": 5, "burst": 2 } },
        "zone": "east""#;
    let read = model(&text(QUICK, users));
    assert!(assemble(&read, 1, Duration::from_secs(1), 0).is_ok());
    let written = serde_json::to_string(&read).expect("a model can be written");
    assert_eq!(model(&written), read);
    let unknown = text(QUICK, r#""arrivals": "poisson", "speed": 3"#);
    assert!(serde_json::from_str::<Model>(&unknown).is_err());
}
