//! Messages: one envelope in flight between two nodes, and what may be written on it.

use serde::{Deserialize, Serialize};

use crate::request::RequestId;
use crate::time::Time;

/// A machine of the run, by its place in the blueprint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct NodeId(pub u16);

/// A path between two nodes, by its place in the blueprint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LinkId(pub u16);

impl NodeId {
    /// The place in a list of nodes.
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

impl LinkId {
    /// The place in a list of links.
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// The kind of a message, drawn as a shape of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// Somebody asks for work.
    Request,
    /// The answer to a request.
    Reply,
    /// Data on its way to a copy.
    Replication,
    /// Something happened, told to whom it may concern.
    Event,
    /// Health checks, elections, announcements.
    Control,
}

impl Class {
    /// Every kind, in the order of their numbers.
    pub(crate) const ALL: [Self; 5] = [
        Self::Request,
        Self::Reply,
        Self::Replication,
        Self::Event,
        Self::Control,
    ];
}

/// Names one call so that its answer finds the caller's bookkeeping; chosen by the caller.
pub type CallId = u64;

/// What a message says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Body {
    /// Please carry out this operation.
    Call(Call),
    /// How the call ended.
    Answer(Answer),
    /// Anything else, in the words of the two processes.
    Protocol(Payload),
}

/// Which of the writes to a piece of data is meant: later writes have larger versions.
///
/// A store that can be taken over says in it where the write stands in its history: in which epoch
/// (the reign of one primary), and which write of the whole history it was. Other versions belong to
/// epoch 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version(pub u64);

impl Version {
    /// The version of data that was never written, and of answers that speak of no data.
    pub const NONE: Self = Self(0);

    /// The write with this number in this epoch of the store that `store` stands for. Numbers have 36
    /// bits. Epochs have 15; those that come after count as the last one.
    pub const fn in_history(store: NodeId, epoch: u64, number: u64) -> Self {
        let epoch = if epoch < EPOCH_MAX { epoch } else { EPOCH_MAX };
        // No store's bits are zero: those are of versions that belong to no history.
        let store = (store.0 as u64 + 1) & STORE_MASK;
        Self(epoch << (STORE_BITS + NUMBER_BITS) | store << NUMBER_BITS | number & NUMBER_MASK)
    }

    /// What this store has never written: less than every write of it, and yet of this store.
    pub const fn unwritten(store: NodeId) -> Self {
        Self::in_history(store, 0, 0)
    }

    /// The store in whose history it stands, as far as a version has room for its name. Versions of
    /// different stores say nothing of each other.
    pub const fn store(self) -> Option<NodeId> {
        match self.0 >> NUMBER_BITS & STORE_MASK {
            0 => None,
            store => Some(NodeId(store as u16 - 1)),
        }
    }

    /// In which epoch it was written.
    pub const fn epoch(self) -> u64 {
        self.0 >> (STORE_BITS + NUMBER_BITS)
    }

    /// Which write of its store's history it is.
    pub const fn number(self) -> u64 {
        self.0 & NUMBER_MASK
    }
}

const NUMBER_BITS: u32 = 36;
const NUMBER_MASK: u64 = (1 << NUMBER_BITS) - 1;
/// More than a model has machines.
const STORE_BITS: u32 = 13;
const STORE_MASK: u64 = (1 << STORE_BITS) - 1;
const EPOCH_MAX: u64 = (1 << (64 - STORE_BITS - NUMBER_BITS)) - 1;

/// What a call is answered with: the version of the data it read or wrote, or why it failed.
pub type Answer = Result<Version, Reason>;

/// The work that a request asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Call {
    /// Which of the called program's operations.
    pub operation: u16,
    /// Which piece of data.
    pub key: u32,
    /// When the caller stops waiting, where it says so; [`Time::MAX`] where it does not.
    pub deadline: Time,
}

impl Call {
    /// A call whose caller does not say how long it waits.
    pub const fn new(operation: u16, key: u32) -> Self {
        Self {
            operation,
            key,
            deadline: Time::MAX,
        }
    }
}

/// Words that only the communicating processes understand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Payload {
    /// Which message of the protocol.
    pub tag: u16,
    /// Its contents.
    pub words: [u64; 2],
}

/// Why a request, or one attempt of it, failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// No answer came in time.
    TimedOut,
    /// The queue of a node was full.
    QueueFull,
    /// Nobody was there to serve it.
    Unavailable,
    /// A node further behind did not answer in time.
    DependencyTimedOut,
    /// More calls came than the rate limit lets through.
    RateLimited,
    /// It would have been answered too late, so it was not begun.
    Shed,
    /// The caller's circuit breaker is open: the target failed too often.
    CircuitOpen,
    /// As many calls as allowed were under way: a bulkhead or a connection pool was full.
    LimitReached,
    /// The program answered with an error of its own.
    Faulty,
}

impl Reason {
    /// Every reason, in the order of [`Reason::index`].
    pub const ALL: [Self; 9] = [
        Self::TimedOut,
        Self::QueueFull,
        Self::Unavailable,
        Self::DependencyTimedOut,
        Self::RateLimited,
        Self::Shed,
        Self::CircuitOpen,
        Self::LimitReached,
        Self::Faulty,
    ];

    /// The place in [`Reason::ALL`].
    pub const fn index(self) -> usize {
        self as usize
    }
}

/// Why a message did not arrive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DropReason {
    /// The link was cut.
    Cut,
    /// The link loses some messages.
    Lost,
    /// The target was down.
    TargetDown,
    /// The paused target's network buffer was full.
    BufferFull,
}

impl DropReason {
    /// Every reason, in the order of [`DropReason::index`].
    pub const ALL: [Self; 4] = [Self::Cut, Self::Lost, Self::TargetDown, Self::BufferFull];

    /// The place in [`DropReason::ALL`].
    pub const fn index(self) -> usize {
        self as usize
    }
}

/// One envelope in flight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Message {
    /// Its place among all messages of the run, copies that the network made included.
    pub number: u64,
    pub source: NodeId,
    pub target: NodeId,
    pub link: LinkId,
    /// Whether it travels from the link's first end to its second.
    pub forward: bool,
    pub class: Class,
    /// The user's request it serves, if any.
    pub request: Option<RequestId>,
    pub call: CallId,
    pub body: Body,
    pub sent_at: Time,
    /// When it arrives, if nothing happens to it on the way.
    pub deliver_at: Time,
}

impl Message {
    /// The same, part by part: a copy of so many bytes in one go is a call out of WebAssembly.
    #[inline]
    pub(crate) const fn in_parts(&self) -> Self {
        Self {
            number: self.number,
            source: self.source,
            target: self.target,
            link: self.link,
            forward: self.forward,
            class: self.class,
            request: self.request,
            call: self.call,
            body: self.body,
            sent_at: self.sent_at,
            deliver_at: self.deliver_at,
        }
    }

    /// Whether it carries bad news.
    pub const fn failed(&self) -> bool {
        matches!(self.body, Body::Answer(Err(_)))
    }
}
