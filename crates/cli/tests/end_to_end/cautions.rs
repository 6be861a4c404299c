//! `check`: what can be run and is probably not meant, and what is refused beside it.

use std::sync::atomic::{AtomicU32, Ordering};

use crate::support::{file, hitotsu};

/// A file of its own for each document, since tests run beside each other.
fn written(document: &str) -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    file(&format!("caution-{number}.json"), document)
}

/// A model of these parts, with these lines and faults.
fn scenario(parts: &str, links: &str, faults: &str) -> String {
    format!(
        r#"{{ "version": 1, "horizon": "5s", "model": {{ "nodes": {{ {parts} }}, "links": {{ {links} }} }},
        "faults": [{faults}] }}"#
    )
}

/// Users of a part.
fn users(name: &str, target: &str, more: &str) -> String {
    format!(
        r#""{name}": {{ "clients": {{ "target": "{target}", "operations": [{{ "name": "read" }}],
            "arrivals": {{ "poisson": {{ "per_second": 5 }} }} {more} }} }}"#
    )
}

const SHOP: &str =
    r#""shop": { "service": { "operations": { "read": [{ "work": { "constant": "1ms" } }] } } }"#;

fn database(more: &str) -> String {
    format!(
        r#""db": {{ "database": {{ "read": {{ "constant": "1ms" }}, "write": {{ "constant": "1ms" }} {more} }} }}"#
    )
}

/// The one caution of a sound scenario names this place and says this, in both languages.
#[track_caller]
fn cautioned(document: &str, place: &str, said: [&str; 2]) {
    let path = written(document);
    for (language, said) in ["en", "ja"].into_iter().zip(said) {
        let called = hitotsu(&format!("check {path} --lang {language}"));
        assert_eq!(called.code, 0, "{}", called.err);
        assert_eq!(called.err.lines().count(), 1, "{document}: {}", called.err);
        for said in [place, said] {
            assert!(called.err.contains(said), "{said}: {}", called.err);
        }
    }
}

#[track_caller]
fn not_cautioned(document: &str) {
    let path = written(document);
    let called = hitotsu(&format!("check {path}"));
    assert_eq!((called.code, called.err.as_str()), (0, ""), "{document}");
}

#[test]
fn who_calls_a_database_with_copies_directly_is_warned() {
    let copies = database(r#", "replicas": 2"#);
    let said = ["not the primary", "写しを持つデータベース"];
    let direct = format!("{}, {copies}", users("users", "db", ""));
    cautioned(
        &scenario(&direct, "", ""),
        "model.nodes.users.clients.target",
        said,
    );
    let alone = format!("{}, {}", users("users", "db", ""), database(""));
    not_cautioned(&scenario(&alone, "", ""));
    let cache = |store: &str| {
        let cache = format!(
            r#""cache": {{ "cache": {{ "origin": "db", "keeps": ["read"], "capacity": 9 {store} }} }}"#
        );
        scenario(
            &format!("{}, {cache}, {copies}", users("users", "cache", "")),
            "",
            "",
        )
    };
    cautioned(&cache(""), "model.nodes.cache.cache.origin", said);
    not_cautioned(&cache(r#", "store": true"#));
    let reads =
        r#""api": { "service": { "operations": { "read": [{ "read": { "store": "db" } }] } } }"#;
    not_cautioned(&scenario(
        &format!("{}, {reads}, {copies}", users("users", "api", "")),
        "",
        "",
    ));
    let door = r#""door": { "balancer": { "targets": ["db"] } }"#;
    not_cautioned(&scenario(
        &format!("{}, {door}, {copies}", users("users", "door", "")),
        "",
        "",
    ));
}

#[test]
fn a_cache_that_waits_longer_than_a_failover_takes_is_warned() {
    let with = |timeout: &str| {
        let cache = format!(
            r#""cache": {{ "cache": {{ "origin": "db", "store": true, "keeps": ["read"], "capacity": 9 {timeout} }} }}"#
        );
        let db =
            database(r#", "replicas": 1, "failover": { "detection": "300ms", "promotion": "1s" }"#);
        scenario(
            &format!("{}, {cache}, {db}", users("users", "cache", "")),
            "",
            "",
        )
    };
    let said = ["failover takes", "引き継ぎにかかる時間"];
    cautioned(&with(""), "model.nodes.cache.cache.timeout", said);
    not_cautioned(&with(r#", "timeout": "1300ms""#));
}

#[test]
fn parts_of_a_crowd_that_overlap_or_differ_are_warned() {
    let crowd = |second: &str, more: &str| {
        let first = users(
            "a",
            "shop",
            r#", "crowd": { "name": "all", "from": 0, "to": 60 }"#,
        );
        let second = users("b", "shop", &format!(r#", "crowd": {{ {second} }} {more}"#));
        scenario(&format!("{first}, {second}, {SHOP}"), "", "")
    };
    let place = "model.nodes.b.clients.crowd";
    let overlap = crowd(r#""name": "all", "from": 50, "to": 100"#, "");
    cautioned(&overlap, place, ["overlaps", "重なって"]);
    let rest = r#""name": "all", "from": 60, "to": 100"#;
    let busier = r#", "demand": [{ "step": { "at": "1s", "demand": 9 } }]"#;
    cautioned(&crowd(rest, busier), place, ["differ", "違います"]);
    not_cautioned(&crowd(rest, ""));
    not_cautioned(&crowd(r#""name": "others", "from": 50, "to": 100"#, busier));
}

#[test]
fn a_fault_that_changes_nothing_is_warned() {
    let parts = format!("{}, {SHOP}", users("users", "shop", ""));
    let said = ["changes nothing", "何も変わりません"];
    for (field, idle, real) in [
        (
            "bad_deployment",
            r#"{ "part": "shop" }"#,
            r#"{ "part": "shop", "slow_factor": 2 }"#,
        ),
        (
            "gray",
            r#"{ "node": "shop", "percent": 0 }"#,
            r#"{ "node": "shop", "percent": 1 }"#,
        ),
        (
            "loss",
            r#"{ "between": ["users", "shop"], "percent": 0 }"#,
            r#"{ "between": ["users", "shop"], "percent": 1 }"#,
        ),
        (
            "latency",
            r#"{ "between": ["users", "shop"], "extra": "0s" }"#,
            r#"{ "between": ["users", "shop"], "extra": "1ns" }"#,
        ),
        (
            "clock_skew",
            r#"{ "node": "shop", "offset": "0s" }"#,
            r#"{ "node": "shop", "offset": "-1ns" }"#,
        ),
        (
            "burst",
            r#"{ "factor_percent": 100 }"#,
            r#"{ "factor_percent": 0 }"#,
        ),
    ] {
        let with = |what| {
            scenario(
                &parts,
                "",
                &format!(r#"{{ "at": "1s", "{field}": {what} }}"#),
            )
        };
        cautioned(&with(idle), &format!("faults[0].{field}"), said);
        not_cautioned(&with(real));
    }
}

#[test]
fn a_line_that_is_stated_twice_is_refused() {
    let line = |ends: &str| {
        format!(r#"{{ "ends": {ends}, "line": {{ "latency": {{ "constant": "1ms" }} }} }}"#)
    };
    let parts = format!("{}, {SHOP}", users("users", "shop", ""));
    let links = format!(
        r#""parts": [{}, {}]"#,
        line(r#"["users", "shop"]"#),
        line(r#"["shop", "users"]"#)
    );
    let path = file("line-twice.json", scenario(&parts, &links, ""));
    for (language, said) in [("en", "state it once"), ("ja", "1 つにまとめて")] {
        let called = hitotsu(&format!("check {path} --lang {language}"));
        assert_eq!(called.code, 2, "{}", called.err);
        for said in ["model.links.parts[1].ends", said] {
            assert!(called.err.contains(said), "{said}: {}", called.err);
        }
    }
}

#[test]
fn a_fault_on_a_station_says_what_to_write_instead() {
    let station =
        r#""queue": { "station": { "per_second": 80, "service": { "exponential": "10ms" } } }"#;
    let path = file(
        "struck-station.json",
        scenario(station, "", r#"{ "at": "1s", "crash": "queue" }"#),
    );
    for (language, said) in [
        ("en", "write `clients` and a `service`"),
        ("ja", "`clients` と `service`"),
    ] {
        let called = hitotsu(&format!("check {path} --lang {language}"));
        assert_eq!(called.code, 2, "{}", called.err);
        for said in ["faults[0].crash", said] {
            assert!(called.err.contains(said), "{said}: {}", called.err);
        }
    }
}

#[test]
fn the_examples_are_without_caution() {
    let called = hitotsu(
        "check examples/scenarios/shop.json examples/scenarios/flash-crowd.json examples/scenarios/tandem.json",
    );
    assert_eq!((called.code, called.err.as_str()), (0, ""));
}
