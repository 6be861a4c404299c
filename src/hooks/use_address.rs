//! The page's address follows what the person chooses and does, so that it can be passed on, kept, and
//! loaded again.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use yew::{hook, use_effect_with, use_memo};

use super::use_watcher;
use crate::handle::SessionHandle;
use crate::platform;
use crate::share::{self, Around, Link};
use crate::state::{Run, UiState};

/// How often there is a look at what was done.
const LOOK_MS: f64 = 1_000.0;
/// The address is written no more often than this: a slider that is drawn changes it many times a
/// second, and browsers refuse to write it too often (Safari: a hundred times in thirty seconds).
const PAUSE_MS: u32 = 500;

/// What the link to the present run is. Equal only to itself, so that it never makes anything render.
#[derive(Clone)]
pub struct LinkHandle(Rc<Writer>);

/// What the address depends on, cheap to compare.
type Chosen = (Around, Run, (u32, usize));

struct Writer {
    session: SessionHandle,
    state: RefCell<(Around, Run)>,
    /// What the address says; at first what the page was opened with.
    shown: Cell<Option<Chosen>>,
    timer: RefCell<Option<Timeout>>,
}

impl PartialEq for LinkHandle {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl LinkHandle {
    pub fn link(&self) -> Link {
        let (around, _) = *self.0.state.borrow();
        self.0.session.with(|session| share::link(around, session))
    }
}

impl Writer {
    /// Has the address written soon if it is not what it should be.
    fn look(self: &Rc<Self>) {
        let chosen = self.chosen();
        let Some(shown) = self.shown.get() else {
            self.shown.set(Some(chosen));
            return;
        };
        if shown != chosen && self.timer.borrow().is_none() {
            let writer = Rc::downgrade(self);
            let timer = Timeout::new(PAUSE_MS, move || {
                if let Some(writer) = writer.upgrade() {
                    writer.timer.take();
                    writer.write();
                }
            });
            *self.timer.borrow_mut() = Some(timer);
        }
    }

    fn write(&self) {
        self.shown.set(Some(self.chosen()));
        let (around, _) = *self.state.borrow();
        let link = self.session.with(|session| share::link(around, session));
        platform::show_address(&link.query);
    }

    fn chosen(&self) -> Chosen {
        let (around, run) = *self.state.borrow();
        let done = self.session.with(crate::session::Session::revision);
        (around, run, done)
    }
}

/// Lets the address follow; gives what knows the link.
#[hook]
pub fn use_address(session: SessionHandle, state: &UiState) -> LinkHandle {
    let chosen = (Around::of(state), state.run);
    let writer = use_memo((), move |()| {
        Rc::new(Writer {
            session,
            state: RefCell::new(chosen),
            shown: Cell::new(None),
            timer: RefCell::new(None),
        })
    });
    let writer: Rc<Writer> = (*writer).clone();
    *writer.state.borrow_mut() = chosen;
    {
        let writer = writer.clone();
        use_effect_with(chosen, move |_| writer.look());
    }
    {
        let writer = writer.clone();
        use_watcher(LOOK_MS, move || writer.look());
    }
    LinkHandle(writer)
}
