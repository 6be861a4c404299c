//! What a case has now and then on top: rarer kinds of users, demand, steps, lines and faults. Thrown
//! with dice of their own, so that they change nothing of the rest of the case.

use serde_json::{Value, json};

use crate::generate::{Dice, timing};

/// Adds to the case of this number.
pub fn add(case: &mut Value, number: u64) {
    let mut dice = Dice::new(number ^ 0x00ba_5e5e);
    let dice = &mut dice;
    if case.get("model").is_some() {
        let nodes = &mut case["model"]["nodes"];
        machines(dice, nodes);
        memory(dice, nodes);
        users(dice, nodes);
        // Services stand in "a" first.
        case["model"]["links"]["zones"] = lines(dice, [["a", "a"]; 2]);
        let door = case["model"]["nodes"]["users"]["clients"]["target"].clone();
        let door = door.as_str().unwrap_or_default();
        case["model"]["links"]["parts"] = lines(dice, [["users", door], ["api", "db"]]);
        if case["model"]["nodes"].get("db").is_none() {
            case["model"]["links"]["parts"] = lines(dice, [["users", door]; 2]);
        }
    }
    if dice.one_in(5) {
        case["title"] = json!("a case of the swarm");
    }
    let scaled = !case["model"]["nodes"]["api"]["service"]["maximum"].is_null();
    let faults = case["faults"].as_array_mut().expect("faults are a list");
    if dice.one_in(5) {
        let demand = dice.roll(300);
        faults.push(json!({ "at": dice.span(0, 50_000_000), "set_demand": demand }));
    }
    if scaled && dice.one_in(2) {
        let units = json!({ "part": "api", "count": dice.roll(5) });
        faults.push(json!({ "at": dice.span(0, 50_000_000), "set_units": units }));
    }
}

/// At most two lines between these ends.
fn lines(dice: &mut Dice, ends: [[&str; 2]; 2]) -> Value {
    let count = if dice.one_in(4) { 1 } else { 0 };
    let between = ends.iter().take(count);
    between
        .map(|ends| json!({ "ends": ends, "line": { "latency": timing(dice, 1, 50_000) } }))
        .collect()
}

/// Rarer fields of the machines.
fn machines(dice: &mut Dice, nodes: &mut Value) {
    if let Some(database) = nodes.get_mut("db") {
        let database = &mut database["database"];
        database["zones"] = json!(["a", "b"]);
        if database["reads"].is_null() && dice.one_in(3) {
            database["reads"] = json!("primary");
        }
        if database["replicas"] != 0 && dice.one_in(2) {
            database["apply"] = timing(dice, 1, 5_000);
        }
        if database["replication"] == "asynchronous" && dice.one_in(2) {
            database["ship_every"] = dice.span(0, 500_000);
        }
        if !database["pool"].is_null() {
            database["pool"]["per_caller"] = json!(1 + dice.roll(10));
        }
    }
    if let Some(cache) = nodes.get_mut("cache") {
        let cache = &mut cache["cache"];
        cache["zones"] = json!(["b", "a"]);
        cache["boot"] = dice.span(0, 2_000_000);
        cache["workers"] = json!(1 + dice.roll(4));
        cache["replicas"] = json!(1 + dice.roll(2));
    }
    if let Some(balancer) = nodes.get_mut("balancer") {
        let balancer = &mut balancer["balancer"];
        balancer["zone"] = json!("a");
        if dice.one_in(2) {
            balancer["idle_timeout"] = dice.span(1_000, 2_000_000);
        }
        if !balancer["outliers"].is_null() {
            balancer["outliers"]["share"] = json!(dice.roll(101));
        }
        if !balancer["policy"]["consistent_hashing"].is_null() {
            balancer["policy"]["consistent_hashing"]["virtual_nodes"] = json!(1 + dice.roll(100));
        }
    }
    if let Some(scaler) = nodes.get_mut("scaler") {
        scaler["autoscaler"]["zone"] = json!("b");
        scaler["autoscaler"]["minimum"] = json!(1);
        scaler["autoscaler"]["maximum"] = json!(4);
    }
    if let Some(jobs) = nodes.get_mut("jobs") {
        let kinds = jobs.as_object_mut().expect("a part has a kind");
        for part in kinds.values_mut() {
            part["boot"] = dice.span(0, 2_000_000);
        }
    }
    services(dice, nodes);
}

fn services(dice: &mut Dice, nodes: &mut Value) {
    for name in ["api", "inner", "worker"] {
        let Some(part) = nodes.get_mut(name) else {
            continue;
        };
        let service = &mut part["service"];
        if !service["slowdown"].is_null() {
            service["slowdown"]["percent_per_waiting"] = json!(dice.roll(50));
        }
        if !service["cold_start"].is_null() {
            service["cold_start"]["span"] = dice.span(0, 5_000_000);
        }
        for operation in ["get", "put"] {
            let steps = service["operations"][operation].as_array_mut();
            for step in steps.into_iter().flatten() {
                let calls = step["parallel"].clone();
                if calls.is_array() && dice.one_in(2) {
                    let more = json!({ "calls": calls, "times": 1 + dice.roll(3), "first": 1 });
                    step["parallel"] = more;
                }
            }
        }
    }
    let api = nodes["api"]["service"].clone();
    if let Some(inner) = nodes.get_mut("inner")
        && !api["maximum"].is_null()
        && dice.one_in(2)
    {
        inner["service"]["replicas"] = api["replicas"].clone();
        inner["service"]["maximum"] = api["maximum"].clone();
        inner["service"]["grows_with"] = json!("api");
    }
}

/// Sessions in the memory of the machines that the users talk to.
fn memory(dice: &mut Dice, nodes: &mut Value) {
    if !dice.one_in(4) {
        return;
    }
    for (operation, step) in [("put", "remember"), ("get", "recall")] {
        let steps = nodes["api"]["service"]["operations"][operation].as_array_mut();
        steps.expect("a script is a list").insert(0, json!(step));
    }
    nodes["users"]["clients"]["operations"] = json!([
        { "name": "get", "weight": 2, "data": { "read_own": 1 } },
        { "name": "put", "weight": 1, "data": { "write_own": 1 } },
    ]);
}

fn users(dice: &mut Dice, nodes: &mut Value) {
    let users = &mut nodes["users"]["clients"];
    users["zone"] = dice.pick(&[json!("a"), json!("b")]);
    match dice.roll(8) {
        0 => users["keys"]["popularity"] = json!({ "one_hot": { "share": dice.roll(101) } }),
        1 => users["keys"]["popularity"] = json!("uniform"),
        _ => {}
    }
    if !users["hedge"].is_null() && dice.one_in(2) {
        let budget = json!({ "ratio_percent": dice.roll(100), "burst": 1 + dice.roll(20) });
        users["hedge"]["budget"] = budget;
    }
    match dice.roll(6) {
        0 => users["arrivals"] = recorded(dice),
        // Users who never think cannot become more or fewer.
        1 | 2 if users["arrivals"].get("closed").is_none() => users["demand"] = demand(dice),
        _ => {}
    }
    let at_a_rate = users["arrivals"]
        .get("poisson")
        .or(users["arrivals"].get("constant"));
    if at_a_rate.is_some() && dice.one_in(4) {
        let mut others = nodes["users"].clone();
        let share = dice.roll(99) + 1;
        nodes["users"]["clients"]["crowd"] = json!({ "name": "crowd", "from": 0, "to": share });
        others["clients"]["crowd"] = json!({ "name": "crowd", "from": share, "to": 100 });
        nodes["visitors"] = others;
    }
}

fn recorded(dice: &mut Dice) -> Value {
    let count = 1 + dice.roll(500);
    let mut at: Vec<u64> = (0..count).map(|_| dice.roll(60_000_000)).collect();
    at.sort_unstable();
    let at: Vec<String> = at.iter().map(|micros| format!("{micros}us")).collect();
    json!({ "recorded": { "at": at } })
}

/// Changes one after the other, each over before the next begins.
fn demand(dice: &mut Dice) -> Value {
    let count = 1 + dice.roll(3);
    let shapes = (0..count).map(|place| {
        let at = format!("{}s", 5 + place * 15);
        let demand = dice.roll(200);
        match dice.roll(4) {
            0 => json!({ "step": { "at": at, "demand": demand } }),
            1 => {
                let over = dice.span(0, 15_000_000);
                json!({ "ramp": { "at": at, "over": over, "demand": demand } })
            }
            2 => {
                let lasting = dice.span(0, 15_000_000);
                json!({ "burst": { "at": at, "lasting": lasting, "demand": demand } })
            }
            _ => {
                let half_life = dice.span(1_000, 2_000_000);
                json!({ "flash_crowd": { "at": at, "demand": demand, "half_life": half_life } })
            }
        }
    });
    shapes.collect()
}

/// Stations: each a queue with arrivals of its own.
pub fn stations(dice: &mut Dice, number: u64) -> Value {
    let mut station = || {
        json!({ "station": {
            "per_second": 1 + dice.roll(300),
            "service": timing(dice, 10, 20_000),
            "servers": 1 + dice.roll(5),
            "queue": dice.roll(50),
        } })
    };
    let nodes = json!({ "first": station(), "second": station() });
    // Users are struck by nothing, and these stations are users.
    let factor = 100 + dice.roll(900);
    let (at, lasts) = (dice.span(0, 50_000_000), dice.span(1_000, 10_000_000));
    let faults = json!([{ "at": at, "for": lasts, "burst": { "factor_percent": factor } }]);
    json!({
        "version": 1,
        "seed": number.to_string(),
        "horizon": "60s",
        "faults": faults,
        "model": { "nodes": nodes },
    })
}
