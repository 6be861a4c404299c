//! What the runs of both sides show, side by side: one of the four conditions with its verdict, the
//! reason and the numbers, or what each system distributes.

use study::{Condition, Evidence, Finding, conditions};
use yew::{Callback, Html, Properties, component, html};

use super::conditions_row::{sign, verdict_id};
use crate::hooks::{use_commands, use_preferences, use_readout, use_session};
use crate::i18n::Locale;
use crate::pair::Pair;
use crate::session::Side;
use crate::settings::SIDE_COUNT;
use crate::state::{Action, Panel, Topic};
use crate::wording;

mod capacity;
mod division;
mod illusion;
mod network;
mod share_bar;
mod stars;
mod work;

use capacity::CapacityEvidence;
use division::DivisionEvidence;
use illusion::IllusionEvidence;
use network::NetworkEvidence;
use stars::StarsEvidence;
use work::WorkEvidence;

#[derive(Properties, PartialEq)]
pub struct EvidencePanelProps {
    pub pair: Pair,
    /// The side from which it was opened.
    pub side: usize,
    pub topic: Topic,
}

#[component]
pub fn EvidencePanel(props: &EvidencePanelProps) -> Html {
    let locale = use_preferences().locale;
    let messages = locale.messages();
    let words = locale.findings();
    let commands = use_commands();
    let (side, topic) = (props.side, props.topic);
    let choice = |other: Topic, word: &'static str| {
        let commands = commands.clone();
        let show = Callback::from(move |_| {
            let topic = other;
            commands.act(Action::OpenPanel(Panel::Evidence { side, topic }));
        });
        html! {
            <button type="button" class="button button-small" data-action={topic_name(other)}
                aria-pressed={(other == topic).to_string()} onclick={show}>{ word }</button>
        }
    };
    let (title, hint) = match topic {
        Topic::Condition(Condition::ScalabilityConsidered) => (
            words.condition(Condition::ScalabilityConsidered).name,
            messages.capacity_hint,
        ),
        Topic::Condition(condition) => (words.condition(condition).name, messages.conditions_hint),
        Topic::Division => (messages.what_is_distributed, messages.division_hint),
        Topic::Stars => (messages.stars_title, messages.stars_hint),
    };
    html! {
        <>
            <div class="evidence-topics" role="group" aria-label={messages.conditions}>
                for condition in Condition::ALL {
                    { choice(Topic::Condition(condition), words.condition(condition).short) }
                }
                { choice(Topic::Division, messages.what_is_distributed) }
                { choice(Topic::Stars, messages.stars_short) }
            </div>
            <h3 class="evidence-title">
                if let Topic::Condition(condition) = topic {
                    { format!("{}. ", condition.index() + 1) }
                }
                { title }
            </h3>
            <p class="panel-hint">{ hint }</p>
            <div class="evidence-sides">
                for index in 0..SIDE_COUNT {
                    <section key={props.pair.key(index)} class="evidence-side" data-side={index.to_string()}
                        data-system={props.pair.entry(index).id}>
                        <h4>{ wording::system(&props.pair, index, locale) }</h4>
                        {
                            match topic {
                                Topic::Condition(condition) => html! { <FindingView side={index} {condition} /> },
                                Topic::Division => html! { <DivisionEvidence side={index} /> },
                                Topic::Stars => html! { <StarsEvidence system={props.pair.entry(index).id} /> },
                            }
                        }
                    </section>
                }
            </div>
        </>
    }
}

#[derive(Properties, PartialEq)]
struct FindingViewProps {
    side: usize,
    condition: Condition,
}

#[component]
fn FindingView(props: &FindingViewProps) -> Html {
    let locale = use_preferences().locale;
    let words = locale.findings();
    let handle = use_session();
    let (side, condition) = (props.side, props.condition);
    let found = use_readout(500.0, move |session| {
        let measured = handle.capacity(side);
        let one = session.side(side);
        let [first, second, third, fourth] = conditions(&one.subject(), measured.capacity());
        let finding = match condition {
            Condition::SeveralResources => first,
            Condition::Networked => second,
            Condition::ScalabilityConsidered => third,
            Condition::LooksLikeOne => fourth,
        };
        let why = words.why(&finding, one.cards());
        let why = why + &words.past(&finding);
        (finding, why)
    });
    let (finding, why) = &*found;
    let verdict = finding.verdict();
    html! {
        <>
            <p class="verdict" data-verdict={verdict_id(verdict)}>
                <b aria-hidden="true">{ sign(verdict) }</b>{ words.verdict(verdict) }
            </p>
            <p class="evidence-why">{ why.clone() }</p>
            { evidence(finding, side) }
        </>
    }
}

fn evidence(finding: &Finding, side: usize) -> Html {
    match &finding.evidence {
        Evidence::Resources { recent, whole, .. } => html! {
            <WorkEvidence {side} recent={recent.clone()} whole={whole.clone()} />
        },
        Evidence::Network(messages) => html! {
            <NetworkEvidence {side} found={messages.clone()} />
        },
        Evidence::Scalability(_) => html! { <CapacityEvidence {side} /> },
        Evidence::Illusion(illusion) => html! {
            <IllusionEvidence {side} found={illusion.clone()} />
        },
    }
}

const fn topic_name(topic: Topic) -> &'static str {
    match topic {
        Topic::Condition(Condition::SeveralResources) => "topic-1",
        Topic::Condition(Condition::Networked) => "topic-2",
        Topic::Condition(Condition::ScalabilityConsidered) => "topic-3",
        Topic::Condition(Condition::LooksLikeOne) => "topic-4",
        Topic::Division => "topic-division",
        Topic::Stars => "topic-stars",
    }
}

/// A machine's name, as it stands on its card.
fn machine(side: &Side, node: sim::NodeId, locale: Locale) -> String {
    wording::node_name(side, node, locale).to_owned()
}
