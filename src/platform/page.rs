//! The page around the app: its language, its clock, its styles.

use js_sys::Math;
use wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlDetailsElement, HtmlElement, SvgElement};

use super::{document, window};

/// New seeds are small enough to be read aloud in a classroom.
const NEW_SEEDS: f64 = 9_999.0;

/// The language that the browser asks for; empty if it does not say.
pub fn browser_language() -> String {
    window().navigator().language().unwrap_or_default()
}

/// Milliseconds on a clock that never goes back.
pub fn now_ms() -> f64 {
    window()
        .performance()
        .map_or(0.0, |performance| performance.now())
}

/// Device pixels per CSS pixel.
pub fn device_pixel_ratio() -> f64 {
    window().device_pixel_ratio().max(0.5)
}

/// Another seed for another run.
pub fn random_seed() -> u64 {
    (Math::random() * NEW_SEEDS) as u64 + 1
}

/// Whether the page stands for itself and not in a frame of another.
pub fn is_top_level() -> bool {
    let window = window();
    let top = window.top().ok().flatten();
    // Windows are told apart by being the same object.
    top.is_some_and(|top| js_sys::Object::is(&top, &window))
}

/// Whether no element of the page has the focus.
pub fn has_focus_nowhere() -> bool {
    let document = document();
    let active = document.active_element();
    active.is_none_or(|active| {
        let body = document.body().map(Element::from);
        body.is_some_and(|body| body == active) || document.document_element() == Some(active)
    })
}

/// What a screen reader speaks the page in.
pub fn set_language(code: &str, title: &str) {
    set_page_attribute("lang", code);
    document().set_title(title);
}

/// Sets an attribute of the page's outermost element.
pub fn set_page_attribute(name: &str, value: &str) {
    if let Some(root) = document().document_element() {
        // Fails only for a name that is none.
        let _ = root.set_attribute(name, value);
    }
}

/// Sets one property of an element's style. The page's policy forbids style attributes; this is the
/// way that it allows.
pub fn set_style(element: &HtmlElement, property: &str, value: &str) {
    // A value that the browser does not understand leaves the style as it is.
    let _ = element.style().set_property(property, value);
}

/// The element of this id.
pub fn element(id: &str) -> Option<Element> {
    document().get_element_by_id(id)
}

/// Gives the focus to the element of this id, if it is there.
pub fn focus(id: &str) {
    let Some(element) = element(id) else {
        return;
    };
    // Fails only for an element that cannot have it.
    let _ = if let Some(element) = element.dyn_ref::<HtmlElement>() {
        element.focus()
    } else if let Some(element) = element.dyn_ref::<SvgElement>() {
        element.focus()
    } else {
        Ok(())
    };
}

/// Shows what stands at the top of the element of this id.
pub fn to_top(id: &str) {
    if let Some(element) = element(id) {
        element.set_scroll_top(0);
    }
}

/// Opens the details of this id, brings them into view, and gives their summary the focus.
pub fn reveal(id: &str) {
    let Some(details) = element(id) else {
        return;
    };
    if let Some(details) = details.dyn_ref::<HtmlDetailsElement>() {
        details.set_open(true);
    }
    details.scroll_into_view();
    let summary = details.query_selector("summary").ok().flatten();
    if let Some(summary) = summary.and_then(|summary| summary.dyn_into::<HtmlElement>().ok()) {
        // Fails only for an element that cannot have it.
        let _ = summary.focus();
    }
}
