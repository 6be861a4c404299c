//! From records to stretches: what began, what ended which, and for which attempt it was.
//!
//! Whatever a machine begins at the arrival of a message or the end of work is for the attempt that these
//! were for. Simplified: what a timer of a machine begins is for the attempt of what was heard before it.

use std::collections::BTreeSet;

use super::{Doing, Ending, Span};
use crate::message::NodeId;
use crate::process::Decision;
use crate::time::Time;
use crate::trace::{Entry, Record};

/// The stretches of one request so far.
#[derive(Debug, Default)]
pub(super) struct Spans {
    spans: Vec<Span>,
    /// Those that go on: what goes on, and the place among the stretches. Of a kind the oldest is first.
    open: BTreeSet<(What, usize)>,
    /// For which attempt each of them is, and when those that were given up were.
    attempts: Vec<u32>,
    given_up: Vec<(u32, Time)>,
    /// The user's last attempt, and that of what is heard.
    last: u32,
    heard: u32,
}

/// What goes on, as records name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum What {
    Waiting { node: NodeId, job: u64 },
    Working { node: NodeId, job: u64 },
    Travelling { message: u64 },
    Connecting { node: NodeId },
}

impl What {
    const fn of(doing: Doing) -> Self {
        match doing {
            Doing::Waiting { node, job } => Self::Waiting { node, job },
            Doing::Working { node, job } => Self::Working { node, job },
            Doing::Travelling { message, .. } => Self::Travelling { message },
            Doing::Connecting { node } => Self::Connecting { node },
        }
    }
}

impl Spans {
    pub(super) fn into_spans(mut self) -> Vec<Span> {
        for (span, attempt) in self.spans.iter_mut().zip(&self.attempts) {
            let mut given_up = self.given_up.iter();
            let given_up = given_up.find(|(given_up, _)| given_up == attempt);
            span.given_up = given_up.map(|(_, at)| *at);
        }
        self.spans
    }

    pub(super) fn all_ended(&self) -> bool {
        self.open.is_empty()
    }

    /// Whether a record that does not name the request is about work of it all the same.
    pub(super) fn concern(&self, record: &Record) -> bool {
        match *record {
            Record::GivenUp { node, job } => self.oldest(What::Waiting { node, job }).is_some(),
            Record::WorkLost { node, .. } => self.any_at(node).is_some(),
            _ => false,
        }
    }

    /// Takes in a record that concerns the request, whose user is at `client`.
    pub(super) fn hear(&mut self, entry: &Entry, client: Option<NodeId>) {
        let at = entry.time;
        match entry.record {
            Record::Attempted { attempt, .. } => {
                self.last = attempt;
                self.heard = attempt;
            }
            Record::Decided { node, decision, .. } => {
                let is_users = client == Some(node);
                self.decided(node, decision, is_users, at);
            }
            Record::Queued { node, job, .. } => self.begin(Doing::Waiting { node, job }, at),
            Record::Started { node, job, .. } => {
                self.end(What::Waiting { node, job }, at, Ending::Done);
                self.begin(Doing::Working { node, job }, at);
            }
            Record::Finished { node, job, .. } => {
                self.end(What::Working { node, job }, at, Ending::Done);
            }
            Record::GivenUp { node, job } => {
                self.end(What::Waiting { node, job }, at, Ending::GivenUp);
            }
            Record::WorkLost { node, .. } => {
                while let Some(open) = self.any_at(node) {
                    self.close(open, at, Ending::Crashed);
                }
            }
            Record::Sent {
                link,
                forward,
                class,
                message,
                ..
            }
            | Record::Duplicated {
                link,
                forward,
                class,
                message,
                ..
            } => {
                self.begin(
                    Doing::Travelling {
                        link,
                        forward,
                        class,
                        message,
                    },
                    at,
                );
            }
            Record::Delivered { message, .. } => {
                self.end(What::Travelling { message }, at, Ending::Done);
            }
            Record::Dropped {
                message, reason, ..
            } => {
                self.end(What::Travelling { message }, at, Ending::Dropped(reason));
            }
            _ => {}
        }
    }

    fn decided(&mut self, node: NodeId, decision: Decision, is_users: bool, at: Time) {
        let connecting = What::Connecting { node };
        match decision {
            // What comes of the attempt before it interests the user no more.
            Decision::Retry { .. } if is_users => self.given_up.push((self.last, at)),
            Decision::WaitsForConnection => self.begin(Doing::Connecting { node }, at),
            Decision::Connected => self.end(connecting, at, Ending::Done),
            Decision::NotConnected => self.end(connecting, at, Ending::GivenUp),
            _ => {}
        }
    }

    fn begin(&mut self, doing: Doing, from: Time) {
        self.open.insert((What::of(doing), self.spans.len()));
        self.attempts.push(self.heard);
        self.spans.push(Span {
            doing,
            from,
            ended: None,
            given_up: None,
        });
    }

    /// The oldest stretch of this that goes on.
    fn oldest(&self, what: What) -> Option<(What, usize)> {
        let places = (what, 0)..=(what, usize::MAX);
        self.open.range(places).next().copied()
    }

    /// A job or a call that waits or is worked on at this machine.
    fn any_at(&self, node: NodeId) -> Option<(What, usize)> {
        let first = |from, to| self.open.range((from, 0)..=(to, usize::MAX)).next();
        let waiting = |job| What::Waiting { node, job };
        let working = |job| What::Working { node, job };
        let connecting = What::Connecting { node };
        let open = first(waiting(0), waiting(u64::MAX));
        open.or_else(|| first(working(0), working(u64::MAX)))
            .or_else(|| first(connecting, connecting))
            .copied()
    }

    fn end(&mut self, what: What, at: Time, how: Ending) {
        if let Some(open) = self.oldest(what) {
            self.close(open, at, how);
        }
    }

    fn close(&mut self, open: (What, usize), at: Time, how: Ending) {
        self.open.remove(&open);
        self.heard = self.attempts[open.1];
        self.spans[open.1].ended = Some((at, how));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::{Class, DropReason, LinkId};
    use crate::request::RequestId;
    use crate::story::StoryParts;
    use crate::time::Duration;

    const REQUEST: Option<RequestId> = Some(RequestId(1));

    /// What these records make, given as (nanoseconds, record).
    fn spans(records: &[(u64, Record)]) -> Vec<Span> {
        let mut spans = Spans::default();
        for (nanos, record) in records {
            let time = Time::from_nanos(*nanos);
            let record = *record;
            spans.hear(&Entry { time, record }, Some(NodeId(0)));
        }
        spans.into_spans()
    }

    fn sent(message: u64) -> Record {
        Record::Sent {
            link: LinkId(0),
            forward: true,
            class: Class::Request,
            request: REQUEST,
            message,
        }
    }

    fn delivered(message: u64) -> Record {
        Record::Delivered {
            link: LinkId(0),
            forward: true,
            class: Class::Request,
            request: REQUEST,
            message,
            failed: false,
        }
    }

    fn dropped(message: u64) -> Record {
        Record::Dropped {
            link: LinkId(0),
            forward: true,
            class: Class::Request,
            request: REQUEST,
            reason: DropReason::Lost,
            message,
        }
    }

    fn ends(spans: &[Span]) -> Vec<Option<(u64, Ending)>> {
        let ends = spans.iter().map(|span| span.ended);
        ends.map(|ended| ended.map(|(at, how)| (at.as_nanos(), how)))
            .collect()
    }

    #[test]
    fn of_two_messages_on_one_way_the_lost_one_is_the_one_that_was_lost() {
        let lost = Ending::Dropped(DropReason::Lost);
        // The second is lost as it leaves, the first arrives.
        let told = spans(&[
            (0, sent(7)),
            (5, sent(8)),
            (5, dropped(8)),
            (9, delivered(7)),
        ]);
        assert_eq!(ends(&told), [Some((9, Ending::Done)), Some((5, lost))]);
        // The second overtakes the first.
        let told = spans(&[
            (0, sent(7)),
            (5, sent(8)),
            (6, delivered(8)),
            (9, dropped(7)),
        ]);
        assert_eq!(ends(&told), [Some((9, lost)), Some((6, Ending::Done))]);
    }

    #[test]
    fn a_waiting_job_that_is_given_up_waits_no_longer_and_one_that_runs_goes_on() {
        let (node, job, request) = (NodeId(2), 4, REQUEST);
        let queued = Record::Queued { node, job, request };
        let given_up = Record::GivenUp { node, job };
        let told = spans(&[(3, queued), (8, given_up)]);
        assert_eq!(ends(&told), [Some((8, Ending::GivenUp))]);
        let started = Record::Started { node, job, request };
        let told = spans(&[(3, queued), (6, started), (8, given_up)]);
        assert_eq!(ends(&told), [Some((6, Ending::Done)), None]);
        assert_eq!(
            told[1].length(Time::from_nanos(10)),
            Duration::from_nanos(4)
        );
    }

    #[test]
    fn each_instant_counts_once_and_work_before_the_way_before_the_wait() {
        let (node, job, request) = (NodeId(2), 4, REQUEST);
        let told = spans(&[
            (2, sent(1)),
            (10, delivered(1)),
            (10, Record::Queued { node, job, request }),
            (14, sent(2)),
            (20, Record::Started { node, job, request }),
            (26, Record::Finished { node, job, request }),
            (30, delivered(2)),
        ]);
        let parts = StoryParts::of(&told, Time::from_nanos(0), Time::from_nanos(40));
        let nanos = Duration::from_nanos;
        let expected = StoryParts {
            worked: nanos(6),
            travelled: nanos(8 + 6 + 4),
            waited: nanos(4),
            held: nanos(2 + 10),
        };
        assert_eq!(parts, expected);
        assert_eq!(parts.whole(), nanos(40));
    }
}
