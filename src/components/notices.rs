//! What stays at the top until it is dismissed, and what to know about the pair.

use std::rc::Rc;

use yew::{Callback, Html, Properties, component, html};

use super::icon::{Icon, icon};
use crate::address::{Problem, Why};
use crate::hooks::{use_commands, use_messages};
use crate::i18n::Messages;
use crate::pair::Pair;
use crate::settings::ACTS_MAX;
use crate::state::{Action, Notice};

#[derive(Properties, PartialEq)]
pub struct NoticesProps {
    pub notices: Rc<[Notice]>,
}

/// One line in the header, whatever there is to say, so that nothing else moves: the gravest notice
/// in short, and all of them in full when it is opened.
#[component]
pub fn Notices(props: &NoticesProps) -> Html {
    let messages = use_messages();
    let commands = use_commands();
    let Some(gravest) = props.notices.iter().max_by_key(|notice| gravity(notice)) else {
        return html! { <div class="notices" /> };
    };
    let dismiss = {
        let commands = commands.clone();
        Callback::from(move |_| commands.act(Action::DismissNotices))
    };
    let forget = Callback::from(move |_| commands.act(Action::ForgetActs));
    let grave = matches!(gravest, Notice::Violation(_));
    html! {
        <div class="notices" role="group" aria-label={messages.notice} data-grave={grave.to_string()}>
            <details class="notice">
                <summary class="notice-short" data-action="notices">
                    { icon(Icon::Notice) }
                    <span class="notice-words">{ short(gravest, messages) }</span>
                    <b class="notice-count" aria-hidden="true">{ told(&props.notices) }</b>
                </summary>
                <ul class="notice-sheet">
                    for (index, notice) in props.notices.iter().enumerate() {
                        for (line, sentence) in sentences(notice, messages).into_iter().enumerate() {
                            <li key={format!("{index}-{line}")}>{ sentence }</li>
                        }
                        if let Notice::Again(_) = notice {
                            <li key={format!("{index}-forget")}>
                                <button type="button" class="button button-small" data-action="forget-acts"
                                    onclick={forget.clone()}>{ messages.without_acts }</button>
                            </li>
                        }
                    }
                </ul>
            </details>
            <button type="button" class="button button-plain notice-close" data-action="dismiss"
                aria-label={messages.close} title={messages.close} onclick={dismiss}>
                { icon(Icon::Close) }
            </button>
        </div>
    }
}

/// How many things are told, for where there is no room for words.
fn told(notices: &[Notice]) -> usize {
    let count = |notice: &Notice| match notice {
        Notice::Address(problems) => problems.len(),
        _ => 1,
    };
    notices.iter().map(count).sum()
}

/// What must be seen first.
const fn gravity(notice: &Notice) -> u8 {
    match notice {
        Notice::Violation(_) => 3,
        Notice::LinkLacks => 2,
        Notice::Address(_) => 1,
        Notice::Again(_) => 0,
    }
}

/// A notice in a few words.
fn short(notice: &Notice, messages: &Messages) -> String {
    match notice {
        Notice::Address(problems) => (messages.notice_address)(&problems.len().to_string()),
        Notice::Again(count) => (messages.notice_again_short)(&count.to_string()),
        Notice::LinkLacks => messages.notice_link_lacks_short.to_owned(),
        Notice::Violation(_) => messages.violation.to_owned(),
    }
}

#[derive(Properties, PartialEq)]
pub struct PairNoteProps {
    pub pair: Pair,
}

/// That the users of the two systems ask for different things, where they do.
#[component]
pub fn PairNote(props: &PairNoteProps) -> Html {
    let messages = use_messages();
    let families = [0, 1].map(|side| props.pair.entry(side).family);
    if families[0] == families[1] {
        return Html::default();
    }
    let [left, right] = families.map(messages.family);
    html! { <p class="pair-note">{ (messages.side_by_families)(left, right) }</p> }
}

fn sentences(notice: &Notice, messages: &Messages) -> Vec<String> {
    match notice {
        Notice::Address(problems) => {
            let told = problems.iter();
            told.map(|problem| sentence(problem, messages)).collect()
        }
        Notice::Again(count) => vec![(messages.notice_again)(&count.to_string())],
        Notice::LinkLacks => vec![(messages.notice_link_lacks)(&ACTS_MAX.to_string())],
        Notice::Violation(evidence) => vec![messages.violation.to_owned(), evidence.to_string()],
    }
}

fn sentence(problem: &Problem, messages: &Messages) -> String {
    let Problem { name, value, why } = problem;
    match why {
        Why::Unknown => (messages.notice_unknown)(name),
        Why::NotWithin(minimum, maximum) => (messages.notice_range)(name, value, minimum, maximum),
        Why::NotOneOf(words) => (messages.notice_words)(name, value, &words.join(", ")),
        Why::NotThere => (messages.notice_not_there)(name, value),
        Why::NoFault => (messages.notice_no_fault)(name, value),
        Why::Common => (messages.notice_common)(name, value),
        Why::NoAct => (messages.notice_no_act)(name, value),
        Why::Nowhere(place) => (messages.notice_nowhere)(name, value, place),
        Why::TooMany(maximum) => (messages.notice_too_many)(&maximum.to_string()),
    }
}
