//! Going back and forth in time, and keeping more than one future.
//!
//! Both sides always stand at one instant of one future. The futures that nobody looks at are parked
//! whole, with what lies beyond the instant at which they were left.

use sim::{Duration, Intervened, Intervention, Time};

use super::apart::{self, Apart};
use super::follower::Follower;
use super::{Happening, News, Session, Side, What, plan};
use crate::harm::PlannedHarm;
use crate::settings::{SIDE_COUNT, Settings};

/// Futures that are kept. The oldest that nobody looks at makes room for another.
const FUTURES_MAX: usize = 6;
/// What the ruler shows beyond the last thing to come.
const RULER_MARGIN: Duration = Duration::from_secs(1);
/// What the ruler of time shows from the start on.
const RULER_MIN: Duration = Duration::from_secs(10);

/// The futures of a run.
pub(super) struct Futures {
    /// In the order of their numbers. Exactly the active one is not parked.
    all: Vec<Future>,
    active: usize,
    next_number: u32,
}

struct Future {
    number: u32,
    /// Where it left another; `None` for the first.
    forked_at: Option<Time>,
    /// The number of that other.
    left: Option<u32>,
    parked: Option<Parked>,
}

struct Parked {
    sides: Vec<Side>,
    now: Time,
    /// What its run began with: futures of before a new start began with another load.
    settings: Settings,
}

/// What a person needs to know to choose a future.
#[derive(Clone, Debug, PartialEq)]
pub struct FutureView {
    pub number: u32,
    pub active: bool,
    /// Where it left another; `None` for the first.
    pub forked_at: Option<Time>,
    /// What sets it apart from the one that it left, the most important first; the first future and one
    /// that has outlived the other are compared with what else there is.
    pub apart: Vec<Apart>,
    /// With which one, where there is more than one other.
    pub compared_with: Option<u32>,
}

/// Something on the ruler of time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mark {
    pub at: Time,
    pub side: usize,
    pub kind: MarkKind,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum MarkKind {
    /// What a person did.
    Done(Intervened),
    /// A machine takes over or has taken over.
    Role(Happening),
    /// What the link has for a side, and has not come yet.
    ToCome(Intervention),
    /// What is planned for both sides and has not come yet; with its end, that it is mended.
    Planned { plan: PlannedHarm, mends: bool },
}

impl Default for Futures {
    fn default() -> Self {
        let first = Future {
            number: 1,
            forked_at: None,
            left: None,
            parked: None,
        };
        Self {
            all: vec![first],
            active: 0,
            next_number: 2,
        }
    }
}

impl Futures {
    /// Parks the active future and begins another at this instant. Gives the number of the parked one.
    fn leave(&mut self, parked: Parked, forked_at: Time) -> u32 {
        let kept = self.all[self.active].number;
        self.all[self.active].parked = Some(parked);
        if self.all.len() == FUTURES_MAX {
            let oldest = usize::from(self.active == 0);
            self.all.remove(oldest);
        }
        self.all.push(Future {
            number: self.next_number,
            forked_at: Some(forked_at),
            left: Some(kept),
            parked: None,
        });
        self.next_number += 1;
        self.active = self.all.len() - 1;
        kept
    }

    /// The number of the future that is looked at.
    pub(super) fn active_number(&self) -> u32 {
        self.all[self.active].number
    }
}

impl Session {
    /// The furthest instant that this future has reached.
    pub fn frontier(&self) -> Time {
        let reached = self.sides.iter().map(|side| side.timeline().frontier());
        reached.fold(self.now, Time::max)
    }

    /// Where the ruler of time ends.
    pub fn ruler_end(&self) -> Time {
        let to_come = self.marks_to_come().map(|mark| mark.at + RULER_MARGIN);
        self.frontier()
            .max(Time::ZERO + RULER_MIN)
            .max(to_come.max().unwrap_or_default())
            .min(self.horizon())
    }

    /// Goes to any instant up to the frontier.
    pub fn seek(&mut self, to: Time) {
        self.go(to);
        self.tell(News::Sought { at: self.now });
    }

    /// Goes to just before the last instant at which something left a record. `false` at the start.
    pub fn step_event_back(&mut self) -> bool {
        let last = self.sides.iter().filter_map(|side| {
            let last = side.simulation().trace().last()?;
            Some(last.time)
        });
        let before = last.max().and_then(|last| last.as_nanos().checked_sub(1));
        let Some(before) = before else {
            return false;
        };
        self.go(Time::from_nanos(before));
        self.tell(News::Stepped { at: self.now });
        true
    }

    /// Goes back by this much simulated time.
    pub fn step_back_by(&mut self, span: Duration) {
        let to = self.now.as_nanos().saturating_sub(span.as_nanos());
        self.go(Time::from_nanos(to));
        self.tell(News::Stepped { at: self.now });
    }

    /// Begins another future at this instant and looks at it. The present one is kept whole.
    pub fn fork(&mut self) {
        let forked = self.sides.iter().map(Side::fork).collect();
        let sides = std::mem::replace(&mut self.sides, forked);
        let now = self.now;
        let settings = self.settings.clone();
        let parked = Parked {
            sides,
            now,
            settings,
        };
        let kept = self.futures.leave(parked, now);
        self.refresh(0.0);
        self.tell(News::Forked { at: now, kept });
    }

    /// Looks at another future, at this instant or as near to it as it was reached.
    pub fn switch(&mut self, number: u32) {
        let futures = &mut self.futures;
        let wanted = futures.all.iter().position(|one| one.number == number);
        let Some(wanted) = wanted.filter(|wanted| *wanted != futures.active) else {
            return;
        };
        let Some(Parked {
            sides,
            now: left_at,
            settings,
        }) = futures.all[wanted].parked.take()
        else {
            return;
        };
        let now = self.now;
        let sides = std::mem::replace(&mut self.sides, sides);
        let settings = std::mem::replace(&mut self.settings, settings);
        futures.all[futures.active].parked = Some(Parked {
            sides,
            now,
            settings,
        });
        futures.active = wanted;
        self.now = left_at;
        self.go(now);
        self.tell(News::Switched {
            to: number,
            at: self.now,
        });
    }

    /// Every future, by number.
    pub fn futures(&self) -> Vec<FutureView> {
        let view = |(index, future): (usize, &Future)| {
            let (other, apart) = self.apart_from_another(future).unzip();
            FutureView {
                number: future.number,
                active: index == self.futures.active,
                forked_at: future.forked_at,
                apart: apart.unwrap_or_default(),
                compared_with: other.filter(|_| self.futures.all.len() > 2),
            }
        };
        self.futures.all.iter().enumerate().map(view).collect()
    }

    /// What sets a future apart from the one that it left, with the number of that one. If that one is
    /// not kept, from the first that it differs from.
    fn apart_from_another(&self, future: &Future) -> Option<(u32, Vec<Apart>)> {
        let others = self.futures.all.iter();
        let others = others.filter(|other| other.number != future.number);
        let is_planned = |at| self.is_planned_at(at);
        let mut compared = others.map(|other| {
            let sides = [future, other].map(|future| self.sides_of(future));
            (other, apart::apart(sides[0], sides[1], is_planned))
        });
        let (other, apart) = compared.find(|(other, apart)| match self.parent(future) {
            Some(parent) => other.number == parent,
            None => !apart.is_empty(),
        })?;
        Some((other.number, apart))
    }

    /// The future that this one left, if it is kept.
    fn parent(&self, future: &Future) -> Option<u32> {
        let mut all = self.futures.all.iter();
        let parent = all.find(|other| Some(other.number) == future.left);
        parent.map(|parent| parent.number)
    }

    fn sides_of<'a>(&'a self, future: &'a Future) -> &'a [Side] {
        match &future.parked {
            Some(parked) => &parked.sides,
            None => &self.sides,
        }
    }

    /// What was done and who took over in this future, and what is to come, in order of time.
    pub fn marks(&self) -> Vec<Mark> {
        let mut marks = Vec::new();
        for (side, one) in self.sides.iter().enumerate() {
            let done = one.timeline().interventions().iter().map(|done| Mark {
                at: done.at,
                side,
                kind: MarkKind::Done(*done),
            });
            marks.extend(done);
            let roles = one.happenings().filter(|happening| is_takeover(happening));
            marks.extend(roles.map(|happening| Mark {
                at: happening.at,
                side,
                kind: MarkKind::Role(*happening),
            }));
        }
        marks.extend(self.marks_to_come());
        sim::sort_few(&mut marks, |one, other| one.at.cmp(&other.at));
        marks
    }

    /// What the link and the plan have for the run beyond what was reached.
    fn marks_to_come(&self) -> impl Iterator<Item = Mark> {
        let reached = self.frontier();
        let acts = (0..SIDE_COUNT).flat_map(|side| {
            let acts = self.settings.acts(side).iter();
            acts.flat_map(move |act| {
                act.what.iter().map(move |what| Mark {
                    at: act.at,
                    side,
                    kind: MarkKind::ToCome(*what),
                })
            })
        });
        let planned = self.settings.planned().iter().flat_map(|plan| {
            let begins = (Some(plan::starts(plan)), false);
            let ends = (plan::ends(plan), true);
            [begins, ends].into_iter().filter_map(|(at, mends)| {
                Some(Mark {
                    at: at?,
                    side: 0,
                    kind: MarkKind::Planned { plan: *plan, mends },
                })
            })
        });
        let all = acts.chain(planned);
        all.filter(move |mark| mark.at > reached && mark.at <= self.horizon())
    }

    /// Takes over the futures of the same run from before it began again. The one that was looked at is
    /// kept, too, if somebody did something in it; its number is given then.
    pub(super) fn keep_made(&mut self, before: Session) -> Option<u32> {
        if !self.is_begun_again(&before) {
            return None;
        }
        let made = before.sides.iter().any(|side| before.did_something(side));
        let parked = Parked {
            sides: before.sides,
            now: before.now,
            settings: before.settings,
        };
        self.futures = before.futures;
        made.then(|| self.futures.leave(parked, Time::ZERO))
    }

    /// Whether this is the run of `before`, but for the load and the number of machines in service.
    fn is_begun_again(&self, before: &Session) -> bool {
        let names = |side: &Side| {
            let nodes = side.simulation().nodes().iter();
            nodes.map(|node| node.name().to_owned()).collect::<Vec<_>>()
        };
        let alike = |(one, other)| names(one) == names(other);
        self.settings.seed == before.settings.seed
            && self.horizon() == before.horizon()
            && self.sides.iter().zip(&before.sides).all(alike)
    }

    /// Whether anything was done to a side that is not planned.
    fn did_something(&self, side: &Side) -> bool {
        let mut done = side.timeline().interventions().iter();
        done.any(|done| !self.is_planned_at(done.at))
    }

    /// What lies beyond the present is kept as a future of its own before it is changed.
    pub(super) fn keep_future(&mut self) {
        let has_future = |side: &Side| side.timeline().has_future();
        if self.sides.iter().any(has_future) {
            self.fork();
        }
    }

    fn go(&mut self, to: Time) {
        let to = to.min(self.frontier());
        for side in &mut self.sides {
            side.seek(to);
        }
        self.now = to;
        self.follower = Follower::default();
        self.follower.begin_with_an_ended(&self.sides);
        self.refresh(0.0);
    }
}

/// A standby has become the primary.
fn is_takeover(happening: &Happening) -> bool {
    matches!(
        happening.what,
        What::Role {
            role: sim::Role::Primary,
            ..
        }
    )
}
