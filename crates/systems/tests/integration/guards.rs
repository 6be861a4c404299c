//! How services protect themselves and others: each guard at work, seen from outside.

use sim::{Discipline, Duration, Fault, Overflow, Reason, Record};

use crate::drive::{Demand, count, elapsed_ms, failed, refused, run};
use crate::support::Run;

/// A service with these fields and this script for its one operation, before a database that takes
/// 5 ms for a read.
fn api(fields: &str, script: &str) -> String {
    format!(
        r#"{{ "nodes": {{
            "api": {{ "service": {{ {fields} "operations": {{ "view": {script} }} }} }},
            "db": {{ "service": {{ "boot": "2s", "workers": 8, "operations": {{
                "read": [{{ "work": {{ "constant": "5ms" }} }}] }} }} }}
        }} }}"#
    )
}

fn work(time: &str) -> String {
    format!(r#"[{{"work": {{"constant": "{time}"}}}}]"#)
}

/// Messages from the service to its database, up to now.
fn calls_to_db(run: &Run) -> u64 {
    let link = run.link("api", "db");
    run.simulation.network().links()[link.index()]
        .traffic(true)
        .sent
}

/// Whether the service would call its database now.
fn trusts_db(run: &Run) -> Option<bool> {
    let link = run.link("api", "db");
    run.simulation.snapshot().links[link.index()].trusted
}

#[test]
fn a_rate_limit_lets_its_rate_and_its_burst_through_and_no_more() {
    let fields = r#""workers": 9, "rate_limit": {"per_second": 10, "burst": 20},"#;
    let mut run = run(&api(fields, &work("1ms")), &Demand::poisson("api", 100));
    run.until(60.0);
    let let_in = run.simulation.nodes()[run.node("api").index()]
        .work()
        .enqueued;
    assert!((615..=620).contains(&let_in), "{let_in}");
    assert_eq!(run.failed(), failed(&run, Reason::RateLimited));
    assert_eq!(
        run.failed() as usize,
        refused(&run, "api", Reason::RateLimited)
    );
    run.crash("api").until(61.0).restart("api");
    // A full bucket again after 5 s of booting.
    run.until(66.5);
    let again = run.simulation.nodes()[run.node("api").index()]
        .work()
        .enqueued;
    assert!((20..=26).contains(&(again - let_in)), "{again} {let_in}");
}

#[test]
fn no_more_calls_are_under_way_than_the_concurrency_limit_says() {
    let script = r#"[{"read": {"store": "db"}}]"#;
    let mut run = run(
        &api(r#""concurrency": 5,"#, script),
        &Demand::poisson("api", 800),
    );
    // 800/s that stay for 7 ms: 5.6 at once without the limit, as a loss system of 5 lines loses
    // Erlang B(5, 5.6) = 33.1 %.
    run.until(120.0);
    assert_eq!(run.failed(), failed(&run, Reason::LimitReached));
    let lost = run.failed() as f64 / run.simulation.ledger().totals.issued as f64;
    assert!((lost - erlang_b(5, 5.6)).abs() < 0.01, "{lost}");
}

fn erlang_b(lines: u32, load: f64) -> f64 {
    (1..=lines).fold(1.0, |blocked, line| {
        load * blocked / (f64::from(line) + load * blocked)
    })
}

#[test]
fn shedding_what_is_too_late_keeps_a_flooded_service_useful() {
    // 100/s for one worker that does 50/s; users wait 500 ms, their deadline is a little earlier.
    let demand = Demand {
        timeout: Duration::from_millis(500),
        deadline: Some(Duration::from_millis(450)),
        ..Demand::poisson("api", 100)
    };
    let mut useless = run(&api("", &work("20ms")), &demand);
    useless.until(60.0);
    assert!(useless.succeeded() < 300, "{}", useless.succeeded());
    assert_eq!(refused(&useless, "api", Reason::Shed), 0);
    let mut useful = run(&api(r#""shed_late": true,"#, &work("20ms")), &demand);
    useful.until(60.0);
    assert!(useful.succeeded() > 2_900, "{}", useful.succeeded());
    assert_eq!(failed(&useful, Reason::TimedOut), 0);
    let given_up = count(&useful, |record| matches!(record, Record::GivenUp { .. }));
    let told = refused(&useful, "api", Reason::Shed);
    assert_eq!(
        told, given_up,
        "all were shed when a worker was free for them"
    );
    // Whoever's deadline has passed on the way is turned away at the door.
    let demand = Demand {
        deadline: Some(Duration::from_millis(1)),
        ..demand
    };
    let mut door = run(&api(r#""shed_late": true,"#, &work("20ms")), &demand);
    door.until(1.005);
    assert_eq!(door.succeeded(), 0);
    let work = door.simulation.nodes()[door.node("api").index()].work();
    assert_eq!(work.enqueued, 0);
}

#[test]
fn deadlines_are_judged_by_the_machines_own_clock() {
    let demand = Demand {
        deadline: Some(Duration::from_millis(100)),
        ..Demand::constant("api", 10)
    };
    let mut run = run(&api(r#""shed_late": true,"#, &work("20ms")), &demand);
    run.until(2.05);
    assert_eq!(run.failed(), 0);
    let node = run.node("api");
    let offset = sim::ClockOffset(100_000_000);
    run.strike(Fault::Skew { node, offset }).until(4.05);
    assert_eq!(failed(&run, Reason::Shed), 20);
}

#[test]
fn a_circuit_breaker_stops_calls_to_a_dead_target_and_finds_out_when_it_is_back() {
    let script = r#"[{"read": {"store": "db", "timeout": "190ms",
        "breaker": {"trips": {"failures": 5}, "open": "4s", "trials": 3}}}]"#;
    let mut run = run(&api("", script), &Demand::constant("api", 20));
    run.until(10.0);
    assert_eq!((run.failed(), trusts_db(&run)), (0, Some(true)));
    run.crash("db").until(11.0);
    // Five in a row fail 190 ms after they left; three more had left by then.
    assert_eq!(failed(&run, Reason::DependencyTimedOut), 8);
    assert_eq!(trusts_db(&run), Some(false));
    let (sent, open) = (calls_to_db(&run), failed(&run, Reason::CircuitOpen));
    run.until(14.0);
    assert_eq!(calls_to_db(&run), sent, "an open breaker passes none");
    assert_eq!(failed(&run, Reason::CircuitOpen) - open, 60);
    assert_eq!(
        refused(&run, "api", Reason::CircuitOpen) as u64,
        failed(&run, Reason::CircuitOpen)
    );
    assert_eq!(elapsed_ms(&run).last(), Some(&2.0), "it fails at once");
    run.until(15.0);
    assert_eq!(calls_to_db(&run), sent + 3, "three trials");
    run.restart("db").until(22.0);
    assert_eq!(trusts_db(&run), Some(true));
    let (failures, succeeded) = (run.failed(), run.succeeded());
    run.until(32.0);
    assert_eq!(
        (run.failed() - failures, run.succeeded() - succeeded),
        (0, 200)
    );
    let trust = |wanted: bool| {
        count(
            &run,
            |record| matches!(record, Record::Trust { trusted, .. } if *trusted == wanted),
        )
    };
    assert_eq!((trust(false), trust(true)), (1, 1));
}

#[test]
fn a_breaker_by_share_opens_for_a_target_that_fails_half_of_the_time() {
    let script = r#"[{"read": {"store": "db",
        "breaker": {"trips": {"share": {"percent": 30, "of": 50}}, "open": "1s"}}}]"#;
    let failures = |percent: u32| {
        let mut run = run(&api("", script), &Demand::poisson("api", 100));
        let gray = Fault::Gray {
            node: run.node("db"),
            share: sim::Probability::from_percent(percent),
        };
        run.strike(gray).until(60.0);
        (
            failed(&run, Reason::Faulty),
            failed(&run, Reason::CircuitOpen),
        )
    };
    let (faulty, open) = failures(5);
    assert!(faulty > 200 && open == 0, "{faulty} {open}");
    let (faulty, open) = failures(50);
    assert!(open > 5 * faulty, "{faulty} {open}");
}

#[test]
fn a_bulkhead_keeps_a_slow_target_from_taking_the_whole_service_down() {
    let shop = |at_most: &str| {
        let text = format!(
            r#"{{ "nodes": {{
                "api": {{ "service": {{ "workers": 4, "concurrency": 50, "operations": {{
                    "ping": [{{ "work": {{ "constant": "1ms" }} }}],
                    "view": [{{ "read": {{ "store": "db", "timeout": "5s"{at_most} }} }}] }} }} }},
                "db": {{ "service": {{ "workers": 8, "operations": {{
                    "read": [{{ "work": {{ "constant": "5ms" }} }}] }} }} }}
            }} }}"#
        );
        let demand = Demand {
            operations: vec![(0, 1, None), (1, 1, None)],
            ..Demand::poisson("api", 200)
        };
        let mut run = run(&text, &demand);
        let node = run.node("db");
        run.until(10.0);
        assert_eq!(run.failed(), 0);
        run.strike(Fault::Slow {
            node,
            factor: 1_000,
        })
        .until(60.0);
        // Requests are numbered in the order of issue, from 0 on.
        let mut asked = Vec::new();
        let (mut pinged, mut lost) = (0, 0);
        for entry in run.simulation.trace().since(0).0 {
            match entry.record {
                Record::Issued { operation, .. } => asked.push(operation),
                Record::Resolved {
                    request, outcome, ..
                } if asked[request.0 as usize] == 0 => {
                    pinged += 1;
                    lost += usize::from(outcome.is_err());
                }
                _ => {}
            }
        }
        assert!(pinged > 5_500, "{pinged}");
        (lost, refused(&run, "api", Reason::LimitReached))
    };
    let (lost, _) = shop("");
    assert!(lost > 2_000, "without it, everything is refused: {lost}");
    let (lost, limited) = shop(r#", "at_most": 20"#);
    assert_eq!(lost, 0, "with it, what needs no database goes on");
    assert!(limited > 4_000, "{limited}");
}

#[test]
fn calls_of_one_target_that_state_the_same_limit_share_it() {
    let call = r#"{"read": {"store": "db", "at_most": 3}}"#;
    let other = r#"{"read": {"store": "db", "at_most": 4}}"#;
    for (calls, limited) in [
        (format!("{call}, {call}, {call}"), 0),
        (format!("{call}, {call}, {call}, {call}"), 1),
        (format!("{call}, {call}, {call}, {other}"), 0),
    ] {
        let script = format!(r#"[{{"parallel": [{calls}]}}]"#);
        let mut run = run(&api("", &script), &Demand::constant("api", 1));
        run.until(1.5);
        assert_eq!(
            refused(&run, "api", Reason::LimitReached),
            limited,
            "{calls}"
        );
        assert_eq!(run.failed(), limited as u64);
    }
}

#[test]
fn a_full_queue_turns_the_new_away_or_gives_up_the_oldest() {
    let ends = |overflow: &str| {
        let fields = format!(r#""queue": {{"capacity": 3, "overflow": "{overflow}"}},"#);
        let mut run = run(&api(&fields, &work("100ms")), &Demand::constant("api", 20));
        run.until(60.0);
        assert_eq!(
            run.failed() as usize,
            refused(&run, "api", Reason::QueueFull)
        );
        let elapsed = elapsed_ms(&run);
        let longest = elapsed.iter().copied().fold(0.0, f64::max);
        (run.failed(), longest)
    };
    for overflow in ["reject", "drop_oldest"] {
        let (lost, longest) = ends(overflow);
        assert!((590..=600).contains(&lost), "{overflow}: {lost}");
        assert!(longest <= 402.0, "{overflow}: {longest}");
    }
    let queue = r#"{"overflow": "drop_oldest", "discipline": "lifo"}"#;
    let queue: systems::model::Queue = serde_json::from_str(queue).expect("a queue");
    assert_eq!(queue.overflow, Overflow::DropOldest);
    assert_eq!(queue.discipline, Discipline::Lifo);
}

#[test]
fn work_after_a_call_needs_room_like_new_work() {
    // All calls leave at once and come back at once: one is worked on, two wait, the rest is lost.
    let script = r#"[{"read": {"store": "db"}}, {"work": {"constant": "1s"}}]"#;
    let fields = r#""queue": {"capacity": 2},"#;
    let mut run = run(&api(fields, script), &Demand::constant("api", 1_000));
    run.until(0.011);
    run.simulation.intervene(sim::Intervention::SetDemand {
        per_second_milli: 0,
    });
    run.until(10.0);
    assert_eq!((run.succeeded(), failed(&run, Reason::QueueFull)), (3, 8));
}

#[test]
fn work_takes_longer_under_load() {
    let fields = r#""workers": 3, "slowdown": {"percent_per_busy_worker": 50},"#;
    let mut run = run(&api(fields, &work("100ms")), &Demand::constant("api", 100));
    run.until(0.035);
    run.simulation.intervene(sim::Intervention::SetDemand {
        per_second_milli: 0,
    });
    run.until(1.0);
    // With 0, 1 and 2 other workers busy: 100, 150, 200 ms.
    assert_eq!(elapsed_ms(&run), [102.0, 152.0, 202.0]);
    let fields = r#""slowdown": {"percent_per_waiting": 10},"#;
    let mut run = crate::drive::run(&api(fields, &work("100ms")), &Demand::constant("api", 100));
    run.until(0.035);
    run.simulation.intervene(sim::Intervention::SetDemand {
        per_second_milli: 0,
    });
    run.until(1.0);
    // The third finds one waiting: 100 + 100 + 110 ms of work, begun 20 ms before it came.
    assert_eq!(elapsed_ms(&run), [102.0, 192.0, 292.0]);
}

#[test]
fn work_takes_longer_after_a_start() {
    for cold in [r#""calls": 2"#, r#""span": "250ms""#] {
        let fields = format!(r#""boot": "1s", "cold_start": {{"times": 3, {cold}}},"#);
        let mut run = run(&api(&fields, &work("20ms")), &Demand::constant("api", 10));
        run.until(0.55);
        assert_eq!(elapsed_ms(&run), [62.0, 62.0, 22.0, 22.0, 22.0], "{cold}");
        // Off for a second and booting for another: cold again.
        run.until(1.0).crash("api").until(2.05);
        let before = elapsed_ms(&run).len();
        run.restart("api").until(3.45);
        assert_eq!(
            elapsed_ms(&run)[before..],
            [62.0, 62.0, 22.0, 22.0],
            "{cold}"
        );
    }
}
