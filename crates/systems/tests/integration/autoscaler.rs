//! Autoscalers in models written by hand.

use sim::{Duration, Intervention, NodeState, Record, Simulation};
use systems::model::{Model, ModelError, Problem, assemble};

use crate::support::Run;

/// Servers that each do 100 requests per second, 2 of 8 of them in service, behind a balancer; of
/// the users' demand and of the autoscaler these fields say more.
fn try_shop(demand: &str, autoscaler: &str) -> Result<Run, ModelError> {
    let text = format!(
        r#"{{ "nodes": {{
            "users": {{ "clients": {{ "target": "door", "timeout": "2s",
                "arrivals": {{ "poisson": {{ "per_second": 100 }} }}, "demand": [{demand}] }} }},
            "door": {{ "balancer": {{ "targets": ["api"], "policy": "least_connections" }} }},
            "api": {{ "service": {{ "replicas": 2, "maximum": 8, "boot": "20s",
                "operations": {{ "show": [{{ "work": {{ "exponential": "10ms" }} }}] }} }} }},
            "scaler": {{ "autoscaler": {{ "target": "api", {autoscaler} }} }}
        }} }}"#
    );
    let model: Model = serde_json::from_str(&text).expect("the model is well-formed");
    let blueprint = assemble(&model, 1, Duration::from_secs(10_000), 4_000_000)?;
    Ok(Run {
        simulation: Simulation::new(blueprint),
    })
}

fn shop(demand: &str, autoscaler: &str) -> Run {
    try_shop(demand, autoscaler).expect("the model is sound")
}

/// When the number of machines was set, in seconds, and to how many.
fn changes(run: &Run) -> Vec<(f64, u16)> {
    let (entries, missed) = run.simulation.trace().since(0);
    assert_eq!(missed, 0, "the whole run is kept");
    let set = entries.filter_map(|entry| match entry.record {
        Record::UnitsSet { count, .. } => Some((entry.time.as_secs_f64(), count)),
        _ => None,
    });
    set.collect()
}

const BY_LOAD: &str = r#""metric": { "utilization": 60 }, "interval": "10s",
    "cool_down_out": "30s", "cool_down_in": "60s""#;
const RAMP: &str = r#"{ "ramp": { "at": "60s", "over": "120s", "demand": 360 } },
    { "ramp": { "at": "400s", "over": "60s", "demand": 60 } }"#;

#[test]
fn it_follows_a_ramp_up_and_down() {
    let mut run = shop(RAMP, BY_LOAD);
    run.until(60.0);
    assert_eq!(changes(&run), [], "100 per second are 50 % of two");
    run.until(380.0);
    // 360 per second of 10 ms each at 60 % are six.
    let up = changes(&run);
    let sizes = up.iter().map(|change| change.1);
    assert!(sizes.is_sorted(), "{up:?}");
    let reached = up.last().expect("it scaled out").1;
    assert!((6..=7).contains(&reached), "{up:?}");
    run.until(400.0);
    let calm = run.simulation.metrics().readout();
    assert!(calm.goodput > 0.97 * calm.offered, "{calm:?}");
    // 60 per second at 60 % are one, which the minimum allows.
    run.until(900.0);
    let all = changes(&run);
    let down: Vec<_> = all[up.len()..].to_vec();
    assert!(down.iter().all(|change| change.0 > 400.0), "{down:?}");
    assert_eq!(down.last().expect("it scaled in").1, 1, "{down:?}");
    let failed = run.failed();
    run.until(950.0);
    assert_eq!(run.failed(), failed, "one is enough");
}

#[test]
fn it_waits_between_changes() {
    let mut run = shop(RAMP, BY_LOAD);
    run.until(900.0);
    let all = changes(&run);
    assert!(all.len() >= 4, "{all:?}");
    let mut size = 2;
    let (mut last_out, mut last) = (-1e9, -1e9);
    for (at, count) in all {
        if count > size {
            assert!(at - last_out >= 30.0, "{at} after {last_out}");
            last_out = at;
        } else {
            assert!(at - last >= 60.0, "{at} after {last}");
        }
        last = at;
        size = count;
    }
}

#[test]
fn a_machine_that_was_asked_for_helps_after_its_boot_and_not_before() {
    let step = r#"{ "step": { "at": "60s", "demand": 190 } }"#;
    let mut run = shop(step, BY_LOAD);
    run.until(200.0);
    let (asked, count) = changes(&run)[0];
    assert_eq!(count, 4);
    // The next decision after the step, which sees it.
    assert!((60.0..=71.0).contains(&asked), "{asked}");
    let third = run.node("api-3");
    let first =
        run.first(|record| matches!(record, Record::Started { node, .. } if *node == third));
    let first = first.expect("it works");
    // It boots for 20 s; two good probes take two to four seconds more.
    assert!(
        (asked + 22.0..asked + 25.0).contains(&first),
        "{asked}, {first}"
    );
}

#[test]
fn it_stays_in_its_range_whatever_comes() {
    let flood = r#"{ "step": { "at": "30s", "demand": 1000 } },
        { "step": { "at": "100s", "demand": 0 } }"#;
    let range = r#""metric": { "utilization": 60 }, "interval": "5s", "cool_down_out": "0s",
        "cool_down_in": "0s", "minimum": 2, "maximum": 5"#;
    let mut run = shop(flood, range);
    for tick in 1..200 {
        run.until(f64::from(tick));
    }
    let sizes: Vec<u16> = changes(&run).iter().map(|change| change.1).collect();
    assert_eq!(sizes.iter().max(), Some(&5));
    assert_eq!(sizes.last(), Some(&2));
}

#[test]
fn long_queues_call_for_machines_too() {
    let step = r#"{ "step": { "at": "60s", "demand": 300 } }"#;
    let by_queue = r#""metric": { "queue": 2 }, "interval": "10s", "cool_down_out": "10s""#;
    let mut run = shop(step, by_queue);
    run.until(300.0);
    let sizes: Vec<u16> = changes(&run).iter().map(|change| change.1).collect();
    assert!(sizes.is_sorted() && sizes.last() >= Some(&4), "{sizes:?}");
    let calm = run.simulation.metrics().readout();
    assert!(calm.goodput > 0.97 * calm.offered, "{calm:?}");
}

#[test]
fn what_it_does_not_know_moves_nothing() {
    let mut run = shop("", BY_LOAD);
    run.until(30.0).crash("api-1").crash("api-2").until(100.0);
    assert_eq!(changes(&run), [], "nobody answers");
    run.restart("api-1").restart("api-2").until(200.0);
    assert_eq!(changes(&run), []);
    // One that is broken is no reason for fewer, and the load of the other one for more.
    run.crash("api-2").until(300.0);
    assert!(changes(&run).iter().all(|change| change.1 > 2));
}

#[test]
fn it_goes_on_where_it_stopped_after_a_crash_of_its_own() {
    let step = r#"{ "step": { "at": "60s", "demand": 300 } }"#;
    let mut run = shop(step, BY_LOAD);
    run.until(70.0).crash("scaler");
    let before = changes(&run);
    run.until(200.0);
    assert_eq!(changes(&run), before, "nobody decides");
    run.restart("scaler").until(400.0);
    let last = changes(&run).last().expect("it decides again").1;
    assert!((5..=6).contains(&last), "{last}");
}

#[test]
fn a_person_may_switch_more_on_but_not_off_what_it_wants() {
    let mut run = shop("", BY_LOAD);
    run.until(30.0);
    let set_units = |run: &mut Run, count| {
        let group = 0;
        let what = Intervention::SetUnits { group, count };
        run.simulation.intervene(what);
    };
    set_units(&mut run, 3);
    run.until(60.0);
    assert_eq!(run.state("api-3"), NodeState::Up);
    set_units(&mut run, 1);
    run.until(65.0);
    assert_eq!(run.state("api-2"), NodeState::Absent);
    // One decision sees that it is silent, if it answered before it went; the next one at last.
    run.until(105.0);
    assert_eq!(run.simulation.units(0), 2);
    assert_eq!(run.state("api-3"), NodeState::Absent);
}

#[test]
fn what_is_wrong_with_an_autoscaler_is_told_with_its_place() {
    let error = |fields: &str| {
        let fields = format!(r#""metric": {{ "utilization": 60 }}, {fields}"#);
        let wrong = try_shop("", &fields);
        wrong.err().expect("the model cannot be run").path
    };
    assert_eq!(error(r#""minimum": 3"#), "nodes.scaler.minimum");
    assert_eq!(error(r#""maximum": 9"#), "nodes.scaler.maximum");
    assert_eq!(error(r#""maximum": 1"#), "nodes.scaler.maximum");
    assert_eq!(error(r#""interval": "1ms""#), "nodes.scaler.interval");
    let text = r#"{ "nodes": {
        "api": { "service": { "replicas": 2, "operations": { "show": [] } } },
        "scaler": { "autoscaler": { "target": "api", "metric": { "queue": 1 } } }
    } }"#;
    let model: Model = serde_json::from_str(text).expect("the model is well-formed");
    let error = assemble(&model, 1, Duration::from_secs(1), 0).expect_err("it cannot change");
    let rule = "target_does_not_scale";
    let expected = ModelError::new("nodes.scaler.target", Problem::Contradiction { rule });
    assert_eq!(error, expected);
}
