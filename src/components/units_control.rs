//! How many machines the growing group of a system has; nothing for a system that cannot grow.

use systems::Unit;
use yew::{Callback, Html, Properties, component, html};

use crate::hooks::{use_commands, use_preferences, use_readout};
use crate::pair::Pair;

#[derive(Properties, PartialEq)]
pub struct UnitsControlProps {
    pub pair: Pair,
    pub side: usize,
}

#[component]
pub fn UnitsControl(props: &UnitsControlProps) -> Html {
    let locale = use_preferences().locale;
    let messages = locale.messages();
    let commands = use_commands();
    let side = props.side;
    let units = use_readout(100.0, move |session| session.side(side).units());
    let scaling = props.pair.entry(side).scaling;
    let (Some(scaling), Some(units)) = (scaling, *units) else {
        return Html::default();
    };
    let title = locale.pick(scaling.title);
    let change = |by: i32| {
        let commands = commands.clone();
        Callback::from(move |_| commands.change_units_of(side, by))
    };
    html! {
        <div class="units" role="group" aria-label={title}>
            <span class="units-title">{ title }</span>
            <div class="units-row">
                <button type="button" class="button button-icon" data-action="units-remove"
                    aria-label={(messages.units_less)(title)} title={(messages.units_less)(title)}
                    aria-disabled={(units <= scaling.minimum).to_string()} onclick={change(-1)}>{ "−" }</button>
                <output class="units-count">{ units }<small>{ (messages.unit)(Unit::Machines, units.into()) }</small></output>
                <button type="button" class="button button-icon" data-action="units-add"
                    aria-label={(messages.units_more)(title)} title={(messages.units_more)(title)}
                    aria-disabled={(units >= scaling.maximum).to_string()} onclick={change(1)}>{ "+" }</button>
            </div>
        </div>
    }
}
