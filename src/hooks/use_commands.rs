//! What a person can do, whether by button or by key: each changes the choices, the session, or both.

use sim::{Fault, NodeId, Time};
use systems::Duty;
use yew::{UseReducerDispatcher, hook, use_context};

use crate::handle::SessionHandle;
use crate::harm::Harm;
use crate::platform;
use crate::playback;
use crate::session::{News, Session};
use crate::speed::Speed;
use crate::state::{Action, UiState};

#[derive(Clone, PartialEq)]
pub struct Commands {
    pub session: SessionHandle,
    pub dispatch: UseReducerDispatcher<UiState>,
}

/// # Panics
/// Outside the app: it provides the commands to everything inside.
#[hook]
pub fn use_commands() -> Commands {
    use_context().expect("the app provides the commands")
}

impl Commands {
    pub fn act(&self, action: Action) {
        self.dispatch.dispatch(action);
    }

    /// Plays, or pauses; at the end of a run, plays it again.
    pub fn toggle_play(&self, playing: bool) {
        if playing {
            self.pause();
            return;
        }
        if self.session.with(|session| session.is_over()) {
            self.act(Action::Restart);
        }
        self.act(Action::Play);
    }

    pub fn pause(&self) {
        self.act(Action::Pause);
        self.session.change(|session| {
            let at = session.now();
            session.tell(News::Paused { at });
        });
    }

    pub fn new_seed(&self) {
        self.act(Action::NewSeed(platform::random_seed()));
    }

    /// To the next event of either side.
    pub fn step_event(&self, speed: Speed) {
        self.act(Action::Pause);
        self.session
            .change(|session| session.step_event(speed.factor()));
    }

    /// One picture further at this speed.
    pub fn step_frame(&self, speed: Speed) {
        self.act(Action::Pause);
        let span = playback::picture(speed);
        self.session
            .change(|session| session.step_by(span, speed.factor()));
    }

    /// Back to before the last event of either side.
    pub fn step_event_back(&self) {
        self.act(Action::Pause);
        self.session.change(Session::step_event_back);
    }

    /// One picture back at this speed.
    pub fn step_frame_back(&self, speed: Speed) {
        self.act(Action::Pause);
        let span = playback::picture(speed);
        self.session.change(|session| session.step_back_by(span));
    }

    /// To any instant that was reached; the run pauses there.
    pub fn seek(&self, to: Time) {
        self.act(Action::Pause);
        self.session.change(|session| session.seek(to));
    }

    /// Another future from here; the present one is kept.
    pub fn fork(&self) {
        self.session.change(Session::fork);
    }

    /// Looks at another future.
    pub fn switch(&self, number: u32) {
        self.session.change(|session| session.switch(number));
    }

    pub fn set_rate(&self, per_second: i64) {
        self.act(Action::RememberRate(per_second));
        self.session.change(|session| session.set_rate(per_second));
    }

    /// One machine more or fewer in every system that can grow.
    pub fn change_units(&self, by: i32) {
        let sides = self.session.with(|session| session.sides().len());
        for side in 0..sides {
            self.change_units_of(side, by);
        }
    }

    /// One machine more or fewer on one side, within its bounds.
    pub fn change_units_of(&self, side: usize, by: i32) {
        let count = self.session.with(|session| {
            let side = session.side(side);
            let scaling = side.entry().scaling?;
            let wanted = i32::from(side.units()?) + by;
            let within = i32::from(scaling.minimum)..=i32::from(scaling.maximum);
            within
                .contains(&wanted)
                .then_some((scaling.parameter, wanted))
        });
        if let Some((id, wanted)) = count {
            let count = i64::from(wanted);
            self.act(Action::RememberUnits { side, id, count });
            self.session
                .change(|session| session.set_units(side, wanted as u16));
        }
    }

    /// Strikes the matching machine of each side.
    pub fn harm(&self, duty: Duty, harm: Harm) {
        self.session.change(|session| session.harm(duty, harm));
    }

    /// Mends all machines of this kind on both sides.
    pub fn mend(&self, duty: Duty) {
        self.session.change(|session| session.mend(duty));
    }

    /// Strikes every machine of a zone, on each side that has it.
    pub fn strike_zone(&self, zone: &str, fault: fn(NodeId) -> Fault) {
        self.session
            .change(|session| session.strike_zone(zone, fault));
    }

    pub fn strike(&self, side: usize, fault: Fault) {
        self.session.change(|session| session.strike(side, fault));
    }
}
