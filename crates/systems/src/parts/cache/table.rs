//! A map from numbers to numbers that is the same everywhere and allocates nothing once it has
//! grown: open addressing with linear probing, at most half full. A removed cell is filled by
//! those that were pushed away from it, so that no dead cells pile up (Knuth, volume 3, 6.4,
//! algorithm R).

use crate::parts::hashing::scatter;

const CELLS_MIN: usize = 16;

/// A map from keys to values.
#[derive(Clone, Debug)]
pub(super) struct Table {
    /// A power of two of them.
    cells: Vec<Option<(u64, u64)>>,
    len: usize,
}

impl Default for Table {
    fn default() -> Self {
        Self {
            cells: vec![None; CELLS_MIN],
            len: 0,
        }
    }
}

impl Table {
    /// How many keys have a value.
    pub(super) const fn len(&self) -> usize {
        self.len
    }

    /// The value of a key.
    pub(super) fn get(&self, key: u64) -> Option<u64> {
        self.cells[self.cell_of(key)].map(|(_, value)| value)
    }

    /// Gives a key a value, in place of the one it may have.
    pub(super) fn insert(&mut self, key: u64, value: u64) {
        let cell = self.cell_of(key);
        if self.cells[cell].replace((key, value)).is_some() {
            return;
        }
        self.len += 1;
        if self.len * 2 > self.cells.len() {
            self.grow();
        }
    }

    /// Takes a key out, with its value.
    pub(super) fn remove(&mut self, key: u64) -> Option<u64> {
        let mut hole = self.cell_of(key);
        let (_, value) = self.cells[hole].take()?;
        self.len -= 1;
        let mut cell = self.after(hole);
        while let Some((key, _)) = self.cells[cell] {
            // Who is at least as far from home as from the hole may move into it.
            let home = self.home(key);
            if self.distance(home, cell) >= self.distance(hole, cell) {
                self.cells.swap(hole, cell);
                hole = cell;
            }
            cell = self.after(cell);
        }
        Some(value)
    }

    /// Forgets every key; the room stays.
    pub(super) fn clear(&mut self) {
        self.cells.fill(None);
        self.len = 0;
    }

    /// The cell that holds the key, or the empty one where it would be put.
    fn cell_of(&self, key: u64) -> usize {
        let mut cell = self.home(key);
        while self.cells[cell].is_some_and(|(other, _)| other != key) {
            cell = self.after(cell);
        }
        cell
    }

    fn home(&self, key: u64) -> usize {
        scatter(key) as usize & (self.cells.len() - 1)
    }

    fn after(&self, cell: usize) -> usize {
        (cell + 1) & (self.cells.len() - 1)
    }

    fn distance(&self, from: usize, to: usize) -> usize {
        to.wrapping_sub(from) & (self.cells.len() - 1)
    }

    fn grow(&mut self) {
        let larger = vec![None; self.cells.len() * 2];
        for (key, value) in std::mem::replace(&mut self.cells, larger)
            .into_iter()
            .flatten()
        {
            let cell = self.cell_of(key);
            self.cells[cell] = Some((key, value));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_holds_what_an_ordered_map_holds(
            steps in prop::collection::vec((0_u64..60, prop::option::of(0_u64..9)), 0..400),
        ) {
            let mut table = Table::default();
            let mut shadow = BTreeMap::new();
            for (key, value) in steps {
                match value {
                    Some(value) => {
                        table.insert(key, value);
                        shadow.insert(key, value);
                    }
                    None => prop_assert_eq!(table.remove(key), shadow.remove(&key)),
                }
                prop_assert_eq!(table.len(), shadow.len());
                for key in 0..60 {
                    prop_assert_eq!(table.get(key), shadow.get(&key).copied());
                }
            }
            table.clear();
            prop_assert!((0..60).all(|key| table.get(key).is_none()));
        }
    }
}
