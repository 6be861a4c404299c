//! Networks of queues: a Jackson tandem, a closed network, random and two-choice splitting.
//!
//! Lines take no time here, so that only queues do.

use serde_json::{Value, json};
use systems::model::Model;

use crate::estimate::{Oracle, Window, interval, replicate, window};

fn model(nodes: &Value) -> Model {
    let line = json!({ "latency": { "constant": "0s" } });
    let model = json!({ "nodes": nodes, "links": { "default": line } });
    serde_json::from_value(model).expect("the model is well-formed")
}

/// A service with one operation of exponential work, 10 ms on average, and a queue without end.
fn exponential_service(then: &[Value]) -> Value {
    let mut steps = vec![json!({ "work": { "exponential": "10ms" } })];
    steps.extend_from_slice(then);
    json!({ "service": {
        "queue": { "capacity": 1_000_000 },
        "concurrency": 1_000_000,
        "operations": { "serve": steps },
    } })
}

#[test]
fn a_jackson_tandem_is_two_queues_that_know_nothing_of_each_other() {
    let per_second = 60.0;
    let call = json!({ "call": { "target": "second", "operation": "serve", "timeout": "1h" } });
    let tandem = model(&json!({
        "users": { "clients": { "target": "first", "arrivals": { "poisson": { "per_second": per_second } } } },
        "first": exponential_service(&[call]),
        "second": exponential_service(&[]),
    }));
    Oracle {
        name: "Jackson tandem, time in system",
        model: &tandem,
        seconds: 7_000,
        expected: 2.0 / (100.0 - per_second),
        observe: Window::time_in_system,
    }
    .hold();
}

/// Mean response time in seconds of a closed network of `users` who think for `think` seconds and
/// share one exponential server of mean `service`: mean value analysis (Reiser and Lavenberg 1980).
fn closed_response(users: u32, think: f64, service: f64) -> f64 {
    let (mut response, mut waiting) = (service, 0.0);
    for user in 1..=users {
        response = service * (1.0 + waiting);
        waiting = f64::from(user) * response / (think + response);
    }
    response
}

#[test]
fn a_closed_network_follows_mean_value_analysis() {
    // In units of the service time: N = 5, Z = 10 gives R = 1.466632, N = 20 gives 10.037451.
    assert!((closed_response(5, 10.0, 1.0) - 1.466_632).abs() < 1e-6);
    assert!((closed_response(20, 10.0, 1.0) - 10.037_451).abs() < 1e-6);
    for (users, seconds) in [(5, 5_000), (20, 2_000)] {
        let think = json!({ "exponential": "100ms" });
        let closed = model(&json!({
            "users": { "clients": {
                "target": "server",
                "arrivals": { "closed": { "users": users, "think": think } },
            } },
            "server": exponential_service(&[]),
        }));
        Oracle {
            name: "closed network, time in system",
            model: &closed,
            seconds,
            expected: closed_response(users, 0.1, 0.01),
            observe: Window::time_in_system,
        }
        .hold();
    }
}

fn split(policy: &str) -> Model {
    let mut server = exponential_service(&[]);
    server["service"]["replicas"] = json!(200);
    model(&json!({
        "users": { "clients": { "target": "balancer", "arrivals": { "poisson": { "per_second": 16_000 } } } },
        "balancer": { "balancer": { "targets": ["server"], "policy": policy, "checks": null } },
        "server": server,
    }))
}

#[test]
fn two_choices_have_the_known_tail_and_one_has_none_of_it() {
    // 200 servers at 80 %: one random choice makes each an M/M/1 of its own.
    Oracle {
        name: "random split, time in system",
        model: &split("random"),
        seconds: 60,
        expected: 0.01 / (1.0 - 0.8),
        observe: Window::time_in_system,
    }
    .hold();
    // Mitzenmacher (2001): with two choices, servers with at least k jobs are a share of
    // 0.8^(2^k - 1), so T = sum of 0.8^(2^k - 2) service times, in the limit of many servers;
    // with 200 it is a little more.
    let limit: f64 = [0, 2, 6, 14, 30, 62]
        .iter()
        .map(|power| (0..*power).fold(1.0, |product, _| product * 0.8))
        .sum();
    assert!((limit - 1.947_363).abs() < 1e-3);
    let two = split("power_of_two_choices");
    let times = replicate(|seed| window(&two, seed, 20).time_in_system() / 0.01);
    let (mean, half_width) = interval(&times);
    println!("two choices: {mean:.4} ± {half_width:.4} service times, limit {limit:.4}");
    assert!(
        mean + half_width > limit && mean - half_width < limit * 1.02,
        "two choices take {mean} ± {half_width} service times, the limit is {limit}"
    );
}
