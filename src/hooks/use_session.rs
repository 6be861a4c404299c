//! The session's handle from the context, and being told when it has moved on.

use std::cell::RefCell;
use std::rc::Rc;

use yew::{hook, use_context, use_effect_with, use_mut_ref};

use crate::handle::SessionHandle;

/// # Panics
/// Outside the app: it provides the session to everything inside.
#[hook]
pub fn use_session() -> SessionHandle {
    use_context().expect("the app provides the session")
}

/// Calls the newest `tell` when the session has moved on, at most every `every_ms`, and at once when
/// somebody changed something.
#[hook]
pub fn use_watcher(every_ms: f64, tell: impl Fn() + 'static) {
    let session = use_session();
    let newest: Rc<RefCell<Rc<dyn Fn()>>> = use_mut_ref(|| Rc::new(|| ()) as Rc<dyn Fn()>);
    *newest.borrow_mut() = Rc::new(tell);
    use_effect_with((), move |()| {
        let watcher = session.watch(every_ms, move || {
            let tell = newest.borrow().clone();
            tell();
        });
        move || drop(watcher)
    });
}
