//! The curves of one system, on the time axis and the scale that both systems share.

use scene::{ChartLine, ChartMark, ChartView, Dash, Ink, Scene, compose_chart, nice_maximum};
use sim::{NodeState, NodeView};
use systems::Icon as CardIcon;
use yew::{Html, Properties, component, html, use_mut_ref};

use super::chart_panel::chart_name;
use crate::hooks::{Surface, use_canvas, use_messages, use_preferences, use_session};
use crate::i18n::{Locale, Messages};
use crate::painter;
use crate::pair::Pair;
use crate::session::{Curve, Session, Side, Window};
use crate::speed::Speed;
use crate::state::ChartKind;
use crate::wording;

/// The curves move with the bins of the metrics; more often than this nobody sees.
const EVERY_MS: f64 = 66.0;
/// How two machines of one kind are told apart, and again from the fourth on.
const DASHES: [Dash; 3] = [Dash::Solid, Dash::Dashed, Dash::Dotted];

#[derive(Properties, PartialEq)]
pub struct ChartCanvasProps {
    pub pair: Pair,
    pub side: usize,
    pub kind: ChartKind,
    pub speed: Speed,
}

/// One curve with its look.
struct Line {
    curve: Curve,
    ink: Ink,
    dash: Dash,
    label: String,
}

#[component]
pub fn ChartCanvas(props: &ChartCanvasProps) -> Html {
    let preferences = use_preferences();
    let messages = use_messages();
    let session = use_session();
    let (side, kind, speed) = (props.side, props.kind, props.speed);
    let scene = use_mut_ref(Scene::default);
    let canvas = use_canvas(EVERY_MS, move |surface: &Surface| {
        let scene = &mut *scene.borrow_mut();
        session.with(|session| {
            compose(session, side, kind, speed, preferences, surface, scene);
        });
        painter::paint(
            scene,
            &surface.context,
            preferences.theme,
            surface.pixel_ratio,
        );
    });
    let system = wording::system(&props.pair, side, preferences.locale);
    let name = chart_name(kind, messages);
    html! {
        <figure class="chart">
            <figcaption class="chart-name">{ name }</figcaption>
            <canvas class="chart-canvas" ref={canvas} role="img" aria-label={(messages.chart_of)(&system, name)} />
        </figure>
    }
}

fn compose(
    session: &Session,
    side: usize,
    kind: ChartKind,
    speed: Speed,
    preferences: crate::hooks::Preferences,
    surface: &Surface,
    scene: &mut Scene,
) {
    let locale = preferences.locale;
    let window = Window::ending(session.now(), speed.factor());
    let mut maximum = 0.0_f64;
    let mut shown = Vec::new();
    for (index, other) in session.sides().iter().enumerate() {
        for line in lines(other, kind, locale) {
            let points = other.curve(line.curve, window);
            let values = points.iter().map(|(_, value)| *value);
            maximum = values
                .filter(|value| value.is_finite())
                .fold(maximum, f64::max);
            if index == side {
                shown.push((line, points));
            }
        }
    }
    let view_lines: Vec<ChartLine<'_>> = shown
        .iter()
        .map(|(line, points)| ChartLine {
            points,
            ink: line.ink,
            dash: line.dash,
            label: &line.label,
        })
        .collect();
    let marks: Vec<ChartMark> = session
        .side(side)
        .strikes()
        .map(|strike| ChartMark {
            at: strike.at.as_secs_f64(),
            damage: strike.damage,
        })
        .filter(|mark| window.from <= mark.at)
        .collect();
    let maximum = match kind {
        ChartKind::Utilization => 100.0,
        _ => nice_maximum(maximum),
    };
    let view = ChartView {
        size: surface.size,
        text_scale: preferences.text_scale(),
        lines: &view_lines,
        from: window.from,
        to: window.to,
        maximum,
        unit: unit(kind, locale.messages()),
        marks: &marks,
    };
    compose_chart(&view, scene);
}

/// What a chart of this kind shows of a side.
fn lines(side: &Side, kind: ChartKind, locale: Locale) -> Vec<Line> {
    let messages = locale.messages();
    let line = |curve, ink, dash, label: &str| Line {
        curve,
        ink,
        dash,
        label: label.to_owned(),
    };
    match kind {
        ChartKind::Answers => vec![
            line(Curve::Offered, Ink::Muted, Dash::Dashed, messages.offered),
            line(Curve::Failed, Ink::Damage, Dash::Dotted, messages.failed),
            line(
                Curve::Goodput,
                Ink::Good,
                Dash::Solid,
                messages.goodput_short,
            ),
        ],
        ChartKind::Latency => vec![
            line(Curve::P99, Ink::Damage, Dash::Dotted, messages.p99),
            line(Curve::P95, Ink::Queue, Dash::Dashed, messages.p95),
            line(Curve::P50, Ink::Request, Dash::Solid, messages.p50),
        ],
        ChartKind::Utilization => machines(side, locale, Curve::Utilization, false),
        ChartKind::Queue => machines(side, locale, Curve::Queue, true),
    }
}

/// One line for each machine in service that has workers, and for each that keeps messages for later
/// where `keepers` says.
fn machines(side: &Side, locale: Locale, curve: fn(usize) -> Curve, keepers: bool) -> Vec<Line> {
    let views = side.snapshot().nodes.iter();
    let counts = |view: &&NodeView| view.workers > 0 || (keepers && view.backlog.is_some());
    let working = views.filter(|view| counts(view) && view.state != NodeState::Absent);
    let mut of_kind = [0_usize; 3];
    working
        .map(|view| {
            let card = side.card(view.id);
            let (kind, ink) = match card.icon {
                CardIcon::Database => (0, Ink::Replication),
                CardIcon::Queue => (1, Ink::Queue),
                _ => (2, Ink::Request),
            };
            let number = of_kind[kind];
            of_kind[kind] += 1;
            Line {
                curve: curve(view.id.index()),
                ink,
                dash: DASHES[number % DASHES.len()],
                label: locale.title(card).to_owned(),
            }
        })
        .collect()
}

const fn unit(kind: ChartKind, messages: &Messages) -> &'static str {
    match kind {
        ChartKind::Answers => messages.per_second,
        ChartKind::Latency => messages.milliseconds,
        ChartKind::Utilization => messages.percent,
        ChartKind::Queue => messages.jobs,
    }
}
