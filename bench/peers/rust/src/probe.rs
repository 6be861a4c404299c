//! The probe: the cluster of bench/models.md as one loop written by hand for this one model, with whatever makes it fast
//! and nothing that makes it general. It says what the machine can do; it has no timeouts, no trace and no curves.

use crate::Random;
use crate::wheel::{Event, Wheel};

const SERVERS: usize = 1_000;
/// Nanoseconds.
const SERVICE: f64 = 10e6;
const GAP: f64 = SERVICE / (0.9 * SERVERS as f64);
const HOP: u64 = 10_000;

const ARRIVAL: u32 = 0;
const QUESTION: u32 = 1;
const DONE: u32 = 2;
const ANSWER: u32 = 3;

/// No request.
const NONE: u32 = u32::MAX;

#[derive(Clone, Copy)]
struct Request {
    issued_at: u64,
    reached_at: u64,
    server: u32,
    /// The request behind this one in its queue, or the next free place.
    next: u32,
}

#[derive(Clone, Copy)]
struct Server {
    outstanding: u32,
    first: u32,
    last: u32,
}

struct Cluster {
    random: Random,
    wheel: Wheel,
    servers: Vec<Server>,
    requests: Vec<Request>,
    free: u32,
    histogram: Vec<u32>,
    answered: u32,
    /// Nanoseconds at the servers, of all that were answered.
    total: u64,
}

/// Handles so many requests; their events (four each) and their mean time at a server, in service times.
pub fn cluster(requests: u32, seed: u64) -> (f64, f64) {
    let mut cluster = Cluster {
        random: Random::new(seed),
        wheel: Wheel::default(),
        servers: vec![
            Server {
                outstanding: 0,
                first: NONE,
                last: NONE
            };
            SERVERS
        ],
        requests: Vec::new(),
        free: NONE,
        histogram: vec![0; 64 * 32],
        answered: 0,
        total: 0,
    };
    cluster.schedule(0, ARRIVAL, 0);
    while cluster.answered < requests {
        let Some(event) = cluster.wheel.take() else {
            break;
        };
        match event.kind {
            ARRIVAL => cluster.arrive(event.time),
            QUESTION => cluster.ask(event.time, event.what),
            DONE => cluster.finish(event.time, event.what as usize),
            _ => cluster.answer(event.time, event.what),
        }
    }
    std::hint::black_box(&cluster.histogram);
    let mean = cluster.total as f64 / SERVICE / f64::from(cluster.answered);
    (4.0 * f64::from(cluster.answered), mean)
}

impl Cluster {
    #[inline]
    fn schedule(&mut self, time: u64, kind: u32, what: u32) {
        self.wheel.schedule(Event { time, kind, what });
    }

    #[inline]
    fn arrive(&mut self, now: u64) {
        let gap = self.random.exponential(GAP) as u64;
        self.schedule(now + gap, ARRIVAL, 0);
        let first = self.random.below(SERVERS as u32);
        let other = self.random.below(SERVERS as u32 - 1);
        let second = if other < first { other } else { other + 1 };
        let fewer =
            self.servers[second as usize].outstanding < self.servers[first as usize].outstanding;
        let server = if fewer { second } else { first };
        self.servers[server as usize].outstanding += 1;
        let request = Request {
            issued_at: now,
            reached_at: 0,
            server,
            next: NONE,
        };
        let place = self.free;
        if place == NONE {
            self.requests.push(request);
            self.schedule(now + HOP, QUESTION, self.requests.len() as u32 - 1);
        } else {
            self.free = self.requests[place as usize].next;
            self.requests[place as usize] = request;
            self.schedule(now + HOP, QUESTION, place);
        }
    }

    #[inline]
    fn ask(&mut self, now: u64, place: u32) {
        let request = &mut self.requests[place as usize];
        request.reached_at = now;
        let number = request.server;
        let server = &mut self.servers[number as usize];
        if server.first == NONE {
            server.first = place;
            self.serve(now, number);
        } else {
            self.requests[server.last as usize].next = place;
        }
        self.servers[number as usize].last = place;
    }

    #[inline]
    fn serve(&mut self, now: u64, server: u32) {
        let service = self.random.exponential(SERVICE) as u64;
        self.schedule(now + service, DONE, server);
    }

    #[inline]
    fn finish(&mut self, now: u64, number: usize) {
        let place = self.servers[number].first;
        let request = self.requests[place as usize];
        self.total += now - request.reached_at;
        self.schedule(now + HOP, ANSWER, place);
        self.servers[number].first = request.next;
        if request.next != NONE {
            self.serve(now, number as u32);
        }
    }

    #[inline]
    fn answer(&mut self, now: u64, place: u32) {
        let request = &mut self.requests[place as usize];
        let elapsed = now - request.issued_at;
        self.servers[request.server as usize].outstanding -= 1;
        request.next = self.free;
        self.free = place;
        // 32 places for each power of two.
        let octave = 63 - (elapsed | 32).leading_zeros() as usize;
        let bucket = (octave * 32) | ((elapsed >> (octave - 5)) & 31) as usize;
        self.histogram[bucket] += 1;
        self.answered += 1;
    }
}

thread_local! {
    static RESULT: std::cell::Cell<f64> = const { std::cell::Cell::new(0.0) };
}

/// The cluster for WebAssembly; gives its events.
#[unsafe(no_mangle)]
pub extern "C" fn run_probe(requests: u32, seed: u32) -> f64 {
    let (events, mean) = cluster(requests, u64::from(seed));
    RESULT.set(mean);
    events
}

/// The mean time at a server of the last run, in service times.
#[unsafe(no_mangle)]
pub extern "C" fn probe_result() -> f64 {
    RESULT.get()
}
