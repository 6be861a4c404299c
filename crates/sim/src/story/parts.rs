//! Where the time of a request went, each instant counted once.

use super::{Doing, Span};
use crate::few::sort_few;
use crate::time::{Duration, Time};

/// The parts of a request's time. They add up to the whole. What goes on for an attempt that its user
/// has given up takes none of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StoryParts {
    /// Somewhere a worker worked on it.
    pub worked: Duration,
    /// Else a message for it was on its way.
    pub travelled: Duration,
    /// Else a job of it waited for a worker, or a call of it for a connection.
    pub waited: Duration,
    /// Nothing of it was anywhere to be seen: a program held on to it, until an answer that never
    /// came, a copy's confirmation or the end of a pause.
    pub held: Duration,
}

impl StoryParts {
    /// All parts together.
    pub fn whole(&self) -> Duration {
        self.worked + self.travelled + self.waited + self.held
    }

    /// The parts of the time between two instants.
    pub(super) fn of(spans: &[Span], from: Time, to: Time) -> Self {
        let mut changes = Vec::with_capacity(spans.len() * 2 + 2);
        for span in spans {
            let ended = span.ended.map_or(to, |(at, _)| at);
            let ended = span.given_up.map_or(ended, |at| at.min(ended));
            let end = ended.clamp(from, to);
            let begin = span.from.clamp(from, to).min(end);
            changes.push((begin, 1, kind(span.doing)));
            changes.push((end, -1, kind(span.doing)));
        }
        sort_few(&mut changes, Ord::cmp);
        let mut parts = Self::default();
        let mut open = [0_i64; 3];
        let mut since = from;
        for (at, change, kind) in changes {
            *parts.part(open) = *parts.part(open) + at.since(since);
            open[kind] += change;
            since = at;
        }
        *parts.part(open) = *parts.part(open) + to.since(since);
        parts
    }

    fn part(&mut self, open: [i64; 3]) -> &mut Duration {
        match open {
            [worked, _, _] if worked > 0 => &mut self.worked,
            [_, travelled, _] if travelled > 0 => &mut self.travelled,
            [_, _, waited] if waited > 0 => &mut self.waited,
            _ => &mut self.held,
        }
    }
}

const fn kind(doing: Doing) -> usize {
    match doing {
        Doing::Working { .. } => 0,
        Doing::Travelling { .. } => 1,
        Doing::Waiting { .. } | Doing::Connecting { .. } => 2,
    }
}
