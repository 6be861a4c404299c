//! One of the two systems: its simulation, what viewers see of it, and what has happened to it.

use std::collections::VecDeque;

use scene::Flow;
use sim::{
    Blueprint, Duration, Intervention, Ledger, NodeId, Place, Readout, Reason, Record, RequestId,
    Simulation, Snapshot, Time, Totals,
};
use systems::{Entry, NodeCard, ScenarioError};

use super::happening::{Happening, Watch};
use super::records;
use crate::settings::{Settings, entry_of};
use crate::story::{self, Story};

/// Happenings that a side remembers.
const LOG_MAX: usize = 50;
/// Strikes that a side remembers, for the marks on the curves.
const STRIKES_MAX: usize = 256;
/// Bins over which failures are counted by reason: the five seconds of the readout.
const RECENT_BINS: usize = sim::READOUT_BINS;

/// How long after its end a request is still followed.
const AFTERMATH: Duration = Duration::from_secs(5);

/// A fault or a repair, and when it struck.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Strike {
    pub at: Time,
    pub place: Place,
    pub damage: bool,
}

/// What the strip of numbers shows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Numbers {
    /// Over the last five seconds.
    pub readout: Readout,
    /// Failed over the last five seconds, by [`Reason::index`].
    pub failed_recently: [u64; Reason::ALL.len()],
    /// Since the start of the run.
    pub totals: Totals,
}

/// One system while it runs.
pub struct Side {
    entry: &'static Entry,
    cards: Vec<NodeCard>,
    blueprint: Blueprint,
    simulation: Simulation,
    snapshot: Snapshot,
    flow: Flow,
    strikes: VecDeque<Strike>,
    log: VecDeque<Happening>,
    fresh: VecDeque<Happening>,
    watch: Watch,
    /// The number of the first record that was not looked at yet.
    cursor: u64,
    /// Failures up to the end of each of the last bins, oldest first.
    failed: VecDeque<[u64; Reason::ALL.len()]>,
    bins_seen: usize,
}

impl Side {
    pub(super) fn new(settings: &Settings, index: usize) -> Result<Self, ScenarioError> {
        let entry = entry_of(index);
        let blueprint = settings.blueprint(index)?;
        let simulation = Simulation::new(blueprint.clone());
        let cards = (entry.nodes)();
        assert_eq!(
            cards.len(),
            simulation.nodes().len(),
            "the catalogue has a card for every node"
        );
        Ok(Self {
            entry,
            watch: Watch::new(simulation.nodes().len()),
            cards,
            snapshot: simulation.snapshot(),
            simulation,
            blueprint,
            flow: Flow::default(),
            strikes: VecDeque::new(),
            log: VecDeque::new(),
            fresh: VecDeque::new(),
            cursor: 0,
            failed: VecDeque::from([[0; Reason::ALL.len()]]),
            bins_seen: 0,
        })
    }

    /// The catalogue's entry.
    pub const fn entry(&self) -> &'static Entry {
        self.entry
    }

    /// The card of a node.
    pub fn card(&self, node: NodeId) -> &NodeCard {
        &self.cards[node.index()]
    }

    pub const fn simulation(&self) -> &Simulation {
        &self.simulation
    }

    pub const fn ledger(&self) -> &Ledger {
        self.simulation.ledger()
    }

    /// What was at the instant that viewers see.
    pub const fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    pub const fn flow(&self) -> &Flow {
        &self.flow
    }

    /// Faults and repairs so far, oldest first.
    pub fn strikes(&self) -> impl DoubleEndedIterator<Item = &Strike> {
        self.strikes.iter()
    }

    /// What has happened so far, oldest first.
    pub fn log(&self) -> impl DoubleEndedIterator<Item = &Happening> {
        self.log.iter()
    }

    pub fn numbers(&self) -> Numbers {
        let totals = self.ledger().totals;
        let before = self.failed.front().copied().unwrap_or_default();
        Numbers {
            readout: self.simulation.metrics().readout(),
            failed_recently: std::array::from_fn(|reason| totals.failed[reason] - before[reason]),
            totals,
        }
    }

    /// How many machines its growing group has now, if it has one.
    pub fn units(&self) -> Option<u16> {
        let scaling = self.entry.scaling?;
        Some(self.simulation.units(usize::from(scaling.group)) as u16)
    }

    /// What became of a request of this run; `None` if there is none of this number.
    pub fn story(&self, request: RequestId) -> Option<Story> {
        let present = self.simulation.now();
        let run = Simulation::new(self.blueprint.clone());
        let ended = self.ledger().get(request).and_then(|known| known.ended);
        // Answers that come too late belong to the story.
        let end = ended.map_or(present, |(at, _)| (at + AFTERMATH).min(present));
        let history = self.simulation.interventions();
        let entries = records::of_request(run, history, request, end);
        story::tell(&entries, self.simulation.network().links(), present)
    }

    pub(super) fn run_to(&mut self, deadline: Time) {
        self.simulation.run_until(deadline, u64::MAX);
        self.look();
    }

    pub(super) fn step(&mut self) {
        self.simulation.step();
        self.look();
    }

    pub(super) fn intervene(&mut self, what: Intervention) {
        self.simulation.intervene(what);
        self.look();
    }

    pub(super) fn set_units(&mut self, count: u16) {
        let Some(scaling) = self.entry.scaling else {
            return;
        };
        let count = count.clamp(scaling.minimum, scaling.maximum);
        if self.units() != Some(count) {
            let group = scaling.group;
            self.intervene(Intervention::SetUnits { group, count });
        }
    }

    pub(super) fn take_snapshot(&mut self) {
        self.simulation.snapshot_into(&mut self.snapshot);
    }

    pub(super) fn advance_flow(&mut self, wall_ms: f64, speed: f64) {
        self.flow.advance(&self.snapshot, wall_ms, speed);
    }

    pub(super) fn take_fresh(&mut self) -> Option<Happening> {
        self.fresh.pop_front()
    }

    /// Looks at what has been recorded since the last time.
    fn look(&mut self) {
        self.count_failures();
        let (entries, _) = self.simulation.trace().since(self.cursor);
        for entry in entries {
            if let Record::Struck { place, damage } = entry.record {
                let at = entry.time;
                push_bounded(&mut self.strikes, Strike { at, place, damage }, STRIKES_MAX);
            }
            let done = self.simulation.interventions();
            if let Some(what) = self.watch.notice(entry, done) {
                let happening = Happening {
                    at: entry.time,
                    what,
                };
                push_bounded(&mut self.log, happening, LOG_MAX);
                push_bounded(&mut self.fresh, happening, LOG_MAX);
            }
        }
        self.cursor = self.simulation.trace().total();
    }

    fn count_failures(&mut self) {
        let closed = self.simulation.metrics().closed();
        if closed > self.bins_seen {
            self.bins_seen = closed;
            let failed = self.simulation.ledger().totals.failed;
            push_bounded(&mut self.failed, failed, RECENT_BINS + 1);
        }
    }
}

fn push_bounded<T>(queue: &mut VecDeque<T>, value: T, maximum: usize) {
    if queue.len() == maximum {
        queue.pop_front();
    }
    queue.push_back(value);
}
