//! What the marks on the stages mean, each as a shape and a word.

use yew::{Html, component, html};

use crate::hooks::use_messages;

#[component]
pub fn Legend() -> Html {
    let messages = use_messages();
    let marks = [
        ("request", messages.mark_request),
        ("reply", messages.mark_reply),
        ("replication", messages.mark_replication),
        ("event", messages.mark_event),
        ("control", messages.mark_control),
        ("failed", messages.mark_failed),
    ];
    html! {
        <ul class="legend" aria-label={messages.legend}>
            for (kind, word) in marks {
                <li key={kind}>
                    <svg class={format!("mark mark-{kind}")} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
                        { shape(kind) }
                    </svg>
                    { word }
                </li>
            }
        </ul>
    }
}

fn shape(kind: &str) -> Html {
    match kind {
        "request" => html! { <circle cx="8" cy="8" r="5" /> },
        "reply" => html! { <circle cx="8" cy="8" r="4.2" /> },
        "replication" => html! { <path d="M8 2.5 13.8 13H2.2z" /> },
        "event" => html! { <path d="M3.2 3.2h9.6v9.6H3.2z" /> },
        "control" => html! { <path d="M2 5.5h12v5H2z" /> },
        _ => html! { <path d="M8 1.8 14.2 8 8 14.2 1.8 8z" /> },
    }
}
