//! A bulkhead: at most so many calls of one target are under way at once.
//!
//! A slow target otherwise collects all of its caller's calls, and with them whatever each of those
//! holds; what has nothing to do with that target then fails, too. The walls between the holds of a
//! ship give the pattern its name (Nygard, *Release It!*). What a caller does with a call that
//! finds no room is the caller's.

/// The room for calls of one target.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bulkhead {
    at_most: u32,
    /// Never more than `at_most`.
    in_flight: u32,
}

impl Bulkhead {
    /// Room for this many calls at once.
    pub(crate) const fn new(at_most: u32) -> Self {
        Self {
            at_most,
            in_flight: 0,
        }
    }

    /// Whether there is room for one more call.
    pub(crate) const fn has_room(&self) -> bool {
        self.in_flight < self.at_most
    }

    /// A call leaves for the target.
    pub(crate) const fn enter(&mut self) {
        self.in_flight += 1;
    }

    /// A call is over: answered or given up.
    pub(crate) const fn leave(&mut self) {
        self.in_flight -= 1;
    }

    /// The machine lost its memory, and its calls with it.
    pub(crate) const fn forget(&mut self) {
        self.in_flight = 0;
    }

    /// Whether it holds; `under_way` calls of the caller are not over.
    pub(crate) fn check(&self, under_way: u32) -> Result<(), String> {
        if self.in_flight <= self.at_most && self.in_flight == under_way {
            return Ok(());
        }
        Err(format!("{under_way} calls under way through {self:?}"))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Calls come and go in any order: as many as allowed are under way, and never more.
        #[test]
        fn never_more_calls_than_allowed_are_under_way(
            at_most in 0..6_u32,
            comes in prop::collection::vec(any::<bool>(), 0..200),
        ) {
            let mut bulkhead = Bulkhead::new(at_most);
            let mut under_way = 0;
            for comes in comes {
                if comes {
                    prop_assert_eq!(bulkhead.has_room(), under_way < at_most);
                    if bulkhead.has_room() {
                        bulkhead.enter();
                        under_way += 1;
                    }
                } else if under_way > 0 {
                    bulkhead.leave();
                    under_way -= 1;
                }
                prop_assert_eq!(bulkhead.check(under_way), Ok(()));
            }
        }
    }

    #[test]
    fn a_call_beyond_the_limit_breaks_its_law() {
        let mut bulkhead = Bulkhead::new(1);
        bulkhead.enter();
        assert_eq!(bulkhead.check(1), Ok(()));
        assert!(bulkhead.check(0).is_err(), "a call left without leaving");
        bulkhead.enter();
        assert!(bulkhead.check(2).is_err());
        bulkhead.forget();
        assert_eq!(bulkhead.check(0), Ok(()));
    }
}
