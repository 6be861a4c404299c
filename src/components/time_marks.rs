//! What was broken, mended and taken over, as marks over the ruler of time; each names itself.

use sim::Intervention;
use yew::{Callback, Html, Properties, component, html};

use crate::format;
use crate::hooks::{use_commands, use_messages, use_preferences, use_readout};
use crate::session::{Mark, MarkKind, Session};
use crate::wording;

/// Marks that are drawn; of more, the last ones.
const MARKS_MAX: usize = 60;
/// Marks whose names a screen reader gets at once; all are in the text view.
const NAMED_MAX: usize = 12;

#[derive(Properties, PartialEq)]
pub struct TimeMarksProps {
    pub end_ms: u64,
    pub reached_ms: u64,
}

/// A mark, ready to be shown.
#[derive(Clone, PartialEq)]
struct Shown {
    at: sim::Time,
    kind: &'static str,
    sign: &'static str,
    name: String,
}

#[component]
pub fn TimeMarks(props: &TimeMarksProps) -> Html {
    let messages = use_messages();
    let locale = use_preferences().locale;
    let commands = use_commands();
    let marks = use_readout(250.0, move |session| {
        let marks = session.marks();
        let last = &marks[marks.len().saturating_sub(MARKS_MAX)..];
        last.iter()
            .map(|mark| shown(session, mark, locale))
            .collect::<Vec<_>>()
    });
    let end = props.end_ms.max(1) as f64;
    let place = |millis: f64| format!("{}%", format::fixed((millis / end * 100.0).min(100.0), 2));
    let named = &marks[marks.len().saturating_sub(NAMED_MAX)..];
    let names: Vec<&str> = named.iter().map(|mark| mark.name.as_str()).collect();
    let label = if names.is_empty() {
        messages.time_area.to_owned()
    } else {
        names.join(messages.sentence_break)
    };
    html! {
        <svg class="time-marks" role="img" aria-label={label}>
            <rect class="time-track" x="0" width="100%" rx="2" />
            <rect class="time-reached" x="0" width={place(props.reached_ms as f64)} rx="2" />
            for mark in marks.iter() {
                <text key={mark.name.clone()} class="time-mark" data-kind={mark.kind} y="0.85em" text-anchor="middle"
                    x={place(mark.at.as_secs_f64() * 1e3)}
                    onclick={{
                        let (commands, at) = (commands.clone(), mark.at);
                        Callback::from(move |_| commands.seek(at))
                    }}>
                    <title>{ mark.name.clone() }</title>
                    { mark.sign }
                </text>
            }
        </svg>
    }
}

fn shown(session: &Session, mark: &Mark, locale: crate::i18n::Locale) -> Shown {
    let (kind, sign) = match &mark.kind {
        MarkKind::Role(_) => ("role", "⇄"),
        MarkKind::Done(done) => match done.what {
            Intervention::Fault(fault) if fault.is_damage() => ("damage", "✕"),
            Intervention::Fault(_) => ("repair", "○"),
            _ => ("change", "◇"),
        },
    };
    Shown {
        at: mark.at,
        kind,
        sign,
        name: wording::mark(session, mark, locale),
    }
}
