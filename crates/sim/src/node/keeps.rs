//! What a machine's program keeps: data for good, messages for later.

use super::Node;
use crate::process::PutOff;

impl Node {
    /// How many of the users' writes it holds on disk; `None` where it keeps no data.
    pub fn stored_writes(&self) -> Option<u64> {
        self.process.stored_writes()
    }

    /// What it was asked to hand on since the start; `None` where it keeps nothing for later.
    pub fn put_off(&self) -> Option<PutOff> {
        self.process.put_off()
    }
}
