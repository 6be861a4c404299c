//! What a machine of a service keeps in its own memory for those who call it, as a web server keeps
//! sessions: no other machine knows of it, and it is gone with the machine's power.
//!
//! A version is the instant of writing, in milliseconds, so that those of all machines of one service
//! can be compared: whoever is sent to another machine, or to one that has forgotten, is answered with
//! less than before, and finds it out. Simplified: memory has room for everything.

use std::collections::BTreeMap;

use sim::{NodeId, Time, Version};

/// The memory of one machine.
#[derive(Clone, Debug)]
pub(super) struct Memory {
    /// The machine whose name stands for all of the service.
    service: NodeId,
    kept: BTreeMap<u32, Version>,
}

impl Memory {
    /// An empty memory of a machine of this service.
    pub(super) const fn new(service: NodeId) -> Self {
        Self {
            service,
            kept: BTreeMap::new(),
        }
    }

    /// Keeps what the caller has written under its key.
    pub(super) fn remember(&mut self, now: Time, key: u32) -> Version {
        let number = now.as_nanos() / 1_000_000 + 1;
        let version = Version::in_history(self.service, 0, number);
        self.kept.insert(key, version);
        version
    }

    /// What was kept last under this key, if it is still there.
    pub(super) fn recall(&self, key: u32) -> Option<Version> {
        self.kept.get(&key).copied()
    }

    /// What a caller is told who finds nothing.
    pub(super) const fn nothing(&self) -> Version {
        Version::unwritten(self.service)
    }

    /// The power is gone.
    pub(super) fn forget(&mut self) {
        self.kept.clear();
    }
}
