//! How many requests are to be expected of a run's users, as far as what they want says: the area
//! under their demand through its own steps, through what is planned, and through bursts.

use super::crowd::{self, Part};
use super::{Arrivals, RateStep, Workload};
use crate::fault::Intervention;
use crate::scenario::Blueprint;
use crate::time::{Duration, Time};

impl Blueprint {
    /// Requests that are to be expected from the start of the run to its end. Users of whom each waits
    /// for an answer count as if answers took no time, so that they bring fewer; those who do not even
    /// think count nothing, because only answers pace them.
    pub fn expected_requests(&self) -> u128 {
        let each = self.expected_requests_each().into_iter();
        each.fold(0, u128::saturating_add)
    }

    /// The same for each of its workloads, in their order.
    pub fn expected_requests_each(&self) -> Vec<u128> {
        let end = Time::ZERO + self.horizon;
        let mut users: Vec<Wanted<'_>> = self.workloads.iter().map(Wanted::new).collect();
        let mut planned: Vec<_> = self.planned.iter().filter(|plan| plan.at < end).collect();
        planned.sort_by_key(|plan| plan.at);
        for plan in planned {
            for wanted in &mut users {
                wanted.pass(plan.at);
            }
            match plan.what {
                Intervention::SetDemand { per_second_milli } => {
                    set_all(&mut users, per_second_milli)
                }
                Intervention::ScaleDemand { percent } => {
                    for wanted in &mut users {
                        wanted.burst_percent = percent;
                    }
                }
                Intervention::Fault(_) | Intervention::SetUnits { .. } => {}
            }
        }
        let each = users.iter_mut().zip(&self.workloads);
        each.map(|(wanted, workload)| {
            wanted.pass(end);
            wanted.area / 1_000_000_000_000 + recorded(workload, end) as u128
        })
        .collect()
    }
}

/// Requests of a record until this instant.
fn recorded(workload: &Workload, end: Time) -> usize {
    match &workload.arrivals {
        Arrivals::Recorded { at } => at.iter().filter(|at| **at <= end).count(),
        _ => 0,
    }
}

/// All users together want so much from now on.
fn set_all(users: &mut [Wanted<'_>], per_second_milli: u64) {
    let weights: Vec<u128> = users.iter().map(Wanted::weight).collect();
    let parts: Vec<Option<&Part>> = users.iter().map(|wanted| wanted.part.as_ref()).collect();
    let demands = crowd::demands(per_second_milli, &weights, &parts);
    for (wanted, demand) in std::iter::zip(users, demands) {
        wanted.milli = demand;
    }
}

/// What one workload wants, and what it has wanted so far.
struct Wanted<'a> {
    workload: &'a Workload,
    part: Option<Part>,
    /// Steps of the demand that are still to come, in order of time.
    steps: std::iter::Peekable<std::vec::IntoIter<RateStep>>,
    /// Thousandths of a request per second without the burst, of the whole crowd if it is a part of one.
    milli: u64,
    burst_percent: u32,
    /// Thousandths of a request per second times nanoseconds, until this instant.
    area: u128,
    until: Time,
}

impl<'a> Wanted<'a> {
    fn new(workload: &'a Workload) -> Self {
        let mut steps = workload.profile.clone();
        steps.sort_by_key(|step| step.at);
        let part = match &workload.arrivals {
            // Its dice are not thrown here.
            Arrivals::Crowd { part, .. } => Some(Part::new(part, 0)),
            _ => None,
        };
        Self {
            workload,
            part,
            steps: steps.into_iter().peekable(),
            milli: workload.per_second_milli,
            burst_percent: 100,
            area: 0,
            until: Time::ZERO,
        }
    }

    fn own(&self, demand: u64) -> u64 {
        self.part.as_ref().map_or(demand, |part| part.of(demand))
    }

    fn weight(&self) -> u128 {
        u128::from(self.own(self.workload.per_second_milli).max(1))
    }

    /// Time goes on until this instant; a step that is taken just then comes after what is planned.
    fn pass(&mut self, until: Time) {
        while let Some(step) = self.steps.next_if(|step| step.at < until) {
            self.hold(step.at);
            self.milli = step.per_second_milli;
        }
        self.hold(until);
    }

    /// The demand holds until this instant.
    fn hold(&mut self, until: Time) {
        let counts = match &self.workload.arrivals {
            Arrivals::Recorded { .. } => false,
            Arrivals::Closed { think, .. } => think.mean() > Duration::ZERO,
            Arrivals::Poisson | Arrivals::Constant | Arrivals::Crowd { .. } => true,
        };
        if counts {
            let scaled = u128::from(self.milli) * u128::from(self.burst_percent) / 100;
            let demand = self.own(u64::try_from(scaled).unwrap_or(u64::MAX));
            let span = u128::from(until.since(self.until).as_nanos());
            self.area = self
                .area
                .saturating_add(u128::from(demand).saturating_mul(span));
        }
        self.until = until;
    }
}
