//! What became of one request: a sentence for the whole, and every step with its time.

use sim::RequestId;
use yew::{Html, Properties, component, html, use_effect_with, use_memo};

use crate::format;
use crate::hooks::{use_messages, use_preferences, use_session};
use crate::platform;
use crate::session::Session;
use crate::story::Step;
use crate::wording;

#[derive(Properties, PartialEq)]
pub struct RequestStoryProps {
    pub side: usize,
    pub request: RequestId,
}

/// What is shown, in the reader's language.
#[derive(PartialEq)]
struct Shown {
    issued_at: String,
    sentence: String,
    /// Kind, time since the issue, words.
    steps: Vec<(&'static str, String, String)>,
}

#[component]
pub fn RequestStory(props: &RequestStoryProps) -> Html {
    let locale = use_preferences().locale;
    let messages = use_messages();
    let session = use_session();
    let shown = use_memo((props.side, props.request, locale), |chosen| {
        let (side, request, locale) = *chosen;
        session.with(|session| read(session, side, request, locale))
    });
    use_effect_with(props.request, |_| {
        platform::focus("story");
        // The focus brings the story into view; the way back stands above it.
        platform::to_top("panel");
    });
    let Some(shown) = &*shown else {
        return html! { <p class="panel-hint">{ messages.log_empty }</p> };
    };
    html! {
        <article class="story" id="story" tabindex="-1" aria-label={format!("#{}", props.request.0)}>
            <h3 class="story-title">{ format!("#{}", props.request.0) }
                <small>{ (messages.asked_at)(&shown.issued_at) }</small>
            </h3>
            <p class="story-sentence">{ shown.sentence.clone() }</p>
            <ol class="story-steps">
                for (index, (kind, at, words)) in shown.steps.iter().enumerate() {
                    <li key={index} data-kind={*kind}>
                        <span class="story-at">{ at.clone() }</span>
                        <span class="story-words">{ words.clone() }</span>
                    </li>
                }
            </ol>
        </article>
    }
}

fn read(
    session: &Session,
    side: usize,
    request: RequestId,
    locale: crate::i18n::Locale,
) -> Option<Shown> {
    let side = session.side(side);
    let story = side.story(request)?;
    let name = |node| wording::node_name(side, node, locale).to_owned();
    let seconds = locale.messages().user_seconds;
    let steps = story.steps.iter().map(|told| {
        let at = format!("{} {seconds}", format::fixed(told.after.as_secs_f64(), 3));
        (kind(&told.step), at, locale.step(&name, &told.step))
    });
    Some(Shown {
        issued_at: format::fixed(story.issued_at.as_secs_f64(), 3),
        sentence: locale.summary(&name, &story.summary),
        steps: steps.collect(),
    })
}

/// What the style sheet calls a step.
const fn kind(step: &Step) -> &'static str {
    match step {
        Step::Lost { .. }
        | Step::Arrived { failed: true, .. }
        | Step::Refused { .. }
        | Step::GivenUp { .. }
        | Step::Broke(_)
        | Step::Ended { outcome: Err(_) } => "bad",
        Step::Ended { outcome: Ok(()) } => "good",
        Step::TriedAgain { .. } | Step::Issued => "try",
        Step::Decided { .. } => "decision",
        _ => "plain",
    }
}
