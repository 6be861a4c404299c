//! Random faults at random times on random seeds: every law holds after every event, nothing
//! confirmed is lost, and everything comes back when everything is mended.

use sim::{Intervention, Record, Role};
use systems::ENTRIES;

use crate::support::{Dice, Run, any_fault, heal_all};

const SEEDS: u64 = 60;

fn panic_with(system: &str, seed: u64, what: &str) -> ! {
    panic!("system {system}, seed {seed}: {what}");
}

#[test]
fn every_law_holds_after_every_event_under_random_faults() {
    for entry in ENTRIES {
        for seed in 0..SEEDS {
            let mut run = Run::new(entry.id, seed, &[("rate", 60)]);
            let mut dice = Dice(seed.wrapping_mul(77) + 5);
            for _ in 0..25 {
                for _ in 0..dice.roll(250) {
                    run.simulation.step();
                    if let Err(violation) = run.simulation.check() {
                        panic_with(entry.id, seed, &violation.to_string());
                    }
                }
                let fault = any_fault(&run.simulation, &mut dice);
                run.simulation.intervene(Intervention::Fault(fault));
                if let Err(violation) = run.simulation.check() {
                    panic_with(entry.id, seed, &violation.to_string());
                }
                if dice.roll(6) == 0 {
                    let count = 1 + dice.roll(8) as u16;
                    run.simulation
                        .intervene(Intervention::SetUnits { group: 0, count });
                }
            }
        }
    }
}

#[test]
fn when_everything_is_mended_everything_is_answered_again() {
    for entry in ENTRIES {
        for seed in 0..SEEDS {
            let mut run = Run::new(entry.id, seed, &[("rate", 30), ("retries", 0)]);
            let mut dice = Dice(seed.wrapping_mul(131) + 9);
            for _ in 0..15 {
                let secs = run.simulation.now().as_secs_f64() + dice.roll(8_000) as f64 / 1e3;
                run.until(secs);
                let fault = any_fault(&run.simulation, &mut dice);
                run.simulation.intervene(Intervention::Fault(fault));
            }
            heal_all(&mut run.simulation);
            let healed = run.simulation.now().as_secs_f64();
            // Booting, noticing, promoting and catching up take at most this long.
            run.until(healed + 100.0);
            let (failed, succeeded) = (run.failed(), run.succeeded());
            run.until(healed + 110.0);
            if run.failed() > failed || run.succeeded() < succeeded + 200 {
                panic_with(entry.id, seed, "not answered again");
            }
            run.simulation.intervene(Intervention::SetDemand {
                per_second_milli: 0,
            });
            run.until(healed + 115.0);
            let left = run.simulation.ledger().totals.in_flight();
            if left > 0 {
                panic_with(entry.id, seed, "requests are left in flight");
            }
        }
    }
}

#[test]
fn no_confirmed_write_is_lost_whatever_fails() {
    let mut promotions = 0;
    for seed in 0..SEEDS {
        let parameters = [("rate", 25), ("write_share", 100), ("promotion", 3)];
        let mut run = Run::new("web-rds", seed, &parameters);
        let mut dice = Dice(seed.wrapping_mul(191) + 3);
        for _ in 0..40 {
            let secs = run.simulation.now().as_secs_f64() + dice.roll(6_000) as f64 / 1e3;
            run.until(secs);
            let fault = any_fault(&run.simulation, &mut dice);
            run.simulation.intervene(Intervention::Fault(fault));
        }
        heal_all(&mut run.simulation);
        let healed = run.simulation.now().as_secs_f64();
        run.until(healed + 40.0);
        let snapshot = run.simulation.snapshot();
        let primaries: Vec<_> = snapshot
            .nodes
            .iter()
            .filter(|node| node.role == Role::Primary)
            .collect();
        if primaries.len() != 1 {
            panic_with("web-rds", seed, "there is not exactly one primary");
        }
        let confirmed = run.succeeded();
        if primaries[0].stored_writes < Some(confirmed) {
            let text = format!("{:?} of {confirmed}", primaries[0].stored_writes);
            panic_with("web-rds", seed, &text);
        }
        let (entries, _) = run.simulation.trace().since(0);
        promotions += entries
            .filter(|entry| {
                matches!(
                    entry.record,
                    Record::Role {
                        role: Role::Primary,
                        ..
                    }
                )
            })
            .count();
    }
    assert!(promotions > 5, "the swarm reaches failovers: {promotions}");
}
