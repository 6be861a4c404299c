//! The article's own pair: one machine that shares all it has, and two zones of which one can go.

use sim::{Intervention, NodeState, Simulation};
use systems::scenario_file::ScenarioFile;

use crate::support::Run;

/// Answers per second of one machine that has far too much to do.
fn capacity(cores: i64, memory: i64) -> f64 {
    let parameters = [("rate", 3_000), ("workers", cores), ("memory", memory)];
    let mut run = Run::new("centralized", 1, &parameters);
    run.until(20.0);
    let machine = run.simulation.nodes()[run.node("server").index()].work();
    // Rendering and data: two pieces of work for each request.
    machine.finished as f64 / 2.0 / 20.0
}

#[test]
fn always_cores_that_share_a_memory_help_less_than_cores_that_do_not() {
    for cores in [2, 4, 8, 16] {
        let (alone, shared) = (capacity(cores, 0), capacity(cores, 3));
        // Each of them is held up by 3 % for each of the others.
        let expected = alone / (1.0 + 0.03 * (cores - 1) as f64);
        let close = (shared / expected - 1.0).abs() < 0.05;
        assert!(close, "{cores}: {alone}, {shared}, expected {expected}");
    }
}

#[test]
fn sometimes_twice_as_many_cores_do_hardly_more() {
    let (sixteen, all) = (capacity(16, 20), capacity(32, 20));
    assert!(all < sixteen * 1.2, "{sixteen} {all}");
    let (one, two) = (capacity(1, 3), capacity(2, 3));
    assert!(two > one * 1.85, "{one} {two}");
}

/// `web-rds` with an outage of this zone from 20 s on, for two minutes and then half a minute more.
fn outage(zone: &str, seed: u64) -> Run {
    let text = format!(
        r#"{{ "version": 1, "system": "web-rds", "seed": {seed}, "horizon": "150s",
            "faults": [{{ "at": "20s", "for": "100s", "zone_outage": "{zone}" }}] }}"#
    );
    let file: ScenarioFile = serde_json::from_str(&text).expect(&text);
    let blueprint = file.blueprint(4_000_000).expect("a sound file");
    Run {
        simulation: Simulation::new(blueprint),
    }
}

#[test]
fn always_users_of_two_zones_get_over_the_loss_of_the_one_without_the_primary() {
    for seed in 1..=3 {
        let mut run = outage("b", seed);
        run.until(20.5);
        for name in ["api-2", "db-2"] {
            assert_eq!(run.state(name), NodeState::Down, "{seed}: {name}");
        }
        // The balancer notices, and the primary goes on without its standby.
        run.until(35.0);
        let (failed, succeeded) = (run.failed(), run.succeeded());
        run.until(115.0);
        assert_eq!(run.failed(), failed, "{seed}");
        assert!(run.succeeded() > succeeded + 15_000, "{seed}");
    }
}

#[test]
fn sometimes_a_zone_takes_the_primary_along_and_nobody_is_served_until_the_standby_takes_over() {
    for seed in 1..=3 {
        let mut run = outage("a", seed);
        run.until(30.0);
        let before = run.succeeded();
        run.until(75.0);
        assert_eq!(run.succeeded(), before, "{seed}");
        run.until(110.0);
        assert!(run.succeeded() > before + 4_000, "{seed}");
        // The lost zone comes back as the standby.
        run.simulation.intervene(Intervention::SetDemand {
            per_second_milli: 20_000,
        });
        run.until(140.0);
        let failed = run.failed();
        run.until(149.0);
        assert_eq!(run.failed(), failed, "{seed}");
    }
}
