//! Lets the session run while it plays and is in view, and tells its watchers once per frame.

use yew::{hook, use_effect_with, use_mut_ref};

use crate::handle::SessionHandle;
use crate::platform::{AnimationLoop, now_ms};
use crate::speed::Speed;

/// What drives the playback at the moment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Drive {
    pub playing: bool,
    pub speed: Speed,
    /// Motion is not wanted: the picture changes twice a second.
    pub still: bool,
    pub in_view: bool,
}

/// Drives the session; `ended` is called when the run has come to its end.
#[hook]
pub fn use_playback(session: SessionHandle, drive: Drive, ended: impl Fn() + 'static) {
    let newest = use_mut_ref(|| drive);
    *newest.borrow_mut() = drive;
    {
        let session = session.clone();
        use_effect_with((), move |()| {
            let handle = session.clone();
            let mut last_ms = None;
            let frames = AnimationLoop::new(move |frame_ms| {
                let drive = *newest.borrow();
                let moving = drive.playing && drive.in_view;
                if moving {
                    let wall_ms = frame_ms - last_ms.unwrap_or(frame_ms);
                    handle.play(drive.speed, drive.still, wall_ms, &mut now_ms);
                }
                last_ms = moving.then_some(frame_ms);
                if moving && handle.with(|session| session.is_over()) {
                    handle.refresh();
                    ended();
                }
                handle.tell_watchers(frame_ms);
                moving
            });
            let waker = frames.waker();
            session.set_wake(Some(Box::new(move || waker.wake())));
            session.refresh();
            move || {
                session.set_wake(None);
                drop(frames);
            }
        });
    }
    use_effect_with(drive, move |_| session.refresh());
}
