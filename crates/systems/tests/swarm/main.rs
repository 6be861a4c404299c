//! Random systems under random faults: every law holds after every event.
//!
//! A case is a scenario file made from a number. A case that breaks a law is made as small as it can
//! be while it still breaks that law, and kept in `corpus/`, where every later run checks it again;
//! `hitotsu run FILE` runs it, too.

#![allow(
    clippy::print_stdout,
    reason = "how much was checked is worth reading in the output of a passed test"
)]

mod checked;
mod coverage;
mod extras;
mod generate;
#[path = "../integration/heal.rs"]
mod heal;
mod shrink;
mod watch;
mod word;

use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::Value;

use checked::Broken;

/// Events after each of which every law is checked, at least.
const EVENTS_WANTED: u64 = 100_000_000;
/// Cases that are handed out before anybody looks whether there were enough.
const BLOCK: u64 = 64;

fn corpus() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/swarm/corpus"))
}

/// `HITOTSU_SWARM_EVENTS` asks for another number of events, as for a long campaign by night.
fn events_wanted() -> u64 {
    let wanted = std::env::var("HITOTSU_SWARM_EVENTS").ok();
    wanted
        .and_then(|text| text.parse().ok())
        .unwrap_or(EVENTS_WANTED)
}

#[test]
fn every_law_holds_in_random_systems_under_random_faults() {
    let (mut seed, mut events) = (0, 0);
    while events < events_wanted() {
        events += run_block(seed);
        seed += BLOCK;
    }
    println!("{events} checked events in {seed} cases");
}

/// Of any two events one is in the past of the other exactly if messages lead from it to there.
#[test]
fn vector_clocks_tell_what_happened_before_what() {
    let (mut events, mut concurrent) = (0, 0);
    for seed in 0..30 {
        let past = checked::past(&generate::case(seed));
        let mut before = vec![vec![false; past.len()]; past.len()];
        for (place, event) in past.iter().enumerate() {
            for cause in event.causes.into_iter().flatten() {
                let (causes, rest) = before.split_at_mut(place);
                rest[0][cause] = true;
                for (own, theirs) in rest[0].iter_mut().zip(&causes[cause]) {
                    *own |= theirs;
                }
            }
        }
        for (place, event) in past.iter().enumerate() {
            for (earlier, cause) in past[..place].iter().enumerate() {
                let reached = before[place][earlier];
                assert_eq!(
                    cause.before(event),
                    reached,
                    "case {seed}: {cause:?} {event:?}"
                );
                assert!(!event.before(cause), "case {seed}: {event:?} {cause:?}");
                concurrent += u64::from(!reached);
            }
        }
        events += past.len();
    }
    assert!(
        events > 5_000 && concurrent > 10_000,
        "{events} events, {concurrent} pairs"
    );
}

/// Runs a block of cases on all cores, and gives the number of events checked.
fn run_block(first: u64) -> u64 {
    let (next, events) = (AtomicU64::new(first), AtomicU64::new(0));
    let workers = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    std::thread::scope(|scope| {
        let work = || {
            loop {
                let seed = next.fetch_add(1, Ordering::Relaxed);
                if seed >= first + BLOCK {
                    break;
                }
                let case = generate::case(seed);
                match checked::run(&case) {
                    Ok(count) => events.fetch_add(count, Ordering::Relaxed),
                    Err(broken) => keep_and_fail(seed, &case, &broken),
                };
            }
        };
        let workers: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        for worker in workers {
            if let Err(panic) = worker.join() {
                std::panic::resume_unwind(panic);
            }
        }
    });
    events.into_inner()
}

fn keep_and_fail(seed: u64, case: &Value, broken: &Broken) -> ! {
    let small = shrink::shrink(case, |smaller| {
        checked::run(smaller).is_err_and(|other| other.law == broken.law)
    });
    let text = serde_json::to_string_pretty(&small).expect("a case is plain data");
    let law: String = broken
        .law
        .chars()
        .filter(char::is_ascii_alphabetic)
        .collect();
    let path = corpus().join(format!("{}-{seed}.json", &law[..law.len().min(40)]));
    let kept = std::fs::write(&path, format!("{text}\n"));
    panic!(
        "case {seed} breaks a law: {}: {}\nsmallest case ({}): {text}",
        broken.law,
        broken.evidence,
        kept.map_or_else(|error| error.to_string(), |()| path.display().to_string()),
    );
}

#[test]
fn cases_that_once_broke_a_law_do_so_no_more() {
    let files = std::fs::read_dir(corpus()).expect("the corpus is there");
    for file in files {
        let path = file.expect("the folder can be read").path();
        if path.extension().is_some_and(|ending| ending == "json") {
            let text = std::fs::read_to_string(&path).expect("the file is text");
            let case = serde_json::from_str(&text).expect("the file is JSON");
            if let Err(broken) = checked::run(&case) {
                panic!("{}: {}: {}", path.display(), broken.law, broken.evidence);
            }
        }
    }
}

#[test]
fn most_random_cases_do_real_work_and_are_hurt() {
    let (mut succeeded, mut failed, mut struck) = (0, 0, 0);
    for seed in 0..100 {
        let totals = checked::totals(&generate::case(seed));
        succeeded += u32::from(totals.succeeded > 100);
        failed += u32::from(totals.failed > 0);
        struck += u32::from(totals.struck > 0);
    }
    assert!(succeeded > 70, "{succeeded} of 100 cases answer anything");
    assert!(failed > 40, "{failed} of 100 cases fail anything");
    assert!(struck > 80, "{struck} of 100 cases are struck");
}
