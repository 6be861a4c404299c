//! What to look at in each system, and what is simpler than in the real world.

use systems::{Entry, Text};
use yew::{Html, Properties, component, html};

use super::notices::PairNote;
use crate::hooks::use_preferences;
use crate::i18n::Locale;
use crate::pair::Pair;
use crate::settings::SIDE_COUNT;

#[derive(Properties, PartialEq)]
pub struct AboutProps {
    pub pair: Pair,
}

#[component]
pub fn About(props: &AboutProps) -> Html {
    let locale = use_preferences().locale;
    let messages = locale.messages();
    let pair = &props.pair;
    // One system on both sides is spoken of once.
    let sides = if pair.is_one_system() { 1 } else { SIDE_COUNT };
    let titles = systems::titles([0, 1].map(|side| pair.entry(side)));
    html! {
        <section class="about" aria-label={messages.about}>
            <PairNote pair={pair.clone()} />
            for side in 0..sides {
                { article(pair.entry(side), titles[side], locale) }
            }
        </section>
    }
}

fn article(entry: &'static Entry, title: Text, locale: Locale) -> Html {
    let messages = locale.messages();
    let operations = entry.operations.iter().map(|text| locale.pick(*text));
    html! {
        <article key={entry.id} class="about-system">
            <h2>{ locale.pick(title) }</h2>
            <h3>{ messages.watch }</h3>
            <p>{ locale.pick(entry.watch) }</p>
            <h3>{ messages.operations }</h3>
            <p>{ operations.collect::<Vec<_>>().join(messages.list_break) }</p>
            <h3>{ messages.simplified }</h3>
            <p>{ locale.pick(entry.simplified) }</p>
        </article>
    }
}
