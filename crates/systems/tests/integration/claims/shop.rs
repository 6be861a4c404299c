//! The shop in its styles: the same faults at the matching machines, and what the users get.

use std::collections::BTreeSet;

use sim::{Decision, Duration, Fault, Record, RequestId, Time};

use crate::drive::count;
use crate::support::Run;

pub(super) const BROWSE: u16 = 0;
pub(super) const CART: u16 = 1;
pub(super) const ORDER: u16 = 2;
pub(super) const PAY: u16 = 3;

/// Requests of one operation that were issued in a span of the run.
#[derive(Debug, Default)]
pub(super) struct Fate {
    pub(super) issued: u64,
    pub(super) succeeded: u64,
    pub(super) failed: u64,
    pub(super) slowest: Duration,
}

impl Fate {
    /// Nobody who wanted it was disappointed.
    pub(super) fn unharmed(&self) -> bool {
        self.issued > 0 && self.failed == 0 && self.slowest < Duration::from_millis(1_000)
    }

    /// Nobody got it.
    pub(super) fn gone(&self) -> bool {
        self.issued > 0 && self.succeeded == 0
    }
}

/// What became of the requests for an operation that were issued in these seconds.
pub(super) fn fate(run: &Run, wanted: u16, from: u64, to: u64) -> Fate {
    let span = Time::ZERO + Duration::from_secs(from)..Time::ZERO + Duration::from_secs(to);
    let (entries, missed) = run.simulation.trace().since(0);
    assert_eq!(missed, 0, "the whole run is kept in this test");
    let mut fate = Fate::default();
    let mut ours: BTreeSet<RequestId> = BTreeSet::new();
    for entry in entries {
        match entry.record {
            Record::Issued {
                request, operation, ..
            } if operation == wanted && span.contains(&entry.time) => {
                ours.insert(request);
                fate.issued += 1;
            }
            Record::Resolved {
                request,
                outcome,
                elapsed,
            } if ours.remove(&request) => match outcome {
                Ok(()) => {
                    fate.succeeded += 1;
                    fate.slowest = fate.slowest.max(elapsed);
                }
                Err(_) => fate.failed += 1,
            },
            _ => {}
        }
    }
    fate
}

/// A run in which this machine works so many times slower from 10 s to 40 s.
fn slowed(system: &str, seed: u64, machine: &str, factor: u32) -> Run {
    let mut run = Run::new(system, seed, &[]);
    let node = run.until(10.0).node(machine);
    run.strike(Fault::Slow { node, factor }).until(45.0);
    run
}

/// A run in which this machine loses its power at 10 s.
fn crashed(system: &str, seed: u64, machine: &str) -> Run {
    let mut run = Run::new(system, seed, &[]);
    run.until(10.0).crash(machine).until(45.0);
    run
}

#[test]
fn slow_payments_harm_only_payments_where_payment_has_a_machine_of_its_own() {
    for system in ["service-based", "microservices"] {
        for seed in 1..=3 {
            let run = slowed(system, seed, "payment", 30);
            let browsing = fate(&run, BROWSE, 10, 40);
            assert!(browsing.unharmed(), "{system}, {seed}: {browsing:?}");
            let paying = fate(&run, PAY, 15, 40);
            let some = paying.failed > paying.issued / 4;
            assert!(some, "{system}, {seed}: {paying:?}");
        }
    }
}

#[test]
fn in_layers_a_slow_machine_harms_everything_that_passes_through_it() {
    let run = slowed("layered", 1, "app-1", 30);
    let browsing = fate(&run, BROWSE, 15, 40);
    assert!(!browsing.unharmed(), "{browsing:?}");
}

#[test]
fn without_the_shared_database_no_service_can_do_anything() {
    let run = crashed("service-based", 1, "db");
    for operation in 0..=3 {
        let fate = fate(&run, operation, 11, 40);
        assert!(fate.gone(), "{operation}: {fate:?}");
    }
}

#[test]
fn a_service_that_is_gone_takes_only_its_own_operations_along() {
    let run = crashed("service-based", 1, "shipping");
    let (browsing, ordering) = (fate(&run, BROWSE, 11, 40), fate(&run, ORDER, 11, 40));
    assert!(browsing.unharmed(), "{browsing:?}");
    assert!(ordering.gone(), "{ordering:?}");
}

#[test]
fn without_the_order_database_microservices_only_take_no_orders() {
    let run = crashed("microservices", 1, "order-db");
    for operation in [BROWSE, CART, PAY] {
        let fate = fate(&run, operation, 10, 40);
        assert!(fate.unharmed(), "{operation}: {fate:?}");
    }
    let ordering = fate(&run, ORDER, 11, 40);
    assert!(ordering.gone(), "{ordering:?}");
}

/// How often any machine decided this.
pub(super) fn decided(run: &Run, wanted: Decision) -> usize {
    count(
        run,
        |record| matches!(record, Record::Decided { decision, .. } if *decision == wanted),
    )
}

#[test]
fn an_order_that_cannot_be_shipped_gives_its_goods_back() {
    for sidecars in [0, 1] {
        let mut run = Run::new("microservices", 1, &[("sidecars", sidecars)]);
        run.until(10.0);
        assert_eq!(decided(&run, Decision::TakesBack), 0);
        let writes = |run: &Run, name: &str| {
            let stored = &run.simulation.snapshot().nodes[run.node(name).index()];
            stored.stored_writes.expect("a database")
        };
        run.crash("shipping").until(12.0);
        // The breakers let only a few orders get that far; each of them has its goods reserved and
        // given back, and is entered and cancelled.
        let before = (writes(&run, "stock-db"), writes(&run, "order-db"));
        run.until(40.0);
        let stock = writes(&run, "stock-db") - before.0;
        let orders = writes(&run, "order-db") - before.1;
        let ordering = fate(&run, ORDER, 12, 39);
        assert!(ordering.gone(), "{ordering:?}");
        assert!(stock > 0 && stock == orders, "{sidecars}: {stock} {orders}");
        assert!(stock.is_multiple_of(2), "{sidecars}: {stock}");
        assert!(decided(&run, Decision::TakesBack) as u64 >= stock);
    }
}
