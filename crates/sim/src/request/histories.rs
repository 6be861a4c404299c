//! Confirmed writes that the history no longer holds, as users can find out.
//!
//! A store numbers its writes, and whoever begins to write there in another's place begins a new
//! epoch: both are in the version that an answer speaks of (as a position in the log and a timeline,
//! or a term, are in what real databases tell). In one history, writes of a later epoch come after
//! those of all epochs before it, so their numbers are larger. When users are told of a version whose
//! number is not larger than that of a write confirmed in an older epoch, that write is not in the
//! history which this version belongs to: it is lost. Nothing but what users were told is needed for
//! this, so it holds whatever the machines think.
//!
//! Its limits: a loss shows only when the next epoch has written and somebody was told; a write whose
//! answer spoke of no version (one that was only put into a queue) is not looked after; and if a still
//! later epoch goes back to the older history, what came back is counted as lost all the same, for it
//! was gone when users asked.

use super::RequestId;
use crate::log::Log;
use crate::message::{NodeId, Version};

/// Confirmed writes that are looked after: the last ones. One that is older is not missed.
const CONFIRMED_MAX: usize = 4_096;
/// Epochs of one store that are told apart; writes lost in later ones are not noticed.
const EPOCHS_MAX: usize = 1_024;

/// The least number that users were told of in one epoch.
#[derive(Clone, Copy, Debug)]
struct Epoch {
    epoch: u64,
    least: u64,
}

/// What users know of one store's history.
#[derive(Clone, Debug)]
struct History {
    store: Option<NodeId>,
    /// In order of epochs.
    epochs: Vec<Epoch>,
}

impl History {
    /// Whether a write of this version is missing in what came after it.
    fn lacks(&self, version: Version) -> bool {
        let later = self.epochs.iter().rev();
        let mut later = later.take_while(|known| known.epoch > version.epoch());
        later.any(|known| known.least <= version.number())
    }

    /// Learns of a version; `true` if that tells more about the history than was known.
    fn learn(&mut self, version: Version) -> bool {
        let (epoch, number) = (version.epoch(), version.number());
        let full = self.epochs.len() == EPOCHS_MAX;
        let place = self.epochs.partition_point(|known| known.epoch < epoch);
        match self.epochs.get_mut(place) {
            Some(known) if known.epoch == epoch => {
                let more = number < known.least;
                known.least = known.least.min(number);
                more
            }
            _ if full => false,
            _ => {
                self.epochs.insert(
                    place,
                    Epoch {
                        epoch,
                        least: number,
                    },
                );
                true
            }
        }
    }
}

/// What users know of the histories of all stores, and the writes that they were told are safe.
#[derive(Clone, Debug)]
pub(super) struct Histories {
    /// In the order in which users heard of them.
    stores: Vec<History>,
    confirmed: Log<(Version, RequestId)>,
}

impl Default for Histories {
    fn default() -> Self {
        Self {
            stores: Vec::new(),
            confirmed: Log::keeping(CONFIRMED_MAX),
        }
    }
}

impl Histories {
    /// A user is told of this version; `lost` is called for each confirmed write of which that shows
    /// that it is gone.
    #[inline]
    pub(super) fn told(&mut self, version: Version, lost: impl FnMut(RequestId)) {
        let newest = self
            .stores
            .iter()
            .find(|history| history.store == version.store())
            .and_then(|history| history.epochs.last());
        let known = newest
            .is_some_and(|last| last.epoch == version.epoch() && last.least <= version.number());
        // Epoch 0 is of versions that no write stands behind, or no history.
        if !known && version.epoch() > 0 {
            self.learn(version, lost);
        }
    }

    #[cold]
    fn learn(&mut self, version: Version, mut lost: impl FnMut(RequestId)) {
        let store = version.store();
        let place = self
            .stores
            .iter()
            .position(|history| history.store == store);
        let Some(place) = place else {
            self.stores.push(History {
                store,
                epochs: vec![Epoch {
                    epoch: version.epoch(),
                    least: version.number(),
                }],
            });
            return;
        };
        let before = self.stores[place].clone();
        let history = &mut self.stores[place];
        if !history.learn(version) {
            return;
        }
        for (_, (written, request)) in self.confirmed.iter() {
            let concerned = written.store() == store;
            if concerned && history.lacks(*written) && !before.lacks(*written) {
                lost(*request);
            }
        }
    }

    /// A user is told that this write is safe; `true` if what users know already says that it is not.
    pub(super) fn confirm(&mut self, version: Version, request: RequestId) -> bool {
        if version.epoch() == 0 {
            return false;
        }
        self.confirmed.push((version, request));
        let mut histories = self.stores.iter();
        let history = histories.find(|history| history.store == version.store());
        history.is_some_and(|history| history.lacks(version))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STORE: NodeId = NodeId(7);

    /// Users are told of these writes of one store (epoch, number), the even requests as confirmed;
    /// gives the requests whose writes turn out to be lost, in the order of turning out.
    fn lost(told: &[(u64, u64)]) -> Vec<u64> {
        let (mut histories, mut found) = (Histories::default(), Vec::new());
        for (place, (epoch, number)) in told.iter().enumerate() {
            let version = Version::in_history(STORE, *epoch, *number);
            let request = RequestId(place as u64);
            histories.told(version, |request| found.push(request.0));
            if place % 2 == 0 && histories.confirm(version, request) {
                found.push(request.0);
            }
        }
        found
    }

    #[test]
    fn a_history_that_only_goes_on_loses_nothing() {
        assert_eq!(lost(&[(1, 1), (1, 5), (1, 3), (2, 6), (2, 8), (4, 9)]), []);
        // A confirmation may come late, after those of the next epoch.
        assert_eq!(lost(&[(1, 1), (2, 6), (1, 5), (2, 7), (2, 8)]), []);
    }

    #[test]
    fn what_the_next_epoch_writes_over_is_lost_once() {
        // 4 and 6 are confirmed in the first epoch; the second one goes on from the third write.
        let told = [
            (1, 3),
            (1, 3),
            (1, 4),
            (1, 4),
            (1, 6),
            (2, 6),
            (2, 7),
            (2, 4),
            (2, 5),
        ];
        assert_eq!(lost(&told), [4, 2]);
    }

    #[test]
    fn what_a_deposed_primary_confirms_is_lost_at_once() {
        assert_eq!(lost(&[(1, 3), (2, 4), (1, 4), (2, 5), (1, 3)]), [2]);
    }

    #[test]
    fn stores_know_nothing_of_each_other() {
        let mut histories = Histories::default();
        let version = |store, epoch, number| Version::in_history(NodeId(store), epoch, number);
        assert!(!histories.confirm(version(1, 1, 500), RequestId(0)));
        histories.told(version(1, 1, 500), |_| {});
        histories.told(version(2, 1, 1), |_| {});
        histories.told(version(2, 2, 3), |lost| {
            panic!("{lost:?} is the other store's")
        });
        assert!(!histories.confirm(version(2, 2, 3), RequestId(1)));
    }

    #[test]
    fn versions_that_belong_to_no_history_are_never_lost() {
        let mut histories = Histories::default();
        for number in [9, 3, 0, 5] {
            histories.told(Version(number), |lost| panic!("{lost:?}"));
            assert!(!histories.confirm(Version(number), RequestId(number)));
        }
    }
}
