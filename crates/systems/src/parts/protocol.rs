//! What the parts say to each other apart from calls and answers.

use sim::{Body, Class, Context, NodeId, Payload};

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
    /// Service to database: who takes the writes?
    WhoIsPrimary,
    /// Database to service: I do, since this epoch.
    IAmPrimary { epoch: u64 },
    /// Primary to standby: this is the data up to here.
    Replicate { epoch: u64, written: u64 },
    /// Standby to primary: I have it on disk up to here.
    Replicated { epoch: u64, written: u64 },
    /// To an outdated primary: another one was chosen.
    StepDown { epoch: u64 },
    /// Monitor to database: are you there, and do you know the epoch?
    Heartbeat { epoch: u64 },
    /// Database to monitor: I am there, and I am (or am becoming) the primary, or not.
    Alive { leads: bool },
    /// Database to monitor, after a start: what am I to be?
    Join,
    /// Monitor to database: take over with this epoch.
    Promote { epoch: u64 },
    /// Monitor to database: go on as the primary that you were.
    Lead { epoch: u64 },
    /// Monitor to database: be the standby.
    Follow { epoch: u64 },
    /// Primary to monitor: may I confirm writes that the standby does not have?
    MayIWorkAlone { epoch: u64 },
    /// Monitor to primary: you may; the standby will not be promoted.
    WorkAlone { epoch: u64 },
    /// Primary to monitor: the standby has everything again.
    StandbyIsInSync { epoch: u64 },
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
            Words::IAmPrimary { epoch } => (6, epoch, 0),
            Words::Replicate { epoch, written } => (7, epoch, written),
            Words::Replicated { epoch, written } => (8, epoch, written),
            Words::StepDown { epoch } => (9, epoch, 0),
            Words::Heartbeat { epoch } => (10, epoch, 0),
            Words::Alive { leads } => (11, u64::from(leads), 0),
            Words::Join => (12, 0, 0),
            Words::Promote { epoch } => (13, epoch, 0),
            Words::Lead { epoch } => (14, epoch, 0),
            Words::Follow { epoch } => (15, epoch, 0),
            Words::MayIWorkAlone { epoch } => (16, epoch, 0),
            Words::WorkAlone { epoch } => (17, epoch, 0),
            Words::StandbyIsInSync { epoch } => (18, epoch, 0),
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
            6 => Self::IAmPrimary { epoch },
            7 => Self::Replicate {
                epoch,
                written: second,
            },
            8 => Self::Replicated {
                epoch,
                written: second,
            },
            9 => Self::StepDown { epoch },
            10 => Self::Heartbeat { epoch },
            11 => Self::Alive { leads: first != 0 },
            12 => Self::Join,
            13 => Self::Promote { epoch },
            14 => Self::Lead { epoch },
            15 => Self::Follow { epoch },
            16 => Self::MayIWorkAlone { epoch },
            17 => Self::WorkAlone { epoch },
            18 => Self::StandbyIsInSync { epoch },
            tag => unreachable!("no part of ours says {tag}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_survive_the_envelope() {
        for tag in 1..=18 {
            let payload = Payload { tag, words: [1, 4] };
            let words = Words::from(payload);
            assert_eq!(Words::from(Payload::from(words)), words);
            assert_eq!(Payload::from(words).tag, tag);
        }
    }
}
