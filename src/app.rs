//! The whole page: the choices and the session at its top, and everything inside that reads them.

use yew::{Html, component, html, use_memo, use_reducer};

use scene::Theme;

use crate::address;
use crate::components::Page;
use crate::handle::SessionHandle;
use crate::hooks::{Commands, Preferences, remembered, use_loaded, use_media};
use crate::i18n::Locale;
use crate::platform;
use crate::session::Session;
use crate::state::{Surroundings, ThemeChoice, UiState};

/// # Panics
/// If the opening settings cannot be run: the address's are checked when they are read.
#[component]
pub fn App() -> Html {
    let still = use_media("(prefers-reduced-motion: reduce)");
    let dark = use_media("(prefers-color-scheme: dark)");
    let state = use_reducer(move || opened(still));
    let session = {
        let (settings, cause) = (state.settings.clone(), state.run.cause);
        use_memo((), move |()| {
            let session = Session::new(&settings, cause);
            SessionHandle::new(session.expect("the address's settings are checked"))
        })
    };
    use_loaded(&session, &state);
    let preferences = Preferences {
        locale: state.locale,
        theme: match state.theme {
            ThemeChoice::Light => Theme::Light,
            ThemeChoice::Auto if !dark => Theme::Light,
            ThemeChoice::Auto | ThemeChoice::Dark => Theme::Dark,
        },
        projector: state.projector,
        still,
    };
    let commands = Commands {
        session: (*session).clone(),
        dispatch: state.dispatcher(),
    };
    html! { <Page {preferences} {commands} state={(*state).clone()} /> }
}

/// What the page opens with.
fn opened(still: bool) -> UiState {
    let (locale, theme) = remembered();
    let around = Surroundings {
        stored_locale: locale.as_deref().and_then(Locale::from_code),
        stored_theme: theme.as_deref().and_then(ThemeChoice::from_code),
        browser_locale: Locale::for_browser(&platform::browser_language()),
        still,
    };
    UiState::opened(&address::parse(&platform::address()), around)
}
