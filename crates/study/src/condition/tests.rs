//! The rules, one by one, on evidence made by hand.

use sim::{Break, LinkId, NodeId, RequestId};

use super::{Answers, Growth, LineWork, Messages, Verdict, Why};
use crate::{Capacity, CapacityPoint, Work};

fn work(busy: &[f64]) -> Work {
    let busy = busy.iter().enumerate();
    Work::from_busy(busy.map(|(node, busy)| (NodeId(node as u16), *busy)))
}

#[test]
fn several_machines_have_to_do_useful_work() {
    let rule = |busy: &[f64]| super::resources::why(&work(busy));
    assert_eq!(rule(&[]), Why::LittleWork);
    assert_eq!(rule(&[0.1, 0.09]), Why::LittleWork);
    let alone = Why::OneMachineWorks { node: NodeId(1) };
    assert_eq!(rule(&[0.0, 5.0]), alone);
    assert_eq!(rule(&[0.2, 5.0, 0.24]), alone, "a twentieth is not reached");
    let Why::MachinesWork {
        machines,
        effective,
        left,
    } = rule(&[2.0, 2.0, 1.0, 0.0])
    else {
        panic!("three machines work");
    };
    assert_eq!(machines, 3);
    assert!((effective - 25.0 / 9.0).abs() < 1e-12, "{effective}");
    assert!((left - 0.6).abs() < 1e-12, "{left}");
    let with_idlers = work(&[2.0, 2.0, 0.05, 0.05]);
    assert_eq!(with_idlers.useful().count(), 2);
    assert!(
        with_idlers.effective() <= 2.0,
        "no more than those that count"
    );
}

#[test]
fn machines_that_work_alike_count_in_full() {
    for count in 1..20 {
        let work = work(&vec![3.0; count]);
        assert!((work.effective() - count as f64).abs() < 1e-9);
        let left = 1.0 - 1.0 / count as f64;
        assert!((work.left_without_busiest() - left).abs() < 1e-9);
    }
}

#[test]
fn users_work_has_to_cross_the_network() {
    let rule = |for_requests: u64, issued: u64, joined: bool| {
        let line = LineWork {
            link: LinkId(0),
            first: NodeId(0),
            second: NodeId(1),
            messages: for_requests + 1_000,
            for_requests,
            per_request: 0.0,
            per_second: 7.0,
        };
        let messages = Messages {
            lines: vec![line],
            messages: line.messages,
            for_requests,
            issued,
            per_second: 7.0,
        };
        super::network::why(&messages, joined)
    };
    assert_eq!(rule(0, 500, false), Why::NoLines);
    assert_eq!(rule(40, 19, true).verdict(), Verdict::NotShown);
    // Heartbeats alone are no work of the users'.
    assert_eq!(rule(0, 500, true), Why::HardlyTalk { per_request: 0.0 });
    assert_eq!(rule(49, 500, true).verdict(), Verdict::DoesNot);
    let talk = Why::Talk {
        per_request: 4.0,
        per_second: 7.0,
    };
    assert_eq!(rule(2_000, 500, true), talk);
}

#[test]
fn more_units_have_to_do_half_as_much_again() {
    let rule = |grows: bool, points: &[(u16, f64)]| {
        let points = points.iter().map(|(units, per_second)| CapacityPoint {
            units: *units,
            per_second: *per_second,
            bottleneck: Some(NodeId(*units)),
            slowest: None,
            utilization: 1.0,
        });
        let capacity = Capacity {
            points: points.collect(),
            fit: None,
        };
        super::scalability::why(grows, Some(&capacity))
    };
    assert_eq!(rule(false, &[(1, 90.0)]), Why::NothingGrows);
    assert_eq!(super::scalability::why(true, None), Why::NotMeasured);
    assert_eq!(rule(true, &[(1, 90.0)]), Why::NotMeasured);
    let growth = |to_units, to_per_second| Growth {
        from_units: 1,
        from_per_second: 100.0,
        to_units,
        to_per_second,
        bottleneck: Some(NodeId(to_units)),
        slowest: None,
    };
    let rising = [(1, 100.0), (2, 149.0), (4, 150.0), (8, 120.0)];
    assert_eq!(rule(true, &rising), Why::Grows(growth(4, 150.0)));
    let flat = [(1, 100.0), (2, 149.0), (4, 130.0)];
    assert_eq!(rule(true, &flat), Why::HardlyGrows(growth(2, 149.0)));
    let dead = rule(true, &[(1, 0.0), (2, 0.0)]);
    assert_eq!(dead.verdict(), Verdict::DoesNot);
}

#[test]
fn nineteen_of_twenty_users_have_to_see_one_machine() {
    let answers = |ended: u64, breaks: [u64; 5]| Answers {
        ended,
        breaks,
        waiting: 0,
    };
    let rule = |answers: Answers| super::illusion::why(&answers, 2);
    assert_eq!(rule(answers(19, [0; 5])).verdict(), Verdict::NotShown);
    assert_eq!(
        rule(answers(19, [19, 0, 0, 0, 0])).verdict(),
        Verdict::NotShown
    );
    let as_one = Why::AsOne {
        share: 0.95,
        ended: 100,
        faults: 2,
    };
    assert_eq!(rule(answers(100, [2, 1, 0, 1, 1])), as_one);
    let broken = Why::Broken {
        share: 0.94,
        ended: 100,
        mostly: Break::OrderReversal,
    };
    assert_eq!(rule(answers(100, [1, 1, 0, 2, 2])), broken);
    // More writes come to light as lost than requests have ended.
    let Why::Broken { share, mostly, .. } = rule(answers(20, [0, 60, 0, 0, 0])) else {
        panic!("everything is broken");
    };
    assert_eq!((share, mostly), (0.0, Break::LostWrite));
}

#[test]
fn requests_that_broke_it_are_named_in_the_order_of_time() {
    let broke = [31, 7, 30, 12].map(RequestId);
    let named = super::illusion::newest_first(broke.into_iter());
    assert_eq!(named, [31, 30, 12, 7].map(RequestId));
}

#[test]
fn who_waits_for_longer_than_people_bear_sees_that_it_is_not_one_machine_that_works() {
    let rule = |ended: u64, errors: u64, waiting: u64| {
        super::illusion::why(
            &Answers {
                ended,
                breaks: [errors, 0, 0, 0, 0],
                waiting,
            },
            1,
        )
    };
    assert_eq!(rule(1_900, 0, 100).verdict(), Verdict::Holds);
    let waiting = Why::KeptWaiting {
        share: 0.9,
        ended: 1_800,
        waiting: 200,
    };
    assert_eq!(rule(1_800, 0, 200), waiting);
    assert_eq!(rule(10, 0, 9).verdict(), Verdict::NotShown);
    assert_eq!(rule(0, 0, 20).verdict(), Verdict::DoesNot);
    // The more frequent of both is told.
    assert!(matches!(rule(900, 200, 100), Why::Broken { .. }));
    assert!(matches!(rule(900, 100, 200), Why::KeptWaiting { .. }));
}

#[test]
fn work_that_becomes_no_answer_is_in_vain() {
    let rule = |useful: f64, spent_secs: f64| {
        super::resources::why(&Work {
            spent_secs,
            ..work(&[useful, useful])
        })
    };
    assert_eq!(rule(0.0, 0.1), Why::LittleWork);
    assert_eq!(rule(0.02, 1.0), Why::WorkInVain);
    assert_eq!(rule(2.0, 100.0), Why::WorkInVain);
    assert_eq!(rule(3.0, 100.0).verdict(), Verdict::Holds);
}
