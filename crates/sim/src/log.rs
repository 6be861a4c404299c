//! An append-only list of which the newest values are kept, and whose past is shared by its copies:
//! a keyframe of a long run costs pointers, not history.

use std::collections::VecDeque;
use std::fmt;
use std::sync::Arc;

/// Values that are shared or forgotten together.
const CHUNK: usize = 256;
const CHUNK_NUMBERS: u64 = CHUNK as u64;

/// The last values, numbered from the first one there ever was. A copy shares all full chunks.
///
/// Unless copies hold on to them, the memory of forgotten values is used again, so that nothing is
/// allocated once as many values are there as are kept.
pub(crate) struct Log<T> {
    /// The chunk with number `forgotten + i` at index `i`, each exactly [`CHUNK`] long.
    closed: VecDeque<Arc<Vec<T>>>,
    /// Chunks forgotten so far.
    forgotten: u64,
    /// What came after the last closed chunk: shorter than [`CHUNK`].
    open: Vec<T>,
    maximum: usize,
}

impl<T> Log<T> {
    /// A log that keeps the newest `maximum` values.
    pub(crate) fn keeping(maximum: usize) -> Self {
        Self {
            closed: VecDeque::new(),
            forgotten: 0,
            open: Vec::new(),
            maximum,
        }
    }

    /// How many values there have been: the number of the next one.
    pub(crate) fn total(&self) -> u64 {
        (self.forgotten + self.closed.len() as u64) * CHUNK_NUMBERS + self.open.len() as u64
    }

    /// The number of the oldest value that is kept.
    pub(crate) fn first(&self) -> u64 {
        let forgotten = self.forgotten * CHUNK_NUMBERS;
        self.total()
            .saturating_sub(self.maximum as u64)
            .max(forgotten)
    }

    /// Keeps so many values from now on; what is forgotten stays so.
    pub(crate) const fn keep(&mut self, maximum: usize) {
        self.maximum = maximum;
    }

    /// Adds a value; the oldest one is forgotten if there are too many.
    #[inline]
    pub(crate) fn push(&mut self, value: T) {
        self.push_and(value, |_| ());
    }

    /// The same; a chunk that is full with it is shown before it is closed.
    #[inline(always)]
    pub(crate) fn push_and(&mut self, value: T, full: impl FnOnce(&[T])) {
        self.open.push(value);
        if self.open.len() == CHUNK {
            full(&self.open);
            self.close();
        }
    }

    /// The newest values: those that are in no full chunk yet.
    pub(crate) fn open(&self) -> &[T] {
        &self.open
    }

    /// Closes the open chunk, in the memory of a forgotten one if there is one.
    #[cold]
    fn close(&mut self) {
        if self.maximum == 0 {
            self.open.clear();
            self.forgotten += 1;
            return;
        }
        let mut spare = None;
        while self.closed.len() * CHUNK >= self.maximum {
            let Some(oldest) = self.closed.pop_front() else {
                break;
            };
            self.forgotten += 1;
            spare = Some(oldest);
        }
        let mut chunk = spare.unwrap_or_default();
        if let Some(values) = Arc::get_mut(&mut chunk) {
            std::mem::swap(values, &mut self.open);
        } else {
            chunk = Arc::new(std::mem::take(&mut self.open));
        }
        self.closed.push_back(chunk);
        self.open.clear();
        self.open.reserve_exact(CHUNK);
    }

    /// The value with this number, if it is kept.
    pub(crate) fn get(&self, number: u64) -> Option<&T> {
        if number < self.first() {
            return None;
        }
        let chunk = (number / CHUNK_NUMBERS - self.forgotten) as usize;
        let place = (number % CHUNK_NUMBERS) as usize;
        match self.closed.get(chunk) {
            Some(values) => values.get(place),
            None if chunk == self.closed.len() => self.open.get(place),
            None => None,
        }
    }

    /// The values that are kept from this number on, with their numbers, oldest first.
    pub(crate) fn since(
        &self,
        number: u64,
    ) -> impl DoubleEndedIterator<Item = (u64, &T)> + ExactSizeIterator {
        let first = number.clamp(self.first(), self.total());
        (0..(self.total() - first) as usize).map(move |offset| {
            let number = first + offset as u64;
            (number, self.get(number).expect("it is kept"))
        })
    }

    /// The values that are kept, with their numbers, oldest first.
    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = (u64, &T)> + ExactSizeIterator {
        self.since(0)
    }
}

impl<T: Clone> Clone for Log<T> {
    fn clone(&self) -> Self {
        let mut open = Vec::with_capacity(CHUNK);
        open.extend_from_slice(&self.open);
        Self {
            closed: self.closed.clone(),
            forgotten: self.forgotten,
            open,
            maximum: self.maximum,
        }
    }
}

/// What is kept, however it is kept.
impl<T: fmt::Debug> fmt::Debug for Log<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Log ")?;
        formatter.debug_map().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
        /// Copies taken anywhere keep what they had, and go on by themselves.
        #[test]
        fn a_log_and_its_copies_keep_the_newest_values(
            maximum in 0_usize..1_500,
            lengths in prop::collection::vec(0_u64..900, 1..5),
        ) {
            let mut log = Log::keeping(maximum);
            let mut copies = Vec::new();
            let mut pushed = 0;
            for length in lengths {
                for value in pushed..pushed + length {
                    log.push(value);
                }
                pushed += length;
                copies.push((log.clone(), pushed));
            }
            copies.push((log, pushed));
            for (mut copy, pushed) in copies {
                copy.push(pushed);
                let kept: Vec<(u64, u64)> = copy.iter().map(|(number, value)| (number, *value)).collect();
                let oldest = (pushed + 1).saturating_sub(maximum as u64);
                let expected: Vec<_> = (oldest..=pushed).map(|value| (value, value)).collect();
                prop_assert_eq!(kept, expected);
                prop_assert_eq!((copy.total(), copy.first()), (pushed + 1, oldest));
                prop_assert_eq!(copy.get(pushed + 1), None);
            }
        }
    }

    #[test]
    fn copies_share_what_is_closed_and_no_more_is_held_than_is_kept() {
        let mut log = Log::keeping(2 * CHUNK);
        (0..5 * CHUNK).for_each(|value| log.push(value));
        assert!(log.closed.len() <= 3, "{} chunks", log.closed.len());
        let copy = log.clone();
        let mut shared = log.closed.iter().zip(&copy.closed);
        assert!(shared.all(|(left, right)| Arc::ptr_eq(left, right)));
    }
}
