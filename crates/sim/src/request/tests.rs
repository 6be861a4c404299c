//! What the ledger remembers, for how long, and in how much memory.

use super::*;

fn at(millis: u64) -> Time {
    Time::ZERO + Duration::from_millis(millis)
}

fn issue(ledger: &mut Ledger, now: Time) -> RequestId {
    let id = ledger.issue(NodeId(0), Call::new(0, 0), None, now);
    ledger.attempt(id);
    id
}

/// Issues and answers so many requests, one a millisecond from this one on.
fn answered(ledger: &mut Ledger, from: u64, count: u64) {
    for millis in from..from + count {
        let id = issue(ledger, at(millis));
        ledger.resolve(id, Ok(Version::NONE), at(millis));
    }
}

#[test]
fn one_request_that_nobody_answers_keeps_no_others_in_memory() {
    let mut ledger = Ledger::default();
    let forgotten = issue(&mut ledger, at(0));
    answered(&mut ledger, 1, 200_000);
    assert!(
        ledger.remembered_count() as u64
            <= REMEMBERED_MAX as u64 + LEAVE_BEHIND_EVERY + REMEMBERED_PER_OPEN as u64,
        "{}",
        ledger.remembered_count()
    );
    assert_eq!(
        ledger.remembered().next().map(|request| request.id),
        Some(forgotten)
    );
    assert_eq!(ledger.get(RequestId(1)), None, "it ended long ago");
    // It can still be tried again and answered, and is there for a while.
    ledger.attempt(forgotten);
    let ended = ledger.resolve(forgotten, Err(Reason::TimedOut), at(300_000));
    assert_eq!(ended.elapsed, Duration::from_secs(300));
    let kept = ledger.get(forgotten).expect("its story is told");
    assert_eq!(
        (kept.attempts, kept.ended),
        (2, Some((at(300_000), Err(Reason::TimedOut))))
    );
    answered(&mut ledger, 300_001, 1);
    assert!(ledger.get(forgotten).is_some());
    assert_eq!(ledger.failures().collect::<Vec<_>>(), [forgotten]);
    assert_eq!(ledger.open(), 0);
    let little = ledger.little(at(300_001));
    assert_eq!(little.area, little.spent);
}

#[test]
fn who_is_left_behind_stands_before_the_others_in_the_order_of_issue() {
    let mut ledger = Ledger::default();
    let mut open = Vec::new();
    for round in 0..40 {
        open.push(issue(&mut ledger, at(round * 1_000)));
        answered(&mut ledger, round * 1_000 + 1, 900);
    }
    let ids: Vec<RequestId> = ledger.remembered().map(|request| request.id).collect();
    assert!(ids.is_sorted());
    assert_eq!(ids.len(), ledger.remembered_count());
    for id in open.iter().rev() {
        assert_eq!(ledger.get(*id).map(|request| request.id), Some(*id));
        ledger.resolve(*id, Ok(Version::NONE), at(50_000));
    }
    answered(&mut ledger, 50_001, REMEMBERED_MAX as u64 * 2);
    assert_eq!(ledger.remembered_count(), REMEMBERED_MAX);
    assert_eq!(ledger.totals.in_flight(), 0);
}

#[test]
fn those_left_behind_are_forgotten_a_while_after_they_have_ended() {
    let mut ledger = Ledger::default();
    let open: Vec<RequestId> = (0..1_000)
        .map(|millis| issue(&mut ledger, at(millis)))
        .collect();
    answered(&mut ledger, 1_000, 100_000);
    assert_eq!(ledger.left_behind.len(), 1_000);
    for id in &open {
        ledger.resolve(*id, Ok(Version::NONE), at(200_000));
        assert!(
            ledger
                .get(*id)
                .is_some_and(|request| request.ended.is_some())
        );
    }
    answered(&mut ledger, 200_001, LEAVE_BEHIND_EVERY);
    assert_eq!(ledger.left_behind.len(), 0);
    assert_eq!(ledger.open(), 0);
}

#[test]
fn what_was_done_for_those_left_behind_is_not_lost_and_they_are_kept_waiting() {
    let mut ledger = Ledger::default();
    let (good, bad) = (issue(&mut ledger, at(0)), issue(&mut ledger, at(1)));
    let work = Duration::from_millis;
    assert!(!ledger.worked(good, NodeId(3), work(5)));
    assert!(!ledger.worked(bad, NodeId(4), work(9)));
    answered(&mut ledger, 2, 50_000);
    ledger.look(at(60_000));
    assert_eq!(ledger.waiting().collect::<Vec<_>>(), [good, bad]);
    assert_eq!((ledger.left_behind.len(), ledger.kept_waiting()), (2, 2));
    assert!(!ledger.worked(good, NodeId(5), work(7)), "nobody knows yet");
    let settled = |ledger: &mut Ledger, id, answer: Answer| {
        let ended = ledger.resolve(id, answer, at(60_000));
        let mut all = Vec::new();
        ledger.settle(ended.work, answer.map(|_| ()), |node, work| {
            all.push((node.0, work.as_millis_f64()));
        });
        all
    };
    let done = settled(&mut ledger, good, Ok(Version::NONE));
    assert_eq!(done, [(5, 7.0), (3, 5.0)]);
    assert_eq!(settled(&mut ledger, bad, Err(Reason::TimedOut)), []);
    // Work that comes after the end.
    assert!(ledger.worked(good, NodeId(3), work(1)));
    assert!(!ledger.worked(bad, NodeId(3), work(1)));
    assert_eq!((ledger.waiting().count(), ledger.kept_waiting()), (0, 0));
    // A place in the window still belongs to the request that stands there.
    let late = issue(&mut ledger, at(60_001));
    ledger.worked(late, NodeId(6), work(2));
    assert_eq!(settled(&mut ledger, late, Ok(Version::NONE)), [(6, 2.0)]);
}

#[test]
fn thousands_of_open_requests_stay_where_they_are() {
    // A queue that grows keeps its requests in one piece: nothing is moved.
    let mut ledger = Ledger::default();
    for millis in 0..50_000 {
        issue(&mut ledger, at(millis));
        if millis >= 10_000 {
            ledger.resolve(RequestId(millis - 10_000), Ok(Version::NONE), at(millis));
        }
    }
    assert_eq!(ledger.left_behind.len(), 0);
    assert_eq!(ledger.remembered_count(), 10_001, "one has just ended");
}
