//! Under everything: playing and stepping, speed, load, breaking things, and the clock.

use yew::{Callback, Html, Properties, classes, component, html, use_state_eq};

use super::breaker::Breaker;
use super::clock::Clock;
use super::icon::{Icon, icon};
use super::load_slider::LoadSlider;
use super::speed_slider::SpeedSlider;
use crate::format;
use crate::hooks::{Commands, use_commands, use_messages, use_readout, use_session, use_watcher};
use crate::speed::Speed;
use crate::state::Action;

#[derive(Properties, PartialEq)]
pub struct ControlBarProps {
    pub playing: bool,
    pub speed: Speed,
    pub seed: u64,
    pub breaker: bool,
}

#[component]
pub fn ControlBar(props: &ControlBarProps) -> Html {
    let messages = use_messages();
    let commands = use_commands();
    let over = use_readout(100.0, |session| session.is_over());
    let (playing, speed) = (props.playing, props.speed);
    let session = use_session();
    let lagging = use_state_eq(|| None::<String>);
    {
        let lagging = lagging.clone();
        use_watcher(500.0, move || {
            lagging.set(session.lagging(speed).map(reached));
        });
    }
    let lag = (*lagging).clone().filter(|_| playing);
    let button = |action: &'static str,
                  name: &'static str,
                  sign: Icon,
                  act: fn(&Commands, Speed)| {
        let commands = commands.clone();
        let click = Callback::from(move |_| act(&commands, speed));
        html! {
            <button type="button" class={classes!("button", "button-icon", format!("button-{action}"))}
                data-action={action} title={name} aria-label={name} onclick={click}>{ icon(sign) }</button>
        }
    };
    let play_name = match (playing, *over) {
        (true, _) => messages.pause,
        (false, true) => messages.play_again,
        (false, false) => messages.play,
    };
    let toggle = {
        let commands = commands.clone();
        Callback::from(move |_| commands.toggle_play(playing))
    };
    html! {
        <section class="bar" aria-label={messages.controls_area}>
            <div class="bar-transport">
                { button("restart", messages.restart, Icon::Restart, |commands, _| commands.act(Action::Restart)) }
                { button("new-seed", messages.new_seed, Icon::Dice, |commands, _| commands.new_seed()) }
                { button("step-event-back", messages.step_event_back, Icon::EventBack, |commands, _| commands.step_event_back()) }
                { button("step-frame-back", messages.step_frame_back, Icon::FrameBack, Commands::step_frame_back) }
                <button id="play" type="button" class="button button-play" data-action="play" onclick={toggle}>
                    { icon(if playing { Icon::Pause } else { Icon::Play }) }
                    <span class="button-word">{ play_name }</span>
                </button>
                { button("step-frame", messages.step_frame, Icon::Frame, Commands::step_frame) }
                { button("step-event", messages.step_event, Icon::Event, Commands::step_event) }
            </div>
            <SpeedSlider {speed} lag={lag.clone()} />
            <LoadSlider />
            <Breaker open={props.breaker} />
            <Clock seed={props.seed} {lag} />
            <a class="button button-icon bar-open" href="" target="_blank" rel="noopener"
                title={messages.open_large} aria-label={messages.open_large}>{ icon(Icon::Open) }</a>
        </section>
    }
}

/// A speed that is no step, like `×23` or `1/3`.
fn reached(factor: f64) -> String {
    if factor >= 0.95 {
        format!("×{}", format::fixed(factor, u32::from(factor < 9.95)))
    } else {
        format!("1/{}", format::fixed(1.0 / factor, 0))
    }
}
