//! A loop of animation frames that sleeps when nothing moves.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;

use super::window;

type Run = Box<dyn FnMut(f64) -> bool>;
type Frame = Closure<dyn FnMut(f64)>;

/// Calls a function once per frame for as long as it wants to go on, and again when woken. Stops
/// when dropped.
pub struct AnimationLoop(Rc<Inner>);

/// Wakes an [`AnimationLoop`] that may be gone by then.
#[derive(Clone)]
pub struct Waker(Weak<Inner>);

struct Inner {
    run: RefCell<Run>,
    frame: RefCell<Option<Frame>>,
    /// The one frame that is asked for, if any.
    pending: Cell<Option<i32>>,
}

impl AnimationLoop {
    /// `run` gets the time of the frame in milliseconds and says whether it wants another one.
    pub fn new(run: impl FnMut(f64) -> bool + 'static) -> Self {
        let inner = Rc::new(Inner {
            run: RefCell::new(Box::new(run)),
            frame: RefCell::new(None),
            pending: Cell::new(None),
        });
        let weak = Rc::downgrade(&inner);
        let frame = Closure::new(move |now_ms| {
            if let Some(inner) = weak.upgrade() {
                inner.frame(now_ms);
            }
        });
        *inner.frame.borrow_mut() = Some(frame);
        Self(inner)
    }

    pub fn waker(&self) -> Waker {
        Waker(Rc::downgrade(&self.0))
    }
}

impl Drop for AnimationLoop {
    fn drop(&mut self) {
        if let Some(pending) = self.0.pending.take() {
            // Without effect at worst: the closure holds the loop only weakly.
            let _ = window().cancel_animation_frame(pending);
        }
    }
}

impl Waker {
    /// Asks for a frame, unless one is on its way.
    pub fn wake(&self) {
        if let Some(inner) = self.0.upgrade() {
            inner.ask();
        }
    }
}

impl Inner {
    fn frame(&self, now_ms: f64) {
        self.pending.set(None);
        let goes_on = (self.run.borrow_mut())(now_ms);
        if goes_on {
            self.ask();
        }
    }

    fn ask(&self) {
        if self.pending.get().is_some() {
            return;
        }
        if let Some(frame) = self.frame.borrow().as_ref() {
            let asked = window().request_animation_frame(frame.as_ref().unchecked_ref());
            self.pending.set(asked.ok());
        }
    }
}
