//! Networks of queues: a Jackson tandem and a closed network.
//!
//! Lines take no time here, so that only queues do.

use serde_json::{Value, json};
use systems::model::Model;

use crate::estimate::{Oracle, Window};

/// A model of these parts and lines that take no time.
pub fn model(nodes: &Value) -> Model {
    let line = json!({ "latency": { "constant": "0s" } });
    let model = json!({ "nodes": nodes, "links": { "default": line } });
    serde_json::from_value(model).expect("the model is well-formed")
}

/// A service with one operation of exponential work, 10 ms on average, and a queue without end.
pub fn exponential_service(then: &[Value]) -> Value {
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
