//! The two sides share one clock and the same requests, and how the run is cut changes nothing.

use sim::{Duration, Fault, Intervention, NodeId, Place, Record, Time};
use systems::{Duty, Icon};

use super::{Curve, Mark, MarkKind, News, Session, UserView, What, Window};
use crate::harm::{self, Harm};
use crate::settings::{RATE, Scope, Settings};
use crate::state::RunCause;

mod matching;
mod travel;

fn session() -> Session {
    Session::new(&Settings::default(), RunCause::Restarted).expect("the defaults can be run")
}

fn at_ms(millis: u64) -> Time {
    Time::ZERO + Duration::from_millis(millis)
}

fn hashes(session: &Session) -> Vec<u64> {
    let sides = session.sides().iter();
    sides.map(|side| side.simulation().trace().hash()).collect()
}

/// The first node of a side that is not its users.
fn machine(session: &Session, side: usize) -> NodeId {
    let side = session.side(side);
    let mut nodes = side.snapshot().nodes.iter().map(|node| node.id);
    let machine = nodes.find(|node| side.card(*node).icon != Icon::Users);
    machine.expect("a system has machines")
}

fn advance(session: &mut Session, to: Time) {
    session.advance(to, &mut || false);
    session.observe(16.0, 1.0);
}

/// Arrivals of a side: when, and which operation.
fn arrivals(session: &Session, side: usize) -> Vec<(Time, u16, u32)> {
    let (entries, missed) = session.side(side).simulation().trace().since(0);
    assert_eq!(missed, 0, "the test is short enough for the trace");
    let issued = entries.filter_map(|entry| match entry.record {
        Record::Issued { operation, key, .. } => Some((entry.time, operation, key)),
        _ => None,
    });
    issued.collect()
}

#[test]
fn both_sides_are_at_the_same_instant_however_far_a_frame_gets() {
    let mut session = session();
    let mut slices = 0;
    session.advance(at_ms(1_000), &mut || {
        slices += 1;
        slices == 7
    });
    assert_eq!(session.now(), at_ms(140), "seven slices of 20 ms");
    for side in session.sides() {
        assert_eq!(side.simulation().now(), session.now());
    }
}

#[test]
fn how_a_run_is_cut_into_frames_and_steps_changes_nothing() {
    let mut straight = session();
    advance(&mut straight, at_ms(2_000));
    let mut cut = session();
    for millis in [3, 19, 21, 40, 600, 601] {
        advance(&mut cut, at_ms(millis));
    }
    while cut.now() < at_ms(700) {
        assert!(cut.step_event(0.05));
    }
    cut.step_by(Duration::from_micros(833), 0.05);
    advance(&mut cut, at_ms(2_000));
    assert_eq!(hashes(&straight), hashes(&cut));
    assert_ne!(straight.side(0).ledger().totals.issued, 0);
}

#[test]
fn both_sides_get_the_same_requests_at_the_same_instants() {
    let mut session = session();
    advance(&mut session, at_ms(200));
    session.set_rate(900);
    advance(&mut session, at_ms(400));
    let left = arrivals(&session, 0);
    assert!(left.len() > 100, "{}", left.len());
    assert_eq!(left, arrivals(&session, 1));
}

#[test]
fn a_step_goes_to_the_next_instant_with_a_record_on_either_side() {
    let mut session = session();
    advance(&mut session, at_ms(100));
    let records = |session: &Session| -> Vec<u64> {
        let sides = session.sides().iter();
        sides
            .map(|side| side.simulation().trace().total())
            .collect()
    };
    for _ in 0..200 {
        let before = records(&session);
        assert!(session.step_event(0.05));
        assert_ne!(records(&session), before);
        for side in session.sides() {
            assert_eq!(side.simulation().now(), session.now());
        }
    }
}

#[test]
fn a_run_ends_at_its_horizon_and_steps_no_further() {
    let mut settings = Settings::default();
    settings.set_horizon(10).expect("in range");
    let mut session = Session::new(&settings, RunCause::Restarted).expect("can be run");
    advance(&mut session, at_ms(60_000));
    assert!(session.is_over());
    assert_eq!(session.now(), at_ms(10_000));
    assert!(session.take_news().contains(&News::Ended));
    assert!(!session.step_event(0.05));
    assert_eq!(session.now(), at_ms(10_000));
}

#[test]
fn a_page_that_opens_shows_an_answer_on_both_phones() {
    let session = Session::new(&Settings::default(), RunCause::Opened).expect("can be run");
    assert_eq!(session.now(), at_ms(4_000));
    for view in session.user_views() {
        assert!(matches!(view, UserView::Answered { .. }), "{view:?}");
    }
}

#[test]
fn the_phones_follow_one_request_and_show_its_end_for_a_while() {
    let mut session = session();
    session.observe(16.0, 1.0);
    assert_eq!(session.user_views()[0], UserView::Idle);
    // One frame in which a request is under way.
    let mut waiting = false;
    for millis in 1..200 {
        session.advance(at_ms(millis), &mut || false);
        session.observe(1.0, 1.0);
        waiting |= matches!(session.user_views()[0], UserView::Waiting { .. });
    }
    assert!(waiting, "the first request was seen on its way");
    let ended = session.user_views().to_vec();
    assert!(
        ended
            .iter()
            .all(|view| matches!(view, UserView::Answered { .. }))
    );
    advance(&mut session, at_ms(260));
    assert_eq!(session.user_views(), ended, "held");
    session.observe(1_500.0, 1.0);
    advance(&mut session, at_ms(261));
    advance(&mut session, at_ms(300));
    assert_ne!(session.user_views(), ended, "followed by the next");
}

#[test]
fn a_crash_is_told_marked_and_felt_by_the_user() {
    let mut session = session();
    advance(&mut session, at_ms(1_000));
    session.take_news();
    let node = machine(&session, 0);
    session.strike(0, Fault::Crash { node });
    assert_eq!(session.side(0).strikes().count(), 1);
    assert_eq!(session.side(1).strikes().count(), 0);
    let down = |news: &News| {
        matches!(news, News::Happened { side: 0, happening } if matches!(happening.what,
            What::State { state: sim::NodeState::Down, .. }))
    };
    assert!(session.take_news().iter().any(down));
    let mut failed = false;
    for step in 1..100 {
        advance(&mut session, at_ms(1_000 + 100 * step));
        session.observe(1_500.0, 1.0);
        failed |= matches!(session.user_views()[0], UserView::Failed { .. });
    }
    assert!(failed, "the phone showed a failure");
    let numbers = session.side(0).numbers();
    assert!(
        numbers.failed_recently.iter().sum::<u64>() > 100,
        "{numbers:?}"
    );
    assert_eq!(session.violation(), None);
}

#[test]
fn a_side_grows_and_shrinks_within_its_bounds() {
    let mut session = session();
    let scaling = session.side(1).entry().scaling.expect("web-rds grows");
    let units = session.side(1).units().expect("it has a group");
    session.set_units(1, units + 1);
    assert_eq!(session.side(1).units(), Some(units + 1));
    session.set_units(1, u16::MAX);
    assert_eq!(session.side(1).units(), Some(scaling.maximum));
    session.set_units(0, 3);
    assert_eq!(session.side(0).units(), None);
}

#[test]
fn curves_end_now_and_stay_within_their_stretch() {
    let mut settings = Settings::default();
    settings.set(Scope::Both, RATE, 300).expect("in range");
    let mut session = Session::new(&settings, RunCause::Restarted).expect("can be run");
    advance(&mut session, at_ms(30_000));
    let window = Window::ending(session.now(), 1.0 / 20.0);
    assert_eq!(
        window,
        Window {
            from: 20.0,
            to: 30.0
        }
    );
    for curve in [
        Curve::Offered,
        Curve::Goodput,
        Curve::P99,
        Curve::Utilization(1),
    ] {
        let points = session.side(0).curve(curve, window);
        assert!(points.len() > 90, "{curve:?} {}", points.len());
        let (last, value) = points[points.len() - 1];
        assert!(
            (last - 30.0).abs() < 0.11 && value > 0.0,
            "{curve:?} {last} {value}"
        );
        assert!(points[0].0 > 19.8 && points.is_sorted_by(|left, right| left.0 < right.0));
    }
    let offered = session.side(0).curve(Curve::Offered, window);
    let (_, value) = offered[offered.len() - 1];
    assert!((value - 300.0).abs() < 60.0, "{value}");
    assert_eq!(offered, session.side(1).curve(Curve::Offered, window));
}

#[test]
fn a_long_window_is_thinned_and_a_stretch_without_answers_is_a_gap() {
    let mut session = session();
    advance(&mut session, at_ms(5_000));
    let node = machine(&session, 0);
    session.strike(0, Fault::Crash { node });
    advance(&mut session, at_ms(60_000));
    let window = Window::ending(session.now(), 60.0);
    assert_eq!(
        window,
        Window {
            from: 0.0,
            to: 60.0
        }
    );
    let points = session.side(0).curve(Curve::P50, window);
    assert!((150..=241).contains(&points.len()), "{}", points.len());
    assert!(points[5].1.is_finite());
    assert!(points[points.len() - 1].1.is_nan());
}

#[test]
fn every_pair_of_the_catalogue_gets_the_same_arrivals() {
    for left in systems::ENTRIES {
        let mut settings = Settings::default();
        settings.choose(0, "web-rds").expect("in the catalogue");
        settings.choose(1, left.id).expect("in the catalogue");
        settings.set(Scope::Both, RATE, 40).expect("in range");
        let session = Session::new(&settings, RunCause::Restarted);
        let mut session = session.expect("can be run");
        advance(&mut session, at_ms(3_000));
        let times = |side| -> Vec<Time> {
            let requests = session.side(side).ledger().remembered();
            requests.map(|request| request.issued_at).collect()
        };
        assert!(times(0).len() > 50);
        assert_eq!(times(0), times(1), "{}", left.id);
    }
}

#[test]
fn one_system_on_both_sides_differs_only_by_what_was_set() {
    let mut settings = Settings::default();
    settings.choose(0, "web-rds").expect("in the catalogue");
    let session = |settings: &Settings| {
        let mut session = Session::new(settings, RunCause::Restarted).expect("can be run");
        advance(&mut session, at_ms(2_000));
        hashes(&session)
    };
    let alike = session(&settings);
    assert_eq!(alike[0], alike[1]);
    settings
        .set(Scope::Side(0), "api_servers", 1)
        .expect("in range");
    let different = session(&settings);
    assert_ne!(different[0], different[1]);
    assert_eq!(different[1], alike[1]);
}

/// What was done on a side so far: when, and where.
fn struck(session: &Session, side: usize) -> Vec<(Time, Place, bool)> {
    let strikes = session.side(side).strikes();
    strikes.map(|one| (one.at, one.place, one.damage)).collect()
}

#[test]
fn the_matching_machine_of_both_sides_is_struck_at_one_instant_and_mended() {
    let mut session = session();
    advance(&mut session, at_ms(3_000));
    let [left, right] = session
        .matching(Duty::Store)
        .map(|node| node.expect("a store"));
    let is_store = |side: usize, node| {
        let card = session.side(side).card(node);
        card.duties.contains(&Duty::Store)
    };
    assert!(is_store(0, left) && is_store(1, right));
    session.harm(Duty::Store, Harm::Stop);
    assert_eq!(
        struck(&session, 0),
        [(at_ms(3_000), Place::Node(left), true)]
    );
    assert_eq!(
        struck(&session, 1),
        [(at_ms(3_000), Place::Node(right), true)]
    );
    assert!(session.is_harmed(Duty::Store));
    // The one machine of the left side is gone: the busiest of the rest is another on the right.
    assert_eq!(session.matching(Duty::Store)[0], None);
    assert_ne!(session.matching(Duty::Store)[1], Some(right));
    session.mend(Duty::Store);
    assert!(!session.is_harmed(Duty::Store));
}

#[test]
fn cut_off_is_every_line_of_the_machine_and_mending_heals_them() {
    let mut session = session();
    advance(&mut session, at_ms(2_000));
    session.harm(Duty::Logic, Harm::CutOff);
    let lines = struck(&session, 1).len();
    assert!(lines >= 2, "{:?}", struck(&session, 1));
    let cut = |session: &Session| {
        let links = session.side(1).simulation().network().links().iter();
        links.filter(|link| link.state.cut).count()
    };
    assert_eq!(cut(&session), lines);
    // The door has a line to the machine that is cut off; mending the door is not about that one.
    session.mend(Duty::Door);
    assert_eq!(cut(&session), lines);
    session.mend(Duty::Logic);
    assert_eq!(cut(&session), 0);
}

#[test]
fn a_plan_strikes_both_sides_once_and_again_in_another_future() {
    let mut settings = Settings::default();
    settings.plan(harm::planned("crash:store@2s+1s").expect("a plan"));
    let session = Session::new(&settings, RunCause::Restarted);
    let mut session = session.expect("can be run");
    advance(&mut session, at_ms(4_010));
    for side in 0..2 {
        let struck: Vec<(Time, bool)> = struck(&session, side)
            .iter()
            .map(|(at, _, damage)| (*at, *damage))
            .collect();
        assert_eq!(struck, [(at_ms(2_000), true), (at_ms(3_000), false)]);
    }
    let straight = hashes(&session);
    session.seek(at_ms(1_000));
    advance(&mut session, at_ms(4_010));
    assert_eq!(hashes(&session), straight, "the plan is not followed twice");
    session.seek(at_ms(1_000));
    session.harm(Duty::Logic, Harm::Slow);
    advance(&mut session, at_ms(4_010));
    assert_ne!(hashes(&session), straight);
    assert_eq!(struck(&session, 1).len(), 3, "{:?}", struck(&session, 1));
}
