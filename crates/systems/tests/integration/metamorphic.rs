//! What must change nothing: an idle machine more, a probe, or a fault that comes later.

use serde_json::{Value, json};
use sim::{Outcome, Request, Simulation, Time};
use systems::scenario_file::ScenarioFile;

const MOMENT: Time = Time::from_nanos(20_000_000_000);

/// Users, a balancer, three servers and a database with a copy.
fn shop() -> Value {
    json!({
        "version": 1,
        "seed": 7,
        "horizon": "40s",
        "model": { "nodes": {
            "balancer": { "balancer": { "targets": ["api"], "policy": "power_of_two_choices" } },
            "api": { "service": {
                "replicas": 3,
                "operations": { "get": [{ "work": { "exponential": "8ms" } }, { "read": { "store": "db" } }] },
            } },
            "db": { "database": { "read": { "exponential": "3ms" }, "write": { "exponential": "6ms" }, "replicas": 1 } },
            "users": { "clients": {
                "target": "balancer",
                "arrivals": { "poisson": { "per_second": 200 } },
                "timeout": "500ms",
            } },
        } },
        "faults": [{ "at": "5s", "for": "3s", "crash": "api-2" }],
    })
}

fn run(scenario: &Value, trace_capacity: usize, until: Time) -> Simulation {
    let file: ScenarioFile = serde_json::from_value(scenario.clone()).expect("well-formed");
    let mut run = Simulation::new(file.blueprint(trace_capacity).expect("sound"));
    run.run_until(until, u64::MAX);
    run
}

/// When each remembered request came and how it ended: what the users saw, to the nanosecond.
fn seen_by_users(run: &Simulation) -> Vec<(Time, Option<(Time, Outcome)>)> {
    let seen = |request: &Request| (request.issued_at, request.ended);
    run.ledger().remembered().map(seen).collect()
}

#[test]
fn an_idle_machine_more_changes_nothing_for_anybody() {
    let plain = shop();
    let mut more = plain.clone();
    // Its name comes first, so every other machine has another number.
    more["model"]["nodes"]["a-spare"] =
        json!({ "service": { "operations": { "get": [{ "work": { "constant": "1ms" } }] } } });
    let (plain, more) = (run(&plain, 0, MOMENT), run(&more, 0, MOMENT));
    assert_eq!(more.nodes().len(), plain.nodes().len() + 1);
    assert_eq!(seen_by_users(&more), seen_by_users(&plain));
    assert_eq!(more.ledger().little(MOMENT), plain.ledger().little(MOMENT));
}

#[test]
fn looking_closely_changes_nothing() {
    let scenario = shop();
    let blind = run(&scenario, 0, MOMENT);
    let file: ScenarioFile = serde_json::from_value(scenario).expect("well-formed");
    let mut watched = Simulation::new(file.blueprint(100_000).expect("sound"));
    while watched.next_event_at().is_some_and(|next| next <= MOMENT) {
        watched.step();
        watched.check().expect("every law holds");
        std::hint::black_box(watched.snapshot());
    }
    watched.run_until(MOMENT, u64::MAX);
    assert_eq!(watched.trace().hash(), blind.trace().hash());
    assert_eq!(watched.events(), blind.events());
}

#[test]
fn a_fault_changes_nothing_before_it_strikes() {
    let plain = shop();
    let mut later = plain.clone();
    let faults = later["faults"].as_array_mut().expect("a list");
    faults.push(json!({ "at": "20s", "crash": "db-1" }));
    faults.push(json!({ "at": "20s", "cut": { "between": ["balancer", "api"] } }));
    let before = Time::from_nanos(MOMENT.as_nanos() - 1);
    let (same, other) = (run(&plain, 0, before), run(&later, 0, before));
    assert_eq!(same.trace().hash(), other.trace().hash());
    assert_eq!(seen_by_users(&same), seen_by_users(&other));
    let end = Time::from_nanos(40_000_000_000);
    let (same, other) = (run(&plain, 0, end), run(&later, 0, end));
    assert_ne!(
        seen_by_users(&same),
        seen_by_users(&other),
        "the fault strikes"
    );
}
