//! Performance and cost: a minute at the moderate demand, without faults, with five seeds.
//!
//! Performance is the latency that 95 of a hundred answers do not pass, of all seeds together. Cost is
//! what an answer takes: the time that machines are in service for it, and the messages that are sent
//! for it. Simplified: every machine costs the same, and traffic by the message.

use systems::Entry;

use super::drive::Drive;
use super::{Cost, MODERATE, Performance};

const SEEDS: [u64; 5] = [1, 2, 3, 4, 5];
/// The minute that is measured.
const FROM: u64 = 10;
const UNTIL: u64 = 70;

pub(super) fn measure(entry: &'static Entry) -> (Performance, Cost) {
    let mut latencies = Vec::new();
    let mut cost = Cost {
        machine_ns: 0,
        messages: 0,
        answers: 0,
    };
    for seed in SEEDS {
        let mut drive = Drive::new(entry, seed, u64::from(MODERATE) * 1_000);
        drive.to(FROM);
        let (answers, messages) = (drive.ended().answered, drive.messages());
        drive.to(UNTIL);
        let nodes = drive.simulation.nodes().iter();
        let machines = nodes.filter(|node| node.powered()).count() as u64 - 1;
        cost.machine_ns += machines * (UNTIL - FROM) * 1_000_000_000;
        cost.messages += drive.messages() - messages;
        cost.answers += drive.ended().answered - answers;
        let measured = drive.latencies.iter().skip(FROM as usize * 10);
        latencies.extend(measured.flatten().copied());
    }
    latencies.sort_unstable();
    let quantile = |percent: usize| {
        let place = (latencies.len() * percent).div_ceil(100).max(1) - 1;
        latencies.get(place).copied().unwrap_or(u32::MAX)
    };
    let performance = Performance {
        p50_us: quantile(50),
        p95_us: quantile(95),
        p99_us: quantile(99),
    };
    (performance, cost)
}
