//! A record in four words of memory: that is what a run writes most.

use super::{Entry, Record};
use crate::fault::Place;
use crate::message::{Class, DropReason, LinkId, NodeId, Reason};
use crate::process::{Decision, Role};
use crate::request::{Break, Outcome, RequestId};
use crate::snapshot::NodeState;
use crate::time::{Duration, Time};

/// An entry, packed without loss.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Packed {
    time: Time,
    /// The request that the record names, or [`NOBODY`].
    request: u64,
    /// The record's [`Kind`] in the highest byte, and below it all that is small.
    detail: u64,
    /// What can be any number: of a job, of a message, of nanoseconds.
    number: u64,
}

/// No request: there never are so many.
const NOBODY: u64 = u64::MAX;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Issued,
    Attempted,
    Resolved,
    Late,
    Sent,
    Delivered,
    Dropped,
    Duplicated,
    Queued,
    Started,
    Finished,
    GivenUp,
    Decided,
    Broke,
    WritesLost,
    WorkLost,
    Refused,
    Trust,
    Role,
    State,
    Struck,
    DemandSet,
    UnitsSet,
}

impl Kind {
    /// Every kind, in the order of their numbers.
    const ALL: [Self; 23] = [
        Self::Issued,
        Self::Attempted,
        Self::Resolved,
        Self::Late,
        Self::Sent,
        Self::Delivered,
        Self::Dropped,
        Self::Duplicated,
        Self::Queued,
        Self::Started,
        Self::Finished,
        Self::GivenUp,
        Self::Decided,
        Self::Broke,
        Self::WritesLost,
        Self::WorkLost,
        Self::Refused,
        Self::Trust,
        Self::Role,
        Self::State,
        Self::Struck,
        Self::DemandSet,
        Self::UnitsSet,
    ];
}

impl Packed {
    /// Inlined, so that the kind of the record is known and its words are made of it directly.
    #[inline(always)]
    pub(super) fn new(time: Time, record: &Record) -> Self {
        let (kind, request, small, number) = parts(record);
        let [first, second, third] = small.map(u64::from);
        Self {
            time,
            request: request.map_or(NOBODY, |request| request.0),
            detail: (kind as u64) << 56 | first << 40 | second << 24 | third << 8,
            number,
        }
    }

    /// The entry as it was.
    pub(super) fn entry(&self) -> Entry {
        Entry {
            time: self.time,
            record: self.record(),
        }
    }

    /// Mixes it into the hash of all before it; every word counts.
    ///
    /// Words are laid over each other so that one is small where the other is not, and every step can
    /// be undone when the other words are known, so no single difference is ever lost. The hash so far
    /// is multiplied only once, so that the next record waits for one product and not for three.
    #[inline]
    pub(super) const fn mixed_into(&self, hash: u64) -> u64 {
        let what = (self.time.as_nanos() ^ self.detail).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let whose = self.request ^ self.number.rotate_left(32);
        let word = what ^ whose.wrapping_mul(0xc2b2_ae3d_27d4_eb4f).rotate_left(32);
        (hash.rotate_left(29) ^ word).wrapping_mul(0xff51_afd7_ed55_8ccd)
    }

    fn record(&self) -> Record {
        let [first, second, third] = [40, 24, 8].map(|bits| (self.detail >> bits) as u16);
        let (node, link, number) = (NodeId(first), LinkId(first), self.number);
        let request = (self.request != NOBODY).then_some(RequestId(self.request));
        let own = RequestId(self.request);
        let forward = second & 1 == 1;
        let class = || Class::ALL[usize::from(second >> 1)];
        match Kind::ALL[(self.detail >> 56) as usize] {
            Kind::Issued => Record::Issued {
                request: own,
                operation: first,
                key: number as u32,
            },
            Kind::Attempted => Record::Attempted {
                request: own,
                attempt: number as u32,
            },
            Kind::Resolved => Record::Resolved {
                request: own,
                outcome: outcome_of(first),
                elapsed: Duration::from_nanos(number),
            },
            Kind::Late => Record::Late { request: own },
            Kind::Sent => Record::Sent {
                link,
                forward,
                class: class(),
                request,
                message: number,
            },
            Kind::Delivered => Record::Delivered {
                link,
                forward,
                class: class(),
                request,
                message: number,
                failed: third == 1,
            },
            Kind::Dropped => Record::Dropped {
                link,
                forward,
                class: class(),
                request,
                reason: DropReason::ALL[usize::from(third)],
                message: number,
            },
            Kind::Duplicated => Record::Duplicated {
                link,
                forward,
                class: class(),
                request,
                message: number,
            },
            Kind::Queued => Record::Queued {
                node,
                job: number,
                request,
            },
            Kind::Started => Record::Started {
                node,
                job: number,
                request,
            },
            Kind::Finished => Record::Finished {
                node,
                job: number,
                request,
            },
            Kind::GivenUp => Record::GivenUp { node, job: number },
            Kind::Decided => Record::Decided {
                node,
                request,
                decision: decision_of(second, number),
            },
            Kind::Broke => Record::Broke {
                request: own,
                kind: Break::ALL[usize::from(first)],
            },
            Kind::WritesLost => Record::WritesLost {
                node,
                count: number,
            },
            Kind::WorkLost => Record::WorkLost { node, jobs: number },
            Kind::Refused => Record::Refused {
                node,
                request,
                reason: Reason::ALL[usize::from(second)],
            },
            Kind::Trust => Record::Trust {
                node,
                target: NodeId(second),
                trusted: third == 1,
            },
            Kind::Role => Record::Role {
                node,
                role: Role::ALL[usize::from(second)],
            },
            Kind::State => Record::State {
                node,
                state: NodeState::ALL[usize::from(second)],
            },
            Kind::Struck => Record::Struck {
                place: if second == 1 {
                    Place::Link(link)
                } else {
                    Place::Node(node)
                },
                damage: third == 1,
            },
            Kind::DemandSet => Record::DemandSet {
                per_second_milli: number,
            },
            Kind::UnitsSet => Record::UnitsSet {
                group: first,
                count: second,
            },
        }
    }
}

/// The kind of a record, the request that it names, three small things and a large one.
#[inline(always)]
fn parts(record: &Record) -> (Kind, Option<RequestId>, [u16; 3], u64) {
    let way = |forward: bool, class: Class| u16::from(forward) | (class as u16) << 1;
    match *record {
        Record::Issued {
            request,
            operation,
            key,
        } => (
            Kind::Issued,
            Some(request),
            [operation, 0, 0],
            u64::from(key),
        ),
        Record::Attempted { request, attempt } => {
            (Kind::Attempted, Some(request), [0; 3], u64::from(attempt))
        }
        Record::Resolved {
            request,
            outcome,
            elapsed,
        } => (
            Kind::Resolved,
            Some(request),
            [outcome_part(outcome), 0, 0],
            elapsed.as_nanos(),
        ),
        Record::Late { request } => (Kind::Late, Some(request), [0; 3], 0),
        Record::Sent {
            link,
            forward,
            class,
            request,
            message,
        } => (
            Kind::Sent,
            request,
            [link.0, way(forward, class), 0],
            message,
        ),
        Record::Delivered {
            link,
            forward,
            class,
            request,
            message,
            failed,
        } => (
            Kind::Delivered,
            request,
            [link.0, way(forward, class), u16::from(failed)],
            message,
        ),
        Record::Dropped {
            link,
            forward,
            class,
            request,
            reason,
            message,
        } => (
            Kind::Dropped,
            request,
            [link.0, way(forward, class), reason as u16],
            message,
        ),
        Record::Duplicated {
            link,
            forward,
            class,
            request,
            message,
        } => (
            Kind::Duplicated,
            request,
            [link.0, way(forward, class), 0],
            message,
        ),
        Record::Queued { node, job, request } => (Kind::Queued, request, [node.0, 0, 0], job),
        Record::Started { node, job, request } => (Kind::Started, request, [node.0, 0, 0], job),
        Record::Finished { node, job, request } => (Kind::Finished, request, [node.0, 0, 0], job),
        Record::GivenUp { node, job } => (Kind::GivenUp, None, [node.0, 0, 0], job),
        Record::Decided {
            node,
            request,
            decision,
        } => {
            let (kind, detail) = decision_parts(decision);
            (Kind::Decided, request, [node.0, kind, 0], detail)
        }
        Record::Broke { request, kind } => (Kind::Broke, Some(request), [kind as u16, 0, 0], 0),
        Record::WritesLost { node, count } => (Kind::WritesLost, None, [node.0, 0, 0], count),
        Record::WorkLost { node, jobs } => (Kind::WorkLost, None, [node.0, 0, 0], jobs),
        Record::Refused {
            node,
            request,
            reason,
        } => (Kind::Refused, request, [node.0, reason as u16, 0], 0),
        Record::Trust {
            node,
            target,
            trusted,
        } => (Kind::Trust, None, [node.0, target.0, u16::from(trusted)], 0),
        Record::Role { node, role } => (Kind::Role, None, [node.0, role as u16, 0], 0),
        Record::State { node, state } => (Kind::State, None, [node.0, state as u16, 0], 0),
        Record::Struck { place, damage } => {
            let (at, is_link) = match place {
                Place::Node(node) => (node.0, 0),
                Place::Link(link) => (link.0, 1),
            };
            (Kind::Struck, None, [at, is_link, u16::from(damage)], 0)
        }
        Record::DemandSet { per_second_milli } => (Kind::DemandSet, None, [0; 3], per_second_milli),
        Record::UnitsSet { group, count } => (Kind::UnitsSet, None, [group, count, 0], 0),
    }
}

fn outcome_part(outcome: Outcome) -> u16 {
    outcome.map_or_else(|reason| reason as u16 + 1, |()| 0)
}

fn outcome_of(part: u16) -> Outcome {
    match part.checked_sub(1) {
        None => Ok(()),
        Some(reason) => Err(Reason::ALL[usize::from(reason)]),
    }
}

/// The number of a decision and what belongs to it; [`decision_of`] is its other way.
fn decision_parts(decision: Decision) -> (u16, u64) {
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
        Decision::WentWithout { reason } => (13, reason as u64),
        Decision::TakesBack => (14, 0),
        Decision::NotTakenBack { reason } => (15, reason as u64),
        Decision::FellBack { reason } => (16, reason as u64),
        Decision::GaveUp => (17, 0),
        Decision::RecalledNothing => (18, 0),
        Decision::WaitsForConnection => (19, 0),
        Decision::Connected => (20, 0),
        Decision::NotConnected => (21, 0),
    }
}

fn decision_of(kind: u16, detail: u64) -> Decision {
    let reason = || Reason::ALL[detail as usize];
    match kind {
        0 => Decision::Chose {
            target: NodeId(detail as u16),
        },
        1 => Decision::FailedOpen,
        2 => Decision::CacheHit,
        3 => Decision::CacheStale,
        4 => Decision::CacheMiss,
        5 => Decision::Joined,
        6 => Decision::Retry {
            pause: Duration::from_nanos(detail),
        },
        7 => Decision::RetryBudgetSpent,
        8 => Decision::Hedged,
        9 => Decision::ReadFromReplica,
        10 => Decision::Enqueued,
        11 => Decision::Redelivered,
        12 => Decision::DeadLettered,
        13 => Decision::WentWithout { reason: reason() },
        14 => Decision::TakesBack,
        15 => Decision::NotTakenBack { reason: reason() },
        16 => Decision::FellBack { reason: reason() },
        17 => Decision::GaveUp,
        18 => Decision::RecalledNothing,
        19 => Decision::WaitsForConnection,
        20 => Decision::Connected,
        21 => Decision::NotConnected,
        _ => unreachable!("no decision is packed so"),
    }
}

#[cfg(test)]
mod tests;
