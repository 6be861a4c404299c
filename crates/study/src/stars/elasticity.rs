//! Elasticity: a minute of three times the demand, with an operator who starts machines.
//!
//! Before, the demand is half of what the style can do with two units: three times that is half as
//! much again as it can do. An operator looks at every group of machines whose number can
//! change, every five seconds, and starts so many that the busiest would work 60 % of its time (the
//! rule of the autoscaler part, for every style alike); it stops none within that minute. A machine takes its
//! time to boot. The number is the share of that minute's requests that is answered within a second.

use sim::{Duration, Intervention, NodeId};
use systems::Entry;

use super::drive::{Drive, scenario};
use super::{Answered, Elasticity};
use crate::capacity::CapacityExperiment;

const SEEDS: [u64; 5] = [1, 2, 3, 4, 5];
/// The minute of three times the demand.
const FROM: u64 = 20;
const UNTIL: u64 = 80;
/// From one look of the operator to the next.
const LOOK: u64 = 5;
/// The share of its time that a machine should work, in percent, and the difference from it that is
/// left alone.
const GOAL: u64 = 60;
const TOLERANCE: u64 = 6;
/// An answer after more than this is not in time.
const IN_TIME_MICROS: u32 = 1_000_000;
/// Of a hundred requests of five seconds, so many answers in time are enough.
const ENOUGH: u64 = 90;

pub(super) fn measure(entry: &'static Entry) -> Elasticity {
    let demand_milli = half_of_capacity(entry);
    let runs = SEEDS.map(|seed| run(entry, seed, demand_milli));
    let backs = runs.iter().map(|run| run.back_after_s);
    Elasticity {
        demand_milli,
        minute: runs
            .iter()
            .fold(Answered::default(), |sum, run| sum.and(run.minute)),
        back_after_s: backs.collect::<Option<Vec<u64>>>().map(most),
        machines: runs[0].machines,
    }
}

fn most(numbers: Vec<u64>) -> u64 {
    numbers.into_iter().fold(0, u64::max)
}

/// Half of the capacity before anybody starts machines, in thousandths of a request per second.
fn half_of_capacity(entry: &'static Entry) -> u64 {
    let mut experiment = CapacityExperiment::as_it_is(&scenario(entry, SEEDS[0]));
    while !experiment.advance(u64::MAX) {}
    let points = experiment.result().unwrap_or_default().points;
    let per_second = points.first().map_or(0.0, |point| point.per_second);
    (per_second * 500.0) as u64
}

fn run(entry: &'static Entry, seed: u64, demand_milli: u64) -> Elasticity {
    let mut drive = Drive::new(entry, seed, demand_milli);
    let mut operator = Operator::new(&drive);
    let before = in_service(&drive);
    let mut issued = 0;
    for second in (0..UNTIL).step_by(LOOK as usize) {
        if second == FROM {
            issued = drive.simulation.ledger().totals.issued;
            let percent = 300;
            drive
                .simulation
                .intervene(Intervention::ScaleDemand { percent });
        }
        drive.to(second + LOOK);
        operator.look(&mut drive);
    }
    let in_time = in_time_by_second(&drive);
    let asked = asked_by_second(&drive);
    let sums = |block: &u64| {
        let seconds = *block as usize..(*block + LOOK) as usize;
        let sum = |counts: &[u64]| counts[seconds.clone()].iter().sum::<u64>();
        (sum(&in_time), sum(&asked))
    };
    let blocks = (FROM..UNTIL).step_by(LOOK as usize);
    let bad = blocks.filter(|block| {
        let (in_time, asked) = sums(block);
        in_time * 100 < asked * ENOUGH
    });
    let bad = bad.last();
    let back = bad.map_or(0, |block| block + LOOK - FROM);
    Elasticity {
        demand_milli,
        minute: Answered {
            answered: in_time[FROM as usize..UNTIL as usize].iter().sum(),
            of: drive.simulation.ledger().totals.issued - issued,
        },
        back_after_s: Some(back).filter(|back| *back < UNTIL - FROM),
        machines: [before, in_service(&drive)],
    }
}

/// Answers within a second, by the second in which they came.
fn in_time_by_second(drive: &Drive) -> Vec<u64> {
    let fast = |bin: &Vec<u32>| {
        bin.iter()
            .filter(|micros| **micros <= IN_TIME_MICROS)
            .count()
    };
    let seconds = drive.latencies.chunks(10);
    seconds
        .map(|bins| bins.iter().map(fast).sum::<usize>() as u64)
        .collect()
}

/// Requests, by the second in which they came.
fn asked_by_second(drive: &Drive) -> Vec<u64> {
    let bins = drive.simulation.metrics().bins();
    let asked: Vec<u64> = bins.map(|(_, bin)| u64::from(bin.issued)).collect();
    asked.chunks(10).map(|bins| bins.iter().sum()).collect()
}

fn in_service(drive: &Drive) -> u64 {
    let nodes = drive.simulation.nodes().iter();
    nodes.filter(|node| node.powered()).count() as u64
}

/// Who starts machines.
struct Operator {
    /// Worker-nanoseconds that every machine had worked at the last look.
    busy: Vec<u64>,
}

impl Operator {
    fn new(drive: &Drive) -> Self {
        Self {
            busy: vec![0; drive.simulation.nodes().len()],
        }
    }

    fn look(&mut self, drive: &mut Drive) {
        let simulation = &mut drive.simulation;
        let now = simulation.now();
        let busy: Vec<u64> = (simulation.nodes().iter())
            .map(|node| node.areas_at(now).0)
            .collect();
        let before = std::mem::replace(&mut self.busy, busy);
        // What a machine worked of the time since the last look, in percent.
        let percent = |node: &NodeId| {
            let worked = self.busy[node.index()] - before[node.index()];
            let workers = simulation.nodes()[node.index()].worker_count().max(1) as u64;
            worked * 100 / (workers * Duration::from_secs(LOOK).as_nanos())
        };
        let mut changes = Vec::new();
        for (group, machines) in simulation.groups().iter().enumerate() {
            // Like machines are equally busy; of unlike ones the busiest needs help.
            let busiest = machines.nodes.iter().map(percent).max().unwrap_or(0);
            let units = simulation.units(group) as u64;
            let wanted = (units * busiest).div_ceil(GOAL);
            let wanted = wanted.min(machines.units_max() as u64);
            if busiest > GOAL + TOLERANCE && wanted > units {
                changes.push((group as u16, wanted as u16));
            }
        }
        for (group, count) in changes {
            simulation.intervene(Intervention::SetUnits { group, count });
        }
    }
}
