//! What goes to a worker and comes back: a question as a text, `web-rds 7 db_workers=3`, and the answer
//! as numbers, which every browser carries from one to the other as they are.

use std::rc::Rc;

use sim::{Duration, NodeId, Scenario};
use study::{Capacity, CapacityExperiment, CapacityPoint, Usl};

use super::Measured;

/// When the run of a question ends: it makes no difference to a capacity.
const HORIZON: Duration = Duration::from_secs(60);
/// Numbers of a point: units, requests per second, the bottleneck (or -1), utilization, where requests
/// spend the most time (or -1).
const POINT: usize = 5;

/// How much a system can do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question(String);

/// Where one experiment is made, piece by piece: here or in a worker.
#[derive(Default)]
pub struct Bench(Option<(String, CapacityExperiment)>);

impl Question {
    pub(super) fn about(scenario: &Scenario) -> Self {
        let mut text = format!("{} {}", scenario.system, scenario.seed);
        for (id, value) in &scenario.parameters {
            text = text + " " + id + "=" + &value.to_string();
        }
        Self(text)
    }

    /// The question of this text; one that nobody asks has no scenario.
    pub fn of(text: &str) -> Self {
        Self(text.to_owned())
    }

    pub fn text(&self) -> &str {
        &self.0
    }

    pub(super) fn scenario(&self) -> Option<Scenario> {
        let mut words = self.0.split(' ');
        let entry = systems::entry(words.next()?)?;
        let mut scenario = entry.scenario(words.next()?.parse().ok()?, HORIZON);
        for word in words {
            let (id, value) = word.split_once('=')?;
            let value = value.parse().ok()?;
            scenario.parameters.insert(id.to_owned(), value);
        }
        systems::blueprint(&scenario).is_ok().then_some(scenario)
    }
}

impl Bench {
    /// Goes on with the question of this text for so many events, or begins it. The numbers say how far
    /// it is, 0 to 1, or all of the capacity; there are none for a question that nobody asks.
    pub fn go_on(&mut self, text: &str, events: u64) -> Vec<f64> {
        if self.0.as_ref().is_none_or(|(known, _)| known != text) {
            self.0 = Question::of(text).scenario().and_then(|scenario| {
                let entry = systems::entry(&scenario.system)?;
                let experiment = CapacityExperiment::new(entry, &scenario);
                Some((text.to_owned(), experiment))
            });
        }
        let Some((_, experiment)) = &mut self.0 else {
            return Vec::new();
        };
        experiment.advance(events);
        let Some(capacity) = experiment.result() else {
            return vec![f64::from(experiment.progress())];
        };
        self.0 = None;
        numbers(&capacity)
    }
}

/// Understands the numbers of a bench; `None` if they are none of one.
pub(super) fn answer(numbers: &[f64]) -> Option<Measured> {
    if let [progress] = numbers {
        return Some(Measured::Going(*progress as f32));
    }
    if numbers.is_empty() || !numbers.len().is_multiple_of(POINT) {
        return None;
    }
    let point = |numbers: &[f64]| CapacityPoint {
        units: numbers[0] as u16,
        per_second: numbers[1],
        bottleneck: (numbers[2] >= 0.0).then(|| NodeId(numbers[2] as u16)),
        utilization: numbers[3],
        slowest: (numbers[4] >= 0.0).then(|| NodeId(numbers[4] as u16)),
    };
    let points: Vec<_> = numbers.chunks_exact(POINT).map(point).collect();
    let fit = Usl::fit(&points);
    Some(Measured::Done(Rc::new(Capacity { points, fit })))
}

fn numbers(capacity: &Capacity) -> Vec<f64> {
    let point = |point: &CapacityPoint| {
        let number = |node: Option<NodeId>| node.map_or(-1.0, |node| f64::from(node.0));
        [
            f64::from(point.units),
            point.per_second,
            number(point.bottleneck),
            point.utilization,
            number(point.slowest),
        ]
    };
    capacity.points.iter().flat_map(point).collect()
}
