//! What users have been told of each piece of data, and how a later answer can break the illusion of
//! one machine.
//!
//! Everything here is known to users alone: what they asked for and when, and the versions that their
//! answers spoke of. A machine that works on one request after another can never break any of these
//! rules, however slow it is; that is what makes them signs of several machines.

use super::histories::Histories;
use super::{Access, Break, DataUse, Request, RequestId};
use crate::message::Version;

/// Whether a version is less than what was known: nothing at all, or an older one of the same store.
fn is_older(version: Version, known: Version) -> bool {
    version < known && (version == Version::NONE || version.store() == known.store())
}

/// What is known after one more answer. An answer that speaks of another store's data cannot be
/// compared, so it counts from now on.
fn newer(known: Version, version: Version) -> Version {
    if version == Version::NONE || version.store() == known.store() {
        known.max(version)
    } else {
        version
    }
}

/// What users know of one piece of data.
#[derive(Clone, Copy, Debug, Default)]
struct Known {
    /// The newest version that any answer spoke of.
    told: Version,
    /// The newest version that a read was answered with.
    seen: Version,
}

/// What an answer to a read must not fall behind: what was known when it was asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Floor {
    pub(super) told: Version,
    pub(super) seen: Version,
}

/// What all users together have been told.
#[derive(Clone, Debug, Default)]
pub(super) struct Told {
    /// By set of data, by key.
    sets: Vec<Vec<Known>>,
    histories: Histories,
}

impl Told {
    /// What is known of the data that a request is about to touch.
    pub(super) fn floor(&self, data: Option<DataUse>, key: u32) -> Floor {
        let known = data.and_then(|data| self.sets.get(usize::from(data.set))?.get(key as usize));
        known.map_or_else(Floor::default, |known| Floor {
            told: known.told,
            seen: known.seen,
        })
    }

    /// A request was answered with this version; how that breaks the illusion, if it does. `lost` is
    /// called for each request of before whose confirmed write has now turned out to be gone.
    pub(super) fn answered(
        &mut self,
        request: &Request,
        version: Version,
        lost: impl FnMut(RequestId),
    ) -> Option<Break> {
        let data = request.data?;
        self.histories.told(version, lost);
        let known = self.entry(data.set, request.call.key);
        known.told = newer(known.told, version);
        if data.access == Access::Write {
            let gone = self.histories.confirm(version, request.id);
            return gone.then_some(Break::LostWrite);
        }
        known.seen = newer(known.seen, version);
        if !is_older(version, request.floor) {
            return None;
        }
        Some(if data.session {
            Break::LostSession
        } else if is_older(version, request.seen) {
            Break::OrderReversal
        } else {
            Break::StaleRead
        })
    }

    fn entry(&mut self, set: u8, key: u32) -> &mut Known {
        let (set, key) = (usize::from(set), key as usize);
        if self.sets.len() <= set {
            self.sets.resize(set + 1, Vec::new());
        }
        let keys = &mut self.sets[set];
        if keys.len() <= key {
            keys.resize(key + 1, Known::default());
        }
        &mut keys[key]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::{Call, NodeId};
    use crate::time::Time;

    /// Users of one piece of data and what they find out.
    #[derive(Default)]
    struct Users {
        told: Told,
        issued: u64,
        lost: Vec<RequestId>,
    }

    impl Users {
        fn ask(&mut self, access: Access, session: bool) -> Request {
            let data = DataUse {
                set: 0,
                access,
                session,
            };
            let floor = self.told.floor(Some(data), 5);
            self.issued += 1;
            Request {
                id: RequestId(self.issued),
                client: NodeId(0),
                call: Call::new(0, 5),
                data: Some(data),
                floor: floor.told,
                seen: floor.seen,
                issued_at: Time::ZERO,
                attempts: 1,
                ended: None,
            }
        }

        fn answer(&mut self, request: &Request, number: u64) -> Option<Break> {
            let version = match number {
                0 => Version::NONE,
                number => Version::in_history(NodeId(1), 1, number),
            };
            let lost = &mut self.lost;
            self.told.answered(request, version, |id| lost.push(id))
        }

        /// A request that is asked and answered with nothing in between.
        fn at_once(&mut self, access: Access, number: u64) -> Option<Break> {
            let request = self.ask(access, false);
            self.answer(&request, number)
        }
    }

    #[test]
    fn what_was_not_known_when_a_read_began_is_not_held_against_it() {
        let mut users = Users::default();
        let read = users.ask(Access::Read, false);
        assert_eq!(users.at_once(Access::Write, 4), None);
        assert_eq!(users.answer(&read, 0), None);
        assert_eq!(users.at_once(Access::Read, 4), None);
    }

    #[test]
    fn a_read_is_stale_after_a_write_and_out_of_order_after_a_read() {
        let mut users = Users::default();
        assert_eq!(users.at_once(Access::Write, 4), None);
        assert_eq!(users.at_once(Access::Read, 3), Some(Break::StaleRead));
        assert_eq!(users.at_once(Access::Read, 3), Some(Break::StaleRead));
        assert_eq!(users.at_once(Access::Read, 2), Some(Break::OrderReversal));
        let own = users.ask(Access::Read, true);
        assert_eq!(users.answer(&own, 2), Some(Break::LostSession));
        // Writes are never too old: a retry may have been overtaken.
        assert_eq!(users.at_once(Access::Write, 1), None);
    }

    #[test]
    fn what_another_store_says_is_not_compared_and_nothing_is_less_than_anything() {
        let mut users = Users::default();
        let other = |number| Version::in_history(NodeId(2), 1, number);
        let mut told = |version| {
            let read = users.ask(Access::Read, false);
            users.told.answered(&read, version, |_| {})
        };
        let here = |number| Version::in_history(NodeId(1), 1, number);
        assert_eq!(told(Version::unwritten(NodeId(1))), None);
        assert_eq!(told(other(900)), None);
        assert_eq!(told(here(4)), None, "the other store's 900 does not count");
        assert_eq!(
            told(Version::unwritten(NodeId(1))),
            Some(Break::OrderReversal)
        );
        assert_eq!(told(Version::NONE), Some(Break::OrderReversal));
        assert_eq!(told(here(4)), None);
    }

    /// Many users at once, whose requests take effect one after another, each at some instant
    /// between its issue and its end. `slip` says how far behind a read may be answered.
    fn breaks_of_a_register(seed: u64, slip: u64) -> usize {
        let mut dice = seed;
        let mut roll = |sides: u64| {
            dice = dice
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(99);
            (dice >> 33) % sides
        };
        let (mut users, mut newest, mut breaks) = (Users::default(), 0, 0);
        // Asked and not worked on; worked on and not answered.
        let (mut asked, mut done): (Vec<Request>, Vec<(Request, u64)>) = (vec![], vec![]);
        for _ in 0..2_000 {
            match roll(3) {
                0 if asked.len() < 10 => {
                    let access = if roll(3) == 0 {
                        Access::Write
                    } else {
                        Access::Read
                    };
                    asked.push(users.ask(access, roll(4) == 0));
                }
                1 if !asked.is_empty() => {
                    let request = asked.swap_remove(roll(asked.len() as u64) as usize);
                    let write = request
                        .data
                        .is_some_and(|data| data.access == Access::Write);
                    newest += u64::from(write);
                    let behind = if write { 0 } else { roll(slip + 1) };
                    done.push((request, newest.saturating_sub(behind)));
                }
                2 if !done.is_empty() => {
                    let (request, number) = done.swap_remove(roll(done.len() as u64) as usize);
                    breaks += usize::from(users.answer(&request, number).is_some());
                }
                _ => {}
            }
        }
        assert_eq!(users.lost, [], "one history only goes on");
        breaks
    }

    #[test]
    fn whatever_the_order_of_many_requests_one_machine_breaks_nothing() {
        for seed in 0..200 {
            assert_eq!(breaks_of_a_register(seed, 0), 0, "seed {seed}");
            assert!(breaks_of_a_register(seed, 9) > 10, "seed {seed}");
        }
    }
}
