//! The user's view: a phone that shows what one person gets from a system.

use systems::Family;
use yew::{Callback, Html, Properties, component, html};

use crate::hooks::{use_commands, use_messages, use_readout, use_session};
use crate::state::{Action, Panel};
use crate::wording;

/// The ids of what opens the requests of each side.
pub const PHONES: [&str; crate::settings::SIDE_COUNT] = ["phone-0", "phone-1"];

#[derive(Properties, PartialEq)]
pub struct PhoneViewProps {
    pub side: usize,
    /// What its user came for.
    pub family: Family,
}

#[component]
pub fn PhoneView(props: &PhoneViewProps) -> Html {
    let messages = use_messages();
    let commands = use_commands();
    let index = props.side;
    let words = use_readout(100.0, move |session| {
        wording::user(session.user_views()[index], messages)
    });
    let session = use_session();
    let open = Callback::from(move |_| {
        let request = session.with(|session| session.followed());
        let side = index;
        commands.act(Action::OpenPanel(Panel::Requests { side, request }));
    });
    html! {
        <figure class="phone" data-view={words.kind} data-again={(!words.tries.is_empty()).to_string()}>
            <figcaption class="phone-caption">{ messages.user_view }</figcaption>
            <div class="phone-screen">
                <p class="phone-shop" aria-hidden="true">{ (messages.one_place)(props.family) }</p>
                <div class="phone-page" aria-hidden="true"><i /><i /><i /></div>
                <button type="button" class="phone-answer" id={PHONES[index]} data-action="story-of-phone"
                    title={messages.requests} onclick={open}>
                    <span class="phone-mark" aria-hidden="true">{ words.mark }</span>
                    <strong class="phone-main" aria-hidden="true">{ words.main.clone() }</strong>
                    <span class="phone-words" aria-hidden="true">{ words.words.clone() }</span>
                    <span class="phone-tries" aria-hidden="true">{ words.tries.clone() }</span>
                    <span class="phone-sentence">{ words.sentence.clone() }{ " " }{ messages.requests }</span>
                </button>
            </div>
        </figure>
    }
}
