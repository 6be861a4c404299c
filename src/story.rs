//! What became of one request, step by step: of what the engine tells ([`sim::Story`]), what is worth
//! telling here. The words are in `i18n`.

use sim::{
    Break, Class, Decision, Doing, DropReason, Duration, Ending, Entry, Link, LinkId, NodeId,
    Outcome, Reason, Record, Span, Time,
};

/// Steps that are told of one request; a story that is longer says so by its end alone.
const STEPS_MAX: usize = 400;

/// One request from its issue to its end, or to the present.
#[derive(Clone, Debug, PartialEq)]
pub struct Story {
    /// When it was issued.
    pub issued_at: Time,
    pub steps: Vec<Told>,
    pub summary: Summary,
}

/// A step and when it came, from the issue on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Told {
    pub after: Duration,
    pub step: Step,
}

/// Something that happened to a request.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Step {
    Issued,
    /// The second attempt or a later one.
    TriedAgain {
        attempt: u32,
    },
    Arrived {
        source: NodeId,
        target: NodeId,
        reply: bool,
        /// An answer that says that the call failed.
        failed: bool,
    },
    Lost {
        source: NodeId,
        target: NodeId,
        reply: bool,
        reason: DropReason,
    },
    /// The network made a second copy.
    Copied {
        source: NodeId,
        target: NodeId,
    },
    Began {
        node: NodeId,
        waited: Duration,
    },
    Finished {
        node: NodeId,
        took: Duration,
    },
    GivenUp {
        node: NodeId,
        waited: Duration,
    },
    Decided {
        node: NodeId,
        decision: Decision,
    },
    Refused {
        node: NodeId,
        reason: Reason,
    },
    /// The answer broke the illusion of one machine.
    Broke(Break),
    /// An answer came after that attempt had been given up.
    Late,
    Ended {
        outcome: Outcome,
    },
}

/// The whole in short.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Summary {
    /// How it ended; `None` while it is in flight.
    pub outcome: Option<Outcome>,
    pub elapsed: Duration,
    pub attempts: u32,
    pub cause: Option<Cause>,
}

/// What decided how it went.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cause {
    Lost {
        source: NodeId,
        target: NodeId,
        reason: DropReason,
    },
    Refused {
        node: NodeId,
        reason: Reason,
    },
    /// It was still waiting there when it ended, for this long by then.
    StuckInQueue {
        node: NodeId,
        waited: Duration,
    },
    /// Its work there had not ended.
    StuckAtWork {
        node: NodeId,
        worked: Duration,
    },
    /// The machine lost its power, and what it had of it.
    LostWithMachine {
        node: NodeId,
    },
    /// It has not ended: it waits in this queue, for so long by now.
    Waits {
        node: NodeId,
        waited: Duration,
    },
    /// It has not ended: this machine works on it.
    Works {
        node: NodeId,
        worked: Duration,
    },
    /// It has not ended: a message for it is on its way.
    Travels {
        source: NodeId,
        target: NodeId,
    },
    /// The longest wait in a queue.
    Waited {
        node: NodeId,
        waited: Duration,
    },
    /// The longest work.
    Worked {
        node: NodeId,
        worked: Duration,
    },
}

/// Tells what the engine knows of one request. `None` without its first record.
pub fn tell(known: &sim::Story, links: &[Link]) -> Option<Story> {
    let issued_at = match known.entries.first() {
        Some(Entry {
            time,
            record: Record::Issued { .. },
        }) => *time,
        _ => return None,
    };
    let mut teller = Teller {
        links,
        spans: &known.spans,
        issued_at,
        steps: Vec::new(),
        trouble: None,
        ended: None,
    };
    for entry in &known.entries {
        teller.read(entry);
    }
    let elapsed = known.elapsed();
    let summary = Summary {
        outcome: teller.ended,
        elapsed,
        attempts: known.request.attempts,
        cause: teller.cause(issued_at + elapsed),
    };
    Some(Story {
        issued_at,
        steps: teller.steps,
        summary,
    })
}

struct Teller<'a> {
    links: &'a [Link],
    /// Where the request was, and how long.
    spans: &'a [Span],
    issued_at: Time,
    steps: Vec<Told>,
    /// The last thing that went wrong before it ended.
    trouble: Option<Cause>,
    ended: Option<Outcome>,
}

impl Teller<'_> {
    fn read(&mut self, entry: &Entry) {
        let at = entry.time;
        match entry.record {
            Record::Issued { .. } => self.add(at, Step::Issued),
            Record::Attempted { attempt, .. } if attempt > 1 => {
                self.add(at, Step::TriedAgain { attempt });
            }
            Record::Delivered {
                link,
                forward,
                class,
                failed,
                ..
            } => {
                let (source, target) = self.ends(link, forward);
                let reply = class == Class::Reply;
                self.add(
                    at,
                    Step::Arrived {
                        source,
                        target,
                        reply,
                        failed,
                    },
                );
            }
            Record::Dropped {
                link,
                forward,
                class,
                reason,
                ..
            } => {
                let (source, target) = self.ends(link, forward);
                let reply = class == Class::Reply;
                self.blame(Cause::Lost {
                    source,
                    target,
                    reason,
                });
                self.add(
                    at,
                    Step::Lost {
                        source,
                        target,
                        reply,
                        reason,
                    },
                );
            }
            Record::Duplicated { link, forward, .. } => {
                let (source, target) = self.ends(link, forward);
                self.add(at, Step::Copied { source, target });
            }
            Record::Decided { node, decision, .. } => {
                self.add(at, Step::Decided { node, decision });
            }
            Record::Refused { node, reason, .. } => {
                self.blame(Cause::Refused { node, reason });
                self.add(at, Step::Refused { node, reason });
            }
            Record::Broke { kind, .. } => self.add(at, Step::Broke(kind)),
            Record::Late { .. } => self.add(at, Step::Late),
            Record::Resolved { outcome, .. } => {
                self.ended = Some(outcome);
                self.add(at, Step::Ended { outcome });
            }
            _ => self.read_work(at, entry.record),
        }
    }

    fn read_work(&mut self, at: Time, record: Record) {
        match record {
            Record::Started { node, job, .. } => {
                let waited = self.length(Doing::Waiting { node, job }, at);
                self.add(at, Step::Began { node, waited });
            }
            Record::Finished { node, job, .. } => {
                let took = self.length(Doing::Working { node, job }, at);
                self.add(at, Step::Finished { node, took });
            }
            Record::GivenUp { node, job } => {
                let waited = self.length(Doing::Waiting { node, job }, at);
                self.add(at, Step::GivenUp { node, waited });
            }
            _ => {}
        }
    }

    /// How long the stretch was that ended at this instant. What finds a free worker does not wait.
    fn length(&self, doing: Doing, at: Time) -> Duration {
        let ends_here = |span: &&Span| {
            let ended = span.ended.is_some_and(|(ended, _)| ended == at);
            span.doing == doing && ended
        };
        let span = self.spans.iter().rev().find(ends_here);
        span.map_or(Duration::ZERO, |span| span.length(at))
    }

    fn ends(&self, link: LinkId, forward: bool) -> (NodeId, NodeId) {
        let link = &self.links[link.index()];
        if forward {
            (link.first, link.second)
        } else {
            (link.second, link.first)
        }
    }

    fn blame(&mut self, cause: Cause) {
        // What goes wrong after the end did not cause it; of several turnings away, the innermost
        // says why.
        let same_refusal = matches!(
            (self.trouble, cause),
            (Some(Cause::Refused { .. }), Cause::Refused { .. })
        );
        if self.ended.is_none() && !same_refusal {
            self.trouble = Some(cause);
        }
    }

    fn add(&mut self, at: Time, step: Step) {
        if self.steps.len() < STEPS_MAX {
            let after = at.since(self.issued_at);
            self.steps.push(Told { after, step });
        }
    }

    /// Where it is while it has not ended; nothing where all that was to come of it is lost.
    fn present(&self, now: Time) -> Option<Cause> {
        let going = self.spans.iter().rev().find(|span| span.ended.is_none())?;
        let length = until(going, now);
        Some(match going.doing {
            Doing::Waiting { node, .. } | Doing::Connecting { node } => Cause::Waits {
                node,
                waited: length,
            },
            Doing::Working { node, .. } => Cause::Works {
                node,
                worked: length,
            },
            Doing::Travelling { link, forward, .. } => {
                let (source, target) = self.ends(link, forward);
                Cause::Travels { source, target }
            }
        })
    }

    /// Why it ended as it did, or what took longest until then; where it is, if it has not ended.
    fn cause(&self, end: Time) -> Option<Cause> {
        if self.ended.is_none()
            && let Some(present) = self.present(end)
        {
            return Some(present);
        }
        let begun = self.spans.iter().filter(|span| span.from <= end);
        if self.ended.is_none_or(|outcome| outcome.is_err()) {
            let stuck = begun.clone().rev().find(|span| is_stuck(span, end));
            let stuck = stuck.and_then(|span| match span.doing {
                Doing::Waiting { node, .. }
                | Doing::Working { node, .. }
                | Doing::Connecting { node }
                    if matches!(span.ended, Some((at, Ending::Crashed)) if at <= end) =>
                {
                    Some(Cause::LostWithMachine { node })
                }
                Doing::Waiting { node, .. } | Doing::Connecting { node } => {
                    let waited = until(span, end);
                    Some(Cause::StuckInQueue { node, waited })
                }
                Doing::Working { node, .. } => Some(Cause::StuckAtWork {
                    node,
                    worked: until(span, end),
                }),
                Doing::Travelling { .. } => None,
            });
            if let Some(cause) = self.trouble.or(stuck) {
                return Some(cause);
            }
        }
        let waits = begun.clone().filter_map(|span| match span.doing {
            Doing::Waiting { node, .. } | Doing::Connecting { node } => {
                Some((until(span, end), node))
            }
            _ => None,
        });
        let works = begun.filter_map(|span| match span.doing {
            Doing::Working { node, .. } => Some((until(span, end), node)),
            _ => None,
        });
        let (worked, at_work) = works.max_by_key(|(worked, _)| *worked)?;
        match waits.max_by_key(|(waited, _)| *waited) {
            Some((waited, node)) if waited > worked => Some(Cause::Waited { node, waited }),
            _ => Some(Cause::Worked {
                node: at_work,
                worked,
            }),
        }
    }
}

/// How long a stretch was until this instant.
fn until(span: &Span, end: Time) -> Duration {
    let ended = span.ended.map_or(end, |(at, _)| at.min(end));
    ended.since(span.from)
}

/// Whether something was still to come of it at this instant: it went on, or its machine had lost its
/// power.
fn is_stuck(span: &Span, end: Time) -> bool {
    let at_a_machine = !matches!(span.doing, Doing::Travelling { .. });
    at_a_machine
        && span
            .ended
            .is_none_or(|(at, how)| at > end || how == Ending::Crashed)
}

#[cfg(test)]
mod tests;
