//! A whole shop under random faults: a balancer, servers whose number an autoscaler changes, a cache
//! and a database. Every law holds after every event.

use sim::{Duration, Intervention, Simulation};
use systems::model::{Model, assemble};

use crate::support::{Dice, any_fault, heal_all};

const SEEDS: u64 = 30;

/// The servers' queues are short: with long ones, users who try again can keep a shop down that
/// nothing is wrong with any more.
fn shop(policy: &str, seed: u64) -> Simulation {
    let text = format!(
        r#"{{ "nodes": {{
            "users": {{ "clients": {{ "target": "door", "timeout": "2s",
                "arrivals": {{ "poisson": {{ "per_second": 40 }} }},
                "operations": [
                    {{ "name": "show", "weight": 9, "data": {{ "read": 0 }} }},
                    {{ "name": "buy", "weight": 1, "data": {{ "write": 0 }} }}
                ],
                "keys": {{ "count": 50, "popularity": {{ "zipf": {{ "exponent": 1 }} }} }},
                "retry": {{ "attempts": 2, "pause": {{ "fixed": "50ms" }} }} }} }},
            "door": {{ "balancer": {{ "targets": ["api"], "policy": {policy},
                "checks": {{ "interval": "500ms", "timeout": "200ms" }},
                "outliers": {{ "errors": 3, "time": "2s" }} }} }},
            "api": {{ "service": {{ "replicas": 2, "maximum": 5, "boot": "1s",
                "queue": {{ "capacity": 30 }}, "operations": {{
                "show": [{{ "work": {{ "exponential": "30ms" }} }},
                    {{ "call": {{ "target": "cache", "operation": "read", "timeout": "1s" }} }}],
                "buy": [{{ "call": {{ "target": "cache", "operation": "write", "timeout": "1s" }} }}]
            }} }} }},
            "scaler": {{ "autoscaler": {{ "target": "api", "metric": {{ "utilization": 50 }},
                "interval": "1s", "cool_down_out": "2s", "cool_down_in": "5s" }} }},
            "cache": {{ "cache": {{ "origin": "db", "store": true, "keeps": ["read"],
                "invalidates": ["write"], "capacity": 20, "time_to_live": "2s",
                "stale_while_revalidate": "1s", "timeout": "500ms",
                "lookup": {{ "exponential": "1ms" }} }} }},
            "db": {{ "database": {{ "read": {{ "exponential": "3ms" }},
                "write": {{ "exponential": "8ms" }} }} }}
        }} }}"#
    );
    let model: Model = serde_json::from_str(&text).expect("the model is well-formed");
    let blueprint = assemble(&model, seed, Duration::from_secs(1_000), 0);
    Simulation::new(blueprint.expect("the model is sound"))
}

#[test]
fn every_law_holds_and_everything_comes_back() {
    let policies = [
        r#""round_robin""#,
        r#"{ "weighted": { "api-1": 3, "api-4": 2 } }"#,
        r#""random""#,
        r#""least_connections""#,
        r#""power_of_two_choices""#,
        r#""sticky""#,
        r#"{ "consistent_hashing": {} }"#,
    ];
    for seed in 0..SEEDS {
        let policy = policies[(seed % policies.len() as u64) as usize];
        let mut run = shop(policy, seed);
        let mut dice = Dice(seed.wrapping_mul(91) + 3);
        let check = |run: &Simulation| {
            if let Err(violation) = run.check() {
                panic!("{policy}, seed {seed}: {violation}");
            }
        };
        for _ in 0..20 {
            for _ in 0..dice.roll(400) {
                run.step();
                check(&run);
            }
            let fault = any_fault(&run, &mut dice);
            run.intervene(Intervention::Fault(fault));
            check(&run);
            if dice.roll(6) == 0 {
                let count = 1 + dice.roll(5) as u16;
                let group = 0;
                run.intervene(Intervention::SetUnits { group, count });
            }
        }
        heal_all(&mut run);
        let healed = run.now();
        run.run_until(healed + Duration::from_secs(60), u64::MAX);
        let before = run.ledger().totals;
        run.run_until(healed + Duration::from_secs(70), u64::MAX);
        check(&run);
        let after = run.ledger().totals;
        assert!(
            after.succeeded - before.succeeded > 300,
            "{policy}, seed {seed}: {before:?}, then {after:?}"
        );
        assert_eq!(
            after.failed_total(),
            before.failed_total(),
            "{policy}, seed {seed}: everything is mended: {before:?}, then {after:?}"
        );
    }
}
