//! One workload during a run: when its next request comes, and what it asks for.

use std::sync::Arc;

use super::closed::Closed;
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

impl Source {
    pub(crate) fn new(workload: &Workload, seed: u64, name: &str) -> Self {
        let mut profile = workload.profile.clone();
        profile.sort_by_key(|step| step.at);
        Self {
            node: workload.node,
            pace: Pace::new(&workload.arrivals, workload.per_second_milli),
            per_second_milli: workload.per_second_milli,
            wanted_milli: workload.per_second_milli,
            burst_percent: 100,
            weight: workload.per_second_milli,
            profile: profile.into(),
            steps_taken: 0,
            operations: workload.operations.clone(),
            open: 0,
            failed: [0; Reason::ALL.len()],
            weight_total: workload.operations.iter().map(|share| share.weight).sum(),
            key_choice: Keys::new(workload.key_count, workload.popularity),
            gaps: Stream::named(seed, name, "workload gaps"),
            choices: Stream::named(seed, name, "workload operations"),
            keys: Stream::named(seed, name, "workload keys"),
        }
    }

    /// The demand at the moment, in thousandths of a request per second.
    pub(crate) const fn per_second_milli(&self) -> u64 {
        self.per_second_milli
    }

    /// What its users want and get.
    pub(crate) const fn view(&self) -> UsersView {
        UsersView {
            demand_milli: self.per_second_milli,
            waiting: self.open,
            failed: self.failed,
        }
    }

    /// Its part of the whole demand, relative to the other workloads'.
    pub(crate) fn weight(&self) -> u128 {
        u128::from(self.weight.max(1))
    }

    /// The arrivals to plan when the run starts.
    pub(crate) fn begin(&mut self, now: Time) -> Vec<NextArrival> {
        match &mut self.pace {
            Pace::Open(_) => self.plan_next(now).into_iter().collect(),
            Pace::Closed(closed) => closed.join(now, &mut self.gaps),
            Pace::Recorded { .. } => self.plan_next(now).into_iter().collect(),
        }
    }

    /// What the request that arrives now asks for, and the arrival to plan next.
    /// `None` if this arrival was planned for a demand that no longer holds.
    pub(crate) fn arrive(
        &mut self,
        now: Time,
        generation: u32,
    ) -> Option<(Call, Option<NextArrival>)> {
        let void = match &mut self.pace {
            Pace::Open(open) => open.generation != generation,
            Pace::Closed(closed) => closed.leaves(),
            Pace::Recorded { .. } => false,
        };
        if void {
            return None;
        }
        self.open += 1;
        let call = self.choose();
        Some((call, self.plan_next(now)))
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

    /// Changes what is wanted from now on; the arrivals to plan are returned.
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

    /// Which data an operation of this workload touches.
    pub(crate) fn data_of(&self, operation: u16) -> Option<DataUse> {
        let share = self.operations.iter();
        let mut share = share.filter(|share| share.operation == operation);
        share.next().and_then(|share| share.data)
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

    fn choose(&mut self) -> Call {
        let mut pick = self.choices.below(self.weight_total.max(1));
        let key = self.key_choice.draw(&mut self.keys);
        for share in &self.operations {
            if pick < share.weight {
                return Call::new(share.operation, key);
            }
            pick -= share.weight;
        }
        Call::new(0, key)
    }
}

impl Pace {
    fn new(arrivals: &Arrivals, per_second_milli: u64) -> Self {
        match arrivals {
            Arrivals::Poisson => Self::Open(Open::new(false)),
            Arrivals::Constant => Self::Open(Open::new(true)),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::distribution::Distribution;
    use crate::rng::Probability;
    use crate::workload::Popularity;

    fn workload(arrivals: Arrivals, per_second: u64) -> Workload {
        let share = |operation, weight| OperationShare {
            operation,
            weight,
            data: None,
        };
        Workload {
            node: NodeId(0),
            arrivals,
            per_second_milli: per_second * 1_000,
            operations: vec![share(0, 3), share(1, 1)],
            key_count: 10,
            popularity: Popularity::Uniform,
            profile: Vec::new(),
        }
    }

    fn source(arrivals: Arrivals, per_second: u64) -> Source {
        Source::new(&workload(arrivals, per_second), 1, "users")
    }

    fn closed(think: Duration, users: Option<u32>) -> Arrivals {
        let think = Distribution::Constant { value: think };
        Arrivals::Closed { think, users }
    }

    fn at(secs: u64) -> Time {
        Time::ZERO + Duration::from_secs(secs)
    }

    /// Arrival times and calls until `until`, with the steps of the profile taken on the way.
    fn arrivals_until(source: &mut Source, until: Time) -> Vec<(Time, Call)> {
        let mut arrivals = Vec::new();
        let mut next = source.begin(Time::ZERO).pop();
        loop {
            let step = source.next_step().filter(|step| *step < until);
            let arrival = next.filter(|arrival| arrival.at < until);
            match (step, arrival) {
                (None, None) => return arrivals,
                (Some(step), arrival) if arrival.is_none_or(|arrival| step < arrival.at) => {
                    next = source.take_step(step).pop();
                }
                (_, Some(arrival)) => {
                    let (call, following) = source
                        .arrive(arrival.at, arrival.generation)
                        .expect("what holds is planned");
                    arrivals.push((arrival.at, call));
                    next = following;
                }
                (Some(_), None) => unreachable!("a step without an arrival is taken above"),
            }
        }
    }

    #[test]
    fn a_poisson_workload_has_its_rate_and_its_mix() {
        let arrivals = arrivals_until(&mut source(Arrivals::Poisson, 100), at(1_000));
        let count = arrivals.len() as f64;
        assert!((count - 100_000.0).abs() < 1_000.0, "{count}");
        let second = arrivals.iter().filter(|(_, call)| call.operation == 1);
        assert!((second.count() as f64 / count - 0.25).abs() < 0.01);
    }

    #[test]
    fn a_changed_rate_stretches_the_running_gap() {
        let mut source = source(Arrivals::Constant, 10);
        let first = source.begin(Time::ZERO)[0];
        assert_eq!(first.at, Time::ZERO + Duration::from_millis(100));
        let half = Time::ZERO + Duration::from_millis(50);
        let moved = source.set_demand(half, 100_000)[0];
        assert_eq!(moved.at, half + Duration::from_millis(5));
        assert_eq!(source.arrive(first.at, first.generation), None);
    }

    #[test]
    fn a_burst_multiplies_whatever_is_wanted_and_ends_without_a_trace() {
        let mut source = source(Arrivals::Constant, 10);
        source.begin(Time::ZERO);
        source.scale(Time::ZERO, 300);
        assert_eq!(source.per_second_milli(), 30_000);
        source.set_demand(Time::ZERO, 20_000);
        assert_eq!(source.per_second_milli(), 60_000);
        source.scale(Time::ZERO, 100);
        assert_eq!(source.per_second_milli(), 20_000);
    }

    #[test]
    fn a_burst_multiplies_closed_users_too() {
        let mut source = source(closed(Duration::from_secs(2), Some(4)), 0);
        assert_eq!(source.begin(Time::ZERO).len(), 4);
        assert_eq!(source.scale(Time::ZERO, 300).len(), 8);
        assert_eq!(source.scale(Time::ZERO, 100), []);
        let leaves = |source: &mut Source| source.arrive(Time::ZERO, 0).is_none();
        assert_eq!((0..12).filter(|_| leaves(&mut source)).count(), 8);
    }

    #[test]
    fn closed_users_ask_again_only_after_their_answer() {
        let mut source = source(closed(Duration::from_secs(2), None), 5);
        let begun = source.begin(Time::ZERO);
        assert_eq!(begun.len(), 10, "5 per second times 2 s of thinking");
        let (_, next) = source.arrive(begun[0].at, 0).expect("users ask");
        assert_eq!(next, None);
        let answered = begun[0].at + Duration::from_secs(1);
        let again = source.ended(answered, Ok(())).expect("thinks again");
        assert_eq!(again.at, answered + Duration::from_secs(2));
    }

    #[test]
    fn as_many_users_as_stated_come_even_if_they_never_think() {
        let mut source = source(closed(Duration::ZERO, Some(7)), 0);
        assert_eq!(source.begin(Time::ZERO).len(), 7);
        assert!(
            source.set_demand(at(1), 9_000).is_empty(),
            "any demand is theirs"
        );
        assert!(source.ended(at(1), Ok(())).is_some());
        assert!(source.set_demand(at(2), 0).is_empty());
        assert_eq!(
            source.ended(at(2), Ok(())),
            None,
            "nobody is wanted any more"
        );
    }

    #[test]
    fn a_step_changes_the_number_of_users_who_ask() {
        let mut workload = workload(closed(Duration::from_secs(3), Some(2)), 0);
        // 5 users are 1.667 requests per second: rounded to the nearest thousandth, they stay 5.
        for (secs, per_second_milli) in [(10, 1_667), (20, 333)] {
            workload.profile.push(RateStep {
                at: at(secs),
                per_second_milli,
            });
        }
        let mut source = Source::new(&workload, 1, "users");
        assert_eq!(source.begin(Time::ZERO).len(), 2);
        assert_eq!(source.take_step(at(10)).len(), 3);
        assert!(source.take_step(at(20)).is_empty());
        let left = (0..5).filter(|_| source.ended(at(21), Ok(())).is_none());
        assert_eq!(left.count(), 4, "1 of 5 goes on");
    }

    #[test]
    fn a_profile_changes_the_rate_at_its_instants_and_ends_a_rest() {
        let mut workload = workload(Arrivals::Poisson, 100);
        for (secs, per_second) in [(200, 0), (100, 400), (300, 50)] {
            workload.profile.push(RateStep {
                at: at(secs),
                per_second_milli: per_second * 1_000,
            });
        }
        let mut source = Source::new(&workload, 1, "users");
        let arrivals = arrivals_until(&mut source, at(400));
        let between = |first, last| {
            let within = arrivals.iter();
            let within = within.filter(|(time, _)| (at(first)..at(last)).contains(time));
            within.count() as f64 / (last - first) as f64
        };
        // Four standard deviations.
        for (first, rate) in [(0, 100.0), (100, 400.0), (200, 0.0), (300, 50.0_f64)] {
            let seen = between(first, first + 100);
            assert!(
                (seen - rate).abs() <= 0.4 * rate.sqrt(),
                "{seen} for {rate}"
            );
        }
    }

    #[test]
    fn what_a_person_asks_for_holds_until_the_next_step() {
        let mut workload = workload(Arrivals::Constant, 10);
        workload.profile.push(RateStep {
            at: at(5),
            per_second_milli: 20_000,
        });
        let mut source = Source::new(&workload, 1, "users");
        source.begin(Time::ZERO);
        source.set_demand(at(1), 1_000);
        assert_eq!(source.per_second_milli(), 1_000);
        assert_eq!(source.next_step(), Some(at(5)));
        source.take_step(at(5));
        assert_eq!(source.per_second_milli(), 20_000);
        assert_eq!(source.next_step(), None);
    }

    #[test]
    fn recorded_requests_come_as_they_were_recorded() {
        let instants = vec![at(3), at(1), at(3), at(7)];
        let mut source = source(Arrivals::Recorded { at: instants }, 0);
        assert!(source.set_demand(Time::ZERO, 5_000).is_empty());
        assert_eq!(
            source.per_second_milli(),
            0,
            "the demand is not theirs to change"
        );
        let times: Vec<Time> = arrivals_until(&mut source, at(100))
            .iter()
            .map(|(time, _)| *time)
            .collect();
        assert_eq!(times, [at(1), at(3), at(3), at(7)]);
    }

    #[test]
    fn which_keys_are_popular_changes_neither_instants_nor_operations() {
        let runs = [
            Popularity::Uniform,
            Popularity::Zipf {
                exponent_percent: 100,
            },
            Popularity::OneHot {
                share: Probability::from_percent(50),
            },
        ]
        .map(|popularity| {
            let workload = Workload {
                popularity,
                ..workload(Arrivals::Poisson, 100)
            };
            arrivals_until(&mut Source::new(&workload, 1, "users"), at(100))
        });
        let apart_from_keys = |run: &[(Time, Call)]| -> Vec<(Time, u16)> {
            run.iter().map(|(at, call)| (*at, call.operation)).collect()
        };
        for run in &runs[1..] {
            assert_eq!(apart_from_keys(run), apart_from_keys(&runs[0]));
            assert_ne!(run, &runs[0], "the keys differ");
        }
    }
}
