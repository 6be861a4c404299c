//! What users saw that one machine would never show: who is kept waiting, and each way of breaking with
//! its count and the last requests that saw it, each of which opens its story.

use sim::RequestId;
use study::Illusion;
use study::words::BreakWords;
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
    let row = |key: &str, seen: BreakWords, count: u64, requests: &[RequestId]| {
        html! {
            <tr key={key.to_owned()} data-break={key.to_owned()} data-count={count.to_string()}>
                <th scope="row">{ seen.name }<small>{ seen.seen }</small></th>
                <td>{ format::grouped(count) }</td>
                <td class="break-stories">
                    for request in requests.iter().copied() {
                        <button key={request.0} type="button" class="text-name"
                            data-action="story-of-break" title={messages.requests}
                            onclick={story(request)}>{ format!("#{}", request.0) }</button>
                    }
                </td>
            </tr>
        }
    };
    html! {
        <>
            <dl class="facts">
                <dt>{ messages.answered_as_one }</dt>
                <dd>{ of_all(found.whole.as_one(), found.whole.ended) }</dd>
                <dt>{ messages.faults_so_far }</dt>
                <dd>{ format::grouped(found.faults) }</dd>
                if let Some(unfinished) = found.unfinished {
                    <dt>{ messages.unfinished }</dt>
                    <dd data-unfinished={unfinished.held.to_string()}>{ format::grouped(unfinished.held) }</dd>
                }
            </dl>
            <table class="evidence-table">
                <caption>{ messages.breaks }</caption>
                <tbody>
                    { row("waiting", words.waiting(), found.recent.waiting, &found.waiting) }
                    for one in &found.breaks {
                        { row(&format!("{:?}", one.kind), words.broken(one.kind), one.count, &one.last) }
                    }
                </tbody>
            </table>
        </>
    }
}

fn of_all(count: u64, all: u64) -> String {
    format!("{} / {}", format::grouped(count), format::grouped(all))
}
