//! The experiment against theory, and against itself.

use std::collections::BTreeMap;

use sim::Duration;
use systems::model::{Lines, Model, PartSpec, Span, Station, Timing, assemble};

use super::*;

/// Runs to the end in pieces of so many events.
fn run(mut experiment: CapacityExperiment, piece: u64) -> Capacity {
    let mut before = 0.0;
    while !experiment.advance(piece) {
        let progress = experiment.progress();
        assert!((before..1.0).contains(&progress), "{before} to {progress}");
        before = progress;
        assert_eq!(experiment.result(), None);
    }
    assert_eq!(experiment.progress(), 1.0);
    experiment.result().expect("it is done")
}

fn of_system(id: &str, parameters: &[(&str, i64)]) -> CapacityExperiment {
    let entry = systems::entry(id).expect("in the catalogue");
    let mut scenario = entry.scenario(1, Duration::from_secs(60));
    for (id, value) in parameters {
        scenario.parameters.insert((*id).to_owned(), *value);
    }
    CapacityExperiment::new(entry, &scenario)
}

/// A station of `servers` servers for each unit, each of which serves 50 per second.
fn station(servers: u16, units: Vec<u16>) -> CapacityExperiment {
    let model = move |units: u16| {
        let station = Station {
            per_second: 1.0,
            service: Timing::Exponential(Span::from_millis(20)),
            servers: servers * units,
            queue: 1_000_000,
        };
        let nodes = BTreeMap::from([("station".to_owned(), PartSpec::Station(station))]);
        let links = Lines::default();
        let model = Model { nodes, links };
        assemble(&model, 7, Duration::from_secs(60), 0).expect("a sound model")
    };
    CapacityExperiment::of(units, Box::new(model))
}

/// Within four per second below what the servers can do (see the definition), and not above it but
/// by the chance of ten seconds: three standard deviations of a Poisson count.
#[test]
fn a_station_does_as_much_as_its_servers_can() {
    let capacity = run(station(3, vec![1, 2, 4, 8]), 1_000_000);
    for point in &capacity.points {
        let able = 150.0 * f64::from(point.units);
        let chance = 3.0 * libm::sqrt(able / 10.0);
        let band = 0.98 * (able - 4.0) - chance..able + chance;
        assert!(band.contains(&point.per_second), "{point:?} in {band:?}");
        assert_eq!(point.bottleneck, Some(NodeId(0)));
        assert!(point.utilization > 0.9, "{point:?}");
    }
    let fit = capacity.fit.expect("four points");
    assert!(fit.sigma < 0.01 && fit.kappa < 0.001, "{fit:?}");
}

#[test]
fn how_it_is_cut_changes_nothing() {
    let whole = run(of_system("web-rds", &[("api_workers", 1)]), u64::MAX);
    let mut pieces = of_system("web-rds", &[("api_workers", 1)]);
    let mut piece = 1;
    while !pieces.advance(piece) {
        // From one event to some tens of thousands, never the same twice.
        piece = (piece * 7 + 3) % 50_021;
    }
    assert_eq!(pieces.result(), Some(whole));
}

#[test]
fn a_system_without_units_has_one_point_and_no_law() {
    let capacity = run(of_system("centralized", &[]), 1_000_000);
    let [point] = capacity.points[..] else {
        panic!("{capacity:?}");
    };
    assert_eq!((point.units, capacity.fit), (1, None));
    assert_eq!(point.bottleneck, Some(NodeId(1)));
    // 4 cores; 10 ms to compute, and 0.8 times 3 ms and 0.2 times 8 ms for the data; each core holds
    // up each of the 3 others by 3 %.
    let able = 4.0 / 0.014 / 1.09;
    assert!(
        (0.9..1.03).contains(&(point.per_second / able)),
        "{point:?}"
    );
}

#[test]
fn more_api_servers_do_more_until_the_database_is_full() {
    let capacity = run(of_system("web-rds", &[]), 1_000_000);
    let cards = systems::entry("web-rds")
        .map(|entry| entry.cards(&entry.scenario(1, Duration::from_secs(1))));
    let cards = cards.expect("in the catalogue");
    let name = |point: &CapacityPoint| {
        let node = point.bottleneck.expect("a machine is full");
        cards[node.index()].name.as_str()
    };
    let rates: Vec<f64> = capacity
        .points
        .iter()
        .map(|point| point.per_second)
        .collect();
    // 4 cores of 10 ms each; 4 cores of 4 ms each behind them all.
    assert!((0.9..1.03).contains(&(rates[0] / 400.0)), "{rates:?}");
    assert!((0.9..1.03).contains(&(rates[1] / 800.0)), "{rates:?}");
    for flat in &rates[2..] {
        assert!((0.9..1.03).contains(&(flat / 1_000.0)), "{rates:?}");
    }
    let names: Vec<&str> = capacity.points.iter().map(name).collect();
    assert_eq!(names, ["api-1", "api-1", "db-1", "db-1"]);
    let fit = capacity.fit.expect("four points");
    assert!(fit.at(8.0) < fit.lambda * 4.0, "{fit:?}");
}

/// Where nothing is full, time is the limit: that of a plug-in that is slow for those who pay, even so
/// slow that hardly any of them is in time.
#[test]
fn where_no_machine_is_full_it_says_where_requests_stay() {
    let entry = systems::entry("microkernel").expect("in the catalogue");
    let named = |parameters: &[(&str, i64)], expected: &str| {
        let mut scenario = entry.scenario(1, Duration::from_secs(60));
        let parameters = parameters.iter();
        scenario.parameters = parameters
            .map(|(id, value)| ((*id).to_owned(), *value))
            .collect();
        let capacity = run(CapacityExperiment::as_it_is(&scenario), 1_000_000);
        let [point] = capacity.points[..] else {
            panic!("{capacity:?}");
        };
        let cards = entry.cards(&scenario);
        assert_eq!(point.bottleneck, None, "{point:?}");
        let slowest = point.slowest.map(|node| cards[node.index()].name.as_str());
        assert_eq!(slowest, Some(expected), "{point:?}");
        point.per_second
    };
    let remote = ("plugins", 1);
    let slow = [remote, ("payment_time", 600)];
    assert!(named(&slow, "plugin-payment") > 5.0);
    let hopeless = [remote, ("payment_time", 2_000)];
    assert!(named(&hopeless, "plugin-payment") < 5.0);
}

/// Two fan-out machines of four cores. Of a hundred requests five are posts; each is 4 ms of a core, but of
/// fifty posts one has a million followers and is 2,000 times that. Ten seconds hold two of those or ten.
#[test]
fn a_rare_burst_makes_no_chance_of_the_capacity_of_a_social_network() {
    let entry = systems::entry("sns").expect("in the catalogue");
    let able = 8.0 / (0.05 * (0.98 + 0.02 * 2_000.0) * 0.004);
    for seed in 1..=5 {
        let scenario = entry.scenario(seed, Duration::from_secs(60));
        let capacity = run(CapacityExperiment::as_it_is(&scenario), 1_000_000);
        let [point] = capacity.points[..] else {
            panic!("{capacity:?}");
        };
        let share = point.per_second / able;
        assert!((0.85..1.15).contains(&share), "seed {seed}: {point:?}");
        let cards = entry.cards(&scenario);
        let full = point
            .bottleneck
            .map(|node| cards[node.index()].name.as_str());
        assert_eq!(full, Some("fanout-1"), "seed {seed}");
    }
}
