//! Which system of the catalogue stands on a side, as a list of names.

use systems::ENTRIES;
use web_sys::{Event, HtmlSelectElement};
use yew::{Callback, Html, Properties, TargetCast as _, component, html};

use crate::hooks::{use_commands, use_preferences};
use crate::pair::Pair;
use crate::settings::SIDES;
use crate::state::Action;
use crate::wording;

#[derive(Properties, PartialEq)]
pub struct SystemFieldProps {
    pub pair: Pair,
    pub side: usize,
}

#[component]
pub fn SystemField(props: &SystemFieldProps) -> Html {
    let locale = use_preferences().locale;
    let commands = use_commands();
    let side = props.side;
    let chosen = props.pair.entry(side).id;
    let choose = Callback::from(move |event: Event| {
        let select = event.target_dyn_into::<HtmlSelectElement>();
        let place = select.and_then(|select| usize::try_from(select.selected_index()).ok());
        if let Some(entry) = place.and_then(|place| ENTRIES.get(place)) {
            let system = entry.id;
            commands.act(Action::Choose { side, system });
        }
    });
    let id = format!("system-{}", SIDES[side]);
    html! {
        <div class="field">
            <label for={id.clone()}>{ wording::side_name(side, locale) }</label>
            <select {id} onchange={choose}>
                for entry in ENTRIES {
                    <option key={entry.id} value={entry.id} selected={entry.id == chosen}>
                        { locale.pick(entry.title) }
                    </option>
                }
            </select>
        </div>
    }
}
