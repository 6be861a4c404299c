//! The most telling numbers of a system in one short line, for a screen without room for more.

use yew::{Html, Properties, component, html};

use crate::format;
use crate::hooks::{use_messages, use_readout};

#[derive(Properties, PartialEq)]
pub struct PaneNumbersProps {
    pub side: usize,
}

#[component]
pub fn PaneNumbers(props: &PaneNumbersProps) -> Html {
    let messages = use_messages();
    let side = props.side;
    let line = use_readout(500.0, move |session| {
        let readout = session.side(side).numbers().readout;
        let rate = |rate: f64| format!("{} {}", format::rate(rate), messages.per_second);
        let p99 = readout.p99.map(format::milliseconds);
        let p99 = p99.map(|p99| format!("{p99} {}", messages.milliseconds));
        [
            (messages.counted)(messages.goodput_short, &rate(readout.goodput)),
            (messages.counted)(messages.failed, &rate(readout.failing)),
            (messages.counted)(messages.p99, p99.as_deref().unwrap_or("—")),
        ]
        .join(" · ")
    });
    html! { <p class="pane-numbers">{ (*line).clone() }</p> }
}
