//! The bridge from the choices to the session: another run is loaded when one is wanted, and a law
//! that does not hold is shown.

use std::rc::Rc;

use yew::{hook, use_effect_with, use_mut_ref};

use super::{Commands, use_watcher};
use crate::session::News;
use crate::state::{Action, Notice, Run, UiState};

/// How often the laws' verdict is asked for.
const VERDICT_MS: f64 = 500.0;

/// # Panics
/// If the settings cannot be run: they are checked when they are set.
#[hook]
pub fn use_run(commands: Commands, state: &UiState) {
    let loaded = use_mut_ref(|| state.run);
    {
        let (commands, settings) = (commands.clone(), state.settings.clone());
        use_effect_with(state.run, move |run: &Run| {
            if *loaded.borrow() != *run {
                *loaded.borrow_mut() = *run;
                commands.session.change(|session| {
                    session
                        .load(&settings, run.cause)
                        .expect("settings are checked when they are set");
                    session.tell(News::Began(run.cause));
                });
            }
        });
    }
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
