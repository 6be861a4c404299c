//! The top of the page: the name, what has just happened, and choices about the page itself.

use std::rc::Rc;

use yew::{Callback, Html, Properties, component, html};

use super::icon::{Icon, icon};
use super::notices::Notices;
use super::status_line::StatusLine;
use crate::hooks::{use_commands, use_messages, use_preferences};
use crate::i18n::Messages;
use crate::platform;
use crate::state::{Action, Notice, Panel, ThemeChoice};

#[derive(Properties, PartialEq)]
pub struct HeaderProps {
    pub theme: ThemeChoice,
    pub panel: Option<Panel>,
    pub notices: Rc<[Notice]>,
}

#[component]
pub fn Header(props: &HeaderProps) -> Html {
    let messages = use_messages();
    let preferences = use_preferences();
    let commands = use_commands();
    let acting = |action: fn(Panel) -> Action, panel: Panel| {
        let commands = commands.clone();
        Callback::from(move |_| commands.act(action(panel)))
    };
    let toggle = |panel| acting(Action::TogglePanel, panel);
    let other = preferences.locale.other();
    let switch_language = {
        let commands = commands.clone();
        Callback::from(move |_| commands.act(Action::SetLocale(other)))
    };
    let switch_theme = {
        let (commands, next) = (commands.clone(), props.theme.next());
        Callback::from(move |_| commands.act(Action::SetTheme(next)))
    };
    let large = preferences.projector;
    let switch_size = {
        let commands = commands.clone();
        Callback::from(move |_| commands.act(Action::SetProjector(!large)))
    };
    let to_controls = Callback::from(|_| platform::focus("play"));
    let theme_title = (messages.theme)(theme_name(props.theme, messages));
    html! {
        <header class="header">
            <button class="skip" type="button" onclick={to_controls}>{ messages.controls_area }</button>
            <h1 class="brand">
                <span lang="ja">{ messages.brand }</span>
                <span class="tagline">{ messages.tagline }</span>
            </h1>
            <Notices notices={props.notices.clone()} />
            <StatusLine />
            <nav class="header-buttons">
                <button type="button" id="open-systems" class="button button-strong" data-action="systems"
                    aria-expanded={(props.panel == Some(Panel::Systems)).to_string()}
                    onclick={acting(Action::OpenPanel, Panel::Systems)}>
                    { icon(Icon::Systems) }<span>{ messages.choose_systems }</span>
                </button>
                <button type="button" id="open-settings" class="button" data-action="settings" title={messages.settings}
                    aria-expanded={(props.panel == Some(Panel::Settings)).to_string()}
                    onclick={toggle(Panel::Settings)}>
                    { icon(Icon::Settings) }<span class="button-word">{ messages.settings }</span>
                </button>
                <button type="button" class="button" data-action="language" lang={other.code()}
                    aria-label={messages.other_language} onclick={switch_language}>
                    <span class="language-long">{ messages.other_language }</span>
                    <span class="language-short" aria-hidden="true">{ messages.other_language_short }</span>
                </button>
                <button type="button" class="button" data-action="theme" title={theme_title.clone()}
                    aria-label={theme_title} onclick={switch_theme}>
                    { icon(Icon::Theme) }
                    <span class="button-word">{ theme_name(props.theme, messages) }</span>
                </button>
                <button type="button" class="button button-size" data-action="projector"
                    title={messages.projector} aria-label={messages.projector}
                    aria-pressed={large.to_string()} onclick={switch_size}>
                    <span aria-hidden="true">{ messages.projector_sign }</span>
                </button>
                <button type="button" id="open-help" class="button button-help" data-action="help" title={messages.help}
                    aria-label={messages.help} aria-expanded={(props.panel == Some(Panel::Help)).to_string()}
                    onclick={toggle(Panel::Help)}>
                    <span aria-hidden="true">{ "?" }</span>
                </button>
            </nav>
        </header>
    }
}

const fn theme_name(theme: ThemeChoice, messages: &Messages) -> &'static str {
    match theme {
        ThemeChoice::Auto => messages.theme_auto,
        ThemeChoice::Light => messages.theme_light,
        ThemeChoice::Dark => messages.theme_dark,
    }
}
