//! Planned faults of one kind at one place that overlap in time: what holds there at each moment.
//!
//! The fault that began last counts. When it ends, the one that began before it counts again, if it
//! lasts longer; only the end of the last one that lasts is a repair. So two outages of one machine
//! that overlap are one outage from the first begin to the last end.

use std::collections::{BTreeMap, BTreeSet};

use sim::{Intervention, Planned, Time};

/// One thing that a planned fault does to one machine, one line or the demand.
#[derive(Clone, Copy, Debug)]
pub(super) struct Strike {
    pub(super) begins: Time,
    /// When it is mended; `None` if it lasts to the end.
    pub(super) ends: Option<Time>,
    pub(super) what: Intervention,
    /// What mends it; nothing mends a flush or a new demand.
    pub(super) repair: Option<Intervention>,
}

/// What happens, in the order of time. At one instant repairs go first, so that a machine that
/// crashes at the end of its outage is down again.
pub(super) fn planned(strikes: &[Strike]) -> Vec<Planned> {
    // Faults that are mended by the same thing are of one kind at one place.
    let mut kinds: BTreeMap<Intervention, Vec<usize>> = BTreeMap::new();
    let mut found = Vec::with_capacity(2 * strikes.len());
    for (number, strike) in strikes.iter().enumerate() {
        found.push((strike.begins, true, number, strike.what));
        if let Some(repair) = strike.repair {
            kinds.entry(repair).or_default().push(number);
        }
    }
    for (repair, numbers) in &kinds {
        found.extend(ends(strikes, numbers, *repair));
    }
    found.sort_by_key(|(at, strikes, number, _)| (*at, *strikes, *number));
    let planned = found.into_iter();
    planned
        .map(|(at, _, _, what)| Planned { at, what })
        .collect()
}

/// What happens where strikes of one kind at one place end: the repair, or what counts again.
fn ends(
    strikes: &[Strike],
    numbers: &[usize],
    repair: Intervention,
) -> Vec<(Time, bool, usize, Intervention)> {
    let mut moments = Vec::with_capacity(2 * numbers.len());
    for number in numbers {
        moments.push((strikes[*number].begins, true, *number));
        moments.extend(strikes[*number].ends.map(|at| (at, false, *number)));
    }
    moments.sort_unstable();
    // In the order in which they began.
    let mut lasting = BTreeSet::new();
    let mut counts = None;
    let mut found = Vec::new();
    for (place, (at, begins, number)) in moments.iter().enumerate() {
        let strike = &strikes[*number];
        if *begins {
            lasting.insert((strike.begins, *number));
            counts = Some(strike.what);
            continue;
        }
        lasting.remove(&(strike.begins, *number));
        // Of several that end at one instant, only the last one shows what counts then.
        let next = moments.get(place + 1);
        if next.is_some_and(|(time, begins, _)| time == at && !begins) {
            continue;
        }
        let last = lasting.last().map(|(_, last)| strikes[*last].what);
        if last != counts {
            found.push((*at, false, *number, last.unwrap_or(repair)));
            counts = last;
        }
    }
    found
}
