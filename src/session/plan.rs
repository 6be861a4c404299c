//! Faults on the matching machines of both sides, by hand and as planned, and acts that a link brought.
//!
//! Which machine matches is known only when the time has come. What was struck once is part of the
//! history: going back in time brings it again, and another future meets the plan anew.

use sim::{Duration, Fault, Intervention, NodeId, Time};
use systems::Duty;

use super::side::By;
use super::{Session, Side};
use crate::harm::{self, Harm, PlannedHarm};
use crate::settings::SIDE_COUNT;

impl Session {
    /// The machines that match on both sides at this instant.
    pub fn matching(&self, duty: Duty) -> [Option<NodeId>; SIDE_COUNT] {
        std::array::from_fn(|side| harm::busiest(&self.sides[side], duty))
    }

    /// Whether this would change anything on either side now.
    pub fn can_harm(&self, duty: Duty, harm: Harm) -> bool {
        let sides = self.sides.iter().zip(self.matching(duty));
        let mut sides = sides.filter_map(|(side, node)| Some((side.simulation(), node?)));
        sides.any(|(simulation, node)| {
            let faults = harm::faults(simulation, harm, node);
            faults.iter().any(|fault| simulation.takes_hold(*fault))
        })
    }

    /// Whether there is anything to mend among the machines of this kind.
    pub fn is_harmed(&self, duty: Duty) -> bool {
        self.sides
            .iter()
            .any(|side| !mending(side, duty).is_empty())
    }

    /// Strikes the matching machine of each side at this instant.
    pub fn harm(&mut self, duty: Duty, harm: Harm) {
        self.keep_future();
        self.strike_matching(duty, harm, By::Hand);
        self.refresh(0.0);
    }

    /// Mends all machines of this kind on both sides.
    pub fn mend(&mut self, duty: Duty) {
        self.keep_future();
        for side in &mut self.sides {
            strike(side, &mending(side, duty), By::Hand);
        }
        self.refresh(0.0);
    }

    /// Strikes every machine of a zone at this instant, on each side that has a zone of this name.
    pub fn strike_zone(&mut self, zone: &str, fault: fn(NodeId) -> Fault) {
        self.keep_future();
        for side in &mut self.sides {
            let faults = harm::zone(side, zone, fault);
            strike(side, &faults, By::Hand);
        }
        self.refresh(0.0);
    }

    /// When the plan or the link has something for the run, the next time after the present.
    pub(super) fn next_planned(&self) -> Option<Time> {
        self.planned_times().filter(|at| *at > self.now).min()
    }

    /// Whether the plan or the link has something for this very instant.
    pub(super) fn is_planned_at(&self, at: Time) -> bool {
        self.planned_times().any(|planned| planned == at)
    }

    fn planned_times(&self) -> impl Iterator<Item = Time> {
        let planned = self.settings.planned().iter();
        let planned = planned
            .flat_map(|plan| [Some(starts(plan)), ends(plan)])
            .flatten();
        let acts = (0..SIDE_COUNT).flat_map(|side| self.settings.acts(side));
        planned.chain(acts.map(|act| act.at))
    }

    /// Does what is planned for this very instant, the first time that it is reached.
    pub(super) fn follow_plan(&mut self) {
        if self.sides.iter().any(|side| side.timeline().has_future()) {
            return;
        }
        for plan in self.settings.planned().to_vec() {
            if starts(&plan) == self.now {
                self.strike_now(plan.duty, plan.harm);
            }
            if ends(&plan) == Some(self.now) {
                for side in &mut self.sides {
                    let struck = struck_at(side, starts(&plan));
                    strike(side, &struck, By::Plan);
                }
            }
        }
        self.act_again();
    }

    /// Does what a link says was done at this very instant.
    fn act_again(&mut self) {
        for (index, side) in self.sides.iter_mut().enumerate() {
            let acts = self.settings.acts(index).iter();
            for act in acts.filter(|act| act.at == self.now) {
                if act.late {
                    side.run_to(act.at);
                }
                for what in &act.what {
                    side.intervene(*what, By::Hand);
                }
            }
        }
    }

    fn strike_now(&mut self, duty: Duty, harm: Harm) {
        // Which machine is busiest is read off what viewers see.
        for side in &mut self.sides {
            side.take_snapshot();
        }
        self.strike_matching(duty, harm, By::Plan);
    }

    fn strike_matching(&mut self, duty: Duty, harm: Harm, by: By) {
        let matching = self.matching(duty);
        for (side, node) in self.sides.iter_mut().zip(matching) {
            if let Some(node) = node {
                let faults = harm::faults(side.simulation(), harm, node);
                strike(side, &faults, by);
            }
        }
    }
}

pub(super) fn starts(plan: &PlannedHarm) -> Time {
    Time::ZERO + Duration::from_secs(plan.at_seconds)
}

pub(super) fn ends(plan: &PlannedHarm) -> Option<Time> {
    let span = plan.for_seconds?;
    Some(starts(plan) + Duration::from_secs(span))
}

/// The repairs of what a person or the plan did to a side at an instant.
fn struck_at(side: &Side, at: Time) -> Vec<Fault> {
    let done = side.simulation().interventions().iter();
    let faults = done
        .filter(|done| done.at == at)
        .filter_map(|done| match done.what {
            Intervention::Fault(fault) if fault.is_damage() => Some(fault.repair()),
            _ => None,
        });
    faults.collect()
}

fn mending(side: &Side, duty: Duty) -> Vec<Fault> {
    let simulation = side.simulation();
    harm::repairs(simulation, side.subject().machines(duty))
}

fn strike(side: &mut Side, faults: &[Fault], by: By) {
    for fault in faults {
        if side.simulation().takes_hold(*fault) {
            side.intervene(Intervention::Fault(*fault), by);
        }
    }
}
