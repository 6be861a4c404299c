//! Which machines do the work, and how evenly: of the last seconds, and of the whole run.

use study::Work;
use yew::{Html, Properties, component, html};

use super::machine;
use super::share_bar::share_row;
use crate::format;
use crate::hooks::{use_preferences, use_session};

#[derive(Properties, PartialEq)]
pub struct WorkEvidenceProps {
    pub side: usize,
    pub recent: Work,
    pub whole: Work,
}

#[component]
pub fn WorkEvidence(props: &WorkEvidenceProps) -> Html {
    let locale = use_preferences().locale;
    let messages = locale.messages();
    let session = use_session();
    let name = |node| session.with(|session| machine(session.side(props.side), node, locale));
    let seconds = format::fixed(study::WINDOW.as_secs_f64(), 0);
    let list = |title: String, work: &Work| {
        html! {
            <>
                <h5>{ title }</h5>
                <ul class="shares">
                    for one in &work.machines {
                        { share_row(&name(one.node), one.share, &busy(one.busy_secs, messages)) }
                    }
                </ul>
            </>
        }
    };
    html! {
        <>
            <dl class="facts">
                <dt>{ messages.machines_useful }</dt>
                <dd>{ props.recent.useful().count() }</dd>
                <dt>{ messages.machines_effective }</dt>
                <dd>{ format::fixed(props.recent.effective(), 1) }</dd>
                <dt>{ messages.work_left }</dt>
                <dd>{ format!("{} %", format::fixed(props.recent.left_without_busiest() * 100.0, 0)) }</dd>
            </dl>
            { list((messages.window)(&seconds), &props.recent) }
            { list(messages.whole_run.to_owned(), &props.whole) }
        </>
    }
}

fn busy(seconds: f64, messages: &crate::i18n::Messages) -> String {
    let seconds = format::fixed(seconds, 1);
    (messages.busy_for)(&seconds)
}
