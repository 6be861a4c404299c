//! How much a system can do with 1, 2, 4 and 8 units: the measured points, the law that fits them,
//! and what was at its limit each time.

use study::{Capacity, CapacityPoint, Usl};
use yew::{Html, Properties, component, html};

use crate::format;
use crate::hooks::{use_preferences, use_readout, use_session};
use crate::i18n::{Locale, Messages};
use crate::laboratory::Measured;
use crate::settings::SIDE_COUNT;

/// The picture's own measures; it grows with its column.
const WIDTH: f64 = 480.0;
const HEIGHT: f64 = 222.0;
const LEFT: f64 = 52.0;
const BOTTOM: f64 = 178.0;
const TOP: f64 = 28.0;
const RIGHT: f64 = 468.0;
/// Pieces of the curve.
const PIECES: u32 = 40;

#[derive(Properties, PartialEq)]
pub struct CapacityEvidenceProps {
    pub side: usize,
}

#[component]
pub fn CapacityEvidence(props: &CapacityEvidenceProps) -> Html {
    let locale = use_preferences().locale;
    let messages = locale.messages();
    let session = use_session();
    let side = props.side;
    let handle = session.clone();
    let measured = use_readout(500.0, move |_| handle.capacity(side));
    let entry = session.with(|session| session.side(side).entry());
    let Some(scaling) = entry.scaling else {
        return Html::default();
    };
    let capacity = match &*measured {
        Measured::Going(share) => {
            let percent = format::fixed(f64::from(*share) * 100.0, 0);
            return html! {
                <p class="evidence-why" data-measuring={percent.clone()}>{ (messages.measuring)(&percent) }</p>
            };
        }
        Measured::Done(capacity) => capacity.clone(),
    };
    let names = session.with(|session| {
        let cards = session.side(side).cards();
        let name = |point: &CapacityPoint| {
            let node = point.bottleneck.or(point.slowest);
            let kind = node.map(|node| study::kind(cards, node));
            kind.map(|title| match locale {
                Locale::Ja => title.ja,
                Locale::En => title.en,
            })
        };
        capacity.points.iter().map(name).collect::<Vec<_>>()
    });
    let unit = locale.pick(scaling.title);
    // Two pictures that stand side by side have one scale.
    let most = |one: &Capacity| {
        one.points
            .iter()
            .map(|point| point.per_second)
            .fold(1.0, f64::max)
    };
    let beside = (0..SIDE_COUNT).filter_map(|side| match session.capacity(side) {
        Measured::Done(other) => Some(most(&other)),
        Measured::Going(_) => None,
    });
    let most = beside.fold(most(&capacity), f64::max);
    html! {
        <>
            { picture(&capacity, most, unit, messages) }
            if let Some(fit) = capacity.fit {
                <p class="evidence-fit">
                    { (messages.fit)(&format::fixed(fit.sigma, 3), &format::fixed(fit.kappa, 4)) }
                </p>
                if let Some(percent) = miss(&fit, &capacity) {
                    <p class="evidence-fit">{ (messages.fit_misses)(&percent) }</p>
                }
            }
            <table class="evidence-table">
                <thead><tr>
                    <th scope="col">{ unit }</th>
                    <th scope="col">{ messages.capacity }</th>
                    <th scope="col">{ messages.bottleneck }</th>
                </tr></thead>
                <tbody>
                    for (point, name) in capacity.points.iter().zip(names) {
                        <tr key={point.units}>
                            <th scope="row">{ point.units }</th>
                            <td>{ format!("{} {}", format::rate(point.per_second), messages.per_second) }</td>
                            <td>{ limit(point, name, messages) }</td>
                        </tr>
                    }
                </tbody>
            </table>
        </>
    }
}

/// How far the law is off, in percent, where that has to be said.
fn miss(law: &Usl, capacity: &Capacity) -> Option<String> {
    let miss = law.miss(&capacity.points);
    (miss >= Usl::MISS_TOLD).then(|| format::fixed(miss * 100.0, 0))
}

fn limit(point: &CapacityPoint, name: Option<String>, messages: &Messages) -> String {
    match name {
        Some(name) if point.bottleneck.is_none() => (messages.slowest)(&name),
        Some(name) => {
            let percent = format::fixed(point.utilization * 100.0, 0);
            format!("{name} ({percent} %)")
        }
        None => "–".to_owned(),
    }
}

fn picture(capacity: &Capacity, most: f64, unit: &str, messages: &Messages) -> Html {
    let points = &capacity.points;
    let units_max = points.iter().map(|point| point.units).max().unwrap_or(1);
    let maximum = scene::nice_maximum(most * 1.05);
    let x = |units: f64| LEFT + units / f64::from(units_max) * (RIGHT - LEFT);
    let y = |per_second: f64| BOTTOM - per_second / maximum * (BOTTOM - TOP);
    let at = |value: f64| format::fixed(value, 1);
    let curve = capacity.fit.map(|fit| {
        let place = |piece: u32| {
            let units = 1.0 + f64::from(piece) / f64::from(PIECES) * (f64::from(units_max) - 1.0);
            format!("{},{}", at(x(units)), at(y(fit.at(units).min(maximum))))
        };
        (0..=PIECES).map(place).collect::<Vec<_>>().join(" ")
    });
    let label = (messages.capacity_picture)(unit);
    html! {
        <svg class="capacity" viewBox={format!("0 0 {WIDTH} {HEIGHT}")} role="img" aria-label={label}>
            for value in [0.0, maximum / 2.0, maximum] {
                <line class="capacity-grid" x1={at(LEFT)} x2={at(RIGHT)} y1={at(y(value))} y2={at(y(value))} />
                <text class="capacity-text" x={at(LEFT - 6.0)} y={at(y(value) + 5.0)} text-anchor="end">
                    { format::rate(value) }
                </text>
            }
            <text class="capacity-text" x={at(LEFT)} y={at(TOP - 12.0)}>{ messages.per_second }</text>
            <text class="capacity-text" x={at(RIGHT)} y={at(BOTTOM + 40.0)} text-anchor="end">{ unit.to_owned() }</text>
            if let Some(points) = curve {
                <polyline class="capacity-curve" {points} />
            }
            for point in points {
                <circle class="capacity-point" r="6" cx={at(x(f64::from(point.units)))} cy={at(y(point.per_second))} />
                <text class="capacity-text" x={at(x(f64::from(point.units)))} y={at(BOTTOM + 20.0)}
                    text-anchor="middle">{ point.units }</text>
            }
        </svg>
    }
}
