//! One capacity curve, bit for bit.

use study::CapacityExperiment;

/// Events of a piece: the curve does not depend on it.
const PIECE: u64 = 50_000;

/// Every number of the curve of a system with its defaults, as bits: for each point its units, its
/// requests per second, its bottleneck and its utilization; then the three numbers of the law.
pub fn bits(system: &str) -> Vec<u64> {
    let entry = systems::entry(system).expect("in the catalogue");
    let scenario = entry.scenario(1, sim::Duration::from_secs(60));
    let mut experiment = CapacityExperiment::new(entry, &scenario);
    while !experiment.advance(PIECE) {}
    let capacity = experiment.result().expect("it is done");
    let points = capacity.points.iter().flat_map(|point| {
        let bottleneck = point.bottleneck.map_or(u64::MAX, |node| u64::from(node.0));
        [
            u64::from(point.units),
            point.per_second.to_bits(),
            bottleneck,
            point.utilization.to_bits(),
        ]
    });
    let law = capacity.fit.iter();
    let law = law.flat_map(|fit| [fit.lambda, fit.sigma, fit.kappa].map(f64::to_bits));
    points.chain(law).collect()
}
