//! Carrying out faults, their repairs, and changes of demand and size.

use super::{
    Event, Intervention, LinkId, LossReason, Moment, NodeId, Place, Power, Record, Role,
    Simulation, Verdict,
};
use crate::fault::{ClockOffset, Fault};
use crate::rng::Probability;
use crate::time::Duration;
use crate::workload::Source;
use crate::workload::crowd::{self, Part};

impl Simulation {
    #[cold]
    #[inline(never)]
    pub(super) fn carry_out(&mut self, what: Intervention) {
        match what {
            Intervention::Fault(fault) => self.strike(fault),
            Intervention::SetDemand { per_second_milli } => self.set_demand(per_second_milli),
            Intervention::ScaleDemand { percent } => self.scale_demand(percent),
            Intervention::SetUnits { group, count } => self.set_units(group, count),
        }
    }

    /// A fault that is there already, or a repair of nothing, changes nothing and is not recorded.
    fn strike(&mut self, fault: Fault) {
        if !self.takes_hold(fault) {
            return;
        }
        self.faults_struck += u64::from(fault.is_damage());
        self.record(Record::Struck {
            place: fault.place(),
            damage: fault.is_damage(),
        });
        match fault {
            Fault::Crash { node } => self.crash(node),
            Fault::Restart { node } => self.power_on(node),
            Fault::Pause { node } => self.set_pace(node, None, true),
            Fault::Resume { node } => self.resume(node),
            Fault::Slow { node, factor } => self.set_pace(node, Some(factor), false),
            Fault::Restore { node } => self.set_pace(node, Some(1), false),
            Fault::Partition { link } => self.partition(link),
            Fault::Heal { link } => self.network.links[link.index()].state.cut = false,
            Fault::Lossy { link, loss } => self.network.links[link.index()].state.loss = loss,
            Fault::Clear { link } => {
                self.network.links[link.index()].state.loss = Probability::NEVER;
            }
            Fault::Block { link, forward } => self.block(link, forward, true),
            Fault::Unblock { link, forward } => self.block(link, forward, false),
            Fault::Delay { link, extra } => self.network.links[link.index()].state.delay = extra,
            Fault::Undelay { link } => {
                self.network.links[link.index()].state.delay = Duration::ZERO;
            }
            Fault::Gray { node, share } => self.nodes[node.index()].gray = share,
            Fault::Cure { node } => self.nodes[node.index()].gray = Probability::NEVER,
            Fault::Flush { node } => {
                self.handle(node, |process, context| process.flush(context));
            }
            Fault::Skew { node, offset } => self.nodes[node.index()].clock_offset = offset,
            Fault::Unskew { node } => {
                self.nodes[node.index()].clock_offset = ClockOffset::default();
            }
        }
    }

    /// Whether the fault would change anything now. The users are no machine: nothing strikes them.
    pub fn takes_hold(&self, fault: Fault) -> bool {
        let is_users = |node| self.sources.iter().any(|source| source.node == node);
        if matches!(fault.place(), Place::Node(node) if is_users(node)) {
            return false;
        }
        let node = |id: NodeId| &self.nodes[id.index()];
        let link = |id: LinkId| &self.network.links[id.index()].state;
        match fault {
            Fault::Crash { node: id } => matches!(node(id).power, Power::Up | Power::Booting),
            Fault::Restart { node: id } => node(id).power == Power::Down,
            Fault::Pause { node: id } => node(id).power == Power::Up && !node(id).paused,
            Fault::Resume { node: id } => node(id).paused,
            Fault::Slow { node: id, factor } => {
                node(id).power == Power::Up && node(id).slowness != factor && !node(id).paused
            }
            Fault::Restore { node: id } => node(id).slowness > 1 && !node(id).paused,
            Fault::Partition { link: id } => !link(id).cut,
            Fault::Heal { link: id } => link(id).cut,
            Fault::Lossy { link: id, loss } => link(id).loss != loss,
            Fault::Clear { link: id } => link(id).loss != Probability::NEVER,
            Fault::Block { link: id, forward } => !link(id).blocked(forward),
            Fault::Unblock { link: id, forward } => link(id).blocked(forward),
            Fault::Delay { link: id, extra } => link(id).delay != extra,
            Fault::Undelay { link: id } => link(id).delay != Duration::ZERO,
            Fault::Gray { node: id, share } => node(id).gray != share,
            Fault::Cure { node: id } => node(id).gray != Probability::NEVER,
            Fault::Flush { node: id } => node(id).working() && node(id).process.can_be_flushed(),
            Fault::Skew { node: id, offset } => node(id).clock_offset != offset,
            Fault::Unskew { node: id } => node(id).clock_offset != ClockOffset::default(),
        }
    }

    fn crash(&mut self, node: NodeId) {
        let state = &mut self.nodes[node.index()];
        // Those who wait for a connection lose what they wait for, too.
        let connecting = state.process.tally(self.now).connecting;
        let jobs = state.lose_work(self.now) + connecting.map_or(0, |calls| calls.held.now);
        if state.powered() {
            state.led = state.process.role() == Role::Primary;
        }
        state.power = Power::Down;
        state.paused = false;
        state.slowness = 1;
        state.incarnation += 1;
        state.process.crash();
        if jobs > 0 {
            self.record(Record::WorkLost { node, jobs });
            self.lose(Place::Node(node), 0.0, LossReason::Crashed);
        }
        if self.nodes[node.index()].retiring {
            self.nodes[node.index()].retiring = false;
            self.nodes[node.index()].power = Power::Absent;
        }
        self.show_state(node);
    }

    fn power_on(&mut self, node: NodeId) {
        let state = &mut self.nodes[node.index()];
        state.power = Power::Booting;
        let event = Event::Boot {
            node,
            incarnation: state.incarnation,
        };
        let ready = self.now + state.boot;
        self.scheduler.schedule(ready, event.wait());
        self.show_state(node);
    }

    fn set_pace(&mut self, node: NodeId, slowness: Option<u32>, paused: bool) {
        let state = &mut self.nodes[node.index()];
        let slowness = slowness.unwrap_or(state.slowness);
        for finish in state.set_pace(slowness, paused, self.now) {
            let event = Event::Finish {
                node,
                worker: finish.worker,
                generation: finish.generation,
            };
            self.scheduler.schedule(finish.at, event.wait());
        }
        self.show_state(node);
    }

    /// The machine goes on: first the timers that came due, then what arrived meanwhile.
    fn resume(&mut self, node: NodeId) {
        self.set_pace(node, None, false);
        let state = &mut self.nodes[node.index()];
        let timers = std::mem::take(&mut state.overdue_timers);
        let inbox = std::mem::take(&mut state.inbox);
        for token in timers {
            self.handle(node, |process, context| process.timer(context, token));
        }
        for message in inbox {
            self.hand(&message);
        }
        self.start_work(node);
        self.show_state(node);
    }

    fn block(&mut self, link: LinkId, forward: bool, blocked: bool) {
        let state = &mut self.network.links[link.index()].state;
        if forward {
            state.forward_blocked = blocked;
        } else {
            state.backward_blocked = blocked;
        }
        if blocked {
            self.drop_what_is_stopped(link);
        }
    }

    fn partition(&mut self, link: LinkId) {
        self.network.links[link.index()].state.cut = true;
        self.drop_what_is_stopped(link);
    }

    /// Judges the messages on a link again, after something happened to it.
    fn drop_what_is_stopped(&mut self, link: LinkId) {
        let on_the_way: Vec<_> = self
            .messages
            .iter()
            .filter(|(_, message)| message.link == link)
            .map(|(key, message)| (key, message.forward))
            .collect();
        for (key, forward) in on_the_way {
            let state = &mut self.network.links[link.index()];
            if let Verdict::Drop(reason) = state.verdict(Moment::OnTheWay, forward, self.now) {
                self.drop_message(key, reason);
            }
        }
    }

    fn set_demand(&mut self, per_second_milli: u64) {
        self.record(Record::DemandSet { per_second_milli });
        let weights: Vec<u128> = self.sources.iter().map(Source::weight).collect();
        let parts: Vec<Option<&Part>> = self.sources.iter().map(Source::part).collect();
        let demands = crowd::demands(per_second_milli, &weights, &parts);
        for (index, demand) in demands.into_iter().enumerate() {
            let arrivals = self.sources[index].set_demand(self.now, demand);
            self.plan_arrivals(index, arrivals);
        }
    }

    /// The demand of a workload changes by itself, as its profile says.
    #[cold]
    #[inline(never)]
    pub(super) fn take_step(&mut self, source: usize) {
        let arrivals = self.sources[source].take_step(self.now);
        self.plan_arrivals(source, arrivals);
        self.plan_step(source);
    }

    pub(super) fn plan_step(&mut self, source: usize) {
        if let Some(at) = self.sources[source].next_step() {
            let source = source as u16;
            self.scheduler.schedule(at, Event::Step { source }.wait());
        }
    }

    fn scale_demand(&mut self, percent: u32) {
        for index in 0..self.sources.len() {
            let arrivals = self.sources[index].scale(self.now, percent);
            self.plan_arrivals(index, arrivals);
        }
        self.record(Record::DemandSet {
            per_second_milli: self.demand_milli(),
        });
    }

    /// Machines join in the order of the group and leave in the reverse order. Where nobody has to,
    /// nothing is recorded.
    pub(super) fn set_units(&mut self, group: u16, count: u16) {
        let Some(units) = self.groups.get(usize::from(group)) else {
            return;
        };
        let nodes = units.nodes.clone();
        let wanted = usize::from(count) * units.unit_size;
        let mut places = nodes.iter().enumerate();
        let changes = places.any(|(index, node)| {
            let state = &self.nodes[node.index()];
            let there = state.power != Power::Absent;
            there != (index < wanted) && !state.retiring
        });
        if !changes {
            return;
        }
        self.record(Record::UnitsSet { group, count });
        for (index, node) in nodes.into_iter().enumerate() {
            let state = &self.nodes[node.index()];
            let wanted = index < wanted;
            match state.power {
                Power::Absent if wanted => self.power_on(node),
                // Draining already: it finishes, and can be asked for again when it is off.
                Power::Up if !wanted && !state.retiring && !state.paused => {
                    self.nodes[node.index()].retiring = true;
                    self.handle(node, |process, context| process.retire(context));
                    self.show_state(node);
                }
                Power::Up | Power::Booting | Power::Down if !wanted && !state.retiring => {
                    self.switch_off(node);
                }
                _ => {}
            }
        }
    }

    /// A machine that cannot finish in good order is switched off as it is.
    fn switch_off(&mut self, node: NodeId) {
        self.nodes[node.index()].retiring = true;
        self.crash(node);
    }

    /// How many units of a group are in service or on their way to it.
    pub fn units(&self, group: usize) -> usize {
        self.groups.get(group).map_or(0, |units| {
            let wanted = |node: &&NodeId| {
                let state = &self.nodes[node.index()];
                state.power != Power::Absent && !state.retiring
            };
            units.nodes.iter().filter(wanted).count() / units.unit_size
        })
    }

    /// The demand at the moment, in thousandths of a request per second, over all workloads.
    pub fn demand_milli(&self) -> u64 {
        self.sources
            .iter()
            .map(|source| source.per_second_milli())
            .sum()
    }
}
