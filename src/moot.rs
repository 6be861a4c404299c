//! Faults that would change nothing that anybody could see, and why: they are not offered.

use sim::{Fault, NodeId, NodeState, Place};
use systems::Duty;

use crate::session::Side;

/// Why a fault would change nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moot {
    /// The machine has no power, or is only starting.
    NoPower,
    Paused,
    /// It does no work that takes time.
    NoWork,
    /// Nobody calls it.
    NotCalled,
    /// Nothing goes over the line as it is.
    Cut,
}

impl Moot {
    pub const ALL: [Self; 5] = [
        Self::NoPower,
        Self::Paused,
        Self::NoWork,
        Self::NotCalled,
        Self::Cut,
    ];
}

/// Why this fault would change nothing now; `None` where it would, and for repairs.
pub fn moot(side: &Side, fault: Fault) -> Option<Moot> {
    match (fault.place(), fault) {
        (_, fault) if !fault.is_damage() => None,
        (_, Fault::Crash { .. } | Fault::Partition { .. }) => None,
        (Place::Node(node), fault) => of_machine(side, node, fault),
        (Place::Link(link), _) => {
            let state = side.snapshot().links[link.index()].state;
            state.cut.then_some(Moot::Cut)
        }
    }
}

fn of_machine(side: &Side, node: NodeId, fault: Fault) -> Option<Moot> {
    let machine = &side.simulation().nodes()[node.index()];
    let watches = side.card(node).duties.contains(&Duty::Watch);
    let paused = machine.state() == NodeState::Paused;
    match fault {
        _ if !machine.powered() => Some(Moot::NoPower),
        Fault::Slow { .. } | Fault::Gray { .. } if paused => Some(Moot::Paused),
        Fault::Slow { .. } if machine.worker_count() == 0 => Some(Moot::NoWork),
        Fault::Gray { .. } if watches => Some(Moot::NotCalled),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use sim::{LinkId, Probability};

    use super::*;
    use crate::session::Session;
    use crate::settings::Settings;
    use crate::state::RunCause;

    fn node(session: &Session, name: &str) -> NodeId {
        let cards = session.side(1).cards().iter();
        NodeId(cards.take_while(|card| card.name != name).count() as u16)
    }

    #[test]
    fn what_cannot_matter_is_not_offered_and_says_why() {
        let mut session = Session::new(&Settings::default(), RunCause::Opened).expect("can be run");
        let slow = |node| Fault::Slow { node, factor: 10 };
        let share = Probability::from_percent(30);
        let gray = |node| Fault::Gray { node, share };
        let [api, balancer, monitor] =
            ["api-1", "balancer", "monitor"].map(|name| node(&session, name));
        let why = |session: &Session, fault| moot(session.side(1), fault);
        assert_eq!(why(&session, slow(api)), None);
        assert_eq!(why(&session, gray(api)), None);
        assert_eq!(why(&session, gray(balancer)), None);
        assert_eq!(why(&session, slow(balancer)), Some(Moot::NoWork));
        assert_eq!(why(&session, gray(monitor)), Some(Moot::NotCalled));
        session.strike(1, Fault::Pause { node: api });
        assert_eq!(why(&session, gray(api)), Some(Moot::Paused));
        session.strike(1, Fault::Crash { node: api });
        for fault in [slow(api), gray(api), Fault::Pause { node: api }] {
            assert_eq!(why(&session, fault), Some(Moot::NoPower));
        }
        assert_eq!(why(&session, Fault::Restart { node: api }), None);
        let link = LinkId(0);
        let loss = Probability::from_percent(30);
        assert_eq!(why(&session, Fault::Lossy { link, loss }), None);
        session.strike(1, Fault::Partition { link });
        assert_eq!(why(&session, Fault::Lossy { link, loss }), Some(Moot::Cut));
    }
}
