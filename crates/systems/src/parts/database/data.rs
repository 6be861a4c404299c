//! What one machine of a database has on disk: the newest version of each key, in the order of
//! writing, and since when each epoch's primary has been writing.
//!
//! The keys form a list from the longest unwritten to the one written last. Whoever lacks the
//! writes after some sequence number gets the end of that list: a log in which only the newest
//! entry of each key is kept (as Kafka's compacted topics). It never overflows.

use sim::Version;

/// Keys that have a place of their own; others share one.
/// Simplified: what shares a place shares its version.
pub(super) const KEYS_MAX: u32 = 1_000_000;
/// Epochs a machine remembers the beginnings of.
const EPOCHS_MAX: usize = 1_000;
/// No key: the end of the list.
pub(super) const NOTHING: u32 = u32::MAX;

#[derive(Clone, Copy, Debug)]
struct Slot {
    /// The newest version on this disk.
    held: Version,
    /// The newest version that readers are shown; never newer than `held`.
    shown: Version,
    older: u32,
    newer: u32,
}

const EMPTY: Slot = Slot {
    held: Version::NONE,
    shown: Version::NONE,
    older: NOTHING,
    newer: NOTHING,
};

/// Since which write an epoch's primary has been writing: it had all writes up to there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Beginning {
    pub(super) epoch: u64,
    /// The epoch of whose data this one is the continuation.
    pub(super) after: u64,
    pub(super) written: u64,
}

/// The disk of one machine.
#[derive(Clone, Debug)]
pub(super) struct Data {
    slots: Vec<Slot>,
    oldest: u32,
    newest: u32,
    /// The number of the last write it has; it has all before, too.
    written: u64,
    /// The last write it told anybody of, as a primary.
    confirmed: u64,
    /// The epochs that its data stems from, oldest first; never empty.
    epochs: Vec<Beginning>,
    /// Until this write is there again, it lacks data that it once had.
    whole_from: u64,
}

impl Data {
    pub(super) fn new() -> Self {
        Self {
            slots: Vec::new(),
            oldest: NOTHING,
            newest: NOTHING,
            written: 0,
            confirmed: 0,
            epochs: vec![Beginning {
                epoch: 1,
                after: 0,
                written: 0,
            }],
            whole_from: 0,
        }
    }

    pub(super) const fn written(&self) -> u64 {
        self.written
    }

    pub(super) const fn confirmed(&self) -> u64 {
        self.confirmed
    }

    /// Whether nothing is missing that it once had.
    pub(super) const fn whole(&self) -> bool {
        self.written >= self.whole_from
    }

    /// The epoch of the last primary that it follows or was.
    pub(super) fn epoch(&self) -> u64 {
        self.last_beginning().epoch
    }

    pub(super) fn last_beginning(&self) -> Beginning {
        *self.epochs.last().expect("data stems from some epoch")
    }

    /// How the first epoch after `epoch` began.
    pub(super) fn beginning_after(&self, epoch: u64) -> Option<Beginning> {
        let mut epochs = self.epochs.iter();
        epochs.find(|beginning| beginning.epoch > epoch).copied()
    }

    /// Whether this machine's data has a past in that epoch.
    pub(super) fn stems_from(&self, epoch: u64) -> bool {
        epoch == 0 || self.epochs.iter().any(|ours| ours.epoch == epoch)
    }

    /// The last epoch before `epoch` that its data has a past in.
    pub(super) fn epoch_before(&self, epoch: u64) -> u64 {
        let mut epochs = self.epochs.iter().rev().map(|ours| ours.epoch);
        epochs.find(|ours| *ours < epoch).unwrap_or(0)
    }

    /// Puts a version of a key on the disk; readers are not shown it yet.
    pub(super) fn hold(&mut self, key: u32, version: Version) {
        let key = key % KEYS_MAX;
        if self.slots.len() <= key as usize {
            self.slots.resize(key as usize + 1, EMPTY);
        }
        self.unlink(key);
        let slot = &mut self.slots[key as usize];
        slot.held = version;
        slot.older = self.newest;
        slot.newer = NOTHING;
        match self.newest {
            NOTHING => self.oldest = key,
            newest => self.slots[newest as usize].newer = key,
        }
        self.newest = key;
        self.written = version.number();
    }

    fn unlink(&mut self, key: u32) {
        let Slot {
            held, older, newer, ..
        } = self.slots[key as usize];
        if held == Version::NONE {
            return;
        }
        match older {
            NOTHING => self.oldest = newer,
            older => self.slots[older as usize].newer = newer,
        }
        match newer {
            NOTHING => self.newest = older,
            newer => self.slots[newer as usize].older = older,
        }
    }

    /// Shows readers this version, unless they see a newer one.
    pub(super) fn show(&mut self, key: u32, version: Version) {
        let slot = self.slots.get_mut((key % KEYS_MAX) as usize);
        if let Some(slot) = slot.filter(|slot| slot.held >= version) {
            slot.shown = slot.shown.max(version);
        }
    }

    /// Shows readers everything, as after a restart.
    pub(super) fn show_all(&mut self) {
        for slot in &mut self.slots {
            slot.shown = slot.held;
        }
    }

    /// What a reader of this key is shown.
    pub(super) fn read(&self, key: u32) -> Version {
        let slot = self.slots.get((key % KEYS_MAX) as usize);
        slot.map_or(Version::NONE, |slot| slot.shown)
    }

    /// Somebody is told that this write is safe.
    pub(super) fn confirm(&mut self, sequence: u64) {
        self.confirmed = self.confirmed.max(sequence);
    }

    /// The first key written after `sequence`, with its version. `near` is where to look first: the
    /// key that this question found the last time.
    pub(super) fn after(&self, sequence_number: u64, near: u32) -> Option<(u32, Version)> {
        if self.written <= sequence_number {
            return None;
        }
        let slot = |key: u32| &self.slots[key as usize];
        let near = self.slots.get(near as usize);
        let near = near.filter(|slot| slot.held.number() == sequence_number);
        let key = if sequence_number == 0 {
            self.oldest
        } else if let Some(near) = near {
            near.newer
        } else {
            let mut key = self.newest;
            while slot(key).older != NOTHING
                && slot(slot(key).older).held.number() > sequence_number
            {
                key = slot(key).older;
            }
            key
        };
        (key != NOTHING).then(|| (key, slot(key).held))
    }

    /// A new epoch begins, with this machine as its primary.
    pub(super) fn begin(&mut self, epoch: u64) {
        let last = self.last_beginning();
        if epoch > last.epoch {
            self.remember(Beginning {
                epoch,
                after: last.epoch,
                written: self.written,
            });
        }
    }

    /// Another machine's epoch began, and its data goes up to `now`. What this machine has beyond
    /// their common past is given up: it then has to be filled anew. Returns how many of its
    /// confirmed writes are lost with that. Source: Kafka's truncation by leader epoch (KIP-101).
    pub(super) fn follow(&mut self, beginning: Beginning, now: u64) -> u64 {
        let ours = self.beginning_after(beginning.after);
        let common = ours.map_or(beginning.written, |ours| {
            ours.written.min(beginning.written)
        });
        let lost = self.confirmed.saturating_sub(common);
        self.confirmed = self.confirmed.min(common);
        if self.written > common {
            self.slots.clear();
            (self.oldest, self.newest) = (NOTHING, NOTHING);
            self.written = 0;
            self.whole_from = now;
        }
        self.epochs.retain(|ours| ours.epoch <= beginning.after);
        self.remember(beginning);
        lost
    }

    fn remember(&mut self, beginning: Beginning) {
        if self.epochs.len() == EPOCHS_MAX {
            self.epochs.remove(0);
        }
        self.epochs.push(beginning);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sim::NodeId;

    /// The version that the primary of `epoch` gives to the write number `sequence`.
    const fn version(epoch: u64, sequence: u64) -> Version {
        Version::in_history(NodeId(3), epoch, sequence)
    }

    fn written(epoch: u64, keys: &[u32]) -> Data {
        let mut data = Data::new();
        data.begin(epoch);
        for (place, key) in keys.iter().enumerate() {
            data.hold(*key, version(epoch, place as u64 + 1));
        }
        data.show_all();
        data
    }

    /// Everything after a write, in the order in which a copy gets it.
    fn after(data: &Data, mut sequence_number: u64) -> Vec<(u32, u64)> {
        let (mut found, mut near) = (Vec::new(), NOTHING);
        while let Some((key, version)) = data.after(sequence_number, near) {
            (sequence_number, near) = (version.number(), key);
            found.push((key, sequence_number));
        }
        found
    }

    #[test]
    fn a_copy_gets_the_newest_write_of_each_key_in_order() {
        let data = written(1, &[7, 3, 7, 9, 3]);
        assert_eq!(after(&data, 0), [(7, 3), (9, 4), (3, 5)]);
        assert_eq!(after(&data, 3), [(9, 4), (3, 5)]);
        assert_eq!(after(&data, 1), [(7, 3), (9, 4), (3, 5)]);
        assert_eq!(after(&data, 5), []);
        assert_eq!(data.read(7), version(1, 3));
        assert_eq!(data.read(8), Version::NONE);
    }

    #[test]
    fn a_write_is_shown_when_it_is_safe_and_no_older_one_hides_it() {
        let mut data = Data::new();
        data.hold(1, version(1, 1));
        data.hold(1, version(1, 2));
        assert_eq!(data.read(1), Version::NONE);
        data.show(1, version(1, 2));
        data.show(1, version(1, 1));
        assert_eq!(data.read(1), version(1, 2));
    }

    const fn beginning(epoch: u64, after: u64, written: u64) -> Beginning {
        Beginning {
            epoch,
            after,
            written,
        }
    }

    #[test]
    fn who_has_more_than_the_common_past_gives_everything_up_and_says_what_was_confirmed() {
        let mut data = written(1, &[1, 2, 3, 4, 5]);
        data.confirm(4);
        assert_eq!(data.follow(beginning(2, 1, 3), 8), 1);
        assert_eq!((data.written(), data.read(1)), (0, Version::NONE));
        assert!(!data.whole(), "it is filled up to the eighth write first");
        data.hold(1, version(2, 8));
        assert!(data.whole());
    }

    #[test]
    fn who_has_no_more_than_the_common_past_keeps_it() {
        let mut data = written(1, &[1, 2, 3]);
        data.confirm(3);
        assert_eq!(data.follow(beginning(2, 1, 3), 8), 0);
        assert_eq!((data.written(), data.read(3)), (3, version(1, 3)));
        assert!(data.whole());
        assert!(data.stems_from(2) && !data.stems_from(3));
    }

    #[test]
    fn a_reign_that_the_present_primary_never_saw_is_given_up_from_its_beginning() {
        // This machine was the primary of epoch 2 from its third write on; epoch 3 goes back to
        // epoch 1 and knows nothing of that.
        let mut data = written(1, &[1, 2]);
        data.begin(2);
        data.hold(3, version(2, 3));
        data.hold(4, version(2, 4));
        data.confirm(4);
        assert_eq!(data.follow(beginning(3, 1, 4), 9), 2);
        assert_eq!(data.written(), 0);
        assert!(!data.stems_from(2));
        assert_eq!(data.epoch_before(3), 1);
    }
}
