//! Models written by hand: what they come to, and what is said of those that cannot be run.

use sim::{Duration, Simulation, Time};
use systems::model::{Model, ModelError, Problem, assemble};

fn model(text: &str) -> Model {
    serde_json::from_str(text).expect("the model is well-formed")
}

fn run(model: &Model, seed: u64, secs: u64) -> Simulation {
    let horizon = Duration::from_secs(secs);
    let blueprint = assemble(model, seed, horizon, 0).expect("the model is sound");
    let mut run = Simulation::new(blueprint);
    run.run_until(Time::ZERO + horizon, u64::MAX);
    run.check().expect("every law holds");
    run
}

const SINGLE_QUEUE: &str = r#"{
  "nodes": {
    "queue": { "station": { "per_second": 80, "service": { "exponential": "10ms" } } }
  }
}"#;

#[test]
fn a_single_queue_needs_four_lines_and_behaves_like_m_m_1() {
    let run = run(&model(SINGLE_QUEUE), 1, 2_000);
    let totals = run.ledger().totals;
    assert!((155_000..165_000).contains(&totals.issued), "{totals:?}");
    // W = 1 / (mu - lambda) = 50 ms; theory.rs holds it to a half percent.
    let little = run.ledger().little(run.now());
    let waited_ms = little.spent as f64 / 1e6 / little.arrivals as f64;
    assert!((45.0..55.0).contains(&waited_ms), "{waited_ms} ms");
}

#[test]
fn a_worker_is_busy_while_it_works_and_not_while_it_waits() {
    let run = run(&model(&SINGLE_QUEUE.replace("80", "20")), 1, 1_000);
    let (busy, waiting) = run.nodes()[0].areas_at(run.now());
    let little = run.ledger().little(run.now());
    assert_eq!(u128::from(busy) + u128::from(waiting), little.area);
    let share = busy as f64 / run.now().as_nanos() as f64;
    assert!((0.19..0.21).contains(&share), "{share}");
}

#[test]
fn what_cannot_be_run_is_told_with_its_place_and_its_range() {
    let wrong = SINGLE_QUEUE.replace("80", "-1");
    let error = assemble(&model(&wrong), 1, Duration::from_secs(1), 0).expect_err("not negative");
    assert_eq!(
        error,
        ModelError::new(
            "nodes.queue.per_second",
            Problem::OutOfRange {
                value: "-1".to_owned(),
                minimum: "0.001".to_owned(),
                maximum: "1000000".to_owned(),
            },
        )
    );
}
