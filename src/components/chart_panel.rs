//! Numbers and curves of both systems, side by side over the same time.

use web_sys::KeyboardEvent;
use yew::{Callback, Html, Properties, component, html, use_state_eq};

use super::chart_canvas::ChartCanvas;
use super::legend::Legend;
use super::numbers_strip::NumbersStrip;
use crate::format;
use crate::hooks::{use_commands, use_media, use_messages, use_preferences, use_readout};
use crate::i18n::Messages;
use crate::pair::Pair;
use crate::platform;
use crate::session::Window;
use crate::settings::SIDE_COUNT;
use crate::speed::Speed;
use crate::state::{Action, ChartKind};

/// Where two curves have room beside each other under each system.
const WIDE: &str = "(min-width: 1680px) and (min-height: 880px)";

#[derive(Properties, PartialEq)]
pub struct ChartPanelProps {
    pub pair: Pair,
    pub chart: ChartKind,
    pub speed: Speed,
}

#[component]
pub fn ChartPanel(props: &ChartPanelProps) -> Html {
    let messages = use_messages();
    let commands = use_commands();
    // Both hooks every time: a hook behind a condition breaks the component when it changes.
    let (room, projector) = (use_media(WIDE), use_preferences().projector);
    let wide = room && !projector;
    let pair = &props.pair;
    let totals = use_state_eq(|| false);
    let chart = props.chart;
    let show = Callback::from(move |chart| commands.act(Action::ShowChart(chart)));
    let on_key = {
        let show = show.clone();
        Callback::from(move |event: KeyboardEvent| {
            if let Some(next) = beside(chart, &event.key()) {
                event.prevent_default();
                event.stop_propagation();
                show.emit(next);
                platform::focus(tab_id(next));
            }
        })
    };
    let switch_totals = {
        let totals = totals.clone();
        Callback::from(move |_| totals.set(!*totals))
    };
    let speed = props.speed.factor();
    let length = use_readout(500.0, move |session| {
        Window::ending(session.now(), speed).length() as u64
    });
    let kinds = if wide {
        vec![chart, chart.companion()]
    } else {
        vec![chart]
    };
    html! {
        <section class="charts" aria-label={messages.chart_area}>
            <div class="charts-head">
                <div class="tabs" role="tablist" onkeydown={on_key}>
                    for kind in ChartKind::ALL {
                        <button key={tab_id(kind)} type="button" class="tab" role="tab" id={tab_id(kind)}
                            data-action={tab_id(kind)} aria-selected={(kind == chart).to_string()}
                            aria-controls="chart-view" tabindex={if kind == chart { "0" } else { "-1" }}
                            onclick={show.reform(move |_| kind)}>{ chart_name(kind, messages) }</button>
                    }
                </div>
                <p class="charts-window">{ (messages.window)(&format::grouped(*length)) }</p>
                <Legend />
                <button type="button" class="button button-small text-button" data-action="text-view"
                    onclick={Callback::from(|_| platform::reveal("text-view"))}>{ messages.text_view }</button>
                <button type="button" class="button button-small totals-button" data-action="totals"
                    aria-pressed={totals.to_string()} onclick={switch_totals}>
                    { if *totals { messages.totals } else { messages.recent } }
                </button>
            </div>
            <div class="charts-grid" id="chart-view" role="tabpanel" aria-labelledby={tab_id(chart)}>
                for side in 0..SIDE_COUNT {
                    <div key={pair.key(side)} class="charts-side">
                        <NumbersStrip pair={pair.clone()} {side} totals={*totals} />
                        <div class="charts-row">
                            for kind in kinds.clone() {
                                <ChartCanvas key={tab_id(kind)} pair={pair.clone()} {side} {kind}
                                    speed={props.speed} />
                            }
                        </div>
                    </div>
                }
            </div>
        </section>
    }
}

/// The tab that an arrow key goes to.
fn beside(chart: ChartKind, key: &str) -> Option<ChartKind> {
    let all = ChartKind::ALL;
    let here = all.iter().position(|kind| *kind == chart)?;
    let there = match key {
        "ArrowRight" => (here + 1) % all.len(),
        "ArrowLeft" => (here + all.len() - 1) % all.len(),
        "Home" => 0,
        "End" => all.len() - 1,
        _ => return None,
    };
    Some(all[there])
}

pub(super) const fn chart_name(chart: ChartKind, messages: &Messages) -> &'static str {
    match chart {
        ChartKind::Answers => messages.chart_answers,
        ChartKind::Latency => messages.chart_latency,
        ChartKind::Utilization => messages.chart_utilization,
        ChartKind::Queue => messages.chart_queue,
    }
}

const fn tab_id(chart: ChartKind) -> &'static str {
    match chart {
        ChartKind::Answers => "chart-answers",
        ChartKind::Latency => "chart-latency",
        ChartKind::Utilization => "chart-utilization",
        ChartKind::Queue => "chart-queue",
    }
}
