//! The shop by events: what is accepted is done, put aside, or still there to be counted.

use std::collections::BTreeSet;

use sim::{Decision, Fault, Intervention, NodeState, Probability, Reason, Record, RequestId};

use super::shop::{BROWSE, CART, ORDER, PAY, decided, fate};
use crate::drive::refused;
use crate::support::{Dice, Run, any_fault, heal_all};

const TOPOLOGIES: [i64; 2] = [0, 1];

fn shop(topology: i64, seed: u64, more: &[(&str, i64)]) -> Run {
    let parameters = [&[("topology", topology)], more].concat();
    Run::new("event-driven", seed, &parameters)
}

/// Events that were accepted and are not done with, over all channels.
fn backlog(run: &Run) -> u64 {
    let snapshot = run.simulation.snapshot();
    snapshot.nodes.iter().filter_map(|node| node.backlog).sum()
}

/// Requests for an operation that users were told are accepted, and those of them whose last step
/// this machine has finished or of which something was put aside.
fn accepted_and_done(
    run: &Run,
    wanted: u16,
    last: &str,
) -> (BTreeSet<RequestId>, BTreeSet<RequestId>) {
    let last = run.node(last);
    let (entries, missed) = run.simulation.trace().since(0);
    assert_eq!(missed, 0, "the whole run is kept in this test");
    let (mut ours, mut accepted, mut done) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for entry in entries {
        match entry.record {
            Record::Issued {
                request, operation, ..
            } if operation == wanted => {
                ours.insert(request);
            }
            Record::Resolved {
                request,
                outcome: Ok(()),
                ..
            } if ours.contains(&request) => {
                accepted.insert(request);
            }
            Record::Finished {
                node,
                request: Some(request),
                ..
            } if node == last => {
                done.insert(request);
            }
            Record::Decided {
                request: Some(request),
                decision: Decision::DeadLettered,
                ..
            } => {
                done.insert(request);
            }
            _ => {}
        }
    }
    (accepted, done)
}

/// Accepted orders and payments of which neither the last step nor a dead letter is known.
fn unfinished(run: &Run) -> usize {
    let count = |operation, last| {
        let (accepted, done) = accepted_and_done(run, operation, last);
        accepted.difference(&done).count()
    };
    count(ORDER, "shipping") + count(PAY, "payment")
}

#[test]
fn what_was_accepted_is_done_put_aside_or_counted_whatever_happens() {
    for topology in TOPOLOGIES {
        for seed in 0..4 {
            let mut run = shop(topology, seed, &[]);
            let mut dice = Dice(seed.wrapping_mul(97) + 13);
            for _ in 0..12 {
                let secs = run.simulation.now().as_secs_f64() + dice.roll(4_000) as f64 / 1e3;
                run.until(secs);
                let fault = any_fault(&run.simulation, &mut dice);
                run.simulation.intervene(Intervention::Fault(fault));
                let (open, kept) = (unfinished(&run) as u64, backlog(&run));
                assert!(open <= kept, "{topology}, {seed}: {open} open, {kept} kept");
            }
            heal_all(&mut run.simulation);
            run.simulation.intervene(Intervention::SetDemand {
                per_second_milli: 0,
            });
            let healed = run.simulation.now().as_secs_f64();
            run.until(healed + 90.0);
            assert_eq!(backlog(&run), 0, "{topology}, {seed}");
            assert_eq!(unfinished(&run), 0, "{topology}, {seed}");
        }
    }
}

#[test]
fn slow_payments_are_accepted_at_once_and_done_when_they_can_be() {
    for topology in TOPOLOGIES {
        let mut run = shop(topology, 1, &[]);
        let node = run.until(10.0).node("payment");
        assert!(backlog(&run) < 50, "at ease it is done as it comes");
        run.strike(Fault::Slow { node, factor: 30 }).until(40.0);
        for operation in [BROWSE, CART, ORDER, PAY] {
            let fate = fate(&run, operation, 10, 39);
            assert!(fate.unharmed(), "{topology}, {operation}: {fate:?}");
        }
        let behind = backlog(&run);
        assert!(behind > 100, "{topology}: accepted is not done: {behind}");
        run.strike(Fault::Restore { node }).until(60.0);
        assert!(backlog(&run) < 50, "{topology}: it catches up");
        assert_eq!(decided(&run, Decision::DeadLettered), 0);
    }
}

#[test]
fn a_full_channel_refuses_and_pushes_back_on_whoever_publishes() {
    for topology in TOPOLOGIES {
        let mut run = shop(topology, 1, &[("capacity", 50)]);
        run.until(10.0).crash("payment").until(40.0);
        let paying = fate(&run, PAY, 25, 39);
        // A mediator that cannot hand on puts an event aside now and then, which makes room for one.
        let nearly_all = paying.failed * 10 > paying.issued * 9;
        assert!(nearly_all, "{topology}: {paying:?}");
        assert!(refused(&run, "payment-asked", Reason::QueueFull) > 100);
        // A channel that is full is seen to be, and so is how much it keeps.
        assert_eq!(run.state("payment-asked"), NodeState::Saturated);
        let node = run.node("payment-asked").index();
        let curve = run.simulation.metrics().node_bins(node);
        let most = curve.map(|(_, bin)| bin.queue).fold(0.0, f32::max);
        assert!((49.0..=50.0).contains(&most), "{topology}: {most}");
        for operation in [BROWSE, CART, ORDER] {
            let fate = fate(&run, operation, 10, 39);
            assert!(fate.unharmed(), "{topology}, {operation}: {fate:?}");
        }
        run.restart("payment").until(90.0);
        let paying = fate(&run, PAY, 60, 89);
        assert!(paying.unharmed(), "{topology}: {paying:?}");
    }
}

#[test]
fn what_fails_again_and_again_is_put_aside() {
    for topology in TOPOLOGIES {
        let mut run = shop(topology, 1, &[("deliveries", 3)]);
        let node = run.until(10.0).node("shipping");
        let share = Probability::from_percent(100);
        run.strike(Fault::Gray { node, share }).until(22.0);
        assert_eq!(decided(&run, Decision::DeadLettered), 0, "not at once");
        run.until(50.0);
        assert_eq!(run.state("shipping"), NodeState::Up, "it looks well");
        let dead = decided(&run, Decision::DeadLettered);
        assert!(dead > 100, "{topology}: {dead}");
        let ordering = fate(&run, ORDER, 10, 49);
        assert!(ordering.unharmed(), "nobody was told: {ordering:?}");
    }
}

#[test]
fn without_its_mediator_the_shop_accepts_and_does_nothing() {
    let mut run = shop(1, 1, &[]);
    run.until(10.0).crash("mediator").until(40.0);
    let ordering = fate(&run, ORDER, 10, 39);
    assert!(ordering.unharmed(), "{ordering:?}");
    assert!(unfinished(&run) > 600, "{}", unfinished(&run));
    // Nobody leads the brokers' topology: without the order processor, payments go on.
    let mut run = shop(0, 1, &[]);
    run.until(10.0).crash("order").until(40.0);
    let (paid, done) = accepted_and_done(&run, PAY, "payment");
    let behind = paid.difference(&done).count();
    assert!(behind < 10, "{behind} of {}", paid.len());
}
