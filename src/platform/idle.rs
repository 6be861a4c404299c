//! Work for when nothing else needs the time.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use gloo_timers::callback::Timeout;
use js_sys::{Function, Reflect};
use wasm_bindgen::JsCast as _;
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;
use web_sys::IdleDeadline;

use super::{now_ms, window};

/// How much is left of an idle stretch when the work stops: a last piece may take longer than the
/// one before.
const SPARE_MS: f64 = 3.0;
/// Where the browser cannot say when it is idle: so much work, so often.
const SLICE_MS: f64 = 3.0;
const PAUSE_MS: u32 = 60;

type Work = Box<dyn FnMut() -> bool>;
type Idle = Closure<dyn FnMut(IdleDeadline)>;

/// Calls a function whenever the browser is idle until it says that nothing is left to do. Stops when
/// dropped.
pub struct IdleLoop(Rc<Inner>);

struct Inner {
    work: RefCell<Work>,
    idle: RefCell<Option<Idle>>,
    asked: Cell<Option<u32>>,
    timeout: RefCell<Option<Timeout>>,
}

impl IdleLoop {
    /// `work` does a small piece and says whether there is more.
    pub fn new(work: impl FnMut() -> bool + 'static) -> Self {
        let inner = Rc::new(Inner {
            work: RefCell::new(Box::new(work)),
            idle: RefCell::new(None),
            asked: Cell::new(None),
            timeout: RefCell::new(None),
        });
        let weak = Rc::downgrade(&inner);
        let idle = Closure::new(move |deadline: IdleDeadline| {
            if let Some(inner) = Weak::upgrade(&weak) {
                inner.asked.set(None);
                inner.work_while(|| deadline.time_remaining() > SPARE_MS);
            }
        });
        *inner.idle.borrow_mut() = Some(idle);
        inner.ask();
        Self(inner)
    }
}

impl Drop for IdleLoop {
    fn drop(&mut self) {
        if let Some(asked) = self.0.asked.take() {
            window().cancel_idle_callback(asked);
        }
        self.0.timeout.borrow_mut().take();
    }
}

impl Inner {
    fn work_while(self: &Rc<Self>, has_time: impl Fn() -> bool) {
        while has_time() {
            if !(self.work.borrow_mut())() {
                return;
            }
        }
        self.ask();
    }

    fn ask(self: &Rc<Self>) {
        let known = Reflect::has(&window(), &JsValue::from_str("requestIdleCallback"));
        if known == Ok(true)
            && let Some(idle) = self.idle.borrow().as_ref()
        {
            let callback: &Function = idle.as_ref().unchecked_ref();
            self.asked
                .set(window().request_idle_callback(callback).ok());
            return;
        }
        let weak = Rc::downgrade(self);
        let timeout = Timeout::new(PAUSE_MS, move || {
            if let Some(inner) = Weak::upgrade(&weak) {
                let until = now_ms() + SLICE_MS;
                inner.work_while(|| now_ms() < until);
            }
        });
        *self.timeout.borrow_mut() = Some(timeout);
    }
}
