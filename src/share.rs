//! A run as a link: what the person chose, and what was done to the run. No browser types here.

use crate::address::{self, Address};
use crate::session::Session;
use crate::speed::Speed;
use crate::state::{Asked, UiState};

/// What a link says besides the run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Around {
    pub asked: Asked,
    pub projector: bool,
    /// The side that has the whole width.
    pub focus: Option<usize>,
    pub speed: Speed,
}

/// What stands after the page's path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    pub query: String,
    /// Whether what was done to the run is in it: too much is not.
    pub whole: bool,
}

impl Around {
    pub const fn of(state: &UiState) -> Self {
        Self {
            asked: state.asked,
            projector: state.projector,
            focus: state.focus,
            speed: state.speed,
        }
    }
}

/// The link that gives this run again.
pub fn link(around: Around, session: &Session) -> Link {
    let retold = session.retold();
    let whole = retold.is_some();
    let settings = retold.unwrap_or_else(|| {
        let mut settings = session.settings().clone();
        settings.forget_acts();
        settings
    });
    let address = Address {
        locale: around.asked.locale,
        theme: around.asked.theme,
        projector: around.projector,
        focus: around.focus,
        speed: Some(around.speed),
        play: around.asked.play,
        settings,
        problems: Vec::new(),
    };
    Link {
        query: address::written(&address),
        whole,
    }
}

#[cfg(test)]
mod tests;
