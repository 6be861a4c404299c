//! A database under load and faults: callers with a [`Store`] of their own write and read, and the
//! ledger sees what is stale.

use std::collections::BTreeSet;

use sim::{
    Access, Answer, Arrivals, Blueprint, Body, Call, Context, DataUse, Decision, Distribution,
    Duration, Fault, Intervention, Key, LinkSpec, Message, NodeId, NodeSpec, OperationShare,
    Popularity, Process, Reason, Record, RequestId, Role, Simulation, Slab, Time, Version,
    Workload,
};

use super::WRITE;
use crate::model::{Model, assemble};
use crate::parts::protocol::Words;
use crate::parts::store::Store;

mod torment;

/// Users who each ask the database once, and remember what they were told.
#[derive(Clone, Debug)]
struct Callers {
    store: Store,
    open: Slab<(RequestId, Call)>,
    written: BTreeSet<Version>,
    twice: Option<Version>,
}

impl Callers {
    fn end(&mut self, context: &mut Context<'_>, key: Key, answer: Answer) {
        let Some((request, call)) = self.open.remove(key) else {
            return;
        };
        if let Err(reason) = answer {
            self.store.failed(context, reason);
        }
        if let Some(version) = answer.ok().filter(|_| call.operation == WRITE)
            && !self.written.insert(version)
        {
            self.twice = Some(version);
        }
        context.resolve(request, answer);
    }
}

impl Process for Callers {
    fn start(&mut self, context: &mut Context<'_>) {
        self.store.ask(context);
    }

    fn arrival(&mut self, context: &mut Context<'_>, request: RequestId, call: Call) {
        context.attempt(request);
        let key = self.open.insert((request, call));
        let target = self.store.target(context, Some(request), call);
        context.call(target, Some(request), key.as_bits(), call);
        context.set_timer(self.store.timeout(), key.as_bits());
    }

    fn message(&mut self, context: &mut Context<'_>, message: &Message) {
        match message.body {
            Body::Answer(answer) => self.end(context, Key::from_bits(message.call), answer),
            Body::Protocol(payload) => self.store.told(message.source, Words::from(payload)),
            Body::Call(_) => {}
        }
    }

    fn timer(&mut self, context: &mut Context<'_>, token: u64) {
        let late = Err(Reason::DependencyTimedOut);
        self.end(context, Key::from_bits(token), late);
    }

    /// Two primaries of one epoch would give one version twice.
    fn check(&self) -> Result<(), String> {
        match self.twice {
            Some(version) => Err(format!("two writes have the version {version:?}")),
            None => Ok(()),
        }
    }

    fn crash(&mut self) {
        self.open.clear();
        self.store.forget();
    }

    fn clone_box(&self) -> Box<dyn Process> {
        Box::new(self.clone())
    }
}

struct Run {
    simulation: Simulation,
    machines: usize,
}

/// The database `db` of this model, with callers who make `per_second` calls, `writes` of a hundred
/// of them writes, to `keys` keys.
fn run(database: &str, links: &str, seed: u64, per_second: u64, writes: u32, keys: u32) -> Run {
    let text = format!(
        r#"{{ "nodes": {{ "db": {{ "database": {{
            "read": {{ "constant": "1ms" }}, "write": {{ "constant": "2ms" }}, "workers": 4,
            "boot": "2s", {database} }} }} }}, "links": {links} }}"#
    );
    let model: Model = serde_json::from_str(&text).expect("the model is well-formed");
    let horizon = Duration::from_secs(3_600);
    let mut blueprint = assemble(&model, seed, horizon, 1_000_000).expect("the model is sound");
    let machines = blueprint
        .nodes
        .iter()
        .filter(|node| !node.name.ends_with("monitor"))
        .count();
    add_callers(&mut blueprint, machines, per_second, writes, keys);
    let simulation = Simulation::new(blueprint);
    Run {
        simulation,
        machines,
    }
}

fn add_callers(blueprint: &mut Blueprint, machines: usize, rate: u64, writes: u32, keys: u32) {
    let node = NodeId(blueprint.nodes.len() as u16);
    let candidates: Vec<NodeId> = (0..machines as u16).map(NodeId).collect();
    let latency = Distribution::Constant {
        value: Duration::from_millis(1),
    };
    let lines = candidates
        .iter()
        .map(|database| LinkSpec::new(node, *database, latency));
    blueprint.links.extend(lines);
    let callers = Callers {
        store: Store::new(candidates, Duration::from_millis(1_500)),
        open: Slab::default(),
        written: BTreeSet::new(),
        twice: None,
    };
    blueprint
        .nodes
        .push(NodeSpec::new("callers", Box::new(callers)));
    let share = |operation, weight, access| OperationShare {
        operation,
        weight,
        data: Some(DataUse {
            set: 0,
            access,
            session: false,
        }),
    };
    blueprint.workloads.push(Workload {
        node,
        arrivals: Arrivals::Poisson,
        per_second_milli: rate * 1_000,
        operations: vec![
            share(0, 100 - writes, Access::Read),
            share(WRITE, writes, Access::Write),
        ],
        key_count: keys,
        popularity: Popularity::Uniform,
        profile: Vec::new(),
    });
}

impl Run {
    fn until(&mut self, secs: u64) -> &mut Self {
        let at = Time::ZERO + Duration::from_secs(secs);
        self.simulation.run_until(at, u64::MAX);
        self.simulation.check().expect("every law holds");
        self
    }

    fn strike(&mut self, fault: Fault) -> &mut Self {
        self.simulation.intervene(Intervention::Fault(fault));
        self
    }

    fn crash(&mut self, node: u16) -> &mut Self {
        self.strike(Fault::Crash { node: NodeId(node) })
    }

    fn restart(&mut self, node: u16) -> &mut Self {
        self.strike(Fault::Restart { node: NodeId(node) })
    }

    /// Nobody asks any more; what is under way ends.
    fn quiet(&mut self, secs: u64) -> &mut Self {
        self.simulation.intervene(Intervention::SetDemand {
            per_second_milli: 0,
        });
        self.until(secs)
    }

    /// Writes that copies of this primary came to lack, and that they lack now.
    fn behind(&self, node: u16) -> (u64, u64) {
        let tally = self.simulation.tally(NodeId(node), self.simulation.now());
        let lag = tally.replication.expect("it has copies");
        (lag.came, lag.held.now)
    }

    fn roles(&self) -> Vec<Role> {
        let snapshot = self.simulation.snapshot();
        let machines = snapshot.nodes.iter().take(self.machines);
        machines.map(|node| node.role).collect()
    }

    fn stored(&self, node: usize) -> u64 {
        let snapshot = self.simulation.snapshot();
        snapshot.nodes[node].stored_writes.expect("it keeps data")
    }

    fn writes_lost(&self) -> Vec<(NodeId, u64)> {
        let (entries, missed) = self.simulation.trace().since(0);
        assert_eq!(missed, 0, "the whole run is kept");
        let lost = entries.filter_map(|entry| match entry.record {
            Record::WritesLost { node, count } => Some((node, count)),
            _ => None,
        });
        lost.collect()
    }

    fn count(&self, wanted: impl Fn(&Record) -> bool) -> usize {
        let (entries, _) = self.simulation.trace().since(0);
        entries.filter(|entry| wanted(&entry.record)).count()
    }

    fn failed_reads(&self) -> usize {
        let (entries, _) = self.simulation.trace().since(0);
        let mut writes = BTreeSet::new();
        let mut failed = 0;
        for entry in entries {
            match entry.record {
                Record::Issued {
                    request, operation, ..
                } if operation == WRITE => {
                    writes.insert(request);
                }
                Record::Resolved {
                    request,
                    outcome: Err(_),
                    ..
                } => failed += usize::from(!writes.contains(&request)),
                _ => {}
            }
        }
        failed
    }

    fn stale(&self) -> u64 {
        self.simulation.ledger().totals.broken()
    }

    fn failed(&self, reason: Reason) -> u64 {
        self.simulation.ledger().totals.failed[reason.index()]
    }
}

const FAILOVER: &str = r#""failover": { "detection": "3s", "promotion": "10s" }"#;
/// A line of this latency between the machines of the database.
fn far(latency: &str) -> String {
    format!(r#"{{ "default": {{ "latency": {{ "constant": "{latency}" }} }} }}"#)
}

#[test]
fn synchronous_replication_loses_no_confirmed_write_and_every_read_is_fresh() {
    let database = format!(r#""replicas": 2, {FAILOVER}"#);
    let mut run = run(&database, &far("5ms"), 1, 100, 50, 100);
    run.until(10).crash(0).until(30);
    assert_eq!(run.roles()[1], Role::Primary, "{:?}", run.roles());
    run.restart(0)
        .until(40)
        .crash(1)
        .until(60)
        .restart(1)
        .until(80);
    run.quiet(90);
    assert_eq!(run.writes_lost(), []);
    assert_eq!(run.stale(), 0);
    let primaries = run
        .roles()
        .iter()
        .filter(|role| **role == Role::Primary)
        .count();
    assert_eq!(primaries, 1);
    assert_eq!([run.stored(1), run.stored(2)], [run.stored(0); 2]);
}

#[test]
fn an_asynchronous_failover_loses_what_was_not_shipped_and_says_how_much() {
    let database = format!(
        r#""replicas": 1, "replication": "asynchronous", "ship_every": "500ms", {FAILOVER}"#
    );
    let mut run = run(&database, "{}", 2, 200, 50, 1_000);
    run.until(10).crash(0);
    let had = run.stored(0);
    run.until(20);
    let kept = run.stored(1);
    assert!((5..100).contains(&(had - kept)), "{had} and {kept}");
    run.until(40);
    let since = run.stored(1) - kept;
    assert_eq!(run.behind(1), (since, since), "no other machine has it");
    assert!(run.stale() > 0, "what is lost is seen to be gone");
    assert_eq!(
        run.writes_lost(),
        [],
        "nobody knows before the old primary is back"
    );
    run.restart(0).until(60).quiet(70);
    assert_eq!(run.writes_lost(), [(NodeId(0), had - kept)]);
    assert_eq!(run.stored(0), run.stored(1), "it was filled anew");
    assert_eq!(run.behind(1), (run.stored(1), 0), "it got everything again");
    assert_eq!(run.roles(), [Role::Standby, Role::Primary]);
}

#[test]
fn what_two_failovers_lost_is_counted_against_the_first() {
    let database = format!(
        r#""replicas": 2, "replication": "asynchronous", "ship_every": "500ms", {FAILOVER}"#
    );
    let mut run = run(&database, "{}", 3, 200, 50, 1_000);
    run.until(10).crash(0);
    let had = run.stored(0);
    run.until(13);
    let kept = run.stored(1);
    assert!(had > kept + 10);
    run.until(60);
    let second = run.roles().iter().position(|role| *role == Role::Primary);
    run.crash(second.expect("a copy took over") as u16)
        .until(90);
    run.restart(0).until(120);
    assert_eq!(run.writes_lost(), [(NodeId(0), had - kept)]);
}

#[test]
fn a_copy_that_answers_reads_is_behind_by_the_way_to_it() {
    let replicas = r#""replicas": 2, "replication": "asynchronous", "reads": "replica""#;
    let mut near = run(replicas, &far("1ms"), 4, 400, 50, 20);
    let mut distant = run(replicas, &far("200ms"), 4, 400, 50, 20);
    let mut primary = run(
        r#""replicas": 2, "replication": "asynchronous""#,
        &far("200ms"),
        4,
        400,
        50,
        20,
    );
    for run in [&mut near, &mut distant, &mut primary] {
        run.until(30);
    }
    assert_eq!(primary.stale(), 0);
    assert!(distant.stale() > 2_000, "{}", distant.stale());
    assert!(near.stale() < distant.stale() / 10, "{}", near.stale());
    let read = |node: usize| distant.simulation.nodes()[node].work().finished;
    assert!(
        read(1).abs_diff(read(2)) < 20,
        "in turn: {} {}",
        read(1),
        read(2)
    );
    let replica = |record: &Record| {
        let decision = Decision::ReadFromReplica;
        matches!(record, Record::Decided { decision: made, .. } if *made == decision)
    };
    assert!(distant.count(replica) > 5_000);
    assert_eq!(primary.count(replica), 0);
}

#[test]
fn a_copy_that_applies_slower_than_others_write_falls_behind_more_and_more() {
    let database = |apply: &str| {
        format!(r#""replicas": 1, "reads": "replica", "apply": {{ "constant": "{apply}" }}"#)
    };
    let stale = |apply: &str| {
        let mut run = run(&database(apply), &far("1ms"), 5, 200, 50, 500);
        run.until(20);
        let early = run.stale();
        run.until(40);
        (early, run.stale() - early)
    };
    let (_, quick) = stale("100us");
    let (early, late) = stale("15ms");
    assert!(quick < 20, "{quick}");
    assert!(late > early + early / 2, "{early} then {late}");
}

#[test]
fn a_copy_that_was_away_is_supplied_and_read_again() {
    let replicas = r#""replicas": 1, "replication": "asynchronous", "reads": "replica""#;
    let mut run = run(replicas, &far("2ms"), 6, 200, 30, 2_000);
    run.until(5).crash(1).until(25);
    let failed = run.simulation.ledger().totals.failed_total();
    // 140 reads a second go to the dead copy until the first of them is given up after 1.5 s.
    assert!((150..350).contains(&failed), "{failed}");
    let (away, read) = (run.stored(1), run.simulation.nodes()[1].work().finished);
    assert!(run.stored(0) > away + 500);
    run.restart(1).until(40);
    assert!(
        run.simulation.nodes()[1].work().finished > read + 500,
        "it is read again"
    );
    assert!(run.stored(0) - run.stored(1) < 20, "and has caught up");
}

#[test]
fn a_copy_that_is_filled_anew_answers_no_reads_meanwhile() {
    let database = r#""replicas": 1, "replication": "asynchronous", "ship_every": "500ms",
        "reads": "replica", "failover": { "detection": "9s", "promotion": "1s" }"#;
    let mut run = run(database, &far("500ms"), 9, 300, 20, 3_000);
    run.until(60).crash(0).until(90);
    assert_eq!(run.roles()[1], Role::Primary);
    let (stale, read) = (run.stale(), run.simulation.nodes()[0].work().finished);
    run.restart(0).until(115);
    assert_eq!(run.writes_lost().len(), 1, "it has to be filled anew");
    let read = run.simulation.nodes()[0].work().finished - read;
    assert!(read > 500, "it answers reads again: {read}");
    // A second behind, with 60 of 3,000 keys written in that time: two of a hundred are stale.
    let stale = run.stale() - stale;
    assert!(stale < read / 20, "{stale} of {read}");
}

#[test]
fn while_no_copy_confirms_writes_are_turned_away_and_reads_answered() {
    let database = r#""replicas": 1, "failover": { "detection": "3s", "promotion": "1h" }"#;
    let mut run = run(database, "{}", 8, 1_000, 50, 100);
    let lines = run.simulation.snapshot().links;
    let callers = NodeId(run.machines as u16 + 1);
    let cut = lines.iter().filter(|line| line.source != callers);
    let cut = cut.map(|line| Fault::Partition { link: line.id });
    cut.for_each(|fault| _ = run.strike(fault));
    run.until(10);
    assert_eq!((run.failed_reads(), run.failed(Reason::QueueFull)), (0, 0));
    let refused = run.failed(Reason::Unavailable);
    assert!(refused > 2_000, "their callers look for another: {refused}");
}

#[test]
fn with_reads_on_replicas_the_loss_of_the_primary_leaves_reads_answered() {
    for (copies, writes) in [(1, 0), (2, 0), (1, 20), (2, 20)] {
        let database = format!(
            r#""replicas": {copies}, "replication": "asynchronous", "reads": "replica", {FAILOVER}"#
        );
        let mut run = run(&database, &far("2ms"), 10, 100, writes, 100);
        // Given up after 3 s and promoted after 10 more: reads go on in all that time, and later.
        run.until(5).crash(0).until(40);
        assert_eq!(run.roles()[1], Role::Primary);
        assert_eq!(run.failed_reads(), 0, "{copies} copies, {writes} % writes");
        let failed = run.simulation.ledger().totals.failed_total();
        assert_eq!(failed > 200, writes > 0, "only writes wait: {failed}");
    }
}

#[test]
fn a_former_primary_that_comes_back_answers_no_reads_before_it_knows_what_it_lost() {
    let database =
        format!(r#""replicas": 2, "replication": "asynchronous", "reads": "replica", {FAILOVER}"#);
    let mut run = run(&database, &far("2ms"), 11, 100, 20, 100);
    run.until(5).crash(0).until(30).crash(1).until(35);
    assert_eq!(run.roles()[2], Role::Promoting);
    let read = run.simulation.nodes()[1].work().finished;
    run.restart(1).until(43);
    assert_eq!(run.roles()[1..], [Role::Standby, Role::Promoting]);
    assert_eq!(run.simulation.nodes()[1].work().finished, read);
    run.until(60);
    assert!(run.simulation.nodes()[1].work().finished > read + 500);
}

#[test]
fn a_pool_turns_away_or_keeps_waiting_what_exceeds_it() {
    let failed = |pool: &str| {
        let database = format!(r#""pool": {pool}"#);
        let mut run = run(&database, "{}", 7, 1_000, 50, 100);
        run.until(10);
        assert_eq!(run.failed(Reason::QueueFull), 0);
        run.failed(Reason::LimitReached)
    };
    let none = failed(r#"{ "total": 2 }"#);
    let some = failed(r#"{ "per_caller": 2, "waiting": 3 }"#);
    let all = failed(r#"{ "total": 3, "per_caller": 3, "waiting": 1000 }"#);
    // 1,000 calls a second of 1.5 ms keep 1.5 busy: Erlang's B(2, 1.5) = 31 % find no place.
    assert!((2_900..3_300).contains(&none), "{none}");
    assert!((100..2_000).contains(&some), "{some}");
    assert_eq!(all, 0);
}

#[test]
fn without_a_monitor_nobody_takes_over() {
    let mut run = run(r#""replicas": 1"#, "{}", 8, 50, 50, 100);
    run.until(5).crash(1).until(10);
    let confirmed = run.simulation.ledger().totals.succeeded;
    run.until(20);
    let later = run.simulation.ledger().totals.succeeded;
    assert!(later > confirmed + 400, "the primary goes on alone");
    run.restart(1).until(25).crash(0).until(60);
    assert_eq!(run.roles()[1], Role::Standby);
    run.restart(0).until(70).quiet(75);
    assert_eq!(run.roles()[0], Role::Primary);
    assert_eq!(run.stored(0), run.stored(1));
    assert_eq!((run.writes_lost(), run.stale()), (Vec::new(), 0));
}
