//! The trace: a bounded, ordered log of what did happen, and its hash over the whole run.

use crate::fault::Place;
use crate::log::Log;
use crate::message::{Class, DropReason, LinkId, NodeId, Reason};
use crate::process::{Decision, Role};
use crate::request::{Break, Outcome, RequestId};
use crate::snapshot::NodeState;
use crate::time::{Duration, Time};

mod packed;

use packed::Packed;

/// What did happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Record {
    Issued {
        request: RequestId,
        operation: u16,
        key: u32,
    },
    Attempted {
        request: RequestId,
        attempt: u32,
    },
    Resolved {
        request: RequestId,
        outcome: Outcome,
        elapsed: Duration,
    },
    /// An answer came for an attempt that had been given up.
    Late {
        request: RequestId,
    },
    Sent {
        link: LinkId,
        forward: bool,
        class: Class,
        request: Option<RequestId>,
        /// The message's place among all of the run.
        message: u64,
    },
    Delivered {
        link: LinkId,
        forward: bool,
        class: Class,
        request: Option<RequestId>,
        message: u64,
        /// It is an answer that says that the call failed.
        failed: bool,
    },
    Dropped {
        link: LinkId,
        forward: bool,
        class: Class,
        request: Option<RequestId>,
        reason: DropReason,
        message: u64,
    },
    /// The network made a second copy of a message.
    Duplicated {
        link: LinkId,
        forward: bool,
        class: Class,
        request: Option<RequestId>,
        /// The copy's own place.
        message: u64,
    },
    Queued {
        node: NodeId,
        job: u64,
        request: Option<RequestId>,
    },
    Started {
        node: NodeId,
        job: u64,
        request: Option<RequestId>,
    },
    Finished {
        node: NodeId,
        job: u64,
        request: Option<RequestId>,
    },
    /// A waiting job made room for a newer one, or was not worth beginning.
    GivenUp {
        node: NodeId,
        job: u64,
    },
    /// A process decided something about a request.
    Decided {
        node: NodeId,
        request: Option<RequestId>,
        decision: Decision,
    },
    /// A request that was answered broke the illusion of one machine. Told when it comes to light,
    /// which for a lost write is long after its end.
    Broke {
        request: RequestId,
        kind: Break,
    },
    /// Confirmed writes are gone for good.
    WritesLost {
        node: NodeId,
        count: u64,
    },
    /// So many jobs were lost when their machine lost its power.
    WorkLost {
        node: NodeId,
        jobs: u64,
    },
    Refused {
        node: NodeId,
        request: Option<RequestId>,
        reason: Reason,
    },
    Trust {
        node: NodeId,
        target: NodeId,
        trusted: bool,
    },
    Role {
        node: NodeId,
        role: Role,
    },
    /// The node's state, as the operator sees it, has changed.
    State {
        node: NodeId,
        state: NodeState,
    },
    /// Somebody or something changed the world: a fault (damage) or its repair.
    Struck {
        place: Place,
        damage: bool,
    },
    DemandSet {
        per_second_milli: u64,
    },
    UnitsSet {
        group: u16,
        count: u16,
    },
}

/// A record and when it happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    pub time: Time,
    pub record: Record,
}

/// The last records, numbered from the start of the run, and the hash of all of them.
#[derive(Clone, Debug)]
pub struct Trace {
    entries: Log<Packed>,
    /// The rolling hash of the entries in full chunks; those of the open chunk are not in it yet.
    hash: u64,
}

impl Trace {
    pub(crate) fn new(capacity: usize) -> Self {
        Self {
            entries: Log::keeping(capacity),
            hash: 0x243f_6a88_85a3_08d3,
        }
    }

    /// Hashes many records in a row rather than each when it comes: the same hash in fewer steps.
    #[inline(always)]
    pub(crate) fn push(&mut self, time: Time, record: Record) {
        let hash = &mut self.hash;
        self.entries.push_and(Packed::new(time, &record), |chunk| {
            *hash = mixed(*hash, chunk);
        });
    }

    /// Keeps so many records from now on.
    pub(crate) const fn keep(&mut self, capacity: usize) {
        self.entries.keep(capacity);
    }

    /// How many records there have been since the start of the run: the cursor of the next one.
    pub fn total(&self) -> u64 {
        self.entries.total()
    }

    /// The newest record.
    pub fn last(&self) -> Option<Entry> {
        let newest = self.entries.get(self.total().checked_sub(1)?)?;
        Some(newest.entry())
    }

    /// The hash of every record so far and its time: equal for equal runs, whatever the machine.
    pub fn hash(&self) -> u64 {
        let hash = mixed(self.hash, self.entries.open());
        // The rolling hash leaves its newest words in the high bits; now all bits depend on all.
        let hash = (hash ^ (hash >> 32)).wrapping_mul(0xd6e8_feb8_6659_fd93);
        hash ^ (hash >> 32)
    }

    /// The records from `cursor` on, oldest first, and how many of them are no longer kept.
    pub fn since(&self, cursor: u64) -> (impl Iterator<Item = Entry>, u64) {
        let missed = self.entries.first().saturating_sub(cursor);
        let entries = self.entries.since(cursor).map(|(_, entry)| entry.entry());
        (entries, missed)
    }
}

fn mixed(hash: u64, entries: &[Packed]) -> u64 {
    entries
        .iter()
        .fold(hash, |hash, entry| entry.mixed_into(hash))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn late(number: u64) -> Record {
        Record::Late {
            request: RequestId(number),
        }
    }

    #[test]
    fn the_ring_keeps_the_newest_and_says_what_it_lost() {
        let mut trace = Trace::new(4);
        for number in 0..10 {
            trace.push(Time::from_nanos(number), late(number));
        }
        let (entries, missed) = trace.since(3);
        let kept: Vec<u64> = entries.map(|entry| entry.time.as_nanos()).collect();
        assert_eq!((kept, missed), (vec![6, 7, 8, 9], 3));
        let (entries, missed) = trace.since(9);
        assert_eq!((entries.count(), missed), (1, 0));
    }

    #[test]
    fn the_hash_sees_order_time_and_content_but_not_the_capacity() {
        let hash = |numbers: &[u64], step: u64, capacity: usize| {
            let mut trace = Trace::new(capacity);
            for (index, number) in numbers.iter().enumerate() {
                trace.push(Time::from_nanos(index as u64 * step), late(*number));
            }
            trace.hash()
        };
        // The first ones are hashed when their chunk is full, the last ones when the hash is asked for.
        let numbers: Vec<u64> = (0..600).collect();
        let straight = hash(&numbers, 5, 10_000);
        assert_eq!(straight, hash(&numbers, 5, 0));
        assert_ne!(straight, hash(&numbers, 6, 10_000));
        for place in [0, 300, 598] {
            let mut swapped = numbers.clone();
            swapped.swap(place, place + 1);
            assert_ne!(straight, hash(&swapped, 5, 10_000));
        }
        assert_ne!(straight, hash(&numbers[..599], 5, 10_000));
    }
}
