//! Where things stand on the page, inside the contexts that they read from.

use std::rc::Rc;

use yew::{ContextProvider, Html, Properties, component, html, use_node_ref};

use super::about::About;
use super::catalogue_panel::CataloguePanel;
use super::chart_panel::ChartPanel;
use super::conditions_row::topic_id;
use super::control_bar::ControlBar;
use super::evidence::EvidencePanel;
use super::header::Header;
use super::help_panel::HelpPanel;
use super::legend::Legend;
use super::link_panel::link_panel;
use super::notices::PairNote;
use super::panel::PanelSheet;
use super::phone_view::PHONES;
use super::requests_panel::RequestsPanel;
use super::settings_panel::SettingsPanel;
use super::stage_pane::StagePane;
use super::text_view::TextView;
use super::time_bar::TimeBar;
use crate::handle::SessionHandle;
use crate::hooks::{
    Commands, Drive, KeyState, Preferences, use_address, use_attributes, use_commands, use_in_view,
    use_keys, use_laboratory, use_messages, use_page, use_playback, use_preferences, use_run,
};
use crate::pair::Pair;
use crate::session::Session;
use crate::settings::SIDE_COUNT;
use crate::state::{Action, Panel, UiState};

#[derive(Properties, PartialEq)]
pub struct PageProps {
    pub preferences: Preferences,
    pub commands: Commands,
    pub state: UiState,
}

/// Provides what everything inside reads from.
#[component]
pub fn Page(props: &PageProps) -> Html {
    html! {
        <ContextProvider<SessionHandle> context={props.commands.session.clone()}>
            <ContextProvider<Commands> context={props.commands.clone()}>
                <ContextProvider<Preferences> context={props.preferences}>
                    <Layout state={props.state.clone()} />
                </ContextProvider<Preferences>>
            </ContextProvider<Commands>>
        </ContextProvider<SessionHandle>>
    }
}

#[derive(Properties, PartialEq)]
struct LayoutProps {
    state: UiState,
}

#[component]
fn Layout(props: &LayoutProps) -> Html {
    let state = &props.state;
    let messages = use_messages();
    let preferences = use_preferences();
    let commands = use_commands();
    let root = use_node_ref();
    let drive = Drive {
        playing: state.playing,
        speed: state.speed,
        still: preferences.still,
        in_view: use_in_view(&root),
    };
    let ended = {
        let commands = commands.clone();
        move || commands.act(Action::Pause)
    };
    use_laboratory(commands.session.clone(), state.run, drive.in_view);
    use_playback(commands.session.clone(), drive, ended);
    use_run(commands.clone());
    use_page(preferences, state.theme);
    let link = use_address(commands.session.clone(), state);
    let keys = KeyState {
        playing: state.playing,
        speed: state.speed,
    };
    let on_key = use_keys(commands.clone(), keys);
    let playing = state.playing;
    use_attributes(root.clone(), move |session| {
        vec![
            ("data-now", session.now().as_nanos().to_string()),
            ("data-playing", playing.to_string()),
            ("data-seed", session.settings().seed.to_string()),
        ]
    });
    let selected = |side: usize| {
        let chosen = state.selected.filter(|chosen| chosen.side == side)?;
        let there = |session: &Session| session.side(side).has(chosen.place);
        commands.session.with(there).then_some(chosen.place)
    };
    let pair = Pair::new(&state.settings, state.run.shape);
    let notices: Rc<[_]> = state.notices.clone().into();
    html! {
        <div class="app" ref={root} tabindex="-1" onkeydown={on_key}>
            <div class="behind" inert={state.panel.is_some()}>
            <div class="first">
                <Header theme={state.theme} panel={state.panel} {notices} />
                <PairNote pair={pair.clone()} />
                <main class="panes" aria-label={messages.stage_area} data-focus={state.focus.map(|side| side.to_string())}>
                    for side in 0..SIDE_COUNT {
                        <StagePane key={pair.key(side)} pair={pair.clone()} {side} selected={selected(side)} speed={state.speed}
                            focus={state.focus} />
                    }
                </main>
                <TimeBar link={link.clone()} />
                <div class="legend-row"><Legend /></div>
                <ChartPanel pair={pair.clone()} chart={state.chart} speed={state.speed} />
            </div>
            <div class="below">
                <About pair={pair.clone()} />
                <TextView pair={pair.clone()} />
            </div>
            <ControlBar breaker={state.breaker} playing={state.playing} speed={state.speed}
                seed={state.settings.seed} />
            </div>
            {
                match state.panel {
                    Some(Panel::Settings) => html! {
                        <PanelSheet title={messages.settings} opener="open-settings">
                            <SettingsPanel pair={pair.clone()} settings={state.settings.clone()} />
                        </PanelSheet>
                    },
                    Some(Panel::Systems) => html! {
                        <PanelSheet title={messages.choose_systems} opener="play" wide={true}>
                            <CataloguePanel pair={pair.clone()} />
                        </PanelSheet>
                    },
                    Some(Panel::Link) => html! {
                        <PanelSheet title={messages.link_title} opener="copy-link">{ link_panel(&link, messages) }</PanelSheet>
                    },
                    Some(Panel::Help) => html! {
                        <PanelSheet title={messages.help} opener="open-help"><HelpPanel /></PanelSheet>
                    },
                    Some(Panel::Requests { side, request }) => html! {
                        <PanelSheet title={messages.requests} opener={PHONES[side]}>
                            <RequestsPanel pair={pair.clone()} {side} {request} />
                        </PanelSheet>
                    },
                    Some(Panel::Evidence { side, topic }) => html! {
                        <PanelSheet title={messages.conditions} opener={topic_id(side, topic)} wide={true}>
                            <EvidencePanel pair={pair.clone()} {side} {topic} />
                        </PanelSheet>
                    },
                    None => Html::default(),
                }
            }
        </div>
    }
}
