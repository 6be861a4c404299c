//! What the four conditions say of systems that run, are hurt, and recover.

use std::collections::BTreeMap;

use sim::{Break, Duration, Fault, Intervention, NodeId, Simulation, Time};
use study::{Condition, Evidence, Finding, Subject, Verdict, Why, conditions};
use systems::{Entry, NodeCard, entry};

/// A run of a system of the catalogue, and its cards.
struct Run {
    entry: &'static Entry,
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
            entry,
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

    fn findings(&self) -> [Finding; 4] {
        let subject = Subject {
            entry: self.entry,
            cards: &self.cards,
            simulation: &self.simulation,
        };
        conditions(&subject, None)
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
        run.crash("server").until(30.0);
        assert_eq!(run.verdicts(), [DoesNot; 4], "seed {seed}");
        let Why::Broken { mostly, .. } = run.finding(Condition::LooksLikeOne).why else {
            panic!("seed {seed}: {:?}", run.finding(Condition::LooksLikeOne));
        };
        assert_eq!(mostly, Break::Error);
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
