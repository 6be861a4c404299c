//! The browser app: starts Yew on the page's element, or nothing in a worker.

mod address;
mod app;
mod components;
mod difference;
mod format;
mod gallery;
mod handle;
mod harm;
mod hooks;
mod i18n;
mod keys;
mod laboratory;
mod load_steps;
mod moot;
mod painter;
mod pair;
mod platform;
mod playback;
mod session;
mod settings;
mod share;
mod speed;
mod state;
mod story;
mod wording;
mod worker;

fn main() {
    // In a worker there is no page: the program waits for what its script asks.
    if platform::is_page() {
        let root = platform::element("app").expect("index.html has the element");
        yew::Renderer::<app::App>::with_root(root).render();
    }
}
