//! What users saw that one machine would never show: each way with its count, and the last requests
//! that saw it, each of which opens its story.

use sim::RequestId;
use study::Illusion;
use yew::{Callback, Html, Properties, component, html};

use crate::format;
use crate::hooks::{use_commands, use_preferences};
use crate::state::{Action, Panel};

#[derive(Properties, PartialEq)]
pub struct IllusionEvidenceProps {
    pub side: usize,
    pub found: Illusion,
}

#[component]
pub fn IllusionEvidence(props: &IllusionEvidenceProps) -> Html {
    let locale = use_preferences().locale;
    let messages = locale.messages();
    let words = locale.findings();
    let commands = use_commands();
    let side = props.side;
    let story = |request: RequestId| {
        let commands = commands.clone();
        Callback::from(move |_| {
            let request = Some(request);
            commands.act(Action::OpenPanel(Panel::Requests { side, request }));
        })
    };
    let found = &props.found;
    html! {
        <>
            <dl class="facts">
                <dt>{ messages.answered_as_one }</dt>
                <dd>{ of_all(found.whole.as_one(), found.whole.ended) }</dd>
                <dt>{ messages.faults_so_far }</dt>
                <dd>{ format::grouped(found.faults) }</dd>
            </dl>
            <table class="evidence-table">
                <caption>{ messages.breaks }</caption>
                <tbody>
                    for one in &found.breaks {
                        <tr key={format!("{:?}", one.kind)} data-count={one.count.to_string()}>
                            <th scope="row">
                                { words.broken(one.kind).name }
                                <small>{ words.broken(one.kind).seen }</small>
                            </th>
                            <td>{ format::grouped(one.count) }</td>
                            <td class="break-stories">
                                for request in one.last.iter().copied() {
                                    <button key={request.0} type="button" class="text-name"
                                        data-action="story-of-break" title={messages.requests}
                                        onclick={story(request)}>{ format!("#{}", request.0) }</button>
                                }
                            </td>
                        </tr>
                    }
                </tbody>
            </table>
        </>
    }
}

fn of_all(count: u64, all: u64) -> String {
    format!("{} / {}", format::grouped(count), format::grouped(all))
}
