//! How fast simulated time passes, from slow motion to time-lapse.

use std::cmp::Ordering;

use web_sys::{HtmlInputElement, InputEvent};
use yew::{Callback, Html, Properties, TargetCast as _, component, html};

use crate::hooks::{use_commands, use_messages};
use crate::i18n::Messages;
use crate::speed::Speed;
use crate::state::Action;

#[derive(Properties, PartialEq)]
pub struct SpeedSliderProps {
    pub speed: Speed,
    /// The speed that is reached, where that is less.
    pub lag: Option<String>,
}

#[component]
pub fn SpeedSlider(props: &SpeedSliderProps) -> Html {
    let messages = use_messages();
    let commands = use_commands();
    let speed = props.speed;
    let word = kind_of(speed, messages);
    let label = speed.label();
    let slide = Callback::from(move |event: InputEvent| {
        let number = event.target_dyn_into::<HtmlInputElement>();
        if let Some(number) = number.and_then(|input| input.value().parse().ok()) {
            commands.act(Action::SetSpeed(Speed::from_number(number)));
        }
    });
    let note = props.lag.as_deref().map(messages.lagging);
    let lags = note.is_some();
    html! {
        <div class="slider slider-speed">
            <label for="speed">{ messages.speed }</label>
            <output class="slider-value" for="speed">
                { label.clone() }
                if let Some(lag) = &props.lag {
                    <span class="slider-lag" title={note.clone()}>{ format!("→{lag}") }</span>
                }
            </output>
            <input id="speed" type="range" min="0" max={Speed::NUMBER_MAX.to_string()} step="1"
                value={speed.number().to_string()} aria-valuetext={format!("{label} {word}")} oninput={slide} />
            <p class={if lags { "slider-note slider-lags" } else { "slider-note" }}>
                { note.unwrap_or_else(|| word.to_owned()) }
            </p>
        </div>
    }
}

fn kind_of(speed: Speed, messages: &Messages) -> &'static str {
    match speed.factor().total_cmp(&1.0) {
        Ordering::Less => messages.slow_motion,
        Ordering::Equal => messages.real_time,
        Ordering::Greater => messages.time_lapse,
    }
}
