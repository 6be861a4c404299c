//! What a database does as a copy: take over the primary's writes in order, and its part when the
//! monitor says so.

use sim::{Context, Message, Note, Version};

use super::data::Beginning;
use super::{APPLIED, Database, PROMOTED, Part};
use crate::parts::protocol::Words;

/// Writes that are on the disk of a copy and not yet shown to readers, at most.
pub(super) const UNAPPLIED_MAX: usize = 10_000;

impl Database {
    /// Whether this machine is a copy that answers reads. One that takes over goes on with that
    /// until it is the primary, as a hot standby of PostgreSQL does.
    pub(super) fn answers_reads(&self) -> bool {
        let copy = matches!(self.part, Part::Standby | Part::Promoting);
        let follows = self.data.epoch() == self.epoch || self.carries_on;
        self.readable && copy && follows && self.data.whole()
    }

    /// An epoch begins: only a copy that answers reads now may do so before it knows how.
    pub(super) fn enter_epoch(&mut self, epoch: u64) {
        self.carries_on = self.answers_reads();
        self.epoch = epoch;
    }

    /// A newer epoch means that another primary was chosen.
    pub(super) fn meet_epoch(&mut self, context: &mut Context<'_>, epoch: u64) {
        if epoch <= self.epoch {
            return;
        }
        self.enter_epoch(epoch);
        if matches!(self.part, Part::Primary | Part::Promoting) {
            self.step_down(context);
        }
    }

    /// Whether words of this epoch's primary are to be heeded; an outdated one is told so.
    fn heeds(&mut self, context: &mut Context<'_>, message: &Message, epoch: u64) -> bool {
        if epoch < self.epoch {
            Words::StepDown { epoch: self.epoch }.send(context, message.source, 0);
            return false;
        }
        self.meet_epoch(context, epoch);
        self.part == Part::Standby
    }

    /// A primary says how an epoch began: what this machine has beyond the common past goes.
    /// The message's `call` names the epoch of who says so.
    pub(super) fn began(
        &mut self,
        context: &mut Context<'_>,
        message: &Message,
        beginning: Beginning,
        now: u64,
    ) {
        if !self.heeds(context, message, message.call) {
            return;
        }
        if !self.data.stems_from(beginning.after) {
            // Their ways parted earlier: the primary is asked for an older beginning.
            let epoch = self.data.epoch_before(beginning.after);
            Words::Replicated { epoch, written: 0 }.send(context, message.source, 0);
            return;
        }
        if !self.data.stems_from(beginning.epoch) {
            let had = self.data.written();
            let count = self.data.follow(beginning, now);
            if self.data.written() < had {
                self.unapplied.clear();
            }
            if count > 0 {
                self.writes_lost += count;
                context.note(Note::WritesLost { count });
            }
        }
        self.say_how_far(context, message);
    }

    fn say_how_far(&self, context: &mut Context<'_>, message: &Message) {
        let words = Words::Replicated {
            epoch: self.data.epoch(),
            written: self.data.written(),
        };
        words.send(context, message.source, 0);
    }

    /// The primary sends a write that comes next after the write that its `call` names.
    pub(super) fn replicate(
        &mut self,
        context: &mut Context<'_>,
        message: &Message,
        epoch: u64,
        version: Version,
        key: u32,
    ) {
        // Data of which nobody knows yet how it goes together with this machine's is left alone.
        if !self.heeds(context, message, epoch) || self.data.epoch() != epoch {
            return;
        }
        let written = self.data.written();
        if message.call > written {
            Words::Missing { epoch, written }.send(context, message.source, 0);
            return;
        }
        if version.number() > written {
            if self.unapplied.len() >= UNAPPLIED_MAX {
                return;
            }
            self.data.hold(key, version);
            self.apply(context, key, version);
        }
        self.say_how_far(context, message);
    }

    /// Shows readers a write, now or when the writes before it are shown.
    fn apply(&mut self, context: &mut Context<'_>, key: u32, version: Version) {
        if self.apply.is_none() {
            self.data.show(key, version);
            return;
        }
        self.unapplied.push_back((key, version));
        self.lag.held();
        if !self.applying {
            self.apply_next(context);
        }
    }

    fn apply_next(&mut self, context: &mut Context<'_>) {
        self.applying = false;
        if let Some((apply, times)) = &mut self.apply
            && !self.unapplied.is_empty()
        {
            self.applying = true;
            context.set_timer(apply.sample(times), APPLIED);
        }
    }

    /// One write is applied.
    pub(super) fn applied(&mut self, context: &mut Context<'_>) {
        if let Some((key, version)) = self.unapplied.pop_front() {
            self.data.show(key, version);
        }
        self.apply_next(context);
    }

    /// Readers see all that is on the disk.
    pub(super) fn show_everything(&mut self) {
        self.unapplied.clear();
        self.data.show_all();
    }

    /// The monitor wants this machine to take over.
    pub(super) fn promote(&mut self, context: &mut Context<'_>, epoch: u64) {
        if epoch < self.epoch || self.part != Part::Standby {
            return;
        }
        self.enter_epoch(epoch);
        self.become_part(context, Part::Promoting);
        self.promoted_at = context.now + self.promotion;
        context.set_timer(self.promotion, PROMOTED);
    }

    /// A promotion is done, unless it was called off meanwhile.
    pub(super) fn promoted(&mut self, context: &mut Context<'_>) {
        if self.part == Part::Promoting && context.now >= self.promoted_at {
            self.lead(context);
        }
    }

    /// After a start: asks the monitor what to be.
    pub(super) fn join(&self, context: &mut Context<'_>) {
        if let Some(monitor) = self.monitor {
            Words::Join.send(context, monitor, self.changes);
        }
    }
}
