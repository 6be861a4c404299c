//! Pending events of the probe in a timing wheel: eight levels of 256 slots, one level for each byte of the time. An
//! event waits at the level of the highest byte in which its time differs from now, and moves down as that byte is reached.

/// Something that will happen.
#[derive(Clone, Copy, Debug)]
pub struct Event {
    pub time: u64,
    pub kind: u32,
    pub what: u32,
}

const SLOTS: usize = 256;
const LEVELS: usize = 8;

pub struct Wheel {
    now: u64,
    slots: Vec<Vec<Event>>,
    /// Which slots hold something, by level.
    filled: [[u64; SLOTS / 64]; LEVELS],
    /// What happens at this very instant, in order; `next` is the first that has not been taken.
    present: Vec<Event>,
    next: usize,
}

impl Default for Wheel {
    fn default() -> Self {
        Self {
            now: 0,
            slots: vec![Vec::new(); SLOTS * LEVELS],
            filled: [[0; SLOTS / 64]; LEVELS],
            present: Vec::new(),
            next: 0,
        }
    }
}

impl Wheel {
    /// Adds an event that is not in the past. Events of one time leave in the order of scheduling.
    #[inline]
    pub fn schedule(&mut self, event: Event) {
        let differing = event.time ^ self.now;
        if differing == 0 {
            self.present.push(event);
            return;
        }
        let level = (63 - differing.leading_zeros() as usize) / 8;
        let slot = (event.time >> (8 * level)) as usize % SLOTS;
        self.filled[level][slot / 64] |= 1 << (slot % 64);
        self.slots[level * SLOTS + slot].push(event);
    }

    /// Takes the first event.
    #[inline]
    pub fn take(&mut self) -> Option<Event> {
        loop {
            if let Some(event) = self.present.get(self.next) {
                self.next += 1;
                return Some(*event);
            }
            self.present.clear();
            self.next = 0;
            let (level, slot) = self.first_filled()?;
            self.filled[level][slot / 64] &= !(1 << (slot % 64));
            let index = level * SLOTS + slot;
            if self.slots[index].len() == 1 {
                let event = self.slots[index].pop()?;
                self.now = event.time;
                return Some(event);
            }
            let mut moving = std::mem::take(&mut self.slots[index]);
            if level == 0 {
                self.now = moving.first()?.time;
                std::mem::swap(&mut self.present, &mut moving);
            } else {
                // Straight to the first of them: the others then wait below as if they had always been there.
                self.now = moving.iter().map(|event| event.time).min()?;
                moving.drain(..).for_each(|event| self.schedule(event));
            }
            self.slots[index] = moving;
        }
    }

    fn first_filled(&self) -> Option<(usize, usize)> {
        self.filled.iter().enumerate().find_map(|(level, words)| {
            let word = words.iter().position(|word| *word != 0)?;
            Some((level, 64 * word + words[word].trailing_zeros() as usize))
        })
    }
}
