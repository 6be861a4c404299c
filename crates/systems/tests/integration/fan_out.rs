//! The tail at scale: a request that waits for many calls waits for the slowest of them.

use sim::{Duration, Reason};

use crate::drive::{Demand, blueprint, failed, run_on};

/// Of requests that each wait for `calls` parallel calls, the share for which at least one call was
/// in its slowest 1 %, and how many requests that was measured by.
fn share_in_the_tail(calls: u16, seed: u64) -> (f64, f64) {
    let text = format!(
        r#"{{ "nodes": {{
            "root": {{ "service": {{ "operations": {{ "ask": [{{ "parallel": {{
                "calls": [{{ "call": {{ "target": "leaf", "operation": "answer" }} }}],
                "times": {calls} }} }}] }} }} }},
            "leaf": {{ "service": {{ "workers": 10000, "operations": {{
                "answer": [{{ "work": {{ "exponential": "10ms" }} }}] }} }} }}
        }} }}"#
    );
    // 99 % of the exponential calls take at most ln(100) · 10 ms; on the way, 2 · 2 ms are spent.
    // Users who give up just then count those whose slowest call took longer.
    let ninety_ninth = Duration::from_nanos(46_051_702);
    let demand = Demand {
        timeout: ninety_ninth + Duration::from_millis(4),
        seed,
        ..Demand::poisson("root", 2_000 / u64::from(calls))
    };
    let mut run = run_on(blueprint(&text, &demand, 0), &[]);
    run.until(20.0 * f64::from(calls).sqrt());
    let totals = run.simulation.ledger().totals;
    let over = (totals.succeeded + totals.failed_total()) as f64;
    assert_eq!(failed(&run, Reason::TimedOut), totals.failed_total());
    (totals.failed_total() as f64 / over, over)
}

#[test]
fn the_more_calls_a_request_waits_for_the_more_often_it_meets_a_slow_one() {
    // Dean and Barroso, The Tail at Scale: 1 - 0.99^n.
    for (calls, expected) in [(1, 0.01), (10, 0.095_618), (100, 0.633_968)] {
        let (share, requests) = share_in_the_tail(calls, u64::from(calls));
        // 99.9 % of samples lie within 3.29 standard deviations.
        let half_width = 3.29 * (expected * (1.0 - expected) / requests).sqrt();
        assert!(
            (share - expected).abs() < half_width,
            "{calls} calls: {share} instead of {expected} ± {half_width} ({requests} requests)"
        );
    }
}
