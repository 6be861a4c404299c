//! What many machines do to the tail and to each other's load: splitting, fan-out, retries, caches.

use serde_json::{Value, json};
use sim::{Duration, Fault, Intervention, NodeId, Probability, Simulation, Time};
use systems::model::{Model, assemble};

use crate::estimate::{Oracle, Window, hold, replicate};
use crate::networks::{exponential_service, model};

/// So many servers at 80 % behind a balancer.
fn split(policy: &str, servers: u32) -> Model {
    let mut server = exponential_service(&[]);
    server["service"]["replicas"] = json!(servers);
    let per_second = 80 * servers;
    model(&json!({
        "users": { "clients": { "target": "balancer", "arrivals": { "poisson": { "per_second": per_second } } } },
        "balancer": { "balancer": { "targets": ["server"], "policy": policy, "checks": null } },
        "server": server,
    }))
}

#[test]
fn one_random_choice_makes_each_server_a_queue_of_its_own() {
    Oracle {
        name: "random split, time in system",
        model: &split("random", 200),
        seconds: 60,
        expected: 0.01 / (1.0 - 0.8),
        observe: Window::time_in_system,
    }
    .hold();
}

/// 0.8 to this power.
fn power(exponent: u32) -> f64 {
    (0..exponent).fold(1.0, |product, _| product * 0.8)
}

#[test]
fn two_choices_have_the_known_tail() {
    // Mitzenmacher (2001): with two choices, servers with at least k jobs are a share of
    // 0.8^(2^k - 1), so that T = sum of 0.8^(2^k - 2) service times. That is the limit of many
    // servers and no law of a thousand, but as near to it as these intervals can tell.
    let limit: f64 = [0, 2, 6, 14, 30, 62].map(power).iter().sum();
    assert!((limit - 1.947_363).abs() < 1e-3);
    let two = split("power_of_two_choices", 1_000);
    let observed = std::sync::Mutex::new(Vec::new());
    let times = replicate(|seed| {
        let (time, tail) = two_choices(&two, seed);
        observed.lock().expect("no observer panicked").push(tail);
        time
    });
    hold("two choices, time in system", &times, limit);
    let tails = observed.into_inner().expect("no observer panicked");
    for (place, jobs) in TAIL.iter().enumerate() {
        let shares: Vec<f64> = tails.iter().map(|tail| tail[place]).collect();
        let name = format!("two choices, servers with {jobs} jobs or more");
        hold(&name, &shares, power((1 << jobs) - 1));
    }
}

/// Numbers of jobs for which it is seen how many servers have that many.
const TAIL: [u32; 2] = [1, 2];

/// Mean time in the system in service times, and for each number of [`TAIL`] the share of servers
/// with at least so many jobs, looked at every five milliseconds after the first second.
fn two_choices(model: &Model, seed: u64) -> (f64, [f64; 2]) {
    let horizon = Duration::from_secs(9);
    let blueprint = assemble(model, seed, horizon, 0).expect("the model is sound");
    let mut run = Simulation::new(blueprint);
    let warm = Time::ZERO + Duration::from_secs(1);
    run.run_until(warm, u64::MAX);
    let before = run.ledger().little(run.now());
    let mut seen = [0_u64; 2];
    let (mut looks, mut servers) = (0_u64, 0_u64);
    for look in 1..=1_600 {
        run.run_until(warm + Duration::from_millis(5 * look), u64::MAX);
        let machines = run.nodes().iter().filter(|node| node.worker_count() > 0);
        servers = machines.clone().count() as u64;
        for machine in machines {
            let jobs = (machine.busy() + machine.queue_length()) as u32;
            for (count, least) in seen.iter_mut().zip(TAIL) {
                *count += u64::from(jobs >= least);
            }
        }
        looks += 1;
    }
    let after = run.ledger().little(run.now());
    let area = (after.area - before.area) as f64 / 1e9;
    let time = area / (after.arrivals - before.arrivals) as f64 / 0.01;
    (
        time,
        seen.map(|count| count as f64 / (looks * servers) as f64),
    )
}

/// Users of a service whose requests wait for so many parallel calls of exponential work of 10 ms,
/// and perhaps give up after a while.
fn fan_out(calls: u32, timeout: Option<&str>) -> Model {
    let mut users = json!({
        "target": "root",
        "arrivals": { "poisson": { "per_second": 4_000 / calls } },
    });
    if let Some(timeout) = timeout {
        users["timeout"] = json!(timeout);
    }
    model(&json!({
        "users": { "clients": users },
        "root": { "service": { "operations": { "ask": [{ "parallel": {
            "calls": [{ "call": { "target": "leaf", "operation": "answer", "timeout": "1h" } }],
            "times": calls,
        } }] } } },
        "leaf": { "service": { "workers": 10_000, "operations": {
            "answer": [{ "work": { "exponential": "10ms" } }],
        } } },
    }))
}

#[test]
fn who_waits_for_many_calls_waits_for_the_slowest() {
    // The mean of the largest of n exponentials is H(n) of their means.
    for (calls, seconds) in [(1_u32, 10), (10, 20), (100, 60)] {
        let harmonic: f64 = (1..=calls).map(|place| 1.0 / f64::from(place)).sum();
        Oracle {
            name: &format!("fan-out of {calls}, time in system"),
            model: &fan_out(calls, None),
            seconds,
            expected: 0.01 * harmonic,
            observe: Window::time_in_system,
        }
        .hold();
    }
}

#[test]
fn of_a_hundred_calls_one_is_nearly_always_among_the_slowest_in_a_hundred() {
    // Dean and Barroso, The Tail at Scale: 1 - 0.99^n. 99 % of the calls take at most ln(100) * 10 ms;
    // users who give up just then count the others.
    for (calls, seconds, expected) in [(10, 640, 0.095_618), (100, 260, 0.633_968)] {
        Oracle {
            name: &format!("fan-out of {calls}, share in the tail"),
            model: &fan_out(calls, Some("46051702ns")),
            seconds,
            expected,
            observe: Window::loss,
        }
        .hold();
    }
}

#[test]
fn one_call_in_a_hundred_is_among_the_slowest_in_a_hundred() {
    // What is that rare takes eighty million calls: of a station that always has a free server.
    let station = model(&json!({ "station": { "station": {
        "per_second": 100_000, "servers": 10_000, "service": { "exponential": "10ms" },
    } } }));
    let shares = replicate(|seed| share_beyond(&station, seed, 46_052, 26));
    hold("one call, share in the tail", &shares, 0.01);
}

/// The share of requests that take at least so many microseconds, in so many simulated seconds.
fn share_beyond(model: &Model, seed: u64, micros: u32, seconds: u64) -> f64 {
    let horizon = Duration::from_secs(seconds);
    let blueprint = assemble(model, seed, horizon, 0).expect("the model is sound");
    let mut run = Simulation::new(blueprint);
    let (mut beyond, mut all, mut taken) = (0_usize, 0_usize, 0);
    for second in 1..=seconds {
        run.run_until(Time::ZERO + Duration::from_secs(second), u64::MAX);
        let closed = run.metrics().closed();
        for (number, samples) in run.metrics().samples() {
            if (taken..closed).contains(&number) {
                all += samples.len();
                beyond += samples.iter().filter(|sample| **sample >= micros).count();
            }
        }
        taken = closed;
    }
    beyond as f64 / all as f64
}

/// Tries for each request of users who try four times, at a service that fails this share of calls.
fn tries(failing_percent: u32, seed: u64) -> f64 {
    let users = json!({ "clients": {
        "target": "server",
        "arrivals": { "poisson": { "per_second": 2_000 } },
        "retry": { "attempts": 4, "pause": { "fixed": "1ms" } },
    } });
    let server = json!({ "service": { "workers": 1_000, "operations": {
        "serve": [{ "work": { "exponential": "1ms" } }],
    } } });
    let model = model(&json!({ "users": users, "server": server }));
    let horizon = Duration::from_secs(8);
    let blueprint = assemble(&model, seed, horizon, 0).expect("the model is sound");
    let place = blueprint
        .nodes
        .iter()
        .position(|node| node.name == "server");
    let node = NodeId(place.expect("it is there") as u16);
    let mut run = Simulation::new(blueprint);
    let share = Probability::from_percent(failing_percent);
    run.intervene(Intervention::Fault(Fault::Gray { node, share }));
    run.run_until(Time::ZERO + horizon, u64::MAX);
    let totals = run.ledger().totals;
    totals.attempts as f64 / totals.issued as f64
}

#[test]
fn tries_multiply_the_load_by_the_sum_of_the_powers_of_failing() {
    for percent in [10, 50, 90] {
        let failing = f64::from(percent) / 100.0;
        let expected: f64 = (0..4)
            .map(|number| (0..number).fold(1.0, |product, _| product * failing))
            .sum();
        let name = format!("tries where {percent} % fail");
        let observations = replicate(|seed| tries(percent, seed + u64::from(percent) * 1_000));
        hold(&name, &observations, expected);
    }
}

/// Users who want any of 1,000 keys alike, perhaps through a cache that holds so many of them.
fn cached(capacity: u32) -> Model {
    let users: Value = json!({ "clients": {
        "target": "cache",
        "arrivals": { "poisson": { "per_second": 4_000 } },
        "operations": [{ "name": "read", "data": { "read": 0 } }],
        "keys": { "count": 1_000 },
    } });
    model(&json!({
        "users": users,
        "cache": { "cache": {
            "origin": "db", "keeps": ["read"], "capacity": capacity, "single_flight": false,
        } },
        "db": { "service": { "workers": 10_000, "operations": {
            "read": [{ "work": { "constant": "10us" } }],
        } } },
    }))
}

#[test]
fn a_cache_divides_the_load_behind_it_by_one_over_its_misses() {
    // With all keys alike, a full cache has the next one with the probability capacity / keys, so
    // that its loss multiplies the load by keys / (keys - capacity). Without a cache all requests
    // get through: what is counted are requests for each one that does. The rarer a miss, the more
    // requests it takes.
    for (capacity, seconds, multiple) in [
        (500, 10, 2.0),
        (800, 40, 5.0),
        (900, 70, 10.0),
        (950, 140, 20.0),
    ] {
        Oracle {
            name: &format!("requests for each miss of a cache of {capacity} in 1,000"),
            model: &cached(capacity),
            seconds,
            expected: multiple,
            observe: |window| window.totals.issued as f64 / window.finished["db"] as f64,
        }
        .hold();
    }
}
