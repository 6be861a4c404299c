//! The article's four conditions under a stage: whether each holds now, and the way to its evidence.

use study::stars::style;
use study::{Condition, Verdict, conditions};
use yew::{Callback, Html, Properties, component, html};

use crate::hooks::{use_commands, use_preferences, use_readout, use_session};
use crate::pair::Pair;
use crate::state::{Action, Panel, Topic};

/// Often enough to be live, seldom enough to be read.
const EVERY_MS: f64 = 500.0;

#[derive(Properties, PartialEq)]
pub struct ConditionsRowProps {
    pub pair: Pair,
    pub side: usize,
}

#[component]
pub fn ConditionsRow(props: &ConditionsRowProps) -> Html {
    let locale = use_preferences().locale;
    let messages = locale.messages();
    let words = locale.findings();
    let commands = use_commands();
    let handle = use_session();
    let side = props.side;
    let found = use_readout(EVERY_MS, move |session| {
        let measured = handle.capacity(side);
        let subject = session.side(side).subject();
        conditions(&subject, measured.capacity()).map(|finding| {
            let why = words.why(&finding, session.side(side).cards());
            let why = why + &words.past(&finding);
            (finding.condition, finding.verdict(), why)
        })
    });
    let open = |topic: Topic| {
        let commands = commands.clone();
        Callback::from(move |_| commands.act(Action::OpenPanel(Panel::Evidence { side, topic })))
    };
    html! {
        <div class="conditions" role="group" aria-label={messages.conditions}>
            for (condition, verdict, why) in found.iter() {
                <button key={condition.index()} type="button" class="condition" id={topic_id(side, Topic::Condition(*condition))}
                    data-action={format!("condition-{}", condition.index() + 1)} data-verdict={verdict_id(*verdict)}
                    title={why.clone()} onclick={open(Topic::Condition(*condition))}>
                    <b aria-hidden="true">{ sign(*verdict) }</b>
                    <span class="condition-long">{ words.condition(*condition).short }</span>
                    <span class="condition-short" aria-hidden="true">{ short(*condition, messages) }</span>
                    <span class="hidden">{ words.verdict(*verdict) }</span>
                </button>
            }
            <button type="button" class="condition condition-division" id={topic_id(side, Topic::Division)}
                data-action="division" aria-label={messages.what_is_distributed} title={messages.what_is_distributed}
                onclick={open(Topic::Division)}>
                <span class="condition-long">{ messages.what_is_distributed_short }</span>
                <span class="condition-short" aria-hidden="true">{ messages.what_is_distributed_word }</span>
            </button>
            if style(props.pair.entry(side).id).is_some() {
                <button type="button" class="condition condition-stars" id={topic_id(side, Topic::Stars)}
                    data-action="stars" aria-label={messages.stars_title} title={messages.stars_title}
                    onclick={open(Topic::Stars)}>
                    <b aria-hidden="true">{ "★" }</b>
                    <span class="condition-long">{ messages.stars_word }</span>
                </button>
            }
        </div>
    }
}

/// The id of what opens a topic.
pub const fn topic_id(side: usize, topic: Topic) -> &'static str {
    const IDS: [[&str; 6]; 2] = [
        [
            "condition-0-1",
            "condition-0-2",
            "condition-0-3",
            "condition-0-4",
            "division-0",
            "stars-0",
        ],
        [
            "condition-1-1",
            "condition-1-2",
            "condition-1-3",
            "condition-1-4",
            "division-1",
            "stars-1",
        ],
    ];
    match topic {
        Topic::Condition(condition) => IDS[side][condition.index()],
        Topic::Division => IDS[side][4],
        Topic::Stars => IDS[side][5],
    }
}

/// A shape for each verdict; beside it there is always a word.
pub const fn sign(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Holds => "○",
        Verdict::DoesNot => "×",
        Verdict::NotShown => "…",
    }
}

/// What a program and the style sheet know a verdict by.
pub const fn verdict_id(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Holds => "holds",
        Verdict::DoesNot => "does-not",
        Verdict::NotShown => "not-shown",
    }
}

const fn short(condition: Condition, messages: &crate::i18n::Messages) -> &'static str {
    match condition {
        Condition::SeveralResources => messages.condition_resources,
        Condition::Networked => messages.condition_network,
        Condition::ScalabilityConsidered => messages.condition_scalability,
        Condition::LooksLikeOne => messages.condition_one,
    }
}
