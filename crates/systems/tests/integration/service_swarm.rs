//! A service that uses everything a service has, under random faults on random seeds.

use sim::{Decision, Duration, Intervention, NodeState, Reason, Record};

use crate::drive::{Demand, blueprint, count, run_on};
use crate::support::{Dice, Run, any_fault, heal_all};

const SEEDS: u64 = 40;

const SHOP: &str = r#"{ "nodes": {
    "api": { "service": {
        "replicas": 2, "maximum": 3, "workers": 2, "boot": "500ms", "shed_late": true,
        "queue": { "capacity": 6, "discipline": "adaptive", "overflow": "drop_oldest" },
        "concurrency": 30, "rate_limit": { "per_second": 150, "burst": 10 },
        "cold_start": { "times": 3, "calls": 20 },
        "slowdown": { "percent_per_busy_worker": 20, "percent_per_waiting": 5 },
        "operations": {
            "buy": [
                { "work": { "exponential": "4ms" } },
                { "write": { "store": "db", "timeout": "80ms", "at_most": 6,
                    "breaker": { "trips": { "failures": 4 }, "open": "300ms", "trials": 2 },
                    "retry": { "attempts": 3, "pause": { "full_jitter": { "base": "10ms", "maximum": "50ms" } },
                        "budget": { "ratio_percent": 20, "burst": 5 } } } },
                "reply",
                { "publish": { "to": "orders", "timeout": "50ms", "optional": true } },
                { "work": { "exponential": "2ms" } }
            ],
            "view": [
                { "parallel": { "first": 2, "calls": [
                    { "read": { "store": "db", "timeout": "100ms", "retry": { "attempts": 2 } } },
                    { "call": { "target": "extras", "operation": "stars", "timeout": "30ms",
                        "breaker": { "trips": { "share": { "percent": 40, "of": 10 } }, "open": "500ms" } } },
                    { "call": { "target": "extras", "operation": "stars", "timeout": "1s", "optional": true } }
                ] } },
                { "work": { "exponential": "6ms" } },
                { "work": { "constant": "1ms" } }
            ] } } },
    "db": { "service": { "workers": 2, "boot": "1s", "operations": {
        "read": [{ "work": { "exponential": "5ms" } }],
        "write": [{ "work": { "exponential": "8ms" } }] } } },
    "extras": { "service": { "replicas": 2, "boot": "1s", "queue": { "capacity": 5 }, "operations": {
        "stars": [{ "work": { "exponential": "9ms" } }] } } },
    "orders": { "service": { "operations": { "publish": [] } } }
} }"#;

fn shop(seed: u64) -> Run {
    let demand = Demand {
        operations: vec![(0, 1, None), (1, 2, None)],
        timeout: Duration::from_millis(300),
        deadline: Some(Duration::from_millis(250)),
        seed,
        ..Demand::poisson("api-1", 140)
    };
    run_on(blueprint(SHOP, &demand, 4_000_000), &[])
}

#[test]
fn every_law_holds_after_every_event_and_every_guard_is_reached() {
    let mut refused = [0; Reason::ALL.len()];
    let (mut retries, mut spent, mut given_up) = (0, 0, 0);
    for seed in 0..SEEDS {
        let mut run = shop(seed);
        let mut dice = Dice(seed.wrapping_mul(53) + 11);
        for _ in 0..25 {
            for _ in 0..dice.roll(400) {
                run.simulation.step();
                if let Err(violation) = run.simulation.check() {
                    panic!("seed {seed}: {violation}");
                }
            }
            let fault = any_fault(&run.simulation, &mut dice);
            run.simulation.intervene(Intervention::Fault(fault));
            if let Err(violation) = run.simulation.check() {
                panic!("seed {seed}: {violation}");
            }
        }
        for reason in Reason::ALL {
            refused[reason.index()] += count(
                &run,
                |record| matches!(record, Record::Refused { reason: given, .. } if *given == reason),
            );
        }
        let decided = |wanted: fn(&Decision) -> bool| {
            count(
                &run,
                |record| matches!(record, Record::Decided { decision, .. } if wanted(decision)),
            )
        };
        retries += decided(|decision| matches!(decision, Decision::Retry { .. }));
        spent += decided(|decision| *decision == Decision::RetryBudgetSpent);
        given_up += count(&run, |record| matches!(record, Record::GivenUp { .. }));
    }
    for reason in [
        Reason::QueueFull,
        Reason::RateLimited,
        Reason::Shed,
        Reason::CircuitOpen,
        Reason::LimitReached,
    ] {
        assert!(refused[reason.index()] > 20, "{reason:?}: {refused:?}");
    }
    assert!(
        retries > 100 && spent > 20 && given_up > 20,
        "{retries} {spent} {given_up}"
    );
}

#[test]
fn whatever_happened_a_service_finishes_what_it_has_and_can_be_switched_off() {
    for seed in 0..SEEDS {
        let mut run = shop(seed);
        let mut dice = Dice(seed.wrapping_mul(71) + 3);
        for _ in 0..12 {
            let secs = run.simulation.now().as_secs_f64() + dice.roll(1_500) as f64 / 1e3;
            run.until(secs);
            let fault = any_fault(&run.simulation, &mut dice);
            run.simulation.intervene(Intervention::Fault(fault));
        }
        heal_all(&mut run.simulation);
        let healed = run.simulation.now().as_secs_f64();
        // After booting, warming up and a breaker's trial it serves again.
        run.until(healed + 5.0);
        let (issued, succeeded) = (run.simulation.ledger().totals.issued, run.succeeded());
        run.until(healed + 10.0);
        let issued = run.simulation.ledger().totals.issued - issued;
        let succeeded = run.succeeded() - succeeded;
        assert!(
            succeeded * 10 > issued * 8,
            "seed {seed}: {succeeded} of {issued}"
        );
        let silence = Intervention::SetDemand {
            per_second_milli: 0,
        };
        run.simulation.intervene(silence);
        run.simulation
            .intervene(Intervention::SetUnits { group: 0, count: 0 });
        // No call waits longer than the second of an optional one.
        run.until(healed + 12.0);
        for name in ["api-1", "api-2", "api-3"] {
            assert_eq!(run.state(name), NodeState::Absent, "seed {seed}: {name}");
        }
    }
}
