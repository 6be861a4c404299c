//! The user's view: one request after another is followed, the same number on both sides.

use sim::{Duration, Ledger, Reason, Request, RequestId, Time};

use super::Side;

/// How long the end of a request is shown before the next is followed.
const HOLD_MS: f64 = 1_500.0;
/// In fast motion an end grows old sooner: it is shown no longer than this much simulated time, but
/// long enough to be read at a glance.
const HOLD_SIMULATED: Duration = Duration::from_secs(3);
const HOLD_MS_MIN: f64 = 400.0;

/// What one person with a phone sees.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum UserView {
    /// Nothing was asked for yet.
    #[default]
    Idle,
    Waiting {
        elapsed: Duration,
        attempts: u32,
    },
    Answered {
        elapsed: Duration,
        attempts: u32,
    },
    Failed {
        elapsed: Duration,
        attempts: u32,
        reason: Reason,
    },
}

impl UserView {
    fn of(request: &Request, now: Time) -> Self {
        let elapsed = request.elapsed(now);
        let attempts = request.attempts;
        match request.ended {
            None => Self::Waiting { elapsed, attempts },
            Some((_, Ok(()))) => Self::Answered { elapsed, attempts },
            Some((_, Err(reason))) => Self::Failed {
                elapsed,
                attempts,
                reason,
            },
        }
    }

    const fn has_ended(self) -> bool {
        matches!(self, Self::Answered { .. } | Self::Failed { .. })
    }
}

/// Follows one request at a time.
#[derive(Debug, Default)]
pub(super) struct Follower {
    followed: Option<RequestId>,
    /// The request to follow as soon as every side has it.
    next: u64,
    held_ms: f64,
    /// When the followed request was seen to have ended everywhere.
    ended_at: Time,
    views: Vec<UserView>,
}

impl Follower {
    pub(super) fn views(&self) -> &[UserView] {
        &self.views
    }

    pub(super) const fn followed(&self) -> Option<RequestId> {
        self.followed
    }

    /// Begins with the newest request that has ended on every side, so that there is an answer to
    /// see before anything moves.
    pub(super) fn begin_with_an_ended(&mut self, sides: &[Side]) {
        let ended = |id: RequestId| {
            sides.iter().all(|side| {
                let request = side.ledger().get(id);
                request.is_some_and(|request| request.ended.is_some())
            })
        };
        let newest = sides[0].ledger().remembered().rev();
        self.followed = newest.map(|request| request.id).find(|id| ended(*id));
        self.held_ms = 0.0;
    }

    /// Looks at the followed request after `wall_ms` of the person's time.
    pub(super) fn observe(&mut self, ledgers: &[&Ledger], now: Time, wall_ms: f64) {
        self.views.resize(ledgers.len(), UserView::Idle);
        self.look(ledgers, now);
        if self.views.iter().all(|view| view.has_ended()) {
            if self.held_ms == 0.0 {
                self.next = newest(ledgers);
                self.ended_at = now;
            }
            self.held_ms += wall_ms;
        }
        let old = now.since(self.ended_at) >= HOLD_SIMULATED && self.held_ms >= HOLD_MS_MIN;
        let done = self.followed.is_none() || self.held_ms >= HOLD_MS || old;
        let issued = |ledger: &&Ledger| ledger.totals.issued > self.next;
        if done && ledgers.iter().all(issued) {
            // The newest that every side has: in fast motion the one we waited for is long gone.
            let latest = newest(ledgers) - 1;
            self.followed = Some(RequestId(latest));
            self.held_ms = 0.0;
            self.look(ledgers, now);
        }
    }

    fn look(&mut self, ledgers: &[&Ledger], now: Time) {
        let Some(id) = self.followed else {
            return;
        };
        for (view, ledger) in self.views.iter_mut().zip(ledgers) {
            // A request that is no longer remembered keeps the view that it had last.
            if let Some(request) = ledger.get(id) {
                *view = UserView::of(request, now);
            }
        }
    }
}

/// How many requests every side has been asked for.
fn newest(ledgers: &[&Ledger]) -> u64 {
    let issued = ledgers.iter().map(|ledger| ledger.totals.issued);
    issued.min().unwrap_or(0)
}
