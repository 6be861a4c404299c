//! The records that name one request, found again by running the run again: a run keeps its last
//! records only, and any part of it can be had a second time.

use sim::{Duration, Entry, Intervened, NodeId, Record, RequestId, Simulation, Time};

/// A piece that leaves no more records than a run keeps.
const SLICE: Duration = Duration::from_millis(10);
/// How long after its end a request is still followed.
const AFTERMATH: Duration = Duration::from_secs(5);
/// Records of one request that are kept; the busiest one is far below.
const RECORDS_MAX: usize = 2_000;

/// Everything that names the request until `end`, oldest first. `run` stands before its issue;
/// `history` is what persons did, `run`'s past included.
pub(super) fn of_request(
    mut run: Simulation,
    history: &[Intervened],
    request: RequestId,
    end: Time,
) -> Vec<Entry> {
    let mut found = Vec::new();
    let mut jobs: Vec<(NodeId, u64)> = Vec::new();
    let mut end = end;
    let mut cursor = run.trace().total();
    loop {
        let (entries, missed) = run.trace().since(cursor);
        debug_assert_eq!(missed, 0, "a slice leaves fewer records than are kept");
        for entry in entries {
            if let Record::Queued { node, job, .. } = entry.record
                && names(&entry.record) == Some(request)
            {
                jobs.push((node, job));
            }
            if let Record::Resolved { request: ended, .. } = entry.record
                && ended == request
            {
                // Answers that come too late belong to the story.
                end = end.min(entry.time + AFTERMATH);
            }
            let given_up = match entry.record {
                Record::GivenUp { node, job } => jobs.contains(&(node, job)),
                _ => false,
            };
            if (given_up || names(&entry.record) == Some(request)) && found.len() < RECORDS_MAX {
                found.push(*entry);
            }
        }
        cursor = run.trace().total();
        if run.now() >= end {
            return found;
        }
        let stop = (run.now() + SLICE).min(end);
        run_to(&mut run, history, stop);
    }
}

/// Runs on to `stop` with everything that persons did on the way.
fn run_to(run: &mut Simulation, history: &[Intervened], stop: Time) {
    while let Some(next) = history.get(run.interventions().len())
        && next.at <= stop
    {
        let events = next.after_events - run.events();
        run.run_until(next.at, events);
        run.intervene(next.what);
    }
    run.run_until(stop, u64::MAX);
}

/// The request that a record is about.
fn names(record: &Record) -> Option<RequestId> {
    match *record {
        Record::Issued { request, .. }
        | Record::Attempted { request, .. }
        | Record::Resolved { request, .. }
        | Record::Late { request }
        | Record::StaleRead { request } => Some(request),
        Record::Sent { request, .. }
        | Record::Delivered { request, .. }
        | Record::Dropped { request, .. }
        | Record::Duplicated { request, .. }
        | Record::Queued { request, .. }
        | Record::Started { request, .. }
        | Record::Finished { request, .. }
        | Record::Decided { request, .. }
        | Record::Refused { request, .. } => request,
        _ => None,
    }
}
