//! What the parts say to each other apart from calls and answers.

use sim::{Body, Class, Context, NodeId, Payload, Version};

/// A message between two parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Words {
    /// Balancer to service: are you well?
    Probe,
    /// Service to balancer: I am.
    Well,
    /// Service to balancer: send me work from now on.
    Register,
    /// Service to balancer: send me no more work.
    Deregister,
    /// Autoscaler to service: how busy are you?
    HowBusy,
    /// Service to autoscaler: my workers worked so many thousandths of the last second, and so many
    /// jobs wait.
    Busy { per_mille: u64, queue: u64 },
    /// Service to database: who takes the writes?
    WhoIsPrimary,
    /// Database to service: I do, since this epoch; and so many copies answer reads.
    IAmPrimary { epoch: u64, readable: u64 },
    /// Database to service: I am a copy that answers reads.
    IAmReadable,
    /// Primary to copy: since the write `written` I have been the primary, continuing the data of
    /// the epoch `after`, and I am now at `now`.
    Began {
        epoch: u64,
        after: u64,
        written: u64,
        now: u64,
    },
    /// Primary to copy: this was written to that key, next after the write that `call` says.
    Replicate {
        epoch: u64,
        version: Version,
        key: u32,
    },
    /// Copy to primary: I follow this epoch and have everything on disk up to here.
    Replicated { epoch: u64, written: u64 },
    /// Copy to primary: I miss what comes after this write.
    Missing { epoch: u64, written: u64 },
    /// To an outdated primary: another one was chosen.
    StepDown { epoch: u64 },
    /// Monitor to database: are you there, and do you know the epoch?
    Heartbeat { epoch: u64 },
    /// Database to monitor: I am there, I am (or am becoming) the primary or not, and I am fit to
    /// become it with data up to this version or not.
    Alive {
        leads: bool,
        fit: bool,
        newest: Version,
    },
    /// Database to monitor, after a start: what am I to be? The answer comes with the same `call`.
    Join,
    /// Monitor to database: take over with this epoch.
    Promote { epoch: u64 },
    /// Monitor to database: go on as the primary that you were.
    Lead { epoch: u64 },
    /// Monitor to database: be the standby.
    Follow { epoch: u64 },
    /// Primary to monitor: may I confirm writes that this standby does not have?
    MayIWorkWithout { epoch: u64, standby: Standby },
    /// Monitor to primary: you may; that standby will not be promoted.
    WorkWithout { epoch: u64, standby: Standby },
    /// Primary to monitor: that standby has everything again.
    StandbyIsInSync { epoch: u64, standby: Standby },
}

/// A standby that the primary and the monitor speak of, and which change of its state this is: who
/// has heard of a later one heeds no earlier one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Standby {
    pub(crate) node: NodeId,
    pub(crate) change: u64,
}

impl Standby {
    const fn word(self) -> u64 {
        self.change << 16 | self.node.0 as u64
    }

    const fn from_word(word: u64) -> Self {
        Self {
            node: NodeId(word as u16),
            change: word >> 16,
        }
    }
}

/// Bits of a word that hold the number of a write, where an epoch stands above it.
const WRITTEN_BITS: u32 = 40;

const fn joined(epoch: u64, written: u64) -> u64 {
    epoch << WRITTEN_BITS | written
}

const fn apart(word: u64) -> (u64, u64) {
    (word >> WRITTEN_BITS, word & ((1 << WRITTEN_BITS) - 1))
}

impl Words {
    /// Sends these words, with `call` to recognise their answer by.
    pub(crate) fn send(self, context: &mut Context<'_>, target: NodeId, call: u64) {
        let class = match self {
            Self::Replicate { .. } => Class::Replication,
            _ => Class::Control,
        };
        context.send(target, class, call, Body::Protocol(self.into()));
    }
}

impl From<Words> for Payload {
    fn from(words: Words) -> Self {
        let (tag, first, second) = match words {
            Words::Probe => (1, 0, 0),
            Words::Well => (2, 0, 0),
            Words::Register => (3, 0, 0),
            Words::Deregister => (4, 0, 0),
            Words::WhoIsPrimary => (5, 0, 0),
            Words::IAmPrimary { epoch, readable } => (6, epoch, readable),
            Words::Replicate {
                epoch,
                version,
                key,
            } => (7, epoch << 32 | u64::from(key), version.0),
            Words::Replicated { epoch, written } => (8, epoch, written),
            Words::StepDown { epoch } => (9, epoch, 0),
            Words::Heartbeat { epoch } => (10, epoch, 0),
            Words::Alive { leads, fit, newest } => {
                (11, u64::from(leads) | u64::from(fit) << 1, newest.0)
            }
            Words::Join => (12, 0, 0),
            Words::Promote { epoch } => (13, epoch, 0),
            Words::Lead { epoch } => (14, epoch, 0),
            Words::Follow { epoch } => (15, epoch, 0),
            Words::MayIWorkWithout { epoch, standby } => (16, epoch, standby.word()),
            Words::WorkWithout { epoch, standby } => (17, epoch, standby.word()),
            Words::StandbyIsInSync { epoch, standby } => (18, epoch, standby.word()),
            Words::IAmReadable => (19, 0, 0),
            Words::Began {
                epoch,
                after,
                written,
                now,
            } => (20, joined(epoch, written), joined(after, now)),
            Words::Missing { epoch, written } => (21, epoch, written),
            Words::HowBusy => (22, 0, 0),
            Words::Busy { per_mille, queue } => (23, per_mille, queue),
        };
        Self {
            tag,
            words: [first, second],
        }
    }
}

impl From<Payload> for Words {
    fn from(payload: Payload) -> Self {
        let [first, second] = payload.words;
        let epoch = first;
        match payload.tag {
            1 => Self::Probe,
            2 => Self::Well,
            3 => Self::Register,
            4 => Self::Deregister,
            5 => Self::WhoIsPrimary,
            6 => Self::IAmPrimary {
                epoch,
                readable: second,
            },
            7 => Self::Replicate {
                epoch: first >> 32,
                version: Version(second),
                key: first as u32,
            },
            8 => Self::Replicated {
                epoch,
                written: second,
            },
            9 => Self::StepDown { epoch },
            10 => Self::Heartbeat { epoch },
            11 => Self::Alive {
                leads: first & 1 != 0,
                fit: first & 2 != 0,
                newest: Version(second),
            },
            12 => Self::Join,
            13 => Self::Promote { epoch },
            14 => Self::Lead { epoch },
            15 => Self::Follow { epoch },
            16 => Self::MayIWorkWithout {
                epoch,
                standby: Standby::from_word(second),
            },
            17 => Self::WorkWithout {
                epoch,
                standby: Standby::from_word(second),
            },
            18 => Self::StandbyIsInSync {
                epoch,
                standby: Standby::from_word(second),
            },
            19 => Self::IAmReadable,
            20 => {
                let ((epoch, written), (after, now)) = (apart(first), apart(second));
                Self::Began {
                    epoch,
                    after,
                    written,
                    now,
                }
            }
            21 => Self::Missing {
                epoch,
                written: second,
            },
            22 => Self::HowBusy,
            23 => Self::Busy {
                per_mille: first,
                queue: second,
            },
            tag => unreachable!("no part of ours says {tag}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_survive_the_envelope() {
        for tag in 1..=23 {
            let payload = Payload {
                tag,
                words: [3 << 40 | 1, 2 << 40 | 4],
            };
            let words = Words::from(payload);
            assert_eq!(Words::from(Payload::from(words)), words);
            assert_eq!(Payload::from(words).tag, tag);
        }
    }
}
