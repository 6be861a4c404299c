//! Random faults on queues, topics and logs: their laws hold after every event, and when everything
//! is mended everything accepted is delivered as often as was promised.

use sim::{Decision, Fault, Intervention, LinkId, NodeId, Probability, Simulation};

use super::order::in_order;
use super::{AT_LEAST_ONCE, Guarantee, Run, Shape, counts, log, queue, run, subscriber};

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
    let node = NodeId(1 + dice.roll(simulation.nodes().len() as u64 - 1) as u16);
    let link = LinkId(1 + dice.roll(simulation.network().links().len() as u64 - 1) as u16);
    match dice.roll(8) {
        0 => Fault::Crash { node },
        1 | 2 => Fault::Restart { node },
        3 => Fault::Pause { node },
        4 => Fault::Resume { node },
        5 => Fault::Partition { link },
        6 => Fault::Heal { link },
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

fn torment(shape: Shape, seed: u64) -> Run {
    let mut run = run(shape, seed, 40, 10);
    let mut dice = Dice(seed.wrapping_mul(613) + 7);
    for _ in 0..30 {
        for _ in 0..dice.roll(300) {
            run.simulation.step();
            if let Err(violation) = run.simulation.check() {
                panic!("seed {seed}: {violation}");
            }
        }
        let fault = any_fault(&run.simulation, &mut dice);
        run.strike(fault);
    }
    heal_all(&mut run.simulation);
    let now = run.simulation.now().as_secs_f64() as u64;
    run.quiet(now + 200);
    assert_eq!(run.backlog(), 0, "seed {seed}: everything is handed on");
    run
}

/// Every message that was accepted was worked on, or put aside.
fn nothing_is_lost(run: &Run, seed: u64) -> usize {
    let done = counts(&run.begun());
    let dead = counts(&run.decided(Decision::DeadLettered));
    for (_, request) in run.decided(Decision::Enqueued) {
        let known = done.contains_key(&request) || dead.contains_key(&request);
        assert!(known, "seed {seed}: {request:?} is lost");
    }
    run.decided(Decision::Redelivered).len()
}

#[test]
fn whatever_fails_at_least_once_is_at_least_once() {
    let mut again = 0;
    for seed in 0..30 {
        let shape = match seed % 3 {
            0 => queue(3, AT_LEAST_ONCE),
            1 => Shape {
                groups: vec![subscriber([0]), subscriber([1, 2])],
                in_flight: 4,
                ..queue(0, AT_LEAST_ONCE)
            },
            _ => log(5, 3, AT_LEAST_ONCE),
        };
        again += nothing_is_lost(&torment(shape, seed), seed);
    }
    assert!(again > 100, "redeliveries are reached: {again}");
}

#[test]
fn whatever_fails_at_most_once_is_at_most_once() {
    for seed in 0..30 {
        let shape = match seed % 2 {
            0 => queue(3, Guarantee::AtMostOnce),
            _ => log(5, 3, Guarantee::AtMostOnce),
        };
        let run = torment(shape, seed);
        let often = run.deliveries().into_values().max();
        assert_eq!(often, Some(1), "seed {seed}");
        let done = counts(&run.begun()).into_values().max();
        assert_eq!(done, Some(1), "seed {seed}");
    }
}

#[test]
fn whatever_fails_a_log_keeps_the_order_of_each_key() {
    for seed in 100..120 {
        let run = torment(log(5, 3, AT_LEAST_ONCE), seed);
        assert!(in_order(&run), "seed {seed}");
    }
}
