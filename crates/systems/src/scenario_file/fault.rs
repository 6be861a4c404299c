//! Planned faults as a person writes them: a time, how long, and exactly one thing that happens.

use serde::{Deserialize, Serialize};

use super::{Offset, contradiction};
use crate::model::{ModelError, Percent, Span};

/// Something that happens at a stated time: `at`, how long where it is mended again, and exactly one
/// of the other fields.
///
/// Names are those of machines, or of parts and groups, which stand for all their machines.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(
    extend("oneOf" = [
        { "required": ["crash"], "properties": { "crash": { "not": { "type": "null" } } } },
        { "required": ["pause"], "properties": { "pause": { "not": { "type": "null" } } } },
        { "required": ["slow"], "properties": { "slow": { "not": { "type": "null" } } } },
        { "required": ["gray"], "properties": { "gray": { "not": { "type": "null" } } } },
        { "required": ["outage"], "properties": { "outage": { "not": { "type": "null" } } } },
        { "required": ["loss"], "properties": { "loss": { "not": { "type": "null" } } } },
        { "required": ["latency"], "properties": { "latency": { "not": { "type": "null" } } } },
        { "required": ["cut"], "properties": { "cut": { "not": { "type": "null" } } } },
        { "required": ["cut_one_way"], "properties": { "cut_one_way": { "not": { "type": "null" } } } },
        { "required": ["split"], "properties": { "split": { "not": { "type": "null" } } } },
        { "required": ["zone_outage"], "properties": { "zone_outage": { "not": { "type": "null" } } } },
        { "required": ["flush"], "properties": { "flush": { "not": { "type": "null" } } }, "not": { "required": ["for"] } },
        { "required": ["burst"], "properties": { "burst": { "not": { "type": "null" } } } },
        { "required": ["bad_deployment"], "properties": { "bad_deployment": { "not": { "type": "null" } } } },
        { "required": ["clock_skew"], "properties": { "clock_skew": { "not": { "type": "null" } } } },
        { "required": ["set_demand"], "properties": { "set_demand": { "not": { "type": "null" } } }, "not": { "required": ["for"] } },
        { "required": ["set_units"], "properties": { "set_units": { "not": { "type": "null" } } }, "not": { "required": ["for"] } },
    ]),
))]
#[serde(deny_unknown_fields)]
pub struct PlannedFault {
    /// When it strikes: 0s to the horizon.
    pub at: Span,
    /// After how long it is mended; without this it lasts to the end. Not with `flush`, `set_demand`
    /// and `set_units`, which nothing mends.
    #[serde(default, rename = "for", skip_serializing_if = "Option::is_none")]
    pub lasts: Option<Span>,

    /// A machine loses its power: its queue, its work and its memory are gone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub crash: Option<String>,
    /// A machine stops and forgets nothing, as in a long garbage collection.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pause: Option<String>,
    /// A machine's work takes several times as long.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slow: Option<Slow>,
    /// A machine answers a share of its calls with an error, at once, and looks well otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gray: Option<Gray>,
    /// A machine answers every call with an error: a service that others depend on is out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outage: Option<String>,
    /// The lines between two names lose a share of their messages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub loss: Option<Loss>,
    /// Every message between two names takes longer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latency: Option<Latency>,
    /// Nothing crosses the lines between two names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cut: Option<Between>,
    /// Nothing gets from one name to the other; the way back works.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cut_one_way: Option<FromTo>,
    /// The machines fall into these groups of names: every line from one group to another is cut.
    /// Who is in no group keeps all lines.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(length(min = 2)))]
    pub split: Option<Vec<Vec<String>>>,
    /// Every machine of a zone loses its power.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone_outage: Option<String>,
    /// What a machine keeps only to be faster (a cache) is emptied.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flush: Option<String>,
    /// The users want a multiple of what they want otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub burst: Option<Burst>,
    /// A release goes wrong: every machine of a part gives errors and works slower.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bad_deployment: Option<BadDeployment>,
    /// A machine's clock is wrong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clock_skew: Option<ClockSkew>,
    /// The users want this many requests per second from now on: 0 to 1,000,000.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(range(min = 0.0, max = 1_000_000.0)))]
    pub set_demand: Option<f64>,
    /// A part that scales becomes this many machines.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub set_units: Option<SetUnits>,
}

/// A machine and how slow it becomes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Slow {
    /// Who: a machine, or a part with all its machines.
    pub node: String,
    /// Its work takes so many times as long: 2 to 1,000.
    #[cfg_attr(feature = "schema", schemars(range(min = 2, max = 1_000)))]
    pub factor: u32,
}

/// A machine and how many calls it fails.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Gray {
    /// Who: a machine, or a part with all its machines.
    pub node: String,
    /// Share of its calls that fail.
    pub percent: Percent,
}

/// Two names, in any order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Between {
    /// The names of both ends, in any order.
    pub between: [String; 2],
}

/// Two names and how many messages between them are lost.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Loss {
    /// The names of both ends, in any order.
    pub between: [String; 2],
    /// Share of messages lost, on top of what the lines lose by themselves.
    pub percent: Percent,
}

/// Two names and how much longer a message between them takes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Latency {
    /// The names of both ends, in any order.
    pub between: [String; 2],
    /// On top of what it takes otherwise, in each direction: at most 1h.
    pub extra: Span,
}

/// A direction.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct FromTo {
    /// Whose messages are lost.
    pub from: String,
    /// Who does not get them.
    pub to: String,
}

/// How much more the users want.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Burst {
    /// In percent of the demand otherwise: 0 to 10,000 (300 is three times as much).
    #[cfg_attr(feature = "schema", schemars(range(min = 0, max = 10_000)))]
    pub factor_percent: u32,
}

/// What a release does to the machines of a part. Simplified: all of them get it at once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct BadDeployment {
    /// Whose machines.
    pub part: String,
    /// Share of calls answered with an error.
    #[serde(default)]
    pub errors_percent: Percent,
    /// Work takes so many times as long: 1 to 1,000.
    #[serde(default = "full_pace")]
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 1_000)))]
    pub slow_factor: u32,
}

const fn full_pace() -> u32 {
    1
}

/// A machine and how wrong its clock is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ClockSkew {
    /// Who: a machine, or a part with all its machines.
    pub node: String,
    /// Ahead of true time, or behind it with a leading '-'.
    pub offset: Offset,
}

/// A part that scales and its new size.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SetUnits {
    /// A part with a `maximum`.
    pub part: String,
    /// Machines: 0 to as many as the part has.
    pub count: u16,
}

/// The one thing that happens, and the name of its field.
#[derive(Clone, Copy, Debug)]
pub(super) enum Happening<'a> {
    Crash(&'a str),
    Pause(&'a str),
    Slow(&'a Slow),
    Gray(&'a Gray),
    Outage(&'a str),
    Loss(&'a Loss),
    Latency(&'a Latency),
    Cut(&'a Between),
    CutOneWay(&'a FromTo),
    Split(&'a [Vec<String>]),
    ZoneOutage(&'a str),
    Flush(&'a str),
    Burst(&'a Burst),
    BadDeployment(&'a BadDeployment),
    ClockSkew(&'a ClockSkew),
    SetDemand(f64),
    SetUnits(&'a SetUnits),
}

impl PlannedFault {
    /// What happens. `path` is the fault's place in the document.
    pub(super) fn happening(&self, path: &str) -> Result<Happening<'_>, ModelError> {
        let stated = [
            self.crash.as_deref().map(Happening::Crash),
            self.pause.as_deref().map(Happening::Pause),
            self.slow.as_ref().map(Happening::Slow),
            self.gray.as_ref().map(Happening::Gray),
            self.outage.as_deref().map(Happening::Outage),
            self.loss.as_ref().map(Happening::Loss),
            self.latency.as_ref().map(Happening::Latency),
            self.cut.as_ref().map(Happening::Cut),
            self.cut_one_way.as_ref().map(Happening::CutOneWay),
            self.split.as_deref().map(Happening::Split),
            self.zone_outage.as_deref().map(Happening::ZoneOutage),
            self.flush.as_deref().map(Happening::Flush),
            self.burst.as_ref().map(Happening::Burst),
            self.bad_deployment.as_ref().map(Happening::BadDeployment),
            self.clock_skew.as_ref().map(Happening::ClockSkew),
            self.set_demand.map(Happening::SetDemand),
            self.set_units.as_ref().map(Happening::SetUnits),
        ];
        let mut stated = stated.into_iter().flatten();
        match (stated.next(), stated.next()) {
            (Some(happening), None) => Ok(happening),
            _ => Err(contradiction(path, "one_fault_each")),
        }
    }
}

impl Happening<'_> {
    /// The name of its field.
    pub(super) const fn field(self) -> &'static str {
        match self {
            Self::Crash(_) => "crash",
            Self::Pause(_) => "pause",
            Self::Slow(_) => "slow",
            Self::Gray(_) => "gray",
            Self::Outage(_) => "outage",
            Self::Loss(_) => "loss",
            Self::Latency(_) => "latency",
            Self::Cut(_) => "cut",
            Self::CutOneWay(_) => "cut_one_way",
            Self::Split(_) => "split",
            Self::ZoneOutage(_) => "zone_outage",
            Self::Flush(_) => "flush",
            Self::Burst(_) => "burst",
            Self::BadDeployment(_) => "bad_deployment",
            Self::ClockSkew(_) => "clock_skew",
            Self::SetDemand(_) => "set_demand",
            Self::SetUnits(_) => "set_units",
        }
    }

    /// Whether something can mend it.
    pub(super) const fn has_repair(self) -> bool {
        !matches!(
            self,
            Self::Flush(_) | Self::SetDemand(_) | Self::SetUnits(_)
        )
    }
}
