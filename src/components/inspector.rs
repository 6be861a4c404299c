//! What is known about the chosen machine or link, and what can be done to it.

use sim::Place;
use systems::Icon as CardIcon;
use web_sys::KeyboardEvent;
use yew::{Callback, Html, Properties, classes, component, html, use_effect_with};

use super::fault_buttons::FaultButtons;
use super::icon::{Icon, icon};
use super::link_facts::LinkFacts;
use super::node_facts::NodeFacts;
use super::target_button::target_id;
use crate::hooks::{use_commands, use_messages, use_preferences, use_readout, use_session};
use crate::platform;
use crate::session::Side;
use crate::state::{Action, Panel};
use crate::wording;

#[derive(Properties, PartialEq)]
pub struct InspectorProps {
    pub side: usize,
    pub place: Place,
    /// It stands at the left edge, because the chosen thing is on the right.
    pub left: bool,
}

#[component]
pub fn Inspector(props: &InspectorProps) -> Html {
    let messages = use_messages();
    let locale = use_preferences().locale;
    let commands = use_commands();
    let session = use_session();
    let (side, place) = (props.side, props.place);
    let name = session.with(|session| wording::place_name(session.side(side), place, locale));
    let breakable = session.with(|session| is_breakable(session.side(side), place));
    let last = use_readout(200.0, move |session| {
        let side = session.side(side);
        let here = side
            .log()
            .rev()
            .find(|happening| concerns(&happening.what, place));
        here.map(|happening| {
            let ago = session.now().since(happening.at);
            let ago = crate::format::fixed(ago.as_secs_f64(), 1);
            (messages.seconds_ago)(&ago, &wording::happening(side, happening, locale))
        })
    });
    let follow = {
        let commands = commands.clone();
        Callback::from(move |_| {
            let request = None;
            commands.act(Action::OpenPanel(Panel::Requests { side, request }));
        })
    };
    let close = move || {
        commands.act(Action::Select(None));
        platform::focus(&target_id(side, place));
    };
    let on_key = {
        let close = close.clone();
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Escape" {
                event.stop_propagation();
                close();
            }
        })
    };
    use_effect_with((side, place), |_| platform::focus("inspector"));
    let edge = if props.left {
        "inspector-left"
    } else {
        "inspector-right"
    };
    html! {
        <div id="inspector" class={classes!("inspector", edge)} role="dialog" tabindex="-1"
            aria-label={name.clone()} onkeydown={on_key}>
            <div class="inspector-head">
                <h3 class="inspector-title">{ name }</h3>
                <button type="button" class="button button-plain" data-action="close-inspector"
                    aria-label={messages.close} title={messages.close}
                    onclick={Callback::from(move |_| close())}>{ icon(Icon::Close) }</button>
            </div>
            {
                match place {
                    Place::Node(node) => html! { <NodeFacts {side} {node} /> },
                    Place::Link(link) => html! { <LinkFacts {side} {link} /> },
                }
            }
            if breakable {
                <FaultButtons {side} {place} />
            } else {
                <p class="inspector-hint">{ messages.no_faults }</p>
            }
            <button type="button" class="button button-small inspector-requests" data-action="requests"
                onclick={follow}>{ messages.show_requests }</button>
            <p class="inspector-last">{ (*last).clone() }</p>
        </div>
    }
}

/// Everything but the users themselves.
fn is_breakable(side: &Side, place: Place) -> bool {
    match place {
        Place::Node(node) => side.card(node).icon != CardIcon::Users,
        Place::Link(_) => true,
    }
}

fn concerns(what: &crate::session::What, place: Place) -> bool {
    use crate::session::What;
    match *what {
        What::State { node, .. } | What::Role { node, .. } => place == Place::Node(node),
        What::Trust { node, target, .. } => {
            place == Place::Node(node) || place == Place::Node(target)
        }
        What::Struck { fault } => place == fault.place(),
    }
}
