//! Choices that change seldom and concern every component: language, theme, size of type, motion.

use scene::Theme;
use yew::{hook, use_context};

use crate::i18n::{Locale, Messages};

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Preferences {
    pub locale: Locale,
    pub theme: Theme,
    /// Large type for a hall.
    pub projector: bool,
    /// Motion is not wanted.
    pub still: bool,
}

impl Preferences {
    /// How much larger than usual the type on the canvases is.
    pub const fn text_scale(self) -> f32 {
        // The smallest type is 14 px usually and 24 px in a hall.
        if self.projector { 24.0 / 14.0 } else { 1.0 }
    }
}

/// # Panics
/// Outside the app: it provides the preferences to everything inside.
#[hook]
pub fn use_preferences() -> Preferences {
    use_context().expect("the app provides the preferences")
}

/// What the page says in the person's language.
#[hook]
pub fn use_messages() -> &'static Messages {
    use_preferences().locale.messages()
}
