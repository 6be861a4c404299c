//! What a database does as the primary: confirm writes, supply its copies, and keep the monitor
//! informed of who of them has everything.

use sim::{Answer, Context, Duration, Key, Message, NodeId, Reason, Version};

use super::peers::{Peer, Sync};
use super::{Database, PATIENCE, Part, SHIP, TICK};
use crate::parts::protocol::{Standby, Words};

impl Database {
    /// This machine is the primary from now on.
    pub(super) fn lead(&mut self, context: &mut Context<'_>) {
        self.become_part(context, Part::Primary);
        self.data.begin(self.epoch);
        self.lag.begins(self.data.written());
        self.shippable = self.data.written();
        self.show_everything();
        for place in 0..self.peers.len() {
            self.peers[place].unmet();
            self.introduce(context, place);
        }
    }

    /// Tells a copy since when this machine has been the primary.
    fn introduce(&self, context: &mut Context<'_>, place: usize) {
        self.tell_of(
            context,
            self.peers[place].node,
            self.data.last_beginning().epoch - 1,
        );
    }

    /// Tells a copy how the first epoch after `epoch` began.
    fn tell_of(&self, context: &mut Context<'_>, copy: NodeId, epoch: u64) {
        if let Some(beginning) = self.data.beginning_after(epoch) {
            let words = Words::Began {
                epoch: beginning.epoch,
                after: beginning.after,
                written: beginning.written,
                now: self.data.written(),
            };
            words.send(context, copy, self.epoch);
        }
    }

    /// The write is on this disk: it is confirmed at once, or when the copies that count have it.
    pub(super) fn written(&mut self, context: &mut Context<'_>, key: Key) {
        let waits = self.peers.iter().any(Peer::counts);
        let store = self.store(context.node);
        let job = self.jobs.get_mut(key).expect("a job that writes is there");
        let version = Version::in_history(store, self.epoch, self.data.written() + 1);
        let written = job.what.key;
        self.data.hold(written, version);
        self.lag.written(self.peers.len());
        if waits {
            job.written = version;
            self.unconfirmed.push_back(key);
            context.set_timer(PATIENCE, key.as_bits());
        } else {
            self.data.show(written, version);
            self.data.confirm(version.number());
            self.end(context, key, Ok(version));
        }
        if self.ship_every == Duration::ZERO {
            self.ship(context);
        } else if !self.shipping {
            self.shipping = true;
            context.set_timer(self.ship_every, SHIP);
        }
    }

    /// Sends every copy what it lacks.
    pub(super) fn ship(&mut self, context: &mut Context<'_>) {
        self.shipping = false;
        self.shippable = self.data.written();
        if self.part == Part::Primary {
            for peer in &mut self.peers {
                peer.supply(context, &self.data, self.shippable);
            }
        }
    }

    /// Confirms the writes that every copy that counts has.
    fn confirm(&mut self, context: &mut Context<'_>) {
        let counting = self.peers.iter().filter(|peer| peer.counts());
        let safe = counting.map(|peer| peer.acked).min().unwrap_or(u64::MAX);
        while let Some(key) = self.unconfirmed.front().copied() {
            let job = self.jobs.get(key).expect("who waits for a copy is there");
            let (written, version) = (job.what.key, job.written);
            if version.number() > safe {
                return;
            }
            self.unconfirmed.pop_front();
            self.data.show(written, version);
            self.data.confirm(version.number());
            self.end(context, key, Ok(version));
        }
    }

    /// Ends every write that waits for a copy.
    pub(super) fn end_unconfirmed(&mut self, context: &mut Context<'_>, outcome: Answer) {
        while let Some(key) = self.unconfirmed.pop_front() {
            self.end(context, key, outcome);
        }
    }

    /// A copy says how far it has come.
    pub(super) fn replicated(
        &mut self,
        context: &mut Context<'_>,
        message: &Message,
        epoch: u64,
        written: u64,
    ) {
        let Some(place) = self.peer(message.source) else {
            return;
        };
        if epoch < self.epoch {
            // It does not know yet how this epoch, or one before it, began.
            self.tell_of(context, message.source, epoch);
            return;
        }
        if !self.peers[place].met {
            self.lag.met(written);
        }
        self.peers[place].confirmed(written);
        self.settle(context, place);
        self.confirm(context);
        self.peers[place].supply(context, &self.data, self.shippable);
    }

    /// A copy says that a write did not reach it.
    pub(super) fn missing(&mut self, context: &mut Context<'_>, source: NodeId, written: u64) {
        if let Some(place) = self.peer(source) {
            self.peers[place].misses(written);
            self.peers[place].supply(context, &self.data, self.shippable);
        }
    }

    /// Lets writes wait for a copy again, once it has come close enough.
    fn settle(&mut self, context: &mut Context<'_>, place: usize) {
        if !self.synchronous {
            return;
        }
        if let Some(sync) = self.peers[place].returned(self.data.written()) {
            self.change(place, sync);
            self.report(context, place);
        }
    }

    fn change(&mut self, place: usize, sync: Sync) {
        self.changes += 1;
        self.peers[place].change = self.changes;
        self.peers[place].sync = sync;
    }

    /// Tells the monitor where a copy stands, if it has to know.
    fn report(&self, context: &mut Context<'_>, place: usize) {
        let (peer, epoch) = (&self.peers[place], self.epoch);
        let standby = Standby {
            node: peer.node,
            change: peer.change,
        };
        match peer.sync {
            Sync::Together => self.tell_monitor(context, Words::StandbyIsInSync { epoch, standby }),
            Sync::Asking => self.tell_monitor(context, Words::MayIWorkWithout { epoch, standby }),
            Sync::Apart | Sync::Returning { .. } => {}
        }
    }

    /// A write has waited long enough: what is to be done about the copies that do not have it?
    pub(super) fn copies_are_silent(&mut self, context: &mut Context<'_>, key: Key) {
        let waits = self.jobs.get(key).map(|job| job.written.number());
        let Some(written) = waits.filter(|written| *written > 0 && self.part == Part::Primary)
        else {
            return;
        };
        for place in 0..self.peers.len() {
            let peer = &self.peers[place];
            let watched = self.monitor.is_some();
            match peer.sync {
                _ if peer.acked >= written => {}
                Sync::Together if watched => {
                    self.change(place, Sync::Asking);
                    self.report(context, place);
                }
                // Nobody would promote it.
                Sync::Together | Sync::Returning { .. } => self.change(place, Sync::Apart),
                Sync::Asking | Sync::Apart => {}
            }
        }
        self.confirm(context);
    }

    /// The monitor will not promote this standby.
    pub(super) fn work_without(&mut self, context: &mut Context<'_>, standby: Standby) {
        let Some(place) = self.peer(standby.node) else {
            return;
        };
        let peer = &self.peers[place];
        if peer.sync == Sync::Asking && peer.change == standby.change {
            self.change(place, Sync::Apart);
            self.confirm(context);
        }
    }

    /// Another primary was chosen: what no copy confirmed is not confirmed at all.
    pub(super) fn step_down(&mut self, context: &mut Context<'_>) {
        self.become_part(context, Part::Standby);
        self.end_unconfirmed(context, Err(Reason::Unavailable));
        self.turn_away_waiting(context);
    }

    /// Repeats what may have been lost on the way.
    pub(super) fn tick(&mut self, context: &mut Context<'_>) {
        if self.part == Part::Joining {
            self.join(context);
        }
        if self.part == Part::Primary {
            for place in 0..self.peers.len() {
                if self.peers[place].met {
                    self.report(context, place);
                    self.peers[place].nudge();
                    self.peers[place].supply(context, &self.data, self.shippable);
                } else {
                    self.introduce(context, place);
                }
            }
        }
        context.set_timer(PATIENCE, TICK);
    }

    fn peer(&self, node: NodeId) -> Option<usize> {
        self.peers.iter().position(|peer| peer.node == node)
    }
}
