//! Reliability: ten minutes of faults, with many seeds.
//!
//! In each run, at the moderate demand, every machine fails once: at an instant of its own, in a way of
//! its own, for twenty seconds. Of ten failures four are crashes, two pauses, two slowness (five times)
//! and two gray failures (half of the calls are answered with an error). With every other machine, one
//! of its lines fails once, too: it is cut, loses a third, or is a fifth of a second slower. So what
//! has more parts sees more failures, as it does in the world. The number is the share of the requests
//! that is answered.

use sim::{Blueprint, Duration, Fault, Intervention, LinkId, NodeId, Planned, Probability, Stream};
use systems::Entry;

use super::Reliability;
use super::drive::{Drive, at};
use super::loss::in_service;

pub(super) const SEEDS: std::ops::RangeInclusive<u64> = 1..=20;
/// The end of the demand.
const UNTIL: u64 = 600;
/// When everything that was asked for has ended.
const DRAINED: u64 = 610;
/// Failures begin from here on, and so that they are mended before the end.
const FIRST: u64 = 20;
const LAST: u64 = 560;
/// How long a failure lasts.
const LASTING: Duration = Duration::from_secs(20);

pub(super) fn measure(entry: &'static Entry, seed: u64) -> Reliability {
    let mut faults = 0;
    let mut drive = Drive::planned(entry, seed, |blueprint| {
        let planned = plan(blueprint);
        faults = planned.len() as u64 / 2;
        planned
    });
    drive.to(UNTIL);
    drive.drain(DRAINED);
    Reliability {
        requests: drive.ended(),
        faults,
    }
}

fn plan(blueprint: &Blueprint) -> Vec<Planned> {
    let machines = in_service(blueprint);
    let mut planned = Vec::new();
    for machine in &machines {
        let name = &blueprint.nodes[machine.index()].name;
        let mut draws = Stream::named(blueprint.seed, name, "fails once");
        strike(&mut planned, &mut draws, |draws| {
            on_machine(*machine, draws)
        });
        let lines = lines(blueprint, *machine, &machines);
        if !lines.is_empty() && draws.below(2) == 0 {
            let line = lines[draws.below(lines.len() as u32) as usize];
            strike(&mut planned, &mut draws, |draws| on_line(line, draws));
        }
    }
    planned
}

/// A fault at an instant, and its repair.
fn strike(
    planned: &mut Vec<Planned>,
    draws: &mut Stream,
    fault: impl FnOnce(&mut Stream) -> Fault,
) {
    let millis = u64::from(draws.below(((LAST - FIRST) * 1_000) as u32));
    let from = at(FIRST) + Duration::from_millis(millis);
    let fault = fault(draws);
    for (at, fault) in [(from, fault), (from + LASTING, fault.repair())] {
        let what = Intervention::Fault(fault);
        planned.push(Planned { at, what });
    }
}

fn on_machine(node: NodeId, draws: &mut Stream) -> Fault {
    match draws.below(10) {
        0..4 => Fault::Crash { node },
        4..6 => Fault::Pause { node },
        6..8 => Fault::Slow { node, factor: 5 },
        _ => Fault::Gray {
            node,
            share: Probability::from_percent(50),
        },
    }
}

fn on_line(link: LinkId, draws: &mut Stream) -> Fault {
    match draws.below(3) {
        0 => Fault::Partition { link },
        1 => Fault::Lossy {
            link,
            loss: Probability::from_percent(33),
        },
        _ => Fault::Delay {
            link,
            extra: Duration::from_millis(200),
        },
    }
}

/// The lines of a machine whose other end is in service or the users.
fn lines(blueprint: &Blueprint, machine: NodeId, machines: &[NodeId]) -> Vec<LinkId> {
    let there = |node: NodeId| {
        let users = blueprint.workloads.iter();
        machines.contains(&node) || users.map(|load| load.node).any(|users| users == node)
    };
    let links = blueprint.links.iter().enumerate();
    links
        .filter(|(_, link)| [link.first, link.second].contains(&machine))
        .filter(|(_, link)| there(link.first) && there(link.second))
        .map(|(index, _)| LinkId(index as u16))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stars::drive::scenario;

    fn planned(seed: u64) -> (usize, Vec<Planned>) {
        let entry = systems::entry("layered").expect("in the catalogue");
        let blueprint = systems::blueprint(&scenario(entry, seed)).expect("its own parameters");
        (in_service(&blueprint).len(), plan(&blueprint))
    }

    #[test]
    fn every_machine_fails_once_and_is_mended_before_the_end() {
        for seed in SEEDS {
            let (machines, planned) = planned(seed);
            let is_damage = |planned: &&Planned| match planned.what {
                Intervention::Fault(fault) => fault.is_damage(),
                _ => false,
            };
            let (damage, repairs): (Vec<&Planned>, Vec<&Planned>) =
                planned.iter().partition(is_damage);
            assert_eq!(damage.len(), repairs.len());
            let of_machines = damage.iter().filter(|planned| match planned.what {
                Intervention::Fault(fault) => matches!(fault.place(), sim::Place::Node(_)),
                _ => false,
            });
            assert_eq!(of_machines.count(), machines, "seed {seed}");
            let window = at(FIRST)..at(UNTIL);
            assert!(planned.iter().all(|planned| window.contains(&planned.at)));
        }
        assert_eq!(planned(3), planned(3));
        assert_ne!(planned(3).1, planned(4).1);
    }
}
