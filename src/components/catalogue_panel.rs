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

/// The most systems of a family that shares its row with others.
const SMALL_MAX: usize = 2;

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
            <div class="tile-groups">
                for (family, entries) in families() {
                    <section key={format!("{family:?}")} class="tile-group" data-tiles={entries.len().to_string()}
                        aria-label={(messages.family)(family)}>
                        <h3>{ (messages.family)(family) }</h3>
                        <ul class="tiles">
                            for entry in entries {
                                <CatalogueTile key={entry.id} id={entry.id} sides={sides(pair, entry)}
                                    gallery={gallery.clone()} />
                            }
                        </ul>
                    </section>
                }
            </div>
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

/// The families with their systems, in the order in which the catalogue comes to them; the large ones
/// follow, so that the small ones share a row.
fn families() -> Vec<(Family, Vec<&'static Entry>)> {
    let mut families: Vec<(Family, Vec<&'static Entry>)> = Vec::new();
    for entry in ENTRIES.iter() {
        match families.iter_mut().find(|one| one.0 == entry.family) {
            Some(family) => family.1.push(entry),
            None => families.push((entry.family, vec![entry])),
        }
    }
    let large = |family: &(Family, Vec<&Entry>)| family.1.len() > SMALL_MAX;
    sim::sort_few(&mut families, |one, other| large(one).cmp(&large(other)));
    families
}

/// On which sides the system stands.
fn sides(pair: &Pair, entry: &Entry) -> [bool; SIDE_COUNT] {
    std::array::from_fn(|side| pair.entry(side).id == entry.id)
}
