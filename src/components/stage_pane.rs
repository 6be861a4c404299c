//! One system: its name, its picture with a button on everything that can be chosen, the phone of
//! its user, and what is known about the chosen thing.

use std::cell::RefCell;
use std::rc::Rc;

use scene::{Scene, StageView, Target, compose_stage};
use sim::{NodeState, Place};
use yew::{
    Callback, Html, Properties, classes, component, html, use_memo, use_mut_ref, use_node_ref,
};

use super::conditions_row::ConditionsRow;
use super::focus_button::FocusButton;
use super::inspector::Inspector;
use super::overlay::{Overlay, Targets};
use super::pane_line::PaneLine;
use super::pane_numbers::PaneNumbers;
use super::phone_view::PhoneView;
use super::units_control::UnitsControl;
use crate::format;
use crate::gallery;
use crate::hooks::{
    Surface, use_attributes, use_canvas, use_commands, use_media, use_messages, use_preferences,
    use_readout, use_session,
};
use crate::i18n::Messages;
use crate::painter;
use crate::pair::Pair;
use crate::session::Side;
use crate::speed::Speed;
use crate::state::Action;
use crate::wording;

/// Where the strip of numbers is not on the first screen.
const SMALL: &str = "(max-width: 760px) and (min-height: 421px)";

/// From so many rows on, a stage on a phone is taller.
const ROWS_MANY: u8 = 4;

#[derive(Properties, PartialEq)]
pub struct StagePaneProps {
    pub pair: Pair,
    pub side: usize,
    pub selected: Option<Place>,
    pub speed: Speed,
    /// The side that has the whole width.
    pub focus: Option<usize>,
}

#[component]
pub fn StagePane(props: &StagePaneProps) -> Html {
    let preferences = use_preferences();
    let messages = use_messages();
    let session = use_session();
    let (index, selected, speed) = (props.side, props.selected, props.speed);
    let pair = &props.pair;
    let entry = pair.entry(index);
    let locale = preferences.locale;
    let cards = {
        let session = session.clone();
        use_memo((index, locale), move |_| {
            session.with(|session| gallery::cards(session.side(index).cards(), locale))
        })
    };
    let targets = use_mut_ref(Vec::<Target>::new);
    let scene = use_mut_ref(Scene::default);
    let draw = {
        let (session, targets) = (session.clone(), targets.clone());
        move |surface: &Surface| {
            let scene = &mut *scene.borrow_mut();
            session.with(|session| {
                let side = session.side(index);
                let view = StageView {
                    size: surface.size,
                    text_scale: preferences.text_scale(),
                    snapshot: side.snapshot(),
                    cards: &cards,
                    words: messages.stage(),
                    selected,
                    flow: side.flow(),
                    speed: speed.factor(),
                    still: preferences.still,
                };
                compose_stage(&view, scene);
            });
            painter::paint(
                scene,
                &surface.context,
                preferences.theme,
                surface.pixel_ratio,
            );
            publish(&scene.targets, &targets, || session.refresh());
        }
    };
    let canvas = use_canvas(0.0, draw);
    let sampling = use_readout(250.0, move |session| session.side(index).flow().sampling());
    let rows = use_readout(250.0, move |session| rows(session.side(index)));
    let commands = use_commands();
    // Beside everything that can be chosen, a click chooses nothing.
    let let_go = Callback::from(move |_| commands.act(Action::Select(None)));
    let small = use_media(SMALL);
    let pane = use_node_ref();
    use_attributes(pane.clone(), move |session| attributes(session.side(index)));
    let title = wording::system(pair, index, locale);
    let heading = format!("pane-{index}");
    let aside = props.focus.is_some_and(|side| side != index);
    html! {
        <section class={classes!("pane", aside.then_some("pane-aside"))} ref={pane} data-system={entry.id} data-side={index.to_string()}
            data-crowd={(*rows >= ROWS_MANY).then_some("rows")} aria-labelledby={heading.clone()}>
            <div class="pane-head">
                <h2 id={heading} class="pane-title">{ breakable(&title, messages) }</h2>
                <UnitsControl pair={pair.clone()} side={index} />
                <FocusButton pair={pair.clone()} side={index} large={props.focus == Some(index)} />
                <PaneLine pair={pair.clone()} side={index} {speed} />
            </div>
            <div class="pane-body">
                <div class="stage">
                    <canvas class="stage-canvas" ref={canvas} aria-hidden="true" onclick={let_go} />
                    <Overlay pair={pair.clone()} side={index} targets={Targets(targets.clone())} selected={props.selected} />
                    if let Some(place) = props.selected {
                        <Inspector side={index} {place} left={on_the_right(&targets, place)} />
                    }
                </div>
                <div class="pane-user">
                    <PhoneView side={index} family={entry.family} />
                    if *sampling > 1 {
                        <p class="pane-sampling">{ (messages.sampling)(&format::grouped(u64::from(*sampling))) }</p>
                    }
                </div>
            </div>
            if small || props.focus.is_some() {
                <PaneNumbers side={index} />
            }
            <ConditionsRow pair={pair.clone()} side={index} />
        </section>
    }
}

/// A name that may take a second line before its long last word, and nowhere inside a word.
fn breakable(title: &str, messages: &Messages) -> Html {
    match title.find(messages.long_word) {
        Some(place) if place > 0 => {
            let (first, last) = title.split_at(place);
            html! { <>{ first }<wbr />{ last }</> }
        }
        _ => html! { { title } },
    }
}

/// Rows of the fullest column.
fn rows(side: &Side) -> u8 {
    let nodes = side.snapshot().nodes.iter();
    let shown = nodes.filter(|node| node.state != NodeState::Absent);
    let rows = shown.map(|node| side.card(node.id).row + 1);
    rows.max().unwrap_or_default()
}

/// What a program can read of the run.
fn attributes(side: &Side) -> Vec<(&'static str, String)> {
    let snapshot = side.snapshot();
    let totals = &snapshot.totals;
    let hash = side.simulation().trace().hash();
    vec![
        ("data-hash", format!("{hash:016x}")),
        ("data-events", snapshot.events.to_string()),
        ("data-issued", totals.issued.to_string()),
        ("data-succeeded", totals.succeeded.to_string()),
        ("data-failed", totals.failed_total().to_string()),
    ]
}

/// Lets the overlay know where its buttons go, when that has changed.
fn publish(fresh: &[Target], shared: &Rc<RefCell<Vec<Target>>>, changed: impl Fn()) {
    let mut shared = shared.borrow_mut();
    if shared.as_slice() != fresh {
        shared.clear();
        shared.extend_from_slice(fresh);
        changed();
    }
}

/// Whether the place lies in the right half of the picture, so that what is said about it has to go
/// to the left.
fn on_the_right(targets: &Rc<RefCell<Vec<Target>>>, place: Place) -> bool {
    let targets = targets.borrow();
    let right = targets.iter().map(|target| target.rect.right());
    let width = right.fold(0.0, f32::max);
    let chosen = targets.iter().find(|target| target.place == place);
    chosen.is_some_and(|target| target.rect.x + target.rect.width / 2.0 > width / 2.0)
}
