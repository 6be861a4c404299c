//! A run with its past: any instant of it can be sought, one step is undone like done, and a second
//! future can be tried from any instant.
//!
//! Seeking takes the last keyframe before the instant and runs on from there, with every
//! intervention exactly where it came the first time. Nothing here changes what happens.

use std::rc::Rc;

use crate::fault::{Intervened, Intervention};
use crate::replay::{self, Position};
use crate::request::{Break, RequestId};
use crate::scenario::Blueprint;
use crate::simulation::{Progress, Simulation};
use crate::story::{Story, Teller};
use crate::time::{Duration, Time};
use crate::trace::{Entry, Record};

mod keyframes;

pub use keyframes::KeyframeLimits;
use keyframes::Keyframes;

/// Events that are run between two looks at the records, and records that are kept meanwhile: twice as
/// many as end a stretch early.
const STORY_EVENTS: u64 = 1_000;
const STORY_RECORDS: usize = 65_536;
/// A program may still hold on to a request that has ended for its user: its story is over when
/// nothing was heard of it for this long, and nobody keeps anything of it for later.
const STORY_QUIET: Duration = Duration::from_secs(10);

/// A run, its past, and as much of its future as was reached before.
#[derive(Clone, Debug)]
pub struct Timeline {
    simulation: Simulation,
    /// Every intervention of this history, those beyond the present included.
    history: Vec<Intervened>,
    keyframes: Keyframes,
    /// The furthest state that was reached, while the present lies before it.
    tip: Option<Rc<Simulation>>,
}

impl Timeline {
    /// A run at its first instant.
    pub fn new(blueprint: Blueprint) -> Self {
        Self::keeping(blueprint, KeyframeLimits::default())
    }

    /// A run at its first instant that keeps other keyframes than usual.
    pub fn keeping(mut blueprint: Blueprint, limits: KeyframeLimits) -> Self {
        // Stepping back goes by the last record.
        blueprint.trace_capacity = blueprint.trace_capacity.max(1);
        let simulation = Simulation::new(blueprint);
        Self {
            keyframes: Keyframes::new(&simulation, limits),
            simulation,
            history: Vec::new(),
            tip: None,
        }
    }

    /// The run at the present instant.
    pub const fn simulation(&self) -> &Simulation {
        &self.simulation
    }

    /// The present instant.
    pub const fn now(&self) -> Time {
        self.simulation.now()
    }

    /// Where the run stands.
    pub fn position(&self) -> Position {
        Position::of(&self.simulation)
    }

    /// The furthest instant that was reached.
    pub fn frontier(&self) -> Time {
        self.tip.as_ref().map_or(self.now(), |tip| tip.now())
    }

    /// Whether the present lies before what was reached: an intervention now would discard that.
    pub const fn has_future(&self) -> bool {
        self.tip.is_some()
    }

    /// Every intervention of this history in order, those beyond the present included.
    pub fn interventions(&self) -> &[Intervened] {
        &self.history
    }

    /// How many keyframes are kept.
    pub fn keyframe_count(&self) -> usize {
        self.keyframes.len()
    }

    /// Runs on to `deadline` (never beyond the horizon), or until `budget` events are handled.
    /// Interventions of before come again on the way.
    pub fn advance(&mut self, deadline: Time, budget: u64) -> Progress {
        let deadline = deadline.min(self.simulation.horizon());
        let limit = self.simulation.events().saturating_add(budget);
        let progress = loop {
            if replay::repeat(&mut self.simulation, &self.history, deadline) {
                continue;
            }
            let (stop, events) = self.next_stop(deadline, limit);
            let left = events.saturating_sub(self.simulation.events());
            let progress = self.simulation.run_until(stop, left);
            self.keyframes.take(&self.simulation);
            if progress == Progress::Flooded {
                break Progress::Flooded;
            }
            if replay::is_due(&self.simulation, &self.history, deadline) {
                continue;
            }
            if progress == Progress::Reached && stop == deadline {
                break Progress::Reached;
            }
            if progress == Progress::BudgetSpent && self.simulation.events() >= limit {
                break Progress::BudgetSpent;
            }
        };
        self.meet_tip();
        progress
    }

    /// Goes to the end of this instant: any one from the start to the frontier, or beyond.
    pub fn seek(&mut self, to: Time) {
        let progress = self.seek_by(to, u64::MAX);
        debug_assert_ne!(progress, Progress::BudgetSpent, "no budget ends this");
    }

    /// Goes towards the end of this instant by at most `budget` events. Called again and again with
    /// the same instant, it gets there in slices: from where the first call leaves the clock, it
    /// only goes forward.
    pub fn seek_by(&mut self, to: Time, budget: u64) -> Progress {
        self.jump(|simulation| simulation.now() <= to);
        self.advance(to, budget)
    }

    /// Goes to a place of this history that was reached before. One that was not is undefined, but
    /// stays within the run.
    pub fn return_to(&mut self, position: Position) {
        self.jump(|simulation| Position::of(simulation) <= position);
        replay::run_to(&mut self.simulation, &self.history, position);
        self.meet_tip();
    }

    /// Runs to the next moment that leaves a record: an event, an intervention of before, or the end
    /// of a bin of the metrics. `false` if there is none before the horizon, which is then reached.
    pub fn step_forward(&mut self) -> bool {
        let before = self.simulation.trace().total();
        while self.simulation.trace().total() == before {
            if !replay::next_moment(&mut self.simulation, &self.history) {
                break;
            }
        }
        self.keyframes.take(&self.simulation);
        self.meet_tip();
        self.simulation.trace().total() != before
    }

    /// Goes to just before the last moment that left a record. `false` at the start of the run.
    pub fn step_back(&mut self) -> bool {
        let present = self.position();
        let Some(last) = self.simulation.trace().last().map(|entry| entry.time) else {
            return false;
        };
        match last.as_nanos().checked_sub(1) {
            Some(before) => self.seek(Time::from_nanos(before)),
            None => self.return_to(Position::START),
        }
        let goal = self.before_last_record(present);
        replay::run_to(&mut self.simulation, &self.history, goal);
        goal < present
    }

    /// Carries out what a person does now, and remembers it. What lies beyond the present, if
    /// [`Timeline::has_future`], is discarded with all its interventions.
    pub fn intervene(&mut self, what: Intervention) {
        self.discard_future();
        self.simulation.intervene(what);
        self.history.extend(self.simulation.interventions().last());
    }

    /// Another future from the present instant. Both go on by themselves; what was before is shared.
    pub fn fork(&self) -> Self {
        let mut fork = self.clone();
        fork.discard_future();
        fork
    }

    /// The story of a request up to the present, or until nothing of it is left. `None` if it was not
    /// issued yet. Costs a seek to the time when it was issued.
    pub fn story(&self, id: RequestId) -> Option<Story> {
        let not_issued = |run: &Simulation| run.ledger().totals.issued <= id.0;
        if not_issued(&self.simulation) {
            return None;
        }
        let mut run = Simulation::clone(self.keyframes.before(not_issued));
        run.keep_records(STORY_RECORDS);
        let mut teller = Teller::new(id);
        let mut cursor = run.trace().total();
        let end = self.position();
        loop {
            let heard = |run: &Simulation| run.trace().total() - cursor < STORY_RECORDS as u64 / 2;
            let there = replay::run_towards(&mut run, &self.history, end, STORY_EVENTS, heard);
            cursor = teller.listen(&run, cursor);
            let over = teller.over_since();
            let over = over.filter(|since| run.now().since(*since) >= STORY_QUIET);
            let over = over.filter(|_| !run.nodes().iter().any(|node| node.process.keeps(id)));
            if there || over.is_some() {
                let story = teller.tell(over.unwrap_or(end.time))?;
                return Some(self.with_what_came_to_light(story));
            }
        }
    }

    /// That a confirmed write is gone comes to light long after the request has ended.
    fn with_what_came_to_light(&self, mut story: Story) -> Story {
        let id = story.request.id;
        let since = self.simulation.ledger().lost_write_since(id);
        if let Some(time) = since.filter(|since| *since > story.until) {
            let kind = Break::LostWrite;
            let record = Record::Broke { request: id, kind };
            story.entries.push(Entry { time, record });
            story.until = time;
        }
        story
    }

    fn discard_future(&mut self) {
        self.tip = None;
        self.keyframes.truncate(self.position());
        self.history.truncate(self.simulation.interventions().len());
    }

    /// How far to run at once, in time and in events: to the next keyframe or intervention at most.
    fn next_stop(&self, deadline: Time, limit: u64) -> (Time, u64) {
        let (mut stop, mut events) = self.keyframes.next_due();
        let next = replay::next_of(&self.simulation, &self.history);
        if let Some(next) = next.filter(|next| next.after_events > self.simulation.events()) {
            stop = stop.min(next.at);
            events = events.min(next.after_events);
        }
        (stop.min(deadline), events.min(limit))
    }

    /// The place before the last moment up to `present` that left a record, seen from a place
    /// between the record before that and it.
    fn before_last_record(&self, present: Position) -> Position {
        let mut probe = self.simulation.clone();
        let mut goal = Position::of(&probe);
        loop {
            let before = Position::of(&probe);
            let total = probe.trace().total();
            let there = (before.events, before.interventions);
            if there == (present.events, present.interventions)
                || !replay::next_moment(&mut probe, &self.history)
            {
                return goal;
            }
            if probe.trace().total() != total {
                goal = before;
            }
        }
    }

    /// Leaves the present for the last copy of the run that is not beyond what is sought, unless the
    /// present is closer. Copies are sought in the order of the history.
    fn jump(&mut self, reached: impl Fn(&Simulation) -> bool) {
        let tip = self.tip.as_ref().filter(|tip| reached(tip));
        let base = tip.unwrap_or_else(|| self.keyframes.before(&reached));
        if reached(&self.simulation) && Position::of(base) <= self.position() {
            return;
        }
        let base = Simulation::clone(base);
        let present = std::mem::replace(&mut self.simulation, base);
        if self.tip.is_none() {
            self.tip = Some(Rc::new(present));
        }
    }

    /// The present has become the furthest that was reached.
    fn meet_tip(&mut self) {
        let present = self.position();
        let met = |tip: &Rc<Simulation>| Position::of(tip) <= present;
        if self.tip.as_ref().is_some_and(met) {
            self.tip = None;
        }
    }
}
