//! How much the users want: the same for both systems.

use web_sys::{HtmlInputElement, InputEvent};
use yew::{Callback, Html, TargetCast as _, component, html, use_memo};

use crate::format;
use crate::hooks::{use_commands, use_preferences, use_readout, use_session};
use crate::load_steps;
use crate::settings::{RATE, Range, Scope};

/// # Panics
/// If the systems have no load to set: their catalogue entries do.
#[component]
pub fn LoadSlider() -> Html {
    let locale = use_preferences().locale;
    let commands = use_commands();
    let session = use_session();
    let (load, range) = session.with(|session| {
        let settings = session.settings();
        let load = settings.parameter(Scope::Both, RATE);
        load.zip(settings.range(Scope::Both, RATE))
            .expect("every system has a load")
    });
    let steps = use_memo(range, |range: &Range| load_steps::steps(*range));
    // What the run has now: it was another in the past, and may be in another future.
    let rate = *use_readout(100.0, |session| session.rate());
    let place = load_steps::nearest(&steps, rate);
    let last = steps.len() - 1;
    let value = format::grouped(rate.unsigned_abs());
    let unit = (locale.messages().unit)(load.unit, rate);
    let slide = Callback::from(move |event: InputEvent| {
        let place = event.target_dyn_into::<HtmlInputElement>();
        let place = place.and_then(|input| input.value().parse::<usize>().ok());
        if let Some(rate) = place.and_then(|place| steps.get(place)) {
            commands.set_rate(*rate);
        }
    });
    html! {
        <div class="slider slider-load">
            <label for="load">{ locale.pick(load.title) }</label>
            <output class="slider-value" for="load">{ value.clone() }<small>{ unit }</small></output>
            <input id="load" type="range" min="0" max={last.to_string()} step="1" value={place.to_string()}
                aria-valuetext={format!("{value} {unit}")} oninput={slide} />
        </div>
    }
}
