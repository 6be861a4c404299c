//! Everything else that makes a run: its seed, its end, and the catalogue's parameters of both
//! systems. A change begins the run again.

use std::rc::Rc;

use systems::Parameter;
use yew::{Callback, Html, Properties, component, html};

use super::parameter_field::ParameterField;
use super::whole_field::WholeField;
use crate::hooks::{use_commands, use_preferences};
use crate::settings::{
    HORIZON_SECONDS, RATE, SEED_RANGE, SIDE_COUNT, Scope, Settings, entry_of, is_shared,
};
use crate::state::Action;

#[derive(Properties, PartialEq)]
pub struct SettingsPanelProps {
    pub settings: Rc<Settings>,
}

#[component]
pub fn SettingsPanel(props: &SettingsPanelProps) -> Html {
    let locale = use_preferences().locale;
    let messages = locale.messages();
    let commands = use_commands();
    let settings = &props.settings;
    let set_seed = {
        let commands = commands.clone();
        Callback::from(move |seed: i64| commands.act(Action::NewSeed(seed.unsigned_abs())))
    };
    let set_horizon = Callback::from(move |seconds| commands.act(Action::SetHorizon(seconds)));
    let field = |scope: Scope, parameter: &'static Parameter| {
        let value = settings
            .get(scope, parameter.id)
            .unwrap_or(parameter.default);
        html! { <ParameterField key={parameter.id} {scope} {parameter} {value} /> }
    };
    let shared = entry_of(0)
        .parameters
        .iter()
        .filter(|parameter| is_shared(parameter.id));
    html! {
        <>
            <p class="panel-hint">{ messages.settings_hint }</p>
            <div class="fields">
                <WholeField id="field-seed" title={messages.seed} unit="" range={SEED_RANGE}
                    value={settings.seed as i64} onset={set_seed} />
                <WholeField id="field-horizon" title={messages.horizon} unit={messages.seconds}
                    range={HORIZON_SECONDS} value={settings.horizon_seconds} onset={set_horizon} />
            </div>
            <h3>{ messages.settings_both }</h3>
            <div class="fields">
                for parameter in shared.filter(|parameter| parameter.id != RATE) {
                    { field(Scope::Both, parameter) }
                }
            </div>
            for side in 0..SIDE_COUNT {
                <h3 key={entry_of(side).id}>{ locale.pick(entry_of(side).title) }</h3>
                <div key={format!("fields-{side}")} class="fields">
                    for parameter in own_parameters(side) {
                        { field(Scope::Side(side), parameter) }
                    }
                </div>
            }
        </>
    }
}

/// The parameters of one system alone, without the one that the control bar sets.
fn own_parameters(side: usize) -> impl Iterator<Item = &'static Parameter> {
    let scaled = entry_of(side).scaling.map(|scaling| scaling.parameter);
    let own = entry_of(side).parameters.iter();
    own.filter(move |parameter| !is_shared(parameter.id) && Some(parameter.id) != scaled)
}
