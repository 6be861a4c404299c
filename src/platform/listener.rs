//! An event listener that is removed when dropped.

use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;
use web_sys::{Event, EventTarget};

use super::document;

pub struct Listener {
    target: EventTarget,
    event: &'static str,
    callback: Closure<dyn FnMut(Event)>,
}

impl Listener {
    /// Listens on the whole document.
    pub fn on_document(event: &'static str, callback: impl FnMut(Event) + 'static) -> Self {
        Self::new(document().into(), event, callback)
    }

    pub(super) fn new(
        target: EventTarget,
        event: &'static str,
        callback: impl FnMut(Event) + 'static,
    ) -> Self {
        let callback = Closure::new(callback);
        // Fails only for a callback that is none.
        let _ = target.add_event_listener_with_callback(event, callback.as_ref().unchecked_ref());
        Self {
            target,
            event,
            callback,
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let callback = self.callback.as_ref().unchecked_ref();
        // Removing what is not there is no error.
        let _ = self
            .target
            .remove_event_listener_with_callback(self.event, callback);
    }
}
