//! The same state as in the pictures, as tables: for screen readers, for copying, for checking.

use web_sys::{Event, HtmlDetailsElement};
use yew::{Callback, Html, TargetCast as _, component, html, use_state_eq};

use super::text_tables::TextTables;
use crate::hooks::use_messages;
use crate::settings::{SIDE_COUNT, entry_of};

#[component]
pub fn TextView() -> Html {
    let messages = use_messages();
    let open = use_state_eq(|| false);
    let toggle = {
        let open = open.clone();
        Callback::from(move |event: Event| {
            if let Some(details) = event.target_dyn_into::<HtmlDetailsElement>() {
                open.set(details.open());
            }
        })
    };
    html! {
        <details class="text-view" id="text-view" ontoggle={toggle}>
            <summary>{ messages.text_view }</summary>
            if *open {
                <p class="text-hint">{ messages.text_view_hint }</p>
                <div class="text-sides">
                    for side in 0..SIDE_COUNT {
                        <TextTables key={entry_of(side).id} {side} />
                    }
                </div>
            }
        </details>
    }
}
