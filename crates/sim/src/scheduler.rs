//! The future event list: what will happen, in a total order.
//!
//! The next events stand sorted in a short *front*; all later ones wait in a hierarchical timing
//! wheel on the bytes of their time: level `l` holds the events whose time first differs from the
//! front's begin in byte `l`, in 256 slots by that byte. A slot with few events is sorted straight
//! into the front, a fuller one is moved down a level first; if few events are pending at all, the
//! front holds every one of them and the wheel rests. So scheduling and taking cost about the same
//! for ten pending events and for a million (measured against a heap in docs/benchmarks.md).
//!
//! Events of one instant leave in the order in which they were scheduled: the front and the slots
//! keep that order, and the front and the wheel never hold events of the same instant.

use std::fmt;

use crate::time::Time;

mod wheel;

use wheel::{Wheel, level_of, width_of};

/// Events that may join the front, in any case, before it hands its later half to the wheel. More may
/// only be there if they are all of one instant.
const FRONT_MAX: usize = 48;
/// Events that the front is filled up to, if the slots at hand are that sparse.
const FRONT_MIN: usize = 12;
/// Blocks of events of a slot that are sorted one by one, and those that are dealt out first.
const FEW_BLOCKS: u32 = 2;
const MANY_BLOCKS: u32 = 16;
/// Piles that the events of a slot are dealt out to, by the highest bits in which their times differ.
const PILE_BITS: u32 = 6;
const PILE_COUNT: usize = 1 << PILE_BITS;
/// In a front of more events than this, the place of a new one is searched for, not walked to.
const WALK_MAX: usize = 24;
/// Events pending in all from which on the wheel is used.
const WHEEL_MIN: usize = 24;
/// Pending events of type `E`, taken out by (time, order of scheduling).
#[derive(Clone)]
pub struct Scheduler<E> {
    /// The instant of the event taken out last: none may be scheduled before it.
    now: u64,
    /// The front holds every pending event up to this instant, the wheel all later ones.
    front_last: u64,
    /// Sorted by time, ties in the order of scheduling; those before `front_taken` are gone.
    front: Vec<(u64, E)>,
    front_taken: usize,
    /// Events that the front may hold before it is shortened.
    front_max: usize,
    wheel: Wheel<E>,
}

impl<E: Copy> Default for Scheduler<E> {
    fn default() -> Self {
        Self {
            now: 0,
            front_last: u64::MAX,
            front: Vec::new(),
            front_taken: 0,
            front_max: FRONT_MAX,
            wheel: Wheel::default(),
        }
    }
}

/// The pending events in their order, wherever they wait.
impl<E: Copy + fmt::Debug> fmt::Debug for Scheduler<E> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.clone();
        let pending = std::iter::from_fn(|| rest.take(Time::MAX));
        formatter.debug_list().entries(pending).finish()
    }
}

impl<E: Copy> Scheduler<E> {
    /// How many events are pending.
    pub fn len(&self) -> usize {
        self.front.len() - self.front_taken + self.wheel.pending
    }

    /// Whether nothing is pending.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Schedules `event` at `time`.
    ///
    /// # Panics
    /// If `time` lies before an event already taken out: the past cannot be changed.
    #[inline]
    pub fn schedule(&mut self, time: Time, event: E) {
        let time = time.as_nanos();
        assert!(time >= self.now, "an event scheduled in the past");
        if time > self.front_last {
            self.wheel.place(time, event);
        } else {
            self.join_front(time, event);
        }
    }

    /// Takes out the earliest event at or before `deadline`; ties in the order of scheduling.
    #[inline]
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
        self.now = time;
        Some((Time::from_nanos(time), event))
    }

    /// When the earliest pending event happens.
    pub fn next_time(&self) -> Option<Time> {
        let time = match self.front.get(self.front_taken) {
            Some((time, _)) => Some(*time),
            None => self.wheel.next_time(),
        };
        time.map(Time::from_nanos)
    }

    /// Puts an event into the front behind everything at or before its time.
    #[inline]
    fn join_front(&mut self, time: u64, event: E) {
        if self.front.len() == self.front.capacity() {
            self.make_room();
        }
        let next = self.front.get(self.front_taken);
        if self.front_taken > 0 && next.is_some_and(|(next, _)| time < *next) {
            // What happens at once goes before everything: into the place of the event just taken.
            self.front_taken -= 1;
            self.front[self.front_taken] = (time, event);
            return;
        }
        // Those that are taken do not come after it.
        match self.front.last() {
            Some((last, _)) if time < *last => self.insert(time, event),
            _ => self.front.push((time, event)),
        }
        if self.front.len() - self.front_taken > self.front_max {
            self.shorten_front();
        }
    }

    /// Puts an event between those of the front. On its own, so that what most events need stays short.
    #[inline(never)]
    fn insert(&mut self, time: u64, event: E) {
        let pending = &self.front[self.front_taken..];
        if pending.len() > WALK_MAX {
            let behind = pending.partition_point(|(other, _)| *other <= time);
            self.front.insert(self.front_taken + behind, (time, event));
        } else {
            insert(&mut self.front, self.front_taken, time, event);
        }
    }

    /// Gives back the places of taken events before the front grows.
    #[cold]
    fn make_room(&mut self) {
        self.front.drain(..self.front_taken);
        self.front_taken = 0;
        self.front.reserve(4 * FRONT_MAX);
    }

    /// Hands the later part of the front to the wheel.
    #[cold]
    fn shorten_front(&mut self) {
        let from = self.now.max(self.wheel.origin);
        if self.front_last <= from {
            return;
        }
        let middle = self.front[self.front_taken + self.front_max / 2].0;
        self.wheel.origin = from;
        // The front now ends before the byte in which the middle differs.
        self.front_last = match level_of(from ^ middle) {
            _ if middle <= from => from,
            level => from | ((1 << (8 * level)) - 1),
        };
        let keep = self
            .front
            .partition_point(|(time, _)| *time <= self.front_last);
        for (time, event) in self.front.drain(keep..) {
            self.wheel.place(time, event);
        }
    }

    /// Moves the earliest slot of the wheel to the front or one or more levels lower.
    /// Nothing moves, and `None` is the answer, if that slot begins after `deadline`.
    fn refill(&mut self, deadline: u64) -> Option<()> {
        let (level, slot) = self.wheel.lowest_slot()?;
        let begin = self.wheel.begin_of(level, slot);
        if begin > deadline {
            return None;
        }
        self.front.clear();
        self.front_taken = 0;
        self.front_max = FRONT_MAX;
        self.wheel.origin = begin;
        if self.wheel.pending < WHEEL_MIN {
            while let Some((level, slot)) = self.wheel.lowest_slot() {
                self.sort_in(level, slot, 0);
            }
            self.front_last = u64::MAX;
        } else if level == 0 || self.wheel.has_at_most(FEW_BLOCKS, level, slot) {
            self.take_few(level, slot);
        } else if self.wheel.has_at_most(MANY_BLOCKS, level, slot) {
            self.front_last = begin | width_of(level);
            self.deal_out(level, slot);
        } else {
            self.front_last = begin;
            let front = &mut self.front;
            self.wheel.empty_slot(level, slot, |wheel, time, event| {
                if time == begin {
                    front.push((time, event));
                } else {
                    wheel.place(time, event);
                }
            });
        }
        Some(())
    }

    /// Moves a slot with few events to the front, and those right behind it while they are sparse.
    fn take_few(&mut self, level: usize, mut slot: usize) {
        loop {
            self.front_last = self.wheel.begin_of(level, slot) | width_of(level);
            self.sort_in(level, slot, self.front.len());
            let next = self.wheel.next_slot(level, slot);
            match next.filter(|_| self.front.len() < FRONT_MIN) {
                Some(next) if level == 0 || self.wheel.has_at_most(1, level, next) => slot = next,
                _ => return,
            }
        }
    }

    /// Sorts the events of a slot into the front, behind the first `taken` there.
    fn sort_in(&mut self, level: usize, slot: usize, taken: usize) {
        let front = &mut self.front;
        self.wheel.empty_slot(level, slot, |_, time, event| {
            insert(front, taken, time, event);
        });
    }

    /// Moves a slot with more events to the empty front: they are dealt out to piles, by which they are
    /// almost in order.
    fn deal_out(&mut self, level: usize, slot: usize) {
        let lowest_bit = 8 * level as u32 - PILE_BITS;
        let pile_of = |time: u64| (time >> lowest_bit) as usize % PILE_COUNT;
        let mut places = [0_u32; PILE_COUNT];
        self.wheel
            .look_at(level, slot, |time| places[pile_of(time)] += 1);
        let mut total = 0;
        for place in &mut places {
            total += std::mem::replace(place, total);
        }
        let front = &mut self.front;
        front.resize(total as usize, self.wheel.first_of(level, slot));
        self.wheel.empty_slot(level, slot, |_, time, event| {
            let place = &mut places[pile_of(time)];
            front[*place as usize] = (time, event);
            *place += 1;
        });
        for end in 2..=front.len() {
            settle(&mut front[..end]);
        }
        self.front_max = front.len() + FRONT_MAX;
    }
}

/// Puts an event behind everything at or before its time among those from `taken` on.
#[inline]
fn insert<E: Copy>(front: &mut Vec<(u64, E)>, taken: usize, time: u64, event: E) {
    front.push((time, event));
    settle(&mut front[taken..]);
}

/// Moves the last event before all that are later; the others are in order.
#[inline]
fn settle<E: Copy>(events: &mut [(u64, E)]) {
    let Some((last, _)) = events.split_last() else {
        return;
    };
    let last = *last;
    let mut place = events.len() - 1;
    while place > 0 && events[place - 1].0 > last.0 {
        events[place] = events[place - 1];
        place -= 1;
    }
    events[place] = last;
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

    /// One step of a random run.
    #[derive(Clone, Copy, Debug)]
    enum Step {
        /// Schedules so many events, each so far from now, and each so much further than the last.
        Schedule { count: u64, gap: u64, stride: u64 },
        /// Takes so many events that are at most so far from now.
        Take { count: u32, within: u64 },
    }

    /// Lengths of every order of magnitude, each as likely.
    fn length(bits: std::ops::Range<u32>) -> impl Strategy<Value = u64> {
        (bits, any::<u64>()).prop_map(|(bits, noise)| noise & ((1 << bits) - 1))
    }

    fn step(bits: u32) -> impl Strategy<Value = Step> {
        let schedule = (1_u64..80, length(0..bits), length(0..bits / 2));
        let take = (1_u32..60, length(0..bits));
        prop_oneof![
            schedule.prop_map(|(count, gap, stride)| Step::Schedule { count, gap, stride }),
            take.prop_map(|(count, within)| Step::Take { count, within }),
        ]
    }

    /// Runs the steps on the scheduler and on a heap of (time, sequence), which must agree.
    fn compare(steps: &[Step]) -> Result<(), TestCaseError> {
        let mut scheduler = Scheduler::default();
        let mut heap = BinaryHeap::new();
        let (mut now, mut sequence) = (0_u64, 0_u64);
        for step in steps {
            match *step {
                Step::Schedule { count, gap, stride } => {
                    for number in 0..count {
                        let time = now.saturating_add(gap).saturating_add(number * stride);
                        scheduler.schedule(Time::from_nanos(time), sequence);
                        heap.push(Reverse((time, sequence)));
                        sequence += 1;
                    }
                }
                Step::Take { count, within } => {
                    for _ in 0..count {
                        let first = heap.peek().map(|Reverse((time, _))| *time);
                        prop_assert_eq!(scheduler.next_time(), first.map(Time::from_nanos));
                        let deadline = now.saturating_add(within);
                        let expected = if first.is_some_and(|time| time <= deadline) {
                            heap.pop()
                        } else {
                            None
                        };
                        let taken = scheduler.take(Time::from_nanos(deadline));
                        prop_assert_eq!(
                            taken.map(|(time, event)| (time.as_nanos(), event)),
                            expected.map(|Reverse(pair)| pair)
                        );
                        now = taken.map_or(now, |(time, _)| time.as_nanos());
                    }
                }
            }
            prop_assert_eq!(scheduler.len(), heap.len());
        }
        Ok(())
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
        /// Any mix of scheduling, taking and deadlines gives the order of a heap.
        #[test]
        fn the_order_is_that_of_a_heap(steps in prop::collection::vec(step(34), 1..60)) {
            compare(&steps)?;
        }

        #[test]
        fn the_order_is_that_of_a_heap_when_most_events_tie(
            steps in prop::collection::vec(step(4), 1..60)
        ) {
            compare(&steps)?;
        }

        #[test]
        fn the_order_is_that_of_a_heap_up_to_the_end_of_time(
            steps in prop::collection::vec(step(64), 1..60)
        ) {
            compare(&steps)?;
        }

        /// From few pending events to very many and back, as in a run with an outage.
        #[test]
        fn the_order_is_that_of_a_heap_in_a_flood(gap in length(0..40), stride in length(0..24)) {
            let flood = Step::Schedule { count: 5_000, gap, stride };
            let drain = Step::Take { count: 5_100, within: u64::MAX };
            compare(&[Step::Schedule { count: 9, gap: 7, stride: 1 << 30 }, flood, drain])?;
        }
    }
}
