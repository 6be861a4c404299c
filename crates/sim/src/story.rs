//! The story of one request: everything that names it, and where its time went.
//!
//! A run keeps its last records only. Nothing is recorded for stories on the way; instead the part of
//! the run in which the request lived is run again from a keyframe. Words are for whoever tells it.

use crate::message::{Class, DropReason, LinkId, NodeId};
use crate::request::{Request, RequestId};
use crate::simulation::Simulation;
use crate::time::{Duration, Time};
use crate::trace::{Entry, Record};

mod parts;
mod spans;

pub use parts::StoryParts;
use spans::Spans;

/// Entries that are kept of one story; the busiest request is far below.
pub const STORY_ENTRIES_MAX: usize = 10_000;

/// What became of one request.
#[derive(Clone, Debug, PartialEq)]
pub struct Story {
    /// The request as its user knew it last.
    pub request: Request,
    /// Every record that names it or its work, oldest first, at most [`STORY_ENTRIES_MAX`].
    pub entries: Vec<Entry>,
    /// Where it was and how long, in the order of beginning. Several can go on at once.
    pub spans: Vec<Span>,
    /// When the story stops: nothing of the request was left, or the present.
    pub until: Time,
    /// Whether records are missing because there were too many.
    pub cut_short: bool,
}

/// A stretch of a request's life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    pub doing: Doing,
    pub from: Time,
    /// When it ended and how; `None` while it goes on.
    pub ended: Option<(Time, Ending)>,
    /// When its user gave up the attempt that it belongs to: from then on nobody waits for it.
    pub given_up: Option<Time>,
}

/// What goes on with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doing {
    /// A job of it waits for a worker of this machine.
    Waiting { node: NodeId, job: u64 },
    /// A call of it waits for a connection of this machine.
    Connecting { node: NodeId },
    /// A worker of this machine works on a job of it.
    Working { node: NodeId, job: u64 },
    /// A message for it is on its way.
    Travelling {
        link: LinkId,
        /// From the link's first end to its second.
        forward: bool,
        class: Class,
        /// Its place among all messages of the run.
        message: u64,
    },
}

/// How a stretch ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// As it should: the wait in work, the work in its end, the journey in the arrival.
    Done,
    /// The message was lost.
    Dropped(DropReason),
    /// The waiting job made room for a newer one, or was not worth beginning any more.
    GivenUp,
    /// The machine lost its power.
    Crashed,
}

impl Span {
    /// How long it was, or has been at `now`.
    pub fn length(&self, now: Time) -> Duration {
        self.ended.map_or(now, |(at, _)| at).since(self.from)
    }
}

impl Story {
    /// From issue to end, or to where the story stops.
    pub fn elapsed(&self) -> Duration {
        self.request.elapsed(self.until)
    }

    /// Where the time from issue to end went, each instant counted once: the parts add up to
    /// [`Story::elapsed`], to the nanosecond.
    pub fn parts(&self) -> StoryParts {
        let from = self.request.issued_at;
        self.parts_between(from, from + self.elapsed())
    }

    /// Where the time between two instants went.
    pub fn parts_between(&self, from: Time, to: Time) -> StoryParts {
        StoryParts::of(&self.spans, from, to)
    }
}

impl Record {
    /// The request that the record names.
    pub const fn request(&self) -> Option<RequestId> {
        match *self {
            Self::Issued { request, .. }
            | Self::Attempted { request, .. }
            | Self::Resolved { request, .. }
            | Self::Late { request }
            | Self::Broke { request, .. } => Some(request),
            Self::Sent { request, .. }
            | Self::Delivered { request, .. }
            | Self::Dropped { request, .. }
            | Self::Duplicated { request, .. }
            | Self::Queued { request, .. }
            | Self::Started { request, .. }
            | Self::Finished { request, .. }
            | Self::Decided { request, .. }
            | Self::Refused { request, .. } => request,
            Self::GivenUp { .. }
            | Self::WritesLost { .. }
            | Self::WorkLost { .. }
            | Self::Trust { .. }
            | Self::Role { .. }
            | Self::State { .. }
            | Self::Struck { .. }
            | Self::DemandSet { .. }
            | Self::UnitsSet { .. } => None,
        }
    }
}

/// Collects the story of one request from the records of a run.
#[derive(Debug)]
pub(crate) struct Teller {
    id: RequestId,
    entries: Vec<Entry>,
    spans: Spans,
    request: Option<Request>,
    cut_short: bool,
}

impl Teller {
    pub(crate) fn new(id: RequestId) -> Self {
        Self {
            id,
            entries: Vec::new(),
            spans: Spans::default(),
            request: None,
            cut_short: false,
        }
    }

    /// Reads the records of a run from `cursor` on; the next cursor is returned.
    pub(crate) fn listen(&mut self, run: &Simulation, cursor: u64) -> u64 {
        let (entries, missed) = run.trace().since(cursor);
        self.cut_short |= missed > 0;
        // A request that is no longer remembered ended long ago as it is known.
        self.request = run.ledger().get(self.id).copied().or(self.request);
        for entry in entries {
            self.hear(&entry);
        }
        run.trace().total()
    }

    fn hear(&mut self, entry: &Entry) {
        let named = entry.record.request() == Some(self.id);
        if !named && !self.spans.concern(&entry.record) {
            return;
        }
        let client = self.request.map(|request| request.client);
        self.spans.hear(entry, client);
        if self.entries.len() < STORY_ENTRIES_MAX {
            self.entries.push(*entry);
        } else {
            self.cut_short = true;
        }
    }

    /// The last that was heard of it, once it has ended for its user and nothing of it is to be seen.
    pub(crate) fn over_since(&self) -> Option<Time> {
        let (ended, _) = self.request?.ended?;
        let last = self.entries.last()?.time;
        self.spans.all_ended().then_some(ended.max(last))
    }

    pub(crate) fn tell(self, until: Time) -> Option<Story> {
        Some(Story {
            request: self.request?,
            entries: self.entries,
            spans: self.spans.into_spans(),
            until,
            cut_short: self.cut_short,
        })
    }
}
