//! The same state as in the pictures, as tables: for screen readers, for copying, for checking.

use web_sys::{Event, HtmlDetailsElement};
use yew::{Callback, Html, Properties, TargetCast as _, component, html, use_state_eq};

use super::difference_table::DifferenceTable;
use super::matching_faults::MatchingFaults;
use super::text_tables::TextTables;
use crate::hooks::use_messages;
use crate::pair::Pair;
use crate::settings::SIDE_COUNT;

#[derive(Properties, PartialEq)]
pub struct TextViewProps {
    pub pair: Pair,
}

#[component]
pub fn TextView(props: &TextViewProps) -> Html {
    let messages = use_messages();
    let pair = &props.pair;
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
                <DifferenceTable pair={pair.clone()} />
                <h2>{ messages.break_it }</h2>
                <MatchingFaults />
                <div class="text-sides">
                    for side in 0..SIDE_COUNT {
                        <TextTables key={pair.key(side)} pair={pair.clone()} {side} />
                    }
                </div>
            }
        </details>
    }
}
