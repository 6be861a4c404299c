//! The rules: which numbers are how many stars. They were fixed before anything was measured, are
//! the same for every style, and are not bent towards the book's stars; `docs/stars.md` says where
//! the steps come from.

use super::{Characteristic, Measures};

/// Steps from two to five stars: a number that reaches none of them is one star.
type Steps = [f64; 4];

/// The greatest capacity with up to eight units, in requests per second: 1.5, 2.3, 3.5 and 5.3 times
/// the catalogue's usual demand of 200, fifths of the way from 1 to 8 in proportion. All styles carry
/// the same work on like machines, so what they can do at most is comparable; how many times as much
/// as with one unit that is, is not.
const PEAK: Steps = [300.0, 460.0, 700.0, 1_060.0];
/// Share answered in time of a minute of three times the demand: 30, 18, 9 and 3 seconds lost.
const MINUTE: Steps = [0.5, 0.7, 0.85, 0.95];
/// Mean share that is answered without one machine.
const LOSS: Steps = [0.5, 0.7, 0.85, 0.95];
/// 95 of a hundred answers come within so many milliseconds: within a tenth of a second an answer
/// seems to be instant (Nielsen), and each star less is for about 1.4 times as much.
const P95_MS: Steps = [280.0, 200.0, 140.0, 100.0];
/// Share answered while faults strike: eight, four, two and one of a hundred lost.
const MIX: Steps = [0.92, 0.96, 0.98, 0.99];
/// Machine-milliseconds for each answer, and messages for each answer, in steps of about 1.4, between
/// the values of whole machines; the worse of the two counts.
const MACHINE_MS: Steps = [127.0, 90.0, 64.0, 45.0];
const MESSAGES: Steps = [22.0, 16.0, 11.0, 8.0];

pub(super) fn stars(measures: &Measures, characteristic: Characteristic) -> Option<u8> {
    Some(match characteristic {
        Characteristic::Scalability => at_least(measures.scalability.peak(), PEAK),
        Characteristic::Elasticity => at_least(measures.elasticity.minute.share(), MINUTE),
        Characteristic::FaultTolerance => at_least(measures.fault_tolerance.mean(), LOSS),
        Characteristic::Performance => {
            at_most(f64::from(measures.performance.p95_us) / 1_000.0, P95_MS)
        }
        Characteristic::Reliability => at_least(measures.reliability.requests.share(), MIX),
        Characteristic::Cost => {
            let cost = &measures.cost;
            at_most(cost.machine_ms(), MACHINE_MS).min(at_most(cost.messages_each(), MESSAGES))
        }
        _ => return None,
    })
}

/// One star, and one more for each step that is reached.
fn at_least(value: f64, steps: Steps) -> u8 {
    1 + steps.iter().filter(|step| value >= **step).count() as u8
}

/// One star, and one more for each step that is not passed.
fn at_most(value: f64, steps: Steps) -> u8 {
    1 + steps.iter().filter(|step| value <= **step).count() as u8
}

/// All steps, by the names that the document gives them.
#[cfg(test)]
pub(super) fn table() -> [(&'static str, Steps); 7] {
    let percent = |steps: Steps| steps.map(|share| share * 100.0);
    [
        ("scalability", PEAK),
        ("elasticity", percent(MINUTE)),
        ("fault tolerance", percent(LOSS)),
        ("performance", P95_MS),
        ("reliability", percent(MIX)),
        ("cost: machine time", MACHINE_MS),
        ("cost: messages", MESSAGES),
    ]
}
