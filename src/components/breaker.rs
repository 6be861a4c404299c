//! The button that opens what breaks both systems at once. What it opens lies beside the stages, so
//! that one sees what one does.

use yew::{Callback, Html, Properties, component, html, use_effect_with};

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
    let close = move || commands.act(Action::ToggleBreaker);
    // On a phone the button is there again only when the sheet has gone.
    use_effect_with(props.open, |open| {
        let was_open = *open;
        move || {
            if was_open {
                platform::focus(OPENER);
            }
        }
    });
    let on_key = {
        let (close, open) = (close.clone(), props.open);
        Callback::from(move |event: KeyboardEvent| {
            if open && event.key() == "Escape" {
                event.stop_propagation();
                close();
            }
        })
    };
    html! {
        <div class="breaker" onkeydown={on_key}>
            <button type="button" id={OPENER} class="button button-break" data-action="breaker"
                title={messages.break_it} aria-label={messages.break_it} aria-expanded={props.open.to_string()} onclick={toggle}>
                { icon(Icon::Break) }<span>{ messages.break_it }</span>
            </button>
            if props.open {
                <div class="breaker-sheet" role="group" aria-label={messages.break_it}>
                    <MatchingFaults />
                    <button type="button" class="button button-plain breaker-close" data-action="close-breaker"
                        aria-label={messages.close} title={messages.close}
                        onclick={Callback::from(move |_| close())}>{ icon(Icon::Close) }</button>
                </div>
            }
        </div>
    }
}
