//! What users do about slow, bad and missing answers, before doors whose answers are written down.

use sim::{
    Arrivals, Blueprint, Discipline, LinkSpec, NodeSpec, OperationShare, Popularity, Probability,
    Record, Simulation, Time, Version, Workload,
};

use super::*;
use crate::model::Budget;

const NO_BUDGET_ENDS: Budget = Budget {
    ratio_percent: 100,
    burst: 1_000,
};

const fn millis(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

/// Answers its n-th call as the n-th line says, and all after the last line like that one.
#[derive(Clone, Debug)]
struct Door {
    lines: Vec<(Duration, Answer)>,
    answering: Slab<(Message, Answer)>,
    calls: usize,
    last_deadline: Time,
}

impl Process for Door {
    fn start(&mut self, _context: &mut Context<'_>) {}

    fn message(&mut self, context: &mut Context<'_>, message: &Message) {
        let Body::Call(call) = message.body else {
            return;
        };
        self.last_deadline = call.deadline;
        let (delay, answer) = self.lines[self.calls.min(self.lines.len() - 1)];
        self.calls += 1;
        let key = self.answering.insert((*message, answer));
        context.set_timer(delay, key.as_bits());
    }

    fn timer(&mut self, context: &mut Context<'_>, token: u64) {
        let open = self.answering.remove(Key::from_bits(token));
        let (message, answer) = open.expect("each call is answered once");
        context.answer(&message, answer);
    }

    fn crash(&mut self) {
        self.answering.clear();
    }

    /// Shows the tests the deadline of the last call.
    fn stored_writes(&self) -> Option<u64> {
        Some(self.last_deadline.as_nanos())
    }

    fn clone_box(&self) -> Box<dyn Process> {
        Box::new(self.clone())
    }
}

/// A policy of three tries with 10 ms between them.
const THREE: RetrySpec = RetrySpec {
    attempts: 3,
    pause: RetryPause::Fixed(Span::from_millis(10)),
    budget: None,
};

fn users(doors: u16, retry: &RetrySpec) -> Clients {
    let doors = (1..=doors).map(NodeId).collect();
    Clients::patient(doors, retry, Stream::named(1, "users", "pauses"))
}

/// Users who ask at these instants, before doors that each follow these lines, all 1 ms away.
fn run(users: Clients, asked_ms: &[u64], lines: &[(u64, Answer)]) -> Simulation {
    Simulation::new(blueprint(users, asked_ms, lines))
}

fn blueprint(users: Clients, asked_ms: &[u64], lines: &[(u64, Answer)]) -> Blueprint {
    let doors = users.doors.clone();
    let lines = lines
        .iter()
        .map(|(delay, answer)| (millis(*delay), *answer));
    let door = Door {
        lines: lines.collect(),
        answering: Slab::default(),
        calls: 0,
        last_deadline: Time::ZERO,
    };
    let mut nodes = vec![NodeSpec::new("users", Box::new(users))];
    let mut links = Vec::new();
    for id in doors {
        nodes.push(NodeSpec {
            discipline: Discipline::Fifo,
            ..NodeSpec::new(format!("door-{}", id.0), Box::new(door.clone()))
        });
        let latency = sim::Distribution::Constant { value: millis(1) };
        links.push(LinkSpec::new(NodeId(0), id, latency));
    }
    let at = asked_ms.iter().map(|asked| Time::ZERO + millis(*asked));
    Blueprint {
        seed: 1,
        horizon: Duration::from_secs(1_000),
        nodes,
        links,
        groups: Vec::new(),
        workloads: vec![Workload {
            node: NodeId(0),
            arrivals: Arrivals::Recorded { at: at.collect() },
            per_second_milli: 0,
            operations: vec![OperationShare {
                operation: 0,
                weight: 1,
                data: None,
            }],
            key_count: 1,
            popularity: Popularity::Uniform,
            profile: Vec::new(),
        }],
        planned: Vec::new(),
        trace_capacity: 100_000,
    }
}

/// Runs to the end with every law checked after every event, and gives what was decided.
fn to_the_end(run: &mut Simulation) -> Vec<Decision> {
    while run.step() {
        run.check().expect("every law holds");
    }
    let (entries, _) = run.trace().since(0);
    let decided = entries.filter_map(|entry| match entry.record {
        Record::Decided { decision, .. } => Some(decision),
        _ => None,
    });
    decided.collect()
}

/// How long the only request took, and how it ended.
fn only(run: &Simulation) -> (Duration, Result<(), Reason>) {
    let mut requests = run.ledger().remembered();
    let request = requests.next().expect("one was issued");
    let (at, outcome) = request.ended.expect("it has ended");
    (at.since(request.issued_at), outcome)
}

const GOOD: Answer = Ok(Version::NONE);
const BAD: Answer = Err(Reason::Faulty);
const RETRY: Decision = Decision::Retry { pause: millis(10) };

#[test]
fn a_try_without_an_answer_is_followed_by_another_and_its_answer_is_late() {
    let users = users(1, &THREE).giving_up_after(millis(100), false);
    let mut run = run(users, &[0], &[(500, GOOD), (20, GOOD)]);
    assert_eq!(to_the_end(&mut run), [Decision::GaveUp, RETRY]);
    assert_eq!(only(&run), (millis(100 + 10 + 22), Ok(())));
    let totals = run.ledger().totals;
    assert_eq!((totals.attempts, totals.late), (2, 1));
}

#[test]
fn a_request_fails_with_the_reason_of_its_last_try() {
    let users = users(1, &THREE).giving_up_after(millis(100), false);
    let mut run = run(users, &[0], &[(5, BAD), (500, GOOD), (5, BAD)]);
    assert_eq!(to_the_end(&mut run), [RETRY, Decision::GaveUp, RETRY]);
    assert_eq!(only(&run), (millis(7 + 10 + 100 + 10 + 7), BAD.map(|_| ())));
}

#[test]
fn patient_users_wait_as_long_as_it_takes() {
    let mut run = run(users(1, &RetrySpec::NONE), &[0], &[(900_000, GOOD)]);
    assert!(to_the_end(&mut run).is_empty());
    assert_eq!(only(&run), (millis(900_002), Ok(())));
}

#[test]
fn an_empty_budget_lets_a_request_fail_at_once() {
    let retry = RetrySpec {
        budget: Some(Budget {
            ratio_percent: 0,
            burst: 1,
        }),
        ..THREE
    };
    let mut run = run(users(1, &retry), &[0, 1_000], &[(5, BAD)]);
    assert_eq!(
        to_the_end(&mut run),
        [
            RETRY,
            Decision::RetryBudgetSpent,
            Decision::RetryBudgetSpent
        ]
    );
    assert_eq!(run.ledger().totals.attempts, 3);
}

#[test]
fn of_two_calls_the_first_good_answer_wins_and_the_other_comes_for_nothing() {
    let hedging = || {
        let bucket = Bucket::full(NO_BUDGET_ENDS);
        users(1, &RetrySpec::NONE).hedging_after(millis(30), bucket)
    };
    let mut slow_first = run(hedging(), &[0], &[(300, GOOD), (10, GOOD)]);
    assert_eq!(to_the_end(&mut slow_first), [Decision::Hedged]);
    assert_eq!(only(&slow_first), (millis(30 + 12), Ok(())));
    let mut slow_second = run(hedging(), &[0], &[(50, GOOD), (300, GOOD)]);
    assert_eq!(to_the_end(&mut slow_second), [Decision::Hedged]);
    assert_eq!(only(&slow_second), (millis(52), Ok(())));
    let mut quick = run(hedging(), &[0], &[(10, GOOD)]);
    assert!(
        to_the_end(&mut quick).is_empty(),
        "nothing to hedge against"
    );
    let late = |run: &Simulation| (run.ledger().totals.attempts, run.ledger().totals.late);
    assert_eq!([late(&slow_first), late(&slow_second)], [(2, 0); 2]);
    assert_eq!(late(&quick), (1, 0));
    // With a time limit the other is late once that has passed, and not before.
    for (answered, count) in [(60, 0), (300, 1)] {
        let users = hedging().giving_up_after(millis(100), false);
        let mut run = run(users, &[0], &[(answered, GOOD), (10, GOOD)]);
        to_the_end(&mut run);
        assert_eq!(late(&run), (2, count), "after {answered} ms");
    }
}

#[test]
fn bad_news_and_a_second_copy_of_an_answer_are_not_late() {
    let mut users_fail = run(
        users(1, &RetrySpec::NONE).giving_up_after(millis(100), false),
        &[0, 1_000],
        &[(500, BAD), (500, GOOD)],
    );
    to_the_end(&mut users_fail);
    assert_eq!(users_fail.ledger().totals.late, 1, "only the good one is");
    let users = users(1, &RetrySpec::NONE).giving_up_after(millis(100), false);
    let mut twice = blueprint(users, &[0], &[(10, GOOD)]);
    for link in &mut twice.links {
        link.duplication = Probability::from_percent(100);
    }
    let mut twice = Simulation::new(twice);
    to_the_end(&mut twice);
    let totals = twice.ledger().totals;
    assert_eq!((totals.succeeded, totals.late), (1, 0));
}

#[test]
fn a_bad_answer_waits_for_the_other_call_and_two_are_one_failed_try() {
    let hedging = || {
        let bucket = Bucket::full(NO_BUDGET_ENDS);
        users(1, &THREE).hedging_after(millis(30), bucket)
    };
    let mut saved = run(hedging(), &[0], &[(50, BAD), (100, GOOD)]);
    assert_eq!(to_the_end(&mut saved), [Decision::Hedged]);
    assert_eq!(only(&saved), (millis(30 + 102), Ok(())));
    let mut failed = run(hedging(), &[0], &[(50, BAD), (50, BAD), (10, GOOD)]);
    assert_eq!(to_the_end(&mut failed), [Decision::Hedged, RETRY]);
    assert_eq!(only(&failed), (millis(30 + 52 + 10 + 12), Ok(())));
    assert_eq!(failed.ledger().totals.attempts, 3);
}

#[test]
fn calls_say_until_when_their_try_is_waited_for() {
    for (tells, expected) in [(true, Time::ZERO + millis(5 + 100)), (false, Time::MAX)] {
        let users = users(1, &RetrySpec::NONE).giving_up_after(millis(100), tells);
        let mut run = run(users, &[5], &[(10, GOOD)]);
        to_the_end(&mut run);
        let seen = run.snapshot().nodes[1].stored_writes;
        assert_eq!(seen, Some(expected.as_nanos()));
    }
}

#[test]
fn several_doors_are_knocked_at_in_turn() {
    let mut run = run(
        users(3, &RetrySpec::NONE),
        &[0, 1, 2, 3, 4, 5],
        &[(10, GOOD)],
    );
    to_the_end(&mut run);
    let links = run.network().links().iter();
    let sent: Vec<u64> = links.map(|link| link.traffic(true).sent).collect();
    assert_eq!(sent, [2, 2, 2]);
}

/// Random policies before random doors on lines that lose, repeat and reorder: every law holds after
/// every event, and every request of users who give up has its end.
#[test]
fn every_request_ends_once_whatever_the_answers_and_the_lines_do() {
    let mut reached = [0_u64; 4];
    for seed in 0..150 {
        let mut dice = Stream::named(seed, "test", "dice");
        let limited = dice.below(2) == 0;
        let budget = Budget {
            ratio_percent: dice.below(60),
            burst: 1 + dice.below(5),
        };
        let retry = RetrySpec {
            attempts: 1 + dice.below(5),
            pause: RetryPause::FullJitter {
                base: Span::from_millis(20),
                maximum: Span::from_millis(100),
            },
            budget: limited.then_some(budget),
        };
        let clients = users(1 + dice.below(3) as u16, &retry)
            .giving_up_after(millis(60), true)
            .hedging_after(millis(20), Bucket::full(budget));
        let asked: Vec<u64> = (0..200).map(|_| u64::from(dice.below(2_000))).collect();
        let line = |_| {
            let answer = if dice.below(3) == 0 { BAD } else { GOOD };
            (u64::from(dice.below(100)), answer)
        };
        let lines: Vec<(u64, Answer)> = (0..300).map(line).collect();
        let mut blueprint = blueprint(clients, &asked, &lines);
        for link in &mut blueprint.links {
            link.loss = Probability::from_percent(10);
            link.duplication = Probability::from_percent(10);
            link.reordering = Probability::from_percent(10);
        }
        let mut run = Simulation::new(blueprint);
        let decided = to_the_end(&mut run);
        let totals = run.ledger().totals;
        assert_eq!((totals.issued, totals.in_flight()), (200, 0), "seed {seed}");
        let count = |wanted: fn(&Decision) -> bool| {
            decided.iter().filter(|decision| wanted(decision)).count() as u64
        };
        let retries = count(|decision| matches!(decision, Decision::Retry { .. }));
        let hedges = count(|decision| *decision == Decision::Hedged);
        assert_eq!(totals.attempts, 200 + retries + hedges, "seed {seed}");
        let earned = u64::from(budget.ratio_percent) * 200 + u64::from(budget.burst) * 100;
        assert!(hedges * 100 <= earned, "seed {seed}: {hedges} hedges");
        assert!(
            !limited || retries * 100 <= earned,
            "seed {seed}: {retries} retries"
        );
        let spent = count(|decision| *decision == Decision::RetryBudgetSpent);
        for (reached, count) in reached
            .iter_mut()
            .zip([retries, hedges, spent, totals.late])
        {
            *reached += count;
        }
    }
    assert!(reached.iter().all(|count| *count > 500), "{reached:?}");
}
