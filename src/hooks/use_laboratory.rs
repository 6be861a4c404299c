//! The experiments go on while the browser is idle and the page can be seen.

use yew::{hook, use_effect_with};

use crate::handle::SessionHandle;
use crate::platform::IdleLoop;
use crate::state::Run;

/// Measures the systems of this run, one small piece after another.
#[hook]
pub fn use_laboratory(session: SessionHandle, run: Run, in_view: bool) {
    use_effect_with((run, in_view), move |(_, in_view)| {
        let idle = in_view.then(|| {
            IdleLoop::new(move || {
                let more = session.go_on_measuring();
                if !more {
                    session.refresh();
                }
                more
            })
        });
        move || drop(idle)
    });
}
