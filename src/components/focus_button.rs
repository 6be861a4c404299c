//! One system over the whole width, or both beside each other again.

use yew::{Callback, Html, Properties, component, html};

use super::icon::{Icon, icon};
use crate::hooks::{use_commands, use_messages, use_preferences};
use crate::pair::Pair;
use crate::state::Action;
use crate::wording;

#[derive(Properties, PartialEq)]
pub struct FocusButtonProps {
    pub pair: Pair,
    pub side: usize,
    /// This side has the whole width.
    pub large: bool,
}

#[component]
pub fn FocusButton(props: &FocusButtonProps) -> Html {
    let messages = use_messages();
    let locale = use_preferences().locale;
    let commands = use_commands();
    let side = props.side;
    let name = if props.large {
        messages.both_sides.to_owned()
    } else {
        (messages.enlarge)(&wording::system(&props.pair, side, locale))
    };
    let sign = if props.large {
        Icon::Beside
    } else {
        Icon::Enlarge
    };
    let click = Callback::from(move |_| commands.act(Action::ToggleFocus(side)));
    html! {
        <button type="button" class="button button-icon pane-focus" data-action="focus" title={name.clone()}
            aria-label={name} onclick={click}>{ icon(sign) }</button>
    }
}
