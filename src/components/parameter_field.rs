//! One parameter of the catalogue: a choice of words, or a whole number within its range.

use systems::Parameter;
use web_sys::{Event, HtmlSelectElement};
use yew::{Callback, Html, Properties, TargetCast as _, component, html};

use super::whole_field::WholeField;
use crate::hooks::{use_commands, use_preferences};
use crate::settings::{Range, SIDES, Scope};
use crate::state::Action;

#[derive(Properties, PartialEq)]
pub struct ParameterFieldProps {
    pub scope: Scope,
    pub parameter: &'static Parameter,
    pub range: Range,
    pub value: i64,
}

#[component]
pub fn ParameterField(props: &ParameterFieldProps) -> Html {
    let locale = use_preferences().locale;
    let commands = use_commands();
    let (scope, parameter, value) = (props.scope, props.parameter, props.value);
    let set = Callback::from(move |value: i64| {
        commands.act(Action::SetParameter {
            scope,
            id: parameter.id,
            value,
        });
    });
    let id = match scope {
        Scope::Both => format!("field-{}", parameter.id),
        Scope::Side(side) => format!("field-{}-{}", SIDES[side], parameter.id),
    };
    if parameter.choices.is_empty() {
        let unit = (locale.messages().unit)(parameter.unit, value);
        return html! {
            <WholeField {id} title={locale.pick(parameter.title)} {unit} range={props.range} {value}
                onset={set} />
        };
    }
    let choose = Callback::from(move |event: Event| {
        let place = event.target_dyn_into::<HtmlSelectElement>();
        if let Some(place) = place
            .map(|select| select.selected_index())
            .filter(|place| *place >= 0)
        {
            set.emit(parameter.minimum + i64::from(place));
        }
    });
    let choices = parameter.choices.iter().zip(parameter.minimum..);
    html! {
        <div class="field">
            <label for={id.clone()}>{ locale.pick(parameter.title) }</label>
            <select {id} onchange={choose}>
                for (words, number) in choices {
                    <option key={number} selected={number == value}>{ locale.pick(*words) }</option>
                }
            </select>
        </div>
    }
}
