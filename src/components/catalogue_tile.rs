//! One system of the catalogue: its picture, its sentence, and a button for each side.

use web_sys::HtmlCanvasElement;
use yew::{Callback, Html, Properties, component, html, use_effect_with, use_node_ref};

use crate::hooks::{Gallery, use_commands, use_preferences};
use crate::settings::{SIDE_COUNT, SIDES};
use crate::state::Action;

#[derive(Properties, PartialEq)]
pub struct CatalogueTileProps {
    /// The system's id in the catalogue.
    pub id: &'static str,
    /// On which sides it stands.
    pub sides: [bool; SIDE_COUNT],
    pub gallery: Gallery,
}

/// # Panics
/// If the catalogue does not have the system: it is the one that offers it.
#[component]
pub fn CatalogueTile(props: &CatalogueTileProps) -> Html {
    let locale = use_preferences().locale;
    let messages = locale.messages();
    let commands = use_commands();
    let entry = systems::entry(props.id).expect("the catalogue has what it offers");
    let canvas = use_node_ref();
    {
        let (canvas, gallery) = (canvas.clone(), props.gallery.clone());
        use_effect_with((), move |()| {
            let canvas = canvas.cast::<HtmlCanvasElement>();
            let hung = canvas.and_then(|canvas| gallery.hang(entry, canvas));
            move || drop(hung)
        });
    }
    let title = locale.pick(entry.title);
    let place = |side: usize| {
        let (commands, system) = (commands.clone(), entry.id);
        let choose = Callback::from(move |_| commands.act(Action::Choose { side, system }));
        let (word, name) = match side {
            0 => (messages.put_left, (messages.on_left)(title)),
            _ => (messages.put_right, (messages.on_right)(title)),
        };
        html! {
            <button key={side} type="button" class="button button-small" data-action={format!("choose-{}", SIDES[side])}
                aria-pressed={props.sides[side].to_string()} aria-label={name} onclick={choose}>
                if props.sides[side] {
                    <span aria-hidden="true">{ "✓" }</span>
                }
                { word }
            </button>
        }
    };
    html! {
        <li class="tile" data-system={entry.id}>
            <canvas class="tile-picture" ref={canvas} aria-hidden="true" />
            <div class="tile-words">
                <h4>{ title }</h4>
                <p>{ locale.pick(entry.summary) }</p>
            </div>
            <div class="tile-sides">
                for side in 0..SIDE_COUNT {
                    { place(side) }
                }
            </div>
        </li>
    }
}
