//! The program on a node, and the effects it may ask for.
//!
//! A process never acts on the world: it changes its own state and asks for effects, and the engine
//! applies them in order, those that let another program react after the handler has returned. It sees
//! its own node's queue and the time, and learns everything else from messages, as a real program would.

use std::fmt;

use crate::context::Context;
use crate::message::{Answer, Body, Call, CallId, Class, Message, NodeId, Reason};
use crate::node::Waiting;
use crate::request::RequestId;
use crate::tally::Tally;
use crate::time::{Duration, Time};

/// What a program has to be for the state hash: all of its state can be written down.
#[cfg(feature = "state-hash")]
pub trait Written: fmt::Debug {}

#[cfg(feature = "state-hash")]
impl<T: fmt::Debug> Written for T {}

/// Nobody asks for a state hash here, so nothing has to be written down.
#[cfg(not(feature = "state-hash"))]
pub trait Written {}

#[cfg(not(feature = "state-hash"))]
impl<T> Written for T {}

#[cfg(not(feature = "state-hash"))]
impl fmt::Debug for dyn Process {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Process")
    }
}

/// The program on a node: reacts to its start, to messages, to timers and to finished work.
pub trait Process: Written {
    /// The machine has started, for the first time or again.
    fn start(&mut self, context: &mut Context<'_>);

    /// The workload of this node wants something done. Only client processes get this.
    fn arrival(&mut self, _context: &mut Context<'_>, _request: RequestId, _call: Call) {}

    /// A message has arrived.
    fn message(&mut self, context: &mut Context<'_>, message: &Message);

    /// A timer set with this token has fired.
    fn timer(&mut self, _context: &mut Context<'_>, _token: u64) {}

    /// A worker has finished this job.
    fn work_done(&mut self, _context: &mut Context<'_>, _job: u64) {}

    /// A worker is free for this job: `true` to work on it, `false` if it is not worth it any more.
    /// Only asked on nodes whose [`crate::NodeSpec::screens_work`] says so.
    fn begins(&mut self, _context: &mut Context<'_>, _job: u64) -> bool {
        true
    }

    /// This waiting job had to make room for a newer one.
    fn displaced(&mut self, _context: &mut Context<'_>, _job: u64) {}

    /// Somebody empties what this process keeps only to be faster.
    fn flush(&mut self, _context: &mut Context<'_>) {}

    /// Whether it keeps anything only to be faster.
    fn can_be_flushed(&self) -> bool {
        false
    }

    /// Whether the laws of this process hold; in words which one does not, and where.
    fn check(&self) -> Result<(), String> {
        Ok(())
    }

    /// The operator takes this machine out of service: finish, then [`Context::power_off`].
    fn retire(&mut self, context: &mut Context<'_>) {
        context.power_off();
    }

    /// The machine lost its power: forget everything volatile, keep what is on disk.
    fn crash(&mut self);

    /// What the operator's view shows of this process.
    fn role(&self) -> Role {
        Role::None
    }

    /// Whether this process would send work to `target` now; `None` where it has no opinion.
    fn trusts(&self, _target: NodeId) -> Option<bool> {
        None
    }

    /// How many of the users' writes this node holds on disk; `None` where it keeps no data.
    fn stored_writes(&self) -> Option<u64> {
        None
    }

    /// How many messages this node has accepted and not handed on for good; `None` where it keeps
    /// nothing for later.
    fn backlog(&self) -> Option<u64> {
        None
    }

    /// What this node was asked to hand on since the start; `None` where it keeps nothing for later.
    fn put_off(&self) -> Option<PutOff> {
        None
    }

    /// How many messages this node has put aside since the start, because they were tried too often
    /// (dead letters); `None` where it keeps nothing for later.
    fn dead_letters(&self) -> Option<u64> {
        None
    }

    /// What only programs of its kind count, as it is at `now`.
    fn tally(&self, _now: Time) -> Tally<'_> {
        Tally::default()
    }

    /// What this node has accepted for others to do and has not seen done, for each part that is to do
    /// it; nothing where it keeps nothing for later.
    fn held_for(&self, _now: Time) -> Vec<HeldFor> {
        Vec::new()
    }

    /// Whether this node keeps something of this request to be done later.
    fn keeps(&self, _request: RequestId) -> bool {
        false
    }

    /// A copy with the same state, for keyframes and forks.
    fn clone_box(&self) -> Box<dyn Process>;
}

impl Clone for Box<dyn Process> {
    fn clone(&self) -> Self {
        self.clone_box()
    }
}

/// Messages that a node keeps for later, since the start of the run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PutOff {
    /// Those it was asked to hand on, also where it had no room for them.
    pub asked: u64,
    /// Those of them that are kept or were refused.
    pub left: u64,
}

/// Messages that a node keeps for one part, which is to do what they say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeldFor {
    /// The first machine of that part.
    pub consumer: NodeId,
    /// Those that are kept, under way or not.
    pub held: u64,
    /// Those of them that were accepted longer than [`PATIENCE`](crate::PATIENCE) ago.
    pub late: u64,
    /// When the oldest of them was accepted.
    pub since: Option<Time>,
    /// Those that were put aside since the start, because they were tried too often.
    pub put_aside: u64,
}

/// The part a node plays at the moment, where it can change during a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// No changing part.
    #[default]
    None,
    /// Takes the writes.
    Primary,
    /// Holds a copy, ready to take over.
    Standby,
    /// On its way to becoming primary.
    Promoting,
    /// Accepts no new work and finishes what it has.
    Draining,
    /// Was the primary, and is without power, or another has taken over. Only snapshots say so: the
    /// machine itself may not know.
    Former,
}

impl Role {
    /// Every part, in the order of their numbers.
    pub(crate) const ALL: [Self; 6] = [
        Self::None,
        Self::Primary,
        Self::Standby,
        Self::Promoting,
        Self::Draining,
        Self::Former,
    ];
}

/// Something worth telling the viewer that the engine cannot see from outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Note {
    /// A call was turned away at this node.
    Refused {
        request: Option<RequestId>,
        reason: Reason,
    },
    /// This node now does (or no longer does) send work to `target`.
    Trust { target: NodeId, trusted: bool },
    /// This node plays another part from now on.
    Role(Role),
    /// This node decided something about a request, for its story.
    Decided {
        request: Option<RequestId>,
        decision: Decision,
    },
    /// So many writes that users had been told of are gone for good.
    WritesLost { count: u64 },
}

/// What a part can decide about one request: the "because" of its story.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// The balancer chose this target.
    Chose { target: NodeId },
    /// No target is trusted, so all are tried.
    FailedOpen,
    /// The cache had it.
    CacheHit,
    /// The cache had an old copy, gave it, and asks for a new one.
    CacheStale,
    /// The cache did not have it.
    CacheMiss,
    /// Somebody else asks for the same already: wait for that answer.
    Joined,
    /// No answer came in time, and none is waited for any more.
    GaveUp,
    /// It is tried again after this pause.
    Retry { pause: Duration },
    /// The retry budget is used up.
    RetryBudgetSpent,
    /// A second attempt is sent before the first is given up.
    Hedged,
    /// A copy of the data answers instead of the primary.
    ReadFromReplica,
    /// All connections are taken: it waits for one.
    WaitsForConnection,
    /// It has waited and now has a connection.
    Connected,
    /// It has waited for a connection and gets none here any more.
    NotConnected,
    /// It is put into a queue to be done later.
    Enqueued,
    /// The consumer did not confirm in time: the queue delivers it again.
    Redelivered,
    /// Tried too often: it is put aside.
    DeadLettered,
    /// A call failed for this reason, and it goes on without what that would have given.
    WentWithout { reason: Reason },
    /// A later step failed: what this node did before is taken back.
    TakesBack,
    /// Taking something back has failed for this reason, and it stays done.
    NotTakenBack { reason: Reason },
    /// A call failed for this reason, and another one is made instead.
    FellBack { reason: Reason },
    /// It has nothing in its memory of what the caller brought before.
    RecalledNothing,
}

/// What a process asks for, where it has to wait until its handler has returned.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Effect {
    Send {
        target: NodeId,
        class: Class,
        request: Option<RequestId>,
        call: CallId,
        body: Body,
    },
    SetTimer {
        delay: Duration,
        token: u64,
    },
    /// Queue a piece of work for this node's workers.
    Work {
        waiting: Waiting,
        /// A job that continues goes before those that have not begun.
        continues: bool,
    },
    /// One more attempt of a request begins.
    Attempt(RequestId),
    /// The request has ended for its user.
    Resolve(RequestId, Answer),
    /// An answer came for an attempt that nobody waits for any more.
    Late {
        request: RequestId,
        /// Whether it would have helped before the attempt's time was up.
        good: bool,
    },
    Note(Note),
    /// A group of like machines is to become this large.
    SetUnits {
        group: u16,
        count: u16,
    },
    PowerOff,
}
