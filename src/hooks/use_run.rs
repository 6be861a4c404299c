//! The bridge from the choices to the session: another run is loaded when one is wanted, and a law
//! that does not hold is shown.

use std::rc::Rc;

use yew::{hook, use_effect_with, use_mut_ref};

use super::{Commands, use_watcher};
use crate::handle::SessionHandle;
use crate::state::{Action, Notice, UiState};

/// How often the laws' verdict is asked for.
const VERDICT_MS: f64 = 500.0;

/// Loads the run that is wanted, before anything inside renders: what reads the session never sees
/// another system than the one that was chosen.
///
/// # Panics
/// If the settings cannot be run: they are checked when they are set.
#[hook]
pub fn use_loaded(session: &SessionHandle, state: &UiState) {
    let loaded = use_mut_ref(|| state.run);
    let run = state.run;
    if *loaded.borrow() != run {
        *loaded.borrow_mut() = run;
        session.replace(|session| {
            session
                .load(&state.settings, run.cause)
                .expect("settings are checked when they are set");
        });
    }
    let session = session.clone();
    // Effects come when everything has rendered.
    use_effect_with(run, move |_| session.settle());
}

/// Shows a law that did not hold.
#[hook]
pub fn use_run(commands: Commands) {
    use_watcher(VERDICT_MS, move || {
        let verdict = commands
            .session
            .with(|session| session.violation().map(ToString::to_string));
        if let Some(evidence) = verdict {
            commands.act(Action::Pause);
            commands.act(Action::Notify(Notice::Violation(Rc::from(evidence))));
        }
    });
}
