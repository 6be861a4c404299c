//! A run is a function of scenario and interventions; nothing else matters.

use proptest::prelude::*;
use sim::{Intervention, Record, RequestId, Time, replay};
use systems::ENTRIES;

use crate::support::{Dice, Run, any_fault, scenario};

/// (request, when it was issued, operation, key) of every request of the first 10 seconds.
fn arrivals(system: &str, parameters: &[(&str, i64)]) -> Vec<(RequestId, Time, u16, u32)> {
    let mut run = Run::new(system, 42, parameters);
    let mut arrivals = Vec::new();
    let mut cursor = 0;
    for tenth in 1..=100 {
        run.until(f64::from(tenth) / 10.0);
        let (entries, missed) = run.simulation.trace().since(cursor);
        assert_eq!(missed, 0);
        arrivals.extend(entries.filter_map(|entry| match entry.record {
            Record::Issued {
                request,
                operation,
                key,
            } => Some((request, entry.time, operation, key)),
            _ => None,
        }));
        cursor = run.simulation.trace().total();
        if tenth == 50 {
            run.simulation.intervene(Intervention::SetDemand {
                per_second_milli: 350_000,
            });
        }
    }
    arrivals
}

#[test]
fn both_systems_get_the_same_requests_at_the_same_instants() {
    let centralized = arrivals("centralized", &[]);
    assert!(centralized.len() > 2_000);
    assert_eq!(centralized, arrivals("web-rds", &[]));
    assert_eq!(
        centralized,
        arrivals("web-rds", &[("api_servers", 5), ("policy", 3)])
    );
    assert_ne!(centralized, arrivals("centralized", &[("rate", 201)]));
}

/// The hash after 8 seconds with some interventions, cut into pieces of these sizes.
fn chunked(system: &str, seed: u64, budgets: &[u64], step_ms: u64) -> u64 {
    let mut run = Run::new(system, seed, &[]);
    let mut dice = Dice(seed);
    let mut budgets = budgets.iter().cycle();
    for second in 1..=8_u64 {
        let end = Time::from_nanos(second * 1_000_000_000);
        let mut deadline = run.simulation.now();
        while run.simulation.now() < end {
            deadline = (deadline + sim::Duration::from_millis(step_ms)).min(end);
            let budget = *budgets.next().expect("cycles for ever");
            while run.simulation.run_until(deadline, budget) == sim::Progress::BudgetSpent {}
        }
        let fault = any_fault(&run.simulation, &mut dice);
        run.simulation.intervene(Intervention::Fault(fault));
    }
    run.until(9.0);
    run.simulation.trace().hash()
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 24,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]
    #[test]
    fn how_a_run_is_cut_into_pieces_changes_nothing(
        seed in 0_u64..1_000,
        budgets in prop::collection::vec(1_u64..2_000, 1..6),
        step_ms in 1_u64..1_500,
    ) {
        for entry in ENTRIES {
            let whole = chunked(entry.id, seed, &[u64::MAX], 100_000);
            prop_assert_eq!(chunked(entry.id, seed, &budgets, step_ms), whole);
        }
    }

    #[test]
    fn a_run_with_interventions_can_be_run_again(seed in 0_u64..1_000, odd in 1_u64..500) {
        for entry in ENTRIES {
            let mut run = Run::new(entry.id, seed, &[]);
            let mut dice = Dice(seed);
            for _ in 0..40 {
                // In the middle of an instant, too: after so many events, not after so much time.
                run.simulation.run_until(Time::MAX, odd + dice.roll(200));
                let fault = any_fault(&run.simulation, &mut dice);
                run.simulation.intervene(Intervention::Fault(fault));
            }
            let blueprint = systems::blueprint(&scenario(entry.id, seed, &[])).expect("valid");
            let now = run.simulation.now();
            let again = replay(blueprint, run.simulation.interventions(), now);
            run.simulation.run_until(now, u64::MAX);
            prop_assert_eq!(again.trace().hash(), run.simulation.trace().hash());
            prop_assert_eq!(again.snapshot().totals, run.simulation.snapshot().totals);
        }
    }

    #[test]
    fn a_copy_goes_on_as_the_original(seed in 0_u64..1_000, secs in 1_u64..6) {
        for entry in ENTRIES {
            let mut run = Run::new(entry.id, seed, &[]);
            run.until(secs as f64);
            let mut copy = run.simulation.clone();
            run.until(secs as f64 + 3.0);
            copy.run_until(run.simulation.now(), u64::MAX);
            prop_assert_eq!(copy.trace().hash(), run.simulation.trace().hash());
        }
    }
}

#[test]
fn other_seeds_give_other_runs() {
    for entry in ENTRIES {
        let hash = |seed| {
            let mut run = Run::new(entry.id, seed, &[]);
            run.until(5.0);
            run.simulation.trace().hash()
        };
        assert_eq!(hash(1), hash(1));
        assert_ne!(hash(1), hash(2));
    }
}
