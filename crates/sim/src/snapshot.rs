//! What is, at one instant, as plain data for viewers. Every number on screen comes from here, from
//! the records, or from the metrics.

use crate::fault::Place;
use crate::message::{Class, DropReason, LinkId, NodeId, Reason};
use crate::network::{LinkState, Traffic};
use crate::process::Role;
use crate::request::{RequestId, Totals};
use crate::rng::Probability;
use crate::time::Time;

/// What a machine is like at the moment, told in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NodeState {
    /// Not in service: nobody has switched it on.
    Absent,
    /// Running with room to spare.
    Up,
    /// Every worker has work, and the queue is short.
    Busy,
    /// Close to losing work: the warning before the damage, held for two seconds.
    Saturated,
    /// Working slower than it should.
    Slow,
    /// Stopped for a while, forgetting nothing.
    Paused,
    /// Without power.
    Down,
    /// Booting, or taking over.
    Recovering,
}

impl NodeState {
    /// Every state, in the order of their numbers.
    pub(crate) const ALL: [Self; 8] = [
        Self::Absent,
        Self::Up,
        Self::Busy,
        Self::Saturated,
        Self::Slow,
        Self::Paused,
        Self::Down,
        Self::Recovering,
    ];
}

/// Everything a viewer needs to draw one instant. Reused from frame to frame.
#[derive(Clone, Debug, Default)]
pub struct Snapshot {
    pub now: Time,
    pub nodes: Vec<NodeView>,
    pub links: Vec<LinkView>,
    pub messages: Vec<MessageView>,
    /// The most recent losses, oldest first.
    pub losses: Vec<LossView>,
    pub totals: Totals,
    /// Thousandths of a request per second that the users want.
    pub demand_milli: u64,
    /// Events handled since the start of the run.
    pub events: u64,
}

/// One machine.
#[derive(Clone, Debug, PartialEq)]
pub struct NodeView {
    pub id: NodeId,
    pub state: NodeState,
    /// Since when it has been in this state.
    pub since: Time,
    pub role: Role,
    pub workers: u16,
    pub busy: u16,
    pub queue_length: u32,
    pub queue_capacity: u32,
    /// Share of the workers' time spent working over the last second, 0 to 1.
    pub utilization: f32,
    /// How many times slower than it should be; 1 is full pace.
    pub slowness: u32,
    /// Share of its calls that a gray failure answers with an error.
    pub gray: Probability,
    /// Calls turned away here since the start, by [`Reason::index`].
    pub refused: [u64; Reason::ALL.len()],
    /// The users' writes it holds on disk, where it keeps data.
    pub stored_writes: Option<u64>,
    /// Messages it keeps for later, where it does.
    pub backlog: Option<u64>,
    /// Messages it has put aside since the start, where it keeps any for later.
    pub dead_letters: Option<u64>,
    /// Jobs and messages that were lost with this machine since the start.
    pub lost: u64,
    /// What its people want and get, where it is no machine but users.
    pub users: Option<UsersView>,
}

/// The users at one node.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct UsersView {
    /// Thousandths of a request per second that they want.
    pub demand_milli: u64,
    /// Requests of theirs that have not ended.
    pub waiting: u64,
    /// Requests of theirs that have failed since the start, by [`Reason::index`].
    pub failed: [u64; Reason::ALL.len()],
}

impl UsersView {
    /// These users and those.
    pub(crate) fn and(self, other: Self) -> Self {
        Self {
            demand_milli: self.demand_milli + other.demand_milli,
            waiting: self.waiting + other.waiting,
            failed: std::array::from_fn(|reason| self.failed[reason] + other.failed[reason]),
        }
    }
}

/// One link.
#[derive(Clone, Debug, PartialEq)]
pub struct LinkView {
    pub id: LinkId,
    pub source: NodeId,
    pub target: NodeId,
    pub state: LinkState,
    /// Since the start, from source to target and back.
    pub forward: Traffic,
    pub backward: Traffic,
    /// Messages per second delivered over the last second, both directions together.
    pub rate: f32,
    /// Whether the source would send work to the target now, where it has an opinion.
    pub trusted: Option<bool>,
}

/// One message in flight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MessageView {
    /// The same for the same message in every frame.
    pub key: u64,
    pub link: LinkId,
    pub forward: bool,
    pub class: Class,
    pub request: Option<RequestId>,
    /// It carries bad news.
    pub failed: bool,
    pub sent_at: Time,
    pub deliver_at: Time,
}

impl MessageView {
    /// How much of its way it has gone at `now`, 0 to 1.
    pub fn progress(&self, now: Time) -> f32 {
        let whole = self.deliver_at.since(self.sent_at).as_nanos().max(1);
        let gone = now.since(self.sent_at).as_nanos();
        (gone as f64 / whole as f64).min(1.0) as f32
    }
}

/// Why something was lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LossReason {
    /// A message was dropped.
    Dropped(DropReason),
    /// A call was turned away.
    Refused(Reason),
    /// A machine lost its power with work on it.
    Crashed,
    /// A user's request failed for good.
    Failed(Reason),
}

/// Something that was lost, where, when and why.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LossView {
    pub place: Place,
    /// On a link: how far from its source, 0 to 1.
    pub fraction: f32,
    pub at: Time,
    pub reason: LossReason,
}
