//! Where the time of a request goes when attempts are given up, and when calls wait for a connection.

use sim::{
    Doing, Duration, Ending, Fault, Intervention, KeyframeLimits, NodeId, Record, RequestId, Story,
    StoryParts, Time, Timeline,
};
use systems::model::{Model, assemble};

const RECORDS: usize = 1_000_000;

fn timeline(nodes: &str, until_millis: u64) -> Timeline {
    let text = format!(r#"{{ "nodes": {{ {nodes} }} }}"#);
    let model: Model = serde_json::from_str(&text).expect("the model is well-formed");
    let blueprint = assemble(&model, 3, Duration::from_secs(1_000), RECORDS);
    let limits = KeyframeLimits {
        events: 200,
        ..KeyframeLimits::default()
    };
    let mut timeline = Timeline::keeping(blueprint.expect("the model is sound"), limits);
    timeline.seek(at(until_millis));
    timeline.simulation().check().expect("every law holds");
    timeline
}

fn at(millis: u64) -> Time {
    Time::ZERO + Duration::from_millis(millis)
}

fn stories(timeline: &Timeline) -> Vec<Story> {
    let issued = timeline.simulation().ledger().totals.issued;
    let story = |number| timeline.story(RequestId(number)).expect("it was issued");
    (0..issued).map(story).collect()
}

fn parts(worked: u64, travelled: u64, waited: u64, held: u64) -> StoryParts {
    let [worked, travelled, waited, held] =
        [worked, travelled, waited, held].map(Duration::from_millis);
    StoryParts {
        worked,
        travelled,
        waited,
        held,
    }
}

#[test]
fn what_goes_on_for_an_attempt_that_was_given_up_takes_none_of_the_users_time() {
    // The service hands on what has been given up at 50 ms: its call leaves at 81 ms, in the pause.
    let users = r#""u": { "clients": { "target": "s", "arrivals": { "recorded": { "at": ["1s"] } },
        "timeout": "50ms", "retry": { "attempts": 2, "pause": { "fixed": "500ms" } } } }"#;
    let service = r#""s": { "service": { "workers": 2, "operations": { "look": [
        { "work": { "constant": "80ms" } }, { "call": { "target": "b", "operation": "view" } } ] } } },
        "b": { "service": { "operations": { "view": [{ "work": { "constant": "1s" } }] } } }"#;
    let timeline = timeline(&format!("{users}, {service}"), 10_000);
    let story = &stories(&timeline)[0];
    assert_eq!(story.parts(), parts(98, 2, 0, 500));
    assert_eq!(story.parts().whole(), story.elapsed());
    let given_up = story.spans.iter().filter(|span| span.given_up.is_some());
    let of_the_first = given_up.filter(|span| span.given_up == Some(at(1_050)));
    assert_eq!(of_the_first.count(), story.spans.len() / 2, "{story:?}");
    assert!(story.spans.len() >= 12, "{story:?}");
}

const POOL: &str = r#"
    "s": { "service": { "operations": { "look": [{ "parallel": [
        { "read": { "store": "d" } }, { "write": { "store": "d" } }] }] } } },
    "d": { "database": { "read": { "exponential": "10ms" }, "write": { "exponential": "8ms" },
        "workers": 4, "boot": "1s", "pool": { "total": 3, "waiting": 1000 } } }"#;

fn connecting(story: &Story) -> impl Iterator<Item = &sim::Span> {
    let spans = story.spans.iter();
    spans.filter(|span| matches!(span.doing, Doing::Connecting { .. }))
}

#[test]
fn the_waits_for_connections_of_all_stories_are_the_area_that_the_pool_tells() {
    let users = r#""u": { "clients": { "target": "s", "arrivals": { "poisson": { "per_second": 140 } },
        "demand": [{ "step": { "at": "3s", "demand": 0 } }] } }"#;
    let timeline = timeline(&format!("{users}, {POOL}"), 6_000);
    let database = timeline.simulation().nodes().iter();
    let database = database.take_while(|node| node.name() != "d").count();
    let tally = timeline
        .simulation()
        .tally(NodeId(database as u16), timeline.now());
    let pool = tally.connecting.expect("it has a pool");
    let stories = stories(&timeline);
    let (mut area, mut came) = (0, 0);
    for story in &stories {
        assert_eq!(story.parts().whole(), story.elapsed());
        for span in connecting(story) {
            area += u128::from(span.length(story.until).as_nanos());
            came += 1;
            assert_eq!(span.ended.map(|(_, how)| how), Some(Ending::Done));
        }
        assert_eq!(story.parts().held, Duration::ZERO, "{story:?}");
    }
    assert!(came > 200 && pool.held.now == 0, "{came} waited");
    assert_eq!((came, area), (pool.came, pool.held.area));
}

#[test]
fn calls_that_wait_for_a_connection_are_lost_with_the_machines_power() {
    let users = r#""u": { "clients": { "target": "s", "arrivals": { "recorded": { "at": ["1s", "1s", "1s"] } } } }"#;
    let mut timeline = timeline(&format!("{users}, {POOL}"), 1_002);
    let database = timeline.simulation().nodes().iter();
    let node = NodeId(database.take_while(|node| node.name() != "d").count() as u16);
    timeline.intervene(Intervention::Fault(Fault::Crash { node }));
    timeline.seek(at(1_500));
    timeline.simulation().check().expect("every law holds");
    let lost = stories(&timeline);
    let lost = lost.iter().flat_map(connecting);
    let lost = lost.filter(|span| span.ended == Some((at(1_002), Ending::Crashed)));
    assert_eq!(lost.count(), 3);
    let (entries, _) = timeline.simulation().trace().since(0);
    let counted = entries.filter_map(|entry| match entry.record {
        Record::WorkLost { jobs, .. } => Some(jobs),
        _ => None,
    });
    assert_eq!(counted.collect::<Vec<_>>(), [6]);
}
