//! The hash of everything there is at one instant, for tests and as a proof: two runs with equal
//! state hashes show the same and go on alike.

use std::fmt::{self, Write as _};

use super::Simulation;

/// Hashes what is written into it, however it is cut into pieces.
struct Hashing(u64);

impl fmt::Write for Hashing {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for byte in text.bytes() {
            self.0 = (self.0.rotate_left(5) ^ u64::from(byte)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        }
        Ok(())
    }
}

impl Simulation {
    /// The hash of all that decides the future and all that is shown: machines, programs, links,
    /// messages, pending events in their order, users, numbers and records.
    ///
    /// It is taken over the `Debug` form, so that a new field counts by itself; how the run was cut
    /// into calls and how memory is laid out do not count. Slow: for tests and proofs.
    pub fn state_hash(&self) -> u64 {
        let mut hashing = Hashing(0);
        // Both hash to the end: neither of them can fail.
        let written = write!(hashing, "{self:?}");
        debug_assert!(written.is_ok(), "hashing never fails");
        hashing.0
    }
}
