//! Weighted round robin: who has the next turn, in O(log n).
//!
//! In a cycle of as many turns as all weights together, a target of weight w has w turns, the k-th
//! of them (from zero) at (k + 1/2) / w of the cycle: the turns of each are spread evenly, as in
//! nginx's smooth weighted round robin, without visiting every target for every turn. Places on
//! the cycle are compared as fractions of whole numbers, so that no rounding adds up.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

/// One turn of one target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Turn {
    cycle: u64,
    step: u32,
    weight: u32,
    place: usize,
}

impl Turn {
    /// The turn of this target that comes first at or after an instant of the cycles.
    fn at_or_after(&self, place: usize, weight: u32) -> Self {
        // (2k + 1) / 2w >= (2s + 1) / 2v  <=>  k >= ((2s + 1) w - v) / 2v, rounded up.
        let (step, theirs) = (u64::from(self.step), u64::from(self.weight));
        let wanted = (2 * step + 1) * u64::from(weight);
        let step = wanted.saturating_sub(theirs).div_ceil(2 * theirs);
        let turn = Self {
            cycle: self.cycle,
            step: step as u32,
            weight,
            place,
        };
        turn.carried()
    }

    fn next(self) -> Self {
        let step = self.step + 1;
        Self { step, ..self }.carried()
    }

    /// The first turn of the next cycle, if those of this one are used up.
    const fn carried(self) -> Self {
        if self.step < self.weight {
            return self;
        }
        Self {
            cycle: self.cycle + 1,
            step: 0,
            ..self
        }
    }
}

impl Ord for Turn {
    fn cmp(&self, other: &Self) -> Ordering {
        let ours = (2 * u64::from(self.step) + 1) * u64::from(other.weight);
        let theirs = (2 * u64::from(other.step) + 1) * u64::from(self.weight);
        let within = ours.cmp(&theirs).then(self.place.cmp(&other.place));
        self.cycle.cmp(&other.cycle).then(within)
    }
}

impl PartialOrd for Turn {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The turns of all targets.
#[derive(Clone, Debug)]
pub(crate) struct Turns {
    weights: Vec<u32>,
    /// Whether the target takes its turns at the moment.
    joined: Vec<bool>,
    /// Whether a turn of the target is in the queue; one that has left is forgotten when it is due.
    queued: Vec<bool>,
    queue: BinaryHeap<Reverse<Turn>>,
    /// The turn that was taken last.
    now: Turn,
}

impl Turns {
    /// Turns for targets of these weights; nobody takes any yet.
    pub(super) fn new(weights: Vec<u32>) -> Self {
        let count = weights.len();
        Self {
            weights,
            joined: vec![false; count],
            queued: vec![false; count],
            queue: BinaryHeap::with_capacity(count),
            now: Turn {
                cycle: 0,
                step: 0,
                weight: u32::MAX,
                place: 0,
            },
        }
    }

    /// From now on, the target takes its turns or does not. One of weight zero never does.
    pub(super) fn set(&mut self, place: usize, joins: bool) {
        let weight = self.weights[place];
        self.joined[place] = joins && weight > 0;
        if self.joined[place] && !self.queued[place] {
            self.queued[place] = true;
            let turn = self.now.at_or_after(place, weight);
            self.queue.push(Reverse(turn));
        }
    }

    /// Takes the next turn.
    pub(super) fn take(&mut self) -> Option<usize> {
        loop {
            let Reverse(turn) = self.queue.pop()?;
            if !self.joined[turn.place] {
                self.queued[turn.place] = false;
                continue;
            }
            self.now = turn;
            self.queue.push(Reverse(turn.next()));
            return Some(turn.place);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn turns(weights: &[u32]) -> Turns {
        let mut turns = Turns::new(weights.to_vec());
        (0..weights.len()).for_each(|place| turns.set(place, true));
        turns
    }

    fn take(turns: &mut Turns, count: usize) -> Vec<usize> {
        (0..count).filter_map(|_| turns.take()).collect()
    }

    #[test]
    fn turns_of_the_heavy_are_spread_and_not_bunched() {
        let mut turns = turns(&[5, 1, 1]);
        assert_eq!(take(&mut turns, 7), [0, 0, 0, 1, 2, 0, 0]);
        assert_eq!(take(&mut turns, 7), [0, 0, 0, 1, 2, 0, 0]);
    }

    #[test]
    fn who_comes_back_gets_its_share_and_not_what_it_missed() {
        let mut turns = turns(&[2, 1]);
        turns.set(1, false);
        assert_eq!(take(&mut turns, 30), [0; 30]);
        turns.set(1, true);
        let taken = take(&mut turns, 30);
        assert_eq!(taken.iter().filter(|place| **place == 1).count(), 10);
        turns.set(0, false);
        turns.set(1, false);
        assert_eq!(turns.take(), None);
    }

    #[test]
    fn who_weighs_nothing_gets_nothing() {
        let mut turns = turns(&[0, 3]);
        assert_eq!(take(&mut turns, 5), [1; 5]);
    }

    proptest! {
        #[test]
        fn every_cycle_gives_each_target_its_weight_and_no_gap_is_long(
            weights in prop::collection::vec(1_u32..=40, 1..12),
        ) {
            let mut turns = turns(&weights);
            let total: u32 = weights.iter().sum();
            for _ in 0..3 {
                let cycle = take(&mut turns, total as usize);
                for (place, weight) in weights.iter().enumerate() {
                    let mine = cycle.iter().enumerate().filter(|(_, taken)| **taken == place);
                    let mine: Vec<usize> = mine.map(|(at, _)| at).collect();
                    prop_assert_eq!(mine.len(), *weight as usize);
                    // Between two turns of one, no other has more than its share, rounded up.
                    for pair in mine.windows(2) {
                        let share = |other: &u32| other.div_ceil(*weight);
                        let others: u32 = weights.iter().map(share).sum();
                        prop_assert!(pair[1] - pair[0] <= others as usize);
                    }
                }
            }
        }
    }
}
