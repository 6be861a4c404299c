//! What will happen, and the form in which it waits: two words, which are handed over in registers
//! and moved as they are, however the kinds of events differ.

use std::fmt;

use crate::message::NodeId;
use crate::slab::Key;

/// What will happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Event {
    Arrive {
        source: u16,
        generation: u32,
    },
    Deliver {
        message: Key,
    },
    Finish {
        node: NodeId,
        worker: u16,
        generation: u32,
    },
    Fire {
        node: NodeId,
        incarnation: u32,
        token: u64,
    },
    Boot {
        node: NodeId,
        incarnation: u32,
    },
    Planned {
        index: u32,
    },
    /// The demand of a workload changes by itself.
    Step {
        source: u16,
    },
}

/// An event that waits: its kind in 8 bits, a place in 16, a count in 32, and a word of its own.
#[derive(Clone, Copy)]
pub(super) struct Waiting {
    head: u64,
    word: u64,
}

const ARRIVE: u8 = 0;
const DELIVER: u8 = 1;
const FINISH: u8 = 2;
const FIRE: u8 = 3;
const BOOT: u8 = 4;
const PLANNED: u8 = 5;
const STEP: u8 = 6;

impl Event {
    #[inline(always)]
    pub(super) const fn wait(self) -> Waiting {
        let (kind, place, count, word) = match self {
            Self::Arrive { source, generation } => (ARRIVE, source, generation, 0),
            Self::Deliver { message } => (DELIVER, 0, 0, message.as_bits()),
            Self::Finish {
                node,
                worker,
                generation,
            } => (FINISH, node.0, generation, worker as u64),
            Self::Fire {
                node,
                incarnation,
                token,
            } => (FIRE, node.0, incarnation, token),
            Self::Boot { node, incarnation } => (BOOT, node.0, incarnation, 0),
            Self::Planned { index } => (PLANNED, 0, index, 0),
            Self::Step { source } => (STEP, source, 0, 0),
        };
        Waiting {
            head: kind as u64 | (place as u64) << 16 | (count as u64) << 32,
            word,
        }
    }
}

impl Waiting {
    #[inline(always)]
    pub(super) const fn come(self) -> Event {
        let Self { head, word } = self;
        let (place, count) = ((head >> 16) as u16, (head >> 32) as u32);
        let node = NodeId(place);
        match head as u8 {
            ARRIVE => Event::Arrive {
                source: place,
                generation: count,
            },
            DELIVER => Event::Deliver {
                message: Key::from_bits(word),
            },
            FINISH => Event::Finish {
                node,
                worker: word as u16,
                generation: count,
            },
            FIRE => Event::Fire {
                node,
                incarnation: count,
                token: word,
            },
            BOOT => Event::Boot {
                node,
                incarnation: count,
            },
            PLANNED => Event::Planned { index: count },
            STEP => Event::Step { source: place },
            _ => unreachable!(),
        }
    }
}

impl fmt::Debug for Waiting {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.come().fmt(formatter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_waits_comes_as_it_was() {
        let node = NodeId(u16::MAX - 1);
        let (worker, source) = (u16::MAX, u16::MAX - 2);
        let (generation, incarnation, index) = (u32::MAX, u32::MAX - 1, u32::MAX - 2);
        let events = [
            Event::Arrive { source, generation },
            Event::Deliver {
                message: Key::from_bits(u64::MAX - 1),
            },
            Event::Finish {
                node,
                worker,
                generation,
            },
            Event::Fire {
                node,
                incarnation,
                token: u64::MAX,
            },
            Event::Boot { node, incarnation },
            Event::Planned { index },
            Event::Step { source },
        ];
        for event in events {
            assert_eq!(event.wait().come(), event);
        }
    }
}
