//! Keys: heard by the app's own element, and by the page only where the page is ours alone and
//! nothing has the focus.

use wasm_bindgen::JsCast as _;
use web_sys::{Element, Event, HtmlInputElement, KeyboardEvent};
use yew::{Callback, hook, use_effect_with, use_mut_ref};

use super::Commands;
use crate::keys::{self, Focus, KeyCommand};
use crate::platform::{Listener, has_focus_nowhere, is_top_level};
use crate::speed::Speed;
use crate::state::{Action, Panel};

/// What keys need to know of the choices.
#[derive(Clone, Copy)]
pub struct KeyState {
    pub playing: bool,
    pub speed: Speed,
}

/// The listener for the app's outermost element.
#[hook]
pub fn use_keys(commands: Commands, state: KeyState) -> Callback<KeyboardEvent> {
    let newest = use_mut_ref(|| state);
    *newest.borrow_mut() = state;
    let on_key = Callback::from(move |event: KeyboardEvent| {
        if event.ctrl_key() || event.meta_key() || event.alt_key() || event.is_composing() {
            return;
        }
        if let Some(command) = keys::command(&event.key(), focus_of(&event)) {
            event.prevent_default();
            carry_out(command, &commands, *newest.borrow());
        }
    });
    {
        let on_key = on_key.clone();
        use_effect_with((), move |()| {
            let listener = is_top_level().then(|| {
                Listener::on_document("keydown", move |event: Event| {
                    if let Some(event) = event.dyn_ref::<KeyboardEvent>()
                        && has_focus_nowhere()
                    {
                        on_key.emit(event.clone());
                    }
                })
            });
            move || drop(listener)
        });
    }
    on_key
}

fn focus_of(event: &KeyboardEvent) -> Focus {
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    target.map_or(Focus::Other, |element| {
        if element.id().starts_with("target-") {
            return Focus::Stage;
        }
        let kind = element
            .dyn_ref::<HtmlInputElement>()
            .map(HtmlInputElement::type_);
        let name = element.tag_name().to_ascii_lowercase();
        Focus::of(&name, kind.as_deref().unwrap_or_default())
    })
}

fn carry_out(command: KeyCommand, commands: &Commands, state: KeyState) {
    match command {
        KeyCommand::TogglePlay => commands.toggle_play(state.playing),
        KeyCommand::StepFrame => commands.step_frame(state.speed),
        KeyCommand::StepFrameBack => commands.step_frame_back(state.speed),
        KeyCommand::StepEventBack => commands.step_event_back(),
        KeyCommand::Fork => commands.fork(),
        KeyCommand::StepEvent => commands.step_event(state.speed),
        KeyCommand::Restart => commands.act(Action::Restart),
        KeyCommand::NewSeed => commands.new_seed(),
        KeyCommand::MoreUnits => commands.change_units(1),
        KeyCommand::FewerUnits => commands.change_units(-1),
        KeyCommand::Faster => commands.act(Action::SetSpeed(state.speed.faster())),
        KeyCommand::Slower => commands.act(Action::SetSpeed(state.speed.slower())),
        KeyCommand::Help => commands.act(Action::TogglePanel(Panel::Help)),
        KeyCommand::Breaker => commands.act(Action::ToggleBreaker),
        KeyCommand::Focus(side) => commands.act(Action::ToggleFocus(side)),
        KeyCommand::Close => commands.act(Action::StepOut),
    }
}
