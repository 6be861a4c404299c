//! One workload during a run: when its next request comes, and what it asks for.

use std::sync::Arc;

use super::closed::Closed;
use super::crowd::Part;
use super::open::Open;
use super::popularity::Keys;
use super::{Arrivals, NextArrival, OperationShare, RateStep, Workload};
use crate::message::{Call, NodeId, Reason};
use crate::request::{DataUse, Outcome};
use crate::rng::Stream;
use crate::snapshot::UsersView;
use crate::time::{Duration, Time};

/// A workload during a run.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    pub node: NodeId,
    pace: Pace,
    /// Which part of a crowd it is, where the demand is that of a whole crowd.
    part: Option<Part>,
    /// The demand at the moment: what is wanted, times the burst.
    per_second_milli: u64,
    /// What is wanted without a burst, and the burst in percent.
    wanted_milli: u64,
    burst_percent: u32,
    /// What was wanted at the start.
    weight: u64,
    /// Steps of the demand, in order of time, and how many of them were taken.
    profile: Arc<[RateStep]>,
    steps_taken: usize,
    /// What is asked for; what is the same operation touches the same data.
    operations: Vec<OperationShare>,
    /// Requests that have not ended, and those that have failed.
    open: u64,
    failed: [u64; Reason::ALL.len()],
    weight_total: u32,
    key_choice: Keys,
    gaps: Stream,
    choices: Stream,
    keys: Stream,
}

/// What decides when the next request comes, and what it has to remember.
#[derive(Clone, Debug)]
enum Pace {
    Open(Open),
    Closed(Closed),
    Recorded {
        /// In order of time. Shared between the copies of a run, which never change it.
        at: Arc<[Time]>,
        next: usize,
    },
}

/// What a request asks for, and which data its user reads or writes with it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked {
    pub call: Call,
    pub data: Option<DataUse>,
}

impl Source {
    pub(crate) fn new(workload: &Workload, seed: u64, name: &str) -> Self {
        let mut profile = workload.profile.clone();
        profile.sort_by_key(|step| step.at);
        let (part, gaps) = match &workload.arrivals {
            Arrivals::Crowd { part, .. } => (Some(Part::new(part, seed)), part.name.as_str()),
            _ => (None, name),
        };
        Self {
            part,
            node: workload.node,
            pace: Pace::new(&workload.arrivals, workload.per_second_milli),
            per_second_milli: workload.per_second_milli,
            wanted_milli: workload.per_second_milli,
            burst_percent: 100,
            weight: workload.per_second_milli,
            profile: profile.into(),
            steps_taken: 0,
            operations: with_one_data_each(&workload.operations),
            open: 0,
            failed: [0; Reason::ALL.len()],
            weight_total: workload.operations.iter().map(|share| share.weight).sum(),
            key_choice: Keys::new(workload.key_count, workload.popularity),
            gaps: Stream::named(seed, gaps, "workload gaps"),
            choices: Stream::named(seed, name, "workload operations"),
            keys: Stream::named(seed, name, "workload keys"),
        }
    }

    /// The demand at the moment, in thousandths of a request per second.
    pub(crate) fn per_second_milli(&self) -> u64 {
        self.own(self.per_second_milli)
    }

    /// The part of a crowd that it is, if it is one.
    pub(crate) const fn part(&self) -> Option<&Part> {
        self.part.as_ref()
    }

    fn own(&self, demand: u64) -> u64 {
        self.part.as_ref().map_or(demand, |part| part.of(demand))
    }

    /// What its users want and get.
    pub(crate) fn view(&self) -> UsersView {
        UsersView {
            demand_milli: self.per_second_milli(),
            waiting: self.open,
            failed: self.failed,
        }
    }

    /// Its part of the whole demand, relative to the other workloads'.
    pub(crate) fn weight(&self) -> u128 {
        u128::from(self.own(self.weight).max(1))
    }

    /// The arrivals to plan when the run starts.
    pub(crate) fn begin(&mut self, now: Time) -> Vec<NextArrival> {
        match &mut self.pace {
            Pace::Open(_) => self.plan_next(now).into_iter().collect(),
            Pace::Closed(closed) => closed.join(now, &mut self.gaps),
            Pace::Recorded { .. } => self.plan_next(now).into_iter().collect(),
        }
    }

    /// What the request that arrives now asks for, unless it comes to another place of the crowd, and
    /// the arrival to plan next. `None` if this arrival was planned for a demand that no longer holds.
    pub(crate) fn arrive(
        &mut self,
        now: Time,
        generation: u32,
    ) -> Option<(Option<Asked>, Option<NextArrival>)> {
        let void = match &mut self.pace {
            Pace::Open(open) => open.generation != generation,
            Pace::Closed(closed) => closed.leaves(),
            Pace::Recorded { .. } => false,
        };
        if void {
            return None;
        }
        let asked = self.part.as_mut().is_none_or(Part::takes).then(|| {
            self.open += 1;
            self.choose()
        });
        Some((asked, self.plan_next(now)))
    }

    /// A request of this workload has ended: in a closed workload its user thinks now.
    pub(crate) fn ended(&mut self, now: Time, outcome: Outcome) -> Option<NextArrival> {
        self.open = self.open.saturating_sub(1);
        if let Err(reason) = outcome {
            self.failed[reason.index()] += 1;
        }
        let Pace::Closed(closed) = &mut self.pace else {
            return None;
        };
        if closed.leaves() {
            return None;
        }
        Some(closed.thinks(now, &mut self.gaps))
    }

    /// Changes what is wanted (by the whole crowd, if it is a part of one) from now on; the arrivals to plan are returned.
    pub(crate) fn set_demand(&mut self, now: Time, per_second_milli: u64) -> Vec<NextArrival> {
        self.wanted_milli = per_second_milli;
        if let Pace::Closed(closed) = &mut self.pace {
            closed.set_demand(per_second_milli);
        }
        self.change_demand(now)
    }

    /// Makes the demand this many percent of what is wanted; the arrivals to plan are returned.
    pub(crate) fn scale(&mut self, now: Time, percent: u32) -> Vec<NextArrival> {
        self.burst_percent = percent;
        if let Pace::Closed(closed) = &mut self.pace {
            closed.burst(percent);
        }
        self.change_demand(now)
    }

    fn change_demand(&mut self, now: Time) -> Vec<NextArrival> {
        let scaled = u128::from(self.wanted_milli) * u128::from(self.burst_percent) / 100;
        let per_second_milli = u64::try_from(scaled).unwrap_or(u64::MAX);
        let before = self.per_second_milli;
        let planned = match &mut self.pace {
            // What was recorded comes as it was recorded.
            Pace::Recorded { .. } => return Vec::new(),
            Pace::Closed(closed) => {
                self.per_second_milli = per_second_milli;
                return closed.join(now, &mut self.gaps);
            }
            Pace::Open(open) => {
                open.generation += 1;
                open.planned.take()
            }
        };
        self.per_second_milli = per_second_milli;
        if per_second_milli == 0 {
            return Vec::new();
        }
        match planned {
            // The gap that is running is stretched or shrunk, not drawn anew.
            Some(at) if before > 0 => {
                let rest = at.since(now).as_nanos();
                let rest = u128::from(rest) * u128::from(before) / u128::from(per_second_milli);
                let rest = Duration::from_nanos(u64::try_from(rest).unwrap_or(u64::MAX));
                self.plan(now + rest).into_iter().collect()
            }
            _ => self.plan_next(now).into_iter().collect(),
        }
    }

    /// When the demand changes by itself the next time.
    pub(crate) fn next_step(&self) -> Option<Time> {
        self.profile.get(self.steps_taken).map(|step| step.at)
    }

    /// The demand changes by itself now; the arrivals to plan are returned.
    pub(crate) fn take_step(&mut self, now: Time) -> Vec<NextArrival> {
        let Some(step) = self.profile.get(self.steps_taken).copied() else {
            return Vec::new();
        };
        self.steps_taken += 1;
        self.set_demand(now, step.per_second_milli)
    }

    fn plan_next(&mut self, now: Time) -> Option<NextArrival> {
        let at = match &mut self.pace {
            Pace::Open(open) => now + open.gap(self.per_second_milli, &mut self.gaps)?,
            Pace::Closed(_) => return None,
            Pace::Recorded { at, next } => {
                *next += 1;
                *at.get(*next - 1)?
            }
        };
        self.plan(at)
    }

    fn plan(&mut self, at: Time) -> Option<NextArrival> {
        let mut generation = 0;
        if let Pace::Open(open) = &mut self.pace {
            open.planned = Some(at);
            generation = open.generation;
        }
        Some(NextArrival { at, generation })
    }

    fn choose(&mut self) -> Asked {
        let key = self.key_choice.draw(&mut self.keys);
        let asked = |share: &OperationShare| Asked {
            call: Call::new(share.operation, key),
            data: share.data,
        };
        // Where there is nothing to choose, nothing is drawn.
        if let [only] = self.operations.as_slice()
            && only.weight > 0
        {
            return asked(only);
        }
        let mut pick = self.choices.below(self.weight_total.max(1));
        for share in &self.operations {
            if pick < share.weight {
                return asked(share);
            }
            pick -= share.weight;
        }
        Asked {
            call: Call::new(0, key),
            data: None,
        }
    }
}

impl Pace {
    fn new(arrivals: &Arrivals, per_second_milli: u64) -> Self {
        match arrivals {
            Arrivals::Poisson => Self::Open(Open::new(false)),
            Arrivals::Constant => Self::Open(Open::new(true)),
            Arrivals::Crowd { constant, .. } => Self::Open(Open::new(*constant)),
            Arrivals::Closed { think, users } => {
                Self::Closed(Closed::new(think, *users, per_second_milli))
            }
            Arrivals::Recorded { at } => {
                let mut at = at.clone();
                at.sort_unstable();
                Self::Recorded {
                    at: at.into(),
                    next: 0,
                }
            }
        }
    }
}

/// Where an operation is stated twice, the data of its first share is that of all.
fn with_one_data_each(operations: &[OperationShare]) -> Vec<OperationShare> {
    let first = |operation| operations.iter().find(|share| share.operation == operation);
    let data = |share: &OperationShare| first(share.operation).and_then(|share| share.data);
    let with_data = |share: &OperationShare| OperationShare {
        data: data(share),
        ..*share
    };
    operations.iter().map(with_data).collect()
}

#[cfg(test)]
mod tests;
