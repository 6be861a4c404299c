//! Users as a model states them: whom they call, what they want how often, and what they do about
//! slow and bad answers.

use serde::{Deserialize, Serialize};
use sim::{
    Access, Arrivals, Crowd, DATA_SETS_MAX, DataUse, Duration, NodeId, NodeSpec, OperationShare,
    RateStep, Time, Workload,
};

use super::Clients;
use super::demand::{self, DEMAND_MAX, Shape};
use super::keys::KeysSpec;
use crate::model::{Member, ModelError, Part, Percent, Problem, Span, Timing, Wiring, within};
use crate::parts::budget::{Bucket, Budget};
use crate::parts::retry::RetrySpec;

/// Operations in one mix, at most.
const OPERATIONS_MAX: usize = 100;
/// Instants of a record, at most.
const RECORDED_MAX: usize = 1_000_000;
/// The longest mean time that a user thinks.
const THINK_MAX: Span = Span(Duration::from_secs(900));
/// The longest timeout, and the longest time before a hedge.
const WAIT_MAX: Span = Span(Duration::from_secs(3_600));
/// The shortest of both.
const WAIT_MIN: Span = Span(Duration::from_micros(1));

/// Users who call one part of the system.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ClientsSpec {
    /// The part they call; if it has several machines, those in service when the run
    /// starts are called in turn.
    pub target: String,
    /// What they want; the first operation of the target where nothing is said.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", schemars(length(max = 100)))]
    pub operations: Vec<OperationSpec>,
    /// When they ask.
    pub arrivals: ArrivalsSpec,
    /// They are a part of a crowd that asks at several places; then `arrivals` and `demand` are the
    /// whole crowd's, which asks at a rate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub crowd: Option<CrowdSpec>,
    /// How their demand changes by itself, in order of time. What a person asks for in between holds
    /// until the next change.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", schemars(length(max = 1_000)))]
    pub demand: Vec<Shape>,
    /// Which data they name.
    #[serde(default)]
    pub keys: KeysSpec,
    /// How long they wait for the answer to one try: 1us to 1h; for ever where nothing is said. A good
    /// answer that comes after that is late and helps nobody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout: Option<Span>,
    /// Whether their calls say until when they wait, by their clock. Needs a timeout.
    #[serde(default)]
    pub tell_deadline: bool,
    /// What comes after a failed try.
    #[serde(default, skip_serializing_if = "RetrySpec::is_none")]
    pub retry: RetrySpec,
    /// Sends a second call while the first has no answer yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hedge: Option<HedgeSpec>,
    /// Where they are; lines between zones go by it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub zone: String,
}

/// One operation that users want.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct OperationSpec {
    /// One of the target's operations.
    pub name: String,
    /// How often it is wanted, relative to the others: 0 to 1,000,000.
    #[serde(default = "one")]
    #[cfg_attr(feature = "schema", schemars(range(min = 0, max = 1_000_000)))]
    pub weight: u32,
    /// Which data its user reads or writes with it. Without it, answers cannot be judged: whether
    /// one is stale, out of order, or without what was confirmed before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data: Option<DataSpec>,
}

/// What an operation does to data, as its user sees it. Sets of data have numbers, 0 to 15; keys of
/// different sets are different data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum DataSpec {
    /// It reads a key of this set.
    Read(#[cfg_attr(feature = "schema", schemars(range(min = 0, max = 15)))] u8),
    /// It writes a key of this set.
    Write(#[cfg_attr(feature = "schema", schemars(range(min = 0, max = 15)))] u8),
    /// It reads what is its user's own, as a cart or a session: each key belongs to one user.
    ReadOwn(#[cfg_attr(feature = "schema", schemars(range(min = 0, max = 15)))] u8),
    /// It writes what is its user's own.
    WriteOwn(#[cfg_attr(feature = "schema", schemars(range(min = 0, max = 15)))] u8),
}

/// When users ask.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum ArrivalsSpec {
    /// Very many users who know nothing of each other: 0 to 1,000,000 requests per second, as a
    /// Poisson process.
    Poisson {
        /// Requests per second on average: 0 to 1,000,000.
        #[cfg_attr(feature = "schema", schemars(range(min = 0.0, max = 1_000_000.0)))]
        per_second: f64,
    },
    /// 0 to 1,000,000 requests per second, like a metronome.
    Constant {
        /// Requests per second: 0 to 1,000,000.
        #[cfg_attr(feature = "schema", schemars(range(min = 0.0, max = 1_000_000.0)))]
        per_second: f64,
    },
    /// So many users (1 to 1,000,000), of whom each thinks, asks, waits for the end of its request,
    /// and thinks again. They think 15min on average, at most.
    Closed {
        /// How many: 1 to 1,000,000.
        #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 1_000_000)))]
        users: u32,
        /// How long they think.
        think: Timing,
    },
    /// One request at each of these instants since the start, whatever else is said: 1 to 1,000,000,
    /// in order of time.
    Recorded {
        /// The instants.
        #[cfg_attr(feature = "schema", schemars(length(min = 1, max = 1_000_000)))]
        at: Vec<Span>,
    },
}

/// Which part of a crowd some users are. Clients that name the same crowd share its arrivals, of
/// which each comes to one of them; together they ask when one place of the crowd's name would.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CrowdSpec {
    /// The crowd's name.
    pub name: String,
    /// The part reaches from here to there, of a hundred; no two parts overlap.
    pub from: Percent,
    /// Where it ends.
    pub to: Percent,
}

/// When a second call follows the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct HedgeSpec {
    /// How long the first call waits alone: 1us to 1h, and no longer than the timeout.
    pub after: Span,
    /// Lets second calls be only a share of all calls; 10 of a hundred, 10 at once where nothing is
    /// said.
    #[serde(default = "hedge_budget")]
    pub budget: Budget,
}

const fn one() -> u32 {
    1
}

const fn hedge_budget() -> Budget {
    Budget {
        ratio_percent: 10,
        burst: 10,
    }
}

fn contradiction(path: impl Into<String>, rule: &'static str) -> ModelError {
    ModelError::new(path, Problem::Contradiction { rule })
}

impl Part for ClientsSpec {
    fn members(&self, name: &str) -> Vec<Member> {
        vec![Member {
            name: name.to_owned(),
            zone: self.zone.clone(),
        }]
    }

    fn talks_to(&self) -> Vec<&str> {
        vec![&self.target]
    }

    fn check(&self, path: &str) -> Result<(), ModelError> {
        self.check_operations(&format!("{path}.operations"))?;
        self.arrivals.check(&format!("{path}.arrivals"))?;
        self.keys.check(&format!("{path}.keys"))?;
        demand::check(&self.demand, &format!("{path}.demand"))?;
        if !self.demand.is_empty() && !self.arrivals.can_change() {
            return Err(contradiction(format!("{path}.demand"), "demand_is_fixed"));
        }
        if let Some(crowd) = &self.crowd {
            crowd.check(&format!("{path}.crowd"), &self.arrivals)?;
        }
        let longest = self.timeout.unwrap_or(WAIT_MAX);
        within(format!("{path}.timeout"), longest, WAIT_MIN, WAIT_MAX)?;
        if self.tell_deadline && self.timeout.is_none() {
            let path = format!("{path}.tell_deadline");
            return Err(contradiction(path, "deadline_without_timeout"));
        }
        self.retry.check(&format!("{path}.retry"))?;
        if let Some(hedge) = &self.hedge {
            let after = format!("{path}.hedge.after");
            within(after, hedge.after, WAIT_MIN, longest)?;
            hedge.budget.check(&format!("{path}.hedge.budget"))?;
        }
        Ok(())
    }

    fn assemble(&self, wiring: &Wiring<'_>, _place: usize) -> Result<NodeSpec, ModelError> {
        let doors = wiring.machines("target", &self.target)?.iter().copied();
        let doors: Vec<NodeId> = doors.filter(|door| wiring.in_service(*door)).collect();
        if doors.is_empty() || doors.contains(&wiring.node()) {
            return Err(contradiction(wiring.path("target"), "calls_itself"));
        }
        let mut program = Clients::patient(doors, &self.retry, wiring.stream("retry pauses"));
        if let Some(timeout) = self.timeout {
            program = program.giving_up_after(timeout.0, self.tell_deadline);
        }
        if let Some(hedge) = &self.hedge {
            program = program.hedging_after(hedge.after.0, Bucket::full(hedge.budget));
        }
        Ok(NodeSpec::new(wiring.member(), Box::new(program)))
    }

    fn workloads(&self, wiring: &Wiring<'_>) -> Result<Vec<Workload>, ModelError> {
        let initial = self.arrivals.demand();
        let step = |(at, demand)| RateStep {
            at,
            per_second_milli: self.arrivals.per_second_milli(demand),
        };
        Ok(vec![Workload {
            node: wiring.node(),
            arrivals: match &self.crowd {
                Some(crowd) => crowd.arrivals(&self.arrivals),
                None => self.arrivals.arrivals(),
            },
            per_second_milli: self.arrivals.per_second_milli(initial),
            operations: self.shares(wiring)?,
            key_count: self.keys.count,
            popularity: self.keys.popularity(),
            profile: demand::steps(initial, &self.demand)
                .into_iter()
                .map(step)
                .collect(),
        }])
    }
}

impl ClientsSpec {
    fn check_operations(&self, path: &str) -> Result<(), ModelError> {
        within(path, self.operations.len(), 0, OPERATIONS_MAX)?;
        let mut total = 0;
        for (place, operation) in self.operations.iter().enumerate() {
            let before = &self.operations[..place];
            let path = format!("{path}[{place}]");
            within(format!("{path}.weight"), operation.weight, 0, 1_000_000)?;
            total += operation.weight;
            if let Some(data) = operation.data {
                let set = data.data_use().set;
                let path = format!("{path}.data.{}", data.kind());
                within(path, set, 0, DATA_SETS_MAX - 1)?;
            }
            if before.iter().any(|other| other.name == operation.name) {
                return Err(contradiction(path, "operation_named_twice"));
            }
        }
        if total == 0 && !self.operations.is_empty() {
            return Err(contradiction(path, "no_operation_is_wanted"));
        }
        Ok(())
    }

    fn shares(&self, wiring: &Wiring<'_>) -> Result<Vec<OperationShare>, ModelError> {
        if self.operations.is_empty() {
            if wiring.operations("target", &self.target)?.is_empty() {
                return Err(contradiction(wiring.path("target"), "takes_no_calls"));
            }
            return Ok(vec![OperationShare {
                operation: 0,
                weight: 1,
                data: None,
            }]);
        }
        let share = |(place, spec): (usize, &OperationSpec)| {
            let field = format!("operations[{place}].name");
            Ok(OperationShare {
                operation: wiring.operation(&field, &self.target, &spec.name)?,
                weight: spec.weight,
                data: spec.data.map(DataSpec::data_use),
            })
        };
        self.operations.iter().enumerate().map(share).collect()
    }
}

impl DataSpec {
    /// The name that it is written with.
    const fn kind(self) -> &'static str {
        match self {
            Self::Read(_) => "read",
            Self::Write(_) => "write",
            Self::ReadOwn(_) => "read_own",
            Self::WriteOwn(_) => "write_own",
        }
    }

    const fn data_use(self) -> DataUse {
        let (set, access, session) = match self {
            Self::Read(set) => (set, Access::Read, false),
            Self::Write(set) => (set, Access::Write, false),
            Self::ReadOwn(set) => (set, Access::Read, true),
            Self::WriteOwn(set) => (set, Access::Write, true),
        };
        DataUse {
            set,
            access,
            session,
        }
    }
}

impl CrowdSpec {
    fn check(&self, path: &str, arrivals: &ArrivalsSpec) -> Result<(), ModelError> {
        let at_a_rate = matches!(
            arrivals,
            ArrivalsSpec::Poisson { .. } | ArrivalsSpec::Constant { .. }
        );
        if !at_a_rate {
            return Err(contradiction(path, "only_a_rate_has_parts"));
        }
        if self.from.0.per_million() >= self.to.0.per_million() {
            return Err(contradiction(path, "nobody_is_in_this_part"));
        }
        Ok(())
    }

    fn arrivals(&self, whole: &ArrivalsSpec) -> Arrivals {
        Arrivals::Crowd {
            part: Crowd {
                name: self.name.clone(),
                from: self.from.0.per_million(),
                to: self.to.0.per_million(),
            },
            constant: matches!(whole, ArrivalsSpec::Constant { .. }),
        }
    }
}

impl ArrivalsSpec {
    fn check(&self, path: &str) -> Result<(), ModelError> {
        match self {
            Self::Poisson { per_second } => {
                let path = format!("{path}.poisson.per_second");
                within(path, *per_second, 0.0, DEMAND_MAX)
            }
            Self::Constant { per_second } => {
                let path = format!("{path}.constant.per_second");
                within(path, *per_second, 0.0, DEMAND_MAX)
            }
            Self::Closed { users, think } => {
                let path = format!("{path}.closed");
                within(format!("{path}.users"), *users, 1, DEMAND_MAX as u32)?;
                think.check(&format!("{path}.think"))?;
                let think = Span(think.distribution().mean());
                within(format!("{path}.think"), think, Span::default(), THINK_MAX)
            }
            Self::Recorded { at } => {
                let path = format!("{path}.recorded.at");
                within(path.as_str(), at.len(), 1, RECORDED_MAX)?;
                match at.windows(2).position(|pair| pair[1] < pair[0]) {
                    Some(place) => {
                        let path = format!("{path}[{}]", place + 1);
                        Err(contradiction(path, "record_out_of_order"))
                    }
                    None => Ok(()),
                }
            }
        }
    }

    /// Whether their demand can change: not that of a record, nor that of users who never think.
    fn can_change(&self) -> bool {
        match self {
            Self::Poisson { .. } | Self::Constant { .. } => true,
            Self::Closed { think, .. } => think.distribution().mean() > Duration::ZERO,
            Self::Recorded { .. } => false,
        }
    }

    /// The demand at the start: requests per second, or users.
    fn demand(&self) -> f64 {
        match self {
            Self::Poisson { per_second } | Self::Constant { per_second } => *per_second,
            Self::Closed { users, .. } => f64::from(*users),
            Self::Recorded { .. } => 0.0,
        }
    }

    /// A demand in thousandths of a request per second, as the engine has it: of users, what they
    /// would ask for if answers took no time.
    fn per_second_milli(&self, demand: f64) -> u64 {
        let per_second = match self {
            Self::Closed { think, .. } => {
                let think = think.distribution().mean().as_secs_f64();
                if think > 0.0 { demand / think } else { 0.0 }
            }
            _ => demand,
        };
        (per_second * 1_000.0 + 0.5) as u64
    }

    fn arrivals(&self) -> Arrivals {
        match self {
            Self::Poisson { .. } => Arrivals::Poisson,
            Self::Constant { .. } => Arrivals::Constant,
            Self::Closed { users, think } => Arrivals::Closed {
                think: think.distribution(),
                users: Some(*users),
            },
            Self::Recorded { at } => Arrivals::Recorded {
                at: at.iter().map(|span| Time::ZERO + span.0).collect(),
            },
        }
    }
}
