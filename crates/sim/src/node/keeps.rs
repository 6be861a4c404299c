//! What a machine's program keeps: data for good, messages for later.

use super::Node;
use crate::process::{HeldFor, PutOff};
use crate::time::Time;

impl Node {
    /// How many of the users' writes it holds on disk; `None` where it keeps no data.
    pub fn stored_writes(&self) -> Option<u64> {
        self.process.stored_writes()
    }

    /// What it was asked to hand on since the start; `None` where it keeps nothing for later.
    pub fn put_off(&self) -> Option<PutOff> {
        self.process.put_off()
    }

    /// What it has accepted for others to do and has not seen done, for each part that is to do it.
    pub fn held_for(&self, now: Time) -> Vec<HeldFor> {
        self.process.held_for(now)
    }
}
