//! What queues and topics promise: who gets a message, how often, and what becomes of the rest.

use sim::{Decision, Duration, Fault, LinkId, Probability, Reason, Record};

use super::{
    AT_LEAST_ONCE, EXCHANGE, Guarantee, MUTE, Run, Shape, consumer, counts, queue, run, subscriber,
};

#[test]
fn consumers_of_a_queue_share_its_messages_and_each_is_done_once() {
    let mut run = run(queue(3, AT_LEAST_ONCE), 1, 60, 20);
    run.until(30).quiet(35);
    let accepted = run.decided(Decision::Enqueued).len();
    let begun = run.begun();
    assert_eq!((begun.len(), counts(&begun).len()), (accepted, accepted));
    assert_eq!(run.backlog(), 0);
    for place in 0..3 {
        let share = begun
            .iter()
            .filter(|(node, _)| *node == consumer(place))
            .count();
        assert!(share.abs_diff(accepted / 3) < 60, "{share} of {accepted}");
    }
    // One under way to each: nothing ever waits at a consumer.
    let waited = run
        .records()
        .any(|(_, record)| matches!(record, Record::Queued { .. }));
    assert!(!waited);
}

#[test]
fn a_full_queue_refuses_the_publisher() {
    let shape = Shape {
        capacity: 50,
        ..queue(1, AT_LEAST_ONCE)
    };
    let mut run = run(shape, 2, 100, 20);
    run.until(20);
    assert!((48..=50).contains(&run.backlog()), "{}", run.backlog());
    let totals = run.simulation.ledger().totals;
    let refused = totals.failed[Reason::QueueFull.index()];
    // 45 of 100 a second are worked on.
    assert!((950..1_150).contains(&refused), "{refused}");
    assert_eq!(refused, totals.failed_total());
}

fn lossy(run: &mut Run) {
    for link in 1..run.simulation.network().links().len() as u16 {
        run.strike(Fault::Lossy {
            link: LinkId(link),
            loss: Probability::from_percent(20),
        });
    }
}

#[test]
fn at_most_once_never_delivers_twice_and_loses_what_the_line_loses() {
    let mut run = run(queue(6, Guarantee::AtMostOnce), 3, 1, 5);
    lossy(&mut run);
    run.until(1_000).quiet(1_100);
    let accepted = run.decided(Decision::Enqueued).len();
    assert!(run.deliveries().values().all(|count| *count == 1));
    assert_eq!(run.deliveries().len(), accepted, "each is sent");
    let done = counts(&run.begun());
    assert!(done.values().all(|count| *count == 1));
    let share = done.len() as f64 / accepted as f64;
    assert!((0.75..0.85).contains(&share), "{share} arrive");
    assert_eq!(run.backlog(), 0);
}

#[test]
fn at_least_once_delivers_again_until_it_is_acknowledged() {
    let mut run = run(queue(2, AT_LEAST_ONCE), 4, 1, 5);
    lossy(&mut run);
    run.until(600).quiet(700);
    let accepted = counts(&run.decided(Decision::Enqueued));
    let done = counts(&run.begun());
    assert_eq!(
        done.keys().collect::<Vec<_>>(),
        accepted.keys().collect::<Vec<_>>()
    );
    let twice = done.values().filter(|count| **count > 1).count();
    assert!(twice > 50, "acknowledgements are lost, too: {twice}");
    let again = run
        .deliveries()
        .values()
        .map(|count| count - 1)
        .sum::<usize>();
    assert_eq!(run.decided(Decision::Redelivered).len(), again);
    assert_eq!(
        (run.backlog(), run.decided(Decision::DeadLettered).len()),
        (0, 0)
    );
}

#[test]
fn what_fails_too_often_is_put_aside_and_the_rest_goes_on() {
    let guarantee = Guarantee::AtLeastOnce {
        redeliver_after: Duration::from_millis(500),
        deliveries_max: 3,
    };
    let mut run = run(queue(1, guarantee), 5, 20, 5);
    run.until(10);
    assert_eq!(run.decided(Decision::DeadLettered), []);
    let node = consumer(0);
    let share = Probability::from_percent(100);
    run.strike(Fault::Gray { node, share }).until(15);
    run.strike(Fault::Cure { node }).until(20).quiet(25);
    let dead = run.decided(Decision::DeadLettered);
    assert!((60..130).contains(&dead.len()), "{}", dead.len());
    let deliveries = run.deliveries();
    assert!(dead.iter().all(|(_, request)| deliveries[request] == 3));
    assert!(deliveries.values().all(|count| *count <= 3));
    let done = counts(&run.begun());
    assert_eq!(
        done.len() + dead.len(),
        deliveries.len(),
        "all others are done"
    );
    assert_eq!(run.backlog(), 0);
}

#[test]
fn a_queue_that_loses_its_power_loses_no_message() {
    let mut run = run(queue(2, AT_LEAST_ONCE), 6, 80, 20);
    run.until(5)
        .strike(Fault::Crash { node: EXCHANGE })
        .until(6);
    run.strike(Fault::Restart { node: EXCHANGE })
        .until(20)
        .quiet(30);
    let accepted = counts(&run.decided(Decision::Enqueued));
    let done = counts(&run.begun());
    assert_eq!(done.len(), accepted.len());
    assert_eq!(run.backlog(), 0);
}

#[test]
fn messages_flow_around_a_consumer_that_is_gone_and_to_one_that_is_new() {
    let mut run = run(queue(2, AT_LEAST_ONCE), 7, 40, 10);
    run.until(5)
        .strike(Fault::Crash { node: consumer(0) })
        .until(20);
    let gone = run
        .begun()
        .iter()
        .filter(|(node, _)| *node == consumer(0))
        .count();
    assert!(
        run.backlog() < 5,
        "the other one does the work: {}",
        run.backlog()
    );
    run.until(30)
        .strike(Fault::Restart { node: consumer(0) })
        .until(40);
    let back = run
        .begun()
        .iter()
        .filter(|(node, _)| *node == consumer(0))
        .count();
    assert!(back > gone + 100, "{gone} then {back}");
}

#[test]
fn every_subscriber_of_a_topic_gets_every_message() {
    let topic = Shape {
        groups: vec![subscriber([0]), subscriber([1, 2])],
        ..queue(0, AT_LEAST_ONCE)
    };
    let mut run = run(topic, 8, 40, 10);
    run.until(20).quiet(25);
    let accepted = run.decided(Decision::Enqueued).len();
    let begun = run.begun();
    let of = |place: u16| {
        begun
            .iter()
            .filter(|(node, _)| *node == consumer(place))
            .count()
    };
    assert_eq!((of(0), of(1) + of(2)), (accepted, accepted));
    assert!(of(1) > accepted / 3 && of(2) > accepted / 3, "they compete");
    assert!(counts(&begun).values().all(|count| *count == 2));
}

#[test]
fn a_consumer_that_never_says_that_it_is_well_is_not_held_to_it() {
    let shape = Shape {
        groups: vec![subscriber([MUTE])],
        ..queue(0, AT_LEAST_ONCE)
    };
    let mut run = run(shape, 9, 10, 5);
    run.until(60).quiet(65);
    assert_eq!(run.begun().len(), run.decided(Decision::Enqueued).len());
}
