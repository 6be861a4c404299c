//! Services written by hand: what their scripts do, step by step.

use sim::{
    Access, Body, Context, DataUse, Discipline, Duration, Fault, Intervention, Message, Process,
    Reason, Record, Version,
};
use systems::model::Model;

use crate::drive::{
    Demand, blueprint, count, elapsed_ms, ended, failed, model, refused, run, run_on,
};

/// A service `api` with this script for its one operation, before some others that take 5 ms, 30 ms
/// and 1 ms for each of their operations.
pub fn api(script: &str) -> String {
    format!(
        r#"{{ "nodes": {{
            "api": {{ "service": {{ "workers": 8, "operations": {{ "view": {script} }} }} }},
            "db": {{ "service": {{ "workers": 8, "operations": {{
                "read": [{{ "work": {{ "constant": "5ms" }} }}],
                "write": [{{ "work": {{ "constant": "5ms" }} }}] }} }} }},
            "slow": {{ "service": {{ "workers": 8, "operations": {{
                "read": [{{ "work": {{ "constant": "30ms" }} }}] }} }} }},
            "orders": {{ "service": {{ "replicas": 3, "operations": {{
                "publish": [{{ "work": {{ "constant": "1ms" }} }}] }} }} }}
        }} }}"#
    )
}

/// How long each of some requests takes that have the system for themselves, in milliseconds.
fn alone(script: &str) -> f64 {
    let mut run = run(&api(script), &Demand::constant("api", 5));
    run.until(4.1);
    let elapsed = elapsed_ms(&run);
    assert_eq!((elapsed.len(), run.failed()), (20, 0), "{script}");
    assert!(
        elapsed.iter().all(|each| *each == elapsed[0]),
        "{elapsed:?}"
    );
    elapsed[0]
}

#[test]
fn steps_are_done_one_after_the_other_and_every_hop_takes_its_time() {
    // From the users and back: 2 ms; to another part and back: 2 ms.
    for (script, expected_ms) in [
        ("[]", 2.0),
        (r#"[{"work": {"constant": "10ms"}}]"#, 12.0),
        (
            r#"[{"work": {"constant": "10ms"}}, {"work": {"constant": "3ms"}}]"#,
            15.0,
        ),
        (r#"[{"read": {"store": "db"}}]"#, 9.0),
        (
            r#"[{"work": {"constant": "10ms"}}, {"write": {"store": "db"}}, {"work": {"constant": "1ms"}}]"#,
            20.0,
        ),
        (
            r#"[{"call": {"target": "slow", "operation": "read"}}, {"read": {"store": "db"}}]"#,
            41.0,
        ),
        (r#"[{"publish": {"to": "orders"}}]"#, 5.0),
    ] {
        assert_eq!(alone(script), expected_ms, "{script}");
    }
}

#[test]
fn parallel_calls_take_as_long_as_the_slowest_or_the_first_few() {
    let both = r#"{"read": {"store": "db"}}, {"read": {"store": "slow"}}"#;
    for (parallel, expected_ms) in [
        (format!("[{both}]"), 34.0),
        (format!(r#"{{"calls": [{both}]}}"#), 34.0),
        (format!(r#"{{"calls": [{both}], "first": 1}}"#), 9.0),
        (
            format!(r#"{{"calls": [{both}], "times": 2, "first": 2}}"#),
            9.0,
        ),
        (
            format!(r#"{{"calls": [{both}], "times": 2, "first": 3}}"#),
            34.0,
        ),
    ] {
        let script = format!(r#"[{{"parallel": {parallel}}}]"#);
        assert_eq!(alone(&script), expected_ms, "{script}");
    }
}

#[test]
fn what_follows_the_reply_is_done_after_it() {
    let script = r#"[{"work": {"constant": "10ms"}}, "reply", {"read": {"store": "slow"}}, {"work": {"constant": "20ms"}}]"#;
    assert_eq!(alone(script), 12.0);
    let mut run = run(&api(script), &Demand::constant("api", 5));
    run.until(4.2);
    let work = |name: &str| {
        run.simulation.nodes()[run.node(name).index()]
            .work()
            .finished
    };
    assert_eq!((work("api"), work("slow")), (40, 20));
}

#[test]
fn a_failed_call_ends_the_request_unless_the_step_is_optional() {
    let read = |more: &str| {
        let script = format!(
            r#"[{{"read": {{"store": "db", "timeout": "100ms"{more}}}}}, {{"work": {{"constant": "1ms"}}}}]"#
        );
        let mut run = run(&api(&script), &Demand::constant("api", 10));
        run.until(5.0).crash("db").until(10.05);
        run
    };
    let strict = read("");
    assert_eq!(failed(&strict, Reason::DependencyTimedOut), strict.failed());
    assert!((48..=50).contains(&strict.failed()), "{}", strict.failed());
    let lenient = read(r#", "optional": true"#);
    assert_eq!(lenient.failed(), 0);
    let without = sim::Decision::WentWithout {
        reason: Reason::DependencyTimedOut,
    };
    let told = count(
        &lenient,
        |record| matches!(record, Record::Decided { decision, .. } if *decision == without),
    );
    assert!((49..=51).contains(&told), "{told}");
    assert_eq!(elapsed_ms(&lenient).last(), Some(&103.0));
}

#[test]
fn of_parallel_calls_so_many_may_fail_as_are_not_needed() {
    for (first, failures) in [(1, 0), (2, 0), (3, 50)] {
        let calls = r#"{"publish": {"to": "orders", "timeout": "50ms"}}"#;
        let script =
            format!(r#"[{{"parallel": {{"calls": [{calls}], "times": 3, "first": {first}}}}}]"#);
        let mut run = run(&api(&script), &Demand::constant("api", 10));
        run.until(5.0).crash("orders-2").until(9.99);
        assert_eq!(run.failed(), failures, "first {first}");
    }
}

#[test]
fn the_machines_of_a_target_are_called_in_turn() {
    let mut run = run(
        &api(r#"[{"publish": {"to": "orders"}}]"#),
        &Demand::poisson("api", 100),
    );
    run.until(60.0);
    let node = |index: u32| run.node(&format!("orders-{index}")).index();
    let counts = [1, 2, 3].map(|index| run.simulation.nodes()[node(index)].work().enqueued);
    let spread = counts.iter().max().zip(counts.iter().min());
    let (most, least) = spread.expect("three machines");
    assert!(most - least <= 2 && *least > 1_800, "{counts:?}");
}

#[test]
fn a_failed_call_is_tried_again_as_the_script_says() {
    let attempts = |count: u32| {
        let retry = format!(r#"{{"attempts": {count}, "pause": {{"fixed": "10ms"}}}}"#);
        let script = format!(r#"[{{"read": {{"store": "db", "retry": {retry}}}}}]"#);
        let mut run = run(&api(&script), &Demand::constant("api", 100));
        let node = run.node("db");
        let gray = Fault::Gray {
            node,
            share: sim::Probability::from_percent(50),
        };
        run.strike(gray).until(100.0);
        let retries = run.simulation.trace().since(0).0.filter(|entry| {
            matches!(
                entry.record,
                Record::Decided {
                    decision: sim::Decision::Retry { .. },
                    ..
                }
            )
        });
        (run.failed() as f64 / 1e4, retries.count() as f64 / 1e4)
    };
    // Each try fails by a half: so do 1/2, 1/4, 1/8 of the requests, after 0, 1/2, 3/4 retries.
    for (count, failures, retries) in [(1, 0.5, 0.0), (2, 0.25, 0.5), (3, 0.125, 0.75)] {
        let (failed, retried) = attempts(count);
        assert!((failed - failures).abs() < 0.02, "{count}: {failed}");
        assert!((retried - retries).abs() < 0.02, "{count}: {retried}");
    }
}

#[test]
fn nothing_is_tried_again_for_a_step_that_is_over() {
    // The database fails at 2 ms and at 24 ms; the other answers at 32 ms, before the third try.
    let retry = r#"{"attempts": 9, "pause": {"fixed": "20ms"}}"#;
    let script = format!(
        r#"[{{"parallel": {{"first": 1, "calls": [
            {{"read": {{"store": "db", "retry": {retry}}}}}, {{"read": {{"store": "slow"}}}}]}}}},
            {{"work": {{"constant": "100ms"}}}}]"#
    );
    let mut run = run(&api(&script), &Demand::constant("api", 5));
    let node = run.node("db");
    let gray = Fault::Gray {
        node,
        share: sim::Probability::from_percent(100),
    };
    run.strike(gray).until(2.19);
    assert_eq!((run.failed(), run.succeeded()), (0, 10));
    assert_eq!(refused(&run, "db", Reason::Faulty), 20);
}

#[test]
fn the_first_to_wait_is_the_first_to_be_worked_on_or_the_last() {
    let order = |discipline: &str| {
        let text = format!(
            r#"{{"nodes": {{"api": {{"service": {{"queue": {{"discipline": "{discipline}"}},
                "operations": {{"view": [{{"work": {{"exponential": "10ms"}}}}]}}}}}}}}}}"#
        );
        let mut run = run(&text, &Demand::poisson("api", 95));
        run.until(60.0);
        let (entries, _) = run.simulation.trace().since(0);
        let started = entries.filter_map(|entry| match entry.record {
            Record::Started { request, .. } => request,
            _ => None,
        });
        started.collect::<Vec<_>>()
    };
    assert!(order("fifo").is_sorted());
    assert!(!order("lifo").is_sorted());
}

#[test]
fn replicas_have_names_and_zones_and_their_number_can_change() {
    let text = r#"{"nodes": {"api": {"service": {"replicas": 2, "maximum": 4, "boot": "3s",
        "zones": ["tokyo-a", "tokyo-c"], "operations": {"view": [{"work": {"constant": "500ms"}}]}}}}}"#;
    let members = model(text).nodes["api"].part().members("api");
    let named = |place: usize| (members[place].name.as_str(), members[place].zone.as_str());
    assert_eq!(named(0), ("api-1", "tokyo-a"));
    assert_eq!(named(3), ("api-4", "tokyo-c"));
    let mut run = run(text, &Demand::constant("api-1", 1));
    let states = |run: &crate::support::Run| {
        [1, 2, 3, 4].map(|index| format!("{:?}", run.state(&format!("api-{index}"))))
    };
    assert_eq!(states(&run), ["Up", "Up", "Absent", "Absent"]);
    let set = |count| Intervention::SetUnits { group: 0, count };
    run.simulation.intervene(set(4));
    run.until(2.9);
    assert_eq!(states(&run)[2..], ["Recovering", "Recovering"]);
    run.until(3.1);
    assert_eq!(states(&run)[2..], ["Up", "Up"]);
    // The machine at the door works on a request when it is to go: it finishes it first.
    run.until(4.2);
    run.simulation.intervene(set(0));
    run.until(4.4);
    assert_eq!(states(&run), ["Busy", "Absent", "Absent", "Absent"]);
    run.until(4.6);
    assert_eq!(states(&run)[0], "Absent");
    assert_eq!(run.succeeded(), 4, "and answered it");
}

#[test]
fn a_balancer_learns_of_the_machines_that_come_and_go() {
    let text = r#"{"nodes": {
        "door": {"balancer": {"targets": ["api"], "checks": {"interval": "500ms", "timeout": "200ms"}}},
        "api": {"service": {"replicas": 2, "maximum": 4, "workers": 4, "boot": "1s",
            "operations": {"view": [{"work": {"constant": "50ms"}}]}}}}}"#;
    let mut run = run(text, &Demand::constant("door", 100));
    let work = |run: &crate::support::Run| {
        [1, 2, 3, 4].map(|index| {
            let node = run.node(&format!("api-{index}"));
            run.simulation.nodes()[node.index()].work().enqueued
        })
    };
    run.until(10.005);
    assert_eq!(work(&run), [500, 500, 0, 0]);
    let set = |count| Intervention::SetUnits { group: 0, count };
    run.simulation.intervene(set(4));
    run.until(14.005);
    let before = work(&run);
    run.until(18.005);
    let after = work(&run);
    assert_eq!(
        [0, 1, 2, 3].map(|place| after[place] - before[place]),
        [100; 4]
    );
    run.simulation.intervene(set(1));
    run.until(30.0);
    assert_eq!(work(&run)[1..], after[1..], "one is left");
    assert_eq!(run.failed(), 0, "nobody notices");
}

/// A store of which writes get newer versions, but whose reads always find the first, and which
/// fails for odd keys.
#[derive(Clone, Debug, Default)]
struct Keeper {
    written: u64,
}

impl Process for Keeper {
    fn start(&mut self, _context: &mut Context<'_>) {}

    fn message(&mut self, context: &mut Context<'_>, message: &Message) {
        let Body::Call(call) = message.body else {
            return;
        };
        let answer = if call.key % 2 == 1 {
            Err(Reason::Faulty)
        } else if call.operation == 0 {
            Ok(Version(1))
        } else {
            self.written += 1;
            Ok(Version(self.written))
        };
        context.answer(message, answer);
    }

    fn crash(&mut self) {}

    fn clone_box(&self) -> Box<dyn Process> {
        Box::new(self.clone())
    }
}

#[test]
fn keys_go_along_with_calls_and_versions_come_back_with_answers() {
    let text = api(r#"[{"read": {"store": "db"}}], "wish": [{"write": {"store": "db"}}]"#);
    let data = |access| {
        Some(DataUse {
            set: 0,
            access,
            session: false,
        })
    };
    let demand = Demand {
        operations: vec![(0, 1, data(Access::Read)), (1, 1, data(Access::Write))],
        ..Demand::poisson("api", 100)
    };
    let mut run = run_on(
        blueprint(&text, &demand, 0),
        &[("db", Box::new(Keeper::default()))],
    );
    run.until(60.0);
    for request in ended(&run) {
        let failed = request.ended.is_some_and(|(_, outcome)| outcome.is_err());
        assert_eq!(failed, request.call.key % 2 == 1, "{request:?}");
    }
    let stale = run.simulation.ledger().totals.broken();
    assert!(
        stale > 500,
        "only with versions is a stale read seen: {stale}"
    );
}

/// A service before a database with these fields, 50 requests per second, half of them writes.
fn before_database(fields: &str) -> crate::support::Run {
    let text = format!(
        r#"{{"nodes": {{
            "api": {{"service": {{"workers": 4, "operations": {{
                "view": [{{"read": {{"store": "db", "timeout": "500ms"}}}}],
                "wish": [{{"write": {{"store": "db", "timeout": "500ms"}}}}]}}}}}},
            "db": {{"database": {{"read": {{"constant": "1ms"}}, "write": {{"constant": "2ms"}}, {fields}}}}}
        }}}}"#
    );
    let data = |access| {
        Some(DataUse {
            set: 0,
            access,
            session: false,
        })
    };
    let demand = Demand {
        operations: vec![(0, 1, data(Access::Read)), (1, 1, data(Access::Write))],
        ..Demand::poisson("api", 50)
    };
    run_on(blueprint(&text, &demand, 0), &[])
}

#[test]
fn a_service_finds_the_primary_of_its_database_again_after_a_failover() {
    let failover = r#""replicas": 1, "failover": {"detection": "1s", "promotion": "5s"}"#;
    let mut run = before_database(failover);
    run.until(20.0);
    assert_eq!(run.failed(), 0);
    run.crash("db-1").until(30.0);
    let failed = run.failed();
    assert!((250..=400).contains(&failed), "about 6 s of 50/s: {failed}");
    run.until(60.0);
    assert_eq!(run.failed(), failed);
    assert_eq!(run.simulation.ledger().totals.broken(), 0);
}

#[test]
fn users_of_a_service_see_old_data_when_copies_lag_behind() {
    let stale = |fields: &str| {
        let mut run = before_database(fields);
        run.until(60.0);
        assert_eq!(run.failed(), 0);
        run.simulation.ledger().totals.broken()
    };
    let copies = r#""replicas": 2, "reads": "replica", "replication": "asynchronous""#;
    assert_eq!(stale(r#""replicas": 2, "replication": "asynchronous""#), 0);
    let lagging = stale(&format!(r#"{copies}, "ship_every": "20s""#));
    assert!(lagging > 20, "{lagging}");
}

#[test]
fn the_deadline_goes_along_with_calls_and_is_no_later_than_the_callers_patience() {
    let shed = |deadline_ms: u64, timeout: &str| {
        let text = format!(
            r#"{{"nodes": {{
                "api": {{"service": {{"operations": {{"view": [
                    {{"work": {{"constant": "50ms"}}}},
                    {{"read": {{"store": "db", "timeout": "{timeout}"}}}}]}}}}}},
                "db": {{"service": {{"shed_late": true, "operations": {{
                    "read": [{{"work": {{"constant": "5ms"}}}}]}}}}}}
            }}}}"#
        );
        let demand = Demand {
            deadline: Some(Duration::from_millis(deadline_ms)),
            ..Demand::constant("api", 10)
        };
        let mut run = run(&text, &demand);
        run.until(1.99);
        refused(&run, "db", Reason::Shed)
    };
    // A request is at the database after 1 + 50 + 1 ms.
    assert_eq!(shed(53, "1s"), 0);
    assert_eq!(shed(52, "1s"), 19);
    assert_eq!(shed(1_000, "1ms"), 19);
    assert_eq!(shed(1_000, "2ms"), 0);
}

#[test]
fn a_service_is_written_as_it_was_read() {
    let text = api(
        r#"["reply", {"work": {"uniform": {"low": "1ms", "high": "2ms"}}},
        {"parallel": [{"read": {"store": "db", "at_most": 3}}]},
        {"parallel": {"calls": [{"call": {"target": "slow", "operation": "read",
            "breaker": {"trips": {"failures": 3}, "open": "1s"}}}], "times": 2, "first": 1}}]"#,
    );
    let model = model(&text);
    let written = serde_json::to_string(&model).expect("plain data");
    let again: Model = serde_json::from_str(&written).expect("it reads what it wrote");
    assert_eq!(again, model);
    let queue = r#"{"capacity": 7, "discipline": "adaptive", "overflow": "drop_oldest"}"#;
    let queue: systems::model::Queue = serde_json::from_str(queue).expect("a queue");
    assert_eq!(queue.discipline, Discipline::Adaptive);
}
