//! What can be done here, and the keys for it.

use yew::{Html, component, html};

use super::legend::Legend;
use crate::hooks::use_messages;

#[component]
pub fn HelpPanel() -> Html {
    let messages = use_messages();
    let keys = [
        (messages.key_space, messages.key_space_does),
        ("→", messages.key_right_does),
        ("←", messages.key_left_does),
        (".", messages.key_period_does),
        (",", messages.key_comma_does),
        ("F", messages.key_fork_does),
        ("R", messages.key_restart_does),
        ("B", messages.key_break_does),
        ("N", messages.key_seed_does),
        ("+ −", messages.key_units_does),
        ("[ ]", messages.key_speed_does),
        ("1 2", messages.key_focus_does),
        (messages.key_arrows, messages.key_arrows_does),
    ];
    html! {
        <>
            <p class="panel-hint">{ messages.help_hint }</p>
            <Legend />
            <dl class="keys">
                for (key, does) in keys {
                    <dt key={key}><kbd>{ key }</kbd></dt>
                    <dd key={does}>{ does }</dd>
                }
            </dl>
        </>
    }
}
