//! The future event list: what will happen, in a total order.
//!
//! A hierarchical timing wheel on the bytes of the event's time: level `l` holds the events whose
//! time first differs from now in byte `l`, in 256 slots by that byte. An event is moved down at
//! most once per level, so scheduling and taking cost the same for ten pending events and for a
//! million (measured against heaps in docs/benchmarks.md). Events of one instant leave in the order
//! in which they were scheduled: slots keep insertion order, and a slot is moved down before
//! anything can be scheduled directly below it.

use crate::time::Time;

const LEVEL_COUNT: usize = 8;
const SLOT_COUNT: usize = 256;

/// Pending events of type `E`, taken out by (time, order of scheduling).
#[derive(Clone, Debug)]
pub struct Scheduler<E> {
    /// No pending event is earlier than this instant, and none may be scheduled before it.
    floor: u64,
    pending: usize,
    /// Events of the instant that is being taken from, from `front_taken` on.
    front: Vec<(u64, E)>,
    front_taken: usize,
    /// `slots[level * SLOT_COUNT + byte]`.
    slots: Vec<Vec<(u64, E)>>,
    occupied: [[u64; SLOT_COUNT / 64]; LEVEL_COUNT],
}

impl<E: Copy> Default for Scheduler<E> {
    fn default() -> Self {
        Self {
            floor: 0,
            pending: 0,
            front: Vec::new(),
            front_taken: 0,
            slots: vec![Vec::new(); LEVEL_COUNT * SLOT_COUNT],
            occupied: [[0; SLOT_COUNT / 64]; LEVEL_COUNT],
        }
    }
}

impl<E: Copy> Scheduler<E> {
    /// How many events are pending.
    pub fn len(&self) -> usize {
        self.pending
    }

    /// Whether nothing is pending.
    pub fn is_empty(&self) -> bool {
        self.pending == 0
    }

    /// Schedules `event` at `time`.
    ///
    /// # Panics
    /// If `time` lies before an event already taken out: the past cannot be changed.
    pub fn schedule(&mut self, time: Time, event: E) {
        let time = time.as_nanos();
        assert!(time >= self.floor, "an event scheduled in the past");
        self.pending += 1;
        self.place(time, event);
    }

    /// Takes out the earliest event at or before `deadline`; ties in the order of scheduling.
    pub fn take(&mut self, deadline: Time) -> Option<(Time, E)> {
        let deadline = deadline.as_nanos();
        while self.front_taken == self.front.len() {
            self.refill(deadline)?;
        }
        let (time, event) = self.front[self.front_taken];
        if time > deadline {
            return None;
        }
        self.front_taken += 1;
        self.pending -= 1;
        Some((Time::from_nanos(time), event))
    }

    /// When the earliest pending event happens.
    pub fn next_time(&self) -> Option<Time> {
        if let Some((time, _)) = self.front.get(self.front_taken) {
            return Some(Time::from_nanos(*time));
        }
        let (level, slot) = self.lowest_slot()?;
        let events = &self.slots[level * SLOT_COUNT + slot];
        events.iter().map(|(time, _)| Time::from_nanos(*time)).min()
    }

    fn place(&mut self, time: u64, event: E) {
        let differing = time ^ self.floor;
        if differing == 0 {
            // The floor is the instant being taken from: join its end.
            self.front.push((time, event));
            return;
        }
        let level = (63 - differing.leading_zeros()) as usize / 8;
        let slot = (time >> (8 * level)) as usize & (SLOT_COUNT - 1);
        self.occupied[level][slot / 64] |= 1 << (slot % 64);
        self.slots[level * SLOT_COUNT + slot].push((time, event));
    }

    /// The first occupied slot of the lowest occupied level: it holds the earliest event.
    fn lowest_slot(&self) -> Option<(usize, usize)> {
        for (level, words) in self.occupied.iter().enumerate() {
            for (index, word) in words.iter().enumerate() {
                if *word != 0 {
                    return Some((level, index * 64 + word.trailing_zeros() as usize));
                }
            }
        }
        None
    }

    /// Moves the earliest slot down: to `front` from level 0, else one or more levels lower.
    /// Nothing moves, and `None` is the answer, if that slot begins after `deadline`.
    fn refill(&mut self, deadline: u64) -> Option<()> {
        let (level, slot) = self.lowest_slot()?;
        let keep = if level == 7 {
            0
        } else {
            !0 << (8 * (level + 1))
        };
        let begin = (self.floor & keep) | (slot as u64) << (8 * level);
        if begin > deadline {
            return None;
        }
        self.floor = begin;
        self.occupied[level][slot / 64] &= !(1 << (slot % 64));
        self.front.clear();
        self.front_taken = 0;
        let index = level * SLOT_COUNT + slot;
        if level == 0 {
            std::mem::swap(&mut self.front, &mut self.slots[index]);
            return Some(());
        }
        let mut moving = std::mem::take(&mut self.slots[index]);
        for (time, event) in moving.drain(..) {
            self.place(time, event);
        }
        // The buffer goes back to its slot, so that nothing is allocated after warming up.
        self.slots[index] = moving;
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use std::cmp::Reverse;
    use std::collections::BinaryHeap;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ties_leave_in_scheduling_order() {
        let mut scheduler = Scheduler::default();
        for event in 0..100_u32 {
            scheduler.schedule(Time::from_nanos(5_000), event);
        }
        let taken: Vec<u32> = std::iter::from_fn(|| scheduler.take(Time::MAX))
            .map(|(_, event)| event)
            .collect();
        assert_eq!(taken, (0..100).collect::<Vec<_>>());
    }

    #[test]
    fn nothing_after_the_deadline_is_taken() {
        let mut scheduler = Scheduler::default();
        scheduler.schedule(Time::from_nanos(70_000), 1_u32);
        assert_eq!(scheduler.take(Time::from_nanos(69_999)), None);
        scheduler.schedule(Time::from_nanos(69_999), 2);
        assert_eq!(scheduler.next_time(), Some(Time::from_nanos(69_999)));
        assert_eq!(
            scheduler.take(Time::MAX),
            Some((Time::from_nanos(69_999), 2))
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
        /// Any mix of scheduling, taking and deadlines gives the order of a heap on (time, sequence).
        #[test]
        fn the_order_is_that_of_a_heap(
            steps in prop::collection::vec((0_u64..4, 0_u32..40, 0_u64..1_000_000), 1..400)
        ) {
            let mut scheduler = Scheduler::default();
            let mut heap = BinaryHeap::new();
            let (mut now, mut sequence) = (0, 0_u64);
            for (kind, shift, offset) in steps {
                if kind < 2 {
                    let time = now + (offset >> (shift % 20)) * (1 << (shift % 13));
                    scheduler.schedule(Time::from_nanos(time), sequence);
                    heap.push(Reverse((time, sequence)));
                    sequence += 1;
                } else {
                    let deadline = now + offset * (1 << (shift / 3));
                    prop_assert_eq!(
                        scheduler.next_time(),
                        heap.peek().map(|Reverse((time, _))| Time::from_nanos(*time))
                    );
                    let expected = match heap.peek() {
                        Some(Reverse((time, _))) if *time <= deadline => heap.pop(),
                        _ => None,
                    };
                    let taken = scheduler.take(Time::from_nanos(deadline));
                    prop_assert_eq!(
                        taken.map(|(time, event)| (time.as_nanos(), event)),
                        expected.map(|Reverse(pair)| pair)
                    );
                    now = taken.map_or(deadline, |(time, _)| time.as_nanos());
                }
                prop_assert_eq!(scheduler.len(), heap.len());
            }
        }
    }
}
