//! What a cache keeps: so many copies at most, and when it is full, the one that nobody has asked
//! for the longest makes room (least recently used).
//!
//! The copies stand in one list from the newest use to the oldest, linked by places in a vector,
//! with a table from keys to places: every step is O(1), and nothing is allocated once the shelf
//! has been full.

use sim::{Time, Version};

use super::table::Table;

/// The end of the list.
const NOBODY: u32 = u32::MAX;

/// A copy of what the origin has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Copy {
    pub version: Version,
    /// When the origin's answer came, by the clock of the cache.
    pub stored_at: Time,
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    key: u64,
    copy: Copy,
    newer: u32,
    older: u32,
}

/// All copies, by key.
#[derive(Clone, Debug)]
pub(super) struct Shelf {
    capacity: usize,
    entries: Vec<Entry>,
    /// Places of entries that are empty.
    free: Vec<u32>,
    places: Table,
    newest: u32,
    oldest: u32,
}

impl Shelf {
    /// An empty shelf with room for so many copies, at least one.
    pub(super) fn new(capacity: u32) -> Self {
        Self {
            capacity: capacity as usize,
            entries: Vec::new(),
            free: Vec::new(),
            places: Table::default(),
            newest: NOBODY,
            oldest: NOBODY,
        }
    }

    /// The copy for a key; it counts as used.
    pub(super) fn take_up(&mut self, key: u64) -> Option<Copy> {
        let place = self.places.get(key)? as u32;
        self.unlink(place);
        self.link_newest(place);
        Some(self.entries[place as usize].copy)
    }

    /// Stores a copy as the newest, in place of the one it may have of that key.
    pub(super) fn put(&mut self, key: u64, copy: Copy) {
        if let Some(place) = self.places.get(key) {
            let place = place as u32;
            self.entries[place as usize].copy = copy;
            self.unlink(place);
            self.link_newest(place);
            return;
        }
        if self.places.len() == self.capacity {
            let oldest = self.entries[self.oldest as usize].key;
            self.remove(oldest);
        }
        let entry = Entry {
            key,
            copy,
            newer: NOBODY,
            older: NOBODY,
        };
        let place = if let Some(place) = self.free.pop() {
            self.entries[place as usize] = entry;
            place
        } else {
            self.entries.push(entry);
            (self.entries.len() - 1) as u32
        };
        self.places.insert(key, place.into());
        self.link_newest(place);
    }

    /// Throws the copy for a key away, if there is one.
    pub(super) fn remove(&mut self, key: u64) {
        if let Some(place) = self.places.remove(key) {
            self.unlink(place as u32);
            self.free.push(place as u32);
        }
    }

    /// Throws everything away.
    pub(super) fn clear(&mut self) {
        self.entries.clear();
        self.free.clear();
        self.places.clear();
        self.newest = NOBODY;
        self.oldest = NOBODY;
    }

    /// Whether it holds no more than it may, and says the same of itself everywhere.
    pub(super) fn check(&self) -> Result<(), String> {
        let (len, capacity) = (self.places.len(), self.capacity);
        if len > capacity {
            return Err(format!("{len} copies in a cache for {capacity}"));
        }
        let entries = self.entries.len() - self.free.len();
        if len != entries {
            return Err(format!("{entries} copies, {len} of them can be found"));
        }
        Ok(())
    }

    fn link_newest(&mut self, place: u32) {
        let next = std::mem::replace(&mut self.newest, place);
        let entry = &mut self.entries[place as usize];
        entry.newer = NOBODY;
        entry.older = next;
        if next == NOBODY {
            self.oldest = place;
        } else {
            self.entries[next as usize].newer = place;
        }
    }

    fn unlink(&mut self, place: u32) {
        let Entry { newer, older, .. } = self.entries[place as usize];
        if newer == NOBODY {
            self.newest = older;
        } else {
            self.entries[newer as usize].older = older;
        }
        if older == NOBODY {
            self.oldest = newer;
        } else {
            self.entries[older as usize].newer = newer;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn copy(version: u64) -> Copy {
        Copy {
            version: Version(version),
            stored_at: Time::ZERO,
        }
    }

    #[derive(Clone, Copy, Debug)]
    enum Step {
        TakeUp(u64),
        Put(u64, u64),
        Remove(u64),
        Clear,
    }

    fn step() -> impl Strategy<Value = Step> {
        prop_oneof![
            8 => (0_u64..12).prop_map(Step::TakeUp),
            8 => (0_u64..12, 0_u64..1_000).prop_map(|(key, version)| Step::Put(key, version)),
            2 => (0_u64..12).prop_map(Step::Remove),
            1 => Just(Step::Clear),
        ]
    }

    proptest! {
        #[test]
        fn the_least_recently_used_makes_room(
            capacity in 1_u32..8,
            steps in prop::collection::vec(step(), 0..200),
        ) {
            let mut shelf = Shelf::new(capacity);
            // The shadow: keys with their versions, least recently used first.
            let mut shadow: Vec<(u64, u64)> = Vec::new();
            for step in steps {
                match step {
                    Step::TakeUp(key) => {
                        let at = shadow.iter().position(|(other, _)| *other == key);
                        let used = at.map(|at| shadow.remove(at));
                        shadow.extend(used);
                        let version = used.map(|(_, version)| copy(version));
                        prop_assert_eq!(shelf.take_up(key), version);
                    }
                    Step::Put(key, version) => {
                        let before = shadow.len();
                        shadow.retain(|(other, _)| *other != key);
                        if before == shadow.len() && before == capacity as usize {
                            shadow.remove(0);
                        }
                        shadow.push((key, version));
                        shelf.put(key, copy(version));
                    }
                    Step::Remove(key) => {
                        shadow.retain(|(other, _)| *other != key);
                        shelf.remove(key);
                    }
                    Step::Clear => {
                        shadow.clear();
                        shelf.clear();
                    }
                }
                prop_assert_eq!(shelf.check(), Ok(()));
                let mut listed = Vec::new();
                let mut place = shelf.oldest;
                while place != NOBODY {
                    let entry = &shelf.entries[place as usize];
                    listed.push((entry.key, entry.copy.version.0));
                    place = entry.newer;
                }
                prop_assert_eq!(&listed, &shadow);
            }
        }
    }
}
