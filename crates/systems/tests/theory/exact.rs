//! What holds exactly, customer by customer: first come, first served, and Lindley's recursion with
//! its form for several servers (Kiefer and Wolfowitz, *On the theory of queues with many servers*,
//! 1955).

use std::collections::BTreeMap;

use sim::{Duration, Record, RequestId, Simulation, Time};
use systems::model::{Span, Timing, assemble};

use crate::queues::station;

/// When a customer came, began to be served and left.
#[derive(Clone, Copy, Default)]
struct Visit {
    came: Time,
    begun: Option<Time>,
    left: Option<Time>,
}

/// Every customer of a station in one run, by the order in which they came.
fn visits(service: Timing, servers: u16, seed: u64) -> Vec<Visit> {
    let records = 1 << 20;
    // A load of 0.9, so that most have to wait.
    let model = station(90.0 * f64::from(servers), service, servers, 1_000_000);
    let horizon = Duration::from_secs(400);
    let blueprint = assemble(&model, seed, horizon, records).expect("the model is sound");
    let mut run = Simulation::new(blueprint);
    run.run_until(Time::ZERO + horizon, u64::MAX);
    let (entries, missed) = run.trace().since(0);
    assert_eq!(missed, 0, "all records are kept");
    let mut visits: BTreeMap<RequestId, Visit> = BTreeMap::new();
    for entry in entries {
        match entry.record {
            Record::Issued { request, .. } => visits.entry(request).or_default().came = entry.time,
            Record::Started { request, .. } => {
                let request = request.expect("only customers are served");
                visits.entry(request).or_default().begun = Some(entry.time);
            }
            Record::Finished { request, .. } => {
                let request = request.expect("only customers are served");
                visits.entry(request).or_default().left = Some(entry.time);
            }
            _ => {}
        }
    }
    visits.into_values().collect()
}

#[test]
fn whoever_comes_is_served_when_the_first_server_is_free_to_the_nanosecond() {
    let mean = Span::from_millis(10);
    let timings = [
        Timing::Exponential(mean),
        Timing::Constant(mean),
        Timing::LogNormal {
            mean,
            cv_percent: 200,
        },
    ];
    for (servers, timing) in [1, 3]
        .into_iter()
        .flat_map(|servers| timings.map(|timing| (servers, timing)))
    {
        for seed in 1..=3 {
            let visits = visits(timing, servers, seed);
            let mut free = vec![Time::ZERO; usize::from(servers)];
            let mut waited = 0;
            let served = visits.partition_point(|visit| visit.begun.is_some());
            assert!(visits[served..].iter().all(|visit| visit.begun.is_none()));
            for visit in &visits[..served] {
                let begun = visit.begun.expect("it is served");
                let first = free.iter_mut().min().expect("there is a server");
                assert_eq!(
                    begun,
                    visit.came.max(*first),
                    "{servers} servers, seed {seed}"
                );
                waited += usize::from(begun > visit.came);
                // Whoever is served at the end leaves no place any more.
                *first = visit.left.unwrap_or(Time::MAX);
            }
            assert!(waited > 10_000, "{waited} of {} had to wait", visits.len());
        }
    }
}
