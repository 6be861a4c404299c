//! The browser's own things: the only callers of `window()`. Whatever is started here stops when
//! its value is dropped.

mod animation;
mod helper;
mod history;
mod idle;
mod listener;
mod media;
mod observers;
mod page;
mod storage;

pub use animation::AnimationLoop;
pub use helper::{Heard, Helper};
pub use history::{address, copy, link, show_address};
pub use idle::IdleLoop;
pub use listener::Listener;
pub use media::MediaWatch;
pub use observers::{SizeWatch, ViewWatch};
pub use page::{
    browser_language, device_pixel_ratio, element, focus, has_focus_nowhere, is_top_level, now_ms,
    random_seed, reveal, set_language, set_page_attribute, set_style, to_top,
};
pub use storage::{recall, remember};

/// Whether there is a page: a worker has none.
pub fn is_page() -> bool {
    web_sys::window().is_some()
}

/// # Panics
/// Outside a browser's page: the app runs nowhere else.
fn window() -> web_sys::Window {
    web_sys::window().expect("the app runs in a page")
}

fn document() -> web_sys::Document {
    window().document().expect("a page has a document")
}
