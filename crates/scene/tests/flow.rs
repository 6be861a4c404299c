//! Traffic that snapshots do not show.

use scene::{Flow, Ink, Scene, Shape};
use sim::{DropReason, Snapshot};

#[path = "support/by_hand.rs"]
mod by_hand;
#[path = "support/runs.rs"]
mod runs;

use by_hand::at_ms;

const FRAME_MS: f64 = 1_000.0 / 60.0;

/// A link on which flights are too short to be seen.
struct Watched {
    snapshot: Snapshot,
    flow: Flow,
    speed: f64,
    frames: u64,
}

impl Watched {
    fn new(speed: f64) -> Self {
        let mut snapshot = by_hand::snapshot();
        snapshot.messages.clear();
        snapshot.links[0].rate = 0.0;
        let mut flow = Flow::default();
        flow.advance(&snapshot, FRAME_MS, speed);
        Self {
            snapshot,
            flow,
            speed,
            frames: 0,
        }
    }

    /// One frame in which `count` requests were sent and arrived.
    fn frame(&mut self, count: u64) {
        self.frames += 1;
        let frame_ns = FRAME_MS * 1e6 * self.speed;
        self.snapshot.now =
            at_ms(2_000) + sim::Duration::from_nanos_f64(self.frames as f64 * frame_ns);
        self.snapshot.links[0].forward.sent += count;
        self.snapshot.links[0].forward.delivered += count;
        self.flow.advance(&self.snapshot, FRAME_MS, self.speed);
    }

    /// How far the request marks are along the link, 0 to 1, the last first.
    fn marks(&self) -> Vec<f32> {
        let mut scene = Scene::default();
        by_hand::draw(&self.snapshot, &self.flow, runs::words(true), &mut scene);
        let (from, to) = (scene.targets[0].rect.right(), scene.targets[1].rect.x);
        let marks = scene.shapes.iter().filter_map(|shape| match shape {
            Shape::Circle { centre, fill, .. } if *fill == Some(Ink::Request) => Some(centre.x),
            _ => None,
        });
        let mut marks: Vec<f32> = marks.map(|x| (x - from) / (to - from)).collect();
        marks.sort_by(f32::total_cmp);
        marks
    }

    /// Marks that set out while `frames` frames with `count` requests each go by.
    fn emitted(&mut self, frames: u64, count: u64) -> usize {
        let mut emitted = 0;
        for _ in 0..frames {
            let before = self.marks();
            self.frame(count);
            let after = self.marks();
            // A frame moves a mark by 1/27 of its way; those nearer to the start are new.
            let new = |share: &&f32| **share < (FRAME_MS / 450.0) as f32 - 1e-3;
            emitted += after.iter().filter(new).count();
            assert!(after.len() <= before.len() + emitted);
        }
        emitted
    }
}

#[test]
fn every_message_sets_out_as_a_mark_while_there_are_few() {
    let mut watched = Watched::new(1.0);
    assert_eq!(watched.marks(), [0.0_f32; 0]);
    for _ in 0..5 {
        watched.frame(1);
        for _ in 0..30 {
            watched.frame(0);
        }
    }
    assert_eq!(watched.flow.sampling(), 1);
    let mut emitted = 0;
    for _ in 0..10 {
        emitted += watched.emitted(1, 1);
        emitted += watched.emitted(9, 0);
    }
    assert_eq!(emitted, 10);
}

#[test]
fn a_busy_link_shows_one_mark_for_several_messages_and_keeps_the_count() {
    let mut watched = Watched::new(1.0);
    for _ in 0..240 {
        watched.frame(5);
    }
    let per_mark = watched.flow.sampling();
    assert_eq!(per_mark, 50, "300 per second, at most 13 marks per second");
    let emitted = watched.emitted(300, 5) as u64;
    let expected = 300 * 5 / u64::from(per_mark);
    assert!(emitted.abs_diff(expected) <= 1, "{emitted} of {expected}");
    assert_eq!(
        watched.flow.sampling(),
        per_mark,
        "steady traffic, steady number"
    );
    // And they are evenly spaced.
    let marks = watched.marks();
    for pair in marks.windows(3) {
        let (first, second) = (pair[1] - pair[0], pair[2] - pair[1]);
        assert!((first - second).abs() < 0.01, "{marks:?}");
    }
    // When it grows quiet, one mark is one message again.
    for _ in 0..900 {
        watched.frame(0);
    }
    assert_eq!(watched.flow.sampling(), 1);
}

#[test]
fn lanes_with_the_same_traffic_do_not_show_their_marks_in_step() {
    let mut watched = Watched::new(1.0);
    for _ in 0..240 {
        let link = &mut watched.snapshot.links[0];
        link.backward.sent += 5;
        link.backward.delivered += 5;
        watched.frame(5);
    }
    let mut scene = Scene::default();
    by_hand::draw(
        &watched.snapshot,
        &watched.flow,
        runs::words(true),
        &mut scene,
    );
    let (from, to) = (scene.targets[0].rect.right(), scene.targets[1].rect.x);
    let replies = scene.shapes.iter().filter_map(|shape| match shape {
        Shape::Circle {
            centre,
            stroke: Some(stroke),
            ..
        } if stroke.ink == Ink::Reply => Some((to - centre.x) / (to - from)),
        _ => None,
    });
    let requests = watched.marks();
    let mut seen = 0;
    for reply in replies {
        seen += 1;
        let in_step = requests
            .iter()
            .any(|request| (request - reply).abs() < 0.02);
        assert!(!in_step, "{reply} among {requests:?}");
    }
    assert!(seen > 0);
}

#[test]
fn nothing_flies_while_time_stands_still() {
    let mut watched = Watched::new(1.0);
    watched.frame(1);
    watched.frame(0);
    let before = watched.marks();
    assert_eq!(before.len(), 1);
    // Paused: frames are drawn, but the flow is not advanced.
    assert_eq!(watched.marks(), before);
    watched.frame(0);
    assert!(watched.marks()[0] > before[0]);
}

#[test]
fn a_mark_flies_for_a_fixed_time_of_the_persons() {
    let mut watched = Watched::new(60.0);
    watched.frame(1);
    let mut frames = 0;
    while !watched.marks().is_empty() {
        watched.frame(0);
        frames += 1;
    }
    let flight_ms = f64::from(frames) * FRAME_MS;
    assert!((430.0..470.0).contains(&flight_ms), "{flight_ms}");
}

#[test]
fn a_cut_takes_what_is_on_the_link_and_lets_nothing_follow() {
    let mut watched = Watched::new(1.0);
    watched.frame(1);
    watched.frame(0);
    assert_eq!(watched.marks().len(), 1);
    watched.snapshot.links[0].state.cut = true;
    watched.snapshot.links[0].forward.sent += 3;
    watched.snapshot.links[0].forward.dropped[DropReason::Cut.index()] += 3;
    watched.frame(0);
    assert_eq!(watched.marks(), [0.0_f32; 0]);
    watched.snapshot.links[0].state.cut = false;
    watched.frame(0);
    assert_eq!(watched.marks(), [0.0_f32; 0]);
}

#[test]
fn a_jump_back_in_time_forgets_the_marks() {
    let mut watched = Watched::new(1.0);
    watched.frame(2);
    assert_eq!(watched.marks().len(), 2);
    watched.snapshot.now = at_ms(10);
    watched.snapshot.links[0].forward.sent = 1;
    watched.flow.advance(&watched.snapshot, FRAME_MS, 1.0);
    assert_eq!(watched.marks(), [0.0_f32; 0]);
}

#[test]
fn slow_flights_are_drawn_where_they_are_and_fast_ones_as_marks() {
    let mut watched = Watched::new(0.05);
    watched.snapshot.messages = vec![by_hand::message(true, 1_990, 2_030)];
    watched.frame(1);
    // 40 ms at a twentieth of real time take 800 ms: the message itself, a quarter on its way.
    let marks = watched.marks();
    assert_eq!(marks.len(), 1);
    assert!((marks[0] - 0.27).abs() < 0.01, "{marks:?}");

    let mut watched = Watched::new(1.0);
    watched.snapshot.messages = vec![by_hand::message(true, 1_990, 2_030)];
    watched.frame(1);
    // 40 ms: the message would be gone after three frames; a mark has just set out.
    let marks = watched.marks();
    assert_eq!(marks.len(), 1);
    assert!(marks[0] < 0.04, "{marks:?}");
}
