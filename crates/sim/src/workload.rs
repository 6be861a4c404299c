//! How clients generate requests. Draws here come from the workload's own streams, so that two
//! systems under the same open workload and seed see the same requests at the same instants.

use serde::{Deserialize, Serialize};

use crate::distribution::{Distribution, Sampler};
use crate::message::{Call, NodeId};
use crate::request::DataUse;
use crate::rng::{Probability, Stream};
use crate::time::{Duration, Time};

/// The demand of one group of users, as a scenario states it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Workload {
    /// The client node whose process carries the requests out.
    pub node: NodeId,
    pub arrivals: Arrivals,
    /// Thousandths of a request per second.
    pub per_second_milli: u64,
    /// Operations and how often each is wanted, relative to the others.
    pub operations: Vec<OperationShare>,
    /// Keys are drawn below this count.
    pub key_count: u32,
    pub popularity: Popularity,
    /// How the demand changes by itself: rates that take over at stated instants, in order of time.
    pub profile: Vec<RateStep>,
}

/// Which keys are wanted how often.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Popularity {
    /// All alike.
    #[default]
    Uniform,
    /// Zipf's law: the key of rank r is wanted in proportion to 1 / r^s, with s = `exponent_percent` / 100.
    Zipf { exponent_percent: u32 },
    /// Key 0 gets this share of all requests, the rest alike.
    OneHot { share: Probability },
}

/// A demand that begins at a stated instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RateStep {
    pub at: Time,
    /// Thousandths of a request per second.
    pub per_second_milli: u64,
}

/// What decides when the next request comes.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Arrivals {
    /// Very many users who know nothing of each other: a Poisson process of the stated rate.
    Poisson,
    /// One request every 1/rate, like a metronome.
    Constant,
    /// As many users as would offer the stated rate if answers took no time; each thinks, asks,
    /// waits for the end of its request, and thinks again.
    Closed { think: Distribution },
}

/// One operation of a workload's mix.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OperationShare {
    pub operation: u16,
    pub weight: u32,
    /// Which data its user reads or writes with it.
    #[serde(default)]
    pub data: Option<DataUse>,
}

/// What the engine has to do about the next request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NextArrival {
    pub at: Time,
    /// An arrival of another generation was planned before the demand changed.
    pub generation: u32,
}

/// A workload during a run.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    pub node: NodeId,
    arrivals: Arrivals,
    think: Option<Sampler>,
    per_second_milli: u64,
    operations: Vec<OperationShare>,
    weight_total: u32,
    key_count: u32,
    gaps: Stream,
    choices: Stream,
    keys: Stream,
    generation: u32,
    planned: Option<Time>,
    /// Closed workloads: users who exist, and how many there should be.
    users: u64,
    users_wanted: u64,
}

impl Source {
    pub(crate) fn new(workload: &Workload, seed: u64, name: &str) -> Self {
        let think = match workload.arrivals {
            Arrivals::Closed { think } => Some(think.sampler()),
            Arrivals::Poisson | Arrivals::Constant => None,
        };
        Self {
            node: workload.node,
            arrivals: workload.arrivals,
            think,
            per_second_milli: workload.per_second_milli,
            operations: workload.operations.clone(),
            weight_total: workload.operations.iter().map(|share| share.weight).sum(),
            key_count: workload.key_count.max(1),
            gaps: Stream::named(seed, name, "workload gaps"),
            choices: Stream::named(seed, name, "workload operations"),
            keys: Stream::named(seed, name, "workload keys"),
            generation: 0,
            planned: None,
            users: 0,
            users_wanted: 0,
        }
    }

    /// The demand at the moment, in thousandths of a request per second.
    pub(crate) const fn per_second_milli(&self) -> u64 {
        self.per_second_milli
    }

    /// The arrivals to plan when the run starts.
    pub(crate) fn begin(&mut self, now: Time) -> Vec<NextArrival> {
        if self.think.is_some() {
            return self.change_users(now);
        }
        self.plan_next(now).into_iter().collect()
    }

    /// What the request that arrives now asks for, and the arrival to plan next.
    /// `None` if this arrival was planned for a demand that no longer holds.
    pub(crate) fn arrive(
        &mut self,
        now: Time,
        generation: u32,
    ) -> Option<(Call, Option<NextArrival>)> {
        if self.think.is_some() {
            if self.users > self.users_wanted {
                self.users -= 1;
                return None;
            }
            return Some((self.choose(), None));
        }
        if generation != self.generation {
            return None;
        }
        let call = self.choose();
        let next = self.plan_next(now);
        Some((call, next))
    }

    /// A request of this workload has ended: in a closed workload its user thinks now.
    pub(crate) fn ended(&mut self, now: Time) -> Option<NextArrival> {
        let think = self.think?;
        if self.users > self.users_wanted {
            self.users -= 1;
            return None;
        }
        Some(NextArrival {
            at: now + think.sample(&mut self.gaps),
            generation: 0,
        })
    }

    /// Changes the demand from now on; the arrivals to plan are returned.
    pub(crate) fn set_demand(&mut self, now: Time, per_second_milli: u64) -> Vec<NextArrival> {
        let before = std::mem::replace(&mut self.per_second_milli, per_second_milli);
        if self.think.is_some() {
            return self.change_users(now);
        }
        self.generation += 1;
        let planned = self.planned.take();
        if per_second_milli == 0 {
            return Vec::new();
        }
        match planned {
            // The gap that is running is stretched or shrunk, not drawn anew.
            Some(at) if before > 0 => {
                let rest = at.since(now).as_nanos();
                let rest = u128::from(rest) * u128::from(before) / u128::from(per_second_milli);
                vec![self.plan(now + Duration::from_nanos(rest as u64))]
            }
            _ => self.plan_next(now).into_iter().collect(),
        }
    }

    /// Which data an operation of this workload touches.
    pub(crate) fn data_of(&self, operation: u16) -> Option<DataUse> {
        let share = self.operations.iter();
        let mut share = share.filter(|share| share.operation == operation);
        share.next().and_then(|share| share.data)
    }

    fn plan_next(&mut self, now: Time) -> Option<NextArrival> {
        if self.per_second_milli == 0 {
            self.planned = None;
            return None;
        }
        let mean = Duration::from_nanos(1_000_000_000_000 / self.per_second_milli);
        let gap = match self.arrivals {
            Arrivals::Constant => mean,
            _ => Sampler::Exponential(mean.as_nanos() as f64).sample(&mut self.gaps),
        };
        Some(self.plan(now + gap))
    }

    fn plan(&mut self, at: Time) -> NextArrival {
        self.planned = Some(at);
        NextArrival {
            at,
            generation: self.generation,
        }
    }

    fn change_users(&mut self, now: Time) -> Vec<NextArrival> {
        let (Arrivals::Closed { think }, Some(sampler)) = (self.arrivals, self.think) else {
            return Vec::new();
        };
        let users = u128::from(self.per_second_milli) * u128::from(think.mean().as_nanos())
            / 1_000_000_000_000;
        self.users_wanted = users as u64;
        let mut planned = Vec::new();
        while self.users < self.users_wanted {
            self.users += 1;
            planned.push(NextArrival {
                at: now + sampler.sample(&mut self.gaps),
                generation: 0,
            });
        }
        planned
    }

    fn choose(&mut self) -> Call {
        let mut pick = self.choices.below(self.weight_total.max(1));
        let key = self.keys.below(self.key_count);
        for share in &self.operations {
            if pick < share.weight {
                return Call::new(share.operation, key);
            }
            pick -= share.weight;
        }
        Call::new(0, key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(arrivals: Arrivals, per_second: u64) -> Source {
        let workload = Workload {
            node: NodeId(0),
            arrivals,
            per_second_milli: per_second * 1_000,
            operations: vec![
                OperationShare {
                    operation: 0,
                    weight: 3,
                    data: None,
                },
                OperationShare {
                    operation: 1,
                    weight: 1,
                    data: None,
                },
            ],
            key_count: 10,
            popularity: Popularity::Uniform,
            profile: Vec::new(),
        };
        Source::new(&workload, 1, "users")
    }

    /// Arrival times and operations until `until`.
    fn arrivals_until(source: &mut Source, until: Time) -> Vec<(Time, u16)> {
        let mut arrivals = Vec::new();
        let mut next = source.begin(Time::ZERO).pop();
        while let Some(arrival) = next.filter(|arrival| arrival.at < until) {
            let (call, following) = source
                .arrive(arrival.at, arrival.generation)
                .expect("nothing changed the demand");
            arrivals.push((arrival.at, call.operation));
            next = following;
        }
        arrivals
    }

    #[test]
    fn a_poisson_workload_has_its_rate_and_its_mix() {
        let arrivals = arrivals_until(
            &mut source(Arrivals::Poisson, 100),
            Time::ZERO + Duration::from_secs(1_000),
        );
        let count = arrivals.len() as f64;
        assert!((count - 100_000.0).abs() < 1_000.0, "{count}");
        let second = arrivals
            .iter()
            .filter(|(_, operation)| *operation == 1)
            .count() as f64;
        assert!((second / count - 0.25).abs() < 0.01);
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
    fn closed_users_ask_again_only_after_their_answer() {
        let think = Distribution::Constant {
            value: Duration::from_secs(2),
        };
        let mut source = source(Arrivals::Closed { think }, 5);
        let begun = source.begin(Time::ZERO);
        assert_eq!(begun.len(), 10, "5 per second times 2 s of thinking");
        let (_, next) = source.arrive(begun[0].at, 0).expect("users ask");
        assert_eq!(next, None);
        let answered = begun[0].at + Duration::from_secs(1);
        let again = source.ended(answered).expect("thinks again");
        assert_eq!(again.at, answered + Duration::from_secs(2));
    }
}
