//! Messages for crowds: a queue that splits what was published into many deliveries.

use std::collections::BTreeMap;

use sim::{Duration, NodeId, Record, RequestId, Simulation};
use systems::model::{Model, Problem, assemble};

use crate::support::Run;

/// Users publish 20 messages per second with 4 keys, of which key 0 is popular. Somebody is told
/// when the last delivery of a message is done.
fn text(split: &str, capacity: u32) -> String {
    format!(
        r#"{{ "nodes": {{
            "users": {{ "clients": {{ "target": "queue",
                "arrivals": {{ "poisson": {{ "per_second": 20 }} }}, "keys": {{ "count": 4 }} }} }},
            "queue": {{ "queue": {{ "consumer": {{ "part": "worker", "operation": "deliver" }},
                "split": {split}, "capacity": {capacity}, "in_flight": 4 }} }},
            "worker": {{ "service": {{ "replicas": 2, "workers": 4, "operations": {{
                "deliver": [{{ "work": {{ "constant": "2ms" }} }}],
                "finish": [{{ "work": {{ "constant": "2ms" }} }},
                    {{ "call": {{ "target": "told", "operation": "tell" }} }}] }} }} }},
            "told": {{ "service": {{ "workers": 9, "operations": {{
                "tell": [{{ "work": {{ "constant": "1us" }} }}] }} }} }}
        }} }}"#
    )
}

const SPLIT: &str = r#"{ "into": 3, "popular_keys": 1, "popular_into": 40, "last": "finish" }"#;

fn run(text: &str) -> Run {
    let model: Model = serde_json::from_str(text).expect("well-formed");
    let blueprint = assemble(&model, 1, Duration::from_secs(100), 4_000_000);
    Run {
        simulation: Simulation::new(blueprint.expect("sound")),
    }
}

/// Pieces of work that were begun for each request on machines like that, in order.
fn begun(run: &Run, on: impl Fn(NodeId) -> bool) -> BTreeMap<RequestId, Vec<u64>> {
    let (entries, _) = run.simulation.trace().since(0);
    let mut begun: BTreeMap<RequestId, Vec<u64>> = BTreeMap::new();
    for entry in entries {
        if let Record::Started {
            node,
            request: Some(request),
            ..
        } = entry.record
            && on(node)
        {
            begun
                .entry(request)
                .or_default()
                .push(entry.time.as_nanos());
        }
    }
    begun
}

#[test]
fn every_key_has_its_portions_and_the_last_one_is_told_to_be_the_last() {
    let mut run = run(&text(SPLIT, 10_000));
    run.until(20.0);
    run.simulation.intervene(sim::Intervention::SetDemand {
        per_second_milli: 0,
    });
    run.until(40.0);
    let told = run.node("told");
    let deliveries = begun(&run, |node| node != told);
    let last = begun(&run, |node| node == told);
    let (entries, _) = run.simulation.trace().since(0);
    let mut messages = 0;
    for entry in entries {
        if let Record::Issued { request, key, .. } = entry.record {
            let portions = if key == 0 { 40 } else { 3 };
            assert_eq!(deliveries[&request].len(), portions, "key {key}");
            assert_eq!(last[&request].len(), 1);
            // Each takes 2 ms, and 7 others may be under way with the last.
            let slack = 10_000_000;
            assert!(deliveries[&request][portions - 1] < last[&request][0] + slack);
            assert!(deliveries[&request][portions.saturating_sub(9)] < last[&request][0]);
            messages += 1;
        }
    }
    assert!(messages > 300, "{messages}");
    assert_eq!((run.failed(), run.succeeded()), (0, messages));
}

#[test]
fn a_queue_that_has_no_room_for_all_portions_takes_none() {
    let mut run = run(&text(SPLIT, 39));
    run.until(20.0);
    let worked = begun(&run, |_| true);
    let (entries, _) = run.simulation.trace().since(0);
    for entry in entries {
        if let Record::Issued { request, key, .. } = entry.record {
            assert!(key != 0 || !worked.contains_key(&request), "{request:?}");
        }
    }
    assert!(run.failed() > 50 && run.succeeded() > 200);
}

#[test]
fn what_cannot_be_split_is_said() {
    let refusal = |split: &str| {
        let model: Model = serde_json::from_str(&text(split, 100)).expect("well-formed");
        let error = assemble(&model, 1, Duration::from_secs(1), 0).expect_err("it cannot be run");
        (error.path, error.problem)
    };
    let (path, problem) = refusal(r#"{ "into": 0 }"#);
    assert_eq!(path, "nodes.queue.split.into");
    assert!(matches!(problem, Problem::OutOfRange { .. }));
    let (path, problem) = refusal(r#"{ "last": "end" }"#);
    assert_eq!(path, "nodes.queue.split.last");
    assert!(matches!(problem, Problem::UnknownOperation { .. }));
}
