//! What a person sees when something breaks, with numbers that a real system would show.

use sim::{Fault, Intervention, NodeState, Probability, Reason, Record, Role};

use crate::support::Run;

#[test]
fn the_centralized_system_dies_with_its_machine_and_comes_back() {
    let mut run = Run::new("centralized", 1, &[]);
    run.until(10.0).crash("server").until(13.0);
    let before = run.succeeded();
    run.until(30.0);
    assert_eq!(run.succeeded(), before, "nobody is served");
    assert!(
        run.failed() > 2_000,
        "everybody is told so: {}",
        run.failed()
    );
    assert_eq!(run.state("server"), NodeState::Down);
    run.restart("server").until(46.0);
    assert!(run.succeeded() > before);
    let timed_out = run.simulation.ledger().totals.failed[Reason::TimedOut.index()];
    assert_eq!(timed_out, run.failed(), "a dead machine says nothing");
}

#[test]
fn the_balancer_notices_a_dead_server_and_routes_around_it() {
    let mut run = Run::new("web-rds", 1, &[("rate", 40)]);
    run.until(5.0).crash("api-1").until(20.0);
    let dead = run.node("api-1");
    let noticed = run.first(
        |record| matches!(record, Record::Trust { target, trusted: false, .. } if *target == dead),
    );
    let delay = noticed.expect("the probes fail") - 5.0;
    assert!((2.0..=5.0).contains(&delay), "noticed after {delay} s");
    let failed_by_then = run.failed();
    let succeeded_by_then = run.succeeded();
    run.until(40.0);
    assert_eq!(run.failed(), failed_by_then, "users no longer see it");
    assert!(run.succeeded() > succeeded_by_then + 700);
    run.restart("api-1").until(60.0);
    assert_eq!(
        run.state("api-1"),
        NodeState::Up,
        "it is back in rotation and works"
    );
    let work = run.simulation.nodes()[dead.index()].work().started;
    run.until(65.0);
    assert!(run.simulation.nodes()[dead.index()].work().started > work);
}

#[test]
fn the_standby_takes_over_after_about_a_minute_and_loses_no_confirmed_write() {
    let mut run = Run::new("web-rds", 2, &[("rate", 20), ("write_share", 100)]);
    run.until(10.0).crash("db-1").until(60.0);
    let during = run.succeeded();
    run.until(90.0);
    let promoted = run.first(|record| {
        matches!(
            record,
            Record::Role {
                role: Role::Primary,
                ..
            }
        )
    });
    let outage = promoted.expect("the standby takes over") - 10.0;
    assert!((60.0..=70.0).contains(&outage), "took {outage} s");
    assert!(run.succeeded() > during + 200, "and serves");
    let standby = run.node("db-2").index();
    let stored = run.simulation.snapshot().nodes[standby].stored_writes;
    assert!(
        stored >= Some(run.succeeded()),
        "{stored:?} of {}",
        run.succeeded()
    );
    run.restart("db-1").until(110.0);
    let old = run.node("db-1").index();
    let snapshot = run.simulation.snapshot();
    assert_eq!(snapshot.nodes[old].role, Role::Standby);
    let behind = snapshot.nodes[standby].stored_writes.unwrap_or(0)
        - snapshot.nodes[old].stored_writes.unwrap_or(0);
    assert!(behind <= 3, "the old primary follows, {behind} behind");
}

#[test]
fn without_a_standby_the_database_is_gone_until_it_is_restarted() {
    let mut run = Run::new("web-rds", 2, &[("rate", 20), ("standby", 0)]);
    run.until(10.0).crash("db-1").until(15.0);
    let before = run.succeeded();
    run.until(100.0);
    assert_eq!(run.succeeded(), before);
    run.restart("db-1").until(115.0);
    assert!(run.succeeded() > before);
}

#[test]
fn a_warning_is_seen_before_the_first_loss() {
    for (system, node) in [("centralized", "server"), ("web-rds", "api-1")] {
        let mut run = Run::new(system, 5, &[("rate", 100)]);
        run.until(3.0);
        run.simulation.intervene(Intervention::SetDemand {
            per_second_milli: 3_000_000,
        });
        let (mut warned, mut lost, mut cursor) = (None, None, 0);
        for tenth in 31..=60 {
            run.until(f64::from(tenth) / 10.0);
            let (entries, missed) = run.simulation.trace().since(cursor);
            assert_eq!(missed, 0);
            for entry in entries {
                match entry.record {
                    Record::State {
                        state: NodeState::Saturated,
                        ..
                    } => {
                        warned = warned.or(Some(entry.time));
                    }
                    Record::Refused { .. } => lost = lost.or(Some(entry.time)),
                    _ => {}
                }
            }
            cursor = run.simulation.trace().total();
        }
        let (warned, lost) = (warned.expect("a warning"), lost.expect("a loss"));
        assert!(warned < lost, "{system}: warned {warned}, lost {lost}");
        assert_eq!(run.state(node), NodeState::Saturated);
    }
}

#[test]
fn another_api_server_takes_its_share_and_leaves_without_a_loss() {
    let mut run = Run::new("web-rds", 6, &[("rate", 300)]);
    let third = run.node("api-3").index();
    run.until(5.0);
    let units = |count| Intervention::SetUnits { group: 0, count };
    run.simulation.intervene(units(3));
    assert_eq!(run.state("api-3"), NodeState::Recovering, "it boots first");
    run.until(30.0);
    let share = run.simulation.nodes()[third].work().finished;
    assert!(share > 1_000, "it works: {share}");
    run.simulation.intervene(units(2));
    run.until(35.0);
    assert_eq!(run.state("api-3"), NodeState::Absent);
    run.until(50.0);
    assert_eq!(run.failed(), 0, "nobody noticed");
    let traffic = run.link("balancer", "api-3");
    let sent = run.simulation.network().links()[traffic.index()]
        .traffic(true)
        .sent;
    run.until(60.0);
    let link = &run.simulation.network().links()[traffic.index()];
    assert_eq!(
        link.traffic(true).sent,
        sent,
        "nothing is sent to it any more"
    );
}

#[test]
fn the_next_bottleneck_is_the_database() {
    let goodput = |servers| {
        let mut run = Run::new("web-rds", 7, &[("rate", 1_500), ("api_servers", servers)]);
        run.until(20.0);
        run.simulation.metrics().readout().goodput
    };
    let (one, two, four, eight) = (goodput(1), goodput(2), goodput(4), goodput(8));
    assert!((350.0..420.0).contains(&one), "{one}");
    assert!((700.0..840.0).contains(&two), "{two}");
    // 20 % writes: the database needs 4 ms a request on 4 cores, so 1,000 per second.
    assert!((850.0..1_050.0).contains(&four), "{four}");
    assert!((eight - four).abs() < 100.0, "{four} {eight}");
}

#[test]
fn a_slow_server_is_slow_and_a_paused_one_forgets_nothing() {
    let mut run = Run::new("centralized", 8, &[("rate", 50), ("timeout", 30_000)]);
    let node = run.node("server");
    run.until(10.0);
    let fast = run.simulation.metrics().readout().p50.expect("answers");
    run.strike(Fault::Slow { node, factor: 3 }).until(20.0);
    let slow = run.simulation.metrics().readout().p50.expect("answers");
    assert!(slow > fast + 20_000, "{fast} then {slow} µs");
    assert_eq!(run.state("server"), NodeState::Slow);
    run.strike(Fault::Restore { node }).until(22.0);
    run.strike(Fault::Pause { node }).until(25.0);
    assert_eq!(run.state("server"), NodeState::Paused);
    run.strike(Fault::Resume { node }).until(40.0);
    assert_eq!(run.failed(), 0, "every request was answered in the end");
    let left = run.simulation.ledger().totals.in_flight();
    assert!(
        left < 20,
        "what arrived during the pause was worked on: {left} left"
    );
}

#[test]
fn a_cut_loses_what_is_on_the_line_and_heals() {
    let mut run = Run::new("centralized", 9, &[("rate", 50)]);
    let link = run.link("users", "server");
    run.until(10.0)
        .strike(Fault::Partition { link })
        .until(13.0);
    let before = run.succeeded();
    run.until(16.0);
    assert_eq!(run.succeeded(), before);
    run.strike(Fault::Heal { link }).until(20.0);
    assert!(run.succeeded() > before + 100);
}

#[test]
fn lost_messages_cost_retries() {
    let mut run = Run::new("centralized", 10, &[("rate", 50)]);
    let link = run.link("users", "server");
    let loss = Probability::from_percent(30);
    run.strike(Fault::Lossy { link, loss }).until(30.0);
    let totals = run.simulation.ledger().totals;
    // Both ways lose 30 %: a try fails with probability 0.51, so 1.51 tries a request, and
    // 0.51^2 = 26 % of the requests fail for good.
    let tries = totals.attempts as f64 / totals.issued as f64;
    assert!((1.4..1.6).contains(&tries), "{tries}");
    let failed = run.failed() as f64 / totals.issued as f64;
    assert!((0.2..0.32).contains(&failed), "{failed}");
}

#[test]
fn a_machine_that_loses_its_power_while_booting_boots_anew() {
    let mut run = Run::new("web-rds", 11, &[]);
    run.until(1.0).crash("api-1").until(2.0).restart("api-1");
    run.until(4.0).crash("api-1").until(5.0).restart("api-1");
    run.until(9.9);
    assert_eq!(
        run.state("api-1"),
        NodeState::Recovering,
        "five seconds are not over"
    );
    run.until(10.1);
    assert_eq!(run.state("api-1"), NodeState::Up);
}
