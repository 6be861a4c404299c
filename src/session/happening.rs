//! What is worth telling a person: picked from the records, without the bustle of ordinary work.

use sim::{Entry, Fault, Intervened, Intervention, NodeId, NodeState, Record, Role, Time};

use crate::state::RunCause;

/// Something worth telling, and when it happened.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Happening {
    pub at: Time,
    pub what: What,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum What {
    /// A machine is now in this state; up and busy count as one.
    State {
        node: NodeId,
        state: NodeState,
    },
    /// `node` stopped sending work to `target`, or began again.
    Trust {
        node: NodeId,
        target: NodeId,
        trusted: bool,
    },
    Role {
        node: NodeId,
        role: Role,
    },
    /// A person broke or mended something.
    Struck {
        fault: Fault,
    },
}

/// What the status line may tell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum News {
    Happened {
        side: usize,
        happening: Happening,
    },
    Paused {
        at: Time,
    },
    Stepped {
        at: Time,
    },
    /// The run went to another instant of its past.
    Sought {
        at: Time,
    },
    /// Another future began here, and the old one was kept under its number.
    Forked {
        at: Time,
        kept: u32,
    },
    /// The person looks at this future now.
    Switched {
        to: u32,
        at: Time,
    },
    Began(RunCause),
    /// The same run began again, and what was done before is kept under this number.
    BeganAgain {
        kept: u32,
    },
    /// The link to this run is where the person can paste it from.
    LinkCopied,
    Ended,
}

/// Tells what is new from what was known already.
#[derive(Clone)]
pub(super) struct Watch {
    states: Vec<NodeState>,
    /// The last change of a part: the change of state that it brings along is no news of its own.
    role_changed: Option<(NodeId, Time)>,
}

impl Watch {
    pub(super) fn new(node_count: usize) -> Self {
        Self {
            states: vec![NodeState::Absent; node_count],
            role_changed: None,
        }
    }

    /// What is known where nodes are in these states.
    pub(super) fn of(states: impl Iterator<Item = NodeState>) -> Self {
        Self {
            states: states.map(plain).collect(),
            role_changed: None,
        }
    }

    /// What this record tells a person, if anything. What is so from the start is not told.
    pub(super) fn notice(&mut self, entry: &Entry, done: &[Intervened]) -> Option<What> {
        let what = match entry.record {
            Record::State { node, state } => {
                let state = plain(state);
                let before = std::mem::replace(&mut self.states[node.index()], state);
                let told = self.role_changed == Some((node, entry.time));
                (before != state && !told).then_some(What::State { node, state })
            }
            Record::Trust {
                node,
                target,
                trusted,
            } => Some(What::Trust {
                node,
                target,
                trusted,
            }),
            Record::Role { node, role } => {
                self.role_changed = Some((node, entry.time));
                Some(What::Role { node, role })
            }
            Record::Struck { place, damage } => {
                let faults = done.iter().rev().filter(|done| done.at == entry.time);
                let mut faults = faults.filter_map(|done| match done.what {
                    Intervention::Fault(fault) => Some(fault),
                    _ => None,
                });
                let fault =
                    faults.find(|fault| fault.place() == place && fault.is_damage() == damage);
                fault
                    .filter(|fault| !shows_in_the_state(*fault))
                    .map(|fault| What::Struck { fault })
            }
            _ => None,
        };
        what.filter(|_| entry.time > Time::ZERO)
    }
}

/// What a machine's change of state tells already.
const fn shows_in_the_state(fault: Fault) -> bool {
    matches!(
        fault,
        Fault::Crash { .. }
            | Fault::Restart { .. }
            | Fault::Pause { .. }
            | Fault::Resume { .. }
            | Fault::Slow { .. }
            | Fault::Restore { .. }
    )
}

/// Ordinary work is one state: more or less of it is no news.
const fn plain(state: NodeState) -> NodeState {
    match state {
        NodeState::Busy => NodeState::Up,
        other => other,
    }
}
