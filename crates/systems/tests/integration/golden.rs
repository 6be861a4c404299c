//! Golden traces: the first records of a small run of each system, and the hash of a longer one.
//! A change here is a new engine version: links to runs made before show something else.

use std::fmt::Write as _;

use expect_test::{Expect, expect};
use sim::Fault;

use crate::support::Run;

/// The first records, and the hash after 60 seconds with a crash and a restart in them.
fn check(system: &str, victim: &str, expected: Expect) {
    let mut run = Run::new(system, 1, &[("rate", 100)]);
    run.until(0.2);
    let mut text = String::new();
    let (entries, _) = run.simulation.trace().since(0);
    for entry in entries.take(24) {
        let _ = writeln!(text, "{} {:?}", entry.time, entry.record);
    }
    run.until(10.0)
        .crash(victim)
        .until(20.0)
        .restart(victim)
        .until(60.0);
    let node = run.node(victim);
    run.strike(Fault::Slow { node, factor: 3 }).until(80.0);
    let _ = writeln!(
        text,
        "{} events, hash {:016x}",
        run.simulation.events(),
        run.simulation.trace().hash()
    );
    expected.assert_eq(&text);
}

#[test]
fn centralized() {
    check(
        "centralized",
        "server",
        expect![[r#"
            0.000000000s State { node: NodeId(0), state: Up }
            0.000000000s State { node: NodeId(1), state: Up }
            0.004951145s Issued { request: RequestId(0), operation: 0, key: 539 }
            0.004951145s Attempted { request: RequestId(0), attempt: 1 }
            0.004951145s Sent { link: LinkId(0), forward: true, class: Request, request: Some(RequestId(0)) }
            0.008798706s Issued { request: RequestId(1), operation: 0, key: 384 }
            0.008798706s Attempted { request: RequestId(1), attempt: 1 }
            0.008798706s Sent { link: LinkId(0), forward: true, class: Request, request: Some(RequestId(1)) }
            0.021565990s Delivered { link: LinkId(0), forward: true, class: Request, request: Some(RequestId(0)) }
            0.021565990s Started { node: NodeId(1), job: 0, request: Some(RequestId(0)) }
            0.021609922s Issued { request: RequestId(2), operation: 0, key: 583 }
            0.021609922s Attempted { request: RequestId(2), attempt: 1 }
            0.021609922s Sent { link: LinkId(0), forward: true, class: Request, request: Some(RequestId(2)) }
            0.022405057s Delivered { link: LinkId(0), forward: true, class: Request, request: Some(RequestId(1)) }
            0.022405057s Started { node: NodeId(1), job: 1, request: Some(RequestId(1)) }
            0.022911706s Issued { request: RequestId(3), operation: 0, key: 116 }
            0.022911706s Attempted { request: RequestId(3), attempt: 1 }
            0.022911706s Sent { link: LinkId(0), forward: true, class: Request, request: Some(RequestId(3)) }
            0.024307947s Issued { request: RequestId(4), operation: 0, key: 63 }
            0.024307947s Attempted { request: RequestId(4), attempt: 1 }
            0.024307947s Sent { link: LinkId(0), forward: true, class: Request, request: Some(RequestId(4)) }
            0.034139786s Issued { request: RequestId(5), operation: 1, key: 142 }
            0.034139786s Attempted { request: RequestId(5), attempt: 1 }
            0.034139786s Sent { link: LinkId(0), forward: true, class: Request, request: Some(RequestId(5)) }
            47170 events, hash 67d13f0f7c9a863b
        "#]],
    );
}

#[test]
fn web_rds() {
    check(
        "web-rds",
        "db-1",
        expect![[r#"
            0.000000000s State { node: NodeId(0), state: Up }
            0.000000000s Sent { link: LinkId(1), forward: true, class: Control, request: None }
            0.000000000s Sent { link: LinkId(2), forward: true, class: Control, request: None }
            0.000000000s State { node: NodeId(1), state: Up }
            0.000000000s Sent { link: LinkId(1), forward: false, class: Control, request: None }
            0.000000000s Sent { link: LinkId(9), forward: true, class: Control, request: None }
            0.000000000s Sent { link: LinkId(17), forward: true, class: Control, request: None }
            0.000000000s State { node: NodeId(2), state: Up }
            0.000000000s Sent { link: LinkId(2), forward: false, class: Control, request: None }
            0.000000000s Sent { link: LinkId(10), forward: true, class: Control, request: None }
            0.000000000s Sent { link: LinkId(18), forward: true, class: Control, request: None }
            0.000000000s State { node: NodeId(3), state: Up }
            0.000000000s Sent { link: LinkId(26), forward: false, class: Control, request: None }
            0.000000000s State { node: NodeId(10), state: Up }
            0.000000000s State { node: NodeId(11), state: Up }
            0.000000000s Sent { link: LinkId(26), forward: true, class: Control, request: None }
            0.000000000s Sent { link: LinkId(27), forward: true, class: Control, request: None }
            0.000000000s State { node: NodeId(12), state: Up }
            0.001066573s Delivered { link: LinkId(17), forward: true, class: Control, request: None }
            0.001504746s Delivered { link: LinkId(1), forward: false, class: Control, request: None }
            0.001630770s Delivered { link: LinkId(10), forward: true, class: Control, request: None }
            0.001630770s Sent { link: LinkId(10), forward: false, class: Control, request: None }
            0.001665788s Delivered { link: LinkId(2), forward: true, class: Control, request: None }
            0.001665788s Sent { link: LinkId(2), forward: false, class: Control, request: None }
            140127 events, hash 216284469a95449f
        "#]],
    );
}
