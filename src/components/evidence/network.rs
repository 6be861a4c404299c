//! What machines send each other, line by line; each line can be gone to and cut.

use sim::{LinkId, Place};
use study::{LineWork, Messages as Talk};
use yew::{Callback, Html, Properties, component, html};

use crate::format;
use crate::hooks::{use_commands, use_preferences, use_session};
use crate::state::{Action, Selected};
use crate::wording;

#[derive(Properties, PartialEq)]
pub struct NetworkEvidenceProps {
    pub side: usize,
    pub found: Talk,
}

#[component]
pub fn NetworkEvidence(props: &NetworkEvidenceProps) -> Html {
    let locale = use_preferences().locale;
    let messages = locale.messages();
    let session = use_session();
    let commands = use_commands();
    let side = props.side;
    let name = |link| session.with(|session| wording::link_name(session.side(side), link, locale));
    let go = |link: LinkId| {
        let commands = commands.clone();
        Callback::from(move |_| {
            let place = Place::Link(link);
            commands.act(Action::ClosePanel);
            commands.act(Action::Select(Some(Selected { side, place })));
        })
    };
    let found = &props.found;
    html! {
        <>
            <dl class="facts">
                <dt>{ messages.messages_per_request }</dt>
                <dd>{ format::fixed(found.per_request(), 1) }</dd>
                <dt>{ messages.messages_now }</dt>
                <dd>{ format!("{} {}", format::rate(found.per_second), messages.per_second_messages) }</dd>
            </dl>
            if !found.lines.is_empty() {
                <p class="panel-hint">{ messages.cut_hint }</p>
                <table class="evidence-table">
                    <thead><tr>
                        <th scope="col">{ messages.column_link }</th>
                        <th scope="col">{ messages.messages_per_request }</th>
                        <th scope="col">{ messages.messages_now }</th>
                    </tr></thead>
                    <tbody>
                        for line in &found.lines {
                            <tr key={line.link.0}>
                                <th scope="row">
                                    <button type="button" class="text-name" data-action="go-to-line"
                                        onclick={go(line.link)}>{ name(line.link) }</button>
                                </th>
                                <td>{ per_request(line) }</td>
                                <td>{ format::rate(line.per_second) }</td>
                            </tr>
                        }
                    </tbody>
                </table>
            }
        </>
    }
}

/// Messages for each request; nothing to tell of a line that serves none, as between a database and
/// its copies.
fn per_request(line: &LineWork) -> String {
    match line.for_requests {
        0 => "–".to_owned(),
        _ => format::fixed(line.per_request, 2),
    }
}
