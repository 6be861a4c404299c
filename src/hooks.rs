//! Hooks: how components reach the session, the browser and the person's choices.

mod use_address;
mod use_attributes;
mod use_canvas;
mod use_commands;
mod use_gallery;
mod use_in_view;
mod use_keys;
mod use_laboratory;
mod use_media;
mod use_page;
mod use_playback;
mod use_preferences;
mod use_readout;
mod use_run;
mod use_session;

pub use use_address::{LinkHandle, use_address};
pub use use_attributes::use_attributes;
pub use use_canvas::{Surface, use_canvas};
pub use use_commands::{Commands, use_commands};
pub use use_gallery::{Gallery, use_gallery};
pub use use_in_view::use_in_view;
pub use use_keys::{KeyState, use_keys};
pub use use_laboratory::use_laboratory;
pub use use_media::use_media;
pub use use_page::{remembered, use_page};
pub use use_playback::{Drive, use_playback};
pub use use_preferences::{Preferences, use_messages, use_preferences};
pub use use_readout::use_readout;
pub use use_run::{use_loaded, use_run};
pub use use_session::{use_session, use_watcher};
