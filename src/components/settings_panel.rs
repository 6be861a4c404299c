//! Everything else that makes a run: the systems, its seed, its end, and the catalogue's parameters. A change begins the run again.

use std::rc::Rc;

use systems::Parameter;
use yew::{Callback, Html, Properties, component, html};

use super::parameter_field::ParameterField;
use super::system_field::SystemField;
use super::whole_field::WholeField;
use crate::hooks::{use_commands, use_preferences};
use crate::pair::Pair;
use crate::settings::{HORIZON_SECONDS, RATE, SEED_RANGE, SIDE_COUNT, Scope, Settings, range_of};
use crate::state::Action;
use crate::wording;

#[derive(Properties, PartialEq)]
pub struct SettingsPanelProps {
    pub pair: Pair,
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
        // What both systems have has the range that both can take.
        let range = settings.range(scope, parameter.id);
        let range = range.unwrap_or(range_of(parameter));
        html! { <ParameterField key={parameter.id} {scope} {parameter} {range} {value} /> }
    };
    let pair = &props.pair;
    let parameters = settings.entry(0).parameters.iter();
    let shared = parameters.filter(|parameter| settings.is_set_for_both(parameter.id));
    html! {
        <>
            <p class="panel-hint">{ messages.settings_hint }</p>
            <h3>{ messages.settings_systems }</h3>
            <div class="fields">
                for side in 0..SIDE_COUNT {
                    <SystemField key={side} pair={pair.clone()} {side} />
                }
            </div>
            <h3>{ messages.settings_both }</h3>
            <div class="fields">
                <WholeField id="field-seed" title={messages.seed} unit="" range={SEED_RANGE}
                    value={settings.seed as i64} onset={set_seed} />
                <WholeField id="field-horizon" title={messages.horizon} unit={messages.seconds}
                    range={HORIZON_SECONDS} value={settings.horizon_seconds} onset={set_horizon} />
                for parameter in shared.filter(|parameter| parameter.id != RATE) {
                    { field(Scope::Both, parameter) }
                }
            </div>
            for side in 0..SIDE_COUNT {
                <h3 key={format!("title-{side}")}>{ wording::system(pair, side, locale) }</h3>
                <div key={format!("fields-{side}")} class="fields">
                    for parameter in own_parameters(settings, side) {
                        { field(Scope::Side(side), parameter) }
                    }
                </div>
            }
        </>
    }
}

/// The parameters of one side alone, without the one that is set while the run goes on.
fn own_parameters(settings: &Settings, side: usize) -> impl Iterator<Item = &'static Parameter> {
    let entry = settings.entry(side);
    let scaled = entry.scaling.map(|scaling| scaling.parameter);
    let own = entry.parameters.iter();
    own.filter(move |parameter| {
        !settings.is_set_for_both(parameter.id) && Some(parameter.id) != scaled
    })
}
