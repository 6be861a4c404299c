//! The run being watched: two systems on one clock, under the same requests. No browser types here.
//!
//! The sides run in slices that both finish, so that neither is ever ahead of the other; how the run
//! is cut into slices, frames and steps changes nothing that happens.

use sim::{Duration, Fault, Intervention, Ledger, RequestId, Time, Violation};
use systems::ScenarioError;

use crate::settings::{SIDE_COUNT, Settings};
use crate::state::RunCause;

mod apart;
mod curves;
mod follower;
mod happening;
mod plan;
mod side;
mod travel;
mod trouble;

pub use apart::Apart;
pub use curves::{Curve, Window};
pub use follower::UserView;
pub use happening::{Happening, News, What};
pub use side::{Numbers, Side};
pub use travel::{FutureView, Mark, MarkKind};
pub use trouble::{Trouble, Wrong};

use follower::Follower;
use side::By;
use travel::Futures;

/// The longest piece that one side runs before the other; a bin of the metrics is a whole number of
/// these.
const SLICE: Duration = Duration::from_millis(20);
/// How far a run is when the page opens.
const WARM_UP: Duration = Duration::from_secs(4);
/// News that nobody has read yet.
const NEWS_MAX: usize = 8;
/// How long a step counts for the person who watches the phones.
const STEP_WALL_MS: f64 = 250.0;

/// Two systems, one workload, one clock.
pub struct Session {
    /// What the run began with; what was done to it since is the sides'.
    settings: Settings,
    sides: Vec<Side>,
    now: Time,
    follower: Follower,
    news: Vec<News>,
    violation: Option<Violation>,
    futures: Futures,
}

impl Session {
    /// A run at its first instant, or a few seconds in if the page has just opened.
    pub fn new(settings: &Settings, cause: RunCause) -> Result<Self, ScenarioError> {
        let sides = (0..SIDE_COUNT).map(|side| Side::new(settings, side));
        let mut session = Self {
            settings: settings.clone(),
            sides: sides.collect::<Result<_, _>>()?,
            now: Time::ZERO,
            follower: Follower::default(),
            news: Vec::new(),
            violation: None,
            futures: Futures::default(),
        };
        session.follow_plan();
        if matches!(cause, RunCause::Opened | RunCause::NewSystems) {
            session.run_to(Time::ZERO + WARM_UP);
            session.follower.begin_with_an_ended(&session.sides);
            session.news.clear();
        }
        session.refresh(0.0);
        Ok(session)
    }

    /// Begins another run in place of this one. News that nobody has read yet stay, but not those of
    /// machines, which may be others now. Where the same run begins again, what somebody made of it is
    /// kept as a future.
    pub fn load(&mut self, settings: &Settings, cause: RunCause) -> Result<(), ScenarioError> {
        let mut news = std::mem::take(&mut self.news);
        news.retain(|news| !matches!(news, News::Happened { .. }));
        let before = std::mem::replace(self, Self::new(settings, cause)?);
        self.news = news;
        let kept = if cause == RunCause::Restarted {
            self.keep_made(before)
        } else {
            None
        };
        self.tell(kept.map_or(News::Began(cause), |kept| News::BeganAgain { kept }));
        Ok(())
    }

    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// What gives this run again: what it began with, and what was done to it, in this future. What was
    /// to be done and has not been reached yet is kept. `None` if that is more than a link carries.
    pub fn retold(&self) -> Option<Settings> {
        let mut settings = self.settings.clone();
        settings.forget_acts();
        for (index, side) in self.sides.iter().enumerate() {
            let reached = side.timeline().frontier();
            let ahead = self.settings.acts(index).iter();
            let ahead = ahead.filter(|act| act.at > reached).cloned();
            for act in side.acts().into_iter().chain(ahead) {
                if !settings.act(index, act) {
                    return None;
                }
            }
        }
        Some(settings)
    }

    /// Another value after something was done, here or in another future.
    pub fn revision(&self) -> (u32, usize) {
        let sides = self.sides.iter();
        let done = sides.map(|side| side.timeline().interventions().len());
        (self.futures.active_number(), done.sum())
    }

    /// Left and right.
    pub fn sides(&self) -> &[Side] {
        &self.sides
    }

    pub fn side(&self, index: usize) -> &Side {
        &self.sides[index]
    }

    /// The one clock.
    pub const fn now(&self) -> Time {
        self.now
    }

    /// When the run ends.
    pub fn horizon(&self) -> Time {
        self.sides[0].simulation().horizon()
    }

    pub fn is_over(&self) -> bool {
        self.now >= self.horizon()
    }

    /// What one person with a phone sees of each side.
    pub fn user_views(&self) -> &[UserView] {
        self.follower.views()
    }

    /// The request that the phones show, if any.
    pub fn followed(&self) -> Option<RequestId> {
        self.follower.followed()
    }

    /// The load that the users offer now, in requests per second.
    pub fn rate(&self) -> i64 {
        (self.sides[0].simulation().demand_milli() / 1_000) as i64
    }

    /// The first law that did not hold, if one ever did not.
    pub fn violation(&self) -> Option<&Violation> {
        self.violation.as_ref()
    }

    /// Runs both sides to `deadline`, or for as many slices as there is time for; at least one.
    pub fn advance(&mut self, deadline: Time, is_over_budget: &mut dyn FnMut() -> bool) {
        let deadline = deadline.min(self.horizon());
        while self.now < deadline {
            self.run_slice(deadline);
            if is_over_budget() {
                break;
            }
        }
        if self.is_over() {
            self.tell(News::Ended);
        }
    }

    /// Brings what viewers read up to the present instant, after `wall_ms` of the person's time at
    /// this speed.
    pub fn observe(&mut self, wall_ms: f64, speed: f64) {
        self.refresh(wall_ms);
        for side in &mut self.sides {
            side.advance_flow(wall_ms, speed);
        }
    }

    /// Runs to the end of the next instant at which something happens on either side that leaves a
    /// record, shown at this speed. `false` if nothing happens any more.
    pub fn step_event(&mut self, speed: f64) -> bool {
        let (before, began) = (self.records(), self.now);
        let horizon = self.horizon();
        while self.records() == before {
            let next = self.sides.iter().filter_map(Side::next_at).min();
            let next = next.into_iter().chain(self.next_planned()).min();
            let at = next.map_or(horizon, |at| at.min(horizon));
            for side in &mut self.sides {
                side.run_to(at);
            }
            // What was done at this instant may bring more of it; the plan is followed once.
            let is_new = at > self.now;
            self.now = at;
            if is_new {
                self.follow_plan();
            }
            if at == horizon {
                break;
            }
        }
        self.after_step(began, speed);
        self.records() != before
    }

    fn records(&self) -> u64 {
        let totals = self.sides.iter();
        totals.map(|side| side.simulation().trace().total()).sum()
    }

    /// Runs on by this much simulated time, shown at this speed.
    pub fn step_by(&mut self, span: Duration, speed: f64) {
        let began = self.now;
        self.run_to(began + span);
        self.after_step(began, speed);
    }

    /// A fault or its repair at this instant.
    pub fn strike(&mut self, side: usize, fault: Fault) {
        self.keep_future();
        self.sides[side].intervene(Intervention::Fault(fault), By::Hand);
        self.refresh(0.0);
    }

    /// Changes the load of both sides at this instant.
    pub fn set_rate(&mut self, per_second: i64) {
        if self.rate() == per_second {
            return;
        }
        self.keep_future();
        let per_second_milli = per_second.unsigned_abs() * 1_000;
        for side in &mut self.sides {
            side.intervene(Intervention::SetDemand { per_second_milli }, By::Hand);
        }
        self.refresh(0.0);
    }

    /// Changes how many machines of its growing group a side has.
    pub fn set_units(&mut self, side: usize, count: u16) {
        if self.sides[side].units() == Some(count) {
            return;
        }
        self.keep_future();
        self.sides[side].set_units(count);
        self.refresh(0.0);
    }

    /// Leaves news for whoever reads them.
    pub fn tell(&mut self, news: News) {
        if self.news.len() == NEWS_MAX {
            self.news.remove(0);
        }
        if self.news.last() != Some(&news) {
            self.news.push(news);
        }
    }

    /// The news since the last call, oldest first.
    pub fn take_news(&mut self) -> Vec<News> {
        std::mem::take(&mut self.news)
    }

    fn run_to(&mut self, deadline: Time) {
        let deadline = deadline.min(self.horizon());
        while self.now < deadline {
            self.run_slice(deadline);
        }
    }

    fn run_slice(&mut self, deadline: Time) {
        let slice = SLICE.as_nanos();
        let boundary = Time::from_nanos((self.now.as_nanos() / slice + 1) * slice);
        let end = boundary.min(deadline);
        let end = self.next_planned().map_or(end, |planned| end.min(planned));
        for side in &mut self.sides {
            side.run_to(end);
        }
        self.now = end;
        self.follow_plan();
        self.collect_news();
    }

    fn after_step(&mut self, began: Time, speed: f64) {
        self.refresh(STEP_WALL_MS);
        self.tell(News::Stepped { at: self.now });
        let wall_ms = self.now.since(began).as_secs_f64() * 1e3 / speed;
        for side in &mut self.sides {
            side.advance_flow(wall_ms.min(STEP_WALL_MS), speed);
        }
    }

    fn refresh(&mut self, wall_ms: f64) {
        self.collect_news();
        for side in &mut self.sides {
            side.take_snapshot();
            if let Err(violation) = side.simulation().check() {
                self.violation.get_or_insert(violation);
            }
        }
        let ledgers: Vec<&Ledger> = self.sides.iter().map(Side::ledger).collect();
        self.follower.observe(&ledgers, self.now, wall_ms);
    }

    fn collect_news(&mut self) {
        for index in 0..self.sides.len() {
            while let Some(happening) = self.sides[index].take_fresh() {
                self.tell(News::Happened {
                    side: index,
                    happening,
                });
            }
        }
    }
}

#[cfg(test)]
mod tests;
