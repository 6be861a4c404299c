//! What a log promises: the order of each key, and one consumer for each partition of a group.

use std::collections::BTreeMap;

use sim::{Decision, Duration, Fault, NodeId, RequestId};

use super::{AT_LEAST_ONCE, Guarantee, Run, consumer, line, log, queue, run};

/// Whether what was begun for the first time came in the order of publishing, key by key.
pub(super) fn in_order(run: &Run) -> bool {
    let keys = run.keys();
    let mut last: BTreeMap<u32, RequestId> = BTreeMap::new();
    let mut seen = BTreeMap::new();
    run.begun().iter().all(|(_, request)| {
        if seen.insert(*request, ()).is_some() {
            return true;
        }
        last.insert(keys[request], *request) < Some(*request)
    })
}

#[test]
fn a_log_keeps_the_order_of_each_key_where_a_queue_does_not() {
    let slow_line = |run: &mut Run| {
        let extra = Duration::from_millis(300);
        run.strike(Fault::Delay {
            link: line(0),
            extra,
        });
        run.until(60).quiet(90);
    };
    let mut ordered = run(log(6, 3, AT_LEAST_ONCE), 9, 10, 5);
    slow_line(&mut ordered);
    assert!(in_order(&ordered));
    assert_eq!(
        ordered.begun().len(),
        ordered.decided(Decision::Enqueued).len()
    );
    let mut unordered = run(queue(3, AT_LEAST_ONCE), 9, 10, 5);
    slow_line(&mut unordered);
    assert!(!in_order(&unordered));
}

/// Which consumers worked on each key.
fn owners(run: &Run, begun: &[(NodeId, RequestId)]) -> BTreeMap<u32, Vec<NodeId>> {
    let keys = run.keys();
    let mut owners: BTreeMap<u32, Vec<NodeId>> = BTreeMap::new();
    for (node, request) in begun {
        let nodes = owners.entry(keys[request]).or_default();
        if !nodes.contains(node) {
            nodes.push(*node);
        }
    }
    owners
}

#[test]
fn each_partition_belongs_to_one_consumer_and_moves_when_that_one_is_gone() {
    let patient = Guarantee::AtLeastOnce {
        redeliver_after: Duration::from_secs(600),
        deliveries_max: 10,
    };
    let mut run = run(log(6, 3, patient), 10, 100, 5);
    run.until(1);
    let start = run.begun().len();
    run.until(20);
    let begun = run.begun();
    let before = owners(&run, &begun[start..]);
    assert!(before.values().all(|nodes| nodes.len() == 1), "{before:?}");
    run.strike(Fault::Crash { node: consumer(1) }).until(26);
    let gone = run.begun().len();
    run.until(40);
    let begun = run.begun();
    let after = owners(&run, &begun[gone..]);
    assert_eq!(after.len(), before.len());
    for (key, nodes) in &after {
        assert_eq!(nodes.len(), 1, "{after:?}");
        assert_ne!(nodes[0], consumer(1));
        let stays = before[key] != [consumer(1)];
        assert!(
            !stays || before[key] == *nodes,
            "only what was orphaned moves"
        );
    }
    run.strike(Fault::Restart { node: consumer(1) }).until(45);
    let back = run.begun().len();
    run.until(60).quiet(70);
    let begun = run.begun();
    let again = owners(&run, &begun[back..]);
    let shares = |place| {
        again
            .values()
            .filter(|nodes| **nodes == [consumer(place)])
            .count()
    };
    assert!((0..3).all(|place| shares(place) >= 6), "{again:?}");
    assert!(in_order(&run));
    assert_eq!(run.backlog(), 0);
}
