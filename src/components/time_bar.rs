//! Time as a ruler: any instant that was reached can be gone to, and another future begun there.

use sim::{Duration, Time};
use web_sys::{HtmlInputElement, InputEvent};
use yew::{Callback, Html, Properties, TargetCast as _, component, html};

use super::copy_link::use_copy_link;
use super::icon::{Icon, icon};
use super::time_marks::TimeMarks;
use crate::format;
use crate::hooks::{LinkHandle, use_commands, use_messages, use_preferences, use_readout};
use crate::session::Session;
use crate::wording;

/// Steps of the slider over the whole ruler, at most.
const STEPS_MAX: u64 = 1_500;
/// What a step may be, in milliseconds: whole seconds can always be hit.
const STEPS_MS: [u64; 8] = [10, 20, 50, 100, 200, 500, 1_000, 5_000];

/// Where the run stands on its ruler, in milliseconds.
#[derive(PartialEq)]
struct Ruler {
    now: u64,
    reached: u64,
    end: u64,
}

/// A future as its button shows it.
#[derive(PartialEq)]
struct Choice {
    number: u32,
    active: bool,
    words: String,
}

#[derive(Properties, PartialEq)]
pub struct TimeBarProps {
    pub link: LinkHandle,
}

#[component]
pub fn TimeBar(props: &TimeBarProps) -> Html {
    let messages = use_messages();
    let locale = use_preferences().locale;
    let commands = use_commands();
    let ruler = use_readout(100.0, |session| Ruler {
        now: millis(session.now()),
        reached: millis(session.frontier()),
        end: millis(session.ruler_end()),
    });
    let copy_link = use_copy_link(&props.link);
    let futures = use_readout(250.0, move |session| choices(session, locale));
    let slide = {
        let commands = commands.clone();
        let reached = ruler.reached;
        Callback::from(move |event: InputEvent| {
            let Some(input) = event.target_dyn_into::<HtmlInputElement>() else {
                return;
            };
            let Ok(wanted) = input.value().parse() else {
                return;
            };
            commands.seek(Time::ZERO + Duration::from_millis(wanted));
            if wanted > reached {
                // Where nobody has been yet, the run does not go; nor does the thumb stay there.
                input.set_value(&reached.to_string());
            }
        })
    };
    let fork = {
        let commands = commands.clone();
        Callback::from(move |_| commands.fork())
    };
    let seconds = |millis: u64| format::fixed(millis as f64 / 1e3, 1);
    let value = (messages.time_value)(&seconds(ruler.now), &seconds(ruler.reached));
    let fine_enough = |step: &u64| ruler.end / step <= STEPS_MAX;
    let step = STEPS_MS.into_iter().find(fine_enough).unwrap_or(10_000);
    let chosen = futures.iter().find(|future| future.active);
    html! {
        <section class="time" aria-label={messages.time_area}>
            <span class="time-now" aria-hidden="true">{ seconds(ruler.now) }</span>
            <div class="time-ruler">
                <TimeMarks end_ms={ruler.end} reached_ms={ruler.reached} />
                <input id="time" type="range" min="0" max={ruler.end.to_string()} step={step.to_string()}
                    value={ruler.now.to_string()} aria-label={messages.time_area}
                    aria-valuetext={value} oninput={slide} />
            </div>
            <span class="time-end" aria-hidden="true">{ seconds(ruler.end) }{ " " }{ messages.user_seconds }</span>
            if futures.len() > 1 {
                <div class="time-futures" role="group" aria-label={messages.futures}>
                    for future in futures.iter() {
                        { choice(future, &commands, messages) }
                    }
                </div>
                if let Some(chosen) = chosen {
                    <p class="time-differs" title={chosen.words.clone()}>{ chosen.words.clone() }</p>
                }
            }
            <button type="button" class="button button-small time-fork" data-action="fork" title={messages.fork}
                aria-label={messages.fork} onclick={fork}>
                { icon(Icon::Fork) }<span class="button-word">{ messages.fork }</span>
            </button>
            { copy_link }
        </section>
    }
}

fn choice(
    future: &Choice,
    commands: &crate::hooks::Commands,
    messages: &crate::i18n::Messages,
) -> Html {
    let number = future.number;
    let name = (messages.future_named)(&number.to_string());
    let label = (messages.described)(&name, &future.words);
    let commands = commands.clone();
    let switch = Callback::from(move |_| commands.switch(number));
    html! {
        <button key={number} type="button" class="button button-small" data-action={format!("future-{number}")}
            aria-pressed={future.active.to_string()} title={label.clone()} aria-label={label}
            onclick={switch}>{ number }</button>
    }
}

fn choices(session: &Session, locale: crate::i18n::Locale) -> Vec<Choice> {
    let futures = session.futures();
    let choice = |future: &crate::session::FutureView| Choice {
        number: future.number,
        active: future.active,
        words: wording::difference(session, future, locale),
    };
    futures.iter().map(choice).collect()
}

fn millis(at: Time) -> u64 {
    at.as_nanos() / 1_000_000
}
