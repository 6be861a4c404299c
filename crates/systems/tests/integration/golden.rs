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
            0.030101902s Issued { request: RequestId(0), operation: 0, key: 539 }
            0.030101902s Attempted { request: RequestId(0), attempt: 1 }
            0.030101902s Sent { link: LinkId(0), forward: true, class: Request, request: Some(RequestId(0)), message: 0 }
            0.039147000s Issued { request: RequestId(1), operation: 0, key: 384 }
            0.039147000s Attempted { request: RequestId(1), attempt: 1 }
            0.039147000s Sent { link: LinkId(0), forward: true, class: Request, request: Some(RequestId(1)), message: 1 }
            0.044715895s Delivered { link: LinkId(0), forward: true, class: Request, request: Some(RequestId(0)), message: 0, failed: false }
            0.044715895s Started { node: NodeId(1), job: 0, request: Some(RequestId(0)) }
            0.050825282s Finished { node: NodeId(1), job: 0, request: Some(RequestId(0)) }
            0.050825282s Started { node: NodeId(1), job: 0, request: Some(RequestId(0)) }
            0.052059533s Finished { node: NodeId(1), job: 0, request: Some(RequestId(0)) }
            0.052059533s Sent { link: LinkId(0), forward: false, class: Reply, request: Some(RequestId(0)), message: 2 }
            0.053537319s Issued { request: RequestId(2), operation: 0, key: 583 }
            0.053537319s Attempted { request: RequestId(2), attempt: 1 }
            0.053537319s Sent { link: LinkId(0), forward: true, class: Request, request: Some(RequestId(2)), message: 3 }
            0.053631030s Delivered { link: LinkId(0), forward: true, class: Request, request: Some(RequestId(1)), message: 1, failed: false }
            0.053631030s Started { node: NodeId(1), job: 4294967296, request: Some(RequestId(1)) }
            0.058216037s Finished { node: NodeId(1), job: 4294967296, request: Some(RequestId(1)) }
            0.058216037s Started { node: NodeId(1), job: 4294967296, request: Some(RequestId(1)) }
            0.058692168s Finished { node: NodeId(1), job: 4294967296, request: Some(RequestId(1)) }
            0.058692168s Sent { link: LinkId(0), forward: false, class: Reply, request: Some(RequestId(1)), message: 4 }
            0.059073905s Issued { request: RequestId(3), operation: 0, key: 116 }
            51268 events, hash a4840985f6f47c82
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
            0.000000000s Sent { link: LinkId(1), forward: true, class: Control, request: None, message: 0 }
            0.000000000s Sent { link: LinkId(2), forward: true, class: Control, request: None, message: 1 }
            0.000000000s State { node: NodeId(1), state: Up }
            0.000000000s Sent { link: LinkId(1), forward: false, class: Control, request: None, message: 2 }
            0.000000000s Sent { link: LinkId(9), forward: true, class: Control, request: None, message: 3 }
            0.000000000s Sent { link: LinkId(17), forward: true, class: Control, request: None, message: 4 }
            0.000000000s State { node: NodeId(2), state: Up }
            0.000000000s Sent { link: LinkId(2), forward: false, class: Control, request: None, message: 5 }
            0.000000000s Sent { link: LinkId(10), forward: true, class: Control, request: None, message: 6 }
            0.000000000s Sent { link: LinkId(18), forward: true, class: Control, request: None, message: 7 }
            0.000000000s State { node: NodeId(3), state: Up }
            0.000000000s Sent { link: LinkId(26), forward: false, class: Control, request: None, message: 8 }
            0.000000000s State { node: NodeId(10), state: Up }
            0.000000000s State { node: NodeId(11), state: Up }
            0.000000000s Sent { link: LinkId(26), forward: true, class: Control, request: None, message: 9 }
            0.000000000s Sent { link: LinkId(27), forward: true, class: Control, request: None, message: 10 }
            0.000000000s State { node: NodeId(12), state: Up }
            0.001177343s Delivered { link: LinkId(10), forward: true, class: Control, request: None, message: 6, failed: false }
            0.001177343s Sent { link: LinkId(10), forward: false, class: Control, request: None, message: 11 }
            0.001186062s Delivered { link: LinkId(2), forward: true, class: Control, request: None, message: 1, failed: false }
            0.001186062s Sent { link: LinkId(2), forward: false, class: Control, request: None, message: 12 }
            0.001562774s Delivered { link: LinkId(27), forward: true, class: Control, request: None, message: 10, failed: false }
            0.001562774s Sent { link: LinkId(27), forward: false, class: Control, request: None, message: 13 }
            135126 events, hash 4c8a2ddc92169004
        "#]],
    );
}

#[test]
fn sns() {
    check(
        "sns",
        "cache",
        expect![[r#"
            0.000000000s Sent { link: LinkId(2), forward: false, class: Control, request: None, message: 0 }
            0.000000000s State { node: NodeId(0), state: Up }
            0.000000000s Sent { link: LinkId(6), forward: false, class: Control, request: None, message: 1 }
            0.000000000s State { node: NodeId(1), state: Up }
            0.000000000s State { node: NodeId(8), state: Up }
            0.000000000s State { node: NodeId(9), state: Up }
            0.000000000s Sent { link: LinkId(2), forward: true, class: Control, request: None, message: 2 }
            0.000000000s Sent { link: LinkId(6), forward: true, class: Control, request: None, message: 3 }
            0.000000000s State { node: NodeId(10), state: Up }
            0.000000000s Sent { link: LinkId(50), forward: false, class: Control, request: None, message: 4 }
            0.000000000s State { node: NodeId(11), state: Up }
            0.000000000s Sent { link: LinkId(51), forward: false, class: Control, request: None, message: 5 }
            0.000000000s State { node: NodeId(12), state: Up }
            0.000000000s Sent { link: LinkId(50), forward: true, class: Control, request: None, message: 6 }
            0.000000000s Sent { link: LinkId(51), forward: true, class: Control, request: None, message: 7 }
            0.000000000s State { node: NodeId(19), state: Up }
            0.000000000s State { node: NodeId(20), state: Up }
            0.001574672s Delivered { link: LinkId(2), forward: false, class: Control, request: None, message: 0, failed: false }
            0.001981301s Delivered { link: LinkId(50), forward: false, class: Control, request: None, message: 4, failed: false }
            0.002133428s Delivered { link: LinkId(50), forward: true, class: Control, request: None, message: 6, failed: false }
            0.002133428s Sent { link: LinkId(50), forward: false, class: Control, request: None, message: 8 }
            0.002204521s Delivered { link: LinkId(2), forward: true, class: Control, request: None, message: 2, failed: false }
            0.002204521s Sent { link: LinkId(2), forward: false, class: Control, request: None, message: 9 }
            0.002254827s Delivered { link: LinkId(6), forward: true, class: Control, request: None, message: 3, failed: false }
            165636 events, hash f32b939023cebf03
        "#]],
    );
}

#[test]
fn video() {
    check(
        "video",
        "edge-east",
        expect![[r#"
            0.000000000s State { node: NodeId(0), state: Up }
            0.000000000s Sent { link: LinkId(12), forward: true, class: Control, request: None, message: 0 }
            0.000000000s Sent { link: LinkId(13), forward: true, class: Control, request: None, message: 1 }
            0.000000000s State { node: NodeId(1), state: Up }
            0.000000000s State { node: NodeId(2), state: Up }
            0.000000000s State { node: NodeId(3), state: Up }
            0.000000000s State { node: NodeId(4), state: Up }
            0.000000000s Sent { link: LinkId(20), forward: true, class: Control, request: None, message: 2 }
            0.000000000s Sent { link: LinkId(22), forward: true, class: Control, request: None, message: 3 }
            0.000000000s Sent { link: LinkId(10), forward: true, class: Control, request: None, message: 4 }
            0.000000000s State { node: NodeId(5), state: Up }
            0.000000000s Sent { link: LinkId(23), forward: true, class: Control, request: None, message: 5 }
            0.000000000s Sent { link: LinkId(21), forward: true, class: Control, request: None, message: 6 }
            0.000000000s Sent { link: LinkId(11), forward: true, class: Control, request: None, message: 7 }
            0.000000000s State { node: NodeId(6), state: Up }
            0.000000000s State { node: NodeId(7), state: Up }
            0.000000000s State { node: NodeId(8), state: Up }
            0.000000000s Sent { link: LinkId(12), forward: false, class: Control, request: None, message: 8 }
            0.000000000s State { node: NodeId(9), state: Up }
            0.000000000s Sent { link: LinkId(13), forward: false, class: Control, request: None, message: 9 }
            0.000000000s State { node: NodeId(10), state: Up }
            0.000000000s State { node: NodeId(17), state: Up }
            0.000000000s State { node: NodeId(18), state: Up }
            0.001418383s Delivered { link: LinkId(12), forward: true, class: Control, request: None, message: 0, failed: false }
            106225 events, hash a7ecdd666efe8624
        "#]],
    );
}

#[test]
fn service_based() {
    check(
        "service-based",
        "order",
        expect![[r#"
            0.000000000s State { node: NodeId(0), state: Up }
            0.000000000s State { node: NodeId(1), state: Up }
            0.000000000s Sent { link: LinkId(11), forward: true, class: Control, request: None, message: 0 }
            0.000000000s State { node: NodeId(2), state: Up }
            0.000000000s State { node: NodeId(3), state: Up }
            0.000000000s State { node: NodeId(4), state: Up }
            0.000000000s State { node: NodeId(5), state: Up }
            0.000000000s Sent { link: LinkId(11), forward: false, class: Control, request: None, message: 1 }
            0.000000000s State { node: NodeId(6), state: Up }
            0.000000000s State { node: NodeId(14), state: Up }
            0.001365047s Delivered { link: LinkId(11), forward: true, class: Control, request: None, message: 0, failed: false }
            0.001365047s Sent { link: LinkId(11), forward: false, class: Control, request: None, message: 2 }
            0.001387904s Delivered { link: LinkId(11), forward: false, class: Control, request: None, message: 1, failed: false }
            0.004248359s Delivered { link: LinkId(11), forward: false, class: Control, request: None, message: 2, failed: false }
            0.030101902s Issued { request: RequestId(0), operation: 0, key: 539 }
            0.030101902s Attempted { request: RequestId(0), attempt: 1 }
            0.030101902s Sent { link: LinkId(19), forward: true, class: Request, request: Some(RequestId(0)), message: 3 }
            0.039147000s Issued { request: RequestId(1), operation: 0, key: 384 }
            0.039147000s Attempted { request: RequestId(1), attempt: 1 }
            0.039147000s Sent { link: LinkId(19), forward: true, class: Request, request: Some(RequestId(1)), message: 4 }
            0.045812342s Delivered { link: LinkId(19), forward: true, class: Request, request: Some(RequestId(0)), message: 3, failed: false }
            0.045812342s Decided { node: NodeId(2), request: Some(RequestId(0)), decision: Chose { target: NodeId(6) } }
            0.045812342s Sent { link: LinkId(11), forward: true, class: Request, request: Some(RequestId(0)), message: 5 }
            0.048245155s Delivered { link: LinkId(11), forward: true, class: Request, request: Some(RequestId(0)), message: 5, failed: false }
            114795 events, hash c03c0216a509ea4b
        "#]],
    );
}

#[test]
fn microservices() {
    check(
        "microservices",
        "order",
        expect![[r#"
            0.000000000s State { node: NodeId(0), state: Up }
            0.000000000s State { node: NodeId(1), state: Up }
            0.000000000s Sent { link: LinkId(10), forward: false, class: Control, request: None, message: 0 }
            0.000000000s State { node: NodeId(2), state: Up }
            0.000000000s Sent { link: LinkId(10), forward: true, class: Control, request: None, message: 1 }
            0.000000000s State { node: NodeId(10), state: Up }
            0.000000000s Sent { link: LinkId(35), forward: true, class: Control, request: None, message: 2 }
            0.000000000s State { node: NodeId(11), state: Up }
            0.000000000s Sent { link: LinkId(35), forward: false, class: Control, request: None, message: 3 }
            0.000000000s State { node: NodeId(12), state: Up }
            0.000000000s State { node: NodeId(20), state: Up }
            0.000000000s State { node: NodeId(21), state: Up }
            0.000000000s State { node: NodeId(22), state: Up }
            0.000000000s State { node: NodeId(23), state: Up }
            0.000000000s State { node: NodeId(24), state: Up }
            0.000000000s State { node: NodeId(25), state: Up }
            0.000000000s State { node: NodeId(26), state: Up }
            0.000000000s State { node: NodeId(27), state: Up }
            0.001934878s Delivered { link: LinkId(10), forward: true, class: Control, request: None, message: 1, failed: false }
            0.001934878s Sent { link: LinkId(10), forward: false, class: Control, request: None, message: 4 }
            0.002334866s Delivered { link: LinkId(10), forward: false, class: Control, request: None, message: 0, failed: false }
            0.002512771s Delivered { link: LinkId(35), forward: false, class: Control, request: None, message: 3, failed: false }
            0.002611031s Delivered { link: LinkId(35), forward: true, class: Control, request: None, message: 2, failed: false }
            0.002611031s Sent { link: LinkId(35), forward: false, class: Control, request: None, message: 5 }
            129911 events, hash 2133aa870b8df555
        "#]],
    );
}

#[test]
fn pipeline() {
    check(
        "pipeline",
        "producer-1",
        expect![[r#"
            0.000000000s State { node: NodeId(0), state: Up }
            0.000000000s Sent { link: LinkId(8), forward: true, class: Control, request: None, message: 0 }
            0.000000000s Sent { link: LinkId(9), forward: true, class: Control, request: None, message: 1 }
            0.000000000s State { node: NodeId(1), state: Up }
            0.000000000s Sent { link: LinkId(8), forward: false, class: Control, request: None, message: 2 }
            0.000000000s State { node: NodeId(2), state: Up }
            0.000000000s Sent { link: LinkId(9), forward: false, class: Control, request: None, message: 3 }
            0.000000000s State { node: NodeId(3), state: Up }
            0.000000000s State { node: NodeId(10), state: Up }
            0.001567363s Delivered { link: LinkId(9), forward: false, class: Control, request: None, message: 3, failed: false }
            0.001772123s Delivered { link: LinkId(8), forward: true, class: Control, request: None, message: 0, failed: false }
            0.001772123s Sent { link: LinkId(8), forward: false, class: Control, request: None, message: 4 }
            0.002239207s Delivered { link: LinkId(8), forward: false, class: Control, request: None, message: 2, failed: false }
            0.002662822s Delivered { link: LinkId(9), forward: true, class: Control, request: None, message: 1, failed: false }
            0.002662822s Sent { link: LinkId(9), forward: false, class: Control, request: None, message: 5 }
            0.003366773s Delivered { link: LinkId(8), forward: false, class: Control, request: None, message: 4, failed: false }
            0.005122167s Delivered { link: LinkId(9), forward: false, class: Control, request: None, message: 5, failed: false }
            0.030101902s Issued { request: RequestId(0), operation: 0, key: 539 }
            0.030101902s Attempted { request: RequestId(0), attempt: 1 }
            0.030101902s Sent { link: LinkId(16), forward: true, class: Request, request: Some(RequestId(0)), message: 6 }
            0.039147000s Issued { request: RequestId(1), operation: 0, key: 384 }
            0.039147000s Attempted { request: RequestId(1), attempt: 1 }
            0.039147000s Sent { link: LinkId(16), forward: true, class: Request, request: Some(RequestId(1)), message: 7 }
            0.045812342s Delivered { link: LinkId(16), forward: true, class: Request, request: Some(RequestId(0)), message: 6, failed: false }
            97087 events, hash e62702b13daa1e2a
        "#]],
    );
}

#[test]
fn microkernel() {
    check(
        "microkernel",
        "core-1",
        expect![[r#"
            0.000000000s Sent { link: LinkId(1), forward: false, class: Control, request: None, message: 0 }
            0.000000000s State { node: NodeId(0), state: Up }
            0.000000000s Sent { link: LinkId(3), forward: false, class: Control, request: None, message: 1 }
            0.000000000s State { node: NodeId(1), state: Up }
            0.000000000s State { node: NodeId(8), state: Up }
            0.000000000s Sent { link: LinkId(1), forward: true, class: Control, request: None, message: 2 }
            0.000000000s Sent { link: LinkId(3), forward: true, class: Control, request: None, message: 3 }
            0.000000000s State { node: NodeId(9), state: Up }
            0.000000000s State { node: NodeId(10), state: Up }
            0.001360171s Delivered { link: LinkId(1), forward: false, class: Control, request: None, message: 0, failed: false }
            0.001407536s Delivered { link: LinkId(3), forward: false, class: Control, request: None, message: 1, failed: false }
            0.001958941s Delivered { link: LinkId(1), forward: true, class: Control, request: None, message: 2, failed: false }
            0.001958941s Sent { link: LinkId(1), forward: false, class: Control, request: None, message: 4 }
            0.002079710s Delivered { link: LinkId(3), forward: true, class: Control, request: None, message: 3, failed: false }
            0.002079710s Sent { link: LinkId(3), forward: false, class: Control, request: None, message: 5 }
            0.003358154s Delivered { link: LinkId(1), forward: false, class: Control, request: None, message: 4, failed: false }
            0.003850041s Delivered { link: LinkId(3), forward: false, class: Control, request: None, message: 5, failed: false }
            0.030101902s Issued { request: RequestId(0), operation: 0, key: 539 }
            0.030101902s Attempted { request: RequestId(0), attempt: 1 }
            0.030101902s Sent { link: LinkId(16), forward: true, class: Request, request: Some(RequestId(0)), message: 6 }
            0.039147000s Issued { request: RequestId(1), operation: 0, key: 384 }
            0.039147000s Attempted { request: RequestId(1), attempt: 1 }
            0.039147000s Sent { link: LinkId(16), forward: true, class: Request, request: Some(RequestId(1)), message: 7 }
            0.045812342s Delivered { link: LinkId(16), forward: true, class: Request, request: Some(RequestId(0)), message: 6, failed: false }
            97106 events, hash 9ad68924c735bd01
        "#]],
    );
}

#[test]
fn space_based() {
    check(
        "space-based",
        "grid-1",
        expect![[r#"
            0.000000000s State { node: NodeId(0), state: Up }
            0.000000000s Sent { link: LinkId(1), forward: true, class: Control, request: None, message: 0 }
            0.000000000s Sent { link: LinkId(2), forward: true, class: Control, request: None, message: 1 }
            0.000000000s State { node: NodeId(1), state: Up }
            0.000000000s State { node: NodeId(2), state: Up }
            0.000000000s State { node: NodeId(3), state: Up }
            0.000000000s State { node: NodeId(4), state: Up }
            0.000000000s Sent { link: LinkId(12), forward: false, class: Control, request: None, message: 2 }
            0.000000000s Sent { link: LinkId(22), forward: false, class: Control, request: None, message: 3 }
            0.000000000s Sent { link: LinkId(31), forward: false, class: Control, request: None, message: 4 }
            0.000000000s State { node: NodeId(5), state: Up }
            0.000000000s Sent { link: LinkId(48), forward: true, class: Control, request: None, message: 5 }
            0.000000000s State { node: NodeId(6), state: Up }
            0.000000000s Sent { link: LinkId(1), forward: false, class: Control, request: None, message: 6 }
            0.000000000s Sent { link: LinkId(13), forward: true, class: Control, request: None, message: 7 }
            0.000000000s Sent { link: LinkId(23), forward: true, class: Control, request: None, message: 8 }
            0.000000000s Sent { link: LinkId(32), forward: true, class: Control, request: None, message: 9 }
            0.000000000s State { node: NodeId(7), state: Up }
            0.000000000s Sent { link: LinkId(2), forward: false, class: Control, request: None, message: 10 }
            0.000000000s Sent { link: LinkId(14), forward: true, class: Control, request: None, message: 11 }
            0.000000000s Sent { link: LinkId(24), forward: true, class: Control, request: None, message: 12 }
            0.000000000s Sent { link: LinkId(33), forward: true, class: Control, request: None, message: 13 }
            0.000000000s State { node: NodeId(8), state: Up }
            0.000000000s State { node: NodeId(15), state: Up }
            134180 events, hash 68508a7808336f38
        "#]],
    );
}

#[test]
fn orchestration_soa() {
    check(
        "orchestration-soa",
        "bus-1",
        expect![[r#"
            0.000000000s State { node: NodeId(0), state: Up }
            0.000000000s Sent { link: LinkId(10), forward: false, class: Control, request: None, message: 0 }
            0.000000000s State { node: NodeId(1), state: Up }
            0.000000000s Sent { link: LinkId(14), forward: false, class: Control, request: None, message: 1 }
            0.000000000s State { node: NodeId(2), state: Up }
            0.000000000s State { node: NodeId(9), state: Up }
            0.000000000s State { node: NodeId(10), state: Up }
            0.000000000s Sent { link: LinkId(10), forward: true, class: Control, request: None, message: 2 }
            0.000000000s Sent { link: LinkId(14), forward: true, class: Control, request: None, message: 3 }
            0.000000000s State { node: NodeId(11), state: Up }
            0.000000000s State { node: NodeId(12), state: Up }
            0.000000000s State { node: NodeId(13), state: Up }
            0.000000000s State { node: NodeId(14), state: Up }
            0.001208928s Delivered { link: LinkId(10), forward: true, class: Control, request: None, message: 2, failed: false }
            0.001208928s Sent { link: LinkId(10), forward: false, class: Control, request: None, message: 4 }
            0.001285603s Delivered { link: LinkId(14), forward: false, class: Control, request: None, message: 1, failed: false }
            0.002494973s Delivered { link: LinkId(10), forward: false, class: Control, request: None, message: 0, failed: false }
            0.003104445s Delivered { link: LinkId(14), forward: true, class: Control, request: None, message: 3, failed: false }
            0.003104445s Sent { link: LinkId(14), forward: false, class: Control, request: None, message: 5 }
            0.003158489s Delivered { link: LinkId(10), forward: false, class: Control, request: None, message: 4, failed: false }
            0.004296443s Delivered { link: LinkId(14), forward: false, class: Control, request: None, message: 5, failed: false }
            0.030101902s Issued { request: RequestId(0), operation: 0, key: 539 }
            0.030101902s Attempted { request: RequestId(0), attempt: 1 }
            0.030101902s Sent { link: LinkId(42), forward: true, class: Request, request: Some(RequestId(0)), message: 6 }
            175195 events, hash b1ce9df92998a30a
        "#]],
    );
}

#[test]
fn event_driven() {
    check(
        "event-driven",
        "order",
        expect![[r#"
            0.000000000s State { node: NodeId(0), state: Up }
            0.000000000s State { node: NodeId(1), state: Up }
            0.000000000s Sent { link: LinkId(9), forward: true, class: Control, request: None, message: 0 }
            0.000000000s State { node: NodeId(2), state: Up }
            0.000000000s Sent { link: LinkId(18), forward: false, class: Control, request: None, message: 1 }
            0.000000000s Sent { link: LinkId(19), forward: false, class: Control, request: None, message: 2 }
            0.000000000s State { node: NodeId(3), state: Up }
            0.000000000s Sent { link: LinkId(22), forward: false, class: Control, request: None, message: 3 }
            0.000000000s State { node: NodeId(4), state: Up }
            0.000000000s State { node: NodeId(5), state: Up }
            0.000000000s Sent { link: LinkId(23), forward: true, class: Control, request: None, message: 4 }
            0.000000000s Sent { link: LinkId(18), forward: true, class: Control, request: None, message: 5 }
            0.000000000s State { node: NodeId(6), state: Up }
            0.000000000s Sent { link: LinkId(22), forward: true, class: Control, request: None, message: 6 }
            0.000000000s State { node: NodeId(7), state: Up }
            0.000000000s Sent { link: LinkId(19), forward: true, class: Control, request: None, message: 7 }
            0.000000000s State { node: NodeId(8), state: Up }
            0.000000000s Sent { link: LinkId(40), forward: false, class: Control, request: None, message: 8 }
            0.000000000s State { node: NodeId(9), state: Up }
            0.000000000s Sent { link: LinkId(40), forward: true, class: Control, request: None, message: 9 }
            0.000000000s State { node: NodeId(10), state: Up }
            0.000000000s State { node: NodeId(11), state: Up }
            0.000000000s Sent { link: LinkId(50), forward: false, class: Control, request: None, message: 10 }
            0.000000000s State { node: NodeId(12), state: Up }
            141433 events, hash 8638d816ca44e975
        "#]],
    );
}
