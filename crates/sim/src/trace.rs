//! The trace: a bounded, ordered log of what did happen, and its hash over the whole run.

use crate::fault::Place;
use crate::log::Log;
use crate::message::{Class, DropReason, LinkId, NodeId, Reason};
use crate::process::{Decision, Role};
use crate::request::{Break, Outcome, RequestId};
use crate::snapshot::NodeState;
use crate::time::{Duration, Time};

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
        /// It is an answer that says that the call failed. No part of the hash: the sender decided so.
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
    entries: Log<Entry>,
    hash: u64,
}

impl Trace {
    pub(crate) fn new(capacity: usize) -> Self {
        Self {
            entries: Log::keeping(capacity),
            hash: 0x243f_6a88_85a3_08d3,
        }
    }

    /// Inlined, so that the kind of the record is known and its words are read off directly.
    #[inline(always)]
    pub(crate) fn push(&mut self, time: Time, record: Record) {
        self.hash = hash_entry(self.hash, time, &record);
        self.entries.push(Entry { time, record });
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
    pub fn last(&self) -> Option<&Entry> {
        self.entries.get(self.total().checked_sub(1)?)
    }

    /// The hash of every record so far and its time: equal for equal runs, whatever the machine.
    pub const fn hash(&self) -> u64 {
        // The rolling hash leaves its newest words in the high bits; now all bits depend on all.
        let hash = (self.hash ^ (self.hash >> 32)).wrapping_mul(0xd6e8_feb8_6659_fd93);
        hash ^ (hash >> 32)
    }

    /// The records from `cursor` on, oldest first, and how many of them are no longer kept.
    pub fn since(&self, cursor: u64) -> (impl Iterator<Item = &Entry>, u64) {
        let missed = self.entries.first().saturating_sub(cursor);
        let entries = self.entries.since(cursor).map(|(_, entry)| entry);
        (entries, missed)
    }
}

/// Mixes one record into the hash; every field counts but the number of a message, which follows
/// from the order of the records.
///
/// Each word is multiplied on its own, and the hash so far only once, so that the next record
/// waits for one product and not for four. Every step can be undone when the other words are known,
/// so no single difference is ever lost.
#[inline(always)]
fn hash_entry(hash: u64, time: Time, record: &Record) -> u64 {
    let (tag, first, second) = words(record);
    let time = (time.as_nanos() ^ (tag << 56)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let first = first.wrapping_mul(0xc2b2_ae3d_27d4_eb4f);
    let second = second.wrapping_mul(0x1656_67b1_9e37_79f9);
    let word = time ^ first.rotate_left(24) ^ second.rotate_left(48);
    (hash.rotate_left(29) ^ word).wrapping_mul(0xff51_afd7_ed55_8ccd)
}

#[inline(always)]
fn words(record: &Record) -> (u64, u64, u64) {
    let id = |request: Option<RequestId>| request.map_or(u64::MAX, |request| request.0);
    let on_link = |link: LinkId, forward: bool, class: Class| {
        u64::from(link.0) << 16 | u64::from(forward) << 8 | class as u64
    };
    let end = |outcome: Outcome| outcome.map_or_else(|reason| reason as u64 + 1, |()| 0);
    match *record {
        Record::Issued {
            request,
            operation,
            key,
        } => (1, request.0, u64::from(operation) << 32 | u64::from(key)),
        Record::Attempted { request, attempt } => (2, request.0, u64::from(attempt)),
        Record::Resolved {
            request,
            outcome,
            elapsed,
        } => (3, request.0, elapsed.as_nanos() << 3 | end(outcome)),
        Record::Late { request } => (4, request.0, 0),
        Record::Sent {
            link,
            forward,
            class,
            request,
            ..
        } => (5, on_link(link, forward, class), id(request)),
        Record::Delivered {
            link,
            forward,
            class,
            request,
            ..
        } => (6, on_link(link, forward, class), id(request)),
        Record::Dropped {
            link,
            forward,
            class,
            request,
            reason,
            ..
        } => (
            7,
            on_link(link, forward, class) | (reason as u64) << 48,
            id(request),
        ),
        Record::Queued { node, job, request } => (8, u64::from(node.0) ^ id(request) << 16, job),
        Record::Started { node, job, request } => (9, u64::from(node.0) ^ id(request) << 16, job),
        Record::Finished { node, job, request } => (10, u64::from(node.0) ^ id(request) << 16, job),
        Record::Duplicated {
            link,
            forward,
            class,
            request,
            ..
        } => (19, on_link(link, forward, class), id(request)),
        Record::GivenUp { node, job } => (20, u64::from(node.0), job),
        Record::Decided {
            node,
            request,
            decision,
        } => {
            let (kind, detail) = decision_words(decision);
            (
                21,
                u64::from(node.0) | kind << 16 | detail << 24,
                id(request),
            )
        }
        Record::Broke { request, kind } => (22, request.0, kind as u64),
        Record::WritesLost { node, count } => (23, u64::from(node.0), count),
        Record::WorkLost { node, jobs } => (11, u64::from(node.0), jobs),
        Record::Refused {
            node,
            request,
            reason,
        } => (12, u64::from(node.0) << 8 | reason as u64, id(request)),
        Record::Trust {
            node,
            target,
            trusted,
        } => (
            13,
            u64::from(node.0) << 16 | u64::from(target.0),
            u64::from(trusted),
        ),
        Record::Role { node, role } => (14, u64::from(node.0), role as u64),
        Record::State { node, state } => (15, u64::from(node.0), state as u64),
        Record::Struck { place, damage } => {
            let at = match place {
                Place::Node(node) => u64::from(node.0),
                Place::Link(link) => u64::from(link.0) | 1 << 32,
            };
            (16, at, u64::from(damage))
        }
        Record::DemandSet { per_second_milli } => (17, per_second_milli, 0),
        Record::UnitsSet { group, count } => (18, u64::from(group), u64::from(count)),
    }
}

fn decision_words(decision: Decision) -> (u64, u64) {
    match decision {
        Decision::Chose { target } => (0, u64::from(target.0)),
        Decision::FailedOpen => (1, 0),
        Decision::CacheHit => (2, 0),
        Decision::CacheStale => (3, 0),
        Decision::CacheMiss => (4, 0),
        Decision::Joined => (5, 0),
        Decision::Retry { pause } => (6, pause.as_nanos()),
        Decision::RetryBudgetSpent => (7, 0),
        Decision::Hedged => (8, 0),
        Decision::ReadFromReplica => (9, 0),
        Decision::Enqueued => (10, 0),
        Decision::Redelivered => (11, 0),
        Decision::DeadLettered => (12, 0),
        Decision::WentWithout { reason } => (13, reason.index() as u64),
        Decision::TakesBack => (14, 0),
        Decision::NotTakenBack { reason } => (15, reason.index() as u64),
        Decision::FellBack { reason } => (16, reason.index() as u64),
        Decision::GaveUp => (17, 0),
        Decision::RecalledNothing => (18, 0),
        Decision::WaitsForConnection => (19, 0),
        Decision::Connected => (20, 0),
        Decision::NotConnected => (21, 0),
    }
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
        assert_eq!(hash(&[1, 2, 3], 5, 100), hash(&[1, 2, 3], 5, 0));
        assert_ne!(hash(&[1, 2, 3], 5, 100), hash(&[1, 3, 2], 5, 100));
        assert_ne!(hash(&[1, 2, 3], 5, 100), hash(&[1, 2, 3], 6, 100));
    }
}
