//! One line under a system's name: what has just happened to it, otherwise what it is.

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
    let happened = use_readout(200.0, move |session| {
        let side = session.side(index);
        let last = side.log().next_back();
        let last = last.filter(|last| session.now().since(last.at).as_secs_f64() <= news);
        last.map(|last| {
            let sentence = wording::happening(side, last, locale);
            (locale.messages().at_seconds)(&wording::instant(last.at), &sentence)
        })
    });
    let summary = locale.pick(props.pair.entry(index).summary);
    let line = (*happened).clone().unwrap_or_else(|| summary.to_owned());
    html! { <p class="pane-line" title={line.clone()}>{ line }</p> }
}
