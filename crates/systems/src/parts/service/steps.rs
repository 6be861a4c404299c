//! What a service does for an operation, as a person writes it: a list of steps.

use serde::de::{MapAccess, SeqAccess, Visitor, value};
use serde::{Deserialize, Deserializer, Serialize};
use sim::Duration;

use crate::model::{ModelError, Problem, Span, Timing, within};
use crate::parts::breaker::BreakerSpec;
use crate::parts::retry::RetrySpec;

/// Calls that one step can make at once, at most.
const CALLS_MAX: usize = 1_000;
/// How long a call waits for its answer where nobody says.
const TIMEOUT_DEFAULT: Span = Span::from_millis(10_000);

/// One step of an operation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// A worker works on it for so long.
    Work(Timing),
    /// An operation of another part is called, and its answer waited for. No worker is held.
    Call(CallStep),
    /// The store's operation `read` is called.
    Read(StoreStep),
    /// The store's operation `write` is called.
    Write(StoreStep),
    /// The queue's operation `publish` is called; its answer means that the queue has it.
    Publish(PublishStep),
    /// Several calls leave at once.
    Parallel(Parallel),
    /// The first of these calls leaves; each of the others only if those before it have failed, as
    /// where a database is asked while its cache is away.
    Fallback(#[cfg_attr(feature = "schema", schemars(length(min = 2, max = 1_000)))] Vec<Step>),
    /// The answer leaves now; what follows is done after it.
    Reply,
    /// What the caller has written is kept in the memory of this machine, under the caller's key; the
    /// answer speaks of it. It is gone with the machine's power.
    Remember,
    /// What was remembered last under the caller's key is looked up, and the answer speaks of it. A
    /// machine that was never told, or has forgotten, has nothing.
    Recall,
    /// Takes back what the step before it did (a compensation). It is passed over, and done when a
    /// later step fails, or when no answer came for the step before it, so that nobody knows whether
    /// that was done. What has to be taken back last was done first. The failure is answered before.
    Undo(#[cfg_attr(feature = "schema", schemars(length(min = 1)))] Vec<Step>),
}

/// A call of another part's operation, with the caller's key and deadline.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CallStep {
    /// The part that is called; if it has several machines, those that are
    /// in service when the run starts are called in turn.
    pub target: String,
    /// One of its operations.
    pub operation: String,
    /// How long to wait for the answer: 1us to 1h.
    #[serde(default = "timeout_default")]
    pub timeout: Span,
    /// What comes after a failed try. What the breaker or the limit holds back is not tried again.
    #[serde(default, skip_serializing_if = "RetrySpec::is_none")]
    pub retry: RetrySpec,
    /// Stops calling a target that fails. Calls of one target that state the same retry, breaker and
    /// limit share them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub breaker: Option<BreakerSpec>,
    /// Calls under way at once (a bulkhead): 1 to 1,000,000.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 1_000_000)))]
    pub at_most: Option<u32>,
    /// Whether the request goes on without it if it fails.
    #[serde(default)]
    pub optional: bool,
}

/// A call of a store, whose version becomes the answer's.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct StoreStep {
    /// The part that keeps the data; which of its machines is called, the caller finds out.
    pub store: String,
    /// How long to wait for the answer: 1us to 1h.
    #[serde(default = "timeout_default")]
    pub timeout: Span,
    /// As in `call`.
    #[serde(default, skip_serializing_if = "RetrySpec::is_none")]
    pub retry: RetrySpec,
    /// As in `call`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub breaker: Option<BreakerSpec>,
    /// As in `call`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_most: Option<u32>,
    /// As in `call`.
    #[serde(default)]
    pub optional: bool,
}

/// A call that hands something to a queue, a topic or a log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PublishStep {
    /// The part that takes it.
    pub to: String,
    /// How long to wait until it is accepted: 1us to 1h.
    #[serde(default = "timeout_default")]
    pub timeout: Span,
    /// As in `call`.
    #[serde(default, skip_serializing_if = "RetrySpec::is_none")]
    pub retry: RetrySpec,
    /// As in `call`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub breaker: Option<BreakerSpec>,
    /// As in `call`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_most: Option<u32>,
    /// As in `call`.
    #[serde(default)]
    pub optional: bool,
}

/// Calls that leave at once: a list, all of which are waited for, or more said about it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum Parallel {
    /// All are waited for.
    All(#[cfg_attr(feature = "schema", schemars(length(min = 1, max = 1_000)))] Vec<Step>),
    /// So many are waited for.
    Some(FirstOf),
}

/// Calls of which not all are waited for, or which are made several times.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct FirstOf {
    /// The calls: `call`, `read`, `write` or `publish`.
    #[cfg_attr(feature = "schema", schemars(length(min = 1, max = 1_000)))]
    pub calls: Vec<Step>,
    /// How many times the whole list is called: 1 to 1,000.
    #[serde(default = "one")]
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 1_000)))]
    pub times: u16,
    /// The step is over when so many have succeeded, 1 to all; all where nothing is said. The others
    /// go on, but nobody waits for them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first: Option<u16>,
}

const fn timeout_default() -> Span {
    TIMEOUT_DEFAULT
}

const fn one() -> u16 {
    1
}

impl<'de> Deserialize<'de> for Parallel {
    /// A list or a map, and whatever is wrong inside is told as such.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ListOrMap;

        impl<'de> Visitor<'de> for ListOrMap {
            type Value = Parallel;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("a list of calls, or {\"calls\": [...], \"first\": n}")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Parallel, A::Error> {
                let list = value::SeqAccessDeserializer::new(list);
                Vec::deserialize(list).map(Parallel::All)
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Parallel, A::Error> {
                let map = value::MapAccessDeserializer::new(map);
                FirstOf::deserialize(map).map(Parallel::Some)
            }
        }

        deserializer.deserialize_any(ListOrMap)
    }
}

/// A call of any kind.
#[derive(Clone, Copy, Debug)]
pub(super) struct Outgoing<'a> {
    /// The field that names the part, as `call.target`.
    pub(super) field: &'static str,
    pub(super) target: &'a str,
    pub(super) operation: &'a str,
    /// Whether the target is a store, of which one machine takes the writes.
    pub(super) stored: bool,
    pub(super) timeout: Span,
    pub(super) retry: RetrySpec,
    pub(super) breaker: Option<BreakerSpec>,
    pub(super) at_most: Option<u32>,
    pub(super) optional: bool,
    /// Whether it hands over an event.
    pub(super) event: bool,
}

impl Step {
    /// The call that this step makes, if it is one.
    pub(super) fn outgoing(&self) -> Option<Outgoing<'_>> {
        match self {
            Self::Call(step) => Some(Outgoing {
                field: "call.target",
                target: &step.target,
                operation: &step.operation,
                stored: false,
                timeout: step.timeout,
                retry: step.retry,
                breaker: step.breaker,
                at_most: step.at_most,
                optional: step.optional,
                event: false,
            }),
            Self::Read(step) => Some(step.outgoing("read.store", "read")),
            Self::Write(step) => Some(step.outgoing("write.store", "write")),
            Self::Publish(step) => Some(Outgoing {
                field: "publish.to",
                target: &step.to,
                operation: "publish",
                stored: false,
                timeout: step.timeout,
                retry: step.retry,
                breaker: step.breaker,
                at_most: step.at_most,
                optional: step.optional,
                event: true,
            }),
            Self::Work(_)
            | Self::Parallel(_)
            | Self::Fallback(_)
            | Self::Reply
            | Self::Remember
            | Self::Recall
            | Self::Undo(_) => None,
        }
    }

    /// The parts that this step calls.
    pub(super) fn targets(&self) -> Vec<&str> {
        match self {
            Self::Parallel(parallel) => parallel.calls().iter().flat_map(Self::targets).collect(),
            Self::Fallback(steps) | Self::Undo(steps) => {
                steps.iter().flat_map(Self::targets).collect()
            }
            _ => self
                .outgoing()
                .map(|call| call.target)
                .into_iter()
                .collect(),
        }
    }

    /// How many steps it comes to, those inside an `undo` included.
    pub(super) fn count(&self) -> usize {
        match self {
            Self::Undo(steps) => steps.len() + 1,
            _ => 1,
        }
    }

    /// Whether every number lies in its range. `path` is its place in the document.
    pub(super) fn check(&self, path: &str) -> Result<(), ModelError> {
        match self {
            Self::Work(timing) => timing.check(&format!("{path}.work")),
            Self::Parallel(parallel) => parallel.check(&format!("{path}.parallel")),
            Self::Undo(steps) => check_undo(&format!("{path}.undo"), steps),
            Self::Fallback(calls) => {
                let path = format!("{path}.fallback");
                within(path.as_str(), calls.len(), 2, CALLS_MAX)?;
                check_calls(calls, &path)
            }
            _ => self.outgoing().map_or(Ok(()), |call| call.check(path)),
        }
    }
}

/// Every call that these steps make, also at once, for a fallback and to undo, with the place of the
/// step that makes it and how many times it is made.
pub(super) fn each_call<'a>(
    steps: &'a [Step],
    path: &str,
    times: u16,
    tell: &mut impl FnMut(String, Outgoing<'a>, u16),
) {
    for (place, step) in steps.iter().enumerate() {
        let path = format!("{path}[{place}]");
        match step {
            Step::Parallel(parallel) => {
                let list = parallel.list(&format!("{path}.parallel"));
                each_call(parallel.calls(), &list, parallel.times(), tell);
            }
            Step::Fallback(steps) => each_call(steps, &format!("{path}.fallback"), times, tell),
            Step::Undo(steps) => each_call(steps, &format!("{path}.undo"), times, tell),
            _ => {
                if let Some(call) = step.outgoing() {
                    tell(path, call, times);
                }
            }
        }
    }
}

/// Whether these steps can take something back.
fn check_undo(path: &str, steps: &[Step]) -> Result<(), ModelError> {
    if steps.is_empty() {
        return Err(ModelError::new(path, Problem::Empty));
    }
    for (place, step) in steps.iter().enumerate() {
        let path = format!("{path}[{place}]");
        if matches!(step, Step::Undo(_) | Step::Reply) {
            let rule = "an_undo_neither_answers_nor_undoes";
            return Err(ModelError::new(path, Problem::Contradiction { rule }));
        }
        step.check(&path)?;
    }
    Ok(())
}

impl StoreStep {
    fn outgoing(&self, field: &'static str, operation: &'static str) -> Outgoing<'_> {
        Outgoing {
            field,
            target: &self.store,
            operation,
            stored: true,
            timeout: self.timeout,
            retry: self.retry,
            breaker: self.breaker,
            at_most: self.at_most,
            optional: self.optional,
            event: false,
        }
    }
}

impl Outgoing<'_> {
    fn check(&self, path: &str) -> Result<(), ModelError> {
        let kind = self.field.split('.').next().unwrap_or(self.field);
        let path = format!("{path}.{kind}");
        let shortest = Span(Duration::from_micros(1));
        let longest = Span(Duration::from_secs(3_600));
        within(format!("{path}.timeout"), self.timeout, shortest, longest)?;
        self.retry.check(&format!("{path}.retry"))?;
        if let Some(breaker) = &self.breaker {
            breaker.check(&format!("{path}.breaker"))?;
        }
        let at_most = self.at_most.unwrap_or(1);
        within(format!("{path}.at_most"), at_most, 1, 1_000_000)
    }
}

impl Parallel {
    /// The calls as they are written.
    pub(super) fn calls(&self) -> &[Step] {
        match self {
            Self::All(calls) => calls,
            Self::Some(first_of) => &first_of.calls,
        }
    }

    /// How many times the list is called.
    pub(super) const fn times(&self) -> u16 {
        match self {
            Self::All(_) => 1,
            Self::Some(first_of) => first_of.times,
        }
    }

    /// How many calls leave.
    pub(super) fn count(&self) -> usize {
        self.calls().len() * usize::from(self.times())
    }

    /// How many are waited for.
    pub(super) fn needed(&self) -> u16 {
        match self {
            Self::Some(FirstOf {
                first: Some(first), ..
            }) => *first,
            _ => self.count() as u16,
        }
    }

    /// The list's place in the document.
    pub(super) fn list(&self, path: &str) -> String {
        match self {
            Self::All(_) => path.to_owned(),
            Self::Some(_) => format!("{path}.calls"),
        }
    }

    fn check(&self, path: &str) -> Result<(), ModelError> {
        if self.calls().is_empty() {
            return Err(ModelError::new(path, Problem::Empty));
        }
        within(format!("{path}.times"), self.times(), 1, CALLS_MAX as u16)?;
        within(path, self.count(), 1, CALLS_MAX)?;
        let all = self.count() as u16;
        within(format!("{path}.first"), self.needed(), 1, all)?;
        check_calls(self.calls(), &self.list(path))
    }
}

/// Whether these are calls, and every number of theirs lies in its range.
fn check_calls(calls: &[Step], path: &str) -> Result<(), ModelError> {
    for (place, call) in calls.iter().enumerate() {
        let path = format!("{path}[{place}]");
        let Some(call) = call.outgoing() else {
            let rule = "only_calls_are_parallel";
            return Err(ModelError::new(path, Problem::Contradiction { rule }));
        };
        call.check(&path)?;
    }
    Ok(())
}
