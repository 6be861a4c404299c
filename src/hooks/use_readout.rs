//! Numbers from the session, read a few times a second; the component renders only when they change.

use std::rc::Rc;

use yew::{hook, use_force_update, use_mut_ref};

use super::{use_session, use_watcher};
use crate::session::Session;

/// What `read` gives, read now and then again at most every `every_ms`.
#[hook]
pub fn use_readout<T, F>(every_ms: f64, read: F) -> Rc<T>
where
    T: PartialEq + 'static,
    F: Fn(&Session) -> T + 'static,
{
    let session = use_session();
    let update = use_force_update();
    let shown = use_mut_ref(|| None::<Rc<T>>);
    let value = Rc::new(session.with(&read));
    *shown.borrow_mut() = Some(value.clone());
    use_watcher(every_ms, move || {
        let fresh = session.with(&read);
        let changed = shown.borrow().as_deref() != Some(&fresh);
        if changed {
            update.force_update();
        }
    });
    value
}
