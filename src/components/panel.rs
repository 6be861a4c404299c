//! A sheet over the page that closes with Escape, its button, or a click beside it.

use web_sys::KeyboardEvent;
use yew::{Callback, Html, Properties, classes, component, html, use_effect_with};

use super::icon::{Icon, icon};
use crate::hooks::{use_commands, use_messages};
use crate::platform;
use crate::state::Action;

#[derive(Properties, PartialEq)]
pub struct PanelSheetProps {
    pub title: &'static str,
    /// The id of what gets the focus when it has closed: the button that opened it, or what comes next.
    pub opener: &'static str,
    /// As wide as the window allows.
    #[prop_or_default]
    pub wide: bool,
    pub children: Html,
}

#[component]
pub fn PanelSheet(props: &PanelSheetProps) -> Html {
    let messages = use_messages();
    let commands = use_commands();
    let close = move || commands.act(Action::ClosePanel);
    let on_key = {
        let close = close.clone();
        Callback::from(move |event: KeyboardEvent| {
            // Keys typed here mean nothing to the page below.
            event.stop_propagation();
            if event.key() == "Escape" {
                close();
            }
        })
    };
    use_effect_with(props.opener, |opener| {
        let opener = *opener;
        platform::focus("panel");
        move || platform::focus(opener)
    });
    let on_click = Callback::from(move |_| close());
    html! {
        <div class="panel-layer">
            <div class="panel-beside" onclick={on_click.clone()} />
            <div id="panel" class={classes!("panel", props.wide.then_some("panel-wide"))} role="dialog" aria-modal="true" aria-label={props.title}
                tabindex="-1" onkeydown={on_key}>
                <div class="panel-head">
                    <h2>{ props.title }</h2>
                    <button type="button" class="button button-plain" data-action="close-panel"
                        aria-label={messages.close} title={messages.close} onclick={on_click}>
                        { icon(Icon::Close) }
                    </button>
                </div>
                { props.children.clone() }
            </div>
        </div>
    }
}
