//! Random faults on a database whose lines lose, repeat and reorder messages.

use sim::{Fault, Intervention, LinkId, NodeId, Probability, Record, Role, Simulation};

use super::{Run, run};

/// A small generator of test choices.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        let next = self.0.wrapping_mul(6_364_136_223_846_793_005);
        self.0 = next.wrapping_add(1);
        (self.0 >> 33) % sides
    }
}

fn any_fault(simulation: &Simulation, dice: &mut Dice) -> Fault {
    let node = NodeId(dice.roll(simulation.nodes().len() as u64 - 1) as u16);
    let link = LinkId(dice.roll(simulation.network().links().len() as u64) as u16);
    match dice.roll(10) {
        0 => Fault::Crash { node },
        1 | 2 => Fault::Restart { node },
        3 => Fault::Pause { node },
        4 | 5 => Fault::Resume { node },
        6 => Fault::Partition { link },
        7 | 8 => Fault::Heal { link },
        _ => Fault::Lossy {
            link,
            loss: Probability::from_percent(20),
        },
    }
}

fn heal_all(simulation: &mut Simulation) {
    for index in 0..simulation.nodes().len() {
        let node = NodeId(index as u16);
        for repair in [Fault::Resume { node }, Fault::Restart { node }] {
            simulation.intervene(Intervention::Fault(repair));
        }
    }
    for index in 0..simulation.network().links().len() {
        let link = LinkId(index as u16);
        for repair in [Fault::Heal { link }, Fault::Clear { link }] {
            simulation.intervene(Intervention::Fault(repair));
        }
    }
}

/// Random faults on lines that lose, repeat and reorder; then everything is mended.
fn torment(replication: &str, seed: u64) -> Run {
    let replicas = 1 + seed % 3;
    let reads = ["primary", "replica"][seed as usize / 3 % 2];
    let database = format!(
        r#""replicas": {replicas}, "replication": "{replication}", "reads": "{reads}", "failover":
            {{ "detection": "600ms", "promotion": "500ms" }}"#
    );
    let links = r#"{ "default": { "latency": { "exponential": "5ms" },
        "duplication": 5, "reordering": 20 } }"#;
    let mut run = run(&database, links, seed, 60, 60, 40);
    let mut dice = Dice(seed.wrapping_mul(977) + 11);
    for _ in 0..40 {
        for _ in 0..dice.roll(400) {
            run.simulation.step();
            if let Err(violation) = run.simulation.check() {
                panic!("{replication}, seed {seed}: {violation}");
            }
        }
        let fault = any_fault(&run.simulation, &mut dice);
        run.strike(fault);
    }
    heal_all(&mut run.simulation);
    let now = run.simulation.now().as_secs_f64() as u64;
    run.until(now + 20);
    let (stale, healed) = (run.stale(), run.simulation.ledger().totals);
    run.until(now + 30);
    let totals = run.simulation.ledger().totals;
    let answered = totals.succeeded - healed.succeeded;
    assert!(
        answered > 450,
        "{replication}, seed {seed}: {answered} answered"
    );
    if replication == "synchronous" {
        assert_eq!(run.stale(), stale, "seed {seed}: a confirmed write is gone");
        assert_eq!(run.writes_lost(), [], "seed {seed}");
    }
    run.quiet(now + 40);
    let roles = run.roles();
    let primaries = roles.iter().filter(|role| **role == Role::Primary).count();
    assert_eq!(primaries, 1, "{replication}, seed {seed}: {roles:?}");
    for machine in 1..run.machines {
        assert_eq!(
            run.stored(machine),
            run.stored(0),
            "{replication}, seed {seed}"
        );
    }
    run
}

#[test]
fn whatever_fails_no_epoch_has_two_primaries_and_all_machines_end_alike() {
    let mut promotions = 0;
    let mut lost = 0;
    for seed in 0..40 {
        let is_promotion = |record: &Record| {
            matches!(
                record,
                Record::Role {
                    role: Role::Primary,
                    ..
                }
            )
        };
        promotions += torment("synchronous", seed).count(is_promotion);
        lost += torment("asynchronous", seed).writes_lost().len();
    }
    assert!(promotions > 20, "failovers are reached: {promotions}");
    assert!(lost > 5, "losses are reached: {lost}");
}
