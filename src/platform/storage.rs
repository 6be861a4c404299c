//! What the browser remembers for the person between visits. It may refuse; then nothing is remembered.

use web_sys::Storage;

use super::window;

/// Other pages of the same host may keep things in the same place.
const PREFIX: &str = "hitotsu.";

/// What was remembered under this name.
pub fn recall(name: &str) -> Option<String> {
    storage()?.get_item(&key(name)).ok().flatten()
}

/// Remembers a value, if the browser lets us.
pub fn remember(name: &str, value: &str) {
    if let Some(storage) = storage() {
        // Full or forbidden: the choice then holds for this visit only.
        let _ = storage.set_item(&key(name), value);
    }
}

fn key(name: &str) -> String {
    format!("{PREFIX}{name}")
}

fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}
