//! What happens to a message that reaches its target, or does not.

use super::{
    Body, DropReason, INBOX_MAX, Key, LossReason, Message, Moment, Note, Place, Power, Probability,
    Reason, Record, Simulation, TargetState, Verdict,
};

impl Simulation {
    pub(super) fn deliver(&mut self, key: Key) {
        // A message that was dropped on its way is not there any more.
        let Some(message) = self.messages.take_with(key, Message::in_parts) else {
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
            return self.drop_taken(&message, reason);
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
            self.nodes[target.index()].inbox.push_back(message);
        } else {
            self.hand(&message);
        }
    }

    /// Lets the target react to a message that has arrived, unless a gray failure does.
    pub(super) fn hand(&mut self, message: &Message) {
        let node = &mut self.nodes[message.target.index()];
        let fails = node.gray != Probability::NEVER
            && matches!(message.body, Body::Call(_))
            && node.gray_stream.chance(node.gray);
        self.handle(message.target, |process, context| {
            if !fails {
                return process.message(context, message);
            }
            let reason = Reason::Faulty;
            context.note(Note::Refused {
                request: message.request,
                reason,
            });
            context.answer(message, Err(reason));
        });
    }

    pub(super) fn drop_message(&mut self, key: Key, reason: DropReason) {
        if let Some(message) = self.messages.remove(key) {
            self.drop_taken(&message, reason);
        }
    }

    fn drop_taken(&mut self, message: &Message, reason: DropReason) {
        self.network.links[message.link.index()]
            .traffic_mut(message.forward)
            .in_transit -= 1;
        self.count_drop(message, reason);
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
