//! Scalability: the capacity with one, two, four and eight units of the style's scaling parameter,
//! everything else as the catalogue has it. The number is the greatest of them.

use sim::Duration;
use systems::Entry;

use super::{Scalability, ScalabilityPoint};
use crate::capacity::CapacityExperiment;

const SEED: u64 = 1;

pub(super) fn measure(entry: &'static Entry) -> Scalability {
    let scenario = entry.scenario(SEED, Duration::from_secs(60));
    let cards = entry.cards(&scenario);
    let mut experiment = CapacityExperiment::new(entry, &scenario);
    while !experiment.advance(u64::MAX) {}
    let points = experiment.result().unwrap_or_default().points.into_iter();
    let point = |point: crate::CapacityPoint| ScalabilityPoint {
        units: point.units,
        per_second_milli: (point.per_second * 1_000.0) as u64,
        bottleneck: point
            .bottleneck
            .map(|node| cards[node.index()].name.clone().into()),
    };
    Scalability {
        points: points.map(point).collect(),
    }
}
