//! Single stations: M/M/1, M/M/c, M/M/c/K, Erlang B, M/D/1 and M/G/1.
//!
//! Formulas as in Harchol-Balter, *Performance Modeling and Design of Computer Systems* (2013),
//! chapters 13, 14 and 23. Service takes 10 ms on average unless it is said otherwise.

use systems::model::{Model, PartSpec, Span, Station, Timing};

use crate::estimate::{Oracle, Window, controlled, interval};

const MEAN: Span = Span::from_millis(10);
/// Requests that one server completes in a second.
const MU: f64 = 100.0;

pub fn station(per_second: f64, service: Timing, servers: u16, queue: u32) -> Model {
    let station = Station {
        per_second,
        service,
        servers,
        queue,
    };
    Model {
        nodes: [("queue".to_owned(), PartSpec::Station(station))].into(),
        links: systems::model::Lines::default(),
    }
}

const UNBOUNDED: u32 = 1_000_000;

/// Erlang's B formula: the share of calls that find all `servers` busy when none may wait.
fn erlang_b(servers: u32, offered: f64) -> f64 {
    (1..=servers).fold(1.0, |blocked, server| {
        offered * blocked / (f64::from(server) + offered * blocked)
    })
}

/// Erlang's C formula: the share of calls that have to wait.
fn erlang_c(servers: u32, offered: f64) -> f64 {
    let blocked = erlang_b(servers, offered);
    let idle = 1.0 - offered / f64::from(servers);
    blocked / (idle + (1.0 - idle) * blocked)
}

#[test]
fn the_formulas_give_the_published_values() {
    // notes of Erlang tables: a = 0.8 c.
    for (servers, b, c) in [(2, 0.329_897, 0.711_111), (10, 0.121_661, 0.409_180)] {
        let offered = 0.8 * f64::from(servers);
        assert!((erlang_b(servers, offered) - b).abs() < 1e-6);
        assert!((erlang_c(servers, offered) - c).abs() < 1e-6);
    }
}

#[test]
fn an_interval_that_misses_or_is_too_wide_says_so() {
    let (mean, half_width) = interval(&[1.0, 2.0, 3.0]);
    assert!((mean - 2.0).abs() < 1e-12 && (half_width - 3.659 / 3.0_f64.sqrt()).abs() < 1e-12);
    // Of y = 3 + 2 x + noise with x around 5, seen at x = 4: y = 11.
    let pairs = [
        [13.1, 5.0],
        [14.9, 6.0],
        [11.1, 4.0],
        [12.9, 5.0],
        [15.0, 6.0],
    ];
    let (mean, half_width) = controlled(&pairs, 4.0);
    assert!((mean - 11.085_714).abs() < 1e-6, "{mean}");
    let alone = pairs.map(|pair| pair[0]);
    assert!(half_width < 0.2 * interval(&alone).1, "{half_width}");
    // The same queue with a service time that is one percent longer must not pass as M/M/1.
    let slower = station(
        50.0,
        Timing::Exponential("10.1ms".parse().expect("a span")),
        1,
        UNBOUNDED,
    );
    let oracle = Oracle {
        name: "a wrong M/M/1",
        model: &slower,
        seconds: 4_000,
        expected: 0.02,
        observe: Window::time_in_system,
    };
    std::panic::catch_unwind(|| oracle.hold()).expect_err("one percent is seen");
    std::panic::catch_unwind(|| oracle.hold_at_load(0.5)).expect_err("and does not hide");
}

#[test]
fn m_m_1() {
    for (load, seconds) in [(0.5, 6_000), (0.7, 11_000), (0.8, 24_000)] {
        let rate = load * MU;
        Oracle {
            name: "M/M/1 time in system",
            model: &station(rate, Timing::Exponential(MEAN), 1, UNBOUNDED),
            seconds,
            expected: 1.0 / (MU - rate),
            observe: Window::time_in_system,
        }
        .hold_at_load(load);
    }
}

#[test]
fn m_m_c() {
    for (servers, load) in [(2_u32, 0.6), (8, 0.7)] {
        let rate = load * MU * f64::from(servers);
        let waiting = erlang_c(servers, rate / MU);
        Oracle {
            name: "M/M/c time in system",
            model: &station(rate, Timing::Exponential(MEAN), servers as u16, UNBOUNDED),
            seconds: 2_400,
            expected: 1.0 / MU + waiting / (f64::from(servers) * MU - rate),
            observe: Window::time_in_system,
        }
        .hold_at_load(rate / MU);
    }
}

#[test]
fn m_m_c_k_and_erlang_b() {
    // M/M/1/K under its load and over it.
    for (load, places, seconds) in [(0.9_f64, 4, 6_000), (1.2, 11, 4_000), (2.0, 11, 1_000)] {
        let power = |exponent: u32| (0..exponent).fold(1.0, |product, _| product * load);
        Oracle {
            name: "M/M/1/K loss",
            model: &station(load * MU, Timing::Exponential(MEAN), 1, places - 1),
            seconds,
            expected: (1.0 - load) * power(places) / (1.0 - power(places + 1)),
            observe: Window::loss,
        }
        .hold();
    }
    for servers in [2_u32, 10] {
        let offered = 0.8 * f64::from(servers);
        // Erlang's loss depends on the mean of the service time only.
        for service in [Timing::Exponential(MEAN), Timing::Constant(MEAN)] {
            Oracle {
                name: "Erlang B loss",
                model: &station(offered * MU, service, servers as u16, 0),
                seconds: 2_500,
                expected: erlang_b(servers, offered),
                observe: Window::loss,
            }
            .hold();
        }
    }
}

#[test]
fn m_g_1_follows_pollaczek_and_khinchine() {
    let load = 0.6;
    let cases = [
        ("M/D/1", Timing::Constant(MEAN), 0.0),
        (
            "M/E4/1",
            Timing::Erlang {
                mean: MEAN,
                stages: 4,
            },
            0.25,
        ),
        (
            "M/LN/1",
            Timing::LogNormal {
                mean: MEAN,
                cv_percent: 80,
            },
            0.64,
        ),
        (
            "M/U/1",
            Timing::Uniform {
                low: Span::default(),
                high: Span::from_millis(20),
            },
            1.0 / 3.0,
        ),
    ];
    for (name, service, squared_cv) in cases {
        Oracle {
            name,
            model: &station(load * MU, service, 1, UNBOUNDED),
            seconds: 9_000,
            expected: load / (1.0 - load) * (1.0 + squared_cv) / 2.0 / MU,
            observe: Window::time_in_queue,
        }
        .hold_at_load(load);
    }
}

#[test]
fn utilization_is_the_offered_load() {
    Oracle {
        name: "M/M/4 busy servers",
        model: &station(240.0, Timing::Exponential(MEAN), 4, UNBOUNDED),
        seconds: 1_000,
        expected: 2.4,
        observe: Window::busy_servers,
    }
    .hold();
}

#[test]
fn a_pooled_queue_beats_split_ones_by_erlangs_factor() {
    // Four servers at 75 %: one queue for all, or one queue each (which is one M/M/1 at 75 %).
    let expected = 1.0 / MU + erlang_c(4, 3.0) / (400.0 - 300.0);
    Oracle {
        name: "four servers, one queue",
        model: &station(300.0, Timing::Exponential(MEAN), 4, UNBOUNDED),
        seconds: 2_400,
        expected,
        observe: Window::time_in_system,
    }
    .hold_at_load(3.0);
    let split = 1.0 / (MU - 75.0);
    Oracle {
        name: "four servers, four queues",
        model: &station(75.0, Timing::Exponential(MEAN), 1, UNBOUNDED),
        seconds: 16_000,
        expected: split,
        observe: Window::time_in_system,
    }
    .hold_at_load(0.75);
    assert!(split > 2.6 * expected);
}
