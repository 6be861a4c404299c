//! Every kind of record there is, packed and taken out again.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;

const TIME: Time = Time::from_nanos(u64::MAX);

/// Records of every kind, with the largest and the smallest values that they can have.
fn records() -> Vec<Record> {
    let mut records = Vec::new();
    let requests = [None, Some(RequestId(0)), Some(RequestId(NOBODY - 1))];
    for (small, number, on) in [(0, 0, false), (u16::MAX, u64::MAX, true)] {
        for request in requests {
            records.extend(on_the_way(small, number, on, request));
            records.extend(decisions(small, number).map(|decision| Record::Decided {
                node: NodeId(small),
                request,
                decision,
            }));
            records.extend(Reason::ALL.map(|reason| Record::Refused {
                node: NodeId(small),
                request,
                reason,
            }));
            records.extend(request.into_iter().flat_map(|own| ends(small, number, own)));
        }
        records.extend(of_machines(small, number, on));
    }
    records
}

fn on_the_way(small: u16, number: u64, on: bool, request: Option<RequestId>) -> Vec<Record> {
    let (node, link, forward) = (NodeId(small), LinkId(small), on);
    let (job, message) = (number, number);
    let mut records = vec![
        Record::Queued { node, job, request },
        Record::Started { node, job, request },
        Record::Finished { node, job, request },
    ];
    for class in Class::ALL {
        records.push(Record::Sent {
            link,
            forward,
            class,
            request,
            message,
        });
        records.push(Record::Delivered {
            link,
            forward,
            class,
            request,
            message,
            failed: on,
        });
        records.push(Record::Duplicated {
            link,
            forward,
            class,
            request,
            message,
        });
        records.extend(DropReason::ALL.map(|reason| Record::Dropped {
            link,
            forward,
            class,
            request,
            reason,
            message,
        }));
    }
    records
}

fn ends(small: u16, number: u64, request: RequestId) -> Vec<Record> {
    let mut records = vec![
        Record::Issued {
            request,
            operation: small,
            key: number as u32,
        },
        Record::Attempted {
            request,
            attempt: number as u32,
        },
        Record::Late { request },
    ];
    let outcomes = [Ok(())].into_iter().chain(Reason::ALL.map(Err));
    records.extend(outcomes.map(|outcome| Record::Resolved {
        request,
        outcome,
        elapsed: Duration::from_nanos(number),
    }));
    records.extend(Break::ALL.map(|kind| Record::Broke { request, kind }));
    records
}

fn of_machines(small: u16, number: u64, on: bool) -> Vec<Record> {
    let (node, damage) = (NodeId(small), on);
    let mut records = vec![
        Record::GivenUp { node, job: number },
        Record::WritesLost {
            node,
            count: number,
        },
        Record::WorkLost { node, jobs: number },
        Record::Trust {
            node,
            target: NodeId(!small),
            trusted: on,
        },
        Record::DemandSet {
            per_second_milli: number,
        },
        Record::UnitsSet {
            group: small,
            count: !small,
        },
    ];
    records.extend(Role::ALL.map(|role| Record::Role { node, role }));
    records.extend(NodeState::ALL.map(|state| Record::State { node, state }));
    let places = [Place::Node(node), Place::Link(LinkId(small))];
    records.extend(places.map(|place| Record::Struck { place, damage }));
    records
}

fn decisions(small: u16, number: u64) -> impl Iterator<Item = Decision> {
    let target = NodeId(small);
    let pause = Duration::from_nanos(number);
    let others = [
        Decision::Chose { target },
        Decision::Retry { pause },
        Decision::FailedOpen,
        Decision::CacheHit,
        Decision::CacheStale,
        Decision::CacheMiss,
        Decision::Joined,
        Decision::RetryBudgetSpent,
        Decision::Hedged,
        Decision::ReadFromReplica,
        Decision::Enqueued,
        Decision::Redelivered,
        Decision::DeadLettered,
        Decision::TakesBack,
        Decision::GaveUp,
        Decision::RecalledNothing,
        Decision::WaitsForConnection,
        Decision::Connected,
        Decision::NotConnected,
    ];
    let with_reason = Reason::ALL.into_iter().flat_map(|reason| {
        [
            Decision::WentWithout { reason },
            Decision::NotTakenBack { reason },
            Decision::FellBack { reason },
        ]
    });
    others.into_iter().chain(with_reason)
}

#[test]
fn every_record_comes_out_as_it_went_in() {
    let records = records();
    for record in &records {
        let entry = Packed::new(TIME, record).entry();
        assert_eq!((entry.time, entry.record), (TIME, *record));
    }
    let kinds: BTreeSet<u8> = records.iter().map(|record| parts(record).0 as u8).collect();
    assert_eq!(kinds.len(), Kind::ALL.len(), "no kind is left out");
    let decided: BTreeSet<u16> = decisions(0, 0).map(|it| decision_parts(it).0).collect();
    assert_eq!(decided.len(), 22, "no decision is left out");
}

#[test]
fn kinds_stand_in_the_order_of_their_numbers() {
    for (number, kind) in Kind::ALL.into_iter().enumerate() {
        assert_eq!(kind as usize, number);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
    /// Whatever one word is instead, the hash is another one.
    #[test]
    fn no_difference_in_one_word_is_lost(
        words: [u64; 4],
        place in 0_usize..4,
        other: u64,
        hash: u64,
    ) {
        let packed = |words: [u64; 4]| Packed {
            time: Time::from_nanos(words[0]),
            request: words[1],
            detail: words[2],
            number: words[3],
        };
        let mut changed = words;
        changed[place] = other;
        let same = words == changed;
        let hashes = [words, changed].map(|words| packed(words).mixed_into(hash));
        prop_assert_eq!(hashes[0] == hashes[1], same);
    }
}
