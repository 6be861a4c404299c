//! Which machine is called the primary, the standby and the former primary, under every fault.

use sim::{Fault, LinkId, NodeId, NodeState, Probability, Role, Simulation};
use systems::ENTRIES;

use crate::support::Run;

fn role(run: &Run, name: &str) -> Role {
    run.simulation.snapshot().nodes[run.node(name).index()].role
}

#[test]
fn a_primary_without_power_is_a_former_one_and_the_other_stands_by_until_it_takes_over() {
    let mut run = Run::new("web-rds", 1, &[("promotion", 5)]);
    let roles = |run: &Run| (role(run, "db-1"), role(run, "db-2"));
    assert_eq!(roles(run.until(4.0)), (Role::Primary, Role::Standby));
    run.crash("db-1").until(4.5);
    assert_eq!(roles(&run), (Role::Former, Role::Standby));
    assert_eq!(roles(run.until(9.0)), (Role::Former, Role::Promoting));
    assert_eq!(roles(run.until(20.0)), (Role::Former, Role::Primary));
    run.restart("db-1").until(20.1);
    assert_eq!(roles(&run), (Role::Former, Role::Primary), "it boots");
    assert_eq!(roles(run.until(60.0)), (Role::Standby, Role::Primary));
    run.crash("db-1").until(61.0);
    assert_eq!(
        roles(&run),
        (Role::None, Role::Primary),
        "it was no primary"
    );
}

#[test]
fn a_primary_that_does_not_know_of_the_next_one_is_a_former_one() {
    let mut run = Run::new("web-rds", 1, &[("promotion", 5)]);
    let node = run.node("db-1");
    run.until(4.0).strike(Fault::Pause { node }).until(5.0);
    assert_eq!(role(&run, "db-1"), Role::Primary, "nobody else is yet");
    run.until(20.0);
    assert_eq!(role(&run, "db-1"), Role::Former);
    assert_eq!(role(&run, "db-2"), Role::Primary);
    run.strike(Fault::Resume { node }).until(40.0);
    assert_eq!(role(&run, "db-1"), Role::Standby);
}

/// Everything that can be done to one machine.
fn harms(simulation: &Simulation, node: NodeId) -> Vec<Vec<Fault>> {
    let links = simulation.network().links().iter().enumerate();
    let mine = links.filter(|(_, link)| link.first == node || link.second == node);
    let cut = mine.map(|(index, _)| Fault::Partition {
        link: LinkId(index as u16),
    });
    let share = Probability::from_percent(30);
    vec![
        vec![Fault::Crash { node }],
        vec![Fault::Pause { node }],
        vec![Fault::Slow { node, factor: 10 }],
        vec![Fault::Gray { node, share }],
        cut.collect(),
    ]
}

#[test]
fn there_is_never_a_second_primary_and_what_is_down_plays_no_part() {
    let mut struck = 0;
    for entry in ENTRIES {
        // A takeover that takes long shows nothing more.
        let soon: &[(&str, i64)] = match entry.parameter("promotion") {
            Some(_) => &[("promotion", 3)],
            None => &[],
        };
        let mut first = Run::new(entry.id, 1, soon);
        let views = first.until(2.0).simulation.snapshot().nodes;
        for node in views.iter().filter(|node| node.role != Role::None) {
            for harm in harms(&first.simulation, node.id) {
                let mut run = Run::new(entry.id, 1, soon);
                run.until(2.0);
                for fault in &harm {
                    run.strike(*fault);
                }
                for second in [3, 5, 8, 12, 16] {
                    run.until(f64::from(second));
                    check(&run.simulation, (entry.id, &harm, second));
                }
                for fault in &harm {
                    run.strike(fault.repair());
                }
                for second in [17, 20, 40] {
                    run.until(f64::from(second));
                    check(&run.simulation, (entry.id, &harm, second));
                }
                struck += 1;
            }
        }
    }
    assert!(struck >= 20, "web-rds has two such machines: {struck}");
}

fn check(simulation: &Simulation, which: (&str, &[Fault], u32)) {
    let nodes = simulation.snapshot().nodes;
    let primaries = nodes.iter().filter(|node| node.role == Role::Primary);
    assert!(primaries.count() <= 1, "{which:?}: {nodes:?}");
    let down = nodes
        .iter()
        .filter(|node| matches!(node.state, NodeState::Down | NodeState::Absent));
    for node in down {
        let plays = matches!(node.role, Role::None | Role::Former);
        assert!(plays, "{which:?}: {node:?}");
    }
}
