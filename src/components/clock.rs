//! The one clock of both systems, how fast it really goes where that is slower than asked for, and the
//! seed of the run.

use yew::{Html, Properties, component, html};

use crate::format;
use crate::hooks::{use_messages, use_readout};

#[derive(Properties, PartialEq)]
pub struct ClockProps {
    pub seed: u64,
    /// The speed that is reached, where that is less than was asked for.
    pub lag: Option<String>,
}

#[component]
pub fn Clock(props: &ClockProps) -> Html {
    let messages = use_messages();
    let now = use_readout(50.0, |session| format::clock(session.now()));
    html! {
        <div class="clock">
            <span class="clock-title">{ messages.clock }</span>
            <output class="clock-time" aria-live="off">{ (*now).clone() }</output>
            if let Some(lag) = &props.lag {
                <span class="clock-lag" title={(messages.lagging)(lag)}>{ format!("→{lag}") }</span>
            }
            <span class="clock-seed">{ messages.seed }{ " " }<b>{ props.seed }</b></span>
        </div>
    }
}
