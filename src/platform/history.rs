//! The page's own address, and the clipboard that takes a link to it. Both may be refused.

use js_sys::Reflect;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::Clipboard;

use super::window;

/// The part of the address after the question mark, which comes first.
pub fn address() -> String {
    window().location().search().unwrap_or_default()
}

/// Lets the address say this after its path, as if the page had been opened so. A frame without a
/// place of its own and a browser that was asked too often refuse; then the address stays.
pub fn show_address(query: &str) {
    let location = window().location();
    let (path, hash) = (location.pathname(), location.hash());
    let address = path.unwrap_or_default() + query + &hash.unwrap_or_default();
    if let Ok(history) = window().history() {
        let kept = history.state().unwrap_or(JsValue::NULL);
        let _ = history.replace_state_with_url(&kept, "", Some(&address));
    }
}

/// What somebody else can open to see the page with this after its path.
pub fn link(query: &str) -> String {
    let whole = window().location().href().unwrap_or_default();
    let page = whole.split(['?', '#']).next().unwrap_or_default();
    format!("{page}{query}")
}

/// Puts a text where the person can paste it from, and says whether that was allowed.
pub fn copy(text: &str, done: impl FnOnce(bool) + 'static) {
    let Some(clipboard) = clipboard() else {
        done(false);
        return;
    };
    // Exactly one of the two is called, once.
    let done = std::rc::Rc::new(std::cell::Cell::new(Some(done)));
    let ending = |copied: bool| {
        let done = done.clone();
        Closure::once_into_js(move |_: JsValue| {
            if let Some(done) = done.take() {
                done(copied);
            }
        })
    };
    let written: js_sys::Promise = clipboard.write_text(text);
    let then = Reflect::get(&written, &JsValue::from_str("then"));
    if let Some(then) = then
        .ok()
        .and_then(|then| then.dyn_into::<js_sys::Function>().ok())
    {
        // Fails only for a promise that is none.
        let _ = then.call2(&written, &ending(true), &ending(false));
    }
}

/// There is none where the page is not served safely.
fn clipboard() -> Option<Clipboard> {
    let navigator = window().navigator();
    let there = Reflect::get(&navigator, &JsValue::from_str("clipboard")).ok()?;
    (!there.is_undefined()).then(|| navigator.clipboard())
}
