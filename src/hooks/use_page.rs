//! The page around the app follows the person's choices, and the browser remembers them.

use scene::Theme;
use yew::{hook, use_effect_with};

use super::Preferences;
use crate::platform;
use crate::state::ThemeChoice;

const LOCALE: &str = "lang";
const THEME: &str = "theme";

/// Language and theme as they were remembered, in that order.
pub fn remembered() -> (Option<String>, Option<String>) {
    (platform::recall(LOCALE), platform::recall(THEME))
}

#[hook]
pub fn use_page(preferences: Preferences, theme: ThemeChoice) {
    use_effect_with(preferences.locale, |locale| {
        let messages = locale.messages();
        let title = format!("{} — {}", messages.brand, messages.tagline);
        platform::set_language(locale.code(), &title);
    });
    use_effect_with(preferences, |preferences| {
        let theme = match preferences.theme {
            Theme::Light => "light",
            Theme::Dark => "dark",
        };
        platform::set_page_attribute("data-theme", theme);
        let view = if preferences.projector {
            "projector"
        } else {
            "desk"
        };
        platform::set_page_attribute("data-view", view);
    });
    use_effect_with((), |()| {
        let framed = !platform::is_top_level();
        platform::set_page_attribute("data-framed", &framed.to_string());
    });
    use_remembered(LOCALE, preferences.locale.code());
    use_remembered(THEME, theme.code());
}

/// Remembers a choice once the person has made it: what the page opened with is not a choice.
#[hook]
fn use_remembered(name: &'static str, value: &'static str) {
    let opened_with = yew::use_mut_ref(|| Some(value));
    use_effect_with(value, move |value| {
        if opened_with
            .borrow_mut()
            .take()
            .is_none_or(|opened| opened != *value)
        {
            platform::remember(name, value);
        }
    });
}
