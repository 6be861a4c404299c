//! The story of a request: everything that names it, wherever the run stands, and where its time went.

use sim::{
    Blueprint, Doing, Duration, Ending, Entry, Fault, Intervention, KeyframeLimits, NodeId, Record,
    Request, RequestId, Story, Time, Timeline,
};
use systems::ENTRIES;

use crate::support::{Dice, any_fault, scenario, shop};

/// These tests compare with the whole trace.
const TRACE_CAPACITY: usize = 2_000_000;

fn timeline(system: &str, parameters: &[(&str, i64)]) -> Timeline {
    let mut blueprint = systems::blueprint(&scenario(system, 5, parameters)).expect("valid");
    blueprint.trace_capacity = TRACE_CAPACITY;
    timeline_of(blueprint)
}

fn timeline_of(blueprint: Blueprint) -> Timeline {
    let limits = KeyframeLimits {
        events: 3_000,
        ..KeyframeLimits::default()
    };
    Timeline::keeping(blueprint, limits)
}

fn at(secs: u64) -> Time {
    Time::ZERO + Duration::from_secs(secs)
}

fn node(timeline: &Timeline, name: &str) -> NodeId {
    let mut nodes = timeline.simulation().nodes().iter();
    NodeId(nodes.position(|node| node.name() == name).expect("known") as u16)
}

fn strike(timeline: &mut Timeline, fault: Fault) {
    timeline.intervene(Intervention::Fault(fault));
}

/// What the trace says of a request.
fn named(timeline: &Timeline, id: RequestId) -> Vec<Entry> {
    let (entries, missed) = timeline.simulation().trace().since(0);
    assert_eq!(missed, 0, "the whole run is kept");
    let named = entries.filter(|entry| entry.record.request() == Some(id));
    named.collect()
}

fn lengths(story: &Story, wanted: impl Fn(Doing) -> bool) -> Duration {
    let spans = story.spans.iter().filter(|span| wanted(span.doing));
    spans.fold(Duration::ZERO, |sum, span| sum + span.length(story.until))
}

#[test]
fn the_time_of_a_request_on_a_single_path_adds_up_to_the_nanosecond() {
    // Busy, so that there is some waiting; patient, so that each request is one attempt.
    let mut timeline = timeline("centralized", &[("rate", 260), ("retries", 0)]);
    timeline.seek(at(20));
    let requests: Vec<Request> = timeline
        .simulation()
        .ledger()
        .remembered()
        .copied()
        .collect();
    let (mut told, mut waited) = (0, 0);
    for request in requests
        .iter()
        .filter(|request| matches!(request.ended, Some((_, Ok(())))))
        .step_by(7)
    {
        let story = timeline.story(request.id).expect("it was issued");
        assert_eq!(story.request, *request);
        let parts = story.parts();
        assert_eq!(parts.held, Duration::ZERO, "{story:?}");
        assert_eq!(parts.whole(), story.elapsed());
        let waiting = lengths(&story, |doing| matches!(doing, Doing::Waiting { .. }));
        let working = lengths(&story, |doing| matches!(doing, Doing::Working { .. }));
        let travelling = lengths(&story, |doing| matches!(doing, Doing::Travelling { .. }));
        assert_eq!(
            (waiting, working, travelling),
            (parts.waited, parts.worked, parts.travelled)
        );
        let elapsed = request.elapsed(timeline.now());
        assert_eq!(waiting + working + travelling, elapsed);
        told += 1;
        waited += usize::from(waiting > Duration::ZERO);
    }
    assert!(told > 100 && waited > 10, "{told} told, {waited} waited");
}

#[test]
fn a_story_is_what_the_whole_trace_says_wherever_the_run_stands() {
    let catalogue = ENTRIES.iter();
    let catalogue = catalogue.map(|entry| timeline(entry.id, &[("rate", 60)]));
    for mut timeline in catalogue.chain([timeline_of(shop(5, TRACE_CAPACITY))]) {
        let mut dice = Dice(11);
        for second in 1..=12 {
            timeline.seek(at(second));
            let fault = any_fault(timeline.simulation(), &mut dice);
            strike(&mut timeline, fault);
        }
        timeline.seek(at(40));
        let issued = timeline.simulation().ledger().totals.issued;
        assert!(
            timeline.story(RequestId(issued)).is_none(),
            "not issued yet"
        );
        for number in (0..issued).step_by(37) {
            let id = RequestId(number);
            let story = timeline.story(id).expect("it was issued");
            let told = story
                .entries
                .iter()
                .filter(|entry| entry.record.request() == Some(id));
            let told: Vec<Entry> = told.copied().collect();
            assert_eq!(told, named(&timeline, id), "{id:?}");
            assert_eq!(story.parts().whole(), story.elapsed());
            assert!(!story.cut_short);
            if let Some(known) = timeline.simulation().ledger().get(id) {
                assert_eq!(story.request, *known);
            }
        }
        // In the past, a story knows the past.
        timeline.seek(at(6));
        let newest = RequestId(timeline.simulation().ledger().totals.issued - 1);
        let story = timeline.story(newest).expect("it was issued");
        assert_eq!(story.entries, named(&timeline, newest));
    }
}

#[test]
fn every_failed_request_has_a_story_that_ends_with_its_reason() {
    let mut timeline = timeline("web-rds", &[("rate", 50), ("retries", 1)]);
    timeline.seek(at(5));
    let victim = node(&timeline, "db-1");
    strike(&mut timeline, Fault::Crash { node: victim });
    timeline.seek(at(30));
    let failures: Vec<RequestId> = timeline.simulation().ledger().failures().collect();
    assert!(failures.len() > 50, "{}", failures.len());
    let mut crashed = 0;
    for id in failures {
        let story = timeline.story(id).expect("it was issued");
        let (_, outcome) = story.request.ended.expect("it has failed");
        let resolved = story.entries.iter().find_map(|entry| match entry.record {
            Record::Resolved { outcome, .. } => Some(outcome),
            _ => None,
        });
        assert_eq!(resolved, Some(outcome));
        assert!(outcome.is_err());
        let lost = story.spans.iter().filter_map(|span| span.ended);
        crashed += lost.filter(|(_, how)| *how == Ending::Crashed).count();
        assert!(
            story.spans.iter().all(|span| span.ended.is_some()),
            "{story:?}"
        );
    }
    assert!(crashed > 0, "work was lost with the machine");
}
