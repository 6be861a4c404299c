//! Least connections: who has the fewest calls in flight, known at once.
//!
//! A tournament: the loads stand at the leaves of a binary tree, and every inner node names the
//! lesser of the two below it, the earlier of equals. The winner stands at the root; a changed load
//! plays its way up again, O(log n).

/// What stands for a target that takes no part.
const ABSENT: u32 = u32::MAX;

/// The loads of all targets, and who has the least.
#[derive(Clone, Debug)]
pub(crate) struct Tournament {
    /// By place, filled up to a power of two with absent ones.
    loads: Vec<u32>,
    /// The winner of each inner node; the root is at index 1, the children of `i` at `2i` and
    /// `2i + 1`. Below the inner nodes stand the places themselves.
    winners: Vec<usize>,
}

impl Tournament {
    /// A tournament of so many targets, none of which takes part yet.
    pub(super) fn new(count: usize) -> Self {
        let size = count.next_power_of_two();
        let mut tournament = Self {
            loads: vec![ABSENT; size],
            winners: vec![0; size],
        };
        for node in (1..size).rev() {
            tournament.winners[node] = tournament.play(node);
        }
        tournament
    }

    /// The target now has this load, or takes no part.
    pub(super) fn set(&mut self, place: usize, load: Option<u32>) {
        self.loads[place] = load.unwrap_or(ABSENT);
        let mut node = (self.loads.len() + place) / 2;
        while node > 0 {
            self.winners[node] = self.play(node);
            node /= 2;
        }
    }

    /// The place of the least loaded target, the first of equals.
    pub(super) fn least(&self) -> Option<usize> {
        let winner = self.standing_at(1);
        (self.loads[winner] != ABSENT).then_some(winner)
    }

    fn standing_at(&self, node: usize) -> usize {
        let size = self.loads.len();
        if node >= size {
            node - size
        } else {
            self.winners[node]
        }
    }

    fn play(&self, node: usize) -> usize {
        let first = self.standing_at(2 * node);
        let second = self.standing_at(2 * node + 1);
        if self.loads[second] < self.loads[first] {
            second
        } else {
            first
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_winner_is_the_first_of_those_with_the_least_load(
            count in 1_usize..40,
            changes in prop::collection::vec((0_usize..40, prop::option::of(0_u32..6)), 0..120),
        ) {
            let mut tournament = Tournament::new(count);
            let mut shadow = vec![None; count];
            prop_assert_eq!(tournament.least(), None);
            for (place, load) in changes {
                let place = place % count;
                tournament.set(place, load);
                shadow[place] = load;
                let present = (0..count).filter(|place| shadow[*place].is_some());
                prop_assert_eq!(tournament.least(), present.min_by_key(|place| shadow[*place]));
            }
        }
    }
}
