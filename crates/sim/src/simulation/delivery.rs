//! What happens to a message that reaches its target, or does not.

use super::{
    Body, DropReason, Effect, INBOX_MAX, Key, LossReason, Message, Moment, Node, Note, Place,
    Power, Probability, Reason, Record, Simulation, TargetState, Time, Verdict,
};

impl Simulation {
    /// The message stays where it is stored until its target has read it, so that it is never copied.
    pub(super) fn deliver(&mut self, key: Key) {
        // A message that was dropped on its way is not there any more.
        let Some(message) = self.messages.get(key) else {
            return;
        };
        let (forward, target) = (message.forward, message.target);
        let node = &mut self.nodes[target.index()];
        let state = match node.power {
            Power::Up if node.paused => TargetState::Paused {
                room: INBOX_MAX - node.inbox.len(),
            },
            Power::Up => TargetState::Up,
            Power::Absent | Power::Booting | Power::Down => TargetState::Down,
        };
        let link = &mut self.network.links[message.link.index()];
        let verdict = link.verdict(Moment::Arriving(state), forward, self.now);
        if let Verdict::Drop(reason) = verdict {
            return self.drop_message(key, reason);
        }
        let traffic = link.traffic_mut(forward);
        traffic.in_transit -= 1;
        traffic.delivered += 1;
        let delivered = Record::Delivered {
            link: message.link,
            forward,
            class: message.class,
            request: message.request,
            message: message.number,
            failed: message.failed(),
        };
        self.trace.push(self.now, delivered);
        if verdict == Verdict::Buffer {
            node.inbox.push_back(*message);
            self.messages.remove(key);
            return;
        }
        let first = self.effects.len();
        hand(node, self.now, message, &mut self.effects);
        self.messages.remove(key);
        self.apply_from(target, first);
    }

    /// Hands over a message that has waited in the network buffer of its target.
    pub(super) fn hand_waiting(&mut self, message: &Message) {
        let first = self.effects.len();
        let node = &mut self.nodes[message.target.index()];
        hand(node, self.now, message, &mut self.effects);
        self.apply_from(message.target, first);
    }

    pub(super) fn drop_message(&mut self, key: Key, reason: DropReason) {
        let Some(message) = self.messages.remove(key) else {
            return;
        };
        self.network.links[message.link.index()]
            .traffic_mut(message.forward)
            .in_transit -= 1;
        self.count_drop(&message, reason);
    }

    pub(super) fn count_drop(&mut self, message: &Message, reason: DropReason) {
        let link = &mut self.network.links[message.link.index()];
        link.traffic_mut(message.forward).dropped[reason.index()] += 1;
        self.record(Record::Dropped {
            link: message.link,
            forward: message.forward,
            class: message.class,
            request: message.request,
            reason,
            message: message.number,
        });
        let whole = message.deliver_at.since(message.sent_at).as_nanos().max(1);
        let gone = self.now.since(message.sent_at).as_nanos();
        let fraction = (gone as f64 / whole as f64).min(1.0) as f32;
        let fraction = if message.forward {
            fraction
        } else {
            1.0 - fraction
        };
        self.lose(
            Place::Link(message.link),
            fraction,
            LossReason::Dropped(reason),
        );
    }
}

/// Lets the target react to a message that has arrived, unless a gray failure does.
#[inline(always)]
fn hand(node: &mut Node, now: Time, message: &Message, effects: &mut Vec<Effect>) {
    let fails = node.gray != Probability::NEVER
        && matches!(message.body, Body::Call(_))
        && node.gray_stream.chance(node.gray);
    let (mut context, process) = node.context(message.target, now, effects);
    if !fails {
        return process.message(&mut context, message);
    }
    let reason = Reason::Faulty;
    context.note(Note::Refused {
        request: message.request,
        reason,
    });
    context.answer(message, Err(reason));
}
