//! What a service takes back when a later step fails, and parts that grow together.

use sim::{Decision, Duration, Fault, Intervention, Record};
use systems::model::{Problem, assemble};

use crate::drive::{Demand, blueprint, count, elapsed_ms, model, run, run_on};
use crate::support::{Dice, Run, any_fault, heal_all};

/// A service `lead` with this script, and `first`, `second` and `third`, which take 1 ms to do
/// something and 5 ms to undo it.
fn saga(script: &str) -> String {
    let other = r#"{ "service": { "workers": 8, "operations": {
        "do": [{ "work": { "constant": "1ms" } }],
        "undo": [{ "work": { "constant": "5ms" } }] } } }"#;
    format!(
        r#"{{ "nodes": {{
            "lead": {{ "service": {{ "workers": 8, "operations": {{ "order": {script} }} }} }},
            "first": {other}, "second": {other}, "third": {other}
        }} }}"#
    )
}

fn step(part: &str) -> String {
    format!(r#"{{"call": {{"target": "{part}", "operation": "do", "timeout": "100ms"}}}}"#)
}

fn undo(part: &str) -> String {
    format!(
        r#"{{"undo": [{{"call": {{"target": "{part}", "operation": "undo", "timeout": "100ms"}}}}]}}"#
    )
}

/// Three steps, each with its undo.
fn whole() -> String {
    let steps = ["first", "second", "third"].map(|part| format!("{}, {}", step(part), undo(part)));
    format!("[{}]", steps.join(", "))
}

/// When the machine finished work of so many milliseconds (5: an undo), in milliseconds.
fn finished(run: &Run, name: &str, worked_ms: u64) -> Vec<f64> {
    let at = run.node(name);
    let (entries, _) = run.simulation.trace().since(0);
    let mut started = sim::Time::ZERO;
    let mut times = Vec::new();
    for entry in entries {
        match entry.record {
            Record::Started { node, .. } if node == at => started = entry.time,
            Record::Finished { node, .. }
                if node == at && entry.time.since(started) == Duration::from_millis(worked_ms) =>
            {
                times.push(entry.time.as_secs_f64() * 1e3);
            }
            _ => {}
        }
    }
    times
}

fn decisions(run: &Run, wanted: impl Fn(&Decision) -> bool) -> usize {
    count(
        run,
        |record| matches!(record, Record::Decided { decision, .. } if wanted(decision)),
    )
}

fn not_taken_back(run: &Run) -> usize {
    decisions(run, |decision| {
        matches!(decision, Decision::NotTakenBack { .. })
    })
}

/// One request a second; `third` answers every call with an error, or is gone.
fn failing_third(script: &str, gone: bool) -> Run {
    let mut run = run(&saga(script), &Demand::constant("lead", 1));
    let node = run.node("third");
    run.strike(if gone {
        Fault::Crash { node }
    } else {
        Fault::Gray {
            node,
            share: sim::Probability::from_percent(100),
        }
    });
    run.until(10.9);
    run
}

#[test]
fn nothing_is_taken_back_while_all_goes_well() {
    let mut run = run(&saga(&whole()), &Demand::constant("lead", 1));
    run.until(10.9);
    assert_eq!((run.succeeded(), run.failed()), (10, 0));
    assert!(finished(&run, "first", 5).is_empty());
    // To `lead` and back, and three times 1 ms there, 1 ms of work, 1 ms back.
    assert_eq!(elapsed_ms(&run), [11.0; 10]);
}

#[test]
fn a_step_that_fails_has_those_before_it_taken_back_the_last_first() {
    let run = failing_third(&whole(), false);
    assert_eq!((run.succeeded(), run.failed()), (0, 10));
    let (first, second) = (finished(&run, "first", 5), finished(&run, "second", 5));
    assert_eq!((first.len(), second.len()), (10, 10));
    for (first, second) in first.iter().zip(&second) {
        assert!((first - second - 7.0).abs() < 1e-6, "{first} {second}");
    }
    // What was refused was not done, and the answer does not wait for what is taken back.
    assert!(finished(&run, "third", 5).is_empty());
    assert_eq!(elapsed_ms(&run), [10.0; 10]);
    assert_eq!(not_taken_back(&run), 0);
}

#[test]
fn what_nobody_answered_is_taken_back_like_what_was_done() {
    let run = failing_third(&whole(), true);
    // The undo of `third` fails as `third` does; the others are done all the same.
    assert_eq!(not_taken_back(&run), 10);
    assert_eq!(finished(&run, "first", 5).len(), 10);
    assert_eq!(finished(&run, "second", 5).len(), 10);
    let takes_back = |decision: &Decision| *decision == Decision::TakesBack;
    assert_eq!(decisions(&run, takes_back), 30);
}

#[test]
fn an_undo_reaches_back_over_steps_without_one_and_never_forward() {
    let script = format!(
        "[{}, {}, {}, {}, {}]",
        step("first"),
        undo("first"),
        step("second"),
        step("third"),
        undo("second")
    );
    let run = failing_third(&script, false);
    assert_eq!(finished(&run, "first", 5).len(), 10);
    assert!(finished(&run, "second", 5).is_empty());
}

#[test]
fn what_fails_after_the_reply_is_taken_back_too() {
    let script = format!(
        r#"[{}, {}, "reply", {}]"#,
        step("first"),
        undo("first"),
        step("third")
    );
    let run = failing_third(&script, false);
    assert_eq!((run.succeeded(), run.failed()), (10, 0));
    assert_eq!(finished(&run, "first", 5).len(), 10);
}

#[test]
fn a_deadline_does_not_keep_anybody_from_taking_back() {
    let demand = Demand {
        deadline: Some(Duration::from_millis(8)),
        ..Demand::constant("lead", 1)
    };
    let text = saga(&whole()).replace(r#""workers": 8"#, r#""workers": 8, "shed_late": true"#);
    let mut run = run(&text, &demand);
    run.until(10.9);
    // The third call comes 8 ms after the start: too late. The undos come later still.
    assert_eq!((run.succeeded(), run.failed()), (0, 10));
    assert_eq!(finished(&run, "first", 5).len(), 10);
}

#[test]
fn every_law_of_a_saga_holds_after_every_event_under_random_faults() {
    let script = whole().replace(r#""timeout": "100ms""#, r#""timeout": "20ms""#);
    let text = saga(&script).replace(r#""workers": 8"#, r#""workers": 1, "boot": "200ms""#);
    let (mut taken_back, mut failed) = (0, 0);
    for seed in 0..30 {
        let demand = Demand {
            timeout: Duration::from_millis(200),
            seed,
            ..Demand::poisson("lead", 120)
        };
        let mut run = run_on(blueprint(&text, &demand, 4_000_000), &[]);
        let mut dice = Dice(seed.wrapping_mul(31) + 5);
        for _ in 0..20 {
            for _ in 0..dice.roll(300) {
                run.simulation.step();
                if let Err(violation) = run.simulation.check() {
                    panic!("seed {seed}: {violation}");
                }
            }
            let fault = any_fault(&run.simulation, &mut dice);
            run.simulation.intervene(Intervention::Fault(fault));
        }
        heal_all(&mut run.simulation);
        taken_back += decisions(&run, |decision| *decision == Decision::TakesBack);
        failed += not_taken_back(&run);
    }
    assert!(taken_back > 500 && failed > 50, "{taken_back} {failed}");
}

#[test]
fn an_undo_that_makes_no_sense_is_told_with_its_place() {
    let place = "nodes.lead.operations.order[1].undo";
    for (inside, path) in [
        ("[]", place.to_owned()),
        (r#"["reply"]"#, format!("{place}[0]")),
        (
            r#"[{"undo": [{"work": {"constant": "1ms"}}]}]"#,
            format!("{place}[0]"),
        ),
        (
            r#"[{"work": {"constant": "1ms"}}, {"read": {"store": "nobody"}}]"#,
            format!("{place}[1].read.store"),
        ),
    ] {
        let script = format!(r#"[{}, {{"undo": {inside}}}]"#, step("first"));
        let error = assemble(&model(&saga(&script)), 1, Duration::from_secs(1), 0);
        assert_eq!(error.expect_err(inside).path, path);
    }
}

/// Two services, the second of which grows with the first.
fn pair(first: &str, second: &str) -> String {
    let service = |more: &str| {
        format!(r#"{{ "service": {{ {more}, "boot": "100ms", "operations": {{ "do": [] }} }} }}"#)
    };
    format!(
        r#"{{ "nodes": {{ "door": {{ "balancer": {{ "targets": ["one"] }} }},
            "one": {}, "two": {} }} }}"#,
        service(first),
        service(second)
    )
}

#[test]
fn parts_that_grow_together_come_and_go_together() {
    let both = r#""replicas": 1, "maximum": 3"#;
    let text = pair(both, &format!(r#"{both}, "grows_with": "one""#));
    let mut run = run(&text, &Demand::constant("door", 1));
    let there = |run: &Run| -> Vec<bool> {
        ["one-1", "one-2", "one-3", "two-1", "two-2", "two-3"]
            .map(|name| run.state(name) != sim::NodeState::Absent)
            .to_vec()
    };
    assert_eq!(run.simulation.groups().len(), 1);
    run.until(1.0);
    assert_eq!(there(&run), [true, false, false, true, false, false]);
    for (count, expected) in [
        (2, [true, true, false, true, true, false]),
        (3, [true; 6]),
        (1, [true, false, false, true, false, false]),
    ] {
        run.simulation
            .intervene(Intervention::SetUnits { group: 0, count });
        assert_eq!(run.simulation.units(0), usize::from(count));
        let later = run.simulation.now().as_secs_f64() + 2.0;
        run.until(later);
        assert_eq!(there(&run), expected, "{count}");
    }
}

#[test]
fn parts_of_unlike_size_cannot_grow_together() {
    let three = r#""replicas": 1, "maximum": 3"#;
    for (first, second) in [
        (three, r#""replicas": 2, "maximum": 3, "grows_with": "one""#),
        (three, r#""replicas": 1, "maximum": 2, "grows_with": "one""#),
        (r#""replicas": 1"#, r#""replicas": 1, "grows_with": "one""#),
        (three, r#""replicas": 1, "maximum": 3, "grows_with": "two""#),
    ] {
        let model = model(&pair(first, second));
        let error = assemble(&model, 1, Duration::from_secs(1), 0).expect_err(second);
        assert_eq!(error.path, "nodes.two.grows_with");
        let rule = "who_grows_together_is_of_one_size";
        assert_eq!(error.problem, Problem::Contradiction { rule });
    }
}
