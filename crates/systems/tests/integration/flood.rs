//! A run with too many messages on their way goes no further, however it is cut.

use sim::{
    Duration, KeyframeLimits, MESSAGES_MAX, Progress, RequestId, Simulation, Time, Timeline,
};
use systems::model::{Model, assemble};

/// Requests at one instant, each of which comes to 1,000 calls.
fn blueprint(requests: usize) -> sim::Blueprint {
    let at = vec![r#""1s""#; requests].join(", ");
    let text = format!(
        r#"{{ "nodes": {{
            "u": {{ "clients": {{ "target": "a", "arrivals": {{ "recorded": {{ "at": [{at}] }} }} }} }},
            "a": {{ "service": {{ "operations": {{ "look": [{{ "parallel": {{ "times": 1000,
                "calls": [{{ "call": {{ "target": "b", "operation": "look" }} }}] }} }}] }} }} }},
            "b": {{ "service": {{ "operations": {{ "look": [] }} }} }} }} }}"#
    );
    let model: Model = serde_json::from_str(&text).expect("the model is well-formed");
    assemble(&model, 1, Duration::from_secs(10), 1).expect("the model is sound")
}

#[test]
fn a_flooded_run_stops_at_one_event_however_it_is_cut() {
    let mut whole = Simulation::new(blueprint(1_100));
    let end = Time::ZERO + Duration::from_secs(10);
    assert_eq!(whole.run_until(end, u64::MAX), Progress::Flooded);
    whole.check().expect("every law holds");
    let links = whole.network().links().iter();
    let in_transit: u64 = links
        .map(|link| link.traffic(true).in_transit + link.traffic(false).in_transit)
        .sum();
    let over = in_transit - MESSAGES_MAX as u64;
    assert!((1..=1_000).contains(&over), "one event too far: {over}");
    let stopped = |run: &Simulation| (run.events(), run.now(), run.trace().hash());
    assert_eq!(whole.run_until(end, u64::MAX), Progress::Flooded);
    assert!(!whole.step());
    let mut cut = Simulation::new(blueprint(1_100));
    let mut progress = Progress::BudgetSpent;
    while progress == Progress::BudgetSpent {
        progress = cut.run_until(end, 7);
    }
    assert_eq!(
        (progress, stopped(&cut)),
        (Progress::Flooded, stopped(&whole))
    );
    let mut timeline = Timeline::keeping(blueprint(1_100), KeyframeLimits::default());
    assert_eq!(timeline.advance(end, u64::MAX), Progress::Flooded);
    assert_eq!(stopped(timeline.simulation()), stopped(&whole));
    let story = timeline.story(RequestId(0)).expect("it was issued");
    assert_eq!(story.spans.len(), 1_001);
    assert!(!story.cut_short);
}

#[test]
fn a_run_below_the_limit_is_not_stopped() {
    let mut run = Simulation::new(blueprint(1_000));
    let end = Time::ZERO + Duration::from_secs(10);
    assert_eq!(run.run_until(end, u64::MAX), Progress::Reached);
}
