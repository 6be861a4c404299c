//! The last thing that happened to a system, under its picture.

use yew::{Html, Properties, component, html};

use crate::hooks::{use_preferences, use_readout};
use crate::wording;

#[derive(Properties, PartialEq)]
pub struct EventLineProps {
    pub side: usize,
}

#[component]
pub fn EventLine(props: &EventLineProps) -> Html {
    let locale = use_preferences().locale;
    let index = props.side;
    let line = use_readout(200.0, move |session| {
        let side = session.side(index);
        side.log().next_back().map(|last| {
            let sentence = wording::happening(side, last, locale);
            (locale.messages().at_seconds)(&wording::instant(last.at), &sentence)
        })
    });
    html! { <p class="event-line">{ (*line).clone() }</p> }
}
