//! The operational laws, which hold for every single run and not only on average (Denning and
//! Buzen, *The Operational Analysis of Queueing Network Models*, 1978).

use serde_json::json;
use sim::{Duration, Intervention, Simulation, Time};
use systems::model::assemble;

use crate::networks::{exponential_service, model};

fn node<'a>(run: &'a Simulation, name: &str) -> &'a sim::Node {
    let mut nodes = run.nodes().iter();
    nodes.find(|node| node.name() == name).expect("it is there")
}

/// A shop front that asks stock twice and prices once for each request; each works for a constant
/// time. It runs for a while, and then until nothing is left.
fn drained(seed: u64) -> Simulation {
    let call = |target: &str| json!({ "call": { "target": target, "operation": "serve", "timeout": "1h" } });
    let behind = |work: &str, workers: u16| {
        json!({ "service": {
            "workers": workers,
            "operations": { "serve": [{ "work": { "constant": work } }] },
        } })
    };
    let model = model(&json!({
        "users": { "clients": { "target": "front", "arrivals": { "poisson": { "per_second": 90 } } } },
        "front": { "service": { "workers": 1, "operations": { "serve": [
            { "work": { "constant": "10ms" } }, call("stock"), call("stock"), call("price"),
        ] } } },
        "stock": behind("7ms", 2),
        "price": behind("3ms", 1),
    }));
    let blueprint = assemble(&model, seed, Duration::from_secs(1_000), 0);
    let mut run = Simulation::new(blueprint.expect("the model is sound"));
    run.run_until(Time::ZERO + Duration::from_secs(100), u64::MAX);
    run.intervene(Intervention::SetDemand {
        per_second_milli: 0,
    });
    run.run_until(Time::ZERO + Duration::from_secs(200), u64::MAX);
    assert_eq!(run.ledger().totals.in_flight(), 0, "it is drained");
    run
}

#[test]
fn utilization_is_throughput_times_service_and_flows_are_forced_by_visits() {
    for seed in 1..=5 {
        let run = drained(seed);
        let requests = run.ledger().totals.succeeded;
        assert!(requests > 8_000, "{requests}");
        for (name, visits, service) in [("front", 1, 10), ("stock", 2, 7), ("price", 1, 3)] {
            let machine = node(&run, name);
            // Forced flow: X of the machine = V X of the system.
            assert_eq!(machine.work().finished, visits * requests, "{name}");
            // U = X S, over the same time on both sides: B = C S, in whole nanoseconds.
            let (busy, _) = machine.areas_at(run.now());
            let service = Duration::from_millis(service).as_nanos();
            assert_eq!(busy, machine.work().finished * service, "{name}");
        }
    }
}

#[test]
fn in_a_closed_system_the_response_time_is_users_over_throughput_less_thinking() {
    // R = N / X - Z: at every instant each of N users thinks or waits. With constant thinking the
    // sums differ by what is cut off at the end, at most one pause of each user.
    let (users, think) = (20_u64, Duration::from_millis(100));
    let model = model(&json!({
        "users": { "clients": {
            "target": "server",
            "arrivals": { "closed": { "users": users, "think": { "constant": "100ms" } } },
        } },
        "server": exponential_service(&[]),
    }));
    for seed in 1..=5 {
        let horizon = Duration::from_secs(200);
        let blueprint = assemble(&model, seed, horizon, 0).expect("the model is sound");
        let mut run = Simulation::new(blueprint);
        run.run_until(Time::ZERO + horizon, u64::MAX);
        let waited = run.ledger().little(run.now()).area;
        let thought = u128::from(run.ledger().totals.succeeded) * u128::from(think.as_nanos());
        let all = u128::from(users) * u128::from(horizon.as_nanos());
        let edge = u128::from(users) * u128::from(think.as_nanos());
        assert!(waited + thought <= all + edge, "{waited} {thought} {all}");
        assert!(all <= waited + thought + edge, "{waited} {thought} {all}");
        let ledger = run.ledger().totals;
        assert!(ledger.in_flight() <= users);
        let throughput = ledger.succeeded as f64 / horizon.as_secs_f64();
        let response = waited as f64 / 1e9 / ledger.succeeded as f64;
        let law = users as f64 / throughput - think.as_secs_f64();
        assert!((response - law).abs() < 0.001 * law, "{response} {law}");
    }
}
