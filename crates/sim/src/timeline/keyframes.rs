//! Keyframes: copies of a run that are kept on the way, and which of them are given up when there
//! are too many.

use std::rc::Rc;

use super::Position;
use crate::simulation::Simulation;
use crate::time::{Duration, Time};

/// How many keyframes are taken, and how many are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyframeLimits {
    /// Events between two keyframes, at most.
    pub events: u64,
    /// Simulated time between two keyframes, at most: a quiet run takes its time, too.
    pub span: Duration,
    /// Keyframes kept, at least two: the start of the run and the newest.
    pub count: usize,
    /// What the kept keyframes take, in bytes, estimated.
    pub bytes: usize,
}

impl Default for KeyframeLimits {
    fn default() -> Self {
        Self {
            events: 100_000,
            span: Duration::from_secs(30),
            count: 192,
            bytes: 64 << 20,
        }
    }
}

#[derive(Clone, Debug)]
struct Keyframe {
    simulation: Rc<Simulation>,
    bytes: usize,
}

/// The keyframes of one history, oldest first; the first one is the start of the run. Copies share
/// the keyframes themselves.
#[derive(Clone, Debug)]
pub(super) struct Keyframes {
    limits: KeyframeLimits,
    frames: Vec<Keyframe>,
}

impl Keyframes {
    pub(super) fn new(start: &Simulation, limits: KeyframeLimits) -> Self {
        let mut keyframes = Self {
            limits: KeyframeLimits {
                events: limits.events.max(1),
                span: limits.span.max(Duration::from_nanos(1)),
                ..limits
            },
            frames: Vec::new(),
        };
        keyframes.push(start);
        keyframes
    }

    /// The last keyframe that is not beyond what is sought.
    pub(super) fn before(&self, reached: impl Fn(&Simulation) -> bool) -> &Rc<Simulation> {
        let after = |frame: &Keyframe| reached(&frame.simulation);
        let place = self.frames.partition_point(after).saturating_sub(1);
        &self.frames[place].simulation
    }

    pub(super) fn newest(&self) -> &Simulation {
        &self.frames[self.frames.len() - 1].simulation
    }

    /// Forgets every keyframe beyond `position`.
    pub(super) fn truncate(&mut self, position: Position) {
        let kept = |frame: &Keyframe| Position::of(&frame.simulation) <= position;
        let kept = self.frames.partition_point(kept);
        self.frames.truncate(kept.max(1));
    }

    /// How far to run at most before the next keyframe is due, in time and in events handled.
    pub(super) fn next_due(&self) -> (Time, u64) {
        let newest = self.newest();
        (
            newest.now() + self.limits.span,
            newest.events() + self.limits.events,
        )
    }

    /// Keeps a copy of this instant if it is time for one.
    pub(super) fn take(&mut self, simulation: &Simulation) {
        let (time, events) = self.next_due();
        if simulation.now() >= time || simulation.events() >= events {
            self.push(simulation);
            self.thin_out();
        }
    }

    fn push(&mut self, simulation: &Simulation) {
        self.frames.push(Keyframe {
            bytes: simulation.copy_bytes(),
            simulation: Rc::new(simulation.clone()),
        });
    }

    /// Gives up keyframes where that costs least: a gap may be the larger the longer ago it is.
    fn thin_out(&mut self) {
        let mut bytes: usize = self.frames.iter().map(|frame| frame.bytes).sum();
        while self.frames.len() > self.limits.count || bytes > self.limits.bytes {
            let end = self.place_of(self.frames.len() - 1);
            let cost = |index: &usize| {
                let gap = self.place_of(index + 1) - self.place_of(index - 1);
                gap / (end - self.place_of(*index))
            };
            let inner = 1..self.frames.len() - 1;
            let Some(index) = inner.min_by(|left, right| cost(left).total_cmp(&cost(right))) else {
                break;
            };
            bytes -= self.frames.remove(index).bytes;
        }
    }

    /// How much work it is to run there from the start, in keyframes.
    fn place_of(&self, index: usize) -> f64 {
        let simulation = &self.frames[index].simulation;
        simulation.events() as f64 / self.limits.events as f64
            + simulation.now().as_secs_f64() / self.limits.span.as_secs_f64()
    }

    pub(super) fn len(&self) -> usize {
        self.frames.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Blueprint;
    use crate::timeline::Timeline;

    /// Where the keyframes of a long run without any event stand, in seconds.
    fn kept(limits: KeyframeLimits, secs: u64) -> Vec<u64> {
        let blueprint = Blueprint {
            seed: 1,
            horizon: Duration::from_secs(secs),
            nodes: Vec::new(),
            links: Vec::new(),
            groups: Vec::new(),
            workloads: Vec::new(),
            planned: Vec::new(),
            trace_capacity: 0,
        };
        let mut timeline = Timeline::keeping(blueprint, limits);
        timeline.seek(Time::MAX);
        let frames = timeline.keyframes.frames.iter();
        frames
            .map(|frame| frame.simulation.now().as_nanos() / 1_000_000_000)
            .collect()
    }

    const EVERY_SECOND: KeyframeLimits = KeyframeLimits {
        events: 1_000,
        span: Duration::from_secs(1),
        count: 16,
        bytes: usize::MAX,
    };

    #[test]
    fn a_gap_is_the_larger_the_longer_ago_it_is() {
        let kept = kept(EVERY_SECOND, 1_000);
        assert_eq!((kept.len(), kept[0], kept[15]), (16, 0, 1_000));
        for pair in kept.windows(2) {
            // Sixteen steps that each grow by half reach a thousand.
            let (gap, age) = (pair[1] - pair[0], 1_000 - pair[0]);
            assert!(gap <= 1 + age * 6 / 10, "{pair:?} of {kept:?}");
        }
        assert!(kept[12] >= 990, "{kept:?}");
    }

    #[test]
    fn memory_is_a_limit_too_and_the_start_and_the_newest_always_stay() {
        let limits = KeyframeLimits {
            bytes: 1,
            ..EVERY_SECOND
        };
        assert_eq!(kept(limits, 50), [0, 50]);
        let limits = KeyframeLimits {
            bytes: 1 << 20,
            ..EVERY_SECOND
        };
        let kept = kept(limits, 50);
        assert!(kept.len() > 3 && kept.len() < 16, "{kept:?}");
    }
}
