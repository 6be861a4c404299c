//! Whole models with databases, queues, topics and logs, written by hand.

use sim::{Decision, Duration, Intervention, NodeId, Reason, Record, RequestId, Role, Simulation};
use systems::model::{Model, ModelError, Problem, assemble};

use crate::support::Run;

fn model(text: &str) -> Model {
    serde_json::from_str(text).expect("the model is well-formed")
}

fn run(text: &str) -> Run {
    let horizon = Duration::from_secs(1_000);
    let blueprint = assemble(&model(text), 1, horizon, 4_000_000).expect("the model is sound");
    Run {
        simulation: Simulation::new(blueprint),
    }
}

/// A shop whose servers read and write a database that says these things of itself.
fn shop(database: &str) -> String {
    format!(
        r#"{{ "nodes": {{
            "users": {{ "clients": {{
                "target": "api",
                "operations": [
                    {{ "name": "view", "weight": 3, "data": {{ "read": 0 }} }},
                    {{ "name": "order", "data": {{ "write": 0 }} }}
                ],
                "arrivals": {{ "poisson": {{ "per_second": 200 }} }},
                "keys": {{ "count": 50 }},
                "timeout": "2s"
            }} }},
            "api": {{ "service": {{ "workers": 8, "operations": {{
                "view": [{{ "work": {{ "constant": "2ms" }} }}, {{ "read": {{ "store": "db", "timeout": "1s" }} }}],
                "order": [{{ "work": {{ "constant": "2ms" }} }}, {{ "write": {{ "store": "db", "timeout": "1s" }} }}]
            }} }} }},
            "db": {{ "database": {{
                "read": {{ "exponential": "2ms" }}, "write": {{ "exponential": "4ms" }}, "workers": 4,
                {database}
            }} }}
        }} }}"#
    )
}

fn writes_lost(run: &Run) -> Vec<(NodeId, u64)> {
    let (entries, _) = run.simulation.trace().since(0);
    let lost = entries.filter_map(|entry| match entry.record {
        Record::WritesLost { node, count } => Some((node, count)),
        _ => None,
    });
    lost.collect()
}

#[test]
fn a_managed_database_is_away_for_its_promotion_and_loses_nothing() {
    let database =
        r#""replicas": 1, "failover": { "detection": "3s", "promotion": "60s" }, "boot": "20s""#;
    let mut run = run(&shop(database));
    run.until(20.0);
    assert_eq!(run.failed(), 0);
    run.crash("db-1").until(60.0);
    let during = run.succeeded();
    run.until(83.0);
    assert_eq!(run.succeeded(), during, "nobody answers");
    run.until(100.0);
    assert!(run.succeeded() > during + 2_500, "the standby does");
    run.restart("db-1").until(140.0);
    assert_eq!(run.simulation.ledger().totals.broken(), 0);
    assert_eq!(writes_lost(&run), []);
    let snapshot = run.simulation.snapshot();
    let role = |name: &str| snapshot.nodes[run.node(name).index()].role;
    assert_eq!([role("db-1"), role("db-2")], [Role::Standby, Role::Primary]);
}

#[test]
fn users_see_what_an_asynchronous_failover_lost() {
    let database = r#""replicas": 2, "replication": "asynchronous", "ship_every": "300ms",
        "failover": { "promotion": "5s" }"#;
    let mut run = run(&shop(database));
    run.until(20.0).crash("db-1").until(40.0);
    let stale = run.simulation.ledger().totals.broken();
    assert!(stale > 0, "confirmed writes are gone");
    run.restart("db-1").until(60.0);
    let lost = writes_lost(&run);
    assert_eq!(lost.len(), 1, "{lost:?}");
    // A quarter of 200 a second, for up to 300 ms.
    assert!((1..30).contains(&lost[0].1), "{lost:?}");
    assert_eq!(lost[0].0, run.node("db-1"));
}

#[test]
fn reading_from_replicas_spreads_the_load_and_may_be_stale() {
    let fresh = run(&shop(r#""replicas": 2, "replication": "asynchronous""#));
    let database = r#""replicas": 2, "replication": "asynchronous", "reads": "replica",
        "apply": { "constant": "8ms" }"#;
    let spread = run(&shop(database));
    let [fresh, spread] = [fresh, spread].map(|mut run| {
        run.until(60.0);
        let work = |name: &str| {
            let node = run.node(name);
            run.simulation.nodes()[node.index()].work().finished
        };
        let works = [work("db-1"), work("db-2"), work("db-3")];
        (works, run.simulation.ledger().totals.broken())
    });
    assert_eq!((fresh.0[1..].to_vec(), fresh.1), (vec![0, 0], 0));
    assert!(spread.1 > 20, "{} stale reads", spread.1);
    let [primary, second, third] = spread.0;
    assert!(
        second.abs_diff(third) < 10 && second > primary,
        "{:?}",
        spread.0
    );
    assert!(spread.0.iter().sum::<u64>().abs_diff(fresh.0[0]) < 20);
}

/// Users who order, a server that puts orders into a queue and answers, and workers who carry them
/// out.
const ORDERS: &str = r#"{ "nodes": {
    "users": { "clients": { "target": "api", "arrivals": { "constant": { "per_second": 50 } } } },
    "api": { "service": { "operations": { "order": [
        { "work": { "constant": "1ms" } },
        { "publish": { "to": "orders" } }
    ] } } },
    "orders": { "queue": { "consumer": { "part": "worker", "operation": "carry-out" }, "capacity": 1000 } },
    "worker": { "service": { "replicas": 1, "maximum": 3, "boot": "2s", "operations": { "carry-out": [
        { "work": { "constant": "30ms" } },
        { "write": { "store": "db" } }
    ] } } },
    "db": { "database": { "read": { "constant": "1ms" }, "write": { "constant": "1ms" } } }
} }"#;

fn backlog(run: &Run, name: &str) -> u64 {
    let node = run.node(name).index();
    run.simulation.snapshot().nodes[node]
        .backlog
        .expect("it keeps messages")
}

#[test]
fn a_queue_lets_users_go_before_their_work_is_done() {
    let mut run = run(ORDERS);
    run.until(20.0);
    // One worker does 27 of 50 a second: 36 ms each, with the way to it and to the database.
    let waiting = backlog(&run, "orders");
    assert!((400..500).contains(&waiting), "{waiting}");
    let slowest = run.simulation.metrics().readout().p99.expect("answers");
    assert!(slowest < 10_000, "users wait {slowest} us");
    run.simulation
        .intervene(Intervention::SetUnits { group: 0, count: 3 });
    run.until(60.0);
    assert!(backlog(&run, "orders") < 10, "new workers get their share");
    run.simulation
        .intervene(Intervention::SetUnits { group: 0, count: 2 });
    run.until(80.0);
    assert_eq!(run.failed(), 0);
    assert!(backlog(&run, "orders") < 10);
}

#[test]
fn the_story_of_a_request_goes_on_after_its_user_was_answered() {
    let mut run = run(ORDERS);
    run.until(2.0);
    let request = RequestId(3);
    let (entries, _) = run.simulation.trace().since(0);
    let (worker, db, queue) = (run.node("worker-1"), run.node("db"), run.node("orders"));
    let story: Vec<Record> = entries.map(|entry| entry.record).collect();
    let place = |wanted: &dyn Fn(&Record) -> bool| story.iter().position(wanted);
    let enqueued = place(&|record| {
        matches!(record, Record::Decided { node, request: of, decision: Decision::Enqueued }
            if *node == queue && *of == Some(request))
    });
    let answered =
        place(&|record| matches!(record, Record::Resolved { request: of, .. } if *of == request));
    let works = |at: NodeId| {
        place(&|record| {
            matches!(record, Record::Started { node, request: of, .. }
                if *node == at && *of == Some(request))
        })
    };
    let steps = [enqueued, answered, works(worker), works(db)];
    assert!(
        steps.iter().all(Option::is_some) && steps.is_sorted(),
        "{steps:?}"
    );
}

#[test]
fn a_full_queue_is_told_to_the_user() {
    let mut run = run(&ORDERS.replace("\"capacity\": 1000", "\"capacity\": 20"));
    run.until(20.0);
    let full = run.simulation.ledger().totals.failed[Reason::QueueFull.index()];
    assert!((350..500).contains(&full), "{full}");
    assert!(backlog(&run, "orders") <= 20);
}

/// One server publishes to a topic and to a log.
const NEWS: &str = r#"{ "nodes": {
    "users": { "clients": { "target": "api", "arrivals": { "poisson": { "per_second": 60 } }, "keys": { "count": 30 } } },
    "api": { "service": { "workers": 4, "operations": { "post": [
        { "publish": { "to": "news" } },
        { "publish": { "to": "ledger" } }
    ] } } },
    "news": { "topic": { "subscribers": [
        { "part": "mail", "operation": "send" },
        { "part": "search", "operation": "index" }
    ], "in_flight": 10 } },
    "ledger": { "log": { "partitions": 6, "groups": [{ "part": "books", "operation": "keep" }],
        "delivery": { "at_least_once": { "redeliver_after": "1s", "deliveries_max": 100 } } } },
    "mail": { "service": { "replicas": 2, "operations": { "send": [{ "work": { "exponential": "10ms" } }] } } },
    "search": { "service": { "operations": { "index": [{ "work": { "exponential": "5ms" } }] } } },
    "books": { "service": { "replicas": 3, "operations": { "keep": [{ "work": { "constant": "5ms" } }] } } }
} }"#;

#[test]
fn topics_copy_and_logs_share_out_whatever_happens_to_their_consumers() {
    let mut run = run(NEWS);
    run.until(20.0)
        .crash("books-2")
        .until(24.0)
        .crash("news")
        .until(25.0);
    run.restart("news")
        .until(40.0)
        .restart("books-2")
        .until(60.0);
    run.simulation.intervene(Intervention::SetDemand {
        per_second_milli: 0,
    });
    run.until(90.0);
    assert_eq!((backlog(&run, "news"), backlog(&run, "ledger")), (0, 0));
    let accepted = |name: &str| {
        let (entries, _) = run.simulation.trace().since(0);
        let node = run.node(name);
        let enqueued = |record: &Record| matches!(record, Record::Decided { node: at, decision: Decision::Enqueued, .. } if *at == node);
        entries.filter(|entry| enqueued(&entry.record)).count() as u64
    };
    let done = |name: &str| {
        run.simulation.nodes()[run.node(name).index()]
            .work()
            .finished
    };
    assert!(done("mail-1") + done("mail-2") >= accepted("news"));
    assert!(done("search") >= accepted("news"));
    let books = ["books-1", "books-2", "books-3"].map(done);
    assert!(books.iter().sum::<u64>() >= accepted("ledger"));
    assert!(books.iter().all(|count| *count > 500), "{books:?}");
}

#[test]
fn a_queue_can_feed_a_database_and_finds_its_primary() {
    let text = r#"{ "nodes": {
        "users": { "clients": { "target": "inbox", "arrivals": { "constant": { "per_second": 50 } } } },
        "inbox": { "queue": { "consumer": { "part": "db", "operation": "write" }, "in_flight": 20,
            "delivery": { "at_least_once": { "redeliver_after": "2s", "deliveries_max": 50 } } } },
        "db": { "database": { "read": { "constant": "1ms" }, "write": { "constant": "5ms" },
            "replicas": 1, "failover": { "promotion": "5s" }, "boot": "1s" } }
    } }"#;
    let mut run = run(text);
    run.until(10.0).crash("db-1").until(40.0);
    assert_eq!(run.failed(), 0);
    let stored = run.simulation.snapshot().nodes[run.node("db-2").index()].stored_writes;
    assert!(backlog(&run, "inbox") < 30, "{}", backlog(&run, "inbox"));
    assert!(stored >= Some(50 * 40 - 60), "{stored:?}");
}

fn error(text: &str) -> ModelError {
    assemble(&model(text), 1, Duration::from_secs(1), 0).expect_err("it cannot be run")
}

#[test]
fn what_stores_cannot_be_is_told_with_its_place() {
    let contradiction = |path: &str, rule| ModelError::new(path, Problem::Contradiction { rule });
    assert_eq!(
        error(&shop(r#""failover": {}"#)),
        contradiction("nodes.db.failover", "a_failover_needs_a_replica")
    );
    assert_eq!(
        error(&shop(r#""reads": "replica""#)),
        contradiction("nodes.db.reads", "reading_from_replicas_needs_one")
    );
    assert_eq!(
        error(&shop(r#""replicas": 1, "ship_every": "1s""#)),
        contradiction("nodes.db.ship_every", "who_waits_for_copies_ships_at_once")
    );
    assert_eq!(error(&shop(r#""replicas": 9"#)).path, "nodes.db.replicas");
    assert_eq!(
        error(&shop(r#""pool": { "total": 0 }"#)).path,
        "nodes.db.pool.total"
    );
    let unknown = error(&ORDERS.replace("\"part\": \"worker\"", "\"part\": \"wroker\""));
    assert_eq!(unknown.path, "nodes.orders.consumer.part");
    let unknown = error(&NEWS.replace("\"operation\": \"index\"", "\"operation\": \"indx\""));
    assert_eq!(unknown.path, "nodes.news.subscribers[1].operation");
    let nobody = NEWS.replace("[{ \"part\": \"books\", \"operation\": \"keep\" }]", "[]");
    assert_eq!(
        error(&nobody),
        ModelError::new("nodes.ledger.groups", Problem::Empty)
    );
}

#[test]
fn a_model_that_is_written_reads_the_same() {
    let everything = shop(
        r#""replicas": 1, "failover": {}, "pool": { "waiting": 5 }, "apply": { "constant": "1ms" }"#,
    );
    for text in [&everything, ORDERS, NEWS] {
        let read = model(text);
        let written = serde_json::to_string(&read).expect("a model can be written");
        assert_eq!(model(&written), read);
    }
}

#[test]
fn a_balancer_finds_queues_topics_and_logs_well() {
    let consumer = r#"{ "part": "worker", "operation": "do" }"#;
    for kept in [
        format!(r#""queue": {{ "consumer": {consumer} }}"#),
        format!(r#""topic": {{ "subscribers": [{consumer}] }}"#),
        format!(r#""log": {{ "partitions": 3, "groups": [{consumer}] }}"#),
    ] {
        let text = format!(
            r#"{{ "nodes": {{
                "users": {{ "clients": {{ "target": "door", "timeout": "2s",
                    "operations": [{{ "name": "publish" }}],
                    "arrivals": {{ "poisson": {{ "per_second": 50 }} }} }} }},
                "door": {{ "balancer": {{ "targets": ["jobs"], "fail_open": false }} }},
                "jobs": {{ {kept} }},
                "worker": {{ "service": {{ "workers": 4, "operations": {{
                    "do": [{{ "work": {{ "constant": "10ms" }} }}] }} }} }}
            }} }}"#
        );
        let mut run = run(&text);
        run.until(120.0);
        let totals = run.simulation.ledger().totals;
        assert!(totals.succeeded > 5_000, "{kept}: {totals:?}");
        assert_eq!(totals.failed_total(), 0, "{kept}: {totals:?}");
        // One that is down is not well.
        run.crash("jobs").until(180.0);
        assert!(run.failed() > 2_000, "{kept}");
    }
}
