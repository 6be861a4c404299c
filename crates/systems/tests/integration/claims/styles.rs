//! The shop in the styles that most readers know from the book alone: pipes and filters, a
//! microkernel, a space, a bus in the middle.

use sim::{Duration, Intervention, Time};

use super::shop::{BROWSE, CART, ORDER, PAY, fate};
use crate::support::Run;

const OPERATIONS: [u16; 4] = [BROWSE, CART, ORDER, PAY];

/// Messages that the lines from one part to another have carried that way, by the parts' names.
fn sent(run: &Run, from: &str, to: &str) -> u64 {
    let nodes = run.simulation.nodes();
    let is = |node: sim::NodeId, part: &str| {
        let name = nodes[node.index()].name();
        let rest = name.strip_prefix(part).unwrap_or("no");
        let number = rest.strip_prefix('-').unwrap_or("no");
        rest.is_empty() || number.bytes().all(|byte| byte.is_ascii_digit())
    };
    let links = run.simulation.network().links().iter();
    let traffic = links.filter_map(|link| {
        let there = is(link.first, from) && is(link.second, to);
        let back = is(link.first, to) && is(link.second, from);
        (there || back).then(|| link.traffic(there).sent)
    });
    traffic.sum()
}

/// Requests for an operation that were issued in the whole run.
fn issued(run: &Run, operation: u16) -> u64 {
    fate(run, operation, 0, 1_000).issued
}

/// A run of 20 s whose users are silent at the end, and all of whose requests are over.
fn quiet_run(system: &str, seed: u64, parameters: &[(&str, i64)]) -> Run {
    let mut run = Run::new(system, seed, parameters);
    run.until(20.0);
    run.simulation.intervene(Intervention::SetDemand {
        per_second_milli: 0,
    });
    run.until(30.0);
    assert_eq!(run.simulation.ledger().totals.in_flight(), 0);
    run
}

#[test]
fn always_every_request_goes_through_every_filter() {
    for seed in 1..=5 {
        let run = quiet_run("pipeline", seed, &[("filters", 1)]);
        let all: u64 = OPERATIONS
            .map(|operation| issued(&run, operation))
            .iter()
            .sum();
        let filters = ["producer", "transformer", "tester", "consumer"];
        for pipe in filters.windows(2) {
            assert_eq!(sent(&run, pipe[0], pipe[1]), all, "{seed}: {pipe:?}");
        }
        assert!(all > 3_000, "{seed}: {all}");
    }
}

#[test]
fn sometimes_a_filter_harms_those_it_has_nothing_to_do_for() {
    for seed in 1..=3 {
        let mut run = Run::new("pipeline", seed, &[("filters", 1)]);
        run.until(10.0).crash("tester").until(45.0);
        // Only orders are tested; yet nobody gets past the tester.
        for operation in OPERATIONS {
            let fate = fate(&run, operation, 11, 40);
            assert!(fate.gone(), "{seed}: {operation} {fate:?}");
        }
    }
}

#[test]
fn as_one_unit_the_pipes_cost_nothing() {
    let median = |filters| {
        let mut run = Run::new("pipeline", 1, &[("filters", filters), ("rate", 50)]);
        run.until(30.0);
        run.simulation.metrics().readout().p50.expect("answers")
    };
    let (unit, apart) = (median(0), median(1));
    // Three pipes, two milliseconds each way.
    let cost = apart - unit;
    assert!((9_000..16_000).contains(&cost), "{unit} {apart} µs");
}

#[test]
fn always_a_slow_plug_in_outside_the_core_harms_only_who_uses_it() {
    for seed in 1..=3 {
        let slow = [("plugins", 1), ("payment_time", 600)];
        let mut run = Run::new("microkernel", seed, &slow);
        run.until(45.0);
        for operation in [BROWSE, CART, ORDER] {
            let fate = fate(&run, operation, 5, 40);
            assert!(fate.unharmed(), "{seed}: {operation} {fate:?}");
        }
        let paying = fate(&run, PAY, 5, 40);
        assert!(paying.failed > paying.issued / 2, "{seed}: {paying:?}");
    }
}

#[test]
fn sometimes_a_slow_plug_in_inside_the_core_takes_the_shop_with_it() {
    for seed in 1..=3 {
        let slow = [("plugins", 0), ("payment_time", 600)];
        let mut run = Run::new("microkernel", seed, &slow);
        run.until(45.0);
        let browsing = fate(&run, BROWSE, 15, 40);
        assert!(
            browsing.failed > browsing.issued / 2,
            "{seed}: {browsing:?}"
        );
    }
}

#[test]
fn an_order_without_a_notice_is_still_an_order() {
    let mut run = Run::new("microkernel", 1, &[("plugins", 1)]);
    run.until(10.0).crash("plugin-notice").until(45.0);
    let ordering = fate(&run, ORDER, 11, 40);
    assert_eq!(ordering.failed, 0, "{ordering:?}");
    // It waits for the notice in vain, and then goes on.
    assert!(
        ordering.slowest > Duration::from_millis(1_500),
        "{ordering:?}"
    );
}

#[test]
fn always_nobody_waits_for_the_database_of_a_space_and_it_gets_every_write_in_the_end() {
    for seed in 1..=3 {
        let mut run = Run::new("space-based", seed, &[]);
        run.until(10.0).crash("db").until(41.0);
        for operation in OPERATIONS {
            let fate = fate(&run, operation, 10, 40);
            assert!(fate.unharmed(), "{seed}: {operation} {fate:?}");
        }
        let stored = |run: &Run, name: &str| {
            let view = &run.simulation.snapshot().nodes[run.node(name).index()];
            (view.stored_writes.unwrap_or(0), view.backlog.unwrap_or(0))
        };
        let (_, backlog) = stored(&run, "pump");
        assert!(backlog > 1_500, "{seed}: the pump keeps them: {backlog}");
        run.restart("db").until(80.0);
        run.simulation.intervene(Intervention::SetDemand {
            per_second_milli: 0,
        });
        run.until(100.0);
        let ((grid, _), (database, _)) = (stored(&run, "grid-1"), stored(&run, "db"));
        // What was delivered twice is written twice.
        assert!(
            grid > 5_000 && database >= grid,
            "{seed}: {database} of {grid}"
        );
        assert_eq!(stored(&run, "pump").1, 0, "{seed}");
    }
}

#[test]
fn sometimes_a_copy_of_the_grid_is_behind() {
    for seed in 1..=3 {
        let stale = |delay: i64| {
            let mut run = Run::new("space-based", seed, &[("replication_delay", delay)]);
            run.until(30.0);
            run.simulation.ledger().totals.broken()
        };
        let (often, seldom) = (stale(10), stale(2_000));
        assert!(
            seldom > 20 && often * 4 < seldom,
            "{seed}: {often} {seldom}"
        );
    }
}

#[test]
fn with_more_units_a_space_goes_past_what_its_database_can_do() {
    let goodput = |system: &str| {
        let mut run = Run::new(system, 1, &[("rate", 1_500), ("units", 8)]);
        run.until(20.0);
        run.simulation.metrics().readout().goodput
    };
    let (space, layered) = (goodput("space-based"), goodput("layered"));
    assert!(space > 1_400.0 && layered < 800.0, "{space} {layered}");
}

#[test]
fn always_every_call_of_a_service_goes_through_the_bus() {
    let services = ["business", "enterprise", "application", "infrastructure"];
    for seed in 1..=5 {
        let run = quiet_run("orchestration-soa", seed, &[]);
        let calls = std::iter::zip(OPERATIONS, [2, 2, 5, 4]);
        let calls: u64 = calls
            .map(|(operation, legs)| issued(&run, operation) * legs)
            .sum();
        let through: u64 = services
            .map(|service| sent(&run, "bus", service))
            .iter()
            .sum();
        assert_eq!(through, calls, "{seed}");
        for service in services {
            for other in services {
                assert_eq!(
                    sent(&run, service, other),
                    0,
                    "{seed}: {service} to {other}"
                );
            }
        }
    }
}

#[test]
fn sometimes_the_bus_is_full_while_every_service_has_room() {
    for seed in 1..=3 {
        let mut run = Run::new("orchestration-soa", seed, &[("rate", 405)]);
        run.until(30.0);
        // Share of its time that a machine's workers have worked.
        let busy = |name: &str| {
            let node = &run.simulation.nodes()[run.node(name).index()];
            let now = run.simulation.now();
            let (busy, _) = node.areas_at(now);
            let whole = now.since(Time::ZERO).as_nanos() * node.worker_count() as u64;
            busy as f64 / whole as f64
        };
        let bus = busy("bus-1").min(busy("bus-2"));
        assert!(bus > 0.92, "{seed}: {bus}");
        for service in [
            "business",
            "enterprise",
            "application",
            "infrastructure",
            "db",
        ] {
            assert!(busy(service) < 0.88, "{seed}: {service} {}", busy(service));
        }
    }
}

#[test]
fn without_the_bus_nobody_can_even_browse() {
    let mut run = Run::new("orchestration-soa", 1, &[]);
    run.until(10.0).crash("bus-1").crash("bus-2").until(45.0);
    for operation in OPERATIONS {
        let fate = fate(&run, operation, 11, 40);
        assert!(fate.gone(), "{operation}: {fate:?}");
    }
}
