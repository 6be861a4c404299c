//! The timing wheel: events later than the scheduler's front, in slots by the bytes of their time.

const LEVEL_COUNT: usize = 8;
const SLOT_COUNT: usize = 256;
const WORD_COUNT: usize = SLOT_COUNT / 64;
/// Events that lie together in memory.
const BLOCK: u32 = 8;
/// No block.
const NONE: u32 = u32::MAX;

/// What is later than the front.
#[derive(Clone, Debug)]
pub(super) struct Wheel<E> {
    /// Slots go by the highest byte in which a time differs from this instant.
    pub(super) origin: u64,
    pub(super) pending: usize,
    /// The events of all slots, in blocks of [`BLOCK`] so that a slot's lie close together.
    events: Vec<(u64, E)>,
    /// For each block, the place of the first event of the slot's next block; of the next unused
    /// block if it is unused. Blocks are used again, so nothing is allocated after warming up.
    following: Vec<u32>,
    /// The place of the first event of the first unused block.
    unused: u32,
    /// `slots[level * SLOT_COUNT + byte]`.
    slots: Box<[Slot; LEVEL_COUNT * SLOT_COUNT]>,
    occupied: [[u64; WORD_COUNT]; LEVEL_COUNT],
    /// One bit for each level that has an occupied slot.
    levels: u32,
}

/// The places of a slot's first event and behind its last one; meaningless unless occupied.
#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    begin: u32,
    end: u32,
}

impl<E: Copy> Default for Wheel<E> {
    fn default() -> Self {
        Self {
            origin: 0,
            pending: 0,
            events: Vec::new(),
            following: Vec::new(),
            unused: NONE,
            slots: Box::new([Slot::default(); LEVEL_COUNT * SLOT_COUNT]),
            occupied: [[0; WORD_COUNT]; LEVEL_COUNT],
            levels: 0,
        }
    }
}

impl<E: Copy> Wheel<E> {
    /// Appends an event to the slot that its time belongs to, which must differ from the origin.
    pub(super) fn place(&mut self, time: u64, event: E) {
        let level = level_of(time ^ self.origin);
        let byte = (time >> (8 * level)) as usize & (SLOT_COUNT - 1);
        let word = &mut self.occupied[level][byte / 64];
        let slot = level * SLOT_COUNT + byte;
        let bit = 1 << (byte % 64);
        let end = self.slots[slot].end;
        let place = if *word & bit == 0 {
            *word |= bit;
            self.levels |= 1 << level;
            let begin = self.fresh_block(time, event);
            self.slots[slot].begin = begin;
            begin
        } else if end.is_multiple_of(BLOCK) {
            let begin = self.fresh_block(time, event);
            self.following[((end - 1) / BLOCK) as usize] = begin;
            begin
        } else {
            self.events[end as usize] = (time, event);
            end
        };
        self.slots[slot].end = place + 1;
        self.pending += 1;
    }

    /// The place of the first event of a block that nobody uses, with the event in it.
    fn fresh_block(&mut self, time: u64, event: E) -> u32 {
        if self.unused == NONE {
            let begin = self.events.len();
            self.events.resize(begin + BLOCK as usize, (time, event));
            self.following.push(NONE);
            return u32::try_from(begin).expect("limits keep pending events far below 2^32");
        }
        let begin = self.unused;
        self.unused = self.following[(begin / BLOCK) as usize];
        self.events[begin as usize] = (time, event);
        begin
    }

    /// The first occupied slot of the lowest occupied level: it holds the earliest event.
    pub(super) fn lowest_slot(&self) -> Option<(usize, usize)> {
        let level = self.levels.trailing_zeros() as usize;
        let words = self.occupied.get(level)?;
        let word = words.iter().position(|word| *word != 0)?;
        Some((level, word * 64 + words[word].trailing_zeros() as usize))
    }

    /// The next occupied slot of a level behind this one, if there is one.
    pub(super) fn next_slot(&self, level: usize, slot: usize) -> Option<usize> {
        let words = &self.occupied[level];
        let rest = words[slot / 64] & (u64::MAX << (slot % 64) << 1);
        if rest != 0 {
            return Some(slot / 64 * 64 + rest.trailing_zeros() as usize);
        }
        let behind = slot / 64 + 1;
        let word = words[behind..].iter().position(|word| *word != 0)? + behind;
        Some(word * 64 + words[word].trailing_zeros() as usize)
    }

    /// The first instant of a slot.
    pub(super) fn begin_of(&self, level: usize, slot: usize) -> u64 {
        let keep = (u64::MAX << (8 * level)) << 8;
        (self.origin & keep) | (slot as u64) << (8 * level)
    }

    pub(super) fn next_time(&self) -> Option<u64> {
        let (level, slot) = self.lowest_slot()?;
        let mut earliest = u64::MAX;
        self.look_at(level, slot, |time| earliest = earliest.min(time));
        Some(earliest)
    }

    /// Shows the times of all events of a slot, in their order.
    #[inline]
    pub(super) fn look_at(&self, level: usize, slot: usize, mut show: impl FnMut(u64)) {
        let Slot { mut begin, end } = self.slots[level * SLOT_COUNT + slot];
        loop {
            let last = (end - 1) / BLOCK == begin / BLOCK;
            let stop = if last { end } else { begin + BLOCK };
            for (time, _) in &self.events[begin as usize..stop as usize] {
                show(*time);
            }
            if last {
                return;
            }
            begin = self.following[(begin / BLOCK) as usize];
        }
    }

    /// The first event of a slot, in the order of scheduling.
    pub(super) fn first_of(&self, level: usize, slot: usize) -> (u64, E) {
        self.events[self.slots[level * SLOT_COUNT + slot].begin as usize]
    }

    /// Whether a slot has at most so many blocks of events.
    pub(super) fn has_at_most(&self, blocks: u32, level: usize, slot: usize) -> bool {
        let Slot { begin, end } = self.slots[level * SLOT_COUNT + slot];
        let (mut block, last) = (begin / BLOCK, (end - 1) / BLOCK);
        for _ in 1..blocks {
            if block == last {
                return true;
            }
            block = self.following[block as usize] / BLOCK;
        }
        block == last
    }

    /// Takes all events out of a slot, in their order.
    #[inline]
    pub(super) fn empty_slot(
        &mut self,
        level: usize,
        slot: usize,
        mut give: impl FnMut(&mut Self, u64, E),
    ) {
        let words = &mut self.occupied[level];
        words[slot / 64] &= !(1 << (slot % 64));
        if words.iter().all(|word| *word == 0) {
            self.levels &= !(1 << level);
        }
        let Slot { mut begin, end } = self.slots[level * SLOT_COUNT + slot];
        loop {
            let last = (end - 1) / BLOCK == begin / BLOCK;
            let stop = if last { end } else { begin + BLOCK };
            self.pending -= (stop - begin) as usize;
            for place in begin..stop {
                let (time, event) = self.events[place as usize];
                give(self, time, event);
            }
            let block = (begin / BLOCK) as usize;
            let next = std::mem::replace(&mut self.following[block], self.unused);
            self.unused = begin;
            if last {
                return;
            }
            begin = next;
        }
    }
}

/// The highest byte in which two times differ whose exclusive-or this is.
pub(super) const fn level_of(differing: u64) -> usize {
    (63 - (differing | 1).leading_zeros()) as usize / 8
}

/// The last instant of a slot of this level, counted from its first.
pub(super) const fn width_of(level: usize) -> u64 {
    (1 << (8 * level)) - 1
}
