//! What to look at in each system, and what is simpler than in the real world.

use yew::{Html, component, html};

use crate::hooks::use_preferences;
use crate::settings::{SIDE_COUNT, entry_of};

#[component]
pub fn About() -> Html {
    let locale = use_preferences().locale;
    let messages = locale.messages();
    html! {
        <section class="about" aria-label={messages.about}>
            for side in 0..SIDE_COUNT {
                <article key={entry_of(side).id} class="about-system">
                    <h2>{ locale.pick(entry_of(side).title) }</h2>
                    <h3>{ messages.watch }</h3>
                    <p>{ locale.pick(entry_of(side).watch) }</p>
                    <h3>{ messages.simplified }</h3>
                    <p>{ locale.pick(entry_of(side).simplified) }</p>
                </article>
            }
        </section>
    }
}
