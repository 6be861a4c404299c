//! What stands under a system's name: the choices that make it differ from the same system on the other
//! side, and one line on what is wrong with it and what has just happened, otherwise on what it is.

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
    let differences = wording::differences(&props.pair, index, locale);
    html! {
        <div class="pane-under">
            if !differences.is_empty() {
                <p class="pane-differences" title={differences.clone()}>{ differences.clone() }</p>
            }
            {
                match &*told {
                    // A click shows all of what the line may have to cut.
                    Some(told) => html! {
                        <details class="pane-news">
                            <summary class="pane-line" data-action="news" title={told.line.clone()}>{ told.line.clone() }</summary>
                            <ul class="pane-sheet">
                                for sentence in &told.all {
                                    <li>{ sentence.clone() }</li>
                                }
                            </ul>
                        </details>
                    },
                    None => {
                        let summary = locale.pick(props.pair.entry(index).summary);
                        html! { <p class="pane-line" title={summary}>{ summary }</p> }
                    }
                }
            }
        </div>
    }
}
