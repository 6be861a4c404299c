//! How clients generate requests. Draws here come from the workload's own streams, so that two
//! systems under the same open workload and seed see the same requests at the same instants.

use serde::{Deserialize, Serialize};

use crate::distribution::Distribution;
use crate::message::NodeId;
use crate::request::DataUse;
use crate::rng::Probability;
use crate::time::Time;

mod closed;
pub(crate) mod crowd;
mod expected;
mod open;
mod popularity;
mod source;

pub use popularity::RANKED_KEYS_MAX;
pub(crate) use source::{Asked, Source};

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
    /// How the demand changes by itself: rates that take over at stated instants. What a person
    /// asks for in between holds until the next one.
    pub profile: Vec<RateStep>,
}

/// Which keys are wanted how often.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Popularity {
    /// All alike.
    #[default]
    Uniform,
    /// Zipf's law: the key of rank r, which is key r - 1, is wanted in proportion to 1 / r^s, with
    /// s = `exponent_percent` / 100. For at most [`RANKED_KEYS_MAX`] keys.
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
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Arrivals {
    /// Very many users who know nothing of each other: a Poisson process of the stated rate.
    Poisson,
    /// One request every 1/rate, like a metronome.
    Constant,
    /// A part of a crowd that asks at several places: very many users who know nothing of each other,
    /// or a metronome, as a whole. The workload's rate and profile are the whole crowd's.
    Crowd { part: Crowd, constant: bool },
    /// Users of whom each thinks, asks, waits for the end of its request, and thinks again: as many
    /// as would offer the stated rate if answers took no time.
    Closed {
        think: Distribution,
        /// How many users there are before the demand changes, whatever the rate.
        #[serde(default)]
        users: Option<u32>,
    },
    /// One request at each of these instants, whatever the demand. Sorted by the engine.
    Recorded { at: Vec<Time> },
}

/// Which part of which crowd asks at one place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Crowd {
    /// Workloads that name the same crowd share its arrivals. A crowd has the arrivals of a whole
    /// workload at a node of this name.
    pub name: String,
    /// The part reaches from here to there, in millionths of the whole; no two parts overlap.
    pub from: u32,
    pub to: u32,
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
