//! How the capacity of a system and the measured stars are told in English.

use crate::words::{CapacityWords, StarsWords};

pub(super) const WORDS: CapacityWords = CapacityWords {
    definition: "The most requests per second that it keeps up with: at least 98 of a hundred are answered within one second, and no work that was put off piles up.",
    grows: |title| format!("what grows: {title}"),
    nothing_to_scale: "This system has nothing that can be scaled: there is one capacity, and no curve.",
    units: "units",
    per_second: "per second",
    law: "law",
    busiest: "busiest machine",
    utilization: "busy",
    fit: |lambda, sigma, kappa| {
        format!(
            "Universal Scalability Law: {lambda} per second from one unit, contention {sigma}, coherence {kappa}"
        )
    },
    miss: |percent| {
        format!(
            "The law is off by up to {percent} %: a limit that is reached all at once is no smooth curve."
        )
    },
    full: |units, machine| format!("With {units}: {machine} is full."),
    slowest: |units, machine| {
        format!("With {units}: no machine is full; requests spend the most time at {machine}.")
    },
    none_full: |units| format!("With {units}: no machine is full."),
};

pub(super) const STARS: StarsWords = StarsWords {
    stars: "Measured stars, and the book's in brackets",
    numbers: "The numbers behind them",
    differences: "Why a measurement and the book differ",
    capacity: |rate| format!("{rate}/s"),
    cost: |time, messages| format!("{time} ms, {messages} messages"),
};
