//! Going to any instant of a long run that has been watched: the nearest keyframe before it is copied
//! and run forward. T of bench/models.md.

use std::collections::BTreeMap;

use sim::{Duration, SCENARIO_VERSION, Scenario, Simulation, Time};

/// Events between two keyframes.
const SPACING: u64 = 200_000;
/// Instants that are visited.
pub const TARGETS: u32 = 100;

/// An instant of the run, and the run as it was then.
struct Target {
    at: Time,
    hash: u64,
}

/// The last events of a run of the catalogue's `web-rds` at 1,000 requests per second.
pub struct Watched {
    keyframes: Vec<Simulation>,
    targets: Vec<Target>,
}

impl Watched {
    /// Runs for so many events, and remembers what it takes to go back to any of them.
    pub fn new(events: u64) -> Self {
        let mut run = begin();
        let mut keyframes = vec![run.clone()];
        let mut targets = Vec::new();
        for piece in 1..=u64::from(TARGETS) {
            // Not the instants of the keyframes, and not at equal distances from them.
            let stop = events * piece / u64::from(TARGETS);
            while run.events() < stop {
                let last = keyframes.last().map_or(0, Simulation::events);
                let budget = (last + SPACING).min(stop) - run.events();
                run.run_until(Time::MAX, budget);
                if run.events() >= last + SPACING {
                    keyframes.push(run.clone());
                }
            }
            // An instant is reached when all of its events are done.
            run.run_until(run.now() + Duration::from_nanos(1), u64::MAX);
            targets.push(Target {
                at: run.now(),
                hash: run.trace().hash(),
            });
        }
        Self { keyframes, targets }
    }

    /// Goes to one of the instants, in no order; whether the run is there as it was.
    pub fn visit(&self, place: u32) -> bool {
        let target = &self.targets[(place * 37 % TARGETS) as usize];
        let before = self
            .keyframes
            .partition_point(|frame| frame.now() <= target.at);
        let mut run = self.keyframes[before - 1].clone();
        run.run_until(target.at, u64::MAX);
        run.trace().hash() == target.hash
    }
}

fn begin() -> Simulation {
    let scenario = Scenario {
        version: SCENARIO_VERSION,
        system: "web-rds".to_owned(),
        parameters: BTreeMap::from([("rate".to_owned(), 1_000)]),
        seed: 1,
        horizon: Duration::from_secs(100_000),
        planned: Vec::new(),
    };
    Simulation::new(systems::blueprint(&scenario).expect("these parameters are in range"))
}
