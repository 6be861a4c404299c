//! Going round what is away: a script that turns elsewhere when a call has failed.

use sim::{Decision, Reason, Record};
use systems::model::{Model, ModelError, Problem, assemble};

use crate::drive::{Demand, count, elapsed_ms, failed, run};
use crate::support::Run;

/// A service that asks a quick part, or else a slow one, and then works for 1 ms.
fn text(first: &str, second: &str) -> String {
    format!(
        r#"{{ "nodes": {{
            "api": {{ "service": {{ "workers": 8, "operations": {{ "view": [
                {{ "fallback": [
                    {{ "call": {{ "target": "quick", "operation": "get", {first} }} }},
                    {{ "call": {{ "target": "slow", "operation": "get", {second} }} }}
                ] }},
                {{ "work": {{ "constant": "1ms" }} }}
            ] }} }} }},
            "quick": {{ "service": {{ "workers": 8, "operations": {{
                "get": [{{ "work": {{ "constant": "5ms" }} }}] }} }} }},
            "slow": {{ "service": {{ "workers": 8, "operations": {{
                "get": [{{ "work": {{ "constant": "30ms" }} }}] }} }} }}
        }} }}"#
    )
}

const SHORT: &str = r#""timeout": "100ms""#;

fn started(first: &str, second: &str) -> Run {
    run(&text(first, second), &Demand::constant("api", 10))
}

fn worked(run: &Run, name: &str) -> u64 {
    let nodes = run.simulation.nodes();
    nodes[run.node(name).index()].work().finished
}

/// How often the service turned elsewhere for this reason.
fn fell_back(run: &Run, reason: Reason) -> usize {
    let wanted = Decision::FellBack { reason };
    count(
        run,
        |record| matches!(record, Record::Decided { decision, .. } if *decision == wanted),
    )
}

#[test]
fn who_answers_the_first_call_spares_the_others() {
    let mut run = started(SHORT, SHORT);
    run.until(4.05);
    assert_eq!((worked(&run, "quick"), worked(&run, "slow")), (40, 0));
    // The users' line, the call's line, 5 ms there and 1 ms here.
    assert!(elapsed_ms(&run).iter().all(|each| *each == 10.0));
}

#[test]
fn the_next_call_leaves_when_the_one_before_has_failed() {
    let mut run = started(SHORT, SHORT);
    run.crash("quick").until(4.05);
    assert_eq!((run.failed(), worked(&run, "slow")), (0, 39));
    // 100 ms for nothing, then 32 ms for the other, 1 ms of work and 2 ms for the users' line.
    assert!(elapsed_ms(&run).iter().all(|each| *each == 135.0));
    assert_eq!(fell_back(&run, Reason::DependencyTimedOut), 39);
}

#[test]
fn with_a_breaker_it_soon_turns_elsewhere_at_once() {
    let breaker = r#""timeout": "100ms", "breaker": { "trips": { "failures": 3 }, "open": "1h" }"#;
    let mut run = started(breaker, SHORT);
    run.crash("quick").until(4.05);
    assert_eq!(run.failed(), 0);
    let elapsed = elapsed_ms(&run);
    assert!(elapsed[..3].iter().all(|each| *each == 135.0));
    assert!(elapsed[4..].iter().all(|each| *each == 35.0), "{elapsed:?}");
    assert!(fell_back(&run, Reason::CircuitOpen) >= 35);
}

#[test]
fn it_fails_for_the_last_reason_when_all_have_failed() {
    let full = r#""timeout": "100ms", "at_most": 1"#;
    let mut run = run(
        &text(full, full),
        &Demand {
            timeout: sim::Duration::from_secs(30),
            ..Demand::constant("api", 100)
        },
    );
    run.crash("quick").crash("slow").until(4.05);
    let (timed_out, limited) = (
        failed(&run, Reason::DependencyTimedOut),
        failed(&run, Reason::LimitReached),
    );
    assert_eq!((run.succeeded(), timed_out + limited), (0, run.failed()));
    // One call at a time waits 100 ms at each of the two.
    assert!((35..=41).contains(&timed_out), "{timed_out}");
    assert!(limited > 300, "{limited}");
    assert!(fell_back(&run, Reason::LimitReached) > 300);
}

#[test]
fn a_failed_call_is_tried_again_before_it_turns_elsewhere() {
    let twice = r#""timeout": "100ms", "retry": { "attempts": 2, "pause": { "fixed": "10ms" } }"#;
    let mut run = started(twice, SHORT);
    run.crash("quick").until(4.05);
    assert_eq!(run.failed(), 0);
    assert!(elapsed_ms(&run).iter().all(|each| *each == 245.0));
}

#[test]
fn only_calls_can_stand_in_for_calls() {
    let refusal = |steps: &str| {
        let text = format!(
            r#"{{ "nodes": {{ "api": {{ "service": {{ "operations": {{ "view": [{{ "fallback": {steps} }}] }} }} }},
                "db": {{ "service": {{ "operations": {{ "read": [] }} }} }} }} }}"#
        );
        let model: Model = serde_json::from_str(&text).expect("well-formed");
        let error: ModelError =
            assemble(&model, 1, sim::Duration::from_secs(1), 0).expect_err("it cannot be run");
        (error.path, error.problem)
    };
    let read = r#"{ "read": { "store": "db" } }"#;
    let (path, problem) = refusal(&format!(
        r#"[{read}, {{ "work": {{ "constant": "1ms" }} }}]"#
    ));
    assert_eq!(path, "nodes.api.operations.view[0].fallback[1]");
    let rule = "only_calls_are_parallel";
    assert_eq!(problem, Problem::Contradiction { rule });
    let (path, problem) = refusal(&format!("[{read}]"));
    assert_eq!(path, "nodes.api.operations.view[0].fallback");
    assert!(matches!(problem, Problem::OutOfRange { .. }), "{problem:?}");
}
