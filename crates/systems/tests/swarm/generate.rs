//! Cases made from a number: users, perhaps a balancer and an autoscaler, services in one or two
//! tiers, a database behind them, perhaps a cache, a queue, a topic or a log, limits and retries here
//! and there, and faults of every kind at random moments.

use serde_json::{Map, Value, json};

use crate::extras;

/// Random numbers that depend on the case's number only (splitmix64).
pub struct Dice(u64);

impl Dice {
    pub const fn new(number: u64) -> Self {
        Self(number.wrapping_mul(0x2545_f491_4f6c_dd1d) ^ 0x5eed)
    }

    /// A number below `sides`.
    pub fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = self.0;
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (word ^ (word >> 31)) % sides
    }

    /// Whether something happens that does so once in `times`.
    pub fn one_in(&mut self, times: u64) -> bool {
        self.roll(times) == 0
    }

    pub fn pick<T: Clone>(&mut self, list: &[T]) -> T {
        list[self.roll(list.len() as u64) as usize].clone()
    }

    /// A span of `low` to `high` microseconds.
    pub fn span(&mut self, low: u64, high: u64) -> Value {
        Value::from(format!("{}us", low + self.roll(high - low + 1)))
    }
}

/// The scenario file of this number.
pub fn case(number: u64) -> Value {
    let mut dice = Dice::new(number);
    if dice.one_in(40) {
        return extras::stations(&mut dice, number);
    }
    let mut case = if dice.one_in(5) {
        catalogue_case(&mut dice, number)
    } else {
        model_case(&mut dice, number)
    };
    extras::add(&mut case, number);
    case
}

fn model_case(dice: &mut Dice, number: u64) -> Value {
    let mut nodes = Map::new();
    let second_tier = dice.one_in(2);
    let balanced = dice.one_in(2);
    let stored = !dice.one_in(4);
    if stored {
        nodes.insert("db".to_owned(), database(dice));
    }
    if second_tier {
        let inner = service(dice, stored.then_some("db"), None);
        nodes.insert("inner".to_owned(), inner);
    }
    let cached = stored && dice.one_in(2);
    if cached {
        nodes.insert("cache".to_owned(), cache(dice));
    }
    let published = dice.one_in(2);
    if published {
        nodes.insert("jobs".to_owned(), queue(dice));
        nodes.insert("worker".to_owned(), service(dice, None, None));
    }
    let store = if cached { "cache" } else { "db" };
    let mut api = service(
        dice,
        stored.then_some(store),
        second_tier.then_some("inner"),
    );
    if published {
        let publish = json!({ "publish": guarded(dice, json!({ "to": "jobs" })) });
        let put = &mut api["service"]["operations"]["put"];
        put.as_array_mut()
            .expect("a script is a list")
            .push(publish);
    }
    if balanced {
        nodes.insert("balancer".to_owned(), balancer(dice));
    }
    let scaled = balanced && dice.one_in(3);
    if scaled {
        api["service"]["maximum"] = json!(4 + dice.roll(4));
        nodes.insert("scaler".to_owned(), autoscaler(dice));
    }
    nodes.insert("api".to_owned(), api);
    let door = if balanced { "balancer" } else { "api" };
    nodes.insert("users".to_owned(), clients(dice, door));
    let machines = [
        "api", "balancer", "cache", "db", "inner", "jobs", "scaler", "worker",
    ];
    let machines: Vec<&str> = machines
        .into_iter()
        .filter(|name| nodes.contains_key(*name))
        .collect();
    let mut lines = vec![["users", door]];
    lines.extend(balanced.then_some(["balancer", "api"]));
    lines.extend(second_tier.then_some(["api", "inner"]));
    lines.extend(stored.then_some(["api", store]));
    lines.extend(cached.then_some(["cache", "db"]));
    lines.extend(published.then_some(["api", "jobs"]));
    lines.extend(published.then_some(["jobs", "worker"]));
    lines.extend(scaled.then_some(["scaler", "api"]));
    json!({
        "version": 1,
        "seed": number,
        "horizon": "60s",
        "faults": faults(dice, &machines, &lines),
        "model": { "nodes": nodes, "links": links(dice) },
    })
}

fn catalogue_case(dice: &mut Dice, number: u64) -> Value {
    let system = dice.pick(&["centralized", "web-rds"]);
    let (machines, lines): (&[&str], &[[&str; 2]]) = if system == "centralized" {
        (&["server"], &[["users", "server"]])
    } else {
        (
            &["api-1", "api-2", "balancer", "db-1", "db-2", "monitor"],
            &[
                ["users", "balancer"],
                ["balancer", "api-1"],
                ["api-1", "db-1"],
                ["db-1", "db-2"],
            ],
        )
    };
    json!({
        "version": 1,
        "seed": number,
        "horizon": "60s",
        "system": system,
        "parameters": { "rate": 20 + dice.roll(200), "retries": dice.roll(4) },
        "faults": faults(dice, machines, lines),
    })
}

pub fn timing(dice: &mut Dice, low: u64, high: u64) -> Value {
    match dice.roll(8) {
        0 => json!({ "constant": dice.span(low, high) }),
        1 => json!({ "uniform": { "low": "0us", "high": dice.span(low, high) } }),
        2 => json!({ "erlang": { "mean": dice.span(low, high), "stages": 1 + dice.roll(5) } }),
        3 => {
            json!({ "log_normal": { "mean": dice.span(low, high), "cv_percent": dice.roll(150) } })
        }
        // With a variance, so that nothing takes as long as everything may take to come to rest.
        5 => {
            let shape = dice.pick(&[200, 250, 1_000]);
            json!({ "pareto": { "mean": dice.span(low, high), "shape_percent": shape } })
        }
        6 => json!({ "bimodal": {
            "fast": "1us", "slow": dice.span(low, high), "slow_percent": dice.roll(101),
        } }),
        // Nothing takes any time at all: many events at one instant.
        4 if dice.one_in(3) => json!({ "constant": "0us" }),
        _ => json!({ "exponential": dice.span(low, high) }),
    }
}

fn retry(dice: &mut Dice) -> Value {
    let pause = match dice.roll(3) {
        0 => json!({ "fixed": dice.span(0, 100_000) }),
        1 => json!({ "exponential": { "base": dice.span(1, 50_000), "maximum": "1s" } }),
        _ => json!({ "full_jitter": { "base": dice.span(1, 50_000), "maximum": "1s" } }),
    };
    let mut retry = json!({ "attempts": 1 + dice.roll(4), "pause": pause });
    if dice.one_in(3) {
        retry["budget"] = json!({ "ratio_percent": dice.roll(100), "burst": 1 + dice.roll(20) });
    }
    retry
}

fn clients(dice: &mut Dice, target: &str) -> Value {
    let per_second = 1 + dice.roll(200);
    let arrivals = match dice.roll(4) {
        0 => json!({ "constant": { "per_second": per_second } }),
        1 => {
            let think = timing(dice, 1_000, 2_000_000);
            json!({ "closed": { "users": 1 + dice.roll(50), "think": think } })
        }
        _ => json!({ "poisson": { "per_second": per_second } }),
    };
    let mut clients = json!({
        "target": target,
        "arrivals": arrivals,
        "operations": [
            { "name": "get", "weight": 3, "data": { "read": 0 } },
            { "name": "put", "weight": dice.roll(3), "data": { "write": 0 } },
        ],
        "keys": { "count": 1 + dice.roll(50) },
        // Without a timeout a user whose request is lost waits for ever.
        "timeout": dice.span(1_000, 3_000_000),
        "tell_deadline": dice.one_in(2),
        "retry": retry(dice),
    });
    if dice.one_in(4) {
        clients["keys"]["popularity"] = json!({ "zipf": { "exponent": 1.1 } });
    }
    if dice.one_in(4) {
        clients["hedge"] = json!({ "after": dice.span(100, 1_000) });
    }
    json!({ "clients": clients })
}

fn service(dice: &mut Dice, store: Option<&str>, next: Option<&str>) -> Value {
    let mut get = vec![json!({ "work": timing(dice, 10, 20_000) })];
    let mut put = vec![json!({ "work": timing(dice, 10, 20_000) })];
    if let Some(next) = next {
        get.push(call(dice, next, "get"));
        put.push(call(dice, next, "put"));
        if dice.one_in(3) {
            let calls = [call(dice, next, "get"), call(dice, next, "get")];
            get.push(json!({ "parallel": calls }));
        }
    }
    if let Some(store) = store {
        let at = |dice: &mut Dice, store| guarded(dice, json!({ "store": store }));
        let read = json!({ "read": at(dice, store) });
        let write = json!({ "write": at(dice, store) });
        if dice.one_in(3) {
            // Where there is a cache, round it; else the same machine once more.
            get.push(json!({ "fallback": [read, { "read": at(dice, "db") }] }));
            put.push(json!({ "fallback": [write, { "write": at(dice, "db") }] }));
        } else {
            get.push(read);
            put.push(write);
        }
    }
    if dice.one_in(5) {
        get.push(json!("reply"));
        get.push(json!({ "work": timing(dice, 10, 5_000) }));
    }
    if dice.one_in(4) {
        put.push(json!({ "undo": [{ "work": timing(dice, 10, 5_000) }] }));
        put.push(json!({ "work": timing(dice, 10, 5_000) }));
    }
    let mut service = json!({
        "replicas": 1 + dice.roll(4),
        "zones": ["a", "b"],
        "workers": 1 + dice.roll(4),
        "boot": dice.span(0, 3_000_000),
        "queue": {
            "capacity": dice.roll(30),
            "discipline": dice.pick(&["fifo", "lifo", "adaptive"]),
            "overflow": dice.pick(&["reject", "drop_oldest"]),
        },
        "shed_late": dice.one_in(2),
        "concurrency": 1 + dice.roll(100),
        "operations": { "get": get, "put": put },
    });
    if dice.one_in(4) {
        service["rate_limit"] =
            json!({ "per_second": 1 + dice.roll(200), "burst": 1 + dice.roll(20) });
    }
    if dice.one_in(4) {
        service["slowdown"] = json!({ "percent_per_busy_worker": dice.roll(100) });
    }
    if dice.one_in(4) {
        service["cold_start"] = json!({ "times": 2 + dice.roll(5), "calls": 1 + dice.roll(100) });
    }
    json!({ "service": service })
}

fn call(dice: &mut Dice, target: &str, operation: &str) -> Value {
    let call = json!({ "target": target, "operation": operation });
    json!({ "call": guarded(dice, call) })
}

/// A call with some of what can guard one.
fn guarded(dice: &mut Dice, mut call: Value) -> Value {
    call["timeout"] = dice.span(1_000, 1_000_000);
    if dice.one_in(2) {
        call["retry"] = retry(dice);
    }
    if dice.one_in(3) {
        call["at_most"] = json!(1 + dice.roll(10));
    }
    if dice.one_in(4) {
        call["optional"] = json!(true);
    }
    if dice.one_in(3) {
        let trips = if dice.one_in(2) {
            json!({ "failures": 1 + dice.roll(5) })
        } else {
            json!({ "share": { "percent": 1 + dice.roll(100), "of": 1 + dice.roll(20) } })
        };
        let open = dice.span(1_000, 2_000_000);
        call["breaker"] = json!({ "trips": trips, "open": open, "trials": 1 + dice.roll(3) });
    }
    call
}

fn database(dice: &mut Dice) -> Value {
    let mut database = json!({
        "read": timing(dice, 10, 5_000),
        "write": timing(dice, 10, 10_000),
        "workers": 1 + dice.roll(4),
        "queue": dice.roll(50),
        "replicas": dice.roll(3),
        "replication": dice.pick(&["synchronous", "asynchronous"]),
        "boot": dice.span(0, 3_000_000),
    });
    let copied = database["replicas"] != 0;
    if copied && dice.one_in(2) {
        database["reads"] = json!("replica");
    }
    if copied && dice.one_in(2) {
        database["failover"] = json!({ "detection": "3s", "promotion": dice.span(0, 10_000_000) });
    }
    if dice.one_in(3) {
        database["pool"] = json!({ "total": 1 + dice.roll(10), "waiting": dice.roll(5) });
    }
    json!({ "database": database })
}

fn cache(dice: &mut Dice) -> Value {
    let mut cache = json!({
        "origin": "db",
        "store": true,
        "keeps": ["read"],
        "capacity": 1 + dice.roll(30),
        "single_flight": dice.one_in(2),
        "timeout": dice.span(1_000, 1_000_000),
        "lookup": timing(dice, 1, 1_000),
        "queue": dice.roll(20),
    });
    if dice.one_in(2) {
        cache["time_to_live"] = dice.span(1_000, 5_000_000);
        cache["stale_while_revalidate"] = dice.span(0, 5_000_000);
    }
    if dice.one_in(4) {
        cache["time_to_live_of"] = json!({ "read": dice.span(1_000, 5_000_000) });
    }
    if dice.one_in(2) {
        let rule = dice.pick(&["invalidates", "updates"]);
        cache[rule] = json!(["write"]);
    }
    json!({ "cache": cache })
}

/// A queue, a topic or a log in front of the worker.
fn queue(dice: &mut Dice) -> Value {
    let consumer = json!({ "part": "worker", "operation": "put" });
    let delivery = if dice.one_in(3) {
        json!("at_most_once")
    } else {
        let again = dice.span(1_000, 2_000_000);
        json!({ "at_least_once": { "redeliver_after": again, "deliveries_max": 1 + dice.roll(5) } })
    };
    let capacity = 1 + dice.roll(100);
    let in_flight = 1 + dice.roll(5);
    match dice.roll(3) {
        0 => {
            let mut queue = json!({
                "consumer": consumer,
                "delivery": delivery,
                "capacity": capacity,
                "in_flight": in_flight,
            });
            if dice.one_in(2) {
                queue["split"] = json!({
                    "into": 1 + dice.roll(3),
                    "popular_keys": dice.roll(5),
                    "popular_into": 1 + dice.roll(50),
                    "last": dice.pick(&["get", "put"]),
                });
            }
            json!({ "queue": queue })
        }
        1 => json!({ "topic": {
            "subscribers": [consumer],
            "delivery": delivery,
            "capacity": capacity,
            "in_flight": in_flight,
        } }),
        _ => json!({ "log": {
            "groups": [consumer],
            "partitions": 1 + dice.roll(6),
            "delivery": delivery,
            "capacity": capacity,
        } }),
    }
}

fn balancer(dice: &mut Dice) -> Value {
    let policy = dice.pick(&[
        json!("round_robin"),
        json!("random"),
        json!("in_order"),
        json!("least_connections"),
        json!("power_of_two_choices"),
        json!("sticky"),
        json!({ "consistent_hashing": {} }),
        json!({ "weighted": { "api": 3 } }),
    ]);
    let mut balancer = json!({ "targets": ["api"], "policy": policy, "fail_open": dice.one_in(2) });
    if dice.one_in(3) {
        balancer["outliers"] = json!({ "errors": 1 + dice.roll(5), "time": "2s" });
    }
    if dice.one_in(2) {
        balancer["checks"] = json!({
            "interval": dice.span(500_000, 3_000_000),
            "timeout": dice.span(1_000, 500_000),
            "failures": 1 + dice.roll(3),
            "successes": 1 + dice.roll(3),
        });
    }
    json!({ "balancer": balancer })
}

/// One that decides as often as it may, so that machines come and go within a case.
fn autoscaler(dice: &mut Dice) -> Value {
    let metric = if dice.one_in(2) {
        json!({ "utilization": 1 + dice.roll(99) })
    } else {
        json!({ "queue": 0.1 + dice.roll(20) as f64 })
    };
    json!({ "autoscaler": {
        "target": "api",
        "metric": metric,
        "interval": dice.span(1_000_000, 5_000_000),
        "cool_down_out": dice.span(0, 5_000_000),
        "cool_down_in": dice.span(0, 5_000_000),
    } })
}

fn links(dice: &mut Dice) -> Value {
    let mut line = json!({ "latency": timing(dice, 1, 20_000) });
    if dice.one_in(4) {
        line["loss"] = json!(dice.roll(20));
    }
    if dice.one_in(4) {
        line["duplication"] = json!(dice.roll(20));
    }
    if dice.one_in(4) {
        line["reordering"] = json!(dice.roll(50));
    }
    if dice.one_in(4) {
        line["bytes_per_second"] = json!(10_000 + dice.roll(1_000_000));
    }
    json!({ "default": line })
}

fn faults(dice: &mut Dice, machines: &[&str], lines: &[[&str; 2]]) -> Vec<Value> {
    let count = 1 + dice.roll(12);
    (0..count).map(|_| fault(dice, machines, lines)).collect()
}

fn fault(dice: &mut Dice, machines: &[&str], lines: &[[&str; 2]]) -> Value {
    let node = dice.pick(machines);
    let [first, second] = dice.pick(lines);
    let between = json!([first, second]);
    let of_a_model = machines.contains(&"api");
    let mut fault = match dice.roll(16) {
        0 | 1 => json!({ "crash": node }),
        2 => json!({ "pause": node }),
        3 => json!({ "slow": { "node": node, "factor": 2 + dice.roll(20) } }),
        4 => json!({ "gray": { "node": node, "percent": dice.roll(101) } }),
        5 => json!({ "outage": node }),
        6 => json!({ "clock_skew": { "node": node, "offset": dice.pick(&["3s", "-3s", "10ms"]) } }),
        7 => json!({ "burst": { "factor_percent": 100 + dice.roll(900) } }),
        8 => json!({ "loss": { "between": between, "percent": dice.roll(101) } }),
        9 => json!({ "latency": { "between": between, "extra": dice.span(0, 2_000_000) } }),
        10 => json!({ "cut": { "between": between } }),
        11 if machines.contains(&"cache") => json!({ "flush": "cache" }),
        12 if of_a_model => json!({ "zone_outage": "a" }),
        13 if of_a_model && node != "api" => json!({ "split": [["api"], [node]] }),
        14 if node == "api" => {
            let slow_factor = 1 + dice.roll(9);
            json!({ "bad_deployment": { "part": node, "errors_percent": dice.roll(101), "slow_factor": slow_factor } })
        }
        _ if dice.one_in(2) => json!({ "cut_one_way": { "from": first, "to": second } }),
        _ => json!({ "cut_one_way": { "from": second, "to": first } }),
    };
    fault["at"] = dice.span(0, 50_000_000);
    // A burst has to end, and nothing mends a flush.
    let ends = fault.get("burst").is_some() || !dice.one_in(4);
    if ends && fault.get("flush").is_none() {
        fault["for"] = dice.span(1_000, 10_000_000);
    }
    fault
}
