//! The user's view: a phone that shows what one person gets from a system.

use yew::{Html, Properties, component, html};

use crate::hooks::{use_messages, use_readout};
use crate::wording;

#[derive(Properties, PartialEq)]
pub struct PhoneViewProps {
    pub side: usize,
}

#[component]
pub fn PhoneView(props: &PhoneViewProps) -> Html {
    let messages = use_messages();
    let index = props.side;
    let words = use_readout(100.0, move |session| {
        wording::user(session.user_views()[index], messages)
    });
    html! {
        <figure class="phone" data-view={words.kind} data-again={(!words.tries.is_empty()).to_string()}>
            <figcaption class="phone-caption">{ messages.user_view }</figcaption>
            <div class="phone-screen">
                <p class="phone-shop" aria-hidden="true">{ messages.shop }</p>
                <div class="phone-page" aria-hidden="true"><i /><i /><i /></div>
                <p class="phone-answer">
                    <span class="phone-mark" aria-hidden="true">{ words.mark }</span>
                    <strong class="phone-main" aria-hidden="true">{ words.main.clone() }</strong>
                    <span class="phone-words" aria-hidden="true">{ words.words.clone() }</span>
                    <span class="phone-tries" aria-hidden="true">{ words.tries.clone() }</span>
                    <span class="phone-sentence">{ words.sentence.clone() }</span>
                </p>
            </div>
        </figure>
    }
}
