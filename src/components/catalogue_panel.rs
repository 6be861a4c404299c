//! Every system of the catalogue as a small living picture with a sentence; each can be put on either
//! side.

use systems::{ENTRIES, Entry, Family};
use yew::{Callback, Html, Properties, component, html};

use super::catalogue_tile::CatalogueTile;
use crate::hooks::{use_commands, use_gallery, use_preferences};
use crate::pair::Pair;
use crate::settings::SIDE_COUNT;
use crate::state::Action;
use crate::wording;

#[derive(Properties, PartialEq)]
pub struct CataloguePanelProps {
    pub pair: Pair,
}

#[component]
pub fn CataloguePanel(props: &CataloguePanelProps) -> Html {
    let preferences = use_preferences();
    let locale = preferences.locale;
    let messages = locale.messages();
    let commands = use_commands();
    let gallery = use_gallery(preferences);
    let pair = &props.pair;
    let compare = Callback::from(move |_| commands.act(Action::ClosePanel));
    html! {
        <>
            <p class="panel-hint">{ messages.systems_hint }</p>
            for family in families() {
                <h3 key={format!("{family:?}")}>{ (messages.family)(family) }</h3>
                <ul key={format!("tiles-{family:?}")} class="tiles">
                    for entry in ENTRIES.iter().filter(|entry| entry.family == family) {
                        <CatalogueTile key={entry.id} id={entry.id} sides={sides(pair, entry)}
                            gallery={gallery.clone()} />
                    }
                </ul>
            }
            <div class="catalogue-foot">
                <p class="catalogue-chosen" role="status">
                    for side in 0..SIDE_COUNT {
                        <span key={side}>
                            <small>{ wording::side_name(side, locale) }</small>
                            { wording::system(pair, side, locale) }
                        </span>
                    }
                </p>
                <button type="button" class="button button-strong" data-action="compare" onclick={compare}>
                    { messages.compare }
                </button>
            </div>
        </>
    }
}

/// The families in the order in which the catalogue comes to them.
fn families() -> Vec<Family> {
    let mut families: Vec<Family> = Vec::new();
    for entry in ENTRIES {
        if !families.contains(&entry.family) {
            families.push(entry.family);
        }
    }
    families
}

/// On which sides the system stands.
fn sides(pair: &Pair, entry: &Entry) -> [bool; SIDE_COUNT] {
    std::array::from_fn(|side| pair.entry(side).id == entry.id)
}
