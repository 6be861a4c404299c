//! The stars of a style: as they were measured, beside the book's, and a sentence where they differ.

use study::stars::{Characteristic, Measures, Style, measured, style};
use study::words::{differences, stars as words};
use yew::{Html, Properties, component, html};

use crate::format;
use crate::hooks::use_preferences;
use crate::i18n::{Locale, Messages};

/// As many as there can be.
const STARS_MAX: u8 = 5;

#[derive(Properties, PartialEq)]
pub struct StarsEvidenceProps {
    /// The system's id in the catalogue.
    pub system: &'static str,
}

#[component]
pub fn StarsEvidence(props: &StarsEvidenceProps) -> Html {
    let locale = use_preferences().locale;
    let messages = locale.messages();
    let measures = measured().iter().find(|one| one.style == props.system);
    let Some((style, measures)) = style(props.system).zip(measures) else {
        return html! { <p class="evidence-why">{ messages.no_style }</p> };
    };
    html! {
        <>
            <table class="evidence-table stars">
                <thead><tr>
                    <th scope="col">{ messages.characteristic }</th>
                    <th scope="col">{ messages.stars_measured }</th>
                    <th scope="col">{ messages.stars_book }</th>
                </tr></thead>
                <tbody>
                    for characteristic in Characteristic::MEASURED {
                        { row(characteristic, style, measures, locale) }
                    }
                </tbody>
                <tbody>
                    <tr class="star-about"><td colspan="3">{ locale.pick(words::BOOK_ONLY) }</td></tr>
                    for characteristic in Characteristic::ALL.into_iter().filter(only_in_book) {
                        { row(characteristic, style, measures, locale) }
                    }
                </tbody>
            </table>
            <p class="panel-hint">{ locale.pick(words::BOOK) }</p>
        </>
    }
}

fn only_in_book(characteristic: &Characteristic) -> bool {
    !Characteristic::MEASURED.contains(characteristic)
}

/// The stars, and under them over the whole width what was measured and why the book says otherwise.
fn row(characteristic: Characteristic, style: &Style, measures: &Measures, locale: Locale) -> Html {
    let messages = locale.messages();
    let measured = measures.stars(characteristic);
    let differs = differences::of(measures).find(|one| one.characteristic == characteristic);
    html! {
        <>
            <tr data-characteristic={characteristic.id()}>
                <th scope="row">{ locale.pick(words::characteristic(characteristic)) }</th>
                <td>
                    if let Some(count) = measured {
                        <small class="star-figure">{ figure(characteristic, measures, messages) }</small>
                        { stars(count, messages) }
                    } else {
                        { "—" }
                    }
                </td>
                <td>{ stars(style.book(characteristic), messages) }</td>
            </tr>
            if let Some(experiment) = words::experiment(characteristic) {
                <tr class="star-about">
                    <td colspan="3">
                        { locale.pick(experiment) }
                        if let Some(differs) = differs {
                            <p class="star-why">{ locale.pick(differs.why) }</p>
                        }
                    </td>
                </tr>
            }
        </>
    }
}

/// What was measured, with its unit: the number that the rule made stars of.
fn figure(characteristic: Characteristic, measures: &Measures, messages: &Messages) -> String {
    let percent = |share: f64| format!("{} {}", format::fixed(share * 100.0, 1), messages.percent);
    match characteristic {
        Characteristic::Scalability => {
            let peak = format::fixed(measures.scalability.peak(), 0);
            format!("{peak} {}", messages.per_second)
        }
        Characteristic::Elasticity => percent(measures.elasticity.minute.share()),
        Characteristic::FaultTolerance => percent(measures.fault_tolerance.mean()),
        Characteristic::Performance => {
            let millis = f64::from(measures.performance.p95_us) / 1e3;
            format!("{} {}", format::fixed(millis, 1), messages.milliseconds)
        }
        Characteristic::Reliability => percent(measures.reliability.requests.share()),
        Characteristic::Cost => {
            let cost = &measures.cost;
            let time = format::fixed(cost.machine_ms(), 0);
            (messages.answer_takes)(&time, &format::fixed(cost.messages_each(), 1))
        }
        // The others are the book's alone.
        _ => String::new(),
    }
}

fn stars(count: u8, messages: &Messages) -> Html {
    let signs = (0..STARS_MAX).map(|place| if place < count { '★' } else { '☆' });
    html! {
        <span class="star-row" role="img" aria-label={(messages.stars)(&count.to_string())}>
            { signs.collect::<String>() }
        </span>
    }
}
