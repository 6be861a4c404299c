//! The catalogue: every system that can be run, with its words, its parameters and its arrangement.
//!
//! To add a system, write one file in `catalogue/` and one line in [`ENTRIES`]. The picker, the
//! parameter form, the determinism test and the parity test then work without another edit.

use std::collections::BTreeMap;
use std::fmt;

use sim::{Blueprint, Duration, SCENARIO_VERSION, Scenario};

mod arrangement;
mod centralized;
mod event_driven;
mod layered;
mod microkernel;
mod microservices;
mod orchestration_soa;
mod pieces;
mod pipeline;
mod service_based;
mod shop;
mod sns;
mod space_based;
mod video;
mod web_rds;

pub(crate) use arrangement::plain_cards;

/// Every system, in the order in which a reader of the article meets them.
pub const ENTRIES: &[Entry] = &[
    centralized::ENTRY,
    web_rds::ENTRY,
    layered::ENTRY,
    service_based::ENTRY,
    event_driven::ENTRY,
    microservices::ENTRY,
    sns::ENTRY,
    video::ENTRY,
    pipeline::ENTRY,
    microkernel::ENTRY,
    space_based::ENTRY,
    orchestration_soa::ENTRY,
];

/// The parameters that make the demand: a pair of systems is compared under one value of each.
pub const DEMAND: [&str; 3] = ["rate", "arrivals", "write_share"];

/// The two systems that the article compares, and what it calls them beside each other. Beside any
/// other system such a name would say that the other one is not distributed.
const ARTICLE: [(&str, Text); 2] = [
    (
        "centralized",
        Text {
            ja: "集中システム",
            en: "Centralized system",
        },
    ),
    (
        "web-rds",
        Text {
            ja: "分散システム",
            en: "Distributed system",
        },
    ),
];

/// What two systems are called side by side: their titles, or the article's names for its pair.
pub fn titles(pair: [&Entry; 2]) -> [Text; 2] {
    let is_articles = |ids: [&str; 2]| ids == ARTICLE.map(|(id, _)| id);
    let [first, second] = pair.map(|entry| entry.id);
    if is_articles([first, second]) || is_articles([second, first]) {
        return pair.map(|entry| {
            let named = ARTICLE.iter().find(|(id, _)| *id == entry.id);
            named.map_or(entry.title, |(_, name)| *name)
        });
    }
    pair.map(|entry| entry.title)
}

/// The system of this id.
pub fn entry(id: &str) -> Option<&'static Entry> {
    ENTRIES.iter().find(|entry| entry.id == id)
}

/// A text in both languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Text {
    pub ja: &'static str,
    pub en: &'static str,
}

/// A system of the catalogue.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// Stable; used in links and files, never translated.
    pub id: &'static str,
    /// What its users come for.
    pub family: Family,
    pub title: Text,
    /// One sentence under the title.
    pub summary: Text,
    /// What to look at.
    pub watch: Text,
    /// What is simpler here than in the real world.
    pub simplified: Text,
    /// The users' operations, by their number.
    pub operations: &'static [Text],
    pub parameters: &'static [Parameter],
    /// The group of like machines that grows and shrinks while the system runs, if there is one.
    pub scaling: Option<Scaling>,
    /// Every node in the order of its id, with its words and its place on the stage.
    pub(crate) cards: fn(&Settings<'_>) -> Vec<NodeCard>,
    pub(crate) build: fn(&Settings) -> Blueprint,
}

/// What the users of a system come for. Systems of one family carry the same operations and the same
/// demand, so that a pair of them compares the arrangement and nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Family {
    /// Pages and orders: the article's web application.
    Web,
    /// A shop: browse, add to the cart, order, pay.
    Shop,
    /// A social network's timeline.
    Timeline,
    /// Films and live video.
    Video,
}

/// What grows when a system is scaled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scaling {
    /// The parameter that says how many there are at the start.
    pub parameter: &'static str,
    /// The number of the group, for `Intervention::SetUnits`.
    pub group: u16,
    pub title: Text,
    pub minimum: u16,
    pub maximum: u16,
}

/// How a node appears on the stage. Structure, not pixels: whole columns and rows, from the users
/// at column 0 towards the data; two nodes share a cell only if they are never shown together.
#[derive(Clone, Debug, PartialEq)]
pub struct NodeCard {
    /// The node's stable name in the blueprint.
    pub name: String,
    pub title_ja: String,
    pub title_en: String,
    /// Shorter names, for pictures in which the whole ones do not fit; empty where there are none.
    pub short_ja: String,
    pub short_en: String,
    pub icon: Icon,
    /// What the machine is there for; a machine that does everything has several.
    pub duties: &'static [Duty],
    /// The work it does for the users, in their words; empty where it only hands on or watches.
    pub work: &'static [Text],
    /// The zone it stands in: machines of one zone can be lost together. Empty where nobody says.
    pub zone: String,
    pub column: u8,
    pub row: u8,
}

/// What a machine of a system is there for, so that like machines of two systems can be found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Duty {
    /// The people, not a machine of the system.
    Users,
    /// The first machine that the users' calls reach.
    Door,
    /// Makes the screens and nothing else, where that has a machine of its own.
    Front,
    /// Does the users' work: computes.
    Logic,
    /// Keeps data for good.
    Store,
    /// Keeps copies of data for a while.
    Copies,
    /// Keeps for good what others hold first, and gets it later, or brings it there: nobody waits for
    /// it, and nobody was promised it.
    Behind,
    /// Carries messages between the machines: a queue, a broker, a log, a bus, a balancer within.
    Carrier,
    /// Watches the others.
    Watch,
}

/// The picture on a node's card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    Users,
    Server,
    Balancer,
    Database,
    Monitor,
    /// A gateway or a front: the door that knows the parts behind it.
    Gateway,
    /// A queue, a topic or a log.
    Queue,
    Cache,
    /// An edge of a content delivery network.
    Edge,
}

impl Icon {
    /// What a machine with this picture usually is there for.
    pub(crate) const fn duties(self) -> &'static [Duty] {
        match self {
            Self::Users => &[Duty::Users],
            Self::Server => &[Duty::Logic],
            Self::Balancer => &[Duty::Door],
            Self::Database => &[Duty::Store],
            Self::Monitor => &[Duty::Watch],
            Self::Queue | Self::Gateway => &[Duty::Carrier],
            Self::Cache | Self::Edge => &[Duty::Copies],
        }
    }
}

/// One thing a person can set before a run, and some while it runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parameter {
    pub id: &'static str,
    pub title: Text,
    pub unit: Unit,
    pub minimum: i64,
    pub maximum: i64,
    pub default: i64,
    /// Where the value is one of a few: their words, by value from `minimum` on.
    pub choices: &'static [Text],
}

/// What a parameter's number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    PerSecond,
    Percent,
    Milliseconds,
    Seconds,
    Machines,
    Workers,
    Times,
    /// Things whose name the title says.
    Count,
    Choice,
}

/// A scenario's parameters with every default filled in.
#[derive(Clone, Debug)]
pub(crate) struct Settings<'a> {
    pub(crate) scenario: &'a Scenario,
    parameters: &'static [Parameter],
}

impl Settings<'_> {
    /// The value of a parameter of this system.
    ///
    /// # Panics
    /// If the system has no such parameter: its builder asks only for its own.
    pub(crate) fn get(&self, id: &str) -> i64 {
        if let Some(value) = self.scenario.parameters.get(id) {
            return *value;
        }
        let parameter = self.parameters.iter().find(|parameter| parameter.id == id);
        parameter
            .expect("a builder asks for its own parameters")
            .default
    }

    pub(crate) fn count(&self, id: &str) -> u16 {
        u16::try_from(self.get(id)).expect("ranges of counts fit")
    }
}

/// Why a scenario cannot be run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScenarioError {
    UnknownSystem(String),
    UnknownParameter(String),
    OutOfRange {
        parameter: &'static str,
        value: i64,
        minimum: i64,
        maximum: i64,
    },
}

impl fmt::Display for ScenarioError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownSystem(id) => write!(formatter, "no system is called {id:?}"),
            Self::UnknownParameter(id) => write!(formatter, "no parameter is called {id:?}"),
            Self::OutOfRange {
                parameter,
                value,
                minimum,
                maximum,
            } => write!(
                formatter,
                "{parameter} is {value}, but goes from {minimum} to {maximum}"
            ),
        }
    }
}

/// Makes a scenario ready to run, or says what is wrong with it.
pub fn blueprint(scenario: &Scenario) -> Result<Blueprint, ScenarioError> {
    let entry = entry(&scenario.system)
        .ok_or_else(|| ScenarioError::UnknownSystem(scenario.system.clone()))?;
    for (id, value) in &scenario.parameters {
        let parameter = entry
            .parameter(id)
            .ok_or_else(|| ScenarioError::UnknownParameter(id.clone()))?;
        parameter.check(*value)?;
    }
    Ok((entry.build)(&Settings {
        scenario,
        parameters: entry.parameters,
    }))
}

impl Entry {
    /// A run of this system with every default: a place to start from.
    pub fn scenario(&self, seed: u64, horizon: Duration) -> Scenario {
        Scenario {
            version: SCENARIO_VERSION,
            system: self.id.to_owned(),
            parameters: BTreeMap::new(),
            seed,
            horizon,
            planned: Vec::new(),
        }
    }

    /// The card of every node of a run of this scenario, in the order of the nodes' ids.
    pub fn cards(&self, scenario: &Scenario) -> Vec<NodeCard> {
        (self.cards)(&Settings {
            scenario,
            parameters: self.parameters,
        })
    }

    /// The parameter of this id.
    pub fn parameter(&self, id: &str) -> Option<&'static Parameter> {
        self.parameters.iter().find(|parameter| parameter.id == id)
    }
}

impl Parameter {
    /// Whether the value lies in the parameter's range.
    pub fn check(&'static self, value: i64) -> Result<(), ScenarioError> {
        if (self.minimum..=self.maximum).contains(&value) {
            return Ok(());
        }
        Err(ScenarioError::OutOfRange {
            parameter: self.id,
            value,
            minimum: self.minimum,
            maximum: self.maximum,
        })
    }
}
