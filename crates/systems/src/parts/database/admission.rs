//! Which calls get a connection, wait for one, or are turned away.

use sim::{Call, Context, Decision, Message, Reason};

use super::pool::{Admission, Ask, Pool};
use super::{Database, refuse};
impl Database {
    /// The database works on no more calls at once than this.
    pub(super) fn with_pool(mut self, pool: Pool) -> Self {
        self.pool = Some(pool);
        self
    }

    pub(super) fn accept(&mut self, context: &mut Context<'_>, message: &Message, what: Call) {
        let ask = Ask {
            caller: message.source,
            call: message.call,
            request: message.request,
            what,
        };
        if !self.serves(what) {
            refuse(context, &ask, Reason::Unavailable);
            return;
        }
        let admission = self.pool.as_mut().map(|pool| pool.ask(ask, context.now));
        match admission {
            None | Some(Admission::Admitted) => self.begin(context, &ask, context.has_room()),
            Some(Admission::Waits) => context.decided(ask.request, Decision::WaitsForConnection),
            Some(Admission::Full) => refuse(context, &ask, Reason::LimitReached),
        }
    }

    /// Gives free places to those who wait for one.
    pub(super) fn admit_waiting(&mut self, context: &mut Context<'_>) {
        if self.pool.is_none() {
            return;
        }
        // What is begun here is not in the context's numbers yet.
        let queue = context
            .queue_capacity()
            .saturating_sub(context.queue_length());
        let mut room = context.idle_workers() + queue;
        let now = context.now;
        while let Some(ask) = self.pool.as_mut().and_then(|pool| pool.next(now)) {
            context.decided(ask.request, Decision::Connected);
            self.begin(context, &ask, room > 0);
            room = room.saturating_sub(1);
        }
    }

    /// Nobody gets a place here any more.
    pub(super) fn turn_away_waiting(&mut self, context: &mut Context<'_>) {
        let now = context.now;
        while let Some(ask) = self.pool.as_mut().and_then(|pool| pool.turn_away(now)) {
            context.decided(ask.request, Decision::NotConnected);
            refuse(context, &ask, Reason::Unavailable);
        }
    }
}
