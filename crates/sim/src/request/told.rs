//! What users have been told of each piece of data, and how a later answer can break the illusion of
//! one machine.
//!
//! Everything here is known to users alone: what they asked for and when, and the versions that their
//! answers spoke of. A machine that works on one request after another can never break any of these
//! rules, however slow it is; that is what makes them signs of several machines.

use super::{Access, Break, DataUse, Request};
use crate::message::Version;

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

    /// A request was answered with this version; how that breaks the illusion, if it does.
    pub(super) fn answered(&mut self, request: &Request, version: Version) -> Option<Break> {
        let data = request.data?;
        let known = self.entry(data.set, request.call.key);
        known.told = known.told.max(version);
        if data.access == Access::Write {
            return None;
        }
        known.seen = known.seen.max(version);
        if version >= request.floor {
            return None;
        }
        Some(if data.session {
            Break::LostSession
        } else if version < request.seen {
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
