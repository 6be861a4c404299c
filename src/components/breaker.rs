//! The button that opens what breaks both systems at once. What it opens lies beside the stages, so
//! that one sees what one does.

use yew::{Callback, Html, Properties, component, html};

use super::icon::{Icon, icon};
use super::matching_faults::MatchingFaults;
use crate::hooks::{use_commands, use_messages};
use crate::platform;
use crate::state::Action;
use web_sys::KeyboardEvent;

/// The id of the button, which gets the focus back.
const OPENER: &str = "open-breaker";

#[derive(Properties, PartialEq)]
pub struct BreakerProps {
    pub open: bool,
}

#[component]
pub fn Breaker(props: &BreakerProps) -> Html {
    let messages = use_messages();
    let commands = use_commands();
    let toggle = {
        let commands = commands.clone();
        Callback::from(move |_| commands.act(Action::ToggleBreaker))
    };
    let on_key = {
        let (commands, open) = (commands, props.open);
        Callback::from(move |event: KeyboardEvent| {
            if open && event.key() == "Escape" {
                event.stop_propagation();
                commands.act(Action::ToggleBreaker);
                platform::focus(OPENER);
            }
        })
    };
    html! {
        <div class="breaker" onkeydown={on_key}>
            <button type="button" id={OPENER} class="button button-break" data-action="breaker"
                aria-expanded={props.open.to_string()} onclick={toggle}>
                { icon(Icon::Break) }<span>{ messages.break_it }</span>
            </button>
            if props.open {
                <div class="breaker-sheet" role="group" aria-label={messages.break_it}>
                    <MatchingFaults />
                </div>
            }
        </div>
    }
}
