//! Who is kept waiting: open requests that have waited longer than people bear without losing their
//! thread.

use crate::time::Duration;

/// A request that waits longer than this keeps its user waiting: a person who has asked once begins to
/// wonder, and asks again. People notice a wait from one second on and turn to something else after ten
/// (Nielsen, *Usability Engineering*, 1993, chapter 5).
pub const PATIENCE: Duration = Duration::from_secs(2);

/// A count of them, without a look at each request every time: requests are issued in the order of
/// their numbers, so that those who have waited too long are among those below one number.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Patience {
    /// The first request that was issued too late to count.
    pub(super) first: u64,
    /// Those before it that are open.
    pub(super) kept_waiting: u64,
}

impl Patience {
    /// An open request has ended.
    pub(super) const fn ended(&mut self, id: u64) {
        if id < self.first {
            self.kept_waiting -= 1;
        }
    }

    /// The next request has waited too long, or has ended before.
    pub(super) const fn passed(&mut self, open: bool) {
        self.first += 1;
        self.kept_waiting += open as u64;
    }
}
