//! Any instant that was reached can be gone to again, and no future that somebody made is lost.

use super::*;
use crate::i18n::Locale;
use crate::wording;

#[test]
fn a_run_that_begins_again_keeps_what_was_made() {
    let settings = Settings::default();
    let again = |session: &mut Session, settings: &Settings| {
        session.take_news();
        session
            .load(settings, RunCause::Restarted)
            .expect("can be run");
        session.take_news()
    };
    let mut session = session();
    advance(&mut session, at_ms(1_000));
    let began = News::Began(RunCause::Restarted);
    assert_eq!(again(&mut session, &settings), [began]);
    assert_eq!(session.futures().len(), 1, "nobody did anything");

    advance(&mut session, at_ms(1_000));
    let node = machine(&session, 0);
    session.strike(0, Fault::Crash { node });
    advance(&mut session, at_ms(2_000));
    let struck = session.side(0).simulation().state_hash();
    let kept = News::BeganAgain { kept: 1 };
    assert!(again(&mut session, &settings).contains(&kept));
    assert_eq!(session.now(), at_ms(0));
    assert_eq!(session.marks(), [], "a new run");
    let numbers: Vec<u32> = session.futures().iter().map(|one| one.number).collect();
    assert_eq!(numbers, [1, 2]);

    advance(&mut session, at_ms(500));
    assert_eq!(again(&mut session, &settings), [began]);
    assert_eq!(session.futures().len(), 2, "an untouched one makes room");
    session.switch(1);
    session.seek(at_ms(2_000));
    assert_eq!(session.side(0).simulation().state_hash(), struck);

    let mut other = settings.clone();
    other.seed += 1;
    again(&mut session, &other);
    assert_eq!(
        session.futures().len(),
        1,
        "another run has its own futures"
    );
}

#[test]
fn seeking_back_and_forth_gives_what_a_straight_run_gives() {
    let node = machine(&session(), 1);
    let broken = |session: &mut Session| {
        advance(session, at_ms(3_000));
        session.strike(1, Fault::Crash { node });
        advance(session, at_ms(9_000));
        session.strike(1, Fault::Restart { node });
        advance(session, at_ms(12_000));
    };
    let mut straight = session();
    broken(&mut straight);
    let mut sought = session();
    broken(&mut sought);
    for millis in [2_000, 11_000, 0, 8_999, 12_000, 4_321] {
        sought.seek(at_ms(millis));
        assert_eq!(sought.now(), at_ms(millis));
    }
    // Playing on from there does again what was done.
    advance(&mut sought, at_ms(12_000));
    assert_eq!(hashes(&straight), hashes(&sought));
    assert_eq!(straight.side(1).numbers(), sought.side(1).numbers());
    let log = |session: &Session| session.side(1).log().copied().collect::<Vec<_>>();
    assert_eq!(log(&straight), log(&sought));
    assert_eq!(straight.futures().len(), sought.futures().len());
}

#[test]
fn what_viewers_read_in_the_past_is_what_they_read_then() {
    let mut run = session();
    let node = machine(&run, 0);
    advance(&mut run, at_ms(4_000));
    run.strike(0, Fault::Crash { node });
    let then = (run.side(0).numbers(), run.side(0).log().count());
    let bins = |run: &Session| {
        let window = Window::ending(at_ms(4_000), 1.0);
        run.side(0).curve(Curve::Goodput, window)
    };
    let curve = bins(&run);
    advance(&mut run, at_ms(9_000));
    run.strike(0, Fault::Restart { node });
    advance(&mut run, at_ms(11_000));
    assert!(
        run.side(0).log().count() > then.1,
        "more has happened since"
    );
    run.seek(at_ms(4_000));
    assert_eq!((run.side(0).numbers(), run.side(0).log().count()), then);
    assert_eq!(bins(&run), curve);
    assert_eq!(run.frontier(), at_ms(11_000));
}

#[test]
fn a_step_back_and_a_step_forward_end_where_they_began() {
    let mut run = session();
    advance(&mut run, at_ms(2_000));
    for _ in 0..20 {
        assert!(run.step_event(0.05));
    }
    let (there, now) = (hashes(&run), run.now());
    for _ in 0..10 {
        assert!(run.step_event_back());
    }
    assert_ne!(hashes(&run), there);
    for _ in 0..10 {
        assert!(run.step_event(0.05));
    }
    assert_eq!((hashes(&run), run.now()), (there, now));
}

#[test]
fn a_change_in_the_past_keeps_the_other_future_and_both_can_be_looked_at() {
    let mut run = session();
    let node = machine(&run, 1);
    advance(&mut run, at_ms(3_000));
    run.strike(1, Fault::Crash { node });
    advance(&mut run, at_ms(9_000));
    let first = hashes(&run);
    run.seek(at_ms(2_000));
    run.strike(1, Fault::Slow { node, factor: 10 });
    let futures = run.futures();
    assert_eq!(futures.len(), 2);
    assert_eq!(
        (futures[1].active, futures[1].forked_at),
        (true, Some(at_ms(2_000)))
    );
    let apart = |index: usize| {
        let apart = futures[index].apart.iter();
        let told = apart.map(|one| (one.side, one.act.at, one.done));
        told.collect::<Vec<_>>()
    };
    // Future 1 went past 2.0 s without that; future 2 has not come to 3.0 s.
    let told = [(1, at_ms(2_000), false), (1, at_ms(3_000), true)];
    assert_eq!(apart(0), told);
    assert_eq!(apart(1), [(1, at_ms(2_000), true)]);
    advance(&mut run, at_ms(9_000));
    let second = hashes(&run);
    assert_ne!(first, second);
    run.switch(1);
    assert_eq!((run.now(), hashes(&run)), (at_ms(9_000), first));
    run.switch(2);
    assert_eq!((run.now(), hashes(&run)), (at_ms(9_000), second));
    let slowed = |what: &What| {
        matches!(
            what,
            What::State {
                state: sim::NodeState::Slow,
                ..
            }
        )
    };
    assert!(run.side(1).log().any(|happening| slowed(&happening.what)));
}

/// What the button of each future says.
fn told(run: &Session) -> Vec<String> {
    let futures = run.futures();
    let told = futures
        .iter()
        .map(|future| wording::difference(run, future, Locale::En));
    told.collect()
}

#[test]
fn what_was_not_done_again_sets_a_future_apart_as_soon_as_its_instant_has_passed() {
    let mut settings = Settings::default();
    settings.plan(harm::planned("slow:logic@6s").expect("a plan"));
    let mut run = Session::new(&settings, RunCause::Restarted).expect("can be run");
    let node = machine(&run, 1);
    advance(&mut run, at_ms(3_000));
    run.strike(1, Fault::Crash { node });
    advance(&mut run, at_ms(5_000));
    run.strike(1, Fault::Restart { node });
    run.set_rate(900);
    advance(&mut run, at_ms(9_000));
    run.seek(at_ms(2_000));
    run.fork();
    let same = Locale::En.messages().same_so_far;
    assert_eq!(told(&run)[1], same, "not yet");
    advance(&mut run, at_ms(4_000));
    let expected = ["3.0 s: Balancer is down", "3.0 s: Balancer: not stopped"];
    let first: Vec<String> = told(&run);
    let ahead = "; 5.0 s: load set to 900 /s; 5.0 s: Balancer has power again";
    assert_eq!(first[0], format!("{}{ahead}", expected[0]));
    assert_eq!(first[1], expected[1]);
    // What is planned comes to both, and nobody misses the repair of what was not broken.
    advance(&mut run, at_ms(9_000));
    let rate = "; 5.0 s: without “load set to 900 /s”";
    assert_eq!(told(&run)[1], format!("{}{rate}", expected[1]));
    // Damage is told before the load, and of a long list how much more there is.
    for rate in [910, 920] {
        run.set_rate(rate);
    }
    run.strike(1, Fault::Slow { node, factor: 10 });
    let told = &told(&run)[1];
    let damage = "3.0 s: Balancer: not stopped; 9.0 s: Balancer has become 10 times slower";
    assert_eq!(*told, format!("{damage}{rate}; 2 more"));
}

#[test]
fn a_plan_that_only_one_future_has_come_to_is_no_difference() {
    let mut settings = Settings::default();
    settings.plan(harm::planned("slow:logic@3s").expect("a plan"));
    let mut run = Session::new(&settings, RunCause::Restarted).expect("can be run");
    advance(&mut run, at_ms(2_000));
    run.fork();
    advance(&mut run, at_ms(4_000));
    let struck = run.side(1).timeline().interventions().len();
    assert_eq!(struck, 1, "the plan has struck");
    let same = Locale::En.messages().same_so_far;
    assert_eq!(told(&run), [same, same]);
}

#[test]
fn a_future_is_compared_with_the_one_that_it_left_and_says_so_where_there_are_more() {
    let mut run = session();
    let node = machine(&run, 1);
    advance(&mut run, at_ms(3_000));
    run.strike(1, Fault::Crash { node });
    advance(&mut run, at_ms(5_000));
    run.seek(at_ms(2_000));
    run.fork();
    advance(&mut run, at_ms(4_000));
    run.strike(1, Fault::Slow { node, factor: 10 });
    run.fork();
    run.strike(1, Fault::Restore { node });
    let told = told(&run);
    let other = " (compared with future 2)";
    assert_eq!(
        told[2],
        format!("4.0 s: Balancer works at full speed again{other}")
    );
    assert!(told[1].starts_with("3.0 s: Balancer: not stopped; 4.0 s"));
    assert!(
        told[1].ends_with(" (compared with future 1)"),
        "{}",
        told[1]
    );
}

#[test]
fn no_more_futures_are_kept_than_there_is_room_for() {
    let mut run = session();
    advance(&mut run, at_ms(100));
    for _ in 0..20 {
        run.fork();
    }
    let futures = run.futures();
    assert_eq!(futures.len(), 6);
    assert_eq!(futures.iter().filter(|future| future.active).count(), 1);
    assert_eq!(futures.last().map(|future| future.number), Some(21));
}

#[test]
fn what_is_to_come_stands_on_the_ruler_until_it_has_come() {
    let mut settings = Settings::default();
    settings.plan(harm::planned("crash:store@20s+30s").expect("a plan"));
    let node = machine(&session(), 1);
    let crash = Intervention::Fault(Fault::Crash { node });
    let act = |at, what: Vec<Intervention>| systems::acts::Act {
        at: at_ms(at),
        late: false,
        what,
    };
    assert!(settings.act(1, act(12_500, vec![crash])));
    assert!(settings.act(0, act(900_000, vec![crash])), "beyond the end");
    let session = Session::new(&settings, RunCause::Opened);
    let mut session = session.expect("can be run");
    let is_to_come = |mark: &Mark| {
        let planned = matches!(mark.kind, MarkKind::Planned { .. });
        planned || matches!(mark.kind, MarkKind::ToCome(_))
    };
    let marks = |session: &Session| {
        let marks = session.marks();
        let told = |mark: &Mark| (mark.at, is_to_come(mark));
        marks.iter().map(told).collect::<Vec<_>>()
    };
    let at = [12_500, 20_000, 50_000].map(at_ms);
    assert_eq!(marks(&session), at.map(|at| (at, true)));
    assert_eq!(session.ruler_end(), at_ms(51_000));
    let name = |mark: &Mark| wording::mark(&session, mark, Locale::En);
    let names: Vec<String> = session.marks().iter().map(name).collect();
    let expected = [
        "To come: 12.5 s: Distributed system: Balancer: Crash",
        "To come: 20.0 s: Both systems: What keeps data: Crash",
        "To come: 50.0 s: Both systems: What keeps data: Mend",
    ];
    assert_eq!(names, expected);
    advance(&mut session, at_ms(12_600));
    let struck = [(at[0], false), (at[1], true), (at[2], true)];
    assert_eq!(marks(&session), struck);
    session.seek(at_ms(1_000));
    assert_eq!(marks(&session), struck, "it was reached");
}
