//! Attributes of an element that tell a program where the run stands, written past the virtual DOM.

use web_sys::Element;
use yew::{NodeRef, hook, use_effect};

use super::{use_session, use_watcher};
use crate::session::Session;

/// At most this often, and at once when somebody changed something.
const EVERY_MS: f64 = 100.0;

#[hook]
pub fn use_attributes<F>(node: NodeRef, read: F)
where
    F: Fn(&Session) -> Vec<(&'static str, String)> + Clone + 'static,
{
    let session = use_session();
    let write = move || {
        if let Some(element) = node.cast::<Element>() {
            for (name, value) in session.with(&read) {
                // Fails only for a name that is none.
                let _ = element.set_attribute(name, &value);
            }
        }
    };
    use_watcher(EVERY_MS, write.clone());
    use_effect(write);
}
