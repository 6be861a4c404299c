//! What was broken, mended and taken over, and what is to come, as marks over the ruler of time. Each
//! names itself and can be reached: Tab goes to the marks, arrows from one to the next, and Enter to
//! its instant.

use sim::{Intervention, Time};
use web_sys::KeyboardEvent;
use yew::{Callback, Html, Properties, component, html, use_state_eq};

use crate::format;
use crate::hooks::{Commands, use_commands, use_messages, use_preferences, use_readout};
use crate::i18n::Locale;
use crate::platform;
use crate::session::{Mark, MarkKind, Session};
use crate::wording;

/// Marks that are drawn; of more, the last ones.
const MARKS_MAX: usize = 60;
/// Things of one instant whose names are told; of more, how many.
const NAMED_MAX: usize = 3;

#[derive(Properties, PartialEq)]
pub struct TimeMarksProps {
    pub end_ms: u64,
    pub reached_ms: u64,
}

/// The marks of one instant, ready to be shown.
#[derive(Clone, PartialEq)]
struct Shown {
    at: Time,
    kind: &'static str,
    sign: &'static str,
    to_come: bool,
    name: String,
}

#[component]
pub fn TimeMarks(props: &TimeMarksProps) -> Html {
    let messages = use_messages();
    let locale = use_preferences().locale;
    let commands = use_commands();
    let marks = use_readout(250.0, move |session| all(session, locale));
    let current = use_state_eq(|| 0_usize);
    let tab_stop = (*current).min(marks.len().saturating_sub(1));
    let on_key = {
        let (current, commands, marks) = (current.clone(), commands.clone(), marks.clone());
        Callback::from(move |event: KeyboardEvent| {
            let next = match event.key().as_str() {
                "ArrowLeft" => tab_stop.checked_sub(1),
                "ArrowRight" => Some(tab_stop + 1).filter(|next| *next < marks.len()),
                "Enter" => {
                    go(&commands, &marks[tab_stop]);
                    None
                }
                _ => return,
            };
            event.prevent_default();
            event.stop_propagation();
            if let Some(next) = next {
                current.set(next);
                platform::focus(&mark_id(next));
            }
        })
    };
    let end = props.end_ms.max(1) as f64;
    let place = |millis: f64| format!("{}%", format::fixed((millis / end * 100.0).min(100.0), 2));
    html! {
        <svg class="time-marks" role="group" aria-label={messages.time_marks} onkeydown={on_key}>
            <rect class="time-track" x="0" width="100%" rx="2" />
            <rect class="time-reached" x="0" width={place(props.reached_ms as f64)} rx="2" />
            for (index, mark) in marks.iter().enumerate() {
                <text key={mark.name.clone()} id={mark_id(index)} class="time-mark" data-kind={mark.kind}
                    data-to-come={mark.to_come.to_string()} role={if mark.to_come { "img" } else { "button" }}
                    tabindex={if index == tab_stop { "0" } else { "-1" }} aria-label={mark.name.clone()}
                    y="0.85em" text-anchor="middle" x={place(mark.at.as_secs_f64() * 1e3)}
                    onclick={{
                        let (commands, current, mark) = (commands.clone(), current.clone(), mark.clone());
                        Callback::from(move |_| {
                            current.set(index);
                            go(&commands, &mark);
                        })
                    }}>
                    <title>{ mark.name.clone() }</title>
                    { mark.sign }
                </text>
            }
        </svg>
    }
}

/// To its instant; what is to come cannot be gone to yet.
fn go(commands: &Commands, mark: &Shown) {
    if !mark.to_come {
        commands.seek(mark.at);
    }
}

fn mark_id(index: usize) -> String {
    format!("time-mark-{index}")
}

/// All marks, those of one kind, side and instant as one.
fn all(session: &Session, locale: Locale) -> Vec<Shown> {
    let marks = session.marks();
    let last = &marks[marks.len().saturating_sub(MARKS_MAX)..];
    let together = last.chunk_by(|one, other| {
        (one.at, one.side) == (other.at, other.side) && look(one) == look(other)
    });
    together
        .map(|marks| shown(session, marks, locale))
        .collect()
}

fn shown(session: &Session, marks: &[Mark], locale: Locale) -> Shown {
    let messages = locale.messages();
    let names = marks.iter().take(NAMED_MAX);
    let mut names: Vec<String> = names
        .map(|mark| wording::mark(session, mark, locale))
        .collect();
    if let more @ 1.. = marks.len().saturating_sub(NAMED_MAX) {
        names.push((messages.and_more)(&more.to_string()));
    }
    let (kind, sign, to_come) = look(&marks[0]);
    Shown {
        at: marks[0].at,
        kind,
        sign,
        to_come,
        name: names.join(messages.sentence_break),
    }
}

/// What the style sheet calls it, its sign, and whether it is to come.
fn look(mark: &Mark) -> (&'static str, &'static str, bool) {
    let of = |what: &Intervention| match what {
        Intervention::Fault(fault) if fault.is_damage() => ("damage", "✕"),
        Intervention::Fault(_) => ("repair", "○"),
        _ => ("change", "◇"),
    };
    let (kind, sign) = match &mark.kind {
        MarkKind::Role(_) => ("role", "⇄"),
        MarkKind::Done(done) => of(&done.what),
        MarkKind::ToCome(what) => of(what),
        MarkKind::Planned { mends: false, .. } => ("damage", "✕"),
        MarkKind::Planned { mends: true, .. } => ("repair", "○"),
    };
    let to_come = matches!(mark.kind, MarkKind::ToCome(_) | MarkKind::Planned { .. });
    (kind, sign, to_come)
}
