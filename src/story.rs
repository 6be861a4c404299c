//! What became of one request, step by step: from the records that name it to what is worth telling.
//! The words are in `i18n`.

use sim::{
    Break, Class, Decision, DropReason, Duration, Entry, Link, LinkId, NodeId, Outcome, Reason,
    Record, Time,
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

/// A job of the request on some machine.
#[derive(Clone, Copy, Debug)]
struct Job {
    node: NodeId,
    job: u64,
    queued_at: Time,
    began_at: Option<Time>,
    ended_at: Option<Time>,
}

/// Tells the records of one request, oldest first, up to `now`. `None` without its first one.
pub fn tell(entries: &[Entry], links: &[Link], now: Time) -> Option<Story> {
    let issued_at = match entries.first() {
        Some(Entry {
            time,
            record: Record::Issued { .. },
        }) => *time,
        _ => return None,
    };
    let mut teller = Teller {
        links,
        issued_at,
        steps: Vec::new(),
        jobs: Vec::new(),
        trouble: None,
        attempts: 0,
        ended: None,
    };
    for entry in entries {
        teller.read(entry);
    }
    let end = teller.ended.map_or(now, |(at, _)| at);
    let summary = Summary {
        outcome: teller.ended.map(|(_, outcome)| outcome),
        elapsed: end.since(issued_at),
        attempts: teller.attempts,
        cause: teller.cause(end),
    };
    Some(Story {
        issued_at,
        steps: teller.steps,
        summary,
    })
}

struct Teller<'a> {
    links: &'a [Link],
    issued_at: Time,
    steps: Vec<Told>,
    jobs: Vec<Job>,
    /// The last thing that went wrong before it ended.
    trouble: Option<Cause>,
    attempts: u32,
    ended: Option<(Time, Outcome)>,
}

impl Teller<'_> {
    fn read(&mut self, entry: &Entry) {
        let at = entry.time;
        match entry.record {
            Record::Issued { .. } => self.add(at, Step::Issued),
            Record::Attempted { attempt, .. } => {
                self.attempts = self.attempts.max(attempt);
                if attempt > 1 {
                    self.add(at, Step::TriedAgain { attempt });
                }
            }
            Record::Delivered {
                link,
                forward,
                class,
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
                self.ended = Some((at, outcome));
                self.add(at, Step::Ended { outcome });
            }
            _ => self.read_work(at, entry.record),
        }
    }

    fn read_work(&mut self, at: Time, record: Record) {
        match record {
            Record::Queued { node, job, .. } => self.take(node, job, at),
            Record::Started { node, job, .. } => {
                // What finds a free worker does not queue.
                if self.open(node, job).is_none() {
                    self.take(node, job, at);
                }
                let began = self.open(node, job).map(|job| {
                    job.began_at = Some(at);
                    at.since(job.queued_at)
                });
                if let Some(waited) = began {
                    self.add(at, Step::Began { node, waited });
                }
            }
            Record::Finished { node, job, .. } => {
                let ended = self.open(node, job).map(|job| {
                    job.ended_at = Some(at);
                    at.since(job.began_at.unwrap_or(job.queued_at))
                });
                if let Some(took) = ended {
                    self.add(at, Step::Finished { node, took });
                }
            }
            Record::GivenUp { node, job } => {
                let ended = self.open(node, job).map(|job| {
                    job.ended_at = Some(at);
                    at.since(job.queued_at)
                });
                if let Some(waited) = ended {
                    self.add(at, Step::GivenUp { node, waited });
                }
            }
            _ => {}
        }
    }

    fn take(&mut self, node: NodeId, job: u64, queued_at: Time) {
        self.jobs.push(Job {
            node,
            job,
            queued_at,
            began_at: None,
            ended_at: None,
        });
    }

    fn open(&mut self, node: NodeId, number: u64) -> Option<&mut Job> {
        let mut jobs = self.jobs.iter_mut().rev();
        jobs.find(|job| job.node == node && job.job == number && job.ended_at.is_none())
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

    /// Why it ended as it did, or what took longest.
    fn cause(&self, end: Time) -> Option<Cause> {
        let failed = self.ended.is_none_or(|(_, outcome)| outcome.is_err());
        if failed {
            let open =
                self.jobs.iter().rev().find(|job| {
                    job.ended_at.is_none_or(|ended| ended > end) && job.queued_at <= end
                });
            let stuck = open.map(|job| match job.began_at.filter(|began| *began <= end) {
                None => Cause::StuckInQueue {
                    node: job.node,
                    waited: end.since(job.queued_at),
                },
                Some(began) => Cause::StuckAtWork {
                    node: job.node,
                    worked: end.since(began),
                },
            });
            if let Some(cause) = self.trouble.or(stuck) {
                return Some(cause);
            }
        }
        let began = |job: &&Job| job.began_at.is_some_and(|began| began <= end);
        let waited = |job: &Job| job.began_at.unwrap_or(end).since(job.queued_at);
        let worked = |job: &Job| {
            let ended = job.ended_at.unwrap_or(end).min(end);
            ended.since(job.began_at.unwrap_or(end))
        };
        let longest_wait = self.jobs.iter().filter(began).max_by_key(|job| waited(job));
        let longest_work = self.jobs.iter().filter(began).max_by_key(|job| worked(job));
        let (wait, work) = (longest_wait?, longest_work?);
        Some(if waited(wait) > worked(work) {
            Cause::Waited {
                node: wait.node,
                waited: waited(wait),
            }
        } else {
            Cause::Worked {
                node: work.node,
                worked: worked(work),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use sim::{Fault, NodeId};

    use super::*;
    use crate::session::Session;
    use crate::settings::Settings;
    use crate::state::RunCause;

    /// Ten seconds of the distributed system with a fault at four.
    fn after(fault: Fault) -> Session {
        let mut session = Session::new(&Settings::default(), RunCause::Opened).expect("can be run");
        session.strike(1, fault);
        session.advance(Time::ZERO + Duration::from_secs(12), &mut || false);
        session
    }

    fn a_failed_one(session: &Session) -> Story {
        let failed = session.side(1).ledger().failures().next_back();
        let story = session.side(1).story(failed.expect("some have failed"));
        story.expect("it was issued")
    }

    #[test]
    fn a_failed_request_names_its_reason_and_every_try() {
        let story = a_failed_one(&after(Fault::Crash { node: NodeId(1) }));
        assert_eq!(story.summary.outcome, Some(Err(Reason::TimedOut)));
        assert_eq!(story.summary.attempts, 2);
        let lost = Cause::Lost {
            source: NodeId(0),
            target: NodeId(1),
            reason: DropReason::TargetDown,
        };
        assert_eq!(story.summary.cause, Some(lost));
        let again = |told: &&Told| told.step == Step::TriedAgain { attempt: 2 };
        assert_eq!(story.steps.iter().filter(again).count(), 1);
        let in_order = story.steps.is_sorted_by_key(|told| told.after);
        assert!(in_order, "{:?}", story.steps);
    }

    #[test]
    fn an_answered_request_tells_its_work_and_where_it_went() {
        let session = Session::new(&Settings::default(), RunCause::Opened).expect("can be run");
        let followed = session.followed().expect("one has ended");
        let story = session.side(1).story(followed).expect("it was issued");
        assert_eq!(story.summary.outcome, Some(Ok(())));
        let has = |wanted: fn(&Step) -> bool| story.steps.iter().any(|told| wanted(&told.step));
        assert!(has(|step| matches!(step, Step::Decided { .. })));
        assert!(has(|step| matches!(step, Step::Finished { .. })));
        assert!(matches!(story.summary.cause, Some(Cause::Worked { .. })));
        let known = session.side(1).ledger().get(followed).expect("remembered");
        assert_eq!(
            Some(known.elapsed(session.now())),
            Some(story.summary.elapsed)
        );
    }

    #[test]
    fn a_request_that_was_never_issued_has_no_story() {
        let session = Session::new(&Settings::default(), RunCause::Opened).expect("can be run");
        assert_eq!(session.side(0).story(sim::RequestId(u64::MAX)), None);
    }
}
