//! The story of a request tells what became of it, where it is, and why it failed.

use sim::{Fault, NodeId};

use super::*;
use crate::session::Session;
use crate::settings::Settings;
use crate::state::RunCause;

/// Ten seconds of the distributed system with a fault at four.
fn after(fault: Fault) -> Session {
    let mut session = Session::new(&Settings::default(), RunCause::Opened).expect("can be run");
    session.strike(1, fault);
    session.advance(Time::ZERO + Duration::from_secs(12), &mut || false);
    session
}

fn a_failed_one(session: &Session) -> Story {
    let failed = session.side(1).ledger().failures().next_back();
    let story = session.side(1).story(failed.expect("some have failed"));
    story.expect("it was issued")
}

#[test]
fn a_failed_request_names_its_reason_and_every_try() {
    let story = a_failed_one(&after(Fault::Crash { node: NodeId(1) }));
    assert_eq!(story.summary.outcome, Some(Err(Reason::TimedOut)));
    assert_eq!(story.summary.attempts, 2);
    let lost = Cause::Lost {
        source: NodeId(0),
        target: NodeId(1),
        reason: DropReason::TargetDown,
    };
    assert_eq!(story.summary.cause, Some(lost));
    let again = |told: &&Told| told.step == Step::TriedAgain { attempt: 2 };
    assert_eq!(story.steps.iter().filter(again).count(), 1);
    let in_order = story.steps.is_sorted_by_key(|told| told.after);
    assert!(in_order, "{:?}", story.steps);
}

#[test]
fn an_answered_request_tells_its_work_and_where_it_went() {
    let session = Session::new(&Settings::default(), RunCause::Opened).expect("can be run");
    let followed = session.followed().expect("one has ended");
    let story = session.side(1).story(followed).expect("it was issued");
    assert_eq!(story.summary.outcome, Some(Ok(())));
    let has = |wanted: fn(&Step) -> bool| story.steps.iter().any(|told| wanted(&told.step));
    assert!(has(|step| matches!(step, Step::Decided { .. })));
    assert!(has(|step| matches!(step, Step::Finished { .. })));
    assert!(matches!(story.summary.cause, Some(Cause::Worked { .. })));
    let known = session.side(1).ledger().get(followed).expect("remembered");
    assert_eq!(
        Some(known.elapsed(session.now())),
        Some(story.summary.elapsed)
    );
}

#[test]
fn a_request_in_flight_tells_where_it_is_and_not_why_it_failed() {
    let session = Session::new(&Settings::default(), RunCause::Opened).expect("can be run");
    let ledger = session.side(1).ledger();
    let flying = ledger.remembered().filter(|one| one.ended.is_none());
    let mut told = 0;
    for request in flying {
        let story = session.side(1).story(request.id).expect("it was issued");
        let present = matches!(
            story.summary.cause,
            Some(Cause::Waits { .. } | Cause::Works { .. } | Cause::Travels { .. })
        );
        assert!(present, "{:?}", story.summary);
        told += 1;
    }
    assert!(told > 0, "some are in flight");
}

#[test]
fn work_that_a_machine_took_along_when_it_went_down_is_told_as_that() {
    let mut settings = Settings::default();
    let none = settings.set(crate::settings::Scope::Both, "retries", 0);
    none.expect("in range");
    let mut session = Session::new(&settings, RunCause::Opened).expect("can be run");
    let node = NodeId(2);
    let busy = |session: &Session| session.side(1).snapshot().nodes[2].busy > 0;
    while !busy(&session) {
        session.step_event(1.0);
    }
    session.strike(1, Fault::Crash { node });
    session.advance(Time::ZERO + Duration::from_secs(8), &mut || false);
    let failures = session.side(1).ledger().failures();
    let mut causes = failures.filter_map(|id| session.side(1).story(id)?.summary.cause);
    let lost = Cause::LostWithMachine { node };
    assert!(causes.any(|cause| cause == lost), "a worker was at work");
}

#[test]
fn a_request_that_was_never_issued_has_no_story() {
    let session = Session::new(&Settings::default(), RunCause::Opened).expect("can be run");
    assert_eq!(session.side(0).story(sim::RequestId(u64::MAX)), None);
}

#[test]
fn an_answer_that_says_it_failed_is_told_apart_from_one_that_helps() {
    // The database is down: what comes back from the servers are errors.
    let story = a_failed_one(&after(Fault::Crash { node: NodeId(10) }));
    let answers = story.steps.iter().filter_map(|told| match told.step {
        Step::Arrived {
            reply: true,
            failed,
            ..
        } => Some(failed),
        _ => None,
    });
    let answers: Vec<bool> = answers.collect();
    assert!(!answers.is_empty() && answers.iter().all(|failed| *failed));
    let session = Session::new(&Settings::default(), RunCause::Opened).expect("can be run");
    let followed = session.followed().expect("one has ended");
    let story = session.side(1).story(followed).expect("it was issued");
    let failed = |told: &Told| matches!(told.step, Step::Arrived { failed: true, .. });
    assert!(!story.steps.iter().any(failed));
}
