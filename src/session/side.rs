//! One of the two systems: its simulation, what viewers see of it, and what has happened to it.

use scene::Flow;
use sim::{
    Duration, Fault, Intervened, Intervention, KeyframeLimits, Ledger, NodeId, Place, Readout,
    Reason, RequestId, Simulation, Snapshot, Time, Timeline, Totals,
};
use study::{Subject, Unfinished};
use systems::acts::Act;
use systems::{Entry, NodeCard, ScenarioError};

use super::happening::{Happening, Watch};
use crate::settings::Settings;
use crate::story::{self, Story};

/// Happenings that viewers read at once.
const LOG_SHOWN: usize = 50;
/// Happenings that a side remembers over the whole run.
const LOG_MAX: usize = 5_000;
/// Bins over which failures are counted by reason: the five seconds of the readout.
const RECENT_BINS: usize = sim::READOUT_BINS;

/// Closer than usual: two systems run again whenever a person seeks.
const KEYFRAMES: KeyframeLimits = KeyframeLimits {
    events: 25_000,
    span: Duration::from_secs(10),
    count: 384,
    bytes: 64 << 20,
};

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
    /// What was accepted and is not done yet; none where nothing is put off.
    pub unfinished: Option<Unfinished>,
}

/// Who does something to a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum By {
    /// A person, now or when the link was made.
    Hand,
    /// What was planned for matching machines: the link has the plan itself.
    Plan,
}

/// A happening and the number of its record: what lies beyond the present is kept, not shown.
#[derive(Clone, Copy, Debug)]
struct Logged {
    record: u64,
    happening: Happening,
}

/// One system while it runs.
pub struct Side {
    entry: &'static Entry,
    cards: Vec<NodeCard>,
    timeline: Timeline,
    /// Which of the timeline's interventions the plan made, by number.
    by_plan: Vec<usize>,
    snapshot: Snapshot,
    flow: Flow,
    log: Vec<Logged>,
    fresh: Vec<Happening>,
    watch: Watch,
    /// The number of the first record that was never looked at: how far this history was reached.
    cursor: u64,
    /// Failures up to the end of each bin of the metrics, from the start of the run on.
    failed: Vec<[u64; Reason::ALL.len()]>,
}

impl Side {
    pub(super) fn new(settings: &Settings, index: usize) -> Result<Self, ScenarioError> {
        let entry = settings.entry(index);
        let timeline = Timeline::keeping(settings.blueprint(index)?, KEYFRAMES);
        let simulation = timeline.simulation();
        let cards = entry.cards(&settings.scenario(index));
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
            timeline,
            by_plan: Vec::new(),
            flow: Flow::default(),
            log: Vec::new(),
            fresh: Vec::new(),
            cursor: 0,
            failed: vec![[0; Reason::ALL.len()]],
        })
    }

    /// The catalogue's entry.
    pub const fn entry(&self) -> &'static Entry {
        self.entry
    }

    /// The cards of all nodes, in the order of their ids.
    pub fn cards(&self) -> &[NodeCard] {
        &self.cards
    }

    /// The card of a node.
    pub fn card(&self, node: NodeId) -> &NodeCard {
        &self.cards[node.index()]
    }

    /// The run as what can be concluded from it is computed.
    pub fn subject(&self) -> Subject<'_> {
        Subject {
            cards: &self.cards,
            simulation: self.simulation(),
        }
    }

    /// Whether there is such a machine or line.
    pub fn has(&self, place: Place) -> bool {
        match place {
            Place::Node(node) => node.index() < self.cards.len(),
            Place::Link(link) => link.index() < self.simulation().network().links().len(),
        }
    }

    /// The run at the present instant.
    pub const fn simulation(&self) -> &Simulation {
        self.timeline.simulation()
    }

    /// The run with its past, and as much of its future as was reached.
    pub const fn timeline(&self) -> &Timeline {
        &self.timeline
    }

    pub const fn ledger(&self) -> &Ledger {
        self.simulation().ledger()
    }

    /// What was at the instant that viewers see.
    pub const fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    pub const fn flow(&self) -> &Flow {
        &self.flow
    }

    /// Faults and repairs so far, oldest first.
    pub fn strikes(&self) -> impl DoubleEndedIterator<Item = Strike> {
        self.simulation().interventions().iter().filter_map(strike)
    }

    /// The last things that have happened, oldest first.
    pub fn log(&self) -> impl DoubleEndedIterator<Item = &Happening> {
        let past = self.past();
        let shown = &self.log[past.saturating_sub(LOG_SHOWN)..past];
        shown.iter().map(|logged| &logged.happening)
    }

    /// Everything that has happened in this history, what lies beyond the present included.
    pub fn happenings(&self) -> impl Iterator<Item = &Happening> {
        self.log.iter().map(|logged| &logged.happening)
    }

    pub fn numbers(&self) -> Numbers {
        let totals = self.ledger().totals;
        let closed = self.simulation().metrics().closed();
        let before = self.failed.get(closed.saturating_sub(RECENT_BINS));
        let before = before.copied().unwrap_or_default();
        Numbers {
            readout: self.simulation().metrics().readout(),
            failed_recently: std::array::from_fn(|reason| totals.failed[reason] - before[reason]),
            totals,
            unfinished: study::unfinished(&self.subject()),
        }
    }

    /// How many machines its growing group has now, if it has one.
    pub fn units(&self) -> Option<u16> {
        let scaling = self.entry.scaling?;
        Some(self.simulation().units(usize::from(scaling.group)) as u16)
    }

    /// What became of a request of this run; `None` if there is none of this number.
    pub fn story(&self, request: RequestId) -> Option<Story> {
        let known = self.timeline.story(request)?;
        story::tell(&known, self.simulation().network().links())
    }

    pub(super) fn run_to(&mut self, deadline: Time) {
        self.timeline.advance(deadline, u64::MAX);
        self.look();
    }

    /// Goes to the end of an instant that was reached before.
    pub(super) fn seek(&mut self, to: Time) {
        self.timeline.seek(to);
        self.flow = Flow::default();
        self.look();
    }

    /// When the next thing happens: an event, or what a person did at that time before.
    pub(super) fn next_at(&self) -> Option<Time> {
        let done = self.simulation().interventions().len();
        let again = self.timeline.interventions().get(done);
        let again = again.map(|intervened| intervened.at);
        self.simulation()
            .next_event_at()
            .into_iter()
            .chain(again)
            .min()
    }

    /// This side without what lies beyond the present.
    pub(super) fn fork(&self) -> Self {
        let mut fork = Self {
            entry: self.entry,
            cards: self.cards.clone(),
            timeline: self.timeline.fork(),
            by_plan: self.by_plan.clone(),
            snapshot: self.snapshot.clone(),
            flow: self.flow.clone(),
            log: self.log.clone(),
            fresh: self.fresh.clone(),
            watch: self.watch.clone(),
            cursor: self.cursor,
            failed: self.failed.clone(),
        };
        fork.forget_future();
        fork
    }

    pub(super) fn intervene(&mut self, what: Intervention, by: By) {
        self.forget_future();
        self.timeline.intervene(what);
        let number = self.timeline.interventions().len() - 1;
        self.by_plan.retain(|planned| *planned < number);
        if by == By::Plan {
            self.by_plan.push(number);
        }
        self.look();
    }

    /// Everything that was done in this history other than by the plan, moment by moment.
    pub(super) fn acts(&self) -> Vec<Act> {
        let mut acts: Vec<Act> = Vec::new();
        let mut last = None;
        for (number, done) in self.timeline.interventions().iter().enumerate() {
            let moment = (done.at, done.after_events);
            let begins = last != Some(moment);
            // Something happened between two moments of one instant, or at the start before the first.
            let late = match last {
                Some((at, _)) if at == done.at => begins,
                _ => done.at == Time::ZERO && done.after_events > 0,
            };
            last = Some(moment);
            if self.by_plan.contains(&number) {
                continue;
            }
            match acts.last_mut() {
                Some(act) if !begins && act.at == done.at => act.what.push(done.what),
                _ => acts.push(Act {
                    at: done.at,
                    late,
                    what: vec![done.what],
                }),
            }
        }
        acts
    }

    pub(super) fn set_units(&mut self, count: u16) {
        let Some(scaling) = self.entry.scaling else {
            return;
        };
        let count = count.clamp(scaling.minimum, scaling.maximum);
        if self.units() != Some(count) {
            let group = scaling.group;
            self.intervene(Intervention::SetUnits { group, count }, By::Hand);
        }
    }

    pub(super) fn take_snapshot(&mut self) {
        self.timeline.simulation().snapshot_into(&mut self.snapshot);
    }

    pub(super) fn advance_flow(&mut self, wall_ms: f64, speed: f64) {
        self.flow.advance(&self.snapshot, wall_ms, speed);
    }

    pub(super) fn take_fresh(&mut self) -> Option<Happening> {
        (!self.fresh.is_empty()).then(|| self.fresh.remove(0))
    }

    /// How many of the happenings lie before the present.
    fn past(&self) -> usize {
        let total = self.simulation().trace().total();
        self.log.partition_point(|logged| logged.record < total)
    }

    /// Looks at what has been recorded for the first time. What comes again is known already.
    fn look(&mut self) {
        self.count_failures();
        let simulation = self.timeline.simulation();
        let total = simulation.trace().total();
        if total <= self.cursor {
            return;
        }
        let (entries, missed) = simulation.trace().since(self.cursor);
        let first = self.cursor + missed;
        for (record, entry) in (first..).zip(entries) {
            let done = simulation.interventions();
            if let Some(what) = self.watch.notice(&entry, done) {
                let at = entry.time;
                let happening = Happening { at, what };
                if self.log.len() < LOG_MAX {
                    self.log.push(Logged { record, happening });
                }
                self.fresh.push(happening);
            }
        }
        self.cursor = total;
    }

    fn count_failures(&mut self) {
        let simulation = self.timeline.simulation();
        let closed = simulation.metrics().closed();
        while self.failed.len() <= closed {
            self.failed.push(simulation.ledger().totals.failed);
        }
    }

    /// Another future begins here: what was known of the old one is no longer so.
    fn forget_future(&mut self) {
        let simulation = self.timeline.simulation();
        let total = simulation.trace().total();
        if total < self.cursor {
            self.log.truncate(self.past());
            self.fresh.clear();
            self.failed.truncate(simulation.metrics().closed() + 1);
            let snapshot = simulation.snapshot();
            self.watch = Watch::of(snapshot.nodes.iter().map(|node| node.state));
            self.cursor = total;
        }
    }
}

/// A fault or a repair, if a person did that.
fn strike(intervened: &Intervened) -> Option<Strike> {
    match intervened.what {
        Intervention::Fault(fault) => Some(Strike {
            at: intervened.at,
            place: Fault::place(fault),
            damage: fault.is_damage(),
        }),
        _ => None,
    }
}
