//! What is said of work that a system has accepted and not done yet.

use std::collections::BTreeMap;

use sim::{Duration, Fault, Intervention, NodeId, Simulation, Time};
use study::words::{EN, JA};
use study::{Condition, Evidence, Finding, Subject, Unfinished, Verdict, conditions};
use systems::{NodeCard, entry};

/// A run of a system of the catalogue, and its cards.
struct Run {
    cards: Vec<NodeCard>,
    simulation: Simulation,
}

impl Run {
    fn new(system: &str, seed: u64, parameters: &[(&str, i64)]) -> Self {
        let entry = entry(system).expect("a known system");
        let mut scenario = entry.scenario(seed, Duration::from_secs(600));
        let parameters = parameters.iter();
        scenario.parameters = parameters
            .map(|(id, value)| ((*id).to_owned(), *value))
            .collect::<BTreeMap<_, _>>();
        let blueprint = systems::blueprint(&scenario).expect("a valid scenario");
        Self {
            cards: entry.cards(&scenario),
            simulation: Simulation::new(blueprint),
        }
    }

    fn until(&mut self, secs: u64) -> &mut Self {
        let at = Time::ZERO + Duration::from_secs(secs);
        self.simulation.run_until(at, u64::MAX);
        self.simulation.check().expect("every law holds");
        self
    }

    fn crash(&mut self, name: &str) -> &mut Self {
        let mut nodes = self.simulation.nodes().iter();
        let place = nodes.position(|node| node.name() == name);
        let node = NodeId(place.expect("a known machine") as u16);
        let fault = Intervention::Fault(Fault::Crash { node });
        self.simulation.intervene(fault);
        self
    }

    fn fourth(&self) -> (Finding, Option<Unfinished>) {
        let subject = Subject {
            cards: &self.cards,
            simulation: &self.simulation,
        };
        let finding = conditions(&subject, None)[Condition::LooksLikeOne.index()].clone();
        let Evidence::Illusion(illusion) = &finding.evidence else {
            panic!("every condition has its own evidence");
        };
        let unfinished = illusion.unfinished;
        (finding, unfinished)
    }

    /// What is said of it in both languages.
    fn sentences(&self) -> [String; 2] {
        let (finding, _) = self.fourth();
        [JA.why(&finding, &self.cards), EN.why(&finding, &self.cards)]
    }

    /// What all queues and topics hold, as they count it themselves.
    fn kept(&self) -> u64 {
        let simulation = &self.simulation;
        let nodes = (0..simulation.nodes().len() as u16).map(NodeId);
        let kept = nodes.filter_map(|node| simulation.tally(node, simulation.now()).kept);
        kept.map(|kept| kept.held.now).sum()
    }
}

const UNFINISHED: [&str; 2] = ["まだ終わっていません", "not done yet"];

#[test]
fn orders_that_wait_for_a_dead_machine_are_told_of_though_they_were_accepted() {
    for topology in [0, 1] {
        let mut run = Run::new("event-driven", 5, &[("topology", topology)]);
        run.until(10).crash("payment").until(70);
        let (finding, unfinished) = run.fourth();
        // What was answered was that it is accepted, and that is true.
        assert_eq!(finding.verdict(), Verdict::Holds);
        let unfinished = unfinished.expect("it puts work off");
        assert!(unfinished.held > 200, "{unfinished:?}");
        assert_eq!(unfinished.held, run.kept());
        let late = unfinished.late;
        assert!(late > 200 && late <= unfinished.held, "{unfinished:?}");
        let oldest = unfinished.oldest.expect("some is held").as_secs_f64();
        assert!((58.0..=60.5).contains(&oldest), "{unfinished:?}");
        let [ja, en] = run.sentences();
        let held = unfinished.held;
        let counted = format!("{held} 件は{}", UNFINISHED[0]);
        assert!(ja.contains(&counted), "{ja}");
        let counted = format!("{held} pieces are {}", UNFINISHED[1]);
        assert!(en.contains(&counted), "{en}");
    }
}

#[test]
fn what_is_only_under_way_is_not_worth_a_word() {
    for (system, parameters) in [
        ("event-driven", &[("topology", 0)][..]),
        ("event-driven", &[("topology", 1)][..]),
        ("sns", &[][..]),
        ("space-based", &[][..]),
    ] {
        let mut run = Run::new(system, 5, parameters);
        for second in 1..=60 {
            run.until(second);
            let told = run.sentences();
            for (told, words) in told.iter().zip(["受け付け", "accepted"]) {
                assert!(!told.contains(words), "{system}, {second} s: {told}");
            }
        }
    }
}

#[test]
fn nothing_is_said_where_nothing_was_promised_for_later() {
    for system in ["service-based", "web-rds"] {
        let mut run = Run::new(system, 5, &[]);
        run.until(10);
        assert_eq!(run.fourth().1, None, "{system}");
    }
    // Its users read and write in memory; the database gets a copy.
    let mut run = Run::new("space-based", 5, &[]);
    run.until(10).crash("writer").until(40);
    assert!(run.kept() > 100, "{}", run.kept());
    assert_eq!(run.fourth().1, None);
}
