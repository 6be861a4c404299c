//! What is said of work that a system has accepted and not done yet.

use sim::NodeId;
use study::words::{EN, JA};
use study::{Condition, Evidence, Finding, Unfinished, Verdict};

use super::Run;

/// What the fourth condition says, and what it counts as not done yet.
fn fourth(run: &Run) -> (Finding, Option<Unfinished>) {
    let finding = run.finding(Condition::LooksLikeOne);
    let Evidence::Illusion(illusion) = &finding.evidence else {
        panic!("every condition has its own evidence");
    };
    let unfinished = illusion.unfinished;
    (finding, unfinished)
}

/// What is said of it in both languages.
fn sentences(run: &Run) -> [String; 2] {
    let (finding, _) = fourth(run);
    [JA.why(&finding, &run.cards), EN.why(&finding, &run.cards)]
}

/// What all queues and topics hold, as they count it themselves.
fn kept(run: &Run) -> u64 {
    let simulation = &run.simulation;
    let nodes = (0..simulation.nodes().len() as u16).map(NodeId);
    let kept = nodes.filter_map(|node| simulation.tally(node, simulation.now()).kept);
    kept.map(|kept| kept.held.now).sum()
}

const UNFINISHED: [&str; 2] = ["まだ終わっていません", "not done yet"];

#[test]
fn orders_that_wait_for_a_dead_machine_are_told_of_though_they_were_accepted() {
    for topology in [0, 1] {
        let mut run = Run::new("event-driven", 5, &[("topology", topology)]);
        run.until(10.0).crash("payment").until(70.0);
        let (finding, unfinished) = fourth(&run);
        // What was answered was that it is accepted, and that is true.
        assert_eq!(finding.verdict(), Verdict::Holds);
        let unfinished = unfinished.expect("it puts work off");
        assert!(unfinished.held > 200, "{unfinished:?}");
        assert_eq!(unfinished.held, kept(&run));
        let late = unfinished.late;
        assert!(late > 200 && late <= unfinished.held, "{unfinished:?}");
        let oldest = unfinished.oldest.expect("some is held").as_secs_f64();
        assert!((58.0..=60.5).contains(&oldest), "{unfinished:?}");
        let [ja, en] = sentences(&run);
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
            run.until(f64::from(second));
            let told = sentences(&run);
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
        run.until(10.0);
        assert_eq!(fourth(&run).1, None, "{system}");
    }
    // Its users read and write in memory; the database gets a copy.
    let mut run = Run::new("space-based", 5, &[]);
    run.until(10.0).crash("writer").until(40.0);
    assert!(kept(&run) > 100, "{}", kept(&run));
    assert_eq!(fourth(&run).1, None);
}
