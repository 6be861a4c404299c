//! What the four conditions say of systems that run, are hurt, and recover.

use std::collections::BTreeMap;

use sim::{Break, Duration, Fault, Intervention, LinkId, NodeId, Simulation, Time};
use study::{
    Capacity, CapacityPoint, Condition, Evidence, Finding, Rule, Subject, Verdict, Why, conditions,
    division,
};
use systems::{NodeCard, entry};

mod unfinished;

/// A run of a system of the catalogue, and its cards.
struct Run {
    cards: Vec<NodeCard>,
    simulation: Simulation,
}

impl Run {
    fn new(system: &str, seed: u64, parameters: &[(&str, i64)]) -> Self {
        let entry = entry(system).expect("a known system");
        let mut scenario = entry.scenario(seed, Duration::from_secs(600));
        scenario.parameters = parameters
            .iter()
            .map(|(id, value)| ((*id).to_owned(), *value))
            .collect::<BTreeMap<_, _>>();
        let blueprint = systems::blueprint(&scenario).expect("a valid scenario");
        Self {
            cards: entry.cards(&scenario),
            simulation: Simulation::new(blueprint),
        }
    }

    fn until(&mut self, secs: f64) -> &mut Self {
        let at = Time::ZERO + Duration::from_nanos_f64(secs * 1e9);
        self.simulation.run_until(at, u64::MAX);
        self.simulation.check().expect("every law holds");
        self
    }

    fn strike(&mut self, fault: Fault) -> &mut Self {
        assert!(
            self.simulation.takes_hold(fault),
            "{fault:?} changes nothing"
        );
        self.simulation.intervene(Intervention::Fault(fault));
        self
    }

    fn crash(&mut self, name: &str) -> &mut Self {
        let node = self.node(name);
        self.strike(Fault::Crash { node })
    }

    fn node(&self, name: &str) -> NodeId {
        let nodes = self.simulation.nodes().iter();
        let place = nodes.map(sim::Node::name).position(|other| other == name);
        NodeId(place.expect("a known machine") as u16)
    }

    fn link(&self, first: &str, second: &str) -> LinkId {
        let ends = (self.node(first), self.node(second));
        let mut links = self.simulation.network().links().iter();
        let place = links.position(|link| (link.first, link.second) == ends);
        LinkId(place.expect("a known line") as u16)
    }

    fn subject(&self) -> Subject<'_> {
        Subject {
            cards: &self.cards,
            simulation: &self.simulation,
        }
    }

    fn findings(&self) -> [Finding; 4] {
        conditions(&self.subject(), None)
    }

    fn finding(&self, condition: Condition) -> Finding {
        self.findings()[condition.index()].clone()
    }

    fn verdicts(&self) -> [Verdict; 4] {
        self.findings().map(|finding| finding.verdict())
    }
}

use Verdict::{DoesNot, Holds, NotShown};

#[test]
fn nothing_is_said_before_anything_was_seen() {
    let run = Run::new("web-rds", 1, &[]);
    assert_eq!(run.verdicts(), [NotShown; 4]);
}

#[test]
fn the_central_machine_fails_three_and_looks_like_one_until_it_dies() {
    for seed in 1..=5 {
        let mut run = Run::new("centralized", seed, &[]);
        run.until(20.0);
        assert_eq!(
            run.verdicts(),
            [DoesNot, DoesNot, DoesNot, Holds],
            "seed {seed}"
        );
        // Long before the last try of anybody has timed out.
        run.crash("server").until(22.8);
        let at_once = run.finding(Condition::LooksLikeOne);
        assert!(
            matches!(at_once.why, Why::KeptWaiting { .. }),
            "seed {seed}: {at_once:?}"
        );
        let Evidence::Illusion(illusion) = at_once.evidence else {
            panic!("every condition has its own evidence");
        };
        assert_eq!(illusion.waiting.len(), 8, "seed {seed}");
        for request in illusion.waiting {
            let entry = run.simulation.ledger().get(request);
            let entry = entry.expect("it is open and so remembered");
            let waits = entry.elapsed(run.simulation.now());
            assert!(entry.ended.is_none() && waits > sim::PATIENCE);
        }
        run.until(30.0);
        assert_eq!(run.verdicts(), [DoesNot; 4], "seed {seed}");
        let Why::Broken { mostly, .. } = run.finding(Condition::LooksLikeOne).why else {
            panic!("seed {seed}: {:?}", run.finding(Condition::LooksLikeOne));
        };
        assert_eq!(mostly, Break::Error);
    }
}

/// A capacity that grows, made by hand: the experiment has its own tests.
fn growing() -> Capacity {
    let point = |units: u16, per_second| CapacityPoint {
        units,
        per_second,
        bottleneck: None,
        slowest: None,
        utilization: 0.98,
    };
    Capacity {
        points: vec![point(1, 390.0), point(2, 780.0), point(4, 950.0)],
        fit: None,
    }
}

#[test]
fn web_rds_holds_all_four_whichever_way_an_api_server_is_lost() {
    for seed in 1..=4 {
        for way in 0..3 {
            let mut run = Run::new("web-rds", seed, &[]);
            run.until(20.0);
            let node = run.node("api-2");
            run.strike(match way {
                0 => Fault::Crash { node },
                1 => Fault::Pause { node },
                _ => Fault::Partition {
                    link: run.link("balancer", "api-2"),
                },
            });
            for second in 21..=40 {
                run.until(f64::from(second));
                let findings = conditions(&run.subject(), Some(&growing()));
                let verdicts = findings.map(|finding| finding.verdict());
                assert_eq!(verdicts, [Holds; 4], "seed {seed}, way {way}, {second} s");
            }
        }
    }
}

#[test]
fn users_hardly_see_the_loss_of_one_api_server() {
    for seed in 1..=5 {
        let mut run = Run::new("web-rds", seed, &[]);
        run.until(20.0);
        assert_eq!(
            run.verdicts(),
            [Holds, Holds, NotShown, Holds],
            "seed {seed}"
        );
        run.crash("api-1");
        for second in 21..=45 {
            run.until(f64::from(second));
            assert_eq!(
                run.verdicts(),
                [Holds, Holds, NotShown, Holds],
                "seed {seed}, {second} s"
            );
        }
    }
}

#[test]
fn the_failover_of_the_database_is_seen_for_about_the_promotion_and_then_is_over() {
    for seed in 1..=3 {
        let mut run = Run::new("web-rds", seed, &[]);
        run.until(30.0).crash("db-1");
        let shown = |second| {
            run.until(f64::from(second));
            run.verdicts()[3]
        };
        let verdicts: Vec<Verdict> = (31..=130).map(shown).collect();
        let broken = verdicts
            .iter()
            .filter(|verdict| **verdict == DoesNot)
            .count();
        // A minute of promotion, a few seconds until it is noticed, and the window.
        assert!((60..=80).contains(&broken), "seed {seed}: {broken} s");
        assert_eq!((verdicts[0], verdicts[99]), (Holds, Holds), "seed {seed}");
        let Evidence::Illusion(illusion) = run.finding(Condition::LooksLikeOne).evidence else {
            panic!("every condition has its own evidence");
        };
        let errors = illusion.whole.breaks[Break::Error.index()];
        assert!(
            errors > 5_000,
            "seed {seed}: {errors} errors are remembered"
        );
        assert_eq!(
            illusion.whole.breaks[1..],
            [0; 4],
            "nothing confirmed is lost"
        );
    }
}

#[test]
fn what_was_broken_before_is_told_after_it_has_recovered_and_after_a_seek() {
    let mut run = Run::new("web-rds", 1, &[]);
    run.until(30.0);
    let broken = |run: &Run| match run.finding(Condition::LooksLikeOne).evidence {
        Evidence::Illusion(illusion) => illusion.broken,
        evidence => panic!("every condition has its own evidence: {evidence:?}"),
    };
    assert_eq!(broken(&run), []);
    run.crash("db-1").until(60.0);
    let [going_on] = broken(&run)[..] else {
        panic!("{:?}", broken(&run));
    };
    let from = going_on.from.as_secs_f64();
    assert!((32.0..34.0).contains(&from), "{from}");
    assert_eq!(going_on.until, None);
    run.until(140.0);
    assert_eq!(run.verdicts()[3], Holds);
    let [over] = broken(&run)[..] else {
        panic!("{:?}", broken(&run));
    };
    assert_eq!(over.from, going_on.from, "the past does not change");
    let until = over.until.map_or(0.0, |until| until.as_secs_f64());
    assert!((85.0..105.0).contains(&until), "{until}");
    // It is computed from the run: a copy at the same instant tells the same.
    let copy = Run {
        cards: run.cards.clone(),
        simulation: run.simulation.clone(),
    };
    assert_eq!(broken(&copy), [over]);
    for words in [&study::words::JA, &study::words::EN] {
        let told = words.past(&run.finding(Condition::LooksLikeOne));
        assert!(told.contains(&format!("{until:.1}")), "{told}");
    }
}

#[test]
fn work_for_requests_that_fail_is_no_useful_work() {
    let mut run = Run::new("web-rds", 1, &[]);
    run.until(20.0);
    let useful = |run: &Run| match run.finding(Condition::SeveralResources).evidence {
        Evidence::Resources { recent, .. } => (recent.busy_secs, recent.spent_secs),
        evidence => panic!("every condition has its own evidence: {evidence:?}"),
    };
    let (before, spent) = useful(&run);
    assert!(
        (0.95..1.01).contains(&(before / spent)),
        "{before} of {spent}"
    );
    // Without the database, the API servers compute for requests that come to nothing.
    run.crash("db-1").until(45.0);
    let (after, spent) = useful(&run);
    assert!(spent > 5.0 && after < 0.01 * spent, "{after} of {spent}");
    let before = |run: &Run| match run.finding(Condition::SeveralResources).evidence {
        Evidence::Resources { broken, .. } => broken,
        evidence => panic!("every condition has its own evidence: {evidence:?}"),
    };
    let [going_on] = before(&run)[..] else {
        panic!("{:?}", before(&run));
    };
    let from = going_on.from.as_secs_f64();
    assert!((21.0..32.0).contains(&from), "{from}");
    assert_eq!(going_on.until, None);
    assert_eq!(
        run.finding(Condition::SeveralResources).why,
        Why::WorkInVain
    );
    let mut alone = Run::new("centralized", 1, &[]);
    alone.until(20.0);
    assert_eq!(before(&alone), [], "it never was otherwise");
    run.until(140.0);
    assert_eq!(run.verdicts()[0], Holds);
    let [over] = before(&run)[..] else {
        panic!("{:?}", before(&run));
    };
    assert_eq!(over.from, going_on.from, "the past does not change");
    let until = over.until.map_or(0.0, |until| until.as_secs_f64());
    // Three seconds until the loss is noticed, and a minute until the standby has taken over.
    assert!((82.0..86.0).contains(&until), "{until}");
    for words in [&study::words::JA, &study::words::EN] {
        let told = words.past(&run.finding(Condition::SeveralResources));
        assert!(told.contains(&format!("{until:.1}")), "{told}");
    }
}

/// What each system of the catalogue distributes, computation, data, function, and why.
const EXPECTED: [(&str, [bool; 3]); 12] = [
    // One machine.
    ("centralized", [false, false, false]),
    // API servers; the standby of the database answers nobody; API and data.
    ("web-rds", [true, false, true]),
    // One database behind all of them.
    ("layered", [true, false, true]),
    ("service-based", [true, false, true]),
    ("orchestration-soa", [true, false, true]),
    ("pipeline", [true, false, true]),
    ("microkernel", [true, false, true]),
    // A database for each service or processor.
    ("event-driven", [true, true, true]),
    ("microservices", [true, true, true]),
    // Posts in the database, timelines in front of it.
    ("sns", [true, true, true]),
    // The edges answer from their copies.
    ("video", [true, true, true]),
    // Every machine of the data grid answers.
    ("space-based", [true, true, true]),
];

#[test]
fn every_system_distributes_what_it_is_known_for() {
    assert_eq!(systems::ENTRIES.len(), EXPECTED.len());
    for (system, expected) in EXPECTED {
        for seed in 1..=2 {
            let mut run = Run::new(system, seed, &[]);
            run.until(20.0);
            let division = division(&run.subject());
            let found = [0, 1, 2].map(|way| division[way].rule.distributed());
            assert_eq!(found, expected.map(Some), "{system} {seed}: {division:?}");
            // Its films are kept at one place, and edges answer from copies.
            let copies = matches!(division[1].rule, Rule::CopiesAnswer { .. });
            assert!(copies || system != "video", "{seed}: {:?}", division[1]);
            // What is in memory and what is in the database is one data at two times.
            let behind = matches!(division[1].rule, Rule::WrittenBehind { first: 3, later: 1 });
            assert_eq!(behind, system == "space-based", "{seed}: {:?}", division[1]);
            for way in &division {
                let shares: f64 = way.groups.iter().map(|group| group.share).sum();
                assert!((shares - 1.0).abs() < 1e-9, "{system}: {way:?}");
            }
        }
    }
}

#[test]
fn what_grows_is_the_same_for_the_catalogue_and_for_the_run() {
    for entry in systems::ENTRIES {
        let run = Run::new(entry.id, 1, &[]);
        let grows = !run.simulation.groups().is_empty();
        assert_eq!(grows, entry.scaling.is_some(), "{}", entry.id);
    }
}

#[test]
fn the_evidence_of_talk_is_what_crosses_each_line() {
    let mut run = Run::new("web-rds", 2, &[("api_servers", 3)]);
    run.until(30.0);
    let Evidence::Network(messages) = run.finding(Condition::Networked).evidence else {
        panic!("every condition has its own evidence");
    };
    let (balancer, users) = (run.node("balancer"), run.node("users"));
    let ends = |name: &str| [balancer, run.node(name)];
    let line = |ends: [NodeId; 2]| {
        let mut lines = messages.lines.iter();
        lines.find(|line| [line.first, line.second] == ends)
    };
    assert!(
        messages
            .lines
            .iter()
            .all(|line| ![line.first, line.second].contains(&users))
    );
    // Each of three servers gets every third request, and answers it.
    for name in ["api-1", "api-2", "api-3"] {
        let line = line(ends(name)).expect("it is used");
        assert!((0.6..0.75).contains(&line.per_request), "{line:?}");
        assert!(
            line.messages > line.for_requests,
            "health checks cross it, too"
        );
    }
    assert!(line(ends("api-4")).is_none(), "nothing crosses it");
    // From the balancer to a server, on to the database, and both ways back.
    let per_request = messages.per_request();
    assert!((3.9..4.1).contains(&per_request), "{per_request}");
    let each: f64 = messages.lines.iter().map(|line| line.per_request).sum();
    assert!((each - per_request).abs() < 1e-9);
}

#[test]
fn the_centralized_system_distributes_nothing_and_web_rds_computation_and_function() {
    let split = |system: &str| {
        let mut run = Run::new(system, 1, &[]);
        run.until(20.0);
        division(&run.subject())
    };
    let [computation, data, function] = split("centralized");
    assert_eq!(computation.rule, Rule::OneComputes);
    assert_eq!(function.rule, Rule::OneKind);
    assert_eq!(data.rule, Rule::OneKeeps);
    assert_eq!(data.groups[0].machines, [NodeId(1)]);
    let [computation, data, function] = split("web-rds");
    assert_eq!(
        computation.rule,
        Rule::SeveralCompute { machines: 3, of: 3 }
    );
    assert_eq!(data.rule, Rule::Copied { copies: 2 });
    assert_eq!(function.rule, Rule::SeveralKinds { kinds: 2 });
    let shares: f64 = function.groups.iter().map(|group| group.share).sum();
    assert!((shares - 1.0).abs() < 1e-9);
    assert_eq!(
        function.groups[0].machines.len(),
        2,
        "two servers do the same"
    );
}

#[test]
fn a_database_for_each_service_parts_the_data() {
    let mut run = Run::new("microservices", 1, &[]);
    run.until(20.0);
    let [_, data, function] = division(&run.subject());
    let Rule::Parted { places } = data.rule else {
        panic!("{data:?}");
    };
    assert!(places >= 3, "{places}");
    assert!(
        matches!(function.rule, Rule::SeveralKinds { kinds } if kinds >= 4),
        "{function:?}"
    );
}
