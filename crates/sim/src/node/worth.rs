//! What a machine's work came to.

use super::Node;
use crate::time::Duration;

impl Node {
    /// Work at full pace, in nanoseconds, for requests that were answered, since the start of the run.
    /// It counts when the answer has come; work for a request that fails never does.
    pub const fn useful_nanos(&self) -> u64 {
        self.useful
    }

    /// So much of its work has led to an answer.
    pub(crate) const fn credit(&mut self, work: Duration) {
        self.useful = self.useful.saturating_add(work.as_nanos());
    }
}
