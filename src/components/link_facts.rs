//! The numbers of one link, both directions together.

use sim::{DropReason, LinkId, LinkState};
use yew::{Html, Properties, component, html};

use crate::format;
use crate::hooks::{use_messages, use_preferences, use_readout};
use crate::wording;

#[derive(Properties, PartialEq)]
pub struct LinkFactsProps {
    pub side: usize,
    pub link: LinkId,
}

#[component]
pub fn LinkFacts(props: &LinkFactsProps) -> Html {
    let messages = use_messages();
    let locale = use_preferences().locale;
    let (side, link) = (props.side, props.link);
    let facts = use_readout(200.0, move |session| {
        let side = session.side(side);
        let view = side.snapshot().links[link.index()].clone();
        let words = wording::link_state(side, link, view.state, locale);
        (view, words)
    });
    let (view, words) = &*facts;
    let both = |forward: u64, backward: u64| format::grouped(forward + backward);
    let dropped: Vec<String> = DropReason::ALL
        .iter()
        .filter_map(|reason| {
            let index = reason.index();
            let count = view.forward.dropped[index] + view.backward.dropped[index];
            let count = (count > 0).then(|| format::grouped(count))?;
            Some((messages.counted)(messages.drop_reason(*reason), &count))
        })
        .collect();
    let broken = view.state != LinkState::default();
    let rate = format::rate(f64::from(view.rate));
    html! {
        <>
        <p class="fact-state">
            <strong class={broken.then_some("fact-bad")}>{ words.clone() }</strong>
        </p>
        <dl class="facts">
            if let Some(trusted) = view.trusted {
                <dt>{ messages.trusted }</dt>
                <dd>{ if trusted { messages.trust_yes } else { messages.trust_no } }</dd>
            }
            <dt>{ messages.rate }</dt>
            <dd>{ format!("{rate} {}", messages.per_second) }</dd>
            <dt>{ messages.in_transit }</dt>
            <dd>{ both(view.forward.in_transit, view.backward.in_transit) }</dd>
            <dt>{ messages.delivered }</dt>
            <dd>{ both(view.forward.delivered, view.backward.delivered) }</dd>
            <dt>{ messages.dropped }</dt>
            <dd>{ if dropped.is_empty() { "0".to_owned() } else { dropped.join(" · ") } }</dd>
        </dl>
        </>
    }
}
