//! One line under a system's name: what is wrong with it and what has just happened, otherwise what it
//! is.

use yew::{Html, Properties, component, html};

use crate::hooks::{use_preferences, use_readout};
use crate::pair::Pair;
use crate::speed::Speed;
use crate::wording;

/// So many of the person's seconds a happening is the news.
const NEWS_SECONDS: f64 = 20.0;

#[derive(Properties, PartialEq)]
pub struct PaneLineProps {
    pub pair: Pair,
    pub side: usize,
    pub speed: Speed,
}

#[component]
pub fn PaneLine(props: &PaneLineProps) -> Html {
    let locale = use_preferences().locale;
    let index = props.side;
    let news = props.speed.factor() * NEWS_SECONDS;
    let told = use_readout(200.0, move |session| {
        wording::caption(session.side(index), news, locale)
    });
    let summary = locale.pick(props.pair.entry(index).summary);
    let line = (*told).clone().unwrap_or_else(|| summary.to_owned());
    html! { <p class="pane-line" title={line.clone()}>{ line }</p> }
}
